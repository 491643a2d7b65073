#!/usr/bin/env python3
"""Write statistics.h: samples and hits with what SciPy, statsmodels, scikit-learn and NumPy say.

    tests/golden/make_statistics.py > tests/golden/statistics.h

Samples are balanced accuracies such as the seed study has them, and awkward ones: few values,
unequal sizes, unequal spread, values that agree to the last digits.
"""
import numpy as np
import scipy
import sklearn
import statsmodels
import statsmodels.formula.api as smf
from scipy import special, stats
from sklearn.metrics import balanced_accuracy_score
from statsmodels.stats.anova import anova_lm
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

LEVELS = (0.95, 0.99)


def real(v):
    v = float(v)
    return "NAN" if np.isnan(v) else repr(v).replace("inf", "INFINITY")


def table(kind, name, rows):
    """An array whose entries are texts; of arrays where the name ends in their size."""
    name = name if "[" in name else name + "[]"
    lines, line = [], "   "
    for text in rows:
        if len(line) + len(text) + 2 > 98:
            lines.append(line)
            line = "   "
        line += f" {text},"
    print(f"static const {kind} {name} = {{\n" + "\n".join(lines + [line]) + "\n};")


def braces(*values):
    return "{" + ", ".join(real(v) for v in values) + "}"


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


def samples(rng):
    yield [0.75, 0.76, 0.749, 0.7554], [0.7331, 0.74, 0.7312, 0.7297]
    yield rng.normal(0.74, 0.005, 4), rng.normal(0.735, 0.009, 4)
    yield rng.normal(0.74, 0.02, 16), rng.normal(0.72, 0.001, 5)
    yield rng.normal(0, 1, 2), rng.normal(3, 1, 30)
    yield rng.normal(0.7, 1e-5, 3), rng.normal(0.700002, 1e-5, 3)
    yield rng.normal(1e4, 1, 40), rng.normal(1e4 + 0.1, 1, 40)


def tests(rng):
    found = [(np.asarray(a), np.asarray(b)) for a, b in samples(rng)]
    for i, (a, b) in enumerate(found):
        table("double", f"a_{i}", map(real, a))
        table("double", f"b_{i}", map(real, b))
    print("/* difference, se, low, high, t, df, p as in lmev_test; summary: mean, sd, se, low, high */")
    print("static const struct golden_sample {")
    print("    const double *a, *b;\n    size_t n_a, n_b;\n    double level;")
    print("    double summary[5], welch[7], paired[7];\n} samples[] = {")
    for i, (a, b) in enumerate(found):
        level = LEVELS[i % len(LEVELS)]
        se = stats.sem(a)
        summary = [np.mean(a), np.std(a, ddof=1), se,
                   *stats.t.interval(level, len(a) - 1, np.mean(a), se)]
        welch = stats.ttest_ind(a, b, equal_var=False)
        rows = [summary, test(welch, np.mean(a) - np.mean(b), level), [np.nan] * 7]
        if len(a) == len(b):
            rows[2] = test(stats.ttest_rel(a, b), np.mean(a - b), level)
        print(f"    {{a_{i}, b_{i}, {len(a)}, {len(b)}, {level},")
        print(",\n".join("     " + braces(*r) for r in rows) + "},")
    print("};")


def test(r, difference, level):
    ci = r.confidence_interval(level)
    return [difference, difference / r.statistic, ci.low, ci.high, r.statistic, r.df, r.pvalue]


def counts():
    pairs = [(0, 1), (0, 5), (1, 0), (3, 3), (2, 9), (40, 61), (61, 40), (511, 600), (0, 2000),
             (12000, 12400), (400000, 402000), (5, 700)]
    print("/* rows that only a, only b got right, p */")
    table("double", "mcnemar[][3]",
          [braces(a, b, mcnemar([[9, a], [b, 9]], exact=True).pvalue) for a, b in pairs])


def families(rng):
    for i, p in enumerate(([0.04], [0.01, 0.04, 0.03, 0.005], [0.2, 0.2, 0.9, 1, 0],
                           rng.beta(0.3, 2, 28))):
        table("double", f"holm_{i}[][2]",
              [braces(x, q) for x, q in zip(p, multipletests(p, method="holm")[1])])
    values = np.sort(rng.normal(0.7, 0.1, 23))
    table("double", "values", map(real, values))
    print("/* of the first n values, q, quantile */")
    table("double", "quantile[][3]",
          [braces(n, q, np.quantile(values[:n], q)) for n in (1, 2, 7, 23)
           for q in (0, 0.025, 1 / 3, 0.5, 0.77, 0.975, 1)])


def hits(name, truth, hit):
    table("uint32_t", f"{name}_truth", map(str, truth))
    print(f"static const char *const {name}_hit[] = {{ /* a row; '1': right */")
    for row in hit:
        print('    "' + "".join(map(str, row)) + '",')
    print("};")


def resamples(rng):
    """Of each class one row less than it has, by scikit-learn on those rows."""
    sizes, M = (0, 0, 2, 1, 0, 9, 20, 270, 0), 35
    truth = rng.permutation(np.repeat(np.arange(len(sizes)), sizes))
    hit = (rng.random((len(truth), M)) < rng.random((len(truth), 1))).astype(int)
    hits("drawn", truth, hit)
    swap = np.array([0, 1, 5, 5, 4, 2, 2, 2, 8])  # a class that occurs, but another
    draws = 3
    rows, bac = [], []
    for _ in range(draws):
        picked = np.concatenate([
            rng.choice(np.flatnonzero(truth == k), max(n - 1, 1)) if n != 1
            else np.flatnonzero(truth == k)
            for k, n in sorted(enumerate(sizes), key=lambda c: (c[1] == 1, c[0])) if n])
        rows += list(picked)
        for m in range(M):
            predicted = np.where(hit[picked, m], truth[picked], swap[truth[picked]])
            bac.append(balanced_accuracy_score(truth[picked], predicted))
    print(f"enum {{ DRAWN_ROWS = {len(truth)}, DRAWN_EXPERIMENTS = {M}, DRAWS = {draws} }};")
    print("/* rows of each draw: by class, that of a single row last */")
    table("uint32_t", "drawn_rows", map(str, rows))
    table("double", "drawn_bac", map(real, bac))


def anova(rng):
    """Mean squares of rows and of rows x trials by ordinary least squares, class by class."""
    sizes, T = (4, 7, 12, 3), 4
    truth = np.repeat(np.arange(len(sizes)), sizes)
    chance = rng.beta(0.7, 0.4, (len(truth), 1)) + (-0.3, -0.1, 0.1, 0.3)
    hit = (rng.random((len(truth), T)) < chance).astype(int)
    hits("anova", truth, hit)
    rows = both = 0
    for k, n in enumerate(sizes):
        i, t = np.meshgrid(range(n), range(T), indexing="ij")
        cells = dict(y=hit[truth == k].ravel(), i=i.ravel(), t=t.ravel())
        square = anova_lm(smf.ols("y ~ C(i) + C(t)", cells).fit())["mean_sq"]
        both += square["Residual"] / n / len(sizes) ** 2
        rows += (square["C(i)"] - square["Residual"]) / T / n / len(sizes) ** 2
    bac = [np.mean([hit[truth == k, t].mean() for k in range(len(sizes))]) for t in range(T)]
    print(f"enum {{ ANOVA_ROWS = {len(truth)}, ANOVA_TRIALS = {T} }};")
    print("/* rows, trials, both */")
    table("double", "anova_components", map(real, (rows, np.var(bac, ddof=1) - both, both)))


def proportions():
    cases = [(0, 1), (1, 1), (0, 3), (3, 3), (1, 2), (1.5, 2), (0, 24), (12.25, 24), (24, 24), (7, 9),
             (1 / 3, 1), (40, 61), (999, 1000), (1e-3, 5), (0, 1e6), (12345, 1e6), (1, 1e9)]
    print("/* hits, n, level, low, high */")
    table("double", "wilson[][5]",
          [braces(x, n, level, *proportion_confint(x, n, 1 - level, method="wilson"))
           for level in LEVELS for x, n in cases])


def main():
    print(f"/* Made by tests/golden/make_statistics.py with scipy {scipy.__version__}, statsmodels")
    print(f" * {statsmodels.__version__}, scikit-learn {sklearn.__version__}, "
          f"numpy {np.__version__}. */")
    print("/* clang-format off */")
    rng = np.random.default_rng(4)
    distributions()
    tests(rng)
    counts()
    families(rng)
    resamples(rng)
    anova(rng)
    proportions()


main()
