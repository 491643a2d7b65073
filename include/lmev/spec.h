/* lmev/spec.h - the spec of a grid: models, data and settings, read from YAML. */
#ifndef LMEV_SPEC_H
#define LMEV_SPEC_H

#include "lmev/data.h"
#include "lmev/lm.h"
#include "lmev/nn.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct lmev_model_spec {
    char *name;   /* in results; unique in the grid */
    char *handle; /* a name of the catalogue, URL or repository; or NULL */
    char *path;   /* a file or folder; or NULL. Both NULL: scratch */
    lmev_choice normalize, lower; /* for handle and path, see lmev_lm_options */
    char *combiner;               /* for handle and path; NULL: the model's own */
    lmev_scratch_params scratch;  /* used when both are NULL */
    long line;                    /* in the spec file */
} lmev_model_spec;

/* Choose the batch size from the number of training rows: the largest power of two, at
 * least 16 and at most the 4,096 of the 2020 study, with which an epoch has 50 steps. */
#define LMEV_AUTO_BATCH UINT32_MAX

typedef enum lmev_save { LMEV_SAVE_BEST, LMEV_SAVE_ALL, LMEV_SAVE_NONE } lmev_save;

/* The expanded spec: all keys, with defaults filled in. Strings are owned. */
typedef struct lmev_spec {
    char *path; /* of the file, for messages */
    char *name, *version;
    uint32_t trials;
    size_t n_models;
    lmev_model_spec *model;
    struct {
        char *file, *train, *validation, *test; /* relative to the current folder */
        char *text, *label;
        size_t n_where;
        lmev_where *where;
        uint64_t train_size, test_size; /* LMEV_AUTO_SIZE: see lmev/data.h */
        uint64_t test_per_class;        /* 0: no such rule */
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
        uint32_t batch_size; /* or LMEV_AUTO_BATCH */
        uint32_t epochs;
        bool early_stopping; /* false: `early_stopping: false` */
        uint32_t patience;
        bool restore_best_weights;
        lmev_precision precision;
        uint64_t seed;
        uint32_t threads; /* 0: all */
    } train;
    lmev_save save;
} lmev_spec;

/* Read and check a spec file.
 *
 * set: [n_set] entries "key.path=value" with the value in YAML, which override the file.
 * Paths in the file and in set are relative to the folder of the file. Missing keys get
 * the settings of the 2020 study, except those that depend on the data: of one `file` a
 * fifth of the rows, at most 25,000, are test rows, and the rest, at most 1,000,000, are
 * training rows; of `train` and `test` all rows are used; the batch size is
 * LMEV_AUTO_BATCH. ERR_FORMAT, with file and line: an unknown key (the hint has the
 * nearest known one), a wrong type, an impossible value. ERR_PARAM: the same in set.
 * ERR_NOTFOUND: no such file. */
LMEV_API lmev_status lmev_spec_load(lmev_spec **out, const char *path,
                                    const char *const *set, size_t n_set,
                                    lmev_error *err);
/* Read and check a spec from n bytes of YAML in memory. path is its name in messages;
 * relative paths start at the folder of path: "studies/first.yaml", or "a spec" for the
 * current folder. No file need exist there. */
LMEV_API lmev_status lmev_spec_parse(lmev_spec **out, const char *text, size_t n,
                                     const char *path, const char *const *set,
                                     size_t n_set, lmev_error *err);
/* The expanded spec as YAML; free it with lmev_text_free. Loading the text gives the same
 * spec. Its paths are absolute, so it may be moved; texts of one spec at two places
 * differ. */
LMEV_API lmev_status lmev_spec_yaml(const lmev_spec *spec, char **text, lmev_error *err);
LMEV_API void lmev_spec_free(lmev_spec *spec);

#ifdef __cplusplus
}
#endif
#endif
