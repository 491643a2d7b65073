#!/bin/sh
# headers.sh - each public header compiles alone, as C11 and as C++17, without a warning.
#
#   usage: tests/library/headers.sh [top of the sources]
#
# By gcc and g++, and by clang and clang++ where they are installed.
set -eu
include=$(cd "${1:-$(dirname "$0")/../..}" && pwd)/include
at=$(mktemp -d)
trap 'rm -rf "$at"' EXIT
bad=0

try() { # compiler language standard
    command -v "$1" >/dev/null || { echo "headers.sh: no $1: skipped" >&2; return 0; }
    for header in "$include"/lmev.h "$include"/lmev/*.h; do
        printf '#include "%s"\nint main(void) { return 0; }\n' "$header" >"$at/alone.$2"
        "$1" -std="$3" -pedantic-errors -Wall -Wextra -Werror -I "$include" -fsyntax-only \
            "$at/alone.$2" || { echo "headers.sh: $1 -std=$3 refuses $header" >&2; bad=1; }
    done
}

try gcc c c11
try clang c c11
try g++ cc c++17
try clang++ cc c++17
exit $bad
