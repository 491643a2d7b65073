"""check_synth.py LMEV - are the synthetic titles neither too easy nor hopeless?

Bags of words and linear models of scikit-learn on 60,000 synthetic titles of 320 categories,
both languages; balanced accuracy on 20,000 more of another seed, against the category that
each was made from (the same rows written with no wrong label). A linear bag of words must stay
under 0.95, so that models can differ, and above 0.70, so that there is something to learn.
"""
import csv
import io
import subprocess
import sys
import warnings

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import balanced_accuracy_score
from sklearn.naive_bayes import ComplementNB
from sklearn.svm import LinearSVC

LEAST, MOST = 0.70, 0.95
MODELS = [
    ("words, linear svm", TfidfVectorizer(token_pattern=r"\S+", min_df=2),
     LinearSVC(C=0.3, tol=0.01, random_state=1)),
    ("1-3 words without accents, bayes",
     TfidfVectorizer(min_df=2, ngram_range=(1, 3), strip_accents="unicode"),
     ComplementNB(alpha=0.1)),
]


def rows(lmev, *options):
    """titles and categories as `lmev data synth` writes them"""
    out = subprocess.run([lmev, "data", "synth", "--classes", "320", *options],
                         check=True, stdout=subprocess.PIPE).stdout.decode("utf-8")
    table = list(csv.DictReader(io.StringIO(out, newline="")))
    return [r["title"] for r in table], [r["category"] for r in table]


def main(lmev):
    texts, labels = rows(lmev, "--rows", "60000", "--seed", "1")
    clean = rows(lmev, "--rows", "60000", "--seed", "1", "--wrong-labels", "0")
    test_texts, truth = rows(lmev, "--rows", "20000", "--seed", "2", "--wrong-labels", "0")
    assert texts == clean[0], "titles must not depend on the share of wrong labels"
    wrong = sum(a != b for a, b in zip(labels, clean[1])) / len(labels)
    print(f"synth: {len(set(truth))} categories, {wrong:.3f} of the labels wrong")
    best = 0.0
    for name, vectorizer, model in MODELS:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # convergence: a few passes are what we compare
            model.fit(vectorizer.fit_transform(texts), labels)
            said = model.predict(vectorizer.transform(test_texts))
        bac = balanced_accuracy_score(truth, said)
        print(f"synth: {name}: BAC {bac:.3f}")
        best = max(best, bac)
    if not LEAST < best < MOST:
        sys.exit(f"synth: the best BAC, {best:.3f}, is outside ({LEAST}, {MOST})")


main(sys.argv[1])
