/* SPDX-License-Identifier: Apache-2.0
 *
 * Sending documents from an application's page: the forms, what was received,
 * and taking in what is posted.
 */
#ifndef PORTAL_SEND_H
#define PORTAL_SEND_H

#include "server/portal/form.h"
#include "server/service/status.h"

enum { SEND_FORMS_MAX = 12 };

/* A form for one requirement; item NULL: for anything else. */
void send_form(struct page *page, const struct status_view *view, const struct status_item *item,
	const struct faults *faults);
/* What came, with when, and what became of it. */
void send_received(struct page *page, const struct status_view *view);

/* The whole page of an application, with what was wrong with a form on it. */
bool status_page(struct portal_request *rq, const char *id, const struct faults *faults,
	struct err *err) must_use;

#endif
