/* svg.c - gnuplot's SVG made fit for a page.
 *
 * gnuplot writes a few elements only: groups that place texts or tell which plot element
 * they are, paths, polygons, points as uses of ready shapes. They are read as the XML
 * they are, and written anew: nothing is copied that is not known here, so no script,
 * handler, style or reference can come through. Points become circles and paths, which
 * need no ids. Colours of the house become custom properties, for light and dark pages.
 * What has the same looks is joined into one path, coordinates have one decimal: a tenth
 * of a pixel.
 *
 * Two passes: the first counts the marks of each plot element, to see which of them the
 * tooltips are for. Cost: linear. Not here: other programs' SVG. */
#include "report/figures/svg.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/utf8.h"

#define DEPTH_MAX 24
#define PLOTS_MAX 64
#define NO_PLOT   SIZE_MAX

/* ---- Escaping ---- */

void lmev__svg_escape(lmev__buf *b, const char *text, size_t n)
{
    for (size_t i = 0; i < n;) {
        uint32_t c;
        const int length = lmev__utf8_next(text + i, n - i, &c);
        if (length == 0 || (c < 0x20 && c != '\n') || (c >= 0x7f && c < 0xa0) ||
            (c & 0xfffe) == 0xfffe)
            lmev__buf_puts(b,
                           "\xEF\xBF\xBD"); /* what XML does not allow, or is not text */
        else if (c == '&')
            lmev__buf_puts(b, "&amp;");
        else if (c == '<')
            lmev__buf_puts(b, "&lt;");
        else if (c == '>')
            lmev__buf_puts(b, "&gt;");
        else if (c == '"')
            lmev__buf_puts(b, "&quot;");
        else if (c == '\'')
            lmev__buf_puts(b, "&#39;");
        else
            lmev__buf_add(b, text + i, (size_t)length);
        i += length > 0 ? (size_t)length : 1;
    }
}

/* ---- Bytes ---- */

static bool is(lmev_str s, const char *word)
{
    return s.n == strlen(word) && memcmp(s.at, word, s.n) == 0;
}

static bool begins(lmev_str s, const char *word)
{
    return s.n >= strlen(word) && memcmp(s.at, word, strlen(word)) == 0;
}

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The next number of s, after blanks and commas: digits with a point, as gnuplot writes
 * them in every locale. s moves behind it. NaN: none. */
static double number(lmev_str *s)
{
    while (s->n > 0 && (blank(*s->at) || *s->at == ',')) s->at++, s->n--;
    const bool minus = s->n > 0 && *s->at == '-';
    double v = 0, unit = 0;
    size_t digits = 0, i = minus;
    for (; i < s->n && digits < 15; i++) {
        if (s->at[i] == '.' && unit == 0)
            unit = 1;
        else if (s->at[i] >= '0' && s->at[i] <= '9') {
            v = 10 * v + (s->at[i] - '0');
            unit *= 10;
            digits++;
        } else
            break;
    }
    if (digits == 0) return NAN;
    s->at += i;
    s->n -= i;
    v = unit > 1 ? v / unit : v;
    return minus ? -v : v;
}

/* A coordinate, to a tenth of a pixel. Bounded: what lies far outside is not drawn by
 * anyone. */
static void put(lmev__buf *b, double v)
{
    const long t = !(fabs(v) < 1e6) ? 0 : lround(10 * v);
    const long a = labs(t);
    lmev__buf_printf(b, "%s%ld", t < 0 ? "-" : "", a / 10);
    if (a % 10) lmev__buf_printf(b, ".%ld", a % 10);
}

/* ---- Colours ---- */

/* As sketch.c gives them to gnuplot, and as the page's style names them. */
static const struct {
    uint32_t rgb;
    const char *as;
} colours[] = {
    {0x1a1a1a, "var(--fg)"},    {0x000000, "var(--fg)"},   {0xffffff, "var(--bg)"},
    {0x5f5f5f, "var(--muted)"}, {0xd9d9d9, "var(--grid)"}, {0x0072b2, "var(--c1)"},
    {0xd55e00, "var(--c2)"},    {0x009e73, "var(--c3)"},   {0xcc79a7, "var(--c4)"},
    {0xe69f00, "var(--c5)"},    {0x56b4e9, "var(--c6)"},   {0x882255, "var(--c7)"},
    {0x8c8c8c, "var(--c8)"},
};

/* "rgb( 26, 26,26)", "black", "none": one of the table, currentColor for what is not
 * known. */
static const char *colour(lmev_str s)
{
    if (is(s, "none")) return "none";
    if (is(s, "white")) return "var(--bg)";
    if (!begins(s, "rgb(")) return "var(--fg)";
    s.at += 4;
    s.n -= 4;
    uint32_t rgb = 0;
    for (int i = 0; i < 3; i++) {
        const double v = number(&s);
        if (!(v >= 0 && v <= 255)) return "var(--fg)";
        rgb = rgb << 8 | (uint32_t)v;
    }
    for (size_t i = 0; i < sizeof colours / sizeof *colours; i++)
        if (colours[i].rgb == rgb) return colours[i].as;
    return "var(--fg)";
}

/* ---- Reading ---- */

#define ATTRIBUTES_MAX 16
typedef struct tag {
    lmev_str name;
    bool closes, empty; /* </g>, <g/> */
    size_t n;
    lmev_str key[ATTRIBUTES_MAX], value[ATTRIBUTES_MAX];
} tag;

/* The value of an attribute; n 0 without it. */
static lmev_str attribute(const tag *t, const char *key)
{
    for (size_t i = 0; i < t->n; i++)
        if (is(t->key[i], key)) return t->value[i];
    return (lmev_str){0};
}

/* Where to look next, behind the tag at *at == '<'. False: not well-formed. */
static bool read_tag(tag *t, const char **at, const char *end)
{
    const char *p = *at + 1;
    *t = (tag){0};
    if (p < end && *p == '/') t->closes = true, p++;
    t->name.at = p;
    while (p < end && ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z'))) p++;
    t->name.n = (size_t)(p - t->name.at);
    if (t->name.n == 0) return false;
    for (;;) {
        while (p < end && blank(*p)) p++;
        if (p < end && *p == '/') t->empty = true, p++;
        if (p < end && *p == '>') {
            *at = p + 1;
            return true;
        }
        if (p >= end || t->empty || t->n == ATTRIBUTES_MAX) return false;
        lmev_str key = {p, 0}, value;
        while (p < end && *p != '=' && *p != '>' && *p != '<' && !blank(*p)) p++;
        key.n = (size_t)(p - key.at);
        while (p < end && blank(*p)) p++;
        if (p >= end || *p++ != '=') return false;
        while (p < end && blank(*p)) p++;
        if (p >= end || (*p != '"' && *p != '\'')) return false;
        const char quote = *p++;
        value.at = p;
        while (p < end && *p != quote) p++;
        if (p >= end) return false;
        value.n = (size_t)(p++ - value.at);
        t->key[t->n] = key;
        t->value[t->n++] = value;
    }
}

/* Behind what starts with "<?" or "<!--"; NULL: no end. Other "<!" are refused. */
static const char *skip(const char *p, const char *end)
{
    const bool remark = end - p > 3 && memcmp(p, "<!--", 4) == 0;
    if (!remark && !(end - p > 1 && p[1] == '?')) return NULL;
    const char *stop = remark ? "-->" : "?>";
    const char *found = memmem(p, (size_t)(end - p), stop, strlen(stop));
    return found ? found + strlen(stop) : NULL;
}

/* ---- Writing ---- */

/* What groups hand on to what they hold. */
typedef struct state {
    double x, y, turn; /* of texts */
    const char *fill;
    lmev_str anchor;
    double size, width; /* of font and stroke */
    size_t plot;
    bool hidden; /* definitions */
    bool text;   /* inside <text> */
} state;

typedef enum mark { POINTS, AREAS, LINES, MARKS } mark;

typedef struct cleaner {
    lmev__buf *b;
    const lmev__svg_frame *frame;
    bool counting;
    state at[DEPTH_MAX];
    size_t depth;
    size_t n_plots;
    size_t count[PLOTS_MAX][MARKS]; /* from the first pass */
    size_t seen[PLOTS_MAX][MARKS];  /* by this one */
    lmev__buf look, d;              /* a path that waits for more of the same look */
} cleaner;

static void flush(cleaner *c)
{
    if (c->d.n > 0) {
        lmev__buf_puts(c->b, "<path ");
        lmev__buf_add(c->b, c->look.at, c->look.n);
        lmev__buf_puts(c->b, " d=\"");
        lmev__buf_add(c->b, c->d.at, c->d.n);
        lmev__buf_puts(c->b, "\"/>\n");
    }
    if (c->d.failed || c->look.failed) c->b->failed = true;
    lmev__buf_reset(&c->d);
    lmev__buf_reset(&c->look);
}

/* The tooltip of the next mark of this kind in the current plot element, or "". */
static const char *tip(cleaner *c, mark kind)
{
    const size_t plot = c->at[c->depth].plot;
    const lmev__tips *tips = &c->frame->tips;
    if (plot >= PLOTS_MAX) return "";
    const size_t k = c->seen[plot][kind]++;
    if (c->counting) return "";
    size_t first = 0, n = 0;
    while (first < tips->n && tips->plot[first] < plot) first++;
    while (first + n < tips->n && tips->plot[first + n] == plot) n++;
    for (int other = 0; other < (int)kind; other++)
        if (n > 0 && c->count[plot][other] == n) return ""; /* they are for those */
    return n == c->count[plot][kind] && k < n ? tips->text[first + k] : "";
}

/* An element that opens with `open`, with a tooltip or without. */
static void put_shape(cleaner *c, const char *name, const lmev__buf *open,
                      const char *text)
{
    lmev__buf_printf(c->b, "<%s ", name);
    lmev__buf_add(c->b, open->at, open->n);
    if (!*text) {
        lmev__buf_puts(c->b, "/>\n");
        return;
    }
    lmev__buf_puts(c->b, "><title>");
    lmev__svg_escape(c->b, text, strlen(text));
    lmev__buf_printf(c->b, "</title></%s>\n", name);
}

/* "M1.00,2.00 L3.00,4.00 ..." shortened; moves without a line go. */
static void put_data(lmev__buf *b, lmev_str d)
{
    double x = 0, y = 0;
    bool moved = false;
    while (d.n > 0) {
        const char op = *d.at;
        d.at++, d.n--;
        if (op == 'Z' || op == 'z') lmev__buf_putc(b, 'Z');
        if (op != 'M' && op != 'L') continue;
        const double u = number(&d), v = number(&d);
        if (isnan(u) || isnan(v)) continue;
        if (op == 'L') {
            if (moved) {
                lmev__buf_putc(b, 'M');
                put(b, x);
                lmev__buf_putc(b, ' ');
                put(b, y);
            }
            lmev__buf_putc(b, 'L');
            put(b, u);
            lmev__buf_putc(b, ' ');
            put(b, v);
        }
        moved = op == 'M';
        x = u;
        y = v;
    }
}

static void line(cleaner *c, const tag *t)
{
    const state *s = &c->at[c->depth];
    lmev__buf look = LMEV__BUF_INIT, d = LMEV__BUF_INIT;
    lmev_str dashes = attribute(t, "stroke-dasharray");
    put_data(&d, attribute(t, "d"));
    if (d.n == 0) goto end; /* gnuplot's empty borders, which are no marks either */
    const char *text = tip(c, LINES);
    if (c->counting) goto end;
    lmev__buf_printf(&look, "fill=\"none\" stroke=\"%s\"",
                     colour(attribute(t, "stroke")));
    if (s->width != 1) {
        lmev__buf_puts(&look, " stroke-width=\"");
        put(&look, s->width);
        lmev__buf_putc(&look, '"');
    }
    for (int k = 0; dashes.n > 0; k++) {
        const double v = number(&dashes);
        if (isnan(v) || k == 8) break;
        lmev__buf_puts(&look, k == 0 ? " stroke-dasharray=\"" : " ");
        put(&look, v);
        if (dashes.n == 0 || k == 7) lmev__buf_putc(&look, '"');
    }
    if (*text || c->look.n != look.n || memcmp(c->look.at, look.at, look.n) != 0)
        flush(c);
    if (*text) {
        lmev__buf_puts(&look, " d=\"");
        lmev__buf_add(&look, d.at, d.n);
        lmev__buf_putc(&look, '"');
        put_shape(c, "path", &look, text);
    } else {
        if (c->look.n == 0) lmev__buf_add(&c->look, look.at, look.n);
        lmev__buf_add(&c->d, d.at, d.n);
    }
end:
    if (look.failed || d.failed) c->b->failed = true;
    lmev__buf_free(&look);
    lmev__buf_free(&d);
}

static void area(cleaner *c, const tag *t)
{
    const char *text = tip(c, AREAS);
    lmev_str points = attribute(t, "points"), opacity = attribute(t, "fill-opacity");
    lmev__buf open = LMEV__BUF_INIT;
    if (c->counting) return;
    flush(c);
    lmev__buf_printf(&open, "fill=\"%s\"", colour(attribute(t, "fill")));
    const double o = number(&opacity);
    if (o >= 0 && o < 1)
        lmev__buf_printf(&open, " fill-opacity=\".%02d\"", (int)(100 * o));
    lmev__buf_puts(&open, " d=\"");
    for (bool first = true;; first = false) {
        const double x = number(&points), y = number(&points);
        if (isnan(x) || isnan(y)) break;
        lmev__buf_putc(&open, first ? 'M' : 'L');
        put(&open, x);
        lmev__buf_putc(&open, ' ');
        put(&open, y);
    }
    lmev__buf_puts(&open, "Z\"");
    if (open.failed) c->b->failed = true;
    put_shape(c, "path", &open, text);
    lmev__buf_free(&open);
}

/* gnuplot's shapes by the number in "#gpPt6", as paths around the origin, in its own
 * units. The odd ones from 3 on are outlines, each followed by the same filled. */
static const char *const outlines[] = {
    "M-1,0 L1,0 M0,-1 L0,1",
    "M-1,-1 L1,1 M1,-1 L-1,1",
    "M-1,0 L1,0 M0,-1 L0,1 M-1,-1 L1,1 M-1,1 L1,-1",
    "M-1,-1 L1,-1 L1,1 L-1,1 Z",
    NULL, /* a circle */
    "M0,-1.33 L-1.33,0.67 L1.33,0.67 Z",
    "M0,1.33 L-1.33,-0.67 L1.33,-0.67 Z",
    "M0,-1.414 L1.414,0 L0,1.414 L-1.414,0 Z",
    "M0,1.33 L1.265,0.411 L0.782,-1.067 L-0.782,-1.076 L-1.265,0.411 Z",
};

static void put_placed(lmev__buf *b, const char *path, double x, double y, double scale)
{
    lmev_str d = {path, strlen(path)};
    while (d.n > 0) {
        const char op = *d.at;
        d.at++, d.n--;
        if (op == 'Z') lmev__buf_putc(b, 'Z');
        if (op != 'M' && op != 'L') continue;
        const double u = number(&d), v = number(&d);
        lmev__buf_putc(b, op);
        put(b, x + scale * u);
        lmev__buf_putc(b, ' ');
        put(b, y + scale * v);
    }
}

static void point(cleaner *c, const tag *t)
{
    lmev_str href = attribute(t, "xlink:href"), place = attribute(t, "transform");
    const char *text = tip(c, POINTS);
    if (c->counting) return;
    if (!begins(href, "#gpPt") || !begins(place, "translate(")) return;
    href.at += 5, href.n -= 5;
    const double shape = number(&href);
    place.at += 10, place.n -= 10;
    const double x = number(&place), y = number(&place);
    const char *more = memmem(place.at, place.n, "scale(", 6);
    double scale = 1;
    if (more) {
        lmev_str s = {more + 6, place.n - (size_t)(more + 6 - place.at)};
        scale = number(&s);
    }
    if (!(shape >= 0 && shape <= 14) || isnan(x) || isnan(y) || isnan(scale)) return;
    const int n = (int)shape, which = n < 3 ? n : 3 + (n - 3) / 2;
    const bool filled = n >= 3 && n % 2 == 0;
    const char *ink = colour(attribute(t, "color"));
    lmev__buf open = LMEV__BUF_INIT;
    flush(c);
    if (filled)
        lmev__buf_printf(&open, "fill=\"%s\"", ink);
    else
        lmev__buf_printf(&open, "fill=\"%s\" stroke=\"%s\" stroke-width=\"1.4\"",
                         n < 3 ? "none" : "var(--bg)", ink);
    if (outlines[which]) {
        lmev__buf_puts(&open, " d=\"");
        put_placed(&open, outlines[which], x, y, scale);
    } else {
        lmev__buf_puts(&open, " cx=\"");
        put(&open, x);
        lmev__buf_puts(&open, "\" cy=\"");
        put(&open, y);
        lmev__buf_puts(&open, "\" r=\"");
        put(&open, scale);
    }
    lmev__buf_putc(&open, '"');
    if (open.failed) c->b->failed = true;
    put_shape(c, outlines[which] ? "path" : "circle", &open, text);
    lmev__buf_free(&open);
}

/* The text in [at, end), whose entities are XML's five at most. */
static void words(cleaner *c, const char *at, const char *end)
{
    static const struct {
        const char *entity;
        char is;
    } entities[] = {
        {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};
    const state *s = &c->at[c->depth];
    lmev__buf plain = LMEV__BUF_INIT;
    while (at < end && blank(*at)) at++;
    if (c->counting || at == end || s->y < c->frame->crop) return;
    while (at < end) {
        size_t k = 0;
        while (k < 5 && ((size_t)(end - at) < strlen(entities[k].entity) ||
                         memcmp(at, entities[k].entity, strlen(entities[k].entity)) != 0))
            k++;
        lmev__buf_putc(&plain, k < 5 ? entities[k].is : *at);
        at += k < 5 ? strlen(entities[k].entity) : 1;
    }
    flush(c);
    lmev__buf_puts(c->b, "<text ");
    if (s->turn == 0) {
        lmev__buf_puts(c->b, "x=\"");
        put(c->b, s->x);
        lmev__buf_puts(c->b, "\" y=\"");
        put(c->b, s->y);
    } else {
        lmev__buf_puts(c->b, "transform=\"translate(");
        put(c->b, s->x);
        lmev__buf_putc(c->b, ' ');
        put(c->b, s->y);
        lmev__buf_puts(c->b, ") rotate(");
        put(c->b, s->turn);
        lmev__buf_putc(c->b, ')');
    }
    lmev__buf_puts(c->b, "\" font-size=\"");
    put(c->b, s->size);
    if (is(s->anchor, "end")) lmev__buf_puts(c->b, "\" text-anchor=\"end");
    if (is(s->anchor, "middle")) lmev__buf_puts(c->b, "\" text-anchor=\"middle");
    lmev__buf_printf(c->b, "\" fill=\"%s\">", s->fill);
    lmev__svg_escape(c->b, plain.at, plain.n);
    lmev__buf_puts(c->b, "</text>\n");
    if (plain.failed) c->b->failed = true;
    lmev__buf_free(&plain);
}

/* ---- The whole ---- */

static void enter(cleaner *c, const tag *t)
{
    state *s = &c->at[c->depth];
    lmev_str v = attribute(t, "transform");
    if (begins(v, "translate(")) {
        v.at += 10, v.n -= 10;
        s->x = number(&v);
        s->y = number(&v);
        const char *turn = memmem(v.at, v.n, "rotate(", 7);
        lmev_str angle = {turn ? turn + 7 : v.at,
                          turn ? v.n - (size_t)(turn + 7 - v.at) : 0};
        s->turn = turn ? number(&angle) : 0;
        s->fill = colour(attribute(t, "fill"));
        s->anchor = attribute(t, "text-anchor");
        v = attribute(t, "font-size");
        s->size = number(&v);
    }
    v = attribute(t, "stroke-width");
    if (v.n > 0) s->width = number(&v);
    if (begins(attribute(t, "id"), "gnuplot_plot_")) s->plot = c->n_plots++;
    if (is(t->name, "defs") || is(t->name, "title") || is(t->name, "desc"))
        s->hidden = true;
}

static bool element(cleaner *c, const tag *t)
{
    if (t->closes) {
        if (c->depth == 0) return false;
        c->depth--;
        return true;
    }
    if (!c->at[c->depth].hidden) {
        if (is(t->name, "path"))
            line(c, t);
        else if (is(t->name, "polygon"))
            area(c, t);
        else if (is(t->name, "use"))
            point(c, t);
    }
    if (t->empty) return true;
    if (c->depth + 1 == DEPTH_MAX) return false;
    c->at[c->depth + 1] = c->at[c->depth];
    c->depth++;
    enter(c, t);
    return true;
}

static lmev_status damaged(lmev_error *err, const char *id, const char *how)
{
    return lmev__fail(err, LMEV_ERR_FORMAT, id, 0, "not the SVG that gnuplot writes: %s",
                      how);
}

/* One pass. */
static lmev_status walk(cleaner *c, const char *svg, size_t n, lmev_error *err)
{
    const char *p = svg, *end = svg + n;
    c->depth = 0;
    c->n_plots = 0;
    c->at[0] = (state){.fill = "var(--fg)", .size = 13, .width = 1, .plot = NO_PLOT};
    while (p < end) {
        const char *open = memchr(p, '<', (size_t)(end - p));
        const char *stop = open ? open : end;
        bool inside = false; /* of a <text>, which is the innermost element */
        if (stop > p && c->depth > 0) inside = c->at[c->depth].text;
        if (inside && !c->at[c->depth].hidden) words(c, p, stop);
        if (!open) break;
        p = open;
        if (end - p > 1 && (p[1] == '?' || p[1] == '!')) {
            if (!(p = skip(p, end))) return damaged(err, c->frame->id, "a declaration");
            continue;
        }
        tag t;
        if (!read_tag(&t, &p, end)) return damaged(err, c->frame->id, "a tag");
        if (!element(c, &t)) return damaged(err, c->frame->id, "how it is nested");
        if (!t.closes && !t.empty) c->at[c->depth].text = is(t.name, "text");
    }
    if (c->depth != 0) return damaged(err, c->frame->id, "its end is missing");
    return LMEV_OK;
}

static void put_head(lmev__buf *b, const lmev__svg_frame *f, double width, double height)
{
    lmev__buf_printf(b, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 ");
    put(b, f->crop);
    lmev__buf_putc(b, ' ');
    put(b, width);
    lmev__buf_putc(b, ' ');
    put(b, height - f->crop);
    lmev__buf_printf(b, "\" role=\"img\" aria-labelledby=\"%s-title %s-alt\">\n", f->id,
                     f->id);
    lmev__buf_printf(b, "<title id=\"%s-title\">", f->id);
    lmev__svg_escape(b, f->title, strlen(f->title));
    lmev__buf_printf(b, "</title>\n<desc id=\"%s-alt\">", f->id);
    lmev__svg_escape(b, f->alt, strlen(f->alt));
    lmev__buf_puts(b, "</desc>\n");
}

lmev_status lmev__svg_clean(lmev__buf *b, const char *svg, size_t n,
                            const lmev__svg_frame *frame, lmev_error *err)
{
    const char *box = memmem(svg, n, "viewBox=\"", 9);
    if (!box) return damaged(err, frame->id, "it has no size");
    lmev_str size = {box + 9, n - (size_t)(box + 9 - svg)};
    number(&size);
    number(&size);
    const double width = number(&size), height = number(&size);
    if (!(width > 0 && height > frame->crop))
        return damaged(err, frame->id, "it has no size");
    cleaner *c = lmev__calloc(1, sizeof *c);
    if (!c) return lmev__nomem(err, frame->id);
    c->b = b;
    c->frame = frame;
    c->counting = true;
    lmev_status s = walk(c, svg, n, err);
    if (s == LMEV_OK) {
        memcpy(c->count, c->seen, sizeof c->count);
        memset(c->seen, 0, sizeof c->seen);
        c->counting = false;
        put_head(b, frame, width, height);
        s = walk(c, svg, n, err);
        flush(c);
        lmev__buf_puts(b, "</svg>");
    }
    lmev__buf_free(&c->look);
    lmev__buf_free(&c->d);
    lmev__free(c);
    if (s == LMEV_OK && b->failed) s = lmev__nomem(err, frame->id);
    return s;
}
