/* wire_write.h - protobuf's wire format, written field by field into a buffer.
 *
 * A message is written in the order of the calls; one within another between open and
 * close. The buffer remembers a lack of memory, so that nothing is asked until all is
 * written. */
#ifndef LMEV__BASE_FORMAT_WIRE_WRITE_H
#define LMEV__BASE_FORMAT_WIRE_WRITE_H
#include "base/buf.h"

/* A bare varint, as it also stands outside of messages. */
void lmev__put_varint(lmev__buf *b, uint64_t value);

/* int32, int64, enum, bool; negative ones take ten bytes. Zero is written too: leave it
 * out where the schema says that absent means zero. */
void lmev__put_int(lmev__buf *b, unsigned field, int64_t value);
void lmev__put_fixed32(lmev__buf *b, unsigned field, uint32_t value);
void lmev__put_double(lmev__buf *b, unsigned field, double value);
void lmev__put_bytes(lmev__buf *b, unsigned field, const void *at, size_t n);
void lmev__put_text(lmev__buf *b, unsigned field, const char *text);

/* A message as a field: what is written between open and close. close takes what open
 * gave. */
size_t lmev__put_open(lmev__buf *b, unsigned field);
void lmev__put_close(lmev__buf *b, size_t opened);
#endif
