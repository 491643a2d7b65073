/* nnlm_state.c - all of the network's state in one safetensors file, bit for bit.
 *
 * Like nn/checkpoint.c: "state" (layout, steps done, shapes), the dense block and both
 * tables with their moments and the step of each row, and "note", the caller's text;
 * metadata hold a CRC-32C of every tensor. Rows are saved as they are, not brought up to
 * date first: that would round differently from a run that was not interrupted. The
 * learning rates of the steps done are part of the state too, since late rows are
 * replayed with them. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/safetensors.h"
#include "pretrain/nnlm.h"

#define LAYOUT 1
#define PARTS  14
#define STATE                                                                            \
    (7 +                                                                                 \
     LMEV_LAYERS_MAX) /* layout, steps, rows, classes, dim, context, n_hidden, units */

struct part {
    const char *name, *dtype;
    void *at;
    uint64_t n;
    size_t bytes;
};

static size_t add(struct part *part, size_t n, const char *name, const char *dtype,
                  void *at, uint64_t count, size_t size)
{
    part[n] = (struct part){name, dtype, at, count, (size_t)count * size};
    return n + 1;
}

static void fill_state(const lmev__nnlm *net, uint64_t state[STATE])
{
    const lmev__nnlm_params *p = &net->p;
    const uint64_t head[] = {LAYOUT, net->adam.step, p->rows,    p->classes,
                             p->dim, p->context,     p->n_hidden};
    memset(state, 0, STATE * sizeof *state);
    memcpy(state, head, sizeof head);
    for (uint32_t i = 0; i < p->n_hidden; i++) state[7 + i] = p->units[i];
}

/* The parts of the net, in the order of the file; the note is left out. */
static size_t list_parts(lmev__nnlm *net, uint64_t state[STATE], struct part part[PARTS])
{
    size_t n = add(part, 0, "state", "U64", state, STATE, sizeof *state);
    n = add(part, n, "dense", "F32", net->block, net->n_block, sizeof(float));
    n = add(part, n, "dense.m", "F32", net->block_m, net->n_block, sizeof(float));
    n = add(part, n, "dense.v", "F32", net->block_v, net->n_block, sizeof(float));
    static const char *const name[2][4] = {
        {"input", "input.m", "input.v", "input.last"},
        {"output", "output.m", "output.v", "output.last"}};
    lmev__rows *rows[2] = {&net->input, &net->output};
    for (int k = 0; k < 2; k++) {
        const uint64_t all = rows[k]->n * rows[k]->width;
        n = add(part, n, name[k][0], "F32", rows[k]->w, all, sizeof(float));
        n = add(part, n, name[k][1], "F32", rows[k]->m, all, sizeof(float));
        n = add(part, n, name[k][2], "F32", rows[k]->v, all, sizeof(float));
        n = add(part, n, name[k][3], "U32", rows[k]->last, rows[k]->n, sizeof(uint32_t));
    }
    return n;
}

lmev_status lmev__nnlm_save(lmev__nnlm *net, const char *path, const char *over,
                            lmev_str note, lmev_error *err)
{
    uint64_t state[STATE];
    fill_state(net, state);
    struct part part[PARTS];
    size_t n = list_parts(net, state, part);
    if (net->adam.lr_at) net->adam.lr_at[0] = 0; /* steps count from 1 */
    n = add(part, n, "rates", "F64", net->adam.lr_at, (uint64_t)net->adam.step + 1,
            net->adam.lr_at ? sizeof(double) : 0);
    if (!net->adam.lr_at) part[n - 1].n = 0; /* not a step done yet */
    n = add(part, n, "note", "U8", (void *)(uintptr_t)note.at, note.n, 1);

    lmev__st_tensor tensor[PARTS] = {0};
    char crc[PARTS][9], key[PARTS][32];
    const char *meta[2 * PARTS];
    for (size_t i = 0; i < n; i++) {
        lmev__st_tensor *t = &tensor[i];
        t->name = (char *)(uintptr_t)part[i].name;
        (void)snprintf(t->dtype, sizeof t->dtype, "%s", part[i].dtype);
        t->n_dims = 1;
        t->shape[0] = part[i].n;
        t->at = part[i].at;
        t->n_bytes = part[i].bytes;
        (void)snprintf(key[i], sizeof key[i], "crc32c.%s", part[i].name);
        (void)snprintf(crc[i], sizeof crc[i], "%08x",
                       lmev__crc32c(0, part[i].at, part[i].bytes));
        meta[2 * i] = key[i];
        meta[2 * i + 1] = crc[i];
    }
    return lmev__st_write_over(path, over, tensor, n, meta, n, NULL, err);
}

static const char *meta_value(const lmev__st *st, const char *key)
{
    for (size_t i = 0; i < st->n_meta; i++)
        if (strcmp(st->meta_key[i], key) == 0) return st->meta_value[i];
    return "";
}

/* Tensor `name`, undamaged, or NULL with err filled. */
static const lmev__st_tensor *whole_part(const lmev__st *st, const char *name,
                                         const char *path, lmev_error *err)
{
    const lmev__st_tensor *t = lmev__st_find(st, name);
    char key[32], crc[9];
    (void)snprintf(key, sizeof key, "crc32c.%s", name);
    if (t)
        (void)snprintf(crc, sizeof crc, "%08x",
                       lmev__crc32c(0, t->at, (size_t)t->n_bytes));
    if (t && strcmp(crc, meta_value(st, key)) == 0) return t;
    lmev__fail(err, LMEV_ERR_FORMAT, path, 0, "tensor '%s' of the state is %s", name,
               t ? "damaged" : "missing");
    return NULL;
}

static lmev_status check_part(const lmev__st *st, const struct part *p, const char *path,
                              const lmev__st_tensor **found, lmev_error *err)
{
    if (!(*found = whole_part(st, p->name, path, err))) return LMEV_ERR_FORMAT;
    if (strcmp((*found)->dtype, p->dtype) != 0 || (*found)->n_bytes != p->bytes)
        return lmev__fail(err, LMEV_ERR_MISMATCH, path, 0,
                          "tensor '%s' of the state has another shape than the network's",
                          p->name);
    return LMEV_OK;
}

/* Make Adam's tables again for `steps` steps at the rates they were done with. */
static lmev_status redo_steps(lmev__nnlm *net, uint32_t steps, const char *rates,
                              lmev_error *err)
{
    net->adam.step = net->adam.target = 0;
    while (net->adam.step < steps) {
        const lmev_status s = lmev__adam_begin(&net->adam, err);
        if (s != LMEV_OK) return s;
        memcpy(&net->adam.lr_at[net->adam.step], rates + net->adam.step * sizeof(double),
               sizeof(double));
    }
    return LMEV_OK;
}

lmev_status lmev__nnlm_load(lmev__nnlm *net, const char *path, char **note,
                            lmev_error *err)
{
    uint64_t state[STATE], ours[STATE];
    struct part part[PARTS];
    const lmev__st_tensor *found[PARTS];
    const size_t n = list_parts(net, state, part);
    const lmev__st_tensor *rates, *text;
    char *copy = NULL;
    lmev__st st;
    lmev_status s = lmev__st_open(&st, path, err);
    if (s != LMEV_OK) return s;

    /* everything is checked before anything is changed */
    for (size_t i = 0; i < n; i++)
        if ((s = check_part(&st, &part[i], path, &found[i], err)) != LMEV_OK) goto done;
    s = LMEV_ERR_FORMAT;
    if (!(rates = whole_part(&st, "rates", path, err))) goto done;
    if (!(text = whole_part(&st, "note", path, err))) goto done;
    memcpy(state, found[0]->at, sizeof state);
    fill_state(net, ours);
    if (state[0] != LAYOUT || state[1] >= UINT32_MAX ||
        rates->n_bytes != (state[1] ? (state[1] + 1) * sizeof(double) : 0)) {
        lmev__fail(err, s, path, 0, "state of another layout");
        goto done;
    }
    if (memcmp(state + 2, ours + 2, (STATE - 2) * sizeof *state) != 0) {
        s = lmev__fail(err, LMEV_ERR_MISMATCH, path, 0,
                       "state of a network of another shape");
        goto done;
    }
    if (!(copy = lmev__strndup(text->n_bytes ? text->at : "", (size_t)text->n_bytes))) {
        s = lmev__nomem(err, path);
        goto done;
    }
    if ((s = redo_steps(net, (uint32_t)state[1], rates->at, err)) != LMEV_OK) goto done;
    for (size_t i = 1; i < n; i++) memcpy(part[i].at, found[i]->at, part[i].bytes);
    lmev__rows *rows[2] = {&net->input, &net->output};
    for (int k = 0; k < 2; k++)
        for (size_t r = 0; r < rows[k]->n; r++)
            if (rows[k]->last[r] > net->adam.step) rows[k]->last[r] = net->adam.step;
    lmev__nnlm_weights_changed(net);
    *note = copy;
    copy = NULL;
done:
    lmev__free(copy);
    lmev__st_close(&st);
    return s;
}
