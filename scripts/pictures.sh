#!/bin/sh
# pictures.sh LMEV STUDY - make the figures of README.md and README.es.md again.
#
# LMEV is the program, STUDY the folder of the 2020 study's experiments
# (../shared/data/seed-experiments). Writes docs/pictures/{models,differences}{,-es}.png.
set -eu
lmev=$1
study=$2
to=$(cd "$(dirname "$0")/.." && pwd)/docs/pictures
at=$(mktemp -d)
trap 'rm -rf "$at"' EXIT
for language in en es; do
    "$lmev" report "$study" --lang "$language" -o "$at/$language" -q > /dev/null
    ending=
    [ "$language" = en ] || ending=-$language
    for figure in models differences; do
        cp "$at/$language/figures/$figure.png" "$to/$figure$ending.png"
    done
done
