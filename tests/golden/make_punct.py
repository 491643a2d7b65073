#!/usr/bin/env python3
"""Write punct.h: the ranges of general category P in Unicode 15.0, in the view of utf8proc.

    tests/golden/make_punct.py > tests/golden/punct.h

Needs libutf8proc.so.2 with the tables of Unicode 15.0 (Debian 12: libutf8proc2 2.8). The
table in src/lm/text/punct.c comes from RE2, so the two are independent.
"""
import ctypes
import sys

lib = ctypes.CDLL("libutf8proc.so.2")
for name in ("utf8proc_version", "utf8proc_unicode_version", "utf8proc_category_string"):
    getattr(lib, name).restype = ctypes.c_char_p
unicode_version = lib.utf8proc_unicode_version().decode()
if unicode_version != "15.0.0":
    sys.exit(f"make_punct.py: utf8proc has Unicode {unicode_version}, need 15.0.0")

ranges = []
for c in range(0x110000):
    if lib.utf8proc_category_string(c).startswith(b"P"):
        if ranges and ranges[-1][1] == c - 1:
            ranges[-1][1] = c
        else:
            ranges.append([c, c])

print(f"/* Made by tests/golden/make_punct.py with utf8proc {lib.utf8proc_version().decode()},")
print(f" * Unicode {unicode_version}: first and last of each range of category P. */")
print("/* clang-format off */")
print("static const uint32_t golden_punct[][2] = {")
for i in range(0, len(ranges), 5):
    print("    " + " ".join(f"{{0x{a:X}, 0x{b:X}}}," for a, b in ranges[i : i + 5]))
print("};")
