/* cmd_models.c - lmev models: language models in the catalogue, in the caches, and on the
 * network. Only `pull` uses the network. */
#include "cmd/verbs/cmd_models.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd/cmd.h"
#include "cmd/lm_arg.h"
#include "cmd/options.h"
#include "cmd/out.h"
#include "cmd/table.h"
#include "cmd/talk.h"
#include "lmev/hub.h"

#define MODELS_MOST 64 /* operands of pull and verify */

#define CACHE_HELP                                                             \
    "Models are kept in TFHUB_CACHE_DIR, else in cache/tfhub of the current\n" \
    "folder, in tensorflow_hub's layout. The caches of kagglehub\n"            \
    "(KAGGLEHUB_CACHE) and Hugging Face (HF_HOME) are read too."

/* ---- list ---- */

static void yes_no_cell(table *t, int value)
{
    table_cell(t, "%s", value < 0 ? "" : value ? "yes" : "no");
}

static void number_cell(table *t, uint64_t v)
{
    if (v)
        table_cell(t, "%" PRIu64, v);
    else
        table_cell(t, "%s", "");
}

/* Whether the model can be used. A folder is opened, which is quick; a file of word
 * vectors would be read completely, and was read before it was put there. */
static bool opens(const lmev_hub_entry *e)
{
    lmev_lm *lm = NULL;
    lmev_error err = {0};
    struct stat st;
    if (!e->path) return false;
    if (stat(e->path, &st) == 0 && S_ISREG(st.st_mode)) return true;
    const lmev_status s = lmev_lm_open(&lm, e->path, NULL, &err);
    lmev_lm_free(lm);
    if (s != LMEV_OK) talk_say("%s is here, but cannot be used: %s", e->name, err.text);
    return s == LMEV_OK;
}

static void models_table(const lmev_hub_entry *e, size_t n, bool here, int format)
{
    static const char *const key[] = {"name",  "language", "dim",    "normalize",
                                      "bytes", "path",     "handle", "sha256"};
    static const char *const title[] = {
        "name",  "language", "dim",    "normalize",
        "bytes", "path",     "handle", "sha256 of the archive"};
    /* On a terminal the digest would take all the space. */
    const size_t columns = format == TABLE_TEXT ? 7 : 8;
    table t;
    table_begin(&t, columns, key, title, "ssnsnsss");
    for (size_t i = 0; i < n; i++) {
        if (here && !opens(&e[i])) continue;
        table_cell(&t, "%s", e[i].name);
        table_cell(&t, "%s", e[i].language ? e[i].language : "");
        number_cell(&t, e[i].dim);
        yes_no_cell(&t, e[i].normalize);
        number_cell(&t, e[i].bytes);
        table_cell(&t, "%s", e[i].path ? e[i].path : "");
        table_cell(&t, "%s", e[i].handle ? e[i].handle : "");
        if (columns == 8) table_cell(&t, "%s", e[i].sha256);
    }
    table_end(&t, (table_format)format);
}

static int list(int argc, char **argv)
{
    int format = TABLE_TEXT;
    bool here = false;
    const opt opts[] = {
        OPT("format", 0, OPT_CHOICE, &format, NULL, "of the table",
            .choice = table_formats),
        OPT("here", 0, OPT_FLAG, &here, NULL,
            "only models that are on this machine and can be used"),
    };
    const usage u = {
        .verb = "models list",
        .operands = "",
        .summary = "List the models known by name, and those in the caches.",
        .more =
            "A model without a path is not on this machine; its bytes are then those\n"
            "of its table. normalize: the model removes punctuation from texts.\n"
            "\n" CACHE_HELP,
        .opts = opts,
        .n_opts = OPT_COUNT(opts),
    };
    const int code = options_parse(&u, argc, argv, NULL, NULL);
    if (code != OPTIONS_GO) return code;
    lmev_error err = {0};
    lmev_hub_options hub;
    lmev_hub_entry *entries = NULL;
    size_t n = 0;
    lm_arg_hub(&hub);
    const lmev_status s = lmev_hub_list(&entries, &n, &hub, &err);
    if (s != LMEV_OK) return talk_fault(s, &err);
    out_begin(NULL);
    models_table(entries, n, here, format);
    lmev_hub_list_free(entries, n);
    return out_end(0);
}

/* ---- checksums inside of models ---- */

/* Read the whole model at path. ERR_MISMATCH or ERR_FORMAT: a checksum of its table is
 * wrong. *compared: it has one, and it agrees. */
static lmev_status check_table(const char *path, bool *compared, lmev_error *err)
{
    lmev_lm *lm = NULL;
    const lmev_status s =
        lmev_lm_open(&lm, path, &(lmev_lm_options){.verify = true}, err);
    *compared = s == LMEV_OK && lmev_lm_verified(lm);
    lmev_lm_free(lm);
    return s;
}

/* ---- pull ---- */

/* 64 hexadecimal digits, in lower case in to. */
static bool digest_of(char to[65], const char *text)
{
    size_t n = 0;
    for (; text[n] && n < 64; n++) {
        if (!isxdigit((unsigned char)text[n])) return false;
        to[n] = (char)tolower((unsigned char)text[n]);
    }
    to[64] = '\0';
    return n == 64 && !text[64];
}

/* Check all names before the first model is downloaded. */
static int check_names(const char *const *models, int n, const lmev_hub_options *hub)
{
    for (int i = 0; i < n; i++) {
        lmev_error err = {0};
        lmev_hub_entry e = {0};
        const lmev_status s = lmev_hub_find(&e, models[i], hub, &err);
        const bool known = s == LMEV_OK || (s == LMEV_ERR_NOTFOUND && e.handle);
        lmev_hub_entry_release(&e);
        if (!known) return lm_arg_fault(s, &err, models[i], hub);
    }
    return 0;
}

static int pull_all(const char *const *models, int n, const lmev_hub_options *hub)
{
    const int code = check_names(models, n, hub);
    if (code != 0) return code;
    talk_goes_on();
    out_begin(NULL);
    for (int i = 0; i < n; i++) {
        lmev_error err = {0};
        lmev_hub_entry e = {0};
        const lmev_status s = lmev_hub_pull(&e, models[i], hub, talk_watch(), &err);
        talk_progress_end();
        if (s == LMEV_OK) out_print("%s\n", e.path);
        lmev_hub_entry_release(&e);
        if (s != LMEV_OK) return out_end(talk_fault(s, &err));
    }
    return out_end(0);
}

static int pull(int argc, char **argv)
{
    const char *args[MODELS_MOST], *sha256 = NULL, *endpoint = NULL;
    char digest[65];
    int n = 0;
    lmev_hub_options hub;
    lm_arg_hub(&hub);
    uint64_t stall = 60;
    const opt opts[] = {
        OPT("again", 0, OPT_FLAG, &hub.again, NULL, "download it again"),
        OPT("sha256", 0, OPT_TEXT, &sha256, "HEX",
            "required digest of the file (default: it is recorded)"),
        OPT("endpoint", 0, OPT_TEXT, &endpoint, "URL",
            "a mirror instead of tfhub.dev and fastText's site"),
        OPT("max-bytes", 0, OPT_WHOLE, &hub.max_bytes, "N",
            "most bytes of an unpacked model (default: 8 GiB)", .min = 1, .max = 1e15),
        OPT("stall", 0, OPT_WHOLE, &stall, "SECONDS",
            "give up after this time without a byte (default: 60)", .min = 1,
            .max = 86400),
    };
    const usage u = {
        .verb = "models pull",
        .operands = "MODEL...",
        .summary = "Download models into the cache and print their paths.",
        .more = MODEL_HELP
        "\n" CACHE_HELP "\n"
        "\n"
        "Models that cannot be used are refused, if possible before the download,\n"
        "and are not kept. A download that was interrupted or stopped (exit code\n"
        "75) is resumed by the same command. Only https is used. The environment\n"
        "may name a proxy (https_proxy), certificates besides the system's\n"
        "(LMEV_CA_FILE, else CURL_CA_BUNDLE, SSL_CERT_FILE), a token for Hugging\n"
        "Face (HF_TOKEN) and other addresses (LMEV_ENDPOINT, HF_ENDPOINT).\n"
        "\n"
        "examples:\n"
        "  lmev models pull nnlm-es-dim50\n"
        "  lmev models pull cc.es.300\n"
        "  lmev models pull "
        "https://nlp.stanford.edu/data/glove.6B.zip#glove.6B.100d.txt\n"
        "  lmev models pull minishlab/potion-multilingual-128M",
        .opts = opts,
        .n_opts = OPT_COUNT(opts),
        .min_args = 1,
        .max_args = MODELS_MOST,
    };
    const int code = options_parse(&u, argc, argv, args, &n);
    if (code != OPTIONS_GO) return code;
    if (sha256 && !digest_of(digest, sha256))
        return talk_usage(NULL, "--sha256 needs 64 hexadecimal digits");
    if (sha256 && n > 1) return talk_usage(NULL, "--sha256 goes with one model");
    if (sha256) hub.sha256 = digest;
    if (endpoint) hub.endpoint = endpoint;
    hub.stall_seconds = (unsigned)stall;
    return pull_all(args, n, &hub);
}

/* ---- verify ---- */

/* Compare the digests, and the checksum of the table in a TF-Hub module or a folder of
 * lmev's. At least one of them must exist, all must agree, and the model must be
 * usable. */
static lmev_status verify_one(const char *model, const lmev_hub_options *hub,
                              lmev_error *err)
{
    lmev_hub_entry e = {0};
    bool compared = false;
    lmev_status s = lmev_hub_verify(model, hub, err);
    if (s != LMEV_OK && s != LMEV_ERR_NOTFOUND) return s;
    if (lmev_hub_find(&e, model, hub, NULL) == LMEV_OK) {
        lmev_error why = {0};
        const lmev_status read = check_table(e.path, &compared, &why);
        if (read == LMEV_ERR_MISMATCH || read == LMEV_ERR_FORMAT) {
            *err = why;
            s = read;
        }
    }
    lmev_hub_entry_release(&e);
    return compared ? LMEV_OK : s;
}

/* All pulled models, and modules in the caches of other programs; the rest has no
 * digests. */
static int verify_all(const lmev_hub_options *hub)
{
    lmev_error err = {0};
    lmev_hub_entry *e = NULL;
    size_t n = 0, good = 0;
    int code = 0;
    lmev_status s = lmev_hub_list(&e, &n, hub, &err);
    if (s != LMEV_OK) return talk_fault(s, &err);
    for (size_t i = 0; i < n && code != 1; i++) {
        if (!e[i].path) continue;
        s = verify_one(e[i].handle, hub, &err);
        if (s == LMEV_OK)
            good++;
        else if (s == LMEV_ERR_NOTFOUND)
            talk_say("%s: %s", e[i].name, err.text);
        else
            code = talk_fault(s, &err);
    }
    lmev_hub_list_free(e, n);
    out_begin(NULL);
    out_print("%zu model%s verified\n", good, good == 1 ? "" : "s");
    return out_end(code);
}

static int verify(int argc, char **argv)
{
    const char *args[MODELS_MOST];
    int n = 0, code;
    const usage u = {
        .verb = "models verify",
        .operands = "[MODEL]...",
        .summary = "Compare the files of models with the digests recorded at their pull.",
        .more = MODEL_HELP
        "\n"
        "The table of a TF-Hub module is also compared with the checksum inside\n"
        "the module, whoever downloaded it. Without MODEL all models that have\n"
        "digests are verified. Exit code 5: a file has changed.",
        .max_args = MODELS_MOST,
    };
    code = options_parse(&u, argc, argv, args, &n);
    if (code != OPTIONS_GO) return code;
    lmev_hub_options hub;
    lm_arg_hub(&hub);
    if (n == 0) return verify_all(&hub);
    for (int i = 0; i < n; i++) {
        lmev_error err = {0};
        const lmev_status s = verify_one(args[i], &hub, &err);
        if (s != LMEV_OK) return lm_arg_fault(s, &err, args[i], &hub);
    }
    out_begin(NULL);
    out_print("%d model%s verified\n", n, n == 1 ? "" : "s");
    return out_end(0);
}

int cmd_models(int argc, char **argv)
{
    static const verb verbs[] = {
        {"list", list, "the models known by name, and those in the caches"},
        {"show", models_show, "what is known of one model, and where it lies"},
        {"pull", pull, "get models from the network into the cache"},
        {"verify", verify, "compare files with the digests recorded at their pull"},
        {"convert", models_convert, "write a model in another format"},
    };
    return verbs_run(verbs, sizeof verbs / sizeof *verbs, "models", argc, argv);
}
