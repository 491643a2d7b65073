/* synth_style.c - writes a synthetic title the way sellers type: casing, lost accents,
 * "p/" and "c/", dropped "de", exclamation marks, slips of the fingers.
 *
 * One pass over the words, then the slips in place. Input is UTF-8 of ASCII, Latin-1
 * letters (two bytes, the first 0xC3) and a few signs (first byte 0xC2) that are copied.
 * Slips touch ASCII letters with ASCII neighbours only, so that the result stays
 * UTF-8. */
#include <string.h>

#include "data/synth/synth.h"

typedef enum casing { TITLE, LOWER, UPPER, SENTENCE, MIXED } casing;

/* Shares, in thousandths. */
enum {
    KEEP_ACCENTS = 380,
    SHORTENED = 260, /* "p/" for "para" */
    GLUED = 350,     /* of these: "p/auto" instead of "p/ auto" */
    NO_DE = 110,     /* "juego sabanas" */
    ENDED = 80,
    STARRED = 15,
    SLIP = 130,
    SECOND_SLIP = 150 /* of these */
};

typedef struct pen {
    lmev__title *to;
    casing casing;
    bool accents, upper; /* upper: the next letter */
} pen;

static const char plain[] = /* of U+00C0 .. U+00FF */
    "AAAAAAACEEEEIIIIDNOOOOOxOUUUUYTsaaaaaaaceeeeiiiidnooooo/ouuuuyty";

static void put(lmev__title *t, const char *at, size_t n)
{
    if (n > LMEV__TITLE_MAX - 4 - t->n) /* room for what follows: a slip and an ending */
        return;
    memcpy(t->at + t->n, at, n);
    t->n += n;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* One character, of one or two bytes. Returns how many it took. */
static size_t put_char(pen *p, const char *at, size_t n)
{
    const bool big = p->casing == UPPER || p->upper;
    const unsigned char c = (unsigned char)at[0];
    if (c < 0x80) {
        char one = at[0];
        if (one >= 'a' && one <= 'z') {
            if (big) one = (char)(one - 'a' + 'A');
            p->upper = false;
        } else if (one >= '0' && one <= '9') {
            p->upper = false;
        } else if (p->casing == TITLE && (one == '/' || one == '-')) {
            p->upper = true;
        }
        put(p->to, &one, 1);
        return 1;
    }
    if (n < 2) /* cannot be: the vocabulary is whole */
        return 1;
    unsigned char two[2] = {c, (unsigned char)at[1]};
    if (c == 0xC3) {
        if (big && two[1] >= 0xA0 && two[1] != 0xB7)
            two[1] = (unsigned char)(two[1] - 0x20);
        p->upper = false;
        if (!p->accents) {
            put(p->to, &plain[two[1] - 0x80], 1);
            return 2;
        }
    }
    put(p->to, (const char *)two, 2);
    return 2;
}

/* "para" -> "p/" and so on; NULL where nothing is shorter. */
static const char *shorter(const char *at, size_t n, int language)
{
    static const struct {
        const char *word[2], *is;
    } forms[] = {
        {{"para", "para"}, "p/"}, {{"con", "com"}, "c/"}, {{"sin", "sem"}, "s/"}};
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        if (strlen(forms[i].word[language]) == n &&
            memcmp(forms[i].word[language], at, n) == 0)
            return forms[i].is;
    return NULL;
}

static casing choose_casing(lmev__dice *d)
{
    const uint32_t x = lmev__dice_below(d, 1000);
    return x < 560   ? TITLE
           : x < 700 ? LOWER
           : x < 820 ? UPPER
           : x < 940 ? SENTENCE
                     : MIXED;
}

static void write_words(pen *p, const lmev__title *from, int language, lmev__dice *d)
{
    const bool shortened = lmev__dice_chance(d, SHORTENED);
    const bool glued = shortened && lmev__dice_chance(d, GLUED);
    const bool no_de = lmev__dice_chance(d, NO_DE);
    size_t i = 0;
    while (i < from->n) {
        size_t end = i;
        while (end < from->n && from->at[end] != ' ') end++;
        const char *word = from->at + i;
        size_t n = end - i;
        const bool last = end == from->n;
        bool space = !last;
        p->upper = p->casing == TITLE || (p->casing == SENTENCE && i == 0) ||
                   (p->casing == MIXED && lmev__dice_chance(d, 500));
        const char *is = shortened && !last ? shorter(word, n, language) : NULL;
        if (is) {
            word = is;
            n = 2;
            space = !glued;
        }
        if (no_de && i > 0 && !last && n == 2 && memcmp(word, "de", 2) == 0)
            n = 0, space = false;
        for (size_t k = 0; k < n;) k += put_char(p, word + k, n - k);
        if (is) p->upper = p->casing == TITLE;
        if (space) put(p->to, " ", 1);
        i = end + !last;
    }
}

/* A key beside, or the letter that sounds alike. */
static char mistaken(char c, lmev__dice *d)
{
    static const char alike[] = "bvvbszzsccsnmmnyiiygjjgeaaeouuorttrlkkldfqw";
    const char low = (char)(c | 0x20);
    char found[8];
    uint32_t n = 0;
    for (size_t i = 0; alike[i] && alike[i + 1]; i += 2)
        if (alike[i] == low && n < sizeof found) found[n++] = alike[i + 1];
    if (n == 0) return c;
    return (char)(found[lmev__dice_below(d, n)] - 0x20 * !(c & 0x20));
}

/* Swap two letters, double one, lose one, or mistake one. */
static void slip(lmev__title *t, lmev__dice *d)
{
    if (t->n < 8) return;
    size_t i = 1 + lmev__dice_below(d, (uint32_t)t->n - 3);
    while (i + 1 < t->n &&
           !(is_letter(t->at[i - 1]) && is_letter(t->at[i]) && is_letter(t->at[i + 1])))
        i++;
    const uint32_t kind = lmev__dice_below(d, 4);
    if (i + 1 >= t->n) return;
    char *at = t->at + i;
    const size_t rest = t->n - i;
    if (kind == 0) {
        const char keep = at[0];
        at[0] = at[1];
        at[1] = keep;
    } else if (kind == 1) {
        memmove(at + 1, at, rest);
        t->n++;
    } else if (kind == 2) {
        memmove(at, at + 1, rest - 1);
        t->n--;
    } else {
        at[0] = mistaken(at[0], d);
    }
}

void lmev__title_style(lmev__title *to, const lmev__title *from, int language,
                       lmev__dice *d)
{
    static const char *const ends[] = {"!", "!!", ".", "!!!", "...", "-", " *"};
    pen p = {.to = to};
    to->n = 0;
    p.accents = lmev__dice_chance(d, KEEP_ACCENTS);
    p.casing = choose_casing(d);
    const bool starred = lmev__dice_chance(d, STARRED);
    if (starred) put(to, "*", 1);
    write_words(&p, from, language, d);
    if (lmev__dice_chance(d, SLIP)) {
        slip(to, d);
        if (lmev__dice_chance(d, SECOND_SLIP)) slip(to, d);
    }
    if (starred)
        put(to, "*", 1);
    else if (lmev__dice_chance(d, ENDED)) {
        const char *end = ends[lmev__dice_skewed(d, sizeof ends / sizeof ends[0])];
        put(to, end, strlen(end));
    }
}
