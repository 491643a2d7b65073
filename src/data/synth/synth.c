/* synth.c - rows of synthetic titles: which category, which label, which line of CSV.
 *
 * Class k of C (in an order that is the same for all seeds) has weight 1 / (k + 3)^0.9,
 * so sizes fall off as those of real categories do. Classes are whole families as far as
 * C allows: a wrong label is mostly that of a sibling. Every row is a function of (seed,
 * row), and powers are taken in integers, so every machine writes the same bytes. How
 * hard: a linear SVM on bags of words, 60,000 rows of 320 classes with 6 % wrong labels,
 * reaches a balanced accuracy of 0.90 on clean rows of another seed, naive Bayes on one
 * to three words 0.84 (tests/interop/check_synth.py). Cost: constant memory; 0.6 to 0.8
 * microseconds a row. */
#include "data/synth/synth.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/io/io.h"
#include "base/io/stream.h"
#include "base/mem.h"

#define BLOCK_ROWS 4096 /* rows between two calls of write */
#define ORDER_SEED 0x6f72646572u

struct lmev__synth {
    lmev__lexicon *lexicon;
    uint32_t n;         /* classes */
    uint32_t *category; /* [n] numbers in the lexicon */
    uint32_t *place;    /* [lexicon->n] its class + 1; 0: not in use */
    uint64_t *below;    /* [n] weights added up */
    uint64_t seed;
    uint32_t wrong, reliable; /* shares of 65536 */
    int language;             /* 0, 1, or -1 for both */
};

lmev_synth_params lmev_synth_params_default(void)
{
    return (lmev_synth_params){.rows = 100000,
                               .classes = 320,
                               .seed = 1,
                               .wrong_labels = 0.06,
                               .reliable = 0.06};
}

uint32_t lmev_synth_classes_max(void)
{
    size_t n = 0;
    for (const lmev__synth_dept *const *d = lmev__synth_depts; *d; d++) n += (*d)->n;
    return (uint32_t)n;
}

/* ---- dice ---- */

lmev__dice lmev__dice_of(uint64_t seed, uint64_t row)
{
    return (lmev__dice){.philox = lmev__philox_key(seed, LMEV__DRAW_SYNTH, (uint32_t)row,
                                                   (uint32_t)(row >> 32))};
}

void lmev__dice_fill(lmev__dice *d)
{
    lmev__philox_4(&d->philox, d->next++, d->block);
    d->left = 8;
}

/* ---- which category ---- */

static lmev_status check(const lmev_synth_params *p, lmev_error *err)
{
    const uint32_t most = lmev_synth_classes_max();
    if (p->classes < 2 || p->classes > most)
        return lmev__fail(err, LMEV_ERR_PARAM, NULL, 0,
                          "classes must be in [2, %u], got %u", most, p->classes);
    if (!(p->wrong_labels >= 0 && p->wrong_labels <= 1))
        return lmev__fail(err, LMEV_ERR_PARAM, NULL, 0,
                          "wrong labels must be in [0, 1], got %g", p->wrong_labels);
    if (!(p->reliable >= 0 && p->reliable <= 1))
        return lmev__fail(err, LMEV_ERR_PARAM, NULL, 0,
                          "reliable must be in [0, 1], got %g", p->reliable);
    if (p->language && strcmp(p->language, "spanish") != 0 &&
        strcmp(p->language, "portuguese") != 0) {
        lmev__fail(err, LMEV_ERR_PARAM, NULL, 0, "unknown language '%s'", p->language);
        lmev__hint(err, "spanish, portuguese, or none for both");
        return LMEV_ERR_PARAM;
    }
    return LMEV_OK;
}

/* 2^32 / k^0.9 for k >= 1, by integers alone: k^0.9 = k / k^(1/10), and the tenth root is
 * found by bisection in 16.16 fixed point. */
static uint64_t zipf(uint32_t k)
{
    uint64_t low = 1u << 16, high = 16u << 16; /* root of k < 2^40 is below 16 */
    while (high - low > 1) {
        const uint64_t mid = (low + high) / 2;
        unsigned __int128 power = (unsigned __int128)mid * mid >> 16; /* ^2 */
        power = power * power >> 16;                                  /* ^4 */
        power = power * mid >> 16;                                    /* ^5 */
        power = power * power >> 16;                                  /* ^10 */
        if (power <= (unsigned __int128)k << 16)
            low = mid;
        else
            high = mid;
    }
    return (low << 16) / k;
}

/* The families that most people know, a fair share of each department: a file of few
 * classes has phones before drone parts, as a shop has. In a department's list the best
 * known stand first; the next family is that of the department which is behind the others
 * in the share of its list that is in use. */
static void list_families(uint32_t *family, uint32_t n)
{
    size_t taken[16] = {0}, n_depts = 0;
    while (lmev__synth_depts[n_depts]) n_depts++;
    assert(n_depts <= sizeof taken / sizeof taken[0]);
    for (uint32_t i = 0; i < n; i++) {
        size_t next = 0, first = 0, first_of_next = 0;
        for (size_t d = 0; d < n_depts; d++) {
            const size_t own = lmev__synth_depts[d]->n;
            if ((2 * taken[d] + 1) * lmev__synth_depts[next]->n <
                (2 * taken[next] + 1) * own) {
                next = d;
                first_of_next = first;
            }
            first += own / LMEV__FAMILY;
        }
        family[i] = (uint32_t)(first_of_next + taken[next]++);
    }
}

/* Their categories from large to small: the first of each family, then the second, and so
 * on, each moved by up to a third of the list. More people sell phones than parts of
 * phones, but size does not give the category away. The order is the same for every
 * seed: a file of another seed has the same classes, so that it can be the test set of
 * this one. */
static void choose_categories(lmev__synth *s)
{
    lmev__dice d = lmev__dice_of(ORDER_SEED, UINT64_MAX);
    uint32_t *list = s->place; /* room of lexicon->n; filled with its own content below */
    const uint32_t families = (s->n + LMEV__FAMILY - 1) / LMEV__FAMILY;
    uint32_t n = 0;
    list_families(list, families);
    for (uint32_t member = 0; member < LMEV__FAMILY; member++)
        for (uint32_t i = 0; i < families; i++)
            if (i * LMEV__FAMILY + member < s->n)
                s->category[n++] = list[i] * LMEV__FAMILY + member;
    for (uint32_t i = s->n; i-- > 1;) {
        const uint32_t room = i < s->n / 3 ? i + 1 : s->n / 3 + 1;
        const uint32_t j = i - lmev__dice_below(&d, room), swap = s->category[i];
        s->category[i] = s->category[j];
        s->category[j] = swap;
    }
    memset(s->place, 0, s->lexicon->n * sizeof *s->place);
    uint64_t sum = 0;
    for (uint32_t i = 0; i < s->n; i++) {
        s->place[s->category[i]] = i + 1;
        s->below[i] = sum += zipf(i + 3);
    }
}

lmev_status lmev__synth_new(lmev__synth **out, const lmev_synth_params *params,
                            lmev_error *err)
{
    lmev_status st = check(params, err);
    if (st != LMEV_OK) return st;
    lmev__synth *s = lmev__calloc(1, sizeof *s);
    if (!s) return lmev__nomem(err, "synthetic titles");
    if ((st = lmev__lexicon_new(&s->lexicon, err)) != LMEV_OK) goto fail;
    s->n = params->classes;
    s->seed = params->seed;
    s->wrong = (uint32_t)(params->wrong_labels * 65536 + 0.5);
    s->reliable = (uint32_t)(params->reliable * 65536 + 0.5);
    s->language = !params->language ? -1 : strcmp(params->language, "portuguese") == 0;
    s->category = lmev__calloc(s->n, sizeof *s->category);
    s->below = lmev__calloc(s->n, sizeof *s->below);
    s->place = lmev__calloc(s->lexicon->n, sizeof *s->place);
    if (!s->category || !s->below || !s->place) {
        st = lmev__nomem(err, "synthetic titles");
        goto fail;
    }
    choose_categories(s);
    *out = s;
    return LMEV_OK;
fail:
    lmev__synth_free(s);
    return st;
}

void lmev__synth_free(lmev__synth *s)
{
    if (!s) return;
    lmev__lexicon_free(s->lexicon);
    lmev__free(s->category);
    lmev__free(s->below);
    lmev__free(s->place);
    lmev__free(s);
}

const lmev__lexicon *lmev__synth_lexicon(const lmev__synth *s)
{
    return s->lexicon;
}

static uint32_t draw_class(const lmev__synth *s, lmev__dice *d)
{
    const uint64_t high = (uint64_t)lmev__dice_32(d) << 32, u = high | lmev__dice_32(d);
    const uint64_t x = (uint64_t)(((unsigned __int128)u * s->below[s->n - 1]) >> 64);
    uint32_t low = 0, end = s->n - 1;
    while (low < end) {
        const uint32_t mid = low + (end - low) / 2;
        if (x < s->below[mid])
            end = mid;
        else
            low = mid + 1;
    }
    return low;
}

/* A label that is not the truth: three times of four a sibling's, where one is in use. */
static uint32_t wrong_label(const lmev__synth *s, uint32_t truth, lmev__dice *d)
{
    const uint32_t family = truth / LMEV__FAMILY * LMEV__FAMILY;
    const uint32_t step = 1 + lmev__dice_below(d, LMEV__FAMILY - 1);
    const uint32_t sibling = family + (truth - family + step) % LMEV__FAMILY;
    if (s->place[sibling] && !lmev__dice_chance(d, 250)) return sibling;
    const uint32_t own = s->place[truth] - 1;
    return s->category[(own + 1 + lmev__dice_below(d, s->n - 1)) % s->n];
}

void lmev__synth_make(const lmev__synth *s, uint64_t row, lmev__synth_row *out)
{
    lmev__dice d = lmev__dice_of(s->seed, row);
    lmev__title plain;
    out->truth = out->label = s->category[draw_class(s, &d)];
    const int coin = (int)lmev__dice_below(&d, 2);
    out->language = s->language < 0 ? coin : s->language;
    out->reliable = lmev__dice_16(&d) < s->reliable;
    const bool wrong = lmev__dice_16(&d) < s->wrong && !out->reliable;
    lmev__title_make(&plain, s->lexicon, out->truth, out->language, &d);
    lmev__title_style(&out->title, &plain, out->language, &d);
    if (wrong) /* last, so that titles and truth are the same whatever the shares */
        out->label = wrong_label(s, out->truth, &d);
}

/* ---- CSV ---- */

static void put_row(lmev__buf *b, const lmev__synth *s, const lmev__synth_row *r)
{
    lmev__buf_csv(b, r->title.at, r->title.n);
    lmev__buf_puts(b, r->reliable ? ",reliable," : ",unreliable,");
    lmev__buf_puts(b, r->language ? "portuguese," : "spanish,");
    const lmev_str name = s->lexicon->category[r->label].name;
    lmev__buf_add(b, name.at, name.n);
    lmev__buf_putc(b, '\n');
}

lmev_status lmev_synth(const lmev_synth_params *params,
                       bool (*write)(void *self, const char *at, size_t n), void *self,
                       const lmev_watch *watch, lmev_error *err)
{
    lmev__synth *s = NULL;
    lmev__buf b = LMEV__BUF_INIT;
    lmev__synth_row row;
    lmev_status st = lmev__synth_new(&s, params, err);
    if (st != LMEV_OK) return st;
    lmev__buf_puts(&b, "title,label_quality,language,category\n");
    for (uint64_t i = 0; i < params->rows; i++) {
        lmev__synth_make(s, i, &row);
        put_row(&b, s, &row);
        if ((i + 1) % BLOCK_ROWS != 0) continue;
        if (b.failed) break;
        if (!write(self, b.at, b.n)) {
            st = lmev__fail(err, LMEV_ERR_IO, NULL, 0,
                            "synthetic titles cannot be written");
            goto done;
        }
        lmev__buf_reset(&b);
        lmev__report(watch, "synthetic titles", i + 1, params->rows, "rows",
                     __builtin_nan(""));
        if (lmev__asked_to_stop(watch)) {
            st = LMEV_STOPPED;
            goto done;
        }
    }
    if (b.failed)
        st = lmev__nomem(err, "synthetic titles");
    else if (b.n && !write(self, b.at, b.n))
        st = lmev__fail(err, LMEV_ERR_IO, NULL, 0, "synthetic titles cannot be written");
done:
    lmev__buf_free(&b);
    lmev__synth_free(s);
    return st;
}

/* ---- into a file ---- */

struct sink {
    lmev__out *out;
    lmev__gzip *gzip; /* NULL: as it is */
    lmev_error error;
    lmev_status status;
};

static bool to_file(void *self, const char *at, size_t n)
{
    struct sink *k = self;
    k->status = k->gzip ? lmev__gzip_write(k->gzip, at, n, &k->error)
                        : lmev__out_write(k->out, at, n, &k->error);
    return k->status == LMEV_OK;
}

lmev_status lmev_synth_file(const lmev_synth_params *params, const char *path,
                            const lmev_watch *watch, lmev_error *err)
{
    struct sink k = {.status = LMEV_OK};
    lmev_status st = check(params, err);
    if (st != LMEV_OK) return st;
    if ((st = lmev_file_begin(&k.out, path, err)) != LMEV_OK) return st;
    const size_t n = strlen(path);
    if (n > 3 && strcmp(path + n - 3, ".gz") == 0)
        st = lmev__gzip_begin(&k.gzip, k.out, err);
    if (st == LMEV_OK) st = lmev_synth(params, to_file, &k, watch, err);
    if (k.status !=
        LMEV_OK) { /* the file's own fault says more than "cannot be written" */
        st = k.status;
        if (err) *err = k.error;
    }
    if (k.gzip) {
        lmev_error late;
        const lmev_status end = lmev__gzip_end(k.gzip, &late);
        if (st == LMEV_OK && end != LMEV_OK) {
            st = end;
            if (err) *err = late;
        }
    }
    if (st != LMEV_OK) {
        lmev__out_abort(k.out);
        return st;
    }
    return lmev__out_publish(k.out, err);
}
