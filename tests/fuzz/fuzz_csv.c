/* fuzz_csv.c - CSV: no crash, no leak, the same rows wherever the block borders are. */
#include "fuzz_data.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    compare_blocks(data, n, LMEV_FORMAT_CSV);
    return 0;
}
