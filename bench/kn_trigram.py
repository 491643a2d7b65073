#!/usr/bin/env python3
"""kn_trigram.py - perplexity of an interpolated modified Kneser-Ney trigram, to compare with.

  kn_trigram.py IDS [--order 3]

IDS is what `lmev pretrain --dump-ids` writes: the same vocabulary, training and held-out
tokens as the network's. Chen and Goodman (1998, section 4): three discounts an order from the
counts of counts, lower orders estimated on continuation counts, interpolated down to the
uniform distribution over all classes (known tokens, the unknown one, the end of a sentence).
Contexts do not reach over the begin of a sentence; n - 1 begin symbols are not predicted.
Exact, in numpy: every n-gram is a number, looked up by binary search.
"""
import argparse
import struct

import numpy as np


def read_ids(path):
    with open(path, "rb") as f:
        assert f.read(8) == b"LMEVTOK1", "not a file of lmev pretrain --dump-ids"
        known, unknown, end, n, n_held = struct.unpack("<5Q", f.read(40))
        train = np.fromfile(f, "<u4", n).astype(np.int64)
        held = np.fromfile(f, "<u4", n_held).astype(np.int64)
    return train, held, end


def ngrams(ids, end, order):
    """[tokens, order]: each token with the order - 1 before it; `end + 1` before a sentence."""
    out = np.empty((len(ids), order), np.int64)
    out[:, -1] = ids
    inside = np.ones(len(ids), bool)
    for back in range(1, order):
        before = np.full(len(ids), end + 1)
        before[back:] = ids[:-back]
        inside &= np.concatenate([np.zeros(back, bool), ids[:-back] != end])
        out[:, order - 1 - back] = np.where(inside, before, end + 1)
    return out


class Level:
    """Counts of one order: n-grams as sorted numbers, and sums by their context."""

    def __init__(self, grams, base, weights=None):
        key = self.number(grams, base)
        if weights is None:
            self.key, self.count = np.unique(key, return_counts=True)
        else:
            self.key, inverse = np.unique(key, return_inverse=True)
            self.count = np.bincount(inverse, weights).astype(np.int64)
        self.base = base
        counts = np.bincount(np.minimum(self.count, 5), minlength=5)
        n1, n2, n3, n4 = (float(max(c, 1)) for c in counts[1:5])
        y = n1 / (n1 + 2 * n2)
        self.discount = np.array([0, 1 - 2 * y * n2 / n1, 2 - 3 * y * n3 / n2, 3 - 4 * y * n4 / n3])
        self.discount = np.clip(self.discount, 0, [0, 1, 2, 3])
        self.context, inverse = np.unique(self.key // base, return_inverse=True)
        self.total = np.bincount(inverse, self.count)
        self.taken = np.bincount(inverse, self.discount[np.minimum(self.count, 3)])

    @staticmethod
    def number(grams, base):
        key = np.zeros(len(grams), np.int64)
        for column in grams.T:
            key = key * base + column
        return key

    @staticmethod
    def find(sorted_, wanted):
        at = np.minimum(np.searchsorted(sorted_, wanted), len(sorted_) - 1)
        return at, sorted_[at] == wanted

    def mix(self, grams, lower):
        """P(last | others) of each n-gram, given that of the order below."""
        key = self.number(grams, self.base)
        at, there = self.find(self.key, key)
        count = np.where(there, self.count[at], 0)
        at, known = self.find(self.context, key // self.base)
        total = np.where(known, self.total[at], 1)
        share = (count - self.discount[np.minimum(count, 3)]) / total
        return np.where(known, share + self.taken[at] / total * lower, lower)


def main():
    arg = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arg.add_argument("ids")
    arg.add_argument("--order", type=int, default=3)
    arg = arg.parse_args()
    train, held, end = read_ids(arg.ids)
    base = end + 2
    assert base ** arg.order < 2 ** 63, "the vocabulary is too large for this order"
    grams = ngrams(train, end, arg.order)
    asked = ngrams(held, end, arg.order)
    p = np.full(len(held), 1 / (end + 1))
    for order in range(1, arg.order + 1):
        if order == arg.order:
            level = Level(grams, base)
        else:  # how many different tokens stand before it; before a sentence's begin, its count
            longer = grams[:, -order - 1:]
            at_begin = longer[:, 1] == end + 1 if order > 1 else np.zeros(len(longer), bool)
            different = np.unique(longer[~at_begin], axis=0)[:, 1:]
            counted, times = np.unique(longer[at_begin][:, 1:], axis=0, return_counts=True)
            level = Level(np.concatenate([different, counted]), base,
                          np.concatenate([np.ones(len(different)), times]))
        p = level.mix(asked[:, -order:], p)
        print(f"order {order}: {len(level.key)} n-grams, "
              f"perplexity {np.exp(-np.log(p).mean()):.2f}", flush=True)


if __name__ == "__main__":
    main()
