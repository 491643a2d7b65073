/* repository.h - can a Hugging Face repository be used? As far as its list of files and
 * its small files show, before a table of gigabytes is downloaded. */
#ifndef LMEV__HUB_REPOSITORY_H
#define LMEV__HUB_REPOSITORY_H
#include "base/format/json.h"
#include "hub/fetch.h"

/* The order of getting files. */
typedef enum lmev__stage {
    LMEV__STAGE_DECIDES, /* modules.json, config.json, ...: small, and say what it is */
    LMEV__STAGE_TOKENIZER,
    LMEV__STAGE_TABLE,
    LMEV__N_STAGES,
    LMEV__STAGE_NONE /* not a file that a static model has */
} lmev__stage;
lmev__stage lmev__stage_of(const char *name);

/* The k-th file's name in the list that the hub answers with, or NULL. */
const char *lmev__repository_file(const lmev__json *list, size_t k);
size_t lmev__repository_n(const lmev__json *list);

/* ERR_FORMAT, with the reason: */
/* what the list itself says of the model's kind (the hub puts config.json into it); */
lmev_status lmev__judge_list(const lmev__json *list, const char *repo, lmev_error *err);
/* modules.json, else config.json, of those that are in the folder; */
lmev_status lmev__judge_small(const char *folder, const char *repo, lmev_error *err);
/* files that are missing; */
lmev_status lmev__judge_names(const lmev__json *list, const char *repo, lmev_error *err);
/* the first bytes of model.safetensors. */
lmev_status lmev__judge_table(const lmev__fetch *f, const char *head, size_t n,
                              lmev_error *err);
#endif
