/* intern.h - distinct texts, numbered from 0 in the order in which they are met. */
#ifndef LMEV__BASE_INTERN_H
#define LMEV__BASE_INTERN_H
#include "lmev/base.h"

#define LMEV__NOT_INTERNED UINT32_MAX

/* All zero: empty. */
typedef struct lmev__intern {
    size_t n;
    lmev_str *name; /* [n] each followed by a NUL (not a borrowed one) */
    uint32_t *hash; /* [n] */
    uint32_t *slot; /* [n_slots] number + 1 by hash; 0: free */
    size_t n_slots; /* a power of two, at least half of them free */
    size_t room_name, room_hash;
    struct lmev__intern_block *block; /* the bytes of the names; the newest first */
} lmev__intern;

/* The number of a name, or LMEV__NOT_INTERNED. */
uint32_t lmev__intern_find(const lmev__intern *t, lmev_str name);
/* The number of a name, which is copied if it is new; the copy stays where it is until
 * the table is released. False: out of memory. */
bool lmev__intern_add(lmev__intern *t, lmev_str name, uint32_t *id);
/* The same without a copy: the bytes must outlive the table. */
bool lmev__intern_borrow(lmev__intern *t, lmev_str name, uint32_t *id);

/* All names as NUL-terminated texts in one block: the pointers, then the bytes. One
 * lmev__free gives it back. NULL: out of memory. */
char **lmev__intern_list(const lmev__intern *t);

void lmev__intern_release(lmev__intern *t);
#endif
