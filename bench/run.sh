#!/usr/bin/env bash
# run.sh BUILD PYTHON - the speed table: everything in one run, on a machine that does nothing else.
#
# BUILD is configured with -Dbench=true; PYTHON has tests/interop/requirements.txt (for Keras);
# PyTorch is Debian's, under /usr/bin/python3 (it uses OpenBLAS). The titles are the real ones
# of ../shared/data where they are, else synthetic ones of the same number. PEERS may name more
# interpreters, for fse (bench/embed_peers.py tells what it needs) or Model2Vec. Takes some
# half an hour; figures worth keeping go to bench/SPEED.md. THREADS=2 by default; PARTS="f g" runs some
# parts alone. QUICK=1 only shows that the script works.
#
# Against others, programs take turns and medians over the rounds are compared, so that an hour in
# which the machine is slow is slow for all.
set -euo pipefail
cd "$(dirname "$0")/.."
build=$(realpath "$1")
python=$2
threads=${THREADS:-2}
epochs=5 epochs_f32=3 batches=12 rounds=5 many=20000000 some=1000000 some_titles=1000000 synthetic=700000
if [[ -n ${QUICK:-} ]]; then epochs=1 epochs_f32=1 batches=2 rounds=2 many=200000 some=20000 some_titles=20000 synthetic=60000; fi
export OMP_NUM_THREADS=$threads TF_CPP_MIN_LOG_LEVEL=3
bench=$PWD/bench
lmev=$build/src/cmd/lmev
at=$(mktemp -d)
trap 'rm -rf "$at"' EXIT

# the precisions that this processor has; f32 alone where there are no bf16 instructions
precisions=f32 flag_bf16=
if grep -q avx512_bf16 /proc/cpuinfo; then precisions="bf16 f32" flag_bf16=--bf16; fi

say() { printf '\n== %s\n' "$*"; }
seconds() { # command...: wall seconds, its output thrown away
    local begin end
    begin=$(date +%s.%N); "$@" >/dev/null 2>&1; end=$(date +%s.%N)
    awk "BEGIN { printf \"%.2f\", $end - $begin }"
}
median() { tr ' ' '\n' | sort -n | awk '{ x[NR] = $1 } END { print NR % 2 ? x[(NR + 1) / 2] : (x[NR / 2] + x[NR / 2 + 1]) / 2 }'; }
medians() { # file of lines "who: N unit", some a round: each one's median, and ours over it
    awk -F': ' '
        function middle(who, n, i, k, t) {
            n = count[who]
            for (i = 2; i <= n; i++)
                for (k = i; k > 1 && x[who, k] < x[who, k - 1]; k--) {
                    t = x[who, k]; x[who, k] = x[who, k - 1]; x[who, k - 1] = t
                }
            return n % 2 ? x[who, (n + 1) / 2] : (x[who, n / 2] + x[who, n / 2 + 1]) / 2
        }
        { if (!count[$1]++) name[++all] = $1; x[$1, count[$1]] = $2 + 0 }
        END {
            for (i = 1; i <= all; i++) {
                m[i] = middle(name[i])
                printf "median of %d: %s: %.0f\n", count[name[i]], name[i], m[i]
            }
            for (i = 1; i <= all; i++)
                for (k = 1; k <= all; k++)
                    if (name[i] ~ /^lmev/ && name[k] !~ /^lmev/)
                        printf "%s over %s: %.1f x\n", name[i], name[k], m[i] / m[k]
        }' "$1"
}

train=$(realpath ../shared/data/meli-es/train.csv.gz 2>/dev/null || true)
test=$(realpath ../shared/data/meli-es/test.csv.gz 2>/dev/null || true)
if [[ ! -f $train ]]; then
    echo "no ../shared/data/meli-es: synthetic titles instead"
    train=$at/train.csv.gz test=$at/test.csv.gz
    "$lmev" data synth --rows $synthetic --seed 1 -o "$train"
    "$lmev" data synth --rows 25000 --seed 2 -o "$test"
fi
lscpu | sed -n 's/^Model name: *//p' | head -n 1
echo "$threads threads, $(uname -m), $(gcc --version | head -n 1)"

# interpreter module: can it be imported?
has() { "$1" -c "import $2" 2>/dev/null; }

# What more than one part uses is made by the first that comes.
run_epochs() { # precision: the epochs of (a), their figures in $at/PRECISION
    [[ ! -f $at/$1 ]] || return 0
    local n=$epochs
    if [[ $1 == f32 ]]; then n=$epochs_f32; fi
    "$build/bench/bench_epoch" "$train" "$test" "$1" 128 "$n" | tee "$at/$1.now"
    mv "$at/$1.now" "$at/$1"
}
run_trial() { # one trial on all titles, in $at/run
    [[ ! -d $at/run ]] || return 0
    cat >"$at/spec.yaml" <<END
name: bench
version: bench
trials: 1
models: [{scratch: {dim: 128, normalize: true, min_count: 2, oov_buckets: 3060}, name: scratch128n}]
data: {train: $train, test: $test}
train: {epochs: 1}
END
    "$lmev" run "$at/spec.yaml" --quiet --out "$at/run" >/dev/null
}

part_a() {
    say "(a) one training epoch over the nine bare matmuls of its steps, D = 128 (at most 1.25)"
    for precision in $precisions; do run_epochs "$precision"; done
}

part_b() {
    say "(b) rows a second of training on the same ids, against PyTorch (4 x) and Keras (3 x)"
    "$build/bench/dump_ids" "$train" "$at/ids" 128
    for precision in $precisions; do
        run_epochs "$precision"
        sed -n "s|^rows/s, steps alone |lmev $precision, $threads threads: |p" "$at/$precision" | tee -a "$at/rows"
    done
    run_python() { "$@" 2>"$at/stderr" | tee -a "$at/rows" || { tail -n 5 "$at/stderr"; false; }; }
    for bf16 in "" $flag_bf16; do
        if has /usr/bin/python3 torch; then
            run_python /usr/bin/python3 "$bench/train_torch.py" "$at/ids" --threads "$threads" --batches $batches $bf16
        else
            echo "no PyTorch (python3-torch): left out"
        fi
        if has "$python" tensorflow; then
            run_python "$python" "$bench/train_keras.py" "$at/ids" --threads "$threads" --batches $batches $bf16
        else
            echo "no TensorFlow under '$python' (tests/interop/requirements.txt): left out"
        fi
    done
    medians "$at/rows"
}

part_c() {
    say "(c) reading and tokenising against gzip -dc alone (at most 1.5)"
    "$build/bench/bench_read" "$train"
}

part_d() {
    say "(d) lmev predict, from CSV to labels (at least 100,000 titles/s; at most 1.6 x the bare forward matmuls)"
    run_trial
    gzip -dc "$train" >"$at/titles.csv"
    # records, not lines: a quoted title may hold newlines
    titles=$("$lmev" data stats "$train" --format json 2>/dev/null | sed -n 's/.*"rows": *\([0-9]*\).*/\1/p' | head -n 1)
    classes=$(wc -l <"$at/run/saved_models/bench/scratch128n/labels.txt")
    for _ in 1 2 3 4 5; do # taking turns; the labels go down a pipe, not to the disk
        seconds "$lmev" predict "$at/run/saved_models/bench/scratch128n" "$at/titles.csv" --quiet >>"$at/predict"
        echo >>"$at/predict"
        "$build/bench/bench_forward" "$titles" "$classes" "${precisions%% *}" 128 >>"$at/bare"
    done
    took=$(median <"$at/predict")
    bare=$(median <"$at/bare")
    awk "BEGIN { printf \"%d titles in %.2f s: %.0f titles/s; bare matmuls %.2f s, ratio %.2f\n\", $titles, $took, $titles / $took, $bare, $took / $bare }"
}

part_e() {
    say "(e) memory: a trial (at most table x 3 + 600 MB), and 20 million rows to 1 million (at most 2 GB)"
    run_trial
    python3 - "$at" <<'END'
import glob, json, sys
[path] = glob.glob(sys.argv[1] + '/run/experiments/*/*/experiment_metadata.json')
with open(path, encoding='utf-8') as f:
    m = json.load(f)
table = m['LMEV-LM_ROWS'] * 128 * 4
print('trial: peak %.0f MB; table x 3 + 600 MB = %.0f MB' % (m['LMEV-PEAK_MEMORY'] / 1e6, table * 3 / 1e6 + 600))
END
    mkfifo "$at/pipe"
    "$lmev" data synth --rows $many --seed 3 --quiet >"$at/pipe" &
    cat >"$at/split.py" <<'END'
import os, resource, subprocess, sys, time
begin = time.time()
with open(sys.argv[1], 'rb') as rows:
    code = subprocess.run(sys.argv[4:], stdin=rows).returncode
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print('%s rows read, filtered, %s kept: %.0f s, peak %.0f MB' % (sys.argv[2], sys.argv[3], time.time() - begin, peak / 1e3))
sys.exit(code)
END
    python3 "$at/split.py" "$at/pipe" $many $some "$lmev" data split - --where language=spanish \
        --train-size $((some - some / 20)) --test-size $((some / 20)) --out "$at/parts" --quiet
    wait
}

part_f() {
    say "(f) lmev embed: a million titles by 976,640 rows x 128, one thread each, processor time (fse 1 x, Model2Vec 20 x, KerasLayer 50 x)"
    mkdir "$at/embed"
    "$build/bench/bench_embed" make "$train" "$at/embed" "$some_titles"
    "$lmev" embed "$at/embed/lm" "$at/embed/titles.txt" --threads 1 -o "$at/embed/vectors.npy"
    who_has() { # module: the first of PYTHON, the interpreters in PEERS, and Debian's that has it
        for p in "$python" ${PEERS:-} /usr/bin/python3; do
            if has "$p" "$1"; then echo "$p"; return; fi
        done
    }
    for round in $(seq $rounds); do
        "$build/bench/bench_embed" run "$at/embed" | tee "$at/embed/ours"
        sed -n 's|.*vectors, 1 thread .*title, *\([0-9]*\) titles/s.*|lmev: \1 titles/s|p' "$at/embed/ours" >>"$at/titles"
        for peer in fse:fse model2vec:model2vec tensorflow_hub:predict tensorflow_hub:keras-{1,32,4096}; do
            p=$(who_has "${peer%%:*}")
            if [[ -z $p ]]; then echo "no Python with ${peer%%:*} (see PEERS): left out"; continue; fi
            n=$((some_titles / 10))
            if [[ $peer == fse:* ]]; then
                n=$some_titles # it prepares the whole table each time ...
                if [[ $round != 1 ]]; then continue; fi # ... which takes minutes
            fi
            if [[ $peer == *:keras-1 ]]; then n=$((some_titles / 100)); fi # one title a call, as a server has them
            "$p" "$bench/embed_peers.py" "$at/embed" "${peer#*:}" "$n" 2>"$at/stderr" |
                tee -a "$at/titles" || { tail -n 5 "$at/stderr"; false; }
        done
    done
    medians "$at/titles"

    say "opening a model of 500 MB and embedding one title (at most 50 ms, warm)"
    if [[ ! -d $at/embed/tfhub ]]; then # the peers' module, if there was one
        "$lmev" models convert "$at/embed/lm" --to tfhub -o "$at/embed/tfhub" >/dev/null
    fi
    for _ in $(seq $((3 * rounds))); do
        for m in lm tfhub; do
            "$build/bench/bench_embed" open "$at/embed/$m" | tee -a "$at/opened.$m"
        done
    done
    for m in lm tfhub; do # opened in W ms (P of processor time), one title in T ms
        sed 's/.*opened in [0-9.]* ms (\([0-9.]*\) .* title in \([0-9.]*\) ms.*/\1 \2/' "$at/opened.$m" |
            awk '{ print $1 + $2 }' | median | sed "s/.*/median: $m & ms/"
    done
}

part_g() {
    say "(g) words a second of pretraining, against the bare products of its steps, and PyTorch (3 x)"
    # a tiny network, for the ids
    "$lmev" pretrain "$train" --text title -o "$at/nnlm" --dump-ids "$at/tokens" --dim 8 --hidden 16 -e 1 --quiet
    local torch=yes
    if ! has /usr/bin/python3 torch; then
        echo "no PyTorch (python3-torch): left out"
        torch=
    fi
    for _ in $(seq $rounds); do
        for precision in $precisions; do
            "$build/bench/bench_pretrain" "$at/tokens" "$precision" 128 $((5 * batches)) | tee -a "$at/words"
        done
        for bf16 in ${torch:+f32 $flag_bf16}; do
            /usr/bin/python3 "$bench/pretrain_torch.py" "$at/tokens" --threads "$threads" --batches $batches \
                ${bf16/f32/} 2>"$at/stderr" | tee -a "$at/words" || { tail -n 5 "$at/stderr"; false; }
        done
    done
    grep words/s "$at/words" >"$at/rates"
    medians "$at/rates"
}

part_h() {
    say "(h) listing and loading 10,000 experiments (0.5 s) and the predictions of 32 (1 s)"
    "$build/bench/bench_experiments" "$at/experiments"
}

for part in ${PARTS:-a b c d e f g h}; do "part_$part"; done
