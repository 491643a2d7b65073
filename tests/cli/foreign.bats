# foreign.bats - files that are no language model: what they are and what to do about it, and
# 'lmev models show', which says what a path holds.

load help

GOLDEN=$BATS_TEST_DIRNAME/../golden
POINTER='version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n'

# refused PATH TEXT HINT: by both verbs, with exit code 3, these words and this advice.
refused() {
    local verb
    for verb in "models show" "embed"; do
        # shellcheck disable=SC2086 # two words
        lmev $verb "./$1" < /dev/null
        expect_status 3
        [ -z "$output" ]
        expect_said "$2"
        expect_said "hint: "
        expect_said "$3"
    done
}

@test "each kind of foreign file is named, with what to do" {
    printf '\x80\x04\x95\x3d\0\0\0\0\0\0\0\x8c\x1bgensim.models.keyedvectors\x94' > es.kv
    refused es.kv "a gensim model (a Python pickle)" "save_word2vec_format('vectors.bin', binary=True)"
    printf '\x80\x04}\x94.' > x.pkl
    refused x.pkl "a Python pickle" "load it in Python"
    printf '\x08\x08\x12\x07pytorch\x1a\x05' > x.onnx
    refused x.onnx "an ONNX model" "distill one with model2vec"
    printf 'GGUF\3\0\0\0\1\0\0\0' > x.gguf
    refused x.gguf "a GGUF model" "distill one with model2vec"
    printf 'PK\3\4\24\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\5\0\0\0a.npy' > x.npz
    refused x.npz "arrays of NumPy (.npz)" "a word and its numbers per line"
    printf '\x93NUMPY\1\0v\0{' > x.npy
    refused x.npy "a NumPy array (.npy)" "a word and its numbers per line"
    printf '\x0a\x0e\x0a\x05<unk>\x15\0\0\0\0\x18\x02' > x.model
    refused x.model "a SentencePiece model" "tokenizer.json"
    printf 'PK\3\4\24\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x0d\0\0\0metadata.json{"keras_version"' > x.keras
    refused x.keras "a Keras model (.keras)" "SavedModel"
    cp "$GOLDEN/static/m2v-wordlevel/model.safetensors" x.safetensors
    refused x.safetensors "a file of tensors (safetensors)" "give the folder that holds it"
    printf 'PK\3\4\24\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\5\0\0\0a.txt' > glove.6B.zip
    refused glove.6B.zip "a zip archive" "unzip"
    printf '<!DOCTYPE html>\n<html><title>404</title>' > cc.es.300.vec
    refused cc.es.300.vec "a web page" "get the file again"
    printf "$POINTER" > lfs.bin
    refused lfs.bin "a Git LFS pointer" "git lfs pull"
    : > nothing.vec
    refused nothing.vec "an empty file" "get the file again"
    printf '\12\0\0\0\5\0\0\0\1\0\0\0\1\0\0\0\5\0\0\0\1\0\0\0\2\0\0\0\2\0\0\0\144\0\0\0\3\0\0\0\6\0\0\0\144\0\0\0%064d' 0 > old.bin
    refused old.bin "a fastText model of before 2017" ".vec file"
    printf '\xba\x16\x4f\x2f\x0c\0\0\0\12\0\0\0\5\0\0\0\1\0\0\0\1\0\0\0\5\0\0\0\1\0\0\0\2\0\0\0\2\0\0\0\144\0\0\0\3\0\0\0\6\0\0\0\144\0\0\0\1\0\0\0\2\0\0\0\x2d\x43\x1c\xeb\xe2\x36\x1a\x3f\x71\x09\0\0\x71\x09\0\0' > floret.bin
    refused floret.bin "a model of floret" "print-word-vectors"
    cp "$GOLDEN/tfhub/published/saved_model.pb" .
    refused saved_model.pb "the graph of a TensorFlow SavedModel" "give the folder"
    cp "$GOLDEN/static/m2v-wordlevel/tokenizer.json" .
    refused tokenizer.json "a JSON file" "give the folder"
}

@test "an archive of vectors, packed or not, is an archive" {
    cp "$GOLDEN/wordvec/word2vec.txt" vectors.txt
    tar -cf v.tar vectors.txt
    tar -czf v.tar.gz vectors.txt
    refused v.tar "a tar archive" "tar -xf"
    refused v.tar.gz "a tar archive" "tar -xf"
}

@test "tables that are no word vectors" {
    printf 'casa 12\nperro 7\n' > counts.txt
    refused counts.txt "one number is not a vector" "'V D'"
    printf '0.5 0.25\n1.5 0.75\n' > two.txt
    refused two.txt "one number is not a vector" "'V D'"
    printf '0.5 0.25 1\n1.5 0.75 0\n' > three.txt
    refused three.txt "a table of numbers, without words" "'V D'"
    printf '1 5 3\n2 7 9\n' > whole.txt
    refused whole.txt "a table of numbers, without words" "'V D'"
    printf 'casa\t1\t2\n' > tabs.tsv
    refused tabs.tsv "not a language model that can be read" "with spaces between"
    printf '1 2\ncasa\t1\t2\n' > tabs.vec
    refused tabs.vec "expected a word and 2 numbers, found 1 fields" "with spaces between"
    printf 'title,category\ncasa,C1\n' > titles.csv
    refused titles.csv "not a language model that can be read" "'V D'"
}

@test "text vectors that were cut off at a line end are refused" {
    head -n 20 "$GOLDEN/wordvec/skipgram.vec" > cut.vec
    words=$(head -n 1 cut.vec | cut -d' ' -f1)
    refused cut.vec "cut off: the first line says $words words, and 19 are there" "get the file again"
    dim=$(head -n 1 cut.vec | cut -d' ' -f2)
    expect_said "change the first line to '19 $dim'"
    sed -i "1s/.*/19 $dim/" cut.vec # what the hint says
    lmev models show ./cut.vec
    expect_status 0
    gzip -k cut.vec
    lmev models show ./cut.vec.gz
    expect_status 0
    expect_output "rows       19"
}

@test "a module whose files are Git LFS pointers or web pages is refused as that" {
    for file in saved_model.pb variables/variables.index variables/variables.data-00000-of-00001 \
        assets/tokens.txt; do
        rm -rf module
        cp -r "$GOLDEN/tfhub/published" module
        printf "$POINTER" > "module/$file"
        refused module "a Git LFS pointer" "git lfs pull"
        expect_said "$file"
        printf '<html lang="es"><body>login' > "module/$file"
        refused module "a web page" "get the file again"
    done
    cp -r "$GOLDEN/tfhub/tf1" old
    printf "$POINTER" > old/tfhub_module.pb
    refused old "a Git LFS pointer" "git lfs pull"
    lmev models convert "$GOLDEN/wordvec/word2vec.txt" -o ours -q
    printf "$POINTER" > ours/model.safetensors
    refused ours "a Git LFS pointer" "git lfs pull"
    printf "$POINTER" > ours/config.json
    refused ours "not JSON, but a Git LFS pointer" "git lfs pull"
}

@test "folders that are no language model" {
    mkdir empty
    refused empty "no language model in this folder" "expected saved_model.pb"
    mkdir vectors
    cp "$GOLDEN/wordvec/word2vec.txt" vectors
    refused vectors "no language model in this folder" "of word vectors give the file itself"
    mkdir onnx # a transformer, as many repositories have it
    cp "$GOLDEN/static/m2v-wordlevel/tokenizer.json" onnx
    : > onnx/model.onnx
    refused onnx "no model.safetensors in the folder" "distill one with model2vec"
    cp -r "$GOLDEN/static/st-root" transformer
    printf '{"model_type": "bert"}' > transformer/config.json
    printf '[{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"}]' \
        > transformer/modules.json
    refused transformer "not a static model: 'sentence_transformers.models.Transformer'" \
        "distill one with model2vec"
}

@test "models show: what a path holds" {
    lmev models show "$GOLDEN/wordvec/word2vec.txt"
    expect_status 0
    expect_output "format     word2vec-text"
    expect_output "combiner   mean"
    expect_output "tokens     words between ASCII white space; unknown ones are left out"
    expect_output "trainable  yes"
    expect_output "first      \""
    lmev models show "$GOLDEN/wordvec/cbow.bin"
    expect_output "combiner   sentence"
    expect_output "n-grams of 2 to 4 characters in 60 hash buckets"
    expect_output "trainable  no"
    lmev models show "$GOLDEN/static/st-module"
    expect_output "BPE tokens of its tokenizer.json; the unknown token counts; the last 48 tokens"
    lmev models show "$GOLDEN/tfhub/published"
    expect_output "unknown ones to 3060 hash buckets"
    expect_output "combiner   sqrtn"
    lmev models show ./nowhere
    expect_status 4
}

@test "models show: JSON has the same members for every model, and tokens of any bytes" {
    command -v python3 > /dev/null || skip "no python3"
    printf '2 2\na\xff\x1b[31m 1 2\n"\\ 3 4\n' > odd.vec
    lmev models show ./odd.vec
    expect_status 0
    refute grep -q $'\x1b' <<< "$output"
    "$LMEV" models show ./odd.vec --format json > odd.json
    "$LMEV" models show nnlm-es-dim50 --format json > name.json 2> /dev/null || [ $? -eq 4 ]
    python3 - << 'END'
import json
odd, name = (json.load(open(f, encoding='utf-8')) for f in ('odd.json', 'name.json'))
assert list(odd) == list(name), (odd, name)
assert odd['rows'] == odd['vocabulary'] == 2 and odd['dim'] == 2 and odd['format'] == 'word2vec-text'
assert len(odd['first']) == 2 and odd['first'][1] == '"\\', odd['first']
assert name['rows'] is None and name['first'] is None and name['language'] == 'es'
END
}
