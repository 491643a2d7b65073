/* checkpoint.c - all of the training state in one file, bit for bit.
 *
 * The file is a safetensors file, so that any tool can look into it: "state" (U64: version of
 * this layout, steps done, the shape of the network), the dense block with moments, the table
 * with moments and the step of each row ("last"), and "note" (U8), the caller's text. Metadata
 * hold a CRC-32C of every tensor. Rows are saved as they are, not brought up to date first:
 * that would round differently from a run that was not interrupted.
 *
 * Of the table only the rows that have moved are saved ("rows", U32, ascending), where the
 * others can be had again: a pretrained table of a million rows, of which the training titles
 * touch a tenth, would else cost 1.5 GB an epoch. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/safetensors.h"
#include "nn/net.h"

#define LAYOUT 2
#define PARTS 10
#define STATE (6 + LMEV_LAYERS_MAX) /* layout, steps, rows, dim, classes, hidden layers, units */

struct part {
    const char *name, *dtype;
    void *at;
    uint64_t shape[2];
    int n_dims;
    size_t bytes;
    bool picked; /* the rows of "rows" of at */
};

static size_t add(struct part *part, size_t n, const char *name, const char *dtype, void *at,
                  uint64_t rows, uint64_t cols, size_t size)
{
    const int dims = cols ? 2 : 1;
    const size_t count = (size_t)rows * (size_t)(cols ? cols : 1);
    part[n] = (struct part){name, dtype, at, {rows, cols}, dims, count * size, false};
    return n + 1;
}

static void fill_state(const lmev_net *net, uint64_t state[STATE])
{
    const lmev_net_params *p = &net->p;
    const uint64_t head[] = {LAYOUT, net->adam.step, p->rows, p->dim, p->classes, p->n_hidden};
    memset(state, 0, STATE * sizeof *state);
    memcpy(state, head, sizeof head);
    for (uint32_t i = 0; i < p->n_hidden; i++) state[6 + i] = p->units[i];
}

/* The parts of the net, in the order of the file, the note left out; n_rows of the table are
 * in `rows`. */
static size_t list_parts(lmev_net *net, uint64_t state[STATE], uint32_t *rows, uint64_t n_rows,
                         struct part part[PARTS])
{
    const uint64_t D = net->p.dim, block = net->n_block;
    size_t n = add(part, 0, "state", "U64", state, STATE, 0, sizeof *state);
    n = add(part, n, "dense", "F32", net->block, block, 0, sizeof(float));
    n = add(part, n, "dense.m", "F32", net->block_m, block, 0, sizeof(float));
    n = add(part, n, "dense.v", "F32", net->block_v, block, 0, sizeof(float));
    if (!net->last) return n; /* a frozen table never changes */
    n = add(part, n, "rows", "U32", rows, n_rows, 0, sizeof *rows);
    const size_t first = n;
    n = add(part, n, "embeddings", "F32", net->table, n_rows, D, sizeof(float));
    n = add(part, n, "embeddings.m", "F32", net->table_m, n_rows, D, sizeof(float));
    n = add(part, n, "embeddings.v", "F32", net->table_v, n_rows, D, sizeof(float));
    n = add(part, n, "last", "U32", net->last, n_rows, 0, sizeof(uint32_t));
    for (size_t i = first; i < n; i++) part[i].picked = true;
    return n;
}

/* The rows to save, ascending; n_rows of them. NULL: out of memory. */
static uint32_t *moved_rows(const lmev_net *net, uint64_t *n_rows)
{
    const uint64_t all = net->last ? net->p.rows : 0;
    const bool every = !net->initial_known || net->rewritten;
    uint64_t n = 0;
    for (uint64_t r = 0; r < all; r++) n += every || net->last[r] > 0;
    uint32_t *rows = lmev__realloc(NULL, (size_t)n, sizeof *rows);
    if (!rows) return NULL;
    n = 0;
    for (uint64_t r = 0; r < all; r++)
        if (every || net->last[r] > 0) rows[n++] = (uint32_t)r;
    *n_rows = n;
    return rows;
}

static uint32_t crc_of(const struct part *p, const uint32_t *rows)
{
    if (!p->picked) return lmev__crc32c(0, p->at, p->bytes);
    const size_t each = p->shape[0] ? p->bytes / (size_t)p->shape[0] : 0;
    uint32_t crc = 0;
    for (uint64_t i = 0; i < p->shape[0]; i++)
        crc = lmev__crc32c(crc, (const char *)p->at + rows[i] * each, each);
    return crc;
}

lmev_status lmev_net_save(lmev_net *net, const char *path, lmev_str note, lmev_error *err)
{
    return lmev_net_save_over(net, path, NULL, note, err);
}

lmev_status lmev_net_save_over(lmev_net *net, const char *path, const char *over, lmev_str note,
                               lmev_error *err)
{
    if (!net->train)
        return lmev__fail(err, LMEV_ERR_PARAM, path, 0, "net was made to predict only");
    uint64_t state[STATE], n_rows = 0;
    fill_state(net, state);
    uint32_t *rows = moved_rows(net, &n_rows);
    if (!rows) return lmev__nomem(err, path);
    struct part part[PARTS];
    size_t n = list_parts(net, state, rows, n_rows, part);
    n = add(part, n, "note", "U8", (void *)(uintptr_t)note.at, note.n, 0, 1);

    lmev__st_tensor tensor[PARTS] = {0};
    char crc[PARTS][9], key[PARTS][32];
    const char *meta[2 * PARTS];
    for (size_t i = 0; i < n; i++) {
        lmev__st_tensor *t = &tensor[i];
        t->name = (char *)(uintptr_t)part[i].name;
        (void)snprintf(t->dtype, sizeof t->dtype, "%s", part[i].dtype);
        t->n_dims = part[i].n_dims;
        memcpy(t->shape, part[i].shape, sizeof part[i].shape);
        t->at = part[i].at;
        t->n_bytes = part[i].bytes;
        t->row = part[i].picked ? rows : NULL;
        (void)snprintf(key[i], sizeof key[i], "crc32c.%s", part[i].name);
        (void)snprintf(crc[i], sizeof crc[i], "%08x", crc_of(&part[i], rows));
        meta[2 * i] = key[i];
        meta[2 * i + 1] = crc[i];
    }
    const lmev_status s = lmev__st_write_over(path, over, tensor, n, meta, n, NULL, err);
    lmev__free(rows);
    return s;
}

static const char *meta_value(const lmev__st *st, const char *key)
{
    for (size_t i = 0; i < st->n_meta; i++)
        if (strcmp(st->meta_key[i], key) == 0) return st->meta_value[i];
    return "";
}

/* Is tensor t the part that is wanted, undamaged? */
static lmev_status check_part(const lmev__st *st, const struct part *p, const lmev__st_tensor *t,
                              const char *path, lmev_error *err)
{
    if (!t)
        return lmev__fail(err, LMEV_ERR_FORMAT, path, 0, "checkpoint has no tensor '%s'", p->name);
    char key[32], crc[9];
    (void)snprintf(key, sizeof key, "crc32c.%s", p->name);
    (void)snprintf(crc, sizeof crc, "%08x", lmev__crc32c(0, t->at, (size_t)t->n_bytes));
    if (strcmp(crc, meta_value(st, key)) != 0)
        return lmev__fail(err, LMEV_ERR_FORMAT, path, 0, "checkpoint is damaged in tensor '%s'",
                          p->name);
    bool same = strcmp(t->dtype, p->dtype) == 0 && t->n_dims == p->n_dims && t->n_bytes == p->bytes;
    for (int i = 0; same && i < p->n_dims; i++) same = t->shape[i] == p->shape[i];
    if (!same)
        return lmev__fail(err, LMEV_ERR_MISMATCH, path, 0,
                          "tensor '%s' of the checkpoint has another shape than the network's",
                          p->name);
    return LMEV_OK;
}

/* The rows of the file: ascending, within the table. *n_rows is 0 without any. */
static lmev_status read_rows(const lmev_net *net, const lmev__st *st, uint32_t **rows,
                             uint64_t *n_rows, const char *path, lmev_error *err)
{
    const lmev__st_tensor *t = lmev__st_find(st, "rows");
    if (!net->last) return LMEV_OK;
    const uint64_t all = net->p.rows, n = t && t->n_dims == 1 ? t->shape[0] : all;
    const struct part as_found = {
        .name = "rows", .dtype = "U32", .shape = {n}, .n_dims = 1, .bytes = n * sizeof **rows};
    const lmev_status s = check_part(st, &as_found, t, path, err);
    if (s != LMEV_OK) return s;
    if (n > all || (n < all && !net->initial_known))
        return lmev__fail(err, LMEV_ERR_MISMATCH, path, 0,
                          "the checkpoint's rows do not fit the network's table");
    if (!(*rows = lmev__realloc(NULL, (size_t)t->shape[0], sizeof **rows)))
        return lmev__nomem(err, path);
    memcpy(*rows, t->at, (size_t)t->n_bytes);
    for (uint64_t i = 0; i < t->shape[0]; i++)
        if ((*rows)[i] >= net->p.rows || (i > 0 && (*rows)[i] <= (*rows)[i - 1]))
            return lmev__fail(err, LMEV_ERR_MISMATCH, path, 0,
                              "the checkpoint's rows do not fit the network's table");
    *n_rows = t->shape[0];
    return LMEV_OK;
}

/* Before a file that lacks rows is taken over: all rows that are not as they were. */
static void reset_rows(lmev_net *net)
{
    const size_t D = net->p.dim;
    for (uint64_t r = 0; r < net->p.rows; r++) {
        if (net->last[r] == 0 && !net->rewritten) continue;
        lmev__net_initial_row(net, r, net->table + r * D);
        memset(net->table_m + r * D, 0, D * sizeof(float));
        memset(net->table_v + r * D, 0, D * sizeof(float));
        net->last[r] = 0;
    }
}

static void copy_part(const struct part *p, const lmev__st_tensor *t, const uint32_t *rows)
{
    if (!p->picked) {
        memcpy(p->at, t->at, p->bytes);
        return;
    }
    const size_t each = p->shape[0] ? p->bytes / (size_t)p->shape[0] : 0;
    for (uint64_t i = 0; i < p->shape[0]; i++)
        memcpy((char *)p->at + rows[i] * each, t->at + i * each, each);
}

lmev_status lmev_net_load(lmev_net *net, const char *path, char **note, lmev_error *err)
{
    if (!net->train)
        return lmev__fail(err, LMEV_ERR_PARAM, path, 0, "net was made to predict only");
    uint64_t state[STATE], ours[STATE];
    struct part part[PARTS];
    const lmev__st_tensor *found[PARTS];
    char *text = NULL;
    uint32_t *rows = NULL;
    uint64_t n_rows = 0;
    lmev__st st;
    lmev_status s = lmev__st_open(&st, path, err);
    if (s != LMEV_OK) return s;

    /* everything is checked before anything is changed */
    if ((s = read_rows(net, &st, &rows, &n_rows, path, err)) != LMEV_OK) goto done;
    const size_t n = list_parts(net, state, rows, n_rows, part);
    for (size_t i = 0; i < n; i++) {
        found[i] = lmev__st_find(&st, part[i].name);
        if ((s = check_part(&st, &part[i], found[i], path, err)) != LMEV_OK) goto done;
    }
    const lmev__st_tensor *t = lmev__st_find(&st, "note");
    const struct part as_found = {.name = "note", .dtype = "U8", .n_dims = 1,
                                  .shape = {t ? t->n_bytes : 0}, .bytes = t ? t->n_bytes : 0};
    if ((s = check_part(&st, &as_found, t, path, err)) != LMEV_OK) goto done;
    memcpy(state, found[0]->at, sizeof state);
    if (state[0] != LAYOUT || state[1] >= UINT32_MAX) {
        s = lmev__fail(err, LMEV_ERR_FORMAT, path, 0, "checkpoint of another layout");
        goto done;
    }
    if (note && !(text = lmev__strndup(t->n_bytes ? t->at : "", (size_t)t->n_bytes))) {
        s = lmev__nomem(err, path);
        goto done;
    }
    fill_state(net, ours);
    if (memcmp(state + 2, ours + 2, (STATE - 2) * sizeof *state) != 0) {
        s = lmev__fail(err, LMEV_ERR_MISMATCH, path, 0, "checkpoint of a network of another shape");
        goto done;
    }
    if ((s = lmev__adam_goto(&net->adam, (uint32_t)state[1], err)) != LMEV_OK) goto done;
    const bool every = net->last && n_rows == net->p.rows;
    if (net->last && !every) reset_rows(net);
    net->rewritten = every; /* they may have been written by a caller, before they were saved */
    for (size_t i = 1; i < n; i++) copy_part(&part[i], found[i], rows);
    lmev__net_refresh(net);
    for (uint64_t r = 0; net->last && r < net->p.rows; r++)
        if (net->last[r] > net->adam.step) net->last[r] = net->adam.step;
    if (note) {
        *note = text;
        text = NULL;
    }
done:
    lmev__free(text);
    lmev__free(rows);
    lmev__st_close(&st);
    return s;
}

void lmev_note_free(char *note)
{
    lmev__free(note);
}
