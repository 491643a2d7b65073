/* cmd.h - the verbs of the program, one file each. A verb gets its own name as argv[0]
 * and returns the exit code of the process. */
#ifndef LMEV__CMD_CMD_H
#define LMEV__CMD_CMD_H
#include "lmev/grid.h"

typedef struct verb {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *summary;
} verb;

/* Run the verb that argv[1] names; prefix is what stands before it ("data"), or "". */
int verbs_run(const verb *verbs, size_t n, const char *prefix, int argc, char **argv);

int cmd_demo(int argc, char **argv);
int cmd_run(int argc, char **argv);
int cmd_predict(int argc, char **argv);
int cmd_pretrain(int argc, char **argv);
int cmd_report(int argc, char **argv);
int cmd_evaluate(int argc, char **argv);
int cmd_embed(int argc, char **argv);
int cmd_models(int argc, char **argv);
int cmd_data(int argc, char **argv);
int cmd_runs(int argc, char **argv);
int cmd_help(int argc, char **argv);
int cmd_version(int argc, char **argv);

extern const verb all_verbs[];
extern const size_t n_all_verbs;

/* Run the grid of a spec below out_folder and print its table to stdout; shared by run
 * and demo. *grid is NULL when there is no table. Faults are reported. Returns the exit
 * code. */
int grid_of_spec(const lmev_spec *spec, const char *out_folder, bool pull,
                 int table_format, lmev_grid **grid);
#endif
