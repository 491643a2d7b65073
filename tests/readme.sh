#!/usr/bin/env bash
# readme.sh FILE.md - type what the page tells a newcomer to type, and stop at the first failure.
#
# Takes the lines of all ```sh blocks in their order; a line that gets or enters the clone is
# left out, since this is the clone. Blocks in another language (```text) are not typed.
set -euo pipefail
page=$1
commands=$(awk '/^```sh$/ { on = 1; next } /^```/ { on = 0 } on' "$page" |
    grep -vE '^(git clone|cd lmev|sudo apt)' || true)
[[ -n $commands ]] || { echo "readme.sh: no \`\`\`sh block in '$page'" >&2; exit 1; }
echo "$commands" | sed 's/^/    $ /'
PATH=$PWD/build/src/cmd:$PATH bash -euo pipefail -x -c "$commands"
