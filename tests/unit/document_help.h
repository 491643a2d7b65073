/* document_help.h - experiments that never were, and what a document says of them. */
#ifndef LMEV_TEST_DOCUMENT_HELP_H
#define LMEV_TEST_DOCUMENT_HELP_H
#include "experiment_help.h"

#include <math.h>

#include "base/buf.h"
#include "base/text.h"
#include "lmev/experiment.h"
#include "report/document.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- Experiments ---------------------------------------------------------------------------- */

typedef struct lab {
    lmev_experiments e;
    size_t room, left_room;
} lab;

static inline char *dup(const char *s)
{
    char *copy = lmev__strdup(s);
    assert_non_null(copy);
    return copy;
}

static inline void set(char **at, const char *s)
{
    lmev__free(*at);
    *at = dup(s);
}

/* The pointer lives until the next one is added. */
static inline lmev_experiment *add(lab *l, const char *model, int64_t trial, double bac)
{
    assert_true(lmev__grow(&l->e.at, &l->room, l->e.n + 1, sizeof *l->e.at));
    lmev_experiment *x = &l->e.at[l->e.n];
    char id[64];
    snprintf(id, sizeof id, "run-%zu", l->e.n++);
    *x = (lmev_experiment){.run_id = dup(id),
                           .path = dup("/runs"),
                           .name = dup("lab"),
                           .version = dup("v1"),
                           .description = dup(""),
                           .model = dup(model),
                           .handle = dup(""),
                           .format = dup(""),
                           .device = dup("abacus"),
                           .host = dup(""),
                           .data_set = dup("/data/titles.csv"),
                           .data_hash = dup(""),
                           .split_hash = dup(""),
                           .classes_hash = dup(""),
                           .precision = dup("f32"),
                           .results_sha256 = dup(""),
                           .experiment_key = dup(""),
                           .trial = trial,
                           .normalization = strstr(model, "normalization") ? 1 : 0,
                           .dim = strstr(model, "128") ? 128 : 50,
                           .n_train = 25000,
                           .n_test = 1000,
                           .n_classes = 20,
                           .bac = bac,
                           .bac_best = bac,
                           .bac_last = bac - 0.001,
                           .training_took = 10 + (double)trial,
                           .predict_took = 1,
                           .started_at = 1583345737 + 60 * (double)trial};
    return x;
}

/* A learning curve of n epochs, the second one the best. */
static inline void add_curve(lmev_experiment *x, uint32_t n)
{
    x->n_epochs = n;
    x->loss = lmev__calloc(n, sizeof *x->loss);
    x->val_loss = lmev__calloc(n, sizeof *x->val_loss);
    x->test_bac = lmev__calloc(n, sizeof *x->test_bac);
    assert_true(x->loss && x->val_loss && x->test_bac);
    for (uint32_t i = 0; i < n; i++) {
        x->loss[i] = 2.0 / (1 + i);
        x->val_loss[i] = i == 1 ? 1 : 1.5;
        x->test_bac[i] = i == 1 ? x->bac_best : x->bac_last;
    }
}

static inline void leave_out(lab *l, const char *path, const char *why)
{
    assert_true(lmev__grow(&l->e.left_out, &l->left_room, l->e.n_left_out + 1,
                           sizeof *l->e.left_out));
    l->e.left_out[l->e.n_left_out++] = (lmev_left_out){dup(path), dup(why)};
}

static inline void free_lab(lab *l)
{
    for (size_t i = 0; i < l->e.n; i++) {
        lmev_experiment *x = &l->e.at[i];
        char *text[] = {x->run_id,         x->path,          x->name,
                        x->version,        x->description,   x->model,
                        x->handle,         x->format,        x->device,
                        x->host,           x->data_set,      x->data_hash,
                        x->split_hash,     x->classes_hash,  x->precision,
                        x->results_sha256, x->experiment_key};
        for (size_t k = 0; k < COUNT(text); k++) lmev__free(text[k]);
        lmev__free(x->loss);
        lmev__free(x->val_loss);
        lmev__free(x->test_bac);
    }
    for (size_t i = 0; i < l->e.n_left_out; i++) {
        lmev__free(l->e.left_out[i].path);
        lmev__free(l->e.left_out[i].why);
    }
    lmev__free(l->e.at);
    lmev__free(l->e.left_out);
}

/* ---- What a document says ------------------------------------------------------------------- */

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

#define assert_says(d, id, sentence)                                                     \
    do {                                                                                 \
        if (!says(d, id, sentence)) fail_msg("%s does not say: %s", id, sentence);       \
    } while (0)

/* ---- Studies of a lab ----------------------------------------------------------------------- */

typedef struct work {
    lab lab;
    lmev__study *study;
    lmev__document *d;
} work;

static inline void make(work *w, const char *language)
{
    lmev_report_options o = {
        .language = language, .draws = 50, .power = true, .threads = 1};
    assert_ok(lmev__study_new(&w->study, &w->lab.e, &o, NULL, err));
    assert_ok(lmev__document_new(&w->d, w->study, err));
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

/* ---- Texts that want to be more than that --------------------------------------------------- */

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
