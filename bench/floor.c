/* floor.c - see floor.h. A benchmark, not the product: errors end the program. */
#include "floor.h"

#include <oneapi/dnnl/dnnl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CHECK(call)                                                    \
    do {                                                               \
        if ((call) != dnnl_success) {                                  \
            fprintf(stderr, "floor.c:%d: oneDNN refuses\n", __LINE__); \
            exit(1);                                                   \
        }                                                              \
    } while (0)

struct product {
    dnnl_primitive_t run;
    dnnl_memory_t memory[3];
    void *room[3];
};

struct floor_t {
    dnnl_engine_t engine;
    dnnl_stream_t stream;
    int n;
    struct product product[24];
};

double bench_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double bench_median(double *x, int n)
{
    qsort(x, (size_t)n, sizeof *x, by_value);
    return n % 2 ? x[n / 2] : (x[n / 2 - 1] + x[n / 2]) / 2;
}

#if DNNL_VERSION_MAJOR >= 3
typedef dnnl_memory_desc_t md_t;
#define MD(md)  (md)
#define MD_MAKE dnnl_memory_desc_create_with_strides
#else
typedef dnnl_memory_desc_t md_t;
#define MD(md)  (&(md))
#define MD_MAKE dnnl_memory_desc_init_by_strides
#endif

/* From one row of n to the next: an odd number of cache lines, as the product has them;
 * rows a power of two apart would make a floor that is easily undercut. */
static int64_t ld(int n, size_t size)
{
    const int64_t line = (int64_t)(64 / size);
    return ((n + line - 1) / line | 1) * line;
}

/* C[M,N] = A[M,K] B[K,N]; a transposed operand is stored the other way round. */
static void add(floor_t *f, bool bf16, int M, int K, int N, bool ta, bool tb, bool wide)
{
    struct product *p = &f->product[f->n++];
    const dnnl_data_type_t type = bf16 ? dnnl_bf16 : dnnl_f32;
    const size_t size = bf16 ? 2 : 4, size_c = wide ? 4 : size;
    const dnnl_dims_t dims[3] = {{M, K}, {K, N}, {M, N}};
    const int64_t lds[3] = {ld(ta ? M : K, size), ld(tb ? K : N, size), ld(N, size_c)};
    const int64_t rows[3] = {ta ? K : M, tb ? N : K, M};
    const dnnl_dims_t strides[3] = {{ta ? 1 : lds[0], ta ? lds[0] : 1},
                                    {tb ? 1 : lds[1], tb ? lds[1] : 1},
                                    {lds[2], 1}};
    md_t md[3];
    dnnl_primitive_desc_t plan;
    for (int i = 0; i < 3; i++) {
        const size_t bytes = (size_t)(rows[i] * lds[i]) * 4 + 64;
        CHECK(MD_MAKE(&md[i], 2, dims[i], i == 2 && wide ? dnnl_f32 : type, strides[i]));
        p->room[i] = aligned_alloc(64, (bytes + 63) / 64 * 64);
        if (!p->room[i]) exit(1);
        memset(p->room[i], 0, bytes);
        CHECK(dnnl_memory_create(&p->memory[i], MD(md[i]), f->engine, p->room[i]));
    }
#if DNNL_VERSION_MAJOR >= 3
    CHECK(dnnl_matmul_primitive_desc_create(&plan, f->engine, md[0], md[1], NULL, md[2],
                                            NULL));
#else
    dnnl_matmul_desc_t op;
    CHECK(dnnl_matmul_desc_init(&op, &md[0], &md[1], NULL, &md[2]));
    CHECK(dnnl_primitive_desc_create(&plan, &op, NULL, f->engine, NULL));
#endif
    CHECK(dnnl_primitive_create(&p->run, plan));
    dnnl_primitive_desc_destroy(plan);
}

floor_t *floor_new(bool train, bool bf16, int B, int D, int H, int C)
{
    floor_t *f = calloc(1, sizeof *f);
    if (!f) exit(1);
    CHECK(dnnl_engine_create(&f->engine, dnnl_cpu, 0));
    CHECK(dnnl_stream_create(&f->stream, f->engine, dnnl_stream_in_order));
    add(f, bf16, B, D, H, false, false, false);
    add(f, bf16, B, H, H, false, false, false);
    add(f, bf16, B, H, C, false, false, false);
    if (!train) return f;
    add(f, bf16, B, C, H, false, true, false);
    add(f, bf16, B, H, H, false, true, false);
    add(f, bf16, B, H, D, false, true, false);
    add(f, bf16, D, B, H, true, false, true);
    add(f, bf16, H, B, H, true, false, true);
    add(f, bf16, H, B, C, true, false, true);
    return f;
}

floor_t *floor_chain(bool bf16, int B, const int *width, int n)
{
    floor_t *f = calloc(1, sizeof *f);
    if (!f || n > 8) exit(1);
    CHECK(dnnl_engine_create(&f->engine, dnnl_cpu, 0));
    CHECK(dnnl_stream_create(&f->stream, f->engine, dnnl_stream_in_order));
    for (int l = 0; l < n; l++) {
        add(f, bf16, B, width[l], width[l + 1], false, false, false);
        add(f, bf16, B, width[l + 1], width[l], false, true, false);
        add(f, bf16, width[l], B, width[l + 1], true, false, true);
    }
    return f;
}

double floor_run(floor_t *f)
{
    const double begin = bench_now();
    for (int i = 0; i < f->n; i++) {
        const struct product *p = &f->product[i];
        const dnnl_exec_arg_t args[3] = {{DNNL_ARG_SRC, p->memory[0]},
                                         {DNNL_ARG_WEIGHTS, p->memory[1]},
                                         {DNNL_ARG_DST, p->memory[2]}};
        CHECK(dnnl_primitive_execute(p->run, f->stream, 3, args));
    }
    CHECK(dnnl_stream_wait(f->stream));
    return bench_now() - begin;
}

void floor_free(floor_t *f)
{
    for (int i = 0; i < f->n; i++) {
        dnnl_primitive_destroy(f->product[i].run);
        for (int k = 0; k < 3; k++) {
            dnnl_memory_destroy(f->product[i].memory[k]);
            free(f->product[i].room[k]);
        }
    }
    dnnl_stream_destroy(f->stream);
    dnnl_engine_destroy(f->engine);
    free(f);
}
