"""scikit-learn and pandas read our test-results.csv and find the scores that our metadata record.

usage: check_sklearn.py RUN_DIR...

Both sides compute in doubles from the same counts: 1e-12 is asked for.
"""
import json
import os
import sys
import warnings

import pandas
from sklearn.metrics import accuracy_score, balanced_accuracy_score


# Classes that were predicted but are not in the truth: scikit-learn says so for each file.
warnings.filterwarnings('ignore', message='y_pred contains classes not in y_true')


def check(run_dir):
    with open(os.path.join(run_dir, 'experiment_metadata.json'), encoding='utf-8') as f:
        metadata = json.load(f)
    rows = pandas.read_csv(os.path.join(run_dir, 'test-results.csv'), keep_default_na=False)
    truth, found = rows['category'], rows['predicted']
    present = sorted(set(truth))
    want = {
        'RESULTS-BALANCED_ACCURACY': balanced_accuracy_score(truth, found),
        'LMEV-ACCURACY': accuracy_score(truth, found),
    }
    for key, value in want.items():
        assert abs(metadata[key] - value) <= 1e-12, (run_dir, key, metadata[key], value)
    return len(rows), len(present), want['RESULTS-BALANCED_ACCURACY']


def main():
    if len(sys.argv) < 2:
        sys.exit('usage: check_sklearn.py RUN_DIR...')
    for path in sys.argv[1:]:
        n, classes, bac = check(path)
        print(f'{os.path.basename(os.path.normpath(path))}: {n} rows of {classes} classes, BAC {bac:.6f} as recorded')


if __name__ == '__main__':
    main()
