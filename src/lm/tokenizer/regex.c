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
 * Oniguruma allocates by itself: for the compiled pattern, a few hundred bytes a text,
 * and 40 for each character that a greedy repetition goes over. The most common pattern,
 * GPT-2's, is hence matched by hand. */
#include "lm/tokenizer/regex.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include <oniguruma.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "lm/text/unicode.h"
#include "lm/tokenizer/stage.h"

#define PATTERN_MAX 16384 /* bytes; the longest in use have some 1,000 */
#define GROUPS_MAX  400   /* ( and [; also bounds the depth of their nesting */
#define REPEATS_MAX 10000 /* product of all counts in braces */
#define ALLOWANCE   256   /* backtracks of a search at first */
#define ACCOUNT     (20ul * 1000 * 1000)
#define STACK_MIN   (1u << 20) /* entries of the match stack, 40 bytes each ... */
#define STACK_MAX   (1u << 25) /* ... of which a long text may need one a character */

struct lmev__regex {
    regex_t *compiled; /* NULL: it is GPT-2's */
    char *source;      /* for messages of a search */
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static OnigSyntaxType syntax;
static bool ready;

/* Every character is of one of these kinds, as the engine has them. */
enum kind { OTHER, LETTER, NUMBER, SPACE };
static int letters, numbers; /* the engine's numbers of \p{L} and \p{N} */
static uint8_t ascii[128];

static enum kind ask_kind(uint32_t c)
{
    const OnigEncoding utf8 = ONIG_ENCODING_UTF8;
    return ONIGENC_IS_CODE_CTYPE(utf8, c, (OnigCtype)letters)    ? LETTER
           : ONIGENC_IS_CODE_CTYPE(utf8, c, (OnigCtype)numbers)  ? NUMBER
           : ONIGENC_IS_CODE_CTYPE(utf8, c, ONIGENC_CTYPE_SPACE) ? SPACE
                                                                 : OTHER;
}

static int property(const char *name)
{
    OnigUChar *at = (OnigUChar *)name;
    return ONIGENC_PROPERTY_NAME_TO_CTYPE(ONIG_ENCODING_UTF8, at, at + strlen(name));
}

static void begin(void)
{
    OnigEncoding utf8 = ONIG_ENCODING_UTF8;
    ready = onig_initialize(&utf8, 1) == ONIG_NORMAL;
    letters = property("L");
    numbers = property("N");
    ready = ready && letters >= 0 && numbers >= 0;
    for (uint32_t c = 0; ready && c < 128; c++) ascii[c] = (uint8_t)ask_kind(c);
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
    const lmev__brief shown = lmev__brief_n(pattern.at, pattern.n);
    const char *reason = too_much(pattern);
    if (reason)
        return lmev__fail(err, LMEV_ERR_FORMAT, source, 0, "the pattern '%s' %s",
                          shown.at, reason);
    pthread_once(&once, begin);
    lmev__regex *r = lmev__calloc(1, sizeof *r);
    if (!r) return lmev__nomem(err, "a pattern");
    if (!(r->source = lmev__strdup(source ? source : ""))) goto nomem;
    if (ready && pattern.n == sizeof LMEV__GPT2 - 1 &&
        memcmp(pattern.at, LMEV__GPT2, pattern.n) == 0) {
        *out = r;
        return LMEV_OK;
    }
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
                      "the pattern '%s' is not a regex: %s", shown.at, (const char *)why);
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

/* ---- GPT-2's pattern ---- */

static enum kind kind_at(lmev_str text, size_t at, size_t *end)
{
    *end = at;
    const uint32_t c = lmev__utf8_get(text.at, end);
    return c < 128 ? (enum kind)ascii[c] : ask_kind(c);
}

/* Behind the run of characters of this kind that begins at `at`; *last: where the last of
 * them begins. */
static size_t run_end(lmev_str text, size_t at, enum kind kind, size_t *last)
{
    for (size_t next; at < text.n && kind_at(text, at, &next) == kind; at = next)
        *last = at;
    return at;
}

/* Bytes of 's 't 're 've 'm 'll 'd at the beginning; 0: none of them. */
static size_t contraction(const char *at, size_t n)
{
    if (n < 2 || at[0] != '\'') return 0;
    if (strchr("stmd", at[1]) && at[1]) return 2;
    if (n < 3) return 0;
    return (at[1] == 'r' && at[2] == 'e') || (at[1] == 'v' && at[2] == 'e') ||
                   (at[1] == 'l' && at[2] == 'l')
               ? 3
               : 0;
}

/* Where the match that begins at `at` ends. There is one everywhere, since each character
 * is of some kind. */
static size_t gpt2_match(lmev_str text, size_t at)
{
    const size_t short_form = contraction(text.at + at, text.n - at);
    if (short_form) return at + short_form;
    size_t next, end, last = at;
    enum kind kind = kind_at(text, at, &next);
    if (text.at[at] == ' ' && next < text.n) { /* " ?" of the three in the middle */
        const enum kind behind = kind_at(text, next, &end);
        if (behind != SPACE) return run_end(text, next, behind, &last);
    }
    end = run_end(text, at, kind, &last);
    /* \s+(?!\S): the last space before a word is left to it, where it is not the only
     * one */
    return kind == SPACE && end < text.n && last > at ? last : end;
}

static void gpt2_each(lmev_str text, lmev__regex_found found, void *self)
{
    for (size_t at = 0, end; at < text.n; at = end) {
        end = gpt2_match(text, at);
        if (!found(self, at, end)) return;
    }
}

/* ---- any other pattern ---- */

lmev_status lmev__regex_each(const lmev__regex *r, lmev_str text, lmev__regex_found found,
                             void *self, lmev_error *err)
{
    if (!r->compiled) {
        gpt2_each(text, found, self);
        return LMEV_OK;
    }
    const size_t stack = STACK_MIN + 2 * text.n;
    OnigMatchParam *param = onig_new_match_param();
    if (!param) return lmev__nomem(err, "a pattern");
    onig_initialize_match_param(param);
    onig_set_match_stack_limit_size_of_match_param(
        param, stack < STACK_MAX ? (unsigned)stack : STACK_MAX);
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
    char reason[ONIG_MAX_ERROR_MESSAGE_LEN + 64];
    (void)snprintf(reason, sizeof reason, "a pattern takes too long (%s) on a text",
                   (const char *)why);
    return lmev__text_refused(r->source, text, reason, err);
}
