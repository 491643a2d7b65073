/* lmev/spec.h - the spec of a grid: models, data, settings, as a YAML file has them. */
#ifndef LMEV_SPEC_H
#define LMEV_SPEC_H

#include "lmev/data.h"
#include "lmev/lm.h"
#include "lmev/nn.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct lmev_model_spec {
    char *name;                   /* as results call it; unique in the grid */
    char *handle;                 /* of the catalogue, a URL or a repository; or NULL */
    char *path;                   /* a file or folder; or NULL. Neither: scratch */
    lmev_choice normalize, lower; /* of handle and path, see lmev_lm_options */
    char *combiner;               /* of handle and path; NULL: the model's own */
    lmev_scratch_params scratch;  /* where both are NULL */
    long line;                    /* in the spec file */
} lmev_model_spec;

/* The batch that the number of training rows decides: the 4,096 of the 2020 study, or the
 * largest power of two, at least 16, of which an epoch takes 50 steps. */
#define LMEV_AUTO_BATCH UINT32_MAX

typedef enum lmev_save { LMEV_SAVE_BEST, LMEV_SAVE_ALL, LMEV_SAVE_NONE } lmev_save;

/* The expanded spec: every key of the file with its default filled in. Strings are
 * owned. */
typedef struct lmev_spec {
    char *path; /* of the file, for messages */
    char *name, *version;
    uint32_t trials;
    size_t n_models;
    lmev_model_spec *model;
    struct {
        char *file, *train, *validation, *test; /* made relative to the current folder */
        char *text, *label;
        size_t n_where;
        lmev_where *where;
        uint64_t train_size, test_size; /* LMEV_AUTO_SIZE: by the rows of file */
        uint64_t test_per_class;        /* 0: as they are drawn */
        double validation_split;
        bool per_trial; /* split: per-trial */
        bool strict;
    } data;
    struct {
        uint32_t n_units, units[LMEV_LAYERS_MAX];
        double dropout;
        bool lm_trainable;
    } network;
    struct {
        double learning_rate, beta_1, beta_2, epsilon;
        uint32_t batch_size,
            epochs;          /* batch_size LMEV_AUTO_BATCH: by the training rows */
        bool early_stopping; /* false: `early_stopping: false` */
        uint32_t patience;
        bool restore_best_weights;
        lmev_precision precision;
        uint64_t seed;
        uint32_t threads; /* 0: all */
    } train;
    lmev_save save;
} lmev_spec;

/* Read and check a spec; set[i] is "key.path=value", the value in YAML, and wins over the
 * file. Unknown keys, wrong types and impossible values are ERR_FORMAT with file and
 * line, and the nearest known key as a hint; in set they are ERR_PARAM. Paths are
 * relative to the spec file, those in set too. What is left out has the setting of the
 * 2020 study, but for what depends on the data: of one `file` a fifth of the rows, at
 * most 25,000, are for the test, the rest, at most 1,000,000, for training, and the batch
 * is LMEV_AUTO_BATCH. With train and test: all their rows. */
LMEV_API lmev_status lmev_spec_load(lmev_spec **out, const char *path,
                                    const char *const *set, size_t n_set,
                                    lmev_error *err);
/* The same from n bytes of YAML in memory. path is what messages call it, and paths in it
 * begin at its folder: "studies/first.yaml", or just "a spec" for the current folder.
 * Nothing need be there. */
LMEV_API lmev_status lmev_spec_parse(lmev_spec **out, const char *text, size_t n,
                                     const char *path, const char *const *set,
                                     size_t n_set, lmev_error *err);
/* The expanded spec as YAML; free with lmev_text_free. Loading it gives the same spec:
 * paths come out absolute, so the text means the same wherever it lies (and differs
 * between places: it is no identity of an experiment). */
LMEV_API lmev_status lmev_spec_yaml(const lmev_spec *spec, char **text, lmev_error *err);
LMEV_API void lmev_spec_free(lmev_spec *spec);

#ifdef __cplusplus
}
#endif
#endif
