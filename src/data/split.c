/* split.c - read a file once and put each row into its part.
 *
 * The draw needs no list of all rows. Rows are ranked by a hash of (seed, number), so the
 * k drawn rows are the k of lowest hash. A pool of at most 2k candidates, cut to k
 * whenever it is full, holds them at the end. Once it was full, one comparison rejects
 * nearly every further row. Sampling 20 million rows to 1 million takes the memory of two
 * million rows, and that of the labels.
 *
 * With test_per_class the pool also keeps the test_per_class rows of lowest hash of each
 * class: no other row can become a test row by its class. These do not count against k,
 * so k rows are left for the parts, whichever of them the test takes at the end.
 *
 * Not here: what a usable row is (reader.c), the arrays (dataset.c), which hashes are the
 * lowest (lowest.c), the parts as files (split_write.c). */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/rng.h"
#include "base/utf8.h"
#include "data/dataset.h"
#include "data/lowest.h"
#include "data/reader.h"
#include "lmev/data.h"

#define REPORT_EVERY 65536 /* records between two reports; a power of two */
#define POOL_MIN     4096  /* candidates below which thinning out does not pay */

enum { TRAIN, VALIDATION, TEST, CANDIDATE, NONE }; /* what becomes of a row */

/* Where the rows of one part, or of all, come from: a file or memory. */
typedef struct source {
    const char *path;
    const lmev_rows *rows;
    const char *name; /* for messages; NULL: there is no such source */
} source;

typedef struct load {
    const lmev_split_params *params;
    source file, train, validation, test; /* file: the rows of all parts */
    const lmev_watch *watch;
    lmev_split *split;
    lmev__intern classes;
    uint32_t *place; /* [classes.n] sorted place; NULL until all classes are known */
    lmev__stratum *stratum; /* [classes.n] with test_per_class; else NULL */
    size_t n_strata, room_stratum;
} load;

/* ---- parameters ---- */

static bool size_ok(uint64_t n)
{
    return n == LMEV_AUTO_SIZE || n <= SIZE_MAX / 64;
}

static source source_of(const char *path, const lmev_rows *rows, const char *name)
{
    return (source){path, rows, path ? path : rows ? name : NULL};
}

/* Has it a label, as far as can be known before it is read? */
static bool has_label(const source *from, const lmev_reader_params *p)
{
    if (from->name && from->rows && !from->rows->file.at) return from->rows->label;
    return !from->name || p->label;
}

static lmev_status check_params(const load *l, lmev_error *err)
{
    const lmev_split_params *p = l->params;
    const source *all[] = {&l->file, &l->train, &l->validation, &l->test};
    const bool drawn = l->file.name;
    const char *why = NULL;
    if (drawn && (l->train.name || l->validation.name || l->test.name))
        why = "give 'file', or 'train' and 'test', not both";
    else if (!drawn && !l->train.name)
        why = "neither 'file' nor 'train' is given";
    else if (!drawn && !l->test.name)
        why = "'train' is given without 'test'";
    else if (!(p->validation_split >= 0 && p->validation_split < 1))
        why = "validation_split must be at least 0 and less than 1";
    else if (!size_ok(p->train_size) || !size_ok(p->test_size))
        why = "train_size or test_size is out of range";
    else if (p->test_per_class > LMEV_TEST_PER_CLASS_MAX)
        why = "test_per_class is out of range";
    else if (p->test_per_class && !drawn)
        why = "test_per_class is for a draw from 'file': the rows of 'test' are given";
    for (size_t i = 0; !why && i < 4; i++) {
        if (all[i]->path && all[i]->rows)
            why = "a part is given as a file and as rows in memory";
        else if (!has_label(all[i], &p->reader))
            why = all[i]->path ? "no column is named by 'label'" : "rows have no labels";
    }
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

/* What is asked of a file: rows for the test, some of them by test_per_class alone, and
 * for training; train 0: all the rest. */
typedef struct sizes {
    uint64_t test, by_class, train;
} sizes;

static lmev_status fail_few(const char *path, uint64_t have, sizes want, lmev_error *err)
{
    char by_class[64] = "";
    if (want.by_class)
        (void)snprintf(by_class, sizeof by_class, " (%" PRIu64 " by test_per_class)",
                       want.by_class);
    if (want.train == 0) {
        lmev__fail(err, LMEV_ERR_FORMAT, path, 0,
                   "%" PRIu64 " usable rows, but %" PRIu64
                   " for the test%s are asked for",
                   have, want.test, by_class);
        lmev__hint(err,
                   "test_size can be %" PRIu64 " at most; without it a fifth is taken",
                   have - 1);
        return LMEV_ERR_FORMAT;
    }
    lmev__fail(err, LMEV_ERR_FORMAT, path, 0,
               "%" PRIu64 " usable rows, but %" PRIu64 " for training and %" PRIu64
               " for the test%s are asked for",
               have, want.train, want.test, by_class);
    if (have > want.test + 1)
        lmev__hint(err, "train_size can be %" PRIu64 " at most, or 0 for all the rest",
                   have - want.test);
    else if (want.by_class)
        lmev__hint(err, "lower train_size, test_size or test_per_class");
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
               l->train.name);
    return LMEV_ERR_FORMAT;
}

/* ---- reading ---- */

typedef struct progress {
    const lmev_watch *watch;
    const char *unit;
    char task[sizeof(lmev__brief) + 16];
} progress;

static void report(const progress *p, const lmev_reader *r)
{
    uint64_t done, all;
    lmev_reader_position(r, &done, &all);
    lmev__report(p->watch, p->task, done, all, p->unit, NAN);
}

static progress begin_progress(const lmev_watch *watch, const source *from)
{
    const bool arrays = from->rows && !from->rows->file.at;
    progress p = {.watch = watch, .unit = arrays ? "rows" : "bytes"};
    const char *slash = strrchr(from->name, '/');
    (void)snprintf(p.task, sizeof p.task, "reading %s",
                   lmev__brief_of(slash ? slash + 1 : from->name).at);
    return p;
}

static void hint_label(const load *l, const char *before, lmev_error *err)
{
    if (l->params->reader.label)
        lmev__hint(err, "%sis '%s' the column of the label?", before,
                   l->params->reader.label);
}

static lmev_status class_of(load *l, const char *path, const lmev_row *row, uint32_t *id,
                            lmev_error *err)
{
    if (l->place) { /* the classes are those of the training file */
        *id = lmev__intern_find(&l->classes, row->label);
        return *id == LMEV__NOT_INTERNED ? fail_unknown_label(l, path, row, err)
                                         : LMEV_OK;
    }
    lmev_status s = lmev__class_add(&l->classes, row->label, id, err);
    if (s == LMEV_ERR_FORMAT && err) {
        (void)snprintf(err->source, sizeof err->source, "%s", path);
        err->line = (long)row->line;
        hint_label(l, "", err);
    }
    return s;
}

/* Count a row of class id. */
static lmev_status count_row(load *l, uint32_t id, lmev_error *err)
{
    if (!lmev__grow(&l->stratum, &l->room_stratum, l->classes.n, sizeof *l->stratum))
        return lmev__nomem(err, "the rows of each class");
    if (id == l->n_strata)
        l->stratum[l->n_strata++] =
            (lmev__stratum){.k = l->params->test_per_class, .highest = UINT64_MAX};
    l->stratum[id].n_rows++;
    return LMEV_OK;
}

/* Drop the rows that no part can have any more: keep the `quota` of lowest hash, whose
 * highest is *highest, and those that may be test rows by their class. */
static lmev_status thin_out(load *l, lmev__file_rows *rows, size_t quota,
                            uint64_t *highest, lmev_error *err)
{
    lmev_status s = LMEV_OK;
    uint8_t *part = lmev__alloc(rows->n);
    if (!part) return lmev__nomem(err, "the draw of rows");
    memset(part, NONE, rows->n);
    if (l->stratum)
        s = lmev__rows_lowest_of_classes(rows, part, CANDIDATE, l->stratum, l->n_strata,
                                         err);
    if (s == LMEV_OK)
        s = lmev__rows_lowest(rows, part, NONE, CANDIDATE, quota, highest, err);
    if (s == LMEV_OK) lmev__rows_keep(rows, part, CANDIDATE);
    lmev__free(part);
    return s;
}

/* Read a source into rows; quota > 0: only those that thin_out keeps. */
static lmev_status read_rows(load *l, const source *from, size_t quota,
                             lmev__file_rows *rows, lmev_skips *skips, lmev_error *err)
{
    const lmev__philox draw = lmev__philox_key(l->params->seed, LMEV__DRAW_SPLIT, 0, 0);
    const progress p = begin_progress(l->watch, from);
    size_t limit = quota * 2 > POOL_MIN ? quota * 2 : POOL_MIN;
    const char *path = from->name;
    uint64_t highest = UINT64_MAX;
    lmev_reader *r = NULL;
    lmev_row row;
    lmev__step step = LMEV__STEP_SKIPPED;

    lmev_reader_params params = l->params->reader;
    params.watch = l->watch;
    lmev_status s = from->rows ? lmev_reader_open_rows(&r, from->rows, &params, err)
                               : lmev_reader_open(&r, path, &params, err);
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
        if (l->params->test_per_class && (s = count_row(l, id, err)) != LMEV_OK) break;
        uint64_t hash = lmev__philox_u64(&draw, row.index);
        if (hash > highest && !(l->stratum && hash <= l->stratum[id].highest)) continue;
        if ((s = lmev__file_rows_add(rows, &row, id, hash, err)) != LMEV_OK) break;
        if (quota && rows->n == limit) {
            if ((s = thin_out(l, rows, quota, &highest, err)) != LMEV_OK) break;
            if (limit < rows->n * 2) limit = rows->n * 2;
        }
    }
    if (s != LMEV_OK) goto done;
    report(&p, r);
    *skips = *seen;
    if (seen->n_used == 0)
        s = fail_none(path, &l->params->reader, seen, err);
    else if (quota && rows->n > quota)
        s = thin_out(l, rows, quota, &highest, err);
done:
    lmev_reader_free(r);
    return s;
}

static lmev_status know_classes(load *l, const char *path, lmev_error *err)
{
    lmev_status s = lmev__labels_of(&l->split->labels, &l->classes, &l->place, err);
    if (s != LMEV_OK || l->classes.n > 1) return s;
    lmev__fail(err, LMEV_ERR_FORMAT, path, 0, "all rows are of one class, '%s'",
               lmev__brief_of(l->split->labels.name[0]).at);
    hint_label(l, "at least two are needed; ", err);
    return LMEV_ERR_FORMAT;
}

/* ---- sharing out ---- */

/* The most rows that may be asked for, before it is known how many the file has. */
static sizes most_of(const load *l)
{
    const lmev_split_params *p = l->params;
    sizes most = {.test = p->test_size, .train = p->train_size};
    if (most.train == LMEV_AUTO_SIZE) most.train = l->file.name ? LMEV_TRAIN_ROWS : 0;
    if (most.test == LMEV_AUTO_SIZE) most.test = l->file.name ? LMEV_TEST_ROWS : 0;
    return most;
}

/* What is asked for of a file of so many usable rows, but for test_per_class. */
static sizes settled(const load *l, uint64_t n_rows)
{
    const lmev_split_params *p = l->params;
    sizes want = most_of(l);
    if (!l->file.name) return (sizes){.train = want.train};
    if (p->test_size == LMEV_AUTO_SIZE && n_rows / 5 < want.test)
        want.test = n_rows >= 5 ? n_rows / 5 : 1;
    if (p->train_size == LMEV_AUTO_SIZE) want.train = 0;
    return want;
}

/* Mark the test rows: the want->test of lowest hash, and the lowest of each class until
 * it has test_per_class or half of its rows. What the classes add is then part of want,
 * with any_seed as the most that they can add. */
static lmev_status mark_test(load *l, const lmev__file_rows *rows, uint8_t *part,
                             sizes *want, lmev_error *err)
{
    uint64_t highest, n = 0, most = 0;
    lmev_status s = lmev__rows_lowest(rows, part, NONE, TEST, want->test, &highest, err);
    if (s != LMEV_OK || !l->stratum) return s;
    for (size_t c = 0; c < l->n_strata; c++) {
        lmev__stratum *of = &l->stratum[c];
        if (of->k > of->n_rows / 2) of->k = of->n_rows / 2;
        most += of->k;
    }
    s = lmev__rows_lowest_of_classes(rows, part, TEST, l->stratum, l->n_strata, err);
    if (s != LMEV_OK) return s;
    for (size_t i = 0; i < rows->n; i++) n += part[i] == TEST;
    l->split->test_by_class = n - want->test;
    want->by_class = l->params->any_seed ? most : n - want->test;
    want->test += want->by_class;
    return LMEV_OK;
}

/* Mark the part of each row: the test rows, then among the others by hash the validation
 * rows and the training rows. */
static lmev_status mark_parts(load *l, const char *path, const lmev__file_rows *rows,
                              double share, uint8_t *part, lmev_error *err)
{
    const lmev_split_params *p = l->params;
    const uint64_t have = l->split->skips[TRAIN].n_used;
    sizes want = settled(l, have);
    if (have < want.test + want.train) return fail_few(path, have, want, err);

    memset(part, NONE, rows->n);
    lmev_status s = mark_test(l, rows, part, &want, err);
    if (s != LMEV_OK) return s;
    const uint64_t left = have > want.test ? have - want.test : 0;
    if (left < want.train) return fail_few(path, have, want, err);
    uint64_t n_train = want.train ? want.train : left;
    if (l->file.name && p->train_size == LMEV_AUTO_SIZE && n_train > LMEV_TRAIN_ROWS)
        n_train = LMEV_TRAIN_ROWS;
    uint64_t highest, n_validation = (uint64_t)llround((double)n_train * share);
    if (n_validation >= n_train) {
        lmev__fail(err, LMEV_ERR_FORMAT, path, 0,
                   "no training row is left: %" PRIu64 " usable rows, %" PRIu64
                   " for the test, %" PRIu64 " for the validation",
                   left ? want.test + n_train : have, want.test, n_validation);
        lmev__hint(err, "lower test_size%s or validation_split",
                   want.by_class ? ", test_per_class" : "");
        return LMEV_ERR_FORMAT;
    }
    s = lmev__rows_lowest(rows, part, NONE, VALIDATION, n_validation, &highest, err);
    if (s == LMEV_OK)
        s = lmev__rows_lowest(rows, part, NONE, TRAIN, n_train - n_validation, &highest,
                              err);
    return s;
}

static lmev_status share_out(load *l, const char *path, const lmev__file_rows *rows,
                             double share, lmev_error *err)
{
    lmev_split *split = l->split;
    lmev_dataset *set[] = {&split->train, &split->validation, &split->test};
    uint8_t *part = lmev__alloc(rows->n);
    if (!part) return lmev__nomem(err, "the split");
    lmev_status s = mark_parts(l, path, rows, share, part, err);
    for (uint8_t k = TRAIN; s == LMEV_OK && k <= TEST; k++)
        if (k == TRAIN || l->file.name || (k == VALIDATION && !l->validation.name))
            s = lmev__dataset_take(set[k], rows, part, k, l->place, &split->labels, err);
    lmev__free(part);
    return s;
}

/* A source that holds one part. */
static lmev_status load_part(load *l, const source *from, size_t quota, lmev_dataset *set,
                             lmev_skips *skips, lmev_error *err)
{
    lmev__file_rows rows = {0};
    lmev_status s = read_rows(l, from, quota, &rows, skips, err);
    if (s == LMEV_OK && rows.n < quota) {
        s = lmev__fail(err, LMEV_ERR_FORMAT, from->name, 0,
                       "%zu usable rows, but %zu are asked for", rows.n, quota);
        lmev__hint(err, "test_size can be %zu at most, or 0 for all of them", rows.n);
    }
    if (s == LMEV_OK)
        s = lmev__dataset_take(set, &rows, NULL, 0, l->place, &l->split->labels, err);
    lmev__file_rows_release(&rows);
    return s;
}

static lmev_status load_all(load *l, lmev_error *err)
{
    const lmev_split_params *p = l->params;
    lmev_split *split = l->split;
    const source *from = l->file.name ? &l->file : &l->train;
    const sizes most = most_of(l);
    double share = l->validation.name ? 0 : p->validation_split;
    size_t quota = most.train ? (size_t)(most.train + (l->file.name ? most.test : 0)) : 0;

    lmev__file_rows rows = {0};
    lmev_status s = read_rows(l, from, quota, &rows, &split->skips[TRAIN], err);
    if (s == LMEV_OK) s = know_classes(l, from->name, err);
    if (s == LMEV_OK) s = share_out(l, from->name, &rows, share, err);
    lmev__file_rows_release(&rows);
    if (s == LMEV_OK && l->validation.name)
        s = load_part(l, &l->validation, 0, &split->validation, &split->skips[VALIDATION],
                      err);
    if (s == LMEV_OK && l->test.name)
        s = load_part(l, &l->test, (size_t)most.test, &split->test, &split->skips[TEST],
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
    load l = {.params = params,
              .watch = watch,
              .file = source_of(params->file, params->file_rows, "rows"),
              .train = source_of(params->train, params->train_rows, "training rows"),
              .validation = source_of(params->validation, params->validation_rows,
                                      "validation rows"),
              .test = source_of(params->test, params->test_rows, "test rows")};
    lmev_status s = check_params(&l, err);
    if (s != LMEV_OK) return s;
    l.split = lmev__calloc(1, sizeof *l.split);
    if (!l.split) return lmev__nomem(err, "the split");
    l.split->test_per_class = params->test_per_class;
    s = note_sources(&l, err);
    if (s == LMEV_OK) s = load_all(&l, err);
    lmev__intern_release(&l.classes);
    lmev__free(l.place);
    lmev__free(l.stratum);
    if (s == LMEV_OK)
        *out = l.split;
    else
        lmev_split_free(l.split);
    return s;
}

void lmev_split_free(lmev_split *split)
{
    if (!split) return;
    lmev_labels_release(&split->labels);
    lmev__dataset_release(&split->train);
    lmev__dataset_release(&split->validation);
    lmev__dataset_release(&split->test);
    for (size_t i = 0; i < 3; i++) lmev__free(split->source[i]);
    lmev__free(split);
}
