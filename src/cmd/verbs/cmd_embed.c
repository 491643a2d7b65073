/* cmd_embed.c - lmev embed: texts in, vectors out, row i of the output for text i of the
 * input.
 *
 * Three blocks of texts are under way: while the threads embed one, one of them reads the
 * next and one writes that before it. A block is cut into pieces; a piece is embedded and
 * encoded for the file (numbers as text cost more than embedding) by one thread, so the
 * output does not depend on their number. Memory: three blocks, whatever the input holds.
 * Where texts come from a pipe and vectors go to stdout as text, somebody may write a
 * text and wait for its vector: the stages then take turns, and a pause of the input ends
 * a block.
 *
 * Every text counts, empty ones and those that are no UTF-8 too, as they do for the
 * models themselves: a row left out would shift all that follow. So a record that cannot
 * be read ends the program, unless --skip says that row numbers do not matter.
 *
 * Binary files have their number of rows in front and are finished at the end; those for
 * stdout are made as a temporary file first. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/number.h"
#include "base/work.h"
#include "cmd/cmd.h"
#include "cmd/input.h"
#include "cmd/lm_arg.h"
#include "cmd/out.h"
#include "cmd/talk.h"
#include "lmev/vectors.h"

/* about the bytes of a block's texts, and of its encoded vectors */
#define BLOCK_BYTES (8u << 20)
#define BLOCK_ROWS  8192 /* most texts of a block */
#define PIECES      16   /* of a block */

static const char *const formats[] = {"npy", "csv", "safetensors",
                                      NULL}; /* as the enum's */

typedef struct block {
    size_t n;
    char *text; /* the texts, one after another */
    size_t n_text, room_text;
    size_t *at;      /* [rows + 1] */
    lmev_str *texts; /* [rows] once the block is complete */
    char *encoded;   /* [rows * row_max]; piece p at p * piece * row_max */
    size_t n_encoded[PIECES], n_infinite[PIECES];
    bool last; /* the input ended in it */
} block;

/* The result of a stage of the work; one thread at a time. */
typedef struct outcome {
    lmev_status status;
    lmev_error err;
} outcome;

typedef struct embed {
    lmev_lm *lm;
    lmev_reader *reader;
    lmev_vectors *to;
    size_t rows, piece, row_max; /* texts of a block and of a piece, bytes of a vector */
    lmev__team *team;
    bool in_turns; /* one stage after the other */
    block block[3];
    /* blocks that are embedded, read and written at the same time */
    block *now, *next, *done;
    outcome reading, embedding[PIECES], writing;
    uint64_t n, n_infinite;
} embed;

/* ---- the three stages ---- */

static void close_block(block *b)
{
    for (size_t i = 0; i < b->n; i++)
        b->texts[i] = (lmev_str){b->text + b->at[i], b->at[i + 1] - b->at[i]};
}

static void read_block(embed *e, block *b)
{
    bool more = true;
    b->n = b->n_text = 0;
    while (b->n < e->rows && b->n_text < BLOCK_BYTES) {
        lmev_row row;
        e->reading.status = lmev_reader_next(e->reader, &row, &more, &e->reading.err);
        if (e->reading.status != LMEV_OK || !more) break;
        if (row.text.n > b->room_text - b->n_text) {
            b->room_text = 2 * (b->n_text + row.text.n) + 4096;
            b->text = need(b->text, b->room_text, 1);
        }
        if (row.text.n) memcpy(b->text + b->n_text, row.text.at, row.text.n);
        b->n_text += row.text.n;
        b->at[++b->n] = b->n_text;
    }
    close_block(b);
    b->last = !more || e->reading.status != LMEV_OK;
    if (e->reading.status == LMEV_ERR_FORMAT &&
        strstr(e->reading.err.text, "unusable row"))
        snprintf(
            e->reading.err.hint, sizeof e->reading.err.hint,
            "--skip leaves such rows out; row i of the output is then not row i of FILE");
}

/* Vectors with a number that is not finite: a sum that overflowed. */
static size_t count_infinite(const float *vector, size_t n, size_t dim)
{
    size_t found = 0;
    for (size_t i = 0; i < n; i++) {
        bool finite = true;
        for (size_t j = 0; j < dim; j++) finite &= isfinite(vector[i * dim + j]) != 0;
        found += !finite;
    }
    return found;
}

/* Piece p of the block `now`. */
static lmev_status embed_piece(void *self, size_t p, lmev__team_member *me)
{
    (void)me;
    embed *e = self;
    block *b = e->now;
    const size_t from = p * e->piece;
    b->n_encoded[p] = 0;
    if (from >= b->n) return LMEV_OK;
    const size_t n = b->n - from < e->piece ? b->n - from : e->piece;
    outcome *o = &e->embedding[p];
    float *vector = need(NULL, n * lmev_lm_dim(e->lm), sizeof *vector);
    o->status = lmev_lm_embed(e->lm, b->texts + from, n, vector, 1, &o->err);
    b->n_infinite[p] =
        o->status == LMEV_OK ? count_infinite(vector, n, lmev_lm_dim(e->lm)) : 0;
    if (o->status == LMEV_OK)
        b->n_encoded[p] =
            lmev_vectors_encode(e->to, vector, n, b->encoded + from * e->row_max);
    free(vector);
    return LMEV_OK; /* first_fault reads the results */
}

static void write_block(embed *e, const block *b)
{
    outcome *o = &e->writing;
    for (size_t p = 0; p < PIECES && o->status == LMEV_OK; p++) {
        const size_t from = p * e->piece;
        if (from >= b->n) break;
        const size_t n = b->n - from < e->piece ? b->n - from : e->piece;
        o->status = lmev_vectors_put(e->to, b->encoded + from * e->row_max,
                                     b->n_encoded[p], n, &o->err);
        e->n_infinite += b->n_infinite[p];
    }
    e->n += b->n;
}

/* ---- the work ---- */

static const outcome *first_fault(const embed *e)
{
    for (int p = 0; p < PIECES; p++)
        if (e->embedding[p].status != LMEV_OK) return &e->embedding[p];
    if (e->writing.status != LMEV_OK) return &e->writing;
    return e->reading.status != LMEV_OK ? &e->reading : NULL;
}

/* Embed and write the texts of the block. */
static const outcome *finish_block(embed *e, block *b)
{
    e->now = b;
    (void)lmev__team_each(e->team, PIECES, embed_piece, e, NULL);
    if (!first_fault(e)) write_block(e, b);
    b->n = b->n_text = 0;
    return first_fault(e);
}

/* The input has paused inside a block. */
static lmev_status answer(void *self, lmev_error *err)
{
    embed *e = self;
    block *b = &e->block[0];
    if (b->n == 0) return LMEV_OK;
    close_block(b);
    const outcome *fault = finish_block(e, b);
    out_flush();
    if (fault && err) *err = fault->err;
    return fault ? fault->status : LMEV_OK;
}

static lmev_status blocks_in_turns(embed *e, lmev_error *err)
{
    block *b = &e->block[0];
    const outcome *fault = NULL;
    do {
        read_block(e, b);
        if (!(fault = first_fault(e))) fault = finish_block(e, b);
    } while (!fault && !b->last && out_open() && !talk_stopped());
    if (fault) *err = fault->err;
    return fault ? fault->status : b->last || !talk_stopped() ? LMEV_OK : LMEV_STOPPED;
}

static lmev_status write_done(void *self, size_t i, lmev__team_member *me)
{
    (void)i, (void)me;
    embed *e = self;
    write_block(e, e->done);
    return LMEV_OK;
}

static lmev_status read_next(void *self, size_t i, lmev__team_member *me)
{
    (void)i, (void)me;
    embed *e = self;
    read_block(e, e->next);
    return LMEV_OK;
}

static lmev_status all_blocks(embed *e, lmev_error *err)
{
    e->now = &e->block[0];
    e->next = &e->block[1];
    read_block(e, e->now);
    const outcome *fault = first_fault(e);
    while (!fault && (e->now || e->done)) {
        const bool reads = e->now && !e->now->last;
        const lmev__team_pieces stages[] = {
            {e->done != NULL, write_done, .barrier = false},
            {reads, read_next, .barrier = false},
            {e->now ? PIECES : 0, embed_piece, .barrier = false},
        };
        (void)lmev__team_run(e->team, stages, 3, e, NULL);
        block *spare = e->done ? e->done : &e->block[2];
        e->done = e->now;
        e->now = reads ? e->next : NULL;
        e->next = spare;
        rows_progress(e->reader, "embedding");
        fault = first_fault(e);
        if (!fault && !out_open()) break;
        if (!fault && talk_stopped()) return LMEV_STOPPED;
    }
    if (fault) *err = fault->err;
    return fault ? fault->status : LMEV_OK;
}

static void begin_blocks(embed *e)
{
    const size_t fit = BLOCK_BYTES / e->row_max;
    e->piece = (fit < BLOCK_ROWS ? fit : BLOCK_ROWS) / PIECES;
    if (e->piece == 0) e->piece = 1;
    e->rows = e->piece * PIECES;
    for (int i = 0; i < 3; i++) {
        block *b = &e->block[i];
        b->at = need(NULL, e->rows + 1, sizeof *b->at);
        b->texts = need(NULL, e->rows, sizeof *b->texts);
        b->encoded = need(NULL, e->rows, e->row_max);
        b->at[0] = 0;
    }
}

static void end_blocks(embed *e)
{
    for (int i = 0; i < 3; i++) {
        free(e->block[i].text);
        free(e->block[i].at);
        free(e->block[i].texts);
        free(e->block[i].encoded);
    }
}

/* ---- input and output ---- */

static bool ends_in(const char *name, size_t n, const char *end)
{
    const size_t k = strlen(end);
    return n >= k && !strncasecmp(name + n - k, end, k);
}

/* Lines, unless the file's name or an option that names columns says otherwise. */
static lmev_format input_format(const char *file, const rows_options *rows)
{
    const lmev_format told = lmev_format_of(file);
    if (rows->format != LMEV_FORMAT_AUTO) return (lmev_format)rows->format;
    if (told != LMEV_FORMAT_AUTO) return told;
    return rows->text || rows->where.n ? LMEV_FORMAT_CSV : LMEV_FORMAT_LINES;
}

static bool put_stdout(void *self, const char *at, size_t n)
{
    (void)self;
    out_add(at, n);
    return out_open();
}

/* Where a binary file for stdout is made first. Its name cannot be guessed, since anybody
 * may put a pipe or a link into /tmp. */
static lmev_status spill_begin(char **path, lmev_error *err)
{
    const char *folder = getenv("TMPDIR");
    uint64_t any[2];
    if (!folder || !*folder) folder = "/tmp";
    if (getentropy(any, sizeof any) != 0 || access(folder, W_OK | X_OK) != 0) {
        err->status = LMEV_ERR_IO;
        snprintf(err->text, sizeof err->text, "cannot make a file in '%.300s': %s",
                 folder, strerror(errno));
        snprintf(err->hint, sizeof err->hint,
                 "name another folder in TMPDIR, or a file with -o");
        return LMEV_ERR_IO;
    }
    umask(077); /* the only output file, and a temporary one */
    const size_t room = strlen(folder) + 64;
    *path = need(NULL, room, 1);
    snprintf(*path, room, "%s/lmev-embed-%016llx%016llx", folder,
             (unsigned long long)any[0], (unsigned long long)any[1]);
    return LMEV_OK;
}

/* Copy the file to stdout. Its name is removed first, so that no kill can leave it
 * behind. */
static lmev_status pour(const char *path, lmev_error *err)
{
    static char room[1 << 16];
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    ssize_t k = fd < 0 ? -1 : 1;
    unlink(path);
    while (k > 0 && out_open())
        if ((k = read(fd, room, sizeof room)) > 0) out_add(room, (size_t)k);
    if (k < 0) {
        err->status = LMEV_ERR_IO;
        snprintf(err->text, sizeof err->text, "cannot read '%.300s': %s", path,
                 strerror(errno));
    }
    if (fd >= 0) close(fd);
    return k < 0 ? LMEV_ERR_IO : LMEV_OK;
}

/* Vectors of all texts to path; NULL: CSV to stdout. */
static lmev_status embed_all(embed *e, const char *path, int format, lmev_error *err)
{
    const lmev_vectors_params params = {
        .format = (lmev_vectors_format)format,
        .dim = lmev_lm_dim(e->lm),
        .path = path,
        .write = put_stdout,
    };
    lmev_status s = lmev_vectors_begin(&e->to, &params, err);
    if (s != LMEV_OK) return s;
    e->row_max = lmev_vectors_row_max(e->to);
    begin_blocks(e);
    s = e->in_turns ? blocks_in_turns(e, err) : all_blocks(e, err);
    end_blocks(e);
    talk_progress_end();
    if (s == LMEV_OK) return lmev_vectors_publish(e->to, err);
    lmev_vectors_abort(e->to);
    return s;
}

/* Not a regular file: texts may arrive slowly. */
static bool is_pipe(const char *file)
{
    struct stat st;
    return (strcmp(file, "-") ? stat(file, &st) : fstat(STDIN_FILENO, &st)) == 0 &&
           !S_ISREG(st.st_mode);
}

static int embed_file(embed *e, const char *file, const char *to, int format,
                      lmev_reader_params *params)
{
    lmev_error err = {0};
    e->in_turns = !to && format == LMEV_VECTORS_CSV && is_pipe(file);
    if (e->in_turns) {
        params->pause = answer;
        params->self = e;
    }
    lmev_status s = lmev_reader_open(&e->reader, file, params, &err);
    if (s != LMEV_OK) return talk_fault(s, &err);
    const double began = talk_clock();
    char *spill = NULL;
    out_begin(NULL);
    if (!to && format != LMEV_VECTORS_CSV) s = spill_begin(&spill, &err);
    if (s == LMEV_OK) s = embed_all(e, spill ? spill : to, format, &err);
    if (s == LMEV_OK && spill) s = pour(spill, &err);
    free(spill);
    if (s == LMEV_ERR_IO && !out_open())
        s = LMEV_OK; /* a fault of stdout: out_end reports it */
    if (s == LMEV_OK) rows_tell_skips(lmev_reader_skips(e->reader), file);
    const double spent = talk_clock() - began;
    char n[32], rate[32];
    if (s == LMEV_OK && out_open())
        talk_say("%s vector%s of %u numbers in %.1f seconds, %s a second",
                 lmev__grouped(n, e->n), e->n == 1 ? "" : "s", lmev_lm_dim(e->lm), spent,
                 lmev__grouped(rate, spent > 0 ? (uint64_t)((double)e->n / spent) : 0));
    if (s == LMEV_OK && e->n_infinite)
        talk_warn(
            "%s vector%s with numbers that are not finite: sums over the rows of the "
            "model overflow",
            lmev__grouped(n, e->n_infinite), e->n_infinite == 1 ? "" : "s");
    lmev_reader_free(e->reader);
    return out_end(s == LMEV_OK ? 0 : talk_fault(s, &err));
}

/* The format by the file's name when none is given; -1 after a reported fault. */
static int output_format(const char *to, int asked)
{
    const size_t n = to ? strlen(to) : 0;
    if (asked >= 0) return asked;
    if (!to) return LMEV_VECTORS_CSV;
    for (int i = 0; formats[i]; i++) {
        const size_t k = strlen(formats[i]);
        if (n > k && to[n - k - 1] == '.' && ends_in(to, n, formats[i])) return i;
    }
    talk_usage("name it FILE.npy, FILE.csv or FILE.safetensors, or say --format",
               "the name '%s' does not tell the format", to);
    return -1;
}

int cmd_embed(int argc, char **argv)
{
    const char *args[2], *to = NULL;
    int asked = -1;
    uint64_t threads = 0;
    bool skip = false;
    rows_options rows = {0};
    lm_arg model = {0};
    embed e = {0};
    const opt opts[] = {
        OPT("out", 'o', OPT_TEXT, &to, "FILE", "write to FILE instead of stdout"),
        OPT("format", 0, OPT_CHOICE, &asked, NULL,
            "default: by FILE's name; csv on stdout", .choice = formats),
        OPT("text", 0, OPT_TEXT, &rows.text, "COLUMN",
            "column of the text (default: title)"),
        OPT("where", 0, OPT_MANY, &rows.where, "COLUMN=VALUE",
            "use only these rows; may be repeated"),
        OPT("input-format", 0, OPT_CHOICE, &rows.format, NULL,
            "default: by the file's name, else lines", .choice = rows_formats),
        OPT("skip", 0, OPT_FLAG, &skip, NULL, "skip unusable rows (default: an error)"),
        LM_ARG_OPTIONS(model),
        OPT("threads", 0, OPT_WHOLE, &threads, "N", "default: all processors",
            .max = LMEV_THREADS_MAX),
    };
    const usage u = {
        .verb = "embed",
        .operands = "LM [FILE|-]",
        .summary = "Vectors of texts, from a language model.",
        .more =
            "LM is a path, a name of 'lmev models list', a handle or OWNER/NAME. FILE\n"
            "has one text per line, or is CSV or JSONL (by its name, or with --text),\n"
            "compressed or not; '-' or no FILE is stdin. Row i of the output is the\n"
            "vector of text i; an empty text has a vector too. A line ends with LF or\n"
            "CRLF; all other bytes, also NUL, are text. When texts come from a pipe\n"
            "that pauses and the output is CSV on stdout, the texts read so far are\n"
            "answered at once.\n"
            "\n"
            "examples:\n"
            "  lmev embed nnlm-es-dim128 titles.txt -o titles.npy\n"
            "  lmev embed cc.es.300.bin ads.csv.gz --text title -o ads.safetensors\n"
            "  echo 'Celular Samsung S9' | lmev embed nnlm-es-dim50",
        .opts = opts,
        .n_opts = OPT_COUNT(opts),
        .min_args = 1,
        .max_args = 2,
    };
    int code = options_parse(&u, argc, argv, args, NULL);
    if (code != OPTIONS_GO) return code;

    const char *file = args[1] ? args[1] : "-";
    if (to && !strcmp(to, "-")) to = NULL;
    const int format = output_format(to, asked);
    if (format < 0) return 2;
    if (!to && isatty(STDOUT_FILENO)) {
        if (format != LMEV_VECTORS_CSV)
            return talk_usage("name a file with -o", "a terminal does not take %s",
                              formats[format]);
        talk_no_progress();
    }
    lmev_reader_params params;
    rows.strict = !skip;
    rows.format = (int)input_format(file, &rows);
    code = rows_params(&params, &rows, NULL, NULL);
    if (code != OPTIONS_GO) return code;
    params.any_text = true;
    if ((code = out_apart(to, file)) != -1) return code;
    model.output = to;
    code = lm_arg_open(&e.lm, args[0], &model);
    if (code != OPTIONS_GO) return code;
    lmev_error err = {0};
    const lmev_status s = lmev__team_new(&e.team, (int)threads, &err);
    code = s == LMEV_OK ? embed_file(&e, file, to, format, &params) : talk_fault(s, &err);
    lmev__team_free(e.team);
    lmev_lm_free(e.lm);
    return code;
}
