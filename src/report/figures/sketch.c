/* sketch.c - canvas, data, script and tooltips of one figure.
 *
 * The data (ID.tsv) is a table with names of columns, or several with two blank lines
 * between. Numbers read back to the last bit. gnuplot takes what follows a backslash for
 * an escape and a quote for the beginning of a string, so in texts both are written as
 * escapes: a reader of the file sees \\ and \042. The script (ID.gp) stands alone:
 * `gnuplot ID.gp` draws all kinds. Not here: any figure. */
#include "report/figures/sketch.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "report/text/document.h"

/* Colours of Okabe and Ito (jfly.uni-koeln.de/color, 2008), which all kinds of eyes tell
 * apart; wine and grey in the place of its yellow and black, which paper and pages have
 * already. */
static const char *const hues[8] = {"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                    "#e69f00", "#56b4e9", "#882255", "#1a1a1a"};
/* gnuplot's numbers of filled shapes; the outline of each is the number before. */
static const int shapes[6] = {7, 5, 9, 13, 11, 15};
static const char *const dashes[4] = {"1", "(8,3)", "(3,2)", "(9,2,2,2)"};

size_t lmev__style_of(size_t model)
{
    return model < LMEV__LISTED ? model + 1 : 0;
}

const char *lmev__hue_of(size_t style)
{
    return style == 0 ? "#8c8c8c" : hues[(style - 1) % 8];
}

/* A second round of the colours has other dashes. */
const char *lmev__dash_of(size_t style)
{
    return style == 0 ? "1" : dashes[(style - 1 + (style - 1) / 8) % 4];
}

void lmev__sketch_clear(lmev__sketch *k)
{
    lmev__buf *const b[] = {&k->title, &k->caption, &k->alt, &k->data, &k->script};
    for (size_t i = 0; i < sizeof b / sizeof *b; i++) lmev__buf_free(b[i]);
    for (size_t i = 0; i < k->n_tips; i++) lmev__free(k->tip[i]);
    for (size_t i = 0; i < k->n_kept; i++) lmev__free(k->kept[i]);
    lmev__free(k->tip);
    lmev__free(k->tip_plot);
    lmev__free(k->kept);
    *k = (lmev__sketch){0};
}

/* ---- Texts ---- */

const char *lmev__sketch_word(const lmev__sketch *k, const char *english)
{
    return lmev__word(k->language, english);
}

const char *lmev__sketch_keep(lmev__sketch *k, lmev__buf *b)
{
    char *text = lmev__buf_text(b);
    if (!text || !lmev__grow(&k->kept, &k->kept_room, k->n_kept + 1, sizeof *k->kept)) {
        lmev__free(text);
        k->failed = true;
        return "";
    }
    return k->kept[k->n_kept++] = text;
}

const char *lmev__sketch_real(lmev__sketch *k, double v, int digits)
{
    lmev__buf b = LMEV__BUF_INIT;
    lmev__put_real(&b, k->language, v, digits);
    return lmev__sketch_keep(k, &b);
}

const char *lmev__sketch_count(lmev__sketch *k, double v)
{
    lmev__buf b = LMEV__BUF_INIT;
    lmev__put_count(&b, k->language, v);
    return lmev__sketch_keep(k, &b);
}

static void put_phrase(lmev__buf *b, const char *text, const char *const *arg)
{
    for (const char *p = text; *p; p++)
        if (*p == '%' && p[1] >= '1' && p[1] <= '9')
            lmev__buf_puts(b, arg[*++p - '1']);
        else
            lmev__buf_putc(b, *p);
}

const char *lmev__sketch_phrase(lmev__sketch *k, const char *english,
                                const char *const *arg)
{
    lmev__buf b = LMEV__BUF_INIT;
    put_phrase(&b, lmev__sketch_word(k, english), arg);
    return lmev__sketch_keep(k, &b);
}

static void sentence(lmev__sketch *k, lmev__buf *b, const char *english,
                     const char *const *arg)
{
    if (b->n > 0) lmev__buf_putc(b, ' ');
    put_phrase(b, lmev__sketch_word(k, english), arg);
}

void lmev__caption(lmev__sketch *k, const char *english, const char *const *arg)
{
    sentence(k, &k->caption, english, arg);
}

void lmev__alt(lmev__sketch *k, const char *english, const char *const *arg)
{
    sentence(k, &k->alt, english, arg);
}

/* A code point fit to be shown, from at[0..n): control characters become blanks, bytes
 * that are no text U+FFFD. Returns how many bytes it took. */
static size_t next(const char *at, size_t n, uint32_t *c)
{
    const int length = lmev__utf8_next(at, n, c);
    if (length == 0) {
        *c = 0xfffd;
        return 1;
    }
    if (*c < 0x20 || (*c >= 0x7f && *c < 0xa0) || *c == 0x2028 || *c == 0x2029) *c = ' ';
    if ((*c & 0xfffe) == 0xfffe) *c = 0xfffd;
    return (size_t)length;
}

/* Its width in hundredths of the font's size, in DejaVu Sans, which is a wide font:
 * enough to keep texts from lying on each other. */
static size_t width_of(uint32_t c)
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

static void put_code(lmev__buf *b, const char *at, size_t length, uint32_t c)
{
    if (c == ' ')
        lmev__buf_putc(b, ' ');
    else if (c == 0xfffd)
        lmev__buf_puts(b, "\xEF\xBF\xBD");
    else
        lmev__buf_add(b, at, length);
}

void lmev__put_cut(lmev__buf *b, const char *text, size_t columns)
{
    const size_t n = strlen(text);
    size_t all = 0;
    uint32_t c;
    for (size_t i = 0; i < n;) {
        i += next(text + i, n - i, &c);
        all += width_of(c);
    }
    const size_t room = columns > SIZE_MAX / 200 ? SIZE_MAX / 2 : 60 * columns;
    const bool cut = all > room;
    const size_t head = (room - 100) / 2, tail = room - 100 - head;
    size_t done = 0;
    bool gap = false;
    for (size_t i = 0; i < n;) {
        const size_t length = next(text + i, n - i, &c), wide = width_of(c);
        if (!cut || done + wide <= head || done >= all - tail)
            put_code(b, text + i, length, c);
        else if (!gap) {
            lmev__buf_puts(b, "\xE2\x80\xA6"); /* ... */
            gap = true;
        }
        done += wide;
        i += length;
    }
}

/* ---- Data ---- */

size_t lmev__block(lmev__sketch *k, const char *columns)
{
    lmev__buf_printf(&k->data, "%s%s\n", k->n_blocks ? "\n\n" : "", columns);
    return k->n_blocks++;
}

static void cell(lmev__sketch *k)
{
    if (k->n_cells++ > 0) lmev__buf_putc(&k->data, '\t');
}

void lmev__cell_cut(lmev__sketch *k, const char *text, size_t columns)
{
    lmev__buf b = LMEV__BUF_INIT;
    lmev__put_cut(&b, text, columns);
    cell(k);
    for (size_t i = 0; i < b.n; i++)
        if (b.at[i] == '\\')
            lmev__buf_puts(&k->data, "\\\\");
        else if (b.at[i] == '"')
            lmev__buf_puts(&k->data, "\\042");
        else if (b.at[i] == '>' && i >= 2 && b.at[i - 1] == ']' && b.at[i - 2] == ']')
            lmev__buf_puts(&k->data, " >"); /* gnuplot's SVG would not be XML */
        else
            lmev__buf_putc(&k->data, b.at[i]);
    /* An empty field is no text to gnuplot, and "NaN" or a blank would be skipped as
     * missing. */
    if (b.n == 0) lmev__buf_putc(&k->data, '-');
    if (b.failed) k->failed = true;
    lmev__buf_free(&b);
}

void lmev__cell_text(lmev__sketch *k, const char *text)
{
    lmev__cell_cut(k, text, SIZE_MAX / 2);
}

void lmev__cell_real(lmev__sketch *k, double v)
{
    cell(k);
    if (isfinite(v))
        lmev__buf_printf(&k->data, "%.17g", v);
    else
        lmev__buf_puts(&k->data, "NaN");
}

void lmev__cell_count(lmev__sketch *k, size_t v)
{
    cell(k);
    lmev__buf_printf(&k->data, "%zu", v);
}

void lmev__row_end(lmev__sketch *k)
{
    lmev__buf_putc(&k->data, '\n');
    k->n_cells = 0;
}

/* ---- Axes ---- */

lmev__axis lmev__axis_of(double low, double high, int parts)
{
    if (!(high > low)) {
        const double room = fabs(low) > 0 ? 0.05 * fabs(low) : 1;
        low -= room;
        high += room;
    }
    const double wanted = (high - low) / parts;
    double unit = pow(10, floor(log10(wanted)));
    const double r = wanted / unit;
    const double step = unit * (r <= 1 ? 1 : r <= 2 ? 2 : r <= 5 ? 5 : 10);
    lmev__axis a = {.low = step * floor(low / step + 1e-9),
                    .high = step * ceil(high / step - 1e-9),
                    .step = step};
    const double digits = -floor(log10(step) + 1e-9);
    a.digits = digits > 0 ? (int)fmin(digits, 9) : 0;
    return a;
}

lmev__axis lmev__axis_log(double low, double high)
{
    return (lmev__axis){.low = low / 1.25, .high = high * 1.25, .log = true};
}

double lmev__axis_at(const lmev__axis *a, double v, double from, double to)
{
    const double share = a->log ? log(v / a->low) / log(a->high / a->low)
                                : (v - a->low) / (a->high - a->low);
    return from + share * (to - from);
}

double lmev__axis_back(const lmev__axis *a, double px, double from, double to)
{
    const double share = (px - from) / (to - from);
    return a->log ? a->low * pow(a->high / a->low, share)
                  : a->low + share * (a->high - a->low);
}

/* ---- Script ---- */

void lmev__set(lmev__sketch *k, const char *format, ...)
{
    char line[512];
    va_list args;
    va_start(args, format);
    const int n = vsnprintf(line, sizeof line, format, args);
    va_end(args);
    if (n < 0 || (size_t)n >= sizeof line)
        k->failed = true;
    else
        lmev__buf_printf(&k->script, "set %s\n", line);
}

void lmev__label(lmev__sketch *k, const char *text, double x, double y,
                 const char *anchor, double size, const char *colour)
{
    lmev__buf_printf(&k->script, "set label %zu '", ++k->n_labels);
    for (const char *p = text; *p; p++) {
        if (*p == '\'') lmev__buf_putc(&k->script, '\'');
        lmev__buf_putc(&k->script, *p);
    }
    lmev__buf_printf(&k->script,
                     "' at screen %.5f,%.5f %s font ',%g' textcolor rgb '%s'\n",
                     x / LMEV__CANVAS, 1 - y / k->height, anchor, size, colour);
}

void lmev__sketch_begin(lmev__sketch *k, double height, const char *english)
{
    k->height = height;
    lmev__buf_puts(&k->title, lmev__sketch_word(k, english));
}

static void end_pane(lmev__sketch *k)
{
    if (k->n_in_pane > 0) lmev__buf_putc(&k->script, '\n');
    k->n_in_pane = 0;
}

void lmev__pane(lmev__sketch *k, double left, double right, double top, double bottom)
{
    end_pane(k);
    if (k->n_panes++ > 0) {
        lmev__buf_puts(&k->script, "unset label\nunset grid\nunset logscale\n"
                                   "unset tics\nset border 0\n");
        k->n_labels = 0;
    }
    k->left = left;
    k->right = right;
    k->top = top;
    k->bottom = bottom;
    lmev__set(k, "lmargin at screen %.5f", left / LMEV__CANVAS);
    lmev__set(k, "rmargin at screen %.5f", right / LMEV__CANVAS);
    lmev__set(k, "tmargin at screen %.5f", 1 - top / k->height);
    lmev__set(k, "bmargin at screen %.5f", 1 - bottom / k->height);
    if (k->n_panes == 1) {
        lmev__buf title = LMEV__BUF_INIT;
        lmev__buf_add(&title, k->title.at, k->title.n);
        lmev__label(k, lmev__sketch_keep(k, &title), 12, 16, "left", 16, LMEV__FG);
    }
}

static void set_tics(lmev__sketch *k, char axis, const lmev__axis *a)
{
    lmev__set(k, "%crange [%.17g:%.17g]", axis, a->low, a->high);
    const char *looks =
        axis == 'x' ? "nomirror scale 0 offset 0,0.3" : "nomirror scale 0 offset 0.5,0";
    if (!a->log) {
        lmev__set(k, "%ctics %.17g,%.17g %s textcolor rgb '" LMEV__MUTED "' font ',%g'",
                  axis, a->low, a->step, looks, (double)LMEV__SMALL);
        lmev__set(k, "format %c '%%.%df'", axis, a->digits);
        return;
    }
    /* 1, 2 and 5 of each power of ten; the powers alone over three of them and more. */
    lmev__set(k, "logscale %c", axis);
    lmev__buf b = LMEV__BUF_INIT;
    const bool wide = a->high / a->low > 500;
    for (int e = (int)floor(log10(a->low)); e <= (int)ceil(log10(a->high)) && e < 18; e++)
        for (int i = 0; i < (wide ? 1 : 3); i++) {
            const double v = (i == 0 ? 1 : i == 1 ? 2 : 5) * pow(10, e);
            if (v < a->low || v > a->high) continue;
            lmev__buf_printf(
                &b, "%s'%s' %.17g", b.n ? ", " : "",
                e < 0 ? lmev__sketch_real(k, v, -e) : lmev__sketch_count(k, v), v);
        }
    lmev__buf_printf(&k->script,
                     "set %ctics (%s) %s textcolor rgb '" LMEV__MUTED "' font ',%g'\n",
                     axis, lmev__sketch_keep(k, &b), looks, (double)LMEV__SMALL);
}

void lmev__set_x(lmev__sketch *k, const lmev__axis *a, const char *english)
{
    set_tics(k, 'x', a);
    lmev__set(k,
              "grid xtics back linetype 1 linecolor rgb '" LMEV__GRID "' linewidth 0.75");
    lmev__label(k, lmev__sketch_word(k, english), k->right, k->bottom + 34, "right",
                LMEV__SMALL, LMEV__MUTED);
}

void lmev__set_y(lmev__sketch *k, const lmev__axis *a, const char *english)
{
    set_tics(k, 'y', a);
    lmev__set(k,
              "grid ytics back linetype 1 linecolor rgb '" LMEV__GRID "' linewidth 0.75");
    lmev__label(k, lmev__sketch_word(k, english), 12, k->top - 18, "left", LMEV__SMALL,
                LMEV__MUTED);
}

size_t lmev__plot(lmev__sketch *k, size_t block, const char *format, ...)
{
    char line[512];
    va_list args;
    va_start(args, format);
    const int n = vsnprintf(line, sizeof line, format, args);
    va_end(args);
    if (n < 0 || (size_t)n >= sizeof line) k->failed = true;
    lmev__buf_printf(&k->script,
                     k->n_in_pane == 0 ? "plot '%s.tsv' index %zu %s"
                                       : ", \\\n        '%s.tsv' index %zu %s",
                     k->id, block, line);
    k->n_in_pane++;
    return k->n_plots++;
}

void lmev__tip(lmev__sketch *k, size_t plot, lmev__buf *b)
{
    char *text = lmev__buf_text(b);
    if (!text || !lmev__grow(&k->tip, &k->tip_room, k->n_tips + 1, sizeof *k->tip) ||
        !lmev__grow(&k->tip_plot, &k->plot_room, k->n_tips + 1, sizeof *k->tip_plot)) {
        lmev__free(text);
        k->failed = true;
        return;
    }
    k->tip_plot[k->n_tips] = plot;
    k->tip[k->n_tips++] = text;
}

/* ---- Keys ---- */

#define ENTRY 20 /* px */

double lmev__key_height(size_t n)
{
    return n == 0 ? 0 : ENTRY * (double)n + 14;
}

void lmev__key(lmev__sketch *k, const lmev__entry_of *entry, size_t n, double top,
               lmev__legend_kind kind)
{
    const int number_at = kind == LMEV__KEY_LINES    ? 62
                          : kind == LMEV__KEY_POINTS ? 52
                                                     : 30;
    bool numbers = false;
    if (n == 0) return;
    const size_t block = lmev__block(k, "row\tstyle\topen\tnumber\tlabel");
    for (size_t i = 0; i < n; i++) {
        numbers |= entry[i].number > 0;
        lmev__cell_count(k, i);
        lmev__cell_count(k, entry[i].style);
        lmev__cell_count(k, entry[i].open);
        if (entry[i].number)
            lmev__cell_count(k, entry[i].number);
        else
            lmev__cell_text(k, " ");
        lmev__cell_cut(k, entry[i].label, 52);
        lmev__row_end(k);
    }
    lmev__pane(k, 0, LMEV__CANVAS, top, top + ENTRY * (double)n);
    lmev__set(k, "xrange [0:%d]", LMEV__CANVAS);
    lmev__set(k, "yrange [%zu:0]", n);
    if (kind == LMEV__KEY_LINES)
        for (size_t i = 0; i < n; i++)
            lmev__plot(k, block,
                       "using ($1==%zu?12:NaN):($1+0.5):(26):(0) with vectors nohead "
                       "linewidth 2 dashtype %s linecolor rgb '%s'",
                       i, lmev__dash_of(entry[i].style), lmev__hue_of(entry[i].style));
    if (kind == LMEV__KEY_POINTS)
        lmev__plot(
            k, block,
            "using (20):($1+0.5):(shape[$2+1]-$3):(hue[$2+1]) with points pointtype "
            "variable linecolor rgb variable pointsize 1");
    if (numbers)
        lmev__plot(
            k, block,
            "using (%d):($1+0.5):4 with labels right font ',%g' textcolor rgb '%s'",
            number_at, (double)LMEV__SMALL, LMEV__MUTED);
    lmev__plot(
        k, block, "using (%d):($1+0.5):5 with labels left font ',%g' textcolor rgb '%s'",
        numbers ? number_at + 8 : number_at - 8, (double)LMEV__SMALL + 0.5, LMEV__FG);
}

size_t lmev__n_listed(const lmev__sketch *k)
{
    return k->s->n_models < LMEV__LISTED ? k->s->n_models : LMEV__LISTED;
}

void lmev__key_of_models(lmev__sketch *k, double top, lmev__legend_kind kind)
{
    lmev__entry_of entry[LMEV__LISTED];
    const size_t n = lmev__n_listed(k);
    for (size_t i = 0; i < n; i++)
        entry[i] = (lmev__entry_of){
            .style = lmev__style_of(i), .number = i + 1, .label = k->s->model[i].name};
    lmev__key(k, entry, n, top, kind);
    if (k->s->n_models > n && kind != LMEV__KEY_NUMBERS)
        lmev__caption(k, T_("The other %1 models are grey."),
                      LMEV__WITH(lmev__sketch_count(k, (double)(k->s->n_models - n))));
}

/* How much of two boxes lies on each other, in px. */
static double shared(double x, double y, double w, double h, double u, double v, double s)
{
    const double dx = w / 2 + s / 2 - fabs(x - u), dy = h / 2 + s / 2 - fabs(y - v);
    return dx > 0 && dy > 0 ? dx * dy : 0;
}

void lmev__place_numbers(const lmev__sketch *k, lmev__place *p, size_t n)
{
    /* Slanting first: lines of figures that have some run across and up. */
    static const double to[8][2] = {{.85, -.75}, {.85, .75}, {1, 0},       {-1, 0},
                                    {0, -1},     {0, 1},     {-.85, -.75}, {-.85, .75}};
    for (size_t i = 0; i < n; i++) {
        if (p[i].number == 0) continue;
        double least = INFINITY;
        const double wide = p[i].number > 9 ? 15 : 8;
        for (int j = 0; j < 16; j++) {
            const double far = j < 8 ? 1 : 1.8;
            const double x = p[i].x + to[j % 8][0] * far * (9 + wide / 2),
                         y = p[i].y + to[j % 8][1] * far * 13;
            double cost = j * 0.5;
            if (x < k->left + 2 || x > k->right + 22 || y < k->top - 4 ||
                y > k->bottom - 4)
                cost += 500;
            for (size_t o = 0; o < n; o++) {
                cost += shared(x, y, wide, 10, p[o].x, p[o].y, 9);
                if (o < i && p[o].number > 0)
                    cost += 2 * shared(x, y, wide, 10, p[o].at_x, p[o].at_y, 11);
            }
            if (cost < least) {
                least = cost;
                p[i].at_x = x;
                p[i].at_y = y;
            }
        }
    }
}

/* ---- The whole script ---- */

void lmev__sketch_script(lmev__sketch *k, lmev__buf *to)
{
    const double w = LMEV__CANVAS, h = k->height;
    end_pane(k);
    lmev__buf_printf(to,
                     "# %s.gp: draws %s.svg, .png and .pdf from %s.tsv, in this folder\n"
                     "# (gnuplot 5.4 or later, and rsvg-convert of librsvg).\n"
                     "reset session\n"
                     "set encoding utf8\n"
                     "set datafile separator tab\n"
                     "set datafile commentschars ''\n"
                     "set datafile missing 'NaN'\n"
                     "set datafile columnheaders\n"
                     "set decimalsign '%s'\n",
                     k->id, k->id, k->id, strcmp(k->language, "es") == 0 ? "," : ".");
    lmev__buf_printf(to, "array hue[%d] = [0x8c8c8c", LMEV__STYLES + 2);
    for (size_t i = 1; i <= LMEV__STYLES; i++)
        lmev__buf_printf(to, ", 0x%s", lmev__hue_of(i) + 1);
    lmev__buf_printf(to, ", 0x0072b2]\narray shape[%d] = [7", LMEV__STYLES + 2);
    for (size_t i = 0; i < LMEV__STYLES; i++) lmev__buf_printf(to, ", %d", shapes[i % 6]);
    lmev__buf_printf(
        to,
        ", 13]\n\ndo for [kind in 'svg png'] {\n"
        "if (kind eq 'svg') { set terminal svg size %g,%g dynamic noenhanced "
        "background '#ffffff' font 'DejaVu Sans,%d' }\n"
        "if (kind eq 'png') { set terminal pngcairo size %g,%g noenhanced "
        "font 'DejaVu Sans,%d' fontscale 1.5 linewidth 2 pointscale 3.8 }\n"
        "set output '%s.' . kind\n",
        w, h, LMEV__FONT, 2 * w, 2 * h, LMEV__FONT, k->id);
    if (k->n_panes > 1) lmev__buf_puts(to, "set multiplot\n");
    lmev__buf_puts(to, "unset key\nunset label\nunset grid\nunset logscale\nunset tics\n"
                       "set border 0\nset errorbars 0\n");
    lmev__buf_add(to, k->script.at, k->script.n);
    if (k->n_panes > 1) lmev__buf_puts(to, "unset multiplot\n");
    /* The PDF is the SVG once more: drawn by gnuplot, it would carry the time of day. */
    lmev__buf_printf(to,
                     "}\nset output\n"
                     "system 'rsvg-convert --format=pdf --output=%s.pdf %s.svg'\n",
                     k->id, k->id);
    if (k->script.failed || k->data.failed) to->failed = true;
}
