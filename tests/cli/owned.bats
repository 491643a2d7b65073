# owned.bats - what lies in the folders that a grid and a report use, and is not lmev's:
# it stays. tests/foreign/run.py tries all verbs at once.
bats_require_minimum_version 1.5.0
load help

@test "a grid ends when its lock is removed" {
    "$LMEV" data synth --rows 600 --classes 4 -q -o titles.csv
    cat > long.yaml <<'SPEC'
name: long
version: v1
trials: 1
models: [{scratch: {dim: 8, normalize: true}, name: a}]
data: {file: titles.csv, text: title, label: category, train_size: 500, validation_split: 0.1, test_size: 100}
network: {units: [8]}
train: {batch_size: 64, epochs: 100000, early_stopping: false}
SPEC
    "$LMEV" run long.yaml -q > table 2> "$ERR" &
    pid=$!
    wait_for $pid test -e experiments/v1/.lock
    rm experiments/v1/.lock
    code=0
    wait $pid || code=$?
    [ $code -eq 1 ]
    expect_said "the lock was removed while the grid ran"
    expect_said "hint: "
    [ ! -e experiments/v1/.lock ]
    refute ls experiments/v1/*/experiment_failed.json # it did not fail, it was let go
}

@test "files of the user in the folders of a grid stay" {
    "$LMEV" data synth --rows 600 --classes 4 -q -o titles.csv
    cat > short.yaml <<'SPEC'
name: short
version: v1
trials: 1
models: [{scratch: {dim: 8, normalize: true}, name: a}]
data: {file: titles.csv, text: title, label: category, train_size: 500, validation_split: 0.1, test_size: 100}
network: {units: [8]}
train: {batch_size: 64, epochs: 2}
save: {classifier: best}
SPEC
    mkdir -p experiments/v1 saved_models/v1 logs
    for f in experiments/thesis.tmp-2024.txt experiments/v1/notes.tmp-1-2 \
        saved_models/v1/notes.tmp-old saved_models/v1/x.tmp-3-4 logs/y.tmp-5-6; do
        echo mine > $f
    done
    lmev run short.yaml -q
    expect_status 0
    [ "$(find . -name '*.tmp-*' | wc -l)" -eq 5 ]
    mkdir experiments/v1/.starting
    echo mine > experiments/v1/.starting/notes
    lmev run short.yaml -q --set train.epochs=3
    expect_status 1
    expect_said "the folder holds 'notes'"
    expect_said "hint: move 'experiments/v1/.starting' away"
    [ -f experiments/v1/.starting/notes ]
}

@test "report: a folder with anything else in it, at any depth, is not replaced" {
    train_study
    cp -r "$STUDY/experiments" .
    mkdir -p paper/figures plain/tables
    echo drawing > paper/figures/own.svg
    echo 1 > plain/tables/models.csv
    lmev report experiments -o paper
    expect_status 1
    expect_said "the folder holds 'figures/own.svg', which is no part of a report"
    [ "$(cat paper/figures/own.svg)" = drawing ]
    lmev report experiments -o plain # all names are a report's, but nothing says it is one
    expect_status 1
    expect_said "no 'report.json' says that lmev wrote the report"
    [ "$(cat plain/tables/models.csv)" = 1 ]
    for _ in 1 2; do
        lmev report experiments -o own --power -q
        expect_status 0
    done
    echo mine > own/tables/mine.csv
    lmev report experiments -o own -q
    expect_status 1
    [ -f own/tables/mine.csv ]
}

@test "a database of somebody else's is left alone" {
    train_study
    cp -r "$STUDY/experiments" .
    "$LMEV" runs list > wanted 2> /dev/null
    python3 -c "
import sqlite3
c = sqlite3.connect('experiments/index.sqlite')
c.execute('PRAGMA journal_mode=WAL')
c.execute('CREATE TABLE precious(x)')
c.commit()
import os; os._exit(0)" # as of a killed process: the log lies beside it
    cp -r experiments were
    for verb in "list" "verify" "show $(basename "$(ls -d experiments/v1/*/ | head -n 1)")"; do
        # shellcheck disable=SC2086
        lmev runs $verb
        expect_status 0
        diff -r experiments were
    done
    lmev runs reindex
    expect_status 1
    expect_said "is not an index of lmev's"
    expect_said "hint: move it away"
    diff -r experiments were
    lmev runs list
    [ "$output" = "$(cat wanted)" ]
}
