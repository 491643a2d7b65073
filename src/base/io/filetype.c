/* filetype.c - see filetype.h: one table of signatures, and a function where a signature
 * alone does not decide.
 *
 * A type is in the table only if no file of word vectors can begin like it: binary
 * signatures, or a line of text that is no line of vectors. Order matters where one type
 * is a special case of another (arrays of NumPy are a zip archive). */
#include "base/io/filetype.h"

#include <string.h>
#include <strings.h>

#include "base/error.h"

typedef bool (*test)(const char *at, size_t n);

static bool begins(const char *at, size_t n, const char *text)
{
    const size_t k = strlen(text);
    return n >= k && !memcmp(at, text, k);
}

static bool contains(const char *at, size_t n, const char *text)
{
    return memmem(at, n, text, strlen(text)) != NULL;
}

static int32_t int_at(const char *at, size_t offset)
{
    int32_t v;
    memcpy(&v, at + offset, sizeof v);
    return v;
}

static bool is_empty(const char *at, size_t n)
{
    (void)at;
    return n == 0;
}

/* ---- stand-ins ---- */

static bool is_lfs_pointer(const char *at, size_t n)
{
    return begins(at, n, "version https://git-lfs.github.com/spec/");
}

static const char *skip_white(const char *at, const char *end)
{
    if (end - at >= 3 && !memcmp(at, "\xEF\xBB\xBF", 3)) at += 3; /* a byte order mark */
    while (at < end && strchr(" \t\r\n", *at) && *at) at++;
    return at;
}

/* "<html" needs what only a tag has behind it: "<html> 0.1 0.2" is a word and its
 * numbers. */
static bool is_web_page(const char *at, size_t n)
{
    const char *end = at + n, *p = skip_white(at, end);
    const size_t left = (size_t)(end - p);
    if (left >= 14 && !strncasecmp(p, "<!doctype html", 14)) return true;
    if (left < 7 || strncasecmp(p, "<html", 5) != 0) return false;
    return p[5] == ' ' ? (p[6] >= 'a' && p[6] <= 'z') : p[5] == '>' && p[6] != ' ';
}

static bool is_xml(const char *at, size_t n)
{
    const char *p = skip_white(at, at + n);
    return begins(p, (size_t)(at + n - p), "<?xml version");
}

/* ---- archives ---- */

static bool is_zip(const char *at, size_t n)
{
    return begins(at, n, "PK\3\4") || begins(at, n, "PK\5\6");
}

/* The name of the first file in a zip archive; n 0: there is none. */
static lmev_str zip_name(const char *at, size_t n)
{
    if (n < 30 || !begins(at, n, "PK\3\4")) return (lmev_str){"", 0};
    const size_t k = (uint8_t)at[26] | (size_t)(uint8_t)at[27] << 8;
    return (lmev_str){at + 30, k < n - 30 ? k : n - 30};
}

static bool name_ends(const char *at, size_t n, const char *end)
{
    const lmev_str name = zip_name(at, n);
    const size_t k = strlen(end);
    return name.n >= k && !memcmp(name.at + name.n - k, end, k);
}

static bool is_npz(const char *at, size_t n)
{
    return name_ends(at, n, ".npy");
}

static bool is_torch_zip(const char *at, size_t n)
{
    return name_ends(at, n, "/data.pkl");
}

static bool is_keras_zip(const char *at, size_t n)
{
    const lmev_str name = zip_name(at, n);
    return is_zip(at, n) &&
           ((name.n == 13 && !memcmp(name.at, "metadata.json", 13)) ||
            (name.n == 11 && !memcmp(name.at, "config.json", 11))) &&
           contains(at, n, "keras");
}

static bool is_tar(const char *at, size_t n)
{
    return n >= 263 && !memcmp(at + 257, "ustar", 5);
}

/* ---- models ---- */

/* Protocols 2 to 5, and of protocol 0 the dictionaries and lists. */
static bool is_pickle(const char *at, size_t n)
{
    return (n >= 2 && (uint8_t)at[0] == 0x80 && at[1] >= 2 && at[1] <= 5) ||
           begins(at, n, "(dp0\n") || begins(at, n, "(lp0\n");
}

static bool is_gensim(const char *at, size_t n)
{
    return is_pickle(at, n) && contains(at, n, "gensim");
}

static bool is_torch_pickle(const char *at, size_t n)
{
    return is_pickle(at, n) && begins(at + 2, n - 2, "\x8a\x0a\x6c\xfc\x9c\x46\xf9");
}

/* ONNX's ModelProto: the version of the format (3 or later), then as a rule the name of
 * the program that wrote it, else the graph or a later field. */
static bool is_onnx(const char *at, size_t n)
{
    if (n < 4 || at[0] != 0x08 || at[1] < 3 || at[1] > 40) return false;
    const size_t length = (uint8_t)at[3];
    if (at[2] != 0x12) return at[2] == 0x3a || at[2] == 0x42;
    if (length > 64 || length > n - 4) return false;
    for (size_t i = 0; i < length; i++)
        if (at[4 + i] < 0x20 || at[4 + i] > 0x7e) return false;
    return true;
}

/* TensorFlow's SavedModel: schema 1, then a graph of some size. */
static bool is_saved_model(const char *at, size_t n)
{
    return n >= 4 && at[0] == 0x08 && at[1] == 0x01 && at[2] == 0x12 && (at[3] & 0x80);
}

/* SentencePiece's ModelProto: a first piece {1: name, 2: float score} of a few bytes. */
static bool is_sentencepiece(const char *at, size_t n)
{
    if (n < 16 || at[0] != 0x0a || at[2] != 0x0a) return false;
    const size_t piece = (uint8_t)at[1], name = (uint8_t)at[3];
    return piece < 0x80 && name + 7 <= piece && n > 4 + name && at[4 + name] == 0x15;
}

static bool is_safetensors(const char *at, size_t n)
{
    uint64_t header;
    if (n < 10) return false;
    memcpy(&header, at, sizeof header);
    return header >= 2 && header <= 100000000 && at[8] == '{' &&
           (at[9] == '"' || at[9] == '}');
}

/* The first fastText wrote no magic number: the arguments dim, ws, epoch, minCount, neg,
 * wordNgrams, loss, model, bucket, minn, maxn, lrUpdateRate. */
static bool is_old_fasttext(const char *at, size_t n)
{
    if (n < 64) return false;
    const int32_t dim = int_at(at, 0), ws = int_at(at, 4), epoch = int_at(at, 8);
    const int32_t loss = int_at(at, 24), model = int_at(at, 28), bucket = int_at(at, 32);
    const int32_t minn = int_at(at, 36), maxn = int_at(at, 40);
    return dim >= 1 && dim <= 65536 && ws >= 0 && ws <= 65536 && epoch >= 0 &&
           epoch <= 65536 && loss >= 1 && loss <= 4 && model >= 1 && model <= 3 &&
           bucket >= 0 && minn >= 0 && minn <= 255 && maxn >= 0 && maxn <= 255;
}

/* floret begins as fastText does, but has two small whole numbers (its mode and its
 * number of hashes) before the double t, a share of the words; fastText has t in their
 * place. */
static bool is_floret(const char *at, size_t n)
{
    if (n < 72 || !begins(at, n, "\xBA\x16\x4F\x2F")) return false;
    double t;
    memcpy(&t, at + 64, sizeof t);
    return int_at(at, 56) >= 0 && int_at(at, 56) <= 16 && int_at(at, 60) >= 0 &&
           int_at(at, 60) <= 16 && t >= 1e-12 && t <= 1;
}

/* An object with a quoted key, or a list of objects or strings. (A word is followed by a
 * number.) */
static bool is_json(const char *at, size_t n)
{
    const char *end = at + n, *p = skip_white(at, end);
    if (p == end || (*p != '{' && *p != '[')) return false;
    const bool list = *p == '[';
    p = skip_white(p + 1, end);
    if (list && p < end && *p == '{') p = skip_white(p + 1, end);
    if (p == end || *p != '"') return false;
    const char *stop = memchr(p + 1, '"', (size_t)(end - p - 1));
    if (!stop) return false;
    p = skip_white(stop + 1, end);
    return p < end && (*p == ':' || (list && (*p == ',' || *p == ']')));
}

static bool is_utf16(const char *at, size_t n)
{
    return n >= 4 && ((begins(at, n, "\xFF\xFE") && at[2] && !at[3]) ||
                      (begins(at, n, "\xFE\xFF") && !at[2] && at[3]));
}

/* Signatures of letters alone might begin a word: what follows them is no letter. */

static bool is_gguf(const char *at, size_t n)
{
    return n >= 8 && begins(at, n, "GGUF") && int_at(at, 4) >= 1 && int_at(at, 4) < 256;
}

static bool is_tflite(const char *at, size_t n)
{
    return n >= 8 && !memcmp(at + 4, "TFL3", 4) && int_at(at, 0) >= 0 &&
           int_at(at, 0) < 65536;
}

static bool is_parquet(const char *at, size_t n)
{
    return n >= 5 && begins(at, n, "PAR1") && (uint8_t)at[4] < 0x20;
}

static bool is_pdf(const char *at, size_t n)
{
    return n >= 9 && begins(at, n, "%PDF-") && (at[8] == '\n' || at[8] == '\r');
}

static bool is_jpeg(const char *at, size_t n)
{
    return n >= 4 && begins(at, n, "\xFF\xD8\xFF") && (uint8_t)at[3] >= 0xC0;
}

/* ---- the table ---- */

static const struct {
    lmev__filetype type;
    const char *signature;
    size_t n;
    test is; /* NULL: the signature decides */
} table[] = {
#define SIGNATURE(text) text, sizeof text - 1, NULL
#define TEST(f)         NULL, 0, f
#define DISTILL \
    "models that compute with attention cannot be read; distill one with model2vec"
#define WORD2VEC_FORMAT "save_word2vec_format('vectors.bin', binary=True)"
    {{"an empty file", "get the file again", false}, TEST(is_empty)},
    {{"a Git LFS pointer",
      "get the file that it stands for: 'git lfs pull' in its repository", true},
     TEST(is_lfs_pointer)},
    {{"a web page",
      "a login or error page, perhaps: get the file again by its download link", true},
     TEST(is_web_page)},
    {{"an XML document", "an error message of a server, perhaps: look into it", true},
     TEST(is_xml)},

    {{"arrays of NumPy (.npz)",
      "vectors need their words: write 'V D', then a word and its numbers per line",
      false},
     TEST(is_npz)},
    {{"a PyTorch file", DISTILL, false}, TEST(is_torch_zip)},
    {{"a Keras model (.keras)",
      "save it as a SavedModel with its text layer: model.export(DIR), and give DIR",
      false},
     TEST(is_keras_zip)},
    {{"a zip archive",
      "unpack it (unzip FILE) and give the file or folder that was in it", false},
     TEST(is_zip)},
    {{"a tar archive",
      "unpack it (tar -xf FILE) and give the file or folder that was in it", false},
     TEST(is_tar)},
    {{"a 7z archive", "unpack it (7z x FILE) and give the file or folder that was in it",
      false},
     SIGNATURE("7z\xBC\xAF\x27\x1C")},
    {{"a RAR archive",
      "unpack it (unrar x FILE) and give the file or folder that was in it", false},
     SIGNATURE("Rar!\x1A\x07")},

    {{"a gensim model (a Python pickle)",
      "load it in gensim and write its vectors: model.wv." WORD2VEC_FORMAT
      "; of a .kv file: KeyedVectors.load(FILE)." WORD2VEC_FORMAT,
      false},
     TEST(is_gensim)},
    {{"a PyTorch file", DISTILL, false}, TEST(is_torch_pickle)},
    {{"a Python pickle",
      "load it in Python and write 'V D', then a word and its numbers per line", false},
     TEST(is_pickle)},
    {{"a NumPy array (.npy)",
      "vectors need their words: write 'V D', then a word and its numbers per line; of "
      "gensim's, see " WORD2VEC_FORMAT,
      false},
     SIGNATURE("\x93NUMPY")},
    {{"an HDF5 file (.h5, of Keras perhaps)",
      "save the model as a SavedModel with its text layer: model.export(DIR), and give "
      "DIR",
      false},
     SIGNATURE("\x89HDF\r\n\x1A\n")},
    {{"a GGUF model", DISTILL, false}, TEST(is_gguf)},
    {{"an ONNX model", DISTILL, false}, TEST(is_onnx)},
    {{"a TensorFlow Lite model",
      "give the folder of the SavedModel that it was made from", false},
     TEST(is_tflite)},
    {{"the graph of a TensorFlow SavedModel",
      "give the folder that holds saved_model.pb, variables/ and assets/", false},
     TEST(is_saved_model)},
    {{"a SentencePiece model",
      "it holds pieces of words and no vectors; models with a tokenizer.json are read",
      false},
     TEST(is_sentencepiece)},
    {{"a file of tensors (safetensors)",
      "give the folder that holds it, with its tokenizer.json", false},
     TEST(is_safetensors)},
    {{"a model of floret",
      "it hashes words in its own way; write the words' vectors with floret: "
      "'floret print-word-vectors FILE < words.txt'",
      false},
     TEST(is_floret)},
    {{"a fastText model of before 2017, without its version",
      "its .vec file is read; or train again with a fastText of today", false},
     TEST(is_old_fasttext)},
    {{"a SQLite database (of Magnitude, perhaps)",
      "write its vectors as text: 'V D', then a word and its numbers per line", false},
     SIGNATURE("SQLite format 3\0")},
    {{"a Parquet table",
      "write its vectors as text: 'V D', then a word and its numbers per line", false},
     TEST(is_parquet)},
    {{"an Arrow table",
      "write its vectors as text: 'V D', then a word and its numbers per line", false},
     SIGNATURE("ARROW1\0\0")},
    {{"a PDF document", "give a language model", false}, TEST(is_pdf)},
    {{"a program", "give a language model", false},
     SIGNATURE("\x7F"
               "ELF")},
    {{"a PNG image", "give a language model", false}, SIGNATURE("\x89PNG\r\n\x1A\n")},
    {{"a JPEG image", "give a language model", false}, TEST(is_jpeg)},
    {{"a text in UTF-16", "write it as UTF-8: iconv -f UTF-16 -t UTF-8 FILE", false},
     TEST(is_utf16)},
    {{"a text with a byte order mark", "take it out: tail -c +4 FILE > OTHER", false},
     SIGNATURE("\xEF\xBB\xBF")},
    {{"a JSON file", "give the folder that holds the model, not one of its files", false},
     TEST(is_json)},
};

const lmev__filetype *lmev__filetype_of(const char *at, size_t n)
{
    if (n > LMEV__FILETYPE_BYTES) n = LMEV__FILETYPE_BYTES;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const bool found =
            table[i].is ? table[i].is(at, n)
                        : n >= table[i].n && !memcmp(at, table[i].signature, table[i].n);
        if (found) return &table[i].type;
    }
    return NULL;
}

static lmev_status refuse(const lmev__filetype *type, const char *wanted,
                          const char *source, lmev_error *err)
{
    if (!type) return LMEV_OK;
    lmev__fail(err, LMEV_ERR_FORMAT, source, 0, "not %s, but %s", wanted, type->what);
    lmev__hint(err, "%s", type->advice);
    return LMEV_ERR_FORMAT;
}

lmev_status lmev__refuse_foreign(const char *at, size_t n, const char *wanted,
                                 const char *source, lmev_error *err)
{
    return refuse(lmev__filetype_of(at, n), wanted, source, err);
}

lmev_status lmev__refuse_stand_in(const char *at, size_t n, const char *wanted,
                                  const char *source, lmev_error *err)
{
    const lmev__filetype *type = lmev__filetype_of(at, n);
    return refuse(type && type->stand_in ? type : NULL, wanted, source, err);
}

lmev_status lmev__map_part(lmev__map *m, const char *path, const char *wanted,
                           lmev_error *err)
{
    lmev__map map;
    lmev_status s = lmev__map_open(&map, path, err);
    if (s != LMEV_OK) return s;
    if ((s = lmev__refuse_stand_in(map.at, map.n, wanted, path, err)) != LMEV_OK)
        lmev__map_close(&map);
    else
        *m = map;
    return s;
}
