"""embed.py FILE... OUT.c - text files as strings of C: page.css becomes lmev__page_css.

The page carries its style and its script inside itself, so they travel inside the library. They
are plain ASCII, and nothing in them may end the element that they will stand in.
"""
import os
import sys


def literal(line):
    quoted = line.replace("\\", "\\\\").replace('"', '\\"').replace("?", "\\?")
    return f'    "{quoted}\\n"\n'


def main(paths, out):
    parts = ['#include "report/page/html_parts.h"\n']
    for path in paths:
        name = os.path.basename(path).replace(".", "_")
        with open(path, encoding="ascii", newline="") as f:
            text = f.read()
        for forbidden in ("</", "<!--", "\r", "\t", "\0"):
            if forbidden in text:
                sys.exit(f"embed.py: {path} holds {forbidden!r}")
        lines = "".join(literal(line) for line in text.splitlines())
        parts.append(f"const char lmev__{name}[] =\n{lines};\n")
    with open(out, "w", encoding="ascii", newline="\n") as f:
        f.write("\n".join(parts))


main(sys.argv[1:-1], sys.argv[-1])
