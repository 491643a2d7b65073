#!/usr/bin/env python3
"""train_keras.py - the network of a trial in Keras, as the 2020 study wrote it.

An embedding layer that looks rows up and adds them by segment (sqrtn), three dense layers,
compile with Adam and train_on_batch. Keras 2 (tf_keras), whose Adam moves all rows of the
table in every step, which is the meaning that lmev follows. --bf16: the dense part in
mixed_bfloat16. Batches are made before the clock starts.
"""
import argparse
import os

os.environ["TF_USE_LEGACY_KERAS"] = "1"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"

import tensorflow as tf
import tf_keras

from ids import Ids, measure


class Bags(tf_keras.layers.Layer):
    """Ragged row ids to one vector a title, as the TF-Hub modules do: sqrtn."""

    def __init__(self, rows, dim, **more):
        super().__init__(**more)
        self.table = self.add_weight(name="embeddings", shape=(rows, dim),
                                     initializer=tf_keras.initializers.RandomUniform(-0.05, 0.05))

    def call(self, bags):
        x = tf.math.segment_sum(tf.gather(self.table, bags.flat_values), bags.value_rowids())
        n = tf.cast(tf.maximum(bags.row_lengths(), 1), x.dtype)
        return x / tf.sqrt(n)[:, None]


def main():
    arg = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arg.add_argument("ids")
    arg.add_argument("--batches", type=int, default=12)
    arg.add_argument("--warm-up", type=int, default=3)
    arg.add_argument("--batch-size", type=int, default=4096)
    arg.add_argument("--threads", type=int, default=2)
    arg.add_argument("--bf16", action="store_true")
    arg = arg.parse_args()

    tf.config.threading.set_intra_op_parallelism_threads(arg.threads)
    tf.config.threading.set_inter_op_parallelism_threads(arg.threads)
    tf_keras.utils.set_random_seed(1)
    data = Ids(arg.ids)
    if arg.bf16:
        tf_keras.mixed_precision.set_global_policy("mixed_bfloat16")
    bags = tf_keras.Input(shape=(None,), ragged=True, dtype=tf.int32)
    x = Bags(data.rows, data.dim, dtype="float32")(bags)
    for _ in range(2):
        x = tf_keras.layers.Dense(512, activation="relu")(x)
        x = tf_keras.layers.Dropout(0.25)(x)
    x = tf_keras.layers.Dense(data.classes)(x)
    x = tf_keras.layers.Activation("softmax", dtype="float32")(x)
    model = tf_keras.Model(bags, x)
    model.compile(optimizer=tf_keras.optimizers.legacy.Adam(1e-3),
                  loss="sparse_categorical_crossentropy")

    def prepared():
        for ids, _, length, label in data.batches(arg.batch_size, arg.warm_up + arg.batches):
            yield tf.RaggedTensor.from_row_lengths(tf.constant(ids, tf.int32), length), tf.constant(label)

    name = f"Keras {tf_keras.__version__} {'mixed_bfloat16' if arg.bf16 else 'f32'}, {arg.threads} threads"
    measure(name, lambda batch: float(model.train_on_batch(*batch)), list(prepared()),
            arg.warm_up, arg.batch_size)


if __name__ == "__main__":
    main()
