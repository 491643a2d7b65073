"""model2vec takes what 'lmev models convert --to model2vec' writes.

usage: check_model2vec.py LMEV CLASSIFIER

Of word vectors the folder must give the mean of the rows of known words, as 'lmev embed
--combiner mean' does; of a classifier's scratch lm, whose buckets are lost there, and of
models with a tokenizer.json, whose unknown token may be, what lmev makes of the folder itself.
Words that are no UTF-8 are left out. 2e-6 of the largest number of a vector: model2vec takes the mean in
NumPy, in another order. Pieces are more, and of both signs: 1e-6 of the largest number of the table (of a
unit vector's 1) and 1e-8 for each id, as check_static.py argues; a text has at most an id for each byte.
"""
import csv
import os
import pathlib
import subprocess
import sys
import tempfile

import model2vec
import numpy as np

TEXTS = 10000
GOLDEN = pathlib.Path(__file__).resolve().parent.parent / 'golden' / 'static'
NASTY = ['', ' ', '   ', '!', '... ¿?', 'a  b', ' a b ', '\ta\tb', 'año\u00a0nuevo', '\u3000',
         '😀 ☕ café…', 'C++ & C#', "l'eau l’eau", 'x' * 10000, 'uno ' * 500, '日本、語。',
         'zzzz yyyy', 'a\x0bb', '[UNK] [PAD] <s>']


def make_texts(lmev):
    subprocess.run([lmev, 'data', 'synth', '--rows', str(TEXTS), '--classes', '10', '--seed', '7',
                    '-o', 'titles.csv', '--quiet'], check=True)
    with open('titles.csv', encoding='utf-8', newline='') as f:
        texts = [r['title'] for r in csv.DictReader(f)][:TEXTS - len(NASTY)] + NASTY
    with open('texts.txt', 'w', encoding='utf-8', newline='') as f:
        f.write(''.join(t + '\n' for t in texts))
    return texts


def make_words(texts):
    words = sorted({w for t in texts[:5000] for w in t.split(' ') if w.strip()})
    table = np.random.default_rng(2).normal(size=(len(words), 20)).astype(np.float32)
    with open('words.vec', 'w', encoding='utf-8', newline='') as f:
        f.write(f'{len(words)} 20\n')
        for word, row in zip(words, table):
            f.write(word + ''.join(f' {x:.6g}' for x in row) + '\n')
    with open('words.vec', 'rb') as f, open('latin.vec', 'wb') as g:
        g.write(f.read().replace('ñ'.encode(), b'\xf1'))


def embed(lmev, model, *options):
    subprocess.run([lmev, 'embed', model, 'texts.txt', '-o', 'out.npy', '--quiet', *options],
                   check=True)
    return np.load('out.npy')


def check(lmev, name, model, texts, expected=None, pieces=False):
    folder = name + '-model2vec'
    subprocess.run([lmev, 'models', 'convert', model, '--to', 'model2vec', '-o', folder,
                    '--quiet'], check=True)
    loaded = model2vec.StaticModel.from_pretrained(folder)
    theirs = loaded.encode(texts)
    if expected is None:
        expected = embed(lmev, folder)
    assert theirs.shape == expected.shape, (theirs.shape, expected.shape)
    assert np.isfinite(theirs).all() and np.any(theirs, axis=1).mean() > (0 if pieces else 0.9)
    least = 1e-30 if not pieces else 1 if loaded.normalize else np.abs(loaded.embedding).max()
    if pieces and loaded.weights is not None and not loaded.normalize:
        least *= loaded.weights.max()
    scale = np.maximum(np.abs(expected).max(axis=1), least)
    limit = np.array([1e-6 + 1e-8 * len(t.encode()) for t in texts]) if pieces else 2e-6
    gap = np.abs(theirs - expected).max(axis=1) / scale
    assert (gap <= limit).all(), (name, gap.max(), texts[int(gap.argmax())][:80])
    print(f'{name}: {len(texts):,} vectors of model2vec {model2vec.__version__}, '
          f'within {gap.max():.1e}')


def main():
    lmev, classifier = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        texts = make_texts(lmev)
        make_words(texts)
        check(lmev, 'words', 'words.vec', texts, embed(lmev, 'words.vec', '--combiner', 'mean'))
        check(lmev, 'scratch', classifier, texts)
        check(lmev, 'latin', 'latin.vec', texts, embed(lmev, 'latin.vec'))
        for model in sorted(GOLDEN.iterdir()):
            if model.is_dir():  # trained on other words than these texts': few are known
                check(lmev, model.name, str(model), texts, pieces=True)
        os.chdir('/')


if __name__ == '__main__':
    main()
