/* mem.c - the memory door: malloc and friends behind overflow checks, counted.
 *
 * Every block is plain malloc memory, so lmev__free can free them all. Two counters serve
 * the tests: blocks alive, and allocations left until one fails. Both are relaxed
 * atomics; with no test running an allocation pays one uncontended add and one load,
 * which is lost in the cost of malloc itself.
 *
 * Not here: pools and arenas. Whoever allocates per row should use a buffer instead. */
#include "base/mem.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define HUGE_FROM ((size_t)4 << 20) /* blocks from this size on ask for 2 MB pages */
#define HUGE_PAGE ((size_t)2 << 20)
#define LINE      64 /* bytes of a cache line, and of the widest vector register */

static atomic_long live_blocks;
static atomic_bool fail_armed, fail_forever;
static atomic_long fail_countdown;

/* Is this the allocation that a test wants to see fail? */
static bool must_fail(void)
{
    if (!atomic_load_explicit(&fail_armed, memory_order_relaxed)) return false;
    long left = atomic_fetch_sub(&fail_countdown, 1);
    return left == 0 || (left < 0 && atomic_load(&fail_forever));
}

static void *counted(void *p)
{
    if (p) atomic_fetch_add_explicit(&live_blocks, 1, memory_order_relaxed);
    return p;
}

void *lmev__alloc(size_t n)
{
    if (n > PTRDIFF_MAX || must_fail()) return NULL;
    return counted(malloc(n ? n : 1));
}

void *lmev__calloc(size_t count, size_t size)
{
    size_t n;
    if (__builtin_mul_overflow(count, size, &n) || n > PTRDIFF_MAX || must_fail())
        return NULL;
    return counted(calloc(1, n ? n : 1));
}

void *lmev__realloc(void *old, size_t count, size_t size)
{
    size_t n;
    if (__builtin_mul_overflow(count, size, &n) || n > PTRDIFF_MAX || must_fail())
        return NULL;
    void *p = realloc(old, n ? n : 1);
    return old ? p : counted(p);
}

void *lmev__aligned(size_t count, size_t size)
{
    size_t n;
    if (__builtin_mul_overflow(count, size, &n) || n > PTRDIFF_MAX - HUGE_PAGE ||
        must_fail())
        return NULL;
    void *p = NULL;
    if (posix_memalign(&p, n >= HUGE_FROM ? HUGE_PAGE : LINE, n ? n : 1) != 0)
        return NULL;
    if (n >= HUGE_FROM)
        (void)madvise(p, n,
                      MADV_HUGEPAGE); /* advice: a kernel that declines is no fault */
    memset(p, 0, n ? n : 1);
    return counted(p);
}

void lmev__free(void *p)
{
    if (!p) return;
    atomic_fetch_sub_explicit(&live_blocks, 1, memory_order_relaxed);
    free(p);
}

char *lmev__strdup(const char *s)
{
    return lmev__strndup(s, strlen(s));
}

char *lmev__strndup(const char *s, size_t n)
{
    if (n == SIZE_MAX) return NULL;
    char *copy = lmev__alloc(n + 1);
    if (!copy) return NULL;
    if (n) memcpy(copy, s, n);
    copy[n] = '\0';
    return copy;
}

bool lmev__grow(void *p_to_array, size_t *room, size_t need, size_t size)
{
    if (need <= *room) return true;
    size_t more = *room < 8 ? 8 : *room;
    while (more < need) {
        if (more > SIZE_MAX / 2) {
            more = need;
            break;
        }
        more *= 2;
    }
    void *old;
    memcpy(&old, p_to_array,
           sizeof old); /* a T ** seen as bytes: no aliasing rule is bent */
    void *p = lmev__realloc(old, more, size);
    if (!p) return false;
    memcpy(p_to_array, &p, sizeof p);
    *room = more;
    return true;
}

void lmev__test_fail_alloc(long k, bool forever)
{
    atomic_store(&fail_armed, false);
    atomic_store(&fail_countdown, k);
    atomic_store(&fail_forever, forever);
    atomic_store(&fail_armed, k >= 0);
}

long lmev__test_live_blocks(void)
{
    return atomic_load(&live_blocks);
}
