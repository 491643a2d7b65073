#!/usr/bin/env python3
"""Write the seeds of fuzz_savedmodel, fuzz_bundle and fuzz_snappy.

Graphs are those of tests/golden/tfhub without what no reader needs (tests/lib/savedmodel.py),
indexes are the golden modules' own, and blocks are written by hand. Plain
Python; run it in any folder."""
import pathlib
import struct
import sys

HERE = pathlib.Path(__file__).parent
sys.path.append(str(HERE.parent / "lib"))
from savedmodel import slim

GOLDEN = HERE.parent / "golden" / "tfhub"


def write(folder, name, data):
    path = HERE / "corpus" / folder
    path.mkdir(parents=True, exist_ok=True)
    (path / name).write_bytes(data)


def main():
    for module in ("published", "published-norm", "export2", "trained", "tf1", "tf1-mod", "tf1-div",
                   "tf1-concat", "tf1-tokens"):
        write("savedmodel", module, slim((GOLDEN / module / "saved_model.pb").read_bytes()))
        write("bundle", module, (GOLDEN / module / "variables" / "variables.index").read_bytes())
    for name in ("second-output", "signature", "training", "two-layers", "changed-table"):
        write("savedmodel", "around-" + name, (GOLDEN / "around" / (name + ".pb")).read_bytes())
    write("savedmodel", "bad-cut", slim((GOLDEN / "tf1" / "saved_model.pb").read_bytes())[:-1])
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
