/* SPDX-License-Identifier: Apache-2.0
 *
 * A program file on a program author's command line: read, checked, and its
 * faults told on stderr as "file:line: sentence".
 */
#ifndef CMD_PROGRAM_FILE_H
#define CMD_PROGRAM_FILE_H

#include "base/buf.h"
#include "domain/program.h"
#include "server/store/db.h"

/* Loads and lints.  NULL after telling what is wrong with it; the text stays
 * in "text", a buf of PROGRAM_FILE_MAX. */
struct program *program_file_read(const char *path, struct buf *text, struct arena *arena) must_use;
/* Loads and does not lint: it will do for comparing. */
struct program *program_file_load(const char *path, struct buf *text, struct arena *arena) must_use;
/* Loads what was published; ID, or ID@VERSION.  NULL after telling. */
struct program *program_published(struct db *db, const char *name, struct buf *text,
                                  struct arena *arena) must_use;

#endif
