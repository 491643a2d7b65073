#!/usr/bin/env python3
"""Write correlation.h: two numbers of values in groups, with what SciPy and NumPy say.

    tests/golden/make_correlation.py > tests/golden/correlation.h

Between the means of groups the two go down together; within groups one rises with the other.
"""
import numpy as np
import scipy
from scipy import stats


def table(kind, name, values):
    lines = [", ".join(str(v) for v in values[i:i + 4]) for i in range(0, len(values), 4)]
    print(f"static const {kind} {name}[] = {{\n    " + ",\n    ".join(lines) + "};")


def main():
    sizes, offsets = (4, 1, 5, 2, 4), np.array([0, 3, -2, 5, 1])
    rng = np.random.default_rng(14)
    group = rng.permutation(np.repeat(np.arange(len(sizes)), sizes))
    of_group, own = 0.01 * offsets[group], rng.normal(0, 0.004, len(group))
    x = 1.1 + of_group + own
    y = 0.7 - 0.8 * of_group + 0.5 * own + rng.normal(0, 0.004, len(group))
    means = np.array([[v[group == g].mean() for g in range(len(sizes))] for v in (x, y)])
    within = stats.pearsonr(x - means[0][group], y - means[1][group]).statistic
    # Fisher's z has variance 1 / (n - 3 - c) where c other things were taken out (R. A. Fisher,
    # Metron 3, 1924): here one less than there are groups.
    half = stats.norm.ppf(0.975) / np.sqrt(len(group) - 3 - (len(sizes) - 1))
    print(f"/* Made by tests/golden/make_correlation.py with scipy {scipy.__version__}, numpy")
    print(f" * {np.__version__}. */")
    print("/* clang-format off */")
    print(f"enum {{ CORRELATED = {len(group)}, CORRELATED_GROUPS = {len(sizes)} }};")
    table("size_t", "correlated_group", group.tolist())
    table("double", "correlated_x", x.tolist())
    table("double", "correlated_y", y.tolist())
    print("/* all, between, within, its low and high */")
    table("double", "correlation",
          [float(v) for v in (stats.pearsonr(x, y).statistic, stats.pearsonr(*means).statistic,
                              within, *np.tanh(np.arctanh(within) + np.array([-half, half])))])


main()
