# embed.bats - texts to vectors: formats, pipes, columns, texts of any bytes, faults.

load help

setup_file() {
    train_study
    LM="$CLASSIFIER" # a classifier's folder is a language model too: 16 numbers a text
    export LM
    cut -d, -f1 "$STUDY/titles.csv" | grep -v '"' | tail -n +2 > "$STUDY/titles.txt"
}

# The shape that the head of a .npy file tells.
npy_shape() {
    head -c 128 "$1" | tr -d '\0' | LC_ALL=C sed -n "s/.*'shape': (\([0-9]*, [0-9]*\)).*/\1/p"
}

@test "csv on stdout: a header, a line a text; threads do not show" {
    n=$(wc -l < "$STUDY/titles.txt")
    lmev embed "$LM" "$STUDY/titles.txt" -q
    expect_status 0
    expect_silence
    [ "${lines[0]}" = "v0,v1,v2,v3,v4,v5,v6,v7,v8,v9,v10,v11,v12,v13,v14,v15" ]
    [ "${#lines[@]}" -eq $((n + 1)) ]
    [[ "${lines[1]}" =~ ^-?[0-9.e-]+(,-?[0-9.e-]+){15}$ ]]
    for threads in 1 2 5; do
        "$LMEV" embed "$LM" "$STUDY/titles.txt" -q --threads $threads -o $threads.csv
        [ "$(cat $threads.csv)" = "$output" ]
    done
    "$LMEV" embed "$LM" -q < "$STUDY/titles.txt" | cmp - 1.csv
    "$LMEV" embed "$LM" - -q --out - < "$STUDY/titles.txt" | cmp - 1.csv
}

@test "npy: head and size; the same bytes down a pipe and into a file" {
    n=$(wc -l < "$STUDY/titles.txt")
    lmev embed "$LM" "$STUDY/titles.txt" -o v.npy
    expect_status 0
    expect_said "vectors of 16 numbers"
    [ -z "$output" ]
    [ "$(npy_shape v.npy)" = "$n, 16" ]
    [ "$(stat -c %s v.npy)" -eq $((128 + n * 64)) ]
    "$LMEV" embed "$LM" "$STUDY/titles.txt" --format npy -q | cmp - v.npy
    "$LMEV" embed "$LM" "$STUDY/titles.txt" --format npy -q > w.npy
    cmp v.npy w.npy
    "$LMEV" embed "$LM" "$STUDY/titles.txt" --format npy -q -o any.name
    cmp v.npy any.name
    [ "$(echo *)" = "any.name v.npy w.npy" ]
    mkdir private # where it is made first: nothing stays, and a folder that is not one is reported
    TMPDIR=$PWD/private "$LMEV" embed "$LM" "$STUDY/titles.txt" --format npy -q | cmp - v.npy
    rmdir private
    TMPDIR=/nowhere lmev embed "$LM" "$STUDY/titles.txt" --format npy
    expect_status 1
    expect_said "TMPDIR"
    [ -z "$output" ]
}

@test "a folder whose links lead back to it is looked through once" {
    mkdir loop
    ln -s . loop/a
    ln -s . loop/b
    run timeout 20 "$LMEV" embed loop "$STUDY/titles.txt"
    expect_status 3
}

@test "npy, csv and safetensors hold the same numbers" {
    python3 -c 'import numpy' 2> /dev/null || skip "no python3-numpy"
    for format in npy csv safetensors; do
        "$LMEV" embed "$LM" "$STUDY/titles.txt" -q -o v.$format
    done
    python3 - << 'END'
import json, struct
import numpy
v = numpy.load('v.npy')
assert v.dtype == numpy.float32 and v.shape[1] == 16 and numpy.isfinite(v).all()
c = numpy.loadtxt('v.csv', delimiter=',', skiprows=1, dtype=numpy.float32)
assert (c == v).all()
with open('v.safetensors', 'rb') as f:
    n, = struct.unpack('<Q', f.read(8))
    head = json.loads(f.read(n))
    data = numpy.frombuffer(f.read(), '<f4')
assert head['embeddings'] == {'dtype': 'F32', 'shape': list(v.shape), 'data_offsets': [0, v.nbytes]}
assert (data.reshape(v.shape) == v).all()
END
}

@test "columns: CSV and JSONL by name or by --text, compressed too, --where" {
    "$LMEV" embed "$LM" "$STUDY/titles.csv" -q > by-name
    gzip -c "$STUDY/titles.csv" > t.csv.gz
    "$LMEV" embed "$LM" t.csv.gz -q | cmp - by-name
    "$LMEV" embed "$LM" --text title -q < "$STUDY/titles.csv" | cmp - by-name
    "$LMEV" embed "$LM" --text title -q < t.csv.gz | cmp - by-name
    printf 'a,b\nuno,"dos\ntres"\n' > c.csv
    printf '{"b": "dos\\ntres"}\n' > j.jsonl
    lmev embed "$LM" c.csv --text b -q
    [ "${#lines[@]}" -eq 2 ]
    one="$output"
    lmev embed "$LM" j.jsonl --text b -q
    [ "$output" = "$one" ]
    lmev embed "$LM" "$STUDY/titles.csv" --where language=spanish -q
    expect_status 0
    [ "${#lines[@]}" -lt 3001 ]
    lmev embed "$LM" c.csv --text d
    expect_status 3
    expect_said "the columns are: a, b"
}

@test "every line counts: empty ones, NUL, no UTF-8, no newline at the end, CRLF" {
    printf 'uno\n\na\0b\n\377\376\n \nuno\r\nuno' > t
    lmev embed "$LM" t -q
    expect_status 0
    [ "${#lines[@]}" -eq 8 ]
    [ "${lines[1]}" = "${lines[6]}" ] # CRLF ends a line as LF does
    [ "${lines[1]}" = "${lines[7]}" ]
    [ "${lines[2]}" = "${lines[5]}" ] # nothing but spaces is as good as nothing
    [ "${lines[3]}" != "${lines[4]}" ]
    printf '' > empty
    lmev embed "$LM" empty -q
    expect_status 0
    [ "${#lines[@]}" -eq 1 ]
    "$LMEV" embed "$LM" empty -q -o e.npy
    [ "$(npy_shape e.npy)" = "0, 16" ]
    printf 'title\n""\nuno\n' > t.csv
    "$LMEV" embed "$LM" t.csv -q -o t.npy
    [ "$(npy_shape t.npy)" = "2, 16" ]
}

@test "an unusable row ends it, and nothing is left; --skip goes on" {
    printf 'title,b\nuno,1\ndos\ntres,3\n' > t.csv
    lmev embed "$LM" t.csv -o v.npy
    expect_status 3
    expect_said "t.csv:3"
    expect_said "--skip leaves such rows out"
    [ "$(echo *)" = "t.csv" ]
    lmev embed "$LM" t.csv -o v.npy --skip
    expect_status 0
    expect_said "1 row left out"
    [ "$(npy_shape v.npy)" = "2, 16" ]
}

@test "wrong operands and options" {
    lmev embed
    expect_status 2
    lmev embed absent t
    expect_status 4
    lmev embed "$LM" absent
    expect_status 4
    lmev embed "$STUDY/titles.csv" "$STUDY/titles.txt"
    [ "$status" -ne 0 ]
    [ -z "$output" ]
    lmev embed "$LM" "$STUDY/titles.txt" -o v.bin
    expect_status 2
    expect_said "the name 'v.bin' does not tell the format"
    lmev embed "$LM" "$STUDY/titles.txt" --format xml
    expect_status 2
    expect_said "npy, csv, safetensors"
    lmev embed "$LM" --normalize --no-normalize "$STUDY/titles.txt"
    expect_status 2
    lmev embed "$LM" --combiner mean "$STUDY/titles.txt" # it is part of the classifier
    expect_status 2
    [ -z "$output" ]
    lmev embed "$LM" "$STUDY/titles.txt" -o absent/v.npy
    expect_status 4
    lmev embed "$LM" "$STUDY/titles.txt" -o /dev/null --format npy
    expect_status 2
}

@test "a closed pipe is quiet, a full disk is not" {
    yes 'una cosa' | head -n 200000 > many
    run bash -c "set -o pipefail; '$LMEV' embed '$LM' many -q 2>'$ERR' | head -n 1"
    expect_status 0
    expect_silence
    if [ -c /dev/full ]; then
        lmev embed "$LM" many -q -o /dev/full --format csv
        expect_status 1
        run bash -c "'$LMEV' embed '$LM' many -q 2>'$ERR' > /dev/full"
        expect_status 1
        expect_said "No space left on device"
        [ "$(wc -l < "$ERR")" -eq 1 ]
    fi
}

a_second_file() { [ "$(ls -A | wc -l)" -gt 1 ]; }

@test "a signal leaves nothing behind" {
    mkfifo pipe
    "$LMEV" embed "$LM" pipe -q -o v.npy 2> "$ERR" &
    pid=$!
    exec 7> pipe
    yes 'una cosa' | head -n 50000 >&7 &
    wait_for $pid a_second_file
    kill -TERM $pid # nobody closes the pipe
    status=0
    wait $pid || status=$?
    exec 7>&-
    [ "$status" -eq 143 ]
    expect_said "(SIGTERM)" # where it is stopped is chance: while reading, or between two batches
    [ "$(ls -A)" = "pipe" ]
}

@test "a text down a pipe is answered when the pipe pauses" {
    mkfifo texts
    "$LMEV" embed "$LM" texts -q > vectors 2> "$ERR" &
    pid=$!
    exec 7> texts
    lines() { [ "$(wc -l < vectors)" -eq "$1" ]; }
    echo uno >&7
    wait_for $pid lines 2 # the header too
    printf 'dos\ntres\n' >&7
    wait_for $pid lines 4
    exec 7>&-
    wait $pid
    printf 'uno\ndos\ntres\n' > texts.txt
    "$LMEV" embed "$LM" texts.txt -q | cmp - vectors
}
