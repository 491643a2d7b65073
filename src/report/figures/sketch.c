/* sketch.c - a figure while it is being made: texts, data, axes, keys.
 *
 * The data (ID.tsv) is a table with names of columns, or several with two blank lines
 * between. Numbers read back to the last bit; texts hold no tabs or line ends and are
 * never quoted. Not here: any figure. */
#include "report/figures/sketch.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "report/text/document.h"
#include "report/text/language.h"

void lmev__sketch_clear(lmev__sketch *k)
{
    lmev__buf *const b[] = {&k->title, &k->caption, &k->alt, &k->data, &k->canvas};
    for (size_t i = 0; i < sizeof b / sizeof *b; i++) lmev__buf_free(b[i]);
    for (size_t i = 0; i < k->n_kept; i++) lmev__free(k->kept[i]);
    lmev__free(k->kept);
    *k = (lmev__sketch){0};
}

/* ---- Texts ------------------------------------------------------------------------ */

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

void lmev__put_estimate(lmev__buf *b, const lmev__sketch *k, double v, double low,
                        double high, int digits)
{
    lmev__put_real(b, k->language, v, digits);
    if (!isfinite(low)) return;
    lmev__buf_puts(b, " [");
    lmev__put_real(b, k->language, low, digits);
    lmev__buf_puts(b, lmev__writing_of(k->language)->between);
    lmev__put_real(b, k->language, high, digits);
    lmev__buf_putc(b, ']');
}

/* ---- Data ------------------------------------------------------------------------- */

void lmev__data_begin(lmev__sketch *k, const char *columns)
{
    lmev__buf_printf(&k->data, "%s%s\n", k->n_tables++ ? "\n\n" : "", columns);
}

static void begin_cell(lmev__sketch *k)
{
    if (k->n_cells++ > 0) lmev__buf_putc(&k->data, '\t');
}

void lmev__data_text(lmev__sketch *k, const char *text)
{
    begin_cell(k);
    lmev__put_cut(&k->data, text, LMEV__UNCUT);
}

void lmev__data_real(lmev__sketch *k, double v)
{
    begin_cell(k);
    if (isfinite(v)) lmev__buf_real(&k->data, 'g', 17, v);
}

void lmev__data_count(lmev__sketch *k, uint64_t v)
{
    begin_cell(k);
    lmev__buf_printf(&k->data, "%llu", (unsigned long long)v);
}

void lmev__data_row_end(lmev__sketch *k)
{
    lmev__buf_putc(&k->data, '\n');
    k->n_cells = 0;
}

/* ---- Pane ------------------------------------------------------------------------- */

#define EDGE 2 /* px: labels keep that far from the edge of the canvas */

void lmev__sketch_begin(lmev__sketch *k, double height, const char *english)
{
    k->height = height;
    lmev__buf_puts(&k->title, lmev__sketch_word(k, english));
}

void lmev__pane(lmev__sketch *k, double left, double right, double top, double bottom)
{
    k->left = left;
    k->right = right;
    k->top = top;
    k->bottom = bottom;
}

double lmev__x(const lmev__sketch *k, double value)
{
    return lmev__axis_at(&k->x, value, k->left, k->right);
}

double lmev__y(const lmev__sketch *k, double value)
{
    return lmev__axis_at(&k->y, value, k->bottom, k->top);
}

static const char *label_of(lmev__sketch *k, const lmev__tick *t)
{
    return lmev__sketch_real(k, t->at, t->digits);
}

void lmev__set_x(lmev__sketch *k, const lmev__axis *a, const char *english)
{
    static const lmev__look grid = {.colour = LMEV__GRID, .width = 0.75};
    lmev__tick tick[LMEV__TICKS];
    lmev__pen lines = {0};
    const double y = k->bottom + 13.5;
    double free_from = EDGE; /* labels left of it would touch the one before */
    k->x = *a;
    const size_t n = lmev__axis_ticks(a, tick);
    for (size_t i = 0; i < n; i++) {
        const double x = lmev__x(k, tick[i].at);
        lmev__pen_line(&lines, x, k->bottom, x, k->top);
    }
    lmev__draw_path(&k->canvas, &lines, &grid, NULL);
    for (size_t i = 0; i < n; i++) {
        const char *label = label_of(k, &tick[i]);
        const double half = lmev__text_width(label, LMEV__FONT) / 2;
        const double x = fmin(lmev__x(k, tick[i].at), LMEV__CANVAS - EDGE - half);
        if (x - half < free_from) continue;
        lmev__draw_text(&k->canvas, label, x, y, LMEV__MIDDLE, LMEV__FONT, LMEV__MUTED);
        free_from = x + half + 4;
    }
    lmev__draw_text(&k->canvas, lmev__sketch_word(k, english), k->right, k->bottom + 34,
                    LMEV__END, LMEV__FONT, LMEV__MUTED);
}

void lmev__set_y(lmev__sketch *k, const lmev__axis *a, const char *english)
{
    static const lmev__look grid = {.colour = LMEV__GRID, .width = 0.75};
    lmev__tick tick[LMEV__TICKS];
    lmev__pen lines = {0};
    k->y = *a;
    const size_t n = lmev__axis_ticks(a, tick);
    for (size_t i = 0; i < n; i++) {
        const double y = lmev__y(k, tick[i].at);
        lmev__pen_line(&lines, k->left, y, k->right, y);
    }
    lmev__draw_path(&k->canvas, &lines, &grid, NULL);
    for (size_t i = 0; i < n; i++)
        lmev__draw_text(&k->canvas, label_of(k, &tick[i]), k->left - 5,
                        lmev__y(k, tick[i].at), LMEV__END, LMEV__FONT, LMEV__MUTED);
    lmev__draw_text(&k->canvas, lmev__sketch_word(k, english), 12, k->top - 18,
                    LMEV__START, LMEV__FONT, LMEV__MUTED);
}

/* ---- Styles and keys -------------------------------------------------------------- */

#define ENTRY  20 /* px: height of an entry */
#define HUES   8
#define DASHES 4

size_t lmev__style_of(size_t model)
{
    return model < LMEV__LISTED ? model + 1 : 0;
}

static const char *hue_of(size_t style)
{
    static const char *const hues[HUES] = {"c1", "c2", "c3", "c4",
                                           "c5", "c6", "c7", LMEV__INK};
    if (style == LMEV__MARKED) return LMEV__BLUE;
    return style == 0 ? LMEV__GREY : hues[(style - 1) % HUES];
}

lmev__mark lmev__mark_of(size_t style, bool open, double radius)
{
    return (lmev__mark){.shape = style == LMEV__MARKED ? LMEV__DIAMOND
                                 : style == 0          ? LMEV__CIRCLE
                                              : (lmev__shape)((style - 1) % LMEV__SHAPES),
                        .open = open,
                        .radius = radius,
                        .colour = hue_of(style)};
}

/* A second round of the colours has other dashes. */
lmev__look lmev__line_of(size_t style, double width)
{
    static const char *const dashes[DASHES] = {NULL, "8 3", "3 2", "9 2 2 2"};
    return (lmev__look){
        .colour = hue_of(style),
        .width = width,
        .dash = style == 0 ? NULL : dashes[(style - 1 + (style - 1) / HUES) % DASHES]};
}

double lmev__key_height(size_t n)
{
    return n == 0 ? 0 : ENTRY * (double)n + 14;
}

void lmev__legend(lmev__sketch *k, const lmev__key_entry *entry, size_t n, double top,
                  lmev__legend_kind kind)
{
    const double number_at = kind == LMEV__KEY_LINES    ? 62
                             : kind == LMEV__KEY_POINTS ? 52
                                                        : 30;
    bool numbers = false;
    for (size_t i = 0; i < n; i++) numbers |= entry[i].number > 0;
    for (size_t i = 0; i < n; i++) {
        const double y = top + ENTRY * ((double)i + 0.5);
        if (kind == LMEV__KEY_LINES) {
            const lmev__look look = lmev__line_of(entry[i].style, 2);
            lmev__pen line = {0};
            lmev__pen_line(&line, 12, y, 38, y);
            lmev__draw_path(&k->canvas, &line, &look, NULL);
        }
        if (kind == LMEV__KEY_POINTS) {
            const lmev__mark mark =
                lmev__mark_of(entry[i].style, entry[i].open, LMEV__RADIUS);
            lmev__draw_mark(&k->canvas, &mark, 20, y, NULL);
        }
        if (entry[i].number > 0)
            lmev__draw_text(&k->canvas, lmev__sketch_count(k, (double)entry[i].number),
                            number_at, y, LMEV__END, LMEV__FONT, LMEV__MUTED);
        lmev__buf label = LMEV__BUF_INIT;
        lmev__put_cut(&label, entry[i].label, 52);
        lmev__draw_text(&k->canvas, lmev__sketch_keep(k, &label),
                        number_at + (numbers ? 8 : -8), y, LMEV__START, LMEV__FONT + 0.5,
                        LMEV__INK);
    }
}

size_t lmev__n_listed(const lmev__sketch *k)
{
    return k->s->n_models < LMEV__LISTED ? k->s->n_models : LMEV__LISTED;
}

void lmev__key_of_models(lmev__sketch *k, const lmev__key_entry *first, size_t n_first,
                         double top, lmev__legend_kind kind)
{
    lmev__key_entry entry[LMEV__LISTED + LMEV__KEY_FIRST];
    const size_t n = lmev__n_listed(k);
    for (size_t i = 0; i < n_first; i++) entry[i] = first[i];
    for (size_t i = 0; i < n; i++)
        entry[n_first + i] = (lmev__key_entry){
            .style = lmev__style_of(i), .number = i + 1, .label = k->s->model[i].name};
    lmev__legend(k, entry, n_first + n, top, kind);
    if (k->s->n_models > n)
        lmev__caption(k, T_("The other %1 models are grey."),
                      LMEV__WITH(lmev__sketch_count(k, (double)(k->s->n_models - n))));
}

/* How much of a box around (x, y) and of a square of side s around (u, v) lies on each
 * other, in px. */
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
