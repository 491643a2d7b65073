/* pretokenizer.c - the pre-tokenizer of a tokenizer.json: text to pieces.
 *
 * Sequences are flattened into a list of steps. A step either cuts each piece at what it
 * finds, keeping the bytes, or rewrites the bytes of each piece: Metaspace and ByteLevel
 * are both, a rewriting and a cutting one. Empty pieces never come out. What each step
 * does was taken from huggingface/tokenizers by experiment and is compared with it in
 * bulk (tests/interop/check_stages.py).
 *
 * Cost: one pass of the text a step; ASCII is looked up in a table. Not here: offsets,
 * and UnicodeScripts, which would need a table of scripts. "first" of Metaspace, whether
 * a piece begins the original text, is judged on the normalized text. */
#include <string.h>

#include "base/error.h"
#include "base/utf8.h"
#include "lm/text/unicode.h"
#include "lm/tokenizer/regex.h"
#include "lm/tokenizer/stage.h"
#include "lm/tokenizer/tokenizer.h"

enum kind {
    CUT_CLASS, /* characters of a class */
    CUT_WORDS, /* keeps runs of word characters, and of neither these nor white space */
    CUT_TEXT,  /* a fixed text */
    CUT_REGEX,
    BERT,      /* at white space, which goes, and at punctuation */
    PUT_META,  /* each space becomes `text`, and one is put before */
    PUT_SPACE, /* a space is put before */
    PUT_BYTES  /* each byte becomes a visible character */
};

/* What happens to what was found. */
enum behavior { REMOVED, ISOLATED, WITH_PREVIOUS, WITH_NEXT, CONTIGUOUS };
enum scheme { FIRST, NEVER, ALWAYS };

typedef struct step {
    enum kind kind;
    enum behavior behavior;
    bool invert;        /* what lies between counts as found */
    unsigned class;     /* CUT_CLASS */
    enum scheme scheme; /* PUT_META */
    lmev_str text;      /* a copy */
    lmev__regex *regex;
} step;

struct lmev__pretokenizer {
    step *step; /* [n] */
    size_t n, room;
    char *source;
};

/* ---- cutting ---- */

/* Turns what was found in a piece, and what lies between, into smaller pieces. */
typedef struct cutter {
    enum behavior behavior;
    bool invert;
    size_t base;      /* of the piece in the bytes */
    size_t done;      /* up to here of the piece everything was told of */
    bool held, found; /* a piece that may still grow; was the last a find? */
    lmev__span last;  /* the piece that is held */
    lmev__buf *spans;
} cutter;

static void out_span(cutter *c, lmev__span s)
{
    if (s.n == 0) return;
    s.at += c->base;
    if (!lmev__buf_more(c->spans, sizeof s)) return;
    memcpy(c->spans->at + c->spans->n, &s, sizeof s);
    c->spans->n += sizeof s;
}

static void let_go(cutter *c)
{
    if (c->held) out_span(c, c->last);
    c->held = false;
}

/* The next stretch of the piece; found: the pattern matches it. */
static void tell(cutter *c, size_t at, size_t n, bool found)
{
    found = found != c->invert;
    const lmev__span s = {at, n};
    bool joins = false;
    switch (c->behavior) {
    case REMOVED:
        if (!found) out_span(c, s);
        return;
    case ISOLATED:
        out_span(c, s);
        return;
    case WITH_PREVIOUS:
        joins = found && !c->found;
        break;
    case CONTIGUOUS:
        joins = found == c->found;
        break;
    case WITH_NEXT:
        joins = !found && c->found;
        break;
    }
    if (joins && c->held) {
        c->last.n = at + n - c->last.at;
        if (c->behavior == WITH_NEXT) let_go(c);
    } else {
        let_go(c);
        c->last = s;
        c->held = true;
    }
    c->found = found;
}

static bool tell_match(void *self, size_t begin, size_t end)
{
    cutter *c = self;
    if (begin != c->done) tell(c, c->done, begin - c->done, false);
    tell(c, begin, end - begin, true);
    c->done = end;
    return !c->spans->failed;
}

static void tell_rest(cutter *c, size_t n)
{
    if (c->done != n) tell(c, c->done, n - c->done, false);
    let_go(c);
}

static void cut_class(const step *p, lmev_str text, cutter *c)
{
    for (size_t i = 0; i < text.n;) {
        const size_t from = i;
        if (lmev__class_of(lmev__utf8_get(text.at, &i)) & p->class)
            tell_match(c, from, i);
    }
}

/* \w+|[^\w\s]+ with all between removed. */
static void cut_words(lmev_str text, cutter *c)
{
    enum { GAP, IN_WORD, IN_OTHER } now = GAP, next;
    size_t begin = 0;
    for (size_t i = 0; i < text.n;) {
        const size_t from = i;
        const unsigned class = lmev__class_of(lmev__utf8_get(text.at, &i));
        next = class & LMEV__WORD ? IN_WORD : class & LMEV__WHITE ? GAP : IN_OTHER;
        if (next == now) continue;
        if (now != GAP) out_span(c, (lmev__span){begin, from - begin});
        begin = from;
        now = next;
    }
    if (now != GAP) out_span(c, (lmev__span){begin, text.n - begin});
}

static void cut_bert(lmev_str text, cutter *c)
{
    size_t begin = 0;
    for (size_t i = 0; i < text.n;) {
        const size_t from = i;
        const unsigned class = lmev__class_of(lmev__utf8_get(text.at, &i));
        if (!(class & (LMEV__WHITE | LMEV__PUNCT))) continue;
        out_span(c, (lmev__span){begin, from - begin});
        if (class & LMEV__PUNCT) out_span(c, (lmev__span){from, i - from});
        begin = i;
    }
    out_span(c, (lmev__span){begin, text.n - begin});
}

/* Cut the piece s of bytes; the smaller pieces are appended to spans. */
static lmev_status cut(const step *p, const char *bytes, lmev__span s, lmev__buf *spans,
                       lmev_error *err)
{
    const lmev_str text = {bytes + s.at, s.n};
    cutter c = {
        .behavior = p->behavior, .invert = p->invert, .base = s.at, .spans = spans};
    switch (p->kind) {
    case CUT_WORDS:
        cut_words(text, &c);
        return LMEV_OK;
    case BERT:
        cut_bert(text, &c);
        return LMEV_OK;
    case CUT_CLASS:
        cut_class(p, text, &c);
        break;
    case CUT_TEXT:
        lmev__text_each(p->text, text, tell_match, &c);
        break;
    default: {
        const lmev_status status = lmev__regex_each(p->regex, text, tell_match, &c, err);
        if (status != LMEV_OK) return status;
    }
    }
    tell_rest(&c, text.n);
    return LMEV_OK;
}

/* ---- rewriting ---- */

/* Append a piece, rewritten, to out; head: it begins the text. */
static void rewrite(const step *p, lmev_str piece, bool head, lmev__buf *out)
{
    if (p->kind == PUT_BYTES) {
        lmev__bytes_visible(piece, out);
        return;
    }
    if (p->kind == PUT_SPACE) {
        if (piece.at[0] != ' ') lmev__buf_putc(out, ' ');
        lmev__buf_add(out, piece.at, piece.n);
        return;
    }
    const bool there =
        piece.at[0] == ' ' ||
        (piece.n >= p->text.n && memcmp(piece.at, p->text.at, p->text.n) == 0);
    if (!there && (p->scheme == ALWAYS || (p->scheme == FIRST && head)))
        lmev__buf_add(out, p->text.at, p->text.n);
    size_t from = 0;
    for (const char *space; (space = memchr(piece.at + from, ' ', piece.n - from));) {
        const size_t at = (size_t)(space - piece.at);
        lmev__buf_add(out, piece.at + from, at - from);
        lmev__buf_add(out, p->text.at, p->text.n);
        from = at + 1;
        if (from == piece.n) break;
    }
    lmev__buf_add(out, piece.at + from, piece.n - from);
}

/* ---- a run ---- */

static lmev_status run_step(const step *p, lmev__buf *bytes, lmev__buf *spans, bool *head,
                            size_t most, lmev__buf work[2], lmev_error *err)
{
    const bool cuts = p->kind <= BERT;
    lmev__buf_reset(&work[0]);
    lmev__buf_reset(&work[1]);
    for (size_t i = 0; i < spans->n; i += sizeof(lmev__span)) {
        lmev__span s;
        memcpy(&s, spans->at + i, sizeof s);
        if (cuts) {
            const lmev_status status = cut(p, bytes->at, s, &work[0], err);
            if (status != LMEV_OK) return status;
            continue;
        }
        const size_t at = work[1].n;
        rewrite(p, (lmev_str){bytes->at + s.at, s.n}, *head && i == 0, &work[1]);
        const lmev__span now = {at, work[1].n - at};
        lmev__buf_add(&work[0], &now, sizeof now);
        if (work[1].n > most || work[1].failed) break;
    }
    LMEV__SWAP(lmev__buf, *spans, work[0]);
    if (!cuts) LMEV__SWAP(lmev__buf, *bytes, work[1]);
    if (spans->failed || bytes->failed) return lmev__nomem(err, "the pieces of a text");
    lmev__span first = {1, 0};
    if (spans->n) memcpy(&first, spans->at, sizeof first);
    *head = *head && first.at == 0;
    return LMEV_OK;
}

lmev_status lmev__pretokenizer_run(const lmev__pretokenizer *p, lmev_str text, bool first,
                                   lmev__buf *bytes, lmev__buf *spans, size_t *n,
                                   lmev__buf work[2], lmev_error *err)
{
    const size_t most = lmev__stage_most(text.n);
    const lmev__span all = {0, text.n};
    bool head = first;
    lmev__buf_reset(bytes);
    lmev__buf_reset(spans);
    if (text.n) {
        lmev__buf_add(bytes, text.at, text.n);
        lmev__buf_add(spans, &all, sizeof all);
        if (bytes->failed || spans->failed)
            return lmev__nomem(err, "the pieces of a text");
    }
    for (size_t i = 0; i < p->n && spans->n; i++) {
        const lmev_status s = run_step(&p->step[i], bytes, spans, &head, most, work, err);
        if (s != LMEV_OK) return s;
        if (bytes->n > most)
            return lmev__fail(err, LMEV_ERR_FORMAT, p->source, 0,
                              "the pre-tokenizer makes more than %zu bytes of a text",
                              most);
    }
    *n = spans->n / sizeof(lmev__span);
    return LMEV_OK;
}

/* ---- from JSON ---- */

static const char *const names[] = {
    "Sequence",  "BertPreTokenizer",   "Whitespace", "WhitespaceSplit",
    "Metaspace", "ByteLevel",          "Split",      "Punctuation",
    "Digits",    "CharDelimiterSplit",
};

void lmev__pretokenizer_free(lmev__pretokenizer *p)
{
    if (!p) return;
    for (size_t i = 0; i < p->n; i++) {
        lmev__free((char *)p->step[i].text.at);
        lmev__regex_free(p->step[i].regex);
    }
    lmev__free(p->step);
    lmev__free(p->source);
    lmev__free(p);
}

/* A new step at the end; NULL when memory is out. */
static step *add(lmev__pretokenizer *p, enum kind kind, enum behavior behavior)
{
    if (!lmev__grow(&p->step, &p->room, p->n + 1, sizeof *p->step)) return NULL;
    p->step[p->n] = (step){.kind = kind, .behavior = behavior};
    return &p->step[p->n++];
}

static lmev_status read_behavior(const lmev__stage_json *j, int fallback, step *s,
                                 lmev_error *err)
{
    static const char *const behaviors[] = {"Removed", "Isolated", "MergedWithPrevious",
                                            "MergedWithNext", "Contiguous"};
    int found;
    const lmev_status status =
        lmev__stage_choice(j, "behavior", behaviors, 5, fallback, &found, err);
    if (status == LMEV_OK) s->behavior = (enum behavior)found;
    return status;
}

static lmev_status read_character(const lmev__stage_json *j, const char *key,
                                  lmev_str *out, lmev_error *err)
{
    const lmev_status status = lmev__stage_text(j, key, out, err);
    uint32_t c;
    if (status != LMEV_OK) return status;
    if (out->n > 0 && (size_t)lmev__utf8_next(out->at, out->n, &c) == out->n)
        return LMEV_OK;
    return lmev__fail(err, LMEV_ERR_FORMAT, j->source, 0,
                      "'%s' of the %s must be one character, not '%s'", key, j->stage,
                      lmev__brief_of(out->at).at);
}

static lmev_status read_metaspace(lmev__pretokenizer *p, const lmev__stage_json *j,
                                  lmev_error *err)
{
    static const char *const schemes[] = {"first", "never", "always"};
    static const bool yes = true;
    bool split, prefix;
    int found;
    lmev_status s = lmev__stage_bool(j, "split", &yes, &split, err);
    if (s == LMEV_OK) s = lmev__stage_bool(j, "add_prefix_space", &yes, &prefix, err);
    /* files older than prepend_scheme say only add_prefix_space */
    if (s == LMEV_OK)
        s = lmev__stage_choice(j, "prepend_scheme", schemes, 3, prefix ? ALWAYS : NEVER,
                               &found, err);
    if (s != LMEV_OK) return s;
    if (!prefix && found != NEVER)
        return lmev__fail(
            err, LMEV_ERR_FORMAT, j->source, 0,
            "the Metaspace has 'add_prefix_space' false, but 'prepend_scheme' '%s'",
            schemes[found]);
    step *put = add(p, PUT_META, ISOLATED);
    if (!put) return lmev__nomem(err, "a pre-tokenizer");
    put->scheme = (enum scheme)found;
    s = read_character(j, "replacement", &put->text, err);
    if (s != LMEV_OK || !split) return s;
    step *cuts = add(p, CUT_TEXT, WITH_NEXT);
    return cuts ? read_character(j, "replacement", &cuts->text, err)
                : lmev__nomem(err, "a pre-tokenizer");
}

static lmev_status read_bytelevel(lmev__pretokenizer *p, const lmev__stage_json *j,
                                  lmev_error *err)
{
    static const bool yes = true;
    bool prefix, regex;
    lmev_status s = lmev__stage_bool(j, "add_prefix_space", NULL, &prefix, err);
    if (s == LMEV_OK) s = lmev__stage_bool(j, "use_regex", &yes, &regex, err);
    if (s != LMEV_OK) return s;
    if (prefix && !add(p, PUT_SPACE, ISOLATED))
        return lmev__nomem(err, "a pre-tokenizer");
    if (regex) {
        step *cuts = add(p, CUT_REGEX, ISOLATED);
        if (!cuts) return lmev__nomem(err, "a pre-tokenizer");
        s = lmev__regex_new(&cuts->regex, (lmev_str){LMEV__GPT2, sizeof LMEV__GPT2 - 1},
                            j->source, err);
        if (s != LMEV_OK) return s;
    }
    return add(p, PUT_BYTES, ISOLATED) ? LMEV_OK : lmev__nomem(err, "a pre-tokenizer");
}

static lmev_status read_class(step *s, const char *type, const lmev__stage_json *j,
                              lmev_error *err)
{
    if (strcmp(type, "Punctuation") == 0) {
        s->class = LMEV__PUNCT;
        return read_behavior(j, ISOLATED, s, err);
    }
    if (strcmp(type, "Digits") == 0) {
        bool single;
        const lmev_status status =
            lmev__stage_bool(j, "individual_digits", NULL, &single, err);
        s->class = LMEV__NUMBER;
        if (status == LMEV_OK) s->behavior = single ? ISOLATED : CONTIGUOUS;
        return status;
    }
    s->class = LMEV__WHITE;
    return LMEV_OK;
}

static lmev_status read_split(step *s, const lmev__stage_json *j, lmev_error *err)
{
    lmev_status status = lmev__stage_pattern(j, &s->text, &s->regex, err);
    s->kind = s->regex ? CUT_REGEX : CUT_TEXT;
    if (status == LMEV_OK) status = read_behavior(j, -1, s, err);
    return status == LMEV_OK ? lmev__stage_bool(j, "invert", NULL, &s->invert, err)
                             : status;
}

static lmev_status add_step(void *self, const char *type, const lmev__stage_json *j,
                            lmev_error *err)
{
    static const struct {
        const char *type;
        enum kind kind;
    } single[] = {
        {"BertPreTokenizer", BERT},     {"Whitespace", CUT_WORDS},
        {"WhitespaceSplit", CUT_CLASS}, {"Punctuation", CUT_CLASS},
        {"Digits", CUT_CLASS},          {"CharDelimiterSplit", CUT_TEXT},
        {"Split", CUT_REGEX},
    };
    lmev__pretokenizer *p = self;
    if (strcmp(type, "Metaspace") == 0) return read_metaspace(p, j, err);
    if (strcmp(type, "ByteLevel") == 0) return read_bytelevel(p, j, err);
    for (size_t i = 0; i < sizeof single / sizeof *single; i++) {
        if (strcmp(type, single[i].type) != 0) continue;
        step *s = add(p, single[i].kind, REMOVED);
        if (!s) return lmev__nomem(err, "a pre-tokenizer");
        if (s->kind == CUT_CLASS) return read_class(s, type, j, err);
        if (s->kind == CUT_TEXT) return read_character(j, "delimiter", &s->text, err);
        return s->kind == CUT_REGEX ? read_split(s, j, err) : LMEV_OK;
    }
    return lmev__stage_unknown(j, type, names, sizeof names / sizeof *names, err);
}

lmev_status lmev__pretokenizer_new(lmev__pretokenizer **out, const lmev__json *spec,
                                   const char *source, lmev_error *err)
{
    lmev__pretokenizer *p = lmev__calloc(1, sizeof *p);
    if (!p || !(p->source = lmev__strdup(source ? source : ""))) {
        lmev__pretokenizer_free(p);
        return lmev__nomem(err, "a pre-tokenizer");
    }
    const lmev__stage_json j = {spec, source, "pre-tokenizer", "pretokenizers"};
    const lmev_status s = lmev__stage_walk(&j, add_step, p, err);
    if (s == LMEV_OK)
        *out = p;
    else
        lmev__pretokenizer_free(p);
    return s;
}
