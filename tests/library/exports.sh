#!/bin/sh
# exports.sh - what liblmev.so exports, compared with the list of exports.txt.
#
#   usage: tests/library/exports.sh path/to/liblmev.so [--accept]
#
# A name that is missing breaks programs that were linked with an older library: such a change
# gives the library another soname (src/meson.build). A new name is added to the list, by --accept.
set -eu
list=$(dirname "$0")/exports.txt
now=$(mktemp)
trap 'rm -f "$now"' EXIT
nm -D --defined-only "$1" | awk '$2 ~ /[TDBR]/ {sub(/@.*/, "", $3); print $3}' | LC_ALL=C sort >"$now"
[ "${2:-}" != --accept ] || cp "$now" "$list"
[ -s "$now" ] || { echo "exports.sh: '$1' exports nothing" >&2; exit 1; }
diff -u "$list" "$now" >&2 ||
    { echo "exports.sh: the lines with + are new, those with - are gone (see the head of this file)" >&2; exit 1; }
