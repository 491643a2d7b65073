/* nnlm_batch.c - a batch made ready: its contexts, each once, the table rows in them, and the
 * candidates that its targets are scored among. One thread does it while the others still work
 * on the batch before: about a millisecond for 2,048 predictions. */
#include <string.h>

#include "pretrain/nnlm.h"

_Static_assert(LMEV__ALIKE_MAX <= LMEV__LABELS_MAX, "targets of a row are labels");

void lmev__nnlm_context(const lmev__nnlm *net, uint32_t *context, uint32_t *target,
                        const lmev__running *text, const uint32_t *order, size_t first,
                        size_t n)
{
    const uint32_t begin = net->p.rows - 1, last = net->p.classes - 1,
                   known = net->p.known;
    const size_t width = net->p.context;
    for (size_t i = 0; i < n; i++) {
        size_t at = order ? order[i] : first + i;
        const uint32_t row = text->row[at];
        target[i] = row == LMEV__END ? last : row < known ? row : known;
        size_t k = 0;
        for (; k < width && at > 0 && text->row[at - 1] != LMEV__END; k++)
            context[i * width + k] = text->row[--at];
        for (; k < width; k++) context[i * width + k] = begin;
    }
}

/* The end of a counting sort: at[1 + g] holds how many of n things are in group[..] g and
 * becomes the offset behind them; thing gets their numbers, group by group, in order. */
static void sort_by_group(uint32_t *at, uint32_t *thing, const uint32_t *group,
                          size_t n_groups, size_t n)
{
    at[0] = 0;
    for (size_t g = 0; g < n_groups; g++) at[g + 1] += at[g];
    for (size_t i = 0; i < n; i++) thing[at[group[i]]++] = (uint32_t)i;
    memmove(at + 1, at, n_groups * sizeof *at);
    at[0] = 0;
}

/* From a context for each prediction to different ones, by first occurrence; one that has
 * LMEV__ALIKE_MAX predictions comes again for more. first[1 + r] counts those of row r. */
static void find_rows(lmev__nnlm *net, lmev__nnlm_batch *b)
{
    const size_t width = net->p.context, bytes = width * sizeof *b->context;
    size_t rows = 0;
    memset(net->by_hash, 0xff, net->n_by_hash * sizeof *net->by_hash);
    for (size_t i = 0; i < b->n; i++) {
        const uint32_t *own = b->context + i * width;
        uint64_t hash = 0;
        for (size_t k = 0; k < width; k++)
            hash = (hash ^ own[k]) * UINT64_C(0x9E3779B97F4A7C15);
        uint32_t *row;
        for (hash >>= 32;; hash++) {
            row = net->by_hash + (hash & (net->n_by_hash - 1));
            if (*row == UINT32_MAX || !memcmp(b->context + *row * width, own, bytes))
                break;
        }
        if (*row == UINT32_MAX || b->first[*row + 1] == LMEV__ALIKE_MAX) {
            *row = (uint32_t)rows; /* at most i: nothing is overwritten unread */
            memmove(b->context + rows * width, own, bytes);
            b->first[++rows] = 0;
        }
        b->row_of[i] = *row;
        b->first[*row + 1]++;
    }
    b->n_rows = rows;
}

/* A counting sort of the contexts' places by table row: rows numbered by first occurrence,
 * places in order. */
static void sort_places(lmev__nnlm *net, lmev__nnlm_batch *b)
{
    const size_t places = b->n_rows * net->p.context;
    uint32_t *slot_of = net->slot_of, rows = 0;
    for (size_t k = 0; k < places; k++) {
        const uint32_t r = b->context[k];
        if (slot_of[r] == UINT32_MAX) {
            slot_of[r] = rows;
            b->touched[rows++] = r;
            b->at[rows] = 0;
        }
        b->slot[k] = slot_of[r];
        b->at[slot_of[r] + 1]++;
    }
    b->n_touched = rows;
    for (uint32_t i = 0; i < rows; i++) slot_of[b->touched[i]] = UINT32_MAX;
    sort_by_group(b->at, b->place, b->slot, rows, places);
}

void lmev__nnlm_prepare(lmev__nnlm *net, lmev__nnlm_batch *b, const lmev__running *text,
                        const uint32_t *order, size_t n, uint32_t step)
{
    b->n = n;
    lmev__nnlm_context(net, b->context, b->target, text, order, 0, n);
    find_rows(net, b);
    sort_places(net, b);
    lmev__sampler_fill(&net->sampler, &b->candidates, b->target, n, step);
    sort_by_group(b->first, b->label, b->row_of, b->n_rows, n);
    for (size_t i = 0; i < n; i++) b->label[i] = b->candidates.slot[b->label[i]];
}
