/* cmd_report.h - write a report, for the verbs that end with one. */
#ifndef LMEV__CMD_CMD_REPORT_H
#define LMEV__CMD_CMD_REPORT_H
#include "lmev/report.h"

/* Write the report of the folders to out and say where it lies; its summary goes to
 * stdout where print. Returns an exit code. */
int report_of(const char *out, const char *const *folders, size_t n,
              const lmev_report_options *options, bool print);
#endif
