/* matmul.c - see matmul.h. Written against oneDNN 2.6 (Debian 12) and 3.x, whose C
 * interfaces differ in how descriptors are made.
 *
 * A primitive is created once for a shape and planned for one thread; the members of a
 * team run it at the same time. Scratch memory is ours, one block per slot: oneDNN's
 * default is tied to the thread that created the primitive. */
#include "nn/matmul.h"

#include <oneapi/dnnl/dnnl.h>

#include "base/error.h"
#include "base/mem.h"

#if DNNL_VERSION_MAJOR >= 3
#define CONST_MD const_dnnl_memory_desc_t
#else
#define CONST_MD const dnnl_memory_desc_t *
#endif

/* Of OpenMP's runtime, which oneDNN uses. Declared here: clang has an <omp.h> only beside
 * a runtime of its own, whose settings oneDNN may not see. */
extern int omp_get_max_threads(void);
extern void omp_set_num_threads(int n);

/* oneDNN takes the number of threads from OpenMP's setting of the calling thread, when it
 * plans a product and when it runs one. Here it is 1: our teams divide the work, and
 * OpenMP never starts a thread for us. The setting of a host's thread is restored. */
static int one_thread_begin(void)
{
    const int before = omp_get_max_threads();
    if (before != 1) omp_set_num_threads(1);
    return before;
}

static void one_thread_end(int before)
{
    if (before != 1) omp_set_num_threads(before);
}

struct slot {
    dnnl_stream_t stream;
    dnnl_memory_t a, b, c, bias, scratch;
    void *room;
};

struct lmev__matmul {
    dnnl_engine_t engine;
    dnnl_primitive_desc_t plan;
    dnnl_primitive_t run;
    lmev__matmul_shape shape;
    int n_slots;
    struct slot *slot;
};

/* A memory descriptor of two dimensions with strides; owned by the caller in oneDNN 3. */
#if DNNL_VERSION_MAJOR >= 3
typedef dnnl_memory_desc_t md_t;
#define MD_IN(md) (md)
static dnnl_status_t md_make(md_t *md, int64_t rows, int64_t cols, bool wide, int64_t s0,
                             int64_t s1)
{
    const dnnl_dims_t dims = {rows, cols}, strides = {s0, s1};
    return dnnl_memory_desc_create_with_strides(md, 2, dims, wide ? dnnl_f32 : dnnl_bf16,
                                                strides);
}
static dnnl_status_t md_make_any(md_t *md, int64_t rows, int64_t cols, bool wide)
{
    const dnnl_dims_t dims = {rows, cols};
    return dnnl_memory_desc_create_with_tag(md, 2, dims, wide ? dnnl_f32 : dnnl_bf16,
                                            dnnl_format_tag_any);
}
static void md_free(md_t *md)
{
    if (*md) dnnl_memory_desc_destroy(*md);
    *md = NULL;
}
#else
typedef dnnl_memory_desc_t md_t;
#define MD_IN(md) (&(md))
static dnnl_status_t md_make(md_t *md, int64_t rows, int64_t cols, bool wide, int64_t s0,
                             int64_t s1)
{
    const dnnl_dims_t dims = {rows, cols}, strides = {s0, s1};
    return dnnl_memory_desc_init_by_strides(md, 2, dims, wide ? dnnl_f32 : dnnl_bf16,
                                            strides);
}
static dnnl_status_t md_make_any(md_t *md, int64_t rows, int64_t cols, bool wide)
{
    const dnnl_dims_t dims = {rows, cols};
    return dnnl_memory_desc_init_by_tag(md, 2, dims, wide ? dnnl_f32 : dnnl_bf16,
                                        dnnl_format_tag_any);
}
static void md_free(md_t *md)
{
    (void)md;
}
#endif

/* B as its owner stores it. */
static dnnl_status_t md_make_b(md_t *md, const lmev__matmul_shape *h)
{
    return md_make(md, h->K, h->N, h->wide, h->b_transposed ? 1 : h->ldb,
                   h->b_transposed ? h->ldb : 1);
}

static dnnl_status_t make_attributes(dnnl_primitive_attr_t *attr, bool relu)
{
    dnnl_status_t s = dnnl_primitive_attr_create(attr);
    if (s == dnnl_success)
        s = dnnl_primitive_attr_set_scratchpad_mode(*attr, dnnl_scratchpad_mode_user);
    if (s != dnnl_success || !relu) return s;
    dnnl_post_ops_t after = NULL;
    if ((s = dnnl_post_ops_create(&after)) != dnnl_success) return s;
#if DNNL_VERSION_MAJOR >= 3
    s = dnnl_post_ops_append_eltwise(after, dnnl_eltwise_relu, 0, 0);
#else
    s = dnnl_post_ops_append_eltwise(after, 1, dnnl_eltwise_relu, 0, 0);
#endif
    if (s == dnnl_success) s = dnnl_primitive_attr_set_post_ops(*attr, after);
    dnnl_post_ops_destroy(after);
    return s;
}

static dnnl_status_t make_plan(lmev__matmul *mm, const lmev__matmul_shape *h, md_t md[4])
{
    dnnl_primitive_attr_t attr = NULL;
    dnnl_status_t s;
    if ((s = md_make(&md[0], h->M, h->K, h->wide, h->a_transposed ? 1 : h->lda,
                     h->a_transposed ? h->lda : 1)) != dnnl_success ||
        (s = h->b_packed ? md_make_any(&md[1], h->K, h->N, h->wide)
                         : md_make_b(&md[1], h)) != dnnl_success ||
        (s = md_make(&md[2], h->M, h->N, h->c_wide, h->ldc, 1)) != dnnl_success ||
        (h->bias && (s = md_make(&md[3], 1, h->N, true, h->N, 1)) != dnnl_success) ||
        (s = make_attributes(&attr, h->relu)) != dnnl_success)
        goto done;
#if DNNL_VERSION_MAJOR >= 3
    s = dnnl_matmul_primitive_desc_create(&mm->plan, mm->engine, md[0], md[1],
                                          h->bias ? md[3] : NULL, md[2], attr);
#else
    dnnl_matmul_desc_t op;
    s = dnnl_matmul_desc_init(&op, &md[0], &md[1], h->bias ? &md[3] : NULL, &md[2]);
    if (s == dnnl_success)
        s = dnnl_primitive_desc_create(&mm->plan, &op, attr, mm->engine, NULL);
#endif
    if (s == dnnl_success) s = dnnl_primitive_create(&mm->run, mm->plan);
done:
    if (attr) dnnl_primitive_attr_destroy(attr);
    return s;
}

static dnnl_status_t make_slot(struct slot *k, lmev__matmul *mm, md_t md[4], bool *nomem)
{
    CONST_MD scratch =
        dnnl_primitive_desc_query_md(mm->plan, dnnl_query_scratchpad_md, 0);
    CONST_MD b = dnnl_primitive_desc_query_md(mm->plan, dnnl_query_weights_md, 0);
    const size_t room = scratch ? dnnl_memory_desc_get_size(scratch) : 0;
    dnnl_status_t s;
    if ((s = dnnl_stream_create(&k->stream, mm->engine, dnnl_stream_in_order)) !=
            dnnl_success ||
        (s = dnnl_memory_create(&k->a, MD_IN(md[0]), mm->engine, DNNL_MEMORY_NONE)) !=
            dnnl_success ||
        (s = dnnl_memory_create(&k->b, b, mm->engine, DNNL_MEMORY_NONE)) !=
            dnnl_success ||
        (s = dnnl_memory_create(&k->c, MD_IN(md[2]), mm->engine, DNNL_MEMORY_NONE)) !=
            dnnl_success)
        return s;
    if (mm->shape.bias && (s = dnnl_memory_create(&k->bias, MD_IN(md[3]), mm->engine,
                                                  DNNL_MEMORY_NONE)) != dnnl_success)
        return s;
    if (room) {
        if (!(k->room = lmev__aligned(room, 1))) {
            *nomem = true;
            return dnnl_out_of_memory;
        }
        s = dnnl_memory_create(&k->scratch, scratch, mm->engine, k->room);
    }
    return s;
}

lmev_status lmev__matmul_new(lmev__matmul **out, const lmev__matmul_shape *shape,
                             int slots, lmev_error *err)
{
    md_t md[4] = {0};
    bool nomem = false;
    dnnl_status_t s = dnnl_success;
    lmev__matmul *mm = lmev__calloc(1, sizeof *mm);
    if (!mm) return lmev__nomem(err, "matmul");
    mm->shape = *shape;
    if (!(mm->slot = lmev__calloc((size_t)slots, sizeof *mm->slot))) {
        lmev__matmul_free(mm);
        return lmev__nomem(err, "matmul");
    }
    mm->n_slots = slots;

    const int threads = one_thread_begin();
    s = dnnl_engine_create(&mm->engine, dnnl_cpu, 0);
    if (s == dnnl_success) s = make_plan(mm, shape, md);
    for (int k = 0; k < slots && s == dnnl_success; k++)
        s = make_slot(&mm->slot[k], mm, md, &nomem);
    one_thread_end(threads);

    for (int i = 0; i < 4; i++) md_free(&md[i]);
    if (s != dnnl_success) {
        lmev__matmul_free(mm);
        if (nomem || s == dnnl_out_of_memory) return lmev__nomem(err, "matmul");
        return lmev__fail(err, LMEV_ERR_FAILED, "oneDNN", 0,
                          "no matmul for [%lld, %lld] x [%lld, %lld] in %s (status %d)",
                          (long long)shape->M, (long long)shape->K, (long long)shape->K,
                          (long long)shape->N, shape->wide ? "f32" : "bf16", (int)s);
    }
    *out = mm;
    return LMEV_OK;
}

void lmev__matmul_free(lmev__matmul *mm)
{
    if (!mm) return;
    for (int i = 0; i < mm->n_slots; i++) {
        struct slot *k = &mm->slot[i];
        dnnl_memory_t all[5] = {k->a, k->b, k->c, k->bias, k->scratch};
        for (int j = 0; j < 5; j++)
            if (all[j]) dnnl_memory_destroy(all[j]);
        if (k->stream) dnnl_stream_destroy(k->stream);
        lmev__free(k->room);
    }
    lmev__free(mm->slot);
    if (mm->run) dnnl_primitive_destroy(mm->run);
    if (mm->plan) dnnl_primitive_desc_destroy(mm->plan);
    if (mm->engine) dnnl_engine_destroy(mm->engine);
    lmev__free(mm);
}

/* oneDNN's handles are not const though it only reads through them. */
static bool point(dnnl_memory_t memory, const void *at)
{
    return dnnl_memory_set_data_handle(memory, (void *)(uintptr_t)at) == dnnl_success;
}

bool lmev__matmul_run(lmev__matmul *mm, int slot, const void *a, const void *b,
                      const float *bias, void *c)
{
    struct slot *k = &mm->slot[slot];
    if (!point(k->a, a) || !point(k->b, b) || !point(k->c, c)) return false;
    if (mm->shape.bias && !point(k->bias, bias)) return false;
    dnnl_exec_arg_t args[5] = {
        {DNNL_ARG_SRC, k->a}, {DNNL_ARG_WEIGHTS, k->b}, {DNNL_ARG_DST, k->c}};
    int n = 3;
    if (mm->shape.bias) args[n++] = (dnnl_exec_arg_t){DNNL_ARG_BIAS, k->bias};
    if (k->scratch) args[n++] = (dnnl_exec_arg_t){DNNL_ARG_SCRATCHPAD, k->scratch};
    const int threads = one_thread_begin();
    const bool done = dnnl_primitive_execute(mm->run, k->stream, n, args) == dnnl_success;
    one_thread_end(threads);
    return done;
}

size_t lmev__matmul_packed_bytes(const lmev__matmul *mm)
{
    const lmev__matmul_shape *h = &mm->shape;
    CONST_MD packed = dnnl_primitive_desc_query_md(mm->plan, dnnl_query_weights_md, 0);
    md_t plain = {0};
    if (md_make(&plain, h->K, h->N, h->wide, h->N, 1) != dnnl_success) return 0;
    const bool same = dnnl_memory_desc_equal(packed, MD_IN(plain)) != 0;
    md_free(&plain);
    return same ? 0 : dnnl_memory_desc_get_size(packed);
}

bool lmev__matmul_pack(lmev__matmul *mm, const void *b, void *to)
{
    CONST_MD packed = dnnl_primitive_desc_query_md(mm->plan, dnnl_query_weights_md, 0);
    struct slot *k = &mm->slot[0];
    md_t md = {0};
    dnnl_memory_t from = NULL;
    dnnl_primitive_desc_t plan = NULL;
    dnnl_primitive_t run = NULL;
    const int threads = one_thread_begin();
    const bool ok =
        md_make_b(&md, &mm->shape) == dnnl_success &&
        dnnl_memory_create(&from, MD_IN(md), mm->engine, (void *)(uintptr_t)b) ==
            dnnl_success &&
        dnnl_reorder_primitive_desc_create(&plan, MD_IN(md), mm->engine, packed,
                                           mm->engine, NULL) == dnnl_success &&
        dnnl_primitive_create(&run, plan) == dnnl_success && point(k->b, to) &&
        dnnl_primitive_execute(run, k->stream, 2,
                               (dnnl_exec_arg_t[]){{DNNL_ARG_FROM, from},
                                                   {DNNL_ARG_TO, k->b}}) == dnnl_success;
    one_thread_end(threads);
    if (run) dnnl_primitive_destroy(run);
    if (plan) dnnl_primitive_desc_destroy(plan);
    if (from) dnnl_memory_destroy(from);
    md_free(&md);
    return ok;
}

lmev_status lmev__matmul_status(bool done, lmev_error *err)
{
    if (done) return LMEV_OK;
    return lmev__fail(err, LMEV_ERR_FAILED, "oneDNN", 0, "a matrix product failed");
}

/* ---- alike but for K ---- */

lmev_status lmev__matmuls_init(lmev__matmuls *m, const lmev__matmul_shape *shape,
                               int64_t step, int slots, lmev_error *err)
{
    *m = (lmev__matmuls){.shape = *shape, .step = step, .slots = slots};
    m->mm = lmev__calloc((size_t)(shape->K / step), sizeof(lmev__matmul *));
    return m->mm ? LMEV_OK : lmev__nomem(err, "matmul");
}

void lmev__matmuls_release(lmev__matmuls *m)
{
    for (int64_t i = 0; m->mm && i < m->shape.K / m->step; i++)
        lmev__matmul_free(m->mm[i]);
    lmev__free(m->mm);
    m->mm = NULL;
}

static lmev__matmul **place_of(const lmev__matmuls *m, int64_t K)
{
    return &m->mm[(K + m->step - 1) / m->step - 1];
}

lmev_status lmev__matmuls_want(lmev__matmuls *m, int64_t K, lmev_error *err)
{
    lmev__matmul **mm = place_of(m, K);
    if (*mm) return LMEV_OK;
    lmev__matmul_shape shape = m->shape;
    shape.K = (mm - m->mm + 1) * m->step;
    return lmev__matmul_new(mm, &shape, m->slots, err);
}

bool lmev__matmuls_run(const lmev__matmuls *m, int64_t K, int slot, const void *a,
                       const void *b, void *c)
{
    return lmev__matmul_run(*place_of(m, K), slot, a, b, NULL, c);
}
