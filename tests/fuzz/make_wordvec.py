#!/usr/bin/env python3
"""Write the seeds of fuzz_fasttext and fuzz_wordvec: tiny files that follow the formats, and some
breaches. Plain Python; run it in any folder."""
import pathlib
import struct

CORPUS = pathlib.Path(__file__).parent / "corpus"


def fasttext(name, words=("</s>", "ñu", "a"), labels=("__label__a",), dim=2, model=3, word_n=2,
             bucket=4, minn=1, maxn=2, kept=None, quantised=None, version=12, extra_rows=None, cut=0):
    out = struct.pack("<14id", 793712314, version, dim, 5, 1, 1, 5, word_n, 3, model, bucket, minn,
                      maxn, 100, 1e-4)
    out += struct.pack("<3iqq", len(words) + len(labels), len(words), len(labels), 99,
                       -1 if kept is None else len(kept))
    for i, w in enumerate(words + labels):
        out += w.encode() + b"\0" + struct.pack("<qb", 3, i >= len(words))
    for pair in kept or ():
        out += struct.pack("<2i", *pair)
    rows = len(words) + (extra_rows if extra_rows is not None else bucket if kept is None else len(kept))
    if quantised is None:
        out += struct.pack("<Bqq", 0, rows, dim)
        out += struct.pack(f"<{rows * dim}f", *((i % 7 - 3) / 4 for i in range(rows * dim)))
    else:
        parts = (dim + 1) // 2
        out += struct.pack("<BBqqi", 1, quantised, rows, dim, rows * parts)
        out += bytes(i % 256 for i in range(rows * parts))
        out += struct.pack("<4i", dim, parts, 2 if dim > 1 else 1, 1 if dim % 2 else 2)
        out += struct.pack(f"<{dim * 256}f", *((i % 9 - 4) / 8 for i in range(dim * 256)))
        if quantised:
            out += bytes(i % 256 for i in range(rows)) + struct.pack("<4i", 1, 1, 1, 1)
            out += struct.pack("<256f", *(i / 100 for i in range(256)))
    (CORPUS / "fasttext" / name).write_bytes(out[:len(out) - cut])


def wordvec(name, data, step=15):
    (CORPUS / "wordvec" / name).write_bytes(bytes([step]) + data)


def main():
    for name in ("fasttext", "wordvec"):
        (CORPUS / name).mkdir(parents=True, exist_ok=True)
    fasttext("good-supervised")
    fasttext("good-words", word_n=1, bucket=0, minn=0, maxn=0)
    fasttext("good-cbow", model=1, labels=(), minn=2, maxn=3)
    fasttext("good-skipgram", model=2, labels=(), bucket=9, minn=1, maxn=5, dim=1)
    fasttext("good-old", version=11)
    fasttext("good-labels", labels=("#b", "#c"))
    fasttext("good-pruned", kept=((3, 0), (1, 1)))
    fasttext("good-pruned-away", kept=())
    fasttext("good-quantised", quantised=0, dim=3)
    fasttext("good-quantised-norm", quantised=1, dim=1, kept=((2, 0),))
    fasttext("bad-rows", extra_rows=3)
    fasttext("bad-version", version=13)
    fasttext("bad-kept", kept=((9, 0),))
    fasttext("bad-twice", words=("a", "a"))
    fasttext("bad-cut", cut=5)
    own = (CORPUS / "fasttext" / "good-words").read_bytes()
    (CORPUS / "fasttext" / "foreign-floret").write_bytes(own[:56] + struct.pack("<2i", 1, 2) + own[56:])
    floats = struct.pack("<2f", 0.5, -1.25)
    wordvec("good-text", "3 2\nla 0.5 -1.25\nñu 1e-3 2\na\u00a0b .5 5.\n".encode())
    wordvec("good-vec", b"2 3\nla 0.5 1 2 \n</s> 3 4 5 \n", 1)
    wordvec("good-glove", b"la 0.5 1\n. . 1 2\n<unk> 3 4")
    wordvec("good-binary", b"2 2\nla " + floats + b"\nzu " + floats + b"\n")
    wordvec("good-binary-plain", b"2 2\nla " + floats + b"\xff\xfe " + floats, 1)
    wordvec("bad-short", b"9 1\nla 1\nla 2\nlo 3\r\n")
    wordvec("bad-table", b"0.5 1 2\n1.5 3 4\n")
    wordvec("foreign-empty", b"")
    wordvec("foreign-page", b"\n <html lang='en'><title>404</title>\n")
    wordvec("foreign-pointer", b"version https://git-lfs.github.com/spec/v1\nsize 12\n")
    wordvec("foreign-npz", b"PK\3\4" + bytes(22) + b"\5\0\0\0a.npy")
    wordvec("foreign-keras", b"PK\3\4" + bytes(22) + b"\x0b\0\0\0config.json{'keras'")
    wordvec("foreign-tar", b"a.vec" + bytes(252) + b"ustar  \0" + bytes(20) + b"2 2\n")
    wordvec("foreign-pickle", b"\x80\4\x95=\0\0\0\0\0\0\0\x8c\x1bgensim.models")
    wordvec("foreign-onnx", b"\x08\x08\x12\x07pytorch\x1a")
    wordvec("foreign-pieces", b"\x0a\x0e\x0a\x05<unk>\x15\0\0\0\0\x18\x02")
    wordvec("foreign-tensors", b"\x40\0\0\0\0\0\0\0{\"embeddings\":")
    wordvec("foreign-json", b"\xef\xbb\xbf [ {\"word\" : \"a\"}]")
    wordvec("foreign-old", struct.pack("<12id", 10, 5, 1, 1, 5, 1, 2, 2, 100, 3, 6, 100, 1e-4) + bytes(16))
    wordvec("good-numbers", b"2 4\na 123456789012345678901234567890 1e-45 16777217 0.30000001192092896\n"
            b"b 3.4028235677973362e38 1e-99 7.0064923216240854e-46 -0\n")
    wordvec("bad-number", b"1 2\nla 0,5 1\n")
    wordvec("bad-fields", b"la 1 2\nlo 1\n")
    wordvec("bad-finite", b"1 1\nla " + struct.pack("<f", float("inf")))
    wordvec("bad-cut", b"3 2\nla " + floats + b"lo \0")
    wordvec("bad-header", b"4294967295 65536\nla 1")
    wordvec("bad-packed", struct.pack("<i", 793712314) + bytes(20))


if __name__ == "__main__":
    main()
