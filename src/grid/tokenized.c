/* tokenized.c - read once, tokenise once: what the trials of a grid have in common.
 *
 * The vocabulary comes from the training rows alone, and the parts are tokenised apart,
 * so nothing of validation or test reaches training. A view is kept until the corpus
 * goes: four bytes a token and the vocabulary, some 50 MB for 700,000 titles. Not here:
 * how a split is drawn (data/), tokenizers (lm/). */
#include "grid/tokenized.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/machine.h"
#include "base/mem.h"

static void view_free(lmev__view *v)
{
    if (!v) return;
    lmev_ids_free(v->train);
    lmev_ids_free(v->validation);
    lmev_ids_free(v->test);
    lmev_lm_free(v->own);
    lmev__free(v);
}

void lmev__corpus_free(lmev__corpus *corpus)
{
    if (!corpus) return;
    for (size_t i = 0; i < corpus->n_views; i++) view_free(corpus->view[i]);
    lmev__free(corpus->view);
    lmev_split_free(corpus->split);
    lmev__free(corpus);
}

static void hint_place(lmev_error *err, const lmev_spec *spec)
{
    lmev__hint(err, "paths in a spec begin at the folder of the spec, '%s'", spec->path);
}

lmev_status lmev__corpus_look(const lmev_spec *spec, lmev_error *err)
{
    const char *const file[] = {spec->data.file, spec->data.train, spec->data.validation,
                                spec->data.test};
    struct stat st;
    for (size_t i = 0; i < sizeof file / sizeof *file; i++)
        if (file[i] && stat(file[i], &st) != 0) {
            const lmev_status s = lmev__fail_errno(err, errno, file[i], "cannot open");
            if (s == LMEV_ERR_NOTFOUND) hint_place(err, spec);
            return s;
        }
    return LMEV_OK;
}

lmev_status lmev__corpus_load(lmev__corpus **out, const lmev_spec *spec, uint64_t seed,
                              const lmev_watch *watch, lmev_error *err)
{
    double began = lmev__monotonic();
    lmev__corpus *c = lmev__calloc(1, sizeof *c);
    if (!c) return lmev__nomem(err, "data");
    lmev_split_params p = {
        .file = spec->data.file,
        .train = spec->data.train,
        .validation = spec->data.validation,
        .test = spec->data.test,
        .reader = {.text = spec->data.text,
                   .label = spec->data.label,
                   .where = spec->data.where,
                   .n_where = spec->data.n_where,
                   .strict = spec->data.strict},
        .train_size = spec->data.train_size,
        .validation_split = spec->data.validation_split,
        .test_size = spec->data.test_size,
        .seed = seed,
        .test_per_class = spec->data.test_per_class,
        .any_seed = spec->data.per_trial, /* trials of one model have equally many */
    };
    lmev_status s = lmev_split_load(&c->split, &p, watch, err);
    if (s != LMEV_OK) {
        if (s == LMEV_ERR_NOTFOUND) hint_place(err, spec);
        lmev__corpus_free(c);
        return s;
    }
    c->seed = seed;
    c->read_seconds = lmev__monotonic() - began;
    *out = c;
    return LMEV_OK;
}

/* With as many steps per epoch nothing more is gained by smaller batches, and time is
 * lost; with much fewer ten epochs are over before anything is learned
 * (bench/SPEED.md). */
#define STEPS_WANTED 50
#define BATCH_LEAST  16
#define BATCH_STUDY  4096
#define FEW_STEPS    6 /* per epoch; fewer than that are warned of */

uint32_t lmev__batch_for(size_t rows)
{
    uint32_t batch = BATCH_LEAST;
    while (batch < BATCH_STUDY && rows / (2 * batch) >= STEPS_WANTED) batch *= 2;
    return batch;
}

void lmev__corpus_settle(lmev_spec *spec, const lmev__corpus *corpus)
{
    const lmev_split *split = corpus->split;
    if (spec->data.train_size == LMEV_AUTO_SIZE)
        spec->data.train_size = split->train.n + split->validation.n;
    if (spec->data.test_size == LMEV_AUTO_SIZE)
        spec->data.test_size = split->test.n - split->test_by_class;
    if (spec->train.batch_size == LMEV_AUTO_BATCH)
        spec->train.batch_size = lmev__batch_for(split->train.n);
}

static void say_skips(const char *file, const lmev_skips *k, const lmev_watch *watch)
{
    for (int r = 0; file && r < LMEV_SKIP_REASONS; r++) {
        char lines[LMEV_SKIP_LINES * 22 + 1] = "";
        size_t used = 0;
        if (k->n[r] == 0) continue;
        for (int i = 0; i < LMEV_SKIP_LINES && k->line[r][i]; i++)
            used += (size_t)snprintf(lines + used, sizeof lines - used, "%s%" PRIu64,
                                     i ? ", " : "", k->line[r][i]);
        lmev__say(watch, LMEV_LEVEL_WARNING,
                  "'%s': %" PRIu64 " of %" PRIu64 " rows left out, %s (line %s%s)", file,
                  k->n[r], k->n_records, lmev_skip_text((lmev_skip)r), lines,
                  k->n[r] > LMEV_SKIP_LINES ? ", ..." : "");
    }
}

/* An epoch of some steps trains next to nothing, and nothing else would say so. */
static void say_batch(uint32_t batch, bool chosen, size_t rows, const lmev_watch *watch)
{
    const uint32_t fits = lmev__batch_for(rows);
    const size_t steps = rows / batch + (rows % batch > 0);
    if (chosen)
        lmev__say(watch, LMEV_LEVEL_INFO,
                  "batches of %u rows, chosen for %zu training rows: "
                  "%zu step%s per epoch",
                  batch, rows, steps, steps == 1 ? "" : "s");
    else if (steps < FEW_STEPS && batch > fits)
        lmev__say(
            watch, LMEV_LEVEL_WARNING,
            "batches of %u rows are %zu step%s per epoch of %zu "
            "training rows: little is learned; without train.batch_size it would be %u",
            batch, steps, steps == 1 ? "" : "s", rows, fits);
}

void lmev__corpus_report(const lmev__corpus *corpus, const lmev_spec *spec,
                         uint32_t batch, const lmev_watch *watch)
{
    const lmev_split *d = corpus->split;
    const char *const file[] = {spec->data.file ? spec->data.file : spec->data.train,
                                spec->data.file ? NULL : spec->data.validation,
                                spec->data.file ? NULL : spec->data.test};
    for (size_t i = 0; i < sizeof file / sizeof *file; i++)
        say_skips(file[i], &d->skips[i], watch);
    lmev__say(watch, LMEV_LEVEL_INFO,
              "%zu training, %zu validation and %zu test rows, %zu classes", d->train.n,
              d->validation.n, d->test.n, d->labels.n);
    if (d->test_per_class)
        lmev__say(watch, LMEV_LEVEL_INFO,
                  "%" PRIu64 " of the test rows by test_per_class: %" PRIu64
                  " of each class, or half of its rows",
                  d->test_by_class, d->test_per_class);
    if (spec->train.early_stopping && d->validation.n == 0)
        lmev__say(watch, LMEV_LEVEL_WARNING,
                  "no validation rows: training does not stop early and "
                  "keeps its last weights");
    say_batch(batch, spec->train.batch_size == LMEV_AUTO_BATCH, d->train.n, watch);
}

static bool same_tokens(const lmev__grid_model *x, const lmev__grid_model *y)
{
    const lmev_scratch_params *a = &x->spec->scratch, *b = &y->spec->scratch;
    if (x == y) return true;
    return !x->lm && !y->lm && a->normalize == b->normalize &&
           a->min_count == b->min_count && a->oov_buckets == b->oov_buckets;
}

static lmev_status ids_of(lmev_ids **out, const lmev_lm *lm, const lmev_dataset *d,
                          int threads, const lmev_watch *watch, lmev_error *err)
{
    return lmev_lm_tokenize(lm, d->text, d->text_at, d->n, threads, out, watch, err);
}

lmev_status lmev__corpus_tokenize(lmev__corpus *corpus, const lmev__grid_model *model,
                                  int threads, const lmev__view **view,
                                  const lmev_watch *watch, lmev_error *err)
{
    for (size_t i = 0; i < corpus->n_views; i++) /* tokenised for an earlier trial */
        if (same_tokens(corpus->view[i]->model, model)) {
            *view = corpus->view[i];
            return LMEV_OK;
        }
    double began = lmev__monotonic();
    const lmev_split *split = corpus->split;
    lmev__view **grown = lmev__realloc(corpus->view, corpus->n_views + 1, sizeof *grown);
    if (grown) corpus->view = grown;
    lmev__view *v = lmev__calloc(1, sizeof *v);
    lmev_status s = grown && v ? LMEV_OK : lmev__nomem(err, "tokens");
    lmev__report(watch, "tokenizing", 0, split->train.n, "rows", __builtin_nan(""));
    if (s == LMEV_OK && !model->lm)
        s = lmev_lm_scratch(&v->own, &model->spec->scratch, split->train.text,
                            split->train.text_at, split->train.n, threads, watch, err);
    if (s == LMEV_OK) v->lm = model->lm ? model->lm : v->own;
    if (s == LMEV_OK) s = ids_of(&v->train, v->lm, &split->train, threads, watch, err);
    if (s == LMEV_OK && split->validation.n > 0)
        s = ids_of(&v->validation, v->lm, &split->validation, threads, watch, err);
    if (s == LMEV_OK) s = ids_of(&v->test, v->lm, &split->test, threads, watch, err);
    if (s != LMEV_OK) {
        view_free(v);
        return s;
    }
    lmev__report(watch, "tokenizing", split->train.n, split->train.n, "rows",
                 __builtin_nan(""));
    v->model = model;
    corpus->view[corpus->n_views++] = v;
    corpus->tokenize_seconds += lmev__monotonic() - began;
    *view = v;
    return LMEV_OK;
}
