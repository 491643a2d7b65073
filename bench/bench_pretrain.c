/* bench_pretrain.c - words a second of pretraining, against the bare products of its
 * steps.
 *
 *   bench_pretrain IDS [bf16|f32] [dim] [steps]
 *
 * IDS is what `lmev pretrain --dump-ids` wrote; unknown tokens share one bucket here. The
 * network is that of lmev_pretrain_params_default(dim). The bare products have a row for
 * each prediction; steps have fewer, since predictions with the same context share one:
 * the order is that of lmev pretrain. Floor and steps take turns, ten steps at a time, so
 * that both see the same machine; figures are medians. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "floor.h"
#include "lmev.h"
#include "pretrain/nnlm.h"

#define TURN     10
#define MAX_TURN 64

static lmev_error err;

static void must(lmev_status s)
{
    if (s == LMEV_OK) return;
    fprintf(stderr, "bench_pretrain: %s %s\n", err.source, err.text);
    exit(lmev_status_exit(s));
}

/* Training classes as rows of a network with one bucket. */
static uint32_t *read_ids(const char *path, uint64_t *known, size_t *n)
{
    uint64_t head[5];
    char magic[8];
    FILE *f = fopen(path, "rb");
    if (!f || fread(magic, 8, 1, f) != 1 || memcmp(magic, "LMEVTOK1", 8) != 0 ||
        fread(head, sizeof head, 1, f) != 1) {
        fprintf(stderr, "bench_pretrain: '%s' is not of lmev pretrain --dump-ids\n",
                path);
        exit(1);
    }
    uint32_t *row = malloc((head[3] + 1) * sizeof *row);
    if (!row || fread(row, sizeof *row, head[3], f) != head[3]) exit(1);
    fclose(f);
    for (size_t i = 0; i < head[3]; i++)
        if (row[i] == head[2]) row[i] = LMEV__END;
    *known = head[0];
    *n = head[3];
    return row;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: bench_pretrain IDS [bf16|f32] [dim] [steps]\n");
        return 2;
    }
    const bool bf16 = argc < 3 || strcmp(argv[2], "bf16") == 0;
    const uint32_t dim = argc > 3 ? (uint32_t)atoi(argv[3]) : 128;
    const int wanted = argc > 4 ? atoi(argv[4]) / TURN : 12;
    const int turns = wanted < 2 ? 2 : wanted > MAX_TURN ? MAX_TURN : wanted;
    const lmev_pretrain_params d = lmev_pretrain_params_default(dim);
    uint64_t known;
    size_t n;
    uint32_t *row = read_ids(argv[1], &known, &n), *order = malloc(n * sizeof *order);
    uint64_t *count = calloc(known + 2, sizeof *count);
    if (!order || !count) return 1;
    for (size_t i = 0; i < n; i++) count[row[i] == LMEV__END ? known + 1 : row[i]]++;
    lmev__nnlm_params p = {.rows = (uint32_t)known + 2,
                           .classes = (uint32_t)known + 2,
                           .known = (uint32_t)known,
                           .dim = dim,
                           .context = d.context,
                           .n_hidden = d.n_hidden,
                           .direct = d.direct,
                           .dropout = d.dropout,
                           .precision = bf16 ? LMEV_PRECISION_BF16 : LMEV_PRECISION_F32,
                           .batch_size = d.batch_size,
                           .samples = d.samples,
                           .power = d.power,
                           .learning_rate = d.learning_rate,
                           .beta_1 = 0.9,
                           .beta_2 = 0.999,
                           .epsilon = 1e-7,
                           .seed = 1};
    memcpy(p.units, d.units, sizeof p.units);
    lmev__nnlm *net;
    must(lmev__nnlm_new(&net, &p, count, &err));

    int width[LMEV__LAYERS + 2];
    for (int l = 0; l < net->dense.L; l++) width[l] = (int)net->dense.in[l];
    width[net->dense.L] = (int)dim;
    width[net->dense.L + 1] = (int)net->S;
    const size_t B = p.batch_size;
    floor_t *floor = floor_chain(bf16, (int)B, width, net->dense.L + 1);
    const lmev__running text = {row, n};
    double begin = bench_now();
    must(lmev__nnlm_order(net, &text, 0, LMEV__WINDOW, order, NULL, &err));
    printf("order of an epoch: %.2f us a word\n",
           (bench_now() - begin) * 1e6 / (double)n);
    double bare[MAX_TURN], steps[MAX_TURN], loss = 0;
    bool prepared = false;
    size_t at = 0, rows = 0, taken = 0;
    for (int k = -1; k < turns; k++) { /* the first turn warms up */
        begin = bench_now();
        for (int i = 0; i < TURN; i++) floor_run(floor);
        if (k >= 0) bare[k] = bench_now() - begin;
        begin = bench_now();
        for (int i = 0; i < TURN; i++, at += B, prepared = true) {
            if (at + 2 * B > n) at = 0, prepared = false;
            must(lmev__nnlm_step(net, &text, order + at, B, prepared, order + at + B, B,
                                 p.learning_rate, &loss, &err));
            rows += net->batch[1].n_rows; /* the two have changed places */
            taken++;
        }
        if (k >= 0) steps[k] = bench_now() - begin;
    }
    const double step = bench_median(steps, turns) / TURN,
                 least = bench_median(bare, turns) / TURN;
    printf("lmev pretrain %s, D=%u, %d threads: %.0f words/s, %.1f ms a step of %zu, "
           "last loss %.4f\n",
           bf16 ? "bf16" : "f32", dim, net->threads, (double)B / step, step * 1e3, B,
           loss / (double)B);
    printf("bare products %.1f ms a step; steps / floor %.3f; %.0f different contexts a "
           "step\n",
           least * 1e3, step / least, (double)rows / (double)taken);
    floor_free(floor);
    lmev__nnlm_free(net);
    free(row);
    free(order);
    free(count);
    return 0;
}
