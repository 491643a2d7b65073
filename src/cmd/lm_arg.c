/* lm_arg.c - see lm_arg.h. */
#include "cmd/lm_arg.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/talk.h"
#include "lmev/file.h"

const char *const lm_arg_combiners[] = {"own", "sum", "mean", "sqrtn", "sentence", NULL};

static const char *variable(const char *name)
{
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

/* The folder that the variable names, or that below HOME; NULL: neither. */
static const char *place(const char *name, const char *below_home)
{
    const char *value = variable(name), *home = variable("HOME");
    if (value || !home) return value;
    const size_t room = strlen(home) + strlen(below_home) + 2;
    char *path = keep(room, 1);
    snprintf(path, room, "%s/%s", home, below_home);
    return path;
}

/* A model that was got must be one that can be used, with the checksum that it has of its
 * table. */
static lmev_status usable(const char *path, lmev_error *err)
{
    lmev_lm *lm = NULL;
    const lmev_status s =
        lmev_lm_open(&lm, path, &(lmev_lm_options){.verify = true}, err);
    lmev_lm_free(lm);
    return s;
}

void lm_arg_hub(lmev_hub_options *o)
{
    *o = (lmev_hub_options){
        .cache_dir = variable("TFHUB_CACHE_DIR"),
        .hf_home = place("HF_HOME", ".cache/huggingface"),
        .kaggle_dir = place("KAGGLEHUB_CACHE", ".cache/kagglehub"),
        .hf_token = variable("HF_TOKEN"),
        .endpoint = variable("LMEV_ENDPOINT"),
        .hf_endpoint = variable("HF_ENDPOINT"),
        .check = usable,
    };
    /* ours, then the names that curl and OpenSSL have for it */
    static const char *const certificates[] = {"LMEV_CA_FILE", "CURL_CA_BUNDLE",
                                               "SSL_CERT_FILE"};
    for (size_t i = 0; i < 3 && !o->ca_file; i++) o->ca_file = variable(certificates[i]);
}

bool lm_arg_hint(lmev_error *err, const char *model, const lmev_hub_options *hub)
{
    lmev_hub_entry e = {0};
    const bool missing =
        lmev_hub_find(&e, model, hub, NULL) == LMEV_ERR_NOTFOUND && e.handle;
    lmev_hub_entry_release(&e);
    if (missing)
        (void)snprintf(err->hint, sizeof err->hint, "lmev models pull %s", model);
    return missing;
}

int lm_arg_fault(lmev_status s, lmev_error *err, const char *model,
                 const lmev_hub_options *hub)
{
    static const char list[] = "catalogue";
    const size_t n = strlen(err->hint), k = strlen(list);
    if (s == LMEV_ERR_NOTFOUND && !lm_arg_hint(err, model, hub) && n > k &&
        !strcmp(err->hint + n - k, list))
        (void)snprintf(err->hint + n, sizeof err->hint - n, " ('lmev models list')");
    return talk_fault(s, err);
}

int lm_arg_open(lmev_lm **lm, const char *model, const lm_arg *a)
{
    if (a->normalize && a->no_normalize)
        return talk_usage(NULL, "--normalize and --no-normalize exclude each other");
    const lmev_lm_options options = {
        .normalize = a->normalize      ? LMEV_CHOICE_YES
                     : a->no_normalize ? LMEV_CHOICE_NO
                                       : LMEV_CHOICE_AS_FILE,
        .lower = a->lower ? LMEV_CHOICE_YES : LMEV_CHOICE_AS_FILE,
        .combiner = a->combiner ? lm_arg_combiners[a->combiner] : NULL,
    };
    lmev_error err = {0};
    lmev_hub_options hub;
    lmev_hub_entry entry = {0};
    lm_arg_hub(&hub);
    lmev_status s = lmev_hub_find(&entry, model, &hub, &err);
    if (s == LMEV_OK && a->output) s = lmev_file_apart(a->output, entry.path, &err);
    if (s == LMEV_OK) s = lmev_lm_open(lm, entry.path, &options, &err);
    const bool found = entry.path != NULL;
    lmev_hub_entry_release(&entry);
    if (s == LMEV_OK) return OPTIONS_GO;
    return found ? talk_fault(s, &err) : lm_arg_fault(s, &err, model, &hub);
}
