/* html.c - the page: head, contents, sections, figures.
 *
 * One file that requests nothing: style, script and pictures are inside, and its security
 * policy allows one script, by its SHA-256, and no request. So text that slipped through
 * the escaping could do nothing. Without the script the page is complete: the script only
 * sorts, folds, shows tooltips, and switches between light and dark. The same document
 * gives the same bytes. Not here: tables (html_table.c), escaping and links
 * (html_links.c), looks (page.css), behaviour (page.js). */
#include "report/page/html.h"

#include <string.h>

#include "base/hash.h"
#include "report/figures/markup.h"
#include "report/page/html_parts.h"

/* Three bars, for the tab of the browser; a data: address needs no request. */
/* clang-format off */
#define ICON                                                                                        \
    "data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%20viewBox='0%200%2016%2016'%3E" \
    "%3Cpath%20fill='%230072b2'%20d='M2%207h3v7H2z'/%3E"                                            \
    "%3Cpath%20fill='%23009e73'%20d='M6.5%202h3v12h-3z'/%3E"                                        \
    "%3Cpath%20fill='%23d55e00'%20d='M11%209h3v5h-3z'/%3E%3C/svg%3E"
/* clang-format on */

static void put_word(lmev__page *p, const char *english)
{
    lmev__html_text(p->b, lmev__page_word(p, english));
}

/* ---- Head ---- */

static unsigned nibble(char hex)
{
    return (unsigned)(hex <= '9' ? hex - '0' : hex - 'a' + 10);
}

/* The SHA-256 of the script in base64, as the policy wants it. */
static void put_script_hash(lmev__buf *b)
{
    static const char digit[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    lmev__sha256 h;
    char hex[65];
    lmev__sha256_begin(&h);
    lmev__sha256_add(&h, lmev__page_js, strlen(lmev__page_js));
    lmev__sha256_end(&h, hex);
    /* 64 nibbles: 21 groups of three make two digits each; the last one is padded. */
    for (int i = 0; i < 63; i += 3) {
        unsigned bits =
            nibble(hex[i]) << 8 | nibble(hex[i + 1]) << 4 | nibble(hex[i + 2]);
        lmev__buf_putc(b, digit[bits >> 6]);
        lmev__buf_putc(b, digit[bits & 63]);
    }
    lmev__buf_putc(b, digit[nibble(hex[63]) << 2]);
    lmev__buf_putc(b, '=');
}

static void put_head(lmev__page *p)
{
    lmev__buf *b = p->b;
    lmev__buf_puts(b, "<!DOCTYPE html>\n<html lang=\"");
    lmev__html_text(b, p->d->language);
    lmev__buf_puts(
        b, "\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
           "img-src data:; style-src 'unsafe-inline'; script-src 'sha256-");
    put_script_hash(b);
    lmev__buf_puts(
        b, "'; base-uri 'none'; form-action 'none'\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
           "<meta name=\"color-scheme\" content=\"light dark\">\n"
           "<meta name=\"generator\" content=\"lmev " LMEV_VERSION "\">\n<title>");
    lmev__html_text(b, p->d->title);
    lmev__buf_puts(b, "</title>\n<link rel=\"icon\" href=\"" ICON "\">\n<style>\n");
    lmev__buf_puts(b, lmev__page_css);
    lmev__buf_puts(b, "</style>\n</head>\n");
}

static void put_entry(lmev__page *p, const char *id, const char *heading)
{
    lmev__html_put(p->b, "<li><a href=\"#~\">~</a></li>\n", id, heading);
}

static void put_contents(lmev__page *p)
{
    const lmev__document *d = p->d;
    const char *contents = lmev__page_word(p, T_("Contents"));
    lmev__html_put(p->b,
                   "<nav class=\"contents\" aria-label=\"~\">\n"
                   "<details open><summary>~</summary>\n<ol>\n",
                   contents, contents);
    for (size_t i = 0; i < d->n_sections; i++)
        put_entry(p, d->section[i].id, d->section[i].heading);
    put_entry(p, "sources", lmev__page_word(p, T_("Sources")));
    lmev__buf_puts(p->b, "</ol></details>\n</nav>\n");
}

static void put_header(lmev__page *p)
{
    lmev__buf *b = p->b;
    lmev__html_put(b, "<a class=\"skip\" href=\"#main\">~</a>\n<header>\n<h1>~</h1>\n",
                   lmev__page_word(p, T_("Skip to the content")), p->d->title);
    if (p->d->subtitle && *p->d->subtitle)
        lmev__html_put(b, "<p class=\"subtitle\">~</p>\n", p->d->subtitle);
    lmev__html_put(b,
                   "<button type=\"button\" class=\"theme\" aria-pressed=\"false\" "
                   "hidden>~</button>\n</header>\n",
                   lmev__page_word(p, T_("Dark")));
}

/* ---- Paragraphs ---- */

/* Text with marks: each number between them is linked to the sources, if there are
 * any. */
static void put_marked(lmev__page *p, const char *text, lmev__sources sources)
{
    lmev__buf *b = p->b;
    lmev__anchor to = lmev__anchor_of(p, sources);
    bool open = false;
    while (*text) {
        size_t n = strcspn(text, LMEV__MARK_ON LMEV__MARK_OFF);
        lmev__put_markup(b, text, n);
        text += n;
        if (*text == 0) break;
        bool on = *text++ == LMEV__MARK_ON[0];
        if (on == open) continue; /* a mark without its other half */
        open = on;
        if (!on)
            lmev__buf_puts(b, *to.id ? "</a>" : "</span>");
        else if (*to.id)
            lmev__buf_printf(b, "<a class=\"number\" href=\"#%s\">", to.id);
        else
            lmev__buf_puts(b, "<span class=\"number\">");
    }
    if (open) lmev__buf_puts(b, *to.id ? "</a>" : "</span>");
}

/* Consecutive claims are a list; consecutive cautions stand in a box. */
static void put_paragraphs(lmev__page *p, const lmev__section *s)
{
    lmev__buf *b = p->b;
    for (size_t i = 0; i < s->n_paragraphs; i++) {
        const lmev__paragraph *at = &s->paragraph[i];
        bool first = i == 0 || at[-1].role != at->role;
        bool last = i + 1 == s->n_paragraphs || at[1].role != at->role;
        if (at->role == LMEV__CAUTION && first) {
            lmev__html_put(b, "<aside class=\"caution\">\n<p class=\"label\">~</p>\n",
                           lmev__page_word(p, T_("Keep in mind")));
        }
        if (at->role == LMEV__CLAIM && first)
            lmev__buf_puts(b, "<ul class=\"claims\">\n");
        lmev__buf_puts(b, at->role == LMEV__CLAIM ? "<li>" : "<p>");
        put_marked(p, at->text, at->sources);
        lmev__buf_puts(b, at->role == LMEV__CLAIM ? "</li>\n" : "</p>\n");
        if (last && at->role != LMEV__PLAIN)
            lmev__buf_puts(b, at->role == LMEV__CLAIM ? "</ul>\n" : "</aside>\n");
    }
}

/* ---- Figures ---- */

static void put_file(lmev__page *p, const char *id, const char *extension,
                     const char *name)
{
    lmev__buf_puts(p->b, " <a href=\"figures/");
    lmev__html_text(p->b, id);
    lmev__buf_printf(p->b, ".%s\">", extension);
    lmev__html_text(p->b, name);
    lmev__buf_puts(p->b, "</a>");
}

static void put_figure(lmev__page *p, const lmev__figure *f)
{
    lmev__buf *b = p->b;
    lmev__buf_puts(b, "<figure id=\"f-");
    lmev__html_text(b, f->id);
    lmev__buf_puts(b, "\">\n<h3>");
    lmev__html_text(b, f->title);
    lmev__buf_puts(b, "</h3>\n");
    lmev__buf_puts(b, "<div class=\"picture\">\n");
    lmev__buf_puts(b, f->svg); /* has its own title and description */
    lmev__buf_puts(b, "\n</div>\n");
    lmev__buf_puts(b, "<figcaption>");
    lmev__html_text(b, f->caption);
    lmev__buf_puts(b, " <span class=\"files\">");
    put_file(p, f->id, "svg", "SVG");
    if (f->printed) {
        put_file(p, f->id, "png", "PNG");
        put_file(p, f->id, "pdf", "PDF");
    }
    put_file(p, f->id, "tsv", lmev__page_word(p, T_("data")));
    lmev__buf_puts(b, "</span></figcaption>\n</figure>\n");
}

/* ---- Sections, and all of it ---- */

static void put_section(lmev__page *p, const lmev__section *s)
{
    lmev__buf *b = p->b;
    lmev__html_put(b,
                   "<section id=\"~\" aria-labelledby=\"h-~\">\n"
                   "<h2 id=\"h-~\">~</h2>\n",
                   s->id, s->id, s->id, s->heading);
    put_paragraphs(p, s);
    for (size_t i = 0; i < s->n_tables; i++)
        lmev__html_table(p, &s->table[i], s->heading);
    if (s->n_figures > 0) lmev__buf_puts(b, "<div class=\"figures\">\n");
    for (size_t i = 0; i < s->n_figures; i++) {
        const lmev__figure *f = lmev__figure_of(p->f, s->figure[i]);
        if (f) put_figure(p, f);
    }
    if (s->n_figures > 0) lmev__buf_puts(b, "</div>\n");
    lmev__buf_puts(b, "</section>\n");
}

static void put_footer(lmev__page *p)
{
    lmev__buf_puts(p->b, "<footer>\n<p>");
    put_word(p, T_("The same without pictures:"));
    lmev__buf_puts(p->b, " <a href=\"report.md\">Markdown</a>, <a "
                         "href=\"report.json\">JSON</a></p>\n</footer>\n");
}

void lmev__html(lmev__buf *b, const lmev__document *d, const lmev__figures *f)
{
    lmev__page p = {.b = b, .d = d, .f = f};
    if (lmev__links_begin(&p)) {
        put_head(&p);
        lmev__buf_puts(b, "<body>\n");
        put_header(&p);
        put_contents(&p);
        lmev__buf_puts(b, "<main id=\"main\">\n");
        for (size_t i = 0; i < d->n_sections; i++) put_section(&p, &d->section[i]);
        lmev__html_sources(&p);
        lmev__buf_puts(b, "</main>\n");
        put_footer(&p);
        lmev__buf_puts(b, "<script>");
        lmev__buf_puts(b, lmev__page_js);
        lmev__buf_puts(b, "</script>\n</body>\n</html>\n");
    }
    lmev__links_end(&p);
}
