/* figures.c - the list of figures, and their way: sketch -> data and script -> gnuplot
 * -> page.
 *
 * All data and scripts are written first; gnuplot then draws them, and each SVG is read
 * back and cleaned for the page. Numbers are printed under the C locale of this thread
 * alone, whatever the program has set. Cost: gnuplot's time, about 0.1 s of processor
 * time a figure. */
#include "report/figures/figures.h"

#include <locale.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/io/io.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "report/figures/figure.h"
#include "report/figures/gnuplot.h"
#include "report/figures/svg.h"

#define GNUPLOT_LIMIT 60          /* seconds a figure */
#define SVG_READ_MAX  (8u << 20)  /* bytes */
#define SVG_PAGE_MAX  (60u << 10) /* above it a figure goes without its tooltips */

static const struct {
    const char *id;
    lmev__maker *make;
} makers[] = {
    {"bac-histogram", lmev__draw_histogram},
    {"bac-by-experiment", lmev__draw_as_ran},
    {"bac-by-experiment-sorted", lmev__draw_sorted},
    {"bac-by-language", lmev__draw_by_language},
    {"bac-by-model", lmev__draw_by_model},
    {"bac-val-loss", lmev__draw_val_loss},
    {"bac-val-loss-trials", lmev__draw_val_loss_trials},
    {"bac-time", lmev__draw_time},
    {"bac-time-trials", lmev__draw_time_trials},
    {"curve-bac", lmev__draw_curve_bac},
    {"curve-val-loss", lmev__draw_curve_val_loss},
    {"models", lmev__draw_models},
    {"differences", lmev__draw_differences},
    {"pareto-time", lmev__draw_pareto_time},
    {"pareto-size", lmev__draw_pareto_size},
    {"pareto-memory", lmev__draw_pareto_memory},
    {"worst-classes", lmev__draw_worst_classes},
    {"confused", lmev__draw_confused},
    {"class-size", lmev__draw_class_size},
};
#define MAKERS (sizeof makers / sizeof *makers)

bool lmev__figure_file(const char *id, const char *kind)
{
    bool is_id = false, is_kind = strcmp(kind, "tsv") == 0 || strcmp(kind, "gp") == 0;
    for (size_t i = 0; i < MAKERS; i++) is_id |= strcmp(id, makers[i].id) == 0;
    for (int k = 0; k < LMEV__PICTURES; k++)
        is_kind |= strcmp(kind, lmev__picture_kinds[k]) == 0;
    return is_id && is_kind;
}

void lmev__figures_clear(lmev__figures *f)
{
    for (size_t i = 0; i < f->n; i++) {
        lmev__free(f->at[i].title);
        lmev__free(f->at[i].caption);
        lmev__free(f->at[i].alt);
        lmev__free(f->at[i].svg);
    }
    lmev__free(f->at);
    *f = (lmev__figures){0};
}

const lmev__figure *lmev__figure_of(const lmev__figures *f, const char *id)
{
    for (size_t i = 0; i < f->n; i++)
        if (strcmp(f->at[i].id, id) == 0) return &f->at[i];
    return NULL;
}

/* "folder/id.kind", or NULL. */
static char *path_of(const char *folder, const char *id, const char *kind)
{
    lmev__buf b = LMEV__BUF_INIT;
    lmev__buf_printf(&b, "%s/%s.%s", folder, id, kind);
    return lmev__buf_text(&b);
}

/* Takes b, which may have failed. */
static lmev_status put_file(const char *folder, const char *id, const char *kind,
                            lmev__buf *b, lmev_error *err)
{
    char *path = b->failed ? NULL : path_of(folder, id, kind);
    const lmev_status s =
        path ? lmev__write_file(path, b->at, b->n, err) : lmev__nomem(err, id);
    lmev__free(path);
    lmev__buf_free(b);
    return s;
}

/* Without control characters, which a hostile name may have brought along. */
static char *clean(lmev__buf *b)
{
    char *text = lmev__buf_text(b);
    if (!text) return NULL;
    lmev__buf out = LMEV__BUF_INIT;
    lmev__put_cut(&out, text, SIZE_MAX / 2);
    lmev__free(text);
    return lmev__buf_text(&out);
}

static lmev_status put_sketch(lmev__sketch *k, lmev__figure *f, const char *folder,
                              lmev_error *err)
{
    lmev__buf script = LMEV__BUF_INIT;
    lmev__sketch_script(k, &script);
    if (k->failed) {
        lmev__buf_free(&script);
        return lmev__nomem(err, k->id);
    }
    lmev_status s = put_file(folder, k->id, "gp", &script, err);
    if (s == LMEV_OK) s = put_file(folder, k->id, "tsv", &k->data, err);
    f->id = k->id;
    f->title = clean(&k->title);
    f->caption = clean(&k->caption);
    f->alt = clean(&k->alt);
    if (s == LMEV_OK && (!f->title || !f->caption || !f->alt))
        s = lmev__nomem(err, k->id);
    return s;
}

/* The SVG of a figure for the page. One that is not as expected leaves the figure
 * without. */
static lmev_status read_svg(lmev__figure *f, const lmev__sketch *k, const char *folder,
                            const lmev_watch *watch, lmev_error *err)
{
    char *path = path_of(folder, f->id, "svg"), *text = NULL;
    size_t n = 0;
    lmev__buf b = LMEV__BUF_INIT;
    lmev_error why = {0};
    lmev_status s = path ? lmev__read_file(&text, &n, path, SVG_READ_MAX, &why)
                         : lmev__nomem(&why, f->id);
    lmev__svg_frame frame = {.id = f->id,
                             .title = f->title,
                             .alt = f->alt,
                             .crop = LMEV__CROP,
                             .tips = {.n = k->n_tips,
                                      .plot = k->tip_plot,
                                      .text = (const char *const *)k->tip}};
    if (s == LMEV_OK) s = lmev__svg_clean(&b, text, n, &frame, &why);
    if (s == LMEV_OK && b.n > SVG_PAGE_MAX) {
        lmev__buf_reset(&b);
        frame.tips.n = 0;
        s = lmev__svg_clean(&b, text, n, &frame, &why);
    }
    if (s == LMEV_OK && !(f->svg = lmev__buf_text(&b))) s = lmev__nomem(&why, f->id);
    lmev__buf_free(&b);
    lmev__free(text);
    lmev__free(path);
    if (s == LMEV_ERR_NOMEM) {
        if (err) *err = why;
        return s;
    }
    if (s != LMEV_OK)
        lmev__say(watch, LMEV_LEVEL_WARNING, "figure '%s' is not on the page: %s", f->id,
                  why.text);
    return LMEV_OK;
}

/* The start of the newest experiment: a date that the same files give again. */
static int64_t epoch_of(const lmev_experiments *all)
{
    double newest = 0;
    for (size_t i = 0; i < all->n; i++)
        if (all->at[i].started_at < 1e12) newest = fmax(newest, all->at[i].started_at);
    return (int64_t)newest;
}

static lmev_status draw_all(lmev__figures *f, const lmev__sketch *sketch,
                            const lmev__study *s, const char *folder,
                            const lmev_watch *watch, lmev_error *err)
{
    const char *id[MAKERS];
    bool drawn[MAKERS];
    const lmev__gnuplot g = {.program = s->options.gnuplot,
                             .epoch = epoch_of(s->all),
                             .at_once = s->options.threads,
                             .limit = GNUPLOT_LIMIT};
    for (size_t i = 0; i < f->n; i++) id[i] = f->at[i].id;
    lmev_status status = lmev__gnuplot_draw(&g, folder, id, drawn, f->n, watch, err);
    for (size_t i = 0; i < f->n && status == LMEV_OK; i++) {
        if (!drawn[i]) continue;
        f->n_drawn++;
        status = read_svg(&f->at[i], &sketch[i], folder, watch, err);
    }
    return status;
}

static lmev_status write_all(lmev__figures *f, lmev__sketch *sketch, const lmev__study *s,
                             const char *folder, const lmev_watch *watch, lmev_error *err)
{
    lmev_status status = LMEV_OK;
    for (size_t i = 0; i < MAKERS && s->n_models > 0 && status == LMEV_OK; i++) {
        lmev__sketch *k = &sketch[f->n];
        *k = (lmev__sketch){.id = makers[i].id,
                            .s = s,
                            .language = s->options.language ? s->options.language : "en"};
        if (makers[i].make(k)) {
            status = put_sketch(k, &f->at[f->n], folder, err);
            f->n++;
        } else
            lmev__sketch_clear(k);
    }
    if (status == LMEV_OK && s->options.gnuplot)
        status = draw_all(f, sketch, s, folder, watch, err);
    return status;
}

lmev_status lmev__figures_write(lmev__figures *out, const lmev__study *s,
                                const char *folder, const lmev_watch *watch,
                                lmev_error *err)
{
    lmev__figures f = {.at = lmev__calloc(MAKERS, sizeof *f.at)};
    lmev__sketch *sketch = lmev__calloc(MAKERS, sizeof *sketch);
    const locale_t plain = newlocale(LC_NUMERIC_MASK, "C", (locale_t)0);
    lmev_status status;
    if (!f.at || !sketch || plain == (locale_t)0) {
        status = lmev__nomem(err, "figures");
        goto end;
    }
    const locale_t before = uselocale(plain);
    status = write_all(&f, sketch, s, folder, watch, err);
    uselocale(before);
end:
    for (size_t i = 0; sketch && i < MAKERS; i++) lmev__sketch_clear(&sketch[i]);
    lmev__free(sketch);
    if (plain != (locale_t)0) freelocale(plain);
    if (status == LMEV_OK)
        *out = f;
    else
        lmev__figures_clear(&f);
    return status;
}
