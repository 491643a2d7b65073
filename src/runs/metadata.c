/* metadata.c - the record of an experiment as JSON.
 *
 * First the 42 keys of the 2020 study, in its order, so that its analysis code reads our
 * runs: it looks keys up by name, the device at places 4 and 5 of the environment, and
 * the curves in the first of the histories. Then ours. Cost: one JSON tree of a few kB.
 * Not here: reading (metadata_read.c), the curves' event files (events.c). */
#include "runs/metadata.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/format/json.h"
#include "base/io/io.h"
#include "base/mem.h"
#include "base/number.h"
#include "base/utf8.h"
#include "runs/keys.h"

#ifdef __clang__
static const char compiler[] = ""; /* its version begins with its name */
#else
static const char compiler[] = "gcc ";
#endif

/* A JSON object being filled; ok turns false when a member could not be made. */
typedef struct sheet {
    lmev__json *object;
    bool ok;
} sheet;

static void put(sheet *s, const char *key, lmev__json *value)
{
    if (!lmev__json_set(s->object, key, value)) s->ok = false;
}

/* Takes the object out of the sheet; NULL when it is not whole. */
static lmev__json *take(sheet *s)
{
    lmev__json *object = s->ok ? s->object : NULL;
    if (!object) lmev__json_free(s->object);
    s->object = NULL;
    return object;
}

static void put_text(sheet *s, const char *key, const char *v)
{
    put(s, key, lmev__json_new_string(v ? v : ""));
}

static void put_int(sheet *s, const char *key, uint64_t v)
{
    put(s, key, lmev__json_new_int(v > INT64_MAX ? INT64_MAX : (int64_t)v));
}

static void put_real(sheet *s, const char *key, double v)
{
    put(s, key, lmev__json_new_real(v));
}

static void put_bool(sheet *s, const char *key, bool v)
{
    put(s, key, lmev__json_new_bool(v));
}

/* A seed may use all 64 bits, which JSON integers of most readers do not: then as
 * text. */
static void put_seed(sheet *s, const char *key, uint64_t v)
{
    char text[24];
    snprintf(text, sizeof text, "%" PRIu64, v);
    if (v > INT64_MAX)
        put_text(s, key, text);
    else
        put_int(s, key, v);
}

static lmev__json *curve(const double *v, uint32_t n)
{
    lmev__json *a = lmev__json_new_array();
    for (uint32_t i = 0; a && i < n; i++) {
        if (!lmev__json_append(a, lmev__json_new_real(v[i]))) {
            lmev__json_free(a);
            return NULL;
        }
    }
    return a;
}

static void add_line(sheet *s, lmev__json *array, const char *line)
{
    if (!lmev__json_append(array, lmev__json_new_string(line))) s->ok = false;
}

/* Keras' print_summary: columns end at 29, 55 and 65; a field that is too long is cut,
 * and its last character gives way to a space. */
static void add_row(sheet *s, lmev__json *array, const char *layer, const char *shape,
                    const char *params)
{
    static const size_t end[3] = {29, 55, 65};
    const char *field[3] = {layer, shape, params};
    char line[66];
    size_t n = 0;
    for (int i = 0; i < 3; i++) {
        if (i > 0) line[n - 1] = ' ';
        for (const char *c = field[i]; *c && n < end[i]; c++) line[n++] = *c;
        while (n < end[i]) line[n++] = ' ';
    }
    line[n] = '\0';
    add_line(s, array, line);
}

static void add_layer(sheet *s, lmev__json *array, const char *layer, uint64_t width,
                      uint64_t params)
{
    char shape[40], count[24];
    snprintf(shape, sizeof shape, "(None, %" PRIu64 ")", width);
    snprintf(count, sizeof count, "%" PRIu64, params);
    add_row(s, array, layer, shape, count);
}

/* "Total params: 49,285,291" */
static void add_total(sheet *s, lmev__json *array, const char *what, uint64_t v)
{
    char number[LMEV__GROUPED_ROOM], line[80];
    (void)snprintf(line, sizeof line, "%s: %s", what, lmev__grouped(number, v));
    add_line(s, array, line);
}

/* Numbers of all layers, the table's included. */
static uint64_t n_params(const lmev__run_record *r)
{
    const lmev_spec *spec = r->spec;
    uint64_t before = r->dim, all = r->lm_rows * r->dim;
    for (uint32_t i = 0; i < spec->network.n_units; i++) {
        all += (before + 1) * spec->network.units[i];
        before = spec->network.units[i];
    }
    return all + (before + 1) * r->split->labels.n;
}

static lmev__json *summary(sheet *s, const lmev__run_record *r)
{
    static const char thin[] =
        "_________________________________________________________________";
    static const char thick[] =
        "=================================================================";
    lmev__json *a = lmev__json_new_array();
    const lmev_spec *spec = r->spec;
    const uint64_t table = r->lm_rows * r->dim, all = n_params(r);
    uint64_t before = r->dim, params;
    char text[256];
    if (!a) return NULL;
    snprintf(text, sizeof text, "Model: \"%s-%s\"", spec->name, spec->version);
    add_line(s, a, text);
    add_line(s, a, thin);
    add_row(s, a, "Layer (type)", "Output Shape", "Param #");
    add_line(s, a, thick);
    add_layer(s, a, "LANG_MODEL (KerasLayer)", r->dim, table);
    for (uint32_t i = 0; i < spec->network.n_units; i++) {
        uint64_t units = spec->network.units[i];
        params = (before + 1) * units;
        add_line(s, a, thin);
        snprintf(text, sizeof text, "DEN_%" PRIu32 " (Dense)", i + 1);
        add_layer(s, a, text, units, params);
        add_line(s, a, thin);
        snprintf(text, sizeof text, "DROP_%" PRIu32 " (Dropout)", i + 1);
        add_layer(s, a, text, units, 0);
        before = units;
    }
    params = (before + 1) * r->split->labels.n;
    add_line(s, a, thin);
    add_layer(s, a, "DEN_OUT (Dense)", r->split->labels.n, params);
    add_line(s, a, thick);
    uint64_t fixed = spec->network.lm_trainable ? 0 : table;
    add_total(s, a, "Total params", all);
    add_total(s, a, "Trainable params", all - fixed);
    add_total(s, a, "Non-trainable params", fixed);
    add_line(s, a, thin);
    return a;
}

/* The processor's name from /proc/cpuinfo, or the machine's kind. */
static void processor(char *name, size_t room, const char *machine)
{
    char *text = NULL;
    size_t n = 0;
    snprintf(name, room, "%s", machine);
    if (lmev__read_file(&text, &n, "/proc/cpuinfo", (size_t)16 << 20, NULL) != LMEV_OK)
        return;
    const char *at = strstr(text, "model name");
    if (at && (at = strchr(at, ':'))) {
        at += 1 + strspn(at + 1, " \t");
        snprintf(name, room, "%.*s", (int)strcspn(at, "\n"), at);
    }
    lmev__free(text);
}

/* Eight places as in the study, the device at 4 and 5, then ours. */
static lmev__json *environment(sheet *s, const lmev__run_record *r)
{
    lmev__json *a = lmev__json_new_array();
    struct utsname u = {0};
    char line[1024], cpu[256];
    if (!a) return NULL;
    uname(&u);
    processor(cpu, sizeof cpu, u.machine);
    snprintf(line, sizeof line, "Host: %s", u.nodename);
    add_line(s, a, line);
    snprintf(line, sizeof line, "OS: %s %s %s %s %s", u.sysname, u.nodename, u.release,
             u.version, u.machine);
    add_line(s, a, line);
    add_line(s, a, "Python: none");
    add_line(s, a, "Tensorflow: none");
    add_line(s, a, "GPU: not used");
    snprintf(line, sizeof line, "CPU 0: %s", cpu);
    add_line(s, a, line);
    add_line(s, a, "Keras: none");
    add_line(s, a, "TFHub: none");
    snprintf(line, sizeof line, "lmev: %s", lmev_version());
    add_line(s, a, line);
    snprintf(line, sizeof line, "Compiler: %s" __VERSION__, compiler);
    add_line(s, a, line);
    snprintf(line, sizeof line, "Threads: %d", r->threads);
    add_line(s, a, line);
    return a;
}

static lmev__json *histories(const lmev__run_record *r)
{
    lmev__json *list = lmev__json_new_array();
    sheet s = {lmev__json_new_object(), true};
    if (s.object) {
        put(&s, "loss", curve(r->loss, r->n_epochs));
        put(&s, "val_loss", curve(r->val_loss, r->n_epochs));
        put(&s, "test_bac", curve(r->test_bac, r->n_epochs));
    }
    if (lmev__json_append(list, take(&s))) return list;
    lmev__json_free(list);
    return NULL;
}

static lmev__json *optimizer(const lmev_spec *spec)
{
    sheet s = {lmev__json_new_object(), true};
    if (!s.object) return NULL;
    put_text(&s, "name", "Adam");
    put_real(&s, "learning_rate", spec->train.learning_rate);
    put_real(&s, "decay", 0);
    put_real(&s, "beta_1", spec->train.beta_1);
    put_real(&s, "beta_2", spec->train.beta_2);
    put_real(&s, "epsilon", spec->train.epsilon);
    put_bool(&s, "amsgrad", false);
    return take(&s);
}

static lmev__json *loss_config(void)
{
    sheet s = {lmev__json_new_object(), true};
    if (!s.object) return NULL;
    put_text(&s, "reduction", "auto");
    put_text(&s, "name", "sparse_categorical_crossentropy");
    put_bool(&s, "from_logits", false);
    return take(&s);
}

static lmev__json *callbacks(sheet *s, const lmev_spec *spec)
{
    lmev__json *a = lmev__json_new_array();
    if (!a) return NULL;
    add_line(s, a, "ComputeBAC");
    if (spec->train.early_stopping) add_line(s, a, "EarlyStopping");
    return a;
}

static void put_file(sheet *s, const char *key, const char *dir, const char *file)
{
    char *path = lmev__path_join(dir ? dir : "", file);
    put(s, key, path ? lmev__json_new_string(path) : NULL);
    lmev__free(path);
}

/* The 42 keys of the study, in its order. Sizes are those of the rows in use. */
static void put_study(sheet *s, const lmev__run_record *r)
{
    const lmev_spec *spec = r->spec;
    const lmev_split *split = r->split;
    char text[160];
    put_text(s, LMEV__META_EXPERIMENT_LOG_DIR, r->log_dir);
    put_text(s, LMEV__META_EXPERIMENT_NAME, spec->name);
    put_text(s, LMEV__META_EXPERIMENT_SAVED_MODEL_DIR, r->version_dir);
    put_text(s, LMEV__META_EXPERIMENT_VERSION, spec->version);
    put_text(s, LMEV__META_DATA_DATASET_FN,
             spec->data.file ? spec->data.file : spec->data.train);
    put_int(s, LMEV__META_DATA_TEST_SET_SIZE, split->test.n);
    put_int(s, LMEV__META_DATA_TRAINING_SET_SIZE, split->train.n + split->validation.n);
    put_text(s, LMEV__META_MODEL_DENSE_ACTIVATION, "relu");
    put_real(s, LMEV__META_MODEL_DENSE_DROPOUT_RATE, spec->network.dropout);
    put_int(s, LMEV__META_MODEL_DENSE_UNITS, spec->network.units[0]);
    put_bool(s, LMEV__META_MODEL_LM_IS_TRAINABLE, spec->network.lm_trainable);
    put_text(s, LMEV__META_MODEL_LOSS, "SparseCategoricalCrossentropy");
    put_text(s, LMEV__META_MODEL_OPTIMIZER, "Adam");
    put_text(s, LMEV__META_TFHUB_EMB_MODEL, r->lm_handle);
    put_int(s, LMEV__META_TFHUB_EMB_MODEL_DIM, r->dim);
    put_int(s, LMEV__META_TRAIN_BATCH_SIZE, spec->train.batch_size);
    put_int(s, LMEV__META_TRAIN_EPOCHS, spec->train.epochs);
    put_int(s, LMEV__META_TRAIN_INITIAL_EPOCH, 0);
    put_real(s, LMEV__META_TRAIN_VALIDATION_SET_SPLIT, spec->data.validation_split);
    put(s, LMEV__META_RESULTS_HISTORIES, histories(r));
    snprintf(text, sizeof text, "%s, trial %" PRIu32 " of %" PRIu32, r->model->name,
             r->trial + 1, spec->trials);
    put_text(s, LMEV__META_EXPERIMENT_DESCRIPTION, text);
    put_bool(s, LMEV__META_MODEL_METRICS_BALANCED_ACCURACY, true);
    put_bool(s, LMEV__META_TRAIN_COMPUTE_BAC, true);
    put_bool(s, LMEV__META_TRAIN_USE_EARLY_STOPPING, spec->train.early_stopping);
    put_int(s, LMEV__META_TRAIN_EARLY_STOPPING_PATIENCE, spec->train.patience);
    put_bool(s, LMEV__META_TRAIN_EARLY_STOPPING_RESTORE_BEST_WEIGHTS,
             spec->train.restore_best_weights);
    put_int(s, LMEV__META_DATA_OUTPUT_DIM, split->labels.n);
    put(s, LMEV__META_MODEL_OPTIMIZER_FULL_CONFIG, optimizer(spec));
    put(s, LMEV__META_MODEL_LOSS_FULL_CONFIG, loss_config());
    put(s, LMEV__META_MODEL_SUMMARY, summary(s, r));
    put(s, LMEV__META_EXPERIMENT_ENVIRONMENT, environment(s, r));
    put_text(s, LMEV__META_EXPERIMENT_RUNID, r->run_id);
    put_text(s, LMEV__META_EXPERIMENT_SAVE_DIR, r->run_dir);
    put_text(s, LMEV__META_EXPERIMENT_BEST_MODEL_FN, r->classifier_dir);
    put_file(s, LMEV__META_EXPERIMENT_METADATA_FN, r->run_dir, LMEV__METADATA_FILE);
    put(s, LMEV__META_TRAIN_CALLBACKS, callbacks(s, spec));
    put_real(s, LMEV__META_EXPERIMENT_STARTED_AT, r->started_at);
    put_real(s, LMEV__META_EXPERIMENT_FINISHED_AT, r->finished_at);
    put_real(s, LMEV__META_EXPERIMENT_TRAINING_TOOK, r->training_took);
    put_real(s, LMEV__META_RESULTS_PREDICT_TOOK, r->predict_took);
    put_int(s, LMEV__META_RESULTS_PREDICT_SIZE, split->test.n);
    put_real(s, LMEV__META_RESULTS_BALANCED_ACCURACY, r->bac);
}

/* Rows that could not be used, by reason, over all files. */
static lmev__json *skipped(const lmev_split *split)
{
#define SKIP_NAME(name, meaning) #name,
    static const char *const reason[] = {LMEV_SKIP_MAP(SKIP_NAME)};
#undef SKIP_NAME
    sheet s = {lmev__json_new_object(), true};
    uint64_t records = 0, used = 0, filtered = 0, n[LMEV_SKIP_REASONS] = {0};
    if (!s.object) return NULL;
    for (int f = 0; f < 3; f++) {
        records += split->skips[f].n_records;
        used += split->skips[f].n_used;
        filtered += split->skips[f].n_filtered;
        for (int i = 0; i < LMEV_SKIP_REASONS; i++) n[i] += split->skips[f].n[i];
    }
    put_int(&s, "records", records);
    put_int(&s, "used", used);
    put_int(&s, "filtered", filtered);
    for (int i = 0; i < LMEV_SKIP_REASONS; i++) put_int(&s, reason[i], n[i]);
    return take(&s);
}

static lmev__json *phases(const lmev__run_record *r)
{
    sheet s = {lmev__json_new_object(), true};
    if (!s.object) return NULL;
    put_real(&s, "read", r->seconds.read);
    put_real(&s, "tokenize", r->seconds.tokenize);
    put_real(&s, "train", r->seconds.train);
    put_real(&s, "evaluate", r->seconds.evaluate);
    put_real(&s, "checkpoint", r->seconds.checkpoint);
    put_real(&s, "save", r->seconds.save);
    return take(&s);
}

static lmev__json *units(const lmev_spec *spec)
{
    lmev__json *a = lmev__json_new_array();
    for (uint32_t i = 0; a && i < spec->network.n_units; i++) {
        if (!lmev__json_append(a, lmev__json_new_int(spec->network.units[i]))) {
            lmev__json_free(a);
            return NULL;
        }
    }
    return a;
}

/* "column=value, ...", empty without a filter; as much of it as the reader takes. */
static void put_where(sheet *s, const lmev_spec *spec)
{
    lmev__buf b = LMEV__BUF_INIT;
    for (size_t i = 0; i < spec->data.n_where; i++)
        lmev__buf_printf(&b, "%s%s=%s", i ? ", " : "", spec->data.where[i].column,
                         spec->data.where[i].value);
    if (b.n > LMEV__TEXT_MAX / 4) b.n = LMEV__TEXT_MAX / 4; /* mended it may grow */
    char *text = lmev__buf_text(&b);
    put(s, LMEV__META_DATA_WHERE, text ? lmev__json_new_string(text) : NULL);
    lmev__free(text);
}

/* What a failed experiment records as well. */
static void put_identity(sheet *s, const lmev__run_record *r, const char *state)
{
    put_text(s, LMEV__META_VERSION, lmev_version());
    put_text(s, LMEV__META_STATE, state);
    put_text(s, LMEV__META_EXPERIMENT_KEY, r->experiment_key);
    put_text(s, LMEV__META_MODEL, r->model->name);
    put_int(s, LMEV__META_TRIAL, r->trial);
    put_seed(s, LMEV__META_SEED, r->seed);
}

static void put_ours(sheet *s, const lmev__run_record *r)
{
    const lmev_spec *spec = r->spec;
    put_identity(s, r, "finished");
    put_seed(s, LMEV__META_SPLIT_SEED, r->split_seed);
    put_int(s, LMEV__META_THREADS, (uint64_t)(r->threads > 0 ? r->threads : 0));
    put_text(s, LMEV__META_PRECISION,
             r->precision == LMEV_PRECISION_BF16 ? "bf16" : "f32");
    put(s, LMEV__META_DENSE_UNITS, units(spec));
    put_text(s, LMEV__META_CLASSIFIER, r->classifier_dir);
    put_text(s, LMEV__META_DATA_VALIDATION_FN, spec->data.validation);
    put_text(s, LMEV__META_DATA_TEST_FN, spec->data.test);
    put_int(s, LMEV__META_TRAIN_ROWS, r->split->train.n);
    put_int(s, LMEV__META_VALIDATION_ROWS, r->split->validation.n);
    put_int(s, LMEV__META_LM_ROWS, r->lm_rows);
    put_int(s, LMEV__META_LM_VOCAB, r->lm_vocab);
    put_text(s, LMEV__META_LM_FORMAT, r->lm_format);
    put_text(s, LMEV__META_LM_COMBINER, r->lm_combiner);
    put_bool(s, LMEV__META_LM_NORMALIZE, r->lm_normalize);
    put_bool(s, LMEV__META_LM_LOWER, r->lm_lower);
    put_text(s, LMEV__META_LM_FILES_SHA256, r->lm_sha256);
    if (!*r->lm_sha256) {
        put_int(s, LMEV__META_SCRATCH_MIN_COUNT, r->model->scratch.min_count);
        put_int(s, LMEV__META_SCRATCH_OOV_BUCKETS, r->model->scratch.oov_buckets);
    }
    put_where(s, spec);
    if (spec->data.test_per_class)
        put_int(s, LMEV__META_DATA_TEST_PER_CLASS, spec->data.test_per_class);
    put(s, LMEV__META_SKIPPED_ROWS, skipped(r->split));
    put_text(s, LMEV__META_DATA_SHA256, r->split->train.sha256);
    put_text(s, LMEV__META_SPLIT_SHA256, r->split->sha256);
    put_text(s, LMEV__META_CLASSES_SHA256, r->split->labels.sha256);
    put_text(s, LMEV__META_VALIDATION_SHA256, r->val_rows);
    put_text(s, LMEV__META_WEIGHTS_SHA256, r->weights_sha256);
    put_text(s, LMEV__META_RESULTS_SHA256, r->results_sha256);
    put_int(s, LMEV__META_BEST_EPOCH, r->best_epoch);
    put_bool(s, LMEV__META_STOPPED_EARLY, r->early_stopped);
    put_int(s, LMEV__META_RESUMED, r->n_resumed);
    put_real(s, LMEV__META_BAC_BEST, r->bac_best);
    put_real(s, LMEV__META_BAC_LAST, r->bac_last);
    put_real(s, LMEV__META_BAC_VAL, r->bac_val);
    put_real(s, LMEV__META_VAL_LOSS, r->val_loss_kept);
    put_int(s, LMEV__META_PARAMS, n_params(r));
    put_real(s, LMEV__META_ACCURACY, r->accuracy);
    put_real(s, LMEV__META_TOP5, r->top5);
    put_real(s, LMEV__META_F1_MACRO, r->f1_macro);
    put_real(s, LMEV__META_LOG_LOSS, r->log_loss);
    if (r->val_bac) put(s, LMEV__META_VAL_BAC, curve(r->val_bac, r->n_epochs));
    put(s, LMEV__META_PHASES, phases(r));
    put_int(s, LMEV__META_PEAK_MEMORY, r->peak_memory);
}

/* Takes the sheet; its text, or NULL when something ran out of memory. */
static char *sheet_text(sheet *s, int indent)
{
    lmev__json *object = take(s);
    char *text = object ? lmev__json_dump(object, indent) : NULL;
    lmev__json_free(object);
    return text;
}

lmev_status lmev__metadata_text(const lmev__run_record *r, char **text, lmev_error *err)
{
    sheet s = {lmev__json_new_object(), true};
    if (s.object) {
        put_study(&s, r);
        put_ours(&s, r);
    }
    char *made = sheet_text(&s, 0);
    if (!made) return lmev__nomem(err, LMEV__METADATA_FILE);
    *text = made;
    return LMEV_OK;
}

static lmev_status write_in(const char *dir, const char *file, const char *text,
                            lmev_error *err)
{
    char *path = lmev__path_join(dir, file);
    if (!path) return lmev__nomem(err, file);
    lmev_status s = lmev__write_file(path, text, strlen(text), err);
    lmev__free(path);
    return s;
}

lmev_status lmev__metadata_write(const lmev__run_record *r, lmev_error *err)
{
    char *text = NULL;
    lmev_status s = lmev__metadata_text(r, &text, err);
    if (s == LMEV_OK) s = write_in(r->run_dir, LMEV__METADATA_FILE, text, err);
    lmev__free(text);
    char *failed = s == LMEV_OK ? lmev__path_join(r->run_dir, LMEV__FAILED_FILE) : NULL;
    if (failed) /* the metadata win over it, so that a failure here does no harm */
        (void)lmev__remove_file(failed, NULL);
    lmev__free(failed);
    return s;
}

lmev_status lmev__failed_write(const lmev__run_record *r, const lmev_error *why,
                               lmev_error *err)
{
    sheet s = {lmev__json_new_object(), true}, fault = {lmev__json_new_object(), true};
    if (fault.object) {
        put_text(&fault, "status", lmev_status_text(why->status));
        put_text(&fault, "text", why->text);
        put_text(&fault, "source", why->source);
        put_int(&fault, "line", why->line > 0 ? (uint64_t)why->line : 0);
        put_text(&fault, "hint", why->hint);
    }
    if (s.object) {
        put_text(&s, LMEV__META_EXPERIMENT_RUNID, r->run_id);
        put_text(&s, LMEV__META_EXPERIMENT_NAME, r->spec->name);
        put_text(&s, LMEV__META_EXPERIMENT_VERSION, r->spec->version);
        put_text(&s, LMEV__META_TFHUB_EMB_MODEL, r->lm_handle);
        put_real(&s, LMEV__META_EXPERIMENT_STARTED_AT, r->started_at);
        put_identity(&s, r, "failed");
        put(&s, LMEV__META_ERROR, take(&fault));
    }
    lmev__json_free(take(&fault));
    char *text = sheet_text(&s, 2);
    if (!text) return lmev__nomem(err, LMEV__FAILED_FILE);
    lmev_status st = lmev__mkdirs(r->run_dir, err);
    if (st == LMEV_OK) st = write_in(r->run_dir, LMEV__FAILED_FILE, text, err);
    lmev__free(text);
    return st;
}
