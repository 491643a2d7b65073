#!/usr/bin/env python3
"""Write statistics.h: distributions, samples, power, the best of several: SciPy, statsmodels, mpmath, NumPy.

    tests/golden/make_statistics.py > tests/golden/statistics.h

mpmath comes on top of tests/interop/requirements.txt.

Samples are balanced accuracies such as the 2020 study has them, and awkward ones: few values,
values that agree to the last digits.
"""
import itertools

import mpmath
import numpy as np
import scipy
import statsmodels
from scipy import optimize, special, stats
from statsmodels.stats.proportion import proportion_confint

import best
from c_arrays import braces, real, table

LEVELS = (0.95, 0.99)
mpmath.mp.dps = 40


# scipy.stats.t is 1e-11 off near zero. So the incomplete beta functions, each with the argument
# that is far from 1.
def t_central(t, df):
    """P(|T| <= |t|)"""
    if np.isinf(df):
        return special.erf(abs(t) / np.sqrt(2))
    return special.betainc(0.5, df / 2, t * t / (df + t * t))


def t_outer(t, df):
    """P(|T| > |t|)"""
    if np.isinf(df):
        return special.erfc(abs(t) / np.sqrt(2))
    if t * t > df:
        return special.betainc(df / 2, 0.5, df / (df + t * t))
    return special.betaincc(0.5, df / 2, t * t / (df + t * t))


def t_quantile(p, df):
    if np.isinf(df):
        return special.ndtri(p)
    if df < 10:
        x = special.betaincinv(df / 2, 0.5, 2 * min(p, 1 - p))
        return np.copysign(np.sqrt(df * (1 - x) / x), p - 0.5)
    y = special.betainccinv(0.5, df / 2, 2 * min(p, 1 - p))
    return np.copysign(np.sqrt(df * y / (1 - y)), p - 0.5)


def distributions():
    dfs = (0.5, 1, 1.5, 3.2, 7, 30, 456.7, 1e4, 1e6, 3e7, 1e12, np.inf)
    ts = (-40, -6.5, -2.1, -0.3, 0, 1e-6, 0.04, 0.7, 1, 1.3, 1.96, 2.8, 5, 9, 33, 1e4)
    print("/* df, t, P(T <= t), P(|T| > |t|) */")
    table("double", "t_cdf[][4]",
          [braces(df, x, 0.5 + np.copysign(t_central(x, df) / 2, x), t_outer(x, df)) for df in dfs for x in ts])
    ps = (1e-12, 1e-5, 0.005, 0.025, 0.2, 0.49, 0.5, 0.5001, 0.75, 0.95, 0.975, 0.999, 1 - 1e-9)
    print("/* df, p, quantile */")
    table("double", "t_quantile[][3]", [braces(df, p, t_quantile(p, df)) for df in dfs for p in ps])


def chi2_cdf(x, df):
    """mpmath's where its series converges."""
    if df > 1000:
        return special.gammainc(df / 2, float(x) / 2)
    return mpmath.gammainc(mpmath.mpf(df) / 2, 0, mpmath.mpf(x) / 2, regularized=True)


def chi2_quantile(p, df):
    x = stats.chi2.ppf(p, df)
    for _ in range(4 if df <= 1000 else 0):  # Newton's method, from SciPy's
        density = mpmath.mpf(x) ** (mpmath.mpf(df) / 2 - 1) * mpmath.exp(-mpmath.mpf(x) / 2) / (
            mpmath.mpf(2) ** (mpmath.mpf(df) / 2) * mpmath.gamma(mpmath.mpf(df) / 2))
        x = mpmath.mpf(x) - (chi2_cdf(x, df) - mpmath.mpf(p)) / density
    assert abs(x - stats.chi2.ppf(p, df)) < 1e-8 * x, (p, df)
    return x


def chi_squared():
    dfs = (0.4, 1, 2, 3.7, 24, 117, 5000, 1e6)
    print("/* df, x, P(X <= x) */")
    table("double", "chi2_cdf[][3]",
          [braces(df, df * f, chi2_cdf(df * f, df)) for df in dfs
           for f in (1e-9, 0.01, 0.2, 0.7, 0.97, 0.999, 1, 1.001, 1.04, 1.6, 3, 20)])
    print("/* df, p, quantile */")
    table("double", "chi2_quantile[][3]",
          [braces(df, p, chi2_quantile(p, df)) for df in dfs
           for p in (1e-9, 0.001, 0.025, 0.05, 0.5, 0.9, 0.95, 0.975, 0.9999)])


def dunnett():
    print("/* alpha, n, df, rho, quantile: best.py */")
    cases = [(0.05, n, df, 0.5) for n in (1, 2, 7, 64) for df in (1, 3, 24, np.inf)]
    cases += [(alpha, 5, df, rho) for alpha in (0.01, 0.2) for df in (2.4, 60, 1e5) for rho in (0, 0.1, 0.9)]
    table("double", "dunnett[][5]", [braces(*c, best.dunnett_quantile(*c)) for c in cases])


def joint():
    ps, ns = (0, 1e-12, 1e-5, 0.0017, 0.05, 0.5, 1), (1, 3, 28, 2080)
    print("/* p, n, joint p; level, n, level of each: mpmath */")
    table("double", "joint_p[][3]",
          [braces(p, n, 1 - (1 - mpmath.mpf(p)) ** n) for p in ps for n in ns])
    table("double", "joint_level[][3]",
          [braces(q, n, mpmath.mpf(q) ** (mpmath.mpf(1) / n)) for q in (0.8, 0.95, 0.99) for n in ns])


def samples(rng):
    yield [0.75, 0.76, 0.749, 0.7554]
    yield rng.normal(0.74, 0.02, 16)
    yield rng.normal(0, 1, 2)
    yield rng.normal(0.7, 1e-5, 3)
    yield rng.normal(1e4, 1, 40)


def summaries(rng):
    found = [np.asarray(a) for a in samples(rng)]
    for i, a in enumerate(found):
        table("double", f"sample_{i}", map(real, a))
    print("/* summary: mean, sd, se, low, high */")
    print("static const struct golden_sample {\n    const double *x;\n    size_t n;")
    print("    double level, summary[5];\n} samples[] = {")
    for i, a in enumerate(found):
        level = LEVELS[i % len(LEVELS)]
        se = stats.sem(a)
        print(f"    {{sample_{i}, {len(a)}, {level}, " + braces(
            np.mean(a), np.std(a, ddof=1), se, *stats.t.interval(level, len(a) - 1, np.mean(a), se)) + "},")
    print("};")
    values = np.sort(rng.normal(0.7, 0.1, 23))
    table("double", "values", map(real, values))
    print("/* of the first n values, q, quantile */")
    table("double", "quantile[][3]",
          [braces(n, q, np.quantile(values[:n], q)) for n in (1, 2, 7, 23)
           for q in (0, 0.025, 1 / 3, 0.5, 0.77, 0.975, 1)])


def proportions():
    cases = [(0, 1), (1, 1), (0, 3), (3, 3), (1, 2), (1.5, 2), (0, 24), (12.25, 24), (24, 24), (7, 9),
             (1 / 3, 1), (40, 61), (999, 1000), (1e-3, 5), (0, 1e6), (12345, 1e6), (1, 1e9)]
    print("/* hits, n, level, low, high */")
    table("double", "wilson[][5]",
          [braces(x, n, level, *proportion_confint(x, n, 1 - level, method="wilson"))
           for level in LEVELS for x, n in cases])


# ---- Power -----------------------------------------------------------------------------------------

def shift(df, alpha, power):
    """The noncentrality at which the upper critical value is exceeded in a share `power` of cases."""
    t = stats.t.ppf(1 - alpha / 2, df)
    if np.isinf(df):
        return t + stats.norm.ppf(power)
    return optimize.brentq(lambda nc: stats.nct.sf(t, df, nc) - power, 0, 3 * t + 20, xtol=1e-12)


def smallest(parts, n, T, more, alpha, power):
    """parts: rows, seeds, both, df, of n trials each. more: factor on the variance due to rows."""
    rows, seeds, both, df = parts
    trials = (seeds + both * more) * n / T
    df = df * (T - 1) / (n - 1)
    counted = trials * (1 + 2 / df)  # as in a contrast
    df *= ((rows * more + counted) / counted) ** 2
    return shift(df, alpha, power) * np.sqrt(rows * more + trials)


def rows_for(parts, delta, aim):
    """The least factor on test rows that is enough. More of them need not be enough too: what remains
    has the few degrees of freedom of the trials."""
    def missing(factor):
        return smallest(parts, 4, 4, 1 / factor, *aim) - delta
    enough = next((f for f in 2.0 ** np.arange(-30, 40) if missing(f) <= 0), None)
    return np.inf if enough is None else optimize.brentq(missing, enough / 2, enough, rtol=1e-10)


def power():
    aims = ((0.05, 0.8), (0.05 / 28, 0.9))
    print("/* df, alpha, power; seeds of 1 alone: the smallest difference, by scipy.stats.nct */")
    table("double", "smallest_alone[][4]", [braces(df, *aim, shift(df, *aim))
                                            for df in (1, 2, 6, 7.99, 8, 24, 500)
                                            for aim in aims + ((0.05 / 2080, 0.8),) * (df > 2)])
    cases = [(4e-6, 5e-5, 1e-5, 12), (4e-6, 2e-6, 0, 3), (9e-7, 2e-5, 3e-6, 56)]
    found = []
    for parts, T, more, aim in itertools.product(cases, (2, 4, 9), (1, 0.3), aims):
        found.append(braces(*parts, 4, T, more, *aim, smallest(parts, 4, T, more, *aim)))
    print("/* rows, seeds, both, df, n, T, factor on rows, alpha, power, smallest difference */")
    table("double", "smallest[][10]", found)
    found = []
    for parts, delta, aim in itertools.product(cases, (0.004, 0.008, 0.02), aims):
        limit = shift(np.inf, *aim) * np.sqrt(parts[0])
        trials = np.inf if limit >= delta else next(
            T for T in itertools.count(2) if smallest(parts, 4, T, 1, *aim) <= delta)
        found.append(braces(*parts, 4, delta, *aim, trials, rows_for(parts, delta, aim)))
    print("/* rows, seeds, both, df, n, delta, alpha, power, trials, factor on test rows */")
    table("double", "numbers_for[][10]", found)


# ---- The best ---------------------------------------------------------------------------------------

def rankings(rng):
    """mean, [K, K] standard errors, [K, K] correlations of what differs from the first, df"""
    yield [0.72, 0.71], np.array([0.002, 0.002]), 6
    yield [0.7536, 0.7489, 0.7379, 0.7331, 0.7307], np.full(5, 0.0027), 24
    yield [0.72, 0.72, 0.72], np.full(3, 0.002), 4
    yield np.sort(rng.normal(0.7, 0.006, 6))[::-1], rng.uniform(0.001, 0.004, 6), 11.5
    yield [0.73, 0.72, 0.715, 0.71], np.array([0.001, 0.008, 0.0005, 0.002]), np.inf


def best_of(rng):
    print("""/* K means in order, with errors of their own; all pairs have df degrees of freedom; then what is said:
 * among the best, behind it at most, first and last rank, at 95 %; optimism: by a Monte Carlo of 2e7
 * studies, and its standard error */
static const struct golden_ranking {
    size_t K;
    double df, mean[6], se[6];
    double among[6], behind[6], first[6], last[6], optimism[2];
} rankings[] = {""")
    for mean, own, df in rankings(rng):
        mean = np.asarray(mean)
        K = len(mean)
        se = np.hypot(own[:, None], own[None, :])
        critical = []
        for i in range(K):  # correlations of differences from i: what i has in common with itself
            rho = [own[i] ** 2 / se[i, j] / se[i, k]
                   for j, k in itertools.combinations([j for j in range(K) if j != i], 2)]
            critical.append(best.dunnett_quantile(0.05, K - 1, df, min(np.mean(rho), 0.95) if rho else 0.5))
        critical = np.array(critical)
        p = 2 * stats.t.sf(np.abs(mean[:, None] - mean[None, :]) / se, df)
        first, last = best.ranks(mean, p, 0.95)
        gain = []
        for _ in range(40):
            noise = rng.normal(0, own, (500_000, K))
            gain.append(noise[np.arange(len(noise)), (mean + noise).argmax(axis=1)].mean())
        print(f"    {{{K}, {real(df)}, {braces(*mean)}, {braces(*own)},")
        print(f"     {braces(*best.among_best(mean, se, critical))}, "
              f"{braces(*best.at_most_behind(mean, se, critical))},")
        print(f"     {braces(*first)}, {braces(*last)}, {braces(np.mean(gain), stats.sem(gain))}}},")
    print("};")


def main():
    print(f"/* Made by tests/golden/make_statistics.py with scipy {scipy.__version__}, statsmodels")
    print(f" * {statsmodels.__version__}, mpmath {mpmath.__version__}, numpy {np.__version__}. */")
    print("/* clang-format off */")
    rng = np.random.default_rng(4)
    distributions()
    chi_squared()
    dunnett()
    joint()
    summaries(rng)
    proportions()
    power()
    best_of(rng)


main()
