/* fuzz_spec.c - the spec from any bytes; what follows a NUL is given as --set.
 *
 * A spec that is taken must be within its limits and be a fixed point: written as YAML
 * and read again it is written the same. A refused one must say where and why. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "runs/spec/spec_keys.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t n);

static void check(bool good)
{
    if (!good) abort();
}

static void check_limits(const lmev_spec *s)
{
    check(s->n_models >= 1 && s->trials >= 1 && s->name[0] && s->version[0]);
    check(!strchr(s->name, '/') && !strchr(s->version, '/') && s->version[0] != '.');
    check(s->network.n_units >= 1 && s->network.n_units <= LMEV_LAYERS_MAX);
    check(s->network.dropout >= 0 && s->network.dropout < 1);
    check(s->train.batch_size >= 1 && s->train.epochs >= 1 && s->train.learning_rate > 0);
    check(s->data.validation_split >= 0 && s->data.validation_split < 1);
    check(s->data.file ? !s->data.train && s->data.test_size > 0
                       : s->data.train && s->data.test && s->data.test_per_class == 0);
    check(s->data.test_per_class <= LMEV_TEST_PER_CLASS_MAX);
    for (size_t i = 0; i < s->n_models; i++) {
        check(s->model[i].name[0] && !strchr(s->model[i].name, '/'));
        check(s->model[i].handle ||
              (s->model[i].scratch.dim && s->model[i].scratch.min_count));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t n)
{
    const uint8_t *nul = n ? memchr(at, 0, n) : NULL;
    size_t n_yaml = nul ? (size_t)(nul - at) : n;
    char *set = nul ? lmev__strndup((const char *)nul + 1, n - n_yaml - 1) : NULL;
    const char *const sets[1] = {set};
    lmev_spec *spec = NULL, *again = NULL;
    lmev_error e = {0};
    lmev_status s = lmev_spec_parse(&spec, (const char *)at, n_yaml, "/fuzz/spec.yaml",
                                    sets, set != NULL, &e);
    lmev__free(set);
    if (s != LMEV_OK) {
        check(!spec && e.status == s && e.text[0] && e.line >= 0);
        check(s == LMEV_ERR_FORMAT || s == LMEV_ERR_PARAM);
        return 0;
    }
    char *once = NULL, *twice = NULL;
    check_limits(spec);
    check(lmev_spec_yaml(spec, &once, NULL) == LMEV_OK);
    check(lmev_spec_parse(&again, once, strlen(once), "/fuzz/spec.yaml", NULL, 0, &e) ==
          LMEV_OK);
    check(lmev_spec_yaml(again, &twice, NULL) == LMEV_OK);
    check(!strcmp(once, twice));
    lmev_text_free(once);
    lmev_text_free(twice);
    lmev_spec_free(spec);
    lmev_spec_free(again);
    return 0;
}
