# same_study.bats - what makes two experiments the same, and two trials trials of one model.
bats_require_minimum_version 1.5.0
load help

setup_file() {
    cd "$BATS_FILE_TMPDIR"
    "$LMEV" data synth --rows 700 --classes 4 --seed 3 -q -o titles.csv
    cut -d, -f1 titles.csv | tail -n +2 > corpus.txt
    "$LMEV" pretrain corpus.txt -o lm --dim 4 --epochs 1 -q > /dev/null
    cat > study.yaml <<'SPEC'
name: shop
version: v1
trials: 3
models:
  - {scratch: {dim: 4, min_count: 1, oov_buckets: 10}, name: a}
  - {path: lm, name: b}
data: {file: titles.csv, train_size: 500, validation_split: 0.1, test_size: 150}
network: {units: [16]}
train: {batch_size: 64, epochs: 12, early_stopping: {patience: 2}, optimizer: {learning_rate: 0.01}}
SPEC
    "$LMEV" run study.yaml --quiet --set train.threads=1 > /dev/null
}

given() {
    cp -r "$BATS_FILE_TMPDIR"/{titles.csv,lm,study.yaml,experiments,logs,saved_models} .
}

# The claims and tables of report A are those of B, but for what was left out.
same_report() {
    python3 - "$1" "$2" <<'PY'
import json, sys
a, b = (json.load(open(f"{d}/report.json")) for d in sys.argv[1:])
for r in (a, b):
    r["tables"].pop("left-out", None)
    r["warnings"] = [w for w in r["warnings"] if "left out" not in w]
for key in b:
    assert a[key] == b[key], key
PY
}

@test "the same study under 1, 2 and 3 threads, in two folders, behind a link, and copied: reported once" {
    given
    lmev report experiments -o once
    expect_status 0
    lmev run study.yaml --set version=v2 --set train.threads=2
    expect_status 0
    lmev run study.yaml --out other --set train.threads=3
    expect_status 0
    taskset -c 0 true && taskset -c 0 "$LMEV" run study.yaml --out third --quiet > /dev/null
    mv third/experiments/v1 elsewhere
    ln -s "$PWD/elsewhere" third/experiments/v1
    cp -r "$(ls -d experiments/v1/*/ | head -n 1)" zz-copied
    lmev report experiments other/experiments third/experiments zz-copied -o all
    expect_status 0
    expect_said "19 runs left out"
    same_report all once
    python3 - <<'PY'
import json
why = [r["why"] for r in json.load(open("all/report.json"))["tables"]["left-out"]]
assert sum(w.startswith("a copy of ") for w in why) == 1, why
assert sum(w.startswith("the same experiment as ") and w.endswith(", run again") for w in why) == 18, why
PY
}

@test "threads, processors and another folder change no bit of a result" {
    given
    for precision in f32 auto; do # bf16 where there is such arithmetic
        for threads in 1 2 3; do
            "$LMEV" run study.yaml --quiet --out "$precision$threads" --set trials=1 \
                --set train.threads=$threads --set train.precision=$precision > /dev/null
        done
    done
    python3 - <<'PY'
import glob, json
for precision in ("f32", "auto"):
    seen = {}
    for threads in (1, 2, 3):
        for f in glob.glob(f"{precision}{threads}/experiments/v1/*/experiment_metadata.json"):
            m = json.load(open(f))
            assert m["LMEV-THREADS"] == threads
            same = [m[k] for k in ("LMEV-EXPERIMENT_KEY", "LMEV-WEIGHTS_SHA256", "RESULTS-HISTORIES",
                                   "LMEV-RESULTS_SHA256", "LMEV-VAL_BAC", "LMEV-LOG_LOSS")]
            assert seen.setdefault(m["LMEV-MODEL"], same) == same, (precision, threads)
    assert set(seen) == {"a", "b"}
PY
}

@test "another number of threads, a stray file or an older file's time runs nothing again" {
    given
    touch lm/.DS_Store lm/notes.txt titles.csv
    lmev run study.yaml --set train.threads=3
    expect_status 0
    expect_said "0 run, 6 already finished"
    # what is read of the model does
    sed -i 's/"lmev_version": "/&x/' lm/config.json
    lmev run study.yaml --set train.threads=3
    expect_said "3 run, 3 already finished"
}

@test "a run goes on under another number of threads" {
    given
    long="--set trials=1 --set train.epochs=3000 --set train.early_stopping=false --out long"
    "$LMEV" run study.yaml $long --quiet --set train.threads=2 > /dev/null &
    wait_for $! compgen -G 'long/experiments/v1/*/checkpoint/epoch-00[2-9].ckpt' > /dev/null
    kill -INT $!
    wait $! || [ $? -eq 75 ]
    "$LMEV" run study.yaml $long --set train.threads=3 > out 2> said &
    wait_for $! grep -q "goes on in epoch" said
    kill -INT $!
    wait $! || [ $? -eq 75 ]
    grep -q "goes on in epoch" said
    refute grep -q "begins" said
}

@test "runs with other settings are other models, named in both languages" {
    given
    lmev run study.yaml --set version=v2 --set network.dropout=0.95
    expect_status 0
    for lang in en es; do
        lmev report experiments -o "$lang" --lang $lang
        expect_status 0
        expect_said "12 experiments of 4 models"
        expect_output "b (dropout 0.95)"
    done
    python3 - <<'PY'
import glob, json
report = json.load(open("en/report.json"))
want = {}
for f in glob.glob("experiments/*/*/experiment_metadata.json"):
    m = json.load(open(f))
    name = f"{m['LMEV-MODEL']} (dropout {m['MODEL-DENSE_DROPOUT_RATE']})"
    want.setdefault(name, []).append(m["RESULTS-BALANCED_ACCURACY"])
rows = report["tables"]["models"]
assert {r["model"] for r in rows} == set(want), rows
for r in rows:
    assert r["n"] == 3 and abs(r["bac_mean"] - sum(want[r["model"]]) / 3) < 1e-12, r
assert {p["differs_in"] for p in report["tables"]["pairs"]} >= {"dropout"}
PY
    grep -q "the settings that vary stand behind the names" en/report.md
    grep -q "los ajustes que varían están junto a los nombres" es/report.md
}

@test "a worse classifier replaces none, one of other validation rows goes beside it" {
    given
    config() { sha256sum saved_models/v1/b/*; }
    saved="--set train.early_stopping=false --set trials=1"
    lmev run study.yaml --set train.epochs=1 --set trials=2
    expect_status 0
    expect_said "its classifier is not saved: an earlier run of this version"
    before=$(config)
    lmev run study.yaml $saved --set data.validation_split=0.2 --set train.epochs=1
    expect_status 0
    [ "$before" = "$(config)" ]
    beside=$(ls -d saved_models/v1/b-????????)
    expect_said "the classifier goes to '$beside'"
    expect_said "best classifier: saved_models/v1/"
    lmev evaluate "$beside" titles.csv
    expect_status 0
    first=$(config)
    lmev run study.yaml $saved --set data.validation_split=0.2 --set train.epochs=9
    expect_status 0 # the same rows: the better one takes the place beside
    refute grep -q "is not saved" "$ERR"
    [ "$first" = "$(config)" ]
    lmev runs verify .
    expect_status 0
    expect_said "its classifier has been replaced, '$beside' is that of run "
    for run in experiments/v1/*/; do
        lmev runs show "$(basename "$run")" experiments
        expect_status 0
        python3 -c "import json, sys; json.load(sys.stdin)" <<< "$output"
        grep "its classifier has been replaced, '$beside' is that of run " "$ERR" || true
    done > said
    [ "$(wc -l < said)" -eq 1 ] # of the one run whose classifier it was
}

@test "runs with other test files or other validation files are other models" {
    given
    for part in train:1,420 validation:421,520 others:441,540 test:541,620 later:621,700; do
        { head -n 1 titles.csv; tail -n +2 titles.csv | sed -n "${part#*:}p"; } > "${part%:*}.csv"
    done
    with() { sed "s/^data: .*/data: {train: train.csv, validation: $1.csv, test: $2.csv}/" study.yaml; }
    with validation test > one.yaml
    with validation later > two.yaml
    with others test > three.yaml
    for spec in one two three; do
        "$LMEV" run $spec.yaml --quiet --out $spec --set trials=1 > /dev/null
    done
    lmev report one two -o tests
    expect_said "4 experiments of 4 models"
    expect_output "b (test later.csv)"
    lmev report one three -o validations
    expect_said "4 experiments of 4 models"
    expect_output "b (validation others.csv)"
}

@test "a Spanish report says in Spanish why runs were left out, its data files have one text in all languages" {
    given
    first=$(ls -d experiments/v1/*/ | head -n 1)
    cp -r "$first" zz-copied
    cp -r "$first" zz-broken
    echo '{' > zz-broken/experiment_metadata.json
    lmev run study.yaml --out other --set trials=1
    expect_status 0
    for lang in en es; do
        lmev report experiments other/experiments zz-copied zz-broken -o $lang --lang $lang
        expect_status 0
    done
    grep -q "una copia de experiments/v1/" es/report.md
    grep -q "el mismo experimento que experiments/v1/.*, corrido otra vez" es/report.md
    grep -q "not valid JSON" es/report.md
    refute grep -qE "a copy of|the same experiment as" es/report.md
    cmp es/tables/left-out.csv en/tables/left-out.csv
}
