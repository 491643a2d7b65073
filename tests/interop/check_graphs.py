"""What TensorFlow does before, after and around a text layer: the same vectors, or a refusal.

usage: check_graphs.py LMEV

TensorFlow makes some 140 SavedModels around TF-Hub modules of the published shape
(tests/golden/make_tfhub.py): modules whose functions do something to the texts or the vectors,
with other layers, outputs, inputs and signatures, Keras models of two kinds, graphs of
TensorFlow 1. `lmev embed` must give what TensorFlow gives for the same texts, within 1e-6 of
each number, or exit with 3 and name the reason and what to do. Some must be read, those which
do nothing that matters, so that refusing everything is no way out. A table says what happened;
each module in which lmev gives other vectors, or is not read and should be, is a failure.
"""
import os
import random
import subprocess
import sys
import tempfile

os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.append(os.path.join(HERE, '..', 'golden'))

import make_tfhub as make

import numpy as np
import keras
import tensorflow as tf
import tensorflow_hub as hub
import tf_keras

tf1 = tf.compat.v1
tf.get_logger().setLevel('ERROR')
TEXT = tf.TensorSpec([None], tf.string)
DIM = make.DIM
CASES = []   # (name, must it be read?, make(path, base) -> vectors or None)


def case(must=False):
    def add(function):
        CASES.append((function.__name__.replace('_', '-'), must, function))
        return function
    return add


class Called(tf.Module):
    """A module around a text layer, self.inner: its __call__ is f(self, texts)."""

    def __init__(self, base, f, spec=TEXT, **members):
        super().__init__()
        self.inner = hub.load(base)
        for name, value in members.items():
            setattr(self, name, value)
        self.__dict__['_f'] = f
        self.__dict__['_spec'] = spec

    @tf.function(autograph=False)
    def __call__(self, x):
        return self._f(self, x)

    def save(self, path, **more):
        self.__call__.get_concrete_function(self._spec)
        tf.saved_model.save(self, path, **more)


def simple(name, f, must=False):
    """f(what the layer gives for the texts x, a function, and x)"""
    def build(path, bases):
        Called(bases['plain'], lambda self, x: f(self.inner, x)).save(path)
    CASES.append((name, must, build))


# ---- after ----

AFTER = {
    'times two': lambda v: v * 2.0,
    'times a half': lambda v: tf.multiply(v, tf.constant(0.5)),
    'plus one': lambda v: v + 1.0,
    'negative': lambda v: -v,
    'unit length': lambda v: tf.math.l2_normalize(v, -1),
    'unit columns': lambda v: tf.math.l2_normalize(v, 0),
    'divided by the norm': lambda v: v / tf.norm(v, axis=-1, keepdims=True),
    'the first two numbers': lambda v: v[:, :2],
    'backwards': lambda v: v[:, ::-1],
    'tanh': tf.tanh,
    'relu': lambda v: tf.nn.relu(v - 0.5),
    'softmax': tf.nn.softmax,
    'clipped': lambda v: tf.clip_by_value(v, 0.0, 1.0),
    'rounded': tf.round,
    'rounded to half': lambda v: tf.cast(tf.cast(v, tf.float16), tf.float32),
    'to bfloat16': lambda v: tf.cast(v, tf.bfloat16),
    'dense': lambda v: tf.matmul(v, tf.constant(np.eye(DIM, dtype=np.float32)[::-1])),
    'less the mean of the batch': lambda v: v - tf.reduce_mean(v, 0),
    'texts in another order': lambda v: v[::-1],
    'sorted texts': lambda v: tf.gather(v, tf.argsort(v[:, 0])),
    'columns by number': lambda v: tf.gather(v, [2, 1, 0], axis=1),
    'twice side by side': lambda v: tf.concat([v, v], -1),
    'one number a row': lambda v: tf.reshape(v, [-1, 1]),
    'turned around': lambda v: tf.reshape(tf.transpose(v), [-1, DIM]),
    'running sums': lambda v: tf.cumsum(v, axis=0),
    'small ones left out': lambda v: tf.where(v > 0.7, v, tf.zeros_like(v)),
    'a branch': lambda v: tf.cond(tf.size(v) > 3, lambda: v * 2.0, lambda: v),
    'a loop': lambda v: tf.while_loop(lambda i, x: i < 3, lambda i, x: (i + 1, x * 1.5),
                                      [0, v])[1],
    'padded': lambda v: tf.pad(v, [[0, 0], [0, 1]]),
    'ints': lambda v: tf.cast(tf.cast(v * 100, tf.int32), tf.float32),
}
for name, f in AFTER.items():
    simple('after: ' + name, lambda layer, x, f=f: f(layer(x)))

KEPT = {
    'nothing': lambda v: v,
    'identity': lambda v: tf.stop_gradient(tf.identity(v)),
    'to double': lambda v: tf.cast(v, tf.float64),
    'its own shape': lambda v: tf.reshape(v, [-1, DIM]),
    'the shape that it has': lambda v: tf.reshape(v, tf.shape(v)),
    'a dimension more and less': lambda v: tf.squeeze(tf.expand_dims(v, 1), 1),
    'its shape ensured': lambda v: tf.ensure_shape(v, [None, DIM]),
    'numbers checked': lambda v: tf.debugging.check_numerics(v, 'bad'),
}
for name, f in KEPT.items():
    simple('after: ' + name, lambda layer, x, f=f: f(layer(x)), must=True)

# ---- before ----

BEFORE = {
    'lower case': tf.strings.lower,
    'upper case': tf.strings.upper,
    'blanks off': tf.strings.strip,
    'digits to #': lambda x: tf.strings.regex_replace(x, '[0-9]', '#'),
    'punctuation to blanks': lambda x: tf.strings.regex_replace(x, r'\pP', ' '),
    'first sign removed': lambda x: tf.strings.regex_replace(x, r'\pP', '', replace_global=False),
    'a word before': lambda x: tf.strings.join(['nuevo ', x]),
    'ten bytes': lambda x: tf.strings.substr(x, 0, 10),
    'normal form': lambda x: tf.strings.unicode_transcode(x, 'UTF-8', 'UTF-8'),
    'texts in another order': lambda x: x[::-1],
    'empty ones replaced': lambda x: tf.where(tf.equal(x, ''), 'celular', x),
    'words once': lambda x: tf.strings.reduce_join(tf.strings.split(x, ' ').to_tensor(''), -1,
                                                   separator=' '),
    'the first word': lambda x: tf.strings.split(x, ' ').to_tensor('')[:, 0],
    'encoded': tf.io.encode_base64,
}
for name, f in BEFORE.items():
    simple('before: ' + name, lambda layer, x, f=f: layer(f(x)))
for name, f in {'identity': tf.identity, 'flattened': lambda x: tf.reshape(x, [-1]),
                'a dimension more and less': lambda x: tf.squeeze(tf.expand_dims(x, -1), -1),
                'punctuation': lambda x: tf.strings.regex_replace(x, r'\pP', ''),
                'signs of ASCII': lambda x: tf.strings.regex_replace(x, '[[:punct:]]', ''),
                }.items():
    simple('before: ' + name, lambda layer, x, f=f: layer(f(x)), must=True)


@case()
def before__punctuation_where_it_was_removed(path, bases):
    Called(bases['norm'], lambda self, x: self.inner(
        tf.strings.regex_replace(x, '[[:punct:]]', ''))).save(path)


@case()
def before__two_columns_of_texts(path, bases):
    Called(bases['plain'], lambda self, x: self.inner(tf.reshape(x, [-1])),
           tf.TensorSpec([None, 2], tf.string)).save(path)


@case(must=True)
def before__one_column_of_texts(path, bases):
    Called(bases['plain'], lambda self, x: self.inner(tf.reshape(x, [-1])),
           tf.TensorSpec([None, 1], tf.string)).save(path)


# ---- around ----

def both(f):
    def build(path, bases):
        Called(bases['plain'], f, other=hub.load(bases['same tokens'])).save(path)
    return build


for name, must, f in (
        ('two layers side by side', False,
         lambda self, x: tf.concat([self.inner(x), self.other(x)], -1)),
        ('two layers added', False, lambda self, x: self.inner(x) + self.other(x)),
        ('the mean of two layers', False,
         lambda self, x: tf.reduce_mean(tf.stack([self.inner(x), self.other(x)]), 0)),
        ('the second of two layers', True, lambda self, x: self.other(x)),
        ('the first of two layers', True, lambda self, x: (self.other(x), self.inner(x))[1]),
        ('the larger of two layers', False,
         lambda self, x: tf.maximum(self.inner(x), self.other(x)))):
    CASES.append(('around: ' + name, must, both(f)))
simple('around: lower and as it is', lambda layer, x: layer(x) + layer(tf.strings.lower(x)))
simple('around: a residual', lambda layer, x: layer(x) + tf.tanh(layer(x)))
simple('around: the same twice', lambda layer, x: layer(x) + layer(x))
simple('around: by the length of the text',
       lambda layer, x: layer(x) * tf.cast(tf.strings.length(x), tf.float32)[:, None])
simple('around: a layer not used', lambda layer, x: (tf.tanh(layer(x)), layer(x))[1], must=True)
simple('around: noise', lambda layer, x: layer(x) + 0 * tf.random.normal([DIM]))
simple('around: five functions deep', must=True, f=lambda layer, x: deep(layer, x, 5))
simple('around: doubled five functions deep', f=lambda layer, x: deep(layer, x, 5, 2.0))


def deep(layer, x, n, factor=None):
    if n == 0:
        return layer(x) if factor is None else layer(x) * factor
    return tf.function(lambda y: deep(layer, y, n - 1, factor), autograph=False)(x)


@case(must=True)
def around__another_variable_called_embeddings(path, bases):
    inner = hub.load(bases['plain'])
    Called(bases['plain'], lambda self, x: self.inner(x),
           embeddings=tf.Variable(2 * inner.embeddings)).save(path)


@case()
def around__the_table_is_changed_first(path, bases):
    def call(self, x):
        self.inner.embeddings.assign_add(tf.ones_like(self.inner.embeddings))
        return self.inner(x)
    Called(bases['plain'], call).save(path)


@case()
def around__a_vocabulary_filled_in_use(path, bases):
    table = tf.lookup.experimental.MutableHashTable(tf.string, tf.int64, -1)
    table.insert(['celular', 'nuevo'], [5, 6])

    def call(self, x):
        ids = self.table.lookup(tf.strings.split(x, ' ').to_sparse().values)
        return tf.nn.embedding_lookup(self.inner.embeddings, tf.maximum(ids[:1], 0)) + self.inner(x)
    Called(bases['plain'], call, table=table).save(path)


@case()
def around__a_table_of_numbers_for_words(path, bases):
    keys = tf.lookup.KeyValueTensorInitializer(['nuevo', 'usado'], [2.0, 3.0])
    table = tf.lookup.StaticHashTable(keys, 1.0)
    Called(bases['plain'], lambda self, x: self.inner(x) * self.table.lookup(x)[:, None],
           table=table).save(path)


# ---- outputs, inputs and signatures ----

@case(must=True)
def output__a_dictionary_of_one(path, bases):
    Called(bases['plain'], lambda self, x: {'vectors': self.inner(x)}).save(path)


@case()
def output__a_dictionary_of_two(path, bases):
    Called(bases['plain'], lambda self, x: {'a': self.inner(x) * 2, 'b': self.inner(x)}).save(path)


@case(must=True)
def output__the_second_of_a_function(path, bases):
    def call(self, x):
        return tf.function(lambda y: (self.inner(y) * 2, self.inner(y)), autograph=False)(x)[1]
    Called(bases['plain'], call).save(path)


@case()
def output__the_first_of_a_function(path, bases):
    def call(self, x):
        return tf.function(lambda y: (self.inner(y) * 2, self.inner(y)), autograph=False)(x)[0]
    Called(bases['plain'], call).save(path)


@case()
def output__ids_of_words(path, bases):
    Called(bases['plain'], lambda self, x: self.inner.ids(x)[1]).save(path)


class Several(tf.Module):
    """__call__ for training and not, with signatures of their own."""

    def __init__(self, base, training=None, called=None):
        super().__init__()
        self.inner = hub.load(base)
        self.__dict__['_training'] = training
        self.__dict__['_called'] = called

    @tf.function(autograph=False)
    def __call__(self, x, training=False):
        if training:
            return self.inner(x) * self._training
        return self.inner(x) if self._called is None else self._called(self.inner(x))

    @tf.function(input_signature=[TEXT], autograph=False)
    def plain(self, x):
        return {'vectors': self.inner(x)}

    @tf.function(input_signature=[TEXT], autograph=False)
    def unit(self, x):
        return {'vectors': tf.math.l2_normalize(self.inner(x), -1)}

    @tf.function(input_signature=[TEXT, tf.TensorSpec([], tf.float32)], autograph=False)
    def scaled(self, x, scale):
        return {'vectors': self.inner(x) * scale}


def several(name, must=False, training=None, called=None, **signatures):
    def build(path, bases):
        m = Several(bases['plain'], training, called)
        m.__call__.get_concrete_function(TEXT)
        if training:
            m.__call__.get_concrete_function(TEXT, training=True)
        tf.saved_model.save(m, path, {k: getattr(m, v) for k, v in signatures.items()})
    CASES.append(('signature: ' + name, must, build))


several('none but __call__', must=True)
several('other vectors for training', must=True, training=2.0)
several('the same', must=True, serving_default='plain')
several('another name, other vectors', must=True, unit='unit')
several('other vectors than __call__', serving_default='unit')
several('plain, where __call__ is not', called=lambda v: v * 3.0, serving_default='plain')
several('with a number beside the texts', serving_default='scaled')


class Optional(tf.Module):
    """Unit length unless Python says otherwise; or only then."""

    def __init__(self, base):
        super().__init__()
        self.inner = hub.load(base)

    @tf.function(autograph=False)
    def __call__(self, x, unit=True):
        return tf.math.l2_normalize(self.inner(x), -1) if unit else self.inner(x)


@case()
def signature__unit_length_by_default(path, bases):
    m = Optional(bases['plain'])
    m.__call__.get_concrete_function(TEXT)
    m.__call__.get_concrete_function(TEXT, unit=False)
    tf.saved_model.save(m, path, {})


class Served(tf.Module):
    def __init__(self, base, f):
        super().__init__()
        self.inner = hub.load(base)
        self.serve = tf.function(lambda x: {'out': f(self.inner(x))}, input_signature=[TEXT],
                                 autograph=False)


def served(name, f, signature='serving_default', must=False):
    def build(path, bases):
        m = Served(bases['plain'], f)
        tf.saved_model.save(m, path, {signature: m.serve})
    CASES.append(('signature: ' + name, must, build))


served('alone', lambda v: v, must=True)
served('alone, doubled', lambda v: v * 2.0)
served('alone, of an unknown name', lambda v: v, 'other')


# ---- modules that differ inside ----

class Inside(make.Module):
    """A module of which one step is another."""

    def __init__(self, bases, step):
        super().__init__(bases['tokens'], bases['table'], 1, False, bases['buckets'], 'sqrtn', False)
        self.__dict__['_step'] = step

    @tf.function(input_signature=[TEXT], autograph=False)
    def __call__(self, text):
        return self._step(self, text)

    def sparse(self, text):
        return tf.SparseTensor(*self.ids(text))


def sparse_of(ragged, m):
    tokens = ragged.to_sparse()
    tokens, _ = tf.sparse.fill_empty_rows(tokens, tf.constant(''))
    return tf.SparseTensor(tokens.indices, m._table.lookup(tokens.values), tokens.dense_shape)


def lines_of(tokens, m):
    return tf.SparseTensor(tokens.indices, m._table.lookup(tokens.values), tokens.dense_shape)


def weighted(m, x):
    ids = m.sparse(x)
    weights = tf.SparseTensor(ids.indices, tf.cast(ids.values, tf.float32) + 1.0, ids.dense_shape)
    return tf.nn.embedding_lookup_sparse(m.embeddings, ids, weights, combiner='sqrtn')


def look_up(m, ids, combiner='sqrtn'):
    return tf.nn.embedding_lookup_sparse(m.embeddings, ids, None, combiner=combiner)


def with_ids(f):
    def step(m, x):
        ids = m.sparse(x)
        return look_up(m, tf.SparseTensor(ids.indices, f(ids.values), ids.dense_shape))
    return step


INSIDE = {
    'ids shifted by one': with_ids(lambda ids: tf.maximum(ids - 1, 0)),
    'ids by a modulus': with_ids(lambda ids: tf.math.floormod(ids, 50)),
    'weights': weighted,
    'a table scaled first': lambda m, x: tf.nn.embedding_lookup_sparse(
        m.embeddings * 2.0, m.sparse(x), None, combiner='sqrtn'),
    'a table turned around': lambda m, x: tf.nn.embedding_lookup_sparse(
        tf.reverse(m.embeddings, [0]), m.sparse(x), None, combiner='sqrtn'),
    'at most two words': lambda m, x: look_up(m, sparse_of(tf.strings.split(x, ' ')[:, :2], m)),
    'but for the first word': lambda m, x: look_up(m, sparse_of(tf.strings.split(x, ' ')[:, 1:], m)),
    'words twice': lambda m, x: look_up(m, sparse_of(
        tf.concat([tf.strings.split(x, ' ')] * 2, 1), m), 'sum'),
    'pairs of words': lambda m, x: look_up(m, sparse_of(
        tf.strings.ngrams(tf.strings.split(x, ' '), 2), m)),
    'split at commas': lambda m, x: look_up(m, sparse_of(tf.strings.split(x, ','), m)),
    'split once': lambda m, x: look_up(m, sparse_of(tf.strings.split(x, ' ', maxsplit=1), m)),
    'words in lower case': lambda m, x: look_up(m, sparse_of(
        tf.strings.split(x, ' ').with_values(tf.strings.lower(tf.strings.split(x, ' ').values)), m)),
    'texts backwards': lambda m, x: look_up(m, sparse_of(tf.strings.split(x, ' ')[::-1], m)),
    'divided by hand': lambda m, x: tf.math.divide_no_nan(
        look_up(m, m.sparse(x), 'sum'), tf.sqrt(tf.cast(tf.math.bincount(
            tf.cast(m.sparse(x).indices[:, 0], tf.int32), minlength=tf.size(x)),
            tf.float32))[:, None]),
    'places of words anew': lambda m, x: look_up(m, tf.sparse.reshape(
        m.sparse(x), tf.reverse(m.sparse(x).dense_shape, [0]))),
    'texts once more': lambda m, x: look_up(m, tf.sparse.concat(0, [m.sparse(x)] * 2)),
    'single words, unknown ones as the first': lambda m, x: tf.nn.embedding_lookup(
        m.embeddings, tf.maximum(m._table._table.lookup(x) if hasattr(m._table, '_table')
                                 else m._table.lookup(x), 0)),
    'empty texts not filled': lambda m, x: look_up(m, lines_of(tf1.string_split(x, ' '), m)),
    'rows of unit length': lambda m, x: tf.nn.embedding_lookup_sparse(
        m.embeddings, m.sparse(x), None, combiner='sqrtn', max_norm=1.0),
}
for name, f in INSIDE.items():
    CASES.append(('inside: ' + name, False,
                  lambda path, bases, f=f: tf.saved_model.save(Inside(bases, f), path)))
for name, f in {'the published way': lambda m, x: look_up(m, m.sparse(x)),
                'RaggedTensor': lambda m, x: look_up(m, sparse_of(tf.strings.split(x, ' '), m)),
                'nothing to be filled': lambda m, x: look_up(
                    m, lines_of(tf.strings.split(x, ' ').to_sparse(), m)),
                'split at white space': lambda m, x: look_up(m, sparse_of(tf.strings.split(x), m)),
                'mean': lambda m, x: look_up(m, m.sparse(x), 'mean'),
                'safe': lambda m, x: tf.nn.safe_embedding_lookup_sparse(
                    m.embeddings, m.sparse(x), None, combiner='sqrtn'),
                'whole texts': lambda m, x: tf.nn.embedding_lookup(m.embeddings, m._table.lookup(x)),
                'whole texts without punctuation': lambda m, x: tf.nn.embedding_lookup(
                    m.embeddings, m._table.lookup(tf.strings.regex_replace(x, r'\pP', ''))),
                }.items():
    CASES.append(('inside: ' + name, True,
                  lambda path, bases, f=f: tf.saved_model.save(Inside(bases, f), path)))


# ---- Keras ----

def keras2(name, layers, must=False):
    def build(path, bases):
        model = tf_keras.Sequential([hub.KerasLayer(bases['plain'], input_shape=[],
                                                    dtype=tf.string)] + layers())
        model.save(path)
    CASES.append(('tf_keras: ' + name, must, build))


keras2('the layer alone', list, must=True)
keras2('dropout', lambda: [tf_keras.layers.Dropout(0.5)], must=True)
keras2('reshaped', lambda: [tf_keras.layers.Reshape([1, DIM])], must=True)
keras2('dense', lambda: [tf_keras.layers.Dense(DIM)])
keras2('unit length', lambda: [tf_keras.layers.Lambda(lambda v: tf.math.l2_normalize(v, -1))])
keras2('normalised layer', lambda: [tf_keras.layers.LayerNormalization()])
keras2('relu', lambda: [tf_keras.layers.ReLU()])
keras2('noise while training', lambda: [tf_keras.layers.GaussianNoise(0.1)], must=True)


@case()
def tf_keras__two_layers(path, bases):
    text = tf_keras.Input([], dtype=tf.string)
    parts = [hub.KerasLayer(bases[b])(text) for b in ('plain', 'same tokens')]
    tf_keras.Model(text, tf_keras.layers.Concatenate()(parts)).save(path)


@case()
def tf_keras__two_inputs(path, bases):
    a, b = (tf_keras.Input([], dtype=tf.string, name=n) for n in 'ab')
    layer = hub.KerasLayer(bases['plain'])
    tf_keras.Model([a, b], tf_keras.layers.Add()([layer(a), layer(b)])).save(path)


class Layer(keras.layers.Layer):
    def __init__(self, base, f=None):
        super().__init__()
        self.module = tf.saved_model.load(base)
        self.f = f

    def call(self, x):
        return self.module(x) if self.f is None else self.f(self.module(x))

    def compute_output_shape(self, shape):
        return shape[0], DIM


def keras3(name, f=None, layers=(), must=False):
    def build(path, bases):
        text = keras.Input([], dtype='string')
        out = Layer(bases['plain'], f)(text)
        for layer in layers:
            out = layer()(out)
        tf.saved_model.save(keras.Model(text, out), path)
    CASES.append(('keras: ' + name, must, build))


keras3('the layer alone', must=True)
keras3('doubled', lambda v: v * 2.0)
keras3('dense', layers=[lambda: keras.layers.Dense(DIM)])
keras3('unit length', layers=[lambda: keras.layers.UnitNormalization()])
keras3('dropout', layers=[lambda: keras.layers.Dropout(0.5)], must=True)


# ---- graphs of TensorFlow 1 ----

def old(name, must=False, **how):
    def build(path, bases):
        how.setdefault('norm', False)
        results = make.save_tf1(path, bases['tokens'], bases['table'], bases['texts'],
                                buckets=bases['buckets'], **how)
        return np.array([vector for _, vector in results])
    CASES.append(('TF1: ' + name, must, build))


old('as it is', must=True)
old('punctuation removed', must=True, norm=True)
old('a table in three parts', must=True, parts=3)
old('identity after', must=True, after=tf.identity)
old('doubled', after=lambda v: v * 2.0)
old('unit length', after=lambda v: tf.math.l2_normalize(v, -1))
old('the first two numbers', after=lambda v: v[:, :2])
old('three parts, doubled', parts=3, after=lambda v: v * 2.0)
old('lower case', before=tf.strings.lower)
old('a word before', before=lambda x: tf.strings.join(['nuevo ', x]))


# ---- running them ----

def tensorflows(path, texts):
    """what the module makes of the texts, as tensorflow_hub.KerasLayer calls it; None: one may
    not call it so"""
    module = tf.saved_model.load(path)
    batch = tf.constant(texts)
    if callable(module):
        out = None
        for argument in (batch, batch[:, None]):
            try:
                out = module(argument)
                break
            except (ValueError, TypeError):
                continue
    elif 'serving_default' in module.signatures:
        out = module.signatures['serving_default'](batch)
    else:
        return None
    if isinstance(out, dict):
        if len(out) != 1:
            return None
        out, = out.values()
    return None if out is None else out.numpy()


def lmevs(lmev, path, lines, folder):
    """vectors, or None with the message"""
    out = os.path.join(folder, 'out.npy')
    done = subprocess.run([lmev, 'embed', path, lines, '--quiet', '-o', out],
                          capture_output=True, text=True, check=False)
    if done.returncode:
        return None, done
    return np.load(out), done


def verdict(wanted, got, done):
    """what happened, and whether it may"""
    if got is None:
        ok = done.returncode == 3 and 'hint:' in done.stderr
        return ('refused' if ok else f'exit {done.returncode}, or no hint'), ok
    if wanted is None:
        return 'VECTORS where TensorFlow gives none', False
    if wanted.size != got.size:
        return f'OTHER SHAPE {got.shape}, not {wanted.shape}', False
    wanted = wanted.astype(np.float64).reshape(got.shape)
    gap = np.abs(wanted - got) / np.maximum(np.abs(wanted), 1e-30)
    if not gap.max() <= 1e-6:
        return f'OTHER VECTORS, {gap.max():.1e} off', False
    return 'equal', True


def make_bases(folder):
    tokens = make.make_tokens()
    path = make.write_tokens(os.path.join(folder, 'tokens'), tokens)
    bases = {'tokens': path, 'buckets': 7}
    for number, (name, norm) in enumerate((('plain', False), ('norm', True), ('same tokens', False))):
        bases[name] = os.path.join(folder, 'base%d' % number)
        table = make.make_table(len(tokens) + 7, 'float32', number)
        bases.setdefault('table', table)
        make.save_tf2(bases[name], path, table, 1, norm, 7)
    texts = make.make_texts(120, random.Random(11), [2000])
    bases['texts'] = [t for t in texts if not set(t) & {0, 10, 13}] + [b'', b'celular', b'']
    return bases


def main(lmev):
    n_equal = n_refused = 0
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        bases = make_bases(folder)
        lines = os.path.join(folder, 'lines.txt')
        with open(lines, 'wb') as f:
            f.writelines(text + b'\n' for text in bases['texts'])
        for number, (name, must, build) in enumerate(CASES):
            path = os.path.join(folder, 'm%d' % number)
            wanted = build(path, bases)
            if wanted is None:
                wanted = tensorflows(path, bases['texts'])
            got, done = lmevs(lmev, path, lines, folder)
            said, ok = verdict(wanted, got, done)
            if must and said == 'refused':
                said, ok = 'REFUSED, and should be read', False
            why = done.stderr.split('\n')[0].split(': ', 1)[-1].split(' (/')[0] if got is None else ''
            print(f'graphs: {name.replace("--", ": ").replace("-", " "):48} {said:12} {why[:110]}')
            n_equal += said == 'equal'
            n_refused += said == 'refused'
            wrong += [] if ok else [name]
    print(f'graphs: {len(CASES)} modules around a text layer: {n_equal} equal, {n_refused} refused, '
          f'{len(wrong)} wrong')
    assert len(CASES) >= 40 and n_equal >= 20
    assert not wrong, wrong


if __name__ == '__main__':
    main(os.path.abspath(sys.argv[1]))
