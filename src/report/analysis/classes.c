/* classes.c - a close look at one model: which classes it misses, and for what it takes
 * them.
 *
 * Trials may have test rows and classes of their own, and each file numbers its classes
 * anew, so classes are put together by name. Trials on one test set see the same rows,
 * which are counted once; rows of different test sets count as different rows. What was
 * seen of each class in each test set is kept, and of the confusion the cells off the
 * diagonal, both merged whenever they have doubled. Cost: a sort of the two per trial. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "report/analysis/parts.h"

/* Of one class in one test set. */
typedef struct seen {
    size_t class, test_set;
    uint64_t rows;         /* the same in each trial */
    uint64_t trials, hits; /* rows predicted right, of all trials */
} seen;

struct lmev__tally {
    size_t n_classes, class_room;
    lmev__class *class; /* numbered as first seen; names as they were read */
    size_t *by_name;    /* [n_classes] the same, sorted by name */
    size_t by_room;
    size_t n_seen, seen_room, n_seen_merged;
    seen *seen; /* the first n_seen_merged sorted, each class and set once */
    size_t n_cells, cell_room, n_merged;
    /* of those numbers; the first n_merged sorted, each once */
    lmev_confusion_cell *cell;
};

void lmev__tally_free(lmev__tally *t)
{
    if (!t) return;
    for (size_t k = 0; k < t->n_classes; k++) lmev__free(t->class[k].name);
    lmev__free(t->class);
    lmev__free(t->by_name);
    lmev__free(t->seen);
    lmev__free(t->cell);
    lmev__free(t);
}

/* ---- One trial ---- */

static int by_class_name(const void *a, const void *b, void *classes)
{
    const lmev__class *c = classes;
    return strcmp(c[*(const size_t *)a].name, c[*(const size_t *)b].name);
}

/* The number of a class among the first n_sorted, or LMEV__NONE. */
static size_t find(const lmev__tally *t, size_t n_sorted, const char *name)
{
    size_t low = 0, high = n_sorted;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int c = strcmp(name, t->class[t->by_name[middle]].name);
        if (c == 0) return t->by_name[middle];
        if (c < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return LMEV__NONE;
}

/* number: [p->n_names] of each name of the trial. Names are unique within a trial, so new
 * ones need to be found only from the next trial on. */
static lmev_status number_classes(lmev__tally *t, const lmev_predictions *p,
                                  uint32_t *number)
{
    size_t known = t->n_classes;
    for (size_t i = 0; i < p->n_names; i++) {
        size_t k = find(t, known, p->name[i]);
        if (k == LMEV__NONE) {
            k = t->n_classes;
            if (!lmev__grow(&t->class, &t->class_room, k + 1, sizeof *t->class) ||
                !lmev__grow(&t->by_name, &t->by_room, k + 1, sizeof *t->by_name))
                return LMEV_ERR_NOMEM;
            t->class[k] = (lmev__class){
                .name = lmev__strdup(p->name[i]), .recall = NAN, .low = NAN, .high = NAN};
            if (!t->class[k].name) return LMEV_ERR_NOMEM;
            t->by_name[k] = k;
            t->n_classes++;
        }
        number[i] = (uint32_t)k;
    }
    qsort_r(t->by_name, t->n_classes, sizeof *t->by_name, by_class_name, t->class);
    return LMEV_OK;
}

static int by_class_and_set(const void *a, const void *b)
{
    const seen *x = a, *y = b;
    if (x->class != y->class) return x->class < y->class ? -1 : 1;
    return (x->test_set > y->test_set) - (x->test_set < y->test_set);
}

static void merge_seen(lmev__tally *t)
{
    size_t kept = 0;
    if (t->n_seen == 0) return;
    qsort(t->seen, t->n_seen, sizeof *t->seen, by_class_and_set);
    for (size_t i = 1; i < t->n_seen; i++) {
        if (by_class_and_set(&t->seen[kept], &t->seen[i]) == 0) {
            t->seen[kept].trials += t->seen[i].trials;
            t->seen[kept].hits += t->seen[i].hits;
        } else {
            t->seen[++kept] = t->seen[i];
        }
    }
    t->n_seen = t->n_seen_merged = kept + 1;
}

static int by_cell(const void *a, const void *b)
{
    const lmev_confusion_cell *x = a, *y = b;
    if (x->truth != y->truth) return x->truth < y->truth ? -1 : 1;
    return (x->predicted > y->predicted) - (x->predicted < y->predicted);
}

static void merge_cells(lmev__tally *t)
{
    size_t kept = 0;
    if (t->n_cells == 0) return;
    qsort(t->cell, t->n_cells, sizeof *t->cell, by_cell);
    for (size_t i = 1; i < t->n_cells; i++) {
        if (by_cell(&t->cell[kept], &t->cell[i]) == 0)
            t->cell[kept].n += t->cell[i].n;
        else
            t->cell[++kept] = t->cell[i];
    }
    t->n_cells = t->n_merged = kept + 1;
}

/* The cells of one trial: sorted by the true class. */
static lmev_status add_cells(lmev__tally *t, const lmev_confusion_cell *cell, size_t n,
                             size_t test_set, const uint32_t *number)
{
    if (n > SIZE_MAX - t->n_cells || n > SIZE_MAX - t->n_seen ||
        !lmev__grow(&t->cell, &t->cell_room, t->n_cells + n, sizeof *t->cell) ||
        !lmev__grow(&t->seen, &t->seen_room, t->n_seen + n, sizeof *t->seen))
        return LMEV_ERR_NOMEM;
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || cell[i].truth != cell[i - 1].truth)
            t->seen[t->n_seen++] =
                (seen){.class = number[cell[i].truth], .test_set = test_set, .trials = 1};
        seen *truth = &t->seen[t->n_seen - 1];
        truth->rows += cell[i].n;
        if (cell[i].truth == cell[i].predicted)
            truth->hits += cell[i].n;
        else
            t->cell[t->n_cells++] = (lmev_confusion_cell){
                number[cell[i].truth], number[cell[i].predicted], cell[i].n};
    }
    if (t->n_cells / 2 >= t->n_merged) merge_cells(t);
    if (t->n_seen / 2 >= t->n_seen_merged) merge_seen(t);
    return LMEV_OK;
}

lmev_status lmev__tally_add(lmev__tally **tally, const lmev_predictions *p,
                            size_t test_set, lmev_error *err)
{
    if (!*tally && !(*tally = lmev__calloc(1, sizeof **tally)))
        return lmev__nomem(err, "classes of a model");
    lmev_confusion_cell *cell = NULL;
    size_t n = 0;
    uint32_t *number = lmev__alloc(p->n_names * sizeof *number);
    lmev_status st = number ? number_classes(*tally, p, number) : LMEV_ERR_NOMEM;
    if (st == LMEV_OK) st = lmev_confusion(&cell, &n, p->truth, p->predicted, p->n, NULL);
    if (st == LMEV_OK) st = add_cells(*tally, cell, n, test_set, number);
    lmev_confusion_free(cell);
    lmev__free(number);
    return st == LMEV_OK ? LMEV_OK : lmev__nomem(err, "classes of a model");
}

/* ---- All of them ---- */

/* Rows and recall of each class. A row counts as right in the part of its trials that got
 * it right, so the recall is that of the trained networks on the average.
 *
 * The interval is over other test rows of the class, for these networks. Its n is the
 * number of distinct rows, however many trials there were: what rows score lies between 0
 * and 1, and the variance of such a thing with mean p is at most p (1 - p), that of a
 * single trial's 0 and 1. So the mean over n independent rows varies at most as n coins
 * do, and Wilson's interval, which is of coins, is wide enough. More trials make it too
 * wide at worst: a hard row is missed by most of them, which is one observation seen
 * again. To count rows once per trial would have the interval shrink to nothing on a
 * class of three rows. */
static void add_up(lmev__tally *t)
{
    merge_seen(t);
    for (size_t i = 0; i < t->n_seen;) {
        const size_t k = t->seen[i].class;
        lmev__class *c = &t->class[k];
        double hits = 0;
        for (; i < t->n_seen && t->seen[i].class == k; i++) {
            const seen *s = &t->seen[i];
            c->n += s->rows;
            c->trials += s->trials;
            c->predictions += s->rows * s->trials;
            hits += (double)s->hits / (double)s->trials;
        }
        c->recall = hits / (double)c->n;
        lmev_stat_wilson(hits, (double)c->n, LMEV__LEVEL, &c->low, &c->high);
    }
}

/* By what the recall may be at most: that a class of one row was missed says little about
 * it, that one of fifty was says much. Those always right are left, the fewest rows
 * first; then those without rows. */
static int by_high(const void *a, const void *b, void *classes)
{
    const lmev__class *c = classes, *x = &c[*(const size_t *)a],
                      *y = &c[*(const size_t *)b];
    if (!x->n || !y->n) {
        if (x->n || y->n) return x->n ? -1 : 1;
    } else {
        if (x->high != y->high) return x->high < y->high ? -1 : 1;
        if (x->low != y->low) return x->low < y->low ? -1 : 1;
    }
    return strcmp(x->name, y->name);
}

static int by_count(const void *a, const void *b)
{
    const lmev__confused *x = a, *y = b;
    if (x->n != y->n) return x->n > y->n ? -1 : 1;
    if (x->truth != y->truth) return x->truth < y->truth ? -1 : 1;
    return (x->predicted > y->predicted) - (x->predicted < y->predicted);
}

/* order: [n_classes] numbers in the order of the study; place: where each number lies
 * there. */
static lmev_status put_classes(const lmev__tally *t, lmev__study *s, const size_t *order,
                               size_t *place, lmev_error *err)
{
    if (!(s->class = lmev__calloc(t->n_classes, sizeof *s->class)))
        return lmev__nomem(err, "classes of a model");
    s->n_classes = t->n_classes;
    for (size_t k = 0; k < t->n_classes; k++) {
        const lmev__class *c = &t->class[order[k]];
        place[order[k]] = k;
        s->class[k] = *c;
        s->class[k].name = lmev__clean(c->name);
        if (!s->class[k].name) return lmev__nomem(err, "classes of a model");
    }
    return LMEV_OK;
}

static lmev_status put_confused(lmev__tally *t, lmev__study *s, const size_t *place,
                                lmev_error *err)
{
    merge_cells(t);
    if (t->n_cells == 0) return LMEV_OK;
    lmev__confused *all = lmev__calloc(t->n_cells, sizeof *all);
    if (!all) return lmev__nomem(err, "confused classes");
    for (size_t i = 0; i < t->n_cells; i++) {
        const lmev_confusion_cell *c = &t->cell[i];
        all[i] = (lmev__confused){place[c->truth], place[c->predicted], c->n,
                                  (double)c->n / (double)t->class[c->truth].predictions};
    }
    qsort(all, t->n_cells, sizeof *all, by_count);
    s->confused = all;
    s->n_confused = t->n_cells < LMEV__CONFUSED_MAX ? t->n_cells : LMEV__CONFUSED_MAX;
    return LMEV_OK;
}

lmev_status lmev__tally_close(lmev__tally *t, lmev__study *s, lmev_error *err)
{
    size_t *order = lmev__alloc(t->n_classes * sizeof *order);
    size_t *place = lmev__alloc(t->n_classes * sizeof *place);
    lmev_status st = order && place ? LMEV_OK : lmev__nomem(err, "classes of a model");
    if (st == LMEV_OK) {
        add_up(t);
        for (size_t k = 0; k < t->n_classes; k++) order[k] = k;
        qsort_r(order, t->n_classes, sizeof *order, by_high, t->class);
        st = put_classes(t, s, order, place, err);
    }
    if (st == LMEV_OK) st = put_confused(t, s, place, err);
    lmev__free(order);
    lmev__free(place);
    return st;
}
