#!/usr/bin/env python3
"""make_tfhub.py - small TF-Hub text modules, and what TensorFlow makes of texts with them.

Modules as tensorflow/hub's two export examples build them, and as the published NNLM graphs are
(V1 StringSplit, empty rows filled with the id of ""): plain and with \\pP removed, V1 and V2
split, 1 and 3060 buckets, float32, double, half and bfloat16, tables in one part and in three
(found by "mod", by "div", or put together), in several shards, indexes compressed with snappy
and not, TF1 hub format and TF2. For each text the ids and the vector are what TensorFlow
computes: TF2 modules are loaded from what was written, TF1 ones run in the session that wrote.

  make_tfhub.py                      writes tfhub/: ten modules, 150 texts; around/: only graphs
  make_tfhub.py --bulk DIR           all combinations, 5,000 texts
  make_tfhub.py --bulk DIR --titles FILE.csv[.gz] N    N titles for the first two modules too

Written beside each module NAME: NAME.want, in the format of tests/interop/dump_bags.c; texts.bin
in its input format. versions.txt says who made it. Needs tests/interop/requirements.txt.
"""
import argparse
import csv
import gzip
import os
import platform
import random
import shutil
import struct
import sys
import tempfile

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import numpy as np
import tensorflow as tf
from tensorflow.core.protobuf import meta_graph_pb2, saved_model_pb2
from tensorflow.python.ops import lookup_ops

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import bundle
from savedmodel import slim
from wire import read_varint, varint

tf1 = tf.compat.v1
DIM = 3

# ---- tokens and texts ----

WORDS = """de para con en y el la los las un una por del al sin nuevo nueva usado original oferta
celular teléfono funda zapatillas camión niño niña España ñandú pingüino cigüeña murciélago café
computación notebook memoria disco ram gb tb led tv smart pulgadas hd aire acondicionado split
frío calor repuesto motor filtro aceite moto auto bicicleta rodado talle mujer hombre bebé juguete
muñeca libro usb cable cargador batería pila reloj pulsera mesa silla sillón cama colchón placa
video mouse teclado monitor impresora tinta cartucho kit set juego pack x2 envío gratis garantía
oficial marca negro blanco rojo azul verde amarillo rosa gris plateado dorado chico mediano grande
Samsung Motorola LG Sony Philips Nike Adidas Puma iPhone Xiaomi HP Dell Lenovo Epson Bosch""".split()
ODD = ["--", "<S>", "</S>", "<UNK>", "###", "3000", "1.200,50", "a_b-c", "c/u", "50%", "N°5", "½",
       "2×4", "☕", "📱", "日本", "tab\there", "nbsp\u00a0inside", "cafe\u0301", "soft\u00adhyphen",
       "x" * 300, "¿Cómo", "estás?", "«hola»", "l’eau", "#hashtag", "@user", "C++", "~`^|<>=+$"]
OTHER = """electroencefalografista zzz qwerty Ñoqui ÁRBOL árboles www.x.com.ar mail@x.com 12345 0.5mm
¡Oferta! (nuevo) [usado] {kit} 100% f/c s/n "comillas" 'simples' “dobles” – — … • 𝔘nicode 🤖🤖 👨‍👩‍👧
٣٤٥ ‹x› ⁇ 、 。 ・ ー _ \\ / // -- --- . .. ... \u2028 \u3000 \ufeff""".split(" ")
BROKEN = [b"\xff,A", b"\xc3,", b"\xe2\x80", b"\xe2\x80\xa6", b"\xc0\xae", b"\xed\xa0\x80.",
          b"\xf4\x90\x80\x80!", b"\xf0\x90\x84\x80.", b"\xc2", b"\xbf", b"a\x00.b", b"\xe2\xe2\x80\xa6\x80\xa6"]
GAPS = [" "] * 14 + ["  ", "   ", "\t", "\n", "\u00a0", " - ", ", ", ". ", "\r\n"]


def make_tokens():
    tokens = [t.encode() for t in dict.fromkeys(WORDS + ODD)]
    return tokens + [b"bad\xffbyte", b"\xe2\x80"]


def make_texts(n, rng, longest):
    fixed = ["", " ", "   ", ".", "...", " . ", "hola  mundo", " celular", "celular ", "a b ", "\t",
             "¿Cómo estás?", "iPhone 8 64GB (nuevo)!", "1.200,50 €", "a_b-c", "C++ & C#",
             "N°5 / Nº 5 / Nª 5", "«hola» “mundo” ‘x’", "aire 3000 f/c – split", "½ kg · 1¼",
             "☕ café…", "l'eau l’eau", "#hashtag @user", "日本、語。", "~`^|<>=+$", "x" * 300,
             "." + "x" * 300 + ".", "tab\there", "nbsp\u00a0inside", "soft\u00adhyphen"]
    texts = [t.encode() for t in fixed] + BROKEN
    known, other = WORDS + ODD, OTHER
    def title(most):
        parts = []
        for _ in range(rng.randint(1, most)):
            word = rng.choice(known if rng.random() < 0.7 else other).encode()
            if rng.random() < 0.03:
                word = rng.choice(BROKEN)
            if rng.random() < 0.1:
                word = word.upper()
            parts += [word, rng.choice(GAPS).encode()]
        return b"".join(parts if rng.random() < 0.1 else parts[:-1])
    for length in longest:
        text = b""
        while len(text.decode(errors="replace")) < length:
            text += title(12) + b" "
        texts.append(text.decode(errors="replace")[:length].encode())
    while len(texts) < n:
        texts.append(title(12))
    return texts[:n]


# ---- TF2 modules ----

def lookup_table(asset, buckets):
    return lookup_ops.index_table_from_file(vocabulary_file=asset, num_oov_buckets=buckets,
                                            hasher_spec=lookup_ops.FastHashSpec)


class Module(tf.train.Checkpoint):
    """split 1: as the published graphs; 2: as export_v2.py."""

    def __init__(self, tokens_file, table, split, norm, buckets, combiner, cast):
        super().__init__()
        self._file = tf.saved_model.Asset(tokens_file)
        self._table = lookup_table(self._file, buckets)
        self.embeddings = tf.Variable(table)
        self.variables = [self.embeddings]
        self.trainable_variables = self.variables
        self._how = (split, norm, combiner, cast)

    def _strip(self, text):
        if self._how[1] == "dynamic":   # the op of TensorFlow 1
            return tf.raw_ops.RegexReplace(input=text, pattern=r"\pP", rewrite="")
        return tf.strings.regex_replace(text, r"\pP", "") if self._how[1] else text

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string)])
    def ids(self, text):
        text = self._strip(text)
        if self._how[0] == 1:
            tokens = tf1.string_split(text, " ")
            sparse = tf.SparseTensor(tokens.indices, self._table.lookup(tokens.values),
                                     tokens.dense_shape)
            sparse, _ = tf.sparse.fill_empty_rows(sparse, self._table.lookup(tf.constant("")))
            sparse = tf.sparse.reset_shape(sparse)
            return sparse.indices, sparse.values, sparse.dense_shape
        tokens = tf.strings.split(tf.reshape(text, [-1]), " ").to_sparse()
        tokens, _ = tf.sparse.fill_empty_rows(tokens, tf.constant(""))
        tokens = tf.sparse.reset_shape(tokens)
        return tokens.indices, self._table.lookup(tokens.values), tokens.dense_shape

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string)])
    def __call__(self, text):
        split, _, combiner, cast = self._how
        sparse = tf.SparseTensor(*self.ids(text))
        table = tf.cast(self.embeddings, tf.float32) if cast else self.embeddings
        if split == 1:
            return tf.nn.embedding_lookup_sparse(table, sparse, None, combiner=combiner)
        return tf.nn.safe_embedding_lookup_sparse(table, sparse, None, combiner=combiner)


class Trained(tf.train.Checkpoint):
    """A module inside something that was trained: other keys, and slots of the table's shape."""

    def __init__(self, module):
        super().__init__()
        self.layer = module
        self.optimizer = tf.train.Checkpoint(
            step=tf.Variable(7, dtype=tf.int64),
            m=tf.Variable(tf.zeros_like(module.embeddings)),
            v=tf.Variable(tf.zeros_like(module.embeddings)))

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string)])
    def __call__(self, text):
        return self.layer(text)

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string)])
    def ids(self, text):
        return self.layer.ids(text)


def save_tf2(path, tokens_file, table, split, norm, buckets, combiner="sqrtn", cast=False,
             trained=False):
    module = Module(tokens_file, table, split, norm, buckets, combiner, cast)
    tf.saved_model.save(Trained(module) if trained else module, path)


def run_tf2(path, texts):
    module = tf.saved_model.load(path)
    for at in range(0, len(texts), 5000):
        batch = tf.constant(texts[at:at + 5000])
        indices, values, _ = module.ids(batch)
        vectors = tf.cast(module(batch), tf.float32).numpy()
        yield from by_text(indices.numpy(), values.numpy(), vectors)


def by_text(indices, values, vectors):
    rows = np.asarray(indices)[:, 0]   # in ascending order
    starts = np.searchsorted(rows, np.arange(len(vectors) + 1))
    ids = np.asarray(values).astype("<u4")
    return ((ids[starts[i]:starts[i + 1]], vector) for i, vector in enumerate(vectors))


# ---- TF1 hub format ----

def save_tf1(path, tokens_file, table, texts, norm, buckets, parts=1, spread="mod",
             tokens_only=False, shards=1, strip_defaults=True, before=None, after=None):
    """As export.py; parts > 1 with a partitioner; spread: mod, div, or concat before the look-up;
    before, after: what is done to the texts and to the vectors besides."""
    with tf.Graph().as_default() as graph:
        text = tf1.placeholder(tf.string, [None], name="sentences")
        asset = tf.constant(tokens_file, name="asset")
        index = tf.lookup.StaticVocabularyTable(
            tf.lookup.TextFileInitializer(
                asset, tf.string, tf.lookup.TextFileIndex.WHOLE_LINE,
                tf.int64, tf.lookup.TextFileIndex.LINE_NUMBER), buckets)
        partitioner = tf1.fixed_size_partitioner(parts) if parts > 1 else None
        def placed(op):   # parts on devices of their own are saved in shards of their own
            placed.n += op.type in ("VariableV2", "VarHandleOp")
            return "/cpu:%d" % (placed.n % shards)
        placed.n = -1
        with tf1.device(placed if shards > 1 else None):
            variable = tf1.get_variable("embeddings", table.shape, tf.as_dtype(table.dtype),
                                        tf1.zeros_initializer(), partitioner=partitioner,
                                        use_resource=False)
        params = tf.convert_to_tensor(variable) if spread == "concat" else variable
        strategy = "mod" if spread == "concat" else spread
        if tokens_only:
            ids = index.lookup(text)
            out = tf1.nn.embedding_lookup(params, ids, partition_strategy=strategy)
            position = tf.range(tf.size(ids, out_type=tf.int64))
            sparse = tf.SparseTensor(tf.stack([position, position], 1), ids, [1, 1])
        else:
            given = before(text) if before else text
            stripped = tf1.regex_replace(given, r"\pP", "") if norm else given
            tokens = tf1.string_split(stripped, " ")
            sparse = tf.SparseTensor(tokens.indices, index.lookup(tokens.values),
                                     tokens.dense_shape)
            sparse, _ = tf1.sparse_fill_empty_rows(sparse, index.lookup(tf.constant("")))
            sparse = tf1.sparse_reset_shape(sparse)
            out = tf1.nn.embedding_lookup_sparse(params, sparse, None, combiner="sqrtn",
                                                 partition_strategy=strategy)
        out = after(out) if after else out
        saver = tf1.train.Saver(sharded=shards > 1)
        # The value of row r of the whole is that of the row which the look-up calls r.
        pieces = list(variable) if parts > 1 else [variable]
        values = ([table[p::parts] for p in range(parts)] if parts > 1 and spread == "mod"
                  else np.array_split(table, parts))
        config = tf1.ConfigProto(device_count={"CPU": shards})
        with tf1.Session(graph=graph, config=config) as session:
            session.run([tf1.global_variables_initializer(), tf1.tables_initializer()])
            for piece, value in zip(pieces, values):
                piece.load(value, session)
            os.makedirs(os.path.join(path, "variables"))
            os.makedirs(os.path.join(path, "assets"))
            saver.save(session, os.path.join(path, "variables", "variables"),
                       write_meta_graph=False, write_state=False)
            i, v, o = session.run([sparse.indices, sparse.values, out], {text: texts})
        shutil.copy(tokens_file, os.path.join(path, "assets", "tokens.txt"))
        write_hub(path, graph, saver, text, out, asset, strip_defaults)
    return by_text(i, v, o.astype(np.float32))


def write_hub(path, graph, saver, text, out, asset, strip_defaults):
    meta = tf1.train.export_meta_graph(graph=graph, saver_def=saver.as_saver_def(),
                                       clear_devices=True, strip_default_attrs=strip_defaults)
    for node in meta.graph_def.node:
        if node.name == "asset":
            node.attr["value"].tensor.string_val[0] = b"SAVEDMODEL-ASSET"
    meta.collection_def.clear()
    entry = meta_graph_pb2.AssetFileDef(filename="tokens.txt")
    entry.tensor_info.name = asset.name
    meta.collection_def["saved_model_assets"].any_list.value.add().Pack(entry)
    signature = meta.signature_def["default"]
    signature.inputs["default"].CopyFrom(tf1.saved_model.build_tensor_info(text))
    signature.outputs["default"].CopyFrom(tf1.saved_model.build_tensor_info(out))
    model = saved_model_pb2.SavedModel(saved_model_schema_version=1)
    model.meta_graphs.add().CopyFrom(meta)
    with open(os.path.join(path, "saved_model.pb"), "wb") as f:
        f.write(model.SerializeToString(deterministic=True))
    with open(os.path.join(path, "tfhub_module.pb"), "wb") as f:
        f.write(b"\x08\x03")


# ---- the index once more, compressed or not: of the same data block, as TensorFlow reads it ----

def unfold(block):
    size, at = read_varint(block, 0)
    out = bytearray()
    while at < len(block):
        tag = block[at]
        at += 1
        if tag & 3 == 0:
            n = tag >> 2
            if n >= 60:
                extra = n - 59
                n = int.from_bytes(block[at:at + extra], "little")
                at += extra
            out += block[at:at + n + 1]
            at += n + 1
            continue
        if tag & 3 == 1:
            n, offset = (tag >> 2 & 7) + 4, tag >> 5 << 8 | block[at]
            at += 1
        else:
            width = 2 if tag & 3 == 2 else 4
            n, offset = (tag >> 2) + 1, int.from_bytes(block[at:at + width], "little")
            at += width
        for _ in range(n):
            out.append(out[-offset])
    assert len(out) == size
    return bytes(out)


def fold(block):
    """Snappy, greedily: copies of four bytes and more within 2 KB, literals else."""
    out, at, seen, literal = bytearray(varint(len(block))), 0, {}, 0
    def flush(end):
        for begin in range(literal, end, 60):
            piece = block[begin:min(begin + 60, end)]
            out.append(len(piece) - 1 << 2)
            out.extend(piece)
    while at < len(block):
        past = seen.get(block[at:at + 4])
        seen[block[at:at + 4]] = at
        if past is None or at - past > 2047 or at + 4 > len(block):
            at += 1
            continue
        n = 4
        while n < 11 and at + n < len(block) and block[past + n] == block[at + n]:
            n += 1
        flush(at)
        out += bytes([1 | n - 4 << 2 | at - past >> 8 << 5, at - past & 255])
        at += n
        literal = at
    flush(len(block))
    return bytes(out)


def rewrite_index(path, snappy):
    """Its one data block compressed, or not."""
    name = os.path.join(path, "variables", "variables.index")
    with open(name, "rb") as f:
        data = f.read()
    ((key, begin, size),) = bundle.data_blocks(data)
    assert begin == 0
    block = data[:size] if data[size] == 0 else unfold(data[:size])
    with open(name, "wb") as f:
        f.write(bundle.table(fold(block), b"\1", key=key) if snappy else bundle.table(block, key=key))


# ---- all of it ----

def write_want(path, results, dim=DIM):
    with open(path, "wb") as f:
        f.write(struct.pack("<II", dim, 0))
        for ids, vector in results:
            f.write(struct.pack("<I", len(ids)) + ids.tobytes() + vector.astype("<f4").tobytes())


def write_texts(path, texts):
    with open(path, "wb") as f:
        for text in texts:
            f.write(struct.pack("<I", len(text)) + text)


def make_table(rows, dtype, seed):
    """Numbers of which every type holds most digits; sums of them do not cancel out."""
    values = np.random.default_rng(seed).uniform(0.25, 1.0, (rows, DIM))
    return tf.cast(values, dtype).numpy() if dtype == "bfloat16" else values.astype(dtype)


def write_tokens(folder, tokens, end="\n", last=True):
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, "tokens.txt")
    with open(path, "wb") as f:
        f.write(end.encode().join(tokens) + (end.encode() if last else b""))
    return path


def small(folder, work):
    tokens = make_tokens()
    texts = make_texts(150, random.Random(3), [10000])
    v = len(tokens)
    lf, crlf = write_tokens(work + "/lf", tokens), write_tokens(work + "/crlf", tokens, "\r\n")
    bare = write_tokens(work + "/bare", tokens, last=False)
    write_texts(f"{folder}/texts.bin", texts)
    def tf2(name, snappy, dtype, tokens_file, *how, **more):
        buckets = how[2]
        save_tf2(f"{folder}/{name}", tokens_file, make_table(v + buckets, dtype, buckets), *how, **more)
        if snappy is not None:
            rewrite_index(f"{folder}/{name}", snappy)
        write_want(f"{folder}/{name}.want", run_tf2(f"{folder}/{name}", texts))
    tf2("published", False, "float32", lf, 1, False, 3060)
    tf2("published-norm", True, "float16", lf, 1, True, 3060)
    tf2("export2", None, "float64", lf, 2, True, 1)
    tf2("plain2", False, "bfloat16", crlf, 2, False, 7, combiner="mean", cast=True)
    tf2("trained", True, "float32", lf, 1, "dynamic", 1, combiner="sum", trained=True)
    def old(name, buckets, **how):
        results = save_tf1(f"{folder}/{name}", bare, make_table(v + buckets, "float32", buckets), texts,
                           buckets=buckets, **how)
        write_want(f"{folder}/{name}.want", results)
    old("tf1", 1, norm=True)
    old("tf1-mod", 5, norm=True, parts=3, spread="mod")
    old("tf1-div", 5, norm=False, parts=3, spread="div", shards=3, strip_defaults=False)
    old("tf1-concat", 6, norm=False, parts=3, spread="concat")
    old("tf1-tokens", 2, norm=False, tokens_only=True)
    around(f"{folder}/around", work)
    for name in os.listdir(folder):
        if os.path.exists(f"{folder}/{name}/fingerprint.pb"):
            os.remove(f"{folder}/{name}/fingerprint.pb")
    with open(f"{folder}/versions.txt", "w", encoding="ascii") as f:
        f.write(f"made by tests/golden/make_tfhub.py\npython {platform.python_version()}\n"
                f"numpy {np.__version__}\ntensorflow {tf.__version__}\n")


# ---- modules that do something around a text layer: their graphs, without what nobody reads ----

class Around(tf.Module):
    """__call__ is f(self, texts), twice of it for training; inner: a text layer"""

    def __init__(self, f, inner, **members):
        super().__init__()
        self.inner = inner
        for name, value in members.items():
            setattr(self, name, value)
        self.__dict__["_f"] = f

    @tf.function(autograph=False)
    def __call__(self, text, training=False):
        out = self._f(self, text)
        return out * 2.0 if training else out

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string)], autograph=False)
    def unit(self, text):
        return {"unit": tf.math.l2_normalize(self.inner(text), -1)}


def around(folder, work):
    """For the toy of tests/unit/test_tfhub.c: \\pP removed, split at spaces, one bucket."""
    tokens_file = write_tokens(work + "/toy", [b"cat", b"dog", b"mouse"])
    text = tf.TensorSpec([None], tf.string)
    table = make_table(4, "float32", 1)
    os.makedirs(folder, exist_ok=True)
    def layer():
        return Module(tokens_file, table, 1, True, 1, "sqrtn", False)
    def keep(name, path):
        with open(f"{path}/saved_model.pb", "rb") as f, open(f"{folder}/{name}.pb", "wb") as to:
            to.write(slim(f.read()))
    def save(name, f, signature=None, training=False, **members):
        module = Around(f, layer(), **members)
        module.__call__.get_concrete_function(text)
        if training:
            module.__call__.get_concrete_function(text, training=True)
        tf.saved_model.save(module, f"{work}/{name}",
                            {"serving_default": module.unit} if signature else {})
        keep(name, f"{work}/{name}")
    inner = tf.function(lambda v: (v * 2.0, v))
    save("nothing", lambda m, x: m.inner(x))
    save("shapes", lambda m, x: tf.squeeze(tf.reshape(m.inner(tf.reshape(x, [-1])), [-1, 1, DIM]), 1))
    save("second-output", lambda m, x: inner(m.inner(x))[1])
    save("training", lambda m, x: m.inner(x), training=True)
    save("other-table", lambda m, x: m.inner(x), embeddings=tf.Variable(table))
    save("first-output", lambda m, x: inner(m.inner(x))[0])
    save("times-two", lambda m, x: m.inner(x) * 2.0)
    save("unit-length", lambda m, x: tf.math.l2_normalize(m.inner(x), -1))
    save("two-numbers", lambda m, x: m.inner(x)[:, :2])
    save("one-number", lambda m, x: tf.reshape(m.inner(x), [-1, 1]))
    save("dense", lambda m, x: tf.matmul(m.inner(x), m.kernel), kernel=tf.Variable(tf.eye(DIM)))
    save("lower", lambda m, x: m.inner(tf.strings.lower(x)))
    save("signature", lambda m, x: m.inner(x), signature=True)
    save("two-layers", lambda m, x: tf.concat([m.inner(x), m.other(x)], -1), other=layer())
    def changed(m, x):
        m.inner.embeddings.assign_add(tf.ones([4, DIM]))
        return m.inner(x)
    save("changed-table", changed)
    lengths = tf.Module()
    lengths.__call__ = tf.function(lambda x: tf.cast(tf.strings.length(x), tf.float32)[:, None],
                                   input_signature=[text])
    tf.saved_model.save(lengths, f"{work}/no-vocabulary")
    keep("no-vocabulary", f"{work}/no-vocabulary")
    save_tf1(f"{work}/tf1-times-two", tokens_file, table, [b"cat"], True, 1, after=lambda v: v * 2.0)
    keep("tf1-times-two", f"{work}/tf1-times-two")


def read_titles(path, n):
    opened = gzip.open(path, "rt", encoding="utf-8", newline="") if path.endswith(".gz") else open(
        path, encoding="utf-8", newline="")
    with opened as f:
        titles = [row["title"].encode() for row in csv.DictReader(f)]
    rng = random.Random(5)
    while len(titles) < n:   # titles once more, words in another order
        words = rng.choice(titles).split(b" ")
        rng.shuffle(words)
        titles.append(b" ".join(words))
    return titles[:n]


def bulk(folder, work, titles, n_titles):
    tokens = make_tokens()
    if titles:
        titles = read_titles(titles, n_titles)
        seen = {}
        for title in titles:
            for word in title.split(b" "):
                seen[word] = seen.get(word, 0) + 1
        frequent = sorted((w for w in seen if w), key=lambda w: (-seen[w], w))[:50000]
        large = list(dict.fromkeys(tokens + frequent))
        path = write_tokens(work + "/large", large)
        write_texts(f"{folder}/titles.bin", titles)
        for name, norm in (("titles-plain", False), ("titles-norm", True)):
            save_tf2(f"{folder}/{name}", path, make_table(len(large) + 3060, "float32", 9), 1, norm, 3060)
            write_want(f"{folder}/{name}.want", run_tf2(f"{folder}/{name}", titles))
    texts = make_texts(5000, random.Random(4), [10000, 10000, 3000])
    write_texts(f"{folder}/texts.bin", texts)
    path = write_tokens(work + "/lf", tokens)
    v = len(tokens)
    for split in (1, 2):
        for norm in (False, True):
            for buckets in (1, 3060):
                for dtype in ("float32", "float64", "float16", "bfloat16"):
                    name = f"tf2-v{split}-{'norm' if norm else 'plain'}-{buckets}-{dtype}"
                    cast = dtype in ("float16", "bfloat16")
                    save_tf2(f"{folder}/{name}", path, make_table(v + buckets, dtype, 1), split, norm,
                             buckets, cast=cast)
                    for snappy in (False, True):
                        rewrite_index(f"{folder}/{name}", snappy)
                        if snappy:
                            write_want(f"{folder}/{name}.want", run_tf2(f"{folder}/{name}", texts))
                        else:
                            shutil.copytree(f"{folder}/{name}", f"{folder}/{name}-raw")
                    shutil.copy(f"{folder}/{name}.want", f"{folder}/{name}-raw.want")
    for norm in (False, True):
        for buckets in (1, 3060):
            for parts, spread in ((1, "mod"), (3, "mod"), (3, "div"), (3, "concat")):
                for shards in (1, parts) if parts > 1 else (1,):
                    name = f"tf1-{'norm' if norm else 'plain'}-{buckets}-{parts}-{spread}-{shards}"
                    write_want(f"{folder}/{name}.want",
                               save_tf1(f"{folder}/{name}", path, make_table(v + buckets, "float32", 2),
                                        texts, norm, buckets, parts, spread, shards=shards))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bulk")
    parser.add_argument("--titles", nargs=2, metavar=("FILE", "N"), default=(None, 0))
    args = parser.parse_args()
    folder = args.bulk or os.path.join(os.path.dirname(os.path.abspath(__file__)), "tfhub")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    with tempfile.TemporaryDirectory() as work:
        if args.bulk:
            bulk(folder, work, args.titles[0], int(args.titles[1]))
        else:
            small(folder, work)


if __name__ == "__main__":
    main()
