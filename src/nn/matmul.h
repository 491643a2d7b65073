/* matmul.h - the oneDNN door: C = A B (+ bias, relu) on one thread.
 *
 * Each matmul runs on the thread that calls it. The threads of a step divide the work in
 * pieces whose shapes do not depend on their number, so results do not either. */
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
    bool b_packed; /* B is what lmev__matmul_pack made of it */
} lmev__matmul_shape;

typedef struct lmev__matmul lmev__matmul;

/* slots: how many threads may run it at once, each with a slot number of its own. */
lmev_status lmev__matmul_new(lmev__matmul **out, const lmev__matmul_shape *shape,
                             int slots, lmev_error *err);
void lmev__matmul_free(lmev__matmul *mm);
/* bias is NULL where the shape has none. False when oneDNN refuses (out of memory). */
bool lmev__matmul_run(lmev__matmul *mm, int slot, const void *a, const void *b,
                      const float *bias, void *c);

/* LMEV_OK, or the error of a product that was refused. */
lmev_status lmev__matmul_status(bool done, lmev_error *err);

/* For shapes with b_packed: the bytes of a packed B, 0 where oneDNN knows no better
 * layout than plain rows (such a matmul reads them N apart); and packing a plain B
 * (stored as the shape says) into `to`, which is aligned to 64 bytes. Worth it where B
 * stays as it is for many products. */
size_t lmev__matmul_packed_bytes(const lmev__matmul *mm);
bool lmev__matmul_pack(lmev__matmul *mm, const void *b, void *to);

/* Matmuls alike but for K, a multiple of `step` up to K of the shape. Each is made when
 * it is first wanted, and kept: batches of one size want few. All zero: none. */
typedef struct lmev__matmuls {
    lmev__matmul_shape shape;
    int64_t step;
    int slots;
    lmev__matmul **mm; /* [shape.K / step], NULL where not made */
} lmev__matmuls;

lmev_status lmev__matmuls_init(lmev__matmuls *m, const lmev__matmul_shape *shape,
                               int64_t step, int slots, lmev_error *err);
void lmev__matmuls_release(lmev__matmuls *m);
/* That of at least K > 0 rows can be run from now on. Not while another thread uses m. */
lmev_status lmev__matmuls_want(lmev__matmuls *m, int64_t K, lmev_error *err);
bool lmev__matmuls_run(const lmev__matmuls *m, int64_t K, int slot, const void *a,
                       const void *b, void *c);
#endif
