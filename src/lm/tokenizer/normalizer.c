/* normalizer.c - the normalizer of a tokenizer.json: text to text.
 *
 * Sequences are flattened into a list of steps when the file is read; a run sends the
 * text through them, from one buffer into the other and back. What each step does was
 * taken from huggingface/tokenizers by experiment and is compared with it in bulk
 * (tests/interop/check_stages.py).
 *
 * BertNormalizer, the one of most English models, does four things in one pass:
 * characters below U+0300 come out of a table made beforehand, others are worked out one
 * by one. Only a mark that stays and might have to change places with another sends the
 * text through the slow path, a pass for each of the four.
 *
 * Not here: offsets into the original text. Steps that repeat themselves could make a
 * huge text of a small one, so a run ends when it has made more than 64 times the text
 * and 1 MB. */
#include <string.h>

#include "base/error.h"
#include "lm/text/unicode.h"
#include "lm/tokenizer/charsmap.h"
#include "lm/tokenizer/regex.h"
#include "lm/tokenizer/stage.h"
#include "lm/tokenizer/tokenizer.h"

#define TABLE 0x300 /* the characters below never meet a neighbour */

typedef struct bert {
    bool clean, chinese, strip, lower;
    struct {
        uint8_t n;
        char at[7];
    } table[TABLE]; /* what becomes of a character */
} bert;

enum kind {
    LOWER,
    STRIP_ACCENTS,
    NMT,
    BYTES,
    FORM,
    BERT,
    STRIP,
    REPLACE,
    PREPEND,
    CHARSMAP
};

typedef struct step {
    enum kind kind;
    lmev__form form;
    bool left, right;       /* STRIP */
    lmev_str pattern, text; /* REPLACE, PREPEND; copies, NUL behind */
    lmev__regex *regex;     /* REPLACE: instead of pattern */
    lmev__charsmap *map;
    bert *bert;
} step;

struct lmev__normalizer {
    step *step; /* [n] */
    size_t n, room;
    char *source;
};

/* ---- the steps ---- */

/* The characters that a cleaned character becomes, and *mark when one is a mark that
 * stays. */
static int bert_char(const bert *b, uint32_t c, uint32_t out[2 * LMEV__DECOMPOSED],
                     bool *mark)
{
    if (b->clean) {
        const unsigned class = lmev__class_of(c);
        if (c == 0 || c == 0xFFFD) return 0;
        if (c == '\t' || c == '\n' || c == '\r' ||
            (class & LMEV__WHITE && !(class & LMEV__OTHER)))
            c = ' ';
        else if (class & LMEV__OTHER)
            return 0;
    }
    uint32_t part[LMEV__DECOMPOSED] = {c};
    uint8_t order[LMEV__DECOMPOSED] = {0};
    const int parts = b->strip ? lmev__char_decompose(c, LMEV__NFD, part, order) : 1;
    int n = 0;
    for (int i = 0; i < parts; i++) {
        if (b->strip && part[i] >= TABLE && lmev__char_class(part[i]) & LMEV__NONSPACING)
            continue;
        *mark = *mark || order[i];
        if (b->lower)
            n += lmev__char_lower(part[i], out + n);
        else
            out[n++] = part[i];
    }
    return n;
}

static bool is_chinese(uint32_t c)
{
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) ||
           (c >= 0x20000 && c <= 0x2A6DF) || (c >= 0x2A700 && c <= 0x2B81F) ||
           (c >= 0x2B920 && c <= 0x2CEAF) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0x2F800 && c <= 0x2FA1F);
}

/* Append text to out; false when a mark stays, which might have to move. */
static bool bert_at_once(const bert *b, lmev_str text, lmev__buf *out)
{
    bool mark = false;
    for (size_t i = 0; i < text.n && !mark && lmev__buf_more(out, 8);) {
        const uint8_t byte = (uint8_t)text.at[i];
        const uint32_t c = byte < 0x80 ? (i++, byte) : lmev__utf8_get(text.at, &i);
        if (c < TABLE) {
            memcpy(out->at + out->n, b->table[c].at, 7); /* room for 8 */
            out->n += b->table[c].n;
            continue;
        }
        const bool spaced = b->chinese && is_chinese(c);
        uint32_t part[2 * LMEV__DECOMPOSED];
        const int n = bert_char(b, c, part, &mark);
        if (spaced) lmev__buf_putc(out, ' ');
        for (int j = 0; j < n; j++) lmev__buf_char(out, part[j]);
        if (spaced) lmev__buf_putc(out, ' ');
    }
    return !mark;
}

/* The same where marks stay: first cleaned, then decomposed and ordered, then the
 * rest. */
static void bert_in_turn(const bert *b, lmev_str text, lmev__buf *out)
{
    lmev__buf clean = LMEV__BUF_INIT, formed = LMEV__BUF_INIT, work = LMEV__BUF_INIT;
    const bert cleaner = {.clean = b->clean};
    uint32_t part[2 * LMEV__DECOMPOSED];
    bool mark = false;
    for (size_t i = 0; i < text.n;) {
        const uint32_t c = lmev__utf8_get(text.at, &i);
        const int n = bert_char(&cleaner, c, part, &mark);
        const bool spaced = n && b->chinese && is_chinese(c);
        if (spaced) lmev__buf_putc(&clean, ' ');
        if (n) lmev__buf_char(&clean, part[0]);
        if (spaced) lmev__buf_putc(&clean, ' ');
    }
    lmev__utf8_form(LMEV__NFD, clean.at, clean.n, &formed, &work);
    for (size_t i = 0; i < formed.n;) {
        const uint32_t c = lmev__utf8_get(formed.at, &i);
        if (lmev__class_of(c) & LMEV__NONSPACING) continue;
        const int n = b->lower ? lmev__char_lower(c, part) : (part[0] = c, 1);
        for (int j = 0; j < n; j++) lmev__buf_char(out, part[j]);
    }
    out->failed = out->failed || clean.failed || formed.failed;
    lmev__buf_free(&clean);
    lmev__buf_free(&formed);
    lmev__buf_free(&work);
}

static void run_bert(const bert *b, lmev_str text, lmev__buf *out)
{
    if (bert_at_once(b, text, out)) return;
    out->n = 0;
    bert_in_turn(b, text, out);
}

static void fill_table(bert *b)
{
    for (uint32_t c = 0; c < TABLE; c++) {
        uint32_t part[2 * LMEV__DECOMPOSED];
        bool mark = false;
        const int n = bert_char(b, c, part, &mark);
        size_t to = 0;
        for (int j = 0; j < n; j++) to += lmev__utf8_put(b->table[c].at + to, part[j]);
        b->table[c].n = (uint8_t)to;
    }
}

/* Nmt: control characters go, white space of all kinds becomes a space. */
static bool nmt_drops(uint32_t c)
{
    return (c >= 1 && c <= 8) || c == 0xB || (c >= 0xE && c <= 0x1F) || c == 0x7F ||
           c == 0x8F || c == 0x9F;
}

static bool nmt_spaces(uint32_t c)
{
    return c == 9 || c == 0xA || c == 0xC || c == 0xD || c == 0x1680 ||
           (c >= 0x200B && c <= 0x200F) || c == 0x2028 || c == 0x2029 || c == 0x2581 ||
           c == 0xFEFF || c == 0xFFFD;
}

static void run_filter(enum kind kind, lmev_str text, lmev__buf *out)
{
    for (size_t i = 0; i < text.n;) {
        const size_t from = i;
        const uint32_t c = lmev__utf8_get(text.at, &i);
        if (kind == NMT ? nmt_drops(c) : c >= TABLE && lmev__char_class(c) & LMEV__MARK)
            continue;
        if (kind == NMT && nmt_spaces(c))
            lmev__buf_putc(out, ' ');
        else
            lmev__buf_add(out, text.at + from, i - from);
    }
}

static lmev_str stripped(lmev_str s, bool left, bool right)
{
    size_t i;
    while (left && s.n && (i = 0, lmev__class_of(lmev__utf8_get(s.at, &i)) & LMEV__WHITE))
        s = (lmev_str){s.at + i, s.n - i};
    while (right && s.n) {
        size_t last = s.n - 1;
        while (last && ((uint8_t)s.at[last] & 0xC0) == 0x80) last--;
        i = last;
        if (!(lmev__class_of(lmev__utf8_get(s.at, &i)) & LMEV__WHITE)) break;
        s.n = last;
    }
    return s;
}

typedef struct replacing {
    lmev_str from, to;
    lmev__buf *out;
    size_t copied, most;
} replacing;

static bool replace_one(void *self, size_t begin, size_t end)
{
    replacing *r = self;
    lmev__buf_add(r->out, r->from.at + r->copied, begin - r->copied);
    lmev__buf_add(r->out, r->to.at, r->to.n);
    r->copied = end;
    return r->out->n <= r->most && !r->out->failed;
}

static lmev_status run_replace(const step *p, lmev_str text, lmev__buf *out, size_t most,
                               lmev_error *err)
{
    replacing r = {text, p->text, out, 0, most};
    lmev_status s = LMEV_OK;
    if (text.n == 0) return s;
    if (p->regex)
        s = lmev__regex_each(p->regex, text, replace_one, &r, err);
    else
        lmev__text_each(p->pattern, text, replace_one, &r);
    lmev__buf_add(out, text.at + r.copied, text.n - r.copied);
    return s;
}

static lmev_status run_step(const step *p, lmev_str text, lmev__buf *out, size_t most,
                            lmev_error *err)
{
    lmev_status s = LMEV_OK;
    switch (p->kind) {
    case LOWER:
        lmev__unicode_lower(out, text);
        break;
    case NMT:
    case STRIP_ACCENTS:
        run_filter(p->kind, text, out);
        break;
    case BYTES:
        lmev__bytes_visible(text, out);
        break;
    case FORM: {
        lmev__buf held = LMEV__BUF_INIT;
        lmev__utf8_form(p->form, text.at, text.n, out, &held);
        lmev__buf_free(&held);
        break;
    }
    case BERT:
        run_bert(p->bert, text, out);
        break;
    case STRIP:
        text = stripped(text, p->left, p->right);
        lmev__buf_add(out, text.at, text.n);
        break;
    case REPLACE:
        s = run_replace(p, text, out, most, err);
        break;
    case PREPEND:
        if (text.n) lmev__buf_add(out, p->text.at, p->text.n);
        lmev__buf_add(out, text.at, text.n);
        break;
    case CHARSMAP:
        lmev__charsmap_run(p->map, text, out);
        break;
    }
    return s;
}

lmev_status lmev__normalizer_run(const lmev__normalizer *z, lmev_str text, lmev__buf *out,
                                 lmev__buf *work, lmev_error *err)
{
    const size_t most = lmev__stage_most(text.n);
    lmev_status s = LMEV_OK;
    lmev__buf_reset(out);
    if (text.n && !lmev__utf8_ok(text.at, text.n)) {
        lmev__utf8_repair(text, out);
        text = (lmev_str){out->at, out->n};
    } else if (z->n == 0) {
        lmev__buf_add(out, text.at, text.n);
    }
    for (size_t i = 0; i < z->n && s == LMEV_OK; i++) {
        lmev__buf_reset(work);
        s = run_step(&z->step[i], text, work, most, err);
        LMEV__SWAP(lmev__buf, *out, *work);
        text = (lmev_str){out->at, out->n};
        if (out->failed) break;
        if (s == LMEV_OK && out->n > most)
            s = lmev__fail(err, LMEV_ERR_FORMAT, z->source, 0,
                           "the normalizer makes more than %zu bytes of a text", most);
    }
    if (s == LMEV_OK && out->failed) s = lmev__nomem(err, "a normalized text");
    return s;
}

/* ---- from JSON ---- */

static const char *const names[] = {
    "Sequence",    "BertNormalizer", "Lowercase", "NFC",          "NFD",
    "NFKC",        "NFKD",           "Nmt",       "StripAccents", "Strip",
    "Precompiled", "Replace",        "Prepend",   "ByteLevel",
};

static void release(step *p)
{
    lmev__free((char *)p->pattern.at);
    lmev__free((char *)p->text.at);
    lmev__regex_free(p->regex);
    lmev__charsmap_free(p->map);
    lmev__free(p->bert);
}

void lmev__normalizer_free(lmev__normalizer *z)
{
    if (!z) return;
    for (size_t i = 0; i < z->n; i++) release(&z->step[i]);
    lmev__free(z->step);
    lmev__free(z->source);
    lmev__free(z);
}

static lmev_status read_bert(step *p, const lmev__stage_json *j, lmev_error *err)
{
    if (!(p->bert = lmev__calloc(1, sizeof *p->bert)))
        return lmev__nomem(err, "a normalizer");
    bert *b = p->bert;
    p->kind = BERT;
    lmev_status s = lmev__stage_bool(j, "clean_text", NULL, &b->clean, err);
    if (s == LMEV_OK)
        s = lmev__stage_bool(j, "handle_chinese_chars", NULL, &b->chinese, err);
    if (s == LMEV_OK) s = lmev__stage_bool(j, "lowercase", NULL, &b->lower, err);
    if (s == LMEV_OK) s = lmev__stage_bool(j, "strip_accents", &b->lower, &b->strip, err);
    if (s == LMEV_OK) fill_table(b);
    return s;
}

static lmev_status read_step(step *p, const char *type, const lmev__stage_json *j,
                             lmev_error *err)
{
    static const struct {
        const char *type;
        enum kind kind;
        lmev__form form;
    } plain[] = {
        {"Lowercase", LOWER, 0},
        {"StripAccents", STRIP_ACCENTS, 0},
        {"Nmt", NMT, 0},
        {"ByteLevel", BYTES, 0},
        {"NFC", FORM, LMEV__NFC},
        {"NFD", FORM, LMEV__NFD},
        {"NFKC", FORM, LMEV__NFKC},
        {"NFKD", FORM, LMEV__NFKD},
    };
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (strcmp(type, plain[i].type) == 0) {
            p->kind = plain[i].kind;
            p->form = plain[i].form;
            return LMEV_OK;
        }
    lmev_status s;
    if (strcmp(type, "BertNormalizer") == 0) return read_bert(p, j, err);
    if (strcmp(type, "Strip") == 0) {
        p->kind = STRIP;
        s = lmev__stage_bool(j, "strip_left", NULL, &p->left, err);
        return s == LMEV_OK ? lmev__stage_bool(j, "strip_right", NULL, &p->right, err)
                            : s;
    }
    if (strcmp(type, "Prepend") == 0) {
        p->kind = PREPEND;
        return lmev__stage_text(j, "prepend", &p->text, err);
    }
    if (strcmp(type, "Replace") == 0) {
        p->kind = REPLACE;
        s = lmev__stage_pattern(j, &p->pattern, &p->regex, err);
        return s == LMEV_OK ? lmev__stage_text(j, "content", &p->text, err) : s;
    }
    if (strcmp(type, "Precompiled") == 0) {
        p->kind = CHARSMAP;
        lmev_str map;
        s = lmev__stage_string(j, "precompiled_charsmap", &map, err);
        return s == LMEV_OK ? lmev__charsmap_new(&p->map, map, j->source, err) : s;
    }
    return lmev__stage_unknown(j, type, names, sizeof names / sizeof *names, err);
}

static lmev_status add_step(void *self, const char *type, const lmev__stage_json *j,
                            lmev_error *err)
{
    lmev__normalizer *z = self;
    if (!lmev__grow(&z->step, &z->room, z->n + 1, sizeof *z->step))
        return lmev__nomem(err, "a normalizer");
    z->step[z->n] = (step){0};
    return read_step(&z->step[z->n++], type, j, err);
}

lmev_status lmev__normalizer_new(lmev__normalizer **out, const lmev__json *spec,
                                 const char *source, lmev_error *err)
{
    lmev__normalizer *z = lmev__calloc(1, sizeof *z);
    if (!z || !(z->source = lmev__strdup(source ? source : ""))) {
        lmev__normalizer_free(z);
        return lmev__nomem(err, "a normalizer");
    }
    const lmev__stage_json j = {spec, source, "normalizer", "normalizers"};
    const lmev_status s = lmev__stage_walk(&j, add_step, z, err);
    if (s == LMEV_OK)
        *out = z;
    else
        lmev__normalizer_free(z);
    return s;
}
