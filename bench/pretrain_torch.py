#!/usr/bin/env python3
"""pretrain_torch.py - the network of lmev pretrain in PyTorch, on the same token ids.

  pretrain_torch.py IDS [--dim 128] [--threads 2] [--bf16]

IDS is what `lmev pretrain --dump-ids` wrote. Both tables are nn.Embedding with sparse gradients
and SparseAdam, the fastest that PyTorch has for them (it updates touched rows only, less work
than Adam's meaning asks for); the hidden layers use Adam. The softmax is over the same kind of
candidates: the batch's targets and classes drawn by count^0.75, with log E taken off their
scores. Batches, contexts and candidates are made before the clock starts.
"""
import argparse
import time

import numpy as np
import torch
from torch import nn

from kn_trigram import read_ids

BATCH, SAMPLES, CONTEXT, POWER = 2048, 4096, 5, 0.75


class Nnlm(nn.Module):
    def __init__(self, rows, classes, dim):
        super().__init__()
        self.table = nn.Embedding(rows, dim, sparse=True)
        self.out = nn.Embedding(classes, dim, sparse=True)
        self.bias = nn.Embedding(classes, 1, sparse=True)
        for e in (self.table, self.out):
            nn.init.uniform_(e.weight, -0.05, 0.05)
        nn.init.zeros_(self.bias.weight)
        widths = [CONTEXT * dim, 512] + ([256] if dim > 64 else [])
        layers = []
        for a, b in zip(widths, widths[1:]):
            layers += [nn.Linear(a, b), nn.ReLU(), nn.Dropout(0.25)]
        self.dense = nn.Sequential(*layers, nn.Linear(widths[-1], dim))

    def forward(self, context, candidates, log_e):
        x = self.table(context)
        q = self.dense(x.flatten(1)) + x.sum(1)
        return torch.addmm(self.bias(candidates).squeeze(1) - log_e, q, self.out(candidates).t())


def batches(path, count, seed=1):
    train, _, end = read_ids(path)
    chance = np.random.default_rng(seed)
    begin = end + 1
    classes = end + 1
    share = np.bincount(train, minlength=classes)
    u, q = share / len(train), np.maximum(share, 1) ** POWER
    q = q / q.sum()
    ends = np.where(train == end, np.arange(len(train)), -1)
    last_end = np.concatenate([[-1], np.maximum.accumulate(ends)[:-1]])
    order = chance.permutation(len(train))
    for k in range(count):
        at = order[k * BATCH:(k + 1) * BATCH]
        before = at[:, None] - np.arange(1, CONTEXT + 1)
        context = np.where(before > last_end[at][:, None], train[before], begin)
        targets, slot = np.unique(train[at], return_inverse=True)
        there, drawn, draws = set(targets.tolist()), [], 0
        while len(there) < SAMPLES:
            for c in chance.choice(classes, SAMPLES, p=q).tolist():
                draws += 1
                if c not in there:
                    there.add(c)
                    drawn.append(c)
                    if len(there) == SAMPLES:
                        break
        candidates = np.concatenate([targets, np.array(drawn, np.int64)])
        log_e = np.log(-np.expm1(BATCH * np.log1p(-u[candidates]) + draws * np.log1p(-q[candidates])))
        yield tuple(torch.from_numpy(np.ascontiguousarray(a)) for a in
                    (context, candidates, log_e.astype(np.float32), slot))


def main():
    arg = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arg.add_argument("ids")
    arg.add_argument("--dim", type=int, default=128)
    arg.add_argument("--batches", type=int, default=20)
    arg.add_argument("--warm-up", type=int, default=3)
    arg.add_argument("--threads", type=int, default=2)
    arg.add_argument("--bf16", action="store_true", help="the dense part under autocast")
    arg = arg.parse_args()
    torch.set_num_threads(arg.threads)
    torch.manual_seed(1)
    _, _, end = read_ids(arg.ids)
    model = Nnlm(end + 2, end + 1, arg.dim)
    sparse = torch.optim.SparseAdam(
        [model.table.weight, model.out.weight, model.bias.weight], lr=1e-3)
    dense = torch.optim.Adam(model.dense.parameters(), lr=1e-3, eps=1e-7)
    loss_of = nn.CrossEntropyLoss()
    times, loss = [], None
    for k, (context, candidates, log_e, slot) in enumerate(
            list(batches(arg.ids, arg.warm_up + arg.batches))):
        begin = time.perf_counter()
        sparse.zero_grad(set_to_none=True)
        dense.zero_grad(set_to_none=True)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=arg.bf16):
            scores = model(context, candidates, log_e)
        loss = loss_of(scores.float(), slot)
        loss.backward()
        sparse.step()
        dense.step()
        if k >= arg.warm_up:
            times.append(time.perf_counter() - begin)
    step = float(np.median(times))
    print(f"PyTorch {torch.__version__} pretrain {'bf16 autocast' if arg.bf16 else 'f32'}, D={arg.dim}, "
          f"{arg.threads} threads: {BATCH / step:.0f} words/s, {1e3 * step:.1f} ms a step of {BATCH}, "
          f"last loss {loss.item():.4f}", flush=True)


if __name__ == "__main__":
    main()
