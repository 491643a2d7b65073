/* synth_words.h - the vocabulary of the synthetic titles, as text to be read by
 * synth_lexicon.c.
 *
 * A category is one string of seven fields divided by '|'; lists are divided by ',':
 *
 *   NAME | brand group | nouns es | nouns pt | attributes es | attributes pt | traits
 *   units
 *
 * Everything is lower case with its accents; casing, lost accents and errors come later
 * (synth_style.c). Frequent words stand first; '#' before an attribute becomes a small
 * number. Four categories in a row are a family: close enough to be taken for each other,
 * which is what wrong labels and kits of two products use. The last field is one word of
 * traits (letters, see lmev__synth_trait, or "-") and then units such as "350-1200/50w":
 * from, to, in steps of, unit; or "8-64/x2gb", which doubles.
 *
 * Not here: how often what is used (synth_title.c). */
#ifndef LMEV__DATA_SYNTH_SYNTH_WORDS_H
#define LMEV__DATA_SYNTH_SYNTH_WORDS_H
#include <stddef.h>

#define LMEV__FAMILY 4 /* categories in a family; every department is whole families */

typedef struct lmev__synth_dept {
    const char *const *category;
    size_t n;
} lmev__synth_dept;

extern const lmev__synth_dept lmev__synth_kitchen, lmev__synth_home,
    lmev__synth_electronics, lmev__synth_fashion, lmev__synth_tools, lmev__synth_motors,
    lmev__synth_sports, lmev__synth_kids, lmev__synth_care, lmev__synth_hobby;

/* All departments, ended by NULL. */
extern const lmev__synth_dept *const lmev__synth_depts[];

/* A named list in both languages; pt NULL: the same words. */
typedef struct lmev__synth_list {
    const char *name, *es, *pt;
} lmev__synth_list;

/* Brands by group; every field of a category's second place is one of these names. */
extern const lmev__synth_list lmev__synth_brands[];
extern const size_t lmev__synth_n_brands;

/* How a unit is written; '#' is the number. Every unit of a category has a line here. */
extern const lmev__synth_list lmev__synth_units[];
extern const size_t lmev__synth_n_units;

/* Lists that any category may draw from: colours, sizes, phrases of sellers and so on. */
typedef enum lmev__shared {
    LMEV__COLOURS,
    LMEV__SIZES,   /* of clothes */
    LMEV__SHOES,   /* of shoes, '#' is the number */
    LMEV__PEOPLE,  /* for whom clothes are made */
    LMEV__AGES,    /* of children, '#' is the number */
    LMEV__PACKS,   /* '#' is how many */
    LMEV__PHRASES, /* what sellers add */
    LMEV__OPENERS, /* what sellers begin with */
    LMEV__WORKS,   /* nouns that names of books and records are made of */
    LMEV__SYNTH_PLACES,
    LMEV__PHONES, /* what an accessory is for ... */
    LMEV__CARS,
    LMEV__MOTOS,
    LMEV__LAPTOPS,
    LMEV__PRINTERS,
    LMEV__CONSOLES,
    LMEV__N_SHARED
} lmev__shared;

extern const lmev__synth_list lmev__synth_shared[LMEV__N_SHARED];
#endif
