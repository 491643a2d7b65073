/* compare_models.c - which of the two models of a spec is better, and how sure is that?
 *
 *   cc compare_models.c $(pkg-config --cflags --libs lmev) -o compare_models
 *   ./compare_models SPEC.yaml OUT
 *
 * Runs the models x trials of the spec below OUT (what is finished there is not run
 * again), loads the experiments and prints the difference of the balanced accuracies of
 * its first two models with the 95 % interval. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <lmev.h>

/* The experiments of the two models as trials: all of a spec have the same test rows. */
static lmev_status compare(lmev_estimate *out, const lmev_experiments *e,
                           const char *const name[2], lmev_error *err)
{
    double *bac = (double *)calloc(e->n, sizeof *bac);
    double *weight = (double *)calloc(e->n, sizeof *weight);
    size_t *model = (size_t *)calloc(e->n, sizeof *model);
    size_t *rows = (size_t *)calloc(e->n, sizeof *rows);
    size_t n = 0, count[2] = {0, 0};
    if (!bac || !weight || !model || !rows) abort();
    for (size_t i = 0; i < e->n; i++)
        for (size_t k = 0; k < 2; k++)
            if (strcmp(e->at[i].model, name[k]) == 0) {
                bac[n] = e->at[i].bac;
                model[n++] = k;
                count[k]++;
            }
    for (size_t i = 0; i < n; i++)
        weight[i] = model[i] == 0 ? 1 / (double)count[0] : -1 / (double)count[1];

    lmev_trials trials;
    memset(&trials, 0, sizeof trials);
    trials.n = n;
    trials.n_models = 2;
    trials.bac = bac;
    trials.model = model;
    trials.test_set = rows;
    trials.n_test_sets = 1;
    lmev_design *design = NULL;
    lmev_status status = lmev_design_new(&design, &trials, err);
    if (status == LMEV_OK) status = lmev_design_contrast(out, design, weight, 0.95, err);
    lmev_design_free(design);
    free(rows);
    free(model);
    free(weight);
    free(bac);
    return status;
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: compare_models SPEC.yaml OUT\n");
        return 2;
    }
    lmev_spec *spec = NULL;
    lmev_grid *grid = NULL;
    lmev_experiments *experiments = NULL;
    lmev_estimate e;
    lmev_error err;
    lmev_status status = lmev_spec_load(&spec, argv[1], NULL, 0, &err);
    if (status == LMEV_OK && spec->n_models < 2) {
        fprintf(stderr, "compare_models: %s has one model\n", argv[1]);
        lmev_spec_free(spec);
        return 2;
    }
    if (status == LMEV_OK) status = lmev_grid_run(&grid, spec, argv[2], NULL, NULL, &err);
    if (status == LMEV_OK) {
        const char *folder = grid->folder;
        status = lmev_experiments_load(&experiments, &folder, 1, NULL, &err);
    }
    if (status == LMEV_OK) {
        const char *const name[2] = {spec->model[0].name, spec->model[1].name};
        status = compare(&e, experiments, name, &err);
        if (status == LMEV_OK)
            printf("%s - %s: %+.4f BAC [%.4f, %.4f]%s\n", name[0], name[1],
                   e.test.difference, e.test.low, e.test.high,
                   e.test.low <= 0 && e.test.high >= 0 ? ", not settled" : "");
    }
    if (status != LMEV_OK)
        fprintf(stderr, "compare_models: %s: %s\n", err.source, err.text);
    lmev_experiments_free(experiments);
    lmev_grid_free(grid);
    lmev_spec_free(spec);
    return lmev_status_exit(status);
}
