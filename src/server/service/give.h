/* SPDX-License-Identifier: Apache-2.0
 *
 * An application goes from one worker to another, with all that belongs to it.
 */
#ifndef SERVICE_GIVE_H
#define SERVICE_GIVE_H

#include "server/service/application_file.h"

struct giving {
	const char *to_id; /* NULL: to nobody */
	const char *to_name;
	const char *reason; /* a person's */
	const char *why;    /* the program's, in words */
	const char *plan_id;
	const char *team_id; /* that it is in from now on; NULL: the same as before */
	bool by_system;     /* an act of nobody's */
	/* Exactly this status, of a move taken back; APPLICATION_NO_STATUS: what
	 * the table of acts says. */
	enum application_status status;
	/* When a move was made that is taken back: only the conversations that went
	 * with it then go back; 0: all of them go along. */
	int64_t moved_at_ms;
};

/* Changes the file and plans its event.  Clock, notes, interviews and
 * reminders are the application's own and stay with it. */
void give_application(struct call *call, struct application_file *file, const struct giving *giving);
/* In every commit: where it has another assignee, conversations go along. */
bool give_chats(struct call *call, const struct application_file *file, struct err *err) must_use;

/* Back to the team's queue; what waits for the customer keeps its name. */
enum application_status status_without_assignee(enum application_status status);

#endif
