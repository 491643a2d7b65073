/* test_pretrain.c - pretraining from texts to a language model: what is learned, stops,
 * buckets. */
#include "help.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/format/json.h"
#include "base/io/io.h"
#include "base/mem.h"
#include "lmev/pretrain.h"
#include "pretrain/corpus.h"
#include "pretrain/export.h"
#include "pretrain/nnlm.h"
#include "remove_tree.h"
#include "scratch.h"

/* ---- from texts to a model ---- */

/* Sentences with a law: a(i) b(i) c(i) with the same i of 40, and rare words of their
 * own. */
static const char *make_corpus(void)
{
    const char *path = in_folder("corpus.txt");
    FILE *f = fopen(path, "w");
    uint64_t chance = 4;
    for (int i = 0; i < 4000; i++) {
        const uint32_t k = toss(&chance) % 40;
        fprintf(f, "a%u, b%u c%u%s", k, k, k, toss(&chance) % 20 ? "" : " d");
        if (toss(&chance) % 10 == 0) fprintf(f, " r%u", toss(&chance) % 900);
        fprintf(f, "\n");
    }
    fclose(f);
    return path;
}

static lmev_pretrain_params small(const char *const *corpus, const char *to)
{
    lmev_pretrain_params p = lmev_pretrain_params_default(16);
    p.corpus = corpus;
    p.n_corpus = 1;
    p.reader.format = LMEV_FORMAT_LINES;
    p.folder = to;
    p.units[0] = 32;
    p.batch_size = 64;
    p.samples = 64; /* fewer than half the classes: they are sampled */
    p.held_out = 0.05;
    p.epochs = 4;
    p.oov_buckets = 5;
    p.learning_rate = 0.003;
    p.threads = 2;
    return p;
}

static char *read_text(const char *path)
{
    char *text;
    size_t n;
    assert_ok(lmev__read_file(&text, &n, path, 1 << 26, err));
    return text;
}

struct stopper {
    long calls, stop_at;
};

static bool stop_now(void *self)
{
    struct stopper *s = self;
    return ++s->calls == s->stop_at;
}

static bool same_files(const char *a, const char *b)
{
    char *x, *y;
    size_t n, m;
    assert_ok(lmev__read_file(&x, &n, a, 1 << 26, err));
    assert_ok(lmev__read_file(&y, &m, b, 1 << 26, err));
    const bool same = n == m && memcmp(x, y, n) == 0;
    lmev__free(x);
    lmev__free(y);
    return same;
}

static void a_language_is_learned_and_a_stop_changes_nothing(void **state)
{
    (void)state;
    const char *corpus = make_corpus();
    char whole[160], parts[160];
    snprintf(whole, sizeof whole, "%s/whole", folder);
    snprintf(parts, sizeof parts, "%s/parts", folder);
    lmev_pretrain_params p = small(&corpus, whole);
    lmev_pretrain_result r;
    assert_ok(lmev_pretrain(&p, &r, NULL, err));
    /* Of five or so tokens a sentence one is free (40 choices), b, c are known, and the
     * ends nearly so; uniform over the vocabulary would be some 500. */
    assert_true(r.perplexity > 2 && r.perplexity < 8);
    assert_true(r.known + 2 > 2 * p.samples);
    assert_int_equal(r.sentences + r.held_sentences, 4000);
    assert_true(r.held_sentences > 100 && r.held_sentences < 300);
    assert_int_equal(r.kept, r.known - (uint64_t)((double)r.known * 0.025));
    lmev_lm *lm;
    assert_ok(lmev_lm_open(&lm, whole, NULL, err));
    assert_int_equal(lmev_lm_vocab(lm), r.kept);
    assert_int_equal(lmev_lm_rows(lm), r.kept + 5);
    assert_true(lmev_lm_normalizes(lm));
    assert_int_equal(lmev_lm_combiner(lm), LMEV_COMBINER_SQRTN);
    lmev_lm_free(lm);
    assert_false(lmev__is_dir(in_folder("whole.state")));

    /* stopped again and again, with other numbers of threads: the same bytes */
    p.folder = parts;
    lmev_status s = LMEV_STOPPED;
    lmev_error told = {0};
    int stops = 0;
    for (; s == LMEV_STOPPED; stops++) {
        struct stopper stop = {0, 90};
        p.threads = 1 + stops % 3;
        s = lmev_pretrain(&p, &r, &(lmev_watch){.self = &stop, .stop = stop_now}, &told);
    }
    assert_int_equal(s, LMEV_OK);
    assert_true(r.resumed >= 3 &&
                (int)r.resumed < stops); /* not when it stopped in reading */
    assert_true(same_files(in_folder("whole/model.safetensors"),
                           in_folder("parts/model.safetensors")));
    assert_true(same_files(in_folder("whole/tokens.txt"), in_folder("parts/tokens.txt")));

    char *report = read_text(in_folder("parts/pretrain.json"));
    lmev__json *o;
    assert_ok(lmev__json_parse(&o, report, strlen(report), "pretrain.json", 0, err));
    assert_int_equal(lmev__json_size(lmev__json_get(o, "held_out_perplexity")), r.epochs);
    assert_int_equal(lmev__json_int(lmev__json_get(o, "resumed")), r.resumed);
    lmev__json_free(o);
    lmev__free(report);

    /* other settings do not go on from a state */
    p.threads = 2;
    struct stopper stop = {0, 60};
    s = lmev_pretrain(&p, &r, &(lmev_watch){.self = &stop, .stop = stop_now}, &told);
    if (s != LMEV_STOPPED) fail_msg("%s", told.text);
    p.seed = 2;
    assert_int_equal(lmev_pretrain(&p, &r, NULL, &told), LMEV_ERR_MISMATCH);
    assert_non_null(strstr(told.hint, "remove the folder"));
}

struct stepper {
    struct stopper stop; /* first: it is what stop_now is given */
    bool stepped;
};

static void see_steps(void *self, const lmev_progress *p)
{
    if (strncmp(p->task, "epoch", 5) == 0) ((struct stepper *)self)->stepped = true;
}

static void a_stop_before_the_first_step_leaves_no_state(void **state)
{
    (void)state;
    const char *corpus = make_corpus();
    char to[160];
    snprintf(to, sizeof to, "%s/early", folder);
    lmev_pretrain_params p = small(&corpus, to);
    const long before = lmev__test_live_blocks();
    int early = 0, late = 0;
    for (long k = 1; late < 3; k++) {
        struct stepper e = {.stop = {0, k}};
        const lmev_watch watch = {.self = &e, .stop = stop_now, .progress = see_steps};
        lmev_pretrain_result r;
        assert_int_equal(lmev_pretrain(&p, &r, &watch, NULL), LMEV_STOPPED);
        assert_int_equal(lmev__test_live_blocks(), before);
        assert_false(lmev_unsaved());
        assert_int_equal(lmev__is_dir(in_folder("early.state")), e.stepped);
        if (e.stepped) assert_true(remove_tree(in_folder("early.state")));
        *(e.stepped ? &late : &early) += 1;
        assert_true(k < 100);
    }
    assert_true(early > 5); /* reading, counting, tokenizing, the order */
}

static void buckets_are_what_the_rule_says(void **state)
{
    (void)state;
    const char *corpus = make_corpus();
    lmev_pretrain_params p = small(&corpus, in_folder("unused"));
    p.fold = 0.1;
    p.rms = 0;
    lmev__pretrain_texts *t;
    assert_ok(lmev__pretrain_texts_load(&t, &p, NULL, err));
    const uint32_t known = (uint32_t)lmev_lm_vocab(t->lm), D = p.dim;
    const uint32_t kept = known - (uint32_t)(known * 0.1);
    const lmev__nnlm_params n = {.rows = known + 6,
                                 .classes = known + 2,
                                 .known = known,
                                 .dim = D,
                                 .context = 2,
                                 .precision = LMEV_PRECISION_F32,
                                 .threads = 1,
                                 .batch_size = 8,
                                 .samples = 8,
                                 .power = 0.75,
                                 .learning_rate = 0.01,
                                 .beta_1 = 0.9,
                                 .beta_2 = 0.999,
                                 .epsilon = 1e-7};
    lmev__nnlm *net;
    assert_ok(lmev__nnlm_new(&net, &n, t->count, err));
    for (int rule = 0; rule < 2; rule++) {
        p.buckets = (lmev_bucket_rule)rule;
        lmev_lm *lm;
        assert_ok(lmev__pretrain_export(&lm, &p, t, net, err));
        assert_int_equal(lmev_lm_vocab(lm), kept);
        const float *table = lmev_lm_table(lm);
        assert_memory_equal(table, net->input.w, kept * D * sizeof *table);
        for (uint32_t b = 0; b < 5; b++) {
            double sum = 0, weight = 0; /* of the first element */
            for (uint32_t i = 0; i < known; i++) {
                const lmev_str token = lmev_lm_token(t->lm, i);
                if (lmev_fingerprint64(token.at, token.n) % 5 != b) continue;
                const bool folded = i >= kept, trained = rule == LMEV_BUCKETS_TRAINED;
                if (folded != trained) continue;
                const double w = trained ? (double)t->count[i] : 1;
                sum += w * (double)net->input.w[i * D];
                weight += w;
            }
            if (rule == LMEV_BUCKETS_TRAINED) {
                sum += (double)t->in_bucket[b] * (double)net->input.w[(known + b) * D];
                weight += (double)t->in_bucket[b];
            }
            assert_true(weight > 0);
            assert_true(fabs((double)table[(kept + b) * D] - sum / weight) < 1e-7);
        }
        lmev_lm_free(lm);
    }
    lmev__nnlm_free(net);
    lmev__pretrain_texts_free(t);
}

/* The report names its files; names may be any bytes, and no such name costs the
 * training. */
static void a_corpus_may_have_any_name(void **state)
{
    (void)state;
    char odd[160], to[160];
    snprintf(odd, sizeof odd, "%s", in_folder("t\xedtulos.txt"));
    snprintf(to, sizeof to, "%s", in_folder("odd"));
    if (rename(make_corpus(), odd) != 0) skip(); /* some file systems take UTF-8 alone */
    const char *corpus = odd;
    lmev_pretrain_params p = small(&corpus, to);
    p.epochs = 1;
    lmev_pretrain_result r;
    assert_ok(lmev_pretrain(&p, &r, NULL, err));
    char *report = read_text(in_folder("odd/pretrain.json"));
    assert_non_null(strstr(report, "t\xef\xbf\xbd"
                                   "edtulos.txt"));
    lmev__free(report);
}

static void what_cannot_be_trained_is_refused(void **state)
{
    (void)state;
    const char *corpus = in_folder("few.txt");
    assert_ok(lmev__write_file(corpus, "uno\n", 4, err));
    const char *to = in_folder("none");
    lmev_pretrain_params p = small(&corpus, to);
    lmev_error told = {0};
    assert_int_equal(lmev_pretrain(&p, NULL, NULL, &told), LMEV_ERR_FORMAT);
    assert_false(lmev__is_dir(to));
    const char *absent = in_folder("absent.txt");
    p.corpus = &absent;
    assert_int_equal(lmev_pretrain(&p, NULL, NULL, &told), LMEV_ERR_NOTFOUND);
    p.corpus = &corpus;
    p.samples = p.batch_size - 1;
    assert_int_equal(lmev_pretrain(&p, NULL, NULL, &told), LMEV_ERR_PARAM);
    assert_non_null(strstr(told.text, "samples"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_language_is_learned_and_a_stop_changes_nothing,
                                        make_folder, drop_folder),
        cmocka_unit_test_setup_teardown(a_stop_before_the_first_step_leaves_no_state,
                                        make_folder, drop_folder),
        cmocka_unit_test_setup_teardown(buckets_are_what_the_rule_says, make_folder,
                                        drop_folder),
        cmocka_unit_test_setup_teardown(a_corpus_may_have_any_name, make_folder,
                                        drop_folder),
        cmocka_unit_test_setup_teardown(what_cannot_be_trained_is_refused, make_folder,
                                        drop_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
