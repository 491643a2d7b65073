# limits.bats - what the system takes away while the program works: room in a file, threads,
# the end of a mapped file.

load help

setup_file() {
    train_study
}

@test "a file at its size limit is a failed write: nothing is left, the experiment is failed" {
    if grep -q __tsan_init "$LMEV"; then
        skip "the sanitizer maps a file of its own, which the limit cuts"
    fi
    lmev data synth --rows 20000 --classes 12 -q -o titles.csv
    run bash -c "ulimit -f 16; '$LMEV' predict '$CLASSIFIER' titles.csv -q -o out.csv 2>'$ERR'"
    expect_status 1
    expect_said "File too large"
    [ "$(ls -A)" = "titles.csv" ]
    run bash -c "ulimit -f 8; '$LMEV' run '$STUDY/spec.yaml' --set trials=1 --out short -q 2>'$ERR'"
    expect_status 1
    expect_said "File too large"
    lmev runs list short
    [[ "$output" == *"failed"*"File too large"* ]]
    [ -z "$(find short -name '*.tmp-*')" ]
}

@test "where the system starts no more threads one does the work, and says so" {
    if grep -q __asan_init "$LMEV" || grep -q __tsan_init "$LMEV"; then
        skip "a sanitizer needs more memory than the limit"
    fi
    run bash -c "ulimit -v 400000; '$LMEV' run '$STUDY/spec.yaml' --out few --set trials=1 --set train.threads=64 -q 2>'$ERR'"
    expect_status 0
    expect_said "the system does not start 64 threads (a limit on memory or processes): 1 is used"
    lmev runs list few
    [[ "$output" == *"finished"* ]]
    run bash -c "ulimit -v 400000; '$LMEV' predict '$CLASSIFIER' '$STUDY/titles.csv' --threads 64 -q 2>'$ERR' | sha256sum"
    limited="$output"
    run bash -c "'$LMEV' predict '$CLASSIFIER' '$STUDY/titles.csv' -q | sha256sum"
    [ "$output" = "$limited" ]
}

@test "an experiment records the peak of its own memory, not that of one before it" {
    if grep -q __asan_init "$LMEV" || grep -q __tsan_init "$LMEV"; then
        skip "a sanitizer keeps memory that was freed"
    fi
    [ -w /proc/self/clear_refs ] || skip "the peak cannot be counted anew here"
    sed "s|- {scratch.*|- {scratch: {dim: 2048, normalize: true}, name: wide}\n  &|; s/epochs: 4/epochs: 1/" \
        "$STUDY/spec.yaml" > spec.yaml
    cp "$STUDY/titles.csv" .
    lmev run spec.yaml --set trials=1 -q
    peak() {
        grep -lr "\"LMEV-MODEL\": \"$1\"" experiments/v1 --include=experiment_metadata.json |
            xargs sed 's/.*"LMEV-PEAK_MEMORY": \([0-9]*\).*/\1/'
    }
    [ "$(peak tiny)" -lt "$(($(peak wide) - 50000000))" ]
}

# A table of 4 MB, so that its end lies in pages that opening does not touch.
table() {
    awk 'BEGIN { print 20000, 50; for (i = 0; i < 20000; i++) { printf "w%d", i
        for (k = 0; k < 50; k++) printf " %.3f", (i * 7 + k * 3) % 100 / 100; print "" } }' > table.vec
    "$LMEV" models convert table.vec -o table -q
}

@test "a model file cut while it is used ends the program with words" {
    table
    mkfifo texts
    "$LMEV" embed table texts -q > vectors 2> "$ERR" &
    pid=$!
    exec 7> texts
    echo w1 >&7
    answered() { [ "$(wc -l < vectors)" -eq 2 ]; }
    wait_for $pid answered
    : > table/model.safetensors
    echo w19000 >&7
    status=0
    wait $pid || status=$?
    exec 7>&-
    [ "$status" -eq 1 ]
    expect_said "a file was made shorter by another program while it was read"
    expect_said "hint: "
}

@test "a model file written over during a grid fails the experiment, and is not gone on with" {
    table
    sed "s|{scratch.*|{path: $PWD/table, name: table}|; s/epochs: 4/epochs: 2000/" \
        "$STUDY/spec.yaml" > spec.yaml
    cp "$STUDY/titles.csv" .
    "$LMEV" run spec.yaml --set trials=1 --set network.lm_trainable=false > out 2> "$ERR" &
    pid=$!
    checkpoint() { compgen -G 'experiments/v1/*/checkpoint/epoch-*.ckpt' > seen; }
    wait_for $pid checkpoint
    printf 'other numbers' | dd of=table/model.safetensors bs=1 seek=3000000 conv=notrunc status=none
    status=0
    wait $pid || status=$?
    [ "$status" -eq 1 ]
    expect_said "the file was written over since the grid opened the model ($PWD/table/model.safetensors)"
    lmev runs list .
    [[ "$output" == *"failed"* ]]
}

@test "a model replaced whole during a grid changes nothing" {
    table
    sed "s|{scratch.*|{path: $PWD/table, name: table}|; s/epochs: 4/epochs: 60/" "$STUDY/spec.yaml" > spec.yaml
    cp "$STUDY/titles.csv" .
    "$LMEV" run spec.yaml --set trials=1 --set network.lm_trainable=false > out 2> "$ERR" &
    pid=$!
    begun() { grep -q begins "$ERR"; }
    wait_for $pid begun
    cp table/model.safetensors new
    mv new table/model.safetensors
    wait $pid
}

@test "a second signal leaves at once, and leaves no temporary file" {
    mkfifo texts
    table
    "$LMEV" embed table texts -o out.npy -q 2> "$ERR" &
    pid=$!
    exec 7> texts
    echo w1 >&7
    under_way() { compgen -G '.lmev.tmp-*' > seen; }
    wait_for $pid under_way
    # While it is stopped both arrive, so that nothing can end between them.
    kill -STOP $pid
    kill -TERM $pid
    kill -INT $pid
    kill -CONT $pid
    status=0
    wait $pid || status=$?
    exec 7>&-
    [ "$status" -eq 130 ] || [ "$status" -eq 143 ] # in whichever order they are delivered
    expect_said "stopped at once, by a second signal"
    refute compgen -G '.lmev.tmp-*'
    [ ! -e out.npy ]
}
