/* train_rows.c - train a classifier on rows in memory; stop it, resume it, save it.
 *
 *   cc train_rows.c $(pkg-config --cflags --libs lmev) -o train_rows
 *   ./train_rows FOLDER
 *
 * Makes some rows, trains a network over a vocabulary of their words, and asks for a stop
 * in the middle of the second epoch. The state goes to a file; a new network reads it and
 * trains to the end. The weights are those of a training without a stop, bit for bit.
 * FOLDER gets the classifier, which `lmev predict` and examples/classify_stream.c use. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <lmev.h>

enum { ROWS = 1200, EPOCHS = 4 };

/* What the caller has: texts and labels. */
static char text[ROWS][64];
static const char *const label[3] = {"BICYCLES", "PHONES", "REFRIGERATORS"};

static void make_rows(lmev_str *texts, lmev_str *labels)
{
    static const char *const word[3][4] = {{"bicicleta", "rodado", "cuadro", "freno"},
                                           {"celular", "pantalla", "bateria", "camara"},
                                           {"heladera", "freezer", "litros", "frio"}};
    for (unsigned i = 0; i < ROWS; i++) {
        const unsigned k = i % 3;
        snprintf(text[i], sizeof text[i], "%s %s modelo %u", word[k][i / 3 % 4],
                 word[k][i / 12 % 4], i % 37);
        texts[i].at = text[i];
        texts[i].n = strlen(text[i]);
        labels[i].at = label[k];
        labels[i].n = strlen(label[k]);
    }
}

/* A listener that asks for a stop after some steps; -1: never. */
static bool stop_after(void *self)
{
    int *left = (int *)self;
    return *left >= 0 && (*left)-- == 0;
}

/* Train from where *at is to the last epoch. STOPPED: *at is where to continue. */
static lmev_status train(lmev_net *net, const lmev_ids *ids, const lmev_dataset *rows,
                         lmev_epoch *at, int stop, lmev_error *err)
{
    lmev_watch watch;
    memset(&watch, 0, sizeof watch);
    watch.self = &stop;
    watch.stop = stop_after;
    while (at->epoch < EPOCHS) {
        const lmev_status s =
            lmev_net_epoch(net, &ids->bags, rows->label, at, &watch, err);
        if (s != LMEV_OK) return s;
        const uint32_t next = at->epoch + 1;
        memset(at, 0, sizeof *at);
        at->epoch = next;
    }
    return LMEV_OK;
}

/* The state to a file, with the position as its note, and into another network. */
static lmev_status move_state(lmev_net *from, lmev_net *to, const char *path,
                              lmev_epoch *at, lmev_error *err)
{
    lmev_str note;
    char *saved = NULL;
    note.at = (const char *)at;
    note.n = sizeof *at;
    lmev_status s = lmev_net_save(from, path, NULL, note, err);
    memset(at, 0, sizeof *at);
    if (s == LMEV_OK) s = lmev_net_load(to, path, &saved, err);
    if (s == LMEV_OK) memcpy(at, saved, sizeof *at);
    lmev_text_free(saved);
    remove(path);
    return s;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: train_rows FOLDER\n");
        return 2;
    }
    static lmev_str texts[ROWS], labels[ROWS];
    lmev_rows rows;
    lmev_split_params how;
    lmev_split *split = NULL;
    lmev_lm *lm = NULL;
    lmev_ids *ids = NULL;
    lmev_net *whole = NULL, *first = NULL, *second = NULL;
    lmev_error err;
    make_rows(texts, labels);
    memset(&rows, 0, sizeof rows);
    rows.n = ROWS;
    rows.text = texts;
    rows.label = labels;
    memset(&how, 0, sizeof how);
    how.file_rows = &rows;
    how.test_size = 200;
    how.seed = 1;
    lmev_status s = lmev_split_load(&split, &how, NULL, &err);

    lmev_scratch_params vocabulary = lmev_scratch_params_default();
    vocabulary.dim = 16;
    if (s == LMEV_OK)
        s = lmev_lm_scratch(&lm, &vocabulary, split->train.text, split->train.text_at,
                            split->train.n, 0, NULL, &err);
    if (s == LMEV_OK)
        s = lmev_lm_tokenize(lm, split->train.text, split->train.text_at, split->train.n,
                             0, &ids, NULL, &err);

    lmev_net_params p = lmev_net_params_default();
    p.dim = 16;
    p.units[0] = p.units[1] = 32;
    p.batch_size = 32;
    p.precision = LMEV_PRECISION_F32;
    if (s == LMEV_OK) {
        p.rows = lmev_lm_rows(lm);
        p.classes = (uint32_t)split->labels.n;
        s = lmev_net_new(&whole, &p, NULL, true, &err);
    }
    if (s == LMEV_OK) s = lmev_net_new(&first, &p, NULL, true, &err);
    if (s == LMEV_OK) s = lmev_net_new(&second, &p, NULL, true, &err);

    /* once without a stop; once with one, in two networks */
    lmev_epoch at;
    memset(&at, 0, sizeof at);
    if (s == LMEV_OK) s = train(whole, ids, &split->train, &at, -1, &err);
    memset(&at, 0, sizeof at);
    if (s == LMEV_OK) s = train(first, ids, &split->train, &at, 45, &err);
    if (s == LMEV_STOPPED) {
        printf("stopped in epoch %u before step %u\n", at.epoch + 1, (unsigned)at.step);
        s = move_state(first, second, "train_rows.state", &at, &err);
        if (s == LMEV_OK) s = train(second, ids, &split->train, &at, -1, &err);
    }
    if (s == LMEV_OK) {
        char a[65], b[65];
        lmev_net_sha256(whole, a);
        lmev_net_sha256(second, b);
        printf("%s weights as without a stop\n",
               strcmp(a, b) == 0 ? "the same" : "OTHER");
        s = lmev_classifier_save(argv[1], lm, second, &split->labels, NULL, &err);
    }
    if (s == LMEV_OK) printf("%u classes saved\n", p.classes);
    if (s != LMEV_OK) fprintf(stderr, "train_rows: %s: %s\n", err.source, err.text);
    lmev_net_free(second);
    lmev_net_free(first);
    lmev_net_free(whole);
    lmev_ids_free(ids);
    lmev_lm_free(lm);
    lmev_split_free(split);
    return lmev_status_exit(s);
}
