/* metadata_read.c - what a run directory says about itself, ours or the 2020 study's.
 *
 * Of a metadata file the run id and the balanced accuracy must be there; all else may be
 * absent or null, which is "not known". What is there must be of its kind and in its
 * range: a file with a text where a number belongs was damaged or written by something
 * else, and none of its numbers is to be trusted. Such a run is "unreadable", with the
 * key in the reason, and never hides the others.
 *
 * The values may be anything: the file's size, the nesting (base/json.c) and the length
 * of texts are bounded. Cost: one JSON file of some kB. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/format/json.h"
#include "base/io/io.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "runs/keys.h"
#include "runs/metadata.h"
#include "runs/session/checkpoint.h"
#include "runs/spec/spec_keys.h"

/* The longest run that a spec may ask for has four curves of this many numbers, each of
 * up to 24 characters and two between them; the rest are some 6 kB. JSON takes some sixty
 * times its size in memory at worst, so this also bounds what a hostile file can ask
 * for. */
#define CURVES_MAX   ((size_t)LMEV__EPOCHS_MAX * 4 * 26)
#define METADATA_MAX (CURVES_MAX + ((size_t)1 << 20))

/* A metadata file being read. */
typedef struct reading {
    const lmev__json *j;
    const char *dir;
    lmev_experiment *e;
    lmev_error *err;
} reading;

static lmev_status wrong(const reading *r, const char *key, const char *kind)
{
    return lmev__fail(r->err, LMEV_ERR_FORMAT, r->dir, 0, "'%s' is not %s", key, kind);
}

/* The value of a key, or NULL when it is absent or null. */
static const lmev__json *value(const lmev__json *j, const char *key)
{
    const lmev__json *v = lmev__json_get(j, key);
    return lmev__json_kind(v) == LMEV__JSON_NULL ? NULL : v;
}

static bool is_kind(const lmev__json *v, lmev__json_type kind)
{
    return v && lmev__json_kind(v) == kind;
}

/* *out: the text, borrowed, NULL when the key is absent. */
static lmev_status get_text(const reading *r, const char *key, const char **out)
{
    size_t n = 0;
    const lmev__json *v = value(r->j, key);
    const char *s = lmev__json_string(v, &n);
    if (v && (!s || n != strlen(s))) return wrong(r, key, "a text");
    if (n > LMEV__TEXT_MAX) return wrong(r, key, "a text of at most 4096 bytes");
    *out = s;
    return LMEV_OK;
}

static lmev_status keep(const reading *r, char **to, const char *s)
{
    if (!s) return LMEV_OK;
    char *copy = lmev__strdup(s);
    if (!copy) return lmev__nomem(r->err, r->dir);
    lmev__free(*to);
    *to = copy;
    return LMEV_OK;
}

static bool is_count(const lmev__json *v, int64_t most)
{
    return is_kind(v, LMEV__JSON_INT) && lmev__json_int(v) >= 0 &&
           lmev__json_int(v) <= most;
}

static bool is_real(const lmev__json *v, const lmev__fact *fact)
{
    return (is_kind(v, LMEV__JSON_INT) || is_kind(v, LMEV__JSON_REAL)) &&
           lmev__json_real(v) >= fact->low && lmev__json_real(v) <= fact->high;
}

/* A fact that one key tells. */
static lmev_status take(const reading *r, const lmev__fact *fact)
{
    const lmev__json *v = value(r->j, fact->key);
    void *at = lmev__fact_of(r->e, fact);
    const char *text = NULL;
    char range[64];
    lmev_status s;
    if (!v) return LMEV_OK;
    switch (fact->kind) {
    case LMEV__FACT_TEXT:
        s = get_text(r, fact->key, &text);
        return s == LMEV_OK ? keep(r, at, text) : s;
    case LMEV__FACT_REAL:
        if (is_real(v, fact)) {
            *(double *)at = lmev__json_real(v);
            return LMEV_OK;
        }
        snprintf(range, sizeof range, "a number from %g to %g", fact->low, fact->high);
        return wrong(r, fact->key, range);
    case LMEV__FACT_COUNT:
        if (!is_count(v, LMEV__COUNT_MAX)) break;
        *(uint64_t *)at = (uint64_t)lmev__json_int(v);
        return LMEV_OK;
    case LMEV__FACT_COUNT4:
        if (!is_count(v, UINT32_MAX)) break;
        *(uint32_t *)at = (uint32_t)lmev__json_int(v);
        return LMEV_OK;
    case LMEV__FACT_NUMBER:
        if (!is_count(v, LMEV__COUNT_MAX)) break;
        *(int64_t *)at = lmev__json_int(v);
        return LMEV_OK;
    case LMEV__FACT_FLAG:
        if (!is_kind(v, LMEV__JSON_BOOL)) return wrong(r, fact->key, "true or false");
        *(int *)at = lmev__json_bool(v);
        return LMEV_OK;
    case LMEV__FACT_CURVE: /* has no key */
        return LMEV_OK;
    }
    return wrong(r, fact->key, "a count");
}

/* The part of a path or handle after the last '/', without a version number behind it:
 * nnlm-es-dim50 of https://tfhub.dev/google/nnlm-es-dim50/2. */
static char *short_handle(const char *handle)
{
    size_t end = strlen(handle), begin = 0;
    for (int part = 0; part < 2; part++) {
        while (end && handle[end - 1] == '/') end--;
        for (begin = end; begin && handle[begin - 1] != '/'; begin--);
        if (begin == 0 || strspn(handle + begin, "0123456789") < end - begin) break;
        end = begin;
    }
    return lmev__strndup(handle + begin, end - begin);
}

/* Ours have a name and say whether they normalise; the study's are in their handle. */
static lmev_status take_model(const reading *r)
{
    static const char normalised[] = "-with-normalization";
    const char *name = NULL, *handle = NULL;
    lmev_experiment *e = r->e;
    lmev_status s = get_text(r, LMEV__META_MODEL, &name);
    if (s == LMEV_OK) s = get_text(r, LMEV__META_TFHUB_EMB_MODEL, &handle);
    if (s == LMEV_OK && !handle) s = get_text(r, LMEV__META_HUG_EMB_MODEL, &handle);
    if (s == LMEV_OK) s = keep(r, &e->handle, handle ? handle : "");
    if (s == LMEV_OK && name && *name)
        s = keep(r, &e->model, name);
    else if (s == LMEV_OK && !(e->model = short_handle(e->handle)))
        s = lmev__nomem(r->err, r->dir);
    if (s == LMEV_OK && e->normalization < 0) {
        if (strstr(e->handle, normalised))
            e->normalization = 1;
        else if (strstr(e->handle, "/nnlm-"))
            e->normalization = 0;
    }
    return s;
}

/* A seed uses all of 64 bits; those beyond 63 are recorded as text. */
static lmev_status take_seed(const reading *r)
{
    const lmev__json *v = value(r->j, LMEV__META_SEED);
    const char *text = NULL;
    char digits[24];
    if (is_count(v, INT64_MAX)) {
        snprintf(digits, sizeof digits, "%" PRId64, lmev__json_int(v));
        return keep(r, &r->e->seed, digits);
    }
    if (v && !is_kind(v, LMEV__JSON_STRING)) return wrong(r, LMEV__META_SEED, "a seed");
    lmev_status s = get_text(r, LMEV__META_SEED, &text);
    if (s == LMEV_OK && text && (!*text || strspn(text, "0123456789") < strlen(text)))
        return wrong(r, LMEV__META_SEED, "a seed");
    return s == LMEV_OK ? keep(r, &r->e->seed, text) : s;
}

/* The line at a place of a list, borrowed; "" where the list ends before. *ok false: it
 * is not a text. */
static const char *line_at(const lmev__json *list, size_t i, bool *ok)
{
    const lmev__json *v = lmev__json_at(list, i);
    const char *s = lmev__json_string(v, NULL);
    if (v && !s) *ok = false;
    return s ? s : "";
}

/* What stands behind the first ": " of a line, up to `end`, which may be NULL, at
 * most. */
static char *behind_colon(const char *line, const char *end)
{
    const char *at = strstr(line, ": ");
    if (!at) return lmev__strdup("");
    at += 2;
    size_t n = strcspn(at, "\r\n");
    const char *stop = end ? strstr(at, end) : NULL;
    if (stop && (size_t)(stop - at) < n) n = (size_t)(stop - at);
    if (n > LMEV__TEXT_MAX) n = 0;
    while (n && at[n - 1] == ' ') n--;
    return lmev__strndup(at, n);
}

/* Places 0, 4 and 5 of the environment: "Host: ...", "GPU: available", and then
 * "GPU 0: Tesla T4 (UUID: ...)" or our "CPU 0: AMD EPYC". */
static lmev_status take_environment(const reading *r)
{
    const lmev__json *v = value(r->j, LMEV__META_EXPERIMENT_ENVIRONMENT);
    bool ok = !v || is_kind(v, LMEV__JSON_ARRAY);
    const char *host = line_at(v, 0, &ok), *device = line_at(v, 5, &ok);
    if (!ok) return wrong(r, LMEV__META_EXPERIMENT_ENVIRONMENT, "a list of texts");
    if (!strncmp(host, "Host: ", 6) && !(r->e->host = behind_colon(host, NULL)))
        return lmev__nomem(r->err, r->dir);
    if (!strncmp(device, "GPU ", 4))
        r->e->device = behind_colon(device, " (UUID");
    else if (!strncmp(device, "CPU ", 4))
        r->e->device = behind_colon(device, NULL);
    else
        return LMEV_OK;
    return r->e->device ? LMEV_OK : lmev__nomem(r->err, r->dir);
}

/* Where it is not recorded as a number: "Total params: 49,285,291" of the summary, which
 * has some twenty lines. */
static lmev_status take_params(const reading *r)
{
    static const char total[] = "Total params: ";
    const bool recorded = value(r->j, LMEV__META_PARAMS) != NULL;
    const lmev__json *v = value(r->j, LMEV__META_MODEL_SUMMARY);
    bool ok = !v || is_kind(v, LMEV__JSON_ARRAY);
    for (size_t i = 0; ok && i < lmev__json_size(v); i++) {
        const char *line = line_at(v, i, &ok);
        if (strncmp(line, total, sizeof total - 1) != 0) continue;
        uint64_t n = 0;
        for (line += sizeof total - 1; (*line >= '0' && *line <= '9') || *line == ',';
             line++)
            if (*line != ',' && n <= (uint64_t)LMEV__COUNT_MAX)
                n = n * 10 + (uint64_t)(*line - '0');
        if (n > (uint64_t)LMEV__COUNT_MAX)
            return wrong(r, LMEV__META_MODEL_SUMMARY, "a summary: its total is no count");
        if (!recorded) r->e->n_params = n;
    }
    return ok ? LMEV_OK : wrong(r, LMEV__META_MODEL_SUMMARY, "a list of texts");
}

static lmev_status take_curve(const reading *r, const lmev__fact *fact,
                              const lmev__json *v, size_t n)
{
    double **curve = lmev__fact_of(r->e, fact);
    if (n == 0) return LMEV_OK;
    if (!(*curve = lmev__calloc(n, sizeof **curve))) return lmev__nomem(r->err, r->dir);
    for (size_t i = 0; i < n; i++) {
        const lmev__json *x = lmev__json_at(v, i);
        if (lmev__json_kind(x) != LMEV__JSON_NULL && !is_real(x, fact))
            return lmev__fail(r->err, LMEV_ERR_FORMAT, r->dir, 0,
                              "'" LMEV__META_RESULTS_HISTORIES
                              "': '%s' of epoch %zu is not a number from "
                              "%g to %g",
                              fact->name, i + 1, fact->low, fact->high);
        (*curve)[i] =
            lmev__json_kind(x) == LMEV__JSON_NULL ? (double)NAN : lmev__json_real(x);
    }
    return LMEV_OK;
}

/* The curves are in the first of the histories; an empty list has none. */
static lmev_status take_curves(const reading *r)
{
    static const char key[] = LMEV__META_RESULTS_HISTORIES;
    const lmev__json *list = value(r->j, key), *first = lmev__json_at(list, 0);
    bool any = false;
    if (list && !is_kind(list, LMEV__JSON_ARRAY)) return wrong(r, key, "a list");
    if (first && !is_kind(first, LMEV__JSON_OBJECT))
        return wrong(r, key, "a list of histories");
    for (size_t i = 0; i < lmev__n_facts; i++) {
        const lmev__fact *fact = &lmev__fact_table[i];
        const lmev__json *v = NULL;
        if (fact->kind != LMEV__FACT_CURVE || !(v = value(first, fact->name))) continue;
        const size_t n = lmev__json_size(v); /* bounded by METADATA_MAX */
        if (!is_kind(v, LMEV__JSON_ARRAY))
            return lmev__fail(r->err, LMEV_ERR_FORMAT, r->dir, 0,
                              "'%s': '%s' is not a list of numbers", key, fact->name);
        if (any && n != r->e->n_epochs)
            return lmev__fail(r->err, LMEV_ERR_FORMAT, r->dir, 0,
                              "'%s': '%s' has %zu epochs, others have %" PRIu32, key,
                              fact->name, n, r->e->n_epochs);
        any = true;
        r->e->n_epochs = (uint32_t)n;
        lmev_status s = take_curve(r, fact, v, n);
        if (s != LMEV_OK) return s;
    }
    return LMEV_OK;
}

/* The study records the BAC of one set of weights, those of the best epoch or of the
 * last: what both epochs had is in its curves. */
static void bacs_from_curves(lmev_experiment *e)
{
    uint32_t best = 0;
    if (e->n_epochs == 0 || !e->test_bac) return;
    if (isnan(e->bac_last)) e->bac_last = e->test_bac[e->n_epochs - 1];
    if (!isnan(e->bac_best) || !e->val_loss) return;
    for (uint32_t i = 1; i < e->n_epochs; i++)
        if (e->val_loss[i] < e->val_loss[best] || isnan(e->val_loss[best])) best = i;
    if (!isnan(e->val_loss[best])) e->bac_best = e->test_bac[best];
}

/* Versions before 0.2 did not record the val_loss of the weights kept. NaN gives way. */
static void val_loss_from_curves(lmev_experiment *e)
{
    if (!isnan(e->val_loss_kept) || e->n_epochs == 0 || !e->val_loss) return;
    e->val_loss_kept = e->val_loss[e->n_epochs - 1];
    for (uint32_t i = 0; e->restores_best == 1 && i < e->n_epochs; i++)
        e->val_loss_kept = fmin(e->val_loss_kept, e->val_loss[i]);
}

/* "[512, 256]" of LMEV-DENSE_UNITS, or of the study's one number. */
static lmev_status take_units(const reading *r)
{
    const lmev__json *list = value(r->j, LMEV__META_DENSE_UNITS);
    const lmev__json *one = value(r->j, LMEV__META_MODEL_DENSE_UNITS);
    const bool is_list = is_kind(list, LMEV__JSON_ARRAY);
    const size_t n = is_list ? lmev__json_size(list) : one != NULL;
    lmev__buf b = LMEV__BUF_INIT;
    bool ok = (is_list || !list) && n <= LMEV_LAYERS_MAX;
    for (size_t i = 0; i < n && ok; i++) {
        const lmev__json *v = is_list ? lmev__json_at(list, i) : one;
        ok = is_count(v, UINT32_MAX);
        lmev__buf_printf(&b, "%s%" PRId64, i ? ", " : "[", lmev__json_int(v));
    }
    if (!ok || n == 0) {
        lmev__buf_free(&b);
        return ok ? LMEV_OK
                  : wrong(r, list ? LMEV__META_DENSE_UNITS : LMEV__META_MODEL_DENSE_UNITS,
                          "a count, or a list of at most 8");
    }
    lmev__buf_putc(&b, ']');
    r->e->units = lmev__buf_text(&b);
    return r->e->units ? LMEV_OK : lmev__nomem(r->err, r->dir);
}

/* Of the optimizer's numbers those that are facts, by their names. */
static lmev_status take_optimizer(const reading *r)
{
    static const char key[] = LMEV__META_MODEL_OPTIMIZER_FULL_CONFIG;
    const double *numbers[] = {&r->e->learning_rate, &r->e->beta_1, &r->e->beta_2,
                               &r->e->epsilon};
    const lmev__json *o = value(r->j, key);
    if (o && !is_kind(o, LMEV__JSON_OBJECT)) return wrong(r, key, "an object");
    for (size_t i = 0; i < lmev__n_facts; i++) {
        const lmev__fact *fact = &lmev__fact_table[i];
        double *at = lmev__fact_of(r->e, fact);
        bool ours = false;
        for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++)
            ours |= at == numbers[k];
        const lmev__json *v = ours ? value(o, fact->name) : NULL;
        if (!v) continue;
        if (!is_real(v, fact)) return wrong(r, key, "an object with numbers in range");
        *at = lmev__json_real(v);
    }
    return LMEV_OK;
}

/* Everything from a JSON object, whichever of our files it came from. */
static lmev_status take_all(const reading *r)
{
    lmev_status s = LMEV_OK;
    const lmev__json *stops = value(r->j, LMEV__META_TRAIN_USE_EARLY_STOPPING);
    for (size_t i = 0; i < lmev__n_facts && s == LMEV_OK; i++)
        if (lmev__fact_table[i].key) s = take(r, &lmev__fact_table[i]);
    if (s == LMEV_OK) s = take_model(r);
    if (s == LMEV_OK) s = take_seed(r);
    if (s == LMEV_OK) s = take_environment(r);
    if (s == LMEV_OK) s = take_params(r);
    if (s == LMEV_OK) s = take_units(r);
    if (s == LMEV_OK) s = take_optimizer(r);
    if (s == LMEV_OK) s = take_curves(r);
    if (s != LMEV_OK) return s;
    if (stops && !is_kind(stops, LMEV__JSON_BOOL))
        return wrong(r, LMEV__META_TRAIN_USE_EARLY_STOPPING, "true or false");
    if (stops && !lmev__json_bool(stops)) r->e->patience = 0;
    bacs_from_curves(r->e);
    val_loss_from_curves(r->e);
    return LMEV_OK;
}

static lmev_status parse(lmev__facts *out, const char *text, size_t n, const char *dir,
                         const char *file, lmev__run_state state, lmev_error *err)
{
    lmev__json *j = NULL;
    lmev__facts f;
    const char *missing = NULL, *why = NULL;
    lmev_status s = lmev__json_parse(&j, text, n, dir, 0, err);
    if (s != LMEV_OK) return s;
    lmev__facts_init(&f);
    f.state = state;
    const reading r = {.j = j, .dir = dir, .e = &f.e, .err = err};
    if (lmev__json_kind(j) != LMEV__JSON_OBJECT)
        s = lmev__fail(err, LMEV_ERR_FORMAT, dir, 0, "%s is not a JSON object", file);
    else
        s = take_all(&r);
    if (s == LMEV_OK && (!f.e.run_id || !*f.e.run_id))
        missing = LMEV__META_EXPERIMENT_RUNID;
    else if (s == LMEV_OK && state == LMEV__RUN_FINISHED &&
             !lmev__json_get(j, LMEV__META_RESULTS_BALANCED_ACCURACY))
        missing = LMEV__META_RESULTS_BALANCED_ACCURACY;
    if (missing)
        s = lmev__fail(err, LMEV_ERR_FORMAT, dir, 0, "%s has no '%s'", file, missing);
    why = lmev__json_string(lmev__json_get(lmev__json_get(j, LMEV__META_ERROR), "text"),
                            NULL);
    if (s == LMEV_OK) s = keep(&r, &f.why, why);
    if (s == LMEV_OK && (!(f.e.path = lmev__strdup(dir)) || !lmev__facts_complete(&f)))
        s = lmev__nomem(err, dir);
    lmev__json_free(j);
    if (s == LMEV_OK)
        *out = f;
    else
        lmev__facts_clear(&f);
    return s;
}

lmev_status lmev__metadata_parse(lmev__facts *out, const char *text, size_t n,
                                 const char *run_dir, lmev_error *err)
{
    return parse(out, text, n, run_dir, LMEV__METADATA_FILE, LMEV__RUN_FINISHED, err);
}

/* Only regular files: the name may be a pipe's, which nobody writes to. */
static lmev_status read_text(char **text, size_t *n, const char *dir, const char *file,
                             lmev_error *err)
{
    char *path = lmev__path_join(dir, file);
    if (!path) return lmev__nomem(err, dir);
    lmev_status s =
        lmev__is_file(path)
            ? lmev__read_file(text, n, path, METADATA_MAX, err)
            : lmev__fail(err, LMEV_ERR_NOTFOUND, path, 0, "%s is not a file", file);
    lmev__free(path);
    return s;
}

static lmev_status read_facts(lmev__facts *out, const char *dir, const char *file,
                              lmev__run_state state, lmev_error *err)
{
    char *text = NULL;
    size_t n = 0;
    lmev_status s = read_text(&text, &n, dir, file, err);
    if (s == LMEV_OK) s = parse(out, text, n, dir, file, state, err);
    lmev__free(text);
    return s;
}

lmev_status lmev__metadata_read(lmev__facts *out, const char *run_dir, lmev_error *err)
{
    return read_facts(out, run_dir, LMEV__METADATA_FILE, LMEV__RUN_FINISHED, err);
}

/* Is there anything of this name, be it what it may? */
static bool has(const char *dir, const char *name)
{
    struct stat st;
    char *path = lmev__path_join(dir, name);
    const bool is = path && lstat(path, &st) == 0;
    lmev__free(path);
    return is;
}

/* Model, trial and key from the mark that an unfinished experiment has; without one, or
 * with a damaged one, they stay unknown. */
static lmev_status take_mark(lmev__facts *f, const char *dir, lmev_error *err)
{
    char *text = NULL;
    size_t n = 0;
    lmev__json *mark = NULL;
    lmev_status s =
        read_text(&text, &n, dir, LMEV__CHECKPOINT_DIR "/" LMEV__CHECKPOINT_MARK, NULL);
    if (s == LMEV_OK) s = lmev__json_parse(&mark, text, n, dir, 0, NULL);
    lmev__free(text);
    if (s != LMEV_OK) return s == LMEV_ERR_NOMEM ? lmev__nomem(err, dir) : LMEV_OK;
    const reading r = {.j = mark, .dir = dir, .e = &f->e};
    const char *model = NULL, *key = NULL;
    const lmev__json *trial = value(mark, "trial");
    if (is_count(trial, LMEV__COUNT_MAX)) f->e.trial = lmev__json_int(trial);
    if (get_text(&r, "model", &model) == LMEV_OK) s = keep(&r, &f->e.model, model);
    if (s == LMEV_OK && get_text(&r, "key", &key) == LMEV_OK)
        s = keep(&r, &f->e.experiment_key, key);
    lmev__json_free(mark);
    return s == LMEV_OK ? s : lmev__nomem(err, dir);
}

/* A name of the file system as a text: bytes that are not UTF-8 become '?'. */
static char *text_of(const char *name)
{
    char *copy = lmev__strdup(name);
    const size_t n = strlen(name);
    for (size_t i = 0; copy && i < n;) {
        uint32_t c;
        const int len = lmev__utf8_next(copy + i, n - i, &c);
        if (len == 0) copy[i] = '?';
        i += len ? (size_t)len : 1;
    }
    return copy;
}

/* A run without a file that could be read: run id and version are the folders' names. */
static lmev_status bare_facts(lmev__facts *out, const char *dir, lmev__run_state state,
                              const char *why, lmev_error *err)
{
    lmev__facts f;
    lmev__facts_init(&f);
    f.state = state;
    char *above = lmev__path_dir(dir);
    const char *id = strrchr(dir, '/'), *version = above ? strrchr(above, '/') : NULL;
    lmev_status s = above && (f.e.path = lmev__strdup(dir)) &&
                            (f.why = lmev__strdup(why)) &&
                            (f.e.run_id = text_of(id ? id + 1 : dir)) &&
                            (f.e.version = text_of(version ? version + 1 : above))
                        ? take_mark(&f, dir, err)
                        : lmev__nomem(err, dir);
    if (s == LMEV_OK && !lmev__facts_complete(&f)) s = lmev__nomem(err, dir);
    lmev__free(above);
    if (s == LMEV_OK)
        *out = f;
    else
        lmev__facts_clear(&f);
    return s;
}

lmev_status lmev__facts_of(lmev__facts *out, bool *is_run, const char *dir,
                           lmev_error *err)
{
    lmev_error inner = {0};
    lmev_status s;
    char why[640];
    *is_run = true;
    /* a damaged file must not pass for an absent one, so presence is asked first */
    if (has(dir, LMEV__METADATA_FILE)) {
        s = lmev__metadata_read(out, dir, &inner);
    } else if (has(dir, LMEV__FAILED_FILE)) {
        s = read_facts(out, dir, LMEV__FAILED_FILE, LMEV__RUN_FAILED, &inner);
    } else if (has(dir, LMEV__CHECKPOINT_DIR) || has(dir, LMEV__SPEC_FILE)) {
        return bare_facts(out, dir, LMEV__RUN_RUNNING, "", err);
    } else {
        *is_run = false;
        return LMEV_OK;
    }
    if (s == LMEV_OK) return LMEV_OK;
    if (s == LMEV_ERR_NOMEM) return lmev__nomem(err, dir);
    if (inner.line > 0)
        snprintf(why, sizeof why, "line %ld: %s", inner.line, inner.text);
    else
        snprintf(why, sizeof why, "%s", inner.text);
    return bare_facts(out, dir, LMEV__RUN_UNREADABLE, why, err);
}
