#!/usr/bin/env python3
"""make_keras.py - write keras.json: 50 training steps of a small network as Keras takes them.

The network is lmev's (bag of rows with sqrtn, two hidden layers with ReLU, softmax), float32,
without dropout; the optimizer is Keras 2's Adam, with the gradient of the table made dense, so
that the moments of all rows decay in every step and every row that has a moment moves. Rows
0-9 stand in the first batch only, rows 10-14 in none, rows 15-24 in batch 25 only: they are
the ones on which a lazy optimizer goes wrong.

The same steps are taken once more in numpy with float64; what Keras' float32 differs from
them by is printed and kept in the file. It tells which tolerance a reader may ask for.

Needs tests/interop/requirements.txt. Run: make_keras.py [keras.json]
"""
import json
import os
import platform
import sys

os.environ["TF_USE_LEGACY_KERAS"] = "1"     # Keras 2, whose Adam is meant here
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"   # the plain kernels: same numbers on every machine
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"

import numpy as np
import tensorflow as tf
import tf_keras

ROWS, DIM, UNITS, CLASSES, BATCH, STEPS = 300, 16, [32, 24], 11, 20, 50
ADAM = {"learning_rate": 0.005, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7}


def draw(rng):
    """Batches (bags of 3-8 row ids, repeats allowed, and a label that the rows decide)."""
    batches = []
    for step in range(STEPS):
        bags, labels = [], []
        for i in range(BATCH):
            bag = [int(r) for r in rng.integers(25, ROWS, rng.integers(3, 9))]
            if i % 7 == 3:
                bag[-1] = bag[0]                        # a row twice in one bag
            if step == 0 and i < 10:
                bag[1] = i
            if step == 25 and i < 10:
                bag[1] = 15 + i
            bags.append(bag)
            labels.append(int(bag[0] % CLASSES))
        batches.append((bags, labels))
    return batches


def initial(rng):
    def glorot(n_in, n_out):
        limit = np.sqrt(6.0 / (n_in + n_out))
        return rng.uniform(-limit, limit, (n_in, n_out)).astype(np.float32)

    weights = [("embeddings", rng.uniform(-0.5, 0.5, (ROWS, DIM)).astype(np.float32))]
    n_in = DIM
    for name, n_out in [("dense_1", UNITS[0]), ("dense_2", UNITS[1]), ("dense_out", CLASSES)]:
        weights.append((name + ".kernel", glorot(n_in, n_out)))
        weights.append((name + ".bias", np.zeros(n_out, np.float32)))
        n_in = n_out
    return weights


def with_keras(weights, batches):
    table = tf.Variable(weights[0][1])
    dense = tf_keras.Sequential([
        tf_keras.layers.Dense(UNITS[0], activation="relu"),
        tf_keras.layers.Dense(UNITS[1], activation="relu"),
        tf_keras.layers.Dense(CLASSES, activation="softmax")])
    dense.build((None, DIM))
    dense.set_weights([w for _, w in weights[1:]])
    loss_of = tf_keras.losses.SparseCategoricalCrossentropy(from_logits=False)
    adam = tf_keras.optimizers.legacy.Adam(**ADAM)
    variables = [table] + dense.trainable_variables
    losses = []
    for bags, labels in batches:
        ids = tf.constant([r for bag in bags for r in bag])
        owner = tf.constant([i for i, bag in enumerate(bags) for _ in bag])
        n = tf.constant([[len(bag)] for bag in bags], tf.float32)
        with tf.GradientTape() as tape:
            x = tf.math.segment_sum(tf.gather(table, ids), owner) / tf.sqrt(n)
            loss = loss_of(tf.constant(labels), dense(x))
        grads = [tf.convert_to_tensor(g) for g in tape.gradient(loss, variables)]
        adam.apply_gradients(zip(grads, variables))
        losses.append(float(loss))
    return losses, [v.numpy() for v in variables]


def with_float64(weights, batches):
    w = [a.astype(np.float64) for _, a in weights]
    m = [np.zeros_like(a) for a in w]
    v = [np.zeros_like(a) for a in w]
    losses = []
    for t, (bags, labels) in enumerate(batches, 1):
        h = [np.stack([w[0][bag].sum(0) / np.sqrt(len(bag)) for bag in bags])]
        for i in (1, 3):
            h.append(np.maximum(h[-1] @ w[i] + w[i + 1], 0))
        z = h[-1] @ w[5] + w[6]
        p = np.exp(z - z.max(1, keepdims=True))
        p /= p.sum(1, keepdims=True)
        at = np.arange(BATCH)
        losses.append(float(-np.log(p[at, labels]).mean()))
        d = p.copy()
        d[at, labels] -= 1
        d /= BATCH
        g = [np.zeros_like(w[0])] + [None] * 6
        for i in (5, 3, 1):
            below = h[(i - 1) // 2]
            g[i], g[i + 1] = below.T @ d, d.sum(0)
            d = d @ w[i].T
            if i > 1:
                d *= below > 0
        for i, bag in enumerate(bags):
            np.add.at(g[0], bag, d[i] / np.sqrt(len(bag)))
        b1, b2 = ADAM["beta_1"], ADAM["beta_2"]
        rate = ADAM["learning_rate"] * np.sqrt(1 - b2 ** t) / (1 - b1 ** t)
        for i in range(7):
            m[i] = b1 * m[i] + (1 - b1) * g[i]
            v[i] = b2 * v[i] + (1 - b2) * g[i] ** 2
            w[i] = w[i] - rate * m[i] / (np.sqrt(v[i]) + ADAM["epsilon"])
    return losses, w


def main(path):
    rng = np.random.default_rng(20200304)
    batches = draw(rng)
    weights = initial(rng)
    losses, final = with_keras(weights, batches)
    losses64, final64 = with_float64(weights, batches)
    gap_loss = max(abs(a - b) / b for a, b in zip(losses, losses64))
    gap_weight = max(float(np.abs(a - b).max()) for a, b in zip(final, final64))
    moved = max(float(np.abs(b - a[1]).max()) for a, b in zip(weights, final64))
    print(f"Keras float32 against float64: losses {gap_loss:.2e} relative, "
          f"weights {gap_weight:.2e} absolute; the weights moved by up to {moved:.3f}")
    assert gap_loss < 1e-5 and gap_weight < 1e-4, "these are not the same steps"

    out = {
        "made_by": "tests/golden/make_keras.py",
        "versions": {"python": platform.python_version(), "numpy": np.__version__,
                     "tensorflow": tf.__version__, "keras": tf_keras.__version__},
        "rows": ROWS, "dim": DIM, "units": UNITS, "classes": CLASSES, "batch": BATCH,
        "adam": ADAM,
        "gap_to_float64": {"loss_relative": gap_loss, "weight_absolute": gap_weight},
        "batches": [{"bags": bags, "labels": labels} for bags, labels in batches],
        "losses": losses,
    }
    parts = []
    for key, value in out.items():
        if key == "batches":
            lines = ",\n".join(json.dumps(b, separators=(",", ":")) for b in value)
            parts.append(f'"{key}": [\n{lines}]')
        else:
            parts.append(f'"{key}": {json.dumps(value)}')
    for key, arrays in (("initial", [a for _, a in weights]), ("final", final)):
        lines = ",\n".join(
            f'{{"name": "{name}", "shape": {list(a.shape)}, "values": ['
            + ",".join("%.9g" % x for x in a.ravel()) + "]}"
            for (name, _), a in zip(weights, arrays))
        parts.append(f'"{key}": [\n{lines}]')
    with open(path, "w", encoding="ascii") as f:
        f.write("{" + ",\n".join(parts) + "}\n")


if __name__ == "__main__":
    here = os.path.dirname(os.path.abspath(__file__))
    main(sys.argv[1] if len(sys.argv) > 1 else os.path.join(here, "keras.json"))
