/* report.c - from folders of experiments to a folder with the report.
 *
 * Load the experiments, compute the study (numbers), write the document (words) and the
 * figures, then the files. The folder appears once everything is in it; an older report
 * in its place is removed only then. Cost: reading the predictions and drawing; the rest
 * is small. Not here: numbers, words and pictures. */
#include "lmev/report.h"

#include <string.h>

#include "base/error.h"
#include "base/folder/folder.h"
#include "base/io/io.h"
#include "base/mem.h"
#include "report/figures/figures.h"
#include "report/page/html.h"
#include "report/text/document.h"
#include "report/text/language.h"

#define WHAT     "report"
#define PAGE     "report.html"
#define MARKDOWN "report.md"
#define DATA     "report.json"
#define TABLES   "tables"
#define FIGURES  "figures"

static const char *const table_ids[] = {
    "classes", "confused",  "contrasts", "effects", "epochs", "experiments",
    "groups",  "left-out",  "models",    "pairs",   "plans",  "pooled",
    "power",   "simulated", "spread",    "times",   NULL};

/* Copy ID out of "FOLDER/ID.KIND" to room. False: the name has another form. */
static bool id_of(char *room, size_t size, const char *name, const char *folder,
                  const char **kind)
{
    const size_t n = strlen(folder);
    if (strncmp(name, folder, n) != 0 || name[n] != '/') return false;
    const char *dot = strchr(name, '.');
    const size_t length = dot ? (size_t)(dot - name) - n - 1 : size;
    if (length >= size) return false;
    memcpy(room, name + n + 1, length);
    room[length] = '\0';
    *kind = dot + 1;
    return true;
}

static bool ours(const char *name, const char *path)
{
    static const char *const top[] = {PAGE,       MARKDOWN,    DATA,
                                      TABLES "/", FIGURES "/", NULL};
    char id[64];
    const char *kind;
    (void)path;
    if (lmev__is_listed(name, top)) return true;
    if (id_of(id, sizeof id, name, TABLES, &kind))
        return lmev__is_listed(id, table_ids) && strcmp(kind, "csv") == 0;
    return id_of(id, sizeof id, name, FIGURES, &kind) && lmev__figure_file(id, kind);
}

/* The member "lmev" of report.json is the version that wrote it. */
static const lmev__owned owned = {
    .what = WHAT, .ours = ours, .mark = DATA, .key = "lmev"};

void lmev_report_summary_release(lmev_report_summary *s)
{
    lmev__free(s->text);
    *s = (lmev_report_summary){0};
}

/* Write one text file of the report. Frees b, which may have failed. */
static lmev_status put(const char *folder, const char *name, lmev__buf *b,
                       lmev_error *err)
{
    char *path = b->failed ? NULL : lmev__path_join(folder, name);
    lmev_status s =
        path ? lmev__write_unsynced(path, b->at, b->n, err) : lmev__nomem(err, name);
    lmev__free(path);
    lmev__buf_free(b);
    return s;
}

static lmev_status put_tables(const char *folder, const lmev__document *d,
                              lmev_error *err)
{
    lmev_status s = LMEV_OK;
    for (size_t i = 0; i < d->n_sections && s == LMEV_OK; i++)
        for (size_t k = 0; k < d->section[i].n_tables && s == LMEV_OK; k++) {
            const lmev__table *t = &d->section[i].table[k];
            lmev__buf name = LMEV__BUF_INIT, b = LMEV__BUF_INIT;
            lmev__buf_printf(&name, "%s.csv", t->id);
            char *file = lmev__buf_text(&name);
            lmev__table_csv(&b, t);
            if (!file) b.failed = true;
            s = put(folder, file ? file : t->id, &b, err);
            lmev__free(file);
        }
    return s;
}

/* Write every file but those of the figures, which are written already. */
static lmev_status put_files(const char *folder, const lmev__document *d,
                             const lmev__figures *figures, lmev_error *err)
{
    lmev__buf b = LMEV__BUF_INIT;
    lmev__html(&b, d, figures);
    lmev_status s = put(folder, PAGE, &b, err);
    if (s != LMEV_OK) return s;
    lmev__markdown(&b, d);
    if ((s = put(folder, MARKDOWN, &b, err)) != LMEV_OK) return s;
    lmev__tables_json(&b, d);
    if ((s = put(folder, DATA, &b, err)) != LMEV_OK) return s;
    char *tables = lmev__path_join(folder, TABLES);
    if (!tables) return lmev__nomem(err, folder);
    s = lmev__mkdirs(tables, err);
    if (s == LMEV_OK) s = put_tables(tables, d, err);
    lmev__free(tables);
    return s;
}

/* Fill a new folder, then move it to its place. */
static lmev_status publish(const char *out, const lmev__document *d,
                           lmev__figures *figures, const lmev_watch *watch,
                           lmev_error *err)
{
    lmev__folder f;
    char *pictures = NULL;
    lmev_status s = lmev__folder_begin(&f, out, &owned, err);
    if (s == LMEV_OK && !(pictures = lmev__path_join(f.fresh, FIGURES)))
        s = lmev__nomem(err, out);
    if (s == LMEV_OK) s = lmev__mkdirs(pictures, err);
    if (s == LMEV_OK) s = lmev__figures_write(figures, d->study, pictures, watch, err);
    if (s == LMEV_OK) s = put_files(f.fresh, d, figures, err);
    if (s == LMEV_OK && lmev__asked_to_stop(watch)) s = LMEV_STOPPED;
    if (s == LMEV_OK) s = lmev__sync_file_system(f.fresh, err);
    if (s == LMEV_OK) s = lmev__folder_publish(&f, err);
    lmev__folder_end(&f);
    lmev__free(pictures);
    return s;
}

static lmev_status summarize(lmev_report_summary *to, const lmev__document *d,
                             const lmev__figures *figures, lmev_error *err)
{
    const lmev__study *study = d->study;
    lmev__buf b = LMEV__BUF_INIT;
    lmev__summary_text(&b, d);
    char *text = lmev__buf_text(&b);
    if (!text) return lmev__nomem(err, WHAT);
    *to = (lmev_report_summary){.n_experiments = study->all->n,
                                .n_models = study->n_models,
                                .n_left_out = study->all->n_left_out,
                                .n_figures = figures->n,
                                .n_printed = figures->n_printed,
                                .text = text};
    return LMEV_OK;
}

lmev_status lmev_report_write(const char *out, const char *const *folders,
                              size_t n_folders, const lmev_report_options *options,
                              lmev_report_summary *summary, const lmev_watch *watch,
                              lmev_error *err)
{
    lmev_experiments *all = NULL;
    lmev__study *study = NULL;
    lmev__document *document = NULL;
    lmev__figures figures = {0};
    lmev_report_summary done = {0};
    /* What the caller asks for is refused before any work. */
    lmev_status s = lmev__language_check(options ? options->language : NULL, err);
    if (s == LMEV_OK) s = lmev__folder_may(out, &owned, err);
    if (s == LMEV_OK) s = lmev_experiments_load(&all, folders, n_folders, watch, err);
    if (s == LMEV_OK) s = lmev__study_new(&study, all, options, watch, err);
    if (s == LMEV_ERR_NOTFOUND && err && !*err->hint)
        lmev__hint(err, "name a folder that holds finished runs, at any depth");
    if (s == LMEV_OK) s = lmev__document_new(&document, study, err);
    if (s == LMEV_OK) s = publish(out, document, &figures, watch, err);
    if (s == LMEV_OK && summary) s = summarize(&done, document, &figures, err);
    if (s == LMEV_OK && summary) *summary = done;
    lmev__figures_clear(&figures);
    lmev__document_free(document);
    lmev__study_free(study);
    lmev_experiments_free(all);
    return s;
}
