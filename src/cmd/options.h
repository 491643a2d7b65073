/* options.h - command line options as a table. One list per verb gives its parsing, its
 * checks and its --help.
 *
 * Options may be written --name value, --name=value, -o value or -ovalue. Options and
 * operands may come in any order; "--" ends the options; "-" is an operand. --quiet and
 * --help belong to every verb and need not be listed. */
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
    OPT_MANY    /* to: opt_many; may be repeated */
} opt_kind;

typedef struct opt_many {
    const char **at; /* borrowed from argv; the array lives as long as the process */
    size_t n;
} opt_many;

typedef struct opt {
    const char *name; /* without the dashes */
    char letter;      /* short form, or 0 */
    opt_kind kind;
    void *to;        /* holds the default before parsing */
    const char *arg; /* name of the value in --help */
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

/* One entry of the table; .min = , .max = or .choice = may follow help. */
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

/* Parse argv[1..argc). OPTIONS_GO: continue with args[0..*n_args), which has room for
 * u->max_args operands borrowed from argv (absent ones are NULL). Otherwise exit with the
 * returned code: 0 after --help, 2 after a reported fault. */
int options_parse(const usage *u, int argc, char **argv, const char **args, int *n_args);

/* Memory for the program: never NULL; exits with a message when there is none. */
void *need(void *old, size_t count, size_t size);
_Noreturn void out_of_memory(void);
void *keep(size_t count, size_t size); /* the same, kept until the process ends */
#endif
