#!/usr/bin/env python3
"""run.py - whose file is it? Every verb, aimed at folders full of somebody else's files.

    tests/foreign/run.py PROGRAM [--rounds N] [--seed N] [--keep]

A folder is filled with some 200 foreign files, folders, links and hard links of the names that
lmev itself uses. Then every verb runs in it with every option that names an output, aimed at
each place that could be mistaken for one of ours. Whatever the exit code: afterwards every
foreign file has its bytes, its mode, its place; every link its target. No command may crash or
hang. Output options that name a *file* ask for it to be overwritten: then exactly that file may
change, and nothing else; a folder never. What is new beside the foreign files is lmev's and is
removed again, so that each command finds the same.

The first round takes some ten seconds. Each further one has other names and other places,
drawn from the seed."""
import argparse
import hashlib
import json
import os
import random
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "net"))
import models as net  # the server that a model is pulled from, and the model
import server as https

SECONDS = 120  # a command takes a second; a machine may be slow
VERBS_SEEN = set()  # "data split -o": each option that names an output was tried

SPEC = """name: {name}
version: v1
trials: 1
models: [{{scratch: {{dim: 4, normalize: true}}, name: tiny}}]
data: {{file: {data}, text: title, label: category, train_size: 100, validation_split: 0.1, test_size: 60}}
network: {{units: [4]}}
train: {{batch_size: 50, epochs: 2, threads: 1}}
save: {{classifier: {save}}}
"""

# Folders that a user may have, each with files whose names lmev knows.
FOLDERS = {
    "hf": ["config.json", "model.safetensors", "tokenizer.json", "README.md"],
    "saved": ["saved_model.pb", "variables/variables.index", "assets/tokens.txt",
              "variables/variables.data-00000-of-00001"],
    "classifier": ["config.json", "labels.txt", "model.safetensors", "tokens.txt"],
    "paper": ["report.html", "report.md", "figures/models.svg", "tables/models.csv"],
    "draft": ["report.json", "figures/own.svg", "tables/own.csv"],
    "plain": ["train.csv", "test.csv", "validation.csv", "titles.csv.gz"],
    "empty-but-one": ["notes.txt"],
    "deep": ["a/b/c/d/e/f/notes.txt"],
    "words.state": ["epoch-001.state", "epoch-002-0000010.state", "lock"],
    "thesis.state": ["thesis.txt"],
    "lm/spanish-3000x4": ["config.json", "model.safetensors"],
    "figures": ["models.svg"], "tables": ["models.csv"],
    "checkpoint": ["epoch-001.ckpt", "experiment.json", "curves"],
    "logs": ["events.out.tfevents.1.host"],
    "cache/tfhub": ["0123456789012345678901234567890123456789.lmev.json", "notes.tmp-1-2"],
    "experiments": ["notes.txt", "thesis.tmp-2024.txt", "x.tmp-1-2"],
    "experiments/v1": ["notes.txt", "y.tmp-3-4"],
    "experiments/v1/run-of-mine": ["checkpoint/epoch-001.ckpt", "config.yaml", "z.tmp-5-6"],
    "saved_models/v1/tiny": ["config.json", "model.safetensors"],
    "report": ["report.html", "report.json", "tables/models.csv"],
    "demo": ["demo.yaml", "titles.csv.gz", "lm/notes", "report/report.html", "cache/x"],
}
# Files beside them.
FILES = ["config.json", "model.safetensors", "demo.yaml", "titles.csv.gz", "train.csv", "test.csv",
         "validation.csv", "notes.tmp-1-2", "x.tmp-7", ".lmev.tmp-mine", "corpus-spanish.csv.gz",
         "epoch-001.state", "pretrain.json", "lmev.json", "report.json", "report.html", "out",
         "out.1.tmp", "free-tfhub"]
# The names that lmev would use beside its output, for each output folder of the commands below.
SIBLINGS = [".free.new", ".free.old", ".hf.new", ".hf.old", ".free-2.new", ".free-3.old",
            ".report.new", ".report.old", "free.state", "free-2.state"]
OUTPUTS = ["free", "free-2", "free-3"]


def run(program, args, work, env, stdin=None):
    return subprocess.run([program, *args], cwd=work, env=env, stdin=stdin or subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=SECONDS,
                          check=False)


def snapshot(top):
    """path -> (kind, mode, what is in it) for all below top."""
    seen = {}
    for folder, folders, files in os.walk(top):
        for name in folders + files:
            path = os.path.join(folder, name)
            st = os.lstat(path)
            what = ""
            if stat.S_ISLNK(st.st_mode):
                what = os.readlink(path)
            elif stat.S_ISREG(st.st_mode):
                with open(path, "rb") as f:
                    what = f.read()
            seen[os.path.relpath(path, top)] = (stat.S_IFMT(st.st_mode),
                                                stat.S_IMODE(st.st_mode), what)
    return seen


class World:
    """The folder, and what is known of it."""

    def __init__(self, program, top, inputs, dice, server):
        self.program, self.inputs, self.dice = program, inputs, dice
        # One for each way in which a folder of the cache may hold what is not ours.
        self.urls = [f"{server.url('ok')}/{i}.tar.gz" for i in range(6)] if server else []
        self.work = os.path.join(top, "work")
        self.env = {"PATH": os.environ["PATH"], "HOME": top, "TMPDIR": top, "TERM": "dumb",
                    "LC_ALL": "C.UTF-8", "TZ": "UTC",
                    "LMEV_CA_FILE": os.path.join(top, "ca.pem")}
        self.env.update((k, v) for k, v in os.environ.items() if k.endswith("SAN_OPTIONS"))
        self.faults, self.commands = [], 0
        self.fill()
        self.was = snapshot(self.work)
        self.foreign = sum(k != stat.S_IFDIR for k, _, _ in self.was.values())

    def put(self, name):
        path = os.path.join(self.work, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        text = {"config.json": '{"model_type": "bert"}', "report.json": '{"title": "mine"}',
                "experiment.json": '{"key": 1}', "lock": "mine"}.get(os.path.basename(name))
        with open(path, "w", encoding="utf-8") as f:
            f.write(text or f"this is mine: {name} {self.dice.random()}\n")
        os.chmod(path, self.dice.choice([0o644, 0o600, 0o640]))

    def fill(self):
        for folder, names in FOLDERS.items():
            for name in names:
                self.put(os.path.join(folder, name))
        for name in FILES:
            self.put(name)
        for name in SIBLINGS:
            for inner in ("config.json", "model.safetensors", "notes"):
                self.put(os.path.join(name, inner))
        # True databases, one as a killed process leaves it, with its log.
        for folder in ("", "experiments", "demo/experiments", "d"):
            os.makedirs(os.path.join(self.work, folder), exist_ok=True)
            self.database(os.path.join(self.work, folder, "index.sqlite"), folder == "d")
        for i, url in enumerate(self.urls):
            self.pulled(url, i)
        self.put("stray/index.sqlite-wal")
        self.put("stray/index.sqlite-journal")
        # Links and hard links to all kinds of them, under the names of ours.
        for i, name in enumerate(sorted(self.dice.sample(FILES, 8))):
            os.link(os.path.join(self.work, name), os.path.join(self.work, f"hard-{i}"))
            os.symlink(name, os.path.join(self.work, f"soft-{i}"))
        for folder in ("hf", "saved", "paper", "report", "words.state", "nowhere/at/all"):
            os.symlink(folder, os.path.join(self.work, "link-to-" + folder.replace("/", "-")))
        os.symlink("words.state", os.path.join(self.work, "linked.state"))
        os.symlink("../paper", os.path.join(self.work, "plain", "figures"))
        for name in ("hf/pretrain.json", "report/report.md", "saved/lmev.json"):
            os.symlink("../FILE", os.path.join(self.work, name))
        # As many again of drawn names, wherever there is a folder.
        folders = [f for f, _, _ in os.walk(self.work)]
        parts = ["model", "epoch-003", "report", "titles", "run", "index", ".lmev", "tokens"]
        ends = [".safetensors", ".state", ".ckpt", ".csv", ".tmp-1-2", ".new", ".old", ".json", ""]
        for _ in range(60):
            name = self.dice.choice(parts) + str(self.dice.randrange(99)) + self.dice.choice(ends)
            path = os.path.relpath(os.path.join(self.dice.choice(folders), name), self.work)
            self.put(path)

    def pulled(self, url, way):
        """A model as 'models pull' leaves it, and in or beside it what somebody has put there."""
        sha1 = hashlib.sha1(url.encode()).hexdigest()
        cache = os.path.join("cache/tfhub", sha1)
        files = ["saved_model.pb", "variables/variables.index"]
        for name in files:
            self.put(os.path.join(cache, name))
        record = {"handle": url, "url": url, "sha256": None,
                  "files": {name: {"bytes": 1, "sha256": "0" * 64} for name in files}}
        if way != 0:  # else tensorflow_hub's
            with open(os.path.join(self.work, cache + ".lmev.json"), "w", encoding="utf-8") as f:
                json.dump(record, f)
        more = ["", "/notes.txt", "/variables/notes.txt", ".lmev.part", ".lmev.unfinished",
                ".6c6d6576000000000000000000000000.tmp/notes.txt"][way]
        if more:
            self.put(cache + more)

    @staticmethod
    def database(path, killed):
        code = ("import os, sqlite3, sys\n"
                "c = sqlite3.connect(sys.argv[1])\n"
                "c.execute('PRAGMA journal_mode=' + sys.argv[2])\n"
                "c.execute('CREATE TABLE precious(x)')\n"
                "c.execute('INSERT INTO precious VALUES(1)')\n"
                "c.commit()\n"
                "os._exit(0)\n")
        subprocess.run([sys.executable, "-c", code, path, "WAL" if killed else "DELETE"],
                       check=True, timeout=SECONDS)

    def try_out(self, *args, file=None, verb=None):
        """One command; file: the path that it was asked to overwrite."""
        if verb:
            VERBS_SEEN.add(verb)
        self.commands += 1
        said = " ".join(a.replace(self.inputs, "INPUTS") for a in args)
        try:
            done = run(self.program, args, self.work, self.env)
            code, words = done.returncode, done.stderr.decode("utf-8", "replace")
        except subprocess.TimeoutExpired:
            code, words = f"no end after {SECONDS} s", ""
        if not isinstance(code, int) or code < 0 or code >= 126 or "Sanitizer" in words:
            self.faults.append(f"{said}: {code}: {words[-300:]}")
        self.compare(said, code, file)

    def may_change(self, file):
        """The file that was named, and whatever it is by another name."""
        if file is None:
            return set()
        path = os.path.join(self.work, file)
        mine = {os.path.relpath(os.path.realpath(path), os.path.realpath(self.work)), file}
        return mine

    def compare(self, said, code, file):
        now, may = snapshot(self.work), self.may_change(file)
        bad = False
        for path, was in self.was.items():
            found = now.get(path)
            if found == was or (path in may and found is not None
                                and found[:2] == was[:2]):
                bad |= found != was
                continue
            bad = True
            how = ("is gone" if found is None else "has another kind" if found[0] != was[0] else
                   "has another mode" if found[1] != was[1] else "was changed")
            self.faults.append(f"{said} (rc {code}): '{path}' {how}")
        if bad:
            self.restore()
        else:
            self.tidy(now)

    def tidy(self, now):
        """Away with what is new, so that the next command finds what this one found."""
        for path in sorted(set(now) - set(self.was)):
            whole = os.path.join(self.work, path)
            if os.path.isdir(whole) and not os.path.islink(whole):
                shutil.rmtree(whole, ignore_errors=True)
            elif os.path.lexists(whole):
                os.remove(whole)

    def restore(self):
        state = self.dice.getstate()
        shutil.rmtree(self.work)
        self.dice.setstate(self.begun)
        self.fill()
        self.dice.setstate(state)
        self.was = snapshot(self.work)


def make_inputs(program, top, env):
    """titles.csv, a language model, a classifier, a study: lmev's own, outside of the folder."""
    def must(*args, where=top):
        done = run(program, args, where, env)
        if done.returncode != 0:
            sys.exit(f"run.py: {' '.join(args)}: {done.stderr.decode()}")
    must("data", "synth", "--rows", "300", "--classes", "4", "-q", "-o", "titles.csv")
    for save in ("best", "all"):
        with open(os.path.join(top, f"{save}.yaml"), "w", encoding="utf-8") as f:
            f.write(SPEC.format(name=save, data=os.path.join(top, "titles.csv"), save=save))
    must("run", "best.yaml", "-q", "--out", "study")
    must("pretrain", "titles.csv", "-o", "lm", *SMALL, "-q")


SMALL = ["--dim", "4", "--hidden", "4", "--epochs", "1", "--threads", "1"]


def commands(w):
    """Every verb with every option that names an output, at each place of interest."""
    at = w.inputs
    titles, lm = os.path.join(at, "titles.csv"), os.path.join(at, "lm")
    classifier = os.path.join(at, "study/saved_models/v1/tiny")
    runs = os.path.join(at, "study/experiments")
    folders = (list(FOLDERS) + OUTPUTS + ["link-to-hf", "link-to-saved", "link-to-paper",
               "link-to-report", "link-to-nowhere-at-all", "config.json", "soft-0", "linked", "words",
               "thesis", ".", "hf/", "d", "stray"])
    files = ["out", "hard-0", "soft-1", "hf", "report/report.html", "config.json", "link-to-hf",
             "index.sqlite", "new-file", "notes.tmp-1-2", "link-to-nowhere-at-all"]
    for to in folders:
        yield ("models", "convert", lm, "-o", to), None, "models convert --out"
        yield ("report", runs, "-o", to), None, "report --out"
        yield ("data", "split", titles, "-o", to, "--test-size", "50"), None, "data split --out"
    for to in ("hf", "saved", "free", "free-2", "link-to-saved", "classifier"):
        for kind in ("tfhub", "model2vec"):
            yield ("models", "convert", lm, "--to", kind, "-o", to), None, "models convert --out"
    for to in ("hf", "saved", "free", "free-2", "words", "thesis", "linked", "link-to-hf", "report"):
        yield ("pretrain", titles, "-o", to, *SMALL), None, "pretrain --out"
        yield ("pretrain", titles, "-o", to, *SMALL, "--format", "both"), None, "pretrain --out"
    for to in files:
        yield (("pretrain", titles, "-o", "quite-new", *SMALL, "--dump-ids", to), to,
               "pretrain --dump-ids")
        yield ("predict", classifier, titles, "-o", to), to, "predict --out"
        yield ("embed", lm, titles, "--format", "npy", "-o", to), to, "embed --out"
        yield ("data", "synth", "--rows", "20", "--classes", "4", "-o", to), to, "data synth --out"
    for out in (".", "hf", "d", "free", "demo", "config.json", "link-to-report", "new-folder"):
        for save in ("best", "all"):
            yield ("run", os.path.join(at, f"{save}.yaml"), "-o", out), None, "run --out"
        for verb in (("list",), ("verify",), ("reindex",), ("show", "run-of-mine")):
            yield ("runs", *verb, out), None, None
        yield ("report", out, "-o", "quite-new"), None, None
    for out in ("demo", ".", "hf", "config.json", "plain"):
        yield (("demo", "-o", out, "--rows", "600", "--classes", "4", "--epochs", "1",
                "--trials", "1"), None, "demo --out")
    for args in (("models", "list"), ("models", "show", "hf"), ("models", "verify"),
                 *(("models", "pull", url) for url in w.urls),
                 *(("models", "pull", "--again", url) for url in w.urls), ("models", "verify", "./hf"),
                 ("data", "stats", "train.csv"), ("evaluate", classifier, titles),
                 ("evaluate", "classifier", titles), ("embed", "hf", titles),
                 ("predict", "classifier", titles)):
        yield args, None, None


def output_options(program, env, top):
    """"verb --option" for each option that the help says names a DIR or FILE to write."""
    def told(*args):
        return run(program, args, top, env).stdout.decode()
    verbs = re.findall(r"^  lmev (\w+) .*$", told("--help"), re.M)
    found = set()
    for verb in verbs:
        if verb in ("help", "version"):
            continue
        seconds = re.search(rf"^  lmev {verb} .*\((\w+(?:, \w+)+)\)$", told("--help"), re.M)
        for name in ([f"{verb} {s}" for s in seconds[1].split(", ")] if seconds else [verb]):
            for option in re.findall(r"--(out|dump-\w+)\b", told(*name.split(), "--help")):
                found.add(f"{name} --{option}")
    return found


def one_round(program, top, inputs, seed, server):
    dice = random.Random(seed)
    World.begun = dice.getstate()
    w = World(program, top, inputs, dice, server)
    for args, file, verb in commands(w):
        w.try_out(*args, file=file, verb=verb)
    return w


def main():
    a = argparse.ArgumentParser(description="every verb among somebody else's files")
    a.add_argument("program")
    a.add_argument("--rounds", type=int, default=1)
    a.add_argument("--seed", type=int, default=1)
    o = a.parse_args()
    program = os.path.abspath(o.program)
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="lmev-foreign-", dir=memory) as top:
        env = {"PATH": os.environ["PATH"], "HOME": top, "LC_ALL": "C.UTF-8"}
        inputs = os.path.join(top, "inputs")
        os.mkdir(inputs)
        make_inputs(program, inputs, env)
        server = None
        if shutil.which("openssl"):
            _, certificate, key = https.make_certificates(top)
            server = https.Server(certificate, key, net.make_archive(net.make_files(1)))
        before = snapshot(inputs)
        faults, n, foreign = [], 0, 0
        for i in range(o.rounds):
            w = one_round(program, top, inputs, o.seed + i, server)
            shutil.rmtree(w.work)
            faults += [f"round {o.seed + i}: {f}" for f in w.faults]
            n += w.commands
            foreign = w.foreign
        forgotten = output_options(program, env, top) - VERBS_SEEN
        faults += [f"an output option that no command here has: {f}" for f in sorted(forgotten)]
        after = snapshot(inputs)
        faults += [f"input '{p}' was changed" for p in before
                   if before[p] != after.get(p)]
    for f in faults:
        print(f)
    print(f"{n} commands among {foreign} foreign files: {len(faults)} faults")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
