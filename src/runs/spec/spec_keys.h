/* spec_keys.h - the table of the spec's keys, shared by its reader and its writer. */
#ifndef LMEV__RUNS_SPEC_SPEC_KEYS_H
#define LMEV__RUNS_SPEC_SPEC_KEYS_H
#include "lmev/spec.h"

typedef enum lmev__key_kind {
    LMEV__KEY_MAP,  /* holds other keys */
    LMEV__KEY_NAME, /* string that becomes a folder's name */
    LMEV__KEY_STRING,
    LMEV__KEY_PATH, /* string, relative to the spec file */
    LMEV__KEY_U32,
    LMEV__KEY_U64,
    LMEV__KEY_REAL,
    LMEV__KEY_BOOL,
    LMEV__KEY_CHOICE, /* one of the words in choice, stored as its number */
    LMEV__KEY_MODELS,
    LMEV__KEY_WHERE,
    LMEV__KEY_UNITS,
    LMEV__KEY_STOPPING /* false, or a mapping */
} lmev__key_kind;

typedef struct lmev__key {
    const char *path; /* "train.optimizer.epsilon" */
    lmev__key_kind kind;
    size_t offset, size;      /* of the member that it fills; size 0: stores nothing */
    double low, high;         /* of a number; high 0: no limit */
    bool low_open, high_open; /* the limit itself is not allowed */
    /* the default as it would stand in the file; NULL: none, or set by the code */
    const char *initial;
    const char *const
        /* NULL-terminated; of a whole number: the word for the largest number of its
         * type, which is left to the data */
        *choice;
} lmev__key;

/* The keys in the order in which they are written; a mapping stands before its keys. */
extern const lmev__key lmev__spec_keys[];
extern const size_t lmev__n_spec_keys;
/* The keys of a scratch model; offsets are into lmev_scratch_params. */
extern const lmev__key lmev__scratch_keys[];
extern const size_t lmev__n_scratch_keys;

#define LMEV__SPEC_KEYS_MAX  64
#define LMEV__EPOCHS_MAX     100000 /* metadata_read.c and curves.c read as many */
#define LMEV__SPEC_BYTES_MAX ((size_t)1 << 20)
#endif
