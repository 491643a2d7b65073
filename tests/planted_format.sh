#!/usr/bin/env bash
# planted_format.sh - scripts/format-check.sh fails on a line that is not laid out as agreed.
#
#   usage: tests/planted_format.sh (after `make format-check`, which installs clang-format)
set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
export CLANG_FORMAT=$top/.venv-format/bin/clang-format
at=$(mktemp -d)
trap 'rm -rf "$at"' EXIT
mkdir -p "$at/src"
cp -r "$top/scripts" "$top/.clang-format" "$at"
git -C "$at" init -q
good='/* good.c - laid out as agreed. */
int good(int x)
{
    return x + 1;
}'

# expect STATUS TEXT: the check of a tree with this one source file.
expect() {
    local code=0
    printf '%s\n' "$2" >"$at/src/good.c"
    git -C "$at" add -A
    "$at/scripts/format-check.sh" >"$at/said" 2>&1 || code=$?
    [[ $code -eq $1 ]] || { echo "planted_format.sh: status $code, not $1, for:"; echo "$2"; cat "$at/said"; exit 1; } >&2
}

expect 0 "$good"
expect 1 "${good/x + 1/x+1}"
expect 1 "${good/    return/return}"
expect 1 "$good "
expect 1 "$good
/* $(printf 'word %.0s' {1..20})*/"
