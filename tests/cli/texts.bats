# texts.bats - texts of others: of any length and any bytes in results, harmless on a terminal.

load help

@test "labels and paths of any length are whole in JSON and CSV, and stay two" {
    long=$(printf 'é%.0s' $(seq 600))
    { echo title,category; for i in $(seq 40); do echo "uno $i,${long}1"; echo "dos $i,${long}2"; echo "tres $i,C"; done; } > long.csv
    cat > s.yaml <<Y
name: s
version: v1
trials: 1
models: [{scratch: {dim: 4, min_count: 1}, name: a}]
data: {file: long.csv, train_size: 0, test_size: 30}
network: {units: [4]}
train: {batch_size: 16, epochs: 1}
save: {classifier: best}
Y
    deep=$(printf "$(printf 'n%.0s' $(seq 200))/%.0s" 1 2 3 4 5 6)
    mkdir -p "$deep"
    "$LMEV" run s.yaml --out "${deep}L" -q
    lmev evaluate "${deep}L/saved_models/v1/a" long.csv --per-class 0 --format json
    expect_status 0
    printf '%s' "$output" > e.json
    python3 -c "
import json, sys
o = json.load(open('e.json', encoding='utf-8'))
labels = {c['class'] for c in o['per_class']}
assert labels == {sys.argv[1] + '1', sys.argv[1] + '2', 'C'}, labels
" "$long"
    lmev runs list "${deep}L" --format json
    printf '%s' "$output" > r.json
    python3 -c "
import json, os
p = json.load(open('r.json'))[0]['path']
assert len(p) > 1023 and os.path.isdir(p)"
    lmev runs list "${deep}L" --format csv
    python3 -c "
import csv, os, sys
p = list(csv.DictReader(sys.stdin))[0]['path']
assert os.path.isdir(p)" <<< "$output"
}

@test "bytes that are no UTF-8 are valid JSON, and can be read back" {
    train_study
    cp -r "$STUDY" $'bad\xff'
    lmev runs list $'bad\xff' --format json
    expect_status 0
    printf '%s' "$output" > r.json
    python3 -c "
import json, os, re
p = json.load(open('r.json', encoding='utf-8'))[0]['path']
assert p.startswith('bad\ufffdff/'), p
b = re.sub(rb'\xef\xbf\xbd([0-9a-f]{2})', lambda m: bytes([int(m[1], 16)]), p.encode())
assert os.path.isdir(b)"
    echo uno > t
    lmev predict "$CLASSIFIER" t --input-format lines --text $'a\xffb' --format jsonl -q
    expect_status 0
    python3 -c "
import json, sys
assert 'a\ufffdffb' in json.loads(sys.argv[1])" "$output"
}

@test "nothing that a file holds steers the terminal: evaluate, data stats, runs list, messages" {
    train_study
    bad=$(printf '\033[2J\302\233\342\200\256')
    { echo title,category; echo "uno,$(tail -n 1 "$STUDY/titles.csv" | sed 's/.*,//')"; printf 'dos,"%s\nx"\n' "$bad"; } > e.csv
    lmev evaluate "$CLASSIFIER" e.csv
    expect_status 0
    expect_output "unknown labels     1 rows, left out: ?[2J???x (1)"
    lmev data stats e.csv
    expect_output "?[2J???x 1 (50.0%)"
    mkdir "d$bad"
    cp -r "$STUDY" "d$bad/s"
    lmev runs list "d$bad/s"
    expect_output "d?[2J??/s"
    lmev data stats "absent$bad.csv"
    expect_status 4
    expect_said "absent?[2J??.csv"
    for file in "$ERR" /dev/stdin; do
        refute grep -qP '\033|\302\233|\342\200\256' "$file" <<< "$output"
    done
}

@test "long texts in a message end in dots, between characters" {
    long=x$(printf '€%.0s' $(seq 900))
    printf 'title,category\nuno,%s\ndos,%s\n' "$long" "$long" > one.csv
    printf 'name: s\nversion: v1\ntrials: %s\nmodels: [{scratch: {dim: 4}}]\ndata: {file: one.csv}\n' "$long" > s.yaml
    check() {
        [ "$status" -ne 0 ]
        iconv -f UTF-8 -t UTF-8 "$ERR" > /dev/null
        expect_said "€..."
        refute grep -q '€[?]' "$ERR"
    }
    lmev data stats "$long"
    check
    lmev "data" "stats" "--$long"
    check
    lmev data split one.csv -o parts
    check
    lmev run s.yaml
    check
    lmev run s.yaml --set "$long=1"
    check
    lmev data stats one.csv --text "$long"
    check
}
