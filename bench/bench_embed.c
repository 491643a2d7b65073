/* bench_embed.c - what a title costs on its way to a vector, with a table of the size of
 * NNLM's.
 *
 *   bench_embed make TRAIN.csv FOLDER [titles]   the model and the titles, for us and for
 * others bench_embed run FOLDER [rounds]              stages, in turns, medians
 *   bench_embed open MODEL                       one title by a model that is opened for
 * it
 *
 * The model: 976,640 rows of 128 numbers by chance. 973,580 tokens, namely those that
 * TRAIN has twice or more and made-up ones, in an order by chance; 3,060 buckets take the
 * tokens that TRAIN has once, so that hits and misses are those of real titles. A
 * published table has its frequent words in front; here they are spread, which is the
 * harder case for the caches. The titles: TRAIN's without punctuation, a line each, over
 * and over until there are enough.
 *
 *   FOLDER/lm         our folder       FOLDER/words.bin   the tokens and rows as word2vec
 * binary FOLDER/titles.txt */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "base/mem.h"
#include "base/rng.h"
#include "floor.h"
#include "lm/gather.h"
#include "lm/lm_impl.h"
#include "lm/text/punct.h"
#include "lmev/data.h"

enum { ROWS = 976640, BUCKETS = 3060, DIM = 128, TOKENS = ROWS - BUCKETS };
#define MAX_ROUNDS 64
static lmev_error err;

static void must(lmev_status s)
{
    if (s == LMEV_OK) return;
    fprintf(stderr, "bench_embed: %s: %s\n", err.source, err.text);
    exit(lmev_status_exit(s));
}

static void *room(size_t n, size_t size)
{
    void *p = calloc(n ? n : 1, size);
    if (p) return p;
    fprintf(stderr, "bench_embed: out of memory\n");
    exit(1);
}

static char *in(const char *folder, const char *name)
{
    char *path = room(strlen(folder) + strlen(name) + 2, 1);
    sprintf(path, "%s/%s", folder, name);
    return path;
}

static FILE *create(const char *path)
{
    FILE *f = fopen(path, "wb");
    if (f) return f;
    perror(path);
    exit(1);
}

/* ---- make ---- */

/* The tokens of real among made-up ones; the places are a permutation by chance. */
static void fill_vocabulary(lmev__vocab *v, const lmev_lm *real)
{
    const size_t n_real = lmev_lm_vocab(real);
    uint64_t chance = 7;
    uint32_t *who = room(TOKENS, sizeof *who); /* below n_real: that token */
    for (uint32_t i = 0; i < TOKENS; i++) {
        chance = chance * 6364136223846793005u + 1442695040888963407u;
        const uint32_t k = (uint32_t)((chance >> 33) % (i + 1));
        who[i] = who[k];
        who[k] = i;
    }
    must(lmev__vocab_init(v, TOKENS, &err));
    for (uint32_t i = 0; i < TOKENS; i++) {
        char made[24];
        lmev_str t = {made, 0};
        if (who[i] < n_real)
            t = lmev_lm_token(real, who[i]);
        else
            t.n = (size_t)snprintf(made, sizeof made, "x%" PRIu32 "y", who[i]);
        uint32_t row;
        must(lmev__vocab_put(v, lmev_fingerprint64(t.at, t.n), t.at, t.n, &row, &err));
        if (row == i) continue;
        fprintf(stderr, "bench_embed: a made-up token is a real one\n");
        exit(1);
    }
    free(who);
}

static void write_words(const lmev_lm *lm, const char *path)
{
    FILE *f = create(path);
    fprintf(f, "%d %d\n", TOKENS, DIM);
    for (uint64_t i = 0; i < TOKENS; i++) {
        const lmev_str t = lmev_lm_token(lm, i);
        fwrite(t.at, 1, t.n, f);
        putc(' ', f);
        fwrite(lmev_lm_table(lm) + i * DIM, sizeof(float), DIM, f);
        putc('\n', f);
    }
    if (fclose(f) != 0) exit(1);
}

static void write_titles(const lmev_dataset *d, size_t n, const char *path)
{
    FILE *f = create(path);
    size_t longest = 0;
    for (size_t i = 0; i < d->n; i++) {
        const size_t k = lmev_dataset_text(d, i).n;
        if (k > longest) longest = k;
    }
    char *bare = room(longest + 1, 1);
    for (size_t i = 0; i < n; i++) {
        const lmev_str t = lmev_dataset_text(d, i % d->n);
        const char *p = t.at;
        size_t k = lmev__punct_strip(bare, longest, &p, t.at + t.n);
        for (size_t j = 0; j < k; j++)
            if (bare[j] == '\n' || bare[j] == '\r') bare[j] = ' ';
        bare[k++] = '\n';
        fwrite(bare, 1, k, f);
    }
    free(bare);
    if (fclose(f) != 0) exit(1);
}

static int make(const char *train, const char *folder, size_t n)
{
    const lmev_split_params p = {
        .file = train, .seed = 1, .reader = {.text = "title", .label = "category"}};
    const lmev_scratch_params sp = lmev_scratch_params_default();
    lmev_split *split;
    lmev_lm *real, *lm;
    must(lmev_split_load(&split, &p, NULL, &err));
    const lmev_dataset *d = &split->train;
    must(lmev_lm_scratch(&real, &sp, d->text, d->text_at, d->n, 0, NULL, &err));
    lmev__words w = {.split = LMEV__SPLIT_SPACES, .buckets = BUCKETS, .fill_empty = true};
    fill_vocabulary(&w.vocab, real);
    lmev_lm made = {.format = "scratch", .dim = DIM, .combiner = LMEV_COMBINER_SQRTN};
    must(lmev__words_lm(&made, &w, &err));
    made.own = lmev__aligned((size_t)ROWS * DIM, sizeof(float));
    made.table = made.own;
    if (!made.own) return 1;
    uint64_t chance = 11;
    for (size_t i = 0; i < (size_t)ROWS * DIM; i++) {
        chance = chance * 6364136223846793005u + 1442695040888963407u;
        made.own[i] = (float)(chance >> 40) / (1 << 24) - 0.5f;
    }
    must(lmev__lm_make(&lm, &made, "bench", &err));
    must(lmev_lm_save(lm, NULL, LMEV_LM_FORMAT_LMEV, in(folder, "lm"), &err));
    write_words(lm, in(folder, "words.bin"));
    write_titles(d, n, in(folder, "titles.txt"));
    printf("%" PRIu64 " rows x %u, %" PRIu64 " of the tokens are real; %zu titles\n",
           lmev_lm_rows(lm), lmev_lm_dim(lm), lmev_lm_vocab(real), n);
    lmev_lm_free(lm);
    lmev_lm_free(real);
    lmev_split_free(split);
    return 0;
}

/* ---- run ---- */

/* Seconds that this thread worked: what other programs take from the machine is not in
 * it. */
static double work_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

typedef struct texts {
    lmev__map map;
    lmev_str *at;
    uint64_t *offset; /* [n+1] the same as offsets, line feeds included */
    size_t n;
} texts;

static texts read_titles(const char *path)
{
    texts t = {0};
    must(lmev__map_open(&t.map, path, &err));
    const char *end = t.map.at + t.map.n;
    for (const char *p = t.map.at; p < end; p++) t.n += *p == '\n';
    t.at = room(t.n, sizeof *t.at);
    size_t i = 0;
    for (const char *p = t.map.at; p < end; i++) {
        const char *stop = memchr(p, '\n', (size_t)(end - p));
        t.at[i] = (lmev_str){p, (size_t)(stop - p)};
        p = stop + 1;
    }
    return t;
}

/* The sums alone, ids known, rows asked for four texts ahead: what no tokenizer can go
 * below. */
static double bare_sums(const lmev_lm *lm, const uint64_t *at, const uint32_t *id,
                        size_t n, float *v)
{
    lmev__gather *const gather = lmev__gather_best();
    const float *table = lmev_lm_table(lm);
    const double begin = work_now();
    for (size_t i = 0; i < n; i++) {
        const size_t far = i + 4 < n ? i + 4 : n - 1;
        for (uint64_t k = at[far]; k < at[far + 1]; k++)
            for (size_t line = 0; line < DIM; line += 16)
                __builtin_prefetch(table + (size_t)id[k] * DIM + line, 0, 2);
        gather(v + i % 4096 * DIM, table, id + at[i], NULL, at[i + 1] - at[i], DIM, 0.5f);
    }
    return work_now() - begin;
}

static int run(const char *folder, int rounds)
{
    enum { SUMS, WORDS, ONE, ALL, STAGES };
    static const char *const name[] = {"sums alone, ids known (the floor)",
                                       "titles to ids", "titles to vectors, 1 thread",
                                       "titles to vectors, all threads"};
    double took[STAGES][MAX_ROUNDS];
    lmev_lm *lm;
    must(lmev_lm_open(&lm, in(folder, "lm"), NULL, &err));
    texts t = read_titles(in(folder, "titles.txt"));
    /* ids as one array, for the floor */
    uint64_t *at = room(t.n + 1, sizeof *at);
    size_t room_id = 16 * t.n;
    uint32_t *id = room(room_id, sizeof *id);
    lmev_bag bag = {0};
    for (size_t i = 0; i < t.n; i++) {
        must(lmev_lm_bag(lm, t.at[i], &bag, &err));
        if (at[i] + bag.n > room_id) id = realloc(id, (room_id *= 2) * sizeof *id);
        memcpy(id + at[i], bag.id, bag.n * sizeof *id);
        at[i + 1] = at[i] + bag.n;
    }
    size_t unknown = 0;
    for (uint64_t i = 0; i < at[t.n]; i++) unknown += id[i] >= TOKENS;
    enum { SOME = 4096 };
    float *v = room((size_t)SOME * DIM, sizeof *v);
    for (int r = 0; r < rounds; r++) {
        took[SUMS][r] = bare_sums(lm, at, id, t.n, v);
        double begin = work_now();
        for (size_t i = 0; i < t.n; i++) must(lmev_lm_bag(lm, t.at[i], &bag, &err));
        took[WORDS][r] = work_now() - begin;
        for (int threads = 1; threads >= 0; threads--) {
            begin = threads ? work_now() : bench_now();
            for (size_t i = 0; i < t.n; i += SOME)
                must(lmev_lm_embed(lm, t.at + i, t.n - i < SOME ? t.n - i : SOME, v,
                                   threads, &err));
            took[threads ? ONE : ALL][r] = (threads ? work_now() : bench_now()) - begin;
        }
    }
    const double n = (double)t.n, tokens = (double)at[t.n];
    printf("%zu titles, %.2f tokens each, %.1f %% of them unknown; %.2f KB of rows a "
           "title\n",
           t.n, tokens / n, 100 * (double)unknown / tokens, tokens / n * DIM * 4 / 1e3);
    for (int k = 0; k < STAGES; k++) {
        const double s = bench_median(took[k], rounds);
        printf("%-34s %6.3f us a title, %9.0f titles/s, %5.1f GB/s of rows\n", name[k],
               1e6 * s / n, n / s, k == WORDS ? 0 : tokens * DIM * 4 / s / 1e9);
    }
    lmev_bag_release(&bag);
    lmev__map_close(&t.map);
    lmev_lm_free(lm);
    free(t.at);
    free(at);
    free(id);
    free(v);
    return 0;
}

/* ---- open ---- */

static int open_one(const char *model)
{
    static const char title[] = "Celular Samsung Galaxy S9 Plus 64gb Nuevo";
    const lmev_str text = {title, sizeof title - 1};
    lmev_lm *lm;
    const double work = work_now();
    double begin = bench_now();
    must(lmev_lm_open(&lm, model, NULL, &err));
    const double opened = bench_now() - begin, worked = work_now() - work;
    float *v = room(lmev_lm_dim(lm), sizeof *v);
    begin = bench_now();
    must(lmev_lm_embed(lm, &text, 1, v, 1, &err));
    const double embedded = bench_now() - begin;
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    printf(
        "%s: opened in %.1f ms (%.1f of processor time), one title in %.2f ms, peak of "
        "memory %.0f MB (table %.0f MB)\n",
        lmev_lm_origin(lm), 1e3 * opened, 1e3 * worked, 1e3 * embedded,
        (double)use.ru_maxrss / 1e3,
        (double)lmev_lm_rows(lm) * lmev_lm_dim(lm) * 4 / 1e6);
    lmev_lm_free(lm);
    free(v);
    return 0;
}

int main(int argc, char **argv)
{
    const char *what = argc > 2 ? argv[1] : "";
    if (!strcmp(what, "make") && argc > 3)
        return make(argv[2], argv[3], argc > 4 ? strtoul(argv[4], NULL, 10) : 1000000);
    if (!strcmp(what, "run")) {
        const int rounds = argc > 3 ? atoi(argv[3]) : 5;
        return run(argv[2], rounds < 1 ? 1 : rounds > MAX_ROUNDS ? MAX_ROUNDS : rounds);
    }
    if (!strcmp(what, "open")) return open_one(argv[2]);
    fprintf(stderr, "usage: bench_embed make TRAIN.csv FOLDER [titles]\n"
                    "       bench_embed run FOLDER [rounds]\n"
                    "       bench_embed open MODEL\n");
    return 2;
}
