/* distributions.c - Student's t, the normal, chi-squared, and Dunnett's greatest of
 * several t.
 *
 * The first is the regularised incomplete beta function I_x(a, b) = prefix / F, where
 * prefix = x^a (1-x)^b / B(a, b) and F is a continued fraction (A. R. Didonato, A. H.
 * Morris, Significant digit computation of the incomplete beta function ratios, ACM TOMS
 * 18, 1992, section 4).
 *
 * Accuracy. The prefix through lgamma would lose 1e-16 * a log a, 1e-9 at a million
 * degrees of freedom. It is written as a binomial density in saddle-point form instead
 * (C. Loader, Fast and accurate computation of binomial probabilities, 2000): a deviance,
 * which is small where the result is not, and remainders of Stirling's series. x and 1 -
 * x come in both, and a - (a + b) x from them, so that nothing is lost where x is near 1.
 * The fraction takes O(sqrt(a + b)) terms at the worst, each rounded once. So 1e-12 holds
 * everywhere, absolute and, in the tails, nearly as much relative. The incomplete gamma
 * function of chi-squared is made likewise. What is averaged over a t's denominator is a
 * sum over its logarithm, where the trapezoidal rule converges faster than any power of
 * the step. tests/unit/test_statistics.c compares with SciPy.
 *
 * Cost: under a microsecond a tail below a thousand degrees of freedom. Not here: the
 * tests that use them (samples.c). */
#include <float.h>
#include <math.h>

#include "metric/distributions.h"

/* From here on, t is a transformed normal; the error is O(1 / df^2). */
#define LARGE_DF 1e7
#define PI       3.14159265358979323846
#define FAR      1e150 /* larger quantiles are infinite, since their squares would be */

/* log(gamma(x)) - ((x - 1/2) log x - x + log(2 pi) / 2), x > 0. From 10 on eight terms of
 * the series leave less than 3e-17. */
static double stirling_rest(double x)
{
    if (x < 10) {
        int sign;
        return lgamma_r(x, &sign) - ((x - 0.5) * log(x) - x + 0.5 * log(2 * PI));
    }
    static const double term[] = {1.0 / 12,   -1.0 / 360,      1.0 / 1260, -1.0 / 1680,
                                  1.0 / 1188, -691.0 / 360360, 1.0 / 156};
    const double r2 = 1 / (x * x);
    double sum = 0;
    for (int j = (int)(sizeof term / sizeof *term) - 1; j >= 0; j--)
        sum = sum * r2 + term[j];
    return sum / x;
}

/* v log(v / m) - d with d = v - m, of which the caller knows more digits than v - m
 * has. */
static double deviance(double v, double m, double d)
{
    if (fabs(d) >= 0.1 * (v + m)) return v * log(v / m) - d;
    const double r = d / (v + m), r2 = r * r;
    double sum = d * r, power = 2 * v * r;
    for (int j = 3; j < 60; j += 2) { /* |r| < 0.1: two digits a term */
        const double before = sum;
        power *= r2;
        sum += power / j;
        if (sum == before) break;
    }
    return sum;
}

/* 1 / F above; d = a - (a + b) x, not negative. */
static double beta_fraction(double a, double b, double x, double y, double d)
{
    /* F = B0 + A1 / (B1 + A2 / (B2 + ...)), forwards: c and 1 / e are its last two
     * numerators' and denominators' ratios. */
    double c = a * (d + 1) / (a + 1), e = 0, f = c;
    for (double n = 1; n < 1e7; n++) {
        const double m = a + 2 * n;
        const double A =
            (a + n - 1) / (m - 1) * ((a + b + n - 1) / (m - 1)) * n * (b - n) * x * x;
        const double B =
            n + n * (b - n) * x / (m - 1) + (a + n) / (m + 1) * (d + 1 + n * (1 + y));
        e = 1 / (B + A * e);
        c = B + A / c;
        f *= c * e;
        if (fabs(c * e - 1) <= DBL_EPSILON) break;
    }
    return 1 / f;
}

/* I_x(a, b), y = 1 - x; a, b > 0. *prefix (may be NULL): x^a y^b / B(a, b). */
static double beta_cdf(double a, double b, double x, double y, double *prefix)
{
    const double n = a + b, d = a * y - b * x; /* a - n x, and n y - b */
    double front = 0;
    if (x > 0 && y > 0)
        front = sqrt(a / n * b / (2 * PI)) *
                exp(stirling_rest(n) - stirling_rest(a) - stirling_rest(b) -
                    deviance(a, n * x, d) - deviance(b, n * y, -d));
    if (prefix) *prefix = front;
    if (!(x > 0)) return 0;
    if (!(y > 0)) return 1;
    return d >= 0 ? front * beta_fraction(a, b, x, y, d)
                  : 1 - front * beta_fraction(b, a, y, x, -d);
}

/* P(T > t) for t >= 0, and t times the density there. */
typedef struct upper {
    double tail, slope;
} upper;

static upper normal_upper(double z)
{
    return (upper){0.5 * erfc(z * sqrt(0.5)), z * exp(-0.5 * z * z) / sqrt(2 * PI)};
}

/* Below LARGE_DF. P(T > t) = I_x(df/2, 1/2) / 2 with x = df / (df + t^2); its derivative
 * by log t is minus the prefix. */
static upper t_upper(double t, double df)
{
    upper u;
    const double ratio = t * t / df;
    const double y = isinf(ratio) ? 1 : ratio / (1 + ratio);
    u.tail = 0.5 * beta_cdf(0.5 * df, 0.5, 1 / (1 + ratio), y, &u.slope);
    return u;
}

/* D. L. Wallace, Ann. Math. Statist. 30 (1959): for large df a t is nearly a normal of
 * this. */
static double t_to_normal(double t, double df)
{
    const double q = t / df * t; /* infinite df: 0, and so the t itself */
    if (isinf(df)) return t;
    return sqrt(df * log1p(q)) * ((8 * df + 1) / (8 * df + 3));
}

static double upper_tail(double t, double df)
{
    return df < LARGE_DF ? t_upper(t, df).tail : normal_upper(t_to_normal(t, df)).tail;
}

double lmev_stat_t_cdf(double t, double df)
{
    if (isnan(t) || !(df > 0)) return NAN;
    return t < 0 ? upper_tail(-t, df) : 1 - upper_tail(t, df);
}

double lmev__t_two_sided(double t, double df)
{
    if (isnan(t) || !(df > 0)) return NAN;
    return 2 * upper_tail(fabs(t), df);
}

/* t > 0 with upper tail q < 1/2, by Newton's method on log tail as a function of log t.
 * That function is concave for both distributions: a step from the left of the root lands
 * right of it, and from there every step goes left and stays right. df infinite: the
 * normal. */
static double upper_quantile(double q, double df)
{
    const bool normal = isinf(df);
    /* Right of the normal's root, as its tail is below exp(-z^2/2) / 2; the t's lies
     * further out than the normal's. */
    double t = normal ? sqrt(-2 * log(2 * q)) : upper_quantile(q, INFINITY);
    for (int i = 0; i < 200; i++) {
        const upper u = normal ? normal_upper(t) : t_upper(t, df);
        double step = u.tail / u.slope * log(u.tail / q);
        if (!isfinite(step)) return t; /* q is smaller than the tail's resolution */
        for (; step > DBL_EPSILON;
             step /= 2) { /* beyond the smallest tail the slope is 0 */
            const double next = t * exp(step);
            if (next > FAR) return INFINITY;
            if ((normal ? normal_upper(next) : t_upper(next, df)).tail > 0) break;
        }
        t *= exp(step);
        if (fabs(step) <= 4 * DBL_EPSILON) break;
    }
    return t;
}

double lmev_stat_t_quantile(double p, double df)
{
    if (!(df > 0) || !(p >= 0 && p <= 1)) return NAN;
    if (p == 0.5) return 0;
    const double q = p < 0.5 ? p : 1 - p;
    double t;
    if (!(q > 0))
        t = INFINITY;
    else if (df < LARGE_DF)
        t = upper_quantile(q, df);
    else {
        t = upper_quantile(q, INFINITY);
        if (isfinite(df)) { /* t_to_normal, solved for t */
            const double z = t * ((8 * df + 3) / (8 * df + 1));
            t = sqrt(df * expm1(z * z / df));
        }
    }
    return p < 0.5 ? -t : t;
}

double lmev__normal_cdf(double z)
{
    return 0.5 * erfc(-z * sqrt(0.5));
}

/* ---- Chi-squared ---- */

/* x^a e^-x / gamma(a): the density of a gamma variable, times x. */
static double gamma_front(double a, double x)
{
    if (!(x > 0) || isinf(x)) return 0;
    return sqrt(a / (2 * PI)) * exp(-stirling_rest(a) - deviance(a, x, a - x));
}

/* Q(a, x) by a continued fraction (modified Lentz), right of the mean. */
static double gamma_fraction(double a, double x)
{
    double b = x + 1 - a, c = 1 / DBL_MIN, e = 1 / b, f = e;
    for (double n = 1; n < 1e7; n++) {
        const double k = -n * (n - a);
        b += 2;
        e = 1 / (k * e + b);
        c = b + k / c;
        f *= c * e;
        if (fabs(c * e - 1) <= DBL_EPSILON) break;
    }
    return f;
}

double lmev_stat_chi2_cdf(double x, double df)
{
    const double a = 0.5 * df, y = 0.5 * x;
    if (isnan(x) || !(df > 0) || isinf(df)) return NAN;
    if (!(x > 0)) return 0;
    if (isinf(x)) return 1;
    if (y > a + 1) return 1 - gamma_front(a, y) * gamma_fraction(a, y);
    double sum = 1 / a, term = sum;
    for (double n = 1; n < 1e7 && term > sum * DBL_EPSILON; n++)
        sum += term *= y / (a + n);
    return gamma_front(a, y) * sum;
}

double lmev_stat_chi2_quantile(double p, double df)
{
    if (!(df > 0) || isinf(df) || !(p >= 0 && p <= 1)) return NAN;
    if (p == 0) return 0;
    if (p == 1) return INFINITY;
    double low = 0, high = df + 1;
    while (lmev_stat_chi2_cdf(high, df) < p) high *= 2;
    while (high - low > 1e-14 * high && high > DBL_MIN) {
        const double middle = low + (high - low) / 2;
        if (middle == low || middle == high) break;
        if (lmev_stat_chi2_cdf(middle, df) < p)
            low = middle;
        else
            high = middle;
    }
    return high;
}

/* ---- Means over the denominator of a t ---- */

#define FEW      1e-14 /* the probability left out of a mean of a bounded function */
#define STEEPEST 16.0  /* of the functions, see distributions.h */

double lmev__over_scale(double df, lmev__of_scale f, const void *self)
{
    if (!(df < LARGE_DF)) return f(1, self);
    /* log s has a deviation of 1 / sqrt(2 df) where df is large; with few its left tail
     * is long. A step of 0.8 of a normal's deviation leaves out exp(-2 (pi / 0.8)^2),
     * 4e-14: of f too. */
    const double step = fmin(0.8 / STEEPEST, 0.5 / sqrt(2 * df));
    double sum = 0, all = 0;
    for (int side = -1; side <= 1; side += 2)
        for (int i = side > 0; i < 100000; i++) {
            const double s = exp(side * i * step),
                         weight = gamma_front(0.5 * df, 0.5 * df * s * s);
            if (weight < FEW) break;
            all += weight;
            sum += weight * f(s, self);
        }
    return sum / all;
}

/* n normals correlated by rho, all below `below` x the denominator. Their greatest is at
 * sqrt(2 log n), with a deviation of about its reciprocal: up to 3,000 are within
 * STEEPEST. */
typedef struct family {
    size_t n;
    double rho, below;
} family;

static double power(double x, size_t n)
{
    double y = 1;
    for (; n > 0; n /= 2, x *= x)
        if (n % 2) y *= x;
    return y;
}

static double all_below(double s, const void *self)
{
    const family *g = self;
    const double own = sqrt(1 - g->rho), common = sqrt(g->rho);
    if (g->rho == 0) return power(lmev__normal_cdf(g->below * s), g->n);
    /* The higher their correlation, the faster the integrand changes; the width of the
     * steps follows. */
    const int half = (int)ceil(8.5 / (0.25 * own));
    const double step = 8.5 / half;
    double sum = 0, all = 0;
    for (int i = -half; i <= half; i++) {
        const double z = i * step, weight = exp(-0.5 * z * z);
        all += weight;
        sum += weight * power(lmev__normal_cdf((g->below * s + common * z) / own), g->n);
    }
    return sum / all;
}

/* log(P(the greatest is beyond c) / alpha), which falls nearly in a line. */
static double beyond(const family *g, double df, double alpha)
{
    return log((1 - lmev__over_scale(df, all_below, g)) / alpha);
}

/* Regula falsi (Illinois: the value at an end that stays is halved), eight steps or
 * so. */
double lmev_stat_dunnett_quantile(double alpha, size_t n, double df, double rho)
{
    if (n == 0 || !(df > 0) || !(alpha > 0 && alpha < 0.5) || !(rho >= 0 && rho < 1))
        return NAN;
    family low = {n, rho, lmev_stat_t_quantile(1 - alpha, df)}; /* of one alone */
    if (n == 1) return low.below;
    family high = {n, rho, lmev_stat_t_quantile(1 - alpha / (double)n, df)},
           c = high; /* apart */
    double at_low = beyond(&low, df, alpha), at_high = beyond(&high, df, alpha);
    for (int i = 0, side = 0; i < 100 && at_high < 0; i++) {
        const double before = c.below;
        c.below = low.below + (high.below - low.below) * at_low / (at_low - at_high);
        if (fabs(c.below - before) <= 1e-9 * c.below) break;
        const double at = beyond(&c, df, alpha);
        if (at > 0) {
            low = c;
            at_low = at;
            if (side > 0) at_high /= 2;
        } else {
            high = c;
            at_high = at;
            if (side < 0) at_low /= 2;
        }
        side = at > 0 ? 1 : -1;
    }
    return c.below;
}
