/* study.h - studies with a known truth: trials of models, with or without test rows and
 * hits. */
#ifndef LMEV_TESTS_STUDY_H
#define LMEV_TESTS_STUDY_H
#include <stdbool.h>
#include <stdint.h>

#include "lmev/metric.h"

/* Balanced accuracy (BAC) of a model whose `above` is 0. */
#define STUDY_BAC 0.72
/* sd of a BAC due to seeds, its mean square over models. */
#define STUDY_SEED_SD 0.0032

/* Whose test rows are whose. */
typedef enum study_rows {
    SHARED, /* all trials of all models have the same rows */
    OWN,    /* each trial has rows of its own */
    BLOCKS  /* trial t of each model has the rows of trial t of the others */
} study_rows;

/* K models, T trials each. */
typedef struct setting {
    size_t K, T;
    bool uneven; /* model m has T + m % 3 trials */
    study_rows rows;
    bool hits; /* rows are known, else BACs are normal */
    /* seed sd of the last model, over that of the first; 0: all equal */
    double seed_ratio;
    bool no_seeds; /* all seeds train the same network */
    /* of the difference of two models, due to the rows, as a BAC; hits alone; 0: .0021 */
    double row_sd;
    const double *above; /* [K] true BACs over STUDY_BAC; NULL: zeros */
    double tau; /* sd of what is added to each model's true BAC, anew per study */
} setting;

/* A study. The arrays of t are its own. */
typedef struct study {
    const setting *s;
    lmev_trials t;
    double *model_bac; /* [K] true: the mean over seeds and rows */
    /* [n] true: the mean over rows, of the network of a trial; hits with one trial per
     * model alone, else NaN */
    double *network_bac;
    double *next_bac; /* [K] of one more trial, on rows that no other trial has */
    struct study_room *room;
} study;

/* Before the first study, once. */
void study_begin(void);
/* The setting is borrowed. Ends the program without memory. */
study *study_new(const setting *s);
void study_free(study *s);
/* Study `number` of this setting: the same in any thread and order. */
void study_draw(study *s, uint32_t number);
/* Variances of one trial's BAC with hits: due to rows, as lmev finds that on average
 * (classes of one row have a common spread, see src/metric/strata.h), and due to rows
 * with seeds. */
void study_variance(double *rows, double *rows_found, double *both);
size_t study_trials_of(const setting *s, size_t model);

/* Zeroed room for n and one more; without memory the program ends. */
void *room_for(size_t n, size_t size);

#endif
