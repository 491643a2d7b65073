#!/usr/bin/env python3
"""same_bits.py - do two versions of lmev give the same bits?

    same_bits.py [--quick] [--data FOLDER] [--keep FOLDER] OLD NEW

OLD and NEW are programs; OLD lies in a checkout (CHECKOUT/build/src/cmd/lmev), whose tests/golden
has models of every format. Both programs do the same work, in folders of the same name one after
the other, and what they print and leave is compared: one line a comparison.

  work   make a language model, train grids (synthetic titles; without --quick 100,000 real ones,
         in f32 and bf16), embed texts with models of each format, convert, split, count
  again  with what OLD left in `work`, so that run times are equal too: report, predict, evaluate,
         list, show and verify runs; run the finished grid again, which must train nothing

ok: equal. listed: a difference that is expected, and named in the tables below. reworded: a sentence or
the head of a column of a report in other words with the same numbers, shown for a reader to judge.
DIFFERS: any other.
Exit code 0 when nothing differs, else 1.
"""
import argparse
import collections
import difflib
import gzip
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile

# What may differ, and why. Nothing else may.
TIMES = {"EXPERIMENT-STARTED_AT", "EXPERIMENT-FINISHED_AT", "EXPERIMENT-TRAINING_TOOK",  # clocks
         "RESULTS-PREDICT_TOOK", "LMEV-PHASES", "seconds", "started_at"}
MACHINE = {"LMEV-PEAK_MEMORY", "EXPERIMENT-ENVIRONMENT"}  # memory; names of libraries, compiler
VERSION = {"LMEV-VERSION", "lmev_version", "lmev"}  # which lmev wrote it
HASHES = {"files"}  # sha256 of files that hold the version or a time; the files are compared
IGNORED = TIMES | MACHINE | VERSION | HASHES
# Files that may go or come.
MAY_GO = [r"index\.sqlite(-\w+)?$", r"\.gp$", r"/\.lock$"]
# Pictures and the page that holds them are drawn anew: that they are there is compared.
DRAWN = (".svg", ".png", ".pdf", ".html")
# Columns of figures/*.tsv that only placed labels and colours (CHANGELOG: they go).
PLACING = {"style", "open", "label", "text", "value", "number", "number_x", "number_y"}
# Output that the change itself announces as another (other titles, so that the demo's come out right).
ANNOUNCED = {"stdout/synth.csv"}

SPEC = """\
name: same
version: s1
trials: 2
models:
  - {scratch: {dim: 50, normalize: true, min_count: 2, oov_buckets: 30}, name: normalized}
  - {scratch: {dim: 20, normalize: false, min_count: 1, oov_buckets: 7}, name: plain}
  - {path: lm, name: pretrained}
data: {file: titles.csv, train_size: 4500, validation_split: 0.1, test_size: 1500}
network: {units: [70, 32], dropout: 0.25}
train: {optimizer: {learning_rate: 0.005}, batch_size: 64, epochs: 2, precision: f32, seed: 5, threads: 2}
"""
REAL = """\
name: real
version: r1
trials: 1
models:
  - {scratch: {dim: 50, normalize: false, min_count: 2, oov_buckets: 3060}, name: scratch50}
  - {scratch: {dim: 128, normalize: true, min_count: 2, oov_buckets: 3060}, name: scratch128n}
data: {train: DATA/meli-es/train.csv.gz, test: DATA/meli-es/test.csv.gz, train_size: 100000}
train: {epochs: 2, precision: f32}
"""
STRANGE = ["", " ", "NIÑO niño Niño", "\ttab\rreturn\vend", "a\u00a0b", "北海道 команда 🎸", "camión" * 30,
           "ñandú " * 100, "</s>", "ta </s> ta", "__label__zz funda", "nul\0nul", "l'eau n° 5, 1/2 «x»",
           "ca ño mi ón ta pé lla güe", "the of and hola mundo", "x" * 300]


class Runner:
    """One program at work in one folder; what it prints goes to stdout/NAME."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.env = {"PATH": os.environ["PATH"], "HOME": folder, "LC_ALL": "C.UTF-8", "TZ": "UTC",
                    "OMP_NUM_THREADS": "2", "OMP_WAIT_POLICY": "passive"}
        os.makedirs(os.path.join(folder, "stdout"))

    def __call__(self, name, *args):
        done = subprocess.run([self.program, *args], cwd=self.folder, env=self.env,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        with open(os.path.join(self.folder, "stdout", name), "wb") as f:
            f.write(done.stdout)
        with open(os.path.join(self.folder, "stdout", name + ".exit"), "w") as f:
            f.write(f"{done.returncode}\n")
        if done.returncode:
            sys.stderr.write(f"{self.program} {' '.join(args)}: exit code {done.returncode}\n"
                             + done.stderr.decode(errors="replace"))


def golden_models(checkout):
    """name -> path of one model of each format, and the options that change what it computes."""
    top = os.path.join(checkout, "tests", "golden")
    for folder in ("wordvec", "static", "tfhub"):
        for name in sorted(os.listdir(os.path.join(top, folder))):
            path = os.path.join(top, folder, name)
            if os.path.isdir(path) and name != "around" or name.endswith((".bin", ".vec", ".txt", ".ftz")) \
                    and name not in ("texts.bin", "versions.txt"):
                yield name, path


def work(lmev, folder, args):
    """`titles.csv`, `texts.txt` and `lm` are there, made by OLD."""
    lmev("synth.csv", "data", "synth", "--rows", "2000", "--classes", "20", "--seed", "3", "-q")
    lmev("stats.json", "data", "stats", "titles.csv", "--format", "json")
    lmev("split", "data", "split", "titles.csv", "--train-size", "4000", "--test-size", "1000", "-o", "split", "-q")
    lmev("pretrain", "pretrain", "titles.csv", "--text", "title", "--dim", "20", "--hidden", "40", "-n", "3",
         "--batch-size", "256", "--samples", "512", "--epochs", "2", "--precision", "f32", "--format", "both", "-o", "own", "-q")
    lmev("run.json", "run", "spec.yaml", "-o", "grid", "--format", "json", "-q")
    lmev("run1.json", "run", "spec.yaml", "-o", "grid1", "--format", "json", "-q", "--set", "train.threads=1",
         "--set", "version=s2", "--set", "trials=1")
    lmev("run16.json", "run", "spec.yaml", "-o", "grid16", "--format", "json", "-q", "--set", "train.precision=bf16",
         "--set", "version=s3", "--set", "trials=1")
    for to in ("lmev", "tfhub", "model2vec"):
        lmev(f"convert-{to}", "models", "convert", "lm", "--to", to, "-o", f"converted/{to}", "-q")
        lmev(f"embed-{to}", "embed", f"converted/{to}", "texts.txt", "-q", "-o", f"vectors/{to}.npy")
    for name, path in golden_models(args.checkout):
        lmev(f"embed-{name}", "embed", path, "texts.txt", "-q", "-o", f"vectors/{name}.npy")
        lmev(f"show-{name}", "models", "show", path, "--format", "json")
        lmev(f"convert-{name}", "models", "convert", path, "-o", f"converted/{name}", "-q")
    words = os.path.join(args.checkout, "tests", "golden", "wordvec", "glove.txt")
    for combiner in ("sum", "mean", "sqrtn"):
        lmev(f"embed-words-{combiner}", "embed", words, "texts.txt", "-q", "--combiner", combiner, "--lower", "--normalize",
             "-o", f"vectors/words-{combiner}.npy")
    lmev("embed-lm.csv", "embed", "lm", "texts.txt", "-q", "--format", "csv")
    lmev("embed-lm", "embed", "lm", "texts.txt", "-q", "-o", "vectors/lm.safetensors")
    if not args.quick:
        lmev("real.json", "run", "real.yaml", "-o", "real", "--format", "json", "-q")
        lmev("real16.json", "run", "real.yaml", "-o", "real16", "--format", "json", "-q", "--set", "train.precision=bf16",
             "--set", "version=r2")


def again(lmev, folder, args):
    """`grid`, `real`, `lm` are those of OLD."""
    lmev("run-again.json", "run", "spec.yaml", "-o", "grid", "--format", "json", "-q")
    saved = "grid/saved_models/s1/"
    for grid in ["grid", "study2020"] + ([] if args.quick else ["real"]):
        for lang in ("en", "es"):
            more = ["--power", "--simulate", "3"] if lang == "en" else []
            lmev(f"report-{grid}-{lang}", "report", grid, "-q", "--lang", lang, "-o", f"report-{grid}-{lang}", *more)
        for how in ("text", "json", "csv"):
            lmev(f"list-{grid}.{how}", "runs", "list", grid, "--format", how)
        run = sorted(r for _, folders, _ in os.walk(os.path.join(folder, grid, *([] if grid == "study2020" else ["experiments"])))
                     for r in folders if re.search(r"-\d{6}_\d{4}", r))[0]
        lmev(f"runs-show-{grid}.json", "runs", "show", run, grid)
        lmev(f"verify-{grid}", "runs", "verify", grid, "-q")
    for model in ("normalized", "plain", "pretrained"):
        for precision in ("f32", "bf16"):
            lmev(f"predict-{model}-{precision}.csv", "predict", saved + model, "titles.csv", "-q", "-k", "3", "--precision", precision)
        lmev(f"predict-{model}.jsonl", "predict", saved + model, "titles.csv", "-q", "--format", "jsonl", "--precision", "f32")
        lmev(f"evaluate-{model}.json", "evaluate", saved + model, "titles.csv", "-q", "--format", "json", "--per-class", "0", "--precision", "f32")
        lmev(f"evaluate-{model}", "evaluate", saved + model, "titles.csv", "-q", "--per-class", "3", "--precision", "f32")
        lmev(f"classifier-{model}", "embed", saved + model, "texts.txt", "-q", "-o", f"vectors/{model}.npy")
        lmev(f"show-{model}", "models", "show", saved + model)
    lmev("show-lm", "models", "show", "lm")


# --- comparing ---------------------------------------------------------------------------------

class Outcome:
    def __init__(self, versions):
        self.versions = versions  # of OLD and NEW, as bytes
        self.n = collections.Counter()
        self.reworded = set()
        self.placing = collections.Counter()

    def say(self, state, what, why=""):
        self.n[state] += 1
        print(f"{state:9}{what}" + (f": {why}" if why else ""), flush=True)

    def plain(self, data):
        """Without the version of lmev that wrote it."""
        for v in self.versions:
            data = data.replace(b"lmev " + v, b"lmev V").replace(b"lmev: " + v, b"lmev: V")
        return data

    def same_but_words(self, what, old, new):
        """Are these lines of a report the same but for sentences and heads of columns in other words?
        Rows of tables are the same bytes; the numbers of a sentence are the same in the same order."""
        a, b = (self.plain(d).decode(errors="replace").split("\n") for d in (old, new))
        if len(a) != len(b):
            return False
        numbers = re.compile(r"\d[\d.,]*\d|\d")
        pairs = [(x, y) for i, (x, y) in enumerate(zip(a, b)) if x != y]
        before_rule = {x for x, y in zip(a, a[1:]) if y.startswith("| --")}
        for x, y in pairs:
            if numbers.findall(x) != numbers.findall(y) or x.startswith("|") and x not in before_rule:
                return False
        for x, y in pairs:
            if (x, y) not in self.reworded:
                self.reworded.add((x, y))
                words = [w for w in difflib.ndiff(re.split(r"(?<=[.|]) ", x), re.split(r"(?<=[.|]) ", y)) if w[0] in "-+"]
                self.say("reworded", what, "\n    " + "\n    ".join(words))
        return True

    def figure_data(self, what, old, new):
        """The data of a figure, tables with empty lines between: each table of NEW is one of OLD, with
        the same numbers under the same names but for what only placed labels; "-" and "NaN" may be empty now."""
        a, b = ([[line.split("\t") for line in table.split("\n") if line] for table in d.decode().split("\n\n") if table.strip()]
                for d in (old, new))
        faults, gone, added = [], set(), set()
        if len(b) > len(a):
            faults.append("more tables")
        for was, now in zip(a, b):
            if len(was) != len(now):
                faults.append(f"{len(was)} and {len(now)} rows")
                continue
            gone |= set(was[0]) - set(now[0])
            added |= set(now[0]) - set(was[0])
            for name in set(was[0]) & set(now[0]):
                x, y = ([row[t[0].index(name)] for row in t[1:]] for t in (was, now))
                faults += [f"{name}: {i} | {j}" for i, j in zip(x, y) if i != j and (j or i not in ("-", "NaN"))]
        for table in a[len(b):]:  # a stair through points that stand in the first table needs no table
            names = set(table[0]) - PLACING - {"row"} - set(a[0][0])
            faults += [f"no table of {' '.join(sorted(names))}"] if names else []
        faults += [f"no column {name}" for name in sorted(gone - PLACING)]
        if faults:
            return self.say("DIFFERS", what, "; ".join(faults[:4]))
        if not gone | added and len(a) == len(b):
            return self.say("ok", what)
        self.placing[f"figures/*.tsv: gone {' '.join(sorted(gone)) or 'tables that placed labels'}; added {' '.join(sorted(added)) or 'none'}"] += 1
        self.say("ok", what, "its numbers")

    def json(self, old, new, at, out):
        """Places where two values differ; keys that only NEW has are listed in out['added']."""
        if isinstance(old, dict) and isinstance(new, dict):
            for k in old:
                if k not in new:
                    out["gone"].append(f"{at}/{k}")
                elif k not in IGNORED:
                    self.json(old[k], new[k], f"{at}/{k}", out)
            out["added"] += [f"{at}/{k}" for k in new if k not in old]
        elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
            for i, (a, b) in enumerate(zip(old, new)):
                self.json(a, b, f"{at}/{i}", out)
        elif at.startswith(("/claims/", "/warnings/")) and self.same_but_words("claims", old.encode(), new.encode()):
            pass
        elif type(old) is not type(new) or old != new and \
                (not isinstance(old, str) or self.plain(old.encode()) != self.plain(new.encode())):
            out["other"].append(f"{at}: {str(old)[:60]} | {str(new)[:60]}")

    def file(self, what, old, new):
        """Compare two files by what they are."""
        if what in ANNOUNCED and old != new:
            return self.say("listed", what, "announced: other titles")
        if what.endswith(DRAWN):
            return self.say("ok", what, "is there") if bool(old) == bool(new) else self.say("DIFFERS", what, "empty")
        if what.endswith(".safetensors"):
            old, new = tensors(old), tensors(new)
        elif "tfevents" in what:
            old, new = events(old), events(new)
        elif what.endswith(".json") and old[:1] in b"{[" and old[:1]:
            out = collections.defaultdict(list)
            self.json(json.loads(old), json.loads(new), "", out)
            if out["added"]:
                self.say("listed", what, "added keys " + " ".join(sorted({re.sub(r'/\d+', '/*', k) for k in out["added"]})))
            if out["gone"] or out["other"]:
                return self.say("DIFFERS", what, "; ".join((["gone " + k for k in out["gone"]] + out["other"])[:4]))
            return self.say("ok", what)
        if isinstance(old, bytes):
            old, new = self.plain(old), self.plain(new)
        if old == new or re.search(r"report\.md$|stdout/report-", what) and self.same_but_words(what, old, new):
            return self.say("ok", what)
        if what.endswith(".tsv"):
            return self.figure_data(what, old, new)
        why = f"{len(old)} and {len(new)} " + ("events" if isinstance(old, list) else "bytes")
        if isinstance(old, bytes) and (what.endswith((".md", ".csv", ".yaml", ".txt")) or "stdout/" in what):
            lines = list(difflib.unified_diff(old.decode(errors="replace").split("\n"), new.decode(errors="replace").split("\n"), n=0, lineterm=""))[3:]
            why = f"{len(lines)} lines, " + " | ".join(l[:150] for l in lines[:4])
        self.say("DIFFERS", what, why)

    def folders(self, stage, old, new):
        a, b = tree(old), tree(new)
        gone, come = sorted(a.keys() - b.keys()), sorted(b.keys() - a.keys())
        for names, how in ((gone, "no longer there"), (come, "new")):
            expected = collections.Counter()
            for f in names:
                pattern = next((p for p in MAY_GO if re.search(p, f)), None)
                if pattern:
                    expected[pattern] += 1
                else:
                    self.say("DIFFERS", f"{stage} {f}", how)
            for pattern, n in expected.items():
                self.say("listed", f"{stage}: {n} files {pattern}", how)
        for f in sorted(a.keys() & b.keys()):
            if not any(re.search(p, f) for p in MAY_GO):
                self.file(f, read(a[f]), read(b[f]))


def read(path):
    with open(path, "rb") as f:
        data = f.read()
    data = gzip.decompress(data) if path.endswith(".gz") else data
    # The time in the name of a run is when it began.
    return re.sub(rb"-\d{6}_\d{6}-(\d)", rb"-TIME-\1", data) if b"-2" in data and b"\0" not in data[:4096] else data


def tree(folder):
    """name -> path of every file; the time in the name of a run is replaced by its model."""
    found = {}
    runs = {}
    for top, _, files in os.walk(folder):
        if "experiment_metadata.json" in files and "study2020" not in top:
            with open(os.path.join(top, "experiment_metadata.json"), encoding="utf-8") as f:
                record = json.load(f)
            runs[os.path.basename(top)] = f"{record['LMEV-MODEL']}-trial{record['LMEV-TRIAL']}"
    for top, folders, files in os.walk(folder):
        for name in files + [d + "/" for d in folders]:
            path = os.path.join(top, name)
            short = os.path.relpath(path, folder) + ("/" if name.endswith("/") else "")
            for run, model in runs.items():
                short = short.replace(run, model)
            short = re.sub(r"tfevents\.\d+\.\S+", "tfevents", short)
            if not name.endswith("/"):
                found[short] = path
    return found


def tensors(data):
    """The tensors of a safetensors file, and what it says of them but for who wrote it."""
    (n,) = struct.unpack_from("<Q", data)
    head = json.loads(data[8:8 + n])
    head.get("__metadata__", {}).pop("producer", None)
    return json.dumps(head).encode() + data[8 + n:]


def events(data):
    """The events of TensorBoard without the time of each (the field that comes first, a double)."""
    found, at = [], 0
    while at < len(data):
        (n,) = struct.unpack_from("<Q", data, at)
        body = data[at + 12:at + 12 + n]
        found.append(body[9:] if body[:1] == b"\x09" else body)
        at += 16 + n
    return found


def stage(name, do, place, inputs, args):
    """Both programs do it in a folder of the same path; -> where what they left is now."""
    if args.compare:
        return [os.path.join(place, f"{name}-{side}") for side in ("old", "new")]
    left = []
    for program, side in ((args.old, "old"), (args.new, "new")):
        here, there = os.path.join(place, "here"), os.path.join(place, f"{name}-{side}")
        left.append(there)
        if side == "old" and os.path.exists(there):
            continue
        shutil.rmtree(here, ignore_errors=True)
        shutil.rmtree(there, ignore_errors=True)
        os.makedirs(here)
        inputs(here)
        do(Runner(program, here), here, args)
        os.rename(here, there)
    return left


def make_inputs(args, first):
    """Titles, texts and a language model, made by OLD for both."""
    make = Runner(args.old, first)
    make("synth", "data", "synth", "--rows", "6000", "--classes", "20", "--seed", "3", "-q", "-o", "titles.csv")
    make("lm", "pretrain", "titles.csv", "--text", "title", "--dim", "20", "--hidden", "40", "-n", "3", "--epochs", "2",
         "--batch-size", "256", "--samples", "512", "--precision", "f32", "-q", "-o", "lm")
    with open(os.path.join(first, "titles.csv"), encoding="utf-8") as f:
        titles = [line.split(",")[0] for line in f][1:500]
    with open(os.path.join(first, "texts.txt"), "w", encoding="utf-8", newline="") as f:
        f.writelines(t + "\n" for t in STRANGE + titles)


def finished_runs(folder):
    """name of a run -> its metadata, byte for byte"""
    found = {}
    for top, _, files in os.walk(folder):
        for name in files:
            if name == "experiment_metadata.json":
                with open(os.path.join(top, name), "rb") as f:
                    found[os.path.relpath(top, folder)] = f.read()
    return found


def main():
    p = argparse.ArgumentParser(usage=__doc__)
    p.add_argument("--quick", action="store_true", help="without the real titles")
    p.add_argument("--data", default=os.path.join(os.path.dirname(__file__), "../../shared/data"), help="has meli-es/ and seed-experiments/")
    p.add_argument("--compare", action="store_true", help="only compare what --keep has left")
    p.add_argument("--keep", help="leave what was made in this folder; what OLD left there is not made again")
    p.add_argument("old")
    p.add_argument("new")
    args = p.parse_args()
    args.old, args.new = os.path.realpath(args.old), os.path.realpath(args.new)
    args.checkout = args.old.split("/build")[0]
    place = args.keep or tempfile.mkdtemp(prefix="samebits-")
    os.makedirs(place, exist_ok=True)

    first = os.path.join(place, "inputs")
    if not os.path.exists(first):
        make_inputs(args, first)

    def for_work(here):
        for name in ("titles.csv", "texts.txt"):
            shutil.copy(os.path.join(first, name), here)
        shutil.copytree(os.path.join(first, "lm"), os.path.join(here, "lm"))
        for name, text in (("spec.yaml", SPEC), ("real.yaml", REAL.replace("DATA", args.data))):
            with open(os.path.join(here, name), "w", encoding="utf-8") as f:
                f.write(text)
        os.mkdir(os.path.join(here, "vectors"))
        os.mkdir(os.path.join(here, "converted"))

    versions = [subprocess.run([x, "version"], stdout=subprocess.PIPE, check=True).stdout.split()[1]
                for x in (args.old, args.new)]
    outcome = Outcome(versions)
    print("old: lmev %s, new: lmev %s" % tuple(v.decode() for v in versions), flush=True)
    was, now = stage("work", work, place, for_work, args)
    outcome.folders("work", was, now)

    def for_again(here):
        no_index = shutil.ignore_patterns("index.sqlite*", ".lock")
        for name in ("grid",) if args.quick else ("grid", "real"):
            shutil.copytree(os.path.join(was, name), os.path.join(here, name), ignore=no_index)
        shutil.copytree(os.path.join(args.data, "seed-experiments"), os.path.join(here, "study2020"), ignore=no_index)
        for_work(here)

    sides = stage("again", again, place, for_again, args)
    outcome.folders("again", *sides)
    for side in sides:
        same = finished_runs(os.path.join(was, "grid")) == finished_runs(os.path.join(side, "grid"))
        outcome.say("ok" if same else "DIFFERS", f"{os.path.basename(side)}: a finished grid is not run again")
    for what, times in sorted(outcome.placing.items()):
        outcome.say("listed", what, f"{times} files")
    n = outcome.n
    print(f"{n['ok']} equal, {n['listed']} expected differences, {n['reworded']} sentences in other words, "
          f"{n['DIFFERS']} unexpected differences")
    if not args.keep:
        shutil.rmtree(place)
    return 1 if n["DIFFERS"] else 0


if __name__ == "__main__":
    sys.exit(main())
