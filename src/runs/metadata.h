/* metadata.h - what an experiment leaves behind as JSON, and reading it back.
 *
 * experiment_metadata.json: the 42 keys of the 2020 study with its names, types and
 * meaning, then ours (LMEV-...). It is written last and atomically: a run directory that
 * has it is a finished experiment. experiment_failed.json takes its place after a
 * failure. */
#ifndef LMEV__RUNS_METADATA_H
#define LMEV__RUNS_METADATA_H
#include "lmev/spec.h"
#include "runs/facts.h"

#define LMEV__METADATA_FILE "experiment_metadata.json"
#define LMEV__FAILED_FILE   "experiment_failed.json"
#define LMEV__RESULTS_FILE  "test-results.csv"
#define LMEV__SPEC_FILE     "config.yaml"

/* Everything that the metadata tell; the trial fills it. All pointers are borrowed; a
 * NULL string becomes "", a NaN becomes null. */
typedef struct lmev__run_record {
    /* who and where; paths as the program sees them (relative to the current folder) */
    const lmev_spec *spec;
    const lmev_model_spec *model; /* one of spec->model */
    const char *run_id;
    const char *version_dir; /* experiments/<version>, above run_dir */
    const char *run_dir;
    const char *log_dir;        /* TensorBoard's */
    const char *classifier_dir; /* NULL: none saved */
    const char *experiment_key; /* what resume compares; one a (spec, model, trial) */
    const char *val_rows;       /* equal where two val_loss can be compared */
    uint32_t trial;             /* 0-based */
    uint64_t seed;              /* of this trial */
    uint64_t split_seed;
    int threads;              /* resolved */
    lmev_precision precision; /* resolved */
    bool early_stopped;       /* ended before spec->train.epochs */
    uint32_t n_resumed;       /* how often it went on from a checkpoint */

    /* data */
    const lmev_split *split; /* sizes, classes, hashes, skipped rows */

    /* language model */
    uint32_t dim;
    uint64_t lm_rows, lm_vocab;
    const char *lm_handle; /* as the study names modules; the model's name for others */
    const char *lm_format, *lm_combiner;
    const char *lm_sha256; /* of the files of a pretrained one; "" for scratch */
    bool lm_normalize, lm_lower;

    /* curves, an entry an epoch */
    uint32_t n_epochs;
    const double *loss, *val_loss, *test_bac;
    const double *val_bac; /* may be NULL: not recorded */
    uint32_t best_epoch;   /* 1-based, of the lowest val_loss; 0: none */

    /* time: seconds since 1970; STARTED_AT and FINISHED_AT enclose the training alone */
    double started_at, finished_at, training_took, predict_took;
    struct {
        double read, tokenize, train, evaluate, checkpoint, save;
    } seconds;            /* by phase, over all sessions of this experiment */
    uint64_t peak_memory; /* bytes */

    /* figures on the test rows, of the weights kept, unless named otherwise */
    double bac, bac_best, bac_last, bac_val;
    double val_loss_kept; /* on validation rows; NaN: there are none */
    double accuracy, top5, f1_macro, log_loss;

    const char *weights_sha256, *results_sha256;
} lmev__run_record;

/* The metadata as JSON text on one line; lmev__free it. Host, system and processor are
 * asked from the system here. */
lmev_status lmev__metadata_text(const lmev__run_record *r, char **text, lmev_error *err);
/* Publish it as run_dir/experiment_metadata.json, and remove a failure noted there
 * before. */
lmev_status lmev__metadata_write(const lmev__run_record *r, lmev_error *err);
/* Note a failure in r->run_dir/experiment_failed.json (the folder is made if need be). Of
 * *r the members spec, model, lm_handle, run_id, run_dir, experiment_key, trial, seed,
 * started_at are used. */
lmev_status lmev__failed_write(const lmev__run_record *r, const lmev_error *why,
                               lmev_error *err);

/* Read run_dir/experiment_metadata.json, ours or the study's. ERR_NOTFOUND without the
 * file, ERR_FORMAT with the key when it cannot be used. A BAC that is null is NaN. */
lmev_status lmev__metadata_read(lmev__facts *out, const char *run_dir, lmev_error *err);
/* The same from n bytes. */
lmev_status lmev__metadata_parse(lmev__facts *out, const char *text, size_t n,
                                 const char *run_dir, lmev_error *err);
/* What is known of any folder: finished, failed, running, or unreadable with the reason.
 * *is_run is false when the folder is no run directory; *out is then untouched. Fails
 * only when out of memory. */
lmev_status lmev__facts_of(lmev__facts *out, bool *is_run, const char *dir,
                           lmev_error *err);
#endif
