/* nnlm_batch.c - prepare a batch: its contexts, with equal neighbours merged, the table
 * rows at their places, and the candidates to score.
 *
 * One thread does this while the others still train on the batch before. It takes about a
 * millisecond for 2,048 predictions. */
#include <string.h>

#include "pretrain/nnlm.h"

_Static_assert(LMEV__TOGETHER <= LMEV__LABELS_MAX, "targets of a row are labels");
_Static_assert(LMEV__TOGETHER < 32, "a sampled set has classes that are no row's own");

void lmev__nnlm_context(const lmev__nnlm *net, uint32_t *context, uint32_t *target,
                        const lmev__running *text, const uint32_t *order, size_t first,
                        size_t n)
{
    const uint32_t begin = net->p.rows - 1;
    const size_t width = net->p.context;
    for (size_t i = 0; i < n; i++) {
        size_t at = order ? order[i] : first + i;
        target[i] = lmev__nnlm_class(net, text->row[at]);
        size_t k = 0;
        for (; k < width && at > 0 && text->row[at - 1] != LMEV__END; k++)
            context[i * width + k] = text->row[--at];
        for (; k < width; k++) context[i * width + k] = begin;
    }
}

/* The last step of a counting sort: at[1 + g] holds the number of things in group g, and
 * becomes the offset after them; thing gets their numbers, group by group, in order. */
static void sort_by_group(uint32_t *at, uint32_t *thing, const uint32_t *group,
                          size_t n_groups, size_t n)
{
    at[0] = 0;
    for (size_t g = 0; g < n_groups; g++) at[g + 1] += at[g];
    for (size_t i = 0; i < n; i++) thing[at[group[i]]++] = (uint32_t)i;
    memmove(at + 1, at, n_groups * sizeof *at);
    at[0] = 0;
}

/* From one context per prediction to one per run of equal ones, of at most
 * LMEV__TOGETHER. first[1 + r] counts the predictions of row r. */
static void find_rows(const lmev__nnlm *net, lmev__nnlm_batch *b)
{
    const size_t width = net->p.context, bytes = width * sizeof *b->context;
    uint32_t rows = 0;
    for (size_t i = 0; i < b->n; i++) {
        const uint32_t *own = b->context + i * width;
        const bool again = rows > 0 && b->first[rows] < LMEV__TOGETHER &&
                           !memcmp(b->context + (rows - 1) * width, own, bytes);
        if (!again) {
            memmove(b->context + rows * width, own, bytes); /* rows <= i: read already */
            b->first[++rows] = 0;
        }
        b->row_of[i] = rows - 1;
        b->first[rows]++;
    }
    b->n_rows = rows;
}

/* The distinct rows at each place of the contexts, and the contexts that have each. */
static void find_parts(lmev__nnlm *net, lmev__nnlm_batch *b)
{
    const size_t n = net->p.context, B = net->dense.B, all = n * B;
    uint32_t *part = net->slot_of;
    memset(b->at, 0, (all + 1) * sizeof *b->at);
    for (size_t k = 0; k < n; k++) {
        uint32_t *end = b->part_row + k * B;
        for (size_t r = 0; r < b->n_rows; r++) {
            const uint32_t row = b->context[r * n + k];
            if (part[row] == UINT32_MAX) {
                part[row] = (uint32_t)(end - b->part_row);
                *end++ = row;
            }
            b->part_of[r * n + k] = part[row];
            b->at[part[row] + 1]++;
        }
        b->n_parts[k] = (uint32_t)(end - b->part_row - k * B);
        for (uint32_t i = 0; i < b->n_parts[k]; i++)
            part[b->part_row[k * B + i]] = UINT32_MAX;
    }
    sort_by_group(b->at, b->having, b->part_of, all, b->n_rows * n);
    for (size_t i = 0; i < b->n_rows * n; i++) b->having[i] /= (uint32_t)n;
}

/* The distinct rows of all parts by first occurrence, and the parts of each. */
static void find_touched(lmev__nnlm *net, lmev__nnlm_batch *b)
{
    const size_t n = net->p.context, B = net->dense.B;
    uint32_t *slot_of = net->slot_of, rows = 0;
    b->touched_at[0] = 0;
    for (size_t k = 0; k < n; k++)
        for (uint32_t i = 0; i < b->n_parts[k]; i++) {
            const uint32_t row = b->part_row[k * B + i];
            if (slot_of[row] == UINT32_MAX) {
                slot_of[row] = rows;
                b->touched[rows++] = row;
                b->touched_at[rows] = 0;
            }
            b->touched_at[slot_of[row] + 1]++;
        }
    b->n_touched = rows;
    for (uint32_t i = 0; i < rows; i++) b->touched_at[i + 1] += b->touched_at[i];
    for (size_t k = 0; k < n; k++)
        for (uint32_t i = 0; i < b->n_parts[k]; i++) {
            const uint32_t part = (uint32_t)(k * B) + i;
            b->touched_part[b->touched_at[slot_of[b->part_row[part]]]++] = part;
        }
    memmove(b->touched_at + 1, b->touched_at, rows * sizeof *b->touched_at);
    b->touched_at[0] = 0;
    for (uint32_t i = 0; i < rows; i++) slot_of[b->touched[i]] = UINT32_MAX;
}

/* The labels of each row. A row without a label of its own needs no private class. */
static void find_labels(lmev__nnlm_batch *b)
{
    sort_by_group(b->first, b->label, b->row_of, b->n_rows, b->n);
    for (size_t i = 0; i < b->n; i++) b->label[i] = b->candidates.slot[b->label[i]];
    for (size_t r = 0; r < b->n_rows; r++) {
        uint32_t *label = b->label + b->first[r], own = 0;
        const uint32_t n = b->first[r + 1] - b->first[r];
        for (uint32_t k = 0; k < n && n > 1; k++)
            if (b->candidates.only[label[k]] == r) {
                const uint32_t swap = label[k];
                label[k] = label[own];
                label[own++] = swap;
            }
        b->n_own[r] = own;
    }
}

void lmev__nnlm_prepare(lmev__nnlm *net, lmev__nnlm_batch *b, const lmev__running *text,
                        const uint32_t *order, size_t n, uint32_t step)
{
    b->n = n;
    lmev__nnlm_context(net, b->context, b->target, text, order, 0, n);
    find_rows(net, b);
    find_parts(net, b);
    find_touched(net, b);
    lmev__sampler_fill(&net->sampler, &b->candidates, b->target, b->row_of, n, step);
    find_labels(b);
}
