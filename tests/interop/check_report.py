"""NumPy, SciPy and statsmodels find every number of a report in the raw files of its experiments.

usage: check_report.py REPORT_DIR...   (run it where the report was made)

The experiments are those that the report's own table names. Each cell of every table in report.json
but those left out is computed again from experiment_metadata.json and test-results.csv. The CSV
files must hold what the JSON does, and the page too, to the digits that it shows. What a weighted sum of
BACs varies by is defined, and held against statsmodels and SciPy, in tests/golden/make_contrasts.py;
Hsu's comparisons with the best in tests/golden/best.py. Which experiments a sum has, with which
weights, is found anew here. Test rows x trials are NumPy's residuals here, as data frames of
thousands of rows would take hours; both are compared on a small table first.

Sums of 1e5 doubles in another order differ by 1e-12 at most; variances that are differences of
such, by 1e-9 of their size. Numbers that both sides search for, the differences that are found and
Dunnett's quantile, are known to 1e-6 (lmev/metric.h).
"""
import csv
import datetime
import html.parser
import itertools
import json
import math
import os
import re
import sys

import numpy as np
import pandas
from scipy import optimize, stats
from statsmodels.stats.proportion import proportion_confint

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'golden'))
import best  # noqa: E402
import make_contrasts as definitions  # noqa: E402
from make_contrasts import BLOCKS, NETWORKS, NOTHING, OTHER, ROWS, SAME  # noqa: E402

DELTA, ALPHA, POWER = 0.005, 0.05, 0.8
SEARCHED = 2e-6  # relative, of numbers that are searched for
FEW = 1e-6       # of BACs: the 2020 study recorded curves in float32
nan = math.nan
seen = {}  # cells compared, by table
TRAITS = ('language', 'dim', 'normalization', 'origin')


def both_of(truth, hit):
    def residual(rows):
        h = hit[:, rows].astype(float)
        r = h - h.mean(axis=0) - h.mean(axis=1, keepdims=True) + h.mean()
        return (r ** 2).sum() / (h.shape[0] - 1) / (h.shape[1] - 1)
    return definitions.stratified(truth, residual)[0]


def use_residuals():
    rng = np.random.default_rng(7)
    truth, hit = np.repeat([0, 1, 2, 3], [4, 2, 1, 5]), rng.integers(0, 2, (3, 12))
    assert abs(both_of(truth, hit) - definitions.both_of(truth, hit)) < 1e-12
    definitions.both_of = both_of


# ---- What the experiments recorded ---------------------------------------------------------------

def curve(metadata, name):
    return [v for part in metadata['RESULTS-HISTORIES'] for v in part.get(name, [])]


class Run:
    def __init__(self, row):
        self.row, path = row, row['path']
        with open(os.path.join(path, 'experiment_metadata.json'), encoding='utf-8') as f:
            m = self.m = json.load(f)
        self.bac = m['RESULTS-BALANCED_ACCURACY']
        self.val_loss = np.array(curve(m, 'val_loss'), float)
        self.test_bac = np.array(curve(m, 'test_bac'), float)
        best = int(np.argmin(self.val_loss)) if len(self.val_loss) else None
        self.bac_best = m.get('LMEV-BAC_BEST', self.test_bac[best] if len(self.test_bac) else nan)
        self.bac_last = m.get('LMEV-BAC_LAST', self.test_bac[-1] if len(self.test_bac) else nan)
        self.min_val_loss = self.val_loss.min() if len(self.val_loss) else nan
        self.last_val_loss = self.val_loss[-1] if len(self.val_loss) else nan
        self.epochs = len(self.val_loss)
        self.training, self.prediction = m['EXPERIMENT-TRAINING_TOOK'], m['RESULTS-PREDICT_TOOK']
        self.trial = m.get('LMEV-TRIAL')
        self.model = m.get('LMEV-MODEL') or m['TFHUB-EMB_MODEL'].rstrip('/').split('/')[-2]
        self.memory = m.get('LMEV-PEAK_MEMORY', nan)
        self.lm_rows = m.get('LMEV-LM_ROWS', nan)
        text = '\n'.join(m.get('MODEL-SUMMARY', []))
        found = re.search(r'Trainable params: ([\d,]+)', text)
        self.params = int(found.group(1).replace(',', '')) if found else nan
        self.results = None
        file = os.path.join(path, 'test-results.csv')
        if os.path.exists(file):
            t = pandas.read_csv(file, keep_default_na=False, dtype=str)
            self.results = t
            self.hit = (t['category'] == t['predicted']).to_numpy()
            self.rows = hash(tuple(map(tuple, t[['title', 'category']].to_numpy())))
            recalls = pandas.Series(self.hit).groupby(t['category'].to_numpy()).mean()
            close('stored predictions', 'bac', self.bac, recalls.mean())

    def weights(self):
        best, last = abs(self.bac - self.bac_best) <= 1e-6, abs(self.bac - self.bac_last) <= 1e-6
        return 'both alike' if best and last else 'best' if best else 'last' if last else None


def traits(name, m):
    parts = [p for p in re.split(r'[-_./:]', name) if p in ('es', 'en', 'pt')]
    scratch = m.get('LMEV-LM_FORMAT') == 'scratch'
    normalized = m.get('LMEV-LM_NORMALIZE', 'normalization' in name)
    return {'language': parts[0] if parts else '', 'dim': str(m['TFHUB-EMB_MODEL_DIM']),
            'normalization': '1' if normalized else '0',
            'origin': 'scratch' if scratch else 'pretrained'}


# ---- Comparing -----------------------------------------------------------------------------------

def close(table, key, got, want, rel=1e-9, slack=1e-11):
    seen[table] = seen.get(table, 0) + 1
    if isinstance(want, str) or want is None:
        assert (got or None) == (want or None), (table, key, got, want)
        return
    if not math.isfinite(want):
        assert got is None if math.isnan(want) else got == want, (table, key, got, want)
        return
    assert got is not None and abs(got - want) <= slack + rel * abs(want), (table, key, got, want)


def check_row(table, got, want):
    """Every cell of the row, none left out: {key: value or (value, relative tolerance)}."""
    assert set(got) == set(want), (table, set(got) ^ set(want))
    for key, value in want.items():
        if isinstance(value, tuple):
            close(table, key, got[key], value[0], rel=value[-1])
        else:
            close(table, key, got[key], value)


def summary(values):
    x = np.array([v for v in values if math.isfinite(v)], float)
    n = len(x)
    mean = x.mean() if n else nan
    sd = x.std(ddof=1) if n > 1 else nan
    se = sd / math.sqrt(n) if n > 1 else nan
    half = stats.t.ppf(0.975, n - 1) * se if n > 1 else nan
    return {'mean': mean, 'sd': sd, 'se': se, 'low': max(0, mean - half) if n > 1 else nan,
            'high': min(1, mean + half) if n > 1 else nan}


def mean(values):
    return summary(values)['mean']


# ---- Statements at once, power ------------------------------------------------------------------

def joint_p(p, n):
    return -math.expm1(n * math.log1p(-p)) if p < 1 else p


def interval(test, level):
    difference, se, df = test[0], test[1], test[5]
    if se == 0:
        return difference, difference
    half = stats.t.ppf((1 + level) / 2, df) * se
    return difference - half, difference + half


def smallest(parts, n, T, rows, alpha):
    """The difference found in a share POWER of studies of T trials for the n of now."""
    of_rows, seeds, both, df = parts
    if math.isnan(of_rows) or (rows != 1 and math.isnan(both)) or (math.isnan(seeds) and T != n):
        return nan
    if math.isnan(seeds):
        variance, df = of_rows * rows, np.inf
    else:
        if T != n:
            if min(n, T) < 2:
                return nan
            df *= (T - 1) / (n - 1)
        trials = (seeds + (0 if math.isnan(both) else both * rows)) * n / T
        counted = trials * (1 + 2 / df)
        df = df * ((of_rows * rows + counted) / counted) ** 2 if trials > 0 else np.inf
        variance = of_rows * rows + trials
    t = stats.t.ppf(1 - alpha / 2, df)
    if np.isinf(df) or df > 1e6:
        return (t + stats.norm.ppf(POWER)) * math.sqrt(variance)
    return math.sqrt(variance) * optimize.brentq(lambda nc: stats.nct.sf(t, df, nc) - POWER, 0,
                                                 3 * t + 20, xtol=1e-12)


def trials_for(parts, n, alpha):
    """Trials that are enough, found by doubling and halving as many times; infinity: never."""
    if n < 2 or math.isnan(parts[0] + parts[1]):
        return nan
    if smallest(parts, n, 2 ** 31, 1, alpha) > DELTA:
        return np.inf
    enough = next(k for k in (2 ** i for i in range(1, 32)) if smallest(parts, n, k, 1, alpha) <= DELTA)
    low = enough // 2
    while enough - low > 1:
        middle = (low + enough) // 2
        low, enough = (low, middle) if smallest(parts, n, middle, 1, alpha) <= DELTA else (middle, enough)
    return enough


def rows_for(parts, n, alpha):
    if math.isnan(parts[0]) or (math.isnan(parts[2]) and not math.isnan(parts[1])):
        return nan

    def over(factor):
        return smallest(parts, n, n, 1 / factor, alpha) - DELTA
    enough = next((f for f in 2.0 ** np.arange(-30, 41) if over(f) <= 0), None)
    return np.inf if enough is None else optimize.brentq(over, enough / 2, enough, rtol=1e-12)


# ---- A report ------------------------------------------------------------------------------------

class Model:
    def __init__(self, name, runs):
        self.name, self.runs = name, runs
        self.runs.sort(key=lambda r: -1 if r.trial is None else r.trial)
        self.traits = traits(runs[0].model, runs[0].m)
        self.n_predicted = sum(r.results is not None for r in runs)


class Study:
    """models: by mean BAC; runs: all of them, in their order; d: a design of the definitions."""

    def __init__(self, models):
        self.models = models
        self.runs = [r for m in models for r in m.runs]
        self.at = {id(r): i for i, r in enumerate(self.runs)}
        self.n_pairs = len(models) * (len(models) - 1) // 2
        self.d = self.design([r.bac for r in self.runs])

    def design(self, bac):
        model = [k for k, m in enumerate(self.models) for _ in m.runs]
        sets, truth = {}, []
        for r in self.runs:
            if r.results is not None and r.rows not in sets:
                sets[r.rows] = len(truth)
                truth.append(np.unique(r.results['category'], return_inverse=True)[1])
        split = {}  # of those without predictions
        for r in self.runs:
            split.setdefault(r.m.get('LMEV-SPLIT_SHA256'), []).append(r)
        assert all(len(of) == 1 or key is None or any(r.results is not None for r in of)
                   for key, of in split.items()), 'a division without predictions'
        where = [sets[r.rows] if r.results is not None else definitions.OWN for r in self.runs]
        return definitions.Design('report', bac, model, where, truth,
                                  [r.hit if r.results is not None else None for r in self.runs])

    def mean(self, k):
        return definitions.mean_of(self.d, k)

    def contrast(self, weight, level=0.95, following=None, d=None):
        return definitions.contrast(d or self.d, weight, level, following)

    def pair(self, a, b):
        return self.contrast(self.mean(a) - self.mean(b))


def scope_code(scope):
    return {NOTHING: 'nothing', NETWORKS: 'networks', ROWS: 'rows'}.get(scope, 'models')


def stand(study):
    """among_best, behind, first, last of each model."""
    K = len(study.models)
    mean = np.array([np.mean([r.bac for r in m.runs]) for m in study.models])
    se, df, p = np.zeros((K, K)), np.full((K, K), np.inf), np.ones((K, K))
    for a, b in itertools.combinations(range(K), 2):
        test = study.pair(a, b)[0]
        se[a, b] = se[b, a] = test[1]
        df[a, b] = df[b, a] = test[5]
        p[a, b] = p[b, a] = test[6]
    if K == 2:  # which is better and whether they differ are one question
        test = study.pair(0, 1)[0]
        if math.isfinite(test[2]):
            worse = p[0, 1] < ALPHA
            return ((True, not worse), (max(0, -test[2]), test[3]), (1, 1 + worse), (2 - worse, 2))
    critical = []
    for i in range(K):
        others = [j for j in range(K) if j != i]
        rho = [(se[i, j] ** 2 + se[i, k] ** 2 - se[j, k] ** 2) / (2 * se[i, j] * se[i, k])
               for j, k in itertools.combinations(others, 2)]
        rho = min(0.95, max(0, np.mean(rho))) if rho else 0.5
        fewest = min(df[i, j] for j in others)
        critical.append(best.dunnett_quantile(ALPHA, K - 1, fewest, rho))
    critical = np.array(critical)
    first, last = best.ranks(mean, p, 0.95)
    return (best.among_best(mean, se, critical), best.at_most_behind(mean, se, critical), first, last)


def cut(low, high):
    return (max(0, low), min(1, high)) if not math.isnan(low) else (nan, nan)


def check_models(t, study, devices):
    models = study.models
    assert [m.name for m in models] == [r['model'] for r in t['models']]
    standing = stand(study) if len(models) > 1 else None
    for k, (row, m) in enumerate(zip(t['models'], models)):
        bac = summary(r.bac for r in m.runs)
        of = study.contrast(study.mean(k))[0]
        following = study.contrast(study.mean(k), following=k)[0]
        low, high = cut(of[2], of[3])
        next_low, next_high = cut(following[2], following[3])
        among, behind, first, last = (x[k] for x in standing) if standing else (False, nan, nan, nan)
        val = [r.m.get('LMEV-BAC_VAL') for r in m.runs]
        want = {'model': m.name, 'among_best': 'yes' if among else None, 'n': len(m.runs),
                'bac_mean': bac['mean'], 'bac_sd': bac['sd'], 'mean_low': low, 'mean_high': high,
                'next_low': next_low, 'next_high': next_high, 'behind': (behind, SEARCHED),
                'rank_first': first, 'rank_last': last,
                'bac_val_mean': mean(nan if v is None else v for v in val),
                'bac_best_mean': mean(r.bac_best for r in m.runs),
                'bac_last_mean': mean(r.bac_last for r in m.runs),
                'min_val_loss_mean': mean(r.min_val_loss for r in m.runs),
                'last_val_loss_mean': mean(r.last_val_loss for r in m.runs),
                'epochs': epochs_of(m), 'epochs_mean': mean(r.epochs for r in m.runs),
                'training_seconds_mean': mean(r.training for r in m.runs),
                'prediction_seconds_mean': mean(r.prediction for r in m.runs),
                'params': mean(r.params for r in m.runs), 'lm_rows': mean(r.lm_rows for r in m.runs),
                'memory_mib': mean(r.memory for r in m.runs) / 2 ** 20}
        for d in devices if len(devices) > 1 else []:
            key = 'training_seconds_' + re.sub('[^a-z0-9]', '_', d.lower())
            want[key] = mean(r.training for r in m.runs if r.row['device'] == d)
        check_row('models', row, want)


def epochs_of(m):
    return ' '.join(str(r.epochs) for r in m.runs)


def differs_in(a, b):
    x, y = a.runs[0].m, b.runs[0].m
    for key in ('DATA-TRAINING_SET_SIZE', 'LMEV-PRECISION', 'DATA-DATASET_FN'):
        if x.get(key) != y.get(key):
            return None
    different = [k for k in TRAITS if a.traits[k] != b.traits[k]]
    return different[0] if len(different) == 1 and a.traits[different[0]] and b.traits[
        different[0]] else None


def check_pairs(t, study):
    models = study.models
    family = study.n_pairs
    level, alpha = 0.95 ** (1 / family), -math.expm1(math.log(0.95) / family)
    power, pairs = iter(t.get('power', [])), iter(t.get('pairs', []))
    parts_of = []
    for a, b in itertools.combinations(range(len(models)), 2):
        test, parts, scope = study.pair(a, b)
        difference, _, low, high, t_value, df, p = test
        joint = interval(test, level)
        check_row('pairs', next(pairs), {
            'a': models[a].name, 'b': models[b].name, 'differs_in': differs_in(models[a], models[b]),
            'difference': difference, 'joint_low': joint[0], 'joint_high': joint[1],
            'p_joint': joint_p(p, family), 'single_low': low, 'single_high': high, 't': t_value,
            'df': df, 'p': p, 'about': scope_code(scope)})
        if scope != NOTHING:
            parts_of.append(parts)
        if b == a + 1 and 'power' in t:
            T = min(len(models[a].runs), len(models[b].runs))
            check_row('power', next(power), {
                'a': models[a].name, 'b': models[b].name, 'difference': difference,
                'smallest': (smallest(parts, T, T, 1, ALPHA), SEARCHED),
                'smallest_joint': (smallest(parts, T, T, 1, alpha), SEARCHED),
                'trials_needed': trials_for(parts, T, alpha),
                'rows_factor': (rows_for(parts, T, alpha), 1e-5)})
    assert next(power, None) is None and next(pairs, None) is None
    check_plans(t, study, np.mean(parts_of, axis=0) if parts_of else None, alpha)


def check_plans(t, study, parts, alpha):
    """What more of something would find, of the mean of all pairs' parts."""
    rows = iter(t.get('plans', []))
    T = min(len(m.runs) for m in study.models)
    for k, (trials, more, least) in enumerate([(1, 1, 0), (2, 1, 0), (1, 2, 0), (1, 1, 5), (1, 1, 10)]):
        if parts is None or 'plans' not in t:
            break
        factor = 1 / more
        if least:
            factor, added = definitions.rows_at_least(study.d, study.mean(0) - study.mean(1), least)
            sizes = [r.m['DATA-TEST_SET_SIZE'] for r in study.models[0].runs]
            more = 1 + added / sizes[0]
        alone, joint = (smallest(parts, T, trials * T, factor, a) for a in (ALPHA, alpha))
        if k > 0 and not math.isfinite(alone):
            continue
        check_row('plans', next(rows), {
            'trials_factor': trials, 'rows_factor': more, 'least_per_class': least or nan,
            'smallest': (alone, SEARCHED), 'smallest_joint': (joint, SEARCHED)})
    assert next(rows, None) is None


# ---- Traits ----------------------------------------------------------------------------------------

def check_groups(t, study):
    """The groups, and the levels of each trait in their order."""
    groups, order = [], {}
    for trait in TRAITS + ('device',):
        levels = {}
        for m in study.models:
            for r in m.runs:
                level = r.row['device'] if trait == 'device' else m.traits[trait]
                if level:
                    levels.setdefault(level, []).append(r)
        if len(levels) < 2:
            continue
        order[trait] = sorted(levels, key=lambda k: (-np.mean([r.bac for r in levels[k]]), k))
        for k in order[trait]:
            s = summary(r.bac for r in levels[k])
            groups.append({'trait': trait, 'level': k, 'n': len(levels[k]), 'bac_mean': s['mean'],
                           'bac_sd': s['sd'],
                           'training_seconds_mean': mean(r.training for r in levels[k])})
    assert len(groups) == len(t.get('groups', []))
    for want, row in zip(groups, t.get('groups', [])):
        check_row('groups', row, want)
    return order


def contexts(study, varying):
    """Models that are alike in all traits but those that vary: {the others: [model]}."""
    found = {}
    for k, m in enumerate(study.models):
        others = {x: v for x, v in m.traits.items() if x not in varying}
        scratch = m.traits['origin'] == 'scratch'
        if all(v or (x == 'language' and scratch) for x, v in others.items()):
            found.setdefault(tuple(others.items()), []).append(k)
    return list(found.values())


def of_levels(study, conditions):
    """Sign and condition {trait: level} of each cell: contexts that have all, each a list of cells."""
    varying = set(conditions[0][1])
    out = []
    for models in contexts(study, varying):
        cells = [[k for k in models if all(study.models[k].traits[x] == v for x, v in want.items())]
                 for _, want in conditions]
        if all(cells):
            out.append(cells)
    return out


def weight_of(study, conditions, matched):
    """[n of runs]: the mean over contexts; an interaction is halved."""
    w = np.zeros(len(study.runs))
    for cells in matched:
        for (sign, _), cell in zip(conditions, cells):
            for k in cell:
                w += sign * study.mean(k) / len(cell) / len(matched) / (len(conditions) / 2)
    return w


def in_general(study, conditions, matched, bac):
    """Contexts, or where there are none the models, as a sample: difference, low, high, p."""
    mean_of = [np.mean([bac[study.at[id(r)]] for r in m.runs]) for m in study.models]
    y, side, place = [], [], []
    for i, cells in enumerate(matched):
        cell = [np.mean([mean_of[k] for k in c]) for c in cells]
        for one, sign in enumerate((1, -1)):
            y.append(np.mean([v for v, (s, _) in zip(cell, conditions) if s == sign]))
            side.append(one)
            place.append(i)
    for k, m in enumerate(study.models if not matched else []):
        for one, (_, want) in enumerate(conditions):
            if all(m.traits[x] == v for x, v in want.items()):
                y.append(mean_of[k])
                side.append(one)
                place.append(definitions.OWN)
    side = np.array(side)
    if min((side == 0).sum(), (side == 1).sum()) < 2:
        return [nan] * 4
    d = definitions.Design('general', y, side, place, [None] * len(y))
    test, _, _ = definitions.contrast(d, np.where(side == 0, 1 / (side == 0).sum(), -1 / (side == 1).sum()),
                                      0.95)
    return [test[0], test[2], test[3], test[6]]


def other_weights(study, of):
    """A design of other BACs, where all are known and some differ."""
    bac = [getattr(r, of) for r in study.runs]
    if not all(map(math.isfinite, bac)) or all(abs(b - r.bac) <= FEW for b, r in zip(bac, study.runs)):
        return None
    return study.design(bac)


def check_effects(t, study, order):
    rows = iter(t.get('effects', []))
    others = [other_weights(study, of) for of in ('bac_best', 'bac_last')]
    turned = {}
    laid = []
    for x in TRAITS:
        for a, b in itertools.combinations(order.get(x, []), 2):
            laid.append((x, a, b, None, None, None, math.comb(len(order[x]), 2)))
    for x, y in itertools.combinations(TRAITS, 2):
        for (c, e), (a, b) in itertools.product(itertools.combinations(order.get(y, []), 2),
                                                itertools.combinations(order.get(x, []), 2)):
            laid.append((x, a, b, y, c, e, math.comb(len(order[x]), 2) * math.comb(len(order[y]), 2)))
    for x, a, b, y, c, e, family in laid:
        conditions = [(1, {x: a}), (-1, {x: b})]
        if y:
            (a, b), (c, e) = turned[x, frozenset((a, b))], turned[y, frozenset((c, e))]
            conditions = [(1, {x: a, y: c}), (-1, {x: b, y: c}), (-1, {x: a, y: e}), (1, {x: b, y: e})]
        matched = of_levels(study, conditions)
        at = [sum(m.traits[x] == v for m in study.models) for v in (a, b)]
        if not y:
            turned[x, frozenset((a, b))] = a, b
        if not matched and (y or min(at) < 2):
            continue
        general = in_general(study, conditions, matched, [r.bac for r in study.runs])
        weight = weight_of(study, conditions, matched)
        of = study.contrast(weight, 0.95 ** (1 / family)) if matched else None
        if not y and (of[0][0] if of else general[0]) < 0:
            a, b, weight = b, a, -weight
            turned[x, frozenset((a, b))] = a, b
            general = [-general[0], -general[2], -general[1], general[3]]
            of = study.contrast(weight, 0.95 ** (1 / family)) if matched else None
        check_effect(next(rows), (x, a, b, y, c, e, len(matched)), of, family, general,
                     [d and matched and study.contrast(weight, d=d) for d in others])
    devices = order.get('device', [])
    for a, b in itertools.combinations(devices, 2):
        weight, n = device_weight(study, a, b)
        if n == 0:
            continue
        family = math.comb(len(devices), 2)
        of = study.contrast(weight, 0.95 ** (1 / family))
        if of[0][0] < 0:
            a, b, weight, of = b, a, -weight, study.contrast(-weight, 0.95 ** (1 / family))
        check_effect(next(rows), ('device', a, b, None, None, None, n), of, family, [nan] * 4,
                     [d and study.contrast(weight, d=d) for d in others])
    assert next(rows, None) is None


def device_weight(study, a, b):
    """Least squares of model and device, on the runs of models that have both."""
    runs = [r for m in study.models for r in m.runs
            if {a, b} <= {x.row['device'] for x in m.runs} and r.row['device'] in (a, b)]
    names = sorted({r.name for r in runs})
    x = np.array([[r.name == n for n in names] + [r.row['device'] == a] for r in runs], float)
    weight = np.zeros(len(study.runs))
    if runs:
        weight[[study.at[id(r)] for r in runs]] = np.linalg.pinv(x)[-1]
    return weight, len(names)


def check_effect(row, what, of, family, general, others):
    test, _, scope = of if of else ([nan] * 7, None, NOTHING)
    want = dict(zip(('trait', 'a', 'b', 'with', 'with_a', 'with_b', 'contexts'), what))
    want.update({'difference': test[0], 'low': test[2], 'high': test[3], 'df': test[5],
                 'p': joint_p(test[6], family), 'within': max(-test[2], test[3]),
                 'about': scope_code(scope)})
    want.update(zip(('general', 'general_low', 'general_high', 'general_p'), general))
    for name, other in zip(('best_epoch', 'last_epoch'), others):
        want[name] = other[0][0] if other else nan
        want[name + '_p'] = joint_p(other[0][6], family) if other else nan
    check_row('effects', row, want)


# ---- Spread ----------------------------------------------------------------------------------------

REPEATS = {SAME: 'shared', OTHER: 'own', BLOCKS: 'blocks'}


def check_spread(t, study):
    rows = iter(t['pooled'])
    for kind, code in REPEATS.items():
        if kind not in study.d.kind.values():
            continue
        n, sd, df, of_rows, seeds, both, *shares = definitions.spread(study.d, kind, 0.95)
        check_row('pooled', next(rows), {
            'test_rows': code, 'models': n, 'sd': sd, 'df': df if df > 0 else nan,
            'sd_rows': math.sqrt(of_rows), 'sd_seed': math.sqrt(seeds),
            'sd_both': math.sqrt(both) if kind == SAME else nan,
            **dict(zip(('share_rows', 'share_low', 'share_high'), (100 * s for s in shares))),
            'bartlett_p': study.d.pool[kind][2]})
    assert next(rows, None) is None
    for k, (m, row) in enumerate(zip(study.models, t['spread'], strict=True)):
        of_rows, both = definitions.of_model(study.d, k)
        same = study.d.kind[k] == SAME and m.n_predicted > 1
        check_row('spread', row, {
            'model': m.name, 'n': len(m.runs), 'n_predicted': m.n_predicted,
            'bac_sd': summary(r.bac for r in m.runs)['sd'],
            'sd_rows': math.sqrt(max(0, of_rows)) if not math.isnan(of_rows) else nan,
            'sd_both': math.sqrt(both) if same else nan, 'test_rows': REPEATS[study.d.kind[k]]})


def check_times(t, models, devices):
    rows = iter(t['times'])
    for m in models:
        for d in devices:
            runs = [r for r in m.runs if r.row['device'] == d]
            if not runs:
                continue
            s = summary(r.training for r in runs)
            check_row('times', next(rows), {
                'model': m.name, 'device': d, 'n': len(runs), 'training_seconds_mean': s['mean'],
                'training_seconds_sd': s['sd'],
                'epoch_seconds_mean': mean(r.training / r.epochs for r in runs),
                'prediction_seconds_mean': mean(r.prediction for r in runs)})
    assert next(rows, None) is None


def check_epochs(t, models):
    for row, m in zip(t['epochs'], models, strict=True):
        best, last = (summary(getattr(r, k) for r in m.runs) for k in ('bac_best', 'bac_last'))
        kept = [r.weights() for r in m.runs]
        check_row('epochs', row, {
            'model': m.name, 'n': len(m.runs), 'epochs': epochs_of(m),
            'bac_mean': mean(r.bac for r in m.runs), 'bac_best_mean': best['mean'],
            'bac_best_sd': best['sd'], 'bac_last_mean': last['mean'], 'bac_last_sd': last['sd'],
            'kept_best': kept.count('best'), 'kept_last': kept.count('last'),
            'kept_alike': kept.count('both alike'),
            'min_val_loss_mean': mean(r.min_val_loss for r in m.runs),
            'last_val_loss_mean': mean(r.last_val_loss for r in m.runs)})


def check_classes(t, models):
    closest = next((m for m in models if m.n_predicted), None)
    if closest is None:
        return
    every = pandas.concat([r.results.assign(set=r.rows, row=range(len(r.hit)), hit=r.hit)
                           for r in closest.runs if r.results is not None])
    shares = every.groupby(['set', 'row', 'category'])['hit'].mean().reset_index()
    want = []
    for name in set(every['category']) | set(every['predicted']):
        mine = shares[shares['category'] == name]
        n, hits = len(mine), mine['hit'].sum()
        low, high = proportion_confint(hits, n, method='wilson') if n else (nan, nan)
        want.append({'class': name, 'test_rows': n, 'trials': nan if n == 0 else
                     int(sum((r.results['category'] == name).any() for r in closest.runs
                             if r.results is not None)),
                     'recall': hits / n if n else nan, 'recall_low': low, 'recall_high': high})
    by_name = {w['class']: w for w in want}
    place = {row['class']: i for i, row in enumerate(t['classes'])}
    assert len(want) == len(t['classes']) and set(place) == set(by_name)
    for row in t['classes']:
        if by_name[row['class']]['test_rows'] == 0:
            by_name[row['class']]['trials'] = 0
        check_row('classes', row, by_name[row['class']])
    known = [row for row in t['classes'] if row['test_rows'] > 0]  # those without rows come last
    assert t['classes'][:len(known)] == known
    for x, y in itertools.pairwise(known):
        assert (x['recall_high'], x['recall_low']) <= (y['recall_high'], y['recall_low'])
    n = every['category'].value_counts()
    wrong = every[every['category'] != every['predicted']]
    pairs = wrong.groupby(['category', 'predicted']).size()
    order = sorted(pairs.items(), key=lambda x: (-x[1], place[x[0][0]], place[x[0][1]]))[:200]
    assert len(order) == len(t.get('confused', []))
    for ((truth, predicted), count), row in zip(order, t.get('confused', [])):
        check_row('confused', row, {'truth': truth, 'predicted': predicted, 'n': int(count),
                                    'share': count / n[truth]})


def check_experiments(t, runs):
    for row, r in zip(t['experiments'], runs, strict=True):
        m = r.m
        at = datetime.datetime.fromtimestamp(int(m['EXPERIMENT-STARTED_AT']), datetime.timezone.utc)
        check_row('experiments', row, {
            'run_id': m['EXPERIMENT-RUNID'], 'model': r.name, 'trial': nan if r.trial is None else r.trial,
            'device': row['device'], 'bac': r.bac, 'bac_best': r.bac_best, 'bac_last': r.bac_last,
            'weights': r.weights(), 'min_val_loss': r.min_val_loss, 'epochs': r.epochs,
            'training_seconds': r.training, 'prediction_seconds': r.prediction,
            'train_rows': m['DATA-TRAINING_SET_SIZE'], 'test_rows': m['DATA-TEST_SET_SIZE'],
            'classes': m['DATA-OUTPUT_DIM'], 'started': at.strftime('%Y-%m-%d %H:%M:%S'),
            'path': row['path']})


def check_csv(folder, t):
    """The same values in the CSV files, to the last bit; infinities, which JSON lacks, from there."""
    for name, rows in t.items():
        with open(os.path.join(folder, 'tables', name + '.csv'), encoding='utf-8', newline='') as f:
            table = list(csv.DictReader(f))
        assert len(table) == len(rows), name
        for got, want in zip(table, rows):
            assert list(got) == list(want), name
            for key, value in want.items():
                seen['CSV'] = seen.get('CSV', 0) + 1
                if value is None:
                    assert got[key] in ('', 'inf', '-inf'), (name, key, got[key])
                    want[key] = float(got[key]) if got[key] else None
                elif isinstance(value, str):
                    assert got[key].lstrip("'") == value.lstrip("'"), (name, key, got[key])
                else:
                    assert float(got[key]) == value, (name, key, got[key], value)


class Page(html.parser.HTMLParser):
    """The texts of the cells of each table: {id: [row, ...]}."""

    def __init__(self):
        super().__init__()
        self.tables, self.rows, self.cell = {}, None, None

    def handle_starttag(self, tag, attributes):
        at = dict(attributes)
        if tag == 'table':
            self.rows = self.tables.setdefault(at.get('aria-labelledby', '').removeprefix('ht-'), [])
        elif tag == 'tr' and self.rows is not None:
            self.rows.append([])
        elif tag in ('td', 'th') and self.rows:
            self.cell = ''

    def handle_data(self, text):
        if self.cell is not None:
            self.cell += text

    def handle_endtag(self, tag):
        if tag in ('td', 'th') and self.cell is not None:
            self.rows[-1].append(self.cell)
            self.cell = None
        elif tag == 'table':
            self.rows = None


def check_page(folder, t, language):
    """Numbers as people see them: rounded, in the writing of the language."""
    page = Page()
    with open(os.path.join(folder, 'report.html'), encoding='utf-8') as f:
        page.feed(f.read())
    group, point = ('.', ',') if language == 'es' else (',', '.')
    for name, rows in t.items():
        shown = page.tables[name][1:]
        keys = [k for k in (rows[0] if rows else []) if any(row[k] is not None for row in rows)]
        assert len(shown) == len(rows), (name, len(shown), len(rows))
        for cells, row in zip(shown, rows):
            assert len(cells) == len(keys), (name, keys, cells)
            for text, key in zip(cells, keys):
                value = row[key]
                seen['page'] = seen.get('page', 0) + 1
                if isinstance(value, str):
                    continue  # words of the language
                text = text.strip().replace(group, '').replace(point, '.')
                if value is None:
                    assert not re.search('[0-9]', text), (name, key, text)
                elif math.isinf(value):
                    assert text == ('∞' if value > 0 else '-∞'), (name, key, text, value)
                elif text.startswith('<'):
                    assert 0 <= value < float(text[1:]), (name, key, text, value)
                else:
                    unit = 10.0 ** -len(text.partition('.')[2])
                    assert abs(float(text) - value) <= 0.5000001 * unit, (name, key, text, value)


def check(folder):
    with open(os.path.join(folder, 'report.json'), encoding='utf-8') as f:
        report = json.load(f)
    t = report['tables']
    check_csv(folder, t)
    check_page(folder, t, report['language'])
    runs = [Run(row) for row in t['experiments']]
    by_name = {}
    for r in runs:
        r.name = r.row['model']
        assert r.name.split(' (')[0] == r.model, (r.name, r.model)
        by_name.setdefault(r.name, []).append(r)
    models = [Model(name, of) for name, of in by_name.items()]
    models.sort(key=lambda m: (-np.mean([r.bac for r in m.runs]), m.name))
    levels = {}
    for r in runs:
        if r.row['device']:
            levels.setdefault(r.row['device'], []).append(r.bac)
    devices = sorted(levels, key=lambda d: (-np.mean(levels[d]), d))
    study = Study(models)
    check_pairs(t, study)
    check_models(t, study, devices)
    check_effects(t, study, check_groups(t, study))
    check_spread(t, study)
    check_times(t, models, devices)
    check_epochs(t, models)
    check_classes(t, models)
    check_experiments(t, runs)
    left = set(t) - set(seen) - {'left-out'}
    assert not left, f'nobody checks {left}'


def main():
    if len(sys.argv) < 2:
        sys.exit('usage: check_report.py REPORT_DIR...')
    use_residuals()
    for folder in sys.argv[1:]:
        seen.clear()
        check(folder)
        cells = ', '.join(f'{k} {n}' for k, n in seen.items())
        print(f'{os.path.basename(os.path.normpath(folder))}: cells as computed again: {cells}')


if __name__ == '__main__':
    main()
