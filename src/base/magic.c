/* magic.c - files of other programs, recognised; see magic.h.
 *
 * A table of first bytes, and a function where they are not constant: a web page may begin
 * with blanks, safetensors with a length, protocol buffers have no magic at all, so what the
 * common writers put first is taken. Whatever is said here is a reason to refuse a file that
 * cannot be used anyway, never to take one.
 *
 * zip is a container of several kinds: the name of its first member tells them apart. */
#include "base/magic.h"

#include <string.h>
#include <strings.h>

#define BYTES(s) s, sizeof s - 1
#define OTHER    "use a model that lmev reads: see 'lmev models list'"
#define AS_TEXT                                                                          \
    "save the vectors as word2vec text: 'COUNT DIM', then a word and its numbers a line"
#define AS_FOLDER "export it with model.export(FOLDER), a SavedModel"
#define FOLDER    "name the folder that has tokenizer.json and model.safetensors"
#define UNPACK    "unpack it and name the file"

static bool begins(const char *at, size_t n, const char *with, size_t m)
{
    return n >= m && memcmp(at, with, m) == 0;
}

/* The name of the first member of a zip, at most; *m bytes. */
static const char *first_member(const char *at, size_t n, size_t *m)
{
    if (!lmev__magic_zip(at, n) || n < 30) return NULL;
    *m = (size_t)((unsigned char)at[26] | (unsigned char)at[27] << 8);
    if (*m > n - 30) *m = n - 30;
    return at + 30;
}

static bool member_ends(const char *at, size_t n, const char *end)
{
    size_t m, k = strlen(end);
    const char *name = first_member(at, n, &m);
    return name && m >= k && memcmp(name + m - k, end, k) == 0;
}

static bool is_npz(const char *at, size_t n)
{
    return member_ends(at, n, ".npy");
}

static bool is_torch_zip(const char *at, size_t n)
{
    return member_ends(at, n, "/data.pkl") || member_ends(at, n, "/.format_version");
}

static bool is_keras_zip(const char *at, size_t n)
{
    size_t m;
    const char *name = first_member(at, n, &m);
    return name && m == 13 && memcmp(name, "metadata.json", 13) == 0;
}

/* Blanks, then "<" and one of the words that pages and the errors of stores begin with. */
static bool is_page(const char *at, size_t n)
{
    static const char *const tags[] = {"<!doctype html", "<html", "<head", "<?xml",
                                       "<error"};
    if (begins(at, n, "\xEF\xBB\xBF", 3)) at += 3, n -= 3;
    while (n > 0 && (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n')) at++, n--;
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        size_t m = strlen(tags[i]);
        if (n >= m && strncasecmp(at, tags[i], m) == 0 &&
            (n == m || strchr("> \t\r\n", at[m])))
            return true;
    }
    return false;
}

/* PROTO 2..5 and one of the opcodes that come next; protocols 0 and 1 have no mark. */
static bool is_pickle(const char *at, size_t n)
{
    return n >= 3 && at[0] == '\x80' && at[1] >= 2 && at[1] <= 5 &&
           strchr("\x95\x8a}](cX", at[2]) != NULL;
}

/* A SentencePiece model begins with its pieces; the first is "<unk>", "<pad>" or "<s>". */
static bool is_sentencepiece(const char *at, size_t n)
{
    return n >= 6 && at[0] == '\n' && at[2] == '\n' && at[3] > 0 && at[4] == '<' &&
           (size_t)(unsigned char)at[1] >= (size_t)at[3] + 2 && n > 4 + (size_t)at[3] &&
           at[3 + at[3]] == '>';
}

/* ModelProto: ir_version, then who has made it (a text of letters). */
static bool is_onnx(const char *at, size_t n)
{
    static const char *const makers[] = {"pytorch", "skl2onnx", "tf2onnx", "onnx", "keras2onnx",
                                         "backend-test", "ONNX"};
    if (n < 5 || at[0] != 8 || at[1] < 1 || at[1] > 20 || at[2] != 0x12) return false;
    for (size_t i = 0; i < sizeof makers / sizeof *makers; i++)
        if (begins(at + 4, n - 4, makers[i], strlen(makers[i]))) return true;
    return false;
}

/* The length of a JSON object, 8 bytes, and its first member's name. */
static bool is_safetensors(const char *at, size_t n)
{
    return n >= 10 && at[5] == 0 && at[6] == 0 && at[7] == 0 && at[8] == '{' &&
           (at[9] == '"' || at[9] == '}' || at[9] == ' ');
}

static const struct kind {
    const char *magic; /* or the function */
    size_t n;
    bool (*is)(const char *at, size_t n);
    lmev__magic m;
} kinds[] = {
    {.is = is_page,
     .m = {.what = "a web page",
           .hint = "get the file itself: its address leads to a page",
           .page = true}},
    {BYTES("version https://git-lfs"),
     .m = {.what = "a Git LFS pointer, not the file that it stands for",
           .hint = "get the file itself: git lfs pull, or the link 'download' on its page",
           .page = true}},
    {.is = is_npz, .m = {.what = "a file of NumPy arrays (.npz)", .hint = AS_TEXT}},
    {.is = is_torch_zip, .m = {.what = "a PyTorch file", .hint = OTHER}},
    {.is = is_keras_zip, .m = {.what = "a Keras file", .hint = AS_FOLDER}},
    {BYTES("\x93NUMPY"), .m = {.what = "a NumPy array (.npy)", .hint = AS_TEXT}},
    {.is = is_pickle,
     .m = {.what = "a Python pickle (of gensim or PyTorch)",
           .hint = "save it in its own program: "
                   "KeyedVectors.save_word2vec_format(FILE)"}},
    {BYTES("GGUF"), .m = {.what = "a GGUF model, of a transformer", .hint = OTHER}},
    {BYTES("ggml"), .m = {.what = "a GGML model, of a transformer", .hint = OTHER}},
    {BYTES("lmgg"), .m = {.what = "a GGML model, of a transformer", .hint = OTHER}},
    {.is = is_onnx, .m = {.what = "an ONNX model", .hint = OTHER}},
    {BYTES("\x89HDF\r\n\x1a\n"), .m = {.what = "an HDF5 file (Keras)", .hint = AS_FOLDER}},
    {.is = is_sentencepiece,
     .m = {.what = "a SentencePiece model, which holds no vectors", .hint = FOLDER}},
    {.is = is_safetensors,
     .m = {.what = "a table without its tokenizer (safetensors)", .hint = FOLDER}},
    {BYTES("PAR1"), .m = {.what = "a Parquet file", .hint = OTHER}},
    {BYTES("SQLite format 3"), .m = {.what = "an SQLite database", .hint = OTHER}},
    {BYTES("%PDF-"), .m = {.what = "a PDF file", .hint = OTHER}},
    {BYTES("7z\xBC\xAF\x27\x1C"), .m = {.what = "a 7-Zip archive", .hint = UNPACK}},
    {BYTES("Rar!\x1a\x07"), .m = {.what = "a RAR archive", .hint = UNPACK}},
};

const lmev__magic *lmev__magic_of(const char *at, size_t n)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const struct kind *k = &kinds[i];
        if (k->is ? k->is(at, n) : begins(at, n, k->magic, k->n)) return &k->m;
    }
    return NULL;
}

bool lmev__magic_gzip(const char *at, size_t n)
{
    return begins(at, n, "\x1f\x8b", 2);
}

bool lmev__magic_zip(const char *at, size_t n)
{
    return begins(at, n, "PK\3\4", 4) || begins(at, n, "PK\5\6", 4);
}

bool lmev__magic_tar(const char *at, size_t n)
{
    unsigned sum = 0, said = 0, digits = 0;
    if (n < LMEV__MAGIC_HEAD) return false;
    for (size_t i = 0; i < LMEV__MAGIC_HEAD; i++)
        sum += i >= 148 && i < 156 ? ' ' : (unsigned char)at[i];
    for (size_t i = 148; i < 156; i++) {
        if (at[i] >= '0' && at[i] <= '7')
            said = said * 8 + (unsigned)(at[i] - '0'), digits++;
        else if (at[i] != ' ' || digits > 0)
            break;
    }
    return digits > 0 && said == sum;
}
