/* language_in_name.c - the language that the name of a model spells.
 *
 * Names of models often have the code of their language as one of their parts:
 * nnlm-es-dim50, cc.pt.300.bin, jina-embeddings-v2-base-es. A code is believed when it is
 * the only one. Codes that names use for something else are not in the list: nn (a
 * network), lg and sm (sizes), ml, mt, sg (skip-gram), st (sentence transformers), no,
 * or, so, to and the like. A language that is missed costs a row of a table; one that is
 * invented makes a false claim. */
#include <string.h>

#include "report/analysis/study_build.h"

#define CUTS "-_./:"

/* ISO 639-1 without the doubtful codes. */
static const char codes[][3] = {
    "aa", "ab", "ae", "af", "ak", "ar", "av", "ay", "az", "ba", "bg", "bh", "bm", "bn",
    "bo", "br", "bs", "ca", "ce", "cs", "cu", "cy", "da", "de", "dv", "dz", "el", "en",
    "eo", "es", "et", "eu", "fa", "ff", "fi", "fj", "fo", "fr", "fy", "ga", "gd", "gl",
    "gn", "gu", "gv", "ha", "he", "hi", "hr", "ht", "hu", "hy", "hz", "ia", "ig", "ik",
    "it", "iu", "ja", "jv", "ka", "kg", "ki", "kj", "kk", "kl", "km", "kn", "ko", "kr",
    "ku", "kv", "kw", "ky", "lb", "ln", "lo", "lt", "lu", "lv", "mg", "mh", "mi", "mk",
    "mn", "mr", "nb", "nd", "ne", "nl", "nr", "nv", "ny", "oc", "oj", "pa", "pl", "ps",
    "pt", "qu", "rm", "rn", "ro", "ru", "rw", "sa", "sk", "sl", "sn", "sq", "sr", "su",
    "sv", "sw", "ta", "tg", "th", "tk", "tl", "tn", "tr", "tt", "ty", "ug", "uk", "ur",
    "uz", "wa", "wo", "xh", "yi", "yo", "za", "zh", "zu",
};

static const char *code_of(const char *part)
{
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (memcmp(codes[i], part, 2) == 0) return codes[i];
    return NULL;
}

/* The only code among the parts of text; "": several; NULL: none. */
static const char *language_in(const char *text)
{
    const char *found = NULL;
    while (*(text += strspn(text, CUTS))) {
        size_t n = strcspn(text, CUTS);
        const char *code = n == 2 ? code_of(text) : NULL;
        if (code && found && code != found) return "";
        if (code) found = code;
        text += n;
    }
    return found;
}

const char *lmev__language_in_name(const char *name, const char *handle)
{
    const char *found = language_in(name), *host = strstr(handle, "://");
    if (found) return found;
    if (host) { /* the domain of a country is not a language */
        const char *path = strchr(host + 3, '/');
        handle = path ? path : "";
    }
    found = language_in(handle);
    return found ? found : "";
}
