/* lm_arg.c - see lm_arg.h. */
#include "lm_arg.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "talk.h"

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

void lm_arg_hub(lmev_hub_options *o)
{
    *o = (lmev_hub_options){
        .cache_dir = variable("TFHUB_CACHE_DIR"),
        .hf_home = place("HF_HOME", ".cache/huggingface"),
        .kaggle_dir = place("KAGGLEHUB_CACHE", ".cache/kagglehub"),
        .hf_token = variable("HF_TOKEN"),
    };
}

int lm_arg_open(lmev_lm **lm, const char *model, const lm_arg *a)
{
    if (a->normalize && a->no_normalize)
        return talk_usage(NULL, "--normalize and --no-normalize exclude each other");
    const lmev_lm_options options = {
        .normalize = a->normalize      ? LMEV_YES
                     : a->no_normalize ? LMEV_NO
                                       : LMEV_AS_FILE,
        .lower = a->lower ? LMEV_YES : LMEV_AS_FILE,
        .combiner = a->combiner ? lm_arg_combiners[a->combiner] : NULL,
    };
    lmev_error err = {0};
    lmev_hub_options hub;
    lmev_hub_entry entry = {0};
    lm_arg_hub(&hub);
    lmev_status s = lmev_hub_find(&entry, model, &hub, &err);
    if (s == LMEV_OK) s = lmev_lm_open(lm, entry.path, &options, &err);
    lmev_hub_entry_release(&entry);
    return s == LMEV_OK ? OPTIONS_GO : talk_fault(s, &err);
}

/* Until src/hub is in the build: paths only. */
__attribute__((weak)) void lmev_hub_entry_release(lmev_hub_entry *e)
{
    (void)e;
}
__attribute__((weak)) lmev_status lmev_hub_find(lmev_hub_entry *out, const char *model,
                                                const lmev_hub_options *o, lmev_error *err)
{
    (void)o;
    (void)err;
    *out = (lmev_hub_entry){.path = keep(strlen(model) + 1, 1)};
    memcpy(out->path, model, strlen(model) + 1);
    return LMEV_OK;
}
