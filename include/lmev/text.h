/* lmev/text.h - texts of others (file names, labels, titles) on a terminal and in JSON.
 *
 * Files may have any bytes as their names, and data any characters. What is a result is
 * written exactly; what is shown must neither steer a terminal nor be cut inside a
 * character. */
#ifndef LMEV_TEXT_H
#define LMEV_TEXT_H

#include "lmev/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The text fit to be shown, NUL-terminated, to room bytes (at least 4). '?' stands for
 * each control character (C0, DEL, C1), each line separator, each mark that turns the
 * direction of writing, and each byte that is no UTF-8. A text without room is cut
 * between characters and ends in "...". s.n + 1 bytes are always enough. to may be s.at.
 * Returns the bytes written, without the NUL. */
LMEV_API size_t lmev_text_shown(char *to, size_t room, lmev_str s);

/* Is it UTF-8, without overlong forms, surrogates and values above U+10FFFF? */
LMEV_API bool lmev_text_ok(lmev_str s);
/* The text as UTF-8, for JSON: each byte that is no UTF-8 becomes U+FFFD and its two
 * hexadecimal digits ("caf\xe9" -> "caf\uFFFDe9"), all else stays. to: room for 5 * s.n
 * bytes; no NUL is added. Returns the bytes written. */
LMEV_API size_t lmev_text_mended(char *to, lmev_str s);

#ifdef __cplusplus
}
#endif
#endif
