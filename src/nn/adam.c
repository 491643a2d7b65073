/* adam.c - the tables behind lazy Adam; see adam.h for the mathematics.
 *
 * Cost: horizon * order multiply-adds a step (about a thousand for the usual betas), and
 * 40 bytes of memory a step. */
#include "nn/adam.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"

#define P           LMEV__REPLAY_ORDER
#define HORIZON_MAX 32768u
#define TINY        1e-12 /* b1^k below this ends the sum over k */
#define SERIES_REST 2e-8  /* a third of half a float ulp, relative to the move */

/* The smallest order whose first left-out term is small enough; 0 when there is none. */
static int series_order(double beta_1, double beta_2, uint32_t horizon)
{
    double sum[P + 1] = {0}, b = 1, u = 1;
    for (uint32_t k = 1; k <= horizon; k++) {
        b *= beta_1;
        u *= sqrt(beta_2);
        double term = b;
        for (int p = 0; p <= P; p++, term *= 1 - u) sum[p] += term;
    }
    for (int p = 1; p <= P; p++)
        if (sum[p] <= SERIES_REST * sum[0]) return p;
    return 0;
}

lmev_status lmev__adam_init(lmev__adam *a, double lr, double beta_1, double beta_2,
                            double epsilon, lmev_error *err)
{
    memset(a, 0, sizeof *a);
    a->lr = lr;
    a->beta_1 = beta_1;
    a->beta_2 = beta_2;
    a->epsilon = epsilon;
    const double k = beta_1 > TINY ? floor(log(TINY) / log(beta_1)) : 0;
    a->horizon = k < HORIZON_MAX ? (uint32_t)k : HORIZON_MAX;
    a->order = k < HORIZON_MAX ? series_order(beta_1, beta_2, a->horizon) : 0;
    const size_t K = a->horizon;
    a->near = lmev__calloc((K + 1) * P, sizeof *a->near);
    a->power_1 = lmev__calloc(K + 2, sizeof *a->power_1);
    a->power_2 = lmev__calloc(K + 2, sizeof *a->power_2);
    if (!a->near || !a->power_1 || !a->power_2) {
        lmev__adam_release(a);
        return lmev__nomem(err, "Adam");
    }
    a->power_1[0] = a->power_2[0] = 1;
    for (size_t i = 1; i < K + 2; i++) {
        a->power_1[i] = a->power_1[i - 1] * beta_1;
        a->power_2[i] = a->power_2[i - 1] * beta_2;
    }
    return LMEV_OK;
}

void lmev__adam_release(lmev__adam *a)
{
    lmev__free(a->near);
    lmev__free(a->far);
    lmev__free(a->lr_at);
    lmev__free(a->power_1);
    lmev__free(a->power_2);
    memset(a, 0, sizeof *a);
}

/* Fill `near` for the target, and one more entry of `far` with its last one. In the basis
 * u^p the sums obey N_p(G+1) = b1 r^p (lr_{target-G} + N_p(G)), r = sqrt(b2); the
 * binomial theorem gives M_p. The cancellation leaves a relative error of 1e-15 in double
 * precision. */
static void set_target(lmev__adam *a, uint32_t target)
{
    if (a->target == target && target) return;
    a->target = target;
    const uint32_t gaps = target < a->horizon ? target : a->horizon;
    const double r = sqrt(a->beta_2);
    double N[P] = {0}, ratio[P];
    ratio[0] = a->beta_1;
    for (int p = 1; p < P; p++) ratio[p] = ratio[p - 1] * r;
    for (uint32_t G = 0; G < gaps; G++) {
        const double lr = a->lr_at[target - G];
        double M[P];
        for (int p = 0; p < a->order; p++) M[p] = N[p] = ratio[p] * (lr + N[p]);
        /* repeated differences: M[p] becomes sum_j (-1)^j binom(p, j) N_j */
        for (int d = 1; d < a->order; d++)
            for (int p = a->order - 1; p >= d; p--) M[p] = M[p - 1] - M[p];
        float *to = a->near + (size_t)(G + 1) * P;
        for (int p = 0; p < a->order; p++) to[p] = (float)M[p];
    }
    if (a->horizon && target >= a->horizon)
        memcpy(a->far + (size_t)(target - a->horizon) * P,
               a->near + (size_t)a->horizon * P, P * sizeof *a->far);
}

static bool make_room(lmev__adam *a, size_t need)
{
    if (need <= a->room) return true;
    const size_t room = need < 1024 ? 1024 : need * 2;
    double *lr_at = lmev__realloc(a->lr_at, room, sizeof *lr_at);
    if (!lr_at) return false;
    a->lr_at = lr_at;
    float *far = lmev__realloc(a->far, room, P * sizeof *far);
    if (!far) return false;
    a->far = far;
    a->room = room;
    return true;
}

lmev_status lmev__adam_begin(lmev__adam *a, lmev_error *err)
{
    if (a->step == UINT32_MAX - 1)
        return lmev__fail(err, LMEV_ERR_FAILED, NULL, 0, "more than 2^32 training steps");
    if (!make_room(a, (size_t)a->step + 2)) return lmev__nomem(err, "Adam");
    a->step++;
    const double s = a->step;
    a->lr_at[a->step] = a->lr * sqrt(1 - pow(a->beta_2, s)) / (1 - pow(a->beta_1, s));
    set_target(a, a->step - 1);
    return LMEV_OK;
}

void lmev__adam_settle(lmev__adam *a)
{
    set_target(a, a->step);
}

lmev_status lmev__adam_goto(lmev__adam *a, uint32_t step, lmev_error *err)
{
    a->step = a->target = 0;
    while (a->step < step) {
        const lmev_status s = lmev__adam_begin(a, err);
        if (s != LMEV_OK) return s;
    }
    return LMEV_OK;
}

static void decay(const lmev__adam *a, uint32_t gap, double *scale_m, double *scale_v)
{
    if (gap <= a->horizon + 1) {
        *scale_m = a->power_1[gap];
        *scale_v = a->power_2[gap];
    } else { /* the rest of m, below 1e-12 of it, would only produce denormals */
        *scale_m = 0;
        *scale_v = pow(a->beta_2, gap);
    }
}

lmev__adam_step lmev__adam_now(const lmev__adam *a, uint32_t gap)
{
    double b1, b2;
    decay(a, gap + 1, &b1, &b2);
    return (lmev__adam_step){
        .lr = (float)a->lr_at[a->step],
        .beta_1 = (float)b1,
        .beta_2 = (float)b2,
        .gain_1 = (float)(1 - a->beta_1),
        .gain_2 = (float)(1 - a->beta_2),
        .epsilon = (float)a->epsilon,
    };
}

/* The sum over k as it stands, for betas whose series converges too slowly. */
static void replay_stepwise(const lmev__adam *a, float *w, const float *m, const float *v,
                            size_t n, uint32_t t0, uint32_t gap)
{
    for (size_t i = 0; i < n; i++) {
        if (m[i] == 0) continue;
        const double root = sqrt((double)v[i]), r = sqrt(a->beta_2);
        double b = 1, u = 1, sum = 0;
        for (uint32_t k = 1; k <= gap && b > TINY; k++) {
            b *= a->beta_1;
            u *= r;
            sum += a->lr_at[t0 + k] * b / (root * u + a->epsilon);
        }
        w[i] -= (float)((double)m[i] * sum);
    }
}

void lmev__adam_replay(const lmev__adam *a, const lmev__kernels *kern, float *w, float *m,
                       float *v, size_t n, uint32_t t0, bool moments)
{
    const uint32_t gap = a->target - t0;
    double scale_m = 1, scale_v = 1;
    if (gap == 0) return;
    if (moments) decay(a, gap, &scale_m, &scale_v);
    const float *series =
        gap <= a->horizon ? a->near + (size_t)gap * P : a->far + (size_t)t0 * P;
    if (a->horizon && a->order) {
        kern->replay(w, m, v, n, series, a->order, (float)a->epsilon, (float)scale_m,
                     (float)scale_v);
        return;
    }
    if (a->horizon) replay_stepwise(a, w, m, v, n, t0, gap);
    if (!moments) return;
    for (size_t i = 0; i < n; i++) {
        m[i] *= (float)scale_m;
        v[i] *= (float)scale_v;
    }
}
