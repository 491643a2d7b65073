/* input.c - see input.h. */
#include "cmd/input.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "cmd/talk.h"

const char *const rows_formats[] = {"auto", "csv", "jsonl", "fasttext", "lines", NULL};

int rows_params(lmev_reader_params *p, const rows_options *o, const char *text,
                const char *label)
{
    *p = (lmev_reader_params){
        .format = (lmev_format)o->format, .strict = o->strict, .watch = talk_watch()};
    p->text = o->text ? o->text : text;
    p->label = o->label ? o->label : label;
    if (p->label && (!*p->label || p->format == LMEV_FORMAT_LINES)) p->label = NULL;
    if (o->where.n == 0) return OPTIONS_GO;
    lmev_where *where = keep(o->where.n, sizeof *where);
    for (size_t i = 0; i < o->where.n; i++) {
        const char *given = o->where.at[i], *equals = strchr(given, '=');
        if (!equals || equals == given)
            return talk_usage(
                "write --where COLUMN=VALUE, for example --where language=spanish",
                "--where does not understand '%s'", given);
        const size_t n = strlen(given);
        char *copy = keep(n + 1, 1);
        memcpy(copy, given, n + 1);
        copy[equals - given] = 0;
        where[i] = (lmev_where){.column = copy, .value = copy + (equals - given) + 1};
    }
    p->where = where;
    p->n_where = o->where.n;
    return OPTIONS_GO;
}

const char *rows_name(const char *file)
{
    return strcmp(file, "-") ? file : "stdin";
}

void rows_tell_skips(const lmev_skips *s, const char *file)
{
    for (int r = 0; r < LMEV_SKIP_REASONS; r++) {
        if (!s->n[r]) continue;
        char lines[160] = "", grouped[32];
        int n = 0;
        for (int i = 0; i < LMEV_SKIP_LINES && s->line[r][i]; i++)
            n += snprintf(lines + n, sizeof lines - (size_t)n, "%s%llu", i ? ", " : "",
                          (unsigned long long)s->line[r][i]);
        const bool more = s->n[r] > LMEV_SKIP_LINES;
        const char *s_or_not = s->n[r] == 1 ? "" : "s";
        talk_warn("%s row%s left out: %s (%s, line%s %s%s)",
                  lmev__grouped(grouped, s->n[r]), s_or_not, lmev_skip_text((lmev_skip)r),
                  rows_name(file), s_or_not, lines, more ? ", ..." : "");
    }
}

void batch_init(batch *b)
{
    *b = (batch){0};
    b->at = need(NULL, BATCH_ROWS + 1, sizeof *b->at);
    b->texts = need(NULL, BATCH_ROWS, sizeof *b->texts);
    b->label = need(NULL, BATCH_ROWS, sizeof *b->label);
    b->at[0] = 0;
}

void batch_add(batch *b, lmev_str text)
{
    if (text.n > b->room_text - b->n_text) {
        b->room_text = 2 * (b->n_text + text.n) + 4096;
        b->text = need(b->text, b->room_text, 1);
    }
    if (text.n) memcpy(b->text + b->n_text, text.at, text.n);
    b->n_text += text.n;
    b->at[++b->n] = b->n_text;
}

bool batch_full(const batch *b)
{
    return b->n == BATCH_ROWS || b->n_text >= BATCH_BYTES;
}

const lmev_str *batch_texts(batch *b)
{
    for (size_t i = 0; i < b->n; i++)
        b->texts[i] = (lmev_str){b->text + b->at[i], b->at[i + 1] - b->at[i]};
    return b->texts;
}

void batch_reset(batch *b)
{
    b->n = b->n_text = 0;
}

void batch_release(batch *b)
{
    free(b->text);
    free(b->at);
    free(b->texts);
    free(b->label);
    *b = (batch){0};
}

void rows_progress(const lmev_reader *r, const char *task)
{
    lmev_progress p = {.task = task, .unit = "bytes", .loss = NAN};
    lmev_reader_position(r, &p.done, &p.all);
    talk_progress(&p);
}
