#!/usr/bin/env python3
"""killgrid.py - kill a 2 x 2 grid again and again, and compare with one that was left in peace.

    tests/killgrid.py --lmev build/src/cmd/lmev --kills 50 --seed 1

A reference grid runs without interruption. Then grids are run and hit at random moments (drawn
from the seed) by SIGKILL (--kills), by SIGTERM (--terms), by SIGKILL followed by damage to a
checkpoint or to the curves (--damages), or by SIGKILL exactly at the K-th system call that writes, for K = 1,
1 + STRIDE, ... (--syscalls STRIDE, with strace). The same command is repeated until it is done;
a grid that is done is compared and the next begins, until all hits are dealt.

After every hit: each JSON file parses, each checkpoint has sound checksums, finished experiments
are the very files that they were (inode, time, bytes), no experiment is there twice.
At the end of every grid: weights, metrics, curves, event files (but for the time of each event)
and test-results.csv equal the reference.
After SIGTERM: exit code 75 within 5 seconds.
"""
import argparse
import hashlib
import json
import os
import random
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "lib"))
from crc32c import crc32c  # noqa: E402

SPEC = """\
name: kill
version: k1
trials: 2
models:
  - {scratch: {dim: 8, normalize: true, min_count: 2, oov_buckets: 30}, name: small}
  - {scratch: {dim: 12, normalize: false, min_count: 2, oov_buckets: 30}, name: large}
data: {file: titles.csv, train_size: 9000, validation_split: 0.1, test_size: 2500}
network: {units: [64, 64], dropout: 0.25}
train:
  optimizer: {learning_rate: 0.003}
  batch_size: 64
  epochs: 8
  early_stopping: {patience: 2}
  seed: 11
  threads: 2
"""
# What must not depend on interruptions.
SAME = ["LMEV-WEIGHTS_SHA256", "LMEV-RESULTS_SHA256", "LMEV-EXPERIMENT_KEY", "LMEV-BEST_EPOCH",
        "LMEV-STOPPED_EARLY", "LMEV-BAC_BEST", "LMEV-BAC_LAST", "LMEV-BAC_VAL", "LMEV-ACCURACY",
        "LMEV-TOP5", "LMEV-F1_MACRO", "LMEV-LOG_LOSS", "LMEV-SEED", "LMEV-SPLIT_SHA256",
        "RESULTS-BALANCED_ACCURACY", "RESULTS-HISTORIES"]
WRITING = "write,pwrite64,fsync,rename,renameat2,mkdir,unlink,unlinkat,openat,ftruncate,close"


class Fault(Exception):
    pass


def check(condition, text):
    if not condition:
        raise Fault(text)


def write_titles(path, rng, rows=12000, classes=7):
    """Titles whose words tell their class, some of them misleading."""
    with open(path, "w", encoding="utf-8", newline="") as f:
        f.write("title,category\n")
        for _ in range(rows):
            c = rng.randrange(classes)
            shown = rng.randrange(classes) if rng.random() < 0.25 else c
            words = [f"w{shown}_{rng.randrange(25)}" for _ in range(3)]
            words += [f"all{rng.randrange(60)}" for _ in range(4)]
            rng.shuffle(words)
            f.write(f"{' '.join(words)},C{c}\n")


def check_checkpoint(path, seen={}):
    """A safetensors file whose metadata hold a CRC-32C of every tensor."""
    with open(path, "rb") as f:
        data = f.read()
    digest = hashlib.sha256(data).digest()
    if seen.get(path) == digest:
        return
    check(len(data) >= 8, f"{path}: shorter than its header")
    (n,) = struct.unpack_from("<Q", data)
    check(n <= len(data) - 8, f"{path}: header beyond the end")
    header = json.loads(data[8:8 + n])
    meta = header.pop("__metadata__")
    for name, t in header.items():
        begin, end = t["data_offsets"]
        crc = meta[f"crc32c.{name}"]
        check(crc == f"{crc32c(data[8 + n + begin:8 + n + end]):08x}", f"{path}: {name} is damaged")
    seen[path] = digest


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7f) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def read_events(path):
    """The events of a file, whole records with right checksums, without the time of each."""
    with open(path, "rb") as f:
        data = f.read()
    events, at = [], 0
    while at < len(data):
        check(len(data) - at >= 16, f"{path}: a torn record at {at}")
        (n,) = struct.unpack_from("<Q", data, at)
        check(n <= len(data) - at - 16, f"{path}: a torn record at {at}")
        body = data[at + 12:at + 12 + n]
        for part, crc_at in ((data[at:at + 8], at + 8), (body, at + 12 + n)):
            crc = crc32c(part)
            masked = ((crc >> 15 | crc << 17) + 0xa282ead8) & 0xffffffff
            check(struct.unpack_from("<I", data, crc_at)[0] == masked, f"{path}: damaged at {at}")
        event, i = [], 0
        while i < n:  # fields of an Event: 1 is the time, a double
            key, i = varint(body, i)
            if key & 7 == 1:
                i += 8
            elif key & 7 == 0:
                value, i = varint(body, i)
                event.append((key >> 3, value))
            else:
                size, i = varint(body, i)
                event.append((key >> 3, bytes(body[i:i + size])))
                i += size
        events.append(event)
        at += 16 + n
    return events


class Grid:
    """One output folder and what has been seen in it so far."""

    def __init__(self, args, folder, spec):
        self.args, self.folder, self.spec = args, folder, spec
        self.finished = {}  # path of metadata -> (inode, time, sha256)
        os.makedirs(folder)

    def command(self):
        return [self.args.lmev, "run", self.spec, "--out", self.folder]

    def start(self, prefix=()):
        return subprocess.Popen([*prefix, *self.command()], stdout=subprocess.DEVNULL,
                                stderr=subprocess.PIPE, text=True, errors="replace")

    def runs(self):
        top = os.path.join(self.folder, "experiments", "k1")
        return [os.path.join(top, d) for d in sorted(os.listdir(top))
                if os.path.isdir(os.path.join(top, d)) and not d.startswith(".")] \
            if os.path.isdir(top) else []

    def look(self):
        """Everything that must hold at every moment."""
        for top, _, files in os.walk(self.folder):
            for name in files:
                path = os.path.join(top, name)
                if ".tmp-" in name:
                    continue  # being written when the process died; never read
                if name.endswith(".json"):
                    with open(path, encoding="utf-8") as f:
                        try:
                            json.load(f)
                        except ValueError as e:
                            raise Fault(f"{path}: {e}") from None
                elif name.endswith(".ckpt"):
                    check_checkpoint(path)
        now, keys = {}, set()
        for run in self.runs():
            path = os.path.join(run, "experiment_metadata.json")
            if not os.path.exists(path):
                continue
            with open(path, "rb") as f:
                data = f.read()
            st = os.stat(path)
            now[path] = (st.st_ino, st.st_mtime_ns, hashlib.sha256(data).hexdigest())
            record = json.loads(data)
            key = record["LMEV-EXPERIMENT_KEY"]
            check(key not in keys, f"{run}: its experiment is there twice")
            keys.add(key)
            with open(os.path.join(run, "test-results.csv"), "rb") as f:
                check(hashlib.sha256(f.read()).hexdigest() == record["LMEV-RESULTS_SHA256"],
                      f"{run}: test-results.csv is not what was recorded")
        for path, was in self.finished.items():
            check(now.get(path) == was, f"{path}: a finished experiment was run again or lost")
        self.finished = now

    def result(self):
        """What a finished grid leaves, by (model, trial)."""
        found = {}
        for run in self.runs():
            check(not os.path.exists(os.path.join(run, "checkpoint")), f"{run}: checkpoint left over")
            with open(os.path.join(run, "experiment_metadata.json"), encoding="utf-8") as f:
                record = json.load(f)
            with open(os.path.join(run, "test-results.csv"), "rb") as f:
                results = f.read()
            who = (record["LMEV-MODEL"], record["LMEV-TRIAL"])
            check(who not in found, f"{run}: {who} is there twice")
            found[who] = {k: record[k] for k in SAME}
            found[who]["test-results.csv"] = results
            logs = os.path.join(self.folder, "logs", os.path.basename(run))
            files = os.listdir(logs)
            check(len(files) == 1, f"{logs}: not one file but {files}")
            found[who]["events"] = read_events(os.path.join(logs, files[0]))
        saved = os.path.join(self.folder, "saved_models", "k1")
        for model in sorted(os.listdir(saved)):
            with open(os.path.join(saved, model, "model.safetensors"), "rb") as f:
                found[model] = hashlib.sha256(f.read()).hexdigest()
        return found

    def compare(self, expected):
        got = self.result()
        check(got.keys() == expected.keys(), f"{self.folder}: other experiments than the reference")
        for who, figures in expected.items():
            if isinstance(figures, str):
                check(got[who] == figures, f"{self.folder}: classifier of {who} differs")
                continue
            for k, v in figures.items():
                check(got[who][k] == v, f"{self.folder}: {who} {k} differs from the reference")


def run_reference(args, work, spec):
    grid = Grid(args, os.path.join(work, "reference"), spec)
    began = time.monotonic()
    p = grid.start()
    _, talk = p.communicate()
    check(p.returncode == 0, f"the reference ends with {p.returncode}:\n{talk}")
    took = time.monotonic() - began
    grid.look()
    return grid.result(), took


def damage_one(grid, rng):
    """Spoil the newest checkpoint of the run under way, or the curves that it counts; what the next
    run must say of it, or None without one. A run that was killed between its results and the
    removal of its checkpoints is under way no more."""
    files = [os.path.join(top, f) for top, _, names in os.walk(grid.folder)
             if not os.path.exists(os.path.join(top, "..", "experiment_metadata.json"))
             for f in names if f.endswith(".ckpt")]
    if not files:
        return None
    path = max(files, key=lambda p: (os.stat(p).st_mtime_ns, p))
    said = f"'{path}' cannot be used"
    counts = None  # bytes of the file that matter
    if rng.randrange(3) == 0:
        counts = 48 * int(re.match(r"epoch-(\d+)", os.path.basename(path)).group(1))
        path = os.path.join(os.path.dirname(path), "curves.bin")
        said += ": 'curves.bin' beside it"
    with open(path, "rb") as f:
        data = bytearray(f.read())
    n = counts or len(data)
    how = rng.randrange(3)
    if how == 0:
        data[rng.randrange(n)] ^= 1 << rng.randrange(8)
    else:
        data = data[:rng.randrange(n) if how == 1 else 0]
    with open(path, "wb") as f:
        f.write(data)
    return said


def catches(pid, number):
    """Has the process asked for this signal? From then on it always has."""
    with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as f:
        mask = next((line.split()[1] for line in f if line.startswith("SigCgt:")), "0")
    return int(mask, 16) >> (number - 1) & 1 == 1


class Series:
    """Hits of one kind, on as many grids as it takes."""

    def __init__(self, args, name, work, spec, expected):
        self.args, self.name, self.work, self.spec, self.expected = args, name, work, spec, expected
        self.hits = self.grids = self.early = 0
        self.slowest = 0.0
        self.grid = None

    def current(self):
        if self.grid is None:
            self.grids += 1
            folder = os.path.join(self.work, f"{self.name}{self.grids}")
            self.grid = Grid(self.args, folder, self.spec)
        return self.grid

    def done(self):
        self.grid.look()
        self.grid.compare(self.expected)
        shutil.rmtree(self.grid.folder)
        self.grid = None

    def finish(self):
        """The grid that was hit last, to its end."""
        if self.grid is None:
            return
        p = self.grid.start()
        _, talk = p.communicate()
        check(p.returncode == 0, f"{self.grid.folder}: ends with {p.returncode}:\n{talk}")
        self.done()

    def wait(self, p):
        """A process that was not hit must have come to its end."""
        _, talk = p.communicate()
        check(p.returncode == 0, f"{self.grid.folder}: ends with {p.returncode}:\n{talk}")
        self.done()


def kill_at_random(series, n, took, rng, damage):
    while series.hits < n:
        grid = series.current()
        p = grid.start()
        try:
            p.wait(timeout=rng.uniform(0, took))
        except subprocess.TimeoutExpired:
            p.kill()
        p.wait()
        if p.returncode != -signal.SIGKILL:
            series.wait(p)
            continue
        p.stderr.close()
        grid.look()
        if not damage:
            series.hits += 1
            continue
        said = damage_one(grid, rng)
        if said:
            series.hits += 1
            p = grid.start()
            _, talk = p.communicate()
            check(p.returncode == 0, f"{grid.folder}: ends with {p.returncode}:\n{talk}")
            check(said in talk, f"{grid.folder}: not said: {said}\n{talk}")
            series.done()


def term_at_random(series, n, took, rng):
    while series.hits < n:
        grid = series.current()
        p = grid.start()
        try:
            p.wait(timeout=rng.uniform(0, took))
            series.wait(p)
        except subprocess.TimeoutExpired:
            caught = catches(p.pid, signal.SIGTERM)
            p.send_signal(signal.SIGTERM)
            began = time.monotonic()
            try:
                p.communicate(timeout=30)
            except subprocess.TimeoutExpired:
                p.kill()
                raise Fault(f"{grid.folder}: still runs 30 s after SIGTERM") from None
            series.slowest = max(series.slowest, time.monotonic() - began)
            check(series.slowest <= 5, f"{grid.folder}: SIGTERM took {series.slowest:.1f} s")
            if p.returncode == -signal.SIGTERM and not caught:
                series.early += 1  # it came before the program had asked for signals
            elif p.returncode != 0:
                check(p.returncode == 75, f"{grid.folder}: exit code {p.returncode} after SIGTERM")
                series.hits += 1
            grid.look()
            if p.returncode == 0:
                series.done()


def kill_at_calls(series, stride):
    """SIGKILL at the K-th writing call of a fresh grid, then to the end; K up to the last."""
    strace = shutil.which("strace")
    check(strace, "--syscalls needs strace")
    k = 1
    while True:
        grid = series.current()
        p = grid.start([strace, "-f", "-qq", "-o", os.devnull, "-e", f"trace={WRITING}",
                        "-e", f"inject={WRITING}:signal=KILL:when={k}"])
        p.communicate()
        if p.returncode == 0:
            series.done()
            return
        check(p.returncode in (-signal.SIGKILL, 128 + signal.SIGKILL),
              f"{grid.folder}: ends with {p.returncode} under strace: may it trace here?")
        series.hits += 1
        grid.look()
        series.finish()
        k += stride


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("--lmev", default="build/src/cmd/lmev", help="the program")
    a.add_argument("--kills", type=int, default=50, help="hits by SIGKILL (default: 50)")
    a.add_argument("--terms", type=int, default=0, help="hits by SIGTERM")
    a.add_argument("--damages", type=int, default=0, help="kills with a damaged checkpoint")
    a.add_argument("--syscalls", type=int, default=0, metavar="STRIDE",
                   help="kill at every STRIDE-th writing call too")
    a.add_argument("--seed", type=int, default=1)
    a.add_argument("--keep", action="store_true", help="leave the folder behind after a fault")
    args = a.parse_args()
    args.lmev = os.path.abspath(args.lmev)
    rng = random.Random(args.seed)
    work = tempfile.mkdtemp(prefix="killgrid-")
    spec = os.path.join(work, "spec.yaml")
    status = 1
    try:
        with open(spec, "w", encoding="utf-8") as f:
            f.write(SPEC)
        write_titles(os.path.join(work, "titles.csv"), rng)
        began = time.monotonic()
        expected, took = run_reference(args, work, spec)
        print(f"killgrid: the reference took {took:.2f} s", flush=True)
        for name, n in (("kill", args.kills), ("damage", args.damages), ("term", args.terms),
                        ("call", args.syscalls)):
            if n <= 0:
                continue
            s = Series(args, name, work, spec, expected)
            if name == "term":
                term_at_random(s, n, took, rng)
            elif name == "call":
                kill_at_calls(s, n)
            else:
                kill_at_random(s, n, took, rng, name == "damage")
            s.finish()
            more = f", the slowest to end took {s.slowest:.2f} s" if name == "term" else ""
            print(f"killgrid: {s.hits} {name}s over {s.grids} grids, all equal the reference{more}",
                  flush=True)
        print(f"killgrid: passed in {time.monotonic() - began:.0f} s")
        status = 0
    except Fault as e:
        print(f"killgrid: {e}", file=sys.stderr)
    finally:
        if status and args.keep:
            print(f"killgrid: see {work}", file=sys.stderr)
        else:
            shutil.rmtree(work, ignore_errors=True)
    return status


if __name__ == "__main__":
    sys.exit(main())
