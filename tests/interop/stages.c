/* stages.c - a normalizer or a pre-tokenizer as a filter, for check_stages.py.
 *
 *   stages normalizer|pre_tokenizer SPEC < texts > results
 *
 * SPEC is a file with JSON. A text is its length (u32, little-endian) and its bytes. For
 * each text: the number of pieces (u32; always 1 of a normalizer), and each as length and
 * bytes. */
#include <stdio.h>
#include <string.h>

#include "base/format/json.h"
#include "base/mem.h"
#include "lm/tokenizer/tokenizer.h"

static bool read_number(uint32_t *n)
{
    uint8_t b[4];
    if (fread(b, 1, 4, stdin) != 4) return false;
    *n = (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 |
         (uint32_t)b[3] << 24;
    return true;
}

static void write_number(size_t n)
{
    for (int i = 0; i < 4; i++) putchar((int)(n >> 8 * i & 0xFF));
}

static void write_text(const char *at, size_t n)
{
    write_number(n);
    if (n) fwrite(at, 1, n, stdout);
}

int main(int argc, char **argv)
{
    lmev_error err = {0};
    lmev__json *spec = NULL;
    lmev__normalizer *z = NULL;
    lmev__pretokenizer *p = NULL;
    if (argc != 3) return 2;
    const bool normalizes = strcmp(argv[1], "normalizer") == 0;
    lmev_status s = lmev__json_read(&spec, argv[2], &err);
    if (s == LMEV_OK)
        s = normalizes ? lmev__normalizer_new(&z, spec, "spec", &err)
                       : lmev__pretokenizer_new(&p, spec, "spec", &err);
    lmev__buf text = LMEV__BUF_INIT, a = LMEV__BUF_INIT, b = LMEV__BUF_INIT;
    lmev__buf work[2] = {LMEV__BUF_INIT, LMEV__BUF_INIT};
    uint32_t n;
    while (s == LMEV_OK && read_number(&n)) {
        lmev__buf_reset(&text);
        for (uint32_t i = 0; i < n; i++) lmev__buf_putc(&text, (char)getchar());
        size_t pieces = 1;
        if (normalizes) {
            s = lmev__normalizer_run(z, (lmev_str){text.at, text.n}, &a, &b, &err);
            if (s != LMEV_OK) break;
            write_number(1);
            write_text(a.at, a.n);
            continue;
        }
        s = lmev__pretokenizer_run(p, (lmev_str){text.at, text.n}, true, &a, &b, &pieces,
                                   work, &err);
        if (s != LMEV_OK) break;
        write_number(pieces);
        for (size_t i = 0; i < pieces; i++) {
            lmev__span span;
            memcpy(&span, b.at + i * sizeof span, sizeof span);
            write_text(a.at + span.at, span.n);
        }
    }
    if (s != LMEV_OK) fprintf(stderr, "stages: %s: %s\n", err.source, err.text);
    lmev__buf_free(&text);
    lmev__buf_free(&a);
    lmev__buf_free(&b);
    lmev__buf_free(&work[0]);
    lmev__buf_free(&work[1]);
    lmev__normalizer_free(z);
    lmev__pretokenizer_free(p);
    lmev__json_free(spec);
    return s == LMEV_OK ? fflush(stdout) != 0 : 3;
}
