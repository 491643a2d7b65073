/* split.c - one pass over a file, and every row in its part.
 *
 * The draw needs no list of all rows: rows are ranked by a hash of (seed, number), so the
 * k drawn rows are the k of lowest hash, and a pool of at most 2k candidates, thinned out
 * to k whenever it is full, has them at the end. Once it has been full, nearly every
 * further row is refused by one comparison. 20 million rows sampled to 1 million cost two
 * million rows of memory, and their labels.
 *
 * Not here: what a usable row is (reader.c), the arrays (dataset.c), the parts as files
 * (split_write.c). */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/rng.h"
#include "base/text.h"
#include "data/dataset.h"
#include "data/reader.h"
#include "lmev/data.h"

#define REPORT_EVERY 65536 /* records between two reports; a power of two           */
#define POOL_MIN 4096      /* candidates below which thinning out does not pay      */

enum { TRAIN, VALIDATION, TEST };

typedef struct load {
    const lmev_split_params *params;
    const lmev_watch *watch;
    lmev_split *split;
    lmev__classes classes;
    uint32_t *place; /* [classes.n] sorted place; NULL until all classes are known */
} load;

/* ---- parameters ---- */

static bool size_ok(uint64_t n)
{
    return n == LMEV_AUTO_SIZE || n <= SIZE_MAX / 64;
}

static lmev_status check_params(const lmev_split_params *p, lmev_error *err)
{
    const char *why = NULL;
    if (p->file && (p->train || p->validation || p->test))
        why = "give 'file', or 'train' and 'test', not both";
    else if (!p->file && !p->train)
        why = "neither 'file' nor 'train' is given";
    else if (!p->file && !p->test)
        why = "'train' is given without 'test'";
    else if (!p->reader.label)
        why = "no column is named by 'label'";
    else if (!(p->validation_split >= 0 && p->validation_split < 1))
        why = "validation_split must be at least 0 and less than 1";
    else if (!size_ok(p->train_size) || !size_ok(p->test_size))
        why = "train_size or test_size is out of range";
    return why ? lmev__fail(err, LMEV_ERR_PARAM, NULL, 0, "%s", why) : LMEV_OK;
}

/* ---- errors ---- */

static lmev_status fail_none(const char *path, const lmev_reader_params *p,
                             const lmev_skips *skips, lmev_error *err)
{
    if (skips->n_records == 0)
        return lmev__fail(err, LMEV_ERR_FORMAT, path, 0, "the file has no rows");
    if (skips->n_filtered) {
        char text[200];
        lmev__buf all = LMEV__BUF_INIT;
        for (size_t i = 0; i < p->n_where && all.n < sizeof text; i++)
            lmev__buf_printf(&all, "%s%s = '%s'", i ? ", " : "", p->where[i].column,
                             p->where[i].value);
        (void)lmev_text_shown(text, sizeof text, (lmev_str){all.at, all.n});
        lmev__buf_free(&all);
        lmev__fail(err, LMEV_ERR_FORMAT, path, 0,
                   "none of the %" PRIu64 " rows is kept by where", skips->n_records);
        lmev__hint(err, "where asks for %s, byte by byte", text);
        return LMEV_ERR_FORMAT;
    }
    size_t most = 0;
    for (size_t i = 1; i < LMEV_SKIP_REASONS; i++)
        if (skips->n[i] > skips->n[most]) most = i;
    lmev__fail(err, LMEV_ERR_FORMAT, path, (long)skips->line[most][0],
               "none of the %" PRIu64 " rows is usable; %" PRIu64 " of them: %s",
               skips->n_records, skips->n[most], lmev_skip_text((lmev_skip)most));
    lmev__hint(err, "strict reading tells more of the first that cannot be used");
    return LMEV_ERR_FORMAT;
}

static lmev_status fail_few(const char *path, uint64_t have, uint64_t train,
                            uint64_t test, lmev_error *err)
{
    if (train == 0) {
        lmev__fail(err, LMEV_ERR_FORMAT, path, 0,
                   "%" PRIu64 " usable rows, but %" PRIu64 " for the test are asked for",
                   have, test);
        lmev__hint(err, "test_size can be %" PRIu64 " at most; without it a fifth is taken",
                   have - 1);
        return LMEV_ERR_FORMAT;
    }
    lmev__fail(err, LMEV_ERR_FORMAT, path, 0,
               "%" PRIu64 " usable rows, but %" PRIu64 " for training and %" PRIu64
               " for the test are asked for",
               have, train, test);
    if (have > test + 1)
        lmev__hint(err, "train_size can be %" PRIu64 " at most, or 0 for all the rest",
                   have - test);
    else
        lmev__hint(err, "lower test_size and train_size to %" PRIu64 " together", have);
    return LMEV_ERR_FORMAT;
}

static lmev_status fail_unknown_label(const load *l, const char *path,
                                      const lmev_row *row, lmev_error *err)
{
    lmev__fail(err, LMEV_ERR_FORMAT, path, (long)row->line,
               "label '%s' does not occur in the training file",
               lmev__brief_n(row->label.at, row->label.n).at);
    lmev__hint(err, "add rows of that class to '%s', or remove its rows here",
               l->params->train);
    return LMEV_ERR_FORMAT;
}

/* ---- reading ---- */

typedef struct progress {
    const lmev_watch *watch;
    char task[sizeof(lmev__brief) + 16];
} progress;

static void report(const progress *p, const lmev_reader *r)
{
    uint64_t done, all;
    lmev_reader_position(r, &done, &all);
    lmev__report(p->watch, p->task, done, all, "bytes", NAN);
}

static progress begin_progress(const lmev_watch *watch, const char *path)
{
    progress p = {.watch = watch};
    const char *slash = strrchr(path, '/');
    (void)snprintf(p.task, sizeof p.task, "reading %s",
                   lmev__brief_of(slash ? slash + 1 : path).at);
    return p;
}

static lmev_status class_of(load *l, const char *path, const lmev_row *row, uint32_t *id,
                            lmev_error *err)
{
    if (l->place) { /* the classes are those of the training file */
        *id = lmev__classes_find(&l->classes, row->label);
        return *id == LMEV__NO_CLASS ? fail_unknown_label(l, path, row, err) : LMEV_OK;
    }
    lmev_status s = lmev__classes_add(&l->classes, row->label, id, err);
    if (s == LMEV_ERR_FORMAT && err) {
        (void)snprintf(err->source, sizeof err->source, "%s", path);
        err->line = (long)row->line;
        lmev__hint(err, "is '%s' the column of the label?", l->params->reader.label);
    }
    return s;
}

/* Read a file into rows; quota > 0: only its `quota` rows of lowest hash. */
static lmev_status read_rows(load *l, const char *path, size_t quota, lmev__rows *rows,
                             lmev_skips *skips, lmev_error *err)
{
    const lmev__philox draw = lmev__philox_key(l->params->seed, LMEV__DRAW_SPLIT, 0, 0);
    const size_t limit = quota * 2 > POOL_MIN ? quota * 2 : POOL_MIN;
    const progress p = begin_progress(l->watch, path);
    uint64_t highest = UINT64_MAX;
    bool thinned = false;
    lmev_reader *r = NULL;
    lmev_row row;
    lmev__step step = LMEV__STEP_SKIPPED;

    lmev_reader_params params = l->params->reader;
    params.watch = l->watch;
    lmev_status s = lmev_reader_open(&r, path, &params, err);
    if (s != LMEV_OK) return s;
    const lmev_skips *seen = lmev_reader_skips(r);
    for (;;) {
        if ((seen->n_records & (REPORT_EVERY - 1)) == 0) {
            report(&p, r);
            if (lmev__asked_to_stop(l->watch)) {
                s = lmev__fail(err, LMEV_STOPPED, path, 0, "stopped while reading");
                goto done;
            }
        }
        s = lmev__reader_step(r, &row, &step, err);
        if (s != LMEV_OK || step == LMEV__STEP_END) break;
        if (step == LMEV__STEP_SKIPPED) continue;

        uint32_t id;
        if ((s = class_of(l, path, &row, &id, err)) != LMEV_OK) break;
        uint64_t hash = lmev__philox_u64(&draw, row.index);
        if (thinned && hash >= highest) continue;
        if ((s = lmev__rows_add(rows, &row, id, hash, err)) != LMEV_OK) break;
        if (quota && rows->n == limit) {
            if ((s = lmev__rows_keep(rows, quota, &highest, err)) != LMEV_OK) break;
            thinned = true;
        }
    }
    if (s != LMEV_OK) goto done;
    report(&p, r);
    *skips = *seen;
    if (seen->n_used == 0)
        s = fail_none(path, &l->params->reader, seen, err);
    else if (quota && rows->n > quota)
        s = lmev__rows_keep(rows, quota, &highest, err);
done:
    lmev_reader_close(r);
    return s;
}

static lmev_status know_classes(load *l, const char *path, lmev_error *err)
{
    lmev_status s = lmev__classes_finish(&l->classes, &l->split->labels, &l->place, err);
    if (s != LMEV_OK || l->classes.n > 1) return s;
    lmev__fail(err, LMEV_ERR_FORMAT, path, 0, "all rows are of one class, '%s'",
               lmev__brief_of(l->split->labels.name[0]).at);
    lmev__hint(err, "at least two are needed; is '%s' the column of the label?",
               l->params->reader.label);
    return LMEV_ERR_FORMAT;
}

/* ---- sharing out ---- */

/* Rows for training, validation ones included, and for the test; train 0: all the rest. */
typedef struct sizes {
    uint64_t train, test;
} sizes;

/* The most that may be asked for, before it is known how many rows the file has. */
static sizes most_of(const lmev_split_params *p)
{
    sizes most = {p->train_size, p->test_size};
    if (most.train == LMEV_AUTO_SIZE) most.train = p->file ? LMEV_TRAIN_ROWS : 0;
    if (most.test == LMEV_AUTO_SIZE) most.test = p->file ? LMEV_TEST_ROWS : 0;
    return most;
}

/* What is asked for of a file of so many usable rows. */
static sizes settled(const lmev_split_params *p, uint64_t n_rows)
{
    sizes want = most_of(p);
    if (!p->file) return (sizes){want.train, 0};
    if (p->test_size == LMEV_AUTO_SIZE && n_rows / 5 < want.test)
        want.test = n_rows >= 5 ? n_rows / 5 : 1;
    if (p->train_size == LMEV_AUTO_SIZE && n_rows < want.test + want.train)
        want.train = 0;
    return want;
}

/* The first n_test rows by hash are test rows, the next train_size (0: the rest) training
 * rows, of which the first share are validation rows. */
static lmev_status share_out(load *l, const char *path, lmev__rows *rows, sizes want,
                             double share, lmev_error *err)
{
    lmev_split *split = l->split;
    const uint64_t n_test = want.test;
    if (rows->n < n_test + want.train)
        return fail_few(path, rows->n, want.train, n_test, err);
    if (want.train && rows->n > n_test + want.train) {
        uint64_t highest;
        const lmev_status s =
            lmev__rows_keep(rows, (size_t)(n_test + want.train), &highest, err);
        if (s != LMEV_OK) return s;
    }
    uint64_t n_train = rows->n - n_test;
    uint64_t n_validation = (uint64_t)llround((double)n_train * share);
    if (n_validation >= n_train) {
        lmev__fail(err, LMEV_ERR_FORMAT, path, 0,
                   "no training row is left: %zu usable rows, %" PRIu64
                   " for the test, %" PRIu64 " for the validation",
                   rows->n, n_test, n_validation);
        lmev__hint(err, "lower test_size or validation_split");
        return LMEV_ERR_FORMAT;
    }

    lmev__cut test, validation;
    uint8_t *part = lmev__alloc(rows->n);
    if (!part) return lmev__nomem(err, "the split");
    lmev_status s = lmev__rows_cut(rows, (size_t)n_test, &test, err);
    if (s == LMEV_OK)
        s = lmev__rows_cut(rows, (size_t)(n_test + n_validation), &validation, err);
    for (size_t i = 0; s == LMEV_OK && i < rows->n; i++) {
        bool low = lmev__cut_takes(&validation, rows->hash[i]);
        part[i] = lmev__cut_takes(&test, rows->hash[i]) ? TEST : low ? VALIDATION : TRAIN;
    }
    lmev_dataset *set[] = {&split->train, &split->validation, &split->test};
    for (uint8_t k = TRAIN; s == LMEV_OK && k <= TEST; k++)
        if (k == TRAIN || l->params->file || (k == VALIDATION && !l->params->validation))
            s = lmev__dataset_take(set[k], rows, part, k, l->place, &split->labels, err);
    lmev__free(part);
    return s;
}

/* A file that holds one part. */
static lmev_status load_part(load *l, const char *path, size_t quota, lmev_dataset *set,
                             lmev_skips *skips, lmev_error *err)
{
    lmev__rows rows = {0};
    lmev_status s = read_rows(l, path, quota, &rows, skips, err);
    if (s == LMEV_OK && rows.n < quota) {
        s = lmev__fail(err, LMEV_ERR_FORMAT, path, 0,
                       "%zu usable rows, but %zu are asked for", rows.n, quota);
        lmev__hint(err, "test_size can be %zu at most, or 0 for all of them", rows.n);
    }
    if (s == LMEV_OK)
        s = lmev__dataset_take(set, &rows, NULL, 0, l->place, &l->split->labels, err);
    lmev__rows_release(&rows);
    return s;
}

static lmev_status load_all(load *l, lmev_error *err)
{
    const lmev_split_params *p = l->params;
    lmev_split *split = l->split;
    const char *path = p->file ? p->file : p->train;
    const sizes most = most_of(p);
    double share = p->validation ? 0 : p->validation_split;
    size_t quota = most.train ? (size_t)(most.train + (p->file ? most.test : 0)) : 0;

    lmev__rows rows = {0};
    lmev_status s = read_rows(l, path, quota, &rows, &split->skips[TRAIN], err);
    if (s == LMEV_OK) s = know_classes(l, path, err);
    if (s == LMEV_OK)
        s = share_out(l, path, &rows, settled(p, split->skips[TRAIN].n_used), share, err);
    lmev__rows_release(&rows);
    if (s == LMEV_OK && p->validation)
        s = load_part(l, p->validation, 0, &split->validation, &split->skips[VALIDATION],
                      err);
    if (s == LMEV_OK && p->test)
        s = load_part(l, p->test, (size_t)most.test, &split->test, &split->skips[TEST],
                      err);
    if (s != LMEV_OK) return s;

    lmev__sha256 sha;
    lmev__sha256_begin(&sha);
    const char *part[] = {split->labels.sha256, split->train.sha256,
                          split->validation.sha256, split->test.sha256};
    for (size_t i = 0; i < 4; i++) lmev__sha256_add(&sha, part[i], 64);
    lmev__sha256_end(&sha, split->sha256);
    return LMEV_OK;
}

/* For lmev_split_write, which must not replace them. */
static lmev_status note_sources(const load *l, lmev_error *err)
{
    const lmev_split_params *p = l->params;
    const char *const path[] = {p->file ? p->file : p->train, p->validation, p->test};
    for (size_t i = 0; i < 3; i++)
        if (path[i] && !(l->split->source[i] = lmev__strdup(path[i])))
            return lmev__nomem(err, "the split");
    return LMEV_OK;
}

lmev_status lmev_split_load(lmev_split **out, const lmev_split_params *params,
                            const lmev_watch *watch, lmev_error *err)
{
    lmev_status s = check_params(params, err);
    if (s != LMEV_OK) return s;
    load l = {.params = params, .watch = watch};
    l.split = lmev__calloc(1, sizeof *l.split);
    if (!l.split) return lmev__nomem(err, "the split");
    s = note_sources(&l, err);
    if (s == LMEV_OK) s = load_all(&l, err);
    lmev__classes_release(&l.classes);
    lmev__free(l.place);
    if (s == LMEV_OK)
        *out = l.split;
    else
        lmev_split_free(l.split);
    return s;
}

void lmev_split_free(lmev_split *split)
{
    if (!split) return;
    lmev__free(split->labels.name); /* one block with its names */
    lmev__dataset_release(&split->train);
    lmev__dataset_release(&split->validation);
    lmev__dataset_release(&split->test);
    for (size_t i = 0; i < 3; i++) lmev__free(split->source[i]);
    lmev__free(split);
}
