#!/usr/bin/env bash
# readme.sh FILE.md - type what the page tells a newcomer to type, and stop at the first failure.
#
# Takes the lines of all ```sh blocks in their order; a line that gets or enters the clone is
# left out, since this is the clone. Blocks in another language (```text) are not typed.
# A ```csv block is an answer that the page shows: each of its lines must have been printed. Its
# probabilities may differ by 0.05, since processors round differently.
set -euo pipefail
page=$1
commands=$(awk '/^```sh$/ { on = 1; next } /^```/ { on = 0 } on' "$page" |
    grep -vE '^(git clone|cd lmev|sudo apt)' || true)
[[ -n $commands ]] || { echo "readme.sh: no \`\`\`sh block in '$page'" >&2; exit 1; }
printed=$(mktemp)
trap 'rm -f "$printed"' EXIT
echo "$commands" | sed 's/^/    $ /'
PATH=$PWD/build/src/cmd:$PATH bash -euo pipefail -x -c "$commands" | tee "$printed"
python3 - "$page" "$printed" <<'END'
import re, sys

def same(shown, line):
    a, b = shown.split(','), line.split(',')
    number = re.compile(r'[01]\.\d+$')
    return len(a) == len(b) and all(
        x == y or (number.match(x) and number.match(y) and abs(float(x) - float(y)) < 0.05)
        for x, y in zip(a, b))

page, printed = (open(path, encoding='utf-8').read() for path in sys.argv[1:])
shown = [line for block in re.findall(r'^```csv\n(.*?)^```', page, re.M | re.S)
         for line in block.splitlines()]
for line in shown:
    if not any(same(line, other) for other in printed.splitlines()):
        sys.exit("readme.sh: '%s' shows what was not printed: %s" % (sys.argv[1], line))
print('readme.sh: %d lines of answers are as printed' % len(shown))
END
