/* cmd_models.h - the parts of lmev models that have files of their own. */
#ifndef LMEV__CMD_CMD_MODELS_H
#define LMEV__CMD_CMD_MODELS_H
/* What MODEL may be, for their --help. */
#define MODEL_HELP                                                                       \
    "MODEL is a name of 'lmev models list', a handle (https://tfhub.dev/...), "          \
    "OWNER/NAME\n"                                                                       \
    "at Hugging Face, a path, or a URL: of a .tar.gz, or of word vectors (.bin, .vec,\n" \
    ".txt), plain or in a .gz or .zip; URL#NAME takes one of several in a zip.\n"        \
    "fastText's vectors are cc.LANGUAGE.300 and wiki.LANGUAGE, with n-grams; with "      \
    ".vec\n"                                                                             \
    "behind the name, words alone: cc.es.300, wiki.es.vec."

int models_show(int argc, char **argv);
int models_convert(int argc, char **argv);
#endif
