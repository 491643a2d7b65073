/* embed_texts.c - texts to vectors with a pretrained language model, and which two are
 * closest.
 *
 *   cc embed_texts.c $(pkg-config --cflags --libs lmev) -lm -o embed_texts
 *   ./embed_texts MODEL TEXT TEXT ...
 *
 * MODEL is a file of word vectors, a TF-Hub module, a Model2Vec folder, or a folder that
 * lmev wrote: its format is found by its content. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <lmev.h>

static double cosine(const float *a, const float *b, size_t dim)
{
    double ab = 0, aa = 0, bb = 0;
    for (size_t i = 0; i < dim; i++) {
        ab += (double)a[i] * b[i];
        aa += (double)a[i] * a[i];
        bb += (double)b[i] * b[i];
    }
    return aa > 0 && bb > 0 ? ab / sqrt(aa * bb) : 0;
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fprintf(stderr, "usage: embed_texts MODEL TEXT TEXT ...\n");
        return 2;
    }
    const size_t n = (size_t)argc - 2;
    lmev_lm *lm = NULL;
    lmev_error err;
    lmev_status status = lmev_lm_open(&lm, argv[1], NULL, &err);

    lmev_str *text = (lmev_str *)calloc(n, sizeof *text);
    const size_t dim = status == LMEV_OK ? lmev_lm_dim(lm) : 1;
    /* [n, dim], one row per text */
    float *vector = (float *)calloc(n * dim, sizeof *vector);
    if (!text || !vector) abort();
    for (size_t i = 0; i < n; i++) {
        text[i].at = argv[i + 2];
        text[i].n = strlen(argv[i + 2]);
    }
    if (status == LMEV_OK) status = lmev_lm_embed(lm, text, n, vector, 0, &err);

    if (status == LMEV_OK) {
        size_t best_a = 0, best_b = 1;
        double best = -2;
        for (size_t a = 0; a < n; a++)
            for (size_t b = a + 1; b < n; b++) {
                const double c = cosine(vector + a * dim, vector + b * dim, dim);
                if (c > best) {
                    best = c;
                    best_a = a;
                    best_b = b;
                }
            }
        printf("%u dimensions; closest: '%s' and '%s', cosine %.3f\n", lmev_lm_dim(lm),
               text[best_a].at, text[best_b].at, best);
    } else {
        fprintf(stderr, "embed_texts: %s: %s\n", err.source, err.text);
    }
    free(vector);
    free(text);
    lmev_lm_free(lm);
    return lmev_status_exit(status);
}
