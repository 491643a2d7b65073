#!/usr/bin/env python3
"""run.py - malformed models to the real program: refused, quickly, in little memory, leaving nothing.

    tests/hostile/run.py PROGRAM [--peak PEAK] [--files N] [--keep FOLDER] [--verbose] [FORMAT...]

For each format N files (default 40; 1000 for all of a release's), spread evenly over the crimes
of formats.py. Each goes through `lmev embed`, which must

  - end with 3 and a reason (4: the model names a file that is not there), or with 0 where the
    change may do no harm; never by a signal;
  - within a second (ten under sanitizers), of the process's own time;
  - with a peak of at most 32 MB and 1.1 times the files, 40 times for JSON (measured when
    PEAK, the program peak.c, is given, and not under sanitizers);
  - leave its output when it ends with 0, and nothing otherwise.

--keep: files that broke a rule are put there."""
import argparse
import collections
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import formats  # noqa: E402

MB = 1 << 20
PEAK = 32 * MB
TEXTS = b"hola mundo\na b c\n\n\xff\xfe \xc3\xb1and\xc3\xba 12,5\n" + b"aab " * 500 + b"\n"
PLACE = re.compile(rb"at byte \d|:\d+\)|line \d|tensor '|key '|'[^']+'")


def choose(cases, n, seed):
    """n of the cases, taken in turn from each crime, the same ones each time."""
    crimes = collections.defaultdict(list)
    for case in cases:
        crimes[case[0]].append(case)
    for crime, members in crimes.items():
        random.Random(f"{seed} {crime}").shuffle(members)
    out = []
    while len(out) < n and any(crimes.values()):
        for members in crimes.values():
            if members and len(out) < n:
                out.append(members.pop())
    return out


def put(folder, files):
    for name, data in files.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as f:
            f.write(data)


class Driver:
    def __init__(self, options, top):
        self.options, self.top = options, top
        self.program = os.path.abspath(options.program)
        with open(self.program, "rb") as f:
            program = f.read()
        self.sanitized = b"__asan_init" in program or b"__tsan_init" in program
        self.limit = 10.0 if self.sanitized else 1.0
        self.texts = os.path.join(top, "texts.txt")
        put(top, {"texts.txt": TEXTS})
        self.wrong = 0

    def run(self, command):
        """(exit code, or None when it hangs; stderr; processor seconds; peak bytes)."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE, start_new_session=True,
                                   env={**os.environ, "LC_ALL": "C"})
        try:
            said = process.communicate(timeout=60)[1]
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return None, process.communicate()[1], 60.0, 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        peak = re.search(rb"^peak (\d+)\n", said, re.M)
        said = said.replace(peak.group(0), b"") if peak else said
        return process.returncode, said, seconds, int(peak.group(1)) * 1024 if peak else 0

    def case(self, name, source, crime, what, make, must, tally):
        """One malformed model; what it broke is reported."""
        work = os.path.join(self.top, "work")
        model, out = os.path.join(work, "model"), os.path.join(work, "out")
        files = make()
        put(model, files)
        os.mkdir(out)
        command = [self.program, "embed", os.path.normpath(os.path.join(model, source.model)), self.texts,
                   "-q", "-o", os.path.join(out, "out.npy")]
        if self.options.peak:
            command = [os.path.abspath(self.options.peak), *command]
        code, said, seconds, peak = self.run(command)
        size = sum(map(len, files.values()))
        fault = ending(code, said, sorted(os.listdir(out)))
        if not fault and code == 0 and must:
            fault = "was accepted"
        elif not fault and code != 0 and crime == "none":
            fault = "a good file was refused"
        elif not fault and seconds > self.limit:
            fault = f"took {seconds:.1f} s"
        elif not fault and not self.sanitized and peak > PEAK + source.factor * size:
            fault = f"took {peak / MB:.1f} MB for files of {size / MB:.2f} MB"
        words = said.decode(errors="replace").strip()
        if fault:
            self.wrong += 1
            print(f"{name}: {crime}: {what}: {fault}\n    {words[:600]}")
            if self.options.keep:
                shutil.copytree(model, os.path.join(self.options.keep, f"{name}-{self.wrong}".replace(" ", "-")))
        elif self.options.verbose:
            print(f"{name}: {crime}: {what}: {code} {words[:200]}")
        tally["harmless" if code == 0 else "refused"] += 1
        tally["placed"] += bool(code and PLACE.search(said))
        tally["seconds"] = max(tally["seconds"], seconds)
        tally["peak"] = max(tally["peak"], peak)
        shutil.rmtree(work)

    def format(self, name, sources):
        tally = collections.Counter()
        for source in sources:
            self.case(name, source, "none", "the file itself", lambda source=source: source.files, False, tally)
            for case in choose(source.cases, -(-self.options.files // len(sources)), name):
                self.case(name, source, *case, tally)
        print(f"{name}: {tally['refused']} refused ({tally['placed']} name the place or the thing), {tally['harmless']} harmless, "
              f"at most {tally['seconds']:.2f} s" + (f" and {tally['peak'] / MB:.0f} MB" if tally["peak"] else ""),
              flush=True)


def ending(code, said, left):
    """The rule of ending that was broken, or None."""
    if code is None:
        return "hangs"
    if b"Sanitizer" in said or b"runtime error" in said:
        return "a sanitizer complains"
    if code < 0 or code > 125:
        return f"ended by signal {-code if code < 0 else code - 128}"
    if code == 0:
        return None if left == ["out.npy"] else f"left {left}"
    if code != 3 and not (code == 4 and b"No such file" in said):
        return f"ended with {code}"
    if left:
        return f"left {left}"
    if not re.match(rb"lmev embed: .+\n(hint: .+\n)*\Z", said):
        return "said something else"
    return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--files", type=int, default=40)
    parser.add_argument("--peak")
    parser.add_argument("--keep")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("formats", nargs="*")
    options = parser.parse_intermixed_args()
    known = formats.all_formats()
    with tempfile.TemporaryDirectory() as top:
        driver = Driver(options, top)
        for name in options.formats or known:
            driver.format(name, [source for make in known[name] for source in make()])
    if driver.wrong:
        sys.exit(f"hostile: {driver.wrong} files broke a rule")


main()
