/* bench_epoch.c - one training epoch against the floor: the nine bare matmuls of its
 * steps.
 *
 *   bench_epoch TRAIN.csv.gz TEST.csv.gz [bf16|f32] [dim] [epochs]
 *
 * Floor and epochs take turns in one process, so that both see the same machine; the
 * figures are medians. An epoch is all that lmev run does in one: every step, the
 * validation loss, the predictions on the test set, and the checkpoint. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "floor.h"
#include "lmev.h"

#define MAX_EPOCHS 32
static lmev_error err;

static void must(lmev_status s)
{
    if (s == LMEV_OK) return;
    fprintf(stderr, "bench_epoch: %s %s\n", err.source, err.text);
    exit(lmev_status_exit(s));
}

static lmev_ids *tokenize(const lmev_lm *lm, const lmev_dataset *d)
{
    lmev_ids *ids;
    must(lmev_lm_tokenize(lm, d->text, d->text_at, d->n, 0, &ids, NULL, &err));
    return ids;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: bench_epoch TRAIN TEST [bf16|f32] [dim] [epochs]\n");
        return 2;
    }
    const bool bf16 = argc < 4 || strcmp(argv[3], "bf16") == 0;
    const int dim = argc > 4 ? atoi(argv[4]) : 128, wanted = argc > 5 ? atoi(argv[5]) : 5;
    const int epochs = wanted < 1 ? 1 : wanted > MAX_EPOCHS ? MAX_EPOCHS : wanted;

    const lmev_split_params sp = {.train = argv[1],
                                  .test = argv[2],
                                  .validation_split = 0.05,
                                  .seed = 1,
                                  .reader = {.text = "title", .label = "category"}};
    lmev_split *split;
    must(lmev_split_load(&split, &sp, NULL, &err));
    lmev_scratch_params lp = lmev_scratch_params_default();
    lp.dim = (uint32_t)dim;
    lmev_lm *lm;
    must(lmev_lm_scratch(&lm, &lp, split->train.text, split->train.text_at,
                         split->train.n, 0, NULL, &err));
    lmev_ids *train = tokenize(lm, &split->train),
             *val = tokenize(lm, &split->validation), *test = tokenize(lm, &split->test);
    lmev_net_params p = lmev_net_params_default();
    p.rows = lmev_lm_rows(lm);
    p.dim = (uint32_t)dim;
    p.classes = (uint32_t)split->labels.n;
    p.precision = bf16 ? LMEV_PRECISION_BF16 : LMEV_PRECISION_F32;
    lmev_net *net;
    must(lmev_net_new(&net, &p, NULL, true, &err));
    uint32_t *best = malloc((split->validation.n + split->test.n + 1) * sizeof *best);
    if (!best) return 1;

    const int steps = (int)((split->train.n + p.batch_size - 1) / p.batch_size);
    floor_t *floor = floor_new(true, bf16, (int)p.batch_size, dim, 512, (int)p.classes);
    double step_floor[MAX_EPOCHS * 20], steps_only[MAX_EPOCHS], whole[MAX_EPOCHS];
    char folder[] = "/tmp/lmev-bench-XXXXXX", save_to[MAX_EPOCHS + 1][64];
    if (!mkdtemp(folder)) return 1;
    for (int e = 0; e <= epochs; e++)
        snprintf(save_to[e], sizeof *save_to, "%s/%d", folder, e);
    for (int e = 0; e < epochs; e++) {
        for (int k = 0; k < 20; k++) step_floor[e * 20 + k] = floor_run(floor);
        lmev_epoch ep = {.epoch = (uint32_t)e};
        const double begin = bench_now();
        must(lmev_net_epoch(net, &train->bags, split->train.label, &ep, NULL, &err));
        steps_only[e] = bench_now() - begin;
        double loss, test_loss;
        lmev_outputs o = {.best = best};
        must(lmev_net_evaluate(net, &val->bags, split->validation.label, &o, &loss, NULL,
                               &err));
        must(lmev_net_evaluate(net, &test->bags, split->test.label, &o, &test_loss, NULL,
                               &err));
        /* two generations stay, as in an experiment; the third last gives its bytes */
        must(lmev_net_save(net, save_to[e], e > 1 ? save_to[e - 2] : NULL,
                           (lmev_str){"bench", 5}, &err));
        whole[e] = bench_now() - begin;
        printf("epoch %d: %.2f s, steps alone %.2f s, val_loss %.4f\n", e + 1, whole[e],
               steps_only[e], loss);
    }
    for (int e = 0; e < epochs; e++) remove(save_to[e]);
    remove(folder);
    const double bare = bench_median(step_floor, epochs * 20) * steps;
    printf("%s D=%d: %d steps, nine bare matmuls %.2f s an epoch\n",
           bf16 ? "bf16" : "f32", dim, steps, bare);
    printf("steps / floor       %.3f\n", bench_median(steps_only, epochs) / bare);
    printf("whole epoch / floor %.3f\n", bench_median(whole, epochs) / bare);
    printf("rows/s, steps alone %.0f\n",
           (double)split->train.n / bench_median(steps_only, epochs));
    free(best);
    floor_free(floor);
    lmev_net_free(net);
    lmev_ids_free(train);
    lmev_ids_free(val);
    lmev_ids_free(test);
    lmev_lm_free(lm);
    lmev_split_free(split);
    return 0;
}
