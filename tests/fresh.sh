#!/usr/bin/env bash
# fresh.sh [SUITE [FOLDER]] - the promise of README.md on a machine that has nothing: a new Debian
# root of that suite with git and make, a clone of this repository, `make demo`, `make test`.
#
# SUITE: bookworm (Debian 12), trixie (13); `other`: the one of the two that this machine is not,
# since its own is built and tested outside already; absent: that of this machine.
# Needs root and debootstrap (make fresh installs it). The root is made from the mirror of this
# machine and removed afterwards; with FOLDER it is kept there. What is tested is what is committed.
set -euo pipefail
cd "$(dirname "$0")/.."
[[ $(id -u) -eq 0 ]] || { echo "fresh.sh: needs root (debootstrap, chroot)" >&2; exit 1; }

own=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
suite=${1:-$own}
if [[ $suite == other ]]; then
    suite=trixie
    if [[ $own == trixie ]]; then suite=bookworm; fi
fi
keep=${2:-}
root=${keep:-$(mktemp -d /var/tmp/lmev-fresh-XXXXXX)}

finish() {
    for at in dev/shm proc; do
        mountpoint -q "$root/$at" && umount "$root/$at"
    done
    [[ -n $keep ]] || rm -rf --one-file-system "$root"
}
trap finish EXIT

# The first package source of this machine, in one-line or deb822 form. The root gets the suite's
# main part alone, from there: debootstrap writes that down.
mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources \
        2>/dev/null |
    awk '$1 == "deb" { for (i = 2; i <= NF; i++) if ($i ~ /^[a-z]+:\/\//) { print $i; exit } }
         $1 == "URIs:" { print $2; exit }' || true)
[[ -n $mirror ]] || { echo "fresh.sh: no package source found in /etc/apt" >&2; exit 1; }
begin=$SECONDS
echo "--- a minimal $suite root"
debootstrap --variant=minbase --include=ca-certificates,git,make "$suite" "$root" "$mirror" >"$root.log" 2>&1 ||
    { tail -n 20 "$root.log" >&2; exit 1; }
rm -f "$root.log"
for from in /etc/resolv.conf /etc/hosts /etc/apt/apt.conf.d /usr/local/share/ca-certificates \
            /etc/ssl/certs; do
    [[ -e $from ]] || continue
    rm -rf "${root:?}$from"
    mkdir -p "$root$(dirname "$from")"
    cp -aL "$from" "$root$from"
done
mount -t proc proc "$root/proc"
mkdir -p "$root/dev/shm"
mount -t tmpfs tmpfs "$root/dev/shm"
git clone -q --no-hardlinks . "$root/srv/lmev"
echo "    $((SECONDS - begin)) s"

inside() {
    local from=$SECONDS
    echo "--- fresh machine: $1"
    env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
        ${http_proxy:+http_proxy=$http_proxy} ${https_proxy:+https_proxy=$https_proxy} \
        chroot "$root" sh -c "cd /srv/lmev && $1"
    echo "    $((SECONDS - from)) s: $1"
}
inside 'make demo'
# The simulated studies are drawn by integers and take minutes; the share that sanitizers run shows whether
# the compiler of this Debian gives the figures too.
inside 'make test TEST_ARGS="--no-suite statistics"'
inside 'build/tests/statistics/simulate --scale 0.01'
echo "fresh.sh: make demo and make test pass on a fresh $suite"
