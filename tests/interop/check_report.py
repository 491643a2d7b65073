"""NumPy and SciPy find every number of a report in the raw files of its experiments.

usage: check_report.py REPORT_DIR...   (run it where the report was made)

The experiments are those that the report's own table names. Each cell of the tables models, pairs,
groups, contrasts, spread, power, times, epochs, classes, confused and experiments in report.json
is computed again from experiment_metadata.json and test-results.csv. The CSV files must hold
what the JSON does, and the page too, to the digits that it shows. Formulas are written anew from
their definitions (lmev/metric.h): two-way analyses of variance as sums over residuals, say, where
the C code has sums of integers.

Sums of 1e5 doubles in another order differ by 1e-12 at most; variances that are differences of
such, by 1e-9 of their size. Bootstrap intervals come from other random numbers: both ends have a
Monte-Carlo error, of which 6 standard ones are allowed (the same resamples are compared in
tests/unit/test_statistics.c).
"""
import csv
import datetime
import html.parser
import json
import math
import os
import re
import sys

import numpy as np
import pandas
from scipy import optimize, stats

DRAWS = 1000  # of our own bootstrap
REPORT_DRAWS = 2000
DELTA, ALPHA, POWER = 0.002, 0.05, 0.8
nan = math.nan
seen = {}  # cells compared, by table
TRAITS = ('language', 'dim', 'normalization', 'origin')


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
    """Every cell of the row, none left out: {key: value or (value, slack)}."""
    assert set(got) == set(want), (table, set(got) ^ set(want))
    for key, value in want.items():
        if isinstance(value, tuple):
            close(table, key, got[key], value[0], slack=value[1])
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


def holm(p):
    p = np.array(p, float)
    out, known = np.full(len(p), nan), np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(p[known], kind='stable')]
    at_least = 0
    for rank, i in enumerate(order):
        at_least = max(at_least, min(1, (len(order) - rank) * p[i]))
        out[i] = at_least
    return out


# ---- Rows of a test set --------------------------------------------------------------------------

class Strata:
    """Positions of the rows by class; classes of one row together."""

    def __init__(self, truth):
        by = {}
        for i, c in enumerate(truth):
            by.setdefault(c, []).append(i)
        alone = [rows[0] for rows in by.values() if len(rows) == 1]
        self.rows = [np.array(r) for r in by.values() if len(r) > 1]
        self.share = [1 / len(by)] * len(self.rows)
        if alone:
            self.rows.append(np.array(alone))
            self.share.append(len(alone) / len(by))

    def variance(self, square, of_rows):
        """Of a mean over the strata, given the mean square within each, and the sum whose inverse
        the degrees of freedom are."""
        v = squares = mean_square = share = lone = 0
        for rows, weight in zip(self.rows, self.share):
            n = len(rows)
            if n < 2:
                lone = weight ** 2
                continue
            ms = square(of_rows[rows])
            v += weight ** 2 * ms / n
            squares += (weight ** 2 * ms / n) ** 2 / (n - 1)
            mean_square += weight * ms
            share += weight
        return v + (lone * mean_square / share if lone else 0), squares

    def bacs(self, hit):
        return sum(w * hit[r].mean(axis=0) for r, w in zip(self.rows, self.share))

    def both(self, hit):
        T = hit.shape[1]

        def residual(h):
            r = h - h.mean(axis=1, keepdims=True) - h.mean(axis=0, keepdims=True) + h.mean()
            return (r ** 2).sum() / (len(h) - 1) / (T - 1)
        return self.variance(residual, hit)[0]

    def over_rows(self, d):
        return self.variance(lambda x: x.var(ddof=1), d)

    def draws(self, hit):
        rng, out = np.random.default_rng(1), np.zeros((DRAWS, hit.shape[1]))
        for rows, weight in zip(self.rows, self.share):
            n = max(len(rows) - 1, 1)
            times = rng.multinomial(n, np.full(len(rows), 1 / len(rows)), size=DRAWS)
            out += weight / n * (times @ hit[rows])
        return out


def components(strata, hit):
    rows, T = strata.over_rows(hit.mean(axis=1))[0], hit.shape[1]
    if T == 1:
        return np.array([rows, nan, nan])
    both = strata.both(hit)
    return np.array([max(0, rows - both / T), max(0, strata.bacs(hit).var(ddof=1) - both), both])


def two_sided(difference, variance, df):
    if variance > 0:
        se = math.sqrt(variance)
        t, half = difference / se, stats.t.ppf(0.975, df) * se
        return dict(difference=difference, low=difference - half, high=difference + half, t=t,
                    df=df, p=2 * stats.t.sf(abs(t), df))
    return dict(difference=difference, low=nan, high=nan, t=nan, df=nan, p=nan)


def by_rows(strata, a, b):
    rows, squares = strata.over_rows(a.mean(axis=1) - b.mean(axis=1))
    T = [a.shape[1], b.shape[1]]
    bac = [strata.bacs(x) for x in (a, b)]
    difference = bac[0].mean() - bac[1].mean()
    if T == [1, 1]:
        return two_sided(difference, rows, rows ** 2 / squares), np.array([rows, nan, nan])
    part, lent = [1 / T[0], 1 / T[1]], 1
    spread = [x.var(ddof=1) if len(x) > 1 else 0 for x in bac]
    both = [strata.both(x) if x.shape[1] > 1 else 0 for x in (a, b)]
    if 1 in T:
        part, lent = [sum(part) if n > 1 else 0 for n in T], 2
    alone = max(0, rows - both[0] * part[0] - both[1] * part[1])
    squares *= (alone / rows) ** 2
    variance = alone + spread[0] * part[0] + spread[1] * part[1]
    squares += sum((s * w) ** 2 / (n - 1) for s, w, n in zip(spread, part, T) if n > 1)
    of = np.array([alone, lent * sum(max(0, s - v) for s, v in zip(spread, both)), lent * sum(both)])
    return two_sided(difference, variance, variance ** 2 / squares), of


def by_welch(a, b, rows):
    if min(len(a), len(b)) < 2:
        return two_sided(np.mean(a) - np.mean(b), nan, nan)
    test = stats.ttest_ind(a, b, equal_var=False)
    out = two_sided(np.mean(a) - np.mean(b), np.var(a, ddof=1) / len(a) + np.var(b, ddof=1) / len(b),
                    test.df)
    if not math.isnan(out['p']):  # without any spread there is no test
        close('welch', 'p', out['p'], test.pvalue)
    if rows > 0 and not math.isnan(out['p']):
        trials = (out['difference'] / out['t']) ** 2
        out = two_sided(out['difference'], trials + rows, out['df'] * ((trials + rows) / trials) ** 2)
    return out


def power_of(of, T):
    rows, trials, both = of[0], of[1], 0 if math.isnan(of[2]) else of[2]

    def smallest(T, factor):
        v, df = rows / factor, np.inf
        if not math.isnan(trials):
            seeds = (trials + both / factor) / T
            v += seeds
            if seeds > 0 and T > 1:
                df = (v / seeds) ** 2 * 2 * (T - 1)
        return (stats.t.ppf(1 - ALPHA / 2, df) + stats.t.ppf(POWER, df)) * math.sqrt(v)

    def over(x):
        return smallest(T, math.exp(x)) - DELTA
    factor = math.exp(optimize.brentq(over, -20, 41, xtol=1e-13)) if over(41) < 0 else np.inf
    needed = nan if math.isnan(trials) else np.inf
    if not math.isnan(trials) and smallest(1e12, 1) <= DELTA:
        needed = next(n for n in range(2, 10 ** 6) if smallest(n, 1) <= DELTA)
    return smallest(T, 1), needed, factor


# ---- A report ------------------------------------------------------------------------------------

class Model:
    def __init__(self, name, runs):
        self.name, self.runs = name, runs
        self.runs.sort(key=lambda r: -1 if r.trial is None else r.trial)
        self.traits = traits(runs[0].model, runs[0].m)
        self.n_predicted = sum(r.results is not None for r in runs)
        sets = {r.rows if r.results is not None else None for r in runs}
        self.test_set = sets.pop() if len(sets) == 1 else None
        self.row_set = self.test_set if self.test_set is not None else self.likely_set()
        self.apart = self.row_set is None and self.n_predicted > 0
        self.hits = self.draws = None
        self.spread = np.full(3, nan)

    def likely_set(self):
        """Of all trials, though some have no predictions."""
        known = {r.rows for r in self.runs if r.results is not None}
        splits = {r.m.get('LMEV-SPLIT_SHA256') for r in self.runs}
        one_split = len(splits) == 1 and None not in splits
        return known.pop() if len(known) == 1 and (self.n_predicted > 1 or one_split) else None

    def set_spread(self, strata):
        if self.row_set is not None:
            hits = np.column_stack([r.hit for r in self.runs if r.results is not None]).astype(float)
            self.spread = components(strata[self.row_set], hits)
            if self.test_set is not None:
                self.hits = hits
        elif self.apart:
            rows = np.mean([strata[r.rows].over_rows(r.hit.astype(float))[0]
                            for r in self.runs if r.results is not None])
            of = np.var([r.bac for r in self.runs], ddof=1)
            self.spread = np.array([rows, max(0, of - rows), 0])

    def of_difference(self):
        if len(self.runs) < 2 and self.test_set is None:
            return np.full(3, nan)
        if self.apart:
            return np.array([0, self.spread[1], self.spread[0]])
        if self.test_set is not None or not math.isnan(self.spread[1]):
            return self.spread
        rows = 0 if math.isnan(self.spread[0]) else self.spread[0]
        return np.array([rows, np.var([r.bac for r in self.runs], ddof=1), 0])


def slack_of_quantile(draws):
    """6 standard errors of the difference of two 2.5 % quantiles, of nearly normal draws."""
    at = math.sqrt(0.025 * 0.975) / stats.norm.pdf(stats.norm.ppf(0.025))
    return 6 * at * draws.std() * math.sqrt(1 / DRAWS + 1 / REPORT_DRAWS)


def ends(draws, low, high):
    if draws is None:
        return {low: nan, high: nan}
    q = np.quantile(draws, [0.025, 0.975])
    return {low: (q[0], slack_of_quantile(draws)), high: (q[1], slack_of_quantile(draws))}


def check_models(t, models, devices):
    assert [m.name for m in models] == [r['model'] for r in t['models']]
    for row, m in zip(t['models'], models):
        bac = summary(r.bac for r in m.runs)
        want = {'model': m.name, 'best_group': 'yes' if m.best else None, 'n': len(m.runs),
                **{f'bac_{k}': v for k, v in bac.items()},
                **ends(m.draws, 'bac_rows_low', 'bac_rows_high'),
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


def mcnemar(a, b):
    trials = [{r.trial: r for r in m.runs} for m in (a, b)]
    common = [(trials[0][k], trials[1][k]) for k in sorted(trials[0].keys() & trials[1].keys(),
                                                           key=lambda k: (k is not None, k))]
    if None in trials[0] or None in trials[1] or not common:
        common = list(zip(a.runs, b.runs))
    p, only_a, only_b = [], 0, 0
    for x, y in common:
        if x.results is None or y.results is None or x.rows != y.rows:
            continue
        na, nb = int((x.hit & ~y.hit).sum()), int((~x.hit & y.hit).sum())
        p.append(stats.binomtest(na, na + nb, 0.5).pvalue if na + nb else 1)
        only_a, only_b = only_a + na, only_b + nb
    if not p:
        return nan, nan, nan
    return (p[0] if len(p) == 1 else min(1, 2 * np.median(p))), only_a, only_b


def check_pairs(t, models, strata):
    wanted = []
    for i, a in enumerate(models):
        for b in models[i + 1:]:
            if a.test_set is not None and a.test_set == b.test_set:
                test, of = by_rows(strata[a.test_set], a.hits, b.hits)
                draws, method = a.draws - b.draws, 'rows'
            else:
                of = a.of_difference() + b.of_difference()
                test = by_welch([r.bac for r in a.runs], [r.bac for r in b.runs], of[0])
                draws, method = None, 'none' if math.isnan(test['p']) else 'welch'
            p, only_a, only_b = mcnemar(a, b)
            wanted.append(({'a': a.name, 'b': b.name, 'differs_in': differs_in(a, b), **test,
                            **ends(draws, 'rows_low', 'rows_high'), 'mcnemar_p': p,
                            'only_a': only_a, 'only_b': only_b, 'method': method}, of, a, b))
    adjusted = holm([w['p'] for w, *_ in wanted])
    assert len(wanted) == len(t.get('pairs', []))
    power = iter(t.get('power', []))
    for (want, of, a, b), p, row in zip(wanted, adjusted, t.get('pairs', [])):
        want['p_holm'] = p
        check_row('pairs', row, want)
        if models.index(b) == models.index(a) + 1 and 'power' in t:
            smallest, trials, rows = (power_of(of, min(len(a.runs), len(b.runs)))
                                      if want['method'] != 'none' else (nan, nan, nan))
            if math.isnan(a.spread[0] + b.spread[0]):
                rows = nan
            check_row('power', next(power),
                      {'a': a.name, 'b': b.name, 'difference': want['difference'],
                       'smallest': smallest, 'trials_needed': trials, 'rows_factor': rows})
    assert next(power, None) is None
    for m, p in zip(models[1:], adjusted):
        m.best = p >= ALPHA


def check_groups(t, models):
    groups, wanted = [], []
    for trait in TRAITS + ('device',):
        levels = {}
        for m in models:
            for r in m.runs:
                level = r.row['device'] if trait == 'device' else m.traits[trait]
                if level:
                    levels.setdefault(level, []).append(r)
        if len(levels) < 2:
            continue
        ranked = sorted(levels, key=lambda k: (-np.mean([r.bac for r in levels[k]]), k))
        for k in ranked:
            s = summary(r.bac for r in levels[k])
            groups.append({'trait': trait, 'level': k, 'n': len(levels[k]),
                           **{f'bac_{x}': v for x, v in s.items()},
                           'training_seconds_mean': mean(r.training for r in levels[k])})
        for i, a in enumerate(ranked):
            for b in ranked[i + 1:]:
                wanted.append({'trait': trait, 'a': a, 'b': b,
                               **by_welch([r.bac for r in levels[a]], [r.bac for r in levels[b]], 0)})
    for want, p in zip(wanted, holm([w['p'] for w in wanted])):
        want['p_holm'] = p
    for table, rows in (('groups', groups), ('contrasts', wanted)):
        assert len(rows) == len(t.get(table, [])), table
        for want, row in zip(rows, t.get(table, [])):
            check_row(table, row, want)


def check_spread(t, models):
    models = [m for m in models if not math.isnan(m.spread[0])]
    assert len(models) == len(t.get('spread', []))
    for m, row in zip(models, t.get('spread', [])):
        rows, trials, both = m.spread
        every = rows + trials + both
        check_row('spread', row, {
            'model': m.name, 'n': len(m.runs), 'n_predicted': m.n_predicted,
            'bac_sd': summary(r.bac for r in m.runs)['sd'], 'sd_rows': math.sqrt(rows),
            'sd_seed': math.sqrt(trials), 'sd_both': nan if m.apart else math.sqrt(both),
            'share_rows': 100 * rows / every if every > 0 else nan,
            'test_rows': 'own' if m.apart else 'shared'})


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
    every = pandas.concat([r.results for r in closest.runs if r.results is not None])
    n = every['category'].value_counts()
    hits = every['category'][every['category'] == every['predicted']].value_counts()
    names = set(every['category']) | set(every['predicted'])
    want = sorted(names, key=lambda k: (k not in n, hits.get(k, 0) / n[k] if k in n else 0,
                                        -n.get(k, 0), k.encode()))
    assert len(want) == len(t['classes'])
    for name, row in zip(want, t['classes']):
        check_row('classes', row, {'class': name, 'n': int(n.get(name, 0)),
                                   'hits': int(hits.get(name, 0)),
                                   'recall': hits.get(name, 0) / n[name] if name in n else nan})
    place = {name: i for i, name in enumerate(want)}
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
    strata = {}
    for r in runs:
        if r.results is not None and r.rows not in strata:
            strata[r.rows] = Strata(r.results['category'])
    for m in models:
        m.set_spread(strata)
    for key in {m.test_set for m in models} - {None}:
        those = [m for m in models if m.test_set == key]
        draws = strata[key].draws(np.column_stack([m.hits for m in those]))
        at = 0
        for m in those:
            m.draws = draws[:, at:at + len(m.runs)].mean(axis=1)
            at += len(m.runs)
    levels = {}
    for r in runs:
        if r.row['device']:
            levels.setdefault(r.row['device'], []).append(r.bac)
    devices = sorted(levels, key=lambda d: (-np.mean(levels[d]), d))
    models[0].best = True
    check_pairs(t, models, strata)
    check_models(t, models, devices)
    check_groups(t, models)
    check_spread(t, models)
    check_times(t, models, devices)
    check_epochs(t, models)
    check_classes(t, models)
    check_experiments(t, runs)
    left = set(t) - set(seen) - {'left-out'}
    assert not left, f'nobody checks {left}'


def main():
    if len(sys.argv) < 2:
        sys.exit('usage: check_report.py REPORT_DIR...')
    for folder in sys.argv[1:]:
        seen.clear()
        check(folder)
        cells = ', '.join(f'{k} {n}' for k, n in seen.items())
        print(f'{os.path.basename(os.path.normpath(folder))}: cells as computed again: {cells}')


if __name__ == '__main__':
    main()
