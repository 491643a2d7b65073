#!/usr/bin/env python3
"""names.py - one name, one meaning.

    usage: tests/names.py [top of the sources]

Read from src/ and include/, comments and strings left out:

1. A shared name (lmev_*, lmev__*, LMEV_*, LMEV__*) of a type, constant, macro or function is defined
   once. A struct that one header declares may be completed by one source file.
2. File names stand once, so that a name in a comment or a backtrace says which file is meant;
   meson.build is the exception.
3. A public function begins with a noun of its header (PREFIXES), and no other header uses that
   noun; what gives an object back ends in _free (the object is gone) or _release (what lies in the
   caller's struct is gone), never in another word.
4. The constants of a public enum begin alike, and no other public enum begins so.
"""

import collections
import os
import pathlib
import re
import sys

# The nouns of each public header: lmev_<noun> or lmev_<noun>_<what>.
PREFIXES = {
    "base": "status threads abandon unsaved version text",
    "file": "file",
    "text": "text",
    "vectors": "vectors",
    "data": "format skip reader labels dataset split synth rows",
    "hub": "hub",
    "lm": "lm scratch table bag ids fingerprint64",
    "nn": "net bf16",
    "metric": "metric counts confusion design stat",
    "pretrain": "pretrain",
    "classifier": "classifier predictor",
    "spec": "spec",
    "grid": "grid",
    "runs": "runs experiments predictions",
    "report": "report",
}
GIVES_BACK = re.compile(r"_(close|clear|delete|destroy|dispose|drop|unload|free_all)$")
SHARED_NOUNS = {"text"}  # lmev_text_free, the one free for strings, stands with the ground rules

top = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent)
faults = []


def bare(source):
    """The source without comments, strings and characters; lines keep their numbers."""
    keep = re.compile(r'/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
    return keep.sub(lambda m: "\n" * m[0].count("\n") if m[0][0] == "/" else '""', source)


files = sorted(p for d in ("src", "include") for p in (top / d).rglob("*.[ch]"))
text = {p.relative_to(top).as_posix(): bare(p.read_text(encoding="utf-8")) for p in files}
where = collections.defaultdict(list)  # (kind, name) -> file:line

for path, source in text.items():

    def add(kind, name, at):
        where[kind, name].append(f"{path}:{source.count(chr(10), 0, at) + 1}")

    for m in re.finditer(r"^[ \t]*#[ \t]*define[ \t]+(LMEV\w+)", source, re.M):
        add("macro", m[1], m.start())
    for m in re.finditer(r"\b(struct|enum|union)\s+(lmev_\w+)\s*\{", source):
        add("tag", m[2], m.start())
    for m in re.finditer(r"^\}\s*(lmev_\w+);|^typedef[^;{}]*?\b(?:\(\*)?(lmev_\w+)\)?(?:\([^;]*\))?;", source, re.M):
        add("type", m[1] or m[2], m.start())
    for m in re.finditer(r"\benum\b\s*(\w*)\s*\{([^}]*)\}", source):
        for name in re.finditer(r"(?:^|,)\s*(LMEV_\w+)", m[2]):
            add("constant", name[1], m.start(2) + name.start(1))
    # a definition: the name at the depth of the file, its parameters, then a brace
    for m in re.finditer(r"^(?!static\b)[a-zA-Z_][\w \t\*\n]*?\b(lmev_\w+)\([^;{}]*\)\s*\{", source, re.M):
        if "LMEV_ISA" not in source:  # built once per instruction set, under names of its own
            add("function", m[1], m.start(1))

by_name = collections.defaultdict(dict)
for (kind, name), places in where.items():
    by_name[name][kind] = places
for name, kinds in sorted(by_name.items()):
    for kind, places in kinds.items():
        guarded = kind == "macro" and len({p.split(":")[0] for p in places}) == 1
        if len(places) > 1 and not guarded:  # #if ... #else defines a macro twice
            faults.append(f"{name}: {kind} defined at {' and '.join(places)}")
    if "function" in kinds and ("type" in kinds or "tag" in kinds):
        faults.append(f"{name}: a type at {(kinds.get('type') or kinds['tag'])[0]}, a function at {kinds['function'][0]}")

stands = collections.defaultdict(list)
for path in text:
    stands[path.rsplit("/", 1)[-1]].append(path)
for name, paths in sorted(stands.items()):
    if len(paths) > 1:
        faults.append(f"{name}: the name of {' and '.join(paths)}")

owner, stems = {}, {}
for header, nouns in PREFIXES.items():
    for noun in nouns.split():
        if noun in owner and noun not in SHARED_NOUNS:
            faults.append(f"tests/names.py: {noun} belongs to {owner[noun]} and {header}")
        owner[noun] = header
for path, source in text.items():
    if not path.startswith("include/lmev/"):
        continue
    header = path.rsplit("/", 1)[-1][:-2]
    nouns = PREFIXES.get(header, "").split()
    for m in re.finditer(r"\blmev_([a-z0-9]\w*)\((?!\*)", source):
        place = f"{path}:{source.count(chr(10), 0, m.start()) + 1}"
        if not any(m[1] == n or m[1].startswith(n + "_") for n in nouns):
            faults.append(f"{place}: lmev_{m[1]} begins with none of the nouns of {header}: {' '.join(nouns)}")
        if GIVES_BACK.search(m[1]):
            faults.append(f"{place}: lmev_{m[1]}: objects are given back by _free or _release")
    for m in re.finditer(r"\benum\s+(lmev_\w+)\s*\{([^}]*)\}", source):
        names = re.findall(r"(?:^|,)\s*(LMEV_\w+)", m[2])
        stem = re.sub(r"[^_]*$", "", os.path.commonprefix(names))
        if stem == "LMEV_":
            faults.append(f"{path}: the constants of enum {m[1]} have no prefix of their own")
        for other, at in stems.items():
            if names and (stem.startswith(other) or other.startswith(stem)):
                faults.append(f"{path}: enum {m[1]} shares the prefix {other} with {at}")
        if names:
            stems[stem] = m[1]

for fault in faults:
    print(fault, file=sys.stderr)
if faults:
    sys.exit(f"names.py: {len(faults)} names that have two meanings or break the rules")
