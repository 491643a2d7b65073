/* dump_ids.c - titles as row ids, for those who train on the same ids with something
 * else.
 *
 *   dump_ids TRAIN.csv OUT [DIM [LIMIT]]
 *
 * Reads TRAIN (columns title and category), builds the scratch lm that a study would
 * (normalized, min_count 2, 3060 buckets) and writes, little-endian:
 *   "LMEVIDS1"   8 bytes
 *   rows, dim, classes, n, n_ids   u64 each (rows of the table; n titles)
 *   at           u64 [n+1]         offsets into id, CSR
 *   id           u32 [n_ids]
 *   label        u32 [n]
 * bench/train_torch.py and bench/train_keras.py read it. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lmev/data.h"
#include "lmev/lm.h"

static int complain(const lmev_error *err)
{
    fprintf(stderr, "dump_ids: %s: %s\n", err->source, err->text);
    if (err->hint[0]) fprintf(stderr, "hint: %s\n", err->hint);
    return lmev_status_exit(err->status);
}

static int write_all(const char *path, const lmev_split *split, const lmev_lm *lm,
                     const lmev_ids *ids)
{
    const uint64_t n = split->train.n;
    const uint64_t head[5] = {lmev_lm_rows(lm), lmev_lm_dim(lm), split->labels.n, n,
                              ids->at[n]};
    FILE *f = fopen(path, "wb");
    bool good = f && fwrite("LMEVIDS1", 8, 1, f) == 1 &&
                fwrite(head, sizeof head, 1, f) == 1 &&
                fwrite(ids->at, sizeof *ids->at, n + 1, f) == n + 1 &&
                fwrite(ids->id, sizeof *ids->id, ids->at[n], f) == ids->at[n] &&
                fwrite(split->train.label, sizeof *split->train.label, n, f) == n;
    if (f && fclose(f) != 0) good = false;
    if (!good) {
        fprintf(stderr, "dump_ids: cannot write '%s'\n", path);
        return 1;
    }
    printf("%" PRIu64 " titles, %" PRIu64 " ids, %" PRIu64 " rows x %" PRIu64 ", %" PRIu64
           " classes\n",
           n, head[4], head[0], head[1], head[2]);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc < 3 || argc > 5) {
        fprintf(stderr, "usage: dump_ids TRAIN.csv OUT [DIM [LIMIT]]\n");
        return 2;
    }
    lmev_error err = {0};
    lmev_split *split = NULL;
    lmev_lm *lm = NULL;
    lmev_ids *ids = NULL;
    lmev_split_params from = {
        .file = argv[1], .reader = {.text = "title", .label = "category"}, .seed = 1};
    lmev_scratch_params scratch = lmev_scratch_params_default();
    if (argc > 3) scratch.dim = (uint32_t)strtoul(argv[3], NULL, 10);
    if (argc > 4) from.train_size = strtoull(argv[4], NULL, 10);

    int code = 1;
    if (lmev_split_load(&split, &from, NULL, &err) != LMEV_OK ||
        lmev_lm_scratch(&lm, &scratch, split->train.text, split->train.text_at,
                        split->train.n, 0, NULL, &err) != LMEV_OK ||
        lmev_lm_tokenize(lm, split->train.text, split->train.text_at, split->train.n, 0,
                         &ids, NULL, &err) != LMEV_OK)
        code = complain(&err);
    else
        code = write_all(argv[2], split, lm, ids);
    lmev_ids_free(ids);
    lmev_lm_free(lm);
    lmev_split_free(split);
    return code;
}
