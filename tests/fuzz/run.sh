#!/bin/sh
# run.sh - every fuzz target for so many executions; what it finds stays in the build folder.
#
#   usage: tests/fuzz/run.sh BUILD_FOLDER [RUNS]
#
# Limits: 1 s and 512 MB an input, no single allocation above 64 MB. A crash leaves its input
# as BUILD_FOLDER/tests/fuzz/<target>-crash-...; fixed, it belongs into corpus/<target>.
set -eu
build=$1
runs=${2:-100000}
here=$(cd "$(dirname "$0")" && pwd)
any=0
for target in "$build"/tests/fuzz/fuzz_*; do
    [ -f "$target" ] && [ -x "$target" ] || continue
    any=1
    name=${target##*/fuzz_}
    found="$build/tests/fuzz/found_$name"
    mkdir -p "$found"
    set -- -runs="$runs" -timeout=1 -rss_limit_mb=512 -malloc_limit_mb=64 -print_final_stats=1 \
        -artifact_prefix="$build/tests/fuzz/$name-"
    [ -f "$here/$name.dict" ] && set -- "$@" -dict="$here/$name.dict"
    "$target" "$@" "$found" "$here/corpus/$name" >"$found.log" 2>&1 || {
        tail -n 40 "$found.log" >&2
        echo "run.sh: $name failed, see above and $found.log" >&2
        exit 1
    }
    echo "$name: $(sed -n 's/^Done \([0-9]* runs in [0-9]* second(s)\)$/\1/p' "$found.log"), nothing found"
done
[ $any = 1 ] || { echo "run.sh: no fuzz targets in '$build'; configure with -Dfuzz=true" >&2; exit 1; }
