# convert.bats - lmev models convert: there and back, same vectors, same bytes, and refusals.

load help

setup_file() {
    train_study
    cut -d, -f1 "$STUDY/titles.csv" | tail -n +2 > "$STUDY/titles.txt"
}

# Word vectors with three numbers a word.
make_words() {
    printf '4 3\ncasa 1 2 3\nhola -1 0.5 4\nperro 0 0 -2\nñandú 7 7 7\n' > words.vec
    printf 'hola casa\n\nperro perro perro\nnadie\n  hola \t ñandú hola\n' > texts.txt
}

@test "a classifier's lm: SavedModel and our own layout give the same bits" {
    "$LMEV" embed "$CLASSIFIER" "$STUDY/titles.txt" -q -o own.npy
    lmev models convert "$CLASSIFIER" --to tfhub -o hub
    expect_status 0
    [ -z "$output" ]
    expect_said "rows of 16"
    [ "$(cd hub && find . -type f | sort | tr '\n' ' ')" = "./assets/tokens.txt ./saved_model.pb\
 ./variables/variables.data-00000-of-00001 ./variables/variables.index " ]
    "$LMEV" embed hub "$STUDY/titles.txt" -q -o hub.npy
    cmp own.npy hub.npy
    lmev models convert hub -o plain -q
    expect_status 0
    expect_silence
    "$LMEV" embed plain "$STUDY/titles.txt" -q -o plain.npy
    cmp own.npy plain.npy
    "$LMEV" models convert plain --to tfhub -o again -q
    diff -r hub again
}

@test "word vectors: unknown words are left out there too" {
    make_words
    "$LMEV" embed words.vec texts.txt > own.csv
    lmev models convert words.vec --to tfhub -o hub -q
    expect_status 0
    "$LMEV" embed hub texts.txt | cmp - own.csv
    [ "$(sed -n 3p own.csv)" = "0.0,0.0,0.0" ]
    [ "$(sed -n 5p own.csv)" = "0.0,0.0,0.0" ]
    "$LMEV" models convert words.vec --combiner sum --to tfhub -o sum -q
    "$LMEV" embed sum texts.txt > sum.csv
    [ "$(sed -n 4p sum.csv)" = "0.0,0.0,-6.0" ]
}

@test "a module is replaced, anything else is not" {
    make_words
    "$LMEV" models convert words.vec --to tfhub -o out -q
    lmev models convert words.vec --combiner sum --to tfhub -o out -q
    expect_status 0
    mkdir other
    echo mine > other/notes.txt
    lmev models convert words.vec --to tfhub -o other
    expect_status 1
    expect_said "other"
    [ "$(cat other/notes.txt)" = mine ]
    [ "$(ls -A)" = "$(printf 'other\nout\ntexts.txt\nwords.vec')" ]
}

@test "what cannot be written is refused with the reason" {
    make_words
    lmev models convert words.vec --lower --to tfhub -o out
    expect_status 2
    expect_said "lower case"
    expect_said "hint: "
    lmev models convert words.vec
    expect_status 2
    expect_said "--out is missing"
    lmev models convert words.vec -o out --to onnx
    expect_status 2
    lmev models convert nothing.vec -o out
    expect_status 4
    [ ! -e out ]
}

@test "two writers of one folder: the second is told, and spoils nothing" {
    command -v flock > /dev/null || skip "no flock"
    make_words
    mkdir .out.new # another process is at it
    touch .out.new/half
    run flock .out.new "$LMEV" models convert words.vec -o out -q
    expect_status 1
    [ -f .out.new/half ]
    [ ! -e out ]
    lmev models convert words.vec -o out -q # and that one was killed
    expect_status 0
    [ ! -e .out.new ]
    [ ! -e out/half ]
    for _ in 1 2 3 4 5 6; do "$LMEV" models convert words.vec -o race -q 2>> told & done
    wait
    "$LMEV" embed race texts.txt -q > raced.csv
    "$LMEV" embed out texts.txt -q | cmp - raced.csv
    [ "$(ls -d .race.*)" = "" ]
}

@test "our own folder can be verified, and damage shows" {
    make_words
    "$LMEV" models convert words.vec -o own -q
    lmev models verify ./own
    expect_status 0
    [ "$output" = "1 model verified" ]
    printf x | dd of=own/model.safetensors bs=1 seek=150 conv=notrunc status=none
    lmev models verify ./own
    expect_status 3
    expect_said "sha256"
}
