/* predict.c - texts through a classifier: texts -> row ids -> scores -> classes.
 *
 * Works block by block, so that memory does not depend on the number of texts: a block's
 * texts are laid one after another, tokenised in parallel and handed to the network. The
 * copy is a fraction of a percent of the network's time and gives the tokeniser one block
 * of bytes. Not here: reading files (data/), the network (nn/). */
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "classifier/classifier_impl.h"

#define BLOCK_ROWS  8192
#define BLOCK_BYTES (16u << 20) /* a block ends here too, if its texts are long */

/* Lay out texts[0..n) until a block is full; returns how many it took, 0: out of
 * memory. */
static size_t fill_block(lmev_predictor *p, const lmev_str *texts, size_t n)
{
    size_t take = 0, bytes = 0;
    if (n > BLOCK_ROWS) n = BLOCK_ROWS;
    while (take < n && (take == 0 || texts[take].n <= BLOCK_BYTES - bytes)) {
        bytes +=
            texts[take++].n; /* the first alone may exceed the block, and then ends it */
        if (bytes >= BLOCK_BYTES) break;
    }
    if (!lmev__grow(&p->text, &p->text_room, bytes ? bytes : 1, 1)) return 0;
    if (!lmev__grow(&p->at, &p->at_room, take + 1, sizeof *p->at)) return 0;
    size_t at = 0;
    for (size_t i = 0; i < take; i++) {
        p->at[i] = at;
        if (texts[i].n) memcpy(p->text + at, texts[i].at, texts[i].n);
        at += texts[i].n;
    }
    p->at[take] = at;
    return take;
}

/* All texts through the network; out's members as the caller's, moved on block by
 * block. */
static lmev_status forward(lmev_predictor *p, const lmev_str *texts,
                           const uint32_t *label, size_t n, const lmev_outputs *out,
                           lmev_error *err)
{
    for (size_t i = 0, took; i < n; i += took) {
        took = fill_block(p, texts + i, n - i);
        if (!took) return lmev__nomem(err, "block of texts");
        lmev_ids *ids = NULL;
        lmev_status s =
            lmev_lm_tokenize(p->c->lm, p->text, p->at, took, p->threads, &ids, NULL, err);
        if (s != LMEV_OK) return s;
        lmev_outputs part = *out;
        if (part.best) part.best += i;
        if (part.p_true) part.p_true += i;
        if (part.rank) part.rank += i;
        if (part.top) part.top += i * out->top_k;
        if (part.top_p) part.top_p += i * out->top_k;
        s = lmev_net_evaluate(p->net, &ids->bags, label ? label + i : NULL, &part, NULL,
                              NULL, err);
        lmev_ids_free(ids);
        if (s != LMEV_OK) return s;
    }
    return LMEV_OK;
}

lmev_status lmev_predictor_new(lmev_predictor **out, const lmev_classifier *c,
                               int threads, lmev_error *err)
{
    lmev_predictor *p = lmev__calloc(1, sizeof *p);
    if (!p) return lmev__nomem(err, "predictor");
    p->c = c;
    p->threads = threads;
    const lmev_status s = lmev__classifier_net(&p->net, c, threads, err);
    if (s == LMEV_OK)
        *out = p;
    else
        lmev_predictor_free(p);
    return s;
}

void lmev_predictor_free(lmev_predictor *p)
{
    if (!p) return;
    lmev_net_free(p->net);
    lmev__free(p->text);
    lmev__free(p->at);
    lmev__free(p);
}

lmev_status lmev_predictor_predict(lmev_predictor *p, const lmev_str *texts, size_t n,
                                   uint32_t k, uint32_t *class_id, float *probability,
                                   lmev_error *err)
{
    if (k < 1 || k > p->c->labels.n)
        return lmev__fail(err, LMEV_ERR_PARAM, NULL, 0,
                          "%u classes per text asked for, the classifier has %zu", k,
                          p->c->labels.n);
    const lmev_outputs out = {.top_k = k, .top = class_id, .top_p = probability};
    return forward(p, texts, NULL, n, &out, err);
}

lmev_status lmev_predictor_evaluate(lmev_predictor *p, const lmev_str *texts,
                                    const uint32_t *label, size_t n, lmev_outputs *out,
                                    lmev_error *err)
{
    for (size_t i = 0; i < n; i++)
        if (label[i] >= p->c->labels.n)
            return lmev__fail(err, LMEV_ERR_PARAM, NULL, 0,
                              "row %zu has class %u, the classifier has %zu", i, label[i],
                              p->c->labels.n);
    return forward(p, texts, label, n, out, err);
}

lmev_status lmev_classifier_predict(lmev_classifier *c, const lmev_str *texts, size_t n,
                                    uint32_t k, uint32_t *class_id, float *p,
                                    lmev_error *err)
{
    return lmev_predictor_predict(c->predictor, texts, n, k, class_id, p, err);
}

lmev_status lmev_classifier_evaluate(lmev_classifier *c, const lmev_str *texts,
                                     const uint32_t *label, size_t n, lmev_outputs *out,
                                     lmev_error *err)
{
    return lmev_predictor_evaluate(c->predictor, texts, label, n, out, err);
}
