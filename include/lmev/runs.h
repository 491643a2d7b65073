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
    char *run_id, *name, *version, *model;
    char *state; /* finished, failed, running, unreadable */
    char *path;
    char *why;     /* of a failed or unreadable run; "" otherwise */
    int64_t trial; /* -1: not recorded, as in the 2020 study */
    double bac, bac_best, bac_last, seconds, started_at;
} lmev_run;
typedef struct lmev_runs {
    size_t n;
    lmev_run *run;
} lmev_runs;
/* Read all runs below folder, at most 6 levels deep; symbolic links are followed. They
 * are sorted by start (unknown ones last), then by path. Unreadable and deeper folders
 * are reported through watch (may be NULL). ERR_NOTFOUND: no such folder. */
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

/* A finished experiment, of lmev or of the 2020 study, for analyses. Strings are owned.
 * What is not recorded is "", NaN, 0 for counts, and -1 for trial. Recorded values are in
 * range: shares in [0, 1], durations >= 0, reals finite, strings UTF-8 without NUL of at
 * most 4,096 bytes (they may contain control characters: escape them). Paths may be any
 * bytes. */
typedef struct lmev_experiment {
    char *path; /* of the run directory, below the folder that was given */
    char *run_id, *name, *version, *description;
    char *model;  /* name in results: nnlm-es-dim50, scratch50 */
    char *handle; /* TFHUB-EMB_MODEL */
    char *format; /* of the lm, or "scratch"; "" in the 2020 study (TF-Hub) */
    char *device; /* "Tesla T4", "Tesla P100-PCIE-16GB", or the processor's name */
    char *seed;   /* of the trial, 64 bits in decimal digits */
    char *host;
    char *data_set;                    /* file name as recorded */
    char *validation_file, *test_file; /* likewise, if a spec names them; else "" */
    char *data_hash, *split_hash, *classes_hash, *precision; /* not of the 2020 study */
    char *results_sha256, *weights_sha256, *experiment_key;
    char *val_rows; /* equal where two val_loss can be compared */
    /* folder that it was saved to; it may have been replaced since */
    char *classifier;
    char *lm_files_hash;     /* of the files that a pretrained lm was read from */
    char *combiner, *filter; /* as in a spec: "mean"; where: "column=value, ..." */
    char *units, *activation, *optimizer; /* "[512]", "relu", "Adam" */
    int64_t trial;
    int64_t min_count, oov_buckets; /* of scratch models; -1: not known */
    int64_t n_validation;           /* rows; -1: not known */
    int normalization;       /* 1: the lm normalises; 0: it does not; -1: not known */
    int lower, lm_trainable; /* likewise */
    int restores_best;       /* likewise, of early stopping */
    bool has_results;        /* test-results.csv is there */
    uint32_t dim, threads;
    uint64_t n_train, n_test, n_classes; /* DATA-...; n_classes of the output layer */
    uint64_t n_params, lm_rows, peak_memory;
    uint32_t max_epochs, patience, batch_size; /* patience 0: no early stopping */
    double dropout, validation_split, learning_rate, beta_1, beta_2, epsilon;
    /* Of the kept weights; of the best epoch (lowest val_loss); of the last epoch. Those
     * of epochs of the 2020 study come from float32 curves: equal to bac within 1e-7. */
    double bac, bac_best, bac_last;
    double bac_val;       /* kept weights, on validation rows */
    double val_loss_kept; /* likewise; of the best epoch where its weights were kept */
    double accuracy, top5, f1_macro, log_loss;
    double started_at, finished_at;     /* seconds since 1970 */
    double training_took, predict_took; /* seconds */
    uint32_t n_epochs;
    /* [n_epochs]; NaN for an epoch without a value; all NaN if the curve was not
     * recorded */
    double *loss, *val_loss, *test_bac;
} lmev_experiment;

typedef enum lmev_left_out_reason {
    LMEV_LEFT_OUT_UNREADABLE,
    LMEV_LEFT_OUT_FAILED,
    LMEV_LEFT_OUT_UNFINISHED,
    LMEV_LEFT_OUT_NO_MODEL, /* it names none */
    LMEV_LEFT_OUT_NO_BAC,
    LMEV_LEFT_OUT_COPY,
    LMEV_LEFT_OUT_RUN_AGAIN
} lmev_left_out_reason;

/* A run that analyses leave out. why is the reason in words. */
typedef struct lmev_left_out {
    char *path, *why;
    lmev_left_out_reason reason;
    /* For an unreadable or failed run, the error; for a copy or an experiment that was
     * run again, the path of the run that counts; else "". */
    char *about;
} lmev_left_out;

typedef struct lmev_experiments {
    size_t n;
    lmev_experiment *at; /* by model, trial, start, run id, path */
    size_t n_left_out;
    /* by path: unreadable, failed or unfinished runs, and copies */
    lmev_left_out *left_out;
} lmev_experiments;

/* Load all finished experiments below the folders, at most 6 levels deep; symbolic links
 * are followed. Each experiment is loaded once, also when folders overlap. Unreadable and
 * deeper folders are reported through watch (may be NULL).
 *
 * An experiment must have a run id, a model and a balanced accuracy; other values may be
 * missing, but must have the right type. Unusable runs are in left_out, and so are copies
 * (equal model, trial, run id and start); a fault in one run does not hide others.
 * ERR_NOTFOUND: a folder does not exist. */
LMEV_API lmev_status lmev_experiments_load(lmev_experiments **out,
                                           const char *const *folders, size_t n_folders,
                                           const lmev_watch *watch, lmev_error *err);
LMEV_API void lmev_experiments_free(lmev_experiments *e);

/* The predictions for the test rows. Class names are numbered by first occurrence; the
 * true class of a row comes before the predicted one. */
typedef struct lmev_predictions {
    size_t n, n_names;
    uint32_t *truth, *predicted; /* [n] numbers of names */
    char **name;                 /* [n_names] */
    /* SHA-256 over the texts and true labels in their order, each after its length as 8
     * little-endian bytes: equal for equal test sets */
    char rows_hash[65];
} lmev_predictions;
/* Read <run>/test-results.csv, of lmev or of the 2020 study. ERR_NOTFOUND: there is none.
 * ERR_FORMAT, with the line: a row does not match the header, a name is empty or not
 * UTF-8, or there is no row. */
LMEV_API lmev_status lmev_predictions_load(lmev_predictions **out, const char *run,
                                           lmev_error *err);
LMEV_API void lmev_predictions_free(lmev_predictions *p);

#ifdef __cplusplus
}
#endif
#endif
