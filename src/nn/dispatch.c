/* dispatch.c - which build of the kernels this processor runs. */
#include "nn/kernels.h"

const lmev__kernels *lmev__kernels_best(void)
{
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq"))
        return &lmev__kernels_v4;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
        __builtin_cpu_supports("bmi2"))
        return &lmev__kernels_v3;
#endif
    return &lmev__kernels_base;
}
