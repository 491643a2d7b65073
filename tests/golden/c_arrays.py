"""Numbers as C source: what the make_*.py of this folder print."""
import math


def real(v):
    v = float(v)
    return "NAN" if math.isnan(v) else repr(v).replace("inf", "INFINITY")


def table(kind, name, rows):
    """An array whose entries are texts; of arrays where the name ends in their size."""
    name = name if "[" in name else name + "[]"
    lines, line = [], "   "
    for text in rows:
        if len(line) + len(text) + 2 > 98:
            lines.append(line)
            line = "   "
        line += f" {text},"
    print(f"static const {kind} {name} = {{\n" + "\n".join(lines + [line]) + "\n};")


def braces(*values):
    return "{" + ", ".join(real(v) for v in values) + "}"
