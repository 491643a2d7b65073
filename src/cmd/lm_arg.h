/* lm_arg.h - a language model as an operand (a path, a name of the catalogue, a handle)
 * and the options of reading it. */
#ifndef LMEV__CMD_LM_ARG_H
#define LMEV__CMD_LM_ARG_H
#include "cmd/options.h"
#include "lmev/hub.h"
#include "lmev/lm.h"

typedef struct lm_arg {
    int combiner; /* index in lm_arg_combiners; 0: the model's own */
    bool normalize, no_normalize, lower;
    /* a file that the verb writes, which is not part of the model; NULL: none */
    const char *output;
} lm_arg;

extern const char *const lm_arg_combiners[];

/* The options of reading a language model, for a verb's table. */
#define LM_ARG_OPTIONS(a)                                                       \
    OPT("combiner", 0, OPT_CHOICE, &(a).combiner, NULL,                         \
        "how rows become a vector (default: own)", .choice = lm_arg_combiners), \
        OPT("lower", 0, OPT_FLAG, &(a).lower, NULL,                             \
            "word vectors: texts in lower case"),                               \
        OPT("normalize", 0, OPT_FLAG, &(a).normalize, NULL,                     \
            "word vectors: remove punctuation from the texts"),                 \
        OPT("no-normalize", 0, OPT_FLAG, &(a).no_normalize, NULL,               \
            "word vectors: do not remove it")

/* Find the model and open it, without using the network. Returns OPTIONS_GO and *lm, or
 * an exit code after reporting the fault. */
int lm_arg_open(lmev_lm **lm, const char *model, const lm_arg *a);

/* The program's own hint where a model is missing: the command that downloads it. True:
 * the model is known and not on this machine. */
bool lm_arg_hint(lmev_error *err, const char *model, const lmev_hub_options *hub);
/* talk_fault with that hint, where the status is LMEV_ERR_NOTFOUND. */
int lm_arg_fault(lmev_status s, lmev_error *err, const char *model,
                 const lmev_hub_options *hub);

/* Where models are kept, from the environment: TFHUB_CACHE_DIR, HF_HOME, KAGGLEHUB_CACHE,
 * HF_TOKEN, LMEV_CA_FILE (CURL_CA_BUNDLE, SSL_CERT_FILE), LMEV_ENDPOINT, HF_ENDPOINT, and
 * the usual places below HOME. The strings live as long as the process. */
void lm_arg_hub(lmev_hub_options *o);
#endif
