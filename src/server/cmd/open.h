/* SPDX-License-Identifier: Apache-2.0
 *
 * What every data command begins with: a database of this program's shape,
 * and a way to write to it beside a running server.
 */
#ifndef CMD_OPEN_H
#define CMD_OPEN_H

#include "domain/event.h"
#include "server/store/db.h"
#include "server/service/service.h"
#include "server/store/writer.h"

/* Opened and checked; a writer's connection is brought up to date first. */
bool cmd_open(struct db **ret, const char *where, enum db_mode mode, struct err *err) must_use;
/* "operator" and the name of the user who runs the command. */
void cmd_actor(struct author *ret);

typedef bool cmd_change_fn(struct call *call, void *ctx, struct err *err);
/* A change with its events in one commit, beside a running server, by who runs
 * the command; what change() puts into the arena stays until the caller ends it. */
bool cmd_commit(struct db *db, const char *where, const char *key_file, struct arena *arena,
                cmd_change_fn *change, void *ctx, struct err *err) must_use;

#endif
