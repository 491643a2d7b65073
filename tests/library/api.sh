#!/bin/sh
# api.sh - the code of docs/API.md compiles, as C11 and as C++17.
#
#   usage: tests/library/api.sh [top of the sources]
set -eu
top=$(cd "${1:-$(dirname "$0")/../..}" && pwd)
at=$(mktemp -d)
trap 'rm -rf "$at"' EXIT
{
    printf '#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n\n#include <lmev.h>\n'
    awk '/^```c$/ {on = 1; n++; next} /^```$/ {on = 0} on; END {exit n < 5}' "$top/docs/API.md"
} >"$at/api.c"
cp "$at/api.c" "$at/api.cc"
gcc -std=c11 -Wall -Wextra -Werror -I "$top/include" -fsyntax-only "$at/api.c"
command -v g++ >/dev/null || { echo "api.sh: no g++: skipped" >&2; exit 0; }
g++ -std=c++17 -Wall -Wextra -Werror -I "$top/include" -fsyntax-only "$at/api.cc"
