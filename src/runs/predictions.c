/* predictions.c - test-results.csv read back: names become numbers, texts a digest.
 *
 * What analyses compare between experiments is which rows were predicted right, and for
 * that the rows must be the same ones; their digest tells without keeping them. Read with
 * the CSV reader itself, not the data reader: nothing is skipped here, a row that is not
 * as it was written makes the file a damaged one. Cost: one pass; two numbers a row and
 * each name once. */
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/intern.h"
#include "base/io/io.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "data/csv.h"
#include "data/feed.h"
#include "lmev/metric.h"
#include "runs/metadata.h"
#include "runs/results.h"

#define RECORD_MAX ((size_t)64 << 20) /* as for the data that the titles came from */

static lmev_status number_of(lmev__intern *names, lmev_str s, const lmev__csv *csv,
                             uint32_t *id, lmev_error *err)
{
    const char *path = csv->feed->source;
    if ((*id = lmev__intern_find(names, s)) != LMEV__NOT_INTERNED) return LMEV_OK;
    if (s.n == 0 || !lmev__utf8_ok(s.at, s.n) || memchr(s.at, '\0', s.n))
        return lmev__fail(err, LMEV_ERR_FORMAT, path, (long)csv->line, "%s",
                          s.n ? "a name is not UTF-8 text" : "a name is empty");
    return lmev__intern_add(names, s, id) ? LMEV_OK : lmev__nomem(err, path);
}

/* Everything that reading builds up. */
typedef struct reading {
    lmev__feed feed;
    lmev__csv csv;
    size_t text, truth, predicted; /* columns */
    lmev__intern names;
    lmev_predictions *p;
    size_t room_truth, room_predicted;
    lmev__sha256 hash;
} reading;

static lmev_status find_column(const lmev__csv *csv, const char *name, size_t *at,
                               lmev_error *err)
{
    for (*at = 0; *at < csv->n_columns; ++*at)
        if (!strcmp(csv->column[*at], name)) return LMEV_OK;
    return lmev__fail(err, LMEV_ERR_FORMAT, csv->feed->source, 1, "has no column '%s'",
                      name);
}

static lmev_status begin(reading *r, const char *path, lmev_error *err)
{
    if (!lmev__is_file(path)) /* a pipe of this name would be waited for */
        return lmev__fail(err, LMEV_ERR_NOTFOUND, path, 0, "no such file");
    r->feed.source = path;
    r->feed.record_max = RECORD_MAX;
    r->csv.feed = &r->feed;
    lmev__sha256_begin(&r->hash);
    if (!(r->p = lmev__calloc(1, sizeof *r->p))) return lmev__nomem(err, path);
    lmev_status s = lmev__feed_open(&r->feed, path, NULL, err);
    if (s == LMEV_OK) s = lmev__csv_open(&r->csv, err);
    if (s == LMEV_OK) s = find_column(&r->csv, "title", &r->text, err);
    if (s == LMEV_OK) s = find_column(&r->csv, "category", &r->truth, err);
    if (s == LMEV_OK) s = find_column(&r->csv, "predicted", &r->predicted, err);
    return s;
}

static void add_field(lmev__sha256 *hash, lmev_str s)
{
    unsigned char length[8];
    for (int i = 0; i < 8; i++) length[i] = (unsigned char)((uint64_t)s.n >> (8 * i));
    lmev__sha256_add(hash, length, sizeof length);
    lmev__sha256_add(hash, s.at, s.n);
}

static lmev_status take_row(reading *r, lmev_error *err)
{
    lmev_predictions *p = r->p;
    const lmev__csv *c = &r->csv;
    const char *path = r->feed.source;
    if (c->malformed)
        return lmev__fail(err, LMEV_ERR_FORMAT, path, (long)c->line,
                          "text after a closing quote");
    if (c->n_fields != c->n_columns)
        return lmev__fail(err, LMEV_ERR_FORMAT, path, (long)c->line,
                          "%zu fields, the header has %zu", c->n_fields, c->n_columns);
    if (!lmev__grow(&p->truth, &r->room_truth, p->n + 1, sizeof *p->truth) ||
        !lmev__grow(&p->predicted, &r->room_predicted, p->n + 1, sizeof *p->predicted))
        return lmev__nomem(err, path);
    lmev_status s = number_of(&r->names, c->field[r->truth], c, &p->truth[p->n], err);
    if (s == LMEV_OK)
        s = number_of(&r->names, c->field[r->predicted], c, &p->predicted[p->n], err);
    if (s != LMEV_OK) return s;
    add_field(&r->hash, c->field[r->text]);
    add_field(&r->hash, c->field[r->truth]);
    p->n++;
    return LMEV_OK;
}

lmev_status lmev__predictions_read(lmev_predictions **out, const char *path,
                                   lmev_error *err)
{
    reading r = {0};
    bool more = false;
    lmev_status s = begin(&r, path, err);
    while (s == LMEV_OK && (s = lmev__csv_next(&r.csv, &more, err)) == LMEV_OK && more)
        s = take_row(&r, err);
    if (s == LMEV_OK && r.p->n == 0)
        s = lmev__fail(err, LMEV_ERR_FORMAT, path, 0, "holds no row");
    lmev__csv_close(&r.csv);
    lmev__feed_close(&r.feed);
    if (s == LMEV_OK && !(r.p->name = lmev__intern_list(&r.names)))
        s = lmev__nomem(err, path);
    if (s == LMEV_OK) {
        lmev__sha256_end(&r.hash, r.p->rows_hash);
        r.p->n_names = r.names.n;
        *out = r.p;
    } else {
        lmev_predictions_free(r.p);
    }
    lmev__intern_release(&r.names);
    return s;
}

lmev_status lmev_predictions_load(lmev_predictions **out, const char *run,
                                  lmev_error *err)
{
    char *path = lmev__path_join(run, LMEV__RESULTS_FILE);
    if (!path) return lmev__nomem(err, run);
    lmev_status s = lmev__predictions_read(out, path, err);
    lmev__free(path);
    return s;
}

void lmev_predictions_free(lmev_predictions *p)
{
    if (!p) return;
    lmev__free(p->name); /* one block with its names */
    lmev__free(p->truth);
    lmev__free(p->predicted);
    lmev__free(p);
}

lmev_status lmev__results_bac(const char *path, double *bac, size_t *n, lmev_error *err)
{
    lmev_predictions *p = NULL;
    lmev_counts *counts = NULL;
    lmev_status s = lmev__predictions_read(&p, path, err);
    if (s == LMEV_OK)
        s = lmev_counts_new(&counts, p->truth, p->predicted, p->n, p->n_names, err);
    if (s == LMEV_OK) {
        *bac = lmev_metric_balanced_accuracy(counts);
        *n = p->n;
    }
    lmev_counts_free(counts);
    lmev_predictions_free(p);
    return s;
}
