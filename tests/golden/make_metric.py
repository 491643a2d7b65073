#!/usr/bin/env python3
"""Write metric.h: labels and probabilities with what scikit-learn says of them.

    tests/golden/make_metric.py > tests/golden/metric.h

Two definitions of ours differ from scikit-learn's defaults, and the inputs are turned so that
both say the same: among tied scores a lower class ranks higher (scikit-learn: a higher one, so
the columns go in reversed), and probabilities are clipped with the float32 eps before.
"""
import warnings

import numpy as np
import sklearn
from sklearn import metrics

TOP = (1, 2, 5)
EPS = float(np.finfo(np.float32).eps)


def case(name, rng, n, C, p, truth, predicted=None):
    p = p.astype(np.float32)
    predicted = np.argmax(p, axis=1) if predicted is None else predicted
    labels = np.arange(C)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        kind = dict(labels=labels, average=None, zero_division=0)
        return dict(
            name=name, n=n, C=C, p=p, truth=truth, predicted=predicted,
            bac=metrics.balanced_accuracy_score(truth, predicted),
            accuracy=metrics.accuracy_score(truth, predicted),
            f1_macro=metrics.f1_score(truth, predicted, average="macro", zero_division=0),
            f1_micro=metrics.f1_score(truth, predicted, average="micro", zero_division=0),
            log_loss=metrics.log_loss(
                truth, np.clip(p.astype(np.float64), EPS, 1 - EPS), labels=labels),
            top=[metrics.top_k_accuracy_score(C - 1 - truth, p[:, ::-1], k=k, labels=labels)
                 for k in TOP],
            recall=metrics.recall_score(truth, predicted, **kind),
            precision=metrics.precision_score(truth, predicted, **kind),
            f1=metrics.f1_score(truth, predicted, **kind),
            cells=[(t, q, int(m)) for t, row in enumerate(
                metrics.confusion_matrix(truth, predicted, labels=labels))
                for q, m in enumerate(row) if m])


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def cases(rng):
    for name, n, C, pull in (("even", 40, 6, 1.0), ("many classes", 30, 17, 2.0)):
        truth = rng.integers(0, C, n)
        yield case(name, rng, n, C, softmax(rng.normal(size=(n, C)) + pull * np.eye(C)[truth]),
                   truth)
    n, C = 40, 9  # classes 0, 4 not in the truth, 2, 4 never predicted
    truth = rng.choice([1, 1, 1, 1, 2, 3, 3, 5, 6, 7, 8], n)
    predicted = np.where(rng.random(n) < 0.6, truth, rng.integers(0, C, n))
    predicted[np.isin(predicted, (2, 4))] = 0
    yield case("absent classes", rng, n, C, softmax(rng.normal(size=(n, C))), truth, predicted)
    n, C = 12, 6
    truth = np.full(n, 3)
    yield case("one true class", rng, n, C, softmax(rng.normal(size=(n, C))), truth)
    yield case("all right", rng, n, C, softmax(9 * np.eye(C)[truth]), truth)
    yield case("all wrong", rng, n, C, softmax(9 * np.eye(C)[truth - 1]), truth)
    n, C = 40, 7  # few different values, zeros among them
    z = rng.integers(0, 4, (n, C)) + 1e-9
    yield case("ties", rng, n, C, np.round(8 * z / z.sum(axis=1, keepdims=True)) / 8,
               rng.integers(0, C, n))
    n, C = 20, 6
    yield case("sure", rng, n, C, np.eye(C)[rng.integers(0, C, n)], rng.integers(0, C, n))


def array(kind, name, values, form):
    words = [form(v) for v in values]
    lines, line = [], "   "
    for w in words:
        if len(line) + len(w) + 2 > 90:
            lines.append(line)
            line = "   "
        line += f" {w},"
    print(f"static const {kind} {name}[] = {{\n" + "\n".join(lines + [line]) + "\n};")


def main():
    print(f"/* Made by tests/golden/make_metric.py with scikit-learn {sklearn.__version__},")
    print(f" * numpy {np.__version__}. */")
    print("/* clang-format off */")
    found = list(cases(np.random.default_rng(20)))
    real = lambda v: repr(float(v))
    for i, c in enumerate(found):
        array("uint32_t", f"truth_{i}", c["truth"], str)
        array("uint32_t", f"predicted_{i}", c["predicted"], str)
        array("float", f"p_{i}", c["p"].ravel(), lambda v: f"{float(v):#.9g}f")
        for key in ("recall", "precision", "f1"):
            array("double", f"{key}_{i}", c[key], real)
        array("lmev_confusion_cell", f"cell_{i}", c["cells"], lambda v: "{%d, %d, %d}" % v)
    print("static const struct golden {")
    print("    const char *name;\n    size_t n, C;\n    const uint32_t *truth, *predicted;")
    print("    const float *p; /* [n, C] */\n    double bac, accuracy, f1_macro, f1_micro, log_loss;")
    print(f"    double top[{len(TOP)}]; /* k = {', '.join(map(str, TOP))} */")
    print("    const double *recall, *precision, *f1; /* [C] */\n    size_t n_cells;")
    print("    const lmev_confusion_cell *cell;\n} golden[] = {")
    for i, c in enumerate(found):
        figures = ", ".join(real(c[k]) for k in ("bac", "accuracy", "f1_macro"))
        more = ", ".join(real(c[k]) for k in ("f1_micro", "log_loss"))
        print(f'    {{"{c["name"]}", {c["n"]}, {c["C"]}, truth_{i}, predicted_{i}, p_{i},')
        print(f"     {figures},\n     {more}, {{{', '.join(map(real, c['top']))}}},")
        print(f"     recall_{i}, precision_{i}, f1_{i}, {len(c['cells'])}, cell_{i}}},")
    print("};")


main()
