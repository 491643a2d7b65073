/* tfhub_write.c - an lm of whole words as a TF2 SavedModel: what
 * tensorflow_hub.KerasLayer, tf.saved_model.load and TensorFlow Serving take, and what
 * trains on.
 *
 *   saved_model.pb                        the graph (tfhub_graph.c) and its objects
 *                                         (tfhub_object.c)
 *   variables/variables.index, .data-...  the table (bundle_write.c)
 *   assets/tokens.txt                     the vocabulary, a line a row
 *
 * The same lm gives the same bytes. What TensorFlow cannot do as we do is refused
 * (lmev__tfhub_check): other kinds, and lower case, which tf.strings.lower does by the
 * rules of ICU for whole words (a final sigma, the dotted I, bytes that are not UTF-8
 * replaced) and whole_words.c code point by code point. Cost: the table is read once and
 * written once. */
#include "base/error.h"
#include "base/format/wire_write.h"
#include "base/mem.h"
#include "lm/tfhub/bundle_write.h"
#include "lm/tfhub/tfhub_graph.h"

lmev_status lmev__tfhub_check(const lmev_lm *lm, lmev_error *err)
{
    const bool whole = lm->kind == &lmev__kind_words;
    const lmev__words *w = whole ? lm->self : NULL;
    const char *why = NULL;
    bool model2vec = false; /* does that hold it? */
    if (!whole) {
        why = "its tokens are not whole words, and TensorFlow has no graph for others";
        model2vec = lm->kind == &lmev__kind_pieces;
    } else if (w->vocab.n == 0) {
        why = "the vocabulary is empty, and TensorFlow reads no empty tokens.txt";
    } else if (w->lower) {
        why = "TensorFlow has no op for the lower case of this language model";
        model2vec = true;
    } else if (lm->weighted || lm->unit || lm->fixed) {
        why = "weighted or normalised vectors are not part of a TF-Hub module";
        model2vec = true;
    }
    if (!why) return LMEV_OK;
    lmev__fail(err, LMEV_ERR_PARAM, NULL, 0, "%s", why);
    lmev__hint(err, "write it in the format %s'lmev'",
               model2vec ? "'model2vec' or " : "");
    return LMEV_ERR_PARAM;
}

static lmev_status write_table(const char *prefix, const lmev_lm *lm, const float *table,
                               lmev_error *err)
{
    lmev__buf objects = LMEV__BUF_INIT;
    lmev__tf_trackables(&objects);
    const lmev__bundle_tensor tensors[] = {
        {.key = LMEV__HUB_VARIABLE,
         .dims = 2,
         .dim = {lm->rows, lm->dim},
         .at = table,
         .n = (size_t)lm->rows * lm->dim * sizeof *table},
        {.key = "_CHECKPOINTABLE_OBJECT_GRAPH",
         .text = true,
         .at = objects.at,
         .n = objects.n},
    };
    const lmev_status s = objects.failed ? lmev__nomem(err, prefix)
                                         : lmev__bundle_write(prefix, tensors, 2, err);
    lmev__buf_free(&objects);
    return s;
}

/* SavedModel with one MetaGraphDef, tagged for serving. */
static lmev_status write_model(const char *path, const lmev_lm *lm, lmev_error *err)
{
    lmev__buf b = LMEV__BUF_INIT;
    lmev__put_int(&b, 1, 1); /* saved_model_schema_version */
    const size_t graph = lmev__put_open(&b, 2);
    const size_t info = lmev__put_open(&b, 1);
    lmev__put_text(&b, 4, "serve");
    lmev__put_int(&b, 7, 1); /* stripped_default_attrs */
    lmev__put_close(&b, info);
    lmev__tf_graph(&b, 2, lm);
    lmev__tf_uses(&b, lm);
    lmev__tf_objects(&b, 7, lm);
    lmev__put_close(&b, graph);
    const lmev_status s =
        b.failed ? lmev__nomem(err, path) : lmev__write_file(path, b.at, b.n, err);
    lmev__buf_free(&b);
    return s;
}

lmev_status lmev__write_tfhub(const lmev_lm *lm, const float *table, const char *dir,
                              lmev_error *err)
{
    lmev_status s = LMEV_OK;
    lmev__buf vocab = LMEV__BUF_INIT;
    char *assets = lmev__path_join(dir, "assets");
    char *variables = lmev__path_join(dir, "variables");
    char *model = lmev__path_join(dir, "saved_model.pb");
    char *tokens = assets ? lmev__path_join(assets, LMEV__HUB_VOCAB) : NULL;
    char *prefix = variables ? lmev__path_join(variables, "variables") : NULL;
    if (!tokens || !prefix || !model) s = lmev__nomem(err, dir);
    if (s == LMEV_OK) s = lmev__tokens_text(lm, &vocab, err);
    if (s == LMEV_OK) s = lmev__mkdirs(assets, err);
    if (s == LMEV_OK) s = lmev__mkdirs(variables, err);
    if (s == LMEV_OK) s = lmev__write_file(tokens, vocab.at, vocab.n, err);
    if (s == LMEV_OK) s = write_table(prefix, lm, table, err);
    if (s == LMEV_OK) s = write_model(model, lm, err);
    lmev__buf_free(&vocab);
    lmev__free(prefix);
    lmev__free(tokens);
    lmev__free(model);
    lmev__free(variables);
    lmev__free(assets);
    return s;
}
