/* png.h - pixels as a PNG file. */
#ifndef LMEV__REPORT_FIGURES_PNG_H
#define LMEV__REPORT_FIGURES_PNG_H
#include "base/buf.h"

/* Append a PNG of pixels 0x00RRGGBB, in rows that are `stride` bytes apart; b fails
 * without memory. */
void lmev__put_png(lmev__buf *b, const unsigned char *pixels, size_t stride,
                   uint32_t width, uint32_t height);
#endif
