/* nnlm_order.c - the order of an epoch: drawn by chance, but predictions with the same
 * context go together where there are many.
 *
 * Contexts of short texts repeat: 6.0 million predictions in product titles have 3.6
 * million. In a batch those that are alike cost one row (nnlm_batch.c), but by pure
 * chance few meet. So equal contexts, in random order, are cut into chunks, and the
 * chunks are put in random order. Every prediction still comes once an epoch. A chunk has
 * as many as a batch would have of its context by chance, and at least two: Adam moves
 * weights about as far whether a step has one prediction or four, so larger chunks teach
 * less (bench/SPEED.md).
 *
 * This is done within windows of a random permutation, for memory that does not grow with
 * the text. Contexts count as equal when 32 bits of their hashes are: one in some
 * thousand is taken for another's, which costs a row and nothing else. The order is a
 * function of the text, the length of contexts, the batch size, the seed and the epoch:
 * nothing is kept. Cost: a hash of a context, at random places of the text, and two radix
 * sorts: some 0.3 us a prediction. */
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "lmev/pretrain.h"
#include "nn/draw.h"
#include "pretrain/nnlm.h"

#define DIGIT 11 /* bits per pass of the sort */

static uint32_t hash(const uint32_t *context, size_t n)
{
    uint64_t h = 0;
    for (size_t k = 0; k < n; k++) h = (h ^ context[k]) * UINT64_C(0x9E3779B97F4A7C15);
    return (uint32_t)(h >> 32);
}

/* Radix sort of a [n] by the upper halves of the words, stable. Returns the one of a and
 * b (work space of the same size) that holds the result. */
static uint64_t *sort(uint64_t *a, uint64_t *b, size_t n)
{
    for (int shift = 32; shift < 64; shift += DIGIT) {
        uint32_t at[1 << DIGIT] = {0}, sum = 0;
        for (size_t i = 0; i < n; i++) at[a[i] >> shift & ((1 << DIGIT) - 1)]++;
        for (size_t k = 0; k < 1 << DIGIT; k++) {
            const uint32_t some = at[k];
            at[k] = sum;
            sum += some;
        }
        for (size_t i = 0; i < n; i++) b[at[a[i] >> shift & ((1 << DIGIT) - 1)]++] = a[i];
        uint64_t *swap = a;
        a = b;
        b = swap;
    }
    return a;
}

/* Add to met [C] each class that is a target of the n predictions at these places of
 * order. */
static void count_classes(const lmev__nnlm *net, const uint64_t *word, size_t n,
                          const uint32_t *order, const lmev__running *text, uint64_t *met)
{
    uint32_t class_of[LMEV__TOGETHER];
    for (size_t i = 0; i < n; i++) {
        class_of[i] = lmev__nnlm_class(net, text->row[order[(uint32_t)word[i]]]);
        size_t k = 0;
        while (class_of[k] != class_of[i]) k++;
        met[class_of[i]] += k == i;
    }
}

/* Words (hash of the context, place in order), sorted, become (draw of the chunk, place).
 * met [C] grows by the chunks that have each class as a target. */
static void draw_chunks(const lmev__nnlm *net, uint64_t *word, size_t n,
                        const uint32_t *order, const lmev__running *text,
                        const lmev__philox *key, uint64_t *met)
{
    const size_t B = net->p.batch_size;
    uint64_t chunks = 0;
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && word[end] >> 32 == word[i] >> 32;) end++;
        size_t most = (end - i) * B / (n > B ? n : B);
        if (most < 2) most = 2;
        if (most > LMEV__TOGETHER) most = LMEV__TOGETHER;
        for (size_t some; i < end; i += some, chunks++) {
            uint32_t u[4];
            some = end - i < most ? end - i : most;
            lmev__philox_4(key, chunks, u);
            count_classes(net, word + i, some, order, text, met);
            for (size_t k = 0; k < some; k++)
                word[i + k] = (uint64_t)u[0] << 32 | (uint32_t)word[i + k];
        }
    }
}

/* Work space of one window, `window` words each, and counts of the classes. */
typedef struct space {
    uint64_t *a, *b, *met;
} space;

#define HASH_PIECE 16384 /* predictions per piece of work */

struct hashing {
    const lmev__nnlm *net;
    const lmev__running *text;
    const uint32_t *part;
    size_t n;
    uint64_t *a;
};

static lmev_status hash_piece(void *self, size_t piece, lmev__team_member *me)
{
    (void)me;
    const struct hashing *h = self;
    const size_t first = piece * HASH_PIECE;
    for (size_t i = first; i < h->n && i < first + HASH_PIECE; i++) {
        uint32_t context[LMEV_CONTEXT_MAX], target;
        lmev__nnlm_context(h->net, context, &target, h->text, h->part + i, 0, 1);
        h->a[i] = (uint64_t)hash(context, h->net->p.context) << 32 | i;
    }
    return LMEV_OK;
}

/* The n predictions of one window into their order; asks for a stop between two passes,
 * since a window of millions takes seconds on a busy machine. */
static lmev_status order_window(lmev__nnlm *net, const lmev__running *text,
                                uint32_t *part, size_t n, const lmev__philox *key,
                                const space *w, const lmev_watch *watch)
{
    uint64_t *const a = w->a, *const b = w->b;
    struct hashing hashing = {net, text, part, n, a};
    (void)lmev__team_each(net->team, (n + HASH_PIECE - 1) / HASH_PIECE, hash_piece,
                          &hashing, NULL);
    if (lmev__asked_to_stop(watch)) return LMEV_STOPPED;
    uint64_t *word = sort(a, b, n);
    if (lmev__asked_to_stop(watch)) return LMEV_STOPPED;
    draw_chunks(net, word, n, part, text, key, w->met);
    if (lmev__asked_to_stop(watch)) return LMEV_STOPPED;
    word = sort(word, word == a ? b : a, n);
    uint32_t *copy = (uint32_t *)(word == a ? b : a);
    memcpy(copy, part, n * sizeof *part);
    for (size_t i = 0; i < n; i++) part[i] = copy[(uint32_t)word[i]];
    return LMEV_OK;
}

lmev_status lmev__nnlm_order(lmev__nnlm *net, const lmev__running *text, uint32_t epoch,
                             size_t window, uint32_t *order, const lmev_watch *watch,
                             lmev_error *err)
{
    const size_t most = text->n < window ? text->n : window;
    const space w = {.a = lmev__realloc(NULL, most, sizeof *w.a),
                     .b = lmev__realloc(NULL, most, sizeof *w.b),
                     .met = lmev__calloc(net->p.classes, sizeof *w.met)};
    lmev_status s = w.a && w.b && w.met ? LMEV_OK : lmev__nomem(err, "order of words");
    if (s != LMEV_OK) goto done;
    const lmev__philox all = lmev__philox_key(net->p.seed, LMEV__DRAW_ORDER, epoch, 0);
    lmev__draw_order(order, text->n, &all);
    uint32_t number = 0;
    for (size_t from = 0; from < text->n && s == LMEV_OK; from += window) {
        const size_t n = text->n - from < window ? text->n - from : window;
        const lmev__philox key =
            lmev__philox_key(net->p.seed, LMEV__DRAW_ORDER, epoch, ++number);
        s = lmev__asked_to_stop(watch)
                ? LMEV_STOPPED
                : order_window(net, text, order + from, n, &key, &w, watch);
    }
    if (s == LMEV_OK) lmev__sampler_targets(&net->sampler, w.met, text->n);
done:
    lmev__free(w.a);
    lmev__free(w.b);
    lmev__free(w.met);
    return s;
}
