#!/usr/bin/env bash
# planted.sh - the checks of the sources fail when something is wrong.
#
#   usage: tests/planted.sh [top of the sources]
#
# Copies the sources, plants one fault at a time, and expects the check to fail and to name it.
set -euo pipefail
top=$(cd "${1:-$(dirname "$0")/..}" && pwd)
at=$(mktemp -d)
trap 'rm -rf "$at"' EXIT
bad=0

# plant NAME FILE TEXT CHECK...: CHECK passes before, and after TEXT is appended to FILE says WORD.
plant() {
    local -r word=$1 file=$2 text=$3
    shift 3
    rm -rf "$at/copy"
    mkdir -p "$at/copy"
    cp -r "$top/src" "$top/include" "$at/copy"
    "$@" "$at/copy" >"$at/said" 2>&1 || { echo "planted.sh: $* fails on the sources as they are:"; cat "$at/said"; bad=1; return; } >&2
    mkdir -p "$(dirname "$at/copy/$file")"
    printf '%s\n' "$text" >>"$at/copy/$file"
    if "$@" "$at/copy" >"$at/said" 2>&1; then
        echo "planted.sh: $* does not see '$text' in $file" >&2
        bad=1
    elif ! grep -qF -- "$word" "$at/said"; then
        echo "planted.sh: $* fails without naming '$word'" >&2
        bad=1
    fi
}

names=("$top/tests/names.py")
plant lmev__json "src/nn/net.h" 'typedef struct lmev__json { int x; } lmev__json;' "${names[@]}"
plant LMEV__CONFIG_FILE src/nn/net.h '#define LMEV__CONFIG_FILE "other"' "${names[@]}"
plant lmev__free src/nn/net.c 'void lmev__free(void *at) { (void)at; }' "${names[@]}"
plant net.c src/pretrain/net.c '/* another net.c */' "${names[@]}"
plant lmev_lm_close include/lmev/lm.h 'LMEV_API void lmev_lm_close(lmev_lm *lm);' "${names[@]}"
plant lmev_frobnicate include/lmev/nn.h 'LMEV_API int lmev_frobnicate(int x);' "${names[@]}"
plant LMEV_SCOPE_ include/lmev/nn.h 'enum lmev_other { LMEV_SCOPE_A, LMEV_SCOPE_B };' "${names[@]}"

layers=(sh "$top/tests/layers.sh")
plant report/analysis/study.h src/base/buf.c '#include "report/analysis/study.h"' "${layers[@]}"
plant lm/tfhub/graph.h src/lm/tokenizer/bpe.c '#include "lm/tfhub/graph.h"' "${layers[@]}"
plant jansson.h src/nn/net.c '#include <jansson.h>' "${layers[@]}"
plant glib.h src/base/buf.c '#include <glib.h>' "${layers[@]}"
plant src/odd src/odd/odd.c '#include "base/buf.h"' "${layers[@]}"

sizes=(sh "$top/tests/sizes.sh")
plant src/nn/net.c src/nn/net.c "$(seq -f '/* %g */' 700)" "${sizes[@]}"
exit $bad
