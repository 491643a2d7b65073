/* help.h - what tests of every room want: cmocka with the headers it asks for before
 * itself, a call that must succeed, and chance. */
#ifndef LMEV_TESTS_HELP_H
#define LMEV_TESTS_HELP_H
#include "lmev/base.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

/* `err` in the call is the macro's own. */
#define assert_ok(call)                                                                \
    do {                                                                               \
        lmev_error err_ = {0};                                                         \
        lmev_error *err = &err_;                                                       \
        if ((call) != LMEV_OK) fail_msg("%s: %s (%s)", #call, err->text, err->source); \
    } while (0)

/* A generator for the tests' own data; not the library's, so that they cannot agree by
 * chance. */
static inline uint32_t toss(uint64_t *state) /* below 2^31 */
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33);
}

static inline float toss_real(uint64_t *state, float limit) /* in +-limit */
{
    return ((float)toss(state) / 1073741824.0f - 1.0f) * limit;
}
#endif
