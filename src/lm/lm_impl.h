/* lm_impl.h - the inside of a language model, for the files of this folder.
 *
 * lm.c holds what all share; a kind is how text becomes a bag:
 *   words      whole_words.c            split, vocabulary, buckets: NNLM, scratch, word
 *                                       vectors
 *   fasttext   fasttext.c  words and hashed n-grams of their characters
 *   pieces     model2vec/model2vec.c    a tokenizer.json: WordPiece, BPE, Unigram
 * A loader (open.c lists them) makes the kind's own
 * object, fills an lmev__lm_new and calls lmev__lm_make, which takes all that is in
 * it. */
#ifndef LMEV__LM_LM_IMPL_H
#define LMEV__LM_LM_IMPL_H
#include <stdatomic.h>

#include "base/buf.h"
#include "base/folder/members.h"
#include "base/format/json.h"
#include "base/format/safetensors.h"
#include "base/work.h"
#include "lm/text/vocab.h"
#include "lmev/lm.h"

/* An lm without its table, while it is written to a folder or read from one. */
#define LMEV__PART_FILES   2
#define LMEV__PART_TENSORS 3
typedef struct lmev__parts {
    const char *folder; /* loading: where the files lie, for messages; NULL: not known */
    lmev__json *config; /* object; the kind's own keys (saving: to be filled by set) */
    struct {
        /* "tokens.txt", "tokenizer.json"; NULL: none (static storage) */
        const char *name;
        lmev__buf bytes; /* saving: owned */
        lmev_str view;   /* loading: borrowed */
    } file[LMEV__PART_FILES];
    size_t n_tensors;
    /* beside "embeddings": borrowed from the lm (saving) or the file (loading;
     * unaligned) */
    lmev__st_tensor tensor[LMEV__PART_TENSORS];
} lmev__parts;

/* A text in the caller's room, cut where that ends. */
typedef struct lmev__phrase {
    char *at;
    size_t n, room;
} lmev__phrase;
__attribute__((format(printf, 2, 3))) void lmev__phrase_add(lmev__phrase *p,
                                                            const char *format, ...);

typedef struct lmev__lm_kind {
    const char *name;
    /* Fill bag (bag->n is 0 on entry) with lmev__bag_add; weights when lm->weighted. */
    lmev_status (*bag)(const lmev_lm *lm, lmev_str text, lmev_bag *bag, lmev_error *err);
    /* The same for n texts, where doing them together is faster; NULL: one by one. */
    lmev_status (*bags)(const lmev_lm *lm, const lmev_str *texts, size_t n,
                        lmev_bag *bags, lmev_error *err);
    uint64_t (*n_tokens)(const void *self);
    void (*describe)(const void *self, lmev__phrase *p); /* how text becomes rows */
    const char *(*combiner)(const void *self); /* its name; NULL: the lm's own */
    lmev_str (*token)(const void *self, uint64_t i);
    /* Describe self so that from_parts makes an equal one. */
    lmev_status (*to_parts)(const lmev_lm *lm, lmev__parts *parts, lmev_error *err);
    /* Fill made->kind, self, rows, normalize from parts; the members that all lms share
     * are set already. Everything is checked. source names the config in errors. */
    lmev_status (*from_parts)(lmev_lm *made, const lmev__parts *parts, const char *source,
                              lmev_error *err);
    void (*release)(void *self);
} lmev__lm_kind;

extern const char *const lmev__combiner_name[3]; /* by lmev_combiner */
/* The combiner of this name; ERR_PARAM lists the names. */
lmev_status lmev__combiner_named(lmev_combiner *out, const char *name, const char *source,
                                 lmev_error *err);

extern const lmev__lm_kind lmev__kind_words, lmev__kind_fasttext, lmev__kind_pieces;

struct lmev_lm {
    const lmev__lm_kind *kind;
    void *self;         /* the kind's own: lmev__words, lmev__fasttext, lmev__pieces */
    const char *format; /* static storage */
    uint64_t rows;      /* at most UINT32_MAX - 1 */
    uint32_t dim;
    lmev_combiner combiner;
    bool verified; /* checksums of the table were compared */
    bool weighted, unit, normalize, lower,
        fixed; /* fixed: weights depend on the table (not trainable) */
    /* [rows, dim] in map or own, or NULL */
    const float *table;
    float *own;
    lmev__map map;
    /* of table in map, when it lies there */
    size_t map_offset;
    char *note; /* LMEV__NOTE_FILE of the folder that it was opened from, or NULL */
    char **
        file; /* [n_files] paths of all that was read to make it, in the loader's order */
    size_t n_files, files_room;
};

/* Check made (all members but kind, self and format may be zero; table is set through own
 * or map) and move it to the heap. The contents of made are taken, also on failure. */
lmev_status lmev__lm_make(lmev_lm **out, lmev_lm *made, const char *source,
                          lmev_error *err);
/* Release the contents of an lm that was filled but not made. */
void lmev__lm_clear(lmev_lm *lm);

/* A loader adds each file that it reads, by its name: these files make the model. Members
 * in memory have no path and are not added. */
lmev_status lmev__lm_add_file(lmev_lm *made, const lmev__members *from, const char *name,
                              lmev_error *err);

/* A team for n texts, at most `wanted` members (0: all processors) and no more than pay
 * off. *team is NULL where one is enough. */
lmev_status lmev__lm_team(lmev__team **team, int wanted, size_t n, lmev_error *err);

/* Append an id to a bag; false: out of memory (the caller returns lmev__nomem). */
bool lmev__bag_grow(lmev_bag *bag);
static inline bool lmev__bag_add(lmev_bag *bag, uint32_t id, float weight)
{
    if (bag->n == bag->room && !lmev__bag_grow(bag)) return false;
    bag->id[bag->n] = id;
    bag->weight[bag->n++] = weight;
    return true;
}

/* Buffers for a kind to work in, kept in the bag from text to text; NULL: out of memory.
 * They begin in any state: clear them before use. */
#define LMEV__WORKSPACE_BUFS 7
typedef struct lmev__workspace {
    lmev__buf buf[LMEV__WORKSPACE_BUFS];
} lmev__workspace;
lmev__workspace *lmev__bag_workspace(lmev_bag *bag);

/* ---- whole_words.c: the kind of NNLM, scratch and word vectors ---- */

typedef enum lmev__split {
    LMEV__SPLIT_SPACES, /* runs of bytes other than 0x20: V1 StringSplit(" ") */
    /* at each 0x20, empty tokens kept: StringSplitV2(" ") */
    LMEV__SPLIT_EACH_SPACE,
    LMEV__SPLIT_WHITE, /* runs of bytes other than ASCII white space (9-13 and 32) */
    LMEV__SPLIT_NONE,  /* the whole text is one token (export.py, preprocess false) */
} lmev__split;
typedef enum lmev__strip {
    LMEV__STRIP_NONE,
    LMEV__STRIP_PUNCT,       /* code points of \pP */
    LMEV__STRIP_ASCII_PUNCT, /* [[:punct:]] of RE2, ASCII */
} lmev__strip;

typedef struct lmev__words {
    lmev__split split;
    lmev__strip strip;
    bool lower; /* simple lower case, code point by code point, before the look-up */
    /* unknown tokens: row V + Fingerprint64 mod buckets; 0: left out */
    uint32_t buckets;
    bool fill_empty; /* a text without tokens counts as the token "" (buckets > 0) */
    lmev__vocab vocab;
    atomic_uint users; /* lms that share it */
} lmev__words;

/* The lines of tokens.txt into a vocabulary: one trailing CR stripped, empty or repeated
 * lines refused with their number; limit: only so many lines are used (SIZE_MAX: all). */
lmev_status lmev__words_read(lmev__vocab *v, lmev_str tokens, size_t limit,
                             const char *source, lmev_error *err);

/* Fill made->kind, self, rows, normalize and lower; words is taken, also on failure. */
lmev_status lmev__words_lm(lmev_lm *made, const lmev__words *words, lmev_error *err);
/* The same with the words of another lm, which are shared. */
void lmev__words_share(lmev_lm *made, lmev__words *words);
/* The tokens of any lm, one per line; ERR_PARAM for a token that a line cannot hold. */
lmev_status lmev__tokens_text(const lmev_lm *lm, lmev__buf *b, lmev_error *err);

/* ---- parts.c: an lm without its table, as config keys, files and small tensors ---- */

/* Fill zeroed parts, whose config is an object of the caller's: all keys of the lm are
 * set there. Release in any case; config stays the caller's. */
lmev_status lmev__lm_to_parts(const lmev_lm *lm, lmev__parts *parts, lmev_error *err);
void lmev__parts_release(lmev__parts *parts);
/* The lm without its table: *made is filled, to be completed (lmev__lm_set_table), then
 * made (lmev__lm_make) or cleared. rows and dim come out as the config says. */
lmev_status lmev__lm_from_parts(lmev_lm *made, const lmev__parts *parts,
                                const char *source, lmev_error *err);
lmev_str lmev__parts_file(const lmev__parts *parts,
                          const char *name); /* at NULL: absent */
const lmev__st_tensor *lmev__parts_tensor(const lmev__parts *parts, const char *name);
/* The tensors of a file but "embeddings" and the dense layers of a classifier,
 * borrowed. */
void lmev__small_tensors(lmev__parts *parts, const lmev__st *st);

/* Keys of a config; false when absent, of another type or out of range. */
bool lmev__config_choice(int *out, const lmev__json *o, const char *key,
                         const char *const *names, int n);
bool lmev__config_bool(bool *out, const lmev__json *o, const char *key);
bool lmev__config_whole(uint64_t *out, const lmev__json *o, const char *key, uint64_t min,
                        uint64_t max);
lmev_status lmev__config_bad(lmev_error *err, const char *source, const char *key);

/* ---- table_read.c: numbers of files to float32 ---- */

typedef enum lmev__number_type {
    LMEV__F32,
    LMEV__F64,
    LMEV__F16,
    LMEV__BF16,
    LMEV__I8
} lmev__number_type;
size_t lmev__number_size(lmev__number_type type);
/* n little-endian numbers at `at` (any alignment) to out. Half per IEEE 754, subnormals
 * too. */
void lmev__to_float(float *out, const void *at, lmev__number_type type, size_t n);
/* Make the table of lm from rows x dim numbers at map + offset: borrowed from the mapping
 * when float32 and aligned (lm takes the map, *map is zeroed), converted into lm->own
 * otherwise. The range must be inside the map: checked. */
lmev_status lmev__lm_set_table(lmev_lm *lm, lmev__map *map, size_t offset,
                               lmev__number_type type, const char *source,
                               lmev_error *err);

/* ---- the loaders; open.c chooses ---- */

lmev_status lmev__open_tfhub(lmev_lm **out, const lmev__members *from,
                             const lmev_lm_options *o, lmev_error *err);
lmev_status lmev__open_wordvec(lmev_lm **out, const lmev__members *from,
                               const lmev_lm_options *o, lmev_error *err);
lmev_status lmev__open_fasttext(lmev_lm **out, const lmev__members *from,
                                const lmev_lm_options *o, lmev_error *err);
lmev_status lmev__open_model2vec(lmev_lm **out, const lmev__members *from,
                                 const lmev_lm_options *o, lmev_error *err);
lmev_status lmev__open_native(lmev_lm **out, const lmev__members *from,
                              const lmev_lm_options *o, lmev_error *err);

/* ---- the writers; save.c chooses ---- */

/* lmev_lm_save with a note beside, as LMEV__NOTE_FILE; NULL: the one that lm was opened
 * with. */
#define LMEV__NOTE_FILE "pretrain.json"
#define LMEV__LM_FORMAT "lmev-lm" /* "format" of a config.json of ours */
lmev_status lmev__lm_save_noted(const lmev_lm *lm, const float *table,
                                lmev_lm_format format, const char *folder,
                                const lmev__buf *note, lmev_error *err);

/* Would it be refused for what stands at folder? */
lmev_status lmev__lm_save_place_check(lmev_lm_format format, const char *folder,
                                      lmev_error *err);

struct lmev__folder;
lmev_status lmev__write_native(const lmev_lm *lm, const float *table,
                               struct lmev__folder *f, lmev_error *err);
/* lmev_lm_save_check of each; the writers rely on it. *rows is filled by the second. */
lmev_status lmev__tfhub_check(const lmev_lm *lm, lmev_error *err);
lmev_status lmev__model2vec_check(const lmev_lm *lm, uint64_t *rows,
                                  const lmev_watch *watch, lmev_error *err);
/* Fill the existing, empty folder dir. */
lmev_status lmev__write_tfhub(const lmev_lm *lm, const float *table, const char *dir,
                              lmev_error *err);
lmev_status lmev__write_model2vec(const lmev_lm *lm, const float *table, const char *dir,
                                  lmev_error *err);
#endif
