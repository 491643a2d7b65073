/* data_help.h - what the tests of data/ share: files in their folder, texts, leaks. */
#ifndef LMEV_TEST_DATA_HELP_H
#define LMEV_TEST_DATA_HELP_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/io/io.h"
#include "base/mem.h"
#include "lmev/data.h"
#include "scratch.h"

static inline const char *put(const char *name, const char *at, size_t n)
{
    const char *path = in_folder(name);
    assert_int_equal(lmev__write_file(path, at, n, NULL), LMEV_OK);
    return path;
}

static inline const char *put_text(const char *name, const char *text)
{
    return put(name, text, strlen(text));
}

static inline void assert_has(const char *text, const char *part)
{
    if (strstr(text, part)) return;
    print_error("'%s' lacks '%s'\n", text, part);
    fail();
}

static inline void assert_str(lmev_str s, const char *want)
{
    if (s.n == strlen(want) && memcmp(s.at, want, s.n) == 0) return;
    print_error("got '%.*s', want '%s'\n", (int)s.n, s.at, want);
    fail();
}

/* Blocks that a failed test left behind are not held against the next one. */
static long live_before;

static inline int note_live(void **state)
{
    (void)state;
    live_before = lmev__test_live_blocks();
    return 0;
}

static inline void assert_no_leak(void)
{
    assert_int_equal(lmev__test_live_blocks(), live_before);
}

#define TEST(f) cmocka_unit_test_setup(f, note_live)
#endif
