/* bench_read.c - reading and tokenising a packed CSV against `gzip -dc` alone on the
 * file.
 *
 *   bench_read TRAIN.csv.gz [rounds]
 *
 * Three figures, taken in turns and given as medians: gzip -dc to /dev/null; rows read
 * and turned into ids by a vocabulary that is known (what "reading and tokenising" means
 * for a pretrained lm); the same with the vocabulary built from the rows first (the
 * scratch lm). */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "floor.h"
#include "lmev.h"

#define MAX_ROUNDS 64
static lmev_error err;

static void must(lmev_status s)
{
    if (s == LMEV_OK) return;
    fprintf(stderr, "bench_read: %s %s\n", err.source, err.text);
    exit(lmev_status_exit(s));
}

static double gzip_alone(const char *path)
{
    const double begin = bench_now();
    const pid_t pid = fork();
    if (pid == 0) {
        if (!freopen("/dev/null", "w", stdout)) _exit(1);
        execlp("gzip", "gzip", "-dc", path, (char *)NULL);
        _exit(1);
    }
    int status = 1;
    if (pid < 0 || waitpid(pid, &status, 0) < 0 || status != 0) {
        fprintf(stderr, "bench_read: gzip failed\n");
        exit(1);
    }
    return bench_now() - begin;
}

static lmev_split *read_rows(const char *path)
{
    const lmev_split_params p = {
        .file = path, .seed = 1, .reader = {.text = "title", .label = "category"}};
    lmev_split *split;
    must(lmev_split_load(&split, &p, NULL, &err));
    return split;
}

static void tokenize(const lmev_lm *lm, const lmev_dataset *d)
{
    lmev_ids *ids;
    must(lmev_lm_tokenize(lm, d->text, d->text_at, d->n, 0, &ids, NULL, &err));
    lmev_ids_free(ids);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: bench_read TRAIN.csv.gz [rounds]\n");
        return 2;
    }
    const int wanted = argc > 2 ? atoi(argv[2]) : 7;
    const int rounds = wanted < 1 ? 1 : wanted > MAX_ROUNDS ? MAX_ROUNDS : wanted;
    double gzip[MAX_ROUNDS], rows[MAX_ROUNDS], known[MAX_ROUNDS], scratch[MAX_ROUNDS];
    const lmev_scratch_params lp = lmev_scratch_params_default();
    for (int i = 0; i < rounds; i++) {
        gzip[i] = gzip_alone(argv[1]);
        double begin = bench_now();
        lmev_split *split = read_rows(argv[1]);
        const lmev_dataset *d = &split->train;
        rows[i] = bench_now() - begin;
        lmev_lm *lm;
        begin = bench_now();
        must(lmev_lm_scratch(&lm, &lp, d->text, d->text_at, d->n, 0, NULL, &err));
        const double vocabulary = bench_now() - begin;
        begin = bench_now();
        tokenize(lm, d);
        known[i] = rows[i] + (bench_now() - begin);
        scratch[i] = known[i] + vocabulary;
        lmev_lm_free(lm);
        lmev_split_free(split);
    }
    const double alone = bench_median(gzip, rounds);
    printf("gzip -dc alone                     %.3f s\n", alone);
    printf("read                        / gzip %.2f\n",
           bench_median(rows, rounds) / alone);
    printf("read + tokenise             / gzip %.2f\n",
           bench_median(known, rounds) / alone);
    printf("read + vocabulary + tokenise / gzip %.2f\n",
           bench_median(scratch, rounds) / alone);
    return 0;
}
