/* machine.h - clocks, memory in use, and the instruction sets of the processor. */
#ifndef LMEV__BASE_MACHINE_H
#define LMEV__BASE_MACHINE_H
#include <stdbool.h>
#include <stdint.h>

double lmev__wall(void);      /* seconds since 1970 */
double lmev__monotonic(void); /* seconds since some fixed moment */

/* The largest resident memory of this process since it began, or since the host reset the
 * counter (clear_refs in proc(5)), in bytes; 0: not known. */
uint64_t lmev__peak_rss(void);

/* Code that is compiled several times, for the levels of the x86-64 psABI. */
typedef enum lmev__isa {
    LMEV__ISA_BASE, /* any processor of the architecture */
    LMEV__ISA_V3,   /* AVX2, FMA, BMI2 */
    LMEV__ISA_V4,   /* AVX-512 F, BW, VL, DQ */
} lmev__isa;

lmev__isa lmev__isa_best(void); /* the highest level that this processor runs */
bool lmev__isa_bf16(void);      /* does it multiply bfloat16 (AVX512_BF16)? */
#endif
