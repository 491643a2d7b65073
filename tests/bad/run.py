#!/usr/bin/env python3
"""run.py - the crimes: bad input to the real program, a folder a case.

    tests/bad/run.py PROGRAM [CASE...]            a case is AREA/NAME, or AREA for all of it
    tests/bad/run.py PROGRAM --accept [CASE...]   show the differences, rewrite expectations

A case is a folder AREA/NAME:

    cmd      bash, run in an empty folder into which the other files of AREA and of the case
             have been copied; $LMEV is the program, $STUDY a finished study (study/make)
    setup    bash, run before; makes inputs that cannot be kept as files. Exit code 77: the
             case cannot run here, its stdout says why
    exit     the exit code wanted; absent: 0
    stderr   what must be said, line by line; * stands for any part of a line
    stdout   the same for the product; absent: nothing may be there
    left     files new, changed or gone after cmd; absent: none may be

What a case lacks comes from AREA. A line of `left` with * may stand for any number of files.
No case may hang, and no sanitizer may complain."""
import argparse
import concurrent.futures
import difflib
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
PARTS = ("cmd", "setup", "exit", "stderr", "stdout", "left")
SECONDS = 60  # a case takes some milliseconds; under sanitizers and load some seconds
SKIP = 77


def read(*path):
    try:
        with open(os.path.join(*path), encoding="utf-8") as f:
            return f.read()
    except FileNotFoundError:
        return None


def lines(text):
    return (text or "").splitlines()


def matches(pattern, text):
    parts = (re.escape(p) for p in pattern.split("*"))
    return re.fullmatch(".*".join(parts), text, re.S) is not None


def same_lines(wanted, found):
    return len(wanted) == len(found) and all(map(matches, wanted, found))


def same_files(wanted, found):
    return (all(any(matches(w, f) for w in wanted) for f in found)
            and all("*" in w or w in found for w in wanted))


def snapshot(top):
    """path -> what is there, for all below top."""
    seen = {}
    for folder, folders, files in os.walk(top):
        for name in files + folders:
            path = os.path.join(folder, name)
            if os.path.islink(path):
                what = "link to " + os.readlink(path)
            elif os.path.isfile(path):
                with open(path, "rb") as f:
                    what = hashlib.sha256(f.read()).hexdigest()
            else:
                what = "folder" if os.path.isdir(path) else "special"
            seen[os.path.relpath(path, top)] = what
    return seen


def changes(before, after):
    out = [path for path in after if path not in before]
    out += ["gone: " + path for path in before if path not in after]
    out += ["changed: " + path for path in after if before.get(path, after[path]) != after[path]]
    return sorted(out)


def bash(script, work, env, *options):
    return subprocess.run(["bash", *options, "-c", script], cwd=work, env=env,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=SECONDS, check=False)


def words(raw):
    return raw.decode("utf-8", "backslashreplace")


class Case:
    def __init__(self, name):
        self.name = name
        self.folder = os.path.join(HERE, name)
        self.area = os.path.dirname(self.folder)
        self.faults = []
        self.skipped = None

    def part(self, name):
        mine = read(self.folder, name)
        return read(self.area, name) if mine is None else mine

    def copy_inputs(self, work):
        for folder in (self.area, self.folder):
            for name in sorted(os.listdir(folder)):
                path = os.path.join(folder, name)
                if name in PARTS or (os.path.isdir(path) and folder == self.area):
                    continue
                (shutil.copytree if os.path.isdir(path) else shutil.copy)(
                    path, os.path.join(work, name))

    def run(self, env, top):
        work = os.path.join(top, self.name.replace("/", "-"))
        os.mkdir(work)
        self.copy_inputs(work)
        if self.part("setup"):
            done = bash(self.part("setup"), work, env, "-e")
            if done.returncode == SKIP:
                self.skipped = words(done.stdout).strip()
                return
            if done.returncode != 0:
                raise RuntimeError(f"setup failed: {words(done.stderr)}")
        before = snapshot(work)
        done = bash(self.part("cmd"), work, env)
        self.found = {"exit": str(done.returncode), "stderr": words(done.stderr),
                      "stdout": words(done.stdout),
                      "left": "".join(c + "\n" for c in changes(before, snapshot(work)))}
        shutil.rmtree(work)

    def judge(self):
        if self.skipped is not None:
            return
        for what, found in self.found.items():
            wanted = self.part(what)
            if what == "exit":
                good = (wanted or "0").strip() == found
            elif what == "left":
                good = same_files(lines(wanted), lines(found))
            else:
                good = same_lines(lines(wanted), lines(found))
            if not good:
                self.faults.append((what, lines(wanted), lines(found)))
        said = self.found["stderr"]
        if "Sanitizer" in said or "runtime error:" in said:
            self.faults.append(("sanitizer", [], lines(said)))

    def accept(self):
        for what, _, found in self.faults:
            path = os.path.join(self.folder, what)
            usual = lines(read(self.area, what)) or (["0"] if what == "exit" else [])
            if found != usual:
                with open(path, "w", encoding="utf-8") as f:
                    f.write("".join(line + "\n" for line in found))
            elif os.path.exists(path):
                os.remove(path)


def all_cases(wanted):
    names = [f"{area}/{case}" for area in sorted(os.listdir(HERE)) for case in
             sorted(os.listdir(os.path.join(HERE, area)) if os.path.isdir(
                 os.path.join(HERE, area)) else [])
             if os.path.isdir(os.path.join(HERE, area, case))]
    for w in wanted:
        if not any(n == w or n.startswith(w + "/") for n in names):
            sys.exit(f"run.py: no case '{w}'")
    return [Case(n) for n in names
            if not wanted or any(n == w or n.startswith(w + "/") for w in wanted)]


def scratch():
    """A folder in memory where there is room: the program syncs much, and disks are slow."""
    memory = "/dev/shm"
    if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 500e6:
        return tempfile.TemporaryDirectory(prefix="lmev-bad-", dir=memory)
    return tempfile.TemporaryDirectory(prefix="lmev-bad-")


def attempt(case, env, top):
    try:
        case.run(env, top)
        case.judge()
    except subprocess.TimeoutExpired:
        case.faults.append((f"no end after {SECONDS} s", [], []))
    except (RuntimeError, OSError) as e:
        case.faults.append((str(e), [], []))
    return case


def show(case):
    for what, wanted, found in case.faults:
        print(f"{case.name}: {what}")
        for line in difflib.unified_diff(wanted, found, "wanted", "found", "", "", 9, ""):
            print("    " + line)


def main():
    a = argparse.ArgumentParser(description="bad input, a folder a case")
    a.add_argument("program")
    a.add_argument("cases", nargs="*")
    a.add_argument("--accept", action="store_true")
    o = a.parse_args()
    cases = all_cases(o.cases)
    with scratch() as top:
        env = {"LMEV": os.path.abspath(o.program), "STUDY": os.path.join(top, "study"),
               "PATH": os.environ["PATH"], "HOME": top, "TMPDIR": top, "TERM": "dumb",
               "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        env.update((k, v) for k, v in os.environ.items() if k.endswith("SAN_OPTIONS"))
        shutil.copytree(os.path.join(HERE, "study"), env["STUDY"])
        made = bash("./make", env["STUDY"], env, "-e")
        if made.returncode != 0:
            sys.exit("run.py: study/make failed:\n" + words(made.stderr))
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for case in pool.map(lambda c: attempt(c, env, top), cases):
                show(case)
                if o.accept:
                    case.accept()
    for case in cases:
        if case.skipped is not None:
            print(f"{case.name}: skipped: {case.skipped}")
    failed = sum(bool(c.faults) for c in cases)
    skipped = sum(c.skipped is not None for c in cases)
    print(f"{len(cases) - failed - skipped} passed, {failed} failed, {skipped} skipped")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
