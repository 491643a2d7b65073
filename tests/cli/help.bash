# help.bash - what all files of tests/cli share: the program, a folder of its own for each
# test, and checks that show what was there when they fail.
# LMEV: the program. Standard error goes to $ERR, so that stdout can be checked alone.

setup() {
    LMEV="${LMEV:?set LMEV to the path of the program}"
    export LC_ALL=C.UTF-8 TERM=dumb
    unset NO_COLOR TFHUB_CACHE_DIR KAGGLEHUB_CACHE HF_HOME
    export HOME="$BATS_TEST_TMPDIR" # no model that the user has there
    ERR="$BATS_TEST_TMPDIR/stderr"
    mkdir "$BATS_TEST_TMPDIR/work"
    cd "$BATS_TEST_TMPDIR/work" || return 1
}

# run lmev with its stderr in $ERR: $status and $output are then those of the product alone
lmev() {
    run bash -c 'err=$1; shift; "$@" 2>"$err"' - "$ERR" "$LMEV" "$@"
}

expect_status() {
    if [ "$status" -ne "$1" ]; then
        echo "exit code $status, wanted $1" >&2
        echo "stdout: $output" >&2
        echo "stderr: $(cat "$ERR")" >&2
        return 1
    fi
}

# The command fails (a bare "!" would not end a bats test).
refute() {
    if "$@"; then
        echo "succeeded: $*" >&2
        return 1
    fi
}

# The text stands in stderr.
expect_said() {
    if ! grep -qF -- "$1" "$ERR"; then
        echo "stderr lacks: $1" >&2
        cat "$ERR" >&2
        return 1
    fi
}

# Nothing but warnings and faults may be on stderr under --quiet.
expect_silence() {
    if [ -s "$ERR" ]; then
        cat "$ERR" >&2
        return 1
    fi
}

# The text stands in stdout.
expect_output() {
    if [[ "$output" != *"$1"* ]]; then
        echo "stdout lacks: $1" >&2
        echo "$output" >&2
        return 1
    fi
}

# wait_for PID COMMAND...: until the command succeeds or the process has ended. The limit is
# for a fault; how long the process takes to get there is the machine's affair.
wait_for() {
    local pid=$1 from=$SECONDS
    shift
    until "$@"; do
        kill -0 "$pid" 2> /dev/null || return 0
        if [ $((SECONDS - from)) -gt 100 ]; then
            echo "not in 100 s: $*" >&2
            kill -KILL "$pid"
            return 1
        fi
        sleep 0.02
    done
}

# A small study once a file of tests: $STUDY has titles.csv, spec.yaml and a classifier.
train_study() {
    STUDY="$BATS_FILE_TMPDIR/study"
    export STUDY
    mkdir -p "$STUDY"
    "$LMEV" data synth --rows 3000 --classes 12 --seed 7 -q -o "$STUDY/titles.csv"
    cat > "$STUDY/spec.yaml" <<'SPEC'
name: small
version: v1
trials: 2
models:
  - {scratch: {dim: 16, normalize: true}, name: tiny}
data: {file: titles.csv, text: title, label: category, train_size: 2500, validation_split: 0.1, test_size: 500}
network: {units: [32], dropout: 0.1}
train: {batch_size: 64, epochs: 4, early_stopping: false, optimizer: {learning_rate: 0.005}}
SPEC
    "$LMEV" run "$STUDY/spec.yaml" --out "$STUDY" -q > "$STUDY/table.txt" || return 1
    CLASSIFIER="$STUDY/saved_models/v1/tiny"
    export CLASSIFIER
}
