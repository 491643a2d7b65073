/* floor.h - what the matmuls of a training step or of a prediction cost alone: oneDNN
 * called as anybody would, with all threads, plain row-major arrays, nothing between the
 * calls.
 *
 * This is the floor that the benchmarks divide by. It shares no code with src/nn. */
#ifndef LMEV_BENCH_FLOOR_H
#define LMEV_BENCH_FLOOR_H
#include <stdbool.h>

typedef struct floor_t floor_t;

/* The products of layers D -> H -> H -> C on B rows: three forward; with train also the
 * three gradients of inputs and the three of weights. bf16 or f32 operands, f32
 * accumulation. */
floor_t *floor_new(bool train, bool bf16, int B, int D, int H, int C);
/* The same for any chain of layers width[0] -> width[1] -> .. -> width[n], n at most 8,
 * all three products of each. */
floor_t *floor_chain(bool bf16, int B, const int *width, int n);
double floor_run(floor_t *f); /* seconds of one pass */
void floor_free(floor_t *f);

double bench_now(void);
double bench_median(double *x, int n); /* sorts x */
#endif
