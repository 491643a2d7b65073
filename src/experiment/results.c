/* results.c - test-results.csv, written as pandas writes it and read back for
 * verification.
 *
 * Python's csv quotes a field only where it must (a comma, a quote or a line break in it)
 * and doubles quotes. Titles and labels are written as they came. Cost: one pass; memory
 * of a buffer for writing, two numbers a row for reading. */
#include "experiment/results.h"

#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/io.h"
#include "base/mem.h"
#include "lmev/metric.h"

#define PIECE ((size_t)1 << 16)

static lmev_status flush(lmev__out *out, lmev__sha256 *hash, lmev__buf *b,
                         lmev_error *err)
{
    if (b->failed) return lmev__nomem(err, "test results");
    lmev_status s = lmev__out_write(out, b->at, b->n, err);
    lmev__sha256_add(hash, b->at, b->n);
    lmev__buf_reset(b);
    return s;
}

lmev_status lmev__results_write(const char *path, const lmev_dataset *test,
                                const lmev_labels *labels, const uint32_t *predicted,
                                char hex[65], lmev_error *err)
{
    lmev__out *out = NULL;
    lmev__buf b = LMEV__BUF_INIT;
    lmev__sha256 hash;
    char digest[65];
    lmev_status s = lmev__out_begin(&out, path, err);
    if (s != LMEV_OK) return s;
    lmev__sha256_begin(&hash);
    lmev__buf_puts(&b, "title,category,predicted\n");
    for (size_t i = 0; i < test->n; i++) {
        lmev_str text = lmev_dataset_text(test, i);
        const char *truth = labels->name[test->label[i]],
                   *guess = labels->name[predicted[i]];
        lmev__buf_csv(&b, text.at, text.n);
        lmev__buf_putc(&b, ',');
        lmev__buf_csv(&b, truth, strlen(truth));
        lmev__buf_putc(&b, ',');
        lmev__buf_csv(&b, guess, strlen(guess));
        lmev__buf_putc(&b, '\n');
        if (b.n >= PIECE && (s = flush(out, &hash, &b, err)) != LMEV_OK) goto fail;
    }
    if ((s = flush(out, &hash, &b, err)) != LMEV_OK) goto fail;
    lmev__sha256_end(&hash, digest);
    lmev__buf_free(&b);
    if ((s = lmev__out_publish(out, err)) == LMEV_OK) memcpy(hex, digest, sizeof digest);
    return s;
fail:
    lmev__buf_free(&b);
    lmev__out_abort(out);
    return s;
}

/* Names to numbers in the order of first sight: open addressing, at most half full. */
typedef struct names {
    lmev__buf bytes;
    struct name {
        uint64_t hash, at;
        size_t n;
        uint32_t id;
        bool used;
    } * slot;
    size_t n_slots; /* a power of two, or 0 */
    uint32_t n;
} names;

static struct name *probe(const names *t, uint64_t hash, lmev_str s)
{
    size_t i = (size_t)hash & (t->n_slots - 1);
    for (;; i = (i + 1) & (t->n_slots - 1)) {
        struct name *slot = &t->slot[i];
        if (!slot->used || (slot->hash == hash && slot->n == s.n &&
                            (s.n == 0 || !memcmp(t->bytes.at + slot->at, s.at, s.n))))
            return slot;
    }
}

static bool widen(names *t)
{
    names wide = *t;
    wide.n_slots = t->n_slots ? t->n_slots * 2 : 1024;
    if (!(wide.slot = lmev__calloc(wide.n_slots, sizeof *wide.slot))) return false;
    for (size_t i = 0; i < t->n_slots; i++) {
        const struct name *old = &t->slot[i];
        if (!old->used) continue;
        size_t k = (size_t)old->hash & (wide.n_slots - 1);
        while (wide.slot[k].used) k = (k + 1) & (wide.n_slots - 1);
        wide.slot[k] = *old;
    }
    lmev__free(t->slot);
    *t = wide;
    return true;
}

/* The number of a name; false: out of memory. */
static bool number_of(names *t, lmev_str s, uint32_t *id)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    for (size_t i = 0; i < s.n; i++)
        hash = (hash ^ (unsigned char)s.at[i]) * 1099511628211u;
    if ((size_t)t->n * 2 >= t->n_slots && !widen(t)) return false;
    struct name *slot = probe(t, hash, s);
    if (!slot->used) {
        *slot = (struct name){
            .hash = hash, .at = t->bytes.n, .n = s.n, .id = t->n++, .used = true};
        lmev__buf_add(&t->bytes, s.at, s.n);
    }
    *id = slot->id;
    return !t->bytes.failed;
}

lmev_status lmev__results_bac(const char *path, double *bac, size_t *n, lmev_error *err)
{
    const lmev_reader_params params = {.format = LMEV_FORMAT_CSV,
                                       .text = "predicted",
                                       .label = "category",
                                       .strict = true};
    lmev_reader *reader = NULL;
    names t = {0};
    uint32_t *truth = NULL, *guess = NULL;
    size_t room_truth = 0, room_guess = 0, rows = 0;
    lmev_counts *counts = NULL;
    lmev_row row;
    bool more = false;
    lmev_status s = lmev_reader_open(&reader, path, &params, err);
    while (s == LMEV_OK && (s = lmev_reader_next(reader, &row, &more, err)) == LMEV_OK &&
           more) {
        if (!lmev__grow(&truth, &room_truth, rows + 1, sizeof *truth) ||
            !lmev__grow(&guess, &room_guess, rows + 1, sizeof *guess) ||
            !number_of(&t, row.label, &truth[rows]) ||
            !number_of(&t, row.text, &guess[rows]))
            s = lmev__nomem(err, path);
        rows++;
    }
    if (s == LMEV_OK && rows == 0)
        s = lmev__fail(err, LMEV_ERR_FORMAT, path, 0, "holds no row");
    if (s == LMEV_OK &&
        (s = lmev_counts_new(&counts, truth, guess, rows, t.n, err)) == LMEV_OK) {
        *bac = lmev_balanced_accuracy(counts);
        *n = rows;
    }
    lmev_counts_free(counts);
    lmev_reader_close(reader);
    lmev__buf_free(&t.bytes);
    lmev__free(t.slot);
    lmev__free(truth);
    lmev__free(guess);
    return s;
}
