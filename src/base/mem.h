/* mem.h - all memory of the library is allocated here, so that tests can fail the k-th
 * allocation and count live blocks. lmev__free frees the blocks of all functions. Sizes
 * are checked for overflow. */
#ifndef LMEV__BASE_MEM_H
#define LMEV__BASE_MEM_H
#include <stdbool.h>
#include <stddef.h>

void *lmev__alloc(size_t n);                   /* uninitialised; n 0 gives a block too */
void *lmev__calloc(size_t count, size_t size); /* zeroed */
/* On failure the old block stays valid. */
void *lmev__realloc(void *old, size_t count, size_t size);
/* Aligned to 64 bytes and zeroed; a large block is advised to use pages of 2 MB. Not for
 * realloc. */
void *lmev__aligned(size_t count, size_t size);
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
