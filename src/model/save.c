/* save.c - write a classifier folder so that it appears complete or not at all.
 *
 * All files go into the sibling folder .NAME.new, each synced; then the old classifier is
 * renamed to .NAME.old, the new one to NAME, and the old one removed. A failed step puts
 * the old one back. The two sibling names are fixed, so what a kill left behind is
 * cleared by the next save; one writer a folder at a time is the caller's care (grids
 * hold a lock).
 *
 * Cost: the files are written once and read once for their sha256. Not here: reading
 * (load.c), the layout (classifier.h). */
#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/mem.h"
#include "model/classifier.h"

const char *const lmev__classifier_file[LMEV__FILES] = {"model.safetensors", "tokens.txt",
                                                        "labels.txt"};
const char *const lmev__combiner_name[3] = {"sum", "mean", "sqrtn"};

typedef struct saver {
    char *folder;      /* where the classifier is to appear, no slash at the end */
    char *fresh, *old; /* .NAME.new and .NAME.old beside it */
    lmev__json *files; /* for config.json: name -> bytes, sha256; owned until set there */
} saver;

static void saver_clear(saver *s)
{
    lmev__free(s->folder);
    lmev__free(s->fresh);
    lmev__free(s->old);
    lmev__json_free(s->files);
}

/* dir/.BASEsuffix, or NULL when out of memory. */
static char *sibling(const char *folder, const char *suffix)
{
    const char *slash = strrchr(folder, '/');
    lmev__buf b = LMEV__BUF_INIT;
    if (slash) lmev__buf_add(&b, folder, (size_t)(slash - folder) + 1);
    lmev__buf_putc(&b, '.');
    lmev__buf_puts(&b, slash ? slash + 1 : folder);
    lmev__buf_puts(&b, suffix);
    return lmev__buf_text(&b);
}

static lmev_status saver_init(saver *s, const char *folder, lmev_error *err)
{
    size_t n = strlen(folder);
    while (n > 1 && folder[n - 1] == '/') n--;
    if (n == 0 || (n == 1 && folder[0] == '/'))
        return lmev__fail(err, LMEV_ERR_PARAM, folder, 0,
                          "a classifier needs a folder's name");
    s->folder = lmev__strndup(folder, n);
    if (!s->folder) return lmev__nomem(err, folder);
    s->fresh = sibling(s->folder, ".new");
    s->old = sibling(s->folder, ".old");
    s->files = lmev__json_new_object();
    return s->fresh && s->old && s->files ? LMEV_OK : lmev__nomem(err, folder);
}

static bool is_ours(const char *name)
{
    for (int i = 0; i < LMEV__FILES; i++)
        if (!strcmp(name, lmev__classifier_file[i])) return true;
    return !strcmp(name, LMEV__CONFIG_FILE);
}

/* May the folder be replaced? Yes when it is absent, empty, or holds a classifier alone.
 */
static lmev_status check_target(const char *folder, lmev_error *err)
{
    if (lmev__is_file(folder))
        return lmev__fail(err, LMEV_ERR_IO, folder, 0,
                          "a file stands where the classifier is to go");
    if (!lmev__is_dir(folder)) return LMEV_OK;
    char **name = NULL;
    size_t n = 0;
    lmev_status s = lmev__list_dir(&name, &n, folder, err);
    if (s != LMEV_OK) return s;
    for (size_t i = 0; i < n && s == LMEV_OK; i++)
        if (!is_ours(name[i])) {
            s = lmev__fail(err, LMEV_ERR_IO, folder, 0,
                           "the folder holds '%.200s', which is no part of a classifier",
                           name[i]);
            lmev__hint(err, "name another folder, or empty this one");
        }
    lmev__free_names(name, n);
    return s;
}

static lmev_status check_parts(const char *folder, const lmev_lm *lm,
                               const lmev_net_params *p, const lmev_labels *labels,
                               lmev_error *err)
{
    if (lmev_lm_rows(lm) != p->rows || lmev_lm_dim(lm) != p->dim)
        return lmev__fail(
            err, LMEV_ERR_PARAM, folder, 0,
            "the language model has %llu rows of %u, the network's table %llu of %u",
            (unsigned long long)lmev_lm_rows(lm), lmev_lm_dim(lm),
            (unsigned long long)p->rows, p->dim);
    if (labels->n != p->classes)
        return lmev__fail(err, LMEV_ERR_PARAM, folder, 0, "%zu labels for %u classes",
                          labels->n, p->classes);
    return LMEV_OK;
}

/* Note a finished file of s->fresh with its size and sha256. */
static lmev_status record(saver *s, const char *name, const char *path, lmev_error *err)
{
    lmev__map m;
    lmev_status status = lmev__map_open(&m, path, err);
    if (status != LMEV_OK) return status;
    char hex[65];
    lmev__sha256 h;
    lmev__sha256_begin(&h);
    lmev__sha256_add(&h, m.at, m.n);
    lmev__sha256_end(&h, hex);
    const int64_t bytes = (int64_t)m.n;
    lmev__map_close(&m);

    lmev__json *file = lmev__json_new_object();
    bool ok = file && lmev__json_set(file, "bytes", lmev__json_new_int(bytes)) &&
              lmev__json_set(file, "sha256", lmev__json_new_string(hex));
    if (!ok) lmev__json_free(file);
    ok = ok && lmev__json_set(s->files, name, file);
    return ok ? LMEV_OK : lmev__nomem(err, path);
}

static lmev_status write_text(saver *s, int which, lmev__buf *b, lmev_error *err)
{
    const char *name = lmev__classifier_file[which];
    if (b->failed) return lmev__nomem(err, name);
    char *path = lmev__path_join(s->fresh, name);
    if (!path) return lmev__nomem(err, name);
    lmev_status status = lmev__write_file(path, b->at, b->n, err);
    if (status == LMEV_OK) status = record(s, name, path, err);
    lmev__free(path);
    return status;
}

static lmev_status write_model(saver *s, lmev_net *net, lmev_error *err)
{
    enum { MOST = 1 + 2 * (LMEV_LAYERS_MAX + 1) };
    static const char *const meta[] = {"producer", "lmev " LMEV_VERSION};
    const char *name = lmev__classifier_file[LMEV__FILE_MODEL];
    lmev__st_tensor t[MOST];
    const size_t n = lmev_net_n_tensors(net);
    if (n > MOST)
        return lmev__fail(err, LMEV_ERR_PARAM, s->folder, 0, "too many tensors");
    memset(t, 0, sizeof t);
    for (size_t i = 0; i < n; i++) {
        const lmev_tensor w = lmev_net_tensor(net, i);
        t[i].name = (char *)w.name; /* only read by st_write */
        memcpy(t[i].dtype, "F32", 4);
        t[i].n_dims = w.n_dims;
        t[i].n_bytes = sizeof(float);
        for (int d = 0; d < w.n_dims; d++) {
            t[i].shape[d] = w.shape[d];
            t[i].n_bytes *= w.shape[d]; /* the weights are in memory, so this fits */
        }
        t[i].at = (const char *)w.at;
    }
    char *path = lmev__path_join(s->fresh, name);
    if (!path) return lmev__nomem(err, name);
    lmev_status status = lmev__st_write(path, t, n, meta, 1, NULL, err);
    if (status == LMEV_OK) status = record(s, name, path, err);
    lmev__free(path);
    return status;
}

static lmev_status write_tokens(saver *s, const lmev_lm *lm, lmev_error *err)
{
    lmev__buf b = LMEV__BUF_INIT;
    lmev_status status = LMEV_OK;
    const uint64_t n = lmev_lm_vocab(lm);
    for (uint64_t i = 0; i < n && status == LMEV_OK; i++) {
        const lmev_str t = lmev_lm_token(lm, i);
        /* Such a token would come back as another one, or as two. */
        if (t.n == 0 || memchr(t.at, '\n', t.n) || t.at[t.n - 1] == '\r')
            status =
                lmev__fail(err, LMEV_ERR_PARAM, s->folder, 0,
                           "token %llu of the vocabulary is empty or contains a line end",
                           (unsigned long long)i);
        lmev__buf_add(&b, t.at, t.n);
        lmev__buf_putc(&b, '\n');
    }
    if (status == LMEV_OK) status = write_text(s, LMEV__FILE_TOKENS, &b, err);
    lmev__buf_free(&b);
    return status;
}

static lmev_status write_labels(saver *s, const lmev_labels *labels, lmev_error *err)
{
    lmev__buf b = LMEV__BUF_INIT;
    for (size_t i = 0; i < labels->n; i++) {
        for (const char *c = labels->name[i]; *c; c++) {
            if (*c == '\\')
                lmev__buf_puts(&b, "\\\\");
            else if (*c == '\n')
                lmev__buf_puts(&b, "\\n");
            else if (*c == '\r')
                lmev__buf_puts(&b, "\\r");
            else
                lmev__buf_putc(&b, *c);
        }
        lmev__buf_putc(&b, '\n');
    }
    const lmev_status status = write_text(s, LMEV__FILE_LABELS, &b, err);
    lmev__buf_free(&b);
    return status;
}

/* Set key to value and tell whether both were there; so a chain of && reads as a
 * document. */
static bool put_int(lmev__json *o, const char *key, uint64_t v)
{
    return lmev__json_set(o, key, lmev__json_new_int((int64_t)v));
}

static bool put_text(lmev__json *o, const char *key, const char *v)
{
    return lmev__json_set(o, key, lmev__json_new_string(v));
}

static bool put_units(lmev__json *o, const lmev_net_params *p)
{
    lmev__json *units = lmev__json_new_array();
    bool ok = units != NULL;
    for (uint32_t i = 0; ok && i < p->n_hidden; i++)
        ok = lmev__json_append(units, lmev__json_new_int(p->units[i]));
    if (!ok) lmev__json_free(units);
    return ok && lmev__json_set(o, "units", units);
}

static bool put_parts(lmev__json *o, const lmev_lm *lm, const lmev_net_params *p)
{
    lmev__json *pre = lmev__json_new_object(), *shape = lmev__json_new_object();
    bool ok = pre && shape;
    ok = ok &&
         lmev__json_set(pre, "normalize", lmev__json_new_bool(lmev_lm_normalize(lm)));
    ok = ok && put_text(pre, "split", "space");
    ok = ok && put_text(pre, "unknown_tokens", "farmhash-fingerprint64");
    ok = ok && put_int(pre, "oov_buckets", lmev_lm_rows(lm) - lmev_lm_vocab(lm));
    ok = ok && put_int(shape, "vocabulary", lmev_lm_vocab(lm));
    ok = ok && put_int(shape, "rows", p->rows) && put_int(shape, "dim", p->dim);
    ok = ok && put_units(shape, p) && put_int(shape, "classes", p->classes);
    if (!ok) {
        lmev__json_free(pre);
        lmev__json_free(shape);
        return false;
    }
    ok = lmev__json_set(o, "preprocessing", pre); /* steals, also on failure */
    ok = put_text(o, "combiner", lmev__combiner_name[p->combiner]) && ok;
    ok = put_text(o, "activation", "relu") && ok;
    return lmev__json_set(o, "shape", shape) && ok;
}

static bool put_about(lmev__json *o, const lmev_classifier_about *about)
{
    lmev__json *columns = lmev__json_new_object();
    bool ok = columns && put_text(columns, "text", about->text_column) &&
              put_text(columns, "label", about->label_column);
    if (!ok) {
        lmev__json_free(columns);
        return false;
    }
    return lmev__json_set(o, "columns", columns) && put_text(o, "name", about->name) &&
           put_text(o, "run_id", about->run_id) &&
           lmev__json_set(o, "test_bac", lmev__json_new_real(about->test_bac));
}

/* Last of the files: with it the folder becomes a classifier. */
static lmev_status write_config(saver *s, const lmev_lm *lm, const lmev_net_params *p,
                                const lmev_classifier_about *about, lmev_error *err)
{
    lmev_status status = LMEV_OK;
    char *path = lmev__path_join(s->fresh, LMEV__CONFIG_FILE), *text = NULL;
    lmev__json *o = lmev__json_new_object();
    bool ok = path && o && put_text(o, "format", LMEV__CLASSIFIER_FORMAT);
    ok = ok && put_int(o, "format_version", LMEV__CLASSIFIER_VERSION);
    ok = ok && put_text(o, "lmev_version", LMEV_VERSION);
    ok = ok && put_about(o, about) && put_parts(o, lm, p);
    ok = ok && put_text(o, "labels_escape", "backslash");
    if (ok) {
        ok = lmev__json_set(o, "files", s->files);
        s->files = NULL;
    }
    if (ok) text = lmev__json_dump(o, 2);
    if (!text) {
        status = lmev__nomem(err, LMEV__CONFIG_FILE);
    } else {
        lmev__buf b = LMEV__BUF_INIT;
        lmev__buf_puts(&b, text);
        lmev__buf_putc(&b, '\n');
        status =
            b.failed ? lmev__nomem(err, path) : lmev__write_file(path, b.at, b.n, err);
        lmev__buf_free(&b);
    }
    lmev__free(text);
    lmev__free(path);
    lmev__json_free(o);
    return status;
}

static lmev_status publish(const saver *s, lmev_error *err)
{
    lmev_status status = LMEV_OK;
    if (lmev__is_dir(s->folder)) {
        status = lmev__remove_tree(s->old, err);
        if (status != LMEV_OK) return status;
        status = lmev__rename(s->folder, s->old, err);
    }
    if (status == LMEV_OK) status = lmev__rename(s->fresh, s->folder, err);
    if (status != LMEV_OK && !lmev__is_dir(s->folder) && lmev__is_dir(s->old))
        lmev__rename(s->old, s->folder,
                     NULL); /* the old one back; the first error counts */
    if (status == LMEV_OK) lmev__remove_tree(s->old, NULL); /* the next save would, too */
    return status;
}

lmev_status lmev_classifier_save(const char *folder, const lmev_lm *lm, lmev_net *net,
                                 const lmev_labels *labels,
                                 const lmev_classifier_about *about, lmev_error *err)
{
    static const lmev_classifier_about nothing = {.test_bac = NAN};
    saver s = {0};
    const lmev_net_params *p = lmev_net_params_of(net);
    if (!about) about = &nothing;
    lmev_status status = saver_init(&s, folder, err);
    if (status == LMEV_OK) status = check_parts(folder, lm, p, labels, err);
    if (status == LMEV_OK) status = check_target(s.folder, err);
    if (status == LMEV_OK) status = lmev__remove_tree(s.fresh, err);
    if (status != LMEV_OK) {
        saver_clear(&s);
        return status;
    }
    status = lmev__mkdirs(s.fresh, err);
    if (status == LMEV_OK) status = write_model(&s, net, err);
    if (status == LMEV_OK) status = write_tokens(&s, lm, err);
    if (status == LMEV_OK) status = write_labels(&s, labels, err);
    if (status == LMEV_OK) status = write_config(&s, lm, p, about, err);
    if (status == LMEV_OK) status = publish(&s, err);
    if (status != LMEV_OK) lmev__remove_tree(s.fresh, NULL);
    saver_clear(&s);
    return status;
}
