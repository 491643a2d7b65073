/* subword.c - the models of a tokenizer.json: from one piece of text to token ids.
 *
 * What they share: reading the vocabulary, names and numbers of tokens, choosing the
 * model; and the two simple models. WordLevel looks a piece up whole. WordPiece takes the
 * longest token that begins the piece, then the longest with the prefix "##" that goes
 * on, and so to the end; where that fails, or the piece has too many characters, it is
 * the unknown token. The meaning is that of huggingface/tokenizers 0.20 and later.
 *
 * Not here: BPE (bpe.c), Unigram (unigram.c), what happens to the text before
 * (normalizer.c, pretokenizer.c). A model that can meet unknown pieces and has no token
 * for them is refused at once: the library would fail at the first such piece. Cost: some
 * 30 ns a token found. */
#include "lm/tokenizer/subword.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/utf8.h"

/* ---- fields ---- */

lmev_status lmev__subword_bad(lmev_error *err, const char *source, const char *field,
                              const char *what)
{
    return lmev__fail(err, LMEV_ERR_FORMAT, source, 0, "'model.%s' %s", field, what);
}

lmev_status lmev__subword_flag(bool *out, const lmev__json *spec, const char *field,
                               const char *source, lmev_error *err)
{
    const lmev__json *j = lmev__json_get(spec, field);
    if (lmev__json_kind(j) == LMEV__JSON_NULL) return LMEV_OK;
    if (lmev__json_kind(j) != LMEV__JSON_BOOL)
        return lmev__subword_bad(err, source, field, "is neither true nor false");
    *out = lmev__json_bool(j);
    return LMEV_OK;
}

lmev_status lmev__subword_affix(lmev__affix *out, const lmev__json *spec,
                                const char *field, const char *source, lmev_error *err)
{
    const lmev__json *j = lmev__json_get(spec, field);
    if (lmev__json_kind(j) == LMEV__JSON_NULL) return LMEV_OK;
    size_t n;
    const char *at = lmev__json_string(j, &n);
    if (!at) return lmev__subword_bad(err, source, field, "is not a string");
    if (n > sizeof out->at)
        return lmev__subword_bad(err, source, field, "is longer than 64 bytes");
    if (n) memcpy(out->at, at, n);
    out->n = n;
    return LMEV_OK;
}

/* ---- the vocabulary ---- */

lmev_status lmev__subword_vocab(lmev__subword *m, const lmev__json *spec,
                                const char *source, lmev_error *err)
{
    lmev__json *vocab = lmev__json_get(spec, "vocab");
    if (lmev__json_kind(vocab) != LMEV__JSON_OBJECT)
        return lmev__subword_bad(err, source, "vocab", "is not an object");
    const size_t n = lmev__json_size(vocab);
    lmev_status s = lmev__vocab_init(&m->vocab, n, err);
    if (s != LMEV_OK) return s;
    if (!(m->id = lmev__realloc(NULL, n, sizeof *m->id)))
        return lmev__nomem(err, "the vocabulary");
    for (void *it = lmev__json_first(vocab); it; it = lmev__json_next(vocab, it)) {
        const char *token = lmev__json_it_key(it);
        const size_t length = strlen(token);
        const lmev__json *value = lmev__json_it_value(it);
        const int64_t id = lmev__json_int(value);
        if (lmev__json_kind(value) != LMEV__JSON_INT || id < 0 || id >= UINT32_MAX - 1)
            return lmev__fail(err, LMEV_ERR_FORMAT, source, 0,
                              "the id of '%s' in 'model.vocab' is not a number from 0 to "
                              "4294967293",
                              lmev__brief_of(token).at);
        uint32_t row;
        lmev_error why;
        s = lmev__vocab_put(&m->vocab, lmev_fingerprint64(token, length), token, length,
                            &row, &why);
        if (s == LMEV_ERR_NOMEM) return lmev__nomem(err, "the vocabulary");
        if (s != LMEV_OK) return lmev__fail(err, s, source, 0, "%s", why.text);
        m->id[row] = (uint32_t)id;
    }
    m->n_listed = n;
    return LMEV_OK;
}

static int by_number(const void *a, const void *b)
{
    const lmev__token_id *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

static lmev_status sort_ids(lmev__subword *m, const char *source, lmev_error *err)
{
    const size_t n = m->vocab.n;
    if (!(m->by_id = lmev__realloc(NULL, n, sizeof *m->by_id)))
        return lmev__nomem(err, "the vocabulary");
    for (size_t i = 0; i < n; i++) m->by_id[i] = (lmev__token_id){m->id[i], (uint32_t)i};
    if (n) qsort(m->by_id, n, sizeof *m->by_id, by_number);
    for (size_t i = 1; i < n; i++)
        if (m->by_id[i].id == m->by_id[i - 1].id)
            return lmev__fail(err, LMEV_ERR_FORMAT, source, 0,
                              "two tokens of 'model.vocab' have the id %u",
                              m->by_id[i].id);
    return LMEV_OK;
}

lmev_status lmev__subword_unk_token(lmev__subword *m, const lmev__json *spec,
                                    const char *otherwise, const char *source,
                                    lmev_error *err)
{
    const lmev__json *j = lmev__json_get(spec, "unk_token");
    size_t n = otherwise ? strlen(otherwise) : 0;
    const char *token = otherwise;
    if (lmev__json_kind(j) != LMEV__JSON_NULL && !(token = lmev__json_string(j, &n)))
        return lmev__subword_bad(err, source, "unk_token", "is not a string");
    if (!token) return LMEV_OK;
    m->unk = lmev__subword_row(m, token, n);
    if (m->unk == LMEV__NO_ROW)
        return lmev__fail(err, LMEV_ERR_FORMAT, source, 0,
                          "the unknown token '%s' is not in 'model.vocab'",
                          lmev__brief_of(token).at);
    m->unk_id = m->id[m->unk];
    return LMEV_OK;
}

lmev_status lmev__subword_trie(lmev__subword *m, const char *source, lmev_error *err)
{
    const size_t n = m->vocab.n;
    lmev__trie_key *key = lmev__realloc(NULL, n, sizeof *key);
    if (!key) return lmev__nomem(err, "the vocabulary");
    for (size_t i = 0; i < n; i++) {
        key[i] = (lmev__trie_key){lmev__vocab_token(&m->vocab, i), (uint32_t)i};
        if (key[i].bytes.n > LMEV__TOKEN_MOST) {
            lmev__free(key);
            return lmev__fail(err, LMEV_ERR_FORMAT, source, 0,
                              "token %u of 'model.vocab' is longer than %d bytes",
                              m->id[i], LMEV__TOKEN_MOST);
        }
    }
    const lmev_status s = lmev__trie_build(&m->trie, key, n, err);
    lmev__free(key);
    return s;
}

void lmev__subword_byte_rows(lmev__subword *m)
{
    static const char digit[] = "0123456789ABCDEF";
    for (unsigned b = 0; b < 256; b++) {
        const char name[] = {'<', '0', 'x', digit[b >> 4], digit[b & 15], '>'};
        m->byte_row[b] = lmev__subword_row(m, name, sizeof name);
    }
}

/* ---- WordLevel ---- */

static lmev_status read_wordlevel(lmev__subword *m, const lmev__json *spec,
                                  const char *source, lmev_error *err)
{
    const lmev_status s = lmev__subword_vocab(m, spec, source, err);
    return s == LMEV_OK ? lmev__subword_unk_token(m, spec, "<unk>", source, err) : s;
}

static lmev_status run_wordlevel(const lmev__subword *m, lmev_str piece, lmev__buf *ids,
                                 lmev__buf work[2], lmev_error *err)
{
    (void)work;
    const uint32_t row = lmev__subword_row(m, piece.at, piece.n);
    lmev__subword_emit(m, ids, row == LMEV__NO_ROW ? m->unk : row);
    return ids->failed ? lmev__nomem(err, "token ids") : LMEV_OK;
}

static const lmev__subword_model model_wordlevel = {"WordLevel", read_wordlevel,
                                                    run_wordlevel};

/* ---- WordPiece ---- */

static lmev_status read_wordpiece(lmev__subword *m, const lmev__json *spec,
                                  const char *source, lmev_error *err)
{
    lmev_status s = lmev__subword_vocab(m, spec, source, err);
    if (s == LMEV_OK) s = lmev__subword_unk_token(m, spec, "[UNK]", source, err);
    if (s == LMEV_OK) {
        m->prefix = (lmev__affix){{'#', '#'}, 2};
        s = lmev__subword_affix(&m->prefix, spec, "continuing_subword_prefix", source,
                                err);
    }
    if (s == LMEV_OK) s = lmev__subword_trie(m, source, err);
    if (s != LMEV_OK) return s;
    m->continues = true;
    for (size_t i = 0; i < m->prefix.n && m->continues; i++) {
        m->continuation =
            lmev__trie_walk(&m->trie, m->continuation, (uint8_t)m->prefix.at[i]);
        m->continues = m->continuation != 0;
    }
    m->max_chars = 100;
    const lmev__json *most = lmev__json_get(spec, "max_input_chars_per_word");
    if (lmev__json_kind(most) == LMEV__JSON_NULL) return LMEV_OK;
    if (lmev__json_kind(most) != LMEV__JSON_INT || lmev__json_int(most) < 0)
        return lmev__subword_bad(err, source, "max_input_chars_per_word",
                                 "is not a number from 0 on");
    m->max_chars = (uint64_t)lmev__json_int(most);
    return LMEV_OK;
}

static uint64_t count_chars(lmev_str s)
{
    uint64_t n = 0;
    for (size_t i = 0; i < s.n; i++) n += ((uint8_t)s.at[i] & 0xC0) != 0x80;
    return n;
}

static lmev_status run_wordpiece(const lmev__subword *m, lmev_str piece, lmev__buf *ids,
                                 lmev__buf work[2], lmev_error *err)
{
    (void)work;
    const size_t before = ids->n;
    bool whole = piece.n <= m->max_chars || count_chars(piece) <= m->max_chars;
    for (size_t i = 0; whole && i < piece.n;) {
        uint32_t row;
        const size_t n = i == 0 || m->continues
                             ? lmev__trie_longest(&m->trie, i ? m->continuation : 0,
                                                  piece.at + i, piece.n - i, &row)
                             : 0;
        if ((whole = n > 0)) lmev__subword_emit(m, ids, row);
        i += n;
    }
    if (!whole && !ids->failed) {
        ids->n = before;
        lmev__subword_emit(m, ids, m->unk);
    }
    return ids->failed ? lmev__nomem(err, "token ids") : LMEV_OK;
}

static const lmev__subword_model model_wordpiece = {"WordPiece", read_wordpiece,
                                                    run_wordpiece};

/* ---- the choice ---- */

static const lmev__subword_model *const all[] = {
    &model_wordlevel, &model_wordpiece, &lmev__subword_bpe, &lmev__subword_unigram};

/* Files from before 2020 do not say their type. */
static const lmev__subword_model *inferred(const lmev__json *spec)
{
    if (lmev__json_get(spec, "merges")) return &lmev__subword_bpe;
    if (lmev__json_kind(lmev__json_get(spec, "vocab")) == LMEV__JSON_ARRAY)
        return &lmev__subword_unigram;
    return lmev__json_get(spec, "max_input_chars_per_word") ? &model_wordpiece
                                                            : &model_wordlevel;
}

lmev_status lmev__subword_new(lmev__subword **out, const lmev__json *spec,
                              const char *source, lmev_error *err)
{
    if (lmev__json_kind(spec) != LMEV__JSON_OBJECT)
        return lmev__fail(err, LMEV_ERR_FORMAT, source, 0, "'model' is not an object");
    const lmev__subword_model *model = NULL;
    const lmev__json *type = lmev__json_get(spec, "type");
    const char *name = lmev__json_string(type, NULL);
    if (!type) model = inferred(spec);
    for (size_t i = 0; name && i < sizeof all / sizeof *all; i++)
        if (strcmp(all[i]->name, name) == 0) model = all[i];
    if (!model)
        return lmev__fail(err, LMEV_ERR_FORMAT, source, 0,
                          "'model.type' is '%s', expected WordLevel, WordPiece, BPE or "
                          "Unigram",
                          lmev__brief_of(name ? name : "not a string").at);
    lmev__subword *m = lmev__calloc(1, sizeof *m);
    if (!m) return lmev__nomem(err, "the tokenizer's model");
    m->model = model;
    m->unk = m->unk_id = LMEV__NO_ROW;
    lmev_status s = model->read(m, spec, source, err);
    if (s == LMEV_OK) s = sort_ids(m, source, err);
    if (s == LMEV_OK)
        *out = m;
    else
        lmev__subword_free(m);
    return s;
}

void lmev__subword_free(lmev__subword *m)
{
    if (!m) return;
    lmev__vocab_release(&m->vocab);
    lmev__trie_release(&m->trie);
    lmev__free(m->id);
    lmev__free(m->by_id);
    lmev__free(m->merge);
    lmev__free(m->merges_of);
    lmev__free(m->merge_slot);
    lmev__free(m->char_row);
    lmev__free(m->score);
    lmev__free(m);
}

lmev_status lmev__subword_run(const lmev__subword *m, lmev_str piece, lmev__buf *ids,
                              lmev__buf work[2], lmev_error *err)
{
    return piece.n ? m->model->run(m, piece, ids, work, err) : LMEV_OK;
}

const char *lmev__subword_name(const lmev__subword *m)
{
    return m->model->name;
}

uint32_t lmev__subword_unknown(const lmev__subword *m)
{
    return m->unk_id;
}

uint64_t lmev__subword_n(const lmev__subword *m)
{
    return m->vocab.n ? (uint64_t)m->by_id[m->vocab.n - 1].id + 1 : 0;
}

uint64_t lmev__subword_listed(const lmev__subword *m)
{
    return m->n_listed;
}

uint32_t lmev__subword_find(const lmev__subword *m, lmev_str token)
{
    const uint32_t row = lmev__subword_row(m, token.at, token.n);
    return row == LMEV__NO_ROW ? LMEV__NO_TOKEN : m->id[row];
}

lmev_str lmev__subword_token(const lmev__subword *m, uint64_t id)
{
    const size_t i = lmev__find_id(m->by_id, m->vocab.n, id);
    return i < m->vocab.n ? lmev__vocab_token(&m->vocab, m->by_id[i].row)
                          : (lmev_str){"", 0};
}

const lmev__vocab *lmev__subword_names(const lmev__subword *m)
{
    return &m->vocab;
}
