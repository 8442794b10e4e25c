/* SPDX-License-Identifier: Apache-2.0
 *
 * One thread, one place that waits.
 */
#ifndef CLIENT_LOOP_LOOP_H
#define CLIENT_LOOP_LOOP_H

#include "client/api/api.h"
#include "client/app/app.h"

/* Runs until the person leaves or a signal ends it; returns the exit status.
 * The terminal and the signals have been started. */
int loop_run(struct api *api, struct app *app, struct fx *fx);

#endif
