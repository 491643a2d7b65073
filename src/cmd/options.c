/* options.c - see options.h. The parser is our own instead of getopt_long's, since the
 * table, the checks, the help and the "did you mean" come from one list. */
#include "cmd/options.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "cmd/out.h"
#include "cmd/talk.h"
#include "lmev/text.h"

static bool want_help;
static bool want_quiet;

static const opt common[] = {
    OPT("quiet", 'q', OPT_FLAG, &want_quiet, NULL, "print only warnings and errors"),
    OPT("help", 'h', OPT_FLAG, &want_help, NULL, "print this help"),
};

void out_of_memory(void)
{
    talk_plain_fault("out of memory");
    lmev_abandon();
    _exit(1);
}

void *need(void *old, size_t count, size_t size)
{
    size_t n;
    void *p = __builtin_mul_overflow(count, size, &n) ? NULL : realloc(old, n ? n : 1);
    if (!p) out_of_memory();
    return p;
}

/* Kept blocks are linked, so that leak checkers can reach them. */
void *keep(size_t count, size_t size)
{
    static struct link {
        struct link *next;
        max_align_t data[];
    } *chain;
    size_t n;
    if (__builtin_mul_overflow(count, size, &n) || n > SIZE_MAX - sizeof *chain)
        n = SIZE_MAX / 2;
    struct link *b = need(NULL, 1, sizeof *b + n);
    b->next = chain;
    chain = b;
    return b->data;
}

/* ---- help ---- */

static void help_line(const opt *o)
{
    char left[64];
    int n = o->letter ? snprintf(left, sizeof left, "  -%c, --%s", o->letter, o->name)
                      : snprintf(left, sizeof left, "      --%s", o->name);
    if (o->kind == OPT_CHOICE) {
        for (size_t i = 0; o->choice[i] && n < (int)sizeof left; i++)
            n += snprintf(left + n, sizeof left - (size_t)n, "%c%s", i ? '|' : ' ',
                          o->choice[i]);
    } else if (o->arg) {
        n += snprintf(left + n, sizeof left - (size_t)n, " %s", o->arg);
    }
    if (n <= 27)
        out_print("%-28s%s\n", left, o->help);
    else
        out_print("%s\n%28s%s\n", left, "", o->help);
}

static void help(const usage *u)
{
    out_print("usage: lmev %s%s%s [OPTION]...\n%s\n\n", u->verb, *u->operands ? " " : "",
              u->operands, u->summary);
    for (size_t i = 0; i < u->n_opts; i++) help_line(&u->opts[i]);
    for (size_t i = 0; i < OPT_COUNT(common); i++) help_line(&common[i]);
    if (u->more) out_print("\n%s\n", u->more);
}

/* ---- parsing ---- */

static const opt *find_long(const usage *u, const char *name, size_t n)
{
    for (size_t i = 0; i < u->n_opts; i++)
        if (!strncmp(u->opts[i].name, name, n) && !u->opts[i].name[n]) return &u->opts[i];
    for (size_t i = 0; i < OPT_COUNT(common); i++)
        if (!strncmp(common[i].name, name, n) && !common[i].name[n]) return &common[i];
    return NULL;
}

static const opt *find_letter(const usage *u, char letter)
{
    for (size_t i = 0; i < u->n_opts; i++)
        if (u->opts[i].letter == letter) return &u->opts[i];
    for (size_t i = 0; i < OPT_COUNT(common); i++)
        if (common[i].letter == letter) return &common[i];
    return NULL;
}

static int unknown(const usage *u, const char *name, size_t n)
{
    const char *names[64];
    char given[64], hint[160];
    size_t k = 0;
    for (size_t i = 0; i < u->n_opts && k < 60; i++) names[k++] = u->opts[i].name;
    for (size_t i = 0; i < OPT_COUNT(common); i++) names[k++] = common[i].name;
    lmev_text_shown(given, sizeof given, (lmev_str){name, n});
    const char *near = lmev__nearest(given, names, k);
    if (near)
        snprintf(hint, sizeof hint, "did you mean '--%s'?", near);
    else
        snprintf(hint, sizeof hint, "'lmev %s --help' lists the options", u->verb);
    return talk_usage(hint, "unknown option '--%s'", given);
}

/* Read a whole number with an optional suffix k, M or G; false when it is not one. Values
 * that are too large become UINT64_MAX. */
static bool whole_number(const char *text, uint64_t *v)
{
    char *end = NULL;
    if (!isdigit((unsigned char)text[0])) return false; /* strtoull takes "-1" */
    const unsigned long long n = strtoull(text, &end, 10);
    uint64_t unit = 1;
    if (*end == 'k')
        unit = 1000;
    else if (*end == 'M')
        unit = 1000000;
    else if (*end == 'G')
        unit = 1000000000;
    if (unit > 1) end++;
    if (__builtin_mul_overflow((uint64_t)n, unit, v)) *v = UINT64_MAX;
    return *end == 0;
}

static bool real_number(const char *text, double *v)
{
    char *end = NULL;
    *v = strtod(text, &end);
    return end != text && *end == 0 && isfinite(*v);
}

static int out_of_range(const opt *o, const char *value)
{
    char rule[96];
    if (o->max > 0)
        snprintf(rule, sizeof rule, "between %.15g and %.15g", o->min, o->max);
    else
        snprintf(rule, sizeof rule, "at least %.15g", o->min);
    return talk_usage(NULL, "--%s must be %s, got '%s'", o->name, rule, value);
}

static int set_choice(const opt *o, const char *value)
{
    char list[128] = "";
    size_t n = 0;
    int at = 0;
    for (size_t i = 0; o->choice[i]; i++)
        if (!strcmp(o->choice[i], value)) return *(int *)o->to = (int)i, OPTIONS_GO;
    for (; o->choice[n]; n++)
        if (at >= 0 && at < (int)sizeof list)
            at += snprintf(list + at, sizeof list - (size_t)at, "%s%s",
                           n ? ", " : "known: ", o->choice[n]);
    return talk_usage(list, "--%s does not know '%s'", o->name, value);
}

static int set_value(const opt *o, const char *value)
{
    switch (o->kind) {
    case OPT_FLAG:
        break; /* handled by the caller */
    case OPT_TEXT:
        *(const char **)o->to = value;
        break;
    case OPT_WHOLE: {
        uint64_t v;
        if (!whole_number(value, &v))
            return talk_usage(NULL, "--%s needs a whole number, got '%s'", o->name,
                              value);
        if (v == UINT64_MAX)
            return talk_usage(NULL, "--%s is too large: '%s'", o->name, value);
        if ((double)v < o->min || (o->max > 0 && (double)v > o->max))
            return out_of_range(o, value);
        *(uint64_t *)o->to = v;
        break;
    }
    case OPT_REAL: {
        double v;
        if (!real_number(value, &v))
            return talk_usage(NULL, "--%s needs a number, got '%s'", o->name, value);
        if (v < o->min || (o->max > 0 && v > o->max)) return out_of_range(o, value);
        *(double *)o->to = v;
        break;
    }
    case OPT_CHOICE:
        return set_choice(o, value);
    case OPT_MANY: {
        opt_many *m = o->to;
        if ((m->n & (m->n - 1)) == 0) { /* full, as at each power of two */
            const char **more = keep(m->n ? 2 * m->n : 1, sizeof *more);
            if (m->n) memcpy(more, m->at, m->n * sizeof *more);
            m->at = more;
        }
        m->at[m->n++] = value;
        break;
    }
    }
    return OPTIONS_GO;
}

/* Parse the long option at argv[*i]; advances *i when it takes the next argument. */
static int long_option(const usage *u, int argc, char **argv, int *i)
{
    const char *name = argv[*i] + 2, *equals = strchr(name, '=');
    const size_t n = equals ? (size_t)(equals - name) : strlen(name);
    const opt *o = find_long(u, name, n);
    if (!o) return unknown(u, name, n);
    if (o->kind == OPT_FLAG) {
        if (equals) return talk_usage(NULL, "--%s takes no value", o->name);
        *(bool *)o->to = true;
        return OPTIONS_GO;
    }
    if (equals) return set_value(o, equals + 1);
    if (*i + 1 >= argc)
        return talk_usage(NULL, "--%s needs a value (%s)", o->name,
                          o->arg ? o->arg : "a name");
    return set_value(o, argv[++*i]);
}

/* Parse a cluster of short options, such as -q or -oDIR. */
static int short_options(const usage *u, int argc, char **argv, int *i)
{
    for (const char *c = argv[*i] + 1; *c; c++) {
        const opt *o = find_letter(u, *c);
        if (!o) {
            char hint[128];
            snprintf(hint, sizeof hint, "'lmev %s --help' lists the options", u->verb);
            return talk_usage(hint, "unknown option '-%c'", *c);
        }
        if (o->kind == OPT_FLAG) {
            *(bool *)o->to = true;
            continue;
        }
        if (c[1]) return set_value(o, c + 1);
        if (*i + 1 >= argc)
            return talk_usage(NULL, "-%c needs a value (%s)", *c,
                              o->arg ? o->arg : "a name");
        return set_value(o, argv[++*i]);
    }
    return OPTIONS_GO;
}

int options_parse(const usage *u, int argc, char **argv, const char **args, int *n_args)
{
    bool ended = false;
    int n = 0, spare = 0;
    const char *surplus = NULL;
    talk_begin(u->verb);
    want_help = want_quiet = false;
    for (int i = 0; i < u->max_args; i++) args[i] = NULL;
    for (int i = 1; i < argc; i++) {
        const char *a = argv[i];
        int code = OPTIONS_GO;
        if (!ended && !strcmp(a, "--"))
            ended = true;
        else if (!ended && a[0] == '-' && a[1] == '-')
            code = long_option(u, argc, argv, &i);
        else if (!ended && a[0] == '-' && a[1])
            code = short_options(u, argc, argv, &i);
        else if (n < u->max_args)
            args[n++] = a;
        else if (!spare++)
            surplus = a;
        if (code != OPTIONS_GO) return code;
        if (want_help) {
            out_begin(NULL);
            help(u);
            return out_end(0);
        }
    }
    char hint[160];
    snprintf(hint, sizeof hint, "usage: lmev %s %s", u->verb, u->operands);
    if (spare) return talk_usage(hint, "one operand too many: '%s'", surplus);
    if (n < u->min_args)
        return talk_usage(
            hint, n ? "an operand is missing after '%s'" : "an operand is missing",
            n ? args[n - 1] : "");
    if (want_quiet) talk_quiet();
    if (n_args) *n_args = n;
    return OPTIONS_GO;
}
