/* saved.c - where the best classifier of a model goes, and what stands there.
 *
 * One of other validation rows or classes has a val_loss that says nothing about ours, so
 * it is kept, and ours goes beside it. Cost: a small file is read, or two. Not here:
 * which trial is the best (grid.c), the folder of a classifier itself (model/). */
#include "grid/saved.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/io/io.h"
#include "base/mem.h"

/* What stands where a classifier is to go. What has no file of a classifier counts as
 * free: where it may not be replaced, lmev__classifier_may_save refuses and says why. */
static lmev_status look_at(lmev__occupant *is, lmev_classifier_about *about,
                           const char *val_rows, const char *dir, lmev_error *err)
{
    const lmev_status s = lmev__about_read(about, dir, NULL);
    if (s == LMEV_ERR_NOMEM) return lmev__nomem(err, dir);
    if (s == LMEV_ERR_NOTFOUND || !lmev__is_dir(dir))
        *is = LMEV__VACANT;
    else if (s == LMEV_OK && about->val_rows && strcmp(about->val_rows, val_rows) == 0)
        *is = LMEV__SAME_VALIDATION;
    else
        *is = LMEV__FOREIGN;
    return LMEV_OK;
}

lmev_status lmev__saved_find(char **dir, lmev__occupant *is, lmev_classifier_about *about,
                             const lmev__saved *at, const char *name,
                             const lmev_watch *watch, lmev_error *err)
{
    const size_t room = strlen(name) + 10;
    char *first = lmev__path_join(at->folder, name), *beside = lmev__alloc(room);
    lmev_status s = first && beside ? look_at(is, about, at->val_rows, first, err)
                                    : lmev__nomem(err, "classifier");
    if (s == LMEV_OK && *is == LMEV__FOREIGN) {
        lmev__about_release(about);
        snprintf(beside, room, "%s-%.8s", name, at->val_rows);
        if ((*dir = lmev__path_join(at->folder, beside)))
            s = look_at(is, about, at->val_rows, *dir, err);
        else
            s = lmev__nomem(err, "classifier");
        if (s == LMEV_OK)
            lmev__say(watch, LMEV_LEVEL_INFO,
                      "'%s' is kept, as its val_loss is not of these validation rows and "
                      "classes; the classifier goes to '%s'",
                      first, *dir);
    } else if (s == LMEV_OK) {
        *dir = first;
        first = NULL;
    }
    lmev__free(first);
    lmev__free(beside);
    return s;
}
