#!/usr/bin/env python3
"""Write the seeds of fuzz_safetensors: small files that follow the format, and one breach of
each of its rules. Plain Python; run it in any folder."""
import json
import pathlib
import struct

FOLDER = pathlib.Path(__file__).parent / "corpus" / "safetensors"


def entry(dtype, shape, begin, end):
    return {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}


def write(name, header, data, length=None):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    n = len(text) if length is None else length
    (FOLDER / name).write_bytes(struct.pack("<Q", n) + text + data)


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    f4 = entry("F32", [1], 0, 4)
    two = {"b": entry("F32", [2], 4, 12), "a": entry("I32", [1, 1], 0, 4)}
    write("good-none", {}, b"")
    write("good-scalar", {"a": entry("F64", [], 0, 8)}, bytes(8))
    write("good-two", two, bytes(range(12)))
    write("good-meta", {"__metadata__": {"format": "pt", "k": "\u00f1"}, "a": f4}, bytes(4))
    write("good-empty-tensors", {"a": entry("F16", [0, 3], 0, 0), "b": f4,
                                 "c": entry("U8", [0], 4, 4)}, bytes(4))
    write("good-sub-byte", {"a": entry("F4", [2, 3], 0, 3), "b": entry("F6_E3M2", [4], 3, 6)}, bytes(6))
    write("good-padded", json.dumps({"a": f4}).encode() + b"   ", bytes(4))
    write("good-eight-dims", {"a": entry("BF16", [1] * 8, 0, 2)}, bytes(2))
    write("bad-hole", {"a": f4, "b": entry("F32", [1], 8, 12)}, bytes(12))
    write("bad-overlap", {"a": entry("F32", [2], 0, 8), "b": entry("F32", [2], 4, 12)}, bytes(12))
    write("bad-rest", {"a": f4}, bytes(5))
    write("bad-short", {"a": f4}, bytes(3))
    write("bad-backwards", {"a": entry("F32", [1], 4, 0)}, bytes(4))
    write("bad-shape-overflow", {"a": entry("F32", [2**32, 2**32], 0, 0)}, b"")
    write("bad-shape-negative", {"a": entry("F32", [-1], 0, 4)}, bytes(4))
    write("bad-dtype", {"a": entry("F31", [1], 0, 4)}, bytes(4))
    write("bad-bits", {"a": entry("F4", [1], 0, 1)}, bytes(1))
    write("bad-nine-dims", {"a": entry("U8", [1] * 9, 0, 1)}, bytes(1))
    write("bad-duplicate", b'{"a":' + json.dumps(f4).encode() + b',"a":' + json.dumps(f4).encode() + b"}",
          bytes(4))
    write("bad-meta", {"__metadata__": {"k": 1}, "a": f4}, bytes(4))
    write("bad-json", b'{"a":{"dtype":"F32"', bytes(4))
    write("bad-depth", b'{"a":' + b"[" * 70 + b"]" * 70 + b"}", b"")
    write("bad-length-huge", {}, b"", 2**64 - 1)
    write("bad-length-limit", {}, b"", 100_000_001)
    write("bad-length-off", {"a": f4}, bytes(4), 7)


if __name__ == "__main__":
    main()
