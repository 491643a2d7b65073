/* synth_title.c - puts the words of a synthetic title together, in lower case with
 * accents.
 *
 * A title is a noun of its category and then what sellers add: brand, model, attributes,
 * measures, colour, whom or what it is for, a phrase. What makes the rows hard to
 * classify is here too, in the shares below: titles without a noun, kits of two kindred
 * products, attributes borrowed from kindred categories, words that were never seen
 * before.
 *
 * Cost: some 40 draws and 60 bytes a title. Not here: how it is written
 * (synth_style.c). */
#include <string.h>

#include "data/synth/synth.h"

/* Shares, in thousandths. Changing one changes every title: pinned in
 * tests/unit/test_synth.c, and what a linear model reaches is told in synth.c. */
enum {
    NO_NOUN = 110,
    KIT = 100,
    KIT_TURNED = 400, /* of the kits: the other product stands first */
    BRAND_FIRST = 70,
    OPENER = 70,
    BORROWED = 140,
    INVENTED = 60, /* a word of the seller's own */
    PUNCTUATED = 220,
    SHUFFLED = 300,
    CUT = 70, /* filled up to the site's limit and cut there */
    KNOWN_MODEL = 500,
    NAMED = 600 /* phones, laptops and the like that are called by a name of the lists */
};
#define SITE_LIMIT 60 /* bytes */

typedef enum part {
    BRAND,
    MODEL,
    ATTRIBUTE,
    BORROW,
    UNIT,
    COLOUR,
    SIZE,
    SHOE,
    PEOPLE,
    AGE,
    PACK,
    PLACE,
    PHRASE,
    FOR,
    WORK,
    INVENT
} part;

typedef struct maker {
    lmev__title *t;
    const lmev__lexicon *x;
    const lmev__category *c;
    uint32_t id;
    int language;
    lmev__dice *d;
    size_t limit;
    bool punctuated, cut;
    uint32_t used; /* attributes, as bits */
} maker;

/* ---- appending ---- */

/* Text made on the side, before it is known whether it fits. */
typedef struct piece {
    char at[96];
    size_t n;
} piece;

static void put(piece *p, const char *at, size_t n)
{
    if (n > sizeof p->at - p->n)
        n = sizeof p->at - p->n; /* the vocabulary's words are far shorter */
    memcpy(p->at + p->n, at, n);
    p->n += n;
}

static void put_str(piece *p, lmev_str s)
{
    put(p, s.at, s.n);
}

static void put_number(piece *p, uint32_t v)
{
    char digit[10];
    size_t n = sizeof digit;
    do digit[--n] = (char)('0' + v % 10);
    while ((v /= 10) > 0);
    put(p, digit + n, sizeof digit - n);
}

/* Append after a separator, or leave out what does not fit. */
static void add(maker *m, const char *at, size_t n)
{
    static const char *const marks[] = {" - ", ", ",  " - ", " / ",
                                        ". ",  " | ", " + ", "  "};
    lmev__title *t = m->t;
    const char *mark = " ";
    if (n == 0) return;
    if (m->punctuated && t->n > 0 && lmev__dice_chance(m->d, 350))
        mark = marks[lmev__dice_skewed(m->d, sizeof marks / sizeof marks[0])];
    const size_t n_mark = t->n > 0 ? strlen(mark) : 0;
    if (t->n > 0 && t->n + n_mark + n > m->limit && !m->cut) return;
    if (t->n + n_mark + n > sizeof t->at || t->n >= SITE_LIMIT) return;
    memcpy(t->at + t->n, mark, n_mark);
    memcpy(t->at + t->n + n_mark, at, n);
    t->n += n_mark + n;
}

static void add_str(maker *m, lmev_str s)
{
    add(m, s.at, s.n);
}

static lmev_str pick(maker *m, lmev__synth_terms l)
{
    return m->x->word[l.first + lmev__dice_skewed(m->d, l.n)];
}

static lmev_str pick_shared(maker *m, lmev__shared which)
{
    return pick(m, m->x->shared[which][m->language]);
}

/* A form such as "x # unidades" with numbers instead of '#'. */
static void add_form(maker *m, lmev_str form, uint32_t number)
{
    piece p = {.n = 0};
    for (size_t i = 0; i < form.n; i++)
        if (form.at[i] == '#')
            put_number(&p, number);
        else
            put(&p, &form.at[i], 1);
    add(m, p.at, p.n);
}

/* ---- parts ---- */

static const lmev__category *kindred(maker *m)
{
    uint32_t other = lmev__dice_below(m->d, LMEV__FAMILY - 1);
    other += other >= m->id % LMEV__FAMILY;
    return &m->x->category[m->id / LMEV__FAMILY * LMEV__FAMILY + other];
}

/* An attribute; "# velocidades" gets a number. */
static void add_numbered(maker *m, lmev_str attribute)
{
    const bool counts = attribute.n > 0 && attribute.at[0] == '#';
    add_form(m, attribute, counts ? 2 + lmev__dice_below(m->d, 8) : 0);
}

/* Categories of a group prefer different brands of it. */
static void add_brand(maker *m)
{
    const lmev__synth_terms l = m->c->brand;
    add_str(m, m->x->word[l.first + (lmev__dice_skewed(m->d, l.n) + m->id * 5) % l.n]);
}

static void add_model(maker *m)
{
    char code[LMEV__MODEL];
    if (lmev__dice_chance(m->d, KNOWN_MODEL)) {
        const char *known = m->c->model[lmev__dice_skewed(m->d, LMEV__MODELS)];
        add(m, known, strlen(known));
    } else {
        const size_t n = lmev__model_code(m->d, code);
        add(m, code, n);
    }
}

static void add_attribute(maker *m)
{
    const lmev__synth_terms l = m->c->attribute[m->language];
    const uint32_t i = lmev__dice_skewed(m->d, l.n);
    if (m->used >> i & 1) return;
    m->used |= UINT32_C(1) << i;
    add_numbered(m, m->x->word[l.first + i]);
}

static void put_tenths(maker *m, piece *p, uint32_t v)
{
    put_number(p, v / 10);
    if (v % 10) {
        put(p, m->language && lmev__dice_chance(m->d, 600) ? "," : ".", 1);
        put_number(p, v % 10);
    }
}

static void add_unit(maker *m)
{
    const lmev__unit *u = &m->c->unit[lmev__dice_below(m->d, m->c->n_units)];
    const lmev_str form = pick(m, u->form[m->language]);
    piece p = {.n = 0};
    for (size_t i = 0; i < form.n; i++) /* "#x#" has two numbers */
        if (form.at[i] == '#') {
            const uint32_t k = lmev__dice_below(m->d, u->steps);
            put_tenths(m, &p, u->doubles ? u->from << k : u->from + k * u->step);
        } else {
            put(&p, &form.at[i], 1);
        }
    add(m, p.at, p.n);
}

static void add_colour(maker *m)
{
    static const lmev_str before[2] = {{"color ", 6}, {"cor ", 4}};
    const lmev_str colour = pick_shared(m, LMEV__COLOURS);
    piece p = {.n = 0};
    if (lmev__dice_chance(m->d, 250)) put_str(&p, before[m->language]);
    put_str(&p, colour);
    add(m, p.at, p.n);
}

static void add_pack(maker *m)
{
    static const uint8_t many[] = {2, 3, 10, 4, 5, 6, 12, 20, 50, 100, 8, 24, 25, 30};
    const lmev_str form = pick_shared(m, LMEV__PACKS);
    add_form(m, form, many[lmev__dice_skewed(m->d, sizeof many)]);
}

/* Sizes of shoes, ages. (Two draws never stand in one argument list: compilers differ in
 * which they make first.) */
static void add_counted(maker *m, lmev__shared forms, uint32_t from, uint32_t to)
{
    const lmev_str form = pick_shared(m, forms);
    add_form(m, form, from + lmev__dice_below(m->d, to - from + 1));
}

/* "para palio 2012 a 2015": what an accessory or a part is made for. Of a phone itself,
 * its name. */
static void add_for(maker *m)
{
    static const struct {
        lmev__synth_trait trait;
        lmev__shared list;
    } made_for[] = {
        {LMEV__FOR_PHONE, LMEV__PHONES},     {LMEV__FOR_CAR, LMEV__CARS},
        {LMEV__FOR_MOTO, LMEV__MOTOS},       {LMEV__FOR_LAPTOP, LMEV__LAPTOPS},
        {LMEV__FOR_PRINTER, LMEV__PRINTERS}, {LMEV__FOR_CONSOLE, LMEV__CONSOLES}};
    size_t i = 0;
    while (i < sizeof made_for / sizeof made_for[0] - 1 &&
           !(m->c->traits & made_for[i].trait))
        i++;
    const lmev__synth_terms l = m->x->shared[made_for[i].list][m->language];
    piece p = {.n = 0};
    if (!(m->c->traits & LMEV__IS_ONE) && lmev__dice_chance(m->d, 450))
        put(&p, "para ", 5);
    put_str(&p, m->x->word[l.first + lmev__dice_below(m->d, l.n)]);
    if (m->c->traits & (LMEV__FOR_CAR | LMEV__FOR_MOTO) && lmev__dice_chance(m->d, 500)) {
        const uint32_t year = 1992 + lmev__dice_below(m->d, 26);
        put(&p, " ", 1);
        put_number(&p, year);
        if (lmev__dice_chance(m->d, 350)) {
            static const char *const until[2][2] = {{" a ", "/"}, {" até ", "/"}};
            const char *mark = until[m->language][lmev__dice_below(m->d, 2)];
            put(&p, mark, strlen(mark));
            put_number(&p, year + 2 + lmev__dice_below(m->d, 7));
        }
    }
    add(m, p.at, p.n);
}

/* A word nobody has seen before: names of makers, authors, towns. */
static void put_invented(maker *m, piece *p)
{
    static const char syllable[][4] = {
        "ma",  "lo", "ra",  "ten", "vi",  "so", "kan", "de", "ri",  "bel", "tu", "na",
        "gor", "pe", "lis", "mo",  "car", "ze", "fi",  "do", "mar", "ju",  "an", "sal"};
    const uint32_t n = 2 + lmev__dice_below(m->d, 2);
    for (uint32_t i = 0; i < n; i++) {
        const char *s =
            syllable[lmev__dice_below(m->d, sizeof syllable / sizeof syllable[0])];
        put(p, s, strlen(s));
    }
}

static void add_invented(maker *m)
{
    static const char *const before[2][4] = {{"", "", "modelo ", "línea "},
                                             {"", "", "modelo ", "linha "}};
    const char *b = before[m->language][lmev__dice_below(m->d, 4)];
    piece p = {.n = 0};
    put(&p, b, strlen(b));
    put_invented(m, &p);
    add(m, p.at, p.n);
}

/* The name of a book, a record, a game, and at times of who made it. */
static void add_work(maker *m)
{
    static const char *const joint[2][4] = {{" de ", " y ", " sin ", " en "},
                                            {" de ", " e ", " sem ", " em "}};
    piece p = {.n = 0};
    put_str(&p, pick_shared(m, LMEV__WORKS));
    if (lmev__dice_chance(m->d, 600)) {
        const char *j = joint[m->language][lmev__dice_skewed(m->d, 4)];
        const lmev__synth_terms l = m->x->shared[LMEV__WORKS][m->language];
        put(&p, j, strlen(j));
        put_str(&p, m->x->word[l.first + lmev__dice_below(m->d, l.n)]);
    }
    add(m, p.at, p.n);
    if (lmev__dice_chance(m->d, 500)) {
        piece who = {.n = 0};
        put_invented(m, &who);
        put(&who, " ", 1);
        put_invented(m, &who);
        add(m, who.at, who.n);
    }
}

static void add_part(maker *m, part what)
{
    switch (what) {
    case BRAND:
        add_brand(m);
        break;
    case MODEL:
        add_model(m);
        break;
    case ATTRIBUTE:
        add_attribute(m);
        break;
    case BORROW:
        add_numbered(m, pick(m, kindred(m)->attribute[m->language]));
        break;
    case UNIT:
        add_unit(m);
        break;
    case COLOUR:
        add_colour(m);
        break;
    case SIZE:
        add_str(m, pick_shared(m, LMEV__SIZES));
        break;
    case SHOE:
        add_counted(m, LMEV__SHOES, 20, 45);
        break;
    case PEOPLE:
        add_str(m, pick_shared(m, LMEV__PEOPLE));
        break;
    case AGE:
        add_counted(m, LMEV__AGES, 2, 12);
        break;
    case PACK:
        add_pack(m);
        break;
    case PLACE: {
        piece p = {.n = 0};
        put(&p, "para ", 5);
        put_str(&p, pick_shared(m, LMEV__SYNTH_PLACES));
        add(m, p.at, p.n);
        break;
    }
    case PHRASE:
        add_str(m, pick_shared(m, LMEV__PHRASES));
        break;
    case FOR:
        add_for(m);
        break;
    case WORK:
        add_work(m);
        break;
    case INVENT:
        add_invented(m);
        break;
    }
}

/* ---- a title ---- */

#define PARTS_MAX 24

/* Which parts the title has, in the order that sellers like best. */
static size_t choose(maker *m, bool noun, part out[PARTS_MAX])
{
    static const uint8_t n_attributes[] = {2, 1, 2, 3, 2, 1, 3, 4};
    const uint32_t traits = m->c->traits;
    const uint32_t made_for = LMEV__FOR_PHONE | LMEV__FOR_CAR | LMEV__FOR_MOTO |
                              LMEV__FOR_LAPTOP | LMEV__FOR_PRINTER | LMEV__FOR_CONSOLE;
    const bool worn = traits & (LMEV__HAS_SIZE | LMEV__HAS_PEOPLE | LMEV__HAS_SHOE);
    const struct {
        part what;
        uint32_t traits, share; /* traits 0: every category */
    } rest[] = {{UNIT, 0, m->c->n_units ? 480 : 0},
                {COLOUR, LMEV__HAS_COLOUR, 250},
                {PEOPLE, LMEV__HAS_PEOPLE, 400},
                {SIZE, LMEV__HAS_SIZE, 300},
                {SHOE, LMEV__HAS_SHOE, 450},
                {AGE, LMEV__HAS_AGE, 180},
                {PACK, LMEV__HAS_PACK, 260},
                {BORROW, 0, BORROWED},
                {INVENT, 0, INVENTED},
                {PLACE, 0, worn || traits & made_for ? 0 : 45},
                {PHRASE, 0, 230}};
    size_t n = 0;
    uint32_t attributes = n_attributes[lmev__dice_below(m->d, sizeof n_attributes)];
    if (!noun && attributes < 2) attributes = 2;
    if (traits & LMEV__HAS_WORK && lmev__dice_chance(m->d, 930)) out[n++] = WORK;
    const bool is_one = traits & LMEV__IS_ONE;
    const bool which = traits & made_for && lmev__dice_chance(m->d, is_one ? NAMED : 850);
    if (which) out[n++] = FOR;
    if (!(which && is_one)) { /* the name of a phone begins with its brand */
        if (traits & LMEV__HAS_BRAND && lmev__dice_chance(m->d, noun ? 520 : 850))
            out[n++] = BRAND;
        if (traits & LMEV__HAS_MODEL && lmev__dice_chance(m->d, 380)) out[n++] = MODEL;
    }
    for (uint32_t i = 0; i < attributes; i++) out[n++] = ATTRIBUTE;
    for (size_t i = 0; i < sizeof rest / sizeof rest[0]; i++)
        if ((rest[i].traits == 0 || rest[i].traits & traits) &&
            lmev__dice_chance(m->d, rest[i].share))
            out[n++] = rest[i].what;
    return n; /* at most 4 + 4 + 11 */
}

static void add_nouns(maker *m, bool kit)
{
    static const char *const joint[2][4] = {{" + ", " y ", " con ", " / "},
                                            {" + ", " e ", " com ", " / "}};
    const lmev_str noun = pick(m, m->c->noun[m->language]);
    if (!kit) {
        add_str(m, noun);
        return;
    }
    const lmev_str other = pick(m, kindred(m)->noun[m->language]);
    const bool turned = lmev__dice_chance(m->d, KIT_TURNED);
    const char *j = joint[m->language][lmev__dice_below(m->d, 4)];
    piece p = {.n = 0};
    if (lmev__dice_chance(m->d, 300)) put(&p, "kit ", 4);
    put_str(&p, turned ? other : noun);
    put(&p, j, strlen(j));
    put_str(&p, turned ? noun : other);
    add(m, p.at, p.n);
}

void lmev__title_make(lmev__title *t, const lmev__lexicon *x, uint32_t category,
                      int language, lmev__dice *d)
{
    part parts[PARTS_MAX];
    maker m = {.t = t,
               .x = x,
               .c = &x->category[category],
               .id = category,
               .language = language,
               .d = d};
    t->n = 0;
    m.limit = 26 + lmev__dice_below(d, 36);
    m.punctuated = lmev__dice_chance(d, PUNCTUATED);
    m.cut = lmev__dice_chance(d, CUT);
    const uint32_t kind = lmev__dice_below(d, 1000);
    const bool noun = kind >= NO_NOUN;
    const size_t n = choose(&m, noun, parts);
    if (lmev__dice_chance(d, SHUFFLED))
        for (int i = 0; i < 2; i++) {
            const uint32_t a = lmev__dice_below(d, (uint32_t)n);
            const uint32_t b = lmev__dice_below(d, (uint32_t)n);
            const part keep = parts[a];
            parts[a] = parts[b];
            parts[b] = keep;
        }
    if (lmev__dice_chance(d, OPENER)) add_str(&m, pick_shared(&m, LMEV__OPENERS));
    if (noun) {
        if (kind >= 1000 - BRAND_FIRST && m.c->traits & LMEV__HAS_BRAND) add_brand(&m);
        add_nouns(&m, kind < NO_NOUN + KIT);
    }
    for (size_t i = 0; i < n; i++) add_part(&m, parts[i]);
    if (t->n >
        SITE_LIMIT) { /* cut between characters; what follows a cut space goes too */
        t->n = SITE_LIMIT;
        while (((unsigned char)t->at[t->n] & 0xc0) == 0x80) t->n--;
    }
    while (t->n > 0 && t->at[t->n - 1] == ' ') t->n--;
}
