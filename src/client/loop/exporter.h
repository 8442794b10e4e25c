/* SPDX-License-Identifier: Apache-2.0
 *
 * Files that a person asked for: ~/caseload-exports, a new file each time,
 * readable by its owner alone.
 */
#ifndef CLIENT_LOOP_EXPORTER_H
#define CLIENT_LOOP_EXPORTER_H

#include "client/app/app.h"

/* name: "insights.csv"; a number is put before the dot where it is taken. */
void export_write(struct app *app, const char *name, const char *text);

#endif
