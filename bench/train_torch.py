#!/usr/bin/env python3
"""train_torch.py - the network of a trial in PyTorch, on the ids that dump_ids wrote.

The table is an EmbeddingBag with sparse gradients and SparseAdam, the fastest that PyTorch
has for it (it updates the rows of a batch only, which is less work than Keras' Adam does);
the dense layers use Adam. sqrtn is a weight of 1/sqrt(n) for each id. --bf16: the dense part
under autocast. Batches are made before the clock starts.
"""
import argparse

import torch
from torch import nn

from ids import Ids, measure


class Classifier(nn.Module):
    def __init__(self, rows, dim, classes, dropout):
        super().__init__()
        self.table = nn.EmbeddingBag(rows, dim, mode="sum", sparse=True)
        nn.init.uniform_(self.table.weight, -0.05, 0.05)
        self.dense = nn.Sequential(
            nn.Linear(dim, 512), nn.ReLU(), nn.Dropout(dropout),
            nn.Linear(512, 512), nn.ReLU(), nn.Dropout(dropout), nn.Linear(512, classes))

    def forward(self, ids, offsets, weights):
        return self.dense(self.table(ids, offsets, per_sample_weights=weights))


def main():
    arg = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arg.add_argument("ids")
    arg.add_argument("--batches", type=int, default=20)
    arg.add_argument("--warm-up", type=int, default=3)
    arg.add_argument("--batch-size", type=int, default=4096)
    arg.add_argument("--threads", type=int, default=2)
    arg.add_argument("--bf16", action="store_true")
    arg = arg.parse_args()

    torch.set_num_threads(arg.threads)
    torch.manual_seed(1)
    data = Ids(arg.ids)
    model = Classifier(data.rows, data.dim, data.classes, 0.25)
    sparse = torch.optim.SparseAdam(list(model.table.parameters()), lr=1e-3)
    dense = torch.optim.Adam(model.dense.parameters(), lr=1e-3, eps=1e-7)
    loss_of = nn.CrossEntropyLoss()

    def prepared():
        for ids, offset, length, label in data.batches(arg.batch_size, arg.warm_up + arg.batches):
            length = torch.from_numpy(length)
            weight = torch.repeat_interleave(1.0 / torch.sqrt(length.float()), length)
            yield torch.from_numpy(ids), torch.from_numpy(offset), weight, torch.from_numpy(label)

    def step(batch):
        ids, offset, weight, label = batch
        sparse.zero_grad(set_to_none=True)
        dense.zero_grad(set_to_none=True)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=arg.bf16):
            scores = model(ids, offset, weight)
        loss = loss_of(scores.float(), label)
        loss.backward()
        sparse.step()
        dense.step()
        return loss.item()

    name = f"PyTorch {torch.__version__} {'bf16 autocast' if arg.bf16 else 'f32'}, {arg.threads} threads"
    measure(name, step, list(prepared()), arg.warm_up, arg.batch_size)


if __name__ == "__main__":
    main()
