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
