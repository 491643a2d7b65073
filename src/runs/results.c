/* results.c - test-results.csv, written as pandas writes it.
 *
 * Python's csv quotes a field only where it must (a comma, a quote or a line break in it)
 * and doubles quotes. Titles and labels are written as they came. Cost: one pass and a
 * buffer. Not here: reading it back (predictions.c). */
#include "runs/results.h"

#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/io/io.h"
#include "base/mem.h"

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
