/* SPDX-License-Identifier: Apache-2.0
 *
 * Between the app's records and the sealed file of this run: opens it at
 * sign-in, brings back what earlier runs left, starts a fresh one when it has
 * grown.  A disk that cannot keep drafts is said, is tried again while there is
 * something to keep, and the work goes on.
 */
#ifndef CLIENT_LOOP_KEEPER_H
#define CLIENT_LOOP_KEEPER_H

#include "client/app/app.h"
#include "client/loop/journal.h"

struct keeper {
	struct journal *journal; /* NULL: nobody is signed in, or it cannot be kept */
	char worker_id[ID_TEXT_MAX];
};

/* FX_JOURNAL_OPEN; fx gets what comes of the earlier records. */
void keeper_open(struct keeper *keeper, struct app *app, struct fx *fx);
/* FX_JOURNAL */
void keeper_push(struct keeper *keeper, struct app *app, const char *record, struct fx *fx);
/* The run ends, or another person signs in. */
void keeper_close(struct keeper *keeper, const struct app *app);

#endif
