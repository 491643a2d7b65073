/* test_synth.c - synthetic titles.
 *
 * The bytes are pinned; the shares are measured against the category that a row was made
 * from; every title is looked at (UTF-8, length, spaces); the CSV is read back by a
 * parser of twenty lines; the vocabulary keeps its own form; every refusal, every
 * allocation and every file operation failed once. */
#include <errno.h>
#include <math.h>
#include <unistd.h>

#include "data_help.h"

#include "base/hash.h"
#include "base/io/stream.h"
#include "base/utf8.h"
#include "data/synth/synth.h"

/* Of the first 20,000 rows with the default parameters. Changes with the vocabulary and
 * with every share of synth_title.c and synth_style.c, and must change for nothing
 * else. */
#define PINNED "2b15f1a2b9f4939724cc4604df4b3c87e9920393690873ff9bebcf23660a31aa"

struct text {
    char *at;
    size_t n, room;
};

static bool to_text(void *self, const char *at, size_t n)
{
    struct text *t = self;
    assert_true(lmev__grow(&t->at, &t->room, t->n + n + 1, 1));
    memcpy(t->at + t->n, at, n);
    t->n += n;
    t->at[t->n] = '\0';
    return true;
}

static struct text make(const lmev_synth_params *p)
{
    struct text t = {0};
    lmev_error err = {0};
    if (lmev_synth(p, to_text, &t, NULL, &err) != LMEV_OK) {
        print_error("%s\n", err.text);
        fail();
    }
    return t;
}

static lmev__synth *open_ok(const lmev_synth_params *p)
{
    lmev__synth *s = NULL;
    assert_int_equal(lmev__synth_new(&s, p, NULL), LMEV_OK);
    return s;
}

static void digest(const struct text *t, char hex[65])
{
    lmev__sha256 h;
    lmev__sha256_begin(&h);
    lmev__sha256_add(&h, t->at, t->n);
    lmev__sha256_end(&h, hex);
}

static void test_same_bytes(void **state)
{
    (void)state;
    lmev_synth_params p = lmev_synth_params_default();
    char hex[65], other[65];
    p.rows = 20000;
    struct text a = make(&p);
    digest(&a, hex);
    assert_string_equal(hex, PINNED);
    p.rows = 5000; /* fewer rows are the beginning of more: blocks leave no seam */
    struct text b = make(&p);
    assert_true(b.n < a.n);
    assert_memory_equal(a.at, b.at, b.n);
    p.rows = 20000;
    p.seed = 2;
    struct text c = make(&p);
    digest(&c, other);
    assert_string_not_equal(hex, other);
    lmev__free(a.at);
    lmev__free(b.at);
    lmev__free(c.at);
    assert_no_leak();
}

/* Within five standard deviations of the share p of n, which one run in two million
 * misses; and the draws are fixed, so it holds always or never. */
static void assert_share(uint64_t count, uint64_t n, double p)
{
    const double got = (double)count / (double)n, sd = sqrt(p * (1 - p) / (double)n);
    if (fabs(got - p) <= 5 * sd + 1e-4) return; /* 1e-4: shares are kept in 16 bits */
    print_error("share %.5f of %llu, want %.5f\n", got, (unsigned long long)n, p);
    fail();
}

static void test_shares(void **state)
{
    (void)state;
    lmev_synth_params p = lmev_synth_params_default();
    p.classes = lmev_synth_classes_max();
    p.wrong_labels = 0.08;
    const uint64_t n = 400 * (uint64_t)p.classes;
    lmev__synth *s = open_ok(&p);
    uint32_t *seen = calloc(p.classes, sizeof *seen);
    assert_non_null(seen);
    uint64_t reliable = 0, wrong = 0, kin = 0, portuguese = 0;
    uint32_t most = 0, least = UINT32_MAX;
    for (uint64_t i = 0; i < n; i++) {
        lmev__synth_row r;
        lmev__synth_make(s, i, &r);
        assert_true(r.truth < p.classes && r.label < p.classes);
        seen[r.truth]++;
        reliable += r.reliable;
        portuguese += r.language == 1;
        if (r.label == r.truth) continue;
        wrong++;
        kin += r.label / LMEV__FAMILY == r.truth / LMEV__FAMILY;
        assert_false(r.reliable);
    }
    for (uint32_t c = 0; c < p.classes; c++) {
        most = seen[c] > most ? seen[c] : most;
        least = seen[c] < least ? seen[c] : least;
    }
    assert_share(reliable, n, 0.06);
    assert_share(wrong, n - reliable, 0.08);
    assert_share(portuguese, n, 0.5);
    assert_true(kin * 10 >
                wrong * 7); /* three of four, and some of the others by chance */
    assert_true(least > 0);
    assert_true(most >
                30 * least); /* (443/3)^0.9 is 90; the least of 440 lies below its mean */
    free(seen);
    lmev__synth_free(s);
    assert_no_leak();
}

static void test_extreme_shares(void **state)
{
    (void)state;
    lmev_synth_params p = lmev_synth_params_default();
    static const double share[][2] = {{0, 0}, {1, 0}, {0, 1}, {1, 1}};
    p.classes = 2;
    for (size_t k = 0; k < 4; k++) {
        p.wrong_labels = share[k][0];
        p.reliable = share[k][1];
        lmev__synth *s = open_ok(&p);
        for (uint64_t i = 0; i < 2000; i++) {
            lmev__synth_row r;
            lmev__synth_make(s, i, &r);
            assert_int_equal(r.reliable, p.reliable > 0);
            assert_int_equal(r.label != r.truth, p.wrong_labels > 0 && p.reliable < 1);
        }
        lmev__synth_free(s);
    }
    assert_no_leak();
}

/* Row, seed and number of classes alone make titles and truth; the seed does not choose
 * the classes, so that a file of another seed can serve as test set. */
static void test_independence(void **state)
{
    (void)state;
    lmev_synth_params p = lmev_synth_params_default();
    p.classes = 30;
    lmev__synth *a = open_ok(&p);
    p.wrong_labels = 0.9;
    p.reliable = 0.5;
    lmev__synth *b = open_ok(&p);
    p.seed = 77;
    lmev__synth *c = open_ok(&p);
    bool in_a[1024] = {false}, in_c[1024] = {false};
    size_t changed = 0;
    for (uint64_t i = 0; i < 20000; i++) {
        lmev__synth_row x, y, z;
        lmev__synth_make(a, i, &x);
        lmev__synth_make(b, i, &y);
        lmev__synth_make(c, i, &z);
        assert_int_equal(x.truth, y.truth);
        assert_int_equal(x.title.n, y.title.n);
        assert_memory_equal(x.title.at, y.title.at, x.title.n);
        changed += x.label != y.label;
        in_a[x.truth] = in_c[z.truth] = true;
    }
    assert_true(changed > 5000);
    assert_memory_equal(in_a, in_c, sizeof in_a);
    lmev__synth_free(a);
    lmev__synth_free(b);
    lmev__synth_free(c);
}

static void test_titles(void **state)
{
    (void)state;
    lmev_synth_params p = lmev_synth_params_default();
    p.classes = lmev_synth_classes_max();
    lmev__synth *s = open_ok(&p);
    uint64_t bytes = 0, words = 0;
    const uint64_t n = 100000;
    for (uint64_t i = 0; i < n; i++) {
        lmev__synth_row r;
        lmev__synth_make(s, (i << 20) + i, &r); /* row numbers beyond 32 bits too */
        const lmev__title *t = &r.title;
        assert_in_range(t->n, 2, LMEV__TITLE_MAX);
        assert_true(lmev__utf8_ok(t->at, t->n));
        assert_true(t->at[0] != ' ' && t->at[t->n - 1] != ' ');
        bytes += t->n;
        words++;
        for (size_t k = 0; k < t->n; k++) {
            assert_true((unsigned char)t->at[k] >= 0x20 && t->at[k] != 0x7f &&
                        t->at[k] != '#');
            words += t->at[k] == ' ';
        }
    }
    assert_in_range(bytes / n, 25, 50); /* real titles: 45 bytes, 7.8 words */
    assert_in_range(words / n, 3, 9);
    lmev__synth_free(s);
}

/* One field of RFC 4180; *at moves behind the comma or the line feed that ends it. */
static size_t field(const char **at, char *out, size_t room)
{
    const char *p = *at;
    size_t n = 0;
    const bool quoted = *p == '"';
    for (p += quoted; *p; p++) {
        if (quoted && *p == '"') {
            if (p[1] != '"') break;
            p++;
        } else if (!quoted && (*p == ',' || *p == '\n')) {
            break;
        }
        assert_true(quoted || *p != '"');
        assert_true(n + 1 < room);
        out[n++] = *p;
    }
    p += quoted;
    assert_true(*p == ',' || *p == '\n');
    out[n] = '\0';
    *at = p + 1;
    return n;
}

static void test_csv(void **state)
{
    (void)state;
    lmev_synth_params p = lmev_synth_params_default();
    p.rows = 20000;
    p.language = "portuguese"; /* has the commas: "2,5l" */
    struct text t = make(&p);
    lmev__synth *s = open_ok(&p);
    const char *head = "title,label_quality,language,category\n", *at = t.at;
    assert_memory_equal(at, head, strlen(head));
    at += strlen(head);
    size_t commas = 0, quotes = 0;
    for (uint64_t i = 0; i < p.rows; i++) {
        char title[256], quality[32], language[32], category[64];
        lmev__synth_row r;
        lmev__synth_make(s, i, &r);
        assert_int_equal(field(&at, title, sizeof title), r.title.n);
        assert_memory_equal(title, r.title.at, r.title.n);
        commas += strchr(title, ',') != NULL;
        quotes += strchr(title, '"') != NULL;
        field(&at, quality, sizeof quality);
        assert_string_equal(quality, r.reliable ? "reliable" : "unreliable");
        field(&at, language, sizeof language);
        assert_string_equal(language, "portuguese");
        field(&at, category, sizeof category);
        assert_str(lmev__synth_lexicon(s)->category[r.label].name, category);
    }
    assert_true(at == t.at + t.n);
    assert_true(commas > 20 && quotes > 20); /* or the quoting was not tried */
    lmev__free(t.at);
    lmev__synth_free(s);
    assert_no_leak();
}

static void test_vocabulary(void **state)
{
    (void)state;
    lmev__lexicon *x = NULL;
    lmev_error err = {0};
    if (lmev__lexicon_new(&x, &err) != LMEV_OK) {
        print_error("%s\n", err.text);
        fail();
    }
    assert_int_equal(x->n, lmev_synth_classes_max());
    assert_true(x->n >= 320);
    for (uint32_t i = 0; i < x->n; i++) {
        const lmev__category *c = &x->category[i];
        for (size_t k = 0; k < c->name.n; k++)
            assert_true(c->name.at[k] == '_' ||
                        (c->name.at[k] >= 'A' && c->name.at[k] <= 'Z'));
        for (uint32_t k = 0; k < i; k++)
            assert_false(x->category[k].name.n == c->name.n &&
                         memcmp(x->category[k].name.at, c->name.at, c->name.n) == 0);
        for (int l = 0; l < 2; l++) {
            assert_in_range(c->noun[l].n, 2, 4);
            assert_in_range(c->attribute[l].n, 6, 12);
        }
        assert_true(c->brand.n >= 8);
    }
    for (size_t i = 0; i < x->n_words;
         i++) { /* no empty word, no stray space, lower case */
        const lmev_str w = x->word[i];
        assert_in_range(w.n, 1, 40);
        assert_true(w.at[0] != ' ' && w.at[w.n - 1] != ' ');
        assert_true(lmev__utf8_ok(w.at, w.n));
        for (size_t k = 0; k < w.n; k++) assert_false(w.at[k] >= 'A' && w.at[k] <= 'Z');
    }
    for (size_t d = 0; lmev__synth_depts[d]; d++)
        assert_int_equal(lmev__synth_depts[d]->n % LMEV__FAMILY, 0);
    lmev__lexicon_free(x);
}

static void refused(lmev_synth_params p, const char *why)
{
    struct text t = {0};
    lmev_error err = {0};
    assert_int_equal(lmev_synth(&p, to_text, &t, NULL, &err), LMEV_ERR_PARAM);
    assert_has(err.text, why);
    assert_int_equal(t.n, 0);
    const char *path = in_folder("refused.csv");
    assert_int_equal(lmev_synth_file(&p, path, NULL, &err), LMEV_ERR_PARAM);
    assert_has(err.text, why);
    assert_int_equal(access(path, F_OK), -1);
}

static void test_refusals(void **state)
{
    (void)state;
    const lmev_synth_params good = lmev_synth_params_default();
    lmev_synth_params p = good;
    p.classes = 1;
    refused(p, "got 1");
    p.classes = lmev_synth_classes_max() + 1;
    refused(p, "classes must be in [2, ");
    static const double bad[] = {-0.01, 1.01, NAN, INFINITY};
    for (size_t i = 0; i < 4; i++) {
        p = good;
        p.wrong_labels = bad[i];
        refused(p, "wrong labels must be in [0, 1]");
        p = good;
        p.reliable = bad[i];
        refused(p, "reliable must be in [0, 1]");
    }
    p = good;
    p.language = "spanisch";
    refused(p, "unknown language 'spanisch'");
    assert_no_leak();
}

/* ---- where the rows go ---- */

static bool refuse_after(void *self, const char *at, size_t n)
{
    (void)at;
    (void)n;
    return (*(int *)self)-- > 0;
}

static bool always(void *self)
{
    (void)self;
    return true;
}

static void test_stopping(void **state)
{
    (void)state;
    lmev_synth_params p = lmev_synth_params_default();
    lmev_error err = {0};
    for (int k = 0; k < 3; k++) {
        int left = k;
        assert_int_equal(lmev_synth(&p, refuse_after, &left, NULL, &err), LMEV_ERR_IO);
    }
    const lmev_watch watch = {.stop = always};
    struct text t = {0};
    assert_int_equal(lmev_synth(&p, to_text, &t, &watch, &err), LMEV_STOPPED);
    assert_true(t.n > 0);
    lmev__free(t.at);
    const char *path = in_folder("stopped.csv.gz");
    assert_int_equal(lmev_synth_file(&p, path, &watch, &err), LMEV_STOPPED);
    assert_int_equal(access(path, F_OK), -1);
    assert_no_leak();
}

static void test_files(void **state)
{
    (void)state;
    lmev_synth_params p = lmev_synth_params_default();
    p.rows = 30000;
    struct text want = make(&p);
    static const char *const names[] = {"t.csv", "t.csv.gz"};
    for (size_t k = 0; k < 2; k++) {
        const char *path = in_folder(names[k]), *at = NULL;
        assert_int_equal(lmev_synth_file(&p, path, NULL, NULL), LMEV_OK);
        lmev__stream *in = NULL;
        assert_int_equal(lmev__stream_open(&in, path, NULL, NULL), LMEV_OK);
        struct text got = {0};
        size_t n = 0;
        do {
            assert_int_equal(lmev__stream_next(in, &at, &n, NULL), LMEV_OK);
            to_text(&got, at, n);
        } while (n > 0);
        assert_int_equal(got.n, want.n);
        assert_memory_equal(got.at, want.at, want.n);
        uint64_t done = 0, size = 0;
        lmev__stream_position(in, &done, &size);
        assert_true(k == 0 ? size == want.n : size > 0 && size * 2 < want.n);
        lmev__stream_close(in);
        lmev__free(got.at);
    }
    char one[65], two[65]; /* the packed bytes too: no date in them */
    const char *again = in_folder("again.csv.gz");
    assert_int_equal(lmev_synth_file(&p, again, NULL, NULL), LMEV_OK);
    assert_int_equal(lmev__sha256_file(again, one, NULL), LMEV_OK);
    assert_int_equal(lmev__sha256_file(in_folder("t.csv.gz"), two, NULL), LMEV_OK);
    assert_string_equal(one, two);
    lmev__free(want.at);
    assert_no_leak();
}

/* Not there, or whole: a fault after the renaming cannot take the file back. */
static void assert_all_or_nothing(const char *path, const char want[65])
{
    char hex[65];
    if (access(path, F_OK) != 0) return;
    assert_int_equal(lmev__sha256_file(path, hex, NULL), LMEV_OK);
    assert_string_equal(hex, want);
    assert_int_equal(lmev__remove_file(path, NULL), LMEV_OK);
}

static void test_faults(void **state)
{
    (void)state;
    lmev_synth_params p = lmev_synth_params_default();
    p.rows = 3000;
    p.classes = 4;
    const char *path = in_folder("fault.csv.gz");
    char want[65];
    assert_int_equal(lmev_synth_file(&p, path, NULL, NULL), LMEV_OK);
    assert_int_equal(lmev__sha256_file(path, want, NULL), LMEV_OK);
    assert_int_equal(lmev__remove_file(path, NULL), LMEV_OK);
    lmev_status s = LMEV_ERR_NOMEM;
    long k = 0;
    for (; s != LMEV_OK; k++) {
        lmev_error err = {0};
        assert_true(k < 500);
        lmev__test_fail_alloc(k, false);
        s = lmev_synth_file(&p, path, NULL, &err);
        lmev__test_fail_alloc(-1, false);
        assert_no_leak();
        if (s == LMEV_OK) break;
        assert_int_equal(s, LMEV_ERR_NOMEM);
        assert_true(err.text[0] != '\0');
        assert_all_or_nothing(path, want);
    }
    assert_true(k > 5);
    assert_int_equal(lmev__remove_file(path, NULL), LMEV_OK);
    s = LMEV_ERR_IO;
    for (k = 0; s != LMEV_OK; k++) {
        lmev_error err = {0};
        assert_true(k < 100);
        lmev__test_fail_io(k, ENOSPC, false);
        s = lmev_synth_file(&p, path, NULL, &err);
        lmev__test_fail_io(-1, 0, false);
        assert_no_leak();
        if (s != LMEV_OK) {
            assert_int_equal(s, LMEV_ERR_IO);
            assert_has(err.text, "No space left");
            assert_all_or_nothing(path, want);
        }
    }
    assert_true(k > 3);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup(f, note_live)
    const struct CMUnitTest tests[] = {
        TEST(test_same_bytes),   TEST(test_shares),   TEST(test_extreme_shares),
        TEST(test_independence), TEST(test_titles),   TEST(test_csv),
        TEST(test_vocabulary),   TEST(test_refusals), TEST(test_stopping),
        TEST(test_files),        TEST(test_faults),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
