/* regex.c - Oniguruma behind a fence.
 *
 * A backtracking engine can be made to run for ever by a pattern, by a text, or by both.
 * The fence: (1) the pattern is short, has few groups, and the product of its repetition
 * counts is small, which also bounds the work of one attempt; (2) calls of groups,
 * \g<name>, are refused, because nested ones multiply without ever backtracking; (3)
 * backtracks are counted. Each search begins with a small allowance; when that ends it
 * begins again with eight times as much, and what was spent so is taken from the account
 * of the whole text. Work is hence at most ALLOWANCE steps a match and ACCOUNT for all,
 * and the same text always ends the same way.
 *
 * Oniguruma allocates by itself: for the compiled pattern, and a few hundred bytes a
 * text. */
#include "lm/regex.h"

#include <pthread.h>
#include <string.h>

#include <oniguruma.h>

#include "base/error.h"
#include "base/mem.h"

#define PATTERN_MAX 16384 /* bytes; the longest in use have some 1,000        */
#define GROUPS_MAX  400   /* ( and [; also bounds the depth of their nesting  */
#define REPEATS_MAX 10000 /* product of all counts in braces                  */
#define ALLOWANCE   256   /* backtracks of a search at first                  */
#define ACCOUNT     (20ul * 1000 * 1000)
#define STACK_MAX   (1u << 20) /* entries of the match stack, 40 bytes each */

struct lmev__regex {
    regex_t *compiled;
    char *source; /* for messages of a search */
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static OnigSyntaxType syntax;
static bool ready;

static void begin(void)
{
    OnigEncoding utf8 = ONIG_ENCODING_UTF8;
    ready = onig_initialize(&utf8, 1) == ONIG_NORMAL;
    onig_copy_syntax(&syntax,
                     ONIG_SYNTAX_ONIGURUMA); /* the default of the Rust binding */
    onig_set_syntax_op2(&syntax,
                        onig_get_syntax_op2(&syntax) &
                            ~(unsigned)(ONIG_SYN_OP2_QMARK_BRACE_CALLOUT_CONTENTS |
                                        ONIG_SYN_OP2_ASTERISK_CALLOUT_NAME));
}

/* The count in braces at p, "{3}", "{2,5}" or "{2,}": its largest number, at least 1. */
static unsigned long repeats(const char *p, const char *end)
{
    unsigned long most = 1, number = 0;
    for (p++; p < end && *p != '}'; p++) {
        if (*p >= '0' && *p <= '9') {
            number =
                number > REPEATS_MAX ? number : number * 10 + (unsigned long)(*p - '0');
            most = number > most ? number : most;
        } else if (*p == ',') {
            number = 0;
        } else {
            return 1; /* \p{L}, or a brace that stands for itself */
        }
    }
    return most;
}

/* The reason to refuse the pattern, or NULL. */
static const char *too_much(lmev_str pattern)
{
    if (pattern.n > PATTERN_MAX) return "is longer than 16384 bytes";
    size_t groups = 0;
    unsigned long product = 1;
    const char *end = pattern.at + pattern.n;
    for (const char *p = pattern.at; p < end; p++) {
        if (*p == '\\' && p + 1 < end) {
            p++;
            if (*p == 'g') return "calls a group, '\\g'";
        } else if (*p == '(' || *p == '[') {
            if (++groups > GROUPS_MAX) return "has more than 400 groups and sets";
        } else if (*p == '{') {
            product *= repeats(p, end);
            if (product > REPEATS_MAX) return "repeats more than 10000 times";
        }
    }
    return NULL;
}

lmev_status lmev__regex_new(lmev__regex **out, lmev_str pattern, const char *source,
                            lmev_error *err)
{
    const int shown = pattern.n < 80 ? (int)pattern.n : 80;
    const char *reason = too_much(pattern);
    if (reason)
        return lmev__fail(err, LMEV_ERR_FORMAT, source, 0, "the pattern '%.*s' %s", shown,
                          pattern.at, reason);
    pthread_once(&once, begin);
    lmev__regex *r = lmev__calloc(1, sizeof *r);
    if (!r) return lmev__nomem(err, "a pattern");
    if (!(r->source = lmev__strdup(source ? source : ""))) goto nomem;
    const OnigUChar *at = (const OnigUChar *)(pattern.n ? pattern.at : "");
    OnigErrorInfo info = {0};
    const int rc = ready ? onig_new(&r->compiled, at, at + pattern.n, ONIG_OPTION_NONE,
                                    ONIG_ENCODING_UTF8, &syntax, &info)
                         : ONIGERR_MEMORY;
    if (rc == ONIG_NORMAL) {
        *out = r;
        return LMEV_OK;
    }
    r->compiled = NULL;
    if (rc == ONIGERR_MEMORY) goto nomem;
    OnigUChar why[ONIG_MAX_ERROR_MESSAGE_LEN];
    onig_error_code_to_str(why, rc, &info);
    lmev__regex_free(r);
    return lmev__fail(err, LMEV_ERR_FORMAT, source, 0,
                      "the pattern '%.*s' is no regex: %s", shown, pattern.at,
                      (const char *)why);
nomem:
    lmev__regex_free(r);
    return lmev__nomem(err, "a pattern");
}

void lmev__regex_free(lmev__regex *r)
{
    if (!r) return;
    if (r->compiled) onig_free(r->compiled);
    lmev__free(r->source);
    lmev__free(r);
}

/* One search from `from` on, on account; returns Oniguruma's answer. */
static int search(const lmev__regex *r, lmev_str text, size_t from, OnigRegion *region,
                  OnigMatchParam *param, unsigned long *account)
{
    const OnigUChar *at = (const OnigUChar *)text.at, *end = at + text.n;
    for (unsigned long allowance = ALLOWANCE;; allowance *= 8) {
        onig_set_retry_limit_in_match_of_match_param(param, allowance);
        onig_set_retry_limit_in_search_of_match_param(param, allowance);
        const int rc = onig_search_with_param(r->compiled, at, end, at + from, end,
                                              region, ONIG_OPTION_NONE, param);
        if (rc != ONIGERR_RETRY_LIMIT_IN_MATCH_OVER &&
            rc != ONIGERR_RETRY_LIMIT_IN_SEARCH_OVER)
            return rc;
        if (*account < allowance * 8) return rc;
        *account -= allowance * 8;
    }
}

lmev_status lmev__regex_each(const lmev__regex *r, lmev_str text, lmev__regex_found found,
                             void *self, lmev_error *err)
{
    OnigMatchParam *param = onig_new_match_param();
    if (!param) return lmev__nomem(err, "a pattern");
    onig_initialize_match_param(param);
    onig_set_match_stack_limit_size_of_match_param(param, STACK_MAX);
    OnigRegion region;
    onig_region_init(&region);
    /* a text without any match costs a backtrack or a few a byte */
    unsigned long account = ACCOUNT + 64 * (unsigned long)text.n;
    size_t from = 0, last = SIZE_MAX; /* end of the last match */
    int rc = 0;
    while (from <= text.n) {
        rc = search(r, text, from, &region, param, &account);
        if (rc < 0) break;
        const size_t begins = (size_t)region.beg[0], ends = (size_t)region.end[0];
        if (begins == ends && ends == last) { /* as the Rust binding: go on a character */
            if (from == text.n) break;
            do from++;
            while (from < text.n && ((uint8_t)text.at[from] & 0xC0) == 0x80);
            continue;
        }
        from = last = ends;
        if (!found(self, begins, ends)) break;
    }
    onig_region_free(&region, 0);
    onig_free_match_param(param);
    if (rc >= 0 || rc == ONIG_MISMATCH) return LMEV_OK;
    if (rc == ONIGERR_MEMORY) return lmev__nomem(err, "a pattern");
    OnigUChar why[ONIG_MAX_ERROR_MESSAGE_LEN];
    onig_error_code_to_str(why, rc);
    return lmev__fail(err, LMEV_ERR_FORMAT, r->source, 0,
                      "a pattern takes too long on a text of %zu bytes: %s", text.n,
                      (const char *)why);
}
