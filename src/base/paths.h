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
/* Folder for bindtextdomain(). */
const char *path_locale(struct arena *arena);
/* A program installed beside this one, e.g. "caseload-server". */
const char *path_sibling(struct arena *arena, const char *program);

#endif
