/* name_counts.h - counting names: how often each was seen. An open hash table of
 * copies. */
#ifndef LMEV__CMD_NAME_COUNTS_H
#define LMEV__CMD_NAME_COUNTS_H
#include "lmev/base.h"

typedef struct name_count {
    char *name; /* [n_name] and a NUL; NULL: the place is free */
    size_t n_name;
    uint64_t n;
} name_count;

typedef struct names {
    name_count *at; /* [room], a power of two */
    size_t n, room;
} names;

void names_add(names *s, lmev_str name);
/* The n names at the front of s->at, the most frequent first; s then only counts as an
 * array. */
void names_sort(names *s);
void names_free(names *s);
#endif
