/* SPDX-License-Identifier: Apache-2.0
 *
 * What every data command begins with: a database of this program's shape,
 * and a way to write to it beside a running server.
 */
#ifndef CMD_OPEN_H
#define CMD_OPEN_H

#include "domain/event.h"
#include "server/store/db.h"
#include "server/store/writer.h"

/* Opened and checked; a writer's connection is brought up to date first. */
bool cmd_open(struct db **ret, const char *where, enum db_mode mode, struct err *err) must_use;
/* "operator" and the name of the user who runs the command. */
void cmd_actor(struct author *ret);

#endif
