/* wire.c - the protobuf wire format, see wire.h. Time is linear in the bytes passed
 * over. */
#include "base/format/wire.h"

#include <string.h>

bool lmev__varint(const char **at, const char *end, uint64_t *value)
{
    uint64_t sum = 0;
    const char *p = *at;
    for (unsigned shift = 0; shift < 64 && p < end; shift += 7) {
        const uint8_t byte = (uint8_t)*p++;
        sum |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80) {
            if (shift == 63 && byte > 1) return false; /* more than 64 bits */
            *value = sum;
            *at = p;
            return true;
        }
    }
    return false;
}

/* Little-endian number of n bytes. */
static uint64_t number_at(const char *at, size_t n)
{
    uint64_t sum = 0;
    for (size_t i = n; i-- > 0;) sum = sum << 8 | (uint8_t)at[i];
    return sum;
}

static bool fail(lmev__wire *w, const char *why)
{
    if (!w->fault->why) *w->fault = (lmev__wire_fault){w->at, why};
    w->at = w->end;
    return false;
}

bool lmev__wire_next(lmev__wire *w, lmev__wire_field *f)
{
    if (w->at == w->end) return false;
    uint64_t tag, length;
    const char *p = w->at;
    if (!lmev__varint(&p, w->end, &tag)) return fail(w, "broken field tag");
    if (tag >> 3 == 0 || tag >> 32 != 0) return fail(w, "impossible field number");
    *f = (lmev__wire_field){.number = (uint32_t)(tag >> 3),
                            .type = (lmev__wire_type)(tag & 7)};
    const size_t left = (size_t)(w->end - p);
    size_t n = 0;
    switch (f->type) {
    case LMEV__WIRE_VARINT:
        if (!lmev__varint(&p, w->end, &f->value)) return fail(w, "broken number");
        break;
    case LMEV__WIRE_FIXED64:
    case LMEV__WIRE_FIXED32:
        n = f->type == LMEV__WIRE_FIXED64 ? 8 : 4;
        if (n > left) return fail(w, "number cut off");
        f->value = number_at(p, n);
        break;
    case LMEV__WIRE_BYTES:
        if (!lmev__varint(&p, w->end, &length)) return fail(w, "broken length");
        if (length > (size_t)(w->end - p))
            return fail(w, "field longer than what holds it");
        n = (size_t)length;
        f->bytes = (lmev_str){p, n};
        break;
    default:
        return fail(w, "field of an unknown wire type");
    }
    w->at = p + n;
    return true;
}

bool lmev__wire_seek(lmev__wire *w, uint32_t number, lmev__wire_type type,
                     lmev__wire_field *f)
{
    while (lmev__wire_next(w, f))
        if (f->number == number && f->type == type) return true;
    return false;
}

bool lmev__wire_find(lmev_str message, uint32_t number, lmev__wire_type type,
                     lmev__wire_field *f, lmev__wire_fault *fault)
{
    lmev__wire w = lmev__wire_of(message, fault);
    lmev__wire_field each;
    bool found = false;
    while (lmev__wire_seek(&w, number, type, &each)) {
        *f = each;
        found = true;
    }
    return found;
}

lmev_str lmev__wire_bytes(lmev_str message, uint32_t number, lmev__wire_fault *fault)
{
    lmev__wire_field f = {0};
    lmev__wire_find(message, number, LMEV__WIRE_BYTES, &f, fault);
    return f.bytes;
}

uint64_t lmev__wire_value(lmev_str message, uint32_t number, uint64_t absent,
                          lmev__wire_fault *fault)
{
    lmev__wire_field f = {.value = absent};
    lmev__wire_find(message, number, LMEV__WIRE_VARINT, &f, fault);
    return f.value;
}
