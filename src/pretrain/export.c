/* export.c - folding, the rows of buckets, and the files of the model.
 *
 * The rarest tokens of the vocabulary (a share of `fold`) lose their names: texts will
 * find them in the bucket of their hash. What a bucket's row then is:
 *
 *   kept     the mean of the kept rows whose tokens hash to the bucket, as the published
 *            modules have it (hub issue 539); the mean of all kept rows where none does
 *   trained  the row that unknown tokens trained in this bucket, and the rows of the
 *            folded tokens, weighted by how often each was seen in training; a bucket
 *            that nothing fell into gets the mean of all others so weighted
 *
 * On real titles a classifier cannot tell them apart (bench/SPEED.md). */
#include "pretrain/export.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/format/json.h"
#include "base/io/io.h"
#include "base/mem.h"
#include "lm/lm_impl.h"

/* ---- the table ---- */

/* Rows as weighted sums, [n, D] and weights [n], and the sum over all of them. */
struct sums {
    size_t n, D;
    double *sum, *weight, *all, all_weight;
};

static void add_row(struct sums *s, size_t i, const float *row, double weight)
{
    if (weight <= 0) return;
    for (size_t j = 0; j < s->D; j++) {
        s->sum[i * s->D + j] += weight * (double)row[j];
        s->all[j] += weight * (double)row[j];
    }
    s->weight[i] += weight;
    s->all_weight += weight;
}

static lmev_status bucket_rows(float *table, const lmev_pretrain_params *p,
                               const lmev__pretrain_texts *t, const lmev__nnlm *net,
                               uint64_t kept, lmev_error *err)
{
    const uint64_t known = lmev_lm_vocab(t->lm), buckets = p->oov_buckets;
    const bool trained = p->buckets == LMEV_BUCKETS_TRAINED;
    struct sums s = {.n = (size_t)buckets, .D = p->dim};
    s.sum = lmev__calloc(s.n * s.D, sizeof *s.sum);
    s.weight = lmev__calloc(s.n, sizeof *s.weight);
    s.all = lmev__calloc(s.D, sizeof *s.all);
    lmev_status status = LMEV_OK;
    if (!s.sum || !s.weight || !s.all) {
        status = lmev__nomem(err, "buckets");
        goto done;
    }
    for (uint64_t i = trained ? kept : 0; i < (trained ? known : kept); i++) {
        const lmev_str token = lmev_lm_token(t->lm, i);
        add_row(&s, (size_t)(lmev_fingerprint64(token.at, token.n) % buckets),
                net->input.w + i * s.D, trained ? (double)t->count[i] : 1);
    }
    if (trained)
        for (size_t b = 0; b < s.n; b++)
            add_row(&s, b, net->input.w + (known + b) * s.D, (double)t->in_bucket[b]);
    for (size_t b = 0; b < s.n; b++)
        for (size_t j = 0; j < s.D; j++) {
            const double mean = s.all_weight > 0 ? s.all[j] / s.all_weight : 0;
            table[b * s.D + j] =
                (float)(s.weight[b] > 0 ? s.sum[b * s.D + j] / s.weight[b] : mean);
        }
done:
    lmev__free(s.sum);
    lmev__free(s.weight);
    lmev__free(s.all);
    return status;
}

/* Fine-tuning moves each element by about its learning rate per step, whatever its size.
 * Rows at the size that training left them (about 0.07) would soon be mostly noise of the
 * new task. The figures are in bench/SPEED.md. */
static void scale_table(float *table, size_t n, double rms)
{
    double squares = 0;
    for (size_t i = 0; i < n; i++) squares += (double)table[i] * (double)table[i];
    if (rms <= 0 || squares <= 0) return;
    const double factor = rms / sqrt(squares / (double)n);
    for (size_t i = 0; i < n; i++) table[i] = (float)((double)table[i] * factor);
}

lmev_status lmev__pretrain_export(lmev_lm **out, const lmev_pretrain_params *p,
                                  const lmev__pretrain_texts *t, lmev__nnlm *net,
                                  lmev_error *err)
{
    const uint64_t known = lmev_lm_vocab(t->lm);
    const uint64_t folded = (uint64_t)floor((double)known * p->fold),
                   kept = known - folded;
    float *table = lmev__aligned((size_t)(kept + p->oov_buckets) * p->dim, sizeof *table);
    if (!table) return lmev__nomem(err, "the table");
    lmev__nnlm_settle(net);
    memcpy(table, net->input.w, (size_t)kept * p->dim * sizeof *table);
    const lmev_status s = bucket_rows(table + kept * p->dim, p, t, net, kept, err);
    if (s != LMEV_OK) {
        lmev__free(table);
        return s;
    }
    scale_table(table, (size_t)(kept + p->oov_buckets) * p->dim, p->rms);
    return lmev__pretrain_lm(out, t->lm, kept, p->oov_buckets, table, err);
}

/* ---- pretrain.json ---- */

static bool put_int(lmev__json *o, const char *key, uint64_t v)
{
    return lmev__json_set(o, key, lmev__json_new_int((int64_t)v));
}

static bool put_real(lmev__json *o, const char *key, double v)
{
    return lmev__json_set(o, key, lmev__json_new_real(v));
}

/* As a string, when a JSON integer could not hold it. */
static bool put_seed(lmev__json *o, uint64_t v)
{
    char text[24];
    (void)snprintf(text, sizeof text, "%llu", (unsigned long long)v);
    return v <= INT64_MAX ? put_int(o, "seed", v)
                          : lmev__json_set(o, "seed", lmev__json_new_string(text));
}

static bool put_settings(lmev__json *o, const lmev_pretrain_params *p)
{
    lmev__json *hidden = lmev__json_new_array();
    bool ok = hidden != NULL;
    for (uint32_t i = 0; ok && i < p->n_hidden; i++)
        ok = lmev__json_append(hidden, lmev__json_new_int(p->units[i]));
    ok = lmev__json_set(o, "hidden", hidden) && ok;
    static const char *const rule[] = {"trained", "kept"};
    return ok && put_int(o, "dim", p->dim) && put_int(o, "context", p->context) &&
           lmev__json_set(o, "normalize", lmev__json_new_bool(p->normalize)) &&
           put_int(o, "min_count", p->min_count) &&
           put_int(o, "max_vocab", p->max_vocab) &&
           put_int(o, "oov_buckets", p->oov_buckets) && put_real(o, "fold", p->fold) &&
           lmev__json_set(o, "buckets", lmev__json_new_string(rule[p->buckets])) &&
           put_real(o, "rms", p->rms) &&
           lmev__json_set(o, "direct", lmev__json_new_bool(p->direct)) &&
           put_real(o, "dropout", (double)p->dropout) &&
           put_int(o, "batch_size", p->batch_size) && put_int(o, "samples", p->samples) &&
           put_real(o, "power", p->power) &&
           put_real(o, "learning_rate", p->learning_rate) &&
           put_int(o, "epochs", p->epochs) && put_int(o, "patience", p->patience) &&
           put_real(o, "held_out", p->held_out) &&
           put_int(o, "held_out_max", p->held_out_max) && put_seed(o, p->seed);
}

static bool put_texts(lmev__json *o, const lmev_pretrain_params *p,
                      const lmev__pretrain_texts *t)
{
    lmev__json *files = lmev__json_new_array();
    bool ok = files != NULL;
    for (size_t i = 0; ok && i < p->n_corpus; i++)
        ok = lmev__json_append(files, lmev__json_new_string(p->corpus[i]));
    ok = lmev__json_set(o, "files", files) && ok;
    const uint64_t known = lmev_lm_vocab(t->lm);
    return ok && lmev__json_set(o, "sha256", lmev__json_new_string(t->sha256)) &&
           put_int(o, "sentences", t->sentences[0]) &&
           put_int(o, "tokens", t->n[0] - t->sentences[0]) &&
           put_int(o, "held_out_sentences", t->sentences[1]) &&
           put_int(o, "held_out_tokens", t->n[1] - t->sentences[1]) &&
           put_int(o, "known_tokens", known) &&
           put_real(o, "unknown_share",
                    (double)t->count[known] / (double)(t->n[0] - t->sentences[0]));
}

static bool put_curve(lmev__json *o, const lmev__pretrain_position *at)
{
    lmev__json *loss = lmev__json_new_array(), *perplexity = lmev__json_new_array();
    bool ok = loss && perplexity;
    for (uint32_t i = 0; ok && i < at->epoch; i++)
        ok = lmev__json_append(loss, lmev__json_new_real(at->curve[i].loss)) &&
             lmev__json_append(perplexity, lmev__json_new_real(at->curve[i].perplexity));
    ok = lmev__json_set(o, "loss", loss) && ok;
    return lmev__json_set(o, "held_out_perplexity", perplexity) && ok;
}

static char *report_text(const lmev_lm *lm, const lmev_pretrain_params *p,
                         const lmev__pretrain_texts *t, const lmev__pretrain_position *at)
{
    lmev__json *o = lmev__json_new_object(), *settings = lmev__json_new_object();
    lmev__json *texts = lmev__json_new_object();
    const uint32_t best = lmev__pretrain_position_best(at);
    bool ok = o && settings && texts;
    ok = ok && put_settings(settings, p) && put_texts(texts, p, t) &&
         lmev__json_set(o, "lmev_version", lmev__json_new_string(LMEV_VERSION));
    if (o) { /* takes both, also on failure */
        ok = lmev__json_set(o, "texts", texts) && ok;
        ok = lmev__json_set(o, "settings", settings) && ok;
    } else {
        lmev__json_free(texts);
        lmev__json_free(settings);
    }
    ok = ok && put_int(o, "rows", lmev_lm_rows(lm)) &&
         put_int(o, "vocabulary", lmev_lm_vocab(lm)) && put_curve(o, at) &&
         put_int(o, "best_epoch", best) &&
         put_real(o, "perplexity", best ? at->curve[best - 1].perplexity : NAN) &&
         put_real(o, "seconds", at->seconds) && put_int(o, "resumed", at->resumed);
    char *text = ok ? lmev__json_dump(o, 2) : NULL;
    lmev__json_free(o);
    return text;
}

/* ---- the files ---- */

/* The folder of the SavedModel; free it with lmev__free. NULL when out of memory. */
static char *tfhub_folder(const lmev_pretrain_params *p)
{
    size_t n = strlen(p->folder);
    while (n > 1 && p->folder[n - 1] == '/') n--;
    char *path = lmev__alloc(n + sizeof "-tfhub");
    if (path)
        (void)snprintf(path, n + sizeof "-tfhub", "%.*s%s", (int)n, p->folder,
                       p->native ? "-tfhub" : "");
    return path;
}

/* No output may be a corpus, or a folder that holds one: lm/tokens.txt can be a corpus,
 * too. */
static lmev_status is_apart(const lmev_pretrain_params *p, const char *beside,
                            const char *corpus, lmev_error *err)
{
    lmev_status s = LMEV_OK;
    if (p->native) s = lmev_file_apart(p->folder, corpus, err);
    if (s == LMEV_OK && p->tfhub) s = lmev_file_apart(beside, corpus, err);
    if (s == LMEV_OK && p->ids) s = lmev_file_apart(p->ids, corpus, err);
    return s;
}

lmev_status lmev__pretrain_may_write(const lmev_pretrain_params *p, lmev_error *err)
{
    char *beside = tfhub_folder(p);
    lmev_status s = beside ? LMEV_OK : lmev__nomem(err, p->folder);
    if (s == LMEV_OK && p->native)
        s = lmev__lm_save_place_check(LMEV_LM_FORMAT_LMEV, p->folder, err);
    if (s == LMEV_OK && p->tfhub)
        s = lmev__lm_save_place_check(LMEV_LM_FORMAT_TFHUB, beside, err);
    for (size_t i = 0; s == LMEV_OK && i < p->n_corpus; i++)
        s = is_apart(p, beside, p->corpus[i], err);
    lmev__free(beside);
    return s;
}

lmev_status lmev__pretrain_write(const lmev_lm *lm, const lmev_pretrain_params *p,
                                 const lmev__pretrain_texts *t,
                                 const lmev__pretrain_position *at, lmev_error *err)
{
    char *report = report_text(lm, p, t, at), *beside = tfhub_folder(p);
    lmev__buf note = LMEV__BUF_INIT;
    if (report) lmev__buf_puts(&note, report);
    lmev_status s = report && beside ? LMEV_OK : lmev__nomem(err, p->folder);
    if (s == LMEV_OK && p->native)
        s = lmev__lm_save_noted(lm, NULL, LMEV_LM_FORMAT_LMEV, p->folder, &note, err);
    if (s == LMEV_OK && p->tfhub)
        s = lmev__lm_save_noted(lm, NULL, LMEV_LM_FORMAT_TFHUB, beside, &note, err);
    lmev__buf_free(&note);
    lmev__free(report);
    lmev__free(beside);
    return s;
}
