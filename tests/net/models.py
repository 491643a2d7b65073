#!/usr/bin/env python3
"""lmev models against a server that misbehaves: whatever happens, the cache is right.

   usage: models.py LMEV [NAME...]       all checks, or those whose name holds a NAME

Exit code 77 (skipped) without the openssl program. Everything stays on the loopback interface.
"""
import gzip
import hashlib
import io
import json
import os
import pathlib
import random
import resource
import shutil
import signal
import struct
import subprocess
import sys
import tarfile
import tempfile
import time
import traceback
import zipfile

import server as bad

HANDLE = "https://tfhub.dev/google/nnlm-es-dim50/2"
SHA1 = "d7344ad3d15f2ff2eb8e3d89b460461c4f26901c"  # of HANDLE, as in tensorflow_hub's cache
NAME = "nnlm-es-dim50"
GOLDEN = pathlib.Path(__file__).resolve().parents[1] / "golden"
TABLE = "variables/variables.data-00000-of-00001"
CHECKS = []


def check(f):
    CHECKS.append(f)
    return f


def wait_for(what, condition, *args):
    """Until it holds. The limit is for a fault: a busy machine needs some seconds."""
    limit = time.monotonic() + 100
    while not condition(*args):
        assert time.monotonic() < limit, f"not in 100 s: {what}"
        time.sleep(0.01)


def read_folder(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def make_files(seed):
    """A module that can be used, and enough beside it to be cut, stalled and killed in."""
    return {**read_folder(GOLDEN / "tfhub/published"),
            "assets/noise": random.Random(f"{seed}").randbytes(2_600_000)}


def make_archive(files, folders=("./", "./assets/", "./variables/")):
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as tar:
        for folder in folders:
            entry = tarfile.TarInfo(folder)
            entry.type, entry.mode = tarfile.DIRTYPE, 0o755
            tar.addfile(entry)
        for name, body in files.items():
            entry = tarfile.TarInfo("./" + name)
            entry.size = len(body)
            tar.addfile(entry, io.BytesIO(body))
    return gzip.compress(raw.getvalue(), 1, mtime=0)


class World:
    """The server, the files that are right, and a fresh cache for each check."""

    def __init__(self, lmev, folder):
        self.lmev = lmev
        self.top = pathlib.Path(folder)
        self.ca, certificate, key = bad.make_certificates(folder)
        self.files, self.others = make_files(1), make_files(2)
        self.archive = make_archive(self.files)
        self.server = bad.Server(certificate, key, self.archive)
        self.server.other = make_archive(self.others)

    def fresh(self, name):
        self.server.reset()
        self.server.archive = self.archive
        self.server.files, self.server.linked, self.server.cuts = {}, {}, []
        self.server.about, self.server.closed, self.server.vectors = {}, set(), {}
        self.server.enough = None
        self.home = self.top / name
        shutil.rmtree(self.home, ignore_errors=True)
        self.home.mkdir()
        self.cache = self.home / "cache"

    def environment(self, **more):
        keep = {k: v for k, v in os.environ.items() if k in ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "LD_PRELOAD")}
        return {**keep, "HOME": str(self.home), "TFHUB_CACHE_DIR": str(self.cache), "LC_ALL": "C.UTF-8",
                "LMEV_CA_FILE": str(self.ca), "HF_ENDPOINT": self.server.url("").rstrip("/"),
                "LMEV_ENDPOINT": self.server.url("ok"), "NO_COLOR": "1", **more}

    def run(self, *args, env=None, **more):
        return subprocess.run([self.lmev, "models", *args], env=env or self.environment(), cwd=self.home,
                              capture_output=True, text=True, timeout=120, **more)

    def lmev_does(self, *args, env=None, **more):
        return subprocess.run([self.lmev, *args], env=env or self.environment(), cwd=self.home,
                              capture_output=True, text=True, timeout=120, **more)

    def start(self, *args, env=None):
        return subprocess.Popen([self.lmev, "models", *args], env=env or self.environment(), cwd=self.home,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def pull(self, behaviour, *args, **more):
        return self.run("pull", NAME, "--endpoint", self.server.url(behaviour), *args, **more)

    # -- what must hold --------------------------------------------------------------------

    def names(self):
        return sorted(os.listdir(self.cache)) if self.cache.exists() else []

    def expect(self, result, code, *said):
        if result.returncode != code or any(s not in result.stderr for s in said):
            raise AssertionError(f"exit code {result.returncode}, wanted {code} saying {said}\n"
                                 f"{result.stdout}{result.stderr}")

    def expect_model(self, files=None, folder=None):
        """The model, all of it, nothing else beside it, and verify agrees."""
        folder = folder or self.cache / SHA1
        have = {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
        if have != (files or self.files):
            raise AssertionError(f"wrong files: {[(k, len(v)) for k, v in have.items()]}")
        stem = folder.name
        if self.names() != [stem, stem + ".descriptor.txt", stem + ".lmev.json"]:
            raise AssertionError(f"in the cache: {self.names()}")

    def expect_nothing(self, part=False):
        """No model, and no left-overs but what the next pull goes on with."""
        rest = {n[40:] for n in self.names()}
        if not rest <= ({".lmev.part", ".lmev.part.json", ".lmev.unfinished"} if part else set()):
            raise AssertionError(f"in the cache: {self.names()}")

    def good(self, behaviour, *args, **more):
        result = self.pull(behaviour, *args, **more)
        self.expect(result, 0)
        self.expect_model()
        if result.stdout != f"{self.cache}/{SHA1}\n":
            raise AssertionError(result.stdout)
        self.expect(self.run("verify", NAME), 0)
        return result

    def expect_vectors(self, result, handle, name, body):
        """One file of that name and these bytes, to which the path leads; it can be used."""
        self.expect(result, 0)
        folder = self.cache / hashlib.sha1(handle.encode()).hexdigest()
        self.expect_model({name: body}, folder)
        assert result.stdout == f"{folder}/{name}\n", result.stdout
        embedded = self.lmev_does("embed", f"{folder}/{name}", "-", input="hola\n")
        self.expect(embedded, 0)

    def bad_url(self, behaviour, code, *said, args=(), part=False):
        """One address alone, where there is waiting."""
        self.expect(self.run("pull", self.server.url(behaviour) + "/x.tar.gz", *args), code, *said)
        self.expect_nothing(part)

    def bad(self, behaviour, code, *said, args=(), part=False):
        self.expect(self.pull(behaviour, *args), code, *said)
        self.expect_nothing(part)


# ---- what works ------------------------------------------------------------------------------

@check
def plain(w):
    w.good("ok")
    lines = (w.cache / (SHA1 + ".descriptor.txt")).read_text().split("\n")
    assert lines[0] == f"Module: {HANDLE}" and len(lines) == 3, lines
    assert lines[1].startswith("Download Time: ") and "(PID:" in lines[2], lines
    record = json.loads((w.cache / (SHA1 + ".lmev.json")).read_text())
    assert record["sha256"] == hashlib.sha256(w.archive).hexdigest()
    assert record["files"]["saved_model.pb"]["sha256"] == hashlib.sha256(w.files["saved_model.pb"]).hexdigest()
    requests = len(w.server.seen)
    w.good("ok")  # it is there: nothing is asked
    assert len(w.server.seen) == requests
    w.expect(w.pull("ok", "--again"), 0)
    w.expect_model()
    assert len(w.server.seen) == requests + 1


@check
def names_of_one_module(w):
    w.good("ok")
    for model in (HANDLE, HANDLE + "/", "tfhub.dev/google/nnlm-es-dim50/2", "google/nnlm-es-dim50/2",
                  "https://www.kaggle.com/models/google/nnlm/TensorFlow2/es-dim50/1",
                  "https://storage.googleapis.com/tfhub-modules/google/nnlm-es-dim50/2.tar.gz"):
        shown = w.run("show", model, "--format", "json")
        w.expect(shown, 0)
        assert json.loads(shown.stdout)["path"] == f"{w.cache}/{SHA1}", model
    assert len(w.server.seen) == 1
    w.expect(w.run("show", "nnlm-es-dim128"), 4, "is not on this machine", "lmev models pull nnlm-es-dim128")
    w.expect(w.run("show", "nnlm-es-dim5"), 4, "did you mean 'nnlm-es-dim50'?")


@check
def url_of_an_archive(w):
    url = w.server.url("ok") + "/mine/es-titles.tar.gz"
    result = w.run("pull", url)
    w.expect(result, 0)
    folder = w.cache / hashlib.sha1(url.encode()).hexdigest()
    w.expect_model(folder=folder)
    listed = json.loads(w.run("list", "--format", "json", "--here").stdout)
    assert [(m["name"], m["handle"]) for m in listed] == [("es-titles", url)], listed


@check
def mirror_of_files(w):
    w.good("mirror")


@check
def redirects(w):
    w.good("chain")


@check
def checksum_of_the_server(w):
    w.good("crc")


@check
def list_and_show_stay_at_home(w):
    listed = w.run("list", "--format", "json")
    w.expect(listed, 0)
    names = [m["name"] for m in json.loads(listed.stdout)]
    assert NAME in names and "potion-multilingual-128M" in names and names == sorted(names)
    w.expect(w.run("verify"), 0)
    assert not w.server.seen and not w.cache.exists()


@check
def caches_of_others(w):
    theirs = w.cache / hashlib.sha1(b"https://tfhub.dev/google/nnlm-en-dim50/2").hexdigest()
    theirs.mkdir(parents=True)
    (theirs / "saved_model.pb").write_bytes(b"x" * 10)
    w.expect(w.run("show", "nnlm-en-dim50"), 0)
    w.expect(w.run("verify", "nnlm-en-dim50"), 3, "saved_model.pb")  # nothing recorded, and it is broken
    words = w.home / "words.vec"
    words.write_text("1 2\nhola 1 2\n")
    w.expect(w.run("verify", str(words)), 4, "no digests were recorded")
    kaggle = w.home / ".cache/kagglehub/models/google/nnlm/TensorFlow2/es-dim128/1"
    kaggle.mkdir(parents=True)
    (kaggle / "saved_model.pb").write_bytes(b"x")
    w.expect(w.run("show", "nnlm-es-dim128"), 4)  # not finished
    kaggle.with_name("1.complete").touch()
    assert str(kaggle) in w.run("show", "nnlm-es-dim128").stdout
    hub = w.home / ".cache/huggingface/hub/models--minishlab--potion-base-2M"
    snapshot = hub / "snapshots/abc123"
    for folder in (snapshot, hub / "refs", hub / "blobs"):
        folder.mkdir(parents=True)
    golden = read_folder(GOLDEN / "static/m2v-wordlevel")
    table = golden["model.safetensors"]
    blob = hub / "blobs" / hashlib.sha256(table).hexdigest()
    blob.write_bytes(table)
    (snapshot / "model.safetensors").symlink_to(f"../../blobs/{blob.name}")
    (snapshot / "config.json").write_text('{"model_type": "model2vec"}')
    (snapshot / "tokenizer.json").write_bytes(golden["tokenizer.json"])
    (hub / "refs/main").write_text("abc123")
    assert str(snapshot) in w.run("show", "minishlab/potion-base-2M").stdout
    w.expect(w.run("verify", "potion-base-2M"), 0)
    blob.write_bytes(table[:-1] + b"!")
    w.expect(w.run("verify", "potion-base-2M"), 5, "sha256")
    assert not w.server.seen


@check
def verify_finds_changes(w):
    w.good("ok")
    table = w.cache / SHA1 / TABLE
    body = table.read_bytes()
    table.write_bytes(body[:1000] + bytes([body[1000] ^ 1]) + body[1001:])
    w.expect(w.run("verify", NAME), 5, "another sha256")
    w.expect(w.run("verify"), 5)
    table.write_bytes(body[:-1])
    w.expect(w.run("verify", NAME), 5, "another length")
    table.unlink()
    w.expect(w.run("verify", NAME), 5, "is missing")
    table.write_bytes(body)
    (table.parent / "more").write_bytes(b"")
    w.expect(w.run("verify", NAME), 5, "was not there", "move it out of the model's folder")
    (table.parent / "more").unlink()
    table.write_bytes(body[:-1])
    w.expect(w.pull("ok", "--again"), 0)
    w.expect_model()


@check
def a_folder_with_a_foreign_file_stays(w):
    """--again replaces what the record beside the folder lists, and nothing else."""
    w.good("ok")
    folder = w.cache / SHA1
    record = w.cache / (SHA1 + ".lmev.json")
    note = record.read_bytes()
    requests = len(w.server.seen)
    elsewhere = w.home / "mine"
    elsewhere.write_text("mine")

    def refused(*said):
        before = read_folder(w.cache)
        w.expect(w.pull("ok", "--again"), 1, *said)
        assert read_folder(w.cache) == before
        assert len(w.server.seen) == requests  # before anything is asked for

    for name in ("notes.txt", "variables/notes.txt", "own/notes.txt"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("mine")
        refused(name.split("/")[0], "no part of a model that was pulled", "move the files that lmev did not make out")
        (folder / name).unlink()
    (folder / "own").rmdir()
    (folder / "link").symlink_to(elsewhere)
    refused("'link'")
    (folder / "link").unlink()
    # Without the record of this handle the folder is another program's.
    for other in (None, b"{}", note.replace(HANDLE.encode(), b"https://example.com/1")):
        if other is None:
            record.unlink()
            refused("no '" + record.name, "move the folder away")
        else:
            record.write_bytes(other)
            refused(record.name, "was not made by lmev", "move it away")
    record.write_bytes(note)
    w.expect(w.pull("ok", "--again"), 0)
    w.expect_model()


@check
def names_of_a_download_that_are_not_ours(w):
    """Only what S.lmev.unfinished speaks of is gone on with, or removed."""
    w.cache.mkdir(exist_ok=True)
    fresh = SHA1 + ".6c6d6576000000000000000000000000.tmp"
    for name in (".lmev.part", ".lmev.part.json", ".lmev.small", ".lmev.small.json", ".lmev.lock",
                 ".lmev.json", ".lmev.unfinished", ".descriptor.txt"):
        foreign = w.cache / (SHA1 + name)
        foreign.write_text("mine")
        w.expect(w.pull("ok"), 1, foreign.name, "was not made by lmev", "move it away")
        assert read_folder(w.cache) == {foreign.name: b"mine"}, name
        foreign.unlink()
    (w.cache / fresh).mkdir()
    (w.cache / fresh / "notes.txt").write_text("mine")
    w.expect(w.pull("ok"), 1, fresh, "move it away")
    assert read_folder(w.cache) == {fresh + "/notes.txt": b"mine"}
    # A link in what a killed process has left is not what it left.
    (w.cache / (SHA1 + ".lmev.unfinished")).write_text(json.dumps({"unfinished": HANDLE}))
    (w.cache / fresh / "link").symlink_to("notes.txt")
    w.expect(w.pull("ok"), 1, fresh, "'link'")
    assert (w.cache / fresh / "link").is_symlink()
    (w.cache / fresh / "link").unlink()
    w.good("ok")
    assert not (w.cache / fresh).exists()


@check
def a_model_that_was_half_removed(w):
    """A kill while the old model goes: what is left is no model, and is brought anew."""
    w.good("ok")
    (w.cache / SHA1 / ".lmev-unfinished").touch()
    (w.cache / SHA1 / "saved_model.pb").unlink()
    w.expect(w.run("show", NAME), 4, "is not on this machine")
    w.good("ok")


@check
def tables_have_checksums_of_their_own(w):
    damaged = bytearray(w.files[TABLE])
    damaged[len(damaged) // 2] ^= 1
    w.good("ok")
    (w.cache / (SHA1 + ".lmev.json")).unlink()  # as if another program had put it there
    assert w.run("verify").stdout == "1 model verified\n"
    (w.cache / SHA1 / TABLE).write_bytes(damaged)
    w.expect(w.run("verify", NAME), 5, "do not have their checksum")
    w.expect(w.run("verify", w.cache / SHA1), 5, "do not have their checksum")
    w.expect(w.run("verify"), 5, "do not have their checksum")
    w.expect(w.pull("ok", "--again"), 1, "move the folder away")  # another program's
    shutil.rmtree(w.cache / SHA1)
    w.good("ok")
    # Damaged before it was packed: the digests would be right, those of wrong bytes. The good
    # model stays; where there is none, nothing is kept.
    w.server.archive = make_archive({**w.files, TABLE: bytes(damaged)})
    w.expect(w.pull("ok", "--again"), 5, "do not have their checksum")
    w.expect_model()
    w.fresh("tables_have_checksums_of_their_own")
    w.server.archive = make_archive({**w.files, TABLE: bytes(damaged)})
    w.bad("ok", 5, "do not have their checksum")


# ---- what does not -----------------------------------------------------------------------------

@check
def no_way_out_of_https(w):
    w.bad("http", 1, "not https")
    w.bad("file", 1, "not https")
    w.expect(w.run("pull", NAME, "--endpoint", f"http://127.0.0.1:{w.server.port_http}/ok"), 2,
             "not an https address", "begins with https://")
    w.expect(w.run("pull", f"http://127.0.0.1:{w.server.port_http}/ok/x.tar.gz"), 2, "not an https address")
    w.expect(w.run("pull", "https://me:secret@localhost/x.tar.gz"), 2, "password")
    assert w.server.plain == 0
    w.expect_nothing()


@check
def too_many_redirects(w):
    w.bad("loop", 1, "more than 10 times")


@check
def unknown_authority(w):
    environment = w.environment()
    del environment["LMEV_CA_FILE"]
    w.expect(w.pull("ok", env=environment), 1, "cannot prove who it is")
    w.expect_nothing()


@check
def web_pages(w):
    w.bad("html", 3, "a web page instead of an archive")
    w.bad("html2", 3, "a web page instead of an archive")
    w.bad("text", 3, "does not send a gzip archive")


@check
def absent(w):
    w.bad("404", 4, "is not there (HTTP 404)")
    w.bad("403", 4, "HTTP 403")


@check
def failing_server(w):
    w.good("500once")
    w.fresh("failing_server")
    w.good("429")
    w.fresh("failing_server")
    w.bad_url("503", 1, "HTTP 503")
    w.bad_url("empty", 1)


@check
def wrong_length(w):
    w.bad_url("long", 1, "shorter than the server said")
    w.good("ok")
    w.fresh("wrong_length")
    w.bad("short", 3, "damaged or cut off")
    w.bad("damaged", 3, "damaged or cut off")
    w.good("ok")


@check
def wrong_hash(w):
    right = hashlib.sha256(w.archive).hexdigest()
    w.bad("ok", 5, f"its sha256 is {right}", args=("--sha256", "0" * 64))
    w.bad("badcrc", 5, "its checksum is not the one")
    w.good("ok", "--sha256", right.upper())
    w.expect(w.pull("ok", "--sha256", "0" * 64), 5, "is here")
    for model in ("acme/tiny", "."):  # no archive, so no sha256 of it
        w.expect(w.run("pull", model, "--sha256", right), 2, "is not an archive")
    theirs = w.cache / hashlib.sha1(b"https://tfhub.dev/google/nnlm-en-dim50/2").hexdigest()
    theirs.mkdir()
    (theirs / "saved_model.pb").write_bytes(b"x")  # another program's: what it unpacked is not known
    w.expect(w.run("pull", "nnlm-en-dim50", "--sha256", right), 5, "was not recorded")


@check
def too_large(w):
    w.bad("ok", 3, "larger than allowed", args=("--max-bytes", "100k"))
    tar = gzip.compress(make_archive_of_zeros(50_000_000), 9)
    w.server.archive = tar
    w.bad("ok", 3, "more than is allowed", args=("--max-bytes", "10M"))


def make_archive_of_zeros(n):
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as tar:
        entry = tarfile.TarInfo("zeros")
        entry.size = n
        tar.addfile(entry, io.BytesIO(bytes(n)))
    return raw.getvalue()


@check
def stalls(w):
    w.good("stall", "--stall", "2")  # not 1: two silent seconds of a busy machine end it
    w.fresh("stalls")
    began = time.monotonic()
    w.bad_url("stallalways", 1, "no byte came for 1 seconds", args=("--stall", "1"), part=True)
    assert time.monotonic() - began < 60  # by itself the server lets go after 60 s, each time


# ---- going on ----------------------------------------------------------------------------------

@check
def twenty_cuts(w):
    """In one call, each at another place; no byte is sent twice."""
    n = len(w.archive)
    w.server.cuts = [1, 2, 511, 16384] + [n * k // 18 for k in range(1, 17)]
    w.server.cuts[-1] = n - 1
    w.good("cut")
    assert len(w.server.seen) == 21
    starts = [int(h["Range"][6:-1]) for b, h in w.server.seen if "Range" in h]
    assert len(starts) == 20 and starts == sorted(starts) and starts[-1] == n - 1, starts
    assert all(h["If-Range"] == '"one"' for b, h in w.server.seen if "Range" in h)


@check
def cut_and_killed_twenty_times(w):
    """Each cut ends the process; the next one goes on."""
    n = len(w.archive)
    w.server.rate, w.server.enough = 600_000, n // 25  # however late the kill comes: 20 of 25
    part, rounds = w.cache / (SHA1 + ".lmev.part"), 0
    for k in range(20):
        p = w.start("pull", NAME, "--endpoint", w.server.url("slow"))
        had = part.stat().st_size if part.exists() else 0
        wait_for("the download grows", lambda: part.exists() and part.stat().st_size > had)
        p.send_signal(signal.SIGTERM if k % 2 else signal.SIGKILL)
        p.communicate()
        rounds += 1
        assert p.returncode == (75 if k % 2 else -9), p.returncode
        grown = part.stat().st_size
        assert had < grown < n, (had, grown)
    assert rounds == 20
    w.server.rate, w.server.enough = 20_000_000, None
    w.good("slow")
    asked = [h.get("Range") for b, h in w.server.seen]
    assert asked[-1] == f"bytes={grown}-" and None not in asked[1:], asked


@check
def cannot_go_on(w):
    w.good("norange")
    w.fresh("cannot_go_on")
    w.good("weak")
    w.fresh("cannot_go_on")
    w.good("liar")


@check
def changed_meanwhile(w):
    w.expect(w.pull("changed"), 0)
    w.expect_model(w.others)


@check
def damaged_part(w):
    """What an earlier process left is not what it should be: begun anew, once."""
    n = len(w.archive) // 2
    part = w.cache / (SHA1 + ".lmev.part")
    info = w.cache / (SHA1 + ".lmev.part.json")
    mark = w.cache / (SHA1 + ".lmev.unfinished")
    for wrong in (bytes(n), w.archive[:n - 1] + b"!", b""):
        w.cache.mkdir(exist_ok=True)
        mark.write_text(json.dumps({"unfinished": HANDLE}))
        url = w.server.url("ok") + "/google/nnlm-es-dim50/2?tf-hub-format=compressed"
        info.write_text(json.dumps({"url": url, "etag": '"one"', "modified": "", "linked": "",
                                    "bytes": len(w.archive)}))
        part.write_bytes(wrong)
        w.good("ok")
        shutil.rmtree(w.cache)
    w.cache.mkdir()
    mark.write_text(json.dumps({"unfinished": HANDLE}))
    info.write_text("{not json")
    part.write_bytes(b"rest")
    w.good("ok")


# ---- no space, two at once, kills -----------------------------------------------------------------

@check
def no_space(w):
    limit = len(w.archive) // 2

    def small_files():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    result = w.pull("ok", preexec_fn=small_files, restore_signals=False)
    w.expect(result, 1, "cannot write: File too large")
    w.expect_nothing(part=True)
    w.good("ok")
    assert "Range" in w.server.seen[-1][1]  # what fitted was not asked for again


@check
def full_disk(w):
    disk = w.home / "disk"
    disk.mkdir()
    for size in (1, 4):  # too small for the archive, which its length tells; for it and its contents
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}m", "none", str(disk)],
                                 capture_output=True)
        if mounted.returncode:
            print("  (full_disk: skipped, cannot mount)")
            return
        try:
            w.cache = disk / "cache"
            w.expect(w.pull("ok"), 1, "No space left", "free some space")
            w.expect_nothing(part=size == 4)
            requests = len(w.server.seen)
            subprocess.run(["mount", "-o", "remount,size=16m", str(disk)], check=True)
            w.good("ok")
            again = w.server.seen[requests:]
            assert not again if size == 4 else "Range" not in again[0][1], again
        finally:
            subprocess.run(["umount", str(disk)], check=True)


@check
def two_at_once(w):
    w.server.rate = 4_000_000
    together = [w.start("pull", NAME, "--endpoint", w.server.url("slow")) for _ in range(4)]
    for p in together:
        out, err = p.communicate(timeout=120)
        assert p.returncode == 0, err
        assert out == f"{w.cache}/{SHA1}\n"
    w.expect_model()
    assert w.server.times("slow") == 1, w.server.seen


@check
def the_first_of_two_is_killed(w):
    w.server.rate, w.server.enough = 2_000_000, 100_000
    part = w.cache / (SHA1 + ".lmev.part")
    first = w.start("pull", NAME, "--endpoint", w.server.url("slow"))
    wait_for("the download grows", lambda: part.exists() and part.stat().st_size > 0)
    second = w.start("pull", NAME, "--endpoint", w.server.url("slow"))
    said = second.stderr.readline()
    w.server.enough = None
    first.kill()
    first.communicate()
    out, err = second.communicate(timeout=120)
    assert second.returncode == 0 and "waiting for it" in said, said + err
    w.expect_model()


@check
def kills(w):
    """kill -9 at 40 times spread over download, unpacking and publishing."""
    began = time.monotonic()
    w.good("ok")
    whole = time.monotonic() - began
    for k in range(40):
        w.fresh("kills")
        p = w.start("pull", NAME, "--endpoint", w.server.url("ok"))
        time.sleep(whole * k / 40)
        p.kill()
        p.communicate()
        if SHA1 in w.names():  # complete from the moment it is there
            have = {str(f.relative_to(w.cache / SHA1)): f.read_bytes()
                    for f in (w.cache / SHA1).rglob("*") if f.is_file()}
            assert have == w.files
        w.good("ok")


@check
def kills_at_each_call(w):
    """kill -9 at every call that makes, moves or removes something, when strace can."""
    calls = "mkdir,mkdirat,rename,renameat,unlink,unlinkat,rmdir,fsync,openat,write"
    strace = ["strace", "-f", "-qq", "-o", "/dev/null"]
    probe = shutil.which("strace") and subprocess.run(strace + ["true"], capture_output=True).returncode == 0
    if not probe:
        print("  (kills_at_each_call: skipped, no strace)")
        return
    step, points = int(os.environ.get("LMEV_KILL_STEP", "1")), 0
    for call in calls.split(","):
        every = {"openat": 12, "write": 25}.get(call, 1)
        for when in range(1, 2000, every * step):
            w.fresh("kills_at")
            command = strace + ["-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={when}",
                                w.lmev, "models", "pull", NAME, "--endpoint", w.server.url("ok")]
            done = subprocess.run(command, env=w.environment(), cwd=w.home, capture_output=True, text=True)
            if SHA1 in w.names():
                have = {str(f.relative_to(w.cache / SHA1)): f.read_bytes()
                        for f in (w.cache / SHA1).rglob("*") if f.is_file()}
                assert have == w.files, (call, when)
            w.good("ok")
            points += 1
            if done.returncode not in (-9, 137):  # it made fewer calls than that
                break
    print(f"  ({points} kills)")


# ---- Hugging Face -----------------------------------------------------------------------------------

def make_safetensors(name, shape, seed):
    floats = random.Random(seed)
    body = struct.pack(f"<{shape[0] * shape[1]}f", *(floats.uniform(-1, 1) for _ in range(shape[0] * shape[1])))
    head = json.dumps({name: {"dtype": "F32", "shape": shape, "data_offsets": [0, len(body)]}}).encode()
    return struct.pack("<Q", len(head)) + head + body


def static_model(w):
    golden = read_folder(GOLDEN / "static/m2v-wordlevel")
    size = struct.unpack("<Q", golden["model.safetensors"][:8])[0]
    rows = json.loads(golden["model.safetensors"][8:8 + size])["embeddings"]["shape"][0]
    table = make_safetensors("embeddings", [rows, 900], "table")
    w.server.files = {".gitattributes": b"x", "README.md": b"# no", "config.json": b'{"model_type": "model2vec"}',
                      "model.safetensors": table, "tokenizer.json": golden["tokenizer.json"], "onnx/model.onnx": b"no",
                      "onnx/config.json": b"{}", "../../evil/config.json": b"{}", "1_Normalize/config.json": b"{}"}
    w.server.linked = {"model.safetensors": hashlib.sha256(table).hexdigest()}
    return {n: w.server.files[n] for n in ("config.json", "model.safetensors", "tokenizer.json",
                                           "1_Normalize/config.json")}


@check
def hugging_face(w):
    right = static_model(w)
    folder = w.cache / hashlib.sha1(b"https://huggingface.co/acme/tiny").hexdigest()
    result = w.run("pull", "acme/tiny", env=w.environment(HF_TOKEN="hf_secret"))
    w.expect(result, 0)
    w.expect_model(right, folder)
    assert all(h.get("Authorization") == "Bearer hf_secret" for b, h in w.server.seen if b in ("api", "acme"))
    assert not any("Authorization" in h for b, h in w.server.seen if b == "cdn")  # another host
    assert "Range" in [h for b, h in w.server.seen if b == "cdn"][1]  # it was cut, and went on
    w.expect(w.run("verify", "acme/tiny"), 0)
    w.expect(w.run("show", "https://huggingface.co/acme/tiny"), 0)
    w.fresh("hugging_face")
    static_model(w)
    w.server.linked["model.safetensors"] = "0" * 64
    w.expect(w.run("pull", "acme/tiny"), 5, "its sha256 is")
    w.expect_nothing()
    del w.server.files["model.safetensors"]
    w.expect(w.run("pull", "acme/tiny"), 3, "has no model.safetensors")
    w.expect_nothing()


@check
def transformers_are_refused_before_their_table(w):
    modules = [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
               {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}]
    e5 = {"modules.json": json.dumps(modules).encode(), "tokenizer.json": b"{}", "1_Pooling/config.json": b"{}",
          "config.json": b'{"model_type": "bert", "architectures": ["BertModel"]}',
          "model.safetensors": make_safetensors("embeddings.word_embeddings.weight", [9, 9], "e5")}
    for missing, said in ((None, "(Transformer in modules.json)"), ("modules.json", "(BertModel in config.json)")):
        w.server.files = {n: b for n, b in e5.items() if n != missing}
        w.expect(w.run("pull", "acme/tiny"), 3, "'acme/tiny' is a transformer", said)
        w.expect_nothing()
    assert not any("model.safetensors" in a or "tokenizer.json" in a for a in w.server.asked), w.server.asked
    # the hub puts config.json into its list: no file is asked for
    w.server.reset()
    w.server.about = {"config": {"model_type": "bert", "architectures": ["BertForMaskedLM"]}}
    w.expect(w.run("pull", "acme/tiny"), 3, "(BertForMaskedLM in config.json)")
    assert len(w.server.asked) == 1, w.server.asked
    # pytorch_model.bin alone, but modules.json says more than the lack of a table
    w.server.about = {}
    w.server.files = {n: b for n, b in e5.items() if n != "model.safetensors"}
    w.expect(w.run("pull", "acme/tiny"), 3, "is a transformer")
    # another architecture; no tokenizer; fastText's file, which has an address
    w.server.files = {**e5, "modules.json": b'[{"type": "sentence_transformers.models.BoW", "path": ""}]'}
    w.expect(w.run("pull", "acme/tiny"), 3, "models.BoW")
    w.server.files = {"model.safetensors": b"x"}
    w.expect(w.run("pull", "acme/tiny"), 3, "has no tokenizer.json")
    w.server.files = {"README.md": b"x", "model.bin": b"x"}
    w.expect(w.run("pull", "acme/tiny"), 3, "has no model.safetensors", "/acme/tiny/resolve/main/model.bin")
    # nothing small tells: the table's head does, and its body is not got
    w.server.files = {"tokenizer.json": b"{}", "model.safetensors": e5["model.safetensors"]}
    w.expect(w.run("pull", "acme/tiny"), 3, "has no tensor 'embeddings'")
    w.server.files["model.safetensors"] = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\n"
    w.expect(w.run("pull", "acme/tiny"), 3, "a Git LFS pointer")
    w.expect_nothing()


@check
def closed_repositories(w):
    right = static_model(w)
    w.server.about, w.server.closed = {"gated": "manual"}, set(right)
    w.expect(w.run("pull", "acme/tiny"), 4, "accept its conditions", "set HF_TOKEN")
    w.expect(w.run("pull", "acme/tiny", env=w.environment(HF_TOKEN="hf_x")), 4, "ask for access")
    w.expect_nothing()
    # it could not be used anyway: no word of tokens
    for about, files, said in (({"config": {"model_type": "gemma"}}, w.server.files, "is a transformer (gemma"),
                               ({}, {"config.json": b"{}", "pytorch_model.bin": b""}, "has no model.safetensors")):
        w.server.about, w.server.files = {"gated": "manual", **about}, files
        w.server.closed = set(files)
        result = w.run("pull", "acme/tiny")
        w.expect(result, 3, said)
        assert "HF_TOKEN" not in result.stderr
        w.expect_nothing()
    w.server.closed = {""}
    w.expect(w.run("pull", "acme/tiny"), 4, "for a private repository set HF_TOKEN")
    result = w.run("pull", "acme/gemma-2b")
    w.expect(result, 4, "by its name it is a transformer")
    assert "HF_TOKEN" not in result.stderr


@check
def what_cannot_be_used_is_not_kept(w):
    """A module of another kind, and one that an earlier lmev has left in the cache."""
    w.server.archive = make_archive({"saved_model.pb": b"x" * 100, "variables/variables.index": b"y"})
    w.bad("ok", 3, HANDLE)
    files = {"config.json": b'{"model_type": "bert"}', "model.safetensors": b"t" * 100, "tokenizer.json": b"{}"}
    handle = "https://huggingface.co/acme/e5"
    folder = w.cache / hashlib.sha1(handle.encode()).hexdigest()
    folder.mkdir(parents=True)
    for name, body in files.items():
        (folder / name).write_bytes(body)
    record = {n: {"bytes": len(b), "sha256": hashlib.sha256(b).hexdigest()} for n, b in files.items()}
    (w.cache / (folder.name + ".lmev.json")).write_text(json.dumps({"handle": handle, "url": "", "sha256": None,
                                                                    "files": record}))
    assert w.lmev_does("embed", "acme/e5", "-", input="hola\n").returncode == 3
    listed = w.run("list", "--here", "--format", "json")
    w.expect(listed, 0, "e5 is here, but cannot be used")
    assert json.loads(listed.stdout) == []
    w.expect(w.run("verify", "acme/e5"), 3)
    assert w.run("verify").stdout == "0 models verified\n"


# ---- word vectors -----------------------------------------------------------------------------------

FASTTEXT = "https://dl.fbaipublicfiles.com/fasttext/"


def make_zip(files):
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as z:
        for name, body in files.items():
            z.writestr(name, body)
    return raw.getvalue()


def make_vectors(words, seed="v"):
    numbers = random.Random(seed)
    lines = [f"{words} 4"] + [f"w{i} " + " ".join(f"{numbers.uniform(-1, 1):.6f}" for _ in range(4)) for i in range(words)]
    return ("\n".join(lines) + "\n").encode()


@check
def vectors_by_name(w):
    """fastText's own file, text, and the zip of both; a study gets them, too."""
    binary, text = (GOLDEN / "wordvec/skipgram.bin").read_bytes(), (GOLDEN / "wordvec/skipgram.vec").read_bytes()
    w.server.vectors = {"cc.es.300.bin.gz": gzip.compress(binary), "cc.es.300.vec.gz": gzip.compress(text),
                        "wiki.es.zip": make_zip({"wiki.es.bin": binary, "wiki.es.vec": text}), "wiki.es.vec": text}
    env = w.environment(LMEV_ENDPOINT=w.server.url("vectors"))
    for name, place, file, body in (("cc.es.300", "vectors-crawl/cc.es.300.bin.gz", "cc.es.300.bin", binary),
                                    ("cc.es.300.vec", "vectors-crawl/cc.es.300.vec.gz", "cc.es.300.vec", text),
                                    ("wiki.es", "vectors-wiki/wiki.es.zip", "wiki.es.bin", binary),
                                    ("wiki.es.vec", "vectors-wiki/wiki.es.vec", "wiki.es.vec", text)):
        w.expect_vectors(w.run("pull", name, env=env), FASTTEXT + place, file, body)
        assert w.server.asked == ["/vectors/fasttext/" + place], w.server.asked
        record = json.loads(next(w.cache.glob("*.lmev.json")).read_text())
        assert record["handle"] == FASTTEXT + place
        assert record["sha256"] == hashlib.sha256(w.server.vectors[place.split("/")[-1]]).hexdigest()
        w.expect(w.run("verify", name), 0)
        assert [m["name"] for m in json.loads(w.run("list", "--here", "--format", "json").stdout)] == [name]
        shown = json.loads(w.run("show", FASTTEXT + place, "--format", "json").stdout)
        assert shown["name"] == name and shown["language"] == "es" and shown["path"].endswith("/" + file), shown
        w.server.reset()
        w.expect(w.run("pull", name, env=env), 0)
        assert not w.server.asked  # it is here
        damaged = w.cache / hashlib.sha1((FASTTEXT + place).encode()).hexdigest() / file
        damaged.write_bytes(body[:-1] + bytes([body[-1] ^ 1]))
        w.expect(w.run("verify", name), 5, "another sha256")
        shutil.rmtree(w.cache)
    w.expect(w.run("pull", "cc.pt.300", env=env), 4, "is not there (HTTP 404)")
    w.expect(w.run("pull", "cc.xx.300", env=env), 4, "no model", "cc.")
    (w.home / "t.csv").write_text("title,category\n" + "".join(f"hola {i % 2} casa,C{i % 2}\n" for i in range(40)))
    (w.home / "s.yaml").write_text("name: v\nversion: v1\ndata: {file: t.csv, train_size: 0, test_size: 10}\n"
                                   "models: [cc.es.300]\ntrials: 1\ntrain: {epochs: 1}\n")
    w.expect(w.lmev_does("run", "s.yaml", env=env), 4, "lmev models pull cc.es.300")
    # what else is wrong shows before the download
    w.server.reset()
    good = (w.home / "s.yaml").read_text()
    for bad, code, said in ((good.replace("[cc.es.300]", "[cc.es.300, BETO]"), 4, "is a transformer"),
                            (good.replace("[cc.es.300]", "[cc.es.300, ./s.yaml]"), 3, "s.yaml"),
                            (good.replace("t.csv", "no.csv"), 4, "no.csv")):
        (w.home / "bad.yaml").write_text(bad)
        w.expect(w.lmev_does("run", "bad.yaml", "--pull", env=env), code, said)
    w.expect(w.run("pull", "cc.es.300", "BETO", env=env), 4, "is a transformer")
    assert not w.server.asked, w.server.asked
    w.expect(w.lmev_does("run", "s.yaml", "--pull", env=env), 0)


@check
def vectors_by_url(w):
    binary, text = (GOLDEN / "wordvec/cbow.bin").read_bytes(), (GOLDEN / "wordvec/skipgram.vec").read_bytes()
    w2v, glove = (GOLDEN / "wordvec/word2vec.bin").read_bytes(), (GOLDEN / "wordvec/glove.txt").read_bytes()
    for name, sent, file, body in (("m.bin", binary, "m.bin", binary), ("m.bin.gz", gzip.compress(binary), "m.bin", binary),
                                   ("m.vec", text, "m.vec", text), ("m.vec.gz", gzip.compress(text), "m.vec", text),
                                   ("m.bin?download=1", binary, "m.bin", binary),
                                   ("sbw.bin.gz", gzip.compress(w2v), "sbw.bin", w2v), ("g.txt", glove, "g.txt", glove),
                                   ("m.zip", make_zip({"README": b"x", "d/m.vec": text}), "m.vec", text),
                                   ("m.tar.gz", make_archive({"m.vec": text}, folders=()), "m.vec", text),
                                   ("glove.zip", make_zip({"glove.txt": glove}), "glove.txt", glove)):
        w.server.vectors = {name.split("?")[0]: sent}
        url = w.server.url("vectors") + "/x/" + name
        w.expect_vectors(w.run("pull", url), url, file, body)
        w.expect(w.run("verify", url), 0)
        shutil.rmtree(w.cache)


@check
def vectors_are_gone_on_with(w):
    """Cut at twenty places, then in a later process: no byte is sent twice."""
    text = make_vectors(60_000)
    for name, sent in (("big.vec", text), ("big.vec.gz", gzip.compress(text)), ("big.zip", make_zip({"big.vec": text}))):
        w.server.reset()
        w.server.vectors = {name: sent}
        w.server.cuts = [1, 2, 511] + [len(sent) * k // 18 for k in range(1, 17)] + [len(sent) - 1]
        url = w.server.url("vectors") + "/" + name
        w.expect_vectors(w.run("pull", url), url, "big.vec", text)
        starts = [int(h["Range"][6:-1]) for b, h in w.server.seen if "Range" in h]
        assert starts == sorted(starts) and len(starts) == 20, starts
        shutil.rmtree(w.cache)
        w.server.reset()
        w.server.rate, w.server.enough = 20_000_000, len(sent) // 2
        part = w.cache / (hashlib.sha1(url.encode()).hexdigest() + ".lmev.part")
        p = w.start("pull", url)
        wait_for("the download grows", lambda: part.exists() and part.stat().st_size > len(sent) // 4)
        p.kill()
        p.communicate()
        w.server.enough = None
        w.expect_vectors(w.run("pull", url), url, "big.vec", text)
        assert "Range" in w.server.seen[-1][1]
        shutil.rmtree(w.cache)


@check
def damaged_vectors(w):
    text = make_vectors(20_000)
    packed, archive = gzip.compress(text), make_zip({"x.vec": text})
    half = len(packed) // 2
    for name, sent in (("x.vec.gz", packed[:half]), ("x.vec.gz", packed[:half] + b"!" + packed[half + 1:]),
                       ("x.zip", archive[:-300]), ("x.zip", archive[:1000] + b"!" + archive[1001:])):
        w.server.vectors = {name: sent}
        w.expect(w.run("pull", w.server.url("vectors") + "/" + name), 3, "damaged or cut off")
        w.expect_nothing()
    w.server.vectors = {"x.vec": text[:len(text) // 2 - 3]}
    w.expect(w.run("pull", w.server.url("vectors") + "/x.vec"), 3)
    w.expect_nothing()
    w.server.vectors = {"x.vec.gz": gzip.compress(bytes(50_000_000), 9), "x.zip": make_zip({"x.vec": bytes(50_000_000)})}
    for name in w.server.vectors:
        w.expect(w.run("pull", w.server.url("vectors") + "/" + name, "--max-bytes", "10M"), 3, "set max-bytes higher")
        w.expect_nothing()


@check
def one_of_several_in_a_zip(w):
    """It is asked which; the download stays for the answer, whichever that is."""
    parts = {f"glove.6B.{d}d.txt": f"hola {'1 ' * d}\n".encode() for d in (50, 100, 200, 300)}
    w.server.vectors = {"glove.6B.zip": make_zip(parts)}
    url = w.server.url("vectors") + "/data/glove.6B.zip"
    w.expect(w.run("pull", url), 2, "holds 4 models", "'glove.6B.300d.txt'", "glove.6B.zip#glove.6B.50d.txt")
    w.expect_nothing(part=True)
    w.expect(w.run("pull", url + "#glove.6B.10d.txt"), 2, "no member 'glove.6B.10d.txt'")
    requests = len(w.server.asked)
    chosen = url + "#glove.6B.100d.txt"
    w.expect_vectors(w.run("pull", chosen), chosen, "glove.6B.100d.txt", parts["glove.6B.100d.txt"])
    assert len(w.server.asked) == requests == 1
    shown = json.loads(w.run("show", chosen, "--format", "json").stdout)
    assert shown["name"] == "glove.6B.100d.txt"
    w.expect(w.run("verify", chosen), 0)
    w.expect(w.run("show", url), 4)


@check
def refused_by_the_first_bytes(w):
    """After 64 KB the server sends a byte at a time: who waited for the rest would be stopped."""
    w.server.rate, w.server.enough = 20_000_000, 1 << 16
    rest = random.Random("rest").randbytes(1 << 20)
    for name, head, said in (("x.bin", b"\x80\x04\x95cgensim.models", "pickle"), ("x.bin", b"GGUF\3\0\0\0", "GGUF"),
                             ("x.vec", b"version https://git-lfs.github.com/spec/v1\n", "Git LFS pointer"),
                             ("x.vec", b"<!DOCTYPE html>\n<html>", "a web page instead of word vectors"),
                             ("x.bin", b"\x93NUMPY\1\0v\0{", "NumPy"), ("x.bin", b"\x08\x07\x12\x07pytorch", "ONNX"),
                             ("x.txt", b"BZh91AY&SY", "packed by bzip2"), ("x.zip", b"PK\3\4" + bytes(22) + b"\7\0\0\0wrd.npy", "npz"),
                             ("x.zip", b"<?xml version='1.0'?><Error>", "XML"),
                             ("x.bin.gz", gzip.compress(b"\x80\x04\x95cgensim.models" + rest, 1)[:1 << 20], "pickle"),
                             ("x.tar.gz", gzip.compress(b"\x80\x04\x95cgensim.models" + rest, 1)[:1 << 20], "pickle"),
                             ("x.tar.gz", b"PK\3\4" + bytes(40), "zip archive")):
        w.server.vectors = {name: head + rest}
        w.expect(w.run("pull", w.server.url("vectors") + "/" + name), 3, said)
        w.expect_nothing()
    assert len(w.server.asked) == 12


def main():
    if not shutil.which("openssl"):
        print("models.py: skipped, no openssl program")
        return 77
    failed = 0
    with tempfile.TemporaryDirectory(prefix="lmev-net-") as folder:
        w = World(os.path.abspath(sys.argv[1]), folder)
        for f in CHECKS:
            if len(sys.argv) > 2 and not any(part in f.__name__ for part in sys.argv[2:]):
                continue
            began = time.monotonic()
            w.fresh(f.__name__)
            try:
                f(w)
                print(f"ok      {f.__name__}  {time.monotonic() - began:.1f} s", flush=True)
            except AssertionError as e:
                failed += 1
                print(f"FAILED  {f.__name__}", flush=True)
                traceback.print_exc()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
