/* slot.c - which files in a slot of the cache are ours, by the rule of
 * base/folder/owned.h.
 *
 * The model's folder is ours when the record beside it names its handle and lists every
 * file in it, at any depth. A file whose bytes have changed still counts: pulling the
 * model again repairs it. tensorflow_hub writes no record, so its folders are never
 * removed. A folder that is being removed contains LMEV__UNFINISHED. The files of a
 * download are ours while S.lmev.unfinished exists, which is written first and removed
 * last. A lock is an empty file. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/folder/owned.h"
#include "base/folder/tree.h"
#include "base/io/io.h"
#include "base/mem.h"
#include "hub/cache.h"

#define DESCRIPTOR_BEGIN "Module: " /* as tensorflow_hub writes it */

static bool is_there(const char *path)
{
    struct stat st;
    return lstat(path, &st) == 0;
}

static bool is_lock(const char *path)
{
    struct stat st;
    return lstat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_size == 0;
}

/* A JSON file with the string `key`, value NULL: any. */
static bool is_note(const char *path, const char *key, const char *value)
{
    lmev__json *j = NULL;
    if (!lmev__is_regular(path) || lmev__json_read(&j, path, NULL) != LMEV_OK)
        return false;
    const char *found = lmev__json_string(lmev__json_get(j, key), NULL);
    const bool is = found && (!value || strcmp(found, value) == 0);
    lmev__json_free(j);
    return is;
}

static bool is_descriptor(const char *path)
{
    char head[sizeof DESCRIPTOR_BEGIN] = "";
    if (!lmev__is_regular(path)) return false;
    const int fd = lmev__sys_open(path);
    const ssize_t n = fd < 0 ? 0 : lmev__sys_read(fd, head, sizeof head - 1);
    lmev__close_quietly(fd);
    return n == (ssize_t)(sizeof head - 1) && strcmp(head, DESCRIPTOR_BEGIN) == 0;
}

static bool has_mark(const lmev__slot *slot)
{
    return is_note(slot->mark, "unfinished", NULL);
}

static lmev_status foreign(const char *path, lmev_error *err)
{
    lmev__fail(err, LMEV_ERR_IO, path, 0,
               "was not made by lmev, and has a name that lmev needs");
    lmev__hint(err, "move it away");
    return LMEV_ERR_IO;
}

lmev_status lmev__slot_check_lock(const lmev__slot *slot, lmev_error *err)
{
    return !is_there(slot->lock) || is_lock(slot->lock) ? LMEV_OK
                                                        : foreign(slot->lock, err);
}

/* The record of this handle, or NULL. */
static lmev__json *record_of(const lmev__slot *slot, const char *handle)
{
    lmev__json *record = NULL;
    if (is_note(slot->record, "handle", handle))
        (void)lmev__json_read(&record, slot->record, NULL);
    return record;
}

/* May the folder be removed? With `remove`, remove it. */
static lmev_status visit_folder(const lmev__slot *slot, const char *handle, bool remove,
                                lmev_error *err)
{
    struct stat st;
    if (lstat(slot->folder, &st) != 0 && errno == ENOENT) return LMEV_OK;
    lmev__json *record = record_of(slot, handle), *nothing = lmev__json_new_object();
    lmev__json *files = lmev__json_get(record, "files");
    const lmev__owned owned = {.what = "model that was pulled",
                               .listed = files ? files : nothing};
    char *mark = lmev__path_join(slot->folder, LMEV__UNFINISHED);
    lmev_status s = nothing && mark ? LMEV_OK : lmev__nomem(err, handle);
    if (s == LMEV_OK) s = lmev__owned_check(&owned, slot->folder, true, err);
    if (s == LMEV_ERR_IO && !files) {
        lmev__fail(err, LMEV_ERR_IO, slot->folder, 0,
                   "no '%s' says that lmev pulled the model in the folder",
                   strrchr(slot->record, '/') + 1);
        lmev__hint(err, "move the folder away, then pull the model");
    } else if (s == LMEV_ERR_IO)
        lmev__hint(
            err,
            "move the files that lmev did not make out of the folder, then pull again");
    if (s == LMEV_OK && remove) s = lmev__write_file(mark, "", 0, err);
    if (s == LMEV_OK && remove) s = lmev__owned_remove(&owned, slot->folder, err);
    lmev__free(mark);
    lmev__json_free(nothing);
    lmev__json_free(record);
    return s;
}

lmev_status lmev__slot_check(const lmev__slot *slot, const char *handle, lmev_error *err)
{
    const char *const file[] = {slot->part, slot->part_info, slot->small,
                                slot->small_info};
    const bool marked = has_mark(slot);
    if (!marked && is_there(slot->mark)) return foreign(slot->mark, err);
    for (size_t i = 0; i < sizeof file / sizeof *file; i++)
        if (is_there(file[i]) && (!marked || !lmev__is_regular(file[i])))
            return foreign(file[i], err);
    if (!marked && is_there(slot->fresh)) return foreign(slot->fresh, err);
    if (is_there(slot->record) && !is_note(slot->record, "handle", handle))
        return foreign(slot->record, err);
    if (is_there(slot->descriptor) && !is_descriptor(slot->descriptor))
        return foreign(slot->descriptor, err);
    const lmev_status s = lmev__tree_check(slot->fresh, err);
    return s == LMEV_OK ? visit_folder(slot, handle, false, err) : s;
}

lmev_status lmev__slot_begin(const lmev__slot *slot, const char *handle, lmev_error *err)
{
    lmev__json *j = lmev__json_new_object();
    const bool ok = lmev__json_set(j, "unfinished", lmev__json_new_string(handle));
    char *text = ok ? lmev__json_dump(j, 0) : NULL;
    lmev__json_free(j);
    const lmev_status s = text ? lmev__write_file(slot->mark, text, strlen(text), err)
                               : lmev__nomem(err, handle);
    lmev__free(text);
    return s;
}

lmev_status lmev__slot_vacate(const lmev__slot *slot, const char *handle, lmev_error *err)
{
    return visit_folder(slot, handle, true, err);
}

lmev_status lmev__slot_clear(const lmev__slot *slot, lmev_error *err)
{
    const char *const file[] = {slot->part, slot->part_info, slot->small,
                                slot->small_info};
    lmev_status s = LMEV_OK;
    if (!has_mark(slot)) return LMEV_OK;
    for (size_t i = 0; s == LMEV_OK && i < sizeof file / sizeof *file; i++)
        if (lmev__is_regular(file[i])) s = lmev__remove_file(file[i], err);
    return s == LMEV_OK ? lmev__tree_remove(slot->fresh, err) : s;
}

void lmev__slot_end(const lmev__slot *slot)
{
    const char *const left[] = {slot->part, slot->part_info, slot->small,
                                slot->small_info, slot->fresh};
    bool any = false;
    for (size_t i = 0; i < sizeof left / sizeof *left; i++) any |= is_there(left[i]);
    if (!any && has_mark(slot)) (void)lmev__remove_file(slot->mark, NULL);
    if (is_lock(slot->lock)) (void)lmev__remove_file(slot->lock, NULL);
}
