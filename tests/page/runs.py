"""runs.py - folders of runs as a grid leaves them, small and made up, for reports to be made of.

Names and labels may be anything: that is what they are for. All models share one test set, so
reports have predictions, confusions and paired comparisons to show.
"""
import csv
import json
import random

EPOCHS = 6


def curve(rng, start, end):
    return [start + (end - start) * (1 - 0.5 ** epoch) + rng.uniform(-0.004, 0.004)
            for epoch in range(1, EPOCHS + 1)]


def balanced_accuracy(rows):
    """the mean of the classes' recalls"""
    right = {}
    for _, truth, predicted in rows:
        right.setdefault(truth, []).append(truth == predicted)
    return sum(sum(hits) / len(hits) for hits in right.values()) / len(right)


def metadata(rng, model, trial, device, bac):
    started = 1_600_000_000 + rng.randrange(10 ** 6)
    took = rng.uniform(90, 240)
    test_bac = curve(rng, 0.2, bac)[:-1] + [bac]
    return {
        "EXPERIMENT-NAME": "page", "EXPERIMENT-VERSION": "v1",
        "EXPERIMENT-RUNID": f"page-{rng.randrange(10 ** 9)}", "EXPERIMENT-DESCRIPTION": model,
        "EXPERIMENT-ENVIRONMENT": ["Host: here", "", "", "", "GPU: available",
                                   f"GPU 0: {device} (UUID: 1)"],
        "EXPERIMENT-STARTED_AT": started, "EXPERIMENT-FINISHED_AT": started + took,
        "EXPERIMENT-TRAINING_TOOK": took, "DATA-DATASET_FN": "titles.csv",
        "DATA-TEST_SET_SIZE": 400, "DATA-TRAINING_SET_SIZE": 90_000,
        "DATA-OUTPUT_DIM": 1000 + trial, "TFHUB-EMB_MODEL": "", "TFHUB-EMB_MODEL_DIM": 50,
        "TRAIN-BATCH_SIZE": 4096, "TRAIN-EPOCHS": EPOCHS,
        "MODEL-SUMMARY": [f"Total params: {rng.randrange(10 ** 6, 10 ** 8):,}"],
        "RESULTS-HISTORIES": [{"loss": curve(rng, 5, 0.8), "val_loss": curve(rng, 4, 1.1),
                               "test_bac": test_bac}],
        "RESULTS-PREDICT_TOOK": rng.uniform(1, 3), "RESULTS-PREDICT_SIZE": 400,
        "RESULTS-BALANCED_ACCURACY": test_bac[-1], "LMEV-STATE": "finished",
        "LMEV-MODEL": model, "LMEV-TRIAL": trial, "LMEV-SEED": trial,
        "LMEV-PEAK_MEMORY": rng.randrange(10 ** 8, 10 ** 9),
        "LMEV-LM_ROWS": rng.randrange(10 ** 4, 10 ** 6),
    }


def predictions(rng, labels, share):
    for i in range(400):
        truth = labels[i % len(labels)]
        yield f"title {i}", truth, truth if rng.random() < share else rng.choice(labels)


def write(folder, models, labels, devices, trials=3, seed=1):
    """a folder of len(models) x trials runs"""
    rng = random.Random(seed)
    for i, model in enumerate(models):
        for trial in range(trials):
            run = folder / f"run-{i:02d}-{trial}"
            run.mkdir(parents=True)
            share = 0.9 - 0.02 * (i // 2)
            rows = list(predictions(rng, labels, share))
            record = metadata(rng, model, trial, devices[(i + trial) % len(devices)],
                              balanced_accuracy(rows))
            (run / "experiment_metadata.json").write_text(json.dumps(record), encoding="utf-8")
            with open(run / "test-results.csv", "w", encoding="utf-8", newline="") as f:
                table = csv.writer(f, lineterminator="\n")
                table.writerow(["title", "category", "predicted"])
                table.writerows(rows)
    return folder
