#!/bin/sh
# format-check.sh - is every file laid out as agreed? Fails and names the lines that are not.
#
# C: as .clang-format says (`make format` does it), in the version of requirements-format.txt,
# which the Makefile puts into .venv-format; no line over 90 columns, comments included. Wider may
# be tables between clang-format off and on, lines of a table in a comment (two spaces between its
# columns), and a string that stands alone. The headers of tests/golden/ are written by scripts and
# are not looked at.
# All text: no white space at the end of a line, no CRLF, a newline at the end. Sentences of a page
# stand on one line, however long, so that they can be searched for.
# CLANG_FORMAT names another program; its version must be the same.
set -eu
cd "$(dirname "$0")/.."
export LC_ALL=C.UTF-8
bad=0
say() { echo "format-check.sh: $*" >&2; bad=1; }

for file in $(git ls-files '*.c' '*.h' '*.sh' '*.bats' '*.py' '*.build' '*.md' Makefile .ci/run); do
    [ -f "$file" ] || continue
    ! grep -HnE '[[:space:]]+$' "$file" || say "$file: white space at the end of a line"
    [ -z "$(tail -c 1 "$file")" ] || say "$file: no newline at the end"
done

code() { git ls-files '*.c' '*.h' | grep -v '^tests/golden/'; }
for file in $(code); do
    [ -f "$file" ] || continue
    ! grep -Hn "$(printf '\t')" "$file" || say "$file: tab"
    ! sed '/clang-format off/,/clang-format on/s/.*//' "$file" |
        grep -Hn --label="$file" -E '^.{91,}' |
        grep -vE '^[^:]+:[0-9]+:( *\{?".*"(,|\)?;|},?)?$| \*.* {2,}.{0,100}$)' ||
        say "$file: line over 90 columns"
done

tool=${CLANG_FORMAT:-.venv-format/bin/clang-format}
wanted=$(sed -n 's/^clang-format==//p' scripts/requirements-format.txt)
found=$("$tool" --version 2>/dev/null | sed -n 's/.*version \([0-9.]*\).*/\1/p')
if [ "$found" != "$wanted" ]; then
    say "clang-format $wanted is needed, '$tool' is ${found:-not there}"
    echo "hint: make format-check installs it into .venv-format" >&2
else
    code | xargs -P 2 -n 64 "$tool" --dry-run -Werror --ferror-limit=3 ||
        say "some C files are not formatted (make format does it)"
fi
[ $bad -eq 0 ] && echo "format-check.sh: fine"
exit $bad
