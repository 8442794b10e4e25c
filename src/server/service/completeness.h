/* SPDX-License-Identifier: Apache-2.0
 *
 * The completeness gate: after any change of items, interviews or answers, in
 * the same commit.
 */
#ifndef SERVICE_COMPLETENESS_H
#define SERVICE_COMPLETENESS_H

#include "server/service/application_file.h"

/* Works out every requirement anew from the answers and what is known. */
bool application_recount(struct call *call, struct application_file *file, struct err *err) must_use;

/*
 * Moves the status where the record says so: incomplete to submitted and
 * pended to in review when the last item asked for has come, in review to and
 * from ready for decision.  Plans the events of each step.
 */
bool application_settle(struct call *call, struct application_file *file, struct err *err) must_use;

/* Tells the applicant, with this event, what is still asked for; nothing where
 * nothing is: settling says so. */
bool application_say_owed(struct call *call, struct application_file *file,
                          struct planned_event *event, struct err *err) must_use;

/* Tells the applicant, and the history, that it goes ahead of others: found so by
 * the answers, at its filing or later. */
bool application_say_expedited(struct call *call, struct application_file *file, struct err *err)
	must_use;

/* Pended while something asked for has not come, else in review. */
enum application_status application_in_work(const struct application_file *file);

#endif
