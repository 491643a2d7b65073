"""numpy, pandas and safetensors read the vectors of `lmev embed`, and they are what they should be.

usage: check_embed.py LMEV CLASSIFIER TITLES.csv.gz

The three formats must hold the same float32 numbers, for no title too. What the numbers should be
is computed here from the classifier's own files: titles are split on spaces without punctuation,
known tokens are rows of the table, the vector is the sum over the square root of their number.
Titles with an unknown token are left out of that (their rows are a matter of the hash).
"""
import csv
import gzip
import json
import os
import subprocess
import sys
import unicodedata

import numpy
import pandas
from safetensors.numpy import load_file


def read_all(stem):
    npy = numpy.load(stem + '.npy')
    assert npy.dtype == numpy.float32 and npy.ndim == 2 and npy.flags['C_CONTIGUOUS']
    mapped = numpy.load(stem + '.npy', mmap_mode='r')
    assert (numpy.asarray(mapped) == npy).all()
    frame = pandas.read_csv(stem + '.csv', dtype='float32')
    assert list(frame.columns) == [f'v{i}' for i in range(npy.shape[1])]
    assert frame.shape == npy.shape and (frame.to_numpy() == npy).all()
    tensors = load_file(stem + '.safetensors')
    assert list(tensors) == ['embeddings']
    assert tensors['embeddings'].dtype == numpy.float32
    assert tensors['embeddings'].shape == npy.shape and (tensors['embeddings'] == npy).all()
    return npy


def expected(folder, titles):
    """Pairs (place, vector) of the titles whose tokens are all known."""
    with open(os.path.join(folder, 'config.json'), encoding='utf-8') as f:
        lm = json.load(f)['lm']
    assert (lm['combiner'], lm['split'], lm['strip']) == ('sqrtn', 'space', 'punctuation'), lm
    table = load_file(os.path.join(folder, 'model.safetensors'))['embeddings']
    with open(os.path.join(folder, 'tokens.txt'), encoding='utf-8', newline='\n') as f:
        row = {token: i for i, token in enumerate(f.read().split('\n')[:-1])}
    for place, title in enumerate(titles):
        bare = ''.join(c for c in title if not unicodedata.category(c).startswith('P'))
        tokens = [t for t in bare.split(' ') if t]
        if tokens and all(t in row for t in tokens):
            rows = table[[row[t] for t in tokens]].astype(numpy.float64)
            yield place, rows.sum(axis=0) / numpy.sqrt(len(tokens))


def main(lmev, folder, file):
    with gzip.open(file, 'rt', encoding='utf-8', newline='') as f:
        titles = [r['title'] for r in csv.DictReader(f)]
    with open('none.txt', 'w', encoding='utf-8'):
        pass
    for name in ('npy', 'csv', 'safetensors'):
        subprocess.run([lmev, 'embed', folder, file, '-q', '-o', f'vectors.{name}'], check=True)
        subprocess.run([lmev, 'embed', folder, 'none.txt', '-q', '-o', f'none.{name}'], check=True)
    vectors = read_all('vectors')
    assert vectors.shape[0] == len(titles), (vectors.shape, len(titles))
    assert read_all('none').shape == (0, vectors.shape[1])
    n, worst = 0, 0.0
    for place, want in expected(folder, titles):
        gap = numpy.abs(vectors[place] - want).max() / numpy.abs(want).max()
        worst = max(worst, gap)
        n += 1
    # float32 sums of some ten numbers: a few units of 2^-24
    assert n > len(titles) / 4 and worst < 1e-6, (n, worst)
    print(f'{file}: {len(titles)} vectors read by numpy, pandas and safetensors; {n} recomputed, worst gap {worst:.1e}')


if __name__ == '__main__':
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
