#!/usr/bin/env python3
"""Write contrasts.h: experiments, weights, and what weighted sums of BACs vary by, from the definitions.

    tests/golden/make_contrasts.py > tests/golden/contrasts.h

Where statsmodels or SciPy has the whole answer it is asked, and the definitions below are held against it
(check_*): a least squares contrast, a randomised block design, Welch's test, the paired t test of
hits. Elsewhere mean squares are statsmodels' analyses of variance, and the sums are NumPy's. Nothing
is shared with src/metric: rows are selected by class and not sorted, tables are data frames.
"""
import numpy as np
import pandas as pd
import scipy
import sklearn
import statsmodels
import statsmodels.formula.api as smf
from scipy import stats
from sklearn.metrics import recall_score
from statsmodels.stats.anova import anova_lm

from c_arrays import braces, real, table

OWN = None
SAME, OTHER, BLOCKS = "LMEV_SAME_ROWS", "LMEV_OTHER_ROWS", "LMEV_BLOCKS"
NOTHING, NETWORKS = "LMEV_OF_NOTHING", "LMEV_OF_NETWORKS"
ROWS, MODELS = "LMEV_OF_ROWS", "LMEV_OF_MODELS"
NAN = float("nan")


class Design:
    """truth: a test set's true classes, None: not known. hit: an experiment's, or None."""

    def __init__(self, name, bac, model, test_set, truth=(), hit=None):
        self.name, self.truth = name, list(truth)
        self.runs = pd.DataFrame({"bac": np.asarray(bac, float), "model": model})
        self.runs["set"] = [-1 - i if s is OWN else s for i, s in enumerate(test_set)]
        self.hit = hit if hit is not None else [None] * len(self.runs)
        self.kind = self.kinds()
        self.runs["kind"] = self.runs["model"].map(self.kind)
        self.pool = {k: self.pooled(k) for k in (SAME, OTHER, BLOCKS)}

    def kinds(self):
        sets = self.runs.groupby("model")["set"]
        trials, places = sets.size(), sets.nunique()
        apart = {m for m in trials.index if trials[m] > 1 and trials[m] == places[m]}
        together = {m for m in trials.index if trials[m] > 1} - apart
        for m in trials.index[trials == 1]:
            own = self.runs.loc[self.runs["model"] == m, "set"].item() < 0
            if own or (apart and not together):
                apart.add(m)
        went = {frozenset(self.runs.loc[self.runs["model"] == m, "set"]) for m in apart}
        crossed = len(apart) > 1 and len(went) == 1 and len(next(iter(went))) > 1
        return {m: (BLOCKS if crossed else OTHER) if m in apart else SAME for m in trials.index}

    def pooled(self, kind):
        """variance, df, Bartlett's p, own variances {model: (variance, df)} or None"""
        runs = self.runs[self.runs["kind"] == kind]
        if kind == BLOCKS:
            if runs.empty:
                return NAN, 0, NAN, None
            fit = anova_lm(smf.ols("bac ~ C(model) + C(set)", runs).fit())
            self.sets = fit["mean_sq"]["C(set)"], fit["df"]["C(set)"]
            return fit["mean_sq"]["Residual"], fit["df"]["Residual"], NAN, None
        around = ["model", "set"] if kind == SAME else ["model"]
        residual = runs["bac"] - runs.groupby(around)["bac"].transform("mean")
        residual[np.abs(residual) < 1e-15] = 0
        df = {m: len(r) - r[around].drop_duplicates().shape[0] for m, r in runs.groupby("model")}
        variance = {m: (residual[runs["model"] == m] ** 2).sum() / df[m] for m in df if df[m] > 0}
        total = sum(df.values())
        if total == 0:
            return NAN, 0, NAN, None
        pool = sum(variance[m] * df[m] for m in variance) / total
        bartlett = NAN
        if len(variance) > 1 and min(variance.values()) > 0:
            # Of the residuals within cells as if one sample: the same where a model has one cell.
            cells = runs.groupby(around).ngroups
            if cells == len(df):
                bartlett = stats.bartlett(*[r["bac"] for m, r in runs.groupby("model")
                                            if m in variance]).pvalue
            else:
                bartlett = bartlett_of(list(variance.values()), [df[m] for m in variance])
        own = bartlett < 0.05 and min(df.values()) >= 3
        return pool, total, bartlett, {m: (variance[m], df[m]) for m in df} if own else None


def bartlett_of(variance, df):
    """M. S. Bartlett (Proc. R. Soc. A 160, 1937), his statistic with its correction."""
    v, f = np.array(variance), np.array(df)
    pool = (f @ v) / f.sum()
    correction = 1 + ((1 / f).sum() - 1 / f.sum()) / (3 * (len(f) - 1))
    return stats.chi2.sf((f.sum() * np.log(pool) - f @ np.log(v)) / correction, len(f) - 1)


# ---- Rows of a test set -----------------------------------------------------------------------

def strata(truth):
    """Masks of rows with their share of the classes: each class, those of one row together."""
    classes, n = np.unique(truth, return_counts=True)
    for k in classes[n > 1]:
        yield truth == k, 1 / len(classes)
    if (n == 1).any():
        yield np.isin(truth, classes[n == 1]), (n == 1).sum() / len(classes)


def stratified(truth, mean_square, at_least=1):
    """The variance of a mean over classes and its degrees of freedom, from the mean square within
    each stratum of two rows or more; with the rows added so that no class has fewer than at_least."""
    part, df, ms, share_of, lone, added = [], [], [], [], None, 0
    for rows, share in strata(truth):
        n = rows.sum()
        alone = len(np.unique(truth[rows])) == n
        more = max(at_least, 1 if alone else n) / (1 if alone else n)
        added += round((more - 1) * n)
        if n == 1:
            lone = share, more
            continue
        square = mean_square(rows)
        part.append(share ** 2 * square / n / more)
        df.append(n - 1)
        ms.append(square)
        share_of.append(share)
    part, df = np.array(part), np.array(df)
    total = part.sum()
    if lone:
        total += lone[0] ** 2 * np.dot(share_of, ms) / np.sum(share_of) / lone[1] if ms else NAN
    with np.errstate(all="ignore"):
        return total, total ** 2 / (part ** 2 / df).sum(), added


def of_sum(truth, value, at_least=1):
    scale = np.abs(value).max()
    def square(rows):
        v = value[rows].var(ddof=1)
        return v if v > 1e-24 * scale ** 2 else 0
    return stratified(truth, square, at_least)


def both_of(truth, hit):
    """hit: [T, rows]. Of one trial: the residual of rows x trials within each class."""
    def square(rows):
        h = hit[:, rows].astype(float)
        t, r = np.meshgrid(*map(range, h.shape), indexing="ij")
        cells = pd.DataFrame({"y": h.ravel(), "t": t.ravel(), "r": r.ravel()})
        if cells["y"].nunique() == 1:
            return 0
        return anova_lm(smf.ols("y ~ C(r) + C(t)", cells).fit())["mean_sq"]["Residual"]
    return stratified(truth, square)[0]


def rows_of(d, weight, kind, at_least=None):
    """Of each test set: (all, df, both, sum of weights), or None where hits are not known."""
    out = []
    runs = d.runs.assign(w=weight)
    for s, here in runs[runs["kind"] == kind].groupby("set"):
        if not (here["w"] != 0).any():
            continue
        truth = d.truth[s] if s >= 0 else None
        value, both, known = 0, 0, truth is not None
        for _, cell in here.groupby("model"):
            if not (cell["w"] != 0).any():
                continue
            have = [i for i in cell.index if d.hit[i] is not None]
            if not have or truth is None:
                known = False
                break
            missing = cell["w"].sum() - cell.loc[have, "w"].sum()
            w = cell.loc[have, "w"].to_numpy() + missing / len(have)
            hit = np.array([d.hit[i] for i in have])
            value = value + w @ hit
            if len(have) > 1:
                both += (w ** 2).sum() * both_of(truth, hit)
        if not known:
            out.append(None)
        elif at_least is not None:
            before, after = of_sum(truth, value), of_sum(truth, value, at_least)
            out.append(None if np.isnan(before[0]) else (before[0], after[0], after[2]))
        else:
            variance, df, _ = of_sum(truth, value)
            out.append(None if np.isnan(variance) else (variance, df, both, here["w"].sum()))
    return out


# ---- An estimate -----------------------------------------------------------------------------------

def satterthwaite(terms):
    """Of (v, df, whether v counts as v (1 + 2 / df))."""
    terms = [(v, df, grow) for v, df, grow in terms if v > 0]
    u = np.array([v * (1 + 2 / df) if grow else v for v, df, grow in terms])
    with np.errstate(all="ignore"):
        return np.float64(u.sum()) ** 2 / sum(u ** 2 / [df for _, df, _ in terms]) if terms else NAN


def shared_luck(d, weight, following):
    """Models that were on some sets together, but are no blocks: an upper bound of what they share."""
    runs = d.runs.assign(w=weight)
    sets = runs[runs["kind"] == OTHER].groupby("set")
    new = following is not None
    total, square = sets["w"].sum() ** 2, sets["w"].apply(lambda w: (w ** 2).sum())
    shared = sets.size() > 1
    apart = square.sum() + new
    few = total[shared].sum() > apart / 2
    return (np.maximum(total, square).sum() + new) / apart, max(1, shared.sum() - 1) if few else np.inf


def trial_terms(d, weight, following):
    """[(v, df)] and the kinds that have no variance."""
    terms, none = [], set()
    square = (d.runs.assign(w=weight ** 2).groupby("model")["w"].sum()).to_dict()
    if following is not None:
        square[following] += 1
    for kind in (SAME, OTHER):
        variance, df, _, own = d.pool[kind]
        mine = {m: q for m, q in square.items() if d.kind[m] == kind and q != 0}
        if kind == OTHER and mine:
            times, most = shared_luck(d, weight, following)
            mine = {m: q * times for m, q in mine.items()}
            df = min(df, most)
            own = own and {m: (v, min(f, most)) for m, (v, f) in own.items()}
        if own:
            terms += [(own[m][0] * q, own[m][1]) for m, q in mine.items()]
        elif mine and df > 0:
            terms.append((variance * sum(mine.values()), df))
        elif mine:
            none.add(kind)
    runs = d.runs.assign(w=weight)
    runs = runs[runs["kind"] == BLOCKS]
    if len(runs):
        K = runs["model"].nunique()
        q = (runs["w"] ** 2).sum()
        left = (runs.groupby("set")["w"].sum() ** 2).sum() / K
        if following is not None and d.kind[following] == BLOCKS:
            q, left = q + 1, left + 1 / K
        left = left if left > 1e-12 * q else 0
        terms.append((d.pool[BLOCKS][0] * (q - left), d.pool[BLOCKS][1]))
        terms.append((d.sets[0] * left, d.sets[1]))
    return terms, none


def contrast(d, weight, level, following=None):
    weight = np.asarray(weight, float)
    terms, none = trial_terms(d, weight, following)
    every = [(v, df, True) for v, df in terms]
    trials = sum(v for v, _ in terms)
    rows = both = 0
    each, known = [], True
    for kind in (SAME, OTHER, BLOCKS):
        for found in rows_of(d, weight, kind):
            if found is None:
                known, both = known and kind != SAME, NAN
                continue
            variance, df, mine, total = found
            both += mine if kind == SAME else variance
            if kind == SAME and variance > mine:
                # A part of the rows' variance, with the degrees of freedom of the whole.
                every.append((variance - mine, df, False))
                rows += variance - mine
                each.append((variance - mine) / total ** 2 if total else NAN)
    if following is not None and each:
        every.append((np.mean(each), np.inf, False))
    scope = MODELS if known else ROWS
    if SAME in none:
        scope = NETWORKS if known else NOTHING
    variance = sum(v for v, _, _ in every)
    difference = weight @ d.runs["bac"]
    difference = 0.0 if abs(difference) < 1e-16 * np.abs(weight).sum() else difference
    if OTHER in none or np.isnan(variance) or (variance == 0 and difference != 0):
        scope = NOTHING
    se, df = np.sqrt(variance), satterthwaite(every)
    if scope == NOTHING or (following is not None and scope != MODELS):
        se = df = NAN
    part_df = satterthwaite([(v, df, True) for v, df in terms])
    if SAME in none:
        trials = NAN
    most = np.fmin(both, trials) if not np.isnan(both) else NAN
    parts = [rows if known else NAN, trials if np.isnan(both) else trials - most, most, part_df]
    return test_of(difference, se, df, level), parts, scope


def test_of(difference, se, df, level):
    """difference, se, low, high, t, df, p"""
    if se == 0:
        same = difference == 0
        return [difference, se, difference, difference, 0 if same else np.copysign(np.inf, difference),
                df, float(same)]
    half = stats.t.ppf((1 + level) / 2, df) * se
    t = difference / se
    return [difference, se, difference - half, difference + half, t, df, 2 * stats.t.sf(abs(t), df)]


def mean_of(d, model):
    mine = (d.runs["model"] == model).to_numpy()
    return mine / mine.sum()


def of_model(d, model):
    """rows, both of one trial; neither clipped"""
    rows, both = [], []
    for _, cell in d.runs[d.runs["model"] == model].groupby("set"):
        weight = np.zeros(len(d.runs))
        weight[cell.index] = 1 / len(cell)
        found, = rows_of(d, weight, d.kind[model])
        if found is not None:
            have = [d.hit[i] for i in cell.index if d.hit[i] is not None]
            rows.append(found[0] - found[2])
            both.append(both_of(d.truth[cell["set"].iloc[0]], np.array(have)) if len(have) > 1 else 0)
    return (np.mean(rows), np.mean(both)) if rows else (NAN, NAN)


def spread(d, kind, level):
    """n_models, sd, df, rows, seeds, both, share, share_low, share_high"""
    models = [m for m, k in d.kind.items() if k == kind]
    found = np.array([of_model(d, m) for m in models])
    found = found[~np.isnan(found[:, 0])]
    rows, both = found.mean(axis=0) if len(found) else (NAN, NAN)
    rows = np.maximum(0, rows)
    variance, df = d.pool[kind][:2]
    if kind == BLOCKS:
        K = len(models)
        terms = [(variance * (1 - 1 / K), df, True), (d.sets[0] / K, d.sets[1], True)]
        variance, df = sum(v for v, _, _ in terms), satterthwaite(terms)
    if kind == SAME and df == 0:
        both = NAN
    seeds = variance - (both if kind == SAME else rows)
    seeds = max(0, seeds) if not np.isnan(seeds) else NAN

    def share(trials):
        if rows == 0 and trials == 0:
            return NAN
        return rows / (rows + max(trials, both)) if kind == SAME else min(1, rows / trials)
    ends = stats.chi2.ppf([(1 - level) / 2, (1 + level) / 2], df) if df > 0 else [NAN, NAN]
    shares = [share(v) for v in (variance, *(df * variance / ends))] if seeds >= 0 else [NAN] * 3
    return [len(models), np.sqrt(rows + variance if kind == SAME else variance), df, rows, seeds,
            both, *shares]


def rows_at_least(d, weight, least):
    found = [f for kind in (SAME, OTHER, BLOCKS)
             for f in rows_of(d, np.asarray(weight, float), kind, least) if f is not None]
    now, then, more = np.sum(found, axis=0) if found else (0, 0, 0)
    return [then / now if now > 0 else NAN, more / len(found) if found else NAN]


# ---- Held against statsmodels and SciPy --------------------------------------------------------------

def equal(got, want):
    assert np.allclose(got, want, rtol=1e-9, atol=0), (got, want)


def check_least_squares(d, level, formula):
    """Differences of models, and the mean of the first one where there are no sets."""
    fit = smf.ols(f"bac ~ C(model) - 1{formula}", d.runs).fit()
    K = d.runs["model"].nunique()
    for c in np.eye(K)[:-1] - np.eye(K)[1:]:
        t = fit.t_test(np.concatenate([c, np.zeros(len(fit.params) - K)]))
        low, high = t.conf_int(1 - level).ravel()
        got = contrast(d, sum(c[m] * mean_of(d, m) for m in range(K)), level)[0]
        equal(got, [t.effect.item(), t.sd.item(), low, high, t.tvalue.item(), t.df_denom, t.pvalue.item()])


def check_welch(d, level):
    a, b = (g["bac"] for _, g in d.runs.groupby("model"))
    t = stats.ttest_ind(a, b, equal_var=False)
    low, high = t.confidence_interval(level)
    got = contrast(d, mean_of(d, 0) - mean_of(d, 1), level)[0]
    equal(got, [a.mean() - b.mean(), (a.mean() - b.mean()) / t.statistic, low, high, t.statistic,
                t.df, t.pvalue])


def check_next(d, model, level):
    """Prediction interval by least squares, of models without rows in common."""
    fit = smf.ols("bac ~ C(model)", d.runs).fit()
    new = fit.get_prediction(pd.DataFrame({"model": [model]})).summary_frame(1 - level)
    got = contrast(d, mean_of(d, model), level, model)[0]
    equal(got[2:4], [new["obs_ci_lower"].item(), new["obs_ci_upper"].item()])


def check_paired(d, level):
    """One class, one trial of each: the paired t test of the hits."""
    a, b = (np.asarray(h, float) for h in d.hit)
    t = stats.ttest_rel(a, b)
    low, high = t.confidence_interval(level)
    got = contrast(d, [1, -1], level)[0]
    equal(got, [(a - b).mean(), (a - b).mean() / t.statistic, low, high, t.statistic, t.df, t.pvalue])


# ---- Designs ------------------------------------------------------------------------------------------

def draw_truth(rng, sizes):
    return rng.permutation(np.repeat(np.arange(len(sizes)), sizes))


def draw_hits(rng, truth, model, seed=0.8):
    """Rows differ in how hard they are, the more so for one model than for another, trials too."""
    hard = rng.normal(0, 1.5, len(truth))
    own = {m: rng.normal(0, 0.9, len(truth)) for m in sorted(set(model))}
    return [(hard + own[m] + rng.normal(0, seed, len(truth)) + rng.normal(0, 0.15) + 0.5 > 0)
            .astype(int) for m in model]


def bac_of(truth, hit):
    """scikit-learn's balanced accuracy; a miss is predicted as a class that no row has."""
    return recall_score(truth, np.where(hit == 1, truth, -1), labels=np.unique(truth), average="macro")


def scored(name, rng, model, test_set, truth, missing=(), seed=0.8):
    hit = [None] * len(model)
    for s, t in enumerate(truth):
        here = [i for i in range(len(model)) if test_set[i] == s]
        for i, h in zip(here, draw_hits(rng, t, [model[i] for i in here], seed)):
            hit[i] = h
    bac = [bac_of(truth[test_set[i]], h) if h is not None else rng.normal(0.6, 0.05)
           for i, h in enumerate(hit)]
    return Design(name, bac, model, test_set, truth,
                  [None if i in missing else h for i, h in enumerate(hit)])


SIZES = (3, 1, 8, 0, 1, 2, 15, 1, 5)  # three classes of one row
LONE = (4, 1, 9, 6)                   # one class of one row
TWO = (6, 3, 11, 2)


def own_rows(rng):
    model = [0, 1, 2, 3, 1, 2, 3, 2, 3, 3, 0, 1, 2, 3]
    d = Design("own rows, 2 to 5 trials", rng.normal(0.74, 0.006, 14) + 0.008 * np.array(model),
               model, [OWN] * 14)
    check_least_squares(d, 0.9, "")
    check_next(d, 2, 0.9)
    assert d.pool[OTHER][3] is None
    yield d
    d = Design("own rows, own variances, 5 trials each", np.concatenate(
        [rng.normal(0.71, 0.001, 5), rng.normal(0.72, 0.02, 5)]), [0] * 5 + [1] * 5, [OWN] * 10)
    assert d.pool[OTHER][3]
    check_welch(d, 0.95)
    yield d
    model = [0] * 4 + [1] * 7 + [2] * 5
    d = Design("own rows, own variances, 4, 7, 5 trials",
               rng.normal(0.7, np.array([0.001, 0.02, 0.008])[model]), model, [OWN] * 16)
    assert d.pool[OTHER][3]
    yield d
    d = Design("own rows, unequal spread, 3 trials of one: pooled", np.concatenate(
        [rng.normal(0.71, 0.0001, 6), rng.normal(0.72, 0.02, 3)]), [0] * 6 + [1] * 3, [OWN] * 9)
    assert d.pool[OTHER][2] < 0.05 and d.pool[OTHER][3] is None
    yield d
    yield Design("own rows, one trial of each", [0.7, 0.71], [0, 1], [OWN, OWN])
    yield Design("own rows, one model with one trial", [0.7, 0.71, 0.706], [0, 1, 1], [OWN] * 3)
    yield Design("own rows, copies of one trial", [0.7, 0.7, 0.71, 0.71], [0, 0, 1, 1], [OWN] * 4)


def blocks(rng):
    model, place = np.divmod(np.arange(12), 3)
    bac = 0.7 + 0.01 * model + np.array([0, 0.02, -0.01])[place] + rng.normal(0, 0.004, 12)
    d = Design("blocks, 4 models x 3 sets, rows not known", bac, model.tolist(), place.tolist(), [None] * 3)
    assert set(d.kind.values()) == {BLOCKS}
    check_least_squares(d, 0.95, " + C(set)")
    yield d
    truth = [draw_truth(rng, SIZES), draw_truth(rng, LONE), draw_truth(rng, TWO)]
    model, place = [0, 1, 2] * 3, [0, 0, 0, 1, 1, 1, 2, 2, 2]
    d = scored("blocks, 3 models x 3 sets, hits known", rng, model, place, truth)
    assert set(d.kind.values()) == {BLOCKS}
    check_least_squares(d, 0.95, " + C(set)")
    yield d
    d = scored("sets that not all models have", rng, [0, 0, 0, 1, 1], [0, 1, 2, 0, 1], truth)
    assert set(d.kind.values()) == {OTHER}
    yield d


def shared(rng):
    truth = draw_truth(rng, SIZES)
    yield scored("one set, 3 models x 3 trials", rng, [0, 1, 2] * 3, [0] * 9, [truth])
    yield scored("one set, 1, 2, 4 trials, one without hits", rng, [0, 1, 2, 2, 1, 2, 2], [0] * 7,
                 [draw_truth(rng, LONE)], missing=[3])
    yield scored("one set, hits of one model alone", rng, [0, 0, 1, 1], [0] * 4, [truth], missing=[2, 3])
    yield scored("two sets, 2 trials of 3 models on each", rng, [0, 0, 1, 1, 2, 2] * 2,
                 [0] * 6 + [1] * 6, [truth, draw_truth(rng, TWO)])
    yield scored("two sets, 3 trials on one and 1 on the other", rng, [0, 0, 0, 0, 1, 1, 1, 1],
                 [0, 0, 0, 1, 0, 0, 1, 1], [truth, draw_truth(rng, LONE)])
    d = scored("one set, own variances", rng, [0] * 5 + [1] * 5, [0] * 10, [draw_truth(rng, TWO)],
               seed=0.05)
    d = Design(d.name, np.concatenate([rng.normal(0.7, 0.0003, 5), rng.normal(0.69, 0.009, 5)]),
               [0] * 5 + [1] * 5, [0] * 10, d.truth, d.hit)
    assert d.pool[SAME][3]
    yield d
    yield scored("one set, one trial of each", rng, [0, 1, 2], [0] * 3, [truth])
    d = scored("one class, one trial of each", rng, [0, 1], [0, 0], [np.zeros(40, int)])
    check_paired(d, 0.95)
    yield d
    d = scored("classes of one row, one trial of each", rng, [0, 1], [0, 0], [np.arange(25)])
    check_paired(d, 0.95)
    yield d
    yield Design("one set, rows not known", rng.normal(0.7, 0.004, 6), [0, 0, 0, 1, 1, 1], [0] * 6, [None])
    yield Design("one set, rows not known, one trial", [0.7, 0.71], [0, 1], [0, 0], [None])
    right = np.ones(len(truth), int)
    yield Design("all right", [1.0] * 4, [0, 0, 1, 1], [0] * 4, [truth], [right] * 4)
    yield Design("all right and all wrong", [1, 1, 0, 0], [0, 0, 1, 1], [0] * 4, [truth],
                 [right, right, 0 * right, 0 * right])
    one = draw_hits(rng, truth, [0])[0]
    yield Design("copies of one trial", [bac_of(truth, one)] * 4, [0, 0, 1, 1], [0] * 4, [truth], [one] * 4)
    yield Design("one row", [1, 1, 0, 0], [0, 0, 1, 1], [0] * 4, [np.array([2])],
                 [np.array([h]) for h in (1, 1, 0, 0)])
    yield Design("one row that changes sides", [1, 0, 0, 0], [0, 0, 1, 1], [0] * 4, [np.array([2])],
                 [np.array([h]) for h in (1, 0, 0, 0)])


def opposite(rng):
    """Two trials that never agree on a row: the rows of their sum do not vary, and nothing is left of them."""
    truth = draw_truth(rng, TWO)
    hit = [h for one in draw_hits(rng, truth, [0, 1]) for h in (one, 1 - one)]
    d = Design("trials that disagree on each row", [bac_of(truth, h) for h in hit], [0, 0, 1, 1], [0] * 4,
               [truth], hit)
    assert of_model(d, 0)[0] < 0 and of_model(d, 1)[0] < 0
    yield d


def mixtures(rng):
    truth = [draw_truth(rng, SIZES), draw_truth(rng, TWO), draw_truth(rng, LONE)]
    yield scored("two on one set, one with rows of its own", rng, [0, 0, 0, 1, 1, 2, 2, 2],
                 [0, 0, 0, 0, 0, OWN, OWN, OWN], truth[:1])
    yield scored("one set, and two models in blocks", rng, [0, 0, 0, 1, 1, 2, 2, 3, 3],
                 [0, 0, 0, 0, 0, 1, 2, 1, 2], truth)
    yield scored("one set, one trial on it, one trial elsewhere", rng, [0, 0, 0, 1, 2], [0, 0, 0, 0, OWN],
                 truth[:1])


def designs(rng):
    for make in (own_rows, blocks, shared, mixtures, opposite):
        yield from make(rng)


# ---- Written -----------------------------------------------------------------------------------------

def weights_of(d, rng):
    """Differences of neighbours, the mean of each of the first two, and weights without a meaning."""
    K = d.runs["model"].nunique()
    for m in range(K - 1):
        yield mean_of(d, m) - mean_of(d, m + 1)
    for m in range(2):
        yield mean_of(d, m)
    if len(d.runs) > 4:
        yield rng.normal(0, 1, len(d.runs)).round(3)


def numbers(values):
    return "{" + ", ".join(map(str, values)) + "}"


def write_arrays(i, d):
    for s, t in enumerate(d.truth):
        if t is not None:
            table("uint32_t", f"truth_{i}_{s}", map(str, t))
    for e, h in enumerate(d.hit):
        if h is not None:
            table("uint8_t", f"hit_{i}_{e}", map(str, h))
    if d.truth:
        sets = ["{0, 0, NULL}" if t is None else f"{{{len(t)}, {max(t) + 1}, truth_{i}_{s}}}"
                for s, t in enumerate(d.truth)]
        table("lmev_test_rows", f"rows_{i}", sets)
    if any(h is not None for h in d.hit):
        table("uint8_t *const", f"hits_{i}",
              ["NULL" if h is None else f"hit_{i}_{e}" for e, h in enumerate(d.hit)])
    table("double", f"bac_{i}", map(real, d.runs["bac"]))
    table("size_t", f"model_{i}", map(str, d.runs["model"]))
    table("size_t", f"set_{i}", ["LMEV_OWN_ROWS" if s < 0 else str(s) for s in d.runs["set"]])


def write_designs(found):
    for i, d in enumerate(found):
        write_arrays(i, d)
    print("""/* kind: of each model; variance, df, Bartlett's p, own (1 or 0) by kind; spread: sd, df, rows, seeds,
 * both, share, share_low, share_high by kind, at 90 %; one: rows and both of each model */
static const struct golden_design {
    const char *name;
    lmev_trials trials;
    lmev_repeats kind[4];
    double pooled[3][4], spread[3][8], one[4][2];
} designs[] = {""")
    for i, d in enumerate(found):
        K = d.runs["model"].nunique()
        rows = f"rows_{i}" if d.truth else "NULL"
        hits = f"hits_{i}" if any(h is not None for h in d.hit) else "NULL"
        print(f'    {{"{d.name}",\n     {{{len(d.runs)}, {K}, bac_{i}, model_{i}, set_{i}, '
              f"{len(d.truth)}, {rows}, {hits}}},\n     {numbers(d.kind[m] for m in range(K))},")
        print("     {" + ", ".join(braces(*d.pool[k][:3], bool(d.pool[k][3])) for k in (SAME, OTHER, BLOCKS))
              + "},")
        print("     {" + ",\n      ".join(
            braces(*spread(d, k, 0.9)[1:]) if k in d.kind.values() else "{0}"
            for k in (SAME, OTHER, BLOCKS)) + "},")
        one = [of_model(d, m) for m in range(K)]
        print("     {" + ", ".join(braces(np.maximum(0, rows), both) for rows, both in one) + "}},")
    print("};")


def write_contrasts(found, rng):
    print("""/* design, its weights; test: difference, se, low, high, t, df, p; parts: rows, seeds, both, df;
 * least: with 2 and 7 rows of each class at least: factor, added */
static const struct golden_contrast {
    size_t design;
    double weight[16], level, test[7], parts[4];
    lmev_scope scope;
    double least[2][2];
} contrasts[] = {""")
    for i, d in enumerate(found):
        for w in weights_of(d, rng):
            level = rng.choice([0.9, 0.95, 0.99])
            test, parts, scope = contrast(d, w, level)
            print(f"    {{{i}, {braces(*w)}, {level},\n     {braces(*test)},\n     {braces(*parts)}, {scope},")
            print("     {" + ", ".join(braces(*rows_at_least(d, w, n)) for n in (2, 7)) + "}},")
    print("};")
    print("/* design, model; one more trial at 95 %: difference, se, low, high, t, df, p */")
    print("static const struct golden_next {\n    size_t design, model;\n    double test[7];\n} nexts[] = {")
    for i, d in enumerate(found):
        for m in range(min(2, d.runs["model"].nunique())):
            print(f"    {{{i}, {m}, {braces(*contrast(d, mean_of(d, m), 0.95, m)[0])}}},")
    print("};")


def main():
    print(f"/* Made by tests/golden/make_contrasts.py with statsmodels {statsmodels.__version__}, scipy")
    print(f" * {scipy.__version__}, scikit-learn {sklearn.__version__}, pandas {pd.__version__}, numpy "
          f"{np.__version__}. */")
    print("/* clang-format off */")
    rng = np.random.default_rng(2020)
    found = list(designs(rng))
    write_designs(found)
    write_contrasts(found, rng)


if __name__ == "__main__":
    main()
