/* wire_write.c - protobuf's wire format, written field by field into a buffer.
 *
 * The length of a message stands before it and is known only after it: close puts it
 * there and moves the message up by the one to ten bytes it takes. So a byte is moved
 * once for each message that it is in; the graphs written here are some KB and nested ten
 * deep. Reading is another file's business. */
#include "base/format/wire_write.h"

#include <string.h>

enum { VARINT = 0, FIXED64 = 1, LENGTH = 2, FIXED32 = 5 };

static size_t varint(char to[10], uint64_t value)
{
    size_t n = 0;
    for (; value >= 0x80; value >>= 7) to[n++] = (char)(uint8_t)(value | 0x80);
    to[n++] = (char)(uint8_t)value;
    return n;
}

void lmev__put_varint(lmev__buf *b, uint64_t value)
{
    char bytes[10];
    lmev__buf_add(b, bytes, varint(bytes, value));
}

static void tag(lmev__buf *b, unsigned field, unsigned type)
{
    lmev__put_varint(b, (uint64_t)field << 3 | type);
}

void lmev__put_int(lmev__buf *b, unsigned field, int64_t value)
{
    tag(b, field, VARINT);
    lmev__put_varint(b, (uint64_t)value);
}

void lmev__put_fixed32(lmev__buf *b, unsigned field, uint32_t value)
{
    const uint8_t bytes[4] = {(uint8_t)value, (uint8_t)(value >> 8),
                              (uint8_t)(value >> 16), (uint8_t)(value >> 24)};
    tag(b, field, FIXED32);
    lmev__buf_add(b, bytes, sizeof bytes);
}

void lmev__put_double(lmev__buf *b, unsigned field, double value)
{
    uint64_t bits;
    char bytes[sizeof bits];
    memcpy(&bits, &value, sizeof bits);
    for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (char)(uint8_t)(bits >> (8 * i));
    tag(b, field, FIXED64);
    lmev__buf_add(b, bytes, sizeof bytes);
}

void lmev__put_bytes(lmev__buf *b, unsigned field, const void *at, size_t n)
{
    tag(b, field, LENGTH);
    lmev__put_varint(b, n);
    lmev__buf_add(b, at, n);
}

void lmev__put_text(lmev__buf *b, unsigned field, const char *text)
{
    lmev__put_bytes(b, field, text, strlen(text));
}

size_t lmev__put_open(lmev__buf *b, unsigned field)
{
    tag(b, field, LENGTH);
    return b->n;
}

void lmev__put_close(lmev__buf *b, size_t opened)
{
    if (b->failed) return;
    char length[10];
    const size_t inside = b->n - opened, n = varint(length, inside);
    lmev__buf_add(b, length, n); /* for the room */
    if (b->failed) return;
    memmove(b->at + opened + n, b->at + opened, inside);
    memcpy(b->at + opened, length, n);
}
