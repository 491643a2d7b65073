/* synth_lexicon.c - reads the vocabulary of the synthetic titles into lists of words.
 *
 * The words stay where they are, in the constant texts; a list is a stretch of one array
 * of (place, length). Done once a run, in less than a millisecond. A text that breaks its
 * form is an error, not a crash: who adds a category and forgets a field is told its
 * name.
 *
 * Not here: the form of the texts (synth_words.h), the use of the words
 * (synth_title.c). */
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "data/synth/synth.h"

#define FIELDS 7
/* of the model codes, which are the same for every seed */
#define CODE_SEED 0x6d6f64656cu

/* What is left of s after the part before the next `at`, which goes to *part. */
static lmev_str cut(lmev_str s, char at, lmev_str *part)
{
    const char *end = s.n ? memchr(s.at, at, s.n) : NULL;
    part->at = s.at;
    part->n = end ? (size_t)(end - s.at) : s.n;
    const size_t used = part->n + (end != NULL);
    return (lmev_str){.at = s.at + used, .n = s.n - used};
}

static bool equal(lmev_str a, const char *b)
{
    return a.n == strlen(b) && memcmp(a.at, b, a.n) == 0;
}

/* The words between the commas of s. */
static bool add_list(lmev__lexicon *x, lmev_str s, lmev__synth_terms *out)
{
    *out = (lmev__synth_terms){.first = (uint32_t)x->n_words};
    while (s.n > 0) {
        lmev_str word;
        s = cut(s, ',', &word);
        if (!lmev__grow(&x->word, &x->room, x->n_words + 1, sizeof *x->word))
            return !(x->failed = true);
        x->word[x->n_words++] = word;
        out->n++;
    }
    return true;
}

static bool add_pair(lmev__lexicon *x, const lmev__synth_list *l,
                     lmev__synth_terms out[2])
{
    const char *pt = l->pt ? l->pt : l->es;
    return add_list(x, (lmev_str){l->es, strlen(l->es)}, &out[0]) &&
           add_list(x, (lmev_str){pt, strlen(pt)}, &out[1]);
}

/* "12" or "0.5" in tenths, and what follows. False where there is no number. */
static bool tenths(lmev_str *s, uint32_t *out)
{
    uint32_t v = 0;
    size_t i = 0;
    for (; i < s->n && s->at[i] >= '0' && s->at[i] <= '9' && v < 1000000; i++)
        v = v * 10 + (uint32_t)(s->at[i] - '0');
    if (i == 0) return false;
    v *= 10;
    if (i + 1 < s->n && s->at[i] == '.' && s->at[i + 1] >= '0' && s->at[i + 1] <= '9') {
        v += (uint32_t)(s->at[i + 1] - '0');
        i += 2;
    }
    *s = (lmev_str){.at = s->at + i, .n = s->n - i};
    *out = v;
    return true;
}

static bool skip(lmev_str *s, char c)
{
    if (s->n == 0 || s->at[0] != c) return false;
    s->at++;
    s->n--;
    return true;
}

/* One "from-to/step unit", or "from-to/x2 unit". The ways of writing a unit are read for
 * each use: some hundred short lists are cheaper than a table of them. */
static bool read_unit(lmev__lexicon *x, lmev_str s, lmev__unit *u)
{
    uint32_t to;
    if (!tenths(&s, &u->from) || !skip(&s, '-') || !tenths(&s, &to) || !skip(&s, '/') ||
        to < u->from || u->from == 0)
        return false;
    u->doubles = skip(&s, 'x');
    if (!tenths(&s, &u->step) || s.n == 0 || u->step == 0 ||
        (u->doubles && u->step != 20))
        return false;
    if (u->doubles)
        for (uint32_t v = u->from; v <= to; v *= 2)
            u->steps++; /* to < 2^24, see tenths */
    else
        u->steps = (to - u->from) / u->step + 1;
    u->name = s;
    if (u->steps > 65536) return false;
    for (size_t i = 0; i < lmev__synth_n_units; i++)
        if (equal(s, lmev__synth_units[i].name))
            return add_pair(x, &lmev__synth_units[i], u->form);
    return false;
}

static bool read_traits(lmev__lexicon *x, lmev__category *c, lmev_str s)
{
    lmev_str part;
    s = cut(s, ' ', &part);
    for (size_t i = 0; i < part.n; i++)
        if (part.at[i] >= 'a' && part.at[i] <= 'z')
            c->traits |= LMEV__SYNTH_TRAIT(part.at[i]);
        else if (part.at[i] != '-')
            return false;
    while (s.n > 0) {
        s = cut(s, ' ', &part);
        if (c->n_units == LMEV__UNITS || !read_unit(x, part, &c->unit[c->n_units++]))
            return false;
    }
    return true;
}

static bool read_brand(lmev__lexicon *x, lmev__category *c, lmev_str group)
{
    for (size_t i = 0; i < lmev__synth_n_brands; i++) {
        const lmev__synth_list *l = &lmev__synth_brands[i];
        if (equal(group, l->name))
            return add_list(x, (lmev_str){l->es, strlen(l->es)}, &c->brand);
    }
    return false;
}

static lmev_status read_category(lmev__lexicon *x, const char *text, lmev_error *err)
{
    lmev__category *c = &x->category[x->n];
    lmev_str rest = {text, strlen(text)}, field[FIELDS];
    for (int i = 0; i < FIELDS; i++) rest = cut(rest, '|', &field[i]);
    c->name = field[0];
    bool good = rest.n == 0 && c->name.n > 0;
    good = good && read_brand(x, c, field[1]);
    for (int i = 0; i < 2; i++) {
        good = good && add_list(x, field[2 + i], &c->noun[i]) && c->noun[i].n > 0;
        good = good && add_list(x, field[4 + i], &c->attribute[i]) &&
               c->attribute[i].n > 1 && c->attribute[i].n <= 32;
    }
    good = good && read_traits(x, c, field[6]);
    if (x->failed) return lmev__nomem(err, "the vocabulary of the synthetic titles");
    if (!good)
        return lmev__fail(err, LMEV_ERR_FORMAT, NULL, 0,
                          "the vocabulary of '%.40s' breaks its form", text);
    lmev__dice d = lmev__dice_of(CODE_SEED, x->n);
    for (int i = 0; i < LMEV__MODELS; i++) lmev__model_code(&d, c->model[i]);
    x->n++;
    return LMEV_OK;
}

size_t lmev__model_code(lmev__dice *d, char *at)
{
    static const char letters[] = "abcdefghklmnprstvxz";
    const uint32_t n_letters = 1 + lmev__dice_below(d, 3);
    const uint32_t n_digits = 2 + lmev__dice_skewed(d, 3);
    size_t n = 0;
    for (uint32_t i = 0; i < n_letters; i++)
        at[n++] = letters[lmev__dice_below(d, sizeof letters - 1)];
    if (lmev__dice_chance(d, 250)) at[n++] = '-';
    at[n++] = (char)('1' + lmev__dice_below(d, 9));
    for (uint32_t i = 1; i < n_digits; i++) /* round numbers are liked */
        at[n++] = lmev__dice_chance(d, 450) ? '0' : (char)('0' + lmev__dice_below(d, 10));
    if (lmev__dice_chance(d, 150))
        at[n++] = letters[lmev__dice_below(d, sizeof letters - 1)];
    at[n] = '\0'; /* 3 + 1 + 4 + 1 and the NUL: 10 of LMEV__MODEL */
    return n;
}

lmev_status lmev__lexicon_new(lmev__lexicon **out, lmev_error *err)
{
    size_t n = 0;
    for (const lmev__synth_dept *const *d = lmev__synth_depts; *d; d++) n += (*d)->n;
    lmev_status s = LMEV_OK;
    lmev__lexicon *x = lmev__calloc(1, sizeof *x);
    if (!x || !(x->category = lmev__calloc(n, sizeof *x->category)))
        s = lmev__nomem(err, "the vocabulary of the synthetic titles");
    for (int i = 0; s == LMEV_OK && i < LMEV__N_SHARED; i++)
        if (!add_pair(x, &lmev__synth_shared[i], x->shared[i]))
            s = lmev__nomem(err, "the vocabulary of the synthetic titles");
    for (const lmev__synth_dept *const *d = lmev__synth_depts; s == LMEV_OK && *d; d++)
        for (size_t i = 0; s == LMEV_OK && i < (*d)->n; i++)
            s = read_category(x, (*d)->category[i], err);
    if (s != LMEV_OK) {
        lmev__lexicon_free(x);
        return s;
    }
    *out = x;
    return LMEV_OK;
}

void lmev__lexicon_free(lmev__lexicon *x)
{
    if (!x) return;
    lmev__free(x->word);
    lmev__free(x->category);
    lmev__free(x);
}
