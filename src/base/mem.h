/* mem.h - the memory door: all allocation of the library goes through here.
 *
 * One door so that tests can fail the k-th allocation and count live blocks. Blocks are
 * freed with lmev__free alone, whatever function made them. Sizes are checked for
 * overflow. */
#ifndef LMEV__BASE_MEM_H
#define LMEV__BASE_MEM_H
#include <stdbool.h>
#include <stddef.h>

void *lmev__alloc(size_t n);                   /* uninitialised; n 0 gives a block too */
void *lmev__calloc(size_t count, size_t size); /* zeroed */
void *lmev__realloc(void *old, size_t count,
                    size_t size); /* old stays valid on failure */
void *lmev__aligned(size_t count,
                    /* 64-byte aligned (2 MB pages advised when large), zeroed; not for
                     * realloc */
                    size_t size);
void lmev__free(void *p); /* NULL is fine */
char *lmev__strdup(const char *s);
char *lmev__strndup(const char *s, size_t n); /* n bytes and a NUL */
/* Make room for `need` elements of `size` bytes: doubles *room. False when out of
 * memory. */
bool lmev__grow(void *p_to_array, size_t *room, size_t need, size_t size);

/* For tests. The k-th allocation from now (0-based) returns NULL, with `forever` all
 * after it too; k < 0 ends the failing. Live blocks are those not freed yet. */
void lmev__test_fail_alloc(long k, bool forever);
long lmev__test_live_blocks(void);
#endif
