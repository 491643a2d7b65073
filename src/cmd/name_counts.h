/* name_counts.h - counting names: how often each was seen. */
#ifndef LMEV__CMD_NAME_COUNTS_H
#define LMEV__CMD_NAME_COUNTS_H
#include "base/intern.h"

typedef struct name_count {
    const char *name; /* [n_name] and a NUL */
    size_t n_name;
    uint64_t n;
} name_count;

typedef struct names {
    lmev__intern known;
    name_count *at; /* [n] in order of first occurrence */
    size_t n, room;
} names;

void names_add(names *s, lmev_str name);
/* The most frequent first; nothing may be added after that. */
void names_sort(names *s);
void names_free(names *s);
#endif
