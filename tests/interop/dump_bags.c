/* dump_bags.c - what a language model makes of texts, for comparison with others'
 * libraries.
 *
 *   dump_bags LM TEXTS OUT
 *
 * TEXTS: for each text its length (u32) and its bytes. OUT, all little-endian:
 *   dim, weighted   u32 each
 *   for each text   n (u32), id (u32 [n]), weight (f32 [n], when weighted), vector (f32
 * [dim]) */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "lm/lm_impl.h"

static int complain(const lmev_error *err)
{
    fprintf(stderr, "dump_bags: %s: %s\n", err->source, err->text);
    return lmev_status_exit(err->status);
}

/* The next text into *room of *size bytes; false at the end of the file. */
static bool next_text(FILE *in, lmev_str *text, char **room, size_t *size)
{
    uint32_t n;
    if (fread(&n, sizeof n, 1, in) != 1) return false;
    if (n >= *size) {
        *size = (size_t)n + 1;
        char *more = realloc(*room, *size);
        if (!more) return false;
        *room = more;
    }
    *text = (lmev_str){*room, n};
    return n == 0 || fread(*room, n, 1, in) == 1;
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: dump_bags LM TEXTS OUT\n");
        return 2;
    }
    lmev_error err = {0};
    lmev_lm *lm = NULL;
    if (lmev_lm_open(&lm, argv[1], NULL, &err) != LMEV_OK) return complain(&err);
    FILE *in = fopen(argv[2], "rb"), *out = fopen(argv[3], "wb");
    const uint32_t head[2] = {lmev_lm_dim(lm), lm->weighted};
    size_t size = 1 << 16;
    char *room = malloc(size);
    float *vector = malloc((head[0] + 1) * sizeof *vector);
    bool good = in && out && room && vector && fwrite(head, sizeof head, 1, out) == 1;
    lmev_bag bag = {0};
    lmev_str text;
    int code = 0;
    while (good && code == 0 && next_text(in, &text, &room, &size)) {
        if (lmev_lm_bag(lm, text, &bag, &err) != LMEV_OK ||
            lmev_lm_embed(lm, &text, 1, vector, 1, &err) != LMEV_OK) {
            code = complain(&err);
            break;
        }
        const uint32_t n = (uint32_t)bag.n;
        good = fwrite(&n, sizeof n, 1, out) == 1 &&
               fwrite(bag.id, sizeof *bag.id, n, out) == n &&
               (!head[1] || fwrite(bag.weight, sizeof *bag.weight, n, out) == n) &&
               fwrite(vector, sizeof *vector, head[0], out) == head[0];
    }
    if (in) fclose(in);
    if (out && fclose(out) != 0) good = false;
    lmev_bag_release(&bag);
    lmev_lm_free(lm);
    free(vector);
    free(room);
    if (!good)
        fprintf(stderr, "dump_bags: cannot read '%s' or write '%s'\n", argv[2], argv[3]);
    return good ? code : 1;
}
