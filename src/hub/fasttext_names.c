/* fasttext_names.c - the word vectors that fastText's authors publish, by name.
 *
 *   cc.es.300       vectors-crawl/cc.es.300.bin.gz    Common Crawl and Wikipedia, with n-grams
 *   cc.es.300.vec   vectors-crawl/cc.es.300.vec.gz    the same, words only
 *   wiki.es         vectors-wiki/wiki.es.zip          Wikipedia, with n-grams
 *   wiki.es.vec     vectors-wiki/wiki.es.vec          the same, words only
 *
 * all below https://dl.fbaipublicfiles.com/fasttext/ and of 300 numbers. The languages
 * are those of the pages https://fasttext.cc/docs/en/crawl-vectors.html and
 * pretrained-vectors.html: a name of another language would lead to no file. The first
 * and the third may have ".bin" behind them, as their files do. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "hub/catalogue.h"

static const char crawl_languages[] =
    "af als am an ar arz as ast az azb ba bar bcl be bg bh bn bo bpy br bs ca ce ceb "
    "ckb co cs cv cy da de diq dv el eml en eo es et eu fa fi fr frr fy ga gd gl gom "
    "gu gv he hi hif hr hsb ht hu hy ia id ilo io is it ja jv ka kk km kn ko ku ky la "
    "lb li lmo lt lv mai mg mhr min mk ml mn mr mrj ms mt mwl my myv mzn nah nap nds "
    "ne new nl nn no nso oc or os pa pam pfl pl pms pnb ps pt qu rm ro ru sa sah sc "
    "scn sco sd sh si sk sl so sq sr su sv sw ta te tg th tk tl tr tt ug uk ur uz vec "
    "vi vls vo wa war xmf yi yo zea zh ";

static const char wiki_languages[] =
    "aa ab ace ady af ak als am an ang ar arc arz as ast av ay az azb ba bar bat_smg "
    "bcl be bg bh bi bjn bm bn bo bpy br bs bug bxr ca cbk_zam cdo ce ceb ch cho chr "
    "chy ckb co cr crh cs csb cu cv cy da de diq dsb dv dz ee el eml en eo es et eu "
    "ext fa ff fi fiu_vro fj fo fr frp frr fur fy ga gag gan gd gl glk gn gom got gu "
    "gv ha hak haw he hi hif ho hr hsb ht hu hy hz ia id ie ig ii ik ilo io is it iu "
    "ja jam jbo jv ka kaa kab kbd kg ki kj kk kl km kn ko koi kr krc ks ksh ku kv kw "
    "ky la lad lb lbe lez lg li lij lmo ln lo lrc lt ltg lv mai map_bms mdf mg mh mhr "
    "mi min mk ml mn mo mr mrj ms mt mus mwl my myv mzn na nah nap nds nds_nl ne new "
    "ng nl nn no nov nrm nso nv ny oc olo om or os pa pag pam pap pcd pdc pfl pi pih "
    "pl pms pnb pnt ps pt qu rm rmy rn ro roa_rup roa_tara ru rue rw sa sah sc scn "
    "sco sd se sg sh si simple sk sl sm sn so sq sr srn ss st stq su sv sw szl ta tcy "
    "te tet tg th ti tk tl tn to tpi tr ts tt tum tw ty tyv udm ug uk ur uz ve vec "
    "vep vi vls vo wa war wo wuu xal xh xmf yi yo za zea zh zh_classical zh_min_nan "
    "zh_yue zu ";

static const struct set {
    const char *name_before, *name_after; /* of the language in the name */
    const char *url_before, *url_after;   /* and in the address */
    const char *languages;
} sets[] = {
    {"cc.", ".300", "vectors-crawl/cc.", ".300.bin.gz", crawl_languages},
    {"cc.", ".300.vec", "vectors-crawl/cc.", ".300.vec.gz", crawl_languages},
    {"wiki.", "", "vectors-wiki/wiki.", ".zip", wiki_languages},
    {"wiki.", ".vec", "vectors-wiki/wiki.", ".vec", wiki_languages},
};
#define N_SETS (sizeof sets / sizeof *sets)

static bool has_language(const char *languages, const char *code)
{
    const size_t n = strlen(code);
    for (const char *at = languages; *at;) {
        const size_t k = strcspn(at, " ");
        if (k == n && memcmp(at, code, n) == 0) return true;
        at += k + (at[k] == ' ');
    }
    return false;
}

/* What stands between the two in s; 0 bytes: nothing. */
static size_t stands_between(const char *s, const char *before, const char *behind)
{
    const size_t n = strlen(s), a = strlen(before), b = strlen(behind);
    return n > a + b && strncmp(s, before, a) == 0 && strcmp(s + n - b, behind) == 0
               ? n - a - b
               : 0;
}

/* The same, when it is one of the languages. */
static bool between(char language[16], const char *s, const char *before,
                    const char *behind, const char *languages)
{
    const size_t n = stands_between(s, before, behind);
    if (n == 0 || n >= 16) return false;
    memcpy(language, s + strlen(before), n);
    language[n] = '\0';
    return has_language(languages, language);
}

bool lmev__fasttext_unpublished(const char *name, const char **language, size_t *n)
{
    /* The form of the third set is so wide that the fourth comes first. */
    for (size_t i = N_SETS; i-- > 0;) {
        const size_t k =
            i == 2 ? 0 : stands_between(name, sets[i].name_before, sets[i].name_after);
        if (k == 0) continue;
        *language = name + strlen(sets[i].name_before);
        *n = k;
        return true;
    }
    return false;
}

bool lmev__fasttext_by_name(lmev__fasttext_published *m, const char *name)
{
    char plain[64];
    const size_t n = strlen(name);
    if (n > 4 && n < sizeof plain && strcmp(name + n - 4, ".bin") == 0) {
        memcpy(plain, name, n - 4);
        plain[n - 4] = '\0';
        name = plain;
    }
    for (size_t i = 0; i < N_SETS; i++)
        if (between(m->language, name, sets[i].name_before, sets[i].name_after,
                    sets[i].languages)) {
            m->set = i;
            return true;
        }
    return false;
}

bool lmev__fasttext_by_url(lmev__fasttext_published *m, const char *url)
{
    const size_t n = strlen(LMEV__FASTTEXT_URL);
    if (strncmp(url, LMEV__FASTTEXT_URL, n) != 0) return false;
    for (size_t i = 0; i < N_SETS; i++)
        if (between(m->language, url + n, sets[i].url_before, sets[i].url_after,
                    sets[i].languages)) {
            m->set = i;
            return true;
        }
    return false;
}

lmev_status lmev__fasttext_ref(lmev__ref *r, const lmev__fasttext_published *m,
                               lmev_error *err)
{
    const struct set *set = &sets[m->set];
    char name[64], url[160], file[64];
    (void)snprintf(name, sizeof name, "%s%s%s", set->name_before, m->language,
                   set->name_after);
    (void)snprintf(url, sizeof url, LMEV__FASTTEXT_URL "%s%s%s", set->url_before,
                   m->language, set->url_after);
    (void)snprintf(file, sizeof file, "%s", strrchr(url, '/') + 1);
    char *packed = strstr(file, ".gz");
    if (packed) *packed = '\0';
    r->source = LMEV__SOURCE_ARCHIVE;
    r->dim = 300;
    r->normalize = -1;
    r->name = lmev__strdup(name);
    r->handle = lmev__strdup(url);
    r->spelled = lmev__strdup(url);
    r->file = lmev__strdup(file);
    r->language = lmev__strdup(m->language);
    return r->name && r->handle && r->spelled && r->file && r->language
               ? LMEV_OK
               : lmev__nomem(err, "a model's name");
}
