# grid.bats - pretrained language models in a grid: word vectors, our own folder, a TF-Hub module.
bats_require_minimum_version 1.5.0
load help

setup_file() {
    cd "$BATS_FILE_TMPDIR"
    "$LMEV" data synth --rows 3000 --seed 5 -o ads.csv --quiet
    # Word vectors for every word of the titles: as text, with a number hashed from the word.
    tail -n +2 ads.csv | cut -d, -f1 | tr -cs '[:alnum:]' '\n' | sort -u | grep . > words
    { echo "$(wc -l < words) 6"
      awk '{ printf "%s", $0
             for (i = 1; i <= 6; i++) { h = 0
                 for (k = 1; k <= length($0); k++)
                     h = (h * 31 * i + index("abcdefghijklmnopqrstuvwxyz", substr($0, k, 1)) + i) % 1009
                 printf " %.3f", h / 504.5 - 1 }
             print "" }' words; } > words.vec
    "$LMEV" models convert words.vec -o own --quiet
    "$LMEV" models convert words.vec -o hub --to tfhub --quiet
    cat > study.yaml <<'SPEC'
name: kinds
version: v1
trials: 1
models:
  - words.vec
  - {path: own, name: ours}
  - {path: hub, name: module}
  - {scratch: {dim: 6, normalize: false}, name: scratch6}
data: {file: ads.csv, train_size: 2000, test_size: 500, validation_split: 0.1}
network: {units: [16]}
train: {epochs: 2, batch_size: 64, seed: 3, precision: f32}
SPEC
}

setup() {
    cd "$BATS_FILE_TMPDIR"
}

@test "a grid over word vectors, our own folder, a module and scratch" {
    run -0 --separate-stderr "$LMEV" run study.yaml --quiet
    [ "$(printf '%s\n' "$output" | grep -c .)" -eq 5 ]
    # The same vectors in three formats: the same training, digit for digit.
    bac() { printf '%s\n' "$output" | awk -v m="$1" '$1 == m { print $4, $6, $7 }'; }
    [ -n "$(bac words.vec)" ]
    [ "$(bac words.vec)" = "$(bac ours)" ]
    [ "$(bac words.vec)" = "$(bac module)" ]
}

@test "the metadata name the model and its format" {
    for run in experiments/v1/*/; do
        python3 - "$run/experiment_metadata.json" <<'PY'
import json, sys
m = json.load(open(sys.argv[1]))
want = {"words.vec": "word2vec-text", "ours": "word2vec-text", "module": "tfhub-tf2",
        "scratch6": "scratch"}
name = m["LMEV-MODEL"]
assert m["LMEV-LM_FORMAT"] == want[name], m["LMEV-LM_FORMAT"]
assert m["TFHUB-EMB_MODEL"] == name and m["TFHUB-EMB_MODEL_DIM"] == 6
assert (m["LMEV-LM_FILES_SHA256"] == "") == (name == "scratch6")
PY
    done
}

@test "finished experiments stay finished, until the model's file changes" {
    run -0 "$LMEV" run study.yaml
    [[ "$output" == *"0 run, 4 already finished"* ]]
    sed 's/-/+/' words.vec > changed && cp words.vec kept && mv changed words.vec
    run -0 "$LMEV" run study.yaml
    mv kept words.vec
    [[ "$output" == *"1 run, 3 already finished"* ]]
}

@test "classifiers over every kind predict" {
    for name in words.vec ours module; do
        run -0 --separate-stderr "$LMEV" predict "saved_models/v1/$name" ads.csv --quiet
        [ "$(printf '%s\n' "$output" | grep -c .)" -ge 3000 ]
    done
}

@test "two models that differ in name alone are reported, and run" {
    cp words.vec copy.vec
    run -0 --separate-stderr "$LMEV" run study.yaml --quiet --out twins --set train.epochs=1 --set \
        'models=[words.vec, copy.vec, {scratch: {dim: 6}, name: a}, {scratch: {dim: 6, normalize: true}, name: b}, {scratch: {dim: 7}, name: c}]'
    [ "$(grep -c 'are the same but for their names' <<< "$stderr")" -eq 2 ]
    grep -q "models 'words.vec' and 'copy.vec' are the same" <<< "$stderr"
    grep -q "models 'a' and 'b' are the same" <<< "$stderr"
}

@test "a model that is not here: its name, and the command that gets it" {
    run -4 --separate-stderr "$LMEV" run study.yaml --set 'models=[nnlm-es-dim50]' --out elsewhere
    [[ "$stderr" == *"lmev models pull nnlm-es-dim50"* ]]
    [ ! -e elsewhere ]
    run -4 --separate-stderr "$LMEV" run study.yaml --set 'models=[./nothing.vec]' --out elsewhere
    [[ "$stderr" == *nothing.vec* ]]
    [ ! -e elsewhere ]
}

@test "an option that does not fit the format is refused before any work" {
    run -2 --separate-stderr "$LMEV" run study.yaml --set 'models=[{path: hub, lower: true}]' --out elsewhere
    [ ! -e elsewhere ]
}

# Small models of the kinds that the spec above lacks, and rows of which many have no known word.
kinds() {
    local golden="$BATS_TEST_DIRNAME/../golden"
    python3 - <<'PY'
import csv
head, *rows = csv.reader(open("ads.csv", encoding="utf-8"))
for i, row in enumerate(rows):
    row[3] = f"C{ord(row[0][0]) % 5}"
    if i % 37 == 0:
        row[0] = "!!! ..."
    if i % 41 == 0:
        row[0] = "жжж"
for name, first, end in ("train", 0, 420), ("val", 420, 480), ("test", 480, 700):
    with open(name + ".csv", "w", encoding="utf-8", newline="") as f:
        csv.writer(f).writerows([head, *rows[first:end]])
PY
    cat > kinds.yaml <<SPEC
name: kinds
version: $1
trials: 1
models:
  - $golden/wordvec/skipgram.bin
  - $golden/wordvec/quantised-norm.ftz
  - {path: $golden/wordvec/word2vec.txt, name: lower, lower: true, normalize: true, combiner: sqrtn}
  - $golden/static/m2v-wordpiece
  - $golden/static/m2v-quantised-f16
  - $golden/static/st-root
  - $golden/tfhub/tf1-mod
  - $golden/tfhub/published
data: {train: train.csv, validation: val.csv, test: test.csv}
network: {units: [16], lm_trainable: $2}
train: {epochs: 6, batch_size: 16, seed: 3, optimizer: {name: adam, learning_rate: 0.02}}
SPEC
}

# Every classifier says of the test rows what its experiment said, digit for digit.
answers_as_trained() {
    python3 - "$LMEV" "$1" <<'PY'
import csv, glob, io, json, subprocess, sys
lmev, version = sys.argv[1:]
runs = glob.glob(f"experiments/{version}/*/")
assert len(runs) == 8, runs
def ask(verb, folder, *options):
    return subprocess.run([lmev, verb, folder, "test.csv", "--quiet", *options], check=True,
                          capture_output=True, encoding="utf-8").stdout
for run in runs:
    m = json.load(open(run + "experiment_metadata.json"))
    folder = f"saved_models/{version}/{m['LMEV-MODEL']}"
    figures = json.loads(ask("evaluate", folder, "--format", "json"))
    assert figures["balanced_accuracy"] == m["RESULTS-BALANCED_ACCURACY"], folder
    assert figures["log_loss"] == m["LMEV-LOG_LOSS"], folder
    trained = [r["predicted"] for r in csv.DictReader(open(run + "test-results.csv"))]
    said = [r["predicted"] for r in csv.DictReader(io.StringIO(ask("predict", folder)))]
    assert len(said) == 220 and said == trained, folder
PY
}

@test "classifiers over every kind of vectors answer as they were trained; texts without words" {
    kinds trained true
    run -0 --separate-stderr "$LMEV" run kinds.yaml
    [[ "$stderr" == *"skipgram.bin"*"combiner: mean"* ]]
    answers_as_trained trained
}

@test "the same over frozen tables, fastText's own sentence vectors among them" {
    kinds frozen false
    run -0 "$LMEV" run kinds.yaml --quiet
    answers_as_trained frozen
    grep -l '"LMEV-LM_COMBINER": *"sentence"' experiments/frozen/*/experiment_metadata.json
    # A folder of our own made of them cannot be trained, and says what can.
    "$LMEV" models convert "$BATS_TEST_DIRNAME/../golden/wordvec/skipgram.bin" -o sentences --quiet
    run -2 --separate-stderr "$LMEV" run study.yaml --set 'models=[./sentences]' --out elsewhere
    [[ "$stderr" == *"sentence vectors cannot be trained"*"lm_trainable: false"* ]]
    [ ! -e elsewhere ]
}

@test "config.yaml of a run is its spec, and a moved model is the same model" {
    kinds trained true
    # Paths are absolute in it; the experiments are found again by what decides them.
    local config
    config="$(echo experiments/trained/*-0/config.yaml | cut -d' ' -f1)"
    cp "$config" again.yaml
    run -0 "$LMEV" run again.yaml
    [[ "$output" == *"0 run, 8 already finished"* ]]
    cp -r "$BATS_TEST_DIRNAME/../golden/static/m2v-wordpiece" elsewhere-m2v
    run -0 "$LMEV" run kinds.yaml --set 'models=[{path: elsewhere-m2v, name: m2v-wordpiece}]'
    [[ "$output" == *"0 run, 1 already finished"* ]]
    # What decides: options, and every byte of the files.
    run -0 "$LMEV" run kinds.yaml --set "models=[{path: $BATS_TEST_DIRNAME/../golden/wordvec/word2vec.txt, name: lower, lower: true, combiner: sqrtn}]"
    [[ "$output" == *"1 run, 0 already finished"* ]]
    printf ' ' >> elsewhere-m2v/config.json
    run -0 "$LMEV" run kinds.yaml --set 'models=[{path: elsewhere-m2v, name: m2v-wordpiece}]'
    [[ "$output" == *"1 run, 0 already finished"* ]]
}

@test "a grid over the kinds, stopped and gone on with, ends with the same weights" {
    kinds trained true
    local only="models=[$BATS_TEST_DIRNAME/../golden/static/m2v-quantised-f16]" pid status=0
    local -a command=("$LMEV" run kinds.yaml --quiet --set "$only" --set train.early_stopping=false
                      --set train.epochs=80)
    "${command[@]}" --set version=stopped &
    pid=$!
    # The first checkpoint is there when the first epoch is over.
    checkpoint() { compgen -G 'experiments/stopped/*/checkpoint/epoch-*.ckpt' > seen; }
    wait_for $pid checkpoint
    kill -INT $pid || true
    wait $pid || status=$?
    [ "$status" -ne 0 ] || skip "the grid was faster than the signal"
    [ "$status" -eq 75 ]
    "${command[@]}" --set version=stopped
    "${command[@]}" --set version=whole
    weights() { sed -n 's/.*"LMEV-WEIGHTS_SHA256": *"\([0-9a-f]*\)".*/\1/p' "experiments/$1"/*/experiment_metadata.json; }
    [ -n "$(weights whole)" ]
    [ "$(weights whole)" = "$(weights stopped)" ]
    grep -q '"LMEV-RESUMED": *1,' experiments/stopped/*/experiment_metadata.json
}

@test "a module in the cache goes by its handle, and its weights do not depend on the threads" {
    kinds handle true
    local handle=https://tfhub.dev/somebody/tiny/1 threads
    export TFHUB_CACHE_DIR="$PWD/cache"
    mkdir cache
    cp -r "$BATS_TEST_DIRNAME/../golden/tfhub/published" \
        "cache/$(printf %s "$handle" | sha1sum | cut -d' ' -f1)"
    for threads in 1 2; do
        run -0 "$LMEV" run kinds.yaml --quiet --set "models=[$handle]" \
            --set train.threads=$threads --set version=handle$threads
    done
    python3 - <<'PY'
import glob, json
one, two = (json.load(open(glob.glob(f"experiments/handle{t}/*/experiment_metadata.json")[0]))
            for t in (1, 2))
assert one["TFHUB-EMB_MODEL"] == "https://tfhub.dev/somebody/tiny/1" and one["LMEV-MODEL"] == "tiny"
assert one["LMEV-WEIGHTS_SHA256"] == two["LMEV-WEIGHTS_SHA256"]
assert one["LMEV-THREADS"] == 1 and two["LMEV-THREADS"] == 2
PY
    cp experiments/handle1/*/config.yaml again.yaml
    run -0 "$LMEV" run again.yaml
    [[ "$output" == *"0 run, 1 already finished"* ]]

    # A table that is damaged in place shows before anything is trained.
    printf '\xff' | dd bs=1 seek=1000 conv=notrunc status=none \
        of="$(echo cache/*/variables/variables.data-00000-of-00001)"
    run -5 --separate-stderr "$LMEV" run kinds.yaml --set "models=[$handle]" --set version=bad
    [[ "$stderr" == *"do not have their checksum"*variables.data-00000-of-00001* ]]
    [ ! -e experiments/bad ]
}
