"""model2vec takes what 'lmev models convert --to model2vec' writes.

usage: check_model2vec.py LMEV CLASSIFIER

Of word vectors the folder must give the mean of the rows of known words, as 'lmev embed
--combiner mean' does; of a classifier's scratch lm, whose buckets are lost there, what lmev
makes of the folder itself. 2e-6 of the largest number of a vector: model2vec takes the mean in
NumPy, in another order.
"""
import csv
import os
import subprocess
import sys
import tempfile

import model2vec
import numpy as np

TEXTS = 10000
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


def embed(lmev, model, *options):
    subprocess.run([lmev, 'embed', model, 'texts.txt', '-o', 'out.npy', '--quiet', *options],
                   check=True)
    return np.load('out.npy')


def check(lmev, name, model, texts, expected=None):
    folder = name + '-model2vec'
    subprocess.run([lmev, 'models', 'convert', model, '--to', 'model2vec', '-o', folder,
                    '--quiet'], check=True)
    theirs = model2vec.StaticModel.from_pretrained(folder).encode(texts, max_length=None)
    if expected is None:
        expected = embed(lmev, folder)
    assert theirs.shape == expected.shape, (theirs.shape, expected.shape)
    assert np.isfinite(theirs).all() and np.any(theirs, axis=1).mean() > 0.9
    scale = np.maximum(np.abs(expected).max(axis=1), 1e-30)
    gap = np.abs(theirs - expected).max(axis=1) / scale
    assert gap.max() <= 2e-6, (name, gap.max(), texts[int(gap.argmax())][:80])
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
        os.chdir('/')


if __name__ == '__main__':
    main()
