/* name_counts.c - see name_counts.h. The reader bounds the length of names; each distinct
 * name costs its bytes and some 60 more. */
#include "cmd/name_counts.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/options.h"

void names_add(names *s, lmev_str name)
{
    uint32_t id;
    if (!lmev__intern_add(&s->known, name, &id)) out_of_memory();
    if (id == s->n) {
        if (s->n == s->room) {
            s->room = s->room ? 2 * s->room : 256;
            s->at = need(s->at, s->room, sizeof *s->at);
        }
        const lmev_str kept = s->known.name[id];
        s->at[s->n++] = (name_count){.name = kept.at, .n_name = kept.n};
    }
    s->at[id].n++;
}

static int frequent_first(const void *a, const void *b)
{
    const name_count *x = a, *y = b;
    if (x->n != y->n) return x->n > y->n ? -1 : 1;
    return strcmp(x->name, y->name);
}

void names_sort(names *s)
{
    if (s->n > 1) qsort(s->at, s->n, sizeof *s->at, frequent_first);
}

void names_free(names *s)
{
    free(s->at);
    lmev__intern_release(&s->known);
    *s = (names){0};
}
