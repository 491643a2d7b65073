/* http_header.c - see http_header.h. */
#include "hub/http_header.h"

#include <string.h>
#include <strings.h>

bool lmev__http_header(char *room, size_t size, const char *line, size_t n,
                       const char *name)
{
    size_t k = strlen(name);
    if (n <= k || line[k] != ':' || strncasecmp(line, name, k) != 0) return false;
    line += k + 1;
    n -= k + 1;
    while (n > 0 && (*line == ' ' || *line == '\t')) line++, n--;
    while (n > 0 && strchr(" \t\r\n", line[n - 1])) n--;
    if (n >= size || memchr(line, '\0', n) || memchr(line, '\r', n)) return false;
    memcpy(room, line, n);
    room[n] = '\0';
    return true;
}

bool lmev__http_crc32c(const char *value, uint32_t *crc)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = strstr(value, "crc32c=");
    uint64_t bits = 0;
    for (int i = 0; i < 6; i++) {
        const char *d = at && at[7 + i] ? strchr(digits, at[7 + i]) : NULL;
        if (!d) return false;
        bits = bits << 6 | (uint64_t)(d - digits);
    }
    *crc = (uint32_t)(bits >> 4);
    return true;
}

bool lmev__http_is_sha256(const char *s)
{
    return strlen(s) == 64 && strspn(s, "0123456789abcdef") == 64;
}
