/* pretrain_help.h - what the two tests of pretraining share. */
#ifndef LMEV_TESTS_PRETRAIN_HELP_H
#define LMEV_TESTS_PRETRAIN_HELP_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/io.h"
#include "base/json.h"
#include "base/mem.h"
#include "lmev/pretrain.h"
#include "pretrain/corpus.h"
#include "pretrain/export.h"
#include "pretrain/nnlm.h"

/* `err` in the call is the macro's own. */
#define assert_ok(call)                                                                  \
    do {                                                                                 \
        lmev_error err_ = {0};                                                           \
        lmev_error *err = &err_;                                                         \
        if ((call) != LMEV_OK) fail_msg("%s: %s (%s)", #call, err->text, err->source);   \
    } while (0)

/* A generator for the tests' own data; not the library's, so that they cannot agree by chance. */
static inline uint32_t toss(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33);
}
#endif
