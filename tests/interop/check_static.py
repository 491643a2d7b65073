"""tokenizers, model2vec and sentence-transformers agree with lmev on static models.

usage: check_static.py LMEV DUMP_BAGS

Tokenizers of every model are trained here on titles, tables are random. Then 10,000 other titles and
some nasty texts (all of golden/make_static.py's) are taken by both sides. Titles: the real ones beside
the checkout where they are, synthetic ones otherwise.

Ids (of DUMP_BAGS, built from dump_bags.c) must be equal, those of model2vec after its cutting, dropping and
mapping. Vectors, of DUMP_BAGS and of 'lmev embed', must agree. Both sides add n float32 rows in orders of
their own; an addition is wrong by at most 2^-24 of the sum so far: 1e-6 of the largest number of the table is
asked for, and 1e-8 for each id of a long text. float16 comes back rounded, twice: 2e-3.
sentence-transformers needs torch; where there is none, its definition is applied in NumPy. With Debian's
python3-torch it runs itself, in a `python3 -m venv --system-site-packages` with sentence-transformers==3.3.1,
transformers==4.46.3, numpy<2 and, by --no-deps, model2vec==0.10.0.
"""
import csv
import gzip
import io
import os
import pathlib
import random
import shutil
import struct
import subprocess
import sys
import tempfile

import numpy
import tokenizers
from model2vec import StaticModel
from safetensors.numpy import load_file
from tokenizers import Tokenizer

HERE = pathlib.Path(__file__).resolve().parent
REAL = HERE.parents[2] / 'shared' / 'data' / 'meli-es' / 'train.csv.gz'
TRAIN, TEST = 20000, 10000

try:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Normalize, StaticEmbedding
except ImportError:
    SentenceTransformer = None

sys.path.insert(0, str(HERE.parent / 'golden'))
import make_static  # noqa: E402


def titles(lmev):
    if REAL.exists():
        print('static: the real titles')
        with gzip.open(REAL, 'rt', encoding='utf-8', newline='') as f:
            return [r['title'] for r, _ in zip(csv.DictReader(f), range(TRAIN + TEST))]
    print('static: the real titles are not beside the checkout, synthetic ones instead')
    out = subprocess.run([lmev, 'data', 'synth', '--rows', str(TRAIN + TEST), '--classes', '50', '--quiet'],
                         check=True, stdout=subprocess.PIPE).stdout
    return [r['title'] for r in csv.DictReader(io.StringIO(out.decode('utf-8'), newline=''))]


def dumped(program, folder, texts, weighted, dim):
    """(ids, weights, vector) for each text of bytes."""
    with tempfile.TemporaryDirectory() as at:
        given, out = os.path.join(at, 'texts'), os.path.join(at, 'bags')
        with open(given, 'wb') as f:
            f.writelines(struct.pack('<I', len(t)) + t for t in texts)
        subprocess.run([program, folder, given, out], check=True)
        with open(out, 'rb') as f:
            data = f.read()
    assert struct.unpack_from('<II', data) == (dim, weighted)
    pos = 8
    for _ in texts:
        n, = struct.unpack_from('<I', data, pos)
        ids = numpy.frombuffer(data, '<u4', n, pos + 4)
        pos += 4 + 4 * n
        weights = numpy.frombuffer(data, '<f4', n, pos) if weighted else None
        pos += 4 * n * weighted
        yield ids, weights, numpy.frombuffer(data, '<f4', dim, pos)
        pos += 4 * dim
    assert pos == len(data)


def of_model2vec(folder, strings):
    """Rows, weights and vectors."""
    m = StaticModel.from_pretrained(folder)
    cut = [s[:m.max_length * m.median_token_length] for s in strings] if m.max_length is not None else strings
    ids = m.tokenize(cut)
    rows = ids if m.token_mapping is None else [m.token_mapping[i] if i else [] for i in ids]
    weights = None if m.weights is None else [m.weights[i] if i else [] for i in ids]
    return rows, weights, m.encode(strings), m.embedding


def of_transformers(folder, strings):
    path = next(folder.rglob('model.safetensors')).parent
    unit = 'Normalize' in (folder / 'modules.json').read_text()
    t = Tokenizer.from_file(str(path / 'tokenizer.json'))
    t.no_padding()
    rows = [e.ids for e in t.encode_batch(strings, add_special_tokens=False)]
    table = load_file(path / 'model.safetensors')['embedding.weight']
    if SentenceTransformer:
        parts = [StaticEmbedding.load(str(path))] + ([Normalize()] if unit else [])
        return rows, None, SentenceTransformer(modules=parts, device='cpu').encode(strings), table
    vectors = numpy.array([table[i].mean(axis=0) if i else numpy.zeros(table.shape[1]) for i in rows])
    if unit:
        vectors /= numpy.maximum(numpy.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return rows, None, vectors, table


def embedded(lmev, folder, texts):
    with tempfile.TemporaryDirectory() as at:
        given, out = os.path.join(at, 'texts.txt'), os.path.join(at, 'out.npy')
        with open(given, 'wb') as f:
            f.writelines(t + b'\n' for t in texts)
        subprocess.run([lmev, 'embed', folder, given, '-o', out, '--input-format', 'lines', '--quiet'], check=True)
        return numpy.load(out)


def check(lmev, dump_bags, folder, texts):
    strings = [make_static.plain(t) for t in texts]
    raw = [t.encode() if isinstance(t, str) else t for t in texts]
    model2vec = folder.name.startswith('m2v')
    rows, weights, vectors, table = (of_model2vec if model2vec else of_transformers)(folder, strings)
    vectors = numpy.asarray(vectors, dtype=numpy.float64)
    unit = numpy.abs(numpy.linalg.norm(vectors[:100], axis=1) - 1).max() < 0.01
    most = 1 if unit else numpy.abs(table.astype(numpy.float64)).max()
    if weights is not None and not unit:
        most *= max(max(w, default=0) for w in weights)
    half = table.dtype == numpy.float16
    worst = 0
    for i, (ids, w, v) in enumerate(dumped(dump_bags, folder, raw, weights is not None, table.shape[1])):
        assert list(ids) == list(rows[i]), (folder.name, texts[i], list(ids)[:50], list(rows[i])[:50])
        if weights is not None:
            assert numpy.allclose(w, weights[i], rtol=1e-6, atol=0), (folder.name, texts[i])
        gap = numpy.abs(v - vectors[i]).max() / most
        assert gap <= (2e-3 if half else 1e-6 + 1e-8 * len(ids)), (folder.name, texts[i], gap)
        worst = max(worst, gap)
    lines = [i for i, t in enumerate(raw) if b'\n' not in t and b'\r' not in t]
    got = embedded(lmev, folder, [raw[i] for i in lines])
    gap = numpy.abs(got - vectors[lines]).max() / most
    assert got.shape == vectors[lines].shape and gap <= (2e-3 if half else 2e-4), (folder.name, gap)
    known = sum(len(r) for r in rows)
    print(f'{folder.name}: {len(texts)} texts, {known} ids equal, vectors within {worst:.1e}')


def beside_a_config(folder):
    """sentence-transformers' models again, with a config.json in the way: it must change nothing."""
    for model in sorted(folder.glob('st-*')):
        copy = shutil.copytree(model, folder / f'{model.name}-with-config')
        (copy / 'config.json').write_text('{"model_type": "bert", "normalize": false, "max_length": 3}')


def main():
    lmev, dump_bags = sys.argv[1:]
    given = titles(lmev)
    nasty = list(make_static.texts(random.Random(3)))
    with tempfile.TemporaryDirectory() as at:
        folder = pathlib.Path(at)
        make_static.build(folder, given[:TRAIN], times=20, dim=64)
        beside_a_config(folder)
        names = sorted(folder.iterdir())
        for name in names:
            check(lmev, dump_bags, name, given[TRAIN:] + nasty)
    print(f'static: {len(names)} models, tokenizers {tokenizers.__version__}, sentence-transformers '
          f"{'itself' if SentenceTransformer else 'by its definition, in NumPy'}")


if __name__ == '__main__':
    main()
