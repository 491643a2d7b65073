/* nnlm_state.c - the network's whole state in one safetensors file, bit for bit.
 *
 * The layout is like that of nn/state_save.c (see nn/state.h): "state" (layout, steps
 * done, shapes), the dense block and both tables with their moments and the step of each
 * row, and "note", the caller's text. Rows are saved without their lazy updates, which
 * would round differently from a run that was not interrupted. The learning rates of the
 * steps done are part of the state, since late rows are replayed with them. */
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "nn/state.h"
#include "pretrain/nnlm.h"

#define LAYOUT 1
#define STATE \
    (7 +      \
     LMEV_LAYERS_MAX) /* layout, steps, rows, classes, dim, context, n_hidden, units */

static void fill_state(const lmev__nnlm *net, uint64_t state[STATE])
{
    const lmev__nnlm_params *p = &net->p;
    const uint64_t head[] = {LAYOUT, net->adam.step, p->rows,    p->classes,
                             p->dim, p->context,     p->n_hidden};
    memset(state, 0, STATE * sizeof *state);
    memcpy(state, head, sizeof head);
    for (uint32_t i = 0; i < p->n_hidden; i++) state[7 + i] = p->units[i];
}

/* The parts of the net in the order of the file, without those of the run. */
static void list_parts(lmev__state *state, const lmev__nnlm *net,
                       const uint64_t head[STATE])
{
    const lmev__dense *dense = &net->dense;
    const uint64_t block = dense->n_block;
    state->n = 0;
    lmev__state_add(state, "state", "U64", head, STATE, 0, sizeof *head);
    lmev__state_add(state, "dense", "F32", dense->block, block, 0, sizeof(float));
    lmev__state_add(state, "dense.m", "F32", dense->block_m, block, 0, sizeof(float));
    lmev__state_add(state, "dense.v", "F32", dense->block_v, block, 0, sizeof(float));
    static const char *const name[2][4] = {
        {"input", "input.m", "input.v", "input.last"},
        {"output", "output.m", "output.v", "output.last"}};
    const lmev__adam_rows *rows[2] = {&net->input, &net->output};
    for (int k = 0; k < 2; k++) {
        const uint64_t all = rows[k]->n * rows[k]->width;
        lmev__state_add(state, name[k][0], "F32", rows[k]->w, all, 0, sizeof(float));
        lmev__state_add(state, name[k][1], "F32", rows[k]->m, all, 0, sizeof(float));
        lmev__state_add(state, name[k][2], "F32", rows[k]->v, all, 0, sizeof(float));
        lmev__state_add(state, name[k][3], "U32", rows[k]->last, rows[k]->n, 0,
                        sizeof(uint32_t));
    }
}

lmev_status lmev__nnlm_save(lmev__nnlm *net, const char *path, const char *over,
                            lmev_str note, lmev_error *err)
{
    uint64_t head[STATE];
    lmev__state state;
    fill_state(net, head);
    list_parts(&state, net, head);
    double *rates = net->adam.lr_at;
    if (rates) rates[0] = 0; /* steps count from 1 */
    /* no step done yet: no rates */
    lmev__state_add(&state, "rates", "F64", rates,
                    rates ? (uint64_t)net->adam.step + 1 : 0, 0, sizeof *rates);
    lmev__state_add(&state, "note", "U8", note.at, note.n, 0, 1);
    return lmev__state_write(&state, path, over, err);
}

/* Compute Adam's tables for `steps` steps at the rates that they were done with. */
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
    uint64_t head[STATE] = {0}, ours[STATE];
    lmev__state state;
    const lmev__st_tensor *found[LMEV__STATE_PARTS], *rates, *text;
    list_parts(&state, net, head);
    char *copy = NULL;
    lmev__st st;
    lmev_status s = lmev__st_open(&st, path, err);
    if (s != LMEV_OK) return s;

    /* everything is checked before anything is changed */
    for (size_t i = 0; i < state.n; i++)
        if ((s = lmev__state_match(&found[i], &st, &state.part[i], path, err)) != LMEV_OK)
            goto done;
    if ((s = lmev__state_find(&rates, &st, "rates", path, err)) != LMEV_OK) goto done;
    if ((s = lmev__state_find(&text, &st, "note", path, err)) != LMEV_OK) goto done;
    memcpy(head, found[0]->at, sizeof head);
    fill_state(net, ours);
    if (head[0] != LAYOUT || head[1] >= UINT32_MAX ||
        rates->n_bytes != (head[1] ? (head[1] + 1) * sizeof(double) : 0)) {
        s = lmev__fail(err, LMEV_ERR_FORMAT, path, 0, "checkpoint of another layout");
        goto done;
    }
    if (memcmp(head + 2, ours + 2, (STATE - 2) * sizeof *head) != 0) {
        s = lmev__fail(err, LMEV_ERR_MISMATCH, path, 0,
                       "checkpoint of a network of another shape");
        goto done;
    }
    if (!(copy = lmev__strndup(text->n_bytes ? text->at : "", (size_t)text->n_bytes))) {
        s = lmev__nomem(err, path);
        goto done;
    }
    if ((s = redo_steps(net, (uint32_t)head[1], rates->at, err)) != LMEV_OK) goto done;
    for (size_t i = 1; i < state.n; i++) lmev__state_take(&state.part[i], found[i]);
    lmev__adam_rows *rows[2] = {&net->input, &net->output};
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
