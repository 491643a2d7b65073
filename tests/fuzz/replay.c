/* replay.c - run a fuzz target over the files of folders, without libFuzzer: each corpus
 * is a regression test in every build.
 *
 *   usage: replay_<target> FOLDER... */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/io/io.h"
#include "base/mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t n);

static long replay(const char *folder)
{
    char **names;
    size_t n;
    lmev_error e;
    if (lmev__list_dir(&names, &n, folder, &e) != LMEV_OK) {
        fprintf(stderr, "%s: %s\n", e.source, e.text);
        return -1;
    }
    for (size_t i = 0; i < n; i++) {
        char *path = lmev__path_join(folder, names[i]), *text = NULL;
        size_t length = 0;
        if (!path ||
            lmev__read_file(&text, &length, path, (size_t)64 << 20, &e) != LMEV_OK) {
            fprintf(stderr, "%s: %s\n", folder, path ? e.text : "out of memory");
            exit(1);
        }
        /* A block of the input's own size: a sanitizer sees the first byte read beyond
         * it. */
        uint8_t *exact = lmev__alloc(length);
        if (!exact) exit(1);
        for (size_t k = 0; k < length; k++) exact[k] = (uint8_t)text[k];
        (void)LLVMFuzzerTestOneInput(exact, length);
        lmev__free(exact);
        lmev__free(text);
        lmev__free(path);
    }
    lmev__free_names(names, n);
    return (long)n;
}

int main(int n_args, char **args)
{
    long all = 0;
    for (int i = 1; i < n_args; i++) {
        long n = replay(args[i]);
        if (n < 0) return 1;
        all += n;
    }
    long live = lmev__test_live_blocks();
    printf("%ld inputs, %ld blocks left\n", all, live);
    return all > 0 && live == 0 ? 0 : 1;
}
