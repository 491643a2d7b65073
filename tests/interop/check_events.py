"""TensorBoard reads our event files: every curve equals the one in experiment_metadata.json.

usage: check_events.py RUN_DIR...   (experiments/<version>/<run id>; run it where the grid ran)

Event files hold float32, the metadata doubles: the two may differ by half a unit in the last
place of a float32, 2^-24 = 6e-8 relative; 1e-7 is asked for. Steps are epochs from 0.
"""
import json
import math
import os
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

CURVES = ('loss', 'val_loss', 'test_bac')


def log_dir(run_dir, metadata):
    """The folder that the metadata name, from here or from where experiments/ lies."""
    named = metadata['EXPERIMENT-LOG_DIR']
    top = os.path.join(run_dir, '..', '..', '..')
    for folder in (named, os.path.join(top, named), os.path.join(top, 'logs', metadata['EXPERIMENT-RUNID'])):
        if os.path.isdir(folder):
            return folder
    sys.exit(f"check_events.py: no log folder '{named}' of '{run_dir}'")


def check(run_dir):
    with open(os.path.join(run_dir, 'experiment_metadata.json'), encoding='utf-8') as f:
        metadata = json.load(f)
    history = metadata['RESULTS-HISTORIES'][0]
    folder = log_dir(run_dir, metadata)
    files = os.listdir(folder)
    assert len(files) == 1 and files[0].startswith('events.out.tfevents.'), files
    events = EventAccumulator(folder)
    events.Reload()
    assert events.file_version == 2.0, events.file_version
    expected = [name for name in CURVES if any(v is not None for v in history[name])]
    assert sorted(events.Tags()['scalars']) == sorted(expected), events.Tags()
    n = 0
    for name in expected:
        want = [(step, v) for step, v in enumerate(history[name]) if v is not None]
        got = events.Scalars(name)
        assert [e.step for e in got] == [step for step, _ in want], (name, got)
        for event, (_, value) in zip(got, want):
            assert math.isclose(event.value, value, rel_tol=1e-7), (name, event, value)
            assert event.wall_time >= metadata['EXPERIMENT-STARTED_AT'], event
            n += 1
    print(f"{metadata['EXPERIMENT-RUNID']}: {n} values of {', '.join(expected)} agree")


if __name__ == '__main__':
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    for path in sys.argv[1:]:
        check(path)
