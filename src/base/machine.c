/* machine.c - see machine.h. */
#include "base/machine.h"

#include <sys/resource.h>
#include <time.h>

static double clock_seconds(clockid_t which)
{
    struct timespec t = {0};
    (void)clock_gettime(which, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

double lmev__wall(void)
{
    return clock_seconds(CLOCK_REALTIME);
}

double lmev__monotonic(void)
{
    return clock_seconds(CLOCK_MONOTONIC);
}

uint64_t lmev__peak_rss(void)
{
    struct rusage use;
    if (getrusage(RUSAGE_SELF, &use) != 0 || use.ru_maxrss < 0) return 0;
    return (uint64_t)use.ru_maxrss * 1024; /* Linux counts in KiB */
}

lmev__isa lmev__isa_best(void)
{
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq"))
        return LMEV__ISA_V4;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
        __builtin_cpu_supports("bmi2"))
        return LMEV__ISA_V3;
#endif
    return LMEV__ISA_BASE;
}

bool lmev__isa_bf16(void)
{
#if defined(__x86_64__)
    __builtin_cpu_init();
#if defined(__clang__) && __clang_major__ < 16
    /* clang 14 does not know the name of the feature: CPUID, leaf 7, 1, EAX bit 5. */
    uint32_t a = 7, b = 0, c = 1, d = 0;
    __asm__("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
    return __builtin_cpu_supports("avx512bw") && (a >> 5 & 1);
#else
    return __builtin_cpu_supports("avx512bf16");
#endif
#else
    return false;
#endif
}
