"""gensim and fastText agree with `lmev embed` on word vectors and fastText models.

usage: check_wordvec.py LMEV

Models are trained here on 60,000 titles, then 10,000 others are embedded by both sides: the real
titles beside the checkout where they are, synthetic ones otherwise. Word vectors: the mean of
gensim's vectors of the known words. fastText: get_sentence_vector, and for "--combiner mean" the
mean of get_word_vector.

Both sides add float32 rows in orders of their own, some hundred for a title and 2,000 for the
longest text: an addition is wrong by at most 2^-24 of the sum so far, half of them either way. 2e-5
of the largest number of the result is asked for (worst seen: 7e-6, of the longest text; 2e-6
elsewhere). A row that is missing or another is off by 1e-3 there, by 1e-2 elsewhere.
"""
import csv
import gzip
import io
import os
import re
import subprocess
import sys
import tempfile

import fasttext
import numpy
from gensim.models import FastText, KeyedVectors, Word2Vec
from gensim.models.fasttext import save_facebook_model

HERE = os.path.dirname(os.path.abspath(__file__))
REAL = os.path.join(HERE, '..', '..', '..', 'shared', 'data', 'meli-es', 'train.csv.gz')
DIM, TRAIN, TEST = 50, 60000, 10000
MORE = ['', ' ', 'NIÑO niño Niño', '\ttab\rreturn\vend\f', 'a\u00a0b', '北海道 команда 🎸',
        'camión' * 30, 'ñandú ' * 100, '</s>', 'ta </s> ta', '__label__zz funda', 'nul\0nul']


def titles(lmev):
    """(title, category) of TRAIN + TEST rows"""
    if os.path.exists(REAL):
        print('wordvec: the real titles')
        with gzip.open(REAL, 'rt', encoding='utf-8', newline='') as f:
            rows = csv.DictReader(f)
            return [(r['title'], r['category']) for r, _ in zip(rows, range(TRAIN + TEST))]
    print('wordvec: the real titles are not beside the checkout, synthetic ones instead')
    out = subprocess.run([lmev, 'data', 'synth', '--rows', str(TRAIN + TEST), '--classes', '50',
                          '--quiet'], check=True, stdout=subprocess.PIPE).stdout
    rows = csv.DictReader(io.StringIO(out.decode('utf-8'), newline=''))
    return [(r['title'], r['category']) for r in rows]


def words_of(text):
    return [w for w in re.split('[ \t\n\v\f\r]+', text) if w]


class Check:
    def __init__(self, lmev, folder, texts):
        self.lmev, self.folder, self.texts = lmev, folder, texts
        self.lines = self.path('texts.txt')
        with open(self.lines, 'w', encoding='utf-8', newline='') as f:
            f.writelines(t + '\n' for t in texts)

    def path(self, name):
        return os.path.join(self.folder, name)

    def compare(self, name, want, *options):
        out = self.path('vectors.npy')
        subprocess.run([self.lmev, 'embed', self.path(name), self.lines, '-o', out,
                        '--input-format', 'lines', '--quiet', *options], check=True)
        got = numpy.load(out).astype(numpy.float64)
        want = numpy.asarray(want, dtype=numpy.float64)
        assert got.shape == want.shape, (name, got.shape, want.shape)
        gap, size = numpy.abs(got - want).max(axis=1), numpy.abs(want).max(axis=1)
        worst = int(numpy.argmax(gap - 2e-5 * size))
        assert gap[worst] <= 2e-5 * size[worst], (name, options, self.texts[worst], gap[worst])
        assert (size > 0).mean() > 0.5, name
        apart = (gap / numpy.where(size > 0, size, 1)).max()
        print(f"{' '.join([name, *options])}: {len(got)} texts, within {apart:.1e}")

    def words(self, name, read_as=None, **how):
        kv = KeyedVectors.load_word2vec_format(self.path(read_as or name), **how)
        zero = numpy.zeros(kv.vector_size)
        known = [[kv[w] for w in words_of(t) if w in kv] for t in self.texts]
        self.compare(name, [numpy.mean(k, axis=0, dtype=numpy.float64) if k else zero for k in known])

    def fasttext(self, name, supervised):
        m = fasttext.load_model(self.path(name))
        self.compare(name, [m.get_sentence_vector(t) for t in self.texts])
        if supervised:
            return
        zero, want = numpy.zeros(DIM), []
        for t in self.texts:
            known = [v for v in map(m.get_word_vector, words_of(t)) if v.any()]
            want.append(numpy.mean(known, axis=0, dtype=numpy.float64) if known else zero)
        self.compare(name, want, '--combiner', 'mean')


def check_gensim(check, split):
    kv = Word2Vec(split, vector_size=DIM, min_count=2, epochs=1, workers=2).wv
    kv.save_word2vec_format(check.path('word2vec.bin'), binary=True)
    check.words('word2vec.bin', binary=True)
    kv.save_word2vec_format(check.path('word2vec.txt'), binary=False)
    check.words('word2vec.txt')
    with open(check.path('word2vec.txt'), 'rb') as f, open(check.path('glove.txt'), 'wb') as g, \
            gzip.open(check.path('packed.vec.gz'), 'wb') as z:
        text = f.read()
        z.write(text)
        g.write(text.split(b'\n', 1)[1].rstrip(b'\n'))
    check.words('glove.txt', no_header=True)
    check.words('packed.vec.gz', read_as='word2vec.txt')
    m = FastText(split, vector_size=DIM, min_count=2, bucket=20000, epochs=1, workers=2)
    save_facebook_model(m, check.path('gensim.bin'))
    check.fasttext('gensim.bin', False)


def check_fasttext(check, plain, labelled):
    # 12 threads: fewer leave part of the table as memory holds it
    common = {'dim': DIM, 'minCount': 2, 'bucket': 20000, 'epoch': 1, 'thread': 12, 'verbose': 0}
    for kind in ('cbow', 'skipgram'):
        m = fasttext.train_unsupervised(plain, model=kind, minn=3, maxn=5, **common)
        m.save_model(check.path(f'{kind}.bin'))
        check.fasttext(f'{kind}.bin', False)
    # Each loss once; a softmax over all categories is the slowest by far, so the model made once has it.
    for name, how in (('words', {'loss': 'softmax'}), ('ngrams', {'loss': 'hs', 'wordNgrams': 3}),
                      ('both', {'loss': 'ns', 'wordNgrams': 2, 'minn': 2, 'maxn': 4})):
        m = fasttext.train_supervised(labelled, **common, **how)
        m.save_model(check.path(f'supervised-{name}.bin'))
        check.fasttext(f'supervised-{name}.bin', True)
        if name == 'words':
            continue
        for kind, quantise in (('plain', {}), ('norm', {'qnorm': True, 'dsub': 3}), (
                'cut', {'qnorm': True, 'cutoff': 5000, 'retrain': True, 'epoch': 1, 'lr': 0.1})):
            m = fasttext.load_model(check.path(f'supervised-{name}.bin'))
            m.quantize(input=labelled, thread=12, verbose=0, **quantise)
            m.save_model(check.path(f'{name}-{kind}.ftz'))
            check.fasttext(f'{name}-{kind}.ftz', True)


def main(lmev):
    rows = titles(lmev)
    train = [(' '.join(t.split()), c) for t, c in rows[:TRAIN]]
    texts = [re.sub('[\r\n]', ' ', t) for t, _ in rows[TRAIN:]] + MORE
    with tempfile.TemporaryDirectory() as folder:
        check = Check(lmev, folder, texts)
        plain, labelled = check.path('plain'), check.path('labelled')
        with open(plain, 'w', encoding='utf-8') as f:
            f.writelines(t + '\n' for t, _ in train)
        with open(labelled, 'w', encoding='utf-8') as f:
            f.writelines(f"__label__{'_'.join(c.split())} {t}\n" for t, c in train)
        check_gensim(check, [t.split(' ') for t, _ in train])
        check_fasttext(check, plain, labelled)


if __name__ == '__main__':
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
