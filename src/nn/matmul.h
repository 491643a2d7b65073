/* matmul.h - matrix products by oneDNN: C = A B (+ bias, ReLU), on one thread.
 *
 * Each product runs on the thread that calls it. The threads of a step divide the work
 * into pieces whose shapes do not depend on the number of threads, so the results do not
 * depend on it either. */
#ifndef LMEV__NN_MATMUL_H
#define LMEV__NN_MATMUL_H
#include "lmev/base.h"

/* C[M,N] = A[M,K] B[K,N]. lda, ldb, ldc: elements from one stored row to the next. A
 * stored transposed lies as [K,M], B as [N,K]. */
typedef struct lmev__matmul_shape {
    int64_t M, K, N;
    int64_t lda, ldb, ldc;
    bool a_transposed, b_transposed;
    bool wide;     /* A and B are float; otherwise bf16 */
    bool c_wide;   /* C is float; otherwise bf16 */
    bool bias;     /* adds bias[N] (float) to each row of C */
    bool relu;     /* then max(0, .) */
    bool b_packed; /* B was packed by lmev__matmul_pack */
} lmev__matmul_shape;

typedef struct lmev__matmul lmev__matmul;

/* slots: the number of threads that may run it at once, each with its own slot number. */
lmev_status lmev__matmul_new(lmev__matmul **out, const lmev__matmul_shape *shape,
                             int slots, lmev_error *err);
void lmev__matmul_free(lmev__matmul *mm);
/* bias is NULL where the shape has none. False when oneDNN refuses (out of memory). */
bool lmev__matmul_run(lmev__matmul *mm, int slot, const void *a, const void *b,
                      const float *bias, void *c);

/* LMEV_OK if ok, else ERR_FAILED: oneDNN refused a product. */
lmev_status lmev__matmul_status(bool done, lmev_error *err);

/* For shapes with b_packed. The first gives the bytes of a packed B, or 0 when oneDNN has
 * no better layout than plain rows (such a product reads them N apart). The second packs
 * a plain B, stored as the shape says, into `to`, which is aligned to 64 bytes. Packing
 * pays when many products use the same B. */
size_t lmev__matmul_packed_bytes(const lmev__matmul *mm);
bool lmev__matmul_pack(lmev__matmul *mm, const void *b, void *to);

/* Products that differ only in K, a multiple of `step` up to the K of the shape. Each is
 * created when it is first needed, and kept. Zero-initialise; all zero: none. */
typedef struct lmev__matmuls {
    lmev__matmul_shape shape;
    int64_t step;
    int slots;
    lmev__matmul **mm; /* [shape.K / step], NULL where not made */
} lmev__matmuls;

lmev_status lmev__matmuls_init(lmev__matmuls *m, const lmev__matmul_shape *shape,
                               int64_t step, int slots, lmev_error *err);
void lmev__matmuls_release(lmev__matmuls *m);
/* Create the product for at least K > 0 rows if it is missing. No other thread may use m
 * meanwhile. */
lmev_status lmev__matmuls_want(lmev__matmuls *m, int64_t K, lmev_error *err);
bool lmev__matmuls_run(const lmev__matmuls *m, int64_t K, int slot, const void *a,
                       const void *b, void *c);
#endif
