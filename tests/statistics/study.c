/* study.c - studies drawn from models whose true balanced accuracies are known.
 *
 * With hits. A row of class c is predicted right by trial t of model m where
 *   mu[c] + delta[m] + A a[row] + B b[row, m] + S[m] s[m, t] + C c[row, m, t] > 0,
 * all of a, b, s, c standard normal and A^2 + B^2 + S^2 + C^2 = 1. So a is what rows
 * are harder for all, b what a model finds hard in each of its trials, s the luck of a
 * seed, c that of a seed with a row; and the true BAC is the mean of Phi(mu[c] +
 * delta[m]) over classes, exactly. delta is solved for the BAC that is wanted.
 *
 * The sizes and chances of the classes are a formula, made to have what was found on a
 * test set of 25,000 product titles: 1,484 classes, 97 of one row, 1,179 rows in
 * classes of at most five, 17,687 in classes of more than 20; small classes are harder.
 * The sds of one trial's BAC are those of real studies: .0040 due to rows, .0031 to
 * rows with seeds, .0032 to seeds.
 *
 * Without hits BACs are normal. Beside the seeds an sd of .0042 is due to rows that no
 * other trial has, which makes .0053 together; or .0040 to the block and .0031 to the
 * rest of its rows.
 *
 * Normals of rows come from a table of 65,536 equally likely quantiles: 16 bits of
 * Philox each. A sum of three has a distribution function within 2e-5 of the normal's.
 * Cost: 2 ns per hit. */
#include "study.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"

enum { CLASSES = 1484, ROWS = 25000, TABLE = 65536 };

/* A^2 + B^2: sd of a BAC due to rows .0040, to rows and seeds .0031 */
#define ROW      0.845
#define OWN_SD   0.0042 /* due to rows, without hits */
#define BLOCK_SD 0.0040
#define REST_SD  0.0031

static float normal[TABLE];
static double mu[CLASSES];
static size_t begin[CLASSES + 1]; /* rows of class c: begin[c] .. begin[c + 1] - 1 */
static uint32_t truth[ROWS];

struct study_room {
    float level[ROWS], own[ROWS], luck[ROWS];
    uint8_t spare[ROWS];
    double B, slope; /* of a BAC by delta */
    double *seed;    /* [K] sd of the luck of a seed, as a BAC */
    double *delta;   /* [K] */
    size_t n;
    lmev_test_rows *rows;
    uint8_t **hit;
    uint64_t key;            /* of the setting ... */
    uint32_t number, stream; /* study and draw ...: of Philox */
};

void *room_for(size_t n, size_t size)
{
    void *p = calloc(n + 1, size);
    if (!p) {
        fprintf(stderr, "simulate: out of memory\n");
        exit(1);
    }
    return p;
}

static double phi(double z)
{
    return 0.5 * erfc(-z * sqrt(0.5));
}

static double density(double z)
{
    return exp(-0.5 * z * z) / sqrt(8 * atan(1));
}

void study_begin(void)
{
    for (size_t i = 0; i < TABLE; i++)
        normal[i] = (float)lmev_stat_t_quantile(((double)i + 0.5) / TABLE, INFINITY);
    for (size_t c = 0; c < CLASSES; c++) {
        const double u = ((double)c + 0.5) / CLASSES, n = floor(1.8 + 46.675 * u * u);
        /* Between classes of a size: quantiles in the order of the golden ratio. */
        const double v = fmod((double)c * 0.6180339887498949, 1);
        mu[c] = 0.2 + 0.2 * log(n) +
                0.5 * lmev_stat_t_quantile(
                          fmin(fmax(v, 0.5 / CLASSES), 1 - 0.5 / CLASSES), INFINITY);
        begin[c + 1] = begin[c] + (size_t)n;
        for (size_t r = begin[c]; r < begin[c + 1]; r++) truth[r] = (uint32_t)c;
    }
    if (begin[CLASSES] != ROWS) {
        fprintf(stderr, "simulate: %zu rows\n", begin[CLASSES]);
        exit(1);
    }
}

size_t study_trials_of(const setting *s, size_t model)
{
    return s->T + (s->uneven ? model % 3 : 0);
}

/* ---- Draws ---- */

static void fill_normals(float *out, study *s)
{
    const lmev__philox p = lmev__philox_key(s->room->key, LMEV__DRAW_SYNTH,
                                            s->room->number, s->room->stream++);
    for (size_t i = 0; i < ROWS; i += 8) {
        uint32_t four[4];
        lmev__philox_4(&p, i / 8, four);
        for (size_t j = 0; j < 8 && i + j < ROWS; j++)
            out[i + j] = normal[(j % 2 ? four[j / 2] >> 16 : four[j / 2]) & 0xffff];
    }
}

static double one_normal(study *s)
{
    const lmev__philox p = lmev__philox_key(s->room->key, LMEV__DRAW_SYNTH,
                                            s->room->number, s->room->stream++);
    return lmev_stat_t_quantile(lmev__philox_unit(&p, 0) + 0x1p-54, INFINITY);
}

/* Mean over classes of Phi((mu + delta) / scale); *slope: its derivative by delta. */
static double bac_at(double delta, double scale, double *slope)
{
    double sum = 0, slopes = 0;
    for (size_t c = 0; c < CLASSES; c++) {
        sum += phi((mu[c] + delta) / scale);
        if (slope) slopes += density((mu[c] + delta) / scale) / scale;
    }
    if (slope) *slope = slopes / CLASSES;
    return sum / CLASSES;
}

void study_variance(double *rows, double *rows_found, double *both)
{
    enum { HALF = 40 };
    double alone = 0, mean = 0, squares = 0;
    *rows = *both = 0;
    for (size_t c = 0; c < CLASSES; c++) {
        const double n = (double)(begin[c + 1] - begin[c]), p = phi(mu[c]);
        double together = 0, all = 0; /* that two trials of a model are both right */
        for (int i = -HALF; i <= HALF; i++) {
            const double z = i * 0.2, weight = density(z);
            const double right = phi((mu[c] + sqrt(ROW) * z) / sqrt(1 - ROW));
            all += weight;
            together += weight * right * right;
        }
        *rows += (together / all - p * p) / n / CLASSES / CLASSES;
        *both += (p - together / all) / n / CLASSES / CLASSES;
        if (n > 1) continue;
        alone++;
        mean += p;
        squares += p * p;
    }
    /* The spread of the stratum's hits holds that of its classes' chances. */
    *rows_found =
        *rows + (squares - mean * mean / alone) / (alone - 1) * alone / CLASSES / CLASSES;
}

static double delta_for(double bac)
{
    double delta = 0, slope, off;
    do {
        off = bac_at(delta, 1, &slope) - bac;
        delta -= off / slope;
    } while (fabs(off) > 1e-12);
    return delta;
}

/* ---- With hits ---- */

static double bac_of(const uint8_t *hit)
{
    double sum = 0;
    for (size_t c = 0; c < CLASSES; c++) {
        size_t right = 0;
        for (size_t r = begin[c]; r < begin[c + 1]; r++) right += hit[r];
        sum += (double)right / (double)(begin[c + 1] - begin[c]);
    }
    return sum / CLASSES;
}

/* New rows: what they are for all models, A the share that is. */
static void draw_rows(study *s)
{
    struct study_room *room = s->room;
    const float A = (float)sqrt(ROW - room->B * room->B);
    fill_normals(room->level, s);
    for (size_t c = 0; c < CLASSES; c++)
        for (size_t r = begin[c]; r < begin[c + 1]; r++)
            room->level[r] = (float)mu[c] + A * room->level[r];
}

/* ... and for one model, which draw_trial then takes. */
static void draw_rows_of_model(study *s)
{
    struct study_room *room = s->room;
    const float B = (float)room->B;
    fill_normals(room->own, s);
    for (size_t r = 0; r < ROWS; r++) room->own[r] = room->level[r] + B * room->own[r];
}

/* A trial of model m; its BAC. network: NULL, or room for the true BAC of what it
 * trained. */
static double draw_trial(study *s, size_t m, uint8_t *hit, double *network)
{
    struct study_room *room = s->room;
    const double S = room->seed[m] / room->slope;
    const float C = (float)sqrt(1 - ROW - S * S);
    const double shift = room->delta[m] + S * one_normal(s);
    fill_normals(room->luck, s);
    for (size_t r = 0; r < ROWS; r++)
        hit[r] = room->own[r] + C * room->luck[r] + (float)shift > 0;
    if (network) *network = bac_at(shift, sqrt(1 - S * S), NULL);
    return bac_of(hit);
}

static size_t sets_of(const setting *s)
{
    size_t n = 0;
    if (s->rows == SHARED) return 1;
    if (s->rows == BLOCKS) return s->T;
    for (size_t m = 0; m < s->K; m++) n += study_trials_of(s, m);
    return n;
}

static void draw_hits(study *s)
{
    struct study_room *room = s->room;
    const size_t K = s->s->K, sets = sets_of(s->s);
    double *bac = (double *)s->t.bac;
    for (size_t set = 0; set < sets; set++) {
        size_t model = SIZE_MAX;
        draw_rows(s);
        for (size_t i = 0; i < s->t.n; i++) {
            if (s->t.test_set[i] != set) continue;
            if (s->t.model[i] != model) draw_rows_of_model(s);
            model = s->t.model[i];
            bac[i] =
                draw_trial(s, model, room->hit[i],
                           s->s->T == 1 && !s->s->uneven ? &s->network_bac[i] : NULL);
        }
    }
    draw_rows(s);
    for (size_t m = 0; m < K; m++) {
        draw_rows_of_model(s);
        s->next_bac[m] = draw_trial(s, m, room->spare, NULL);
    }
}

/* ---- Without hits ---- */

static void draw_normal(study *s)
{
    const struct study_room *room = s->room;
    const size_t K = s->s->K;
    const bool blocks = s->s->rows == BLOCKS;
    const double rows = blocks ? REST_SD : OWN_SD;
    double *bac = (double *)s->t.bac;
    for (size_t i = 0; i < s->t.n; i++) {
        const size_t m = s->t.model[i];
        bac[i] = s->model_bac[m] + hypot(rows, room->seed[m]) * one_normal(s);
    }
    for (size_t set = 0; blocks && set < s->s->T; set++) {
        const double block = BLOCK_SD * one_normal(s);
        for (size_t i = 0; i < s->t.n; i++)
            if (s->t.test_set[i] == set) bac[i] += block;
    }
    const double next = blocks ? BLOCK_SD * one_normal(s) : 0;
    for (size_t m = 0; m < K; m++)
        s->next_bac[m] =
            s->model_bac[m] + next + hypot(rows, room->seed[m]) * one_normal(s);
}

void study_draw(study *s, uint32_t number)
{
    struct study_room *room = s->room;
    room->number = number;
    room->stream = 0;
    for (size_t m = 0; m < s->s->K; m++) {
        s->model_bac[m] = STUDY_BAC + (s->s->above ? s->s->above[m] : 0);
        if (s->s->tau > 0) s->model_bac[m] += s->s->tau * one_normal(s);
        if (s->s->hits && (s->s->tau > 0 || isnan(room->delta[m])))
            room->delta[m] = delta_for(s->model_bac[m]);
    }
    if (s->s->hits)
        draw_hits(s);
    else
        draw_normal(s);
}

/* ---- Making and freeing ---- */

/* The sd of each model's seeds rises to seed_ratio times the first; the mean square is
 * that of all. */
static void spread_seeds(study *s)
{
    const size_t K = s->s->K;
    const double ratio = s->s->seed_ratio > 0 ? s->s->seed_ratio : 1;
    double squares = 0;
    for (size_t m = 0; m < K; m++) {
        s->room->seed[m] = 1 + (ratio - 1) * (double)m / (double)(K - 1);
        squares += s->room->seed[m] * s->room->seed[m] / (double)K;
    }
    for (size_t m = 0; m < K; m++)
        s->room->seed[m] *= (s->s->no_seeds ? 0 : STUDY_SEED_SD) / sqrt(squares);
}

/* Trials model by model, and who has which rows. */
static void place_trials(study *s)
{
    size_t *model = (size_t *)s->t.model, *set = (size_t *)s->t.test_set, i = 0;
    for (size_t m = 0; m < s->s->K; m++)
        for (size_t t = 0; t < study_trials_of(s->s, m); t++, i++) {
            model[i] = m;
            s->network_bac[i] = NAN;
            set[i] = s->s->rows == SHARED ? 0 : s->s->rows == BLOCKS ? t : i;
            if (s->s->rows == OWN && !s->s->hits) set[i] = LMEV_OWN_ROWS;
        }
}

/* Settings draw numbers of their own, lest one run of luck shows in all of them. */
static uint64_t key_of(const setting *s)
{
    const double number[] = {(double)s->K, (double)s->T, s->uneven,
                             s->rows,      s->hits,      s->seed_ratio,
                             s->row_sd,    s->tau,       s->above ? s->above[1] : 0,
                             s->no_seeds};
    uint64_t key = 2020;
    for (size_t i = 0; i < sizeof number / sizeof *number; i++)
        key = key * 1000003 + (uint64_t)llround(1e5 * number[i]);
    return key;
}

study *study_new(const setting *of)
{
    study *s = room_for(1, sizeof *s);
    struct study_room *room = s->room = room_for(1, sizeof *room);
    const size_t K = of->K, sets = sets_of(of);
    size_t n = 0;
    for (size_t m = 0; m < K; m++) n += study_trials_of(of, m);
    s->s = of;
    room->key = key_of(of);
    s->model_bac = room_for(K, sizeof(double));
    s->next_bac = room_for(K, sizeof(double));
    s->network_bac = room_for(n, sizeof(double));
    room->seed = room_for(K, sizeof(double));
    room->delta = room_for(K, sizeof(double));
    room->rows = room_for(sets, sizeof *room->rows);
    room->hit = room_for(n, sizeof *room->hit);
    room->n = n;
    for (size_t m = 0; m < K; m++) room->delta[m] = NAN;
    for (size_t i = 0; of->hits && i < n; i++) room->hit[i] = room_for(ROWS, 1);
    for (size_t k = 0; of->hits && k < sets; k++)
        room->rows[k] = (lmev_test_rows){ROWS, CLASSES, truth};
    s->t = (lmev_trials){n,
                         K,
                         room_for(n, sizeof(double)),
                         room_for(n, sizeof(size_t)),
                         room_for(n, sizeof(size_t)),
                         sets,
                         of->hits ? room->rows : NULL,
                         of->hits ? (const uint8_t *const *)room->hit : NULL};
    /* B^2 is what makes the sd of a difference that which is wanted, found by numerical
     * integration. */
    const double row_sd = of->row_sd > 0 ? of->row_sd : 0.0021;
    room->B = sqrt(18600 * row_sd * row_sd);
    bac_at(0, 1, &room->slope);
    spread_seeds(s);
    place_trials(s);
    return s;
}

void study_free(study *s)
{
    struct study_room *room = s->room;
    for (size_t i = 0; i < room->n; i++) free(room->hit[i]);
    free(room->hit);
    free(room->rows);
    free(room->delta);
    free(room->seed);
    free(room);
    free((void *)s->t.bac);
    free((void *)s->t.model);
    free((void *)s->t.test_set);
    free(s->network_bac);
    free(s->next_bac);
    free(s->model_bac);
    free(s);
}
