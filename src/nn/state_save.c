/* state_save.c - all of the training state in one file, bit for bit (state.h).
 *
 * The parts: "state" (U64: version of this layout, steps done, the shape of the network),
 * the dense block with moments, the table with moments and the step of each row ("last"),
 * and "note" (U8), the caller's text. Rows are saved as they are, not brought up to date
 * first: that would round differently from a run that was not interrupted.
 *
 * Of the table only the rows that have moved are saved ("rows", U32, ascending), where
 * the others can be had again: a pretrained table of a million rows, of which the
 * training titles touch a tenth, would else cost 1.5 GB an epoch. */
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "nn/net.h"
#include "nn/state.h"

#define LAYOUT 2
/* layout, steps, rows, dim, classes, hidden layers, units */
#define STATE (6 + LMEV_LAYERS_MAX)

static void fill_state(const lmev_net *net, uint64_t state[STATE])
{
    const lmev_net_params *p = &net->p;
    const uint64_t head[] = {LAYOUT, net->adam.step, p->rows,
                             p->dim, p->classes,     p->n_hidden};
    memset(state, 0, STATE * sizeof *state);
    memcpy(state, head, sizeof head);
    for (uint32_t i = 0; i < p->n_hidden; i++) state[6 + i] = p->units[i];
}

/* The parts of the net in the order of the file, without the note; the n_rows saved rows
 * of the table are in `rows`. */
static void list_parts(lmev__state *state, const lmev_net *net,
                       const uint64_t head[STATE], const uint32_t *rows, uint64_t n_rows)
{
    const lmev__dense *dense = &net->dense;
    const uint64_t D = net->p.dim, block = dense->n_block;
    state->n = 0;
    lmev__state_add(state, "state", "U64", head, STATE, 0, sizeof *head);
    lmev__state_add(state, "dense", "F32", dense->block, block, 0, sizeof(float));
    lmev__state_add(state, "dense.m", "F32", dense->block_m, block, 0, sizeof(float));
    lmev__state_add(state, "dense.v", "F32", dense->block_v, block, 0, sizeof(float));
    const lmev__adam_rows *t = &net->table;
    if (!t->last) return; /* a frozen table never changes */
    lmev__state_add(state, "rows", "U32", rows, n_rows, 0, sizeof *rows);
    lmev__state_add(state, "embeddings", "F32", t->w, n_rows, D, sizeof(float))->row =
        rows;
    lmev__state_add(state, "embeddings.m", "F32", t->m, n_rows, D, sizeof(float))->row =
        rows;
    lmev__state_add(state, "embeddings.v", "F32", t->v, n_rows, D, sizeof(float))->row =
        rows;
    lmev__state_add(state, "last", "U32", t->last, n_rows, 0, sizeof(uint32_t))->row =
        rows;
}

/* The rows to save, ascending; n_rows of them. NULL: out of memory. */
static uint32_t *moved_rows(const lmev_net *net, uint64_t *n_rows)
{
    const uint64_t all = net->table.last ? net->p.rows : 0;
    const bool every = !net->initial_known || net->rewritten;
    uint64_t n = 0;
    for (uint64_t r = 0; r < all; r++) n += every || net->table.last[r] > 0;
    uint32_t *rows = lmev__realloc(NULL, (size_t)n, sizeof *rows);
    if (!rows) return NULL;
    n = 0;
    for (uint64_t r = 0; r < all; r++)
        if (every || net->table.last[r] > 0) rows[n++] = (uint32_t)r;
    *n_rows = n;
    return rows;
}

lmev_status lmev_net_save(lmev_net *net, const char *path, const char *over,
                          lmev_str note, lmev_error *err)
{
    if (!net->train)
        return lmev__fail(err, LMEV_ERR_PARAM, path, 0, "net was made to predict only");
    uint64_t head[STATE], n_rows = 0;
    fill_state(net, head);
    uint32_t *rows = moved_rows(net, &n_rows);
    if (!rows) return lmev__nomem(err, path);
    lmev__state state;
    list_parts(&state, net, head, rows, n_rows);
    lmev__state_add(&state, "note", "U8", note.at, note.n, 0, 1);
    const lmev_status s = lmev__state_write(&state, path, over, err);
    lmev__free(rows);
    return s;
}

/* The rows of the file: ascending, within the table. *n_rows is 0 without any. */
static lmev_status read_rows(const lmev_net *net, const lmev__st *st, uint32_t **rows,
                             uint64_t *n_rows, const char *path, lmev_error *err)
{
    if (!net->table.last) return LMEV_OK;
    const lmev__st_tensor *t = lmev__st_find(st, "rows");
    const uint64_t all = net->p.rows, n = t && t->n_dims == 1 ? t->shape[0] : all;
    lmev__state wanted = {0};
    const lmev_status s = lmev__state_match(
        &t, st, lmev__state_add(&wanted, "rows", "U32", NULL, n, 0, sizeof **rows), path,
        err);
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

/* Reset the rows that have moved, before a file is loaded that holds only some rows. */
static void reset_rows(lmev_net *net)
{
    const size_t D = net->p.dim;
    for (uint64_t r = 0; r < net->p.rows; r++) {
        if (net->table.last[r] == 0 && !net->rewritten) continue;
        lmev__net_initial_row(net, r, net->table.w + r * D);
        memset(net->table.m + r * D, 0, D * sizeof(float));
        memset(net->table.v + r * D, 0, D * sizeof(float));
        net->table.last[r] = 0;
    }
}

lmev_status lmev_net_load(lmev_net *net, const char *path, char **note, lmev_error *err)
{
    if (!net->train)
        return lmev__fail(err, LMEV_ERR_PARAM, path, 0, "net was made to predict only");
    uint64_t head[STATE] = {0}, ours[STATE];
    lmev__state state;
    const lmev__st_tensor *found[LMEV__STATE_PARTS], *t;
    char *text = NULL;
    uint32_t *rows = NULL;
    uint64_t n_rows = 0;
    lmev__st st;
    lmev_status s = lmev__st_open(&st, path, err);
    if (s != LMEV_OK) return s;

    /* everything is checked before anything is changed */
    if ((s = read_rows(net, &st, &rows, &n_rows, path, err)) != LMEV_OK) goto done;
    list_parts(&state, net, head, rows, n_rows);
    for (size_t i = 0; i < state.n; i++)
        if ((s = lmev__state_match(&found[i], &st, &state.part[i], path, err)) != LMEV_OK)
            goto done;
    if ((s = lmev__state_find(&t, &st, "note", path, err)) != LMEV_OK) goto done;
    memcpy(head, found[0]->at, sizeof head);
    if (head[0] != LAYOUT || head[1] >= UINT32_MAX) {
        s = lmev__fail(err, LMEV_ERR_FORMAT, path, 0, "checkpoint of another layout");
        goto done;
    }
    if (note && !(text = lmev__strndup(t->n_bytes ? t->at : "", (size_t)t->n_bytes))) {
        s = lmev__nomem(err, path);
        goto done;
    }
    fill_state(net, ours);
    if (memcmp(head + 2, ours + 2, (STATE - 2) * sizeof *head) != 0) {
        s = lmev__fail(err, LMEV_ERR_MISMATCH, path, 0,
                       "checkpoint of a network of another shape");
        goto done;
    }
    if ((s = lmev__adam_goto(&net->adam, (uint32_t)head[1], err)) != LMEV_OK) goto done;
    const bool every = net->table.last && n_rows == net->p.rows;
    if (net->table.last && !every) reset_rows(net);
    net->rewritten =
        every; /* they may have been written by a caller, before they were saved */
    for (size_t i = 1; i < state.n; i++) lmev__state_take(&state.part[i], found[i]);
    lmev__net_refresh(net);
    for (uint64_t r = 0; net->table.last && r < net->p.rows; r++)
        if (net->table.last[r] > net->adam.step) net->table.last[r] = net->adam.step;
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
