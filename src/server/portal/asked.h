/* SPDX-License-Identifier: Apache-2.0
 *
 * What the pages share on which an applicant does something about one
 * application: whether they may, the frame, the way back, and acting as them.
 */
#ifndef PORTAL_ASKED_H
#define PORTAL_ASKED_H

#include "server/portal/form.h"
#include "server/service/status.h"

/* What the one who holds the pass asks about. */
struct asked {
	const char *application_id;
	struct status_view view;
	const char *here; /* /applications/NUMBER */
};

/* Using a page keeps it open: another pass in the place of the one shown,
 * unless that is over by now. */
void asked_keep_open(struct portal_request *rq);
/* False: answered already, or (*ret_ok false) failed. */
bool asked_read(struct portal_request *rq, struct asked *ret, bool *ret_ok, struct err *err);
/* To the application's page. */
void asked_back(struct portal_request *rq, const struct asked *asked);
void asked_begin(struct page *page, struct portal_request *rq, const struct asked *asked,
	const char *act, const char *title, const struct faults *faults);
void asked_way_back(struct page *page, const struct asked *asked, const char *msgid);
/*
 * The call of the one who holds the code; actor is filled for it.  False,
 * UNAUTHENTICATED: since the page was checked the pass has been ended.
 */
bool asked_actor(struct portal_request *rq, const struct asked *asked, struct call *ret,
	struct actor *actor, struct err *err);
/* Does the browser's pass open this application (still)? */
bool asked_is_open(struct portal_request *rq, const char *application_id, struct err *err);
/* Sent twice, or overtaken by a worker: the page says how it stands now. */
bool asked_settle(struct portal_request *rq, const struct asked *asked, bool ok,
	const struct err *why, struct err *err);

#endif
