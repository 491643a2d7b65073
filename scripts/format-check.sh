#!/bin/sh
# format-check.sh - what a machine can say about layout.
#
# Fails on tabs in C, white space at the end of lines, CRLF, a missing newline at the end,
# and lines over 120 columns (90 is the aim; hand-aligned tables may be wider). Sentences of a
# page stand on one line, however long, so that they can be searched for; golden headers are
# written by scripts. Where
# git-clang-format is installed it also shows, without failing, what it would change in the
# lines not committed yet: .clang-format is a hint.
set -eu
cd "$(dirname "$0")/.."
bad=0
say() { echo "format-check.sh: $*" >&2; bad=1; }

for file in $(git ls-files '*.c' '*.h' '*.sh' '*.bats' '*.py' '*.build' '*.md' Makefile .ci/run); do
    [ -f "$file" ] || continue
    ! grep -nE '[[:space:]]+$' "$file" || say "$file: white space at the end of a line"
    [ -z "$(tail -c 1 "$file")" ] || say "$file: no newline at the end"
    case $file in
    *.c | *.h)
        ! grep -n "$(printf '\t')" "$file" || say "$file: tab"
        case $file in tests/golden/*) continue ;; esac
        ! LC_ALL=C.UTF-8 grep -nE '^.{121,}' "$file" | grep -vE '^[0-9]+: *\{?".*"(,|},?)$' ||
            say "$file: line over 120 columns" ;;
    esac
done
if command -v git-clang-format >/dev/null; then
    git clang-format --diff HEAD -- '*.c' '*.h' || true
fi
[ $bad -eq 0 ] && echo "format-check.sh: fine"
exit $bad
