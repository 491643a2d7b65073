/* raster.c - SVG as PNG and PDF, by librsvg and cairo.
 *
 * librsvg is loaded when a report is written. Linked, it and the 50 libraries that come
 * with it would add some 10 ms to every start of a program, and most programs draw
 * nothing. It stays loaded to the end of the process, because GLib cannot be unloaded.
 * Prototypes come from its headers. Nothing is read but the SVG in memory; fonts are
 * fontconfig's. */
#include "report/figures/raster.h"

#include <cairo-pdf.h>
#include <dlfcn.h>
#include <librsvg/rsvg.h>
#include <math.h>
#include <time.h>

#include "base/error.h"
#include "base/mem.h"
#include "report/figures/png.h"

#define LIBRARY   "librsvg-2.so.2"
#define PNG_SCALE 2
#define PDF_SCALE 0.75 /* a point is 4/3 px (CSS) */

#define FUNCTIONS(X)                       \
    X(rsvg_handle_new_from_data)           \
    X(rsvg_handle_render_document)         \
    X(g_object_unref)                      \
    X(g_error_free)                        \
    X(cairo_image_surface_create)          \
    X(cairo_image_surface_get_data)        \
    X(cairo_image_surface_get_stride)      \
    X(cairo_surface_flush)                 \
    X(cairo_pdf_surface_create_for_stream) \
    X(cairo_pdf_surface_set_metadata)      \
    X(cairo_create)                        \
    X(cairo_destroy)                       \
    X(cairo_set_source_rgb)                \
    X(cairo_paint)                         \
    X(cairo_surface_finish)                \
    X(cairo_surface_status)                \
    X(cairo_surface_destroy)               \
    X(cairo_status_to_string)

struct lmev__raster {
#define POINTER(name) typeof(name) *name;
    FUNCTIONS(POINTER)
#undef POINTER
};

static lmev_status absent(lmev_error *err)
{
    const char *why = dlerror();
    return lmev__fail(err, LMEV_ERR_NOTFOUND, NULL, 0, "cannot load '" LIBRARY "': %s",
                      why ? why : "unknown error");
}

lmev_status lmev__raster_open(lmev__raster **out, lmev_error *err)
{
    void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (!library) return absent(err);
    lmev__raster *r = lmev__calloc(1, sizeof *r);
    bool all = true;
    if (r) {
        /* Its own symbols and those of the libraries that it needs. */
#define LOAD(name) all = all && (r->name = (typeof(r->name))dlsym(library, #name));
        FUNCTIONS(LOAD)
#undef LOAD
    }
    const lmev_status s = !r ? lmev__nomem(err, LIBRARY) : all ? LMEV_OK : absent(err);
    (void)dlclose(library);
    if (s == LMEV_OK)
        *out = r;
    else
        lmev__free(r);
    return s;
}

void lmev__raster_close(lmev__raster *r)
{
    lmev__free(r);
}

/* What cairo writes to. */
static cairo_status_t collect(void *to, const unsigned char *at, unsigned n)
{
    lmev__buf *b = to;
    lmev__buf_add(b, at, n);
    return b->failed ? CAIRO_STATUS_NO_MEMORY : CAIRO_STATUS_SUCCESS;
}

static lmev_status surface_error(const lmev__raster *r, cairo_status_t status,
                                 lmev_error *err)
{
    if (status == CAIRO_STATUS_SUCCESS) return LMEV_OK;
    if (status == CAIRO_STATUS_NO_MEMORY) return lmev__nomem(err, LIBRARY);
    return lmev__fail(err, LMEV_ERR_FORMAT, NULL, 0, "cairo cannot draw it: %s",
                      r->cairo_status_to_string(status));
}

/* The document over all of a surface of width x height. */
static lmev_status render(const lmev__raster *r, RsvgHandle *document,
                          cairo_surface_t *surface, double width, double height,
                          bool white, lmev_error *err)
{
    const RsvgRectangle all = {.width = width, .height = height};
    GError *why = NULL;
    cairo_t *cairo = r->cairo_create(surface);
    if (white) {
        r->cairo_set_source_rgb(cairo, 1, 1, 1);
        r->cairo_paint(cairo);
    }
    const bool well = r->rsvg_handle_render_document(document, cairo, &all, &why);
    r->cairo_destroy(cairo);
    if (well) return surface_error(r, r->cairo_surface_status(surface), err);
    const lmev_status s =
        lmev__fail(err, LMEV_ERR_FORMAT, NULL, 0, "librsvg cannot draw it: %.200s",
                   why ? why->message : "unknown error");
    if (why) r->g_error_free(why);
    return s;
}

static lmev_status draw_png(const lmev__raster *r, lmev__buf *to, RsvgHandle *document,
                            double width, double height, lmev_error *err)
{
    const int w = (int)lround(PNG_SCALE * width), h = (int)lround(PNG_SCALE * height);
    cairo_surface_t *surface = r->cairo_image_surface_create(CAIRO_FORMAT_RGB24, w, h);
    lmev_status s = render(r, document, surface, w, h, true, err);
    r->cairo_surface_flush(surface);
    if (s == LMEV_OK)
        lmev__put_png(to, r->cairo_image_surface_get_data(surface),
                      (size_t)r->cairo_image_surface_get_stride(surface), (uint32_t)w,
                      (uint32_t)h);
    if (s == LMEV_OK && to->failed) s = lmev__nomem(err, LIBRARY);
    r->cairo_surface_destroy(surface);
    return s;
}

static lmev_status draw_pdf(const lmev__raster *r, lmev__buf *to, RsvgHandle *document,
                            double width, double height, int64_t date, lmev_error *err)
{
    const double w = PDF_SCALE * width, h = PDF_SCALE * height;
    const time_t at = (time_t)date;
    struct tm utc = {0};
    char text[sizeof "-2147481748-12-31T23:59:60Z"] = "1970-01-01T00:00:00Z";
    if (gmtime_r(&at, &utc)) (void)strftime(text, sizeof text, "%FT%TZ", &utc);
    cairo_surface_t *surface = r->cairo_pdf_surface_create_for_stream(collect, to, w, h);
    /* else it would be the time of day */
    r->cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, text);
    lmev_status s = render(r, document, surface, w, h, false, err);
    r->cairo_surface_finish(surface);
    if (s == LMEV_OK) s = surface_error(r, r->cairo_surface_status(surface), err);
    r->cairo_surface_destroy(surface);
    return s;
}

lmev_status lmev__raster_draw(const lmev__raster *r, lmev__buf *png, lmev__buf *pdf,
                              const char *svg, size_t n, double width, double height,
                              int64_t date, lmev_error *err)
{
    GError *why = NULL;
    RsvgHandle *document =
        r->rsvg_handle_new_from_data((const guint8 *)svg, (gsize)n, &why);
    if (!document) {
        const lmev_status s =
            lmev__fail(err, LMEV_ERR_FORMAT, NULL, 0, "librsvg cannot read it: %.200s",
                       why ? why->message : "unknown error");
        if (why) r->g_error_free(why);
        return s;
    }
    lmev_status s = draw_png(r, png, document, width, height, err);
    if (s == LMEV_OK) s = draw_pdf(r, pdf, document, width, height, date, err);
    r->g_object_unref(document);
    return s;
}
