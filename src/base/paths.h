/* SPDX-License-Identifier: Apache-2.0
 *
 * Where the program's own files are.  A program run from its build folder
 * finds them beside itself (share/caseload, share/locale), an installed one
 * in ../share or in the configured data folder.
 */
#ifndef BASE_PATHS_H
#define BASE_PATHS_H

#include "base/arena.h"

/* Folder with programs/ in it. */
const char *path_data(struct arena *arena);
/* That a file is in its folder is on the disk: what was synced in a new file
 * is otherwise lost with its name.  Errno says why not. */
bool path_sync_folder(const char *path) must_use;
/* Folder for bindtextdomain(). */
const char *path_locale(struct arena *arena);
/* A program installed beside this one, e.g. "caseload-server". */
const char *path_sibling(struct arena *arena, const char *program);

#endif
