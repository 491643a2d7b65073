/* cmd_models_show.c - lmev models show: one model, from the catalogue and the caches and
 * from its own files.
 *
 * A path is opened, and refused when it is not a model. A model known by name may be of
 * another kind or not on this machine; then only what the catalogue knows is shown. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/lm_arg.h"
#include "cmd/options.h"
#include "cmd/out.h"
#include "cmd/talk.h"
#include "cmd/verbs/cmd_models.h"
#include "lmev/hub.h"

#define FIRST 5 /* tokens shown */

static const char *const show_formats[] = {"text", "json", NULL};

/* One line of the output, or one member of the JSON object. */
typedef struct fields {
    bool json;
    size_t n;
} fields;

static void key(fields *f, const char *name)
{
    if (f->json)
        out_print("%s  \"%s\": ", f->n ? ",\n" : "{\n", name);
    else
        out_print("%-10s ", name);
    f->n++;
}

/* NULL and "": not known. */
static void text_field(fields *f, const char *name, const char *value)
{
    const bool known = value && *value;
    if (!known && !f->json) return;
    key(f, name);
    if (!f->json) {
        out_shown(value, strlen(value));
        out_text("\n");
    } else if (known)
        out_json(value, strlen(value));
    else
        out_text("null");
}

/* 0: not known. */
static void number_field(fields *f, const char *name, uint64_t value)
{
    if (value == 0 && !f->json) return;
    key(f, name);
    if (value == 0)
        out_text("null");
    else
        out_print("%" PRIu64 "%s", value, f->json ? "" : "\n");
}

/* Negative: not known. */
static void yes_no_field(fields *f, const char *name, int value)
{
    text_field(f, name, value < 0 ? NULL : value ? "yes" : "no");
}

static void token_text(lmev_str token)
{
    out_text("\"");
    out_shown(token.at, token.n);
    out_text("\"");
}

/* Tokens hold any bytes: they are quoted, in text as in JSON. */
static void token_field(fields *f, const char *name, const lmev_lm *lm)
{
    if (!lm && !f->json) return;
    key(f, name);
    if (f->json) out_text(lm ? "[" : "null");
    const uint64_t all = lm ? lmev_lm_vocab(lm) : 0, n = all < FIRST ? all : FIRST;
    for (uint64_t i = 0; i < n; i++) {
        const lmev_str token = lmev_lm_token(lm, i);
        if (i > 0) out_text(f->json ? ", " : " ");
        if (f->json)
            out_json(token.at, token.n);
        else
            token_text(token);
    }
    if (f->json)
        out_text(lm ? "]" : "");
    else
        out_text(n < all ? " ...\n" : "\n");
}

/* lm NULL: the model is not here, or of another kind. */
static void show_fields(const lmev_hub_entry *e, const lmev_lm *lm, bool json)
{
    fields f = {.json = json};
    char how[512] = "";
    if (lm) lmev_lm_describe(lm, how, sizeof how);
    text_field(&f, "name", e->name);
    text_field(&f, "handle", e->handle);
    text_field(&f, "path", e->path ? e->path : json ? NULL : "not on this machine");
    text_field(&f, "language", e->language);
    number_field(&f, "dim", lm ? lmev_lm_dim(lm) : e->dim);
    yes_no_field(&f, "normalize", lm ? lmev_lm_normalizes(lm) : e->normalize);
    number_field(&f, "bytes", e->bytes);
    text_field(&f, "sha256", e->sha256);
    text_field(&f, "format", lm ? lmev_lm_origin(lm) : NULL);
    number_field(&f, "rows", lm ? lmev_lm_rows(lm) : 0);
    number_field(&f, "vocabulary", lm ? lmev_lm_vocab(lm) : 0);
    text_field(&f, "tokens", how);
    token_field(&f, "first", lm);
    text_field(&f, "combiner", lm ? lmev_lm_combiner_name(lm) : NULL);
    yes_no_field(&f, "unit", lm ? lmev_lm_unit(lm) : -1);
    yes_no_field(&f, "trainable", lm ? lmev_lm_trainable(lm) : -1);
    if (json) out_text("\n}\n");
}

int models_show(int argc, char **argv)
{
    const char *args[1];
    int format = 0;
    const opt opts[] = {
        OPT("format", 0, OPT_CHOICE, &format, NULL, "of the output",
            .choice = show_formats),
    };
    const usage u = {
        .verb = "models show",
        .operands = "MODEL",
        .summary = "Show one model: where it lies, and what its files say.",
        .more = MODEL_HELP
        "\n"
        "tokens: how a text becomes rows of the table; first: the first tokens;\n"
        "unit: vectors are divided by their norm; trainable: the table can be\n"
        "trained with this combiner. Exit code 3: the path is not a model; 4: the\n"
        "model is not on this machine.",
        .opts = opts,
        .n_opts = OPT_COUNT(opts),
        .min_args = 1,
        .max_args = 1,
    };
    const int code = options_parse(&u, argc, argv, args, NULL);
    if (code != OPTIONS_GO) return code;
    lmev_error err = {0}, why = {0};
    lmev_hub_options hub;
    lmev_hub_entry e = {0};
    lmev_lm *lm = NULL;
    lm_arg_hub(&hub);
    lmev_status s = lmev_hub_find(&e, args[0], &hub, &err);
    bool known = e.name != NULL; /* whether it is here or not */
    const lmev_status read =
        s == LMEV_OK ? lmev_lm_open(&lm, e.path, NULL, &why) : LMEV_OK;
    if (read != LMEV_OK && e.handle) {
        talk_warn("%s is here, but cannot be used: %s", e.name, why.text);
    } else if (read != LMEV_OK) { /* a path, about which the catalogue knows nothing */
        known = false;
        err = why;
        s = read;
    }
    int result = 0;
    if (known) {
        out_begin(NULL);
        show_fields(&e, lm, format == 1);
        result = out_end(0);
    }
    lmev_lm_free(lm);
    lmev_hub_entry_release(&e);
    return s == LMEV_OK ? result : lm_arg_fault(s, &err, args[0], &hub);
}
