"""Titles a second of one thread, by others, on the model and the titles of `bench_embed make`.

usage: embed_peers.py FOLDER fse|model2vec|keras-BATCH|predict [titles]

  fse        its Average on gensim's KeyedVectors of FOLDER/words.bin; unknown words are left out,
             since it has no buckets. Its extension must be the compiled one. Titles are split
             beforehand, and that is not counted. (pip install fse needs numpy<2, cython<3,
             setuptools<66, --no-build-isolation and, from Python 3.11 on, its average_inner.c
             removed from the source archive, so that Cython writes it anew.)
  model2vec  StaticModel with the same rows and a tokenizer of whole words split on white space
  keras      tensorflow_hub.KerasLayer of a module with the same tokens, buckets and rows, made
             here as the published ones are (split, table with buckets, sqrtn), called with
             BATCH titles at a time
  predict    the same layer alone in a Keras model, whose predict takes all titles and hands
             them to the layer in its default batches (32)

Everything is warmed up first; what counts is the processor time of the process, all its threads
added up, so that neither threads nor other programs on the machine blur it. Median of 3.
"""
import os
import sys
import time

for name in ('OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS', 'RAYON_NUM_THREADS'):
    os.environ[name] = '1'
os.environ['TOKENIZERS_PARALLELISM'] = 'false'

import numpy as np

BUCKETS = 3060


def table(folder):
    from safetensors.numpy import load_file
    return load_file(os.path.join(folder, 'lm', 'model.safetensors'))['embeddings']


def tokens(folder):
    with open(os.path.join(folder, 'lm', 'tokens.txt'), encoding='utf-8', newline='\n') as f:
        return f.read().split('\n')[:-1]


def fse(folder, titles):
    from fse import IndexedList
    from fse.models import Average
    from fse.models.average import FAST_VERSION
    from gensim.models import KeyedVectors
    assert FAST_VERSION >= 0, 'fse without its compiled extension'
    words = KeyedVectors.load_word2vec_format(os.path.join(folder, 'words.bin'), binary=True)
    model = Average(words, workers=1)
    split = IndexedList([t.split(' ') for t in titles])
    model.train(IndexedList([t.split(' ') for t in titles[:1000]]))
    return lambda: model.train(split)


def model2vec(folder, titles):
    from model2vec import StaticModel
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import WhitespaceSplit
    vocabulary = {t: i for i, t in enumerate(tokens(folder))}
    unknown = len(vocabulary)
    vocabulary['[UNK]'] = unknown
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token='[UNK]'))
    tokenizer.pre_tokenizer = WhitespaceSplit()
    model = StaticModel(table(folder)[:unknown + 1], tokenizer, normalize=False)
    model.encode(titles[:1000])
    return lambda: model.encode(titles, use_multiprocessing=False)


def hub_layer(folder):
    """tensorflow and the KerasLayer of the module, written on the first call."""
    os.environ['TF_USE_LEGACY_KERAS'] = '1'
    os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
    import tensorflow as tf
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    import tensorflow_hub as hub

    class Module(tf.train.Checkpoint):
        def __init__(self):
            super().__init__()
            self.embeddings = tf.Variable(table(folder), trainable=True)
            self.variables = [self.embeddings]
            self.trainable_variables = self.variables
            self.table = tf.lookup.StaticVocabularyTable(tf.lookup.TextFileInitializer(
                os.path.join(folder, 'lm', 'tokens.txt'), tf.string,
                tf.lookup.TextFileIndex.WHOLE_LINE, tf.int64,
                tf.lookup.TextFileIndex.LINE_NUMBER), BUCKETS)

        @tf.function(input_signature=[tf.TensorSpec([None], tf.string)])
        def __call__(self, sentences):
            split = tf.compat.v1.string_split(sentences, ' ')
            ids = tf.SparseTensor(split.indices, self.table.lookup(split.values), split.dense_shape)
            ids, _ = tf.sparse.fill_empty_rows(ids, self.table.lookup(tf.constant('')))
            return tf.nn.embedding_lookup_sparse(self.embeddings, ids, None, combiner='sqrtn')

    path = os.path.join(folder, 'tfhub')
    if not os.path.exists(path):
        tf.saved_model.save(Module(), path)
    return tf, hub.KerasLayer(path, input_shape=[], dtype=tf.string)


def keras(folder, titles, batch):
    tf, layer = hub_layer(folder)
    batches = [tf.constant(titles[i:i + batch]) for i in range(0, len(titles), batch)]
    layer(batches[0])
    return lambda: [layer(b) for b in batches]


def predict(folder, titles):
    tf, layer = hub_layer(folder)
    model = tf.keras.Sequential([layer])
    titles = np.array(titles, dtype=object)
    model.predict(titles[:1000], verbose=0)
    return lambda: model.predict(titles, verbose=0)


def main(folder, who, n=100000):
    with open(os.path.join(folder, 'titles.txt'), encoding='utf-8', newline='\n') as f:
        titles = [next(f)[:-1] for _ in range(int(n))]
    name, *batch = who.split('-')
    make = {'fse': fse, 'model2vec': model2vec, 'keras': keras, 'predict': predict}[name]
    work = make(folder, titles, *map(int, batch))
    took = []
    for _ in range(3):
        begin = time.process_time()
        work()
        took.append(time.process_time() - begin)
    print(f'{who}: {len(titles) / np.median(took):.0f} titles/s', flush=True)


if __name__ == '__main__':
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(*sys.argv[1:])
