/* test_farmhash.c - Fingerprint64 against Google's own library, where that is installed
 * (libfarmhash-dev): 100,000 random strings, all lengths up to 300 and some longer ones.
 *
 * The library is C++; its function is called by the name that the linker knows. */
#include "help.h"
#include <stdlib.h>

#include "lmev/lm.h"

extern uint64_t theirs(const char *at, size_t n) __asm__("_ZN4util13Fingerprint64EPKcm");

static void random_strings_hash_alike(void **state)
{
    (void)state;
    enum { ROOM = 5000 };
    uint64_t chance = 20200304;
    char *bytes = malloc(ROOM);
    assert_non_null(bytes);
    for (size_t i = 0; i < 100000; i++) {
        const size_t n = i % 100 == 99 ? i / 100 * 5 : i % 301;
        for (size_t k = 0; k < n; k++) bytes[k] = (char)(toss(&chance) >> 8);
        if (lmev_fingerprint64(bytes, n) != theirs(bytes, n))
            fail_msg("string %zu of %zu bytes", i, n);
    }
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(random_strings_hash_alike)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
