"""The malformed files: for each format a list of (crime, name, make, must): make() gives the
files, must says that they cannot do no harm.

Crimes, after the parser faults that others had: prefixes, flipped bits, lengths and counts that
lie, checksums, types, holes and overlaps, duplicates, trailing bytes, depth. Files come lazily:
thousands of them are never in memory together."""
import base64
import json
import os
import random
import struct
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.append(os.path.join(HERE, "..", "lib"))
import bundle  # noqa: E402
import protobuf  # noqa: E402
from wire import varint  # noqa: E402

GOLDEN = os.path.join(HERE, "..", "golden")


def extremes(true):
    return sorted({0, 1, -1, 2**31 - 1, 2**31, 2**32 - 1, 2**63 - 1, 2**64 - 1, true + 1, true - 1} - {true})


class Format:
    def __init__(self, name, folder, target):
        """folder of the golden files; target: the file of it that is bent."""
        self.name, self.target = name, target
        top = os.path.join(GOLDEN, folder)
        self.files = {}
        if os.path.isfile(top):
            self.target = os.path.basename(top)
            self.files[self.target] = open(top, "rb").read()
            self.model = self.target
        else:
            for where, _, names in os.walk(top):
                for file in names:
                    path = os.path.join(where, file)
                    self.files[os.path.relpath(path, top)] = open(path, "rb").read()
            self.model = "."
        self.seed = self.files[self.target]
        self.cases = []
        self.factor = 1.1  # of the files' size that memory may grow by

    def add(self, crime, name, make, target=None, must=False):
        self.cases.append((crime, name, lambda: {**self.files, (target or self.target): make()}, must))

    def prefixes(self, step=1, target=None, must=0):
        """Those of less than `must` bytes have to be refused."""
        data = self.files[target or self.target]
        for n in range(0, len(data), step):
            self.add("prefix", f"{target or ''} {n}", lambda n=n: data[:n], target, n < must)

    def flips(self, begin, end, crime="flip", target=None):
        data = self.files[target or self.target]
        for bit in range(8 * begin, 8 * min(end, len(data))):
            self.add(crime, f"{target or ''} byte {bit // 8} bit {bit % 8}",
                     lambda bit=bit: data[:bit // 8] + bytes([data[bit // 8] ^ 1 << bit % 8]) + data[bit // 8 + 1:],
                     target)

    def trailing(self, target=None):
        data = self.files[target or self.target]
        for extra in (b"\0", b"\n", b"x", b" ", b"}", b"\0" * 8, b"\xff" * 4096, data):
            self.add("trailing", f"{target or ''} {len(extra)} bytes", lambda extra=extra: data + extra, target)

    def surgery(self, seed, n, target=None):
        """Bytes left out, put in, copied elsewhere."""
        data = self.files[target or self.target]
        for i in range(n):
            def make(i=i):
                chance = random.Random(f"{seed} {i}")
                at, other = chance.randrange(len(data)), chance.randrange(len(data))
                size = chance.choice((1, 2, 4, 8, 64))
                return (data[:at] + data[at + size:], data[:at] + data[other:other + size] + data[at:],
                        data[:at] + data[other:other + size] + data[at + size:])[i % 3]
            self.add("surgery", f"{target or ''} {i}", make, target)

    def number(self, crime, name, at, code, true=None, must=False):
        """A little-endian number in the file, struct code, at all extremes that fit."""
        size = struct.calcsize("<" + code)
        true = struct.unpack_from("<" + code, self.seed, at)[0] if true is None else true
        seen = set()
        for value in extremes(true):
            raw = (value & (1 << 8 * size) - 1).to_bytes(size, "little")
            if raw not in seen:
                seen.add(raw)
                self.add(crime, f"{name} {value}", lambda raw=raw: self.seed[:at] + raw + self.seed[at + size:],
                         must=must)


# ---- SavedModel ----

def saved_model(folder):
    f = Format("SavedModel", folder, "saved_model.pb")
    f.prefixes(must=len(f.seed))
    f.flips(0, 64)
    f.flips(len(f.seed) - 64, len(f.seed))
    f.trailing()
    f.surgery("pb", 300)
    size = sum(1 for _ in protobuf.walk(protobuf.parse(f.seed)))

    def bent(i, act):
        def make():
            tree = protobuf.parse(f.seed)
            fields, at = next(pair for j, pair in enumerate(protobuf.walk(tree)) if j == i)
            act(fields, at)
            return protobuf.encode(tree)
        return make

    def length(value):
        def act(fields, at):
            fields[at].length = value
        return act

    def key(value):
        def act(fields, at):
            fields[at].key = varint(value)
        return act

    def nested(number, depth):
        def act(fields, at):
            body = b""
            for _ in range(depth):
                body = varint(number << 3 | 2) + varint(len(body)) + body
            fields[at].value, fields[at].wire = body, 2
        return act

    def value(new):
        def act(fields, at):
            fields[at].value = new
        return act

    for i, (fields, at) in enumerate(protobuf.walk(protobuf.parse(f.seed))):
        field = fields[at]
        where = f"field {i} of {size}, number {field.number}"
        if field.wire == 2:
            body = protobuf.encode(field.value) if isinstance(field.value, list) else field.value
            for n in extremes(len(body)):
                f.add("length", f"{where}: {n}", bent(i, length(n)))
            f.add("empty", where, bent(i, value(b"")))
        if field.wire == 0:
            for n in extremes(field.value):
                f.add("number", f"{where}: {n}", bent(i, value(n)))
        f.add("duplicate", where, bent(i, lambda fields, at: fields.insert(at, fields[at])))
        f.add("left out", where, bent(i, lambda fields, at: fields.pop(at)))
        for wire in (0, 1, 3, 4, 5, 6, 7):
            f.add("wire type", f"{where}: {wire}", bent(i, key(field.number << 3 | wire)))
        if i % 7 == 0:
            for number, depth in ((1, 100), (2, 1000), (2, 4000), (5, 2000)):
                f.add("depth", f"{where}: {depth} of {number}", bent(i, nested(number, depth)))
    f.prefixes(7, "assets/tokens.txt")
    f.surgery("tokens", 40, "assets/tokens.txt")
    f.trailing("assets/tokens.txt")
    return f


# ---- TensorBundle ----

def tensor_bundle():
    f = Format("TensorBundle", "tfhub/tf1-tokens", "variables/variables.index")
    shard = "variables/variables.data-00000-of-00001"
    f.prefixes(must=len(f.seed))
    f.flips(0, len(f.seed), "checksum")
    f.trailing()
    f.surgery("index", 60)
    f.prefixes(31, shard, must=len(f.files[shard]))
    f.flips(0, 8, "checksum of data", shard)
    f.flips(len(f.files[shard]) - 8, len(f.files[shard]), "checksum of data", shard)
    f.trailing(shard)
    pairs = bundle.entries(f.seed)
    plain = bundle.block(pairs)

    for i, (key, value) in enumerate(pairs):
        for which, name, true in ((0, "shared", 0), (1, "non_shared", len(key)), (2, "value_len", len(value))):
            for n in extremes(true):
                f.add("length", f"entry {i} {name} {n}",
                      lambda i=i, which=which, n=n: bundle.table(bundle.block(pairs, (i, which, n))))
    for n in extremes(1):
        f.add("count", f"restarts {n}", lambda n=n: bundle.table(bundle.block(
            pairs, restarts=struct.pack("<I", 0) + (n & 0xFFFFFFFF).to_bytes(4, "little"))))
        f.add("count", f"restart at {n}", lambda n=n: bundle.table(bundle.block(
            pairs, restarts=(n & 0xFFFFFFFF).to_bytes(4, "little") + struct.pack("<I", 1))))
    for which in range(4):
        for n in extremes(50):
            footer = [None] * 4
            footer[which] = n
            f.add("handle", f"footer {which}: {n}", lambda footer=footer: bundle.table(plain, footer=footer))
    for which in (0, 1):
        for n in extremes(len(plain) if which else 0):
            said = [0, len(plain)]
            said[which] = n
            f.add("handle", f"block {which}: {n}", lambda said=said: bundle.table(plain, handle=said))
    for kind in (2, 3, 127, 255):
        f.add("compression", f"type {kind}", lambda kind=kind: bundle.table(plain, bytes([kind])),
              must=True)
    literal = b"".join(b"\xf0" + bytes([len(plain[i:i + 200]) - 1]) + plain[i:i + 200]
                       for i in range(0, len(plain), 200))
    for n in extremes(len(plain)):
        f.add("compression", f"snappy of {n}", lambda n=n: bundle.table(varint(n) + literal, b"\1"),
              must=True)
    whole = varint(len(plain)) + literal
    for n in range(0, len(whole)):
        f.add("compression", f"snappy prefix {n}", lambda n=n: bundle.table(whole[:n], b"\1"), must=True)
    for tag in range(256):
        f.add("compression", f"snappy tag {tag}", lambda tag=tag: bundle.table(
            varint(len(plain)) + bytes([tag]) + b"\xff" * 5 + literal, b"\1"))
    f.add("duplicate", "keys", lambda: bundle.table(bundle.block(pairs + pairs)), must=True)
    f.add("order", "keys", lambda: bundle.table(bundle.block(pairs[::-1])))
    f.add("left out", "all", lambda: bundle.table(bundle.block([])))
    for i in range(len(pairs)):
        f.add("left out", f"entry {i}", lambda i=i: bundle.table(bundle.block(pairs[:i] + pairs[i + 1:])))
        f.add("duplicate", f"entry {i}", lambda i=i: bundle.table(bundle.block(
            pairs[:i + 1] + [pairs[i]] + pairs[i + 1:])))

    def rebuilt(i, value):
        return bundle.table(bundle.block(pairs[:i] + [(pairs[i][0], value)] + pairs[i + 1:]))

    def with_field(i, number, wire, value):
        kept = [field for field in protobuf.parse(pairs[i][1]) if field.number != number]
        return rebuilt(i, protobuf.encode(sorted(kept + [protobuf.Field(number, wire, value)],
                                                 key=lambda field: field.number)))

    for n in extremes(1) + [2, 100_000]:
        f.add("shards", str(n), lambda n=n: with_field(0, 1, 0, n))
        f.add("version", f"min_consumer {n}", lambda n=n: with_field(0, 3, 2, b"\x08\x01\x10" + varint(n)))
        f.add("endianness", str(n), lambda n=n: with_field(0, 2, 0, n))
    for i in range(1, len(pairs)):
        for dtype in list(range(0, 30)) + [101, 2**31, 2**63]:
            f.add("dtype", f"entry {i}: {dtype}", lambda i=i, dtype=dtype: with_field(i, 1, 0, dtype))
        for number, name in ((3, "shard"), (4, "offset"), (5, "size")):
            for n in extremes(1860):
                f.add("range", f"entry {i} {name} {n}", lambda i=i, number=number, n=n: with_field(i, number, 0, n))
        for n in extremes(3):
            dim = b"\x12" + bytes([len(b"\x08" + varint(n))]) + b"\x08" + varint(n)
            for rank in (0, 1, 2, 3, 300):
                f.add("shape", f"entry {i}: {rank} x {n}",
                      lambda i=i, dim=dim, rank=rank: with_field(i, 2, 2, dim * rank))
            extent = b"\x08" + varint(n) + b"\x10" + varint(3)
            for many in (1, 2, 40):
                part = b"\x0a" + bytes([len(extent)]) + extent
                f.add("slices", f"entry {i}: {many} at {n}",
                      lambda i=i, part=part, many=many: with_field(i, 7, 2, part * many))
        f.add("checksum of data", f"entry {i}", lambda i=i: with_field(i, 6, 5, b"\1\2\3\4"))
    return f


# ---- safetensors and JSON ----

# A parsed JSON document is a tree of small blocks: "0," are two bytes of text and 40 of tree.
JSON_FACTOR = 40
HOSTILE = (None, True, -1, 0, 1, 2**31, 2**53, 2**63 - 1, -2**63, 1e308, 0.5, "", "x", "\0", "\u00e9" * 300, [], [[]], {},
           {"type": "x"}, [None], "9" * 400)
RAW = ("1e999", "99999999999999999999", "-0", "NaN", "[" * 60 + "]" * 60, "[" * 5000 + "]" * 5000,
       '{"a":' * 3000 + "1" + "}" * 3000, '"\\ud800"', '"\\u0000"', '"\xff"', "tru", "", "1 2", "'x'")


def places(value, path=(), wide=4):
    """Paths of all values of a JSON document, of long arrays and objects only some."""
    yield path
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    keys = list(keys)
    if len(keys) > 3 * wide:
        keys = keys[:wide] + keys[len(keys) // 2:len(keys) // 2 + wide] + keys[-wide:]
    for key in keys:
        yield from places(value[key], path + (key,), wide)


def json_cases(f, text, wrap, name):
    """Every place of the document text replaced by hostile values; wrap: JSON text -> file."""
    document = json.loads(text)

    def changed(path, act):
        def make():
            copy = json.loads(text)
            if not path:
                return wrap(json.dumps(act(copy)))
            at = copy
            for key in path[:-1]:
                at = at[key]
            at[path[-1]] = act(at[path[-1]])
            return wrap(json.dumps(copy, ensure_ascii=False))
        return make

    def spliced(path, raw):
        def make():
            if not path:
                return wrap(raw)
            whole = changed(path, lambda _: "@@here@@")()
            return whole.replace(b'"@@here@@"', raw.encode("latin-1"))
        return make

    def dropped(path):
        def make():
            copy = at = json.loads(text)
            for key in path[:-1]:
                at = at[key]
            del at[path[-1]]
            return wrap(json.dumps(copy, ensure_ascii=False))
        return make

    def twice(path):
        def make():
            whole = changed(path, lambda value: {"@@twice@@": value})()
            return whole.replace(b'{"@@twice@@": ', b"", 1).replace(b"}", b', "' + str(path[-1]).encode() + b'": 1', 1)
        return make

    for path in places(document):
        where = f"{name} {'/'.join(map(str, path))}"
        for i, value in enumerate(HOSTILE):
            f.add("value", f"{where} = {json.dumps(value)[:20]}", changed(path, lambda _, value=value: value))
        for raw in RAW:
            f.add("raw JSON", f"{where} = {raw[:12]} ({len(raw)})", spliced(path, raw))
        if path:
            f.add("left out", where, dropped(path))
        if path and isinstance(path[-1], str):
            f.add("duplicate", where, twice(path))
        at = document
        for key in path:
            at = at[key]
        if isinstance(at, int) and not isinstance(at, bool):
            for n in extremes(at):
                f.add("number", f"{where} = {n}", changed(path, lambda _, n=n: n))


def safetensors():
    f = Format("safetensors", "static/m2v-bpe-i8", "model.safetensors")
    (n,) = struct.unpack("<Q", f.seed[:8])
    header, data = f.seed[8:8 + n].decode(), f.seed[8 + n:]

    def wrap(text):
        raw = text.encode("utf-8", "surrogatepass")
        return struct.pack("<Q", len(raw)) + raw + data

    f.factor = JSON_FACTOR
    f.prefixes(must=len(f.seed))
    f.flips(0, 8 + n)
    f.trailing()
    f.surgery("safetensors", 150)
    f.number("length", "header", 0, "Q", must=True)
    json_cases(f, header, wrap, "header")
    document = json.loads(header)
    key = next(k for k in document if k != "__metadata__")
    end = len(data)

    def tensors(*rows):
        return lambda: wrap(json.dumps({f"{key}{i or ''}": {"dtype": "U8", "shape": [b - a], "data_offsets": [a, b]}
                                        for i, (a, b) in enumerate(rows)}))

    for rows in ([(0, end), (0, end)], [(0, end - 1)], [(1, end)], [(0, 4), (8, end)], [(0, 8), (4, end)],
                 [(end, 0)], [(0, end + 1)], [(0, 2**64)], [(2**63, 2**63)], [(0, 0)] * 2 + [(0, end)], []):
        f.add("holes and overlaps", str(rows), tensors(*rows), must=True)
    for dtype in ("BOOL", "U8", "I8", "I16", "U16", "F16", "BF16", "I32", "F32", "F64", "I64", "U64", "F8_E4M3", "F4",
                  "C64", "f32", "", "X"):
        def make(dtype=dtype):
            copy = json.loads(header)
            copy[key]["dtype"] = dtype
            return wrap(json.dumps(copy))
        f.add("dtype", dtype, make)
        for shape in ([], [0], [end], [1, end], [end, 1], [2, 2, 2], [2**32, 2**32], [2**64 // 8, 8], [-1, 4], [0, 2**62],
                      [1] * 2000):
            def make(dtype=dtype, shape=shape):
                copy = json.loads(header)
                copy[key].update(dtype=dtype, shape=shape)
                return wrap(json.dumps(copy))
            f.add("shape", f"{dtype} {str(shape)[:40]}", make)
    f.add("depth", "names", lambda: wrap("{" + ",".join(
        f'"t{i}":{{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}' for i in range(20000)) + "}"))
    return f


def tokenizer():
    made = []
    for folder in ("m2v-bpe-fused", "m2v-wordpiece", "m2v-unigram"):
        f = Format("tokenizer.json", "static/" + folder, "tokenizer.json")
        f.factor = JSON_FACTOR
        f.prefixes(3, must=f.seed.rindex(b"}"))
        f.flips(0, 40)
        f.trailing()
        f.surgery(folder, 100)
        json_cases(f, f.seed.decode(), lambda text: text.encode("utf-8", "surrogatepass"), folder)
        document = json.loads(f.seed)

        def stage(f=f, document=document, **keys):
            return lambda: json.dumps({**document, **keys}).encode()

        def sequence(kind, depth, inner):
            for _ in range(depth):
                inner = {"type": "Sequence", kind: [inner]}
            return inner

        byte_level = {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True}
        double = {"type": "Replace", "pattern": {"Regex": "(?=.)"}, "content": "ab"}
        for name, keys in (
                ("nested normalizers", {"normalizer": sequence("normalizers", 30, {"type": "NFC"})}),
                ("nested pre-tokenizers", {"pre_tokenizer": sequence("pretokenizers", 30, {"type": "Whitespace"})}),
                ("many normalizers", {"normalizer": {"type": "Sequence", "normalizers": [double] * 60}}),
                ("too many normalizers", {"normalizer": {"type": "Sequence", "normalizers": [{"type": "NFC"}] * 5000}}),
                ("many byte levels", {"pre_tokenizer": {"type": "Sequence", "pretokenizers": [byte_level] * 20}}),
                ("exponential pattern", {"normalizer": {"type": "Replace", "content": "", "pattern": {
                    "Regex": "(a|aa)+$|(.*.*.*.*)*x$"}}}),
                ("loop in a pattern", {"normalizer": {"type": "Replace", "content": "", "pattern": {
                    "Regex": "(?:(?:^){1000}){1000}"}}}),
                ("recursive pattern", {"normalizer": {"type": "Replace", "content": "", "pattern": {
                    "Regex": "(?<a>\\g<b>\\g<b>)(?<b>\\g<c>\\g<c>)(?<c>)"}}}),
                ("long pattern", {"normalizer": {"type": "Replace", "content": "", "pattern": {"Regex": "(" * 50000}}}),
                ("open patterns", {"normalizer": {"type": "Replace", "content": "", "pattern": {"Regex": "[[[[" * 99}}})):
            f.add("bomb", f"{folder} {name}", stage(**keys))
        for size in (0, 3, 4, 8, 2**31, 2**32 - 1):
            blob = struct.pack("<I", size) + b"\xff" * 64
            f.add("charsmap", f"{folder} {size}", stage(normalizer={
                "type": "Precompiled", "precompiled_charsmap": base64.b64encode(blob).decode()}))
        made.append(f)
    return made


# ---- word vectors ----

def fasttext(name):
    f = Format("fastText " + os.path.splitext(name)[1], "wordvec/" + name, None)
    f.flips(0, 92)
    f.trailing()
    f.surgery(name, 150)
    names = ("magic", "version", "dim", "ws", "epoch", "minCount", "neg", "wordNgrams", "loss", "model", "bucket", "minn",
             "maxn", "lrUpdateRate")
    for i, field in enumerate(names):
        f.number("header", field, 4 * i, "i")
    at = 56 + 8
    for i, field in enumerate(("size", "nwords", "nlabels")):
        f.number("count", field, at + 4 * i, "i")
    f.number("count", "ntokens", at + 12, "q")
    f.number("count", "pruneidx", at + 20, "q")
    (size,) = struct.unpack_from("<i", f.seed, at)
    (pruned,) = struct.unpack_from("<q", f.seed, at + 20)
    at += 28
    for i in range(size):
        end = f.seed.index(b"\0", at)
        if i < 3 or i > size - 3:
            f.number("dictionary", f"count of {i}", end + 1, "q")
            for kind in (1, 2, 127, 255):
                f.add("dictionary", f"type of {i} {kind}",
                      lambda p=end + 9, kind=kind: f.seed[:p] + bytes([kind]) + f.seed[p + 1:])
            f.add("dictionary", f"word {i} without end", lambda p=end: f.seed[:p] + b"x" + f.seed[p + 1:])
            f.add("dictionary", f"word {i} empty", lambda a=at, b=end: f.seed[:a] + f.seed[b:])
        at = end + 10
    for i in range(max(pruned, 0)):
        if i < 3:
            f.number("pruned", f"from {i}", at, "i")
            f.number("pruned", f"to {i}", at + 4, "i")
        at += 8
    quantised = f.seed[at]
    for flag in (1 - quantised, 2, 255):
        f.add("matrix", f"quantised {flag}", lambda p=at, flag=flag: f.seed[:p] + bytes([flag]) + f.seed[p + 1:])
    at += 1
    if quantised:
        for flag in (1 - f.seed[at], 2, 255):
            f.add("matrix", f"qnorm {flag}", lambda p=at, flag=flag: f.seed[:p] + bytes([flag]) + f.seed[p + 1:])
        at += 1
    rows, columns = struct.unpack_from("<qq", f.seed, at)
    f.prefixes(3, must=at + 16 + (0 if quantised else 4 * rows * columns))
    f.number("matrix", "rows", at, "q")
    f.number("matrix", "columns", at + 8, "q")
    if quantised:
        f.number("matrix", "codes", at + 16, "i")
        (codes,) = struct.unpack_from("<i", f.seed, at + 16)
        at += 20 + codes
        for i, field in enumerate(("dim", "nsubq", "dsub", "lastdsub")):
            f.number("quantiser", field, at + 4 * i, "i")
    return f


NUMBERS = ("nan", "inf", "-inf", "1e999", "1e-999", "0x10", "1,5", "--1", "+", "", "1.2.3", "9" * 400, "1e", "\0", "é", "1\t2")
COUNTS = ("0", "-1", "1", "2147483647", "2147483648", "4294967295", "4294967296", "9223372036854775807",
          "18446744073709551615", "18446744073709551616", "9" * 60, "1e3", "0x10", "+5", " 5", "5.0", "")


def vectors_text(name, header):
    f = Format(name, "wordvec/" + name, None)
    f.prefixes()
    f.flips(0, 60)
    f.trailing()
    f.surgery(name, 200)
    lines = f.seed.split(b"\n")

    def changed(i, line):
        return lambda: b"\n".join(lines[:i] + [line] + lines[i + 1:])

    if header:
        rows, columns = lines[0].split()[:2]
        for value in COUNTS:
            f.add("count", f"rows {value[:24]}", changed(0, value.encode() + b" " + columns))
            f.add("count", f"columns {value[:24]}", changed(0, rows + b" " + value.encode()))
        for line in (b"", rows, rows + b" " + columns + b" 1", b"x y", rows + b"\t" + columns, b"\xef\xbb\xbf" + lines[0],
                     lines[0] + b"\r"):
            f.add("header", repr(line), changed(0, line))
    for i in (header, header + 1, len(lines) // 2, len(lines) - 2):
        parts = lines[i].split(b" ")
        for at in (1, len(parts) // 2, len(parts) - 1):
            for value in NUMBERS:
                f.add("number", f"line {i + 1} value {at}: {value[:12]!a}",
                      changed(i, b" ".join(parts[:at] + [value.encode()] + parts[at + 1:])))
        for what, line in (("short", b" ".join(parts[:-2])), ("long", lines[i] + b" 1 2 3"), ("no word", b" ".join(parts[1:])),
                           ("empty", b""), ("spaces", b" " * 999), ("twice", lines[i] + b"\n" + lines[i]), ("CR", lines[i] + b"\r"),
                           ("NUL", b"\0" + lines[i]), ("long word", b"w" * 2_000_000 + lines[i]),
                           ("wide", lines[i] + b" 1" * 500_000), ("no UTF-8", b"\xff\xfe" + lines[i])):
            f.add("row", f"line {i + 1} {what}", changed(i, line))
        f.add("left out", f"line {i + 1}", lambda i=i: b"\n".join(lines[:i] + lines[i + 1:]))
    return f


def vectors_binary():
    f = Format("word2vec binary", "wordvec/word2vec.bin", None)
    f.prefixes(2, must=len(f.seed) - 1)
    f.flips(0, 60)
    f.trailing()
    f.surgery("word2vec.bin", 250)
    end = f.seed.index(b"\n")
    rows, columns = f.seed[:end].split()
    rest = f.seed[end:]
    for value in COUNTS:
        f.add("count", f"rows {value[:24]}", lambda value=value: value.encode() + b" " + columns + rest)
        f.add("count", f"columns {value[:24]}", lambda value=value: rows + b" " + value.encode() + rest)
    for head in (b"", rows, rows + b" " + columns + b" 1", b"\n", b"x y", b"\0" * 8, rows + b"\t" + columns):
        f.add("header", repr(head), lambda head=head: head + rest)
    f.add("row", "word without end", lambda: f.seed[:end + 1] + b"w" * 3_000_000)
    f.add("row", "words of all files", lambda: f.seed + f.seed[end + 1:])
    for bits in (0x7F800000, 0xFF800000, 0x7FC00000, 0x00000001):
        at = f.seed.index(b" ", end) + 1
        f.add("number", hex(bits), lambda bits=bits: f.seed[:at] + struct.pack("<I", bits) + f.seed[at + 4:])
    return f


def all_formats():
    """name -> makers of lists of formats."""
    return {
        "SavedModel": [lambda: [saved_model("tfhub/tf1-tokens"), saved_model("tfhub/published")]],
        "TensorBundle": [lambda: [tensor_bundle()]],
        "safetensors": [lambda: [safetensors()]],
        "tokenizer.json": [tokenizer],
        "fastText bin": [lambda: [fasttext("skipgram.bin")]],
        "fastText ftz": [lambda: [fasttext("quantised-cut.ftz"), fasttext("quantised-norm.ftz")]],
        "word2vec binary": [lambda: [vectors_binary()]],
        "word2vec text": [lambda: [vectors_text("word2vec.txt", 1)]],
        "fastText vec": [lambda: [vectors_text("skipgram.vec", 1)]],
        "GloVe": [lambda: [vectors_text("glove.txt", 0)]],
    }
