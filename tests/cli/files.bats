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
    touch q.csv.1.tmp .lmev.tmp-1-0
    if unshare --user --pid --fork true 2> /dev/null; then
        run unshare --user --pid --fork "$LMEV" predict "$CLASSIFIER" t.txt --input-format lines -q -o q.csv
        [ "$status" -eq 0 ]
        [ -s q.csv ]
    fi
}
