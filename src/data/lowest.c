/* lowest.c - see lowest.h. A selection, not a sort: the k-th lowest hash is found, and
 * the rows below it are taken. For classes, the hashes of each class are copied next to
 * each other first. Both are linear in the number of rows. Memory: 8 bytes per row and 24
 * per class during the call. */
#include "data/lowest.h"

#include "base/error.h"
#include "base/mem.h"

/* The rows below hash, and the first `ties` of those that equal it. */
typedef struct cut {
    uint64_t hash;
    uint64_t ties;
} cut;

/* The value that stands at place k when v [n] is sorted: Hoare's FIND (CACM 4, 1961). v
 * is permuted. The hashes come from Philox: a middle pivot is as good as a random one. */
static uint64_t select_place(uint64_t *v, size_t n, size_t k)
{
    ptrdiff_t low = 0, high = (ptrdiff_t)n - 1, place = (ptrdiff_t)k;
    while (low < high) {
        uint64_t pivot = v[low + (high - low) / 2];
        ptrdiff_t i = low, j = high;
        do {
            while (v[i] < pivot) i++;
            while (v[j] > pivot) j--;
            if (i > j) break;
            uint64_t t = v[i];
            v[i++] = v[j];
            v[j--] = t;
        } while (i <= j);
        if (place <= j)
            high = j;
        else if (place >= i)
            low = i;
        /* between the halves all equal the pivot */
        else
            break;
    }
    return v[k];
}

/* The cut that takes the k lowest of v [n], all where there are fewer. v is permuted. */
static cut cut_at(uint64_t *v, size_t n, uint64_t k)
{
    if (k > n) k = n;
    if (k == 0) return (cut){0, 0};
    cut c = {select_place(v, n, (size_t)k - 1), k};
    for (size_t i = 0; i < n; i++) c.ties -= v[i] < c.hash;
    return c;
}

/* Ask for the rows in their order: uses up the ties. */
static bool takes(cut *c, uint64_t hash)
{
    if (hash != c->hash) return hash < c->hash;
    if (c->ties == 0) return false;
    c->ties--;
    return true;
}

lmev_status lmev__rows_lowest(const lmev__file_rows *r, uint8_t *part, uint8_t from,
                              uint8_t to, uint64_t k, uint64_t *highest, lmev_error *err)
{
    uint64_t *v = lmev__alloc(r->n * sizeof *v);
    if (!v) return lmev__nomem(err, "the draw of rows");
    size_t n = 0;
    for (size_t i = 0; i < r->n; i++)
        if (part[i] == from) v[n++] = r->hash[i];
    cut c = cut_at(v, n, k);
    *highest = n < k ? UINT64_MAX : c.hash;
    for (size_t i = 0; i < r->n; i++)
        if (part[i] == from && takes(&c, r->hash[i])) part[i] = to;
    lmev__free(v);
    return LMEV_OK;
}

lmev_status lmev__rows_lowest_of_classes(const lmev__file_rows *r, uint8_t *part,
                                         uint8_t to, lmev__stratum *stratum,
                                         size_t n_classes, lmev_error *err)
{
    uint64_t *v = lmev__alloc(r->n * sizeof *v);
    size_t *end = lmev__calloc(n_classes + 1, sizeof *end); /* of each class in v */
    cut *of = lmev__calloc(n_classes, sizeof *of);
    lmev_status s = v && end && of ? LMEV_OK : lmev__nomem(err, "the draw of rows");
    if (s != LMEV_OK) goto done;
    for (size_t i = 0; i < r->n; i++) end[r->label[i] + 1]++;
    for (size_t c = 0; c < n_classes; c++)
        end[c + 1] += end[c]; /* end[c]: where c begins */
    for (size_t i = 0; i < r->n; i++) v[end[r->label[i]]++] = r->hash[i];
    for (size_t c = 0, begin = 0; c < n_classes; begin = end[c++]) {
        const size_t n = end[c] - begin;
        of[c] = cut_at(v + begin, n, stratum[c].k);
        stratum[c].highest = n < stratum[c].k ? UINT64_MAX : of[c].hash;
    }
    for (size_t i = 0; i < r->n; i++)
        if (takes(&of[r->label[i]], r->hash[i])) part[i] = to;
done:
    lmev__free(v);
    lmev__free(end);
    lmev__free(of);
    return s;
}
