#!/usr/bin/env python3
"""check_stages.py STAGES [TEXTS] - normalizers and pre-tokenizers against the tokenizers library.

Random strings over nasty alphabets (default 100,000) go through every stage of
tests/golden/stages.py, ours (STAGES, built from stages.c) and the library's; the pieces must
be the same bytes. Precompiled is checked with SentencePiece's own nmt_nfkc map."""
import json
import os
import struct
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "golden"))
import stages  # noqa: E402
import tokenizers  # noqa: E402


# Runs far beyond what a backtracking engine keeps notes of.
LONG = ["ab" * 1_000_000, "x" + " " * 2_000_000 + "y", "1" * 2_000_000, "\u00e9!" * 200_000]


def ours(program, kind, spec, blob, n):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as f:
        json.dump(spec, f)
        f.flush()
        run = subprocess.run([program, kind, f.name], input=blob, stdout=subprocess.PIPE, check=True)
    at = 0
    for _ in range(n):
        (pieces,) = struct.unpack_from("<I", run.stdout, at)
        at += 4
        out = []
        for _ in range(pieces):
            (size,) = struct.unpack_from("<I", run.stdout, at)
            out.append(run.stdout[at + 4:at + 4 + size])
            at += 4 + size
        yield out


def main():
    program, n = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    texts = stages.ONES + stages.texts(2026, n) + [text * times for text, times in stages.LONG]
    raw = [text.encode() for text in texts]
    blob = b"".join(struct.pack("<I", len(text)) + text for text in raw)
    wrong = 0
    checked = 0
    for kind, specs, make in (
            ("normalizer", stages.normalizer_specs(stages.charsmap()), stages.normalized),
            ("pre_tokenizer", stages.pre_tokenizer_specs(), stages.pieces)):
        for spec in specs:
            run = make(spec)
            misses = 0
            for text, got in zip(texts, ours(program, kind, spec, blob, len(texts))):
                want = run(text)
                want = [want] if isinstance(want, str) else [piece for piece in want if piece]
                if [piece.encode() for piece in want] != got:
                    misses += 1
                    if misses <= 3:
                        print(f"{json.dumps(spec)[:200]}\n  of   {text!a}\n  want {want!a}\n"
                              f"  got  {[g.decode(errors='replace') for g in got]!a}"[:2000])
                checked += 1
            if kind == "pre_tokenizer" and spec and spec.get("type") == "ByteLevel":
                for text in LONG:
                    packed = struct.pack("<I", len(text.encode())) + text.encode()
                    (got,) = ours(program, kind, spec, packed, 1)
                    if [piece.encode() for piece in run(text) if piece] != got:
                        misses += 1
                        print(f"{json.dumps(spec)[:200]}: {text[:8]!a}... differs")
                    checked += 1
            if misses:
                print(f"{misses} of {len(texts)} texts differ: {json.dumps(spec)[:200]}")
            wrong += misses
    if wrong:
        sys.exit(f"check_stages: {wrong} of {checked} results differ")
    print(f"stages: {checked:,} results equal those of tokenizers {tokenizers.__version__}")


main()
