"""Write wordvec/: tiny files of word vectors and fastText models, and what their own libraries
make of some texts.

gensim trains and writes word2vec (binary, text) and a fastText model in Facebook's format;
fastText trains cbow, skipgram and supervised models and quantises some. vectors.json holds for
each file and text the vector expected:
  word vectors   the mean of gensim's vectors of the known words (zero when there is none), a word
                 being what lies between ASCII white space
  fastText       get_sentence_vector of fastText; under "mean" the mean of get_word_vector

Run: python make_wordvec.py (needs gensim, fasttext). Training is not the same on every machine:
files and vectors belong together.
"""
import json
import os
import random
import re
import tempfile

import fasttext
import gensim
import numpy
from gensim.models import FastText, KeyedVectors, Word2Vec
from gensim.models.fasttext import save_facebook_model

HERE = os.path.dirname(os.path.abspath(__file__))
DIM = 5
SYLLABLES = 'ca ño mi ón ta pé lla güe ri sá do lú que zo ña te bá ro'.split()
TEXTS = [
    '', ' ', 'camiño', '  dos   espacios  ', '\ttabulador y\rretorno\v\f', 'NoEstá en ningún lado',
    'ñ', 'é', 'a', '<', '>', '<>', 'x y', 'dos </s> tres', '</s>', '</s></s>', '__label__uno ta',
    'ta __label__nada té', 'emoji 🎸🎸 \U0001F600', 'a\u00a0b', 'sin\0nada', '北海道 команда',
    'ESPAÑA', 'e\u0301', 'la' * 60,
]


def corpus(chance, words, lines):
    """Lines of words, the first ones more often."""
    return [' '.join(words[min(int(chance.expovariate(0.06)), len(words) - 1)]
                     for _ in range(chance.randint(3, 9))) for _ in range(lines)]


def words_of(text):
    return [w for w in re.split('[ \t\n\v\f\r]+', text) if w]


def mean(vectors, dim):
    return numpy.mean(vectors, axis=0, dtype=numpy.float64) if vectors else numpy.zeros(dim)


class Golden:
    def __init__(self, folder, texts):
        self.folder, self.texts, self.models = folder, texts, []

    def path(self, name):
        return os.path.join(self.folder, name)

    def add(self, name, vectors, combiner=None, trainable=True):
        rows = [[float(f'{x:.9g}') for x in v] for v in vectors]
        assert all(numpy.isfinite(r).all() for r in rows), name
        self.models.append({'file': name, 'combiner': combiner, 'trainable': trainable,
                            'vectors': rows})

    def add_words(self, name, **how):
        kv = KeyedVectors.load_word2vec_format(self.path(name), **how)
        self.add(name, [mean([kv[w] for w in words_of(t) if w in kv], kv.vector_size)
                        for t in self.texts])

    def add_fasttext(self, name, supervised):
        m = fasttext.load_model(self.path(name))
        self.add(name, [m.get_sentence_vector(t) for t in self.texts], trainable=supervised)
        if not supervised:
            vectors = [[m.get_word_vector(w) for w in words_of(t)] for t in self.texts]
            known = [[v for v in vs if v.any()] for vs in vectors]
            self.add(name, [mean(v, DIM) for v in known], 'mean')


def train_fasttext(kind, path, bucket, **how):
    """12 threads: each fills a tenth of the table with numbers, fewer leave some as memory holds
    them, which may be anything."""
    train = fasttext.train_supervised if kind == 'supervised' else fasttext.train_unsupervised
    if kind != 'supervised':
        how['model'] = kind
    return train(path, dim=DIM, minCount=1, bucket=bucket, thread=12, verbose=0, **how)


def main():
    chance = random.Random(6)
    words = sorted({''.join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(55)})
    chance.shuffle(words)
    lines = corpus(chance, words + ['a\u00a0b'], 400)
    texts = TEXTS + [chance.choice(lines) for _ in range(6)] + [
        ' '.join(chance.sample(words, 2)) + ' ' + chance.choice(words)[:-1] + 'és' for _ in range(5)]
    golden = Golden(os.path.join(HERE, 'wordvec'), texts)
    os.makedirs(golden.folder, exist_ok=True)

    split = [line.split(' ') for line in lines]
    w2v = Word2Vec(split, vector_size=DIM, min_count=1, epochs=5, seed=1, workers=1).wv
    w2v.save_word2vec_format(golden.path('word2vec.bin'), binary=True)
    golden.add_words('word2vec.bin', binary=True)
    w2v.save_word2vec_format(golden.path('word2vec.txt'), binary=False)
    golden.add_words('word2vec.txt')
    with open(golden.path('word2vec.txt'), encoding='utf-8') as f:
        rows = f.read().split('\n')[1:-1]
    with open(golden.path('glove.txt'), 'w', encoding='utf-8') as f:  # no newline at the end
        f.write('\n'.join(rows + ['<unk> ' + ' '.join(['0.125'] * DIM)]))
    golden.add_words('glove.txt', no_header=True)

    with tempfile.TemporaryDirectory() as temporary:
        plain, labelled = os.path.join(temporary, 'plain'), os.path.join(temporary, 'labelled')
        with open(plain, 'w', encoding='utf-8') as f:
            f.write('\n'.join(lines) + '\n')
        with open(labelled, 'w', encoding='utf-8') as f:
            for line in lines:
                f.write(f'__label__{"uno" if "ca" in line else "dos"} {line}\n')
        for kind in ('cbow', 'skipgram'):
            m = train_fasttext(kind, plain, 60, minn=2, maxn=4, epoch=2)
            m.save_model(golden.path(f'{kind}.bin'))
            golden.add_fasttext(f'{kind}.bin', False)
            if kind == 'skipgram':  # as the command line writes them: 5 digits, a space at the end
                with open(golden.path('skipgram.vec'), 'w', encoding='utf-8') as f:
                    f.write(f'{len(m.get_words())} {DIM}\n')
                    for w in m.get_words():
                        f.write(w + ' ' + ''.join(f'{x:.5g} ' for x in m.get_word_vector(w)) + '\n')
                golden.add_words('skipgram.vec')
        for name, bucket, how in (
                ('words', 40, {}),
                ('ngrams', 60, {'wordNgrams': 2}),
                ('both', 300, {'wordNgrams': 3, 'minn': 1, 'maxn': 3})):
            m = train_fasttext('supervised', labelled, bucket, epoch=4, **how)
            m.save_model(golden.path(f'supervised-{name}.bin'))
            golden.add_fasttext(f'supervised-{name}.bin', True)
        for name, how in (
                ('plain', {}),
                ('norm', {'qnorm': True}),
                ('cut', {'qnorm': True, 'cutoff': 280, 'retrain': True, 'epoch': 1, 'lr': 0.1})):
            m = train_fasttext('supervised', labelled, 300, epoch=4, wordNgrams=2, minn=2, maxn=3)
            m.quantize(input=labelled, thread=12, verbose=0, **how)
            m.save_model(golden.path(f'quantised-{name}.ftz'))
            golden.add_fasttext(f'quantised-{name}.ftz', True)
        m = FastText(split, vector_size=DIM, min_count=1, min_n=1, max_n=3, bucket=70, epochs=2,
                     seed=1, workers=1)
        save_facebook_model(m, golden.path('gensim.bin'))
        golden.add_fasttext('gensim.bin', False)

    with open(golden.path('vectors.json'), 'w', encoding='utf-8') as f:
        versions = {'gensim': gensim.__version__, 'fasttext': '0.9.3', 'numpy': numpy.__version__}
        json.dump({'versions': versions, 'dim': DIM, 'texts': texts, 'models': golden.models}, f,
                  ensure_ascii=True, separators=(',', ':'))
        f.write('\n')


if __name__ == '__main__':
    main()
