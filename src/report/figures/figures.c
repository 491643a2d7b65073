/* figures.c - the list of figures, and their way: sketch -> data and SVG -> PNG and PDF.
 *
 * Each figure is drawn once, as the elements of an SVG; the file and the page put their
 * own head and colours before them, and librsvg draws PNG and PDF of the file. Nothing
 * depends on the locale, the time or the number of threads. Cost: about 20 ms a figure,
 * nearly all of it PNG and PDF. */
#include "report/figures/figures.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/io/io.h"
#include "base/mem.h"
#include "base/work.h"
#include "report/figures/makers.h"
#include "report/figures/raster.h"

#define SVG_PAGE_MAX (60u << 10) /* bytes; above it a figure goes without its tooltips */

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
    static const char *const kinds[] = {"tsv", "svg", "png", "pdf",
                                        "gp"}; /* of version 0.1 */
    bool is_id = false, is_kind = false;
    for (size_t i = 0; i < MAKERS; i++) is_id |= strcmp(id, makers[i].id) == 0;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        is_kind |= strcmp(kind, kinds[i]) == 0;
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

/* Write ID.KIND from b, which may have failed. */
static lmev_status put_file(const char *folder, const char *id, const char *kind,
                            const lmev__buf *b, lmev_error *err)
{
    lmev__buf name = LMEV__BUF_INIT;
    lmev__buf_printf(&name, "%s/%s.%s", folder, id, kind);
    char *path = lmev__buf_text(&name);
    const lmev_status s = path && !b->failed
                              ? lmev__write_unsynced(path, b->at, b->n, err)
                              : lmev__nomem(err, id);
    lmev__free(path);
    return s;
}

/* Without control characters, which a hostile name may have brought along. */
static char *clean(lmev__buf *b)
{
    char *text = lmev__buf_text(b);
    if (!text) return NULL;
    lmev__buf out = LMEV__BUF_INIT;
    lmev__put_cut(&out, text, LMEV__UNCUT);
    lmev__free(text);
    return lmev__buf_text(&out);
}

/* PNG and PDF of one figure, to be made by any thread. */
typedef struct print_job {
    lmev__figure *figure;
    lmev__buf svg; /* of the file */
    double height;
    lmev_status status;
    lmev_error why; /* where librsvg refused it */
} print_job;

/* What all figures of a report share. */
typedef struct press {
    const char *folder;
    lmev__raster *raster; /* NULL: no PNG and PDF */
    int64_t date;
    lmev__stop stop;
    size_t n;
    print_job job[MAKERS];
} press;

/* A figure that librsvg cannot draw is left without PNG and PDF. */
static lmev_status print(void *self, size_t i, lmev__team_member *me)
{
    press *p = self;
    print_job *j = &p->job[i];
    lmev__buf png = LMEV__BUF_INIT, pdf = LMEV__BUF_INIT;
    if (lmev__stop_seen(&p->stop, me->number)) return LMEV_STOPPED;
    j->status = lmev__raster_draw(p->raster, &png, &pdf, j->svg.at, j->svg.n,
                                  LMEV__CANVAS, j->height, p->date, &j->why);
    lmev_status s = LMEV_OK;
    if (j->status == LMEV_OK) {
        s = put_file(p->folder, j->figure->id, "png", &png, &me->err);
        if (s == LMEV_OK) s = put_file(p->folder, j->figure->id, "pdf", &pdf, &me->err);
        j->figure->printed = s == LMEV_OK;
    } else if (j->status == LMEV_ERR_NOMEM) {
        me->err = j->why;
        s = j->status;
    }
    lmev__buf_free(&png);
    lmev__buf_free(&pdf);
    return s;
}

/* Data and SVG of a figure, in files and for the page; its print job. */
static lmev_status put_figure(press *p, lmev__figure *f, lmev__sketch *k, lmev_error *err)
{
    print_job *j = &p->job[p->n++];
    lmev__buf page = LMEV__BUF_INIT;
    *f = (lmev__figure){.id = k->id,
                        .title = clean(&k->title),
                        .caption = clean(&k->caption),
                        .alt = clean(&k->alt)};
    *j = (print_job){.figure = f, .height = k->height};
    if (k->failed || k->canvas.failed || !f->title || !f->caption || !f->alt)
        return lmev__nomem(err, k->id);
    const lmev__plot_frame frame = {
        .id = f->id, .title = f->title, .alt = f->alt, .height = k->height};
    lmev__put_svg_inline(&page, &frame, &k->canvas, true);
    if (page.n > SVG_PAGE_MAX) {
        lmev__buf_reset(&page);
        lmev__put_svg_inline(&page, &frame, &k->canvas, false);
    }
    if (!(f->svg = lmev__buf_text(&page))) return lmev__nomem(err, k->id);
    lmev__put_svg_file(&j->svg, &frame, &k->canvas);
    lmev_status s = put_file(p->folder, k->id, "tsv", &k->data, err);
    return s == LMEV_OK ? put_file(p->folder, k->id, "svg", &j->svg, err) : s;
}

/* The start of the newest experiment: a date that the same files give again. */
static int64_t date_of(const lmev_experiments *all)
{
    double newest = 0;
    for (size_t i = 0; i < all->n; i++)
        if (all->at[i].started_at < 1e12) newest = fmax(newest, all->at[i].started_at);
    return (int64_t)newest;
}

static lmev_status draw_all(press *p, lmev__figures *f, const lmev__study *s,
                            lmev_error *err)
{
    lmev_status status = LMEV_OK;
    for (size_t i = 0; i < MAKERS && s->n_models > 0 && status == LMEV_OK; i++) {
        lmev__sketch k = {.id = makers[i].id,
                          .s = s,
                          .language = s->options.language ? s->options.language : "en"};
        if (makers[i].make(&k)) status = put_figure(p, &f->at[f->n++], &k, err);
        lmev__sketch_clear(&k);
    }
    return status;
}

static lmev_status print_all(press *p, lmev__figures *f, int threads,
                             const lmev_watch *watch, lmev_error *err)
{
    lmev_error why = {0};
    lmev__team *team = NULL;
    lmev_status s = lmev__raster_open(&p->raster, &why);
    if (s != LMEV_OK && s != LMEV_ERR_NOMEM) {
        lmev__say(watch, LMEV_LEVEL_WARNING, "figures have no PNG and PDF: %s", why.text);
        return LMEV_OK;
    }
    if (s == LMEV_ERR_NOMEM && err) *err = why;
    if (s == LMEV_OK) s = lmev__team_new(&team, threads, err);
    if (s == LMEV_OK) s = lmev__team_each(team, p->n, print, p, err);
    lmev__team_free(team);
    lmev__raster_close(p->raster);
    for (size_t i = 0; i < p->n && s == LMEV_OK; i++) {
        f->n_printed += p->job[i].figure->printed;
        if (p->job[i].status != LMEV_OK)
            lmev__say(watch, LMEV_LEVEL_WARNING, "figure '%s' has no PNG and PDF: %s",
                      p->job[i].figure->id, p->job[i].why.text);
    }
    return s;
}

lmev_status lmev__figures_write(lmev__figures *out, const lmev__study *s,
                                const char *folder, const lmev_watch *watch,
                                lmev_error *err)
{
    lmev__figures f = {.at = lmev__calloc(MAKERS, sizeof *f.at)};
    press *p = lmev__calloc(1, sizeof *p);
    lmev_status status = f.at && p ? LMEV_OK : lmev__nomem(err, "figures");
    if (status == LMEV_OK) {
        p->folder = folder;
        p->date = date_of(s->all);
        p->stop.watch = watch;
        status = draw_all(p, &f, s, err);
    }
    if (status == LMEV_OK) status = print_all(p, &f, s->options.threads, watch, err);
    for (size_t i = 0; p && i < p->n; i++) lmev__buf_free(&p->job[i].svg);
    lmev__free(p);
    if (status == LMEV_OK)
        *out = f;
    else
        lmev__figures_clear(&f);
    return status;
}
