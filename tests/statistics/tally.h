/* tally.h - means over studies, with their standard errors, and the limits they must
 * keep. */
#ifndef LMEV_TESTS_TALLY_H
#define LMEV_TESTS_TALLY_H
#include <stdbool.h>
#include <stddef.h>

/* What is measured in a study: shares, 0 to 1, unless said. NaN: there was nothing to
 * measure. */
typedef enum measure {
    /* Pairs and intervals. */
    /* of pairs: p is below .05 for a difference of 0, else the 95 % interval does not
     * hold the true one */
    PAIR_MISSED,
    /* 1: some pair's joint interval does not hold the true difference; of equal models,
     * some pair is called different */
    ANY_MISSED,
    DISAGREE, /* of pairs: p and interval contradict each other */
    HEADLINE, /* of models: the interval of the mean holds the true BAC */
    /* likewise, of the model where the claim is of the network alone */
    HEADLINE_MODEL,
    /* 1: that of the highest does */
    HEADLINE_HIGHEST,
    NEXT, /* of models: one more trial lies in its interval */
    /* The best. */
    BEST_KEPT,   /* 1: the true best is among the best */
    BEHIND_HELD, /* 1: no model is further behind the true best than it is said to be */
    RANKS_HELD,  /* 1: all true ranks are among those said to be possible */
    AMONG_BEST,  /* number of models among the best */
    OPTIMISM,    /* by how much the highest mean was too high */
    /* and by how much lmev says it is on average */
    OPTIMISM_SAID,
    FOUND, /* 1: the first model is found better than the second */
    FOUND_JOINTLY,
    HALF_WIDTH, /* of that interval */
    /* Traits, of eight or seven models crossed in three. */
    MAIN_MISSED, /* of the three effects */
    /* of the three two-way interactions */
    BETWEEN_MISSED,
    MAIN_FOUND, /* 1: the third effect is */
    /* 1: of models in general: pairs of models that differ in the first trait alone */
    GENERAL_MISSED,
    LEVELS_MISSED, /* 1: models nested in the trait, four at one level */
    /* 1: one model against four */
    ONE_AGAINST_MISSED,
    /* Spread of one trial, as variances; the interval of the rows' share in it; parts
     * of the variance of the first pair's difference. */
    VARIANCE_ROWS,
    VARIANCE_SEEDS,
    VARIANCE_BOTH,
    SHARE_LOW,
    SHARE_HIGH,
    POOLED_OWN, /* 1: models have variances of their own */
    PART_ROWS,
    PART_SEEDS,
    PART_BOTH,
    PART_DF,
    MEASURES
} measure;

typedef struct mean {
    double value, se;
    size_t n;
} mean;
/* Of column m of [n_studies][MEASURES], NaN left out. */
mean mean_of(const double (*studies)[MEASURES], size_t n_studies, measure m);

/* low <= mean <= high, give or take three standard errors: of the mean as it was found,
 * or if larger, of a share that is as large as the limit (a share of none in few
 * studies has no spread). So a program that keeps the limit fails in one of 700
 * comparisons, at the limit itself. */
bool is_within(mean x, double low, double high);
#endif
