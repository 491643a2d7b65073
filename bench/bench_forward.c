/* bench_forward.c - the floor of a prediction: the three bare matmuls forward.
 *
 *   bench_forward TITLES CLASSES [bf16|f32] [dim]
 *
 * Prints the seconds that they take for so many titles, in batches of 1024: the median of
 * 60 passes. bench/run.sh divides the time of `lmev predict` by it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "floor.h"

#define BATCH  1024
#define PASSES 60

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: bench_forward TITLES CLASSES [bf16|f32] [dim]\n");
        return 2;
    }
    const double titles = strtod(argv[1], NULL);
    const int classes = atoi(argv[2]), dim = argc > 4 ? atoi(argv[4]) : 128;
    const bool bf16 = argc < 4 || strcmp(argv[3], "bf16") == 0;
    floor_t *floor = floor_new(false, bf16, BATCH, dim, 512, classes);
    double seconds[PASSES];
    for (int i = 0; i < 5; i++) (void)floor_run(floor);
    for (int i = 0; i < PASSES; i++) seconds[i] = floor_run(floor);
    printf("%.3f\n", bench_median(seconds, PASSES) * titles / BATCH);
    floor_free(floor);
    return 0;
}
