/* lmev/runs.h - what experiments left on disk: run directories, their records and
 * predictions. */
#ifndef LMEV_RUNS_H
#define LMEV_RUNS_H

#include "lmev/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A run on disk, in any state. Strings are owned, "" where nothing is recorded; numbers
 * then are NaN. */
typedef struct lmev_run {
    char *run_id, *name, *version, *model,
        *state; /* state: finished, failed, running, unreadable */
    char *path;
    char *why;     /* of a failed or unreadable run; "" otherwise */
    int64_t trial; /* -1: not recorded, as in the 2020 study */
    double bac, bac_best, bac_last, seconds, started_at;
} lmev_run;
typedef struct lmev_runs {
    size_t n;
    lmev_run *run;
} lmev_runs;
/* Read all runs below folder (at most 6 levels deep, behind links too): by start, unknown
 * ones last, then by path. Folders that cannot be read or are deeper are reported through
 * watch (may be NULL). ERR_NOTFOUND: no such folder. */
LMEV_API lmev_status lmev_runs_list(lmev_runs **out, const char *folder,
                                    const lmev_watch *watch, lmev_error *err);
LMEV_API void lmev_runs_free(lmev_runs *runs);
/* The metadata of one run as indented JSON; free it with lmev_text_free. run_id may also
 * be the path of the run. A classifier that another run has replaced since is reported
 * through watch. ERR_NOTFOUND: no such run; the hint has the nearest id. */
LMEV_API lmev_status lmev_runs_show(char **json, const char *folder, const char *run_id,
                                    const lmev_watch *watch, lmev_error *err);
/* Check every run: metadata readable, test-results.csv matches its sha256 and gives the
 * recorded BAC. Each fault goes to watch->message; ERR_MISMATCH when there was one. */
LMEV_API lmev_status lmev_runs_verify(const char *folder, size_t *n_checked,
                                      const lmev_watch *watch, lmev_error *err);
/* Remove the index that versions before 0.2 kept in folder (index.sqlite); nothing reads
 * it any more. *removed (may be NULL): there was one. ERR_IO: a file of that name is not
 * lmev's, and stays. ERR_NOTFOUND: no such folder. */
LMEV_API lmev_status lmev_runs_drop_index(const char *folder, bool *removed,
                                          lmev_error *err);

/* A finished experiment as analyses need it, ours or the 2020 study's. Strings are owned,
 * "" where nothing is recorded; numbers then are NaN, counts 0, trial -1. What is
 * recorded is in range: shares in [0, 1], durations >= 0, all reals finite, strings UTF-8
 * without NUL, of at most 4,096 bytes. A string may hold anything else: escape it. A path
 * is any bytes. */
typedef struct lmev_experiment {
    char *path; /* of the run directory, as found below the folder that was named */
    char *run_id, *name, *version, *description;
    char *model;  /* as results call it: nnlm-es-dim50, scratch50 */
    char *handle; /* TFHUB-EMB_MODEL */
    char *format; /* of the lm; "scratch"; "" in the study's, which are TF-Hub modules */
    char *device; /* "Tesla T4", "Tesla P100-PCIE-16GB", or the processor's name */
    char *seed;   /* of the trial, 64 bits in decimal digits */
    char *host;
    char *data_set;                    /* file name as recorded */
    char *validation_file, *test_file; /* likewise, where a spec names them; else "" */
    char *data_hash, *split_hash, *classes_hash, *precision; /* ours alone */
    char *results_sha256, *weights_sha256, *experiment_key;
    char *val_rows; /* equal where two val_loss can be compared */
    /* folder that it was saved to, where it may have been replaced since */
    char *classifier;
    char *lm_files_hash;     /* of the files that a pretrained lm was read from */
    char *combiner, *filter; /* as a spec has them: "mean"; where: "column=value, ..." */
    char *units, *activation, *optimizer; /* "[512]", "relu", "Adam" */
    int64_t trial;
    int64_t min_count, oov_buckets; /* of scratch models; -1: not known */
    int64_t n_validation;           /* rows; -1: not known */
    int normalization; /* 1: the lm normalises; 0: it does not; -1: not known */
    int lower, lm_trainable,
        restores_best; /* likewise; restores_best: of early stopping */
    bool has_results;  /* test-results.csv is there */
    uint32_t dim, threads;
    uint64_t n_train, n_test, n_classes; /* DATA-...; n_classes of the output layer */
    uint64_t n_params, lm_rows, peak_memory;
    uint32_t max_epochs, patience, batch_size; /* patience 0: no early stopping */
    double dropout, validation_split, learning_rate, beta_1, beta_2, epsilon;
    double bac, bac_best,
        /* kept weights; best epoch (lowest val_loss); last epoch; the study's of the
         * epochs come from its curves, which hold float32: equal to bac within 1e-7 */
        bac_last;
    double bac_val;       /* kept weights, on validation rows */
    double val_loss_kept; /* likewise; of the best epoch where its weights were kept */
    double accuracy, top5, f1_macro, log_loss;
    double started_at, finished_at, training_took,
        predict_took; /* seconds, since 1970 or long */
    uint32_t n_epochs;
    double *loss, *val_loss,
        /* [n_epochs]; NaN where an epoch has none, or all of them where a curve was not
         * recorded */
        *test_bac;
} lmev_experiment;

typedef enum lmev_left_out_reason {
    LMEV_LEFT_OUT_UNREADABLE,
    LMEV_LEFT_OUT_FAILED,
    LMEV_LEFT_OUT_UNFINISHED,
    LMEV_LEFT_OUT_NO_MODEL, /* is named */
    LMEV_LEFT_OUT_NO_BAC,
    LMEV_LEFT_OUT_COPY,
    LMEV_LEFT_OUT_RUN_AGAIN
} lmev_left_out_reason;

/* A run that analyses leave out, and why: in words, and as a reason with what it is
 * about. */
typedef struct lmev_left_out {
    char *path, *why;
    lmev_left_out_reason reason;
    /* the error of an unreadable or failed run; of a copy, or an experiment run again,
     * the path of the run that counts; else "" */
    char *about;
} lmev_left_out;

typedef struct lmev_experiments {
    size_t n;
    lmev_experiment *at; /* by model, trial, start, run id, path */
    size_t n_left_out;
    /* by path: unreadable, failed or unfinished runs, and copies */
    lmev_left_out *left_out;
} lmev_experiments;

/* Every experiment below the folders (at most 6 levels deep, behind links too), each
 * once, also when folders overlap; folders that cannot be read or are deeper are reported
 * through watch. Needed are run id, model and a balanced accuracy; all else may be
 * absent, but what is there must be of its kind. What cannot be used is in left_out, also
 * a copy of another run (model, trial, run id and start are the same); a fault of one run
 * never hides another.
 * ERR_NOTFOUND: one of the folders is not there. */
LMEV_API lmev_status lmev_experiments_load(lmev_experiments **out,
                                           const char *const *folders, size_t n_folders,
                                           const lmev_watch *watch, lmev_error *err);
LMEV_API void lmev_experiments_free(lmev_experiments *e);

/* What was predicted for each test row. Names are numbered in the order in which they are
 * first seen, the true one of a row before the predicted one. */
typedef struct lmev_predictions {
    size_t n, n_names;
    uint32_t *truth, *predicted; /* [n] numbers of names */
    char **name;                 /* [n_names] */
    char rows_hash
        /* sha256 of texts and true labels in their order, each after its length as 8
         * bytes, least first: equal on the same test set */
        [65];
} lmev_predictions;
/* Read <run>/test-results.csv, ours or the study's. ERR_NOTFOUND: there is none;
 * ERR_FORMAT with the line: a row that is not as the header, a name that is empty or no
 * UTF-8, no row at all. */
LMEV_API lmev_status lmev_predictions_load(lmev_predictions **out, const char *run,
                                           lmev_error *err);
LMEV_API void lmev_predictions_free(lmev_predictions *p);

#ifdef __cplusplus
}
#endif
#endif
