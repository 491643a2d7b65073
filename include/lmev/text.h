/* lmev/text.h - texts from outside (file names, labels, titles) on a terminal and in
 * JSON.
 *
 * A file name may hold any bytes, and data any characters. Results are written exactly.
 * A text that is shown must not control the terminal and must not be cut inside a
 * character. */
#ifndef LMEV_TEXT_H
#define LMEV_TEXT_H

#include "lmev/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Writes s, made fit to be shown, to `to` with a NUL at the end; room is at least 4.
 * '?' replaces each control character (C0, DEL, C1), each line or paragraph separator,
 * each mark that changes the direction of writing, and each byte that is not UTF-8. A
 * text that does not fit is cut between characters and ends in "...". s.n + 1 bytes are
 * always enough. to may be s.at. Returns the number of bytes without the NUL. */
LMEV_API size_t lmev_text_shown(char *to, size_t room, lmev_str s);

/* Is it UTF-8, without overlong forms, surrogates and values above U+10FFFF? */
LMEV_API bool lmev_text_ok(lmev_str s);
/* Writes s as UTF-8, for JSON: each byte that is not UTF-8 becomes U+FFFD and its two
 * hexadecimal digits ("caf\xe9" -> "caf\uFFFDe9"); the rest stays as it is. `to` has
 * room for 5 * s.n bytes. No NUL is added. Returns the number of bytes. */
LMEV_API size_t lmev_text_mended(char *to, lmev_str s);

#ifdef __cplusplus
}
#endif
#endif
