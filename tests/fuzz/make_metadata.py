#!/usr/bin/env python3
"""Write the seeds of fuzz_metadata: tiny experiment_metadata.json, sound ones and damaged ones.
Plain Python; run it in any folder."""
import json
import pathlib

CORPUS = pathlib.Path(__file__).parent / "corpus" / "metadata"

STUDY = {
    "EXPERIMENT-RUNID": "a-v1-200304_1815",
    "EXPERIMENT-VERSION": "v1",
    "DATA-DATASET_FN": "t.csv",
    "DATA-TEST_SET_SIZE": 25,
    "DATA-OUTPUT_DIM": 3,
    "TFHUB-EMB_MODEL": "https://tfhub.dev/google/nnlm-es-dim50-with-normalization/2",
    "TFHUB-EMB_MODEL_DIM": 50,
    "TRAIN-USE_EARLY_STOPPING": True,
    "TRAIN-EARLY_STOPPING-PATIENCE": 3,
    "RESULTS-HISTORIES": [{"loss": [3.5, 1], "val_loss": [2.5, 2.75], "test_bac": [0.5, 0.25]}],
    "MODEL-SUMMARY": ["Model: \"a\"", "Total params: 49,285,291"],
    "EXPERIMENT-ENVIRONMENT": ["Host: h", "", "", "", "GPU: available", "GPU 0: Tesla T4 (UUID: 7)\n"],
    "EXPERIMENT-STARTED_AT": 1583345737.5,
    "EXPERIMENT-TRAINING_TOOK": 229.5,
    "RESULTS-BALANCED_ACCURACY": 0.25,
}
OURS = dict(STUDY, **{
    "TFHUB-EMB_MODEL": "scratch50", "LMEV-MODEL": "scratch50", "LMEV-TRIAL": 1,
    "LMEV-SEED": "18446744073709551615", "LMEV-THREADS": 2, "LMEV-LM_NORMALIZE": False,
    "LMEV-LM_ROWS": 900, "LMEV-BAC_BEST": 0.5, "LMEV-BAC_LAST": 0.25, "LMEV-LOG_LOSS": 1.5,
    "LMEV-PEAK_MEMORY": 123456, "LMEV-PRECISION": "bf16",
    "EXPERIMENT-ENVIRONMENT": ["Host: h", "", "", "", "GPU: not used", "CPU 0: Intel(R) X: 5"],
})


def write(name, value):
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    (CORPUS / name).write_bytes(text.encode())


def main():
    CORPUS.mkdir(parents=True, exist_ok=True)
    write("study", STUDY)
    write("ours", OURS)
    write("least", {"EXPERIMENT-RUNID": "a", "RESULTS-BALANCED_ACCURACY": 1})
    write("unknown", {k: None for k in OURS} | {"EXPERIMENT-RUNID": "ñ"})
    write("no-epochs", dict(STUDY, **{"RESULTS-HISTORIES": [{"loss": [], "val_loss": None}]}))
    write("no-history", dict(STUDY, **{"RESULTS-HISTORIES": []}))
    write("null-epochs", dict(STUDY, **{"RESULTS-HISTORIES": [{"val_loss": [None, 2], "test_bac": [0, None]}]}))
    write("hug", {"EXPERIMENT-RUNID": "a", "RESULTS-BALANCED_ACCURACY": 0, "HUG-EMB_MODEL": "a/b//7/"})
    write("bad-lengths", dict(STUDY, **{"RESULTS-HISTORIES": [{"loss": [1], "val_loss": [1, 2]}]}))
    write("bad-kind", dict(OURS, **{"LMEV-TRIAL": "1"}))
    write("bad-range", dict(OURS, **{"RESULTS-BALANCED_ACCURACY": 1e308}))
    write("bad-device", dict(OURS, **{"EXPERIMENT-ENVIRONMENT": [0, 1, 2, 3, 4, 5]}))
    write("bad-params", dict(OURS, **{"MODEL-SUMMARY": ["Total params: " + "9," * 30]}))
    write("bad-nan", json.dumps(dict(STUDY, **{"RESULTS-BALANCED_ACCURACY": float("nan")})))
    write("bad-twice", '{"EXPERIMENT-RUNID": "a", "EXPERIMENT-RUNID": "b"}')
    write("bad-list", "[]")
    write("bad-deep", "[" * 100)
    write("bad-cut", json.dumps(STUDY)[:200])
    write("bad-nul", '{"EXPERIMENT-RUNID": "a\\u0000b", "RESULTS-BALANCED_ACCURACY": 0.5}')


if __name__ == "__main__":
    main()
