/* document_help.h - what a document says of made-up experiments. */
#ifndef LMEV_TEST_DOCUMENT_HELP_H
#define LMEV_TEST_DOCUMENT_HELP_H
#include "base/buf.h"
#include "base/utf8.h"
#include "lab_help.h"
#include "report/text/document.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- What a document says ---- */

static inline const lmev__section *section(const lmev__document *d, const char *id)
{
    for (size_t i = 0; i < d->n_sections; i++)
        if (strcmp(d->section[i].id, id) == 0) return &d->section[i];
    return NULL;
}

static inline const lmev__table *table(const lmev__document *d, const char *id)
{
    for (size_t i = 0; i < d->n_sections; i++)
        for (size_t k = 0; k < d->section[i].n_tables; k++)
            if (strcmp(d->section[i].table[k].id, id) == 0)
                return &d->section[i].table[k];
    fail_msg("there is no table '%s'", id);
    return NULL;
}

static inline const lmev__cell *cell_of(const lmev__table *t, size_t row, const char *key)
{
    for (size_t k = 0; k < t->n_columns; k++)
        if (strcmp(t->column[k].key, key) == 0) return &t->cell[row * t->n_columns + k];
    fail_msg("table '%s' has no column '%s'", t->id, key);
    return NULL;
}

/* A text without the marks; lmev__free it. */
static inline char *plain(const char *text)
{
    char *copy = dup(text), *to = copy;
    for (const char *at = text; *at; at++)
        if (*at != LMEV__MARK_ON[0] && *at != LMEV__MARK_OFF[0]) *to++ = *at;
    *to = 0;
    return copy;
}

/* Does a paragraph of the section say exactly this? */
static inline bool says(const lmev__document *d, const char *id, const char *sentence)
{
    const lmev__section *s = section(d, id);
    bool found = false;
    for (size_t i = 0; s && i < s->n_paragraphs; i++) {
        char *text = plain(s->paragraph[i].text);
        found |= strcmp(text, sentence) == 0;
        lmev__free(text);
    }
    return found;
}

#define assert_says(d, id, sentence)                                               \
    do {                                                                           \
        if (!says(d, id, sentence)) fail_msg("%s does not say: %s", id, sentence); \
    } while (0)

/* Does a paragraph of the section hold all these parts? NULL ends them. */
static inline bool holds(const lmev__document *d, const char *id, const char *const *part)
{
    const lmev__section *s = section(d, id);
    bool found = false;
    for (size_t i = 0; s && i < s->n_paragraphs && !found; i++) {
        char *text = plain(s->paragraph[i].text);
        found = true;
        for (const char *const *at = part; *at; at++) found &= strstr(text, *at) != NULL;
        lmev__free(text);
    }
    return found;
}

#define assert_holds(d, id, ...)                                     \
    do {                                                             \
        if (!holds(d, id, (const char *const[]){__VA_ARGS__, NULL})) \
            fail_msg("no sentence of %s has: %s", id, #__VA_ARGS__); \
    } while (0)

/* ---- Studies of a lab ---- */

typedef struct work {
    lab lab;
    lmev__study *study;
    lmev__document *d;
} work;

static inline void make_with(work *w, const lmev_report_options *o)
{
    assert_ok(lmev__study_new(&w->study, &w->lab.e, o, NULL, err));
    assert_ok(lmev__document_new(&w->d, w->study, err));
}

static inline void make(work *w, const char *language)
{
    make_with(w,
              &(lmev_report_options){.language = language, .power = true, .threads = 1});
}

static inline void drop(work *w)
{
    lmev__document_free(w->d);
    lmev__study_free(w->study);
    free_lab(&w->lab);
}

/* Two languages and two sizes, of which size makes no difference; three trials each, on
 * two devices, the second of which takes twice as long. */
static inline void four_models(work *w)
{
    static const char *const model[] = {"nnlm-es-dim50", "nnlm-es-dim128",
                                        "nnlm-en-dim50", "nnlm-en-dim128"};
    static const double wobble[] = {-0.002, 0.0005, 0.0015};
    for (size_t m = 0; m < COUNT(model); m++) {
        for (int64_t t = 0; t < 3; t++) {
            lmev_experiment *x =
                add(&w->lab, model[m], t,
                    (m < 2 ? 0.75 : 0.70) + wobble[t] - (double)(m % 2) * 0.0002);
            add_curve(x, 3);
            x->training_took = 100 * (double)(m + 1) * (t == 0 ? 2 : 1);
            if (t == 0) set(&x->device, "sand clock");
        }
    }
}

/* ---- Texts that want to be more than that ---- */

static const char *const injections[] = {
    "<script>alert(1)</script>",
    "</title><img src=x onerror=alert(1)>",
    "\"><svg/onload=alert(1)>",
    "'; DROP TABLE runs; --",
    "a|b|c",
    "`code` and ``more``",
    "**bold** _under_ ~~gone~~",
    "[link](javascript:alert(1))",
    "![image](http://example.com/x.png)",
    "[ref]: http://example.com",
    "# heading",
    "- item",
    "1. first",
    "&lt;b&gt; &#60;",
    "=HYPERLINK(\"http://example.com\")",
    "@SUM(A1:A9)",
    "  +1-1",
    "line\nbreak\r\n\ttab\x01mark\x02\x7F",
    "\xE2\x80\xAEright to left\xE2\x81\xA6 \xE2\x80\xA8lines\xE2\x80\xA9",
    "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x9A\x80 emoji, caf\xC3\xA9",
    "broken \xFF\xC0\xAF utf-8 \xED\xA0\x80",
    "$x^2$ %1 %2 \\ %s %n",
};

/* Each string as a model, a device, a run, a file, a folder and a reason. */
static inline void hostile_lab(work *w)
{
    char longest[801] = "";
    for (int i = 0; i < 200; i++) strcat(longest, "\xC3\xB1<|");
    for (size_t i = 0; i <= COUNT(injections); i++) {
        const char *text = i < COUNT(injections) ? injections[i] : longest;
        for (int64_t t = 0; t < 2; t++) {
            lmev_experiment *x =
                add(&w->lab, text, t, 0.5 + (double)i / 100 + (double)t / 1000);
            add_curve(x, 2);
            set(&x->device, text);
            set(&x->run_id, text);
            set(&x->data_set, text);
            set(&x->path, text);
        }
        leave_out(&w->lab, text, text);
    }
}

/* ---- Predictions ---- */

#define ROWS_EACH 6

/* Predictions beside x, whose labels are the strings that are UTF-8: one row in `every`
 * is taken for the next class by all trials, and some more that the trial alone sees
 * otherwise. Classes are of one size, so the BAC that goes with it is the accuracy. */
static inline void predict(lmev_experiment *x, const char *name, size_t every,
                           size_t trial)
{
    lmev__buf b = LMEV__BUF_INIT;
    char *dir = lmev__path_join(folder, name);
    size_t right = 0;
    lmev__buf_puts(&b, "title,category,predicted\n");
    for (size_t row = 0; row < 20 * ROWS_EACH; row++) {
        const char *truth = injections[row % 20];
        const char *other = injections[(row + 1) % 20];
        const bool hard = (row * 7 + row / 20) % every == 0;
        const bool wrong = hard != (row % (40 - 11 * trial) == trial);
        right += !wrong;
        const char *taken = wrong ? other : truth;
        lmev__buf_printf(&b, "title %zu,", row);
        lmev__buf_csv(&b, truth, strlen(truth));
        lmev__buf_putc(&b, ',');
        lmev__buf_csv(&b, taken, strlen(taken));
        lmev__buf_putc(&b, '\n');
    }
    char *text = lmev__buf_text(&b);
    assert_non_null(text);
    assert_ok(lmev__mkdirs(dir, err));
    put_file(dir, "test-results.csv", text);
    set(&x->path, dir);
    x->has_results = true;
    x->bac = (double)right / (20 * ROWS_EACH);
    lmev__free(text);
    lmev__free(dir);
}

static inline void assert_clean(const char *text, bool marks)
{
    size_t n = strlen(text);
    bool on = false;
    for (size_t i = 0; i < n;) {
        uint32_t u = 0;
        int k = lmev__utf8_next(text + i, n - i, &u);
        assert_true(k > 0);
        if (marks && (u == 1 || u == 2)) {
            assert_true(on == (u == 2));
            on = u == 1;
        } else {
            assert_false(u < 0x20 || (u >= 0x7F && u < 0xA0) || u == 0x2028 ||
                         u == 0x2029);
            assert_false((u >= 0x202A && u <= 0x202E) || (u >= 0x2066 && u <= 0x2069));
        }
        i += (size_t)k;
    }
    assert_false(on);
}

static inline char *written(void (*write)(lmev__buf *b, const lmev__document *d),
                            const lmev__document *d)
{
    lmev__buf b = LMEV__BUF_INIT;
    write(&b, d);
    char *text = lmev__buf_text(&b);
    assert_non_null(text);
    return text;
}

#endif
