"""Dunnett's quantile by numerical integration, and Hsu's comparisons with the best on top of it.

Checked where this is imported: Dunnett's own table (J. Am. Stat. Assoc. 50, 1955, table 1a: one-sided,
5 %, correlation 1/2) to all of its digits, and scipy.stats.dunnett (randomised quasi-Monte Carlo).
"""
import numpy as np
from scipy import integrate, optimize, special, stats

# P(Z <= (c s + sqrt(rho) z) / sqrt(1 - rho))^n is averaged over the common normal z and the
# denominator s. Gauss-Legendre in 60 panels of 20 nodes for z, adaptive for s.
NODES, WEIGHTS = np.polynomial.legendre.leggauss(20)
EDGES = np.linspace(-10, 10, 61)
Z = (EDGES[:-1, None] + (NODES + 1) / 6).ravel()
Z_WEIGHT = np.tile(WEIGHTS / 6, 60) * stats.norm.pdf(Z)


def all_below(c, n, rho):
    return Z_WEIGHT @ special.ndtr((c + np.sqrt(rho) * Z) / np.sqrt(1 - rho)) ** n


def dunnett_cdf(c, n, df, rho):
    if np.isinf(df):
        return all_below(c, n, rho)
    scale = stats.chi(df, scale=1 / np.sqrt(df))
    cuts = scale.ppf([1e-15, 1e-6, 0.01, 0.3, 0.7, 0.99, 1 - 1e-6]).tolist() + [scale.isf(1e-17)]
    return sum(integrate.quad(lambda s: scale.pdf(s) * all_below(c * s, n, rho), a, b,
                              epsabs=1e-13, epsrel=1e-12)[0] for a, b in zip(cuts, cuts[1:]))


def dunnett_quantile(alpha, n, df, rho):
    start = stats.t.ppf(1 - alpha, df)
    return optimize.brentq(lambda c: dunnett_cdf(c, n, df, rho) - 1 + alpha,
                           0.99 * start, 1.01 * stats.t.ppf(1 - alpha / n, df), xtol=1e-11)


def check_table():
    table = {5: (2.44, 2.68, 2.85, 2.98), 10: (2.15, 2.34, 2.47, 2.56),
             20: (2.03, 2.19, 2.30, 2.39), 24: (2.01, 2.17, 2.28, 2.36),
             np.inf: (1.92, 2.06, 2.16, 2.23)}
    for df, row in table.items():
        for n, t in enumerate(row, 2):
            assert round(dunnett_quantile(0.05, n, df, 0.5), 2) == t, (df, n)


def check_scipy():
    """Six groups of four: the greatest t is the 5 % quantile, so its adjusted p is .05."""
    n, size = 5, 4
    noise = np.array([-1.5, -0.5, 0.5, 1.5])
    c = dunnett_quantile(0.05, n, (n + 1) * (size - 1), 0.5)
    ahead = c * np.sqrt(np.var(noise, ddof=1) * 2 / size)
    found = stats.dunnett(noise + ahead, *[noise - k for k in range(1, n)], control=noise,
                          alternative="greater", rng=1)
    assert abs(found.pvalue[0] - 0.05) < 3e-4, found.pvalue


check_table()
check_scipy()


def among_best(mean, se, critical):
    """No other one is shown to be better. mean: [K]; se: [K, K]; critical: [K]."""
    behind = mean[None, :] - mean[:, None] - critical[:, None] * se  # of j before i
    np.fill_diagonal(behind, -1)
    return (behind <= 0).all(axis=1)


def at_most_behind(mean, se, critical):
    best = among_best(mean, se, critical)
    return np.array([max([mean[i] - mean[j] + critical[i] * se[i, j]
                          for i in np.flatnonzero(best) if i != j], default=0)
                     for j in range(len(mean))]).clip(0)


def ranks(mean, p, level):
    """p: [K, K] two-sided, of pairs; Sidak's correction for all of them."""
    K = len(mean)
    told = 1 - (1 - p) ** (K * (K - 1) / 2) < 1 - level
    above = (told & (mean[None, :] > mean[:, None])).sum(axis=1)
    below = (told & (mean[None, :] < mean[:, None])).sum(axis=1)
    return 1 + above, K - below
