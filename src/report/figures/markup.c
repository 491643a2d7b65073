/* markup.c - text as XML and HTML write it: five characters have names, and what neither
 * has a way to write is replaced. Cost: linear. */
#include "report/figures/markup.h"

#include <string.h>

#include "base/utf8.h"

/* XML has no way to write the others. */
static bool is_writable(lmev__glyph glyph, uint32_t u)
{
    return glyph == LMEV__GLYPH_PLAIN || glyph == LMEV__GLYPH_TURN ||
           (glyph == LMEV__GLYPH_CONTROL && (u == '\t' || u == '\n' || u > 0xFF));
}

void lmev__put_markup(lmev__buf *b, const char *text, size_t n)
{
    static const char special[] = "&<>\"'";
    static const char *const entity[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
    for (size_t i = 0, take; i < n; i += take) {
        uint32_t u = 0;
        const lmev__glyph glyph = lmev__glyph_next(text + i, n - i, &u, &take);
        const char *found = u > 0 && u < 0x80 ? strchr(special, (int)u) : NULL;
        if (!is_writable(glyph, u))
            lmev__buf_puts(b, "\xEF\xBF\xBD");
        else if (found)
            lmev__buf_puts(b, entity[found - special]);
        else
            lmev__buf_add(b, text + i, take);
    }
}
