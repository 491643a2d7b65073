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
assert (m["LMEV-LM_SHA256"] == "") == (name == "scratch6")
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
