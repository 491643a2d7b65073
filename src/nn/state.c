/* state.c - see state.h. */
#include "nn/state.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/folder/owned.h"
#include "base/hash.h"
#include "base/io/io.h"

typedef struct checksum {
    char key[32], value[9];
} checksum;

static void name_checksum(checksum *c, const char *name, uint32_t crc)
{
    (void)snprintf(c->key, sizeof c->key, "crc32c.%s", name);
    (void)snprintf(c->value, sizeof c->value, "%08x", crc);
}

static size_t row_bytes(const lmev__state_part *p)
{
    return p->shape[0] ? p->bytes / (size_t)p->shape[0] : 0;
}

static uint32_t crc_of(const lmev__state_part *p)
{
    if (!p->row) return lmev__crc32c(0, p->at, p->bytes);
    const size_t each = row_bytes(p);
    uint32_t crc = 0;
    for (uint64_t i = 0; i < p->shape[0]; i++)
        crc = lmev__crc32c(crc, (const char *)p->at + p->row[i] * each, each);
    return crc;
}

lmev__state_part *lmev__state_add(lmev__state *state, const char *name, const char *dtype,
                                  const void *at, uint64_t rows, uint64_t cols,
                                  size_t size)
{
    lmev__state_part *p = &state->part[state->n++];
    *p = (lmev__state_part){
        .name = name,
        .dtype = dtype,
        .at = (void *)(uintptr_t)at,
        .shape = {rows, cols},
        .n_dims = cols ? 2 : 1,
        .bytes = (size_t)rows * (size_t)(cols ? cols : 1) * size,
    };
    return p;
}

lmev_status lmev__state_write(const lmev__state *state, const char *path,
                              const char *over, lmev_error *err)
{
    lmev__st_tensor tensor[LMEV__STATE_PARTS] = {0};
    checksum sum[LMEV__STATE_PARTS];
    const char *meta[2 * LMEV__STATE_PARTS];
    for (size_t i = 0; i < state->n; i++) {
        const lmev__state_part *p = &state->part[i];
        lmev__st_tensor *t = &tensor[i];
        t->name = (char *)(uintptr_t)p->name;
        (void)snprintf(t->dtype, sizeof t->dtype, "%s", p->dtype);
        t->n_dims = p->n_dims;
        memcpy(t->shape, p->shape, sizeof p->shape);
        t->at = p->at;
        t->n_bytes = p->bytes;
        t->row = p->row;
        name_checksum(&sum[i], p->name, crc_of(p));
        meta[2 * i] = sum[i].key;
        meta[2 * i + 1] = sum[i].value;
    }
    return lmev__st_write_over(path, over, tensor, state->n, meta, state->n, NULL, err);
}

bool lmev__state_begins(const char *path)
{
    static const char mark[] =
        "\"crc32c.";      /* the first of the metadata, which come first */
    enum { WITHIN = 64 }; /* bytes: a length and two names */
    lmev__map m;
    if (!lmev__is_regular(path) || lmev__map_open(&m, path, NULL) != LMEV_OK)
        return false;
    const bool begins =
        memmem(m.at, m.n < WITHIN ? m.n : WITHIN, mark, sizeof mark - 1) != NULL;
    lmev__map_close(&m);
    return begins;
}

static const char *meta_value(const lmev__st *st, const char *key)
{
    for (size_t i = 0; i < st->n_meta; i++)
        if (strcmp(st->meta_key[i], key) == 0) return st->meta_value[i];
    return "";
}

lmev_status lmev__state_find(const lmev__st_tensor **t, const lmev__st *st,
                             const char *name, const char *path, lmev_error *err)
{
    checksum sum;
    if (!(*t = lmev__st_find(st, name)))
        return lmev__fail(err, LMEV_ERR_FORMAT, path, 0, "checkpoint has no tensor '%s'",
                          name);
    name_checksum(&sum, name, lmev__crc32c(0, (*t)->at, (size_t)(*t)->n_bytes));
    if (strcmp(sum.value, meta_value(st, sum.key)) != 0)
        return lmev__fail(err, LMEV_ERR_FORMAT, path, 0,
                          "checkpoint is damaged in tensor '%s'", name);
    return LMEV_OK;
}

lmev_status lmev__state_match(const lmev__st_tensor **found, const lmev__st *st,
                              const lmev__state_part *p, const char *path,
                              lmev_error *err)
{
    const lmev_status s = lmev__state_find(found, st, p->name, path, err);
    if (s != LMEV_OK) return s;
    const lmev__st_tensor *t = *found;
    bool same = strcmp(t->dtype, p->dtype) == 0 && t->n_dims == p->n_dims &&
                t->n_bytes == p->bytes;
    for (int i = 0; same && i < p->n_dims; i++) same = t->shape[i] == p->shape[i];
    if (!same)
        return lmev__fail(err, LMEV_ERR_MISMATCH, path, 0,
                          "tensor '%s' of the checkpoint has another shape than the "
                          "network's",
                          p->name);
    return LMEV_OK;
}

void lmev__state_take(const lmev__state_part *p, const lmev__st_tensor *t)
{
    if (!p->row) {
        memcpy(p->at, t->at, p->bytes);
        return;
    }
    const size_t each = row_bytes(p);
    for (uint64_t i = 0; i < p->shape[0]; i++)
        memcpy((char *)p->at + p->row[i] * each, t->at + i * each, each);
}
