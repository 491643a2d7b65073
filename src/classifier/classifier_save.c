/* classifier_save.c - write a classifier folder; it appears complete or not at all
 * (base/folder/folder.h).
 *
 * Cost: the files are written once and read once for their sha256. Not here: reading
 * (load.c), the layout (classifier.h), what describes an lm (lm/parts.c). */
#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/folder/folder.h"
#include "base/mem.h"
#include "classifier/classifier_impl.h"
#include "lm/lm_impl.h"

static bool ours(const char *name, const char *path)
{
    static const char *const names[] = {LMEV__CONFIG_FILE, LMEV__MODEL_FILE,
                                        LMEV__LABELS_FILE, "tokens.txt",
                                        "tokenizer.json",  NULL};
    (void)path;
    return lmev__is_listed(name, names);
}

static const lmev__owned owned = {.what = "classifier",
                                  .ours = ours,
                                  .mark = LMEV__CONFIG_FILE,
                                  .key = "format",
                                  .value = LMEV__CLASSIFIER_FORMAT};

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

/* All tensors: the network's, then the small ones of the lm. */
static lmev_status write_model(lmev__folder *f, lmev_net *net, const lmev__parts *parts,
                               lmev_error *err)
{
    enum { MOST = 1 + 2 * (LMEV_LAYERS_MAX + 1) };
    static const char *const meta[] = {"producer", "lmev " LMEV_VERSION};
    lmev__st_tensor t[MOST + LMEV__PART_TENSORS];
    size_t n = lmev_net_n_tensors(net);
    if (n > MOST) return lmev__fail(err, LMEV_ERR_PARAM, f->path, 0, "too many tensors");
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
    for (size_t i = 0; i < parts->n_tensors; i++) t[n++] = parts->tensor[i];
    char *path = lmev__path_join(f->fresh, LMEV__MODEL_FILE);
    if (!path) return lmev__nomem(err, LMEV__MODEL_FILE);
    lmev_status s = lmev__st_write(path, t, n, meta, 1, NULL, err);
    if (s == LMEV_OK) s = lmev__folder_record(f, LMEV__MODEL_FILE, err);
    lmev__free(path);
    return s;
}

static lmev_status write_labels(lmev__folder *f, const lmev_labels *labels,
                                lmev_error *err)
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
    const lmev_status s = lmev__folder_text(f, LMEV__LABELS_FILE, &b, err);
    lmev__buf_free(&b);
    return s;
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

static bool put_shape(lmev__json *o, const lmev_net_params *p)
{
    lmev__json *shape = lmev__json_new_object();
    if (!shape || !put_units(shape, p) || !put_int(shape, "classes", p->classes)) {
        lmev__json_free(shape);
        return false;
    }
    const bool ok = lmev__json_set(o, "shape", shape); /* takes it, also on failure */
    return ok && put_text(o, "activation", "relu");
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
           put_text(o, "experiment_key", about->experiment_key) &&
           put_text(o, "val_rows", about->val_rows) &&
           lmev__json_set(o, "val_loss", lmev__json_new_real(about->val_loss)) &&
           lmev__json_set(o, "test_bac", lmev__json_new_real(about->test_bac));
}

/* Last of the files: with it the folder becomes a classifier. Takes lm. */
static lmev_status write_config(lmev__folder *f, lmev__json *lm, const lmev_net_params *p,
                                const lmev_classifier_about *about, lmev_error *err)
{
    lmev__json *o = lmev__json_new_object();
    bool ok =
        o && lmev__json_set(o, "format", lmev__json_new_string(LMEV__CLASSIFIER_FORMAT));
    ok = ok && put_int(o, "format_version", LMEV__CLASSIFIER_VERSION);
    ok = ok && put_text(o, "lmev_version", LMEV_VERSION);
    ok = ok && put_about(o, about);
    if (ok)
        ok = lmev__json_set(o, "lm", lm); /* takes it, also on failure */
    else
        lmev__json_free(lm);
    ok = ok && put_shape(o, p) && put_text(o, "labels_escape", "backslash");
    lmev_status s = ok ? lmev__folder_config(f, o, err) : lmev__nomem(err, f->path);
    lmev__json_free(o);
    return s;
}

lmev_status lmev__classifier_may_save(const char *folder, lmev_error *err)
{
    return lmev__folder_may(folder, &owned, err);
}

lmev_status lmev_classifier_save(const char *folder, const lmev_lm *lm, lmev_net *net,
                                 const lmev_labels *labels,
                                 const lmev_classifier_about *about, lmev_error *err)
{
    static const lmev_classifier_about nothing = {.test_bac = NAN, .val_loss = NAN};
    const lmev_net_params *p = lmev_net_params_of(net);
    if (!about) about = &nothing;
    lmev__folder f = {0};
    lmev__parts parts = {.config = lmev__json_new_object()};
    lmev_status s = parts.config ? LMEV_OK : lmev__nomem(err, folder);
    if (s == LMEV_OK) s = check_parts(folder, lm, p, labels, err);
    if (s == LMEV_OK) s = lmev__lm_to_parts(lm, &parts, err);
    if (s == LMEV_OK) s = lmev__folder_begin(&f, folder, &owned, err);
    if (s == LMEV_OK) s = write_model(&f, net, &parts, err);
    for (int i = 0; i < LMEV__PART_FILES && s == LMEV_OK; i++)
        if (parts.file[i].name)
            s = lmev__folder_text(&f, parts.file[i].name, &parts.file[i].bytes, err);
    if (s == LMEV_OK) s = write_labels(&f, labels, err);
    if (s == LMEV_OK) {
        s = write_config(&f, parts.config, p, about, err);
        parts.config = NULL;
    }
    if (s == LMEV_OK) s = lmev__folder_publish(&f, err);
    lmev__folder_end(&f);
    lmev__json_free(parts.config);
    lmev__parts_release(&parts);
    return s;
}
