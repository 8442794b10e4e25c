/* SPDX-License-Identifier: Apache-2.0
 *
 * The longer of the program author's words, for cmd/program.c.  Each tells on
 * stdout, or on stderr what is wrong, and returns the process's exit status.
 */
#ifndef CMD_PROGRAM_H
#define CMD_PROGRAM_H

#include "server/store/db.h"

/* Two versions in words; db NULL: both are files. */
int program_diff_say(const char *before, const char *after, struct db *db);
/* Earlier denials that a version would change: a file, or ID or ID@VERSION. */
int program_review_say(const char *name, struct db *db);

#endif
