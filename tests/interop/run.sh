#!/usr/bin/env bash
# run.sh BUILD PYTHON - do those whose formats we write read them as they were meant?
#
# A small study with BUILD's lmev, then TensorBoard on its event files, the safetensors
# library on its classifiers, scikit-learn on its results, TensorFlow and model2vec on language
# models that were converted, and Keras on our golden file. Then scikit-learn's linear models on
# synthetic titles, which must be neither easy nor hopeless, and the tokenizers library on the
# stages of a tokenizer.json.
# TensorFlow builds TF-Hub modules of all kinds, whose ids and vectors lmev must give, and puts
# things around them, which lmev must do or refuse.
# Its cache is shared: tensorflow_hub finds what lmev has pulled, and the other way round.
# Likewise gensim and fastText train models whose vectors `lmev embed` must give.
# And tokenizers, model2vec and sentence-transformers (where there is torch) on static models.
# NumPy and SciPy compute every cell of a report again: of one trial a model, of three in Spanish,
# and of the 2020 study's experiments where ../shared/data has them.
# With LMEV_SEED_ANALYSIS=<path> of the 2020 study's analysis_utils.py, that reads our runs as well.
# PYTHON has the packages of requirements.txt (make interop makes it so).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
lmev=$build/src/cmd/lmev
python=$2
[[ $python == */* ]] && python=$(cd "$(dirname "$python")" && pwd)/$(basename "$python")
export TF_CPP_MIN_LOG_LEVEL=2
if [[ -n ${LMEV_SEED_ANALYSIS:-} ]]; then # it draws too, which nobody else here does
    LMEV_SEED_ANALYSIS=$(realpath "$LMEV_SEED_ANALYSIS")
    "$python" -m pip install -q --disable-pip-version-check -r "$here/requirements-seed.txt"
fi

check() {
    local name=$1
    shift
    "$python" "$here/check_$name.py" "$@"
}

ours() {
    check events experiments/*/*/
    check sklearn experiments/*/*/
    check seed_analysis experiments/*/
    check safetensors saved_models/*/*/
    check embed "$lmev" saved_models/v1/scratch-dim128-with-normalization titles.csv.gz
    check savedmodel "$lmev" saved_models/v1/scratch-dim50-with-normalization
    check model2vec "$lmev" saved_models/v1/scratch-dim50-with-normalization
    check keras
    check synth "$lmev"
    check stages "$build/tests/interop/stages"
    check static "$lmev" "$build/tests/interop/dump_bags"
    reports
}

theirs() {
    check cache "$lmev"
    check graphs "$lmev"
    check tfhub "$lmev" "$build/tests/interop/dump_bags"
    check wordvec "$lmev"
}

reports() {
    local seed=$here/../../../shared/data/seed-experiments
    "$lmev" demo --quiet --out three --rows 3000 --classes 30 --epochs 2 --trials 3 >/dev/null
    "$lmev" report experiments --quiet --power --out one-trial >/dev/null
    "$lmev" report three --quiet --power --lang es --out three-trials >/dev/null
    "$lmev" run three/demo.yaml --quiet --out blocks --set data.split=per-trial --set trials=3 >/dev/null
    "$lmev" report blocks --quiet --power --out by-trial >/dev/null
    "$lmev" run three/demo.yaml --quiet --out two --set trials=2 \
        --set 'models=[{scratch: {dim: 50}, name: small}, {scratch: {dim: 60}, name: large}]' >/dev/null
    "$lmev" report two --quiet --power --out two-models >/dev/null
    if [[ -d $seed ]]; then
        cp -r "$seed" seed # the original stays as it is
        "$lmev" report seed --quiet --power --out study-2020 >/dev/null
        check report study-2020
    else
        echo "check_report: no $seed, the 2020 study is left out" >&2
    fi
    check report one-trial three-trials by-trial two-models
}

at=$(mktemp -d)
trap '[[ -z $(jobs -p) ]] || kill $(jobs -p) || true; wait; rm -rf "$at"' EXIT
cd "$at"
"$lmev" demo --quiet --out demo --rows 6000 --classes 20 --epochs 3 --trials 1 >/dev/null
cd demo

# Beside each other, as nearly all of them use one processor.
ours &
other=$!
theirs
wait "$other"
echo "interop: all of them read what we write"
