#!/usr/bin/env python3
"""Write the seeds of fuzz_savedmodel, fuzz_bundle and fuzz_snappy.

Graphs are those of tests/golden/tfhub without what no reader needs (object graph, op lists,
shapes and devices), indexes are the golden modules' own, and blocks are written by hand. Plain
Python; run it in any folder."""
import pathlib
import struct
import sys

HERE = pathlib.Path(__file__).parent
sys.path.append(str(HERE.parent / "lib"))
from wire import fields, varint

GOLDEN = HERE.parent / "golden" / "tfhub"


def rebuilt(data, change):
    """the message with what change(number, payload) gives: None: dropped, True: as it was"""
    out = b""
    for number, kind, payload, whole in fields(data):
        new = change(number, payload)
        if new is True:
            out += whole
        elif new is not None:
            out += varint(number << 3 | 2) + varint(len(new)) + new
    return out


KEPT = {b"value", b"dtype", b"pattern", b"rewrite", b"replace_global", b"skip_empty", b"maxsplit",
        b"num_buckets", b"key_index", b"value_index", b"vocab_size", b"f", b"num_partitions"}


def node(data):
    def attr(number, payload):
        if number == 4:
            return None   # device
        if number != 5:
            return True
        key = next(p for n, _, p, _ in fields(payload) if n == 1)
        return True if key in KEPT and len(payload) < 200 else None
    return rebuilt(data, attr)


def function(data):
    name = next(p for n, _, p, _ in fields(data) if n == 1)
    if b"traced_" in name:   # saving and restoring
        return None
    def signature(number, payload):
        return rebuilt(payload, lambda n, p: p if n == 1 else None) if number in (2, 3) else True
    def change(number, payload):
        if number == 1:
            return rebuilt(payload, signature)
        return node(payload) if number == 3 else True if number == 4 else None
    return rebuilt(data, change)


def model(data):
    def graph(number, payload):
        if number == 1:
            return node(payload)
        return rebuilt(payload, lambda n, p: function(p) if n == 1 else None) if number == 2 else None
    def info(number, payload):
        return True if number == 4 else None
    def signature(number, payload):   # names of the outputs
        if number != 2:
            return True
        return rebuilt(payload, lambda n, p: True if n == 2 else None)
    def meta(number, payload):
        if number == 1:
            return rebuilt(payload, info)
        if number == 2:
            return rebuilt(payload, graph)
        if number == 4:
            return True if b"saved_model_assets" in payload else None
        if number == 5:
            return rebuilt(payload, signature) if b"__saved_model_init_op" not in payload else None
        return True if number == 6 else None
    return rebuilt(data, lambda n, p: rebuilt(p, meta) if n == 2 else True)


def write(folder, name, data):
    path = HERE / "corpus" / folder
    path.mkdir(parents=True, exist_ok=True)
    (path / name).write_bytes(data)


def main():
    for module in ("published", "published-norm", "export2", "trained", "tf1", "tf1-mod", "tf1-div",
                   "tf1-concat", "tf1-tokens"):
        write("savedmodel", module, model((GOLDEN / module / "saved_model.pb").read_bytes()))
        write("bundle", module, (GOLDEN / module / "variables" / "variables.index").read_bytes())
    write("savedmodel", "bad-cut", model((GOLDEN / "tf1" / "saved_model.pb").read_bytes())[:-1])
    write("bundle", "bad-footer", (GOLDEN / "tf1" / "variables" / "variables.index").read_bytes()[:-1])
    serving = ("c001f06d00000608011a020801001c0e5f434845434b504f494e5441424c455f4f424a4543545f4752415048"
               "08071200200c28eb043590d1b747001c0b612f2e415454524942555445532f5641524941424c455f56414c55"
               "45080112002804350638271f001c0d622f2e4154545249425554522a0034200428043510fd784f001c0d632f"
               "765600402008280435efd682c3000000000100000001")
    data = bytes.fromhex(serving)
    for name, block in (("good-index", data[:-1]), ("good-empty", b"\0"), ("good-literal", b"\x03\x08abc"),
                        ("good-overlap", b"\x0a\x04ab\x11\x02"), ("good-two", b"\x06\x08abc\x0a\x03\0"),
                        ("good-four", b"\x06\x08abc\x0b\x03\0\0\0"), ("good-long", b"\x05\xf0\x04vwxyz"),
                        ("bad-end", b"\x03\x08ab"), ("bad-back", b"\x07\x08abc\x01\x04"),
                        ("bad-zero", b"\x07\x08abc\x01\0"), ("bad-huge", b"\xff\xff\xff\xff\x0f\0a"),
                        ("bad-bomb", b"\x80\x80\x80\x20\0a")):
        write("snappy", name, block)


if __name__ == "__main__":
    main()
