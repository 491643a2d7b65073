/* http_header.h - the lines of an HTTP response head, and digests in them. */
#ifndef LMEV__HUB_HTTP_HEADER_H
#define LMEV__HUB_HTTP_HEADER_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The value of header `name`, if line[n] is that header: without surrounding blanks,
 * NUL-terminated in room[size]. False when it is another header, or the value does not
 * fit. */
bool lmev__http_header(char *room, size_t size, const char *line, size_t n,
                       const char *name);
/* The checksum in a value with "crc32c=AAAAAA==": four bytes in base64, the highest
 * first. */
bool lmev__http_crc32c(const char *value, uint32_t *crc);
/* Whether s is 64 hexadecimal digits in lower case. */
bool lmev__http_is_sha256(const char *s);
#endif
