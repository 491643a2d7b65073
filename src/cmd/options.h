/* options.h - the command line as a table: one list of options a verb gives its parsing,
 * its checks and its --help. GNU manners: --name value, --name=value, -o value, -ovalue,
 * options and operands in any order, "--" ends the options, "-" is an operand.
 *
 * --quiet and --help are every verb's and need not be listed. */
#ifndef LMEV__CMD_OPTIONS_H
#define LMEV__CMD_OPTIONS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum opt_kind {
    OPT_FLAG,   /* to: bool */
    OPT_TEXT,   /* to: const char * */
    OPT_WHOLE,  /* to: uint64_t; 20000000 or 20M (k, M, G are powers of a thousand) */
    OPT_REAL,   /* to: double */
    OPT_CHOICE, /* to: int, the place in choice */
    OPT_MANY    /* to: opt_many; may be given again and again */
} opt_kind;

typedef struct opt_many {
    const char **at; /* borrowed from argv; the array lives as the process */
    size_t n;
} opt_many;

typedef struct opt {
    const char *name; /* without the dashes */
    char letter;      /* short form, or 0 */
    opt_kind kind;
    void *to;        /* holds the default before parsing */
    const char *arg; /* what --help calls the value */
    const char *help;
    double min, max; /* OPT_WHOLE, OPT_REAL: both included; max 0: no upper bound */
    const char *const *choice; /* OPT_CHOICE: names, NULL at the end */
} opt;

typedef struct usage {
    const char *verb;     /* "data synth" */
    const char *operands; /* "CLASSIFIER [FILE|-]" */
    const char *summary;  /* one sentence */
    const char *more;     /* after the options; NULL: nothing */
    const opt *opts;
    size_t n_opts;
    int min_args, max_args;
} usage;

/* One entry of the table; after help may follow .min = , .max = , .choice = . */
#define OPT(name_, letter_, kind_, to_, arg_, help_, ...) \
    {.name = name_,                                       \
     .letter = letter_,                                   \
     .kind = kind_,                                       \
     .to = to_,                                           \
     .arg = arg_,                                         \
     .help = help_,                                       \
     ##__VA_ARGS__}
#define OPT_COUNT(table) (sizeof(table) / sizeof(table)[0])
#define OPTIONS_GO       (-1)

/* Parse argv[1..argc). OPTIONS_GO: go on with args[0..*n_args) (room for u->max_args,
 * borrowed from argv; absent ones are NULL); otherwise leave with the code returned: 0
 * after --help, 2 after a fault, which has been told. */
int options_parse(const usage *u, int argc, char **argv, const char **args, int *n_args);

/* Memory for the program: never NULL; leaves with a message when there is none. */
void *need(void *old, size_t count, size_t size);
_Noreturn void out_of_memory(void);
void *keep(size_t count, size_t size); /* the same, for the life of the process */
#endif
