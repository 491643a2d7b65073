/* cmd_models.h - the parts of lmev models that have files of their own. */
#ifndef LMEV__CMD_CMD_MODELS_H
#define LMEV__CMD_CMD_MODELS_H
/* What MODEL may be, for their --help. */
#define MODEL_HELP                                                                  \
    "MODEL is a name of 'lmev models list', a handle (https://tfhub.dev/...),\n"    \
    "OWNER/NAME at Hugging Face, a path, or a URL of a .tar.gz or of word\n"        \
    "vectors (.bin, .vec, .txt), plain or in a .gz or .zip; URL#NAME selects one\n" \
    "of several in a zip. fastText's vectors are cc.LANGUAGE.300 and\n"             \
    "wiki.LANGUAGE with n-grams, and without them when .vec follows: cc.es.300,\n"  \
    "wiki.es.vec."

int models_show(int argc, char **argv);
int models_convert(int argc, char **argv);
#endif
