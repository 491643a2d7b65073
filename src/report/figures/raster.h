/* raster.h - SVG as PNG and PDF. */
#ifndef LMEV__REPORT_FIGURES_RASTER_H
#define LMEV__REPORT_FIGURES_RASTER_H
#include "base/buf.h"

typedef struct lmev__raster lmev__raster;
/* ERR_NOTFOUND where librsvg is not installed. May be used by several threads. */
lmev_status lmev__raster_open(lmev__raster **out, lmev_error *err);
void lmev__raster_close(lmev__raster *r); /* NULL is fine */
/* Append a picture of n bytes of SVG whose size is width x height px: a PNG of twice the
 * size, a PDF of the same size that says it was made at `date` (seconds since 1970). The
 * same SVG, date and fonts give the same bytes. ERR_FORMAT: librsvg refuses it. */
lmev_status lmev__raster_draw(const lmev__raster *r, lmev__buf *png, lmev__buf *pdf,
                              const char *svg, size_t n, double width, double height,
                              int64_t date, lmev_error *err);
#endif
