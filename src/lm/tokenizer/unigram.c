/* unigram.c - the Unigram language model of SentencePiece: the likeliest cut into tokens.
 *
 * best[i] holds the best cut of the first i bytes: its score, the sum of its tokens'
 * scores, and where its last token begins. From each character on, the trie finds all
 * tokens that begin there; where none of them is that one character, the character can be
 * taken as unknown, at the lowest score minus 10. Of equal scores the one found first
 * stays. Runs of unknown characters become one token: the one with these very bytes if
 * there is such, else their bytes ("<0xC3>") with byte_fallback if all are there, else
 * the unknown token.
 *
 * Scores are double and added in the order of the text, as in huggingface/tokenizers,
 * whose choices must come out alike to the last tie. Cost: a few ns a byte and token
 * tried. */
#include "base/error.h"
#include "base/mem.h"
#include "lm/tokenizer/stage.h"
#include "lm/tokenizer/subword.h"

#define PENALTY 10.0
#define NOWHERE UINT32_MAX

typedef struct step {
    double score;
    uint32_t from, row; /* of the last token of the best cut that ends here */
    uint32_t to;        /* end of the token that begins here, on the final cut */
} step;

static lmev_status read_token(lmev__subword *m, const lmev__json *pair, size_t i,
                              const char *source, lmev_error *err)
{
    size_t n;
    const char *token = lmev__json_string(lmev__json_at(pair, 0), &n);
    const double score = lmev__json_real(lmev__json_at(pair, 1));
    if (lmev__json_kind(pair) != LMEV__JSON_ARRAY || lmev__json_size(pair) != 2 ||
        !token || score != score)
        return lmev__fail(err, LMEV_ERR_FORMAT, source, 0,
                          "entry %zu of 'model.vocab' is not a pair of token and score",
                          i);
    uint32_t row;
    lmev_error why;
    const lmev_status s =
        lmev__vocab_put(&m->vocab, lmev_fingerprint64(token, n), token, n, &row, &why);
    if (s == LMEV_ERR_NOMEM) return lmev__nomem(err, "the vocabulary");
    if (s != LMEV_OK) return lmev__fail(err, s, source, 0, "%s", why.text);
    m->id[row] = (uint32_t)i; /* of a token that comes twice the later counts */
    m->score[row] = score;
    if (i == 0 || score - PENALTY < m->unk_score) m->unk_score = score - PENALTY;
    return LMEV_OK;
}

static lmev_status read_unigram(lmev__subword *m, const lmev__json *spec,
                                const char *source, lmev_error *err)
{
    const lmev__json *list = lmev__json_get(spec, "vocab");
    if (lmev__json_kind(list) != LMEV__JSON_ARRAY)
        return lmev__subword_bad(err, source, "vocab", "is not an array");
    const size_t n = lmev__json_size(list);
    if (n >= UINT32_MAX - 1)
        return lmev__subword_bad(err, source, "vocab", "is too long");
    lmev_status s = lmev__vocab_init(&m->vocab, n, err);
    if (s != LMEV_OK) return s;
    m->id = lmev__realloc(NULL, n, sizeof *m->id);
    m->score = lmev__realloc(NULL, n, sizeof *m->score);
    if (!m->id || !m->score) return lmev__nomem(err, "the vocabulary");
    for (size_t i = 0; s == LMEV_OK && i < n; i++)
        s = read_token(m, lmev__json_at(list, i), i, source, err);
    if (s != LMEV_OK) return s;
    m->n_listed = n;
    const lmev__json *unk = lmev__json_get(spec, "unk_id");
    if (lmev__json_kind(unk) != LMEV__JSON_INT || lmev__json_int(unk) < 0 ||
        (uint64_t)lmev__json_int(unk) >= n)
        return lmev__subword_bad(err, source, "unk_id", "is not the index of a token");
    size_t length;
    const char *token = lmev__json_string(
        lmev__json_at(lmev__json_at(list, (size_t)lmev__json_int(unk)), 0), &length);
    m->unk = lmev__subword_row(m, token, length);
    m->unk_id = (uint32_t)lmev__json_int(unk);
    s = lmev__subword_flag(&m->byte_fallback, spec, "byte_fallback", source, err);
    if (s == LMEV_OK) s = lmev__subword_trie(m, source, err);
    if (s == LMEV_OK) lmev__subword_byte_rows(m);
    return s;
}

static inline void offer(step *end, double score, uint32_t from, uint32_t row)
{
    if (end->from != NOWHERE && !(score > end->score)) return;
    *end = (step){.score = score, .from = from, .row = row};
}

/* Fill best[1..n], where a character ends. */
static void search(const lmev__subword *m, lmev_str text, step *best)
{
    for (size_t i = 0, n; i < text.n; i += n) {
        const double here = best[i].score;
        bool single = false;
        uint32_t node = 0;
        n = lmev__char_bytes(text.at[i]);
        if (n > text.n - i) n = text.n - i;
        for (size_t j = i; j < text.n; j++) {
            node = lmev__trie_walk(&m->trie, node, (uint8_t)text.at[j]);
            if (!node) break;
            const uint32_t row = m->trie.value[node];
            if (row == LMEV__TRIE_NONE) continue;
            offer(&best[j + 1], here + m->score[row], (uint32_t)i, row);
            single |= j + 1 - i == n;
        }
        if (!single) offer(&best[i + n], here + m->unk_score, (uint32_t)i, m->unk);
    }
}

/* A run of unknown characters. */
static void emit_unknown(const lmev__subword *m, const char *at, size_t n, lmev__buf *ids)
{
    const uint32_t row = lmev__subword_row(m, at, n);
    bool bytes = row == LMEV__NO_ROW && m->byte_fallback;
    for (size_t i = 0; bytes && i < n; i++)
        bytes = m->byte_row[(uint8_t)at[i]] != LMEV__NO_ROW;
    for (size_t i = 0; bytes && i < n; i++)
        lmev__subword_emit(m, ids, m->byte_row[(uint8_t)at[i]]);
    if (!bytes) lmev__subword_emit(m, ids, row == LMEV__NO_ROW ? m->unk : row);
}

static lmev_status run_unigram(const lmev__subword *m, lmev_str piece, lmev__buf *ids,
                               lmev__buf work[2], lmev_error *err)
{
    size_t bytes;
    if (piece.n >= UINT32_MAX - 1 ||
        __builtin_mul_overflow(piece.n + 1, sizeof(step), &bytes))
        return lmev__text_refused(NULL, piece,
                                  "a piece of text without a break is too long", err);
    lmev__buf *room = &work[0];
    if (!lmev__grow(&room->at, &room->room, bytes, 1))
        return lmev__nomem(err, "token ids");
    step *best = (step *)(void *)room->at;
    best[0] = (step){.from = 0};
    for (size_t i = 1; i <= piece.n; i++) best[i].from = NOWHERE;
    search(m, piece, best);
    for (uint32_t end = (uint32_t)piece.n; end > 0; end = best[end].from)
        best[best[end].from].to = end;
    for (size_t i = 0, end; i < piece.n; i = end) {
        end = best[i].to;
        if (best[end].row != m->unk) {
            lmev__subword_emit(m, ids, best[end].row);
            continue;
        }
        while (end < piece.n && best[best[end].to].row == m->unk) end = best[end].to;
        emit_unknown(m, piece.at + i, end - i, ids);
    }
    return ids->failed ? lmev__nomem(err, "token ids") : LMEV_OK;
}

const lmev__subword_model lmev__subword_unigram = {"Unigram", read_unigram, run_unigram};
