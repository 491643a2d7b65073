"""The 2020 study's own analysis code reads our runs.

usage: check_seed_analysis.py VERSION_DIR...   (experiments/<version>; run it where the grid ran)

LMEV_SEED_ANALYSIS names a copy of its analysis/analysis_utils.py (of the repository
eduardofv/lang_model_eval, not part of ours); without it this is skipped. The module imports
matplotlib and seaborn for its plots; requirements-seed.txt has them.

Every folder in experiments/<version>/ must come out as a row, without a warning but the one
about models that are not TF-Hub's, and each value must be what the metadata say.
"""
import contextlib
import importlib.util
import io
import json
import math
import os
import sys

COLUMNS = {  # of the frame, with what the metadata hold for it
    'runid': lambda m: m['EXPERIMENT-RUNID'],
    'version': lambda m: m['EXPERIMENT-VERSION'],
    'GPU': lambda m: 'GPU: Not available',  # we train on processors
    'dataset': lambda m: m['DATA-DATASET_FN'],
    'rows_to_load': lambda m: 'All',
    'training_set_size': lambda m: m['LMEV-TRAIN_ROWS'] + m['LMEV-VALIDATION_ROWS'],
    'test_set_size': lambda m: m['RESULTS-PREDICT_SIZE'],
    'max_seq_len': lambda m: 'Full',
    'output_dim': lambda m: m['DATA-OUTPUT_DIM'],
    'batch_size': lambda m: m['TRAIN-BATCH_SIZE'],
    'learning_rate': lambda m: m['MODEL-OPTIMIZER_FULL_CONFIG']['learning_rate'],
    'training_time': lambda m: m['EXPERIMENT-TRAINING_TOOK'],
    'bac': lambda m: m['RESULTS-BALANCED_ACCURACY'],
    'min_loss': lambda m: history(m, 'val_loss')[m['LMEV-BEST_EPOCH'] - 1],
    'last_loss': lambda m: history(m, 'val_loss')[-1],
    'total_epochs': lambda m: len(history(m, 'test_bac')),
    'best_epoch': lambda m: m['LMEV-BEST_EPOCH'],
    'val_loss': lambda m: history(m, 'val_loss'),
    'test_bac': lambda m: history(m, 'test_bac'),
}


def history(metadata, name):
    return metadata['RESULTS-HISTORIES'][0][name]


def load_module(path):
    import matplotlib
    matplotlib.use('Agg')
    spec = importlib.util.spec_from_file_location('analysis_utils', path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def check(utils, folder):
    folder = os.path.join(folder, '')  # it appends names without a slash
    runs = sorted(e.name for e in os.scandir(folder) if e.is_dir())
    assert runs, f'no runs in {folder}'
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        results = utils.load_result_directories([folder])
        frame = utils.load_full_dataset(results)
    foreign = [line for line in said.getvalue().splitlines()
               if not line.startswith('WARNING: LM could not be parsed from ')]
    assert not foreign, foreign
    assert sorted(os.path.basename(k) for k in results) == runs, results.keys()
    assert set(frame.columns) == set(COLUMNS) | {'lm'}, frame.columns
    assert len(frame) == len(runs)
    n = 0
    for _, row in frame.iterrows():
        path = os.path.join(folder, row['runid'], 'experiment_metadata.json')
        with open(path, encoding='utf-8') as f:
            metadata = json.load(f)
        for name, wanted in COLUMNS.items():
            assert row[name] == wanted(metadata), (name, row[name], wanted(metadata))
            n += 1
        # what its arithmetic needs
        assert 0 < row['bac'] <= 1 and math.isfinite(row['min_loss']), row
        assert len(row['val_loss']) == len(row['test_bac']) == row['total_epochs'], row
    print(f'{folder}: {len(runs)} runs, {n} values as the metadata have them')


if __name__ == '__main__':
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    where = os.environ.get('LMEV_SEED_ANALYSIS')
    if not where:
        print("LMEV_SEED_ANALYSIS names no copy of the study's analysis_utils.py: skipped")
        sys.exit(0)
    analysis = load_module(where)
    for argument in sys.argv[1:]:
        check(analysis, argument)
