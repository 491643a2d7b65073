/* name_counts.c - see name_counts.h. Names come from the reader, which bounds their
 * length; a file of distinct names costs their bytes and 24 to 48 bytes each. */
#include "name_counts.h"

#include <stdlib.h>
#include <string.h>

#include "options.h"

/* FNV-1a, 64 bit, with the high half folded in for tables below 2^32. */
static size_t hash(lmev_str s)
{
    uint64_t h = 14695981039346656037u;
    for (size_t i = 0; i < s.n; i++) h = (h ^ (unsigned char)s.at[i]) * 1099511628211u;
    return (size_t)(h ^ h >> 32);
}

static name_count *place(const names *s, lmev_str name)
{
    size_t i = hash(name) & (s->room - 1);
    while (s->at[i].name &&
           !(s->at[i].n_name == name.n && !memcmp(s->at[i].name, name.at, name.n)))
        i = (i + 1) & (s->room - 1);
    return &s->at[i];
}

static void grow(names *s)
{
    names old = *s;
    s->room = old.room ? 2 * old.room : 256;
    s->at = need(NULL, s->room, sizeof *s->at);
    memset(s->at, 0, s->room * sizeof *s->at);
    for (size_t i = 0; i < old.room; i++)
        if (old.at[i].name)
            *place(s, (lmev_str){old.at[i].name, old.at[i].n_name}) = old.at[i];
    free(old.at);
}

void names_add(names *s, lmev_str name)
{
    if (2 * (s->n + 1) > s->room) grow(s);
    if (!name.at) name.at = "";
    name_count *c = place(s, name);
    if (!c->name) {
        c->name = need(NULL, name.n + 1, 1);
        memcpy(c->name, name.at, name.n);
        c->name[name.n] = 0;
        c->n_name = name.n;
        s->n++;
    }
    c->n++;
}

static int frequent_first(const void *a, const void *b)
{
    const name_count *x = a, *y = b;
    if (x->n != y->n) return x->n > y->n ? -1 : 1;
    return strcmp(x->name, y->name);
}

void names_sort(names *s)
{
    size_t k = 0;
    for (size_t i = 0; i < s->room; i++)
        if (s->at[i].name) s->at[k++] = s->at[i];
    if (k < s->room) memset(s->at + k, 0, (s->room - k) * sizeof *s->at);
    if (k > 1) qsort(s->at, k, sizeof *s->at, frequent_first);
}

void names_free(names *s)
{
    for (size_t i = 0; i < s->room; i++) free(s->at[i].name);
    free(s->at);
    *s = (names){0};
}
