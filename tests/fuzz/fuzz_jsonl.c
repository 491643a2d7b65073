/* fuzz_jsonl.c - JSON lines: as for CSV, no matter where the block borders are. */
#include "fuzz_data.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    compare_blocks(data, n, LMEV_FORMAT_JSONL);
    return 0;
}
