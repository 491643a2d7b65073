/* fuzz_metadata.c - experiment_metadata.json from any bytes.
 *
 * What is taken must be what lmev/experiment.h promises: texts that are there, UTF-8 and
 * not too long, numbers in range or unknown, curves of one length. A refused one must say
 * why. Reading is a function of the bytes: twice gives the same. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "runs/metadata.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t n);

static void check(bool good)
{
    if (!good) abort();
}

static void check_real(double x, const lmev__fact *fact)
{
    check(isnan(x) || (x >= fact->low && x <= fact->high));
}

static void check_fact(lmev_experiment *e, const lmev__fact *fact)
{
    void *at = lmev__fact_of(e, fact);
    const char *text = NULL;
    switch (fact->kind) {
    case LMEV__FACT_TEXT:
        text = *(char **)at;
        check(text && strlen(text) <= 4096 && lmev__utf8_ok(text, strlen(text)));
        break;
    case LMEV__FACT_REAL:
        check_real(*(double *)at, fact);
        break;
    case LMEV__FACT_COUNT:
        check(*(uint64_t *)at <= (uint64_t)LMEV__COUNT_MAX);
        break;
    case LMEV__FACT_COUNT4:
        break;
    case LMEV__FACT_NUMBER:
        check(*(int64_t *)at >= -1 && *(int64_t *)at <= LMEV__COUNT_MAX);
        break;
    case LMEV__FACT_FLAG:
        check(*(int *)at >= -1 && *(int *)at <= 1);
        break;
    case LMEV__FACT_CURVE:
        check((*(double **)at != NULL) == (e->n_epochs > 0));
        for (uint32_t i = 0; i < e->n_epochs; i++) check_real((*(double **)at)[i], fact);
        break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t n)
{
    lmev__facts f = {0}, again = {0};
    lmev_error e = {0};
    const lmev_status s = lmev__metadata_parse(&f, (const char *)at, n, "/fuzz/run", &e);
    check(lmev__metadata_parse(&again, (const char *)at, n, "/fuzz/run", NULL) == s);
    if (s != LMEV_OK) {
        check(s == LMEV_ERR_FORMAT && e.status == s && e.text[0] && !f.why);
        return 0;
    }
    check(f.state == LMEV__RUN_FINISHED && f.why && f.e.run_id[0]);
    check(!strcmp(f.e.path, "/fuzz/run"));
    for (size_t i = 0; i < lmev__n_facts; i++) check_fact(&f.e, &lmev__fact_table[i]);
    check(f.e.n_epochs == again.e.n_epochs && !strcmp(f.e.model, again.e.model));
    lmev__facts_clear(&f);
    lmev__facts_clear(&again);
    return 0;
}
