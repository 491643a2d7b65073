#!/bin/sh
# run.sh - every fuzz target for so many executions; what it finds stays in the build folder.
#
#   usage: [SEED=N] tests/fuzz/run.sh BUILD_FOLDER [RUNS [TARGET]...]
#
# As many targets at once as there are processors. Limits: 10 s an input (by the clock, and the
# machine may be busy: tests/hostile holds the program to one second), 512 MB, no single
# allocation above 64 MB. SEED repeats a run; without it every run tries something new. A crash
# leaves its input as BUILD_FOLDER/tests/fuzz/<target>-crash-...; fixed, it belongs into
# corpus/<target>.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
if [ "${1:-}" = --one ]; then # RUNS TARGET: one of those that xargs starts below
    runs=$2 target=$3
    name=${target##*/fuzz_}
    found="$(dirname "$target")/found_$name"
    mkdir -p "$found"
    # What was freed counts as resident while the sanitizer keeps it back, 256 MB of it unless
    # set otherwise: half of the limit that is meant for the target. Its record of a thread,
    # some 300 bytes, is never freed, and targz starts one an input.
    export ASAN_OPTIONS="quarantine_size_mb=32${ASAN_OPTIONS:+:$ASAN_OPTIONS}"
    # Without SEED inputs that run long are tried less often: a long run of the tokenizer had come to
    # those alone, and was a hundred times slower. It goes by the clock, so it cannot be repeated.
    by_time=1
    [ -z "${SEED:-}" ] || by_time=0
    set -- -runs="$runs" -seed="${SEED:-0}" -entropic_scale_per_exec_time=$by_time -timeout=10 -rss_limit_mb=$((512 + runs / 2000)) \
        -malloc_limit_mb=64 -print_final_stats=1 -artifact_prefix="$(dirname "$target")/$name-"
    [ -f "$here/$name.dict" ] && set -- "$@" -dict="$here/$name.dict"
    "$target" "$@" "$found" "$here/corpus/$name" >"$found.log" 2>&1 || {
        tail -n 40 "$found.log" >&2
        echo "run.sh: $name failed, see above and $found.log" >&2
        exit 255 # xargs then starts no more
    }
    echo "$name: $(sed -n 's/^Done \([0-9]* runs in [0-9]* second(s)\)$/\1/p' "$found.log"), nothing found"
    exit 0
fi
build=$1
runs=${2:-100000}
[ $# -le 2 ] || { shift 2; for name; do targets="${targets:-} $build/tests/fuzz/fuzz_$name"; done; }
: "${targets:=$(find "$build/tests/fuzz" -maxdepth 1 -type f -perm -u+x -name 'fuzz_*' | sort)}"
[ -n "$targets" ] || { echo "run.sh: no fuzz targets in '$build'; configure with -Dfuzz=true" >&2; exit 1; }
printf '%s\n' $targets | xargs -n 1 -P "$(nproc)" "$here/run.sh" --one "$runs"
