#!/bin/sh
# make.sh - the packed files beside this script: 100,000 times one line (3,100,000 bytes), so
# that the files are small and yet longer unpacked than the reader's ring of blocks.
set -eu
cd "$(dirname "$0")"
yes 'the same line, again and again' | head -n 100000 >plain
gzip -9 -n -c plain >lines.gz
zstd -19 -q -f -c plain >lines.zst
xz -9 -c plain >lines.xz
bzip2 -9 -c plain >lines.bz2
rm plain
