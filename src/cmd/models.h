/* models.h - the parts of lmev models that have files of their own. */
#ifndef LMEV_CMD_MODELS_H
#define LMEV_CMD_MODELS_H
int models_convert(int argc, char **argv);
#endif
