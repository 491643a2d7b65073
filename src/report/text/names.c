/* names.c - names of traits, levels, devices and pairs, as parts of sentences and as
 * cells.
 *
 * Known codes (es, 1, scratch) get a name in the language of the report; others are shown
 * as they stand in the files. */
#include <math.h>
#include <string.h>

#include "report/text/content.h"
#include "report/text/language.h"

/* The languages of the NNLM modules on TF-Hub, and of common word vectors. */
static const lmev__translation languages[] = {
    {"de", T_("German")},   {"en", T_("English")},    {"es", T_("Spanish")},
    {"fr", T_("French")},   {"id", T_("Indonesian")}, {"it", T_("Italian")},
    {"ja", T_("Japanese")}, {"ko", T_("Korean")},     {"pt", T_("Portuguese")},
    {"zh", T_("Chinese")},
};

const char *lmev__trait_name(lmev__draft *c, lmev__trait t)
{
    static const char *const name[LMEV__TRAITS] = {
        [LMEV__BY_LANGUAGE] = T_("language"),
        [LMEV__BY_DIM] = T_("dimensions"),
        [LMEV__BY_NORMALIZATION] = T_("normalization"),
        [LMEV__BY_ORIGIN] = T_("origin"),
        [LMEV__BY_DEVICE] = T_("device"),
    };
    return t < LMEV__TRAITS ? lmev__word(c->language, name[t]) : "";
}

lmev__label lmev__trait_label(lmev__draft *c, lmev__trait t)
{
    static const char *const code[LMEV__TRAITS] = {"language", "dim", "normalization",
                                                   "origin", "device"};
    if (t >= LMEV__TRAITS) return (lmev__label){0};
    return (lmev__label){lmev__trait_name(c, t), code[t]};
}

const char *lmev__level_name(lmev__draft *c, lmev__trait t, const char *level)
{
    const char *known = NULL;
    if (*level == 0)
        known = T_("not known");
    else if (t == LMEV__BY_NORMALIZATION && strcmp(level, "1") == 0)
        known = T_("with normalization");
    else if (t == LMEV__BY_NORMALIZATION && strcmp(level, "0") == 0)
        known = T_("without normalization");
    else if (t == LMEV__BY_ORIGIN && strcmp(level, "pretrained") == 0)
        known = T_("pretrained");
    else if (t == LMEV__BY_ORIGIN && strcmp(level, "scratch") == 0)
        known = T_("from scratch");
    for (size_t i = 0; t == LMEV__BY_LANGUAGE && i < sizeof languages / sizeof *languages;
         i++)
        if (strcmp(level, languages[i].english) == 0) known = languages[i].other;
    return known ? lmev__word(c->language, known) : lmev__draft_clean(c, level);
}

lmev__label lmev__level_label(lmev__draft *c, lmev__trait t, const char *level)
{
    return (lmev__label){lmev__level_name(c, t, level), lmev__draft_whole(c, level)};
}

lmev__label lmev__device_label(lmev__draft *c, size_t device)
{
    const lmev__grouping *devices = &c->s->grouping[LMEV__BY_DEVICE];
    const char *name = devices->n > 0     ? devices->level[device].name
                       : c->s->all->n > 0 ? c->s->all->at[0].device
                                          : "";
    return lmev__level_label(c, LMEV__BY_DEVICE, name);
}

const char *lmev__capital(lmev__draft *c, const char *phrase)
{
    lmev__buf b = LMEV__BUF_INIT;
    lmev__buf_puts(&b, phrase);
    if (!b.failed && b.n > 0 && b.at[0] >= 'a' && b.at[0] <= 'z')
        b.at[0] = (char)(b.at[0] - 'a' + 'A');
    return lmev__draft_keep(c, &b);
}

/* The levels that both models of a pair have, of the traits in which models of the study
 * differ: "Spanish, 50 dimensions with normalization"; "": none. */
static const char *common(lmev__draft *c, const lmev__pair *pair)
{
    static const lmev__trait order[] = {LMEV__BY_LANGUAGE, LMEV__BY_DIM,
                                        LMEV__BY_NORMALIZATION, LMEV__BY_ORIGIN};
    const lmev__study_model *m = &c->s->model[pair->a];
    lmev__buf b = LMEV__BUF_INIT;
    for (size_t k = 0; k < sizeof order / sizeof *order; k++) {
        lmev__trait t = order[k];
        if (t == pair->differs || c->s->grouping[t].n == 0 || *m->level[t] == 0) continue;
        if (b.n > 0) lmev__buf_puts(&b, t == LMEV__BY_NORMALIZATION ? " " : ", ");
        const char *name = lmev__level_name(c, t, m->level[t]);
        if (t == LMEV__BY_DIM)
            name = lmev__phrase(c, T_("%1 dimensions"), as_phrase(name));
        lmev__buf_puts(&b, name);
    }
    return lmev__draft_keep(c, &b);
}

const char *lmev__pair_words(lmev__draft *c, const lmev__pair *pair)
{
    lmev__trait t = pair->differs;
    const char *of_a = t < LMEV__BY_DEVICE ? c->s->model[pair->a].level[t] : "";
    const char *of_b = t < LMEV__BY_DEVICE ? c->s->model[pair->b].level[t] : "";
    const char *template = T_("%1 against %2");
    if (t == LMEV__BY_DIM)
        template = T_("%1 against %2 dimensions");
    else if (t == LMEV__BY_NORMALIZATION && strcmp(of_a, "1") == 0)
        template = T_("with against without normalization");
    else if (t == LMEV__BY_NORMALIZATION)
        template = T_("without against with normalization");
    else if (t >= LMEV__BY_DEVICE)
        return lmev__phrase(c, template, as_raw(c->s->model[pair->a].name),
                            as_raw(c->s->model[pair->b].name));
    const char *what = lmev__phrase(c, template, as_phrase(lmev__level_name(c, t, of_a)),
                                    as_phrase(lmev__level_name(c, t, of_b)));
    const char *where = common(c, pair), *settings = c->s->model[pair->a].settings;
    if (*where) what = lmev__phrase(c, "%1, %2", as_phrase(what), as_phrase(where));
    if (*settings) what = lmev__phrase(c, "%1 (%2)", as_phrase(what), as_raw(settings));
    return lmev__capital(c, what);
}
