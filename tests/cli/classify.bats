# classify.bats - a tiny grid, then predict, evaluate and runs on what it left.

load help

setup_file() {
    train_study
}

@test "run prints a table; running again does nothing anew" {
    grep -q '^model  *trials  *failed  *BAC mean' "$STUDY/table.txt"
    grep -q '^tiny  *2  *0 ' "$STUDY/table.txt"
    lmev run "$STUDY/spec.yaml" --out "$STUDY"
    expect_status 0
    expect_said "0 run, 2 already finished, 0 failed"
    [ "$output" = "$(cat "$STUDY/table.txt")" ]
    lmev run "$STUDY/spec.yaml" --out "$STUDY" --format json -q
    expect_silence
    expect_output '"model": "tiny", "trials": 2, "failed": 0, "bac_mean": '
}

@test "run: faults of the spec and of --set" {
    sed 's/epochs: 4/epocs: 4/' "$STUDY/spec.yaml" > bad.yaml
    cp "$STUDY/titles.csv" .
    lmev run bad.yaml
    expect_status 3
    expect_said "bad.yaml:8"
    expect_said "epochs"
    lmev run "$STUDY/spec.yaml" --set train.epocs=3
    expect_status 2
    lmev run absent.yaml
    expect_status 4
    [ ! -e experiments ]
}

@test "predict: CSV with header, one row a title, in order" {
    lmev predict "$CLASSIFIER" "$STUDY/titles.csv" -q
    expect_status 0
    expect_silence
    [ "${lines[0]}" = "title,predicted,p" ]
    [ "${#lines[@]}" -eq 3001 ]
    "$LMEV" predict "$CLASSIFIER" "$STUDY/titles.csv" -q -o p.csv
    [ "$(cat p.csv)" = "$output" ]
    "$LMEV" predict "$CLASSIFIER" -q < "$STUDY/titles.csv" > q.csv
    cmp p.csv q.csv
    [ "$(echo *)" = "p.csv q.csv" ]
}

@test "predict --top adds columns, JSONL adds a list; what needs quotes gets them" {
    printf 'a "b", c\n' > t
    lmev predict "$CLASSIFIER" t --input-format lines --top 2 -q
    expect_status 0
    [ "${lines[0]}" = "title,predicted,p,predicted_2,p_2" ]
    [[ "${lines[1]}" == '"a ""b"", c",'* ]]
    lmev predict "$CLASSIFIER" t --input-format lines --top 2 --format jsonl -q
    expect_status 0
    [[ "$output" == '{"title": "a \"b\", c", "predicted": "'*'"top": [{"label": "'* ]]
    lmev predict "$CLASSIFIER" t --input-format lines --top 13
    expect_status 2
    expect_said "--top is 13, the classifier knows 12 classes"
}

@test "predict: a closed pipe is quiet, a full disk is not, the old file stays" {
    run bash -c "set -o pipefail; '$LMEV' predict '$CLASSIFIER' '$STUDY/titles.csv' -q 2>'$ERR' | head -n 1"
    expect_status 0
    expect_silence
    if [ -c /dev/full ]; then
        lmev predict "$CLASSIFIER" "$STUDY/titles.csv" -q -o /dev/full
        expect_status 1
        expect_said "cannot write"
    fi
    echo old > p.csv
    printf 'title\n"never closed\n' > open.csv
    lmev predict "$CLASSIFIER" open.csv -o p.csv
    expect_status 3
    [ "$(cat p.csv)" = old ]
    [ "$(ls | wc -l)" -eq 2 ]
}

@test "evaluate: the figures, as text and as JSON; classes; unknown labels" {
    lmev evaluate "$CLASSIFIER" "$STUDY/titles.csv" --per-class 3
    expect_status 0
    expect_output "balanced accuracy  "
    expect_output "rows               3,000"
    expect_output "most often taken for"
    lmev evaluate "$CLASSIFIER" "$STUDY/titles.csv" --format json --per-class 0 -q
    expect_status 0
    expect_silence
    if command -v python3 > /dev/null; then
        echo "$output" | python3 -c '
import json, sys
d = json.load(sys.stdin)
assert 0.3 < d["balanced_accuracy"] <= 1 and d["rows"] == 3000, d
assert len(d["per_class"]) == 12 and sum(c["rows"] for c in d["per_class"]) == 3000'
    fi
    { head -n 50 "$STUDY/titles.csv"; echo 'una cosa,reliable,spanish,NO_SUCH_CLASS'; } > t.csv
    lmev evaluate "$CLASSIFIER" t.csv
    expect_status 0
    expect_output "unknown labels     1 rows, left out: NO_SUCH_CLASS (1)"
    printf 'title,category\nx,NO_SUCH_CLASS\n' > none.csv
    lmev evaluate "$CLASSIFIER" none.csv
    expect_status 3
}

@test "a classifier that is absent, damaged or none" {
    lmev predict absent
    expect_status 4
    lmev predict .
    expect_status 4
    expect_said "config.json"
    for file in model.safetensors tokens.txt labels.txt config.json; do
        cp -r "$CLASSIFIER" copy
        truncate -s -7 "copy/$file"
        lmev predict copy "$STUDY/titles.csv"
        expect_status 3
        expect_said "$file"
        [ -z "$output" ]
        rm -r copy
    done
}

@test "runs: list, show, verify, reindex" {
    lmev runs list "$STUDY"
    expect_status 0
    [ "$(grep -c finished <<< "$output")" -eq 2 ]
    lmev runs list "$STUDY" --format csv
    [ "${#lines[@]}" -eq 3 ]
    run_id="$(cut -d, -f1 <<< "${lines[1]}")"
    lmev runs show "$run_id" "$STUDY"
    expect_status 0
    expect_output '"RESULTS-BALANCED_ACCURACY"'
    lmev runs show nothing "$STUDY"
    expect_status 4
    lmev runs verify "$STUDY"
    expect_status 0
    expect_output "2 runs verified"
    cp -r "$STUDY/experiments" .
    for f in experiments/v1/*/test-results.csv; do sed -i '2s/[^,]*$/X/' "$f"; done
    lmev runs verify
    expect_status 5
    lmev runs reindex
    expect_status 0
    expect_output "there is no index, and none is needed"
    lmev runs list absent
    expect_status 4
}

@test "a signal stops a run after a checkpoint; the same command goes on" {
    "$LMEV" data synth --rows 20000 --classes 50 -q -o titles.csv
    sed 's/train_size: 2500/train_size: 15000/; s/epochs: 4/epochs: 60/; s/trials: 2/trials: 1/' \
        "$STUDY/spec.yaml" > spec.yaml
    # without early stopping, so that the signal comes in the middle on any machine
    "$LMEV" run spec.yaml --set train.early_stopping=false > out 2> "$ERR" &
    pid=$!
    wait_for $pid grep -q begins "$ERR"
    sleep 0.1
    kill -TERM $pid || true
    status=0
    wait $pid || status=$?
    output="$(cat out)"
    if [ "$status" -eq 0 ]; then skip "the grid was faster than the signal"; fi
    expect_status 75
    expect_said "run the same command to go on"
    [ -z "$output" ]
    lmev run spec.yaml --quiet --set train.early_stopping=false
    expect_status 0
    expect_output "tiny"
}

@test "predict answers a title when the pipe pauses, and the same as from a file" {
    mkfifo titles
    "$LMEV" predict "$CLASSIFIER" titles --input-format lines -q > answers 2> "$ERR" &
    pid=$!
    exec 7> titles
    lines() { [ "$(wc -l < answers)" -eq "$1" ]; }
    echo 'a' >&7 # fewer bytes than the mark of a packed file
    wait_for $pid lines 2 # the header too
    printf 'dos cosas\ntres cosas\n' >&7
    wait_for $pid lines 4
    printf 'cuatro' >&7 # a line that has not ended is no title yet
    sleep 0.3
    lines 4
    echo ' cosas' >&7
    wait_for $pid lines 5
    exec 7>&-
    wait $pid
    printf 'a\ndos cosas\ntres cosas\ncuatro cosas\n' > all.txt
    "$LMEV" predict "$CLASSIFIER" all.txt --input-format lines -q | cmp - answers
}

@test "one signal ends a wait for input, and leaves nothing" {
    for verb in "predict $CLASSIFIER pipe --input-format lines -o out.csv" \
        "evaluate $CLASSIFIER pipe" "data stats pipe" "data split pipe -o parts"; do
        mkfifo pipe
        # shellcheck disable=SC2086
        "$LMEV" $verb -q 2> "$ERR" > out &
        pid=$!
        exec 7> pipe # open now at both ends, and nothing in it
        kill -TERM $pid
        status=0
        wait $pid || status=$?
        exec 7>&-
        [ "$status" -eq 143 ]
        expect_said "stopped while reading (SIGTERM)"
        rm pipe out
        [ -z "$(ls -A)" ]
    done
}

@test "titles whose scores overflow have no class: predict says so, evaluate and run refuse" {
    {
        echo "44 4"
        for i in $(seq 0 39); do echo "w$i 0.$i -0.3 0.1$i 0.5"; done
        printf 'bomb 3e38 -3e38 3e38 3e38\nbang -3e38 3e38 3e38 -3e38\nx 1 1 1 1\ny 1 0 1 0\n'
    } > v.vec
    { echo title,category; for i in $(seq 0 39); do echo "w$i,C$((i % 4))"; done; } > t.csv
    cat > s.yaml <<Y
name: s
version: v1
trials: 1
models: [{path: v.vec, name: a}]
data: {file: t.csv, train_size: 0, test_size: 10}
network: {units: [8], lm_trainable: false}
train: {batch_size: 8, epochs: 1}
save: {classifier: best}
Y
    "$LMEV" run s.yaml -q
    printf 'w1\nbomb\nbang bomb bomb\n' > t.txt
    lmev predict saved_models/v1/a t.txt --input-format lines --top 2 -q
    expect_status 0
    [[ "${lines[1]}" == w1,C* ]]
    [ "${lines[2]}" = "bomb,,,," ]
    [ "${lines[3]}" = "bang bomb bomb,,,," ]
    expect_said "2 titles without a class: the numbers of the model overflow there (the first is title 2)"
    lmev predict saved_models/v1/a t.txt --input-format lines --top 2 -q --format jsonl
    expect_output '{"title": "bomb", "predicted": null, "p": null, "top": []}'
    printf 'title,category\nw1,C0\nbomb,C1\n' > e.csv
    lmev evaluate saved_models/v1/a e.csv
    expect_status 1
    expect_said "usable row 2 has no class"
    [ -z "$output" ]
    sed 's/file: t.csv, train_size: 0, test_size: 10/train: t.csv, test: e.csv, train_size: 0/' s.yaml > b.yaml
    lmev run b.yaml --set version=v2
    expect_status 1
    expect_said "rows without a class: their scores are no finite numbers"
    printf 'w1\nbomb bomb\n' > two.txt
    lmev embed v.vec two.txt --combiner sum -q
    expect_status 0
    expect_said "1 vector with numbers that are not finite"
}
