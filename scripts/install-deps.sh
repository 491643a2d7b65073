#!/bin/sh
# install-deps.sh [--print] GROUP... - install the Debian or Ubuntu packages that lmev needs.
#
# The one place where packages are listed. Groups: build test report interop ci format bench fresh. What is
# there already is left alone: when nothing is missing nothing is run, asked or printed. Asks for
# sudo only when not root. Elsewhere than on Debian and its relatives it prints the names and
# lets the build say what it does not find.
# LMEV_NO_INSTALL=1: tell what is missing, install nothing.
set -eu

packages() {
    case $1 in
    build) echo gcc libc6-dev meson ninja-build pkg-config libdnnl-dev libyaml-dev \
                nettle-dev libarchive-dev zlib1g-dev \
                libcurl4-openssl-dev libsnappy-dev libonig-dev libutf8proc-dev librsvg2-dev ;;
    test)  echo g++ libcmocka-dev libjansson-dev bats zstd xz-utils bzip2 gzip python3 git openssl ;;
    # librsvg makes the PNG and PDF of figures, in that font.
    report) echo librsvg2-2 fonts-dejavu-core ;;
    # fasttext has no wheel: pip compiles it.
    interop) echo python3-venv python3-dev g++ ;;
    # The run-time of clang's sanitizers is a package of its own that carries clang's number.
    ci)    echo clang "$(runtime_of_clang)" llvm valgrind strace python3-venv libfarmhash-dev \
                chromium default-jre-headless fonts-dejavu-core fonts-noto-color-emoji ;;
    format) echo git python3-venv ;;
    bench) echo python3-venv python3-numpy python3-torch libopenblas0-openmp ;;
    fresh) echo debootstrap ;;
    *)     echo "install-deps.sh: unknown group '$1'" >&2
           echo "hint: the groups are build, test, report, interop, ci, format, bench and fresh" >&2
           return 2 ;;
    esac
}

runtime_of_clang() {
    n=$(apt-cache depends clang 2>/dev/null | sed -n 's/.*Depends: clang-\([0-9][0-9]*\)$/\1/p' | head -n 1)
    echo "libclang-rt-${n:-14}-dev"
}

installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

print=
[ "${1:-}" = --print ] && { print=1; shift; }
[ $# -gt 0 ] || set -- build

wanted=
for group in "$@"; do
    list=$(packages "$group")
    wanted="$wanted $list"
done

if [ -n "$print" ]; then
    printf '%s\n' $wanted
    exit 0
fi

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    echo "install-deps.sh: no apt-get here. lmev needs what Debian calls:" >&2
    printf '    %s\n' $wanted >&2
    exit 0
fi

missing=
for package in $wanted; do
    installed "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ -n "${LMEV_NO_INSTALL:-}" ]; then
    echo "install-deps.sh: missing packages:$missing" >&2
    echo "hint: apt-get install$missing" >&2
    exit 1
fi

sudo=
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "install-deps.sh: missing packages:$missing" >&2
        echo "hint: as root: apt-get install$missing" >&2
        exit 1
    fi
    sudo=sudo
fi
echo "--- installing with apt:$missing"
# The lists of packages may be absent or old: fetch them once, now that they are needed.
$sudo apt-get update -q
$sudo env DEBIAN_FRONTEND=noninteractive \
    apt-get install -q -y --no-install-recommends $missing
