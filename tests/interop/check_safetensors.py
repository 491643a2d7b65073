"""The safetensors library reads our classifier: names, shapes, sizes and sha256 as config.json says.

usage: check_safetensors.py CLASSIFIER...

Besides, what the tensors are for is computed here with numpy alone: a title goes through table
and layers and must come out as probabilities over all classes.
"""
import hashlib
import json
import os
import sys

import numpy
from safetensors.numpy import load_file


def check(folder):
    with open(os.path.join(folder, 'config.json'), encoding='utf-8') as f:
        config = json.load(f)
    for name, about in config['files'].items():
        with open(os.path.join(folder, name), 'rb') as f:
            data = f.read()
        assert len(data) == about['bytes'], (name, len(data), about)
        assert hashlib.sha256(data).hexdigest() == about['sha256'], name
    shape, lm = config['shape'], config['lm']
    tensors = load_file(os.path.join(folder, 'model.safetensors'))
    widths = [lm['dim'], *shape['units'], shape['classes']]
    names = [f'dense_{i + 1}' for i in range(len(shape['units']))] + ['dense_out']
    expected = {'embeddings': (lm['rows'], lm['dim'])}
    for i, name in enumerate(names):
        expected[f'{name}.kernel'] = (widths[i], widths[i + 1])
        expected[f'{name}.bias'] = (widths[i + 1],)
    assert {k: v.shape for k, v in tensors.items()} == expected, {k: v.shape for k, v in tensors.items()}
    for name, tensor in tensors.items():
        assert tensor.dtype == numpy.float32 and numpy.isfinite(tensor).all(), name
    with open(os.path.join(folder, 'tokens.txt'), encoding='utf-8', newline='\n') as f:
        tokens = f.read().split('\n')[:-1]
    assert len(tokens) == lm['vocabulary'] == len(set(tokens)), len(tokens)
    with open(os.path.join(folder, 'labels.txt'), encoding='utf-8', newline='\n') as f:
        assert f.read().count('\n') == shape['classes']
    bag = tensors['embeddings'][:3]
    scale = {'sum': 1, 'mean': 1 / 3, 'sqrtn': 3 ** -0.5}[lm['combiner']]
    x = bag.sum(axis=0) * scale
    for name in names:
        x = x @ tensors[f'{name}.kernel'] + tensors[f'{name}.bias']
        if name != 'dense_out':
            x = numpy.maximum(x, 0)
    p = numpy.exp(x - x.max())
    p /= p.sum()
    assert p.shape == (shape['classes'],) and numpy.isfinite(p).all()
    n = sum(t.size for t in tensors.values())
    print(f"{folder}: {len(tensors)} tensors, {n} values, sizes and sha256 agree")


if __name__ == '__main__':
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    for path in sys.argv[1:]:
        check(path)
