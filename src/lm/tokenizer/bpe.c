/* bpe.c - byte pair encoding as huggingface/tokenizers does it: characters, merged by
 * rank.
 *
 * A piece starts as the tokens of its characters, all but the first with the prefix of
 * continuations and the last with the suffix of ends, where the model has them. Then, as
 * long as two neighbours can be merged, the pair of the lowest rank is, the leftmost of
 * equals. The candidates stand in a heap, so a piece of n characters takes n log n steps,
 * however hostile. Merges are found by hashing, or, where a file has made them collide,
 * by binary search among those with the same left token.
 *
 * Characters without a token: their bytes ("<0xC3>") with byte_fallback, if all are
 * there; else the unknown token, runs of them once with fuse_unk; else nothing. A pending
 * unknown token is set down behind the bytes that follow it, as the library does. Dropout
 * is ignored: it is meant for training. */
#include <stdlib.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "lm/tokenizer/stage.h"
#include "lm/tokenizer/subword.h"

#define PIECE_MOST (UINT32_MAX / 256) /* bytes, so that all symbols can be counted */
#define NOBODY     UINT32_MAX
#define PROBES_MAX 64   /* honest merges, in slots half full, stay below 20 */
#define SHORT      2048 /* characters of at most two bytes, found without hashing */

typedef struct symbol {
    uint32_t row, prev, next; /* neighbours, or NOBODY */
    bool gone;
} symbol;

typedef struct candidate {
    uint32_t rank, pos, made;
} candidate;

/* ---- reading ---- */

static int by_pair(const void *a, const void *b)
{
    const lmev__merge *x = a, *y = b;
    if (x->left != y->left) return x->left < y->left ? -1 : 1;
    if (x->right != y->right) return x->right < y->right ? -1 : 1;
    return (x->rank > y->rank) - (x->rank < y->rank);
}

/* The two sides of a merge, written "a b" or ["a", "b"]. */
static bool sides(const lmev__json *j, lmev_str side[2])
{
    size_t n;
    const char *both = lmev__json_string(j, &n);
    if (both) {
        const char *gap = memchr(both, ' ', n);
        if (!gap || memchr(gap + 1, ' ', n - (size_t)(gap + 1 - both))) return false;
        side[0] = (lmev_str){both, (size_t)(gap - both)};
        side[1] = (lmev_str){gap + 1, n - side[0].n - 1};
        return true;
    }
    if (lmev__json_kind(j) != LMEV__JSON_ARRAY || lmev__json_size(j) != 2) return false;
    for (size_t i = 0; i < 2; i++)
        if (!(side[i].at = lmev__json_string(lmev__json_at(j, i), &side[i].n)))
            return false;
    return true;
}

static lmev_status read_merge(lmev__subword *m, lmev__merge *to, const lmev_str side[2],
                              lmev__buf *room, const char *source, lmev_error *err)
{
    to->left = lmev__subword_row(m, side[0].at, side[0].n);
    to->right = lmev__subword_row(m, side[1].at, side[1].n);
    to->made = LMEV__NO_ROW;
    if (side[1].n >= m->prefix.n) {
        room->n = 0;
        lmev__buf_add(room, side[0].at, side[0].n);
        lmev__buf_add(room, side[1].at + m->prefix.n, side[1].n - m->prefix.n);
        if (room->failed) return lmev__nomem(err, "the merges");
        to->made = lmev__subword_row(m, room->n ? room->at : "", room->n);
    }
    if (to->left != LMEV__NO_ROW && to->right != LMEV__NO_ROW && to->made != LMEV__NO_ROW)
        return LMEV_OK;
    return lmev__fail(err, LMEV_ERR_FORMAT, source, 0,
                      "'model.merges' joins '%s' and '%s', not all in 'model.vocab'",
                      lmev__brief_n(side[0].at, side[0].n).at,
                      lmev__brief_n(side[1].at, side[1].n).at);
}

static lmev_status read_merges(lmev__subword *m, const lmev__json *list,
                               const char *source, lmev_error *err)
{
    if (lmev__json_kind(list) != LMEV__JSON_ARRAY)
        return lmev__subword_bad(err, source, "merges", "is not an array");
    const size_t n = lmev__json_size(list);
    if (n >= UINT32_MAX) return lmev__subword_bad(err, source, "merges", "is too long");
    if (!(m->merge = lmev__realloc(NULL, n, sizeof *m->merge)) ||
        !(m->merges_of = lmev__calloc(m->vocab.n + 1, sizeof *m->merges_of)))
        return lmev__nomem(err, "the merges");
    lmev__buf room = LMEV__BUF_INIT;
    lmev_status s = LMEV_OK;
    size_t rank = 0;
    for (size_t i = 0; s == LMEV_OK && i < n; i++) {
        lmev_str side[2];
        const lmev__json *j = lmev__json_at(list, i);
        const char *comment = lmev__json_string(j, NULL);
        if (comment && strncmp(comment, "#version", 8) == 0) continue; /* of merges.txt */
        m->merge[rank].rank = (uint32_t)rank;
        if (sides(j, side))
            s = read_merge(m, &m->merge[rank++], side, &room, source, err);
        else
            s = lmev__fail(err, LMEV_ERR_FORMAT, source, 0,
                           "entry %zu of 'model.merges' is not a pair of tokens", i);
    }
    lmev__buf_free(&room);
    if (s != LMEV_OK) return s;
    if (rank) qsort(m->merge, rank, sizeof *m->merge, by_pair);
    size_t kept = 0; /* of a pair that comes twice the later counts */
    for (size_t i = 0; i < rank; i++) {
        const lmev__merge *x = &m->merge[i];
        if (i + 1 < rank && x[1].left == x->left && x[1].right == x->right) continue;
        m->merges_of[x->left + 1]++;
        m->merge[kept++] = *x;
    }
    for (size_t i = 0; i < m->vocab.n; i++) m->merges_of[i + 1] += m->merges_of[i];
    return LMEV_OK;
}

static uint32_t merge_place(uint32_t left, uint32_t right)
{
    return (uint32_t)(((uint64_t)left << 32 | right) * 0x9E3779B97F4A7C15u >> 32);
}

/* Slots for the merges; without them when too many of them meet. */
static lmev_status hash_merges(lmev__subword *m, lmev_error *err)
{
    const size_t n = m->merges_of[m->vocab.n];
    size_t slots = 64;
    while (slots < 2 * n) slots *= 2;
    if (!(m->merge_slot = lmev__calloc(slots, sizeof *m->merge_slot)))
        return lmev__nomem(err, "the merges");
    m->merge_mask = (uint32_t)(slots - 1);
    for (size_t i = 0; i < n; i++) {
        uint32_t at = merge_place(m->merge[i].left, m->merge[i].right) & m->merge_mask;
        int probes = 0;
        for (; m->merge_slot[at] && probes < PROBES_MAX; probes++)
            at = (at + 1) & m->merge_mask;
        if (probes == PROBES_MAX) {
            lmev__free(m->merge_slot);
            m->merge_slot = NULL;
            return LMEV_OK;
        }
        m->merge_slot[at] = (uint32_t)i + 1;
    }
    return LMEV_OK;
}

static lmev_status find_short(lmev__subword *m, lmev_error *err)
{
    if (!(m->char_row = lmev__realloc(NULL, SHORT, sizeof *m->char_row)))
        return lmev__nomem(err, "the vocabulary");
    for (unsigned c = 0; c < SHORT; c++) {
        const char one[] = {(char)c},
                   two[] = {(char)(0xC0 | c >> 6), (char)(0x80 | (c & 63))};
        m->char_row[c] =
            c < 0x80 ? lmev__subword_row(m, one, 1) : lmev__subword_row(m, two, 2);
    }
    return LMEV_OK;
}

static lmev_status read_bpe(lmev__subword *m, const lmev__json *spec, const char *source,
                            lmev_error *err)
{
    lmev_status s = lmev__subword_vocab(m, spec, source, err);
    if (s == LMEV_OK) s = lmev__subword_unk_token(m, spec, NULL, source, err);
    if (s == LMEV_OK)
        s = lmev__subword_affix(&m->prefix, spec, "continuing_subword_prefix", source,
                                err);
    if (s == LMEV_OK)
        s = lmev__subword_affix(&m->suffix, spec, "end_of_word_suffix", source, err);
    if (s == LMEV_OK) s = lmev__subword_flag(&m->fuse_unk, spec, "fuse_unk", source, err);
    if (s == LMEV_OK)
        s = lmev__subword_flag(&m->byte_fallback, spec, "byte_fallback", source, err);
    if (s == LMEV_OK)
        s = lmev__subword_flag(&m->ignore_merges, spec, "ignore_merges", source, err);
    if (s == LMEV_OK) s = read_merges(m, lmev__json_get(spec, "merges"), source, err);
    if (s == LMEV_OK) s = hash_merges(m, err);
    if (s == LMEV_OK) s = find_short(m, err);
    if (s == LMEV_OK) lmev__subword_byte_rows(m);
    return s;
}

/* ---- running ---- */

static const lmev__merge *find_merge(const lmev__subword *m, uint32_t left,
                                     uint32_t right)
{
    if (m->merge_slot) {
        uint32_t at = merge_place(left, right) & m->merge_mask, i;
        for (; (i = m->merge_slot[at]); at = (at + 1) & m->merge_mask)
            if (m->merge[i - 1].left == left && m->merge[i - 1].right == right)
                return &m->merge[i - 1];
        return NULL;
    }
    size_t from = m->merges_of[left], to = m->merges_of[left + 1];
    const size_t end = to;
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        if (m->merge[middle].right < right)
            from = middle + 1;
        else
            to = middle;
    }
    return from < end && m->merge[from].right == right ? &m->merge[from] : NULL;
}

static bool before(const candidate *a, const candidate *b)
{
    return a->rank != b->rank ? a->rank < b->rank : a->pos < b->pos;
}

/* The neighbours at pos and behind into the heap, if they can be merged. The heap has
 * room for two candidates a merge and one a pair of the start. */
static void consider(const lmev__subword *m, const symbol *sym, uint32_t pos,
                     candidate *heap, size_t *n)
{
    const lmev__merge *found = find_merge(m, sym[pos].row, sym[sym[pos].next].row);
    if (!found) return;
    const candidate c = {found->rank, pos, found->made};
    size_t i = (*n)++;
    for (; i > 0 && before(&c, &heap[(i - 1) / 2]); i = (i - 1) / 2)
        heap[i] = heap[(i - 1) / 2];
    heap[i] = c;
}

static candidate take(candidate *heap, size_t *n)
{
    const candidate top = heap[0], last = heap[--*n];
    size_t i = 0;
    for (size_t child; (child = 2 * i + 1) < *n; i = child) {
        if (child + 1 < *n && before(&heap[child + 1], &heap[child])) child++;
        if (!before(&heap[child], &last)) break;
        heap[i] = heap[child];
    }
    heap[i] = last;
    return top;
}

static void merge_all(const lmev__subword *m, symbol *sym, size_t n_sym, candidate *heap)
{
    size_t n = 0;
    for (size_t i = 0; i + 1 < n_sym; i++) consider(m, sym, (uint32_t)i, heap, &n);
    while (n > 0) {
        const candidate c = take(heap, &n);
        symbol *left = &sym[c.pos];
        if (left->gone || left->next == NOBODY) continue;
        symbol *right = &sym[left->next];
        const lmev__merge *now = find_merge(m, left->row, right->row);
        if (!now || now->made != c.made) continue; /* one of them has changed since */
        left->row = c.made;
        left->next = right->next;
        right->gone = true;
        if (right->next != NOBODY) sym[right->next].prev = c.pos;
        if (left->prev != NOBODY) consider(m, sym, left->prev, heap, &n);
        if (left->next != NOBODY) consider(m, sym, c.pos, heap, &n);
    }
}

static void add_symbol(lmev__buf *b, uint32_t row)
{
    const size_t i = b->n / sizeof(symbol);
    if (i) ((symbol *)(void *)b->at)[i - 1].next = (uint32_t)i;
    const symbol s = {row, i ? (uint32_t)i - 1 : NOBODY, NOBODY, false};
    lmev__buf_add(b, &s, sizeof s);
}

/* All bytes have tokens: set them down. */
static bool add_bytes(const lmev__subword *m, lmev__buf *b, const char *at, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (m->byte_row[(uint8_t)at[i]] == LMEV__NO_ROW) return false;
    for (size_t i = 0; i < n; i++) add_symbol(b, m->byte_row[(uint8_t)at[i]]);
    return true;
}

/* The row of one character, perhaps with prefix and suffix. */
static uint32_t row_of(const lmev__subword *m, const char *at, size_t n)
{
    if (n == 1 && (uint8_t)at[0] < 0x80) return m->char_row[(uint8_t)at[0]];
    if (n == 2 && (uint8_t)at[0] >= 0xC2)
        return m->char_row[(at[0] & 31) << 6 | (at[1] & 63)];
    return lmev__subword_row(m, at, n);
}

/* The tokens of the characters, linked. */
static void start(const lmev__subword *m, lmev_str piece, lmev__buf *b)
{
    bool pending = false; /* an unknown token that is not set down yet */
    for (size_t i = 0, n; i < piece.n && !b->failed; i += n) {
        char name[2 * LMEV__AFFIX_MOST + 4];
        const char *at = piece.at + i;
        size_t length = n = lmev__char_bytes(*at);
        if (n > piece.n - i) length = n = piece.n - i;
        const size_t prefix = i > 0 ? m->prefix.n : 0;
        const size_t suffix = i + n == piece.n ? m->suffix.n : 0;
        if (prefix || suffix) {
            memcpy(name, m->prefix.at, prefix);
            memcpy(name + prefix, at, n);
            memcpy(name + prefix + n, m->suffix.at, suffix);
            at = name;
            length += prefix + suffix;
        }
        const uint32_t row = row_of(m, at, length);
        if (row == LMEV__NO_ROW && m->byte_fallback && add_bytes(m, b, at, length))
            continue;
        const bool unknown = row == LMEV__NO_ROW && m->unk != LMEV__NO_ROW;
        if (row == LMEV__NO_ROW && !unknown) continue;
        if (pending && !(unknown && m->fuse_unk)) add_symbol(b, m->unk);
        pending = unknown;
        if (!unknown) add_symbol(b, row);
    }
    if (pending) add_symbol(b, m->unk);
}

static lmev_status run_bpe(const lmev__subword *m, lmev_str piece, lmev__buf *ids,
                           lmev__buf work[2], lmev_error *err)
{
    if (piece.n > PIECE_MOST)
        return lmev__text_refused(NULL, piece,
                                  "a piece of text without a break is too long", err);
    if (m->ignore_merges) {
        const uint32_t row = lmev__subword_row(m, piece.at, piece.n);
        if (row != LMEV__NO_ROW) {
            lmev__subword_emit(m, ids, row);
            return ids->failed ? lmev__nomem(err, "token ids") : LMEV_OK;
        }
    }
    lmev__buf *b = &work[0], *heap = &work[1];
    b->n = 0;
    start(m, piece, b);
    const size_t n = b->n / sizeof(symbol);
    if (b->failed || !lmev__grow(&heap->at, &heap->room, 3 * n * sizeof(candidate), 1))
        return lmev__nomem(err, "token ids");
    symbol *sym = (symbol *)(void *)b->at;
    if (n > 1) merge_all(m, sym, n, (candidate *)(void *)heap->at);
    for (size_t i = 0; i < n; i++)
        if (!sym[i].gone) lmev__subword_emit(m, ids, sym[i].row);
    return ids->failed ? lmev__nomem(err, "token ids") : LMEV_OK;
}

const lmev__subword_model lmev__subword_bpe = {"BPE", read_bpe, run_bpe};
