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
    [ "$(cd hub && find . -type f | sort | tr '\n' ' ')" = "./assets/tokens.txt ./lmev.json\
 ./saved_model.pb ./variables/variables.data-00000-of-00001 ./variables/variables.index " ]
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

@test "what was killed before its folder had a mark is no obstacle, a file of somebody else's is one" {
    make_words
    mkdir .out.new
    touch .out.new/.lmev.tmp-999999-10 .out.new/notes.txt
    lmev models convert words.vec -o out -q
    expect_status 1
    [ -f .out.new/notes.txt ]
    rm .out.new/notes.txt
    lmev models convert words.vec -o out -q
    expect_status 0
    [ ! -e .out.new ]
    mkdir mine # the folder itself is another matter: the file may be one that is being written
    touch mine/.lmev.tmp-999999-10
    lmev models convert words.vec -o mine -q
    expect_status 1
}

@test "two writers of one folder: the second is refused and damages nothing" {
    command -v flock > /dev/null || skip "no flock"
    make_words
    mkdir .out.new # another process is at it
    touch .out.new/.lmev-unfinished .out.new/tokens.txt
    run flock .out.new "$LMEV" models convert words.vec -o out -q
    expect_status 1
    [ -f .out.new/.lmev-unfinished ]
    [ ! -e out ]
    lmev models convert words.vec -o out -q # and that one was killed
    expect_status 0
    [ ! -e .out.new ]
    [ ! -e out/.lmev-unfinished ]
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

# A text for every way of losing one: unknown words and pieces, empty ones, spaces, signs of
# the tokenizers, other scripts, capitals, and texts longer than any limit.
make_hard_texts() {
    printf '%s\n' 'hola casa perro' '' ' ' '  hola   casa ' 'zapato rojo' 'zzyx' 'hola zzyx' \
        '😀 ☕ café' '日本語 zapato' '[UNK]' '[UNK] casa' 'HOLA Casa' 'hola, casa!' 'ñandú año' \
        'İstanbul ẞ ΑΣ' $'a\tb' 'que la de en' > hard.txt
    for word in 'zapato ' 'x' 'caminoñ '; do
        local long=
        for _ in $(seq 3000); do long+=$word; done
        printf '%s\n' "$long" >> hard.txt
    done
}

# One word is no UTF-8.
make_latin() {
    printf '3 2\nhola 1 2\ncasa 3 4\na\xf1o 5 6\n' > latin.vec
}

# converts MODEL TARGET [OPTION...]: the vectors stay, or a warning says what becomes of them,
# or it is refused and each format that the hint names takes the model.
converts() {
    local model=$1 target=$2 hinted
    shift 2
    rm -rf converted hinted
    lmev models convert "$model" --to "$target" -o converted -q "$@"
    if [ "$status" -eq 0 ]; then
        "$LMEV" embed "$model" hard.txt -q "$@" > before.csv
        "$LMEV" embed converted hard.txt -q > after.csv
        cmp -s before.csv after.csv || grep -q 'warning: ' "$ERR" || {
            echo "$model to $target: other vectors, and no word of it" >&2
            diff before.csv after.csv | cut -c1-200 | head -5 >&2
            return 1
        }
        return 0
    fi
    expect_status 2
    [ ! -e converted ]
    refute grep -q warning "$ERR"
    hinted=$(grep 'hint: ' "$ERR" | grep -o "'[a-z0-9]*'" | tr -d "'")
    [ -n "$hinted" ]
    for target in $hinted; do
        lmev models convert "$model" --to "$target" -o hinted -q "$@"
        expect_status 0
        rm -rf hinted
    done
}

@test "every kind to every format: the same vectors, a warning, or a refusal whose hint works" {
    GOLDEN=$BATS_TEST_DIRNAME/../golden
    make_hard_texts
    make_latin
    make_words
    for target in lmev tfhub model2vec; do
        for model in "$GOLDEN"/wordvec/{word2vec.bin,glove.txt,skipgram.vec,cbow.bin} \
            "$GOLDEN"/wordvec/{supervised-both.bin,quantised-norm.ftz} \
            "$GOLDEN"/static/m2v-{wordlevel,wordpiece,unigram,quantised-f16} \
            "$GOLDEN"/static/st-{root,module} "$GOLDEN"/tfhub/{published,plain2,tf1} \
            "$CLASSIFIER" latin.vec; do
            converts "$model" "$target"
        done
        for option in --lower --normalize "--combiner sum" "--combiner sqrtn"; do
            # shellcheck disable=SC2086 # two words
            converts words.vec "$target" $option
        done
    done
}

@test "what model2vec drops, cuts or cannot hold is warned of" {
    GOLDEN=$BATS_TEST_DIRNAME/../golden
    lmev models convert "$GOLDEN/static/st-module" --to model2vec -o a
    expect_status 0
    expect_said "drops the unknown token '<unk>'"
    expect_said "more than 48 tokens model2vec takes the first, here it is the last"
    expect_said "model2vec cuts texts after"
    lmev models convert "$GOLDEN/static/m2v-wordpiece" --to model2vec -o c
    expect_status 0
    refute grep -q warning "$ERR"
    lmev models convert "$CLASSIFIER" --to model2vec -o d
    expect_said "hash buckets are left out"
    expect_said "same directions, other lengths"
}

@test "words that are no UTF-8: model2vec's folder has the rows that it is said to have" {
    make_latin
    lmev models convert latin.vec --to model2vec -o out
    expect_status 0
    expect_said "1 of 3 words are left out: they are not UTF-8"
    expect_said "out: 3 rows of 2" # two words and the unknown token
    lmev models convert out -o again
    expect_said "again: 3 rows of 2"
    printf '1 2\na\xf1o 5 6\n' > none.vec
    lmev models convert none.vec --to model2vec -o none
    expect_status 2
    expect_said "no word of the vocabulary can occur in a text of model2vec"
    expect_said "in the format 'lmev'"
    [ ! -e none ]
}

@test "a refused conversion warns of nothing" {
    lmev models convert "$BATS_TEST_DIRNAME/../golden/wordvec/quantised-norm.ftz" --to model2vec -o out
    expect_status 2
    expect_said "n-grams of characters"
    expect_said "in the format 'lmev'"
    refute grep -q warning "$ERR"
    lmev models convert "$BATS_TEST_DIRNAME/../golden/static/m2v-wordpiece" --to tfhub -o out
    expect_status 2
    expect_said "in the format 'model2vec' or 'lmev'"
}

@test "a model of somebody else's is not replaced, whatever its names" {
    make_words
    mkdir hf sm sm/variables
    echo '{"model_type": "bert"}' > hf/config.json
    echo weights > hf/model.safetensors
    echo graph > sm/saved_model.pb
    echo index > sm/variables/variables.index
    cp -r hf hf.was
    cp -r sm sm.was
    for to in lmev model2vec; do
        lmev models convert words.vec --to "$to" -o hf
        expect_status 1
        expect_said "says that lmev wrote the language model"
        expect_said "hint: name another folder"
        diff -r hf hf.was
    done
    lmev models convert words.vec --to tfhub -o sm
    expect_status 1
    expect_said "no 'lmev.json' says"
    diff -r sm sm.was
}

@test "an own folder with a file of somebody else's, at any depth, is not replaced" {
    make_words
    lmev models convert words.vec --to tfhub -o own -q
    expect_status 0
    lmev models convert words.vec --to tfhub -o own -q # ours alone
    expect_status 0
    echo mine > own/variables/mine.txt
    lmev models convert words.vec --to tfhub -o own
    expect_status 1
    expect_said "the folder holds 'variables/mine.txt'"
    [ -f own/variables/mine.txt ]
    rm own/variables/mine.txt
    ln -s /dev/null own/pretrain.json # a name of ours, but a link is nobody's file
    lmev models convert words.vec --to tfhub -o own
    expect_status 1
    [ -L own/pretrain.json ]
}

@test "folders of somebody else's beside the output stay" {
    make_words
    mkdir .a.new .b.old
    echo mine > .a.new/notes
    echo mine > .b.old/config.json
    for to in a b; do
        lmev models convert words.vec -o $to
        expect_status 1
        expect_said "hint: move it away"
        [ ! -e $to ]
    done
    [ -f .a.new/notes ]
    [ -f .b.old/config.json ]
}

@test "a link to a folder stays, and a private folder stays private" {
    make_words
    mkdir -m 700 far
    ln -s far near
    lmev models convert words.vec -o near -q
    expect_status 0
    lmev models convert words.vec -o near -q
    expect_status 0
    [ -L near ]
    [ -f far/config.json ]
    [ "$(stat -c %a far)" = 700 ]
}
