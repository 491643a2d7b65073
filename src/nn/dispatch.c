/* dispatch.c - which build of the kernels this processor runs. */
#include "base/machine.h"
#include "nn/kernels.h"

const lmev__kernels *lmev__kernels_best(void)
{
#if defined(__x86_64__)
    const lmev__isa isa = lmev__isa_best();
    if (isa == LMEV__ISA_V4) return &lmev__kernels_v4;
    if (isa == LMEV__ISA_V3) return &lmev__kernels_v3;
#endif
    return &lmev__kernels_base;
}
