#!/usr/bin/env bash
# installed.sh - the library as others use it: installed, found by pkg-config, linked both ways.
#
#   usage: tests/library/installed.sh BUILD
#
# Installs BUILD below a folder of its own, builds every examples/*.c against what was installed,
# by gcc, clang and g++, with the shared library and (gcc) with the archive, runs each, and compares
# what they print: it is the same whoever compiled them.
set -euo pipefail
build=$(cd "$1" && pwd)
top=$(cd "$(dirname "$0")/../.." && pwd)
lmev=$build/src/cmd/lmev
at=$(mktemp -d)
trap 'rm -rf "$at"' EXIT
fail() { echo "installed.sh: $*" >&2; exit 1; }

meson install -C "$build" --no-rebuild --destdir "$at/root" >"$at/install.log" ||
    { cat "$at/install.log" >&2; fail "meson install failed"; }
pc=$(find "$at/root" -name lmev.pc)
[[ -n $pc ]] || fail "no lmev.pc was installed"
libdir=$(dirname "$(dirname "$pc")")
prefix=$at/root$(pkg-config --variable=prefix "$pc")
export PKG_CONFIG_PATH=$libdir/pkgconfig LD_LIBRARY_PATH=$libdir LC_ALL=C.UTF-8
flags() { pkg-config --define-variable=prefix="$prefix" --define-variable=libdir="$libdir" "$@" lmev; }

version=$(flags --modversion)
[[ "lmev $version" == "$("$lmev" version)" ]] || fail "lmev.pc says $version, the program $("$lmev" version)"
readelf -d "$libdir/liblmev.so" | grep "SONAME.*\[liblmev\.so\.[0-9]*\]" >/dev/null || fail "no soname"

# What the examples work on: titles, and a grid of two models over them.
"$lmev" data synth -o "$at/titles.csv" --rows 900 --classes 6 --seed 3 --quiet
cat >"$at/spec.yaml" <<END
trials: 2
models: [{scratch: {dim: 8}, name: narrow}, {scratch: {dim: 24}, name: wide}]
data: {file: titles.csv, text: title, label: category}
train: {epochs: 3, threads: 1, precision: f32}
END
printf '%s\n' 'Celular Samsung Galaxy' 'Heladera con freezer' >"$at/lines"

# One run of each example in a folder of its own; what it prints is the answer.
answers() { # folder with the programs
    local -r out=$1/out
    mkdir -p "$out"
    "$1/compare_models" "$at/spec.yaml" "$out/grid"
    local -r model=$(ls -d "$out"/grid/saved_models/*/wide)
    "$1/embed_texts" "$model" 'celular samsung' 'celular motorola' 'heladera'
    "$1/classify_stream" "$model" <"$at/lines"
    "$1/train_rows" "$out/trained"
}

build_with() { # folder compiler flags...
    local -r to=$at/$1 cc=$2
    shift 2
    command -v "$cc" >/dev/null || { echo "installed.sh: no $cc: skipped" >&2; return 0; }
    mkdir -p "$to"
    local example
    for example in "$top"/examples/*.c; do
        "$cc" "$@" -Wall -Wextra -Werror $(flags --cflags) "$example" \
            -o "$to/$(basename "$example" .c)" "${link[@]}" -lm
    done
    answers "$to" >"$to/answers"
    [[ -s $to/answers ]] || fail "the examples built by $cc say nothing"
    cmp "$at/gcc/answers" "$to/answers" || fail "examples built by $cc say something else"
}

read -ra link < <(flags --libs)
build_with gcc gcc -std=c11
build_with clang clang -std=c11
link=(-x none "${link[@]}") # g++ takes a C example as C++17
build_with g++ g++ -x c++ -std=c++17
cat "$at/gcc/answers"

# The archive, and what pkg-config says that it needs.
read -ra all < <(flags --static --libs)
link=("$libdir/liblmev.a")
for flag in "${all[@]}"; do [[ $flag == -llmev ]] || link+=("$flag"); done
build_with static gcc -std=c11
! readelf -d "$at/static/embed_texts" | grep "NEEDED.*liblmev" >/dev/null || fail "the static build needs liblmev.so"
