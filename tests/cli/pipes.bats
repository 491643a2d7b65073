# pipes.bats - stdout that closes, is full or was never there; the program stays polite.

load help

@test "a reader that leaves ends the program quietly" {
    run bash -c "set -o pipefail; '$LMEV' data synth --rows 2M 2>'$ERR' | head -n 2"
    expect_status 0
    [ "${#lines[@]}" -eq 2 ]
    expect_silence
}

@test "a full device is a fault, reported once" {
    [ -c /dev/full ] || skip "no /dev/full"
    for verb in "data synth --rows 10" "--help" "version" "run --help"; do
        run bash -c "'$LMEV' $verb 2>'$ERR' >/dev/full"
        expect_status 1
        expect_said "cannot write 'stdout': No space left on device"
        [ "$(wc -l < "$ERR")" -eq 1 ]
    done
}

@test "-o on a full device or in an absent folder fails, and leaves nothing" {
    lmev data synth --rows 10 -o absent/out.csv -q
    [ "$status" -ne 0 ]
    [ ! -e absent ]
}

@test "closed standard streams do no harm" {
    printf 'title,category\none,A\n' > t.csv
    cp t.csv before.csv
    run bash -c "'$LMEV' data stats t.csv >&- 2>'$ERR'"
    expect_status 1
    expect_said "cannot write 'stdout'"
    cmp t.csv before.csv
    run bash -c "'$LMEV' data stats - <&- 2>'$ERR'"
    expect_status 1
    run bash -c "'$LMEV' data stats t.csv 2>&-"
    [ "$status" -eq 0 ]
    run bash -c "'$LMEV' data stats absent.csv 2>/dev/full"
    [ "$status" -eq 4 ]
}
