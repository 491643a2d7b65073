/* tree.h - unpack a download into a folder that appears when it is complete: filled under
 * a temporary name, synced, then renamed. Unlike folder.h it takes names from an archive
 * that somebody else wrote, and replaces nothing. */
#ifndef LMEV__BASE_FOLDER_TREE_H
#define LMEV__BASE_FOLDER_TREE_H
#include "lmev/base.h"

/* Names inside are relative, their parts divided by '/'; "." and empty parts are skipped.
 * ERR_FORMAT for a name that is absolute, has a part "..", control characters, more than
 * 1,024 bytes or more than 32 parts, and for a file that is there already. Links are
 * never followed and never made; modes are those of any new file. */
typedef struct lmev__tree lmev__tree;

/* May the folder `tmp` be made? What a killed process has left of it is files in folders;
 * ERR_IO where anything else is there. */
lmev_status lmev__tree_check(const char *tmp, lmev_error *err);
/* Remove what is left of it. Links stay, and the folders that hold them. */
lmev_status lmev__tree_remove(const char *tmp, lmev_error *err);
/* Make the folder `tmp`; what a killed process has left there is removed first. */
lmev_status lmev__tree_begin(lmev__tree **tree, const char *tmp, lmev_error *err);
/* What is wrong with a name, or NULL: for callers that only list names. */
const char *lmev__tree_name_fault(const char *name);
/* A folder and those above it; one that is there is fine. */
lmev_status lmev__tree_folder(lmev__tree *tree, const char *name, lmev_error *err);
/* A file: begin, write*, end (which brings it to disk). One at a time. */
lmev_status lmev__tree_file(lmev__tree *tree, const char *name, lmev_error *err);
lmev_status lmev__tree_write(lmev__tree *tree, const void *at, size_t n, lmev_error *err);
lmev_status lmev__tree_file_end(lmev__tree *tree, lmev_error *err);
/* Move a finished file of the same file system in. */
lmev_status lmev__tree_adopt(lmev__tree *tree, const char *from, const char *name,
                             lmev_error *err);
/* Bring the folders to disk and give the tree its name, which must be free. Takes tree,
 * also on failure. */
lmev_status lmev__tree_publish(lmev__tree *tree, const char *path, lmev_error *err);
void lmev__tree_abort(lmev__tree *tree); /* removes what was written; NULL is fine */
#endif
