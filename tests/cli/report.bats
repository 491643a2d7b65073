# report.bats - lmev report: what it leaves, what it says, and that it says it twice alike.
bats_require_minimum_version 1.5.0
load help

setup_file() {
    cd "$BATS_FILE_TMPDIR"
    "$LMEV" data synth --rows 4000 --classes 12 --seed 7 -q -o titles.csv
    cat > spec.yaml <<'SPEC'
name: shop
version: v1
trials: 2
models:
  - {scratch: {dim: 8}, name: small}
  - {scratch: {dim: 16, normalize: true}, name: large}
data: {file: titles.csv, train_size: 3000, validation_split: 0.1, test_size: 1000}
network: {units: [32]}
train: {batch_size: 64, epochs: 3, early_stopping: false, optimizer: {learning_rate: 0.005}}
SPEC
    "$LMEV" run spec.yaml --quiet > table.txt
}

# A folder of its own for each test, with the experiments in it.
given() {
    cp -r "$BATS_FILE_TMPDIR/experiments" .
}

# lmev, with a librsvg that cannot be loaded.
without_librsvg() {
    mkdir -p broken
    echo broken > broken/librsvg-2.so.2
    LD_LIBRARY_PATH="$PWD/broken" lmev "$@"
}

has_librsvg() {
    ldconfig -p | grep -q 'librsvg-2\.so\.2'
}

same_folders() {
    diff <(cd "$1" && find . -type f -exec sha256sum {} + | sort -k2) \
        <(cd "$2" && find . -type f -exec sha256sum {} + | sort -k2)
}

@test "report: page, text, tables, figures with their data; models and claims on stdout" {
    given
    lmev report experiments
    expect_status 0
    expect_output "| **large** |"
    # bold where it may be the best too, which is the data's affair
    [[ "$output" =~ \|\ (\*\*)?small(\*\*)?\ +\| ]]
    expect_said "4 experiments of 2 models"
    [ "$(ls report)" = $'figures\nreport.html\nreport.json\nreport.md\ntables' ]
    python3 - <<'PY'
import csv, json
report = json.load(open("report/report.json"))
rows = list(csv.DictReader(open("report/tables/models.csv", newline="")))
assert {r["model"] for r in rows} == {"small", "large"}, rows
runs = {}
import glob
for file in glob.glob("experiments/v1/*/experiment_metadata.json"):
    m = json.load(open(file))
    runs.setdefault(m["LMEV-MODEL"], []).append(m["RESULTS-BALANCED_ACCURACY"])
for r in rows:
    want = sum(runs[r["model"]]) / 2
    assert abs(float(r["bac_mean"]) - want) < 1e-12, (r, want)
PY
    for f in report/figures/*.tsv; do
        [ -s "${f%.tsv}.svg" ]
        if has_librsvg; then
            [ -s "${f%.tsv}.png" ] && [ -s "${f%.tsv}.pdf" ]
        fi
    done
    # what other programs read: SVG and the page's figures are XML, a PNG's pixels are all there
    python3 - <<'PY'
import glob, re, struct, xml.etree.ElementTree as tree, zlib
for file in glob.glob("report/figures/*.svg"):
    svg = tree.parse(file).getroot()
    assert svg.tag == "{http://www.w3.org/2000/svg}svg", svg.tag
    assert len(svg.find("{http://www.w3.org/2000/svg}title").text) > 3
    assert "nan" not in re.sub(r">[^<]*<", "><", open(file).read()).lower(), file
page = re.findall(r"<svg .*?</svg>", open("report/report.html").read(), re.S)
assert len(page) == len(glob.glob("report/figures/*.svg"))
for text in page:
    tree.fromstring(text)
for file in glob.glob("report/figures/*.png"):
    data = open(file, "rb").read()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, chunks = 8, {}
    while at < len(data):
        n, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + n]
        assert struct.unpack(">I", data[at + 8 + n:at + 12 + n])[0] == zlib.crc32(kind + body)
        chunks[kind] = body
        at += 12 + n
    width, height = struct.unpack(">II", chunks[b"IHDR"][:8])
    assert width == 960 and len(zlib.decompress(chunks[b"IDAT"])) == height * (3 * width + 1)
PY
}

@test "report: the same experiments give the same bytes, and an old report is replaced" {
    given
    lmev report experiments -o one
    lmev report experiments -o two
    sleep 1
    run taskset -c 0 env TZ=Asia/Tokyo "$LMEV" report experiments -o two -q 2> "$ERR"
    expect_status 0
    same_folders one two
    [ "$(ls -A | grep -c '^\.two')" -eq 0 ]
}

@test "report: in Spanish numbers have a comma" {
    given
    lmev report experiments --lang es
    expect_status 0
    grep -qE '\| 0,[0-9]{4} \|' report/report.md
    grep -q '<html lang="es"' report/report.html
    # but never where machines read
    lmev report experiments -o english
    cmp english/tables/models.csv report/tables/models.csv
}

@test "report: without librsvg figures are SVG alone, and it says what to install" {
    given
    without_librsvg report experiments
    expect_status 0
    expect_output "| **large** |"
    expect_said "figures have no PNG and PDF: cannot load 'librsvg-2.so.2'"
    expect_said "librsvg2-2"
    [ -s report/report.html ]
    [ -s report/figures/bac-by-model.svg ]
    [ ! -e report/figures/bac-by-model.png ]
    grep -q 'figures/bac-by-model.svg' report/report.html
    refute grep -q 'figures/bac-by-model.png' report/report.html
}

@test "report: a report of version 0.1, with gnuplot scripts, is replaced" {
    given
    lmev report experiments
    touch report/figures/bac-by-model.gp
    lmev report experiments
    expect_status 0
    [ ! -e report/figures/bac-by-model.gp ]
}

@test "report: --power adds what would settle a difference" {
    given
    lmev report experiments
    refute grep -q 'id="power"' report/report.html
    lmev report experiments --power --difference 0.01
    expect_status 0
    grep -q 'id="power"' report/report.html
    [ -s report/tables/power.csv ]
}

@test "report: --simulate prints and reports what equal models would be said to be" {
    given
    lmev report experiments --simulate 60
    expect_status 0
    [[ $output == *"### False findings"* ]]
    [[ $output == *"| Intervals of a mean without the true BAC | 0.0"* ]]
    grep -q 'id="simulated"' report/report.html
    grep -q '^means,0.0' report/tables/simulated.csv
    grep -q '"simulated"' report/report.json
    lmev report experiments --simulate 60 --lang es -o informe
    [[ $output == *"### Hallazgos falsos"* ]]
    lmev report experiments --simulate many
    expect_status 2
}

@test "report: a damaged run is named and left out, the others are reported" {
    given
    victim=$(ls -d experiments/v1/*/ | head -n 1)
    printf '{"EXPERIMENT-RUNID": "x", ' > "$victim/experiment_metadata.json"
    lmev report experiments
    expect_status 0
    expect_said "1 run left out"
    expect_said "3 experiments of 2 models"
    grep -q "$(basename "$victim")" report/report.md
}

@test "report: killed, it leaves the old report or the new one" {
    given
    lmev report experiments
    before=$(sha256sum report/report.html)
    for delay in 0.02 0.1 0.3 0.6; do
        "$LMEV" report experiments --quiet > /dev/null 2>&1 &
        sleep "$delay"
        kill -9 $! 2> /dev/null || true
        wait $! 2> /dev/null || true
        [ "$(sha256sum report/report.html)" = "$before" ]
    done
    lmev report experiments
    expect_status 0
    [ "$(sha256sum report/report.html)" = "$before" ]
}

@test "report: the title is text" {
    given
    lmev report experiments --title '<b>"Ñandú" & co</b>'
    expect_status 0
    grep -qF '&lt;b&gt;' report/report.html
    refute grep -qF '<b>"' report/report.html
}

# t is 3.5 with 2 degrees of freedom: beyond the one-sided 2.92 of a comparison with the best, but
# not beyond the two-sided 4.30 of the pair. Two models are one pair, so one answer stands everywhere.
@test "report: of two models, which is better and whether they differ have one answer" {
    given
    python3 - <<'PY'
import glob, json, os
seen = {}
for file in sorted(glob.glob("experiments/v1/*/experiment_metadata.json")):
    m = json.load(open(file))
    k = seen[m["LMEV-MODEL"]] = seen.get(m["LMEV-MODEL"], -1) + 1
    m["RESULTS-BALANCED_ACCURACY"] = (0.7 if m["LMEV-MODEL"] == "small" else 0.7495) + 0.01 * (2 * k - 1)
    json.dump(m, open(file, "w"))
    os.remove(os.path.dirname(file) + "/test-results.csv")
PY
    lmev report experiments
    expect_status 0
    expect_output "Which of the two models is better is not settled."
    refute grep -q "It is shown to be" report/report.md
    python3 - <<'PY'
import csv
pair, = csv.DictReader(open("report/tables/pairs.csv", newline=""))
assert 3.4 < float(pair["t"]) < 3.6 and float(pair["df"]) == 2, pair
assert float(pair["joint_low"]) < 0 < float(pair["joint_high"]), pair
assert [r["among_best"] for r in csv.DictReader(open("report/tables/models.csv", newline=""))] == ["yes", "yes"]
PY
}

@test "report: splits that differ from trial to trial, as asked for, are no caution; others are" {
    sed -e 's/^data: {/&split: per-trial, /' "$BATS_FILE_TMPDIR/spec.yaml" > spec.yaml
    cp "$BATS_FILE_TMPDIR/titles.csv" .
    lmev run spec.yaml --quiet
    lmev report experiments
    expect_status 0
    refute grep -q "SHA256" report/report.md
    python3 - <<'PY'
import glob, json
file = sorted(glob.glob("experiments/v1/*/experiment_metadata.json"))[0]
m = json.load(open(file))
m["LMEV-SPLIT_SHA256"] = "0" * 64
json.dump(m, open(file, "w"))
PY
    lmev report experiments
    expect_output "Experiments differ in LMEV-SPLIT_SHA256: "
}
