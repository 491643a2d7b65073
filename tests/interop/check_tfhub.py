"""TensorFlow's ids and vectors are those of lmev, on some hundred TF-Hub modules.

usage: check_tfhub.py LMEV DUMP_BAGS [TITLES]

tests/golden/make_tfhub.py builds the modules with TensorFlow and says what it makes of 5,000
texts with each, and of TITLES (a million) titles with two: the real ones beside the checkout
where they are, synthetic ones otherwise. Ids must be equal, vectors within 1e-6 of each number
(worst seen: 5e-7, of tables of doubles; 1.2e-7 elsewhere). `lmev embed` must give the same bytes
as the library does text by text.
"""
import os
import subprocess
import sys
import tempfile

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
MAKE = os.path.join(HERE, '..', 'golden', 'make_tfhub.py')
REAL = os.path.join(HERE, '..', '..', '..', 'shared', 'data', 'meli-es', 'train.csv.gz')


def results(path):
    """(ids, vector) of each text, views of the file"""
    data = np.memmap(path, '<u4', 'r')
    numbers = data.view('<f4')
    dim, at = int(data[0]), 2
    while at < len(data):
        n = int(data[at])
        yield data[at + 1:at + 1 + n], numbers[at + 1 + n:at + 1 + n + dim]
        at += 1 + n + dim


def compare(name, wanted, got):
    count, vectors, others = 0, [], []
    for (ids, vector), (our_ids, our_vector) in zip(results(wanted), results(got), strict=True):
        assert ids.tobytes() == our_ids.tobytes(), (name, count, ids, our_ids)
        vectors.append(vector)
        others.append(our_vector)
        count += 1
    a, b = np.array(vectors, np.float64), np.array(others, np.float64)
    worst = float((np.abs(a - b) / np.abs(a)).max())
    assert worst <= 1e-6, (name, worst)
    return count, worst, np.array(others)


def embed(lmev, module, texts, folder):
    """what the command makes of the texts that are lines"""
    lines, out = os.path.join(folder, 'lines.txt'), os.path.join(folder, 'out.npy')
    with open(lines, 'wb') as f:
        f.writelines(text + b'\n' for text in texts)
    subprocess.run([lmev, 'embed', module, lines, '--quiet', '-o', out], check=True)
    return np.load(out)


def read_texts(path):
    with open(path, 'rb') as f:
        while head := f.read(4):
            yield f.read(int.from_bytes(head, 'little'))


def main(lmev, dump, titles):
    with tempfile.TemporaryDirectory() as folder:
        file = REAL
        if not os.path.exists(REAL):
            print('tfhub: the real titles are not beside the checkout, synthetic ones instead')
            file = os.path.join(folder, 'titles.csv')
            subprocess.run([lmev, 'data', 'synth', '--rows', '200000', '--classes', '50', '--quiet',
                            '-o', file], check=True)
        bulk = os.path.join(folder, 'bulk')
        subprocess.run([sys.executable, MAKE, '--bulk', bulk, '--titles', file, titles], check=True,
                       stderr=subprocess.DEVNULL)
        names = sorted(n[:-5] for n in os.listdir(bulk) if n.endswith('.want'))
        modules = texts = 0
        worst = 0.0
        for name in names:
            module, got = os.path.join(bulk, name), os.path.join(folder, 'got')
            source = os.path.join(bulk, 'titles.bin' if name.startswith('titles') else 'texts.bin')
            subprocess.run([dump, module, source, got], check=True)
            n, gap, vectors = compare(name, module + '.want', got)
            modules, texts, worst = modules + 1, texts + n, max(worst, gap)
            if name.startswith('titles'):
                lines = list(read_texts(source))
                usual = [i for i, t in enumerate(lines) if t and not set(t) & {10, 13}]
                found = embed(lmev, module, [lines[i] for i in usual], folder)
                assert found.tobytes() == vectors[usual].tobytes(), name
    print(f'tfhub: {modules} modules, {texts:,} texts: ids equal, vectors within {worst:.1e}')


if __name__ == '__main__':
    main(os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]),
         sys.argv[3] if len(sys.argv) > 3 else '1000000')
