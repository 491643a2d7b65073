#!/usr/bin/env python3
"""Write unicode_table.h: where the character tables of huggingface/tokenizers differ from utf8proc.

    tests/golden/make_unicode.py > src/lm/text/unicode_table.h

The library takes its characters from several crates, some of them frozen at old versions of
Unicode (categories, combining marks, normal forms), one newer than utf8proc 2.8 (regex). All code points are put through the library itself; what utf8proc answers
otherwise goes into the table. Lower case and numbers follow the Rust that built the library,
hence change from release to release, and are not in the table.

Needs libutf8proc.so.2 with Unicode 15.0 (Debian 12: 2.8) and tokenizers (0.20.3 and 0.23.3
give the same table)."""
import ctypes
import sys

import tokenizers
from tokenizers import normalizers, pre_tokenizers

lib = ctypes.CDLL("libutf8proc.so.2")
for name in ("utf8proc_version", "utf8proc_unicode_version", "utf8proc_category_string"):
    getattr(lib, name).restype = ctypes.c_char_p
lib.utf8proc_decompose_char.argtypes = [ctypes.c_int32, ctypes.c_void_p, ctypes.c_ssize_t,
                                        ctypes.c_int, ctypes.c_void_p]
if lib.utf8proc_unicode_version() != b"15.0.0":
    sys.exit("make_unicode.py: utf8proc must have Unicode 15.0.0")
room = (ctypes.c_int32 * 64)()
CANONICAL, COMPAT = 1 << 4 | 1 << 1, 1 << 4 | 1 << 2 | 1 << 1


def decompose(c, options):
    n = lib.utf8proc_decompose_char(c, room, 64, options, None)
    return "".join(map(chr, room[:n]))


def bert(**on):
    off = dict(clean_text=False, handle_chinese_chars=False, strip_accents=False, lowercase=False)
    return normalizers.BertNormalizer(**{**off, **on}).normalize_str


def pieces(pre_tokenizer, text):
    return [piece for piece, _ in pre_tokenizer.pre_tokenize_str(text)]


clean, nonspacing = bert(clean_text=True), bert(strip_accents=True)
mark = normalizers.StripAccents().normalize_str
nfd, nfkd = normalizers.NFD().normalize_str, normalizers.NFKD().normalize_str
punctuation, words = pre_tokenizers.Punctuation(), pre_tokenizers.Whitespace()
ASCII = set("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
NAMES = ("OTHER", "MARK", "NONSPACING", "PUNCT", "WORD", "WHOLE", "UNORDERED")


def differences(c):
    """{name: what the library holds} where that is not what utf8proc says."""
    s = chr(c)
    category = lib.utf8proc_category_string(c).decode()
    ours = {
        "OTHER": category in ("Cc", "Cf", "Co"),
        "MARK": category[0] == "M",
        "NONSPACING": category == "Mn",
        "PUNCT": category[0] == "P" or s in ASCII,
        "WORD": category[0] in "LM" or category in ("Nd", "Nl", "Pc"),
        "WHOLE": False,
        "UNORDERED": False,
    }
    theirs = dict(ours)
    if c not in (0, 9, 10, 13, 0xFFFD):
        theirs["OTHER"] = clean(s) == ""
    theirs["MARK"] = mark(s) == ""
    if nfd(s) == s:
        theirs["NONSPACING"] = nonspacing(s) == ""
    theirs["PUNCT"] = len(pieces(punctuation, "a" + s + "a")) == 3
    theirs["WORD"] = len(pieces(words, "a" + s + "a")) == 1
    # never decomposed, nor composed
    theirs["WHOLE"] = ((decompose(c, CANONICAL) != s and nfd(s) == s) or
                       (decompose(c, COMPAT) != s and nfkd(s) == s))
    # a mark that stays where it is: U+0334 has class 1, U+0345 class 240
    if category[0] == "M" and decompose(c, CANONICAL) == s:
        moved = lambda text: "".join(decompose_all(text)) != text
        for text in (s + "\u0334", "\u0345" + s):
            if moved(text) and nfd(text) == text:
                theirs["UNORDERED"] = True
            elif not moved(text) and nfd(text) != text:
                sys.exit(f"make_unicode.py: U+{c:04X} moves in the library alone")
    return {name: theirs[name] for name in NAMES if theirs[name] != ours[name]}


def decompose_all(text):
    out = (ctypes.c_int32 * 64)()
    raw = text.encode()
    n = lib.utf8proc_decompose(raw, ctypes.c_ssize_t(len(raw)), out, ctypes.c_ssize_t(64),
                               CANONICAL)
    return map(chr, out[:n])


rows = []
for c in range(0x110000):
    if 0xD800 <= c < 0xE000:
        continue
    found = differences(c)
    if not found:
        continue
    if rows and rows[-1][1] == c - 1 and rows[-1][2] == found:
        rows[-1][1] = c
    else:
        rows.append([c, c, found])

print("/* Made by tests/golden/make_unicode.py with tokenizers", tokenizers.__version__, "and utf8proc",
      lib.utf8proc_version().decode() + ":")
print(" * what the tables of tokenizers hold of a range, where it is not what utf8proc says.")
print(" * Columns: first, last, the bits that are given here, and their values. */")
print("/* clang-format off */")
for first, last, found in rows:
    known = " | ".join(found)
    held = " | ".join(name for name in found if found[name]) or "0"
    print(f"{{0x{first:05X}, 0x{last:05X}, {known}, {held}}},")
print("/* clang-format on */")
