"""tensorflow_hub and lmev share one cache: what either has downloaded the other finds.

usage: check_cache.py LMEV

Both get their module from tests/net/server.py on this machine. tensorflow_hub accepts no
certificate of ours, so a stand-in for urlopen gives it the archive; everything else is its own code.
"""
import hashlib
import io
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "net"))
import models  # noqa: E402
import server as bad  # noqa: E402

import tensorflow_hub as hub  # noqa: E402
from tensorflow_hub import resolver  # noqa: E402

OURS = "https://tfhub.dev/google/nnlm-es-dim50/2"
THEIRS = "https://tfhub.dev/google/nnlm-en-dim50/1"


def contents(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in pathlib.Path(folder).rglob("*") if p.is_file()}


def main():
    files = models.make_files(1)
    with tempfile.TemporaryDirectory() as top:
        ca, certificate, key = bad.make_certificates(top)
        server = bad.Server(certificate, key, models.make_archive(files))
        os.environ["TFHUB_CACHE_DIR"] = cache = os.path.join(top, "cache")
        environment = {"PATH": os.environ["PATH"], "HOME": top, "TFHUB_CACHE_DIR": cache, "LMEV_CA_FILE": str(ca)}

        def lmev(*args):
            return subprocess.run([sys.argv[1], "models", *args], env=environment, check=True, text=True,
                                  capture_output=True).stdout

        pulled = lmev("pull", OURS, "--endpoint", server.url("ok")).strip()
        requests = len(server.seen)
        assert os.path.samefile(hub.resolve(OURS), pulled) and contents(pulled) == files
        assert len(server.seen) == requests == 1

        def give(self, url):  # instead of the network
            body = io.BytesIO(server.archive)
            body.info = lambda: {}
            return body

        resolver.HttpResolverBase._call_urlopen = give
        theirs = hub.resolve(THEIRS)
        assert os.path.basename(theirs) == hashlib.sha1(THEIRS.encode()).hexdigest()
        shown = lmev("show", THEIRS)
        assert f"path       {theirs}\n" in shown, shown
        assert contents(theirs) == files and "nnlm-en-dim50-tf1" in lmev("list", "--here")
    print("cache: tensorflow_hub and lmev find each other's modules")


if __name__ == "__main__":
    main()
