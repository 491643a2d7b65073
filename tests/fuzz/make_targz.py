#!/usr/bin/env python3
"""Write the seeds of fuzz_targz: small archives of each format that Python's tarfile writes,
members of each kind, and zips, which begin with P. Plain Python; run it in any folder."""
import gzip
import io
import pathlib
import tarfile
import zipfile

FOLDER = pathlib.Path(__file__).parent / "corpus" / "targz"
MODULE = [("./", None), ("./saved_model.pb", b"graph"), ("./assets/", None), ("./assets/tokens.txt", b"de\nla\n"),
          ("./variables/", None), ("./variables/variables.index", b"index")]


def entry(name, body=b"", **more):
    e = tarfile.TarInfo(name)
    e.size = len(body)
    for key, value in more.items():
        setattr(e, key, value)
    return e, body


def pack(members, form=tarfile.USTAR_FORMAT, **more):
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=form, **more) as tar:
        for e, body in members:
            tar.addfile(e, io.BytesIO(body))
    return raw.getvalue()


def short(tar):
    """Without the padding to 10 KB: whole blocks, and two of zeros at the end."""
    n = len(tar.rstrip(b"\0"))
    return tar[:(n + 511) // 512 * 512] + bytes(1024)


def write(name, tar, tail=b""):
    (FOLDER / name).write_bytes(gzip.compress(short(tar), 9, mtime=0) + tail)


def write_zip(name, members, method=zipfile.ZIP_DEFLATED, cut=0):
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", method) as z:
        for member, mode, body in members:
            info = zipfile.ZipInfo(member)
            info.external_attr, info.compress_type = mode << 16, method
            z.writestr(info, body)
    (FOLDER / name).write_bytes(raw.getvalue()[:len(raw.getvalue()) - cut])


def zips():
    vec = b"1 2\nhola 1 2\n"
    write_zip("zip-good", [("d/", 0o40755, b""), ("d/x.vec", 0o100644, vec), ("README", 0o100644, b"r")])
    write_zip("zip-stored", [("x.bin", 0, b"\xba\x16\x4f\x2f"), ("x.vec", 0, vec)], zipfile.ZIP_STORED)
    write_zip("zip-bzip2", [("x.vec", 0, vec)], zipfile.ZIP_BZIP2)
    write_zip("zip-lzma", [("x.vec", 0, vec)], zipfile.ZIP_LZMA)
    write_zip("zip-several", [("a.txt", 0, vec), ("b.txt", 0, vec)])
    write_zip("zip-name", [("x.vec", 0, vec), ("../y.vec", 0, vec)])
    write_zip("zip-link", [("x.vec", 0o120777, b"/etc/passwd")])
    write_zip("zip-cut", [("x.vec", 0, vec)], cut=5)
    write_zip("zip-large", [("x.vec", 0, bytes(60000))])


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    zips()
    module = [entry(n, b) if b is not None else entry(n, type=tarfile.DIRTYPE) for n, b in MODULE]
    write("good-ustar", pack(module))
    write("good-gnu", pack(module, tarfile.GNU_FORMAT))
    write("good-pax", pack(module, tarfile.PAX_FORMAT))
    write("good-setuid", pack([entry("s", b"s", mode=0o6777)]))
    write("good-prefix", pack([entry("d/" * 60 + "x", b"x")]))
    write("good-long-gnu", pack([entry("n" * 150, b"x")], tarfile.GNU_FORMAT))
    write("good-long-pax", pack([entry("n" * 150, b"x", pax_headers={"comment": "c"})], tarfile.PAX_FORMAT))
    write("good-global", pack([entry("a", b"x")], tarfile.PAX_FORMAT, pax_headers={"comment": "c"}))
    write("good-contiguous", pack([entry("a", b"x", type=tarfile.CONTTYPE)]))
    two = gzip.compress(short(pack(module)), 9, mtime=0)
    (FOLDER / "good-members").write_bytes(two + gzip.compress(b"", 9, mtime=0))
    for name in ("../x", "/x", "a/../../x", "x\ny"):
        write("bad-name-" + name.encode().hex(), pack([entry(name, b"x")]))
        write("bad-pax-" + name.encode().hex(), pack([entry("a", b"x", pax_headers={"path": name})],
                                                      tarfile.PAX_FORMAT))
    for kind in "123456S":
        write("bad-kind-" + kind, pack([entry("first", b"1"), entry("k", type=kind.encode(), linkname="first")]))
    write("bad-twice", pack([entry("a", b"1"), entry("a", b"2")]))
    write("bad-file-and-folder", pack([entry("a", b"1"), entry("a/b", b"2")]))
    write("bad-size-pax", pack([entry("a", b"x", pax_headers={"size": "9223372036854775807"})], tarfile.PAX_FORMAT))
    write("bad-sparse", pack([entry("a", b"ab", pax_headers={"GNU.sparse.map": "0,1,100,1", "GNU.sparse.size": "101"})],
                             tarfile.PAX_FORMAT))
    write("bad-large", pack([entry("zeros", bytes(100_000))]))
    write("bad-empty", b"")
    good = gzip.compress(short(pack(module)), 9, mtime=0)
    (FOLDER / "bad-cut").write_bytes(good[:len(good) // 2])
    (FOLDER / "bad-crc").write_bytes(good[:-8] + bytes(4) + good[-4:])
    (FOLDER / "bad-tail").write_bytes(good + b"more")
    (FOLDER / "bad-plain").write_bytes(b"<html>")


if __name__ == "__main__":
    main()
