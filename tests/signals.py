#!/usr/bin/env python3
"""signals.py - one SIGTERM or SIGINT at a random moment ends every verb, and leaves nothing.

    tests/signals.py build/src/cmd/lmev --n 100 --seed 1

Each kind of work below is begun --n times and gets one signal at a moment drawn from the seed:
work on files, and waits that would never end (a pipe that gives nothing, or gives for ever; an
output that nobody reads; a server that sends a drop at a time). Then must hold:
  - the process is gone within its limit: one second, or five where it may reach a checkpoint
    first, each times --slack. The time is that from the signal to the return of wait. A loaded
    machine needs a slack: it runs others while a second goes by;
  - its exit code is 75 where the same command goes on, else 128 + the signal's number, as
    'lmev help' says; 0 when it had come to its end; the signal itself when it came before main;
  - no process of its session is left;
  - no file or folder with a temporary name is left, and no output but a finished one.
At the end of a kind that goes on, the same command is run to its end.
"""
import argparse
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

sys.path.append(str(pathlib.Path(__file__).parent / "net"))
import server as bad  # noqa: E402

SPEC = """\
name: stop
version: v1
trials: 2
models:
  - {scratch: {dim: 16, normalize: true}, name: tiny}
data: {file: %s, text: title, label: category, train_size: 9000, validation_split: 0.1, test_size: 3000}
network: {units: [32]}
train: {batch_size: 64, epochs: %d, early_stopping: false}
save: {classifier: best}
"""
TEMPORARY = (".lmev.tmp-", ".tmp", ".new", ".old")


class Work:
    """One kind of work: its command, where it gets its input, and what may remain."""

    def __init__(self, name, args, *, goes_on=False, limit=1.0, feed=None, stuck=False, lasts=1.5,
                 output=(), reads=None, env=None):
        self.name, self.args, self.goes_on, self.limit = name, args, goes_on, limit
        self.feed = feed        # None, or bytes that a pipe named "pipe" gives again and again
        self.stuck = stuck      # nobody reads stdout
        self.lasts = lasts      # seconds in which the signal falls
        self.output = output    # names that may be there after a whole run
        self.reads = reads      # the command that reads the output, which is whole where it can
        self.env = env


def feeder(path, piece, done):
    """Somebody who writes the piece for ever; b"": who holds the pipe open and writes nothing."""
    try:
        with open(path, "wb", buffering=0) as pipe:
            while piece and not done.is_set():
                pipe.write(piece)
            done.wait()
    except BrokenPipeError:
        pass


def session_of(pid):
    """Processes of the session that pid began, itself left out; zombies are gone."""
    left = []
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[3]) == pid and fields[0] != "Z" and stat.parent.name != str(pid):
            left.append(stat.parent.name)
    return left


class Bench:
    def __init__(self, lmev, folder, slack):
        self.lmev, self.top, self.slack = lmev, pathlib.Path(folder), slack
        self.env = {**os.environ, "HOME": folder, "LC_ALL": "C.UTF-8"}
        self.faults, self.longest = [], {}
        self.prepare()

    def lmev_does(self, *args):
        subprocess.run([self.lmev, *args], cwd=self.top, env=self.env, check=True, timeout=300,
                       stdout=subprocess.DEVNULL)

    def prepare(self):
        top = self.top
        self.lmev_does("data", "synth", "--rows", "12000", "--classes", "20", "-q", "-o", "titles.csv")
        self.lmev_does("data", "synth", "--rows", "300000", "--classes", "50", "-q", "-o", "many.csv")
        head, rows = (top / "many.csv").read_bytes().split(b"\n", 1)
        (top / "large.csv").write_bytes(head + b"\n" + 4 * rows)
        (top / "short.yaml").write_text(SPEC % (top / "titles.csv", 1))
        (top / "long.yaml").write_text(SPEC % (top / "titles.csv", 30))
        (top / "pipe.yaml").write_text(SPEC % (top / "here/folder/pipe", 30))
        self.lmev_does("run", "short.yaml", "-q", "--out", "made")
        numbers = [" ".join(str((i * 7 + k) % 100 / 100) for k in range(50)) for i in range(100)]
        for name, rows in ("table.vec", 60_000), ("large.vec", 400_000):
            with open(top / name, "w") as f:
                f.write(f"{rows} 50\n")
                f.writelines(f"w{i} {numbers[i % 100]}\n" for i in range(rows))
        ca, certificate, key = bad.make_certificates(str(top))
        self.server = bad.Server(certificate, key, b"\x1f\x8b" + os.urandom(4_000_000))
        self.server.rate, self.server.enough = 1_000_000, 100_000
        self.pull_env = {**self.env, "LMEV_CA_FILE": str(ca), "TFHUB_CACHE_DIR": "cache"}
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTPS_PROXY", "ALL_PROXY"):
            self.pull_env.pop(name, None)

    def kinds(self):
        top, titles = self.top, (self.top / "many.csv").read_bytes()
        classifier, made = str(top / "made/saved_models/v1/tiny"), str(top / "made")
        head, rows = titles[:titles.index(b"\n") + 1], titles[titles.index(b"\n") + 1:3_000_000]
        many, large_csv, table, large = (
            str(top / name) for name in ("many.csv", "large.csv", "table.vec", "large.vec"))
        small = ("--dim", "16", "--hidden", "32", "-e", "20", "--patience", "0")
        return [
            Work("run", ("run", str(top / "long.yaml"), "--out", "."), goes_on=True, limit=5),
            Work("run, a silent pipe", ("run", str(top / "pipe.yaml"), "--out", "."), goes_on=True,
                 feed=b"", lasts=0.5),
            Work("run, an endless pipe", ("run", str(top / "pipe.yaml"), "--out", "."),
                 goes_on=True, feed=head + rows, lasts=1),
            Work("predict", ("predict", classifier, many, "-o", "out.csv"), output=("out.csv",)),
            Work("predict, an endless pipe", ("predict", classifier, "pipe", "-o", "out.csv"), feed=head + rows),
            Work("predict, a silent pipe", ("predict", classifier, "pipe", "-o", "out.csv"), feed=b"", lasts=0.5),
            Work("predict, nobody reads", ("predict", classifier, many), stuck=True),
            Work("embed", ("embed", table, many, "--text", "title", "-o", "out.npy"), output=("out.npy",)),
            Work("embed, an endless pipe", ("embed", table, "pipe", "-o", "out.npy"), feed=rows),
            Work("embed, nobody reads", ("embed", table, many), stuck=True),
            Work("evaluate", ("evaluate", classifier, large_csv)),
            Work("pretrain", ("pretrain", str(top / "titles.csv"), "-o", "lm", *small), goes_on=True, limit=5),
            Work("pretrain, an endless pipe", ("pretrain", "pipe", "-o", "lm", *small), goes_on=True, feed=rows),
            Work("report", ("report", made, "-o", "said"), output=("said",), lasts=1),
            Work("models pull", ("models", "pull", "https://tfhub.dev/somebody/tiny/1", "--endpoint",
                                 self.server.url("slow")), goes_on=True, env=self.pull_env),
            Work("models convert", ("models", "convert", large, "-o", "lm"), output=("lm",), lasts=1,
                 reads=("models", "show", "lm")),
            Work("data split", ("data", "split", large_csv, "-o", "parts", "--test-size", "1000"),
                 output=("parts",), lasts=1),
            Work("data split, an endless pipe", ("data", "split", "pipe", "-o", "parts", "--test-size", "1000"),
                 feed=head + rows, lasts=1),
            Work("data synth", ("data", "synth", "--rows", "5M", "-o", "out.csv.gz"), output=("out.csv.gz",)),
            Work("data stats, an endless pipe", ("data", "stats", "pipe"), feed=head + rows),
        ]

    def fault(self, text):
        self.faults.append(text)
        print("FAULT:", text, flush=True)

    def hit(self, work, folder, number, rng):
        """Begin it, send the signal, look. True: it was hit while it worked."""
        done, thread = threading.Event(), None
        if work.feed is not None:
            os.mkfifo(folder / "pipe")
            thread = threading.Thread(target=feeder, args=(folder / "pipe", work.feed, done), daemon=True)
            thread.start()
        before = set(os.listdir(folder))
        with open(folder.parent / "said", "w+") as said:
            out = subprocess.PIPE if work.stuck else subprocess.DEVNULL
            p = subprocess.Popen([self.lmev, *work.args], cwd=folder, env=work.env or self.env, stdout=out,
                                 stderr=said, stdin=subprocess.DEVNULL, start_new_session=True)
            try:
                p.wait(timeout=rng.uniform(0, work.lasts))
            except subprocess.TimeoutExpired:
                p.send_signal(number)
            began = time.monotonic()
            allowed = work.limit * self.slack
            try:
                p.wait(timeout=allowed + 30)
            except subprocess.TimeoutExpired:
                p.kill()
                p.wait()
            took = time.monotonic() - began
            said.seek(0)
            words = said.read()
        if p.stdout:
            p.stdout.close()
        done.set()
        if work.feed is not None and thread.is_alive():
            fd = os.open(folder / "pipe", os.O_RDONLY | os.O_NONBLOCK)  # one that waits for a reader
            thread.join(5)
            os.close(fd)
            thread.join(5)
        place = f"{work.name}, {signal.Signals(number).name}"
        if took > allowed:
            self.fault(f"{place}: gone after {took:.2f} s, allowed {allowed:.2f}\n{words}")
        stopped = 75 if work.goes_on else 128 + number
        if p.returncode not in (0, stopped, -number):
            self.fault(f"{place}: exit code {p.returncode}, wanted {stopped}\n{words}")
        if p.returncode == stopped and signal.Signals(number).name not in words and "by a signal" not in words:
            self.fault(f"{place}: does not say that it was stopped\n{words}")
        left, until = session_of(p.pid), time.monotonic() + allowed
        while left and time.monotonic() < until:  # a killed child takes a moment to go
            time.sleep(0.01)
            left = session_of(p.pid)
        if left:
            self.fault(f"{place}: processes are left: {left}")
        for path in folder.rglob("*"):
            name = path.name
            if any(t in name if t.startswith(".lmev") else name.endswith(t) for t in TEMPORARY):
                self.fault(f"{place}: left: {path.relative_to(folder)}\n{words}")
        new = set(os.listdir(folder)) - before
        whole = p.returncode == 0
        if not whole and work.reads and new == set(work.output):  # the signal came when it stood there
            whole = subprocess.run([self.lmev, *work.reads], cwd=folder, env=self.env,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0
        if not work.goes_on and not new <= set(work.output if whole else ()):
            # The folder of the parts is made before the first of them.
            if not all((folder / n).is_dir() and not os.listdir(folder / n) for n in new):
                self.fault(f"{place}: left: {sorted(new)}, exit code {p.returncode}\n{words}")
        hit = p.returncode == stopped
        if hit:
            self.longest[work.name] = max(took, self.longest.get(work.name, 0))
        return hit

    def series(self, work, n, rng):
        folder, hits = self.top / "here" / "folder", 0
        shutil.rmtree(folder.parent, ignore_errors=True)
        folder.mkdir(parents=True)
        for k in range(n):
            hits += self.hit(work, folder, (signal.SIGTERM, signal.SIGINT)[k % 2], rng)
            if not work.goes_on or work.feed is not None or work.env or k % 10 == 9:
                shutil.rmtree(folder)
                folder.mkdir()
        if work.goes_on and work.feed is None and not work.env:
            p = subprocess.run([self.lmev, *work.args], cwd=folder, env=self.env, capture_output=True, text=True)
            if p.returncode != 0:
                self.fault(f"{work.name}: gone on with, ends with {p.returncode}\n{p.stderr}")
        print(f"{work.name}: {hits} of {n} signals while it worked, gone after at most "
              f"{self.longest.get(work.name, 0):.2f} s", flush=True)


def main():
    about = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    about.add_argument("lmev")
    about.add_argument("--n", type=int, default=1, help="signals a kind of work")
    about.add_argument("--seed", type=int, default=1)
    about.add_argument("--slack", type=float, default=1, help="factor on the limits, for a loaded machine")
    about.add_argument("--only", default="", help="kinds whose name begins so")
    o = about.parse_args()
    # A shell that begins this in the background lets SIGINT be ignored, and what is begun here
    # would inherit that until its main: one that is handled is as usual there.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    rng = random.Random(o.seed)
    with tempfile.TemporaryDirectory(prefix="lmev-signals-") as folder:
        bench = Bench(os.path.abspath(o.lmev), folder, o.slack)
        for work in bench.kinds():
            if work.name.startswith(o.only):
                bench.series(work, o.n, rng)
    if bench.faults:
        sys.exit(f"{len(bench.faults)} faults")
    print("all ends are as they should be")


if __name__ == "__main__":
    main()
