/* gnuplot.h - the gnuplot door: other people's program, run over scripts of ours. */
#ifndef LMEV__REPORT_FIGURES_GNUPLOT_H
#define LMEV__REPORT_FIGURES_GNUPLOT_H
#include "lmev/base.h"

/* What a script ID.gp draws beside itself: ID.svg, ID.png, ID.pdf. */
#define LMEV__PICTURES 3
extern const char *const lmev__picture_kinds[LMEV__PICTURES]; /* "svg", ... */

typedef struct lmev__gnuplot {
    const char *program; /* a path, or a name to be looked for in PATH */
    int64_t epoch;       /* what a PDF gives as its date, seconds since 1970 */
    int at_once;         /* processes; at least 1 */
    double limit;        /* seconds that one script may take */
} lmev__gnuplot;

/* Run `gnuplot ID.gp` in folder for each of n ids, in clean surroundings: no settings,
 * locale or home of the user, nothing on standard input. drawn[i] tells whether all
 * three pictures of id[i] are there; of others none is left, and watch hears the last
 * line of what gnuplot said. One that cannot be started or takes too long is not tried
 * again with the other scripts. No child outlives the call. LMEV_STOPPED when asked to;
 * ERR_NOMEM; otherwise LMEV_OK. */
lmev_status lmev__gnuplot_draw(const lmev__gnuplot *g, const char *folder,
                               const char *const *id, bool *drawn, size_t n,
                               const lmev_watch *watch, lmev_error *err);
#endif
