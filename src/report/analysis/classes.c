/* classes.c - the classes of one model: which of them it misses, and for what it takes
 * them.
 *
 * Trials may have different test rows and classes, and each file numbers its classes
 * anew, so classes are matched by name. Trials on one test set see the same rows, which
 * count once; rows of different test sets count as different rows. Two lists grow with
 * the trials: hits by class and test set, and the cells of the confusion matrix off its
 * diagonal. Each is merged when it has doubled. Cost: a sort of both per trial. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/intern.h"
#include "base/mem.h"
#include "report/analysis/study_build.h"

/* One class in one test set. */
typedef struct seen {
    size_t class, test_set;
    uint64_t rows;         /* the same in each trial */
    uint64_t trials, hits; /* hits: rows predicted right, summed over trials */
} seen;

struct lmev__class_counts {
    lmev__intern names; /* of the classes, numbered in the order of their first trial */
    size_t n_classes, class_room;
    lmev__class *class; /* name: borrowed from names, as it was read */
    size_t n_seen, seen_room, n_seen_merged;
    seen *seen; /* the first n_seen_merged are sorted and distinct */
    size_t n_cells, cell_room, n_merged;
    /* by number of the class; the first n_merged are sorted and distinct */
    lmev_confusion_cell *cell;
};

void lmev__class_counts_free(lmev__class_counts *t)
{
    if (!t) return;
    lmev__intern_release(&t->names);
    lmev__free(t->class);
    lmev__free(t->seen);
    lmev__free(t->cell);
    lmev__free(t);
}

/* ---- One trial ---- */

/* number: [p->n_names] of each name of the trial. */
static lmev_status number_classes(lmev__class_counts *t, const lmev_predictions *p,
                                  uint32_t *number)
{
    for (size_t i = 0; i < p->n_names; i++) {
        const lmev_str name = {p->name[i], strlen(p->name[i])};
        if (!lmev__intern_add(&t->names, name, &number[i])) return LMEV_ERR_NOMEM;
        if (number[i] < t->n_classes) continue;
        if (!lmev__grow(&t->class, &t->class_room, t->names.n, sizeof *t->class))
            return LMEV_ERR_NOMEM;
        t->class[t->n_classes++] =
            (lmev__class){.name = (char *)t->names.name[number[i]].at,
                          .recall = NAN,
                          .low = NAN,
                          .high = NAN};
    }
    return LMEV_OK;
}

static int by_class_and_set(const void *a, const void *b)
{
    const seen *x = a, *y = b;
    if (x->class != y->class) return x->class < y->class ? -1 : 1;
    return (x->test_set > y->test_set) - (x->test_set < y->test_set);
}

static void merge_seen(lmev__class_counts *t)
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

static void merge_cells(lmev__class_counts *t)
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

/* Add the cells of one trial, which are sorted by the true class. */
static lmev_status add_cells(lmev__class_counts *t, const lmev_confusion_cell *cell,
                             size_t n, size_t test_set, const uint32_t *number)
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

lmev_status lmev__class_counts_add(lmev__class_counts **counts, const lmev_predictions *p,
                                   size_t test_set, lmev_error *err)
{
    if (!*counts && !(*counts = lmev__calloc(1, sizeof **counts)))
        return lmev__nomem(err, "classes of a model");
    lmev_confusion_cell *cell = NULL;
    size_t n = 0;
    uint32_t *number = lmev__alloc(p->n_names * sizeof *number);
    lmev_status st = number ? number_classes(*counts, p, number) : LMEV_ERR_NOMEM;
    if (st == LMEV_OK) st = lmev_confusion(&cell, &n, p->truth, p->predicted, p->n, NULL);
    if (st == LMEV_OK) st = add_cells(*counts, cell, n, test_set, number);
    lmev_confusion_free(cell);
    lmev__free(number);
    return st == LMEV_OK ? LMEV_OK : lmev__nomem(err, "classes of a model");
}

/* ---- All of them ---- */

/* Rows and recall of each class. A row counts as right by the share of its trials that
 * got it right, so the recall is the mean of the trained networks'.
 *
 * The interval is over other test rows of the class, for these networks. Its n is the
 * number of distinct rows, however many trials there were: the score of a row lies
 * between 0 and 1, and a variable in [0, 1] with mean p has a variance of at most
 * p (1 - p), that of a single trial's 0 or 1. So the mean over n independent rows varies
 * at most as that of n coins, and Wilson's interval, which is for coins, is wide enough.
 * More trials make it too wide at worst: most of them miss the same hard rows, which is
 * one observation repeated. Counting a row once per trial would shrink the interval to
 * nothing on a class of three rows. */
static void add_up(lmev__class_counts *t)
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

/* By the upper end of the interval: a class of one row that was missed says little, a
 * class of fifty says much. Classes without rows come last. */
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

/* order: [n_classes] numbers of classes in the order of the study; place: [n_classes]
 * receives the place of each number in it. */
static lmev_status put_classes(const lmev__class_counts *t, lmev__study *s,
                               const size_t *order, size_t *place, lmev_error *err)
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

static lmev_status put_confused(lmev__class_counts *t, lmev__study *s,
                                const size_t *place, lmev_error *err)
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

lmev_status lmev__class_counts_finish(lmev__class_counts *t, lmev__study *s,
                                      lmev_error *err)
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
