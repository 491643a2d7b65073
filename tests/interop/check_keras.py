"""Keras of today takes the steps that tests/golden/keras.json records.

usage: check_keras.py

Writes the file anew and compares. tests/unit/test_nn_keras.c compares the recorded one with
lmev, so the two together tell whether lmev still agrees with Keras. Another build of Keras
adds in another order: losses within 2e-6 relative, weights within 1.5e-5, as there.
"""
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
GOLDEN = os.path.join(HERE, '..', 'golden')


def main():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'keras.json')
        subprocess.run([sys.executable, os.path.join(GOLDEN, 'make_keras.py'), path], check=True,
                       stderr=subprocess.DEVNULL)
        with open(path, encoding='ascii') as f:
            new = json.load(f)
    with open(os.path.join(GOLDEN, 'keras.json'), encoding='ascii') as f:
        old = json.load(f)
    for key in ('adam', 'batches', 'initial'):
        assert new[key] == old[key], key
    loss = max(abs(a - b) / b for a, b in zip(new['losses'], old['losses']))
    weight = max(abs(a - b) for s, t in zip(new['final'], old['final'])
                 for a, b in zip(s['values'], t['values']))
    assert loss <= 2e-6 and weight <= 1.5e-5, (loss, weight)
    print(f"Keras {new['versions']['keras']}: 50 steps, losses within {loss:.1e}, "
          f"weights within {weight:.1e} of the recorded ones")


if __name__ == '__main__':
    main()
