# usage.bats - the manners of the program: help, versions, faults of the command line.

load help

@test "no verb: a fault and exit code 2, nothing on stdout" {
    lmev
    expect_status 2
    [ -z "$output" ]
    expect_said "a verb is missing"
    expect_said "hint: 'lmev help'"
}

@test "help and --help go to stdout and list every verb" {
    for how in help --help -h; do
        lmev $how
        expect_status 0
        expect_silence
        for verb in demo run predict evaluate data runs help version; do
            expect_output "lmev $verb "
        done
    done
}

@test "every verb has --help on stdout, and lmev help VERB is the same" {
    for verb in demo run predict evaluate "data stats" "data synth" "data split" \
                "runs list" "runs show" "runs verify" "runs reindex" "models list" "models show" \
                "models pull" "models verify" "models convert" version; do
        lmev $verb --help
        expect_status 0
        expect_silence
        expect_output "usage: lmev $verb"
        expect_output "--quiet"
        first="$output"
        lmev help $verb
        expect_status 0
        [ "$output" = "$first" ]
    done
}

@test "lmev data, lmev models and lmev runs list their verbs" {
    for verb in data models runs; do
        lmev $verb --help
        expect_status 0
        expect_output "usage: lmev $verb VERB"
        lmev $verb
        expect_status 2
        expect_said "lmev $verb: a verb is missing"
    done
}

@test "version" {
    lmev version
    expect_status 0
    [[ "$output" =~ ^lmev\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
    first="$output"
    lmev --version
    expect_status 0
    [ "$output" = "$first" ]
}

@test "an unknown verb: the nearest is suggested" {
    lmev predcit
    expect_status 2
    expect_said "lmev: unknown verb 'predcit'"
    expect_said "hint: did you mean 'lmev predict'?"
    lmev data splt
    expect_status 2
    expect_said "did you mean 'lmev data split'?"
    lmev xyzzy
    expect_status 2
    expect_said "hint: 'lmev help' lists the verbs"
}

@test "an unknown option: the nearest is suggested" {
    lmev predict --tpo 3
    expect_status 2
    expect_said "lmev predict: unknown option '--tpo'"
    expect_said "hint: did you mean '--top'?"
    lmev run --xyzzy
    expect_status 2
    expect_said "hint: 'lmev run --help' lists the options"
    lmev run -x
    expect_status 2
    expect_said "unknown option '-x'"
}

@test "values of options are checked: kind, range, presence, choice" {
    lmev data synth --rows many
    expect_status 2
    expect_said "--rows needs a whole number, got 'many'"
    lmev data synth --rows -5
    expect_status 2
    lmev data synth --rows 99999999999999999999
    expect_status 2
    lmev data synth --classes 1
    expect_status 2
    expect_said "--classes must be between 2 and"
    lmev data synth --reliable 1.5
    expect_status 2
    expect_said "--reliable must be between 0 and 1, got '1.5'"
    lmev data synth --reliable nan
    expect_status 2
    lmev data synth --rows
    expect_status 2
    expect_said "--rows needs a value (N)"
    lmev data stats --format xml FILE
    expect_status 2
    expect_said "--format does not know 'xml'"
    expect_said "hint: known: text, json"
    lmev data stats --quiet=yes FILE
    expect_status 2
    expect_said "--quiet takes no value"
    lmev data stats --where language FILE
    expect_status 2
    expect_said "--where does not understand 'language'"
}

@test "operands are counted" {
    lmev run
    expect_status 2
    expect_said "an operand is missing"
    expect_said "hint: usage: lmev run SPEC.yaml"
    lmev run a.yaml b.yaml
    expect_status 2
    expect_said "one operand too many: 'b.yaml'"
}

@test "-- ends the options; options and operands mix; --name=value and -ovalue work" {
    printf 'title,category\none,A\ntwo,B\n' > ./--quiet
    lmev data stats -- --quiet
    expect_status 0
    expect_output "rows         2"
    lmev data stats ./--quiet --format=json -q
    expect_status 0
    expect_output '"rows": 2'
    lmev data synth -oout.csv --rows=100 --classes 5 -q
    expect_status 0
    expect_silence
    [ "$(wc -l < out.csv)" -eq 101 ]
}

@test "faults are reported without colour when stderr is not a terminal" {
    lmev predcit
    refute grep -q $'\033' "$ERR"
}

@test "a spec that is not there: how to get one" {
    lmev run study.yaml
    expect_status 4
    expect_said "hint: a spec can be two lines"
    expect_said "'lmev demo' writes one"
    # The two lines of the hint, as they stand there, are a spec.
    "$LMEV" data synth --rows 400 --classes 3 -o titles.csv
    grep -o "'models: [^']*'\|'data: [^']*'" "$ERR" | tr -d "'" > study.yaml
    [ "$(wc -l < study.yaml)" -eq 2 ]
    lmev run study.yaml --set trials=1 --set train.epochs=1 -q
    expect_status 0
}
