# data.bats - lmev data: synth -> stats -> split, rows that cannot be used, and what a study takes
# from its data.

load help

@test "synth, stats and split agree about the rows" {
    lmev data synth --rows 2000 --classes 20 --seed 3 -o titles.csv.gz -q
    expect_status 0
    expect_silence
    lmev data stats titles.csv.gz
    expect_status 0
    expect_output "rows         2,000"
    expect_output "classes      20"
    expect_output "spanish"
    expect_output "portuguese"
    lmev data split titles.csv.gz -o parts --test-size 300 --train-size 1000 --validation-split 0.1
    expect_status 0
    expect_said "900 training, 100 validation and 300 test rows of 20 classes"
    for part in train:900 validation:100 test:300; do
        lmev data stats "parts/${part%:*}.csv" --format json
        expect_output "\"rows\": ${part#*:},"
    done
}

@test "synth: same seed, same bytes; stdout and file agree; k is a thousand" {
    lmev data synth --rows 1k --classes 10 --seed 5 -o a.csv -q
    "$LMEV" data synth --rows 1000 --classes 10 --seed 5 > b.csv
    cmp a.csv b.csv
    "$LMEV" data synth --rows 1000 --classes 10 --seed 6 > c.csv
    refute cmp -s a.csv c.csv
    "$LMEV" data synth --rows 200 --classes 10 --language spanish > d.csv
    refute grep -q portuguese d.csv
    lmev data synth --language klingon
    expect_status 2
    expect_said "hint: known: spanish, portuguese"
}

@test "a split keeps its test rows when the training size changes" {
    "$LMEV" data synth --rows 1000 --classes 5 > t.csv
    lmev data split t.csv -o a --test-size 100 --train-size 200 -q
    expect_status 0
    lmev data split t.csv -o b --test-size 100 --train-size 800 -q
    expect_status 0
    cmp a/test.csv b/test.csv
    lmev data split t.csv -o d
    expect_status 0
    expect_said "800 training, 0 validation and 200 test rows" # a fifth, where nothing is said
    lmev data split t.csv
    expect_status 2
    expect_said "--out is missing"
    lmev data split t.csv -o c --test-size 5000
    expect_status 3
    [ ! -e c/test.csv ]
}

@test "unusable rows are counted by reason with their lines; --strict refuses them" {
    printf 'title,category\none,A\n,B\ntwo\nthree,\n\xff\xfe,A\nfour,B\n' > t.csv
    lmev data stats t.csv
    expect_status 0
    expect_output "rows         2"
    expect_output "empty text (line 3)"
    expect_output "wrong number of fields (line 4)"
    expect_output "empty label (line 5)"
    expect_output "invalid UTF-8 (line 6)"
    lmev data stats --format json t.csv
    expect_output '"empty text": {"rows": 1, "first_lines": [3]}'
    lmev data stats --strict t.csv
    expect_status 3
    expect_said "t.csv:3"
    [ -z "$output" ]
}

@test "where keeps rows, and columns are chosen by name" {
    printf 'name,kind,lang\none,A,es\ntwo,B,pt\nthree,A,es\n' > t.csv
    lmev data stats t.csv --text name --label kind --where lang=es
    expect_status 0
    expect_output "rows         2"
    expect_output "filtered out 1"
    lmev data stats t.csv
    expect_status 3
    expect_said "title"
}

@test "stdin, JSONL, fastText and plain lines are read" {
    lmev data stats - < <(printf 'title,category\none,A\n')
    expect_status 0
    printf '{"title": "one", "category": "A"}\n{"title": "two", "category": "B"}\n' > t.jsonl
    lmev data stats t.jsonl
    expect_output "rows         2"
    printf '__label__A one two\n' > t.txt
    lmev data stats t.txt --input-format fasttext
    expect_output "classes      1"
    printf 'one\ntwo\nthree\n' > t.lines
    lmev data stats t.lines --input-format lines
    expect_output "rows         3"
}

@test "what cannot be read: exit codes 4, 3 and 1" {
    lmev data stats absent.csv
    expect_status 4
    expect_said "absent.csv"
    printf 'title,category\n"never closed,A\n' > open.csv
    lmev data stats open.csv
    expect_status 3
    lmev data stats .
    expect_status 1
}

@test "a spec of two lines runs on 300 titles, and its config.yaml is the same study" {
    "$LMEV" data synth --rows 300 --classes 4 > t.csv
    printf '%s\n' 'models: [{scratch: {dim: 50}}]' \
        'data: {file: t.csv, text: title, label: category}' > two.yaml
    lmev run two.yaml --out two --format json
    expect_status 0
    expect_said "228 training, 12 validation and 60 test rows, 4 classes"
    expect_said "batches of 16 rows, chosen for 228 training rows: 15 steps per epoch"
    bac=$(sed -n 's/.*"bac_mean": *\([0-9.]*\).*/\1/p' <<< "$output" | head -n 1)
    awk "BEGIN { exit !($bac > 0.6) }" # four classes: 0.25 by chance
    grep -h '"TRAIN-BATCH_SIZE": 16,' two/experiments/v1/*/experiment_metadata.json
    lmev run two/experiments/v1/*-0/config.yaml --out two
    expect_status 0
    expect_said "0 run, 4 already finished"
}

@test "a batch that leaves few steps per epoch is obeyed and warned of" {
    "$LMEV" data synth --rows 300 --classes 4 > t.csv
    printf '%s\n' 'models: [{scratch: {dim: 8}}]' 'trials: 1' 'data: {file: t.csv}' > s.yaml
    lmev run s.yaml -q --set train.batch_size=128 --set train.epochs=2
    expect_status 0
    expect_said "warning: batches of 128 rows are 2 steps per epoch of 228 training rows: little is learned; without train.batch_size it would be 16"
    grep -h 'batch_size: 128' experiments/v1/*/config.yaml
}

# Titles of one class of 800, one of 40, one of 6, one of 1; their order is that of chance enough.
skewed() {
    awk 'BEGIN { print "title,category"
        for (i = 0; i < 847; i++)
            printf "t%d,%s\n", i, i % 21 == 0 && i < 840 ? "B" : i % 140 == 1 && i < 840 ? "C" : i == 846 ? "D" : "A" }'
}

# The rows of a class in a file.
rows_of() {
    awk -F, -v class="$1" '$2 == class { n++ } END { print n + 0 }' "$2"
}

@test "a split with a least number of test rows per class adds those that are missing" {
    skewed > t.csv
    lmev data split t.csv -o none --test-size 60 --seed 2 -q
    expect_status 0
    refute grep -q test_per_class none/split.json
    for least in 2 5 9; do
        lmev data split t.csv -o "by$least" --test-size 60 --seed 2 --test-per-class $least
        expect_status 0
        grep -q "\"test_per_class\": $least" "by$least/split.json"
        added=0
        for class in A B C D; do
            all=$(rows_of $class t.csv)
            drawn=$(rows_of $class none/test.csv)
            want=$((all / 2 < least ? all / 2 : least))
            [ "$want" -gt "$drawn" ] || want=$drawn
            [ "$(rows_of $class "by$least/test.csv")" -eq "$want" ]
            added=$((added + want - drawn))
        done
        expect_said "$added of the test rows are there by --test-per-class"
        # nothing leaves the test, and each row is in one part
        [ -z "$(sort none/test.csv | comm -23 - <(sort "by$least/test.csv"))" ]
        cmp <(tail -qn +2 "by$least"/*.csv | sort) <(tail -n +2 t.csv | sort)
    done
    [ -z "$(sort by2/test.csv | comm -23 - <(sort by9/test.csv))" ]
    lmev data split t.csv -o again --test-size 60 --seed 2 --test-per-class 0 -q
    expect_status 0
    diff -r none again
}

@test "trials of draws with a least number of test rows per class have as many training rows" {
    skewed > t.csv
    printf '%s\n' 'models: [{scratch: {dim: 8}}]' 'trials: 3' 'train: {epochs: 1}' \
        'data: {file: t.csv, test_size: 60, split: per-trial, test_per_class: 5}' > s.yaml
    lmev run s.yaml
    expect_status 0
    expect_said "of the test rows by test_per_class: 5 of each class, or half of its rows"
    # 847 - 60 - (5 of A, 5 of B, 3 of C, none of D)
    [ "$(grep -lF '"DATA-TRAINING_SET_SIZE": 774,' experiments/v1/*/experiment_metadata.json | wc -l)" -eq 3 ]
    [ "$(grep -lF '"LMEV-DATA_TEST_PER_CLASS": 5,' experiments/v1/*/experiment_metadata.json | wc -l)" -eq 3 ]
    lmev run s.yaml
    expect_status 0
    expect_said "0 run, 3 already finished"
    lmev run s.yaml --set data.test_per_class=6
    expect_status 0
    expect_said "3 run, 0 already finished"
}
