/* dataset.c - rows in memory: appended, thinned out, numbered by class, hashed.
 *
 * Rows live in parallel arrays and one arena of text that double as they fill: no
 * allocation per row. Labels are interned (base/intern.h), so a row keeps four bytes of
 * its label. Classes are numbered as they are met and renumbered by sorted
 * name at the end, so that the ids depend on the set of names alone. */
#include "data/dataset.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/mem.h"

/* More are no classes, but texts taken for labels. */
#define CLASSES_MAX ((size_t)1 << 20)

/* ---- classes ---- */

lmev_status lmev__class_add(lmev__intern *c, lmev_str label, uint32_t *id,
                            lmev_error *err)
{
    if ((*id = lmev__intern_find(c, label)) != LMEV__NOT_INTERNED) return LMEV_OK;
    if (memchr(label.at, '\n', label.n) || memchr(label.at, '\r', label.n))
        return lmev__fail(err, LMEV_ERR_FORMAT, NULL, 0, "the label holds a line break");
    if (c->n == CLASSES_MAX)
        return lmev__fail(err, LMEV_ERR_FORMAT, NULL, 0, "more than %zu different labels",
                          CLASSES_MAX);
    return lmev__intern_add(c, label, id) ? LMEV_OK : lmev__nomem(err, "the labels");
}

typedef struct entry {
    char *name;
    uint32_t id;
} entry;

static int by_name(const void *a, const void *b)
{
    return strcmp(((const entry *)a)->name, ((const entry *)b)->name);
}

lmev_status lmev__labels_of(lmev_labels *labels, const lmev__intern *c, uint32_t **place,
                            lmev_error *err)
{
    char **name = lmev__intern_list(c);
    uint32_t *at = lmev__calloc(c->n, sizeof *at);
    entry *list = lmev__calloc(c->n, sizeof *list);
    if (!name || !at || !list) {
        lmev__free(name);
        lmev__free(at);
        lmev__free(list);
        return lmev__nomem(err, "the labels");
    }
    for (size_t id = 0; id < c->n; id++) list[id] = (entry){name[id], (uint32_t)id};
    qsort(list, c->n, sizeof *list, by_name);

    lmev__sha256 sha;
    lmev__sha256_begin(&sha);
    for (size_t i = 0; i < c->n; i++) {
        name[i] = list[i].name;
        at[list[i].id] = (uint32_t)i;
        lmev__sha256_add(&sha, name[i], strlen(name[i]));
        lmev__sha256_add(&sha, "\n", 1);
    }
    lmev__sha256_end(&sha, labels->sha256);
    labels->n = c->n;
    labels->name = name;
    *place = at;
    lmev__free(list);
    return LMEV_OK;
}

void lmev_labels_release(lmev_labels *labels)
{
    lmev__free(labels->name); /* one block with its names */
    *labels = (lmev_labels){0};
}

/* ---- rows ---- */

static uint8_t quality_of(lmev_str s)
{
    if (s.n == 8 && memcmp(s.at, "reliable", 8) == 0) return 1;
    if (s.n == 10 && memcmp(s.at, "unreliable", 10) == 0) return 2;
    return 0;
}

/* Make the arrays one size larger. They share one room: it grows only with the last. */
static bool grow_rows(lmev__file_rows *r)
{
    size_t n = r->room ? r->room * 2 : 1024;
    void *hash = lmev__realloc(r->hash, n, sizeof *r->hash);
    if (hash) r->hash = hash;
    void *row = lmev__realloc(r->row, n, sizeof *r->row);
    if (row) r->row = row;
    void *at = lmev__realloc(r->at, n + 1, sizeof *r->at);
    if (at) r->at = at;
    void *label = lmev__realloc(r->label, n, sizeof *r->label);
    if (label) r->label = label;
    void *reliable = lmev__realloc(r->reliable, n, sizeof *r->reliable);
    if (reliable) r->reliable = reliable;
    if (!hash || !row || !at || !label || !reliable) return false;
    if (!r->room) r->at[0] = 0;
    r->room = n;
    return true;
}

lmev_status lmev__file_rows_add(lmev__file_rows *r, const lmev_row *row, uint32_t label,
                                uint64_t hash, lmev_error *err)
{
    size_t i = r->n;
    if (i == r->room && !grow_rows(r)) return lmev__nomem(err, "the rows");
    size_t begin = (size_t)r->at[i], end = begin + row->text.n;
    if (end > r->room_text && !lmev__grow(&r->text, &r->room_text, end, 1))
        return lmev__nomem(err, "the texts");
    if (row->text.n) memcpy(r->text + begin, row->text.at, row->text.n);
    r->at[i + 1] = end;
    r->hash[i] = hash;
    r->row[i] = row->index;
    r->label[i] = label;
    r->reliable[i] = quality_of(row->quality);
    r->n++;
    return LMEV_OK;
}

void lmev__file_rows_release(lmev__file_rows *r)
{
    lmev__free(r->hash);
    lmev__free(r->row);
    lmev__free(r->at);
    lmev__free(r->label);
    lmev__free(r->reliable);
    lmev__free(r->text);
    *r = (lmev__file_rows){0};
}

void lmev__rows_keep(lmev__file_rows *r, const uint8_t *part, uint8_t which)
{
    size_t n = 0;
    for (size_t i = 0; i < r->n; i++) {
        size_t begin = (size_t)r->at[i], end = (size_t)r->at[i + 1];
        if (part[i] != which) continue;
        /* r->at[n] is the end of what is kept, and n <= i: nothing unread is lost. */
        memmove(r->text + r->at[n], r->text + begin, end - begin);
        r->at[n + 1] = r->at[n] + (end - begin);
        r->hash[n] = r->hash[i];
        r->row[n] = r->row[i];
        r->label[n] = r->label[i];
        r->reliable[n] = r->reliable[i];
        n++;
    }
    r->n = n;
}

/* ---- data sets ---- */

lmev_str lmev_dataset_text(const lmev_dataset *d, size_t i)
{
    return (lmev_str){d->text + d->text_at[i],
                      (size_t)(d->text_at[i + 1] - d->text_at[i])};
}

/* sha256 of "text NUL label LF" for each row: neither holds what ends it. */
static void hash_dataset(lmev_dataset *d, const lmev_labels *labels)
{
    char stage[8192]; /* rows are short, and each addition has its price */
    size_t n = 0;
    lmev__sha256 sha;
    lmev__sha256_begin(&sha);
    for (size_t i = 0; i < d->n; i++) {
        lmev_str text = lmev_dataset_text(d, i);
        const char *name = labels->name[d->label[i]];
        size_t n_name = strlen(name);
        if (text.n + n_name + 2 > sizeof stage - n) {
            lmev__sha256_add(&sha, stage, n);
            n = 0;
        }
        if (text.n + n_name + 2 > sizeof stage) {
            lmev__sha256_add(&sha, text.at, text.n);
            lmev__sha256_add(&sha, "", 1);
            lmev__sha256_add(&sha, name, n_name);
            lmev__sha256_add(&sha, "\n", 1);
            continue;
        }
        memcpy(stage + n, text.at, text.n);
        n += text.n;
        stage[n++] = '\0';
        memcpy(stage + n, name, n_name);
        n += n_name;
        stage[n++] = '\n';
    }
    lmev__sha256_add(&sha, stage, n);
    lmev__sha256_end(&sha, d->sha256);
}

lmev_status lmev__dataset_take(lmev_dataset *d, const lmev__file_rows *r,
                               const uint8_t *part, uint8_t which, const uint32_t *place,
                               const lmev_labels *labels, lmev_error *err)
{
    size_t n = 0, n_text = 0;
    bool quality = false;
    for (size_t i = 0; i < r->n; i++) {
        if (part && part[i] != which) continue;
        n++;
        n_text += (size_t)(r->at[i + 1] - r->at[i]);
        quality |= r->reliable[i] != 0;
    }
    d->text = lmev__alloc(n_text);
    d->text_at = lmev__calloc(n + 1, sizeof *d->text_at);
    d->label = lmev__calloc(n, sizeof *d->label);
    d->row = lmev__calloc(n, sizeof *d->row);
    d->reliable = quality ? lmev__alloc(n) : NULL;
    if (!d->text || !d->text_at || !d->label || !d->row || (quality && !d->reliable))
        return lmev__nomem(err, "a data set"); /* d is released with its split */

    for (size_t i = 0; i < r->n; i++) {
        if (part && part[i] != which) continue;
        size_t to = (size_t)d->text_at[d->n], k = (size_t)(r->at[i + 1] - r->at[i]);
        if (k) memcpy(d->text + to, r->text + r->at[i], k);
        d->text_at[d->n + 1] = to + k;
        d->label[d->n] = place[r->label[i]];
        d->row[d->n] = r->row[i];
        if (quality) d->reliable[d->n] = r->reliable[i];
        d->n++;
    }
    hash_dataset(d, labels);
    return LMEV_OK;
}

void lmev__dataset_release(lmev_dataset *d)
{
    lmev__free(d->text);
    lmev__free(d->text_at);
    lmev__free(d->label);
    lmev__free(d->reliable);
    lmev__free(d->row);
    *d = (lmev_dataset){0};
}
