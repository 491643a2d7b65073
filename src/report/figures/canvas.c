/* canvas.c - shapes and texts, written as SVG.
 *
 * One set of elements serves files and pages: what differs is the head, and which style
 * sheet names the colours. Only path, rect, circle, text, title and desc are written,
 * with numbers, names of ours and escaped text, so that no script, handler or reference
 * can come from a name of the study. Numbers are written digit by digit, whatever the
 * locale. Cost: linear. */
#include "report/figures/canvas.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "report/figures/markup.h"

#define CROP     30  /* px at the top that hold the title */
#define FARTHEST 1e5 /* px; beyond it nothing can be seen */

/* The colours of Okabe and Ito (jfly.uni-koeln.de/color, 2008), which people with any
 * kind of colour vision can tell apart; wine in the place of yellow, which is hard to
 * see on white. page.css has their light and dark values under the same names. */
static const char style[] =
    "svg{color:#1a1a1a;fill:currentColor;font-family:\"DejaVu Sans\",Verdana,sans-serif}"
    ".line{fill:none;stroke:currentColor}.open{fill:none;stroke:currentColor}"
    ".fg{color:#1a1a1a}.muted{color:#5f5f5f}.grid{color:#d9d9d9}"
    ".c1{color:#0072b2}.c2{color:#d55e00}.c3{color:#009e73}.c4{color:#cc79a7}"
    ".c5{color:#e69f00}.c6{color:#56b4e9}.c7{color:#882255}.c8{color:#8c8c8c}";

/* ---- Numbers and texts
 * -------------------------------------------------------------- */

static bool drawable(double v)
{
    return fabs(v) <= FARTHEST; /* false for NaN */
}

/* A number of px, to a tenth. */
static void put_px(lmev__buf *b, double v)
{
    const long t = lround(10 * v), a = labs(t);
    lmev__buf_printf(b, "%s%ld", t < 0 ? "-" : "", a / 10);
    if (a % 10) lmev__buf_printf(b, ".%ld", a % 10);
}

static void put_attribute(lmev__buf *b, const char *name, double v)
{
    lmev__buf_printf(b, " %s=\"", name);
    put_px(b, v);
    lmev__buf_putc(b, '"');
}

/* ---- Elements
 * ----------------------------------------------------------------------- */

/* Close an element that is open up to its attributes; takes the tooltip. */
static void end_element(lmev__buf *b, const char *name, lmev__buf *tip)
{
    if (!tip || tip->n == 0) {
        lmev__buf_puts(b, "/>\n");
    } else {
        lmev__buf_puts(b, "><title>");
        lmev__put_markup(b, tip->at, tip->n);
        lmev__buf_printf(b, "</title></%s>\n", name);
    }
    if (!tip) return;
    if (tip->failed) b->failed = true;
    lmev__buf_free(tip);
}

static void put_look(lmev__buf *b, const lmev__look *look)
{
    lmev__buf_printf(b, " class=\"%s%s\"", look->colour, look->width > 0 ? " line" : "");
    if (look->width > 0 && fabs(look->width - 1) > 0)
        put_attribute(b, "stroke-width", look->width);
    if (look->dash) lmev__buf_printf(b, " stroke-dasharray=\"%s\"", look->dash);
    if (look->opacity > 0 && look->opacity < 0.995)
        lmev__buf_printf(b, " fill-opacity=\".%02ld\"", lround(100 * look->opacity));
}

void lmev__pen_up(lmev__pen *p)
{
    p->open = false;
}

void lmev__pen_to(lmev__pen *p, double x, double y)
{
    if (!drawable(x) || !drawable(y)) {
        p->open = false;
        return;
    }
    lmev__buf_putc(&p->d, p->open ? 'L' : 'M');
    put_px(&p->d, x);
    lmev__buf_putc(&p->d, ' ');
    put_px(&p->d, y);
    p->open = true;
}

void lmev__pen_line(lmev__pen *p, double x0, double y0, double x1, double y1)
{
    if (!drawable(x0) || !drawable(y0) || !drawable(x1) || !drawable(y1)) return;
    lmev__pen_up(p);
    lmev__pen_to(p, x0, y0);
    lmev__pen_to(p, x1, y1);
    lmev__pen_up(p);
}

void lmev__draw_path(lmev__buf *b, lmev__pen *p, const lmev__look *look, lmev__buf *tip)
{
    if (p->d.failed || (tip && tip->failed)) b->failed = true;
    if (p->d.n > 0) {
        lmev__buf_puts(b, "<path");
        put_look(b, look);
        lmev__buf_puts(b, " d=\"");
        lmev__buf_add(b, p->d.at, p->d.n);
        lmev__buf_putc(b, '"');
        end_element(b, "path", tip);
    } else if (tip) {
        lmev__buf_free(tip);
    }
    lmev__buf_free(&p->d);
    p->open = false;
}

void lmev__draw_box(lmev__buf *b, double x0, double y0, double x1, double y1,
                    const lmev__look *look, lmev__buf *tip)
{
    if (!drawable(x0) || !drawable(y0) || !drawable(x1) || !drawable(y1)) {
        if (tip) lmev__buf_free(tip);
        return;
    }
    lmev__buf_puts(b, "<rect");
    put_look(b, look);
    put_attribute(b, "x", fmin(x0, x1));
    put_attribute(b, "y", fmin(y0, y1));
    put_attribute(b, "width", fabs(x1 - x0));
    put_attribute(b, "height", fabs(y1 - y0));
    end_element(b, "rect", tip);
}

/* The corners of shapes around the origin, x and y, with the area of a circle of radius 1
 * so that none looks larger than another; a NaN ends them. Circles have none. */
static const double corners[][11] = {
    [LMEV__CIRCLE] = {NAN},
    [LMEV__SQUARE] = {-0.886, -0.886, 0.886, -0.886, 0.886, 0.886, -0.886, 0.886, NAN},
    [LMEV__TRIANGLE] = {0, -1.555, 1.347, 0.778, -1.347, 0.778, NAN},
    [LMEV__DIAMOND] = {0, -1.253, 1.253, 0, 0, 1.253, -1.253, 0, NAN},
    [LMEV__TRIANGLE_DOWN] = {0, 1.555, -1.347, -0.778, 1.347, -0.778, NAN},
    [LMEV__PENTAGON] = {0, -1.15, 1.093, -0.355, 0.676, 0.93, -0.676, 0.93, -1.093,
                        -0.355, NAN},
};

void lmev__draw_mark(lmev__buf *b, const lmev__mark *m, double x, double y,
                     lmev__buf *tip)
{
    const bool circle = m->shape == LMEV__CIRCLE;
    const double *at = corners[m->shape];
    if (!drawable(x) || !drawable(y)) {
        if (tip) lmev__buf_free(tip);
        return;
    }
    lmev__buf_printf(b, "<%s class=\"%s%s\"", circle ? "circle" : "path", m->colour,
                     m->open ? " open\" stroke-width=\"1.2" : "");
    if (circle) {
        put_attribute(b, "cx", x);
        put_attribute(b, "cy", y);
        put_attribute(b, "r", m->radius);
    } else {
        for (char op = 'M'; !isnan(*at); op = 'L', at += 2) {
            lmev__buf_printf(b, op == 'M' ? " d=\"%c" : "%c", op);
            put_px(b, x + m->radius * at[0]);
            lmev__buf_putc(b, ' ');
            put_px(b, y + m->radius * at[1]);
        }
        lmev__buf_puts(b, "Z\"");
    }
    end_element(b, circle ? "circle" : "path", tip);
}

void lmev__draw_text(lmev__buf *b, const char *text, double x, double y,
                     lmev__anchor_at at, double size, const char *colour)
{
    static const char *const anchor[] = {
        [LMEV__START] = "",
        [LMEV__MIDDLE] = " text-anchor=\"middle\"",
        [LMEV__END] = " text-anchor=\"end\"",
    };
    if (!drawable(x) || !drawable(y) || *text == '\0') return;
    lmev__buf_printf(b, "<text class=\"%s\"", colour);
    put_attribute(b, "x", x);
    put_attribute(b, "y", y + 0.33 * size); /* half the height of a digit */
    put_attribute(b, "font-size", size);
    lmev__buf_printf(b, "%s>", anchor[at]);
    lmev__put_markup(b, text, strlen(text));
    lmev__buf_puts(b, "</text>\n");
}

/* ---- Widths
 * ------------------------------------------------------------------------- */

/* The width of a character in hundredths of the font's size, in DejaVu Sans, which is a
 * wide font: enough to keep texts from lying on each other. */
static unsigned width_of(uint32_t c)
{
    if ((c >= 0x300 && c < 0x370) || (c >= 0x200b && c < 0x2010) ||
        (c >= 0xfe00 && c < 0xfe10))
        return 0;
    if (c < 0x80 && strchr("fijlrtI.,:;'|!()[]/\\- ", (int)c)) return 38;
    if (c < 0x80 && strchr("mwMW%@&", (int)c)) return 95;
    if ((c >= 'A' && c <= 'Z') || (c >= 0xc0 && c < 0xdf)) return 70;
    if ((c >= 0x1100 && c < 0x1160) || (c >= 0x2e80 && c < 0xa4d0) ||
        (c >= 0xac00 && c < 0xd7a4) || (c >= 0xf900 && c < 0xfb00) ||
        (c >= 0xff00 && c < 0xff61) || c >= 0x1f000)
        return 130;
    return 62;
}

/* A character fit to be shown, from at[0..n): control characters become blanks, bytes
 * that are not text U+FFFD. Returns how many bytes it took. */
static size_t next(const char *at, size_t n, uint32_t *c)
{
    size_t take;
    const lmev__glyph glyph = lmev__glyph_next(at, n, c, &take);
    if (glyph == LMEV__GLYPH_CONTROL) *c = ' ';
    if (glyph == LMEV__GLYPH_NONE || glyph == LMEV__GLYPH_BROKEN) *c = 0xfffd;
    return take;
}

/* In hundredths of the font's size. */
static size_t width(const char *text)
{
    const size_t n = strlen(text);
    size_t all = 0;
    for (size_t i = 0; i < n;) {
        uint32_t c;
        i += next(text + i, n - i, &c);
        all += width_of(c);
    }
    return all;
}

double lmev__text_width(const char *text, double size)
{
    return (double)width(text) * size / 100;
}

void lmev__put_cut(lmev__buf *b, const char *text, size_t columns)
{
    const size_t n = strlen(text), all = width(text);
    const size_t room = columns > SIZE_MAX / 200 ? SIZE_MAX / 2 : 60 * columns;
    const bool cut = all > room;
    const size_t head = (room - 100) / 2, tail = room - 100 - head;
    size_t done = 0;
    bool gap = false;
    for (size_t i = 0; i < n;) {
        uint32_t c;
        const size_t length = next(text + i, n - i, &c), wide = width_of(c);
        if (!cut || done + wide <= head || done >= all - tail) {
            if (c == ' ')
                lmev__buf_putc(b, ' ');
            else if (c == 0xfffd)
                lmev__buf_puts(b, "\xEF\xBF\xBD");
            else
                lmev__buf_add(b, text + i, length);
        } else if (!gap) {
            lmev__buf_puts(b, "\xE2\x80\xA6"); /* ... */
            gap = true;
        }
        done += wide;
        i += length;
    }
}

/* ---- The whole
 * ---------------------------------------------------------------------- */

static void put_head(lmev__buf *b, const lmev__plot_frame *f)
{
    lmev__buf_printf(b, " role=\"img\" aria-labelledby=\"%s-title %s-alt\">\n", f->id,
                     f->id);
    lmev__buf_printf(b, "<title id=\"%s-title\">", f->id);
    lmev__put_markup(b, f->title, strlen(f->title));
    lmev__buf_printf(b, "</title>\n<desc id=\"%s-alt\">", f->id);
    lmev__put_markup(b, f->alt, strlen(f->alt));
    lmev__buf_puts(b, "</desc>\n");
}

static void begin_svg(lmev__buf *b, double top, double height)
{
    lmev__buf_puts(b, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 ");
    put_px(b, top);
    lmev__buf_printf(b, " %d ", LMEV__CANVAS);
    put_px(b, height);
    lmev__buf_putc(b, '"');
}

void lmev__put_svg_file(lmev__buf *b, const lmev__plot_frame *f, const lmev__buf *canvas)
{
    lmev__buf_puts(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    begin_svg(b, 0, f->height);
    put_attribute(b, "width", LMEV__CANVAS);
    put_attribute(b, "height", f->height);
    put_head(b, f);
    lmev__buf_printf(b, "<style>%s</style>\n", style);
    lmev__buf_printf(b, "<path fill=\"#fff\" d=\"M0 0H%dV", LMEV__CANVAS);
    put_px(b, f->height);
    lmev__buf_puts(b, "H0Z\"/>\n");
    lmev__draw_text(b, f->title, 12, 16, LMEV__START, 16, LMEV__INK);
    lmev__buf_add(b, canvas->at, canvas->n);
    lmev__buf_puts(b, "</svg>\n");
    if (canvas->failed) b->failed = true;
}

void lmev__put_svg_inline(lmev__buf *b, const lmev__plot_frame *f,
                          const lmev__buf *canvas, bool tips)
{
    static const char open[] = "<title>", close[] = "</title>";
    const char *at = canvas->at, *end = at + canvas->n;
    begin_svg(b, CROP, f->height - CROP);
    put_head(b, f);
    while (!tips && at < end) { /* escaped text holds no tag, so these are all */
        const char *tip = memmem(at, (size_t)(end - at), open, sizeof open - 1);
        if (!tip) break;
        lmev__buf_add(b, at, (size_t)(tip - at));
        tip = memmem(tip, (size_t)(end - tip), close, sizeof close - 1);
        at = tip ? tip + sizeof close - 1 : end;
    }
    if (at < end) lmev__buf_add(b, at, (size_t)(end - at));
    lmev__buf_puts(b, "</svg>");
    if (canvas->failed) b->failed = true;
}
