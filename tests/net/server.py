"""An HTTPS server that behaves badly on demand, for tests/net/models.py.

The first part of a path names the behaviour, the rest is what is asked for. Two ports: the
certificate is good for localhost and 127.0.0.1, so that a redirect can lead to "another host".
All traffic stays on the loopback interface.
"""
import base64
import http.server
import json
import pathlib
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time

sys.path.append(str(pathlib.Path(__file__).parent.parent / "lib"))
from crc32c import crc32c


def make_certificates(folder):
    """A certificate authority of our own, and a server's certificate signed by it."""
    folder = pathlib.Path(folder)

    def openssl(*args):
        subprocess.run(["openssl", *args], cwd=folder, check=True, capture_output=True)

    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=lmev test CA",
            "-keyout", "ca.key", "-out", "ca.pem")
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-keyout", "server.key",
            "-out", "server.csr")
    (folder / "san").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
    openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
            "-days", "30", "-extfile", "san", "-out", "server.pem")
    return folder / "ca.pem", folder / "server.pem", folder / "server.key"


class Server:
    """Both ports and what they have seen; archive and files are what they give."""

    def __init__(self, certificate, key, archive):
        self.archive = archive
        self.other = archive       # after "changed"
        self.files = {}            # Hugging Face: name -> bytes
        self.linked = {}           # name -> sha256 that is reported
        self.about = {}            # what the list says beside the files
        self.closed = set()        # names that are not for everybody; "": the list itself
        self.vectors = {}          # name -> bytes, anywhere below "vectors"
        self.cuts = []             # of "cut": the places still to come
        self.rate = None           # bytes a second of "slow"
        self.enough = None         # of "slow": so many bytes a request, then drop by drop
        self.crc = base64.b64encode(struct.pack(">I", crc32c(archive))).decode()
        self.reset()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.servers = [self._start(context), self._start(context), self._start(None)]
        self.port, self.port_2, self.port_http = [s.server_port for s in self.servers]

    def reset(self):
        self.seen = []             # (behaviour, headers) of each request
        self.asked = []            # their paths
        self.plain = 0             # requests without TLS

    def _start(self, context):
        outer = self

        class Handler(BadHandler):
            world = outer
            plain = context is None

        class Quiet(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                pass  # clients that are killed

            def get_request(self):
                connection, address = super().get_request()
                connection.settimeout(60)
                if context:
                    connection = context.wrap_socket(connection, server_side=True,
                                                     do_handshake_on_connect=False)
                return connection, address

        server = Quiet(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server

    def url(self, behaviour):
        return f"https://localhost:{self.port}/{behaviour}"

    def times(self, behaviour):
        return sum(1 for b, _ in self.seen if b == behaviour)


class BadHandler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    world = None
    plain = False

    def log_message(self, *_):
        pass

    def do_GET(self):
        if self.plain:
            self.world.plain += 1
        behaviour = self.path.split("/")[1]
        first = self.world.times(behaviour) == 0
        self.world.seen.append((behaviour, dict(self.headers)))
        self.world.asked.append(self.path)
        getattr(self, "do_" + behaviour, self.do_404)(first)

    # -- pieces ---------------------------------------------------------------------------

    def give(self, body, etag='"one"', cut=None, length=None, ranges=True, headers=(), rate=None,
             enough=None):
        """body, or the range asked for; closed after `cut` bytes of the whole. With a rate, and
        after `enough` bytes a byte at a time: the client is then sure to be in the middle."""
        start, status = 0, 200
        wanted = self.headers.get("Range")
        if ranges and wanted and self.headers.get("If-Range", etag) == etag:
            start, status = int(wanted[len("bytes="):].split("-")[0]), 206
            if start >= len(body):
                return self.fail(416)
        self.send_response(status)
        if etag:
            self.send_header("ETag", etag)
        for name, value in headers:
            self.send_header(name, value)
        if status == 206:
            self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        self.send_header("Content-Length", str(length if length is not None else len(body) - start))
        self.send_header("Content-Type", "application/octet-stream")
        self.end_headers()
        stop = len(body) if cut is None else max(start, min(cut, len(body)))
        if rate:
            at = start
            while at < stop:
                n = rate // 50 if enough is None or at - start < enough else 1
                self.wfile.write(body[at:min(at + n, stop)])
                at += n
                time.sleep(0.02)
        else:
            self.wfile.write(body[start:stop])
        if stop < len(body) or length is not None:
            self.drop()

    def drop(self):
        self.wfile.flush()
        self.close_connection = True
        try:  # without TLS's goodbye, as when the line is cut
            socket.socket.shutdown(self.connection, socket.SHUT_RDWR)
        except OSError:
            pass

    def fail(self, status, headers=(), body=b"<html>no</html>"):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def redirect(self, to, status=302):
        self.fail(status, [("Location", to)])

    # -- behaviours -------------------------------------------------------------------------

    def do_ok(self, first):
        self.give(self.world.archive)

    def do_mirror(self, first):
        """Plain files: no query is understood."""
        if "tf-hub-format" in self.path:
            return self.fail(404)
        self.give(self.world.archive)

    def do_chain(self, first):
        self.redirect("/chain2" + self.path[len("/chain"):])

    def do_chain2(self, first):
        self.redirect(f"https://127.0.0.1:{self.world.port_2}/ok/x", 301)

    def do_http(self, first):
        self.redirect(f"http://127.0.0.1:{self.world.port_http}/ok/x")

    def do_loop(self, first):
        self.redirect(self.path)

    def do_file(self, first):
        self.redirect("file:///etc/passwd")

    def do_cut(self, first):
        self.give(self.world.archive, cut=self.world.cuts.pop(0) if self.world.cuts else None)

    def do_norange(self, first):
        self.give(self.world.archive, cut=len(self.world.archive) // 2 if first else None, ranges=False)

    def do_changed(self, first):
        half = len(self.world.archive) // 2
        if first:
            return self.give(self.world.archive, cut=half)
        self.give(self.world.other, etag='"two"')

    def do_weak(self, first):
        """No validator that ranges may rely on."""
        self.give(self.world.archive, etag='W/"w"', cut=len(self.world.archive) // 2 if first else None)

    def do_liar(self, first):
        """Says 206 and another range than was asked for."""
        if first:
            return self.give(self.world.archive, cut=1000)
        if "Range" not in self.headers:
            return self.give(self.world.archive)
        self.send_response(206)
        self.send_header("ETag", '"one"')
        self.send_header("Content-Range", f"bytes 0-99/{len(self.world.archive)}")
        self.send_header("Content-Length", "100")
        self.end_headers()
        self.wfile.write(self.world.archive[:100])

    def do_long(self, first):
        """Promises more than there is, each time."""
        if "Range" in self.headers:
            return self.fail(416)
        self.give(self.world.archive, length=len(self.world.archive) + 1000)

    def do_short(self, first):
        """Promises less than there is, and keeps to it."""
        self.give(self.world.archive[:-1000])

    def do_damaged(self, first):
        self.give(self.world.archive[:-6] + bytes(6))

    def do_resumed_damage(self, first):
        self.give(self.world.archive)

    def do_html(self, first):
        self.fail(200, [("Content-Type", "text/html; charset=utf-8")], b"<!doctype html><p>Models have moved")

    def do_html2(self, first):
        self.fail(200, [("Content-Type", "application/gzip")], b"<html><title>Sign in")

    def do_text(self, first):
        self.fail(200, [("Content-Type", "text/plain")], b"gs://tfhub-modules/google/x/2/uncompressed")

    def do_empty(self, first):
        self.fail(200, body=b"")

    def do_404(self, first=False):
        self.fail(404)

    def do_403(self, first):
        self.fail(403)

    def do_500once(self, first):
        self.fail(500) if first else self.give(self.world.archive)

    def do_503(self, first):
        self.fail(503)

    def do_429(self, first):
        self.fail(429, [("Retry-After", "1")]) if first else self.give(self.world.archive)

    def do_stall(self, first):
        self.stall(first)

    def do_stallalways(self, first):
        self.stall(True)

    def stall(self, really):
        if not really:
            return self.give(self.world.archive)
        self.send_response(200)
        self.send_header("ETag", '"one"')
        self.send_header("Content-Length", str(len(self.world.archive)))
        self.end_headers()
        if self.world.times("stall") + self.world.times("stallalways") <= 1:
            self.wfile.write(self.world.archive[:50000])
            self.wfile.flush()
        time.sleep(60)
        self.close_connection = True

    def do_slow(self, first):
        self.give(self.world.archive, rate=self.world.rate, enough=self.world.enough)

    def do_crc(self, first):
        self.give(self.world.archive, headers=[("x-goog-hash", "crc32c=" + self.world.crc + ",md5=AAAA")])

    def do_badcrc(self, first):
        self.give(self.world.archive, headers=[("x-goog-hash", "crc32c=AAAAAA==")])

    # -- word vectors ------------------------------------------------------------------------

    def do_vectors(self, first):
        """/vectors/ANY/WAY/NAME: cut where the next cut is, and slow where there is a rate."""
        body = self.world.vectors.get(self.path.split("?")[0].split("/")[-1])
        if body is None:
            return self.fail(404)
        self.give(body, cut=self.world.cuts.pop(0) if self.world.cuts else None,
                  rate=self.world.rate if self.world.enough else None, enough=self.world.enough)

    # -- Hugging Face -------------------------------------------------------------------------

    def do_api(self, first):
        if "" in self.world.closed:
            return self.fail(401)
        body = json.dumps({"sha": "0123456789abcdef0123456789abcdef01234567", **self.world.about,
                           "siblings": [{"rfilename": n} for n in self.world.files]}).encode()
        self.fail(200, [("Content-Type", "application/json")], body)

    def do_acme(self, first):
        """/acme/tiny/resolve/REVISION/NAME: large files lie at another host."""
        name = "/".join(self.path.split("/")[5:])
        if name not in self.world.files:
            return self.fail(404)
        if name in self.world.closed:
            return self.fail(403)
        if name in self.world.linked:
            return self.fail(302, [("Location", f"https://127.0.0.1:{self.world.port_2}/cdn/{name}"),
                                   ("X-Linked-Etag", f'"{self.world.linked[name]}"')])
        self.give(self.world.files[name])

    def do_cdn(self, first):
        body = self.world.files["/".join(self.path.split("/")[2:])]
        self.give(body, cut=len(body) // 2 if first else None)
