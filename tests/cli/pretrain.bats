# pretrain.bats - lmev pretrain: corpora of each kind, both formats, a stop and going on.

load help

titles() {
    "$LMEV" data synth --rows 3000 --classes 12 --seed 7 --language spanish -q > titles.csv
}

SMALL=(--dim 16 --hidden 32 --batch-size 128 --samples 256 -e 2 --held-out 0.05 --oov-buckets 20)

@test "a CSV column becomes a language model that other verbs take" {
    titles
    lmev pretrain titles.csv --text title -o lm "${SMALL[@]}"
    expect_status 0
    expect_said "held-out perplexity"
    expect_said "20 buckets x 16 are in lm"
    [ ! -e lm.state ]
    grep -q '"held_out_perplexity"' lm/pretrain.json
    lmev embed lm titles.csv --text title -o vectors.npy -q
    expect_status 0
    [ -s vectors.npy ]
}

@test "lines, compressed lines and stdin are the same corpus" {
    titles
    tail -n +2 titles.csv | cut -d, -f1 | tr -d '"' > lines.txt
    gzip -c lines.txt > lines.gz
    lmev pretrain lines.txt -o a "${SMALL[@]}" -q
    expect_status 0
    expect_silence
    lmev pretrain lines.gz -o b "${SMALL[@]}" -q
    expect_status 0
    "$LMEV" pretrain - -o c "${SMALL[@]}" -q < lines.txt
    cmp a/model.safetensors b/model.safetensors
    cmp a/model.safetensors c/model.safetensors
    "$LMEV" pretrain lines.txt -o d "${SMALL[@]}" -q --threads 1
    cmp a/model.safetensors d/model.safetensors
}

@test "each corpus is read as its own name says" {
    titles
    tail -n +2 titles.csv | cut -d, -f1 | tr -d '"' > lines.txt
    cp titles.csv TITLES.CSV
    for order in "lines.txt TITLES.CSV" "TITLES.CSV lines.txt"; do
        rm -rf lm
        # shellcheck disable=SC2086
        lmev pretrain $order -o lm "${SMALL[@]}" --format both --max-vocab 100
        expect_status 0
        ! grep -q , lm/tokens.txt
        grep -Eo 'of [0-9,]+ texts' "$ERR" >> counts
    done
    [ "$(uniq counts | wc -l)" -eq 1 ]
}

@test "both formats are written; --where, --plain, --max-vocab and --dump-ids are obeyed" {
    titles
    lmev pretrain titles.csv -o lm "${SMALL[@]}" --format both --plain --max-vocab 200 \
        --fold 0.1 --where language=spanish --dump-ids ids
    expect_status 0
    expect_said "180 tokens and 20 buckets"
    [ "$(wc -l < lm/tokens.txt)" -eq 180 ]
    cmp lm/tokens.txt lm-tfhub/assets/tokens.txt
    [ -f lm-tfhub/saved_model.pb ]
    [ -f lm-tfhub/pretrain.json ]
    [ "$(head -c 8 ids)" = LMEVTOK1 ]
}

@test "a stopped training goes on and ends with the same model" {
    titles
    lmev pretrain titles.csv -o whole "${SMALL[@]}" -e 12 -q
    expect_status 0
    "$LMEV" pretrain titles.csv -o parts "${SMALL[@]}" -e 12 2> stopped &
    pid=$!
    wait_for $pid test -e parts.state/lock
    sleep 0.2
    kill -TERM $pid || true
    code=0
    wait $pid || code=$?
    [ $code -eq 75 ] || [ $code -eq 0 ] # 0: it was too fast to be stopped
    lmev pretrain titles.csv -o parts "${SMALL[@]}" -e 12 -q
    expect_status 0
    cmp whole/model.safetensors parts/model.safetensors
    [ ! -e parts.state ]
}

@test "what is wrong is said" {
    titles
    lmev pretrain titles.csv
    expect_status 2
    expect_said "--out is missing"
    lmev pretrain absent.txt -o lm
    expect_status 4
    expect_said "absent.txt"
    [ ! -e lm.state ]
    for wrong in 5x 5, ,5 -5 -18446744073709551611 4294967296; do
        lmev pretrain titles.csv -o lm --hidden "$wrong"
        expect_status 2
    done
    lmev pretrain titles.csv -o lm --batch-size 100 --samples 50
    expect_status 2
    expect_said "samples must be in [batch_size"
    printf 'uno dos\n' > few.txt
    lmev pretrain few.txt -o lm
    expect_status 3
    expect_said "too few"
    mkdir full && touch full/mine
    lmev pretrain titles.csv -o full "${SMALL[@]}" -q
    expect_status 1
    [ -e full/mine ]
}

@test "stdin is called so" {
    run bash -c "printf 'casa\n\xff\n' | '$LMEV' pretrain - -o lm 2>'$ERR'"
    expect_status 3
    expect_said "warning: stdin: 1 texts left out: invalid UTF-8 (first in line 2)"
    expect_said "(stdin)"
}

@test "where the model cannot go is said before the training" {
    titles
    touch file
    mkdir full other-tfhub
    touch full/config.json full/notes other-tfhub/notes
    for to in file full other; do
        lmev pretrain titles.csv -o "$to" "${SMALL[@]}" --format both
        expect_status 1
        expect_said "hint: name another folder"
        ! grep -q epoch "$ERR"
        [ ! -e "$to.state" ]
    done
}

@test "pretrain keeps a foreign state folder" {
    titles
    mkdir -p lm.state/sub
    echo thesis > lm.state/thesis.txt
    lmev pretrain titles.csv -o lm "${SMALL[@]}"
    expect_status 1
    expect_said "the folder holds 'sub/', which is no part of a stopped pretraining"
    expect_said "hint: "
    refute grep -q epoch "$ERR"
    [ "$(cat lm.state/thesis.txt)" = thesis ]
    for name in epoch-001.state lock; do
        rm -r lm.state
        mkdir lm.state
        echo mine > lm.state/$name
        lmev pretrain titles.csv -o lm "${SMALL[@]}"
        expect_status 1
        expect_said "the folder holds '$name'"
        [ "$(cat lm.state/$name)" = mine ]
    done
    rm -r lm.state
    mkdir lm.state
    lmev pretrain titles.csv -o lm "${SMALL[@]}" -q # an empty one may be used
    expect_status 0
    [ ! -e lm.state ]
}

@test "what comes into the state folder during the training stays" {
    titles
    "$LMEV" pretrain titles.csv -o lm "${SMALL[@]}" -e 40 --patience 0 -q 2> said &
    pid=$!
    wait_for $pid test -e lm.state/lock
    echo mine > lm.state/notes.txt
    wait $pid
    [ -f lm/config.json ]
    [ "$(ls lm.state)" = notes.txt ]
}

@test "pretrain ends when its lock is removed" {
    titles
    "$LMEV" pretrain titles.csv -o lm "${SMALL[@]}" -e 1000 --patience 0 -q 2> "$ERR" &
    pid=$!
    wait_for $pid test -e lm.state/lock
    rm lm.state/lock
    code=0
    wait $pid || code=$?
    [ $code -eq 1 ]
    expect_said "was removed during the training"
    expect_said "hint: repeat the command"
}
