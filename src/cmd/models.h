/* models.h - the parts of lmev models that have files of their own. */
#ifndef LMEV_CMD_MODELS_H
#define LMEV_CMD_MODELS_H
/* What MODEL may be, for their --help. */
#define MODEL_HELP                                                                       \
    "MODEL is a name of 'lmev models list', a handle (https://tfhub.dev/...), the URL "  \
    "of\n"                                                                               \
    "a .tar.gz, OWNER/NAME at Hugging Face, or a path."

int models_show(int argc, char **argv);
int models_convert(int argc, char **argv);
#endif
