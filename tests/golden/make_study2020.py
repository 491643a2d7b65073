#!/usr/bin/env python3
"""Write study2020.json: the balanced accuracies of the 2020 study and what statsmodels says of them.

    tests/golden/make_study2020.py ../shared/data/seed-experiments > tests/golden/study2020.json

8 models (language x dimension x normalization) x 4 trials, each trial with test rows of its own; two
of each four ran on another device. "kept" is the BAC that the study reported, "best" that of the
epoch with the lowest val_loss, "last" that of the last epoch. Effects come from a least squares fit of
the cell means (24 residual degrees of freedom); the device from the same fit (device_within) and as
a factor beside the models (device_block, 23). check_study2020.R repeats the fits in R.
"""
import glob
import itertools
import json
import os
import re
import sys

import numpy as np
import pandas as pd
import scipy
import statsmodels
import statsmodels.formula.api as smf
from scipy import stats

import best

LEVEL = 0.95
MARGIN = 0.005
TRAITS = {"language": ("en", "es"), "dimension": (50, 128), "normalization": (False, True)}
# A half of the difference of differences, as each factor is -1/2 or 1/2.
EFFECTS = {"language": 1, "dimension": 1, "normalization": 1, "language x dimension": 2,
           "dimension x normalization": 2, "language x normalization": 2}


def read(folder):
    for path in sorted(glob.glob(folder + "/*/*/experiment_metadata.json")):
        with open(path, encoding="utf-8") as f:
            j = json.load(f)
        name = j["TFHUB-EMB_MODEL"].split("/")[-2]
        epoch, = j["RESULTS-HISTORIES"]
        yield {"run": os.path.basename(os.path.dirname(path)), "model": name,
               "language": name.split("-")[1], "dimension": int(re.search(r"dim(\d+)", name)[1]),
               "normalization": name.endswith("with-normalization"),
               "device": re.search(r"GPU 0: (.*?) \(", " ".join(j["EXPERIMENT-ENVIRONMENT"]))[1],
               "kept": j["RESULTS-BALANCED_ACCURACY"],
               "best": epoch["test_bac"][int(np.argmin(epoch["val_loss"]))],
               "last": epoch["test_bac"][-1]}


def result(test):
    low, high = np.ravel(test.conf_int(1 - LEVEL))
    return {"estimate": test.effect.item(), "se": test.sd.item(), "df": float(test.df_denom),
            "low": low, "high": high, "p": test.pvalue.item()}


def cell_weights(models, traits, within=()):
    """Over models: +-1/4 of an effect, +-1/2 of one within a level of another trait."""
    weight = np.ones(len(models))
    for trait in traits:
        weight *= np.where(models[trait] == TRAITS[trait][1], 1, -1)
    for trait, level in within:
        weight *= models[trait] == level
    return weight / (np.abs(weight).sum() / 2)


def matched_models(means, models, trait):
    """Models in general: the unit is a pair of models that differ in the trait alone."""
    others = [t for t in TRAITS if t != trait]
    pairs = [m[models.loc[m.index, trait] == TRAITS[trait][1]].item()
             - m[models.loc[m.index, trait] == TRAITS[trait][0]].item()
             for _, m in means.groupby([models[t] for t in others])]
    test = stats.ttest_1samp(pairs, 0)
    low, high = test.confidence_interval(LEVEL)
    return {"estimate": float(np.mean(pairs)), "low": float(low), "high": float(high),
            "df": float(test.df), "p": float(test.pvalue)}


def analyse(runs, which):
    cells = smf.ols(f"{which} ~ C(model) - 1", runs).fit()
    groups = [g.to_numpy() for _, g in runs.groupby("model")[which]]
    models = runs.groupby("model")[list(TRAITS)].first()
    means = runs.groupby("model")[which].mean()
    effects = {name: cell_weights(models, name.split(" x ")) for name in EFFECTS}
    for language in TRAITS["language"]:
        effects[f"dimension in {language}"] = cell_weights(models, ["dimension"],
                                                           [("language", language)])
    out = {"pooled_sd": float(np.sqrt(cells.mse_resid)), "pooled_df": float(cells.df_resid),
           "bartlett": float(stats.bartlett(*groups).pvalue),
           "effects": {name: result(cells.t_test(w)) for name, w in effects.items()}}
    factorial = smf.ols(f"{which} ~ l * d * n", runs.assign(**{
        trait[0]: np.where(runs[trait] == TRAITS[trait][1], 0.5, -0.5) for trait in TRAITS})).fit()
    for name in EFFECTS:  # the same by coefficients
        term = ":".join(sorted((t[0] for t in name.split(" x ")), key="ldn".index))
        coefficient = factorial.params[term] / EFFECTS[name]
        assert abs(coefficient - out["effects"][name]["estimate"]) < 1e-12
    on = np.where(runs["device"] == "Tesla T4", 1, -1)
    out["effects"]["device_within"] = device_within(runs, which, on, cells)
    block = smf.ols(f"{which} ~ C(model) + on", runs.assign(on=on / 2)).fit()
    out["effects"]["device_block"] = result(block.t_test("on = 0"))
    for name in ("device_within", "device_block"):
        out["effects"][name]["equivalence_p"] = equivalence(out["effects"][name])
    out["matched_models"] = {t: matched_models(means, models, t) for t in TRAITS}
    out["models"] = standings(means, cells, len(groups[0]))
    return out


def device_within(runs, which, on, cells):
    """As contrasts are: the spread within models, each device having half of each model's trials."""
    estimate = runs[which][on > 0].mean() - runs[which][on < 0].mean()
    se = np.sqrt(cells.mse_resid * 4 / len(runs))
    low, high = stats.t.interval(LEVEL, cells.df_resid, estimate, se)
    return {"estimate": float(estimate), "se": float(se), "df": float(cells.df_resid), "low": low,
            "high": high, "p": 2 * float(stats.t.sf(abs(estimate / se), cells.df_resid))}


def equivalence(e):
    """Two one-sided tests of a difference of +-MARGIN."""
    return float(stats.t.sf((MARGIN - abs(e["estimate"])) / e["se"], e["df"]))


def standings(means, cells, T):
    means = means.sort_values(ascending=False)
    K = len(means)
    se = np.full((K, K), np.sqrt(cells.mse_resid * 2 / T))
    critical = np.full(K, best.dunnett_quantile(1 - LEVEL, K - 1, cells.df_resid, 0.5))
    mean = means.to_numpy()
    p = 2 * stats.t.sf(np.abs(mean[:, None] - mean[None, :]) / se, cells.df_resid)
    first, last = best.ranks(mean, p, LEVEL)
    half = stats.t.ppf((1 + LEVEL) / 2, cells.df_resid) * np.sqrt(cells.mse_resid / T)
    return [{"model": name, "mean": m, "low": m - half, "high": m + half, "among_best": bool(b),
             "behind": float(x), "first": int(f), "last": int(l)}
            for name, m, b, x, f, l in zip(means.index, mean, best.among_best(mean, se, critical),
                                           best.at_most_behind(mean, se, critical), first, last)]


def main():
    runs = pd.DataFrame(read(sys.argv[1]))
    assert len(runs) == 32 and (runs.groupby(["model", "device"]).size() == 2).all()
    assert len(set(itertools.product(*TRAITS.values()))) == runs["model"].nunique()
    out = {"made_by": f"tests/golden/make_study2020.py with statsmodels {statsmodels.__version__}, "
                      f"scipy {scipy.__version__}, pandas {pd.__version__}, numpy {np.__version__}",
           "level": LEVEL, "margin": MARGIN,
           "experiments": json.loads(runs.to_json(orient="records", double_precision=15))}
    for e, (_, run) in zip(out["experiments"], runs.iterrows()):
        e.update({w: run[w] for w in ("kept", "best", "last")})  # all of their digits
    for which in ("kept", "best", "last"):
        out[which] = analyse(runs, which)
    text = json.dumps(out, indent=1)
    print(re.sub(r"\{[^{}]*\}", lambda leaf: " ".join(leaf[0].split()), text))  # a line each


main()
