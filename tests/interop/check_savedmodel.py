"""TensorFlow and safetensors take what 'lmev models convert' writes.

usage: check_savedmodel.py LMEV CLASSIFIER

LMEV is the program, CLASSIFIER a folder that it saved: its scratch lm is one of those that are
converted. Of each lm (a module that TensorFlow wrote as the published NNLM are, the scratch
one, word vectors), the TF2 SavedModel that lmev writes of it must give the vectors of
'lmev embed' for 10,000 texts, within 1e-6 of the largest number of the vector: both add up the
same rows in float32, in almost the same order. As a trainable layer of Keras its loss must
fall, and the rows of words that occur must move, and no others. What TensorFlow writes after
that, lmev must read. Our own layout is one file of safetensors.
"""
import csv
import os
import random
import subprocess
import sys
import tempfile

os.environ['TF_USE_LEGACY_KERAS'] = '1'
os.environ['CUDA_VISIBLE_DEVICES'] = ''

import numpy as np
import safetensors.numpy
import tensorflow as tf
import tensorflow_hub as hub
import tf_keras

TEXTS = 10000
NASTY = ['', ' ', '   ', '!', '... ¿?', 'a  b', ' a b ', '\ta\tb', 'año\u00a0nuevo', '\u3000',
         '😀 ☕ café…', 'C++ & C#', "l'eau l’eau", 'x' * 10000, 'uno ' * 500, '日本、語。']
NASTY_BYTES = [b'\xff', b'a\xc3 b', b'\xe2\x80 x', b'\xed\xa0\x80. y', b'nul\0 nul', b'\x0b \x0c']


class Published(tf.train.Checkpoint):
    """A module as the published NNLM: V1 split, buckets, the empty text as the token ""."""

    def __init__(self, tokens, table, normalize):
        super().__init__()
        self.embeddings = tf.Variable(table)
        self._init = tf.lookup.TextFileInitializer(
            tokens, tf.string, tf.lookup.TextFileIndex.WHOLE_LINE, tf.int64,
            tf.lookup.TextFileIndex.LINE_NUMBER)
        self._table = tf.lookup.StaticHashTable(self._init, -1)
        self.buckets = table.shape[0] - int(self._table.size())
        self.normalize = normalize

    def lookup(self, tokens):
        row = self._table.lookup(tokens)
        bucket = tf.strings.to_hash_bucket_fast(tokens, self.buckets) + self._table.size()
        return tf.where(tf.not_equal(row, -1), row, bucket)

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string)])
    def __call__(self, sentences):
        if self.normalize:
            sentences = tf.strings.regex_replace(sentences, r'\pP', '')
        words = tf.compat.v1.string_split(sentences, ' ')
        ids = tf.SparseTensor(words.indices, self.lookup(words.values), words.dense_shape)
        ids, _ = tf.sparse.fill_empty_rows(ids, self.lookup(tf.constant('')))
        return tf.nn.embedding_lookup_sparse(self.embeddings, ids, None, combiner='sqrtn')


def make_texts(lmev):
    """Titles and their labels, then texts that are not nice; all as bytes, a line each."""
    subprocess.run([lmev, 'data', 'synth', '--rows', str(TEXTS), '--classes', '10', '--seed', '5',
                    '-o', 'titles.csv', '--quiet'], check=True)
    with open('titles.csv', encoding='utf-8', newline='') as f:
        rows = [(r['title'].encode(), r['category']) for r in csv.DictReader(f)]
    nasty = [t.encode() for t in NASTY] + NASTY_BYTES
    texts = [t for t, _ in rows[:TEXTS - len(nasty)]] + nasty
    with open('texts.txt', 'wb') as f:
        f.write(b''.join(t + b'\n' for t in texts))
    return rows, texts


def make_vocabulary(texts):
    words = sorted({w for t in texts[:5000] for w in t.split(b' ') if w})
    random.Random(3).shuffle(words)
    return words


def make_models(texts, classifier):
    """Name -> path of the lms that are converted."""
    words = make_vocabulary(texts)
    random_table = np.random.default_rng(1)
    with open('tokens.txt', 'wb') as f:
        f.write(b''.join(w + b'\n' for w in words))
    for name, normalize in (('nnlm', False), ('nnlm-norm', True)):
        table = random_table.normal(size=(len(words) + 100, 50)).astype(np.float32)
        tf.saved_model.save(Published('tokens.txt', table, normalize), name)
    with open('words.vec', 'wb') as f:
        table = random_table.normal(size=(len(words), 20)).astype(np.float32)
        f.write(b'%d 20\n' % len(words))
        for word, row in zip(words, table):
            f.write(word + b''.join(b' %.6g' % x for x in row) + b'\n')
    return {'nnlm': 'nnlm', 'nnlm-norm': 'nnlm-norm', 'scratch': classifier, 'words': 'words.vec'}


def convert(lmev, model, to, folder):
    subprocess.run([lmev, 'models', 'convert', model, '--to', to, '-o', folder, '--quiet'],
                   check=True)


def embed(lmev, model, file='texts.txt'):
    subprocess.run([lmev, 'embed', model, file, '-o', 'out.npy', '--quiet'], check=True)
    return np.load('out.npy')


def gap(a, b):
    """The largest difference, in parts of the largest number of the vector."""
    assert a.shape == b.shape, (a.shape, b.shape)
    assert np.isfinite(a).all()
    return (np.abs(a - b).max(axis=1) / np.maximum(np.abs(a).max(axis=1), 1e-30)).max()


def check_vectors(lmev, name, model, texts):
    """Returns the folder, converted."""
    folder = name + '-tfhub'
    convert(lmev, model, 'tfhub', folder)
    ours = embed(lmev, model)
    module = tf.saved_model.load(folder)
    tensor = tf.constant(texts)
    theirs = module(tensor).numpy()
    worst = gap(ours, theirs)
    assert worst <= 1e-6, (name, worst)
    assert gap(embed(lmev, folder), theirs) <= 1e-6, name
    if os.path.isdir(model) and name.startswith('nnlm'):
        assert gap(ours, tf.saved_model.load(model)(tensor).numpy()) <= 1e-6, name
    served = module.signatures['serving_default'](tensor)['outputs'].numpy()
    assert (served == theirs).all(), name
    print(f'{name}: {len(texts):,} vectors of {ours.shape[1]}, within {worst:.1e}')
    return folder


def check_training(lmev, name, folder, rows):
    """A layer that is fine-tuned, saved with its model, and read by us."""
    rows = rows[:1000]
    labels = sorted({label for _, label in rows})
    x = tf.constant([title for title, _ in rows])
    y = np.array([labels.index(label) for _, label in rows])
    layer = hub.KerasLayer(folder, trainable=True, input_shape=[], dtype=tf.string)
    model = tf_keras.Sequential([layer, tf_keras.layers.Dense(len(labels))])
    model.compile(tf_keras.optimizers.Adam(0.01),
                  tf_keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    with tf.GradientTape() as tape:
        total = tf.reduce_sum(layer(x))
    occur = np.unique(tape.gradient(total, layer.trainable_weights[0]).indices.numpy())
    before = layer.get_weights()[0].copy()
    loss = model.fit(x, y, batch_size=100, epochs=5, verbose=0).history['loss']
    after = layer.get_weights()[0]
    moved = np.where((before != after).any(axis=1))[0]
    assert all(a > b for a, b in zip(loss, loss[1:])) and loss[-1] < 0.8 * loss[0], (name, loss)
    assert np.array_equal(moved, occur), (name, len(moved), len(occur), len(before))
    assert 0 < len(moved) < len(before)

    model.save(name + '-keras')
    again = tf_keras.models.load_model(name + '-keras')
    assert np.array_equal(again.predict(x, verbose=0), model.predict(x, verbose=0))
    tf.saved_model.save(layer.resolved_object, name + '-tuned')
    with open('train.txt', 'wb') as f:
        f.write(b''.join(title + b'\n' for title, _ in rows))
    assert gap(embed(lmev, name + '-tuned', 'train.txt'), layer(x).numpy()) <= 1e-6, name
    print(f'{name}: loss {loss[0]:.2f} to {loss[-1]:.2f}, the {len(moved):,} of {len(before):,} '
          'rows that occur moved; saved by TensorFlow, read by lmev')


def check_own(lmev, name, folder):
    convert(lmev, folder, 'lmev', name + '-lmev')
    table = safetensors.numpy.load_file(name + '-lmev/model.safetensors')['embeddings']
    module = tf.saved_model.load(folder)
    assert np.array_equal(table, module.embeddings.numpy()), name
    convert(lmev, name + '-lmev', 'tfhub', name + '-again')
    for part in ('saved_model.pb', 'assets/tokens.txt', 'variables/variables.index',
                 'variables/variables.data-00000-of-00001'):
        with open(f'{folder}/{part}', 'rb') as a, open(f'{name}-again/{part}', 'rb') as b:
            assert a.read() == b.read(), (name, part)


def main():
    lmev, classifier = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        rows, texts = make_texts(lmev)
        for name, model in make_models(texts, classifier).items():
            converted = check_vectors(lmev, name, model, texts)
            check_training(lmev, name, converted, rows)
            check_own(lmev, name, converted)
        os.chdir('/')
    print(f'TensorFlow {tf.__version__}: our modules load, embed and train')


if __name__ == '__main__':
    main()
