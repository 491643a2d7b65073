/* markdown.c - a document as GitHub's Markdown, and the short text for a terminal.
 *
 * Every text is escaped: a character that Markdown would interpret where it stands gets a
 * backslash, one that would begin a tag or an entity of HTML becomes an entity. So a
 * label is shown as it is and has no effect. Marks around numbers are dropped. Not here:
 * figures. Cost: linear in the text. */
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "report/text/document.h"

#define TERMINAL_ROWS 40 /* models in the short text */

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_word(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9');
}

/* Must *at be escaped, in a text that begins at start? Only what would be interpreted is,
 * so that the source stays readable: '<' before a number does not open a tag, nor '_'
 * within a word emphasis. */
static bool acts(const char *start, const char *at)
{
    switch (*at) {
    case '<':
    case '&':
        return is_letter(at[1]) || (at[1] != 0 && strchr("/!?#", at[1]));
    case '_':
        return at == start || !is_word(at[-1]) || !is_word(at[1]);
    default:
        return strchr("\\`*[]|~$#>", *at) != NULL;
    }
}

/* Text within a line: escaped, without the marks. Numbers and intervals stand between the
 * marks and need no escape. */
static void put_text(lmev__buf *b, const char *text)
{
    bool ours = false;
    for (const char *at = text; *at; at++) {
        bool mark = *at == LMEV__MARK_ON[0] || *at == LMEV__MARK_OFF[0];
        if (mark)
            ours = *at == LMEV__MARK_ON[0];
        else if (ours || !acts(text, at))
            lmev__buf_putc(b, *at);
        else if (*at == '<')
            lmev__buf_puts(b, "&lt;");
        else if (*at == '&')
            lmev__buf_puts(b, "&amp;");
        else {
            lmev__buf_putc(b, '\\');
            lmev__buf_putc(b, *at);
        }
    }
}

/* Text at the start of a line: also escape what would begin a list or a rule there
 * (digits do so before a point or a bracket). Headings, quotes and code are escaped
 * anywhere. */
static void put_line(lmev__buf *b, const char *text)
{
    size_t digits = strspn(text, "0123456789");
    if (*text == '-' || *text == '+' || *text == '=')
        lmev__buf_putc(b, '\\');
    else if (digits > 0 && (text[digits] == '.' || text[digits] == ')')) {
        lmev__buf_add(b, text, digits);
        lmev__buf_putc(b, '\\');
        text += digits;
    }
    put_text(b, text);
}

static bool is_text(const lmev__column *c)
{
    return c->kind == LMEV__COLUMN_TEXT;
}

static void put_cell(lmev__buf *b, const char *language, const lmev__column *c,
                     const lmev__cell *cell)
{
    lmev__buf one = LMEV__BUF_INIT;
    lmev__put_cell(&one, language, c, cell);
    lmev__buf_putc(&one, 0);
    b->failed |= one.failed;
    if (!one.failed) {
        const char *bold = cell->strong && one.at[0] ? "**" : "";
        lmev__buf_puts(b, bold);
        put_text(b, one.at);
        lmev__buf_puts(b, bold);
    }
    lmev__buf_free(&one);
}

/* "and more: 1,472". */
static void put_more(lmev__buf *b, const char *language, size_t n)
{
    lmev__buf_puts(b, lmev__word(language, T_("and more:")));
    lmev__buf_putc(b, ' ');
    lmev__put_count(b, language, (double)n);
}

/* Empty columns are left out, and rows that a page does not show at first; the CSV file
 * has them. */
static void put_table(lmev__buf *b, const char *language, const lmev__table *t)
{
    lmev__buf_puts(b, "### ");
    put_text(b, t->title);
    lmev__buf_puts(b, "\n\n");
    if (t->caption) {
        put_line(b, t->caption);
        lmev__buf_puts(b, "\n\n");
    }
    lmev__buf_putc(b, '|');
    for (size_t k = 0; k < t->n_columns; k++) {
        if (t->column[k].empty) continue;
        lmev__buf_putc(b, ' ');
        put_text(b, t->column[k].title);
        lmev__buf_puts(b, " |");
    }
    lmev__buf_puts(b, "\n|");
    for (size_t k = 0; k < t->n_columns; k++)
        if (!t->column[k].empty)
            lmev__buf_puts(b, is_text(&t->column[k]) ? " --- |" : " ---: |");
    lmev__buf_putc(b, '\n');
    size_t shown = t->shown > 0 && t->shown < t->n_rows ? t->shown : t->n_rows;
    for (size_t r = 0; r < shown; r++) {
        lmev__buf_putc(b, '|');
        for (size_t k = 0; k < t->n_columns; k++) {
            if (t->column[k].empty) continue;
            lmev__buf_putc(b, ' ');
            put_cell(b, language, &t->column[k], &t->cell[r * t->n_columns + k]);
            lmev__buf_puts(b, " |");
        }
        lmev__buf_putc(b, '\n');
    }
    lmev__buf_putc(b, '\n');
    if (shown < t->n_rows) {
        put_more(b, language, t->n_rows - shown);
        lmev__buf_printf(b, " ([%s.csv](tables/%s.csv))\n\n", t->id, t->id);
    }
}

/* Claims and cautions are items of a list; other paragraphs stand alone. */
static void put_paragraphs(lmev__buf *b, const lmev__section *s)
{
    for (size_t i = 0; i < s->n_paragraphs; i++) {
        const lmev__paragraph *p = &s->paragraph[i];
        bool item = p->role != LMEV__PLAIN;
        bool goes_on =
            i + 1 < s->n_paragraphs && item == (s->paragraph[i + 1].role != LMEV__PLAIN);
        if (item) lmev__buf_puts(b, "- ");
        put_line(b, p->text);
        lmev__buf_puts(b, item && goes_on ? "\n" : "\n\n");
    }
}

void lmev__markdown(lmev__buf *b, const lmev__document *d)
{
    lmev__buf_puts(b, "# ");
    put_text(b, d->title);
    lmev__buf_puts(b, "\n\n");
    put_line(b, d->subtitle);
    lmev__buf_puts(b, "\n\n");
    for (size_t i = 0; i < d->n_sections; i++) {
        const lmev__section *s = &d->section[i];
        lmev__buf_puts(b, "## ");
        put_text(b, s->heading);
        lmev__buf_puts(b, "\n\n");
        put_paragraphs(b, s);
        for (size_t k = 0; k < s->n_tables; k++) put_table(b, d->language, &s->table[k]);
    }
    if (!b->failed && b->n > 0) b->n--; /* one line end is enough at the end */
}

/* ---- For a terminal ---- */

/* Code points: the columns of a terminal, if all are letters. */
static size_t width_of(const char *text, size_t n)
{
    size_t width = 0;
    for (size_t i = 0; i < n; i++) width += ((unsigned char)text[i] & 0xC0) != 0x80;
    return width;
}

static void put_padded(lmev__buf *b, const lmev__buf *cell, size_t width, bool left)
{
    size_t pad = width - width_of(cell->at, cell->n);
    lmev__buf_putc(b, ' ');
    for (size_t i = 0; i < pad && !left; i++) lmev__buf_putc(b, ' ');
    lmev__buf_add(b, cell->at, cell->n);
    for (size_t i = 0; i < pad && left; i++) lmev__buf_putc(b, ' ');
    lmev__buf_puts(b, " |");
}

/* The text of a cell; row SIZE_MAX: the title of the column. */
static void short_cell(lmev__buf *cell, const lmev__document *d, const lmev__table *t,
                       size_t row, size_t k)
{
    lmev__buf_reset(cell);
    if (row == SIZE_MAX)
        put_text(cell, t->column[k].title);
    else
        put_cell(cell, d->language, &t->column[k], &t->cell[row * t->n_columns + k]);
}

/* The table in aligned columns. */
static void put_short_table(lmev__buf *b, const lmev__document *d, const lmev__table *t,
                            lmev__buf *cell, size_t *width)
{
    size_t n_rows = t->n_rows < TERMINAL_ROWS ? t->n_rows : TERMINAL_ROWS;
    for (size_t k = 0; k < t->n_columns; k++) {
        width[k] = 4;
        for (size_t r = SIZE_MAX; r == SIZE_MAX || r < n_rows; r++) {
            short_cell(cell, d, t, r, k);
            size_t w = width_of(cell->at, cell->n);
            width[k] = w > width[k] ? w : width[k];
        }
    }
    for (size_t line = 0; line < n_rows + 2 && !cell->failed; line++) {
        lmev__buf_putc(b, '|');
        for (size_t k = 0; k < t->n_columns; k++) {
            if (!t->column[k].brief || t->column[k].empty) continue;
            bool left = is_text(&t->column[k]);
            if (line == 1) {
                lmev__buf_putc(b, ' ');
                for (size_t i = 0; i < width[k]; i++)
                    lmev__buf_putc(b, !left && i + 1 == width[k] ? ':' : '-');
                lmev__buf_puts(b, " |");
                continue;
            }
            short_cell(cell, d, t, line == 0 ? SIZE_MAX : line - 2, k);
            put_padded(b, cell, width[k], left);
        }
        lmev__buf_putc(b, '\n');
    }
    lmev__buf_putc(b, '\n');
    if (n_rows < t->n_rows) {
        put_more(b, d->language, t->n_rows - n_rows);
        lmev__buf_puts(b, "\n\n");
    }
}

void lmev__summary_text(lmev__buf *b, const lmev__document *d)
{
    const lmev__table *simulated = NULL;
    for (size_t i = 0; i < d->n_sections; i++) {
        const lmev__section *s = &d->section[i];
        for (size_t k = 0; k < s->n_tables; k++) {
            const lmev__table *t = &s->table[k];
            if (strcmp(t->id, "simulated") == 0) simulated = t;
            if (strcmp(t->id, "models") != 0) continue;
            lmev__buf cell = LMEV__BUF_INIT;
            size_t *width = lmev__calloc(t->n_columns, sizeof *width);
            if (width) put_short_table(b, d, t, &cell, width);
            b->failed |= cell.failed || !width;
            lmev__buf_free(&cell);
            lmev__free(width);
        }
    }
    for (size_t i = 0; i < d->n_sections; i++)
        if (strcmp(d->section[i].id, "summary") == 0) put_paragraphs(b, &d->section[i]);
    if (simulated) put_table(b, d->language, simulated);
    if (!b->failed && b->n > 0) b->n--;
}
