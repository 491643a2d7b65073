/* spec_load.h - what the files that read a spec share: the loader and its setters. */
#ifndef LMEV__RUNS_SPEC_SPEC_LOAD_H
#define LMEV__RUNS_SPEC_SPEC_LOAD_H
#include "base/error.h"
#include "base/format/yaml.h"
#include "runs/spec/spec_keys.h"

typedef struct lmev__loader {
    lmev_spec *spec;
    lmev_error *err;
    const char *source; /* the file, or "--set key=value" */
    char *dir;          /* of the file; paths are relative to it, those of --set too */
    lmev_status bad;    /* ERR_FORMAT in the file, ERR_PARAM in --set */
    bool from_set;      /* then nodes carry no line of the file */
    long given[LMEV__SPEC_KEYS_MAX]; /* a key: 0 by default, its line, or -1 by --set */
} lmev__loader;

#define LMEV__FAULT(L, line, ...) \
    lmev__fail((L)->err, (L)->bad, (L)->source, (L)->from_set ? 0 : (line), __VA_ARGS__)

/* "'key' must be wanted, found ..." */
lmev_status lmev__spec_wrong(lmev__loader *L, const lmev__yaml *node, const char *key,
                             const char *wanted);
bool lmev__spec_null(const lmev__yaml *node);
/* Set the member that key names in base; name is used in messages. */
lmev_status lmev__spec_number(lmev__loader *L, void *base, const lmev__key *key,
                              const char *name, const lmev__yaml *node);
lmev_status lmev__spec_bool(lmev__loader *L, void *base, const lmev__key *key,
                            const char *name, const lmev__yaml *node);
/* Replace *at by a copy of the node's text, checked for its kind (NAME, STRING, PATH). */
lmev_status lmev__spec_string(lmev__loader *L, char **at, lmev__key_kind kind,
                              const char *name, const lmev__yaml *node);

/* The list under 'models' (spec_models.c). */
lmev_status lmev__spec_models(lmev__loader *L, const lmev__yaml *node);
void lmev__spec_models_clear(lmev_spec *spec);
#endif
