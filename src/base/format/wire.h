/* wire.h - read the fields of protobuf messages in place.
 *
 * A message is a run of fields: a varint tag (number << 3 | type), then a varint (type
 * 0), eight bytes (1), a length and so many bytes (2), or four bytes (5). Nothing is
 * copied or allocated; a nested message is a view that is read with another reader. The
 * reader never leaves its bytes: a length beyond them is a fault, as are groups (types 3
 * and 4, used by none of our files), field number 0 and varints longer than ten bytes.
 *
 * All readers of a file share one lmev__wire_fault, which keeps the first fault. So code
 * may look for many fields and ask once at the end. */
#ifndef LMEV__BASE_FORMAT_WIRE_H
#define LMEV__BASE_FORMAT_WIRE_H
#include "lmev/base.h"

typedef struct lmev__wire_fault {
    const char *at;  /* where in the file */
    const char *why; /* static text; NULL: no fault so far */
} lmev__wire_fault;

typedef enum lmev__wire_type {
    LMEV__WIRE_VARINT = 0,
    LMEV__WIRE_FIXED64 = 1,
    LMEV__WIRE_BYTES = 2,
    LMEV__WIRE_FIXED32 = 5,
} lmev__wire_type;

typedef struct lmev__wire_field {
    uint32_t number;
    lmev__wire_type type;
    uint64_t value; /* of the three numeric types */
    lmev_str bytes; /* of LMEV__WIRE_BYTES */
} lmev__wire_field;

typedef struct lmev__wire {
    const char *at, *end;
    lmev__wire_fault *fault;
} lmev__wire;

static inline lmev__wire lmev__wire_of(lmev_str message, lmev__wire_fault *fault)
{
    return (lmev__wire){message.at, message.n ? message.at + message.n : message.at,
                        fault};
}

/* The next field; false at the end and after a fault. */
bool lmev__wire_next(lmev__wire *w, lmev__wire_field *f);

/* The next field with this number and type; others are passed over. */
bool lmev__wire_seek(lmev__wire *w, uint32_t number, lmev__wire_type type,
                     lmev__wire_field *f);

/* The field of a message with this number and type, the last one where it is repeated, as
 * protobuf reads it. False and *f untouched: absent. */
bool lmev__wire_find(lmev_str message, uint32_t number, lmev__wire_type type,
                     lmev__wire_field *f, lmev__wire_fault *fault);
lmev_str lmev__wire_bytes(lmev_str message, uint32_t number,
                          lmev__wire_fault *fault); /* or empty */
uint64_t lmev__wire_value(lmev_str message, uint32_t number, uint64_t absent,
                          lmev__wire_fault *fault);

/* One varint at *at, below end; false: broken, *at untouched. For formats that use them
 * outside of messages too. */
bool lmev__varint(const char **at, const char *end, uint64_t *value);

static inline bool lmev__str_is(lmev_str s, const char *text)
{
    return s.n == __builtin_strlen(text) &&
           (s.n == 0 || __builtin_memcmp(s.at, text, s.n) == 0);
}
#endif
