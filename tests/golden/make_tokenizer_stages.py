#!/usr/bin/env python3
"""Write tokenizer_stages.json: texts, and what the tokenizers library makes of them.

    tests/golden/make_tokenizer_stages.py > tests/golden/tokenizer_stages.json

"texts": strings, or [string, times] for long ones. "normalizers" and "pre_tokenizers": for
each spec "out", a string a text. null: the text itself, as one piece. Pieces are joined by
U+F8FF, which is in no text; of long texts the sha256 of that is kept. Needs tokenizers and
sentencepiece, which makes the charsmap of Precompiled from rules of our own."""
import hashlib
import json
import sys

import tokenizers

import stages

SEPARATOR = "\uf8ff"
RULES = {"e\u0301": "E", "\u00e9": "e'", "ﬁ": "fi", "①": "1", "\u00a0": " ", "\u3000": " ", "\u200b": "",
         "ab": "X", "a\u0308": "ae", "\r\n": "\n", "Ａ": "A", "漢": "han", "▁": " ",
         "\u1100\u1161": "ga", "c\u0327": "ç", "\ufdfa": "long replacement", "é́": "E2"}
charsmap = stages.charsmap(RULES)
short = stages.ONES + stages.texts(7, 110, 20)
golden = {"tokenizers": tokenizers.__version__,
          "texts": short + [list(pair) for pair in stages.LONG], "normalizers": [], "pre_tokenizers": []}
long = [text * times for text, times in stages.LONG]


def keep(text, out, is_long):
    if out == text:
        return None
    return hashlib.sha256(out.encode()).hexdigest() if is_long else out


for kind, specs, make in (("normalizers", stages.normalizer_specs(charsmap), stages.normalized),
                          ("pre_tokenizers", stages.pre_tokenizer_specs(), stages.pieces)):
    for spec in specs:
        run = make(spec)
        out = []
        for i, text in enumerate(short + long):
            result = run(text)
            result = result if isinstance(result, str) else SEPARATOR.join(result)
            out.append(keep(text, result, i >= len(short)))
        golden[kind].append({"spec": spec, "out": out})

lines = [f'"tokenizers": {json.dumps(golden["tokenizers"])}',
         '"texts": ' + json.dumps(golden["texts"], ensure_ascii=False)]
for kind in ("normalizers", "pre_tokenizers"):
    rows = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in golden[kind])
    lines.append(f'"{kind}": [\n{rows}\n]')
sys.stdout.buffer.write(("{\n" + ",\n".join(lines) + "\n}\n").encode())
