/* bench_experiments.c - what listing and loading ten thousand experiments costs, and
 * reading the predictions of thirty-two.
 *
 *   usage: bench_experiments FOLDER [EXPERIMENTS]
 *
 * FOLDER is made, and filled with synthetic runs of 5 kB (30 models, 20 epochs) in
 * folders of a hundred. Their files are in the system's cache, since they were just
 * written. Targets on two processors: 10,000 runs in 0.5 s, 30,000 in 1.5 s; 1 s for the
 * predictions. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "lmev/runs.h"

#define EPOCHS      20
#define PREDICTIONS 32
#define ROWS        25000
#define CLASSES     1573

static void stop(const char *what, const lmev_error *e)
{
    fprintf(stderr, "bench_experiments: %s: %s: %s\n", what, e ? e->source : "",
            e ? e->text : "");
    exit(1);
}

/* Without fsync, unlike base/io.h: it is for the time of the benchmark only. */
static void make_folder(const char *path)
{
    if (mkdir(path, 0777) != 0 && errno != EEXIST) stop(path, NULL);
}

static FILE *begin(const char *dir, const char *name)
{
    char path[512];
    make_folder(dir);
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "wb");
    if (!f) stop(path, NULL);
    return f;
}

static void put_curve(FILE *f, const char *name, double first, double last, bool end)
{
    fprintf(f, "\"%s\": [", name);
    for (int i = 0; i < EPOCHS; i++)
        fprintf(f, "%s%.17g", i ? ", " : "",
                first + (last - first) * i / (EPOCHS - 1) / 1.1);
    fputs(end ? "]" : "], ", f);
}

static void put_run(const char *folder, int i)
{
    static const char filler[] =
        "_______________________________________________________________";
    char dir[400];
    snprintf(dir, sizeof dir, "%s/v%03d", folder, i / 100);
    if (i % 100 == 0) make_folder(dir);
    snprintf(dir, sizeof dir, "%s/v%03d/bench-%05d", folder, i / 100, i);
    FILE *f = begin(dir, "experiment_metadata.json");
    fprintf(
        f,
        "{\"EXPERIMENT-RUNID\": \"bench-%05d\", \"EXPERIMENT-NAME\": \"bench\", "
        "\"EXPERIMENT-VERSION\": \"v%03d\", \"LMEV-MODEL\": \"model-%02d\", "
        "\"LMEV-TRIAL\": %d, \"DATA-DATASET_FN\": \"titles.csv\", "
        "\"DATA-TEST_SET_SIZE\": 25000, \"DATA-TRAINING_SET_SIZE\": 1000000, "
        "\"DATA-OUTPUT_DIM\": 1573, \"TFHUB-EMB_MODEL\": \"model-%02d\", "
        "\"TFHUB-EMB_MODEL_DIM\": 128, \"TRAIN-EPOCHS\": 20, \"RESULTS-HISTORIES\": [{",
        i, i / 100, i % 30, i / 30, i % 30);
    put_curve(f, "loss", 4, 0.7, false);
    put_curve(f, "val_loss", 2, 1, false);
    put_curve(f, "test_bac", 0.2, 0.7, true);
    fputs("}], \"MODEL-SUMMARY\": [", f);
    for (int line = 0; line < 24; line++) fprintf(f, "\"%s\", ", filler);
    fputs("\"Total params: 49,285,291\"], ", f);
    for (int key = 0; key < 30; key++)
        fprintf(f, "\"LMEV-OTHER-%d\": \"%.40s\", ", key, filler);
    fprintf(f,
            "\"EXPERIMENT-ENVIRONMENT\": [\"Host: bench\", \"\", \"\", \"\", \"GPU: not "
            "used\", "
            "\"CPU 0: any\"], \"EXPERIMENT-STARTED_AT\": %d.5, "
            "\"EXPERIMENT-TRAINING_TOOK\": 12.25, \"RESULTS-BALANCED_ACCURACY\": %.17g}",
            1700000000 + i, 0.7 + (i % 100) / 3000.0);
    if (fclose(f) != 0) stop("cannot write", NULL);
}

static void put_predictions(const char *dir)
{
    FILE *f = begin(dir, "test-results.csv");
    fputs("title,category,predicted\n", f);
    for (unsigned i = 0; i < ROWS; i++)
        fprintf(f,
                "%sTitle of a product number %u, as sellers write "
                "it%s,CATEGORY_OF_%u,CATEGORY_OF_%u\n",
                "\"", i * 2654435761u, "\"", i % CLASSES,
                i * 7 % 11 ? i % CLASSES : i % 7);
    if (fclose(f) != 0) stop("cannot write", NULL);
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void load(const char *folder, size_t n)
{
    lmev_runs *runs = NULL;
    lmev_experiments *all = NULL;
    lmev_error e = {0};
    double from = seconds();
    if (lmev_runs_list(&runs, folder, NULL, &e) != LMEV_OK) stop("cannot list", &e);
    if (runs->n != n) stop("not all were listed", NULL);
    lmev_runs_free(runs);
    printf("%zu runs listed: %.2f s\n", n, seconds() - from);
    from = seconds();
    if (lmev_experiments_load(&all, &folder, 1, NULL, &e) != LMEV_OK)
        stop("cannot load", &e);
    if (all->n != n || all->n_left_out) stop("not all were loaded", NULL);
    lmev_experiments_free(all);
    printf("%zu experiments loaded: %.2f s\n", n, seconds() - from);
}

int main(int n_args, char **args)
{
    const long n = n_args > 2 ? strtol(args[2], NULL, 10) : 10000;
    char dir[400];
    if (n_args < 2 || n < 1 || n > 1000000) {
        fputs("usage: bench_experiments FOLDER [EXPERIMENTS]\n", stderr);
        return 2;
    }
    make_folder(args[1]);
    for (int i = 0; i < n; i++) put_run(args[1], i);
    load(args[1], (size_t)n);
    snprintf(dir, sizeof dir, "%s/predictions", args[1]);
    put_predictions(dir);
    const double from = seconds();
    for (int i = 0; i < PREDICTIONS; i++) {
        lmev_predictions *p = NULL;
        lmev_error e = {0};
        if (lmev_predictions_load(&p, dir, &e) != LMEV_OK) stop("cannot load", &e);
        if (p->n != ROWS || p->n_names != CLASSES) stop("not all rows were loaded", NULL);
        lmev_predictions_free(p);
    }
    printf("%d predictions of %d rows: %.2f s\n", PREDICTIONS, ROWS, seconds() - from);
    return 0;
}
