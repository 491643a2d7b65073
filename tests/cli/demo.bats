# demo.bats - lmev demo, made small: it ends with the table and every file it promises.

load help

@test "demo: a whole study in a folder of its own" {
    lmev demo --rows 2400 --classes 8 --epochs 1 --trials 1
    expect_status 0
    [ "$(grep -c '^scratch-dim' <<< "$output")" -eq 3 ]
    [ "$(grep -c '^nnlm-.*-dim50' <<< "$output")" -eq 2 ]
    expect_output "to try next:"
    [ -f demo/titles.csv.gz ]
    [ -f demo/demo.yaml ]
    [ "$(ls demo/experiments/v1/*/experiment_metadata.json | wc -l)" -eq 5 ]
    [ -f demo/lm/spanish-12000x8/model.safetensors ]
    [ -f demo/lm/portuguese-12000x8/pretrain.json ]
    [ -s demo/report/report.html ]
    [ "$(ls)" = demo ]
    classifier="$(grep -o 'demo/saved_models/[^ ]*' <<< "$output" | head -n 1)"
    [ -f "$classifier/model.safetensors" ]
    lmev demo --rows 2400 --classes 8 --epochs 1 --trials 1
    expect_status 0
    expect_said "5 of 5 experiments are finished already"
    refute grep -q pretraining "$ERR"
    [ "$(ls demo/lm | wc -l)" -eq 2 ]
}

@test "demo: a folder that cannot be" {
    echo x > file
    lmev demo -o file/demo
    [ "$status" -ne 0 ]
    expect_said "file/demo"
    [ "$(cat file)" = x ]
}

@test "demo: a demo.yaml that was changed is kept, and used" {
    lmev demo --rows 600 --classes 3 --epochs 1 --trials 1
    expect_status 0
    sed -i 's/^trials: 1/trials: 2/; $a # my edits' demo/demo.yaml
    cp demo/demo.yaml edited.yaml
    cp demo/titles.csv.gz .
    lmev demo --rows 900 --classes 3 --epochs 1 --trials 1
    expect_status 0
    expect_said "demo/demo.yaml was changed: it is kept, and used as it is"
    cmp demo/demo.yaml edited.yaml
    cmp demo/titles.csv.gz titles.csv.gz
    [ "$(ls demo/experiments/v1/*/experiment_metadata.json | wc -l)" -eq 10 ]
    [ "$(ls demo/lm | wc -l)" -eq 2 ]
}

@test "demo: one that was not changed gives way to other options" {
    lmev demo --rows 600 --classes 3 --epochs 1 --trials 1 -q
    expect_status 0
    cp -r demo first
    lmev demo --rows 900 --classes 4 --epochs 1 --trials 1 -q
    expect_status 0
    grep -q 'lmev demo --rows 900 --classes 4 --epochs 1 --trials 1' demo/demo.yaml
    refute cmp -s demo/titles.csv.gz first/titles.csv.gz
    [ "$(zcat demo/titles.csv.gz | wc -l)" -eq 901 ]
    [ -z "$(find demo -name '*.lmev*')" ]
}

@test "demo: titles and corpora of somebody else end it, and stay" {
    mkdir demo
    echo mine | gzip > demo/titles.csv.gz
    cp -r demo before
    lmev demo --rows 600 --classes 3 --epochs 1 --trials 1
    expect_status 1
    expect_said "is not what 'lmev demo' writes there (demo/titles.csv.gz)"
    expect_said "hint:"
    diff -r demo before
    rm demo/titles.csv.gz
    echo mine | gzip > demo/corpus-spanish-3000x3.csv.gz
    cp demo/corpus-spanish-3000x3.csv.gz .
    lmev demo --rows 600 --classes 3 --epochs 1 --trials 1
    expect_status 1
    cmp demo/corpus-spanish-3000x3.csv.gz corpus-spanish-3000x3.csv.gz
}
