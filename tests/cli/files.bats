# files.bats - outputs: their modes, links and names; none of them is an input, and a kill
# leaves nothing that could be taken for a result.

load help

setup_file() {
    train_study
}

@test "-o keeps the mode of a file, and a link: predict, embed, data synth" {
    printf 'uno\ndos\n' > t.txt
    "$LMEV" pretrain "$STUDY/titles.csv" -o lm --dim 4 --epochs 1 -q
    for verb in "predict $CLASSIFIER t.txt --input-format lines" "embed lm t.txt --format csv" \
                "data synth --rows 5"; do
        mkdir real
        echo old > real/file
        chmod 600 real/file
        ln -s real/file link
        lmev $verb -q -o link
        expect_status 0
        [ -L link ]
        [ "$(stat -c %a real/file)" = 600 ]
        refute grep -q old real/file
        [ -s real/file ]
        rm -r real link
    done
}

@test "-o: a folder through a link replaces the folder, the link stays" {
    "$LMEV" pretrain "$STUDY/titles.csv" -o there --dim 4 --epochs 1 -q
    ln -s there link
    lmev models convert there -o link --to lmev
    [ -L link ]
    [ -f there/config.json ]
    [ -f link/config.json ]
}

@test "-o: names as long as a file system has them, and what a killed process left" {
    printf 'uno\ndos\n' > t.txt
    long=$(printf 'n%.0s' $(seq 255))
    lmev predict "$CLASSIFIER" t.txt --input-format lines -q -o "$long"
    expect_status 0
    [ -s "$long" ]
    touch .lmev.tmp-1-0 notes.lmev.tmp-1-0
    lmev predict "$CLASSIFIER" t.txt --input-format lines -q -o p.csv
    [ ! -e .lmev.tmp-1-0 ]
    [ -e notes.lmev.tmp-1-0 ]
    touch q.csv.1.tmp .lmev.tmp-1-0
    if unshare --user --pid --fork true 2> /dev/null; then
        run unshare --user --pid --fork "$LMEV" predict "$CLASSIFIER" t.txt --input-format lines -q -o q.csv
        [ "$status" -eq 0 ]
        [ -s q.csv ]
    fi
}

@test "an output that is an input is refused, by whatever name: predict, embed, pretrain, data split" {
    head -n 60 "$STUDY/titles.csv" > own.csv
    cp own.csv before.csv
    ln own.csv hard.csv
    ln -s own.csv soft.csv
    mkdir -p parts
    ln own.csv parts/train.csv
    "$LMEV" pretrain own.csv -o lm --dim 4 --epochs 1 -q
    for to in own.csv hard.csv soft.csv ./own.csv; do
        lmev predict "$CLASSIFIER" own.csv -o $to
        expect_status 2
        expect_said "the output would overwrite what is read, 'own.csv'"
        lmev embed lm own.csv --text title --format csv -o $to
        expect_status 2
        lmev pretrain own.csv -o lm2 --dump-ids $to --dim 4 --epochs 1
        expect_status 2
        [ ! -e lm2 ]
    done
    run bash -c "'$LMEV' predict '$CLASSIFIER' - -o soft.csv < own.csv 2>'$ERR'"
    expect_status 2
    expect_said "'stdin'"
    run bash -c "'$LMEV' predict '$CLASSIFIER' own.csv >> hard.csv 2>'$ERR'"
    expect_status 2
    lmev data split own.csv -o parts --test-size 10
    expect_status 2
    run bash -c "'$LMEV' data split - --input-format csv -o parts --test-size 10 < soft.csv 2>'$ERR'"
    expect_status 2
    cmp own.csv before.csv
    [ "$(ls parts)" = train.csv ]
}

@test "an output that is a file of the model that is read is refused" {
    cp -r "$CLASSIFIER" c
    "$LMEV" pretrain "$STUDY/titles.csv" -o lm --dim 4 --epochs 1 -q
    cp -r lm lm.before
    lmev predict c "$STUDY/titles.csv" -o c/labels.txt
    expect_status 2
    lmev embed lm lm/tokens.txt -o lm/config.json --format csv
    expect_status 2
    lmev pretrain lm/tokens.txt -o lm --dim 4 --epochs 1
    expect_status 2
    expect_said "would overwrite what is read, 'lm/tokens.txt'"
    diff -r lm lm.before
    diff -r c "$CLASSIFIER"
    lmev report "$STUDY" -o rep -q
    expect_status 0
    lmev report rep/report.json "$STUDY" -o rep
    expect_status 2
}

@test "a grid does not save a classifier over the language model that it is trained on" {
    mkdir -p saved_models/v1
    cp -r "$CLASSIFIER" saved_models/v1/tiny
    sed 's/^version: .*/version: v1/; /^models:/,/^data:/{/^data:/!d}' "$STUDY/spec.yaml" > s.yaml
    sed -i 's|^data:|models: [{path: saved_models/v1/tiny, name: tiny}]\ndata:|' s.yaml
    cp "$STUDY"/titles.csv* .
    lmev run s.yaml --set save.classifier=best
    expect_status 1
    expect_said "the output would overwrite what is read"
    diff -r saved_models/v1/tiny "$CLASSIFIER"
}

@test "a model converted onto itself stays whole, with its pretrain.json" {
    "$LMEV" pretrain "$STUDY/titles.csv" -o lm --dim 4 --epochs 1 -q
    cp -r lm before
    lmev models convert lm -o lm
    expect_status 0
    diff -r lm before
    lmev models convert lm --to model2vec -o m2v
    expect_status 0
    cmp lm/pretrain.json m2v/pretrain.json
}

@test "a kill between the parts of data split leaves no mixture, and no temporary file for long" {
    command -v strace > /dev/null || skip "no strace"
    "$LMEV" data synth --rows 300 --classes 3 -q -o t.csv
    strace -o /dev/null true 2> /dev/null || skip "no tracing here"
    "$LMEV" data split t.csv -o sp --test-size 100 --seed 1 -q
    for when in 1 2 3 4; do
        run strace -f -o /dev/null -e trace=rename -e inject=rename:signal=KILL:when=$when \
            "$LMEV" data split t.csv -o sp --test-size 100 --seed 2
        [ "$status" -eq 137 ]
        if [ -e sp/train.csv ] && [ -e sp/test.csv ]; then
            [ "$(tail -n +2 -q sp/train.csv sp/test.csv | sort | uniq -d | wc -l)" -eq 0 ]
        fi
        "$LMEV" data split t.csv -o sp --test-size 100 --seed 1 -q
        [ "$(ls -A sp)" = "$(printf 'split.json\ntest.csv\ntrain.csv\nvalidation.csv')" ]
    done
}

@test "data split replaces its own parts alone, and only as it left them" {
    "$LMEV" data synth --rows 300 --classes 3 -q -o t.csv
    mkdir mine
    echo 'a set of my own' > mine/test.csv
    lmev data split t.csv -o mine
    expect_status 1
    expect_said "has the name of a part, and is not as lmev wrote it (mine/test.csv)"
    expect_said "hint: name another folder, or move the file away"
    [ "$(ls -A mine)" = test.csv ]
    [ "$(cat mine/test.csv)" = 'a set of my own' ]

    "$LMEV" data split t.csv -o ours -q
    cp ours/train.csv first.csv
    "$LMEV" data split t.csv -o ours --seed 2 -q
    ! cmp -s ours/train.csv first.csv
    echo 'a row of my own,C1' >> ours/train.csv
    cp ours/train.csv edited.csv
    lmev data split t.csv -o ours --seed 3
    expect_status 1
    cmp ours/train.csv edited.csv

    mkdir record
    echo '{"format": "of another program"}' > record/split.json
    lmev data split t.csv -o record
    expect_status 1
    [ "$(ls -A record)" = split.json ]
}
