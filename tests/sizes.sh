#!/bin/sh
# sizes.sh - the sizes that keep the sources readable.
#
#   usage: tests/sizes.sh [top of the sources]
#
# No folder of src/ has more than 22 source files, no file of src/ or include/ more than 650 lines.
set -eu
cd "${1:-$(dirname "$0")/..}"
bad=0
for folder in $(find src -type d); do
    n=$(find "$folder" -maxdepth 1 -name '*.[ch]' | wc -l)
    [ "$n" -le 22 ] || { echo "sizes.sh: $folder has $n source files" >&2; bad=1; }
done
for file in $(find src include -name '*.[ch]'); do
    n=$(wc -l <"$file")
    [ "$n" -le 650 ] || { echo "sizes.sh: $file has $n lines" >&2; bad=1; }
done
exit $bad
