/* strata.c - sort test rows by class, classes with one row last.
 *
 * Two passes of a counting sort: stable, linear, and the position of a row depends on the
 * true classes alone. strata.h says why single rows are pooled. */
#include "metric/strata.h"

#include "base/error.h"
#include "base/mem.h"

void lmev__strata_free(lmev__strata *s)
{
    if (!s) return;
    lmev__free(s->start);
    lmev__free(s->share);
    lmev__free(s->row);
    lmev__free(s);
}

/* From the number of rows per class to the next free position of each; sets start and
 * share. */
static void place(lmev__strata *s, size_t *at, size_t n_classes)
{
    size_t present = 0, singles = 0, position = 0, k = 0;
    for (size_t c = 0; c < n_classes; c++) {
        present += at[c] > 0;
        singles += at[c] == 1;
    }
    s->n_alone = singles;
    size_t alone = s->n_rows - singles; /* where the pooled stratum begins */
    for (size_t c = 0; c < n_classes; c++) {
        const size_t n = at[c];
        if (n == 1) at[c] = alone++;
        if (n < 2) continue;
        s->start[k] = at[c] = position;
        s->share[k++] = 1 / (double)present;
        position += n;
    }
    if (singles > 0) {
        s->start[k] = position;
        s->share[k++] = (double)singles / (double)present;
    }
    s->start[k] = s->n_rows;
    s->n_strata = k;
}

lmev_status lmev__strata_new(lmev__strata **out, const lmev_test_rows *rows,
                             lmev_error *err)
{
    const size_t n = rows->n_rows, C = rows->n_classes;
    if (n > UINT32_MAX)
        return lmev__fail(err, LMEV_ERR_PARAM, NULL, 0, "%zu test rows are too many", n);
    for (size_t i = 0; i < n; i++)
        if (rows->truth[i] >= C)
            return lmev__fail(err, LMEV_ERR_PARAM, NULL, 0,
                              "true class of row %zu is '%u', there are %zu classes", i,
                              rows->truth[i], C);
    const size_t most = n < C ? n : C; /* strata */
    lmev__strata *s = lmev__calloc(1, sizeof *s);
    size_t *at = lmev__calloc(C ? C : 1, sizeof *at);
    if (!s || !at) goto nomem;
    s->n_rows = n;
    s->start = lmev__calloc(most + 1, sizeof *s->start);
    s->share = lmev__calloc(most + 1, sizeof *s->share);
    s->row = lmev__calloc(n + 1, sizeof *s->row);
    if (!s->start || !s->share || !s->row) goto nomem;
    for (size_t i = 0; i < n; i++) at[rows->truth[i]]++;
    place(s, at, C);
    for (size_t i = 0; i < n; i++) s->row[at[rows->truth[i]]++] = (uint32_t)i;
    lmev__free(at);
    *out = s;
    return LMEV_OK;
nomem:
    lmev__free(at);
    lmev__strata_free(s);
    return lmev__nomem(err, "test rows by class");
}
