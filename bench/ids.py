"""ids.py - read what dump_ids wrote, and hand out batches. numpy only."""
import struct
import time

import numpy as np


class Ids:
    """Titles as bags of row ids (CSR) and their labels."""

    def __init__(self, path):
        with open(path, "rb") as f:
            if f.read(8) != b"LMEVIDS1":
                raise SystemExit(f"{path}: not a file of dump_ids")
            self.rows, self.dim, self.classes, self.n, n_ids = struct.unpack("<5Q", f.read(40))
            self.at = np.fromfile(f, "<u8", self.n + 1).astype(np.int64)
            self.id = np.fromfile(f, "<u4", n_ids)
            self.label = np.fromfile(f, "<u4", self.n).astype(np.int64)

    def batches(self, size, count, seed=1):
        """count batches of size titles: ids, offsets [size] and lengths of the bags, labels."""
        order = np.random.default_rng(seed).permutation(self.n)
        if count * size > self.n:
            order = np.resize(order, count * size)
        for k in range(count):
            rows = order[k * size:(k + 1) * size]
            length = self.at[rows + 1] - self.at[rows]
            offset = np.concatenate(([0], np.cumsum(length)[:-1]))
            place = np.arange(length.sum()) - np.repeat(offset, length) + np.repeat(self.at[rows], length)
            yield self.id[place].astype(np.int64), offset, length, self.label[rows]


def measure(name, step, batches, warm_up, size):
    """Run step(batch) over batches, prepared before; print rows a second after the warm-up."""
    times, loss = [], float("nan")
    for k, batch in enumerate(batches):
        begin = time.perf_counter()
        loss = step(batch)
        if k >= warm_up:
            times.append(time.perf_counter() - begin)
    times = np.array(times)
    print(f"{name}: {size / np.median(times):.0f} rows/s median, {size * len(times) / times.sum():.0f} mean, "
          f"{1e3 * np.median(times):.0f} ms a step of {size}, {len(times)} steps, last loss {loss:.4f}",
          flush=True)
