/* SPDX-License-Identifier: Apache-2.0
 *
 * Notes and records of calls.  They change nothing of the application, so they
 * carry no version and never lose to one.
 */
#ifndef SERVICE_NOTE_H
#define SERVICE_NOTE_H

#include "domain/interaction.h"
#include "proto/requests.h"
#include "server/service/service.h"
#include "server/store/page_key.h"

bool note_write(struct call *call, const char *application_id, const struct note_request *request,
                const struct note **ret, struct err *err) must_use;
bool note_read_one(struct call *call, const char *note_id, const struct note **ret, struct err *err)
	must_use;

struct note_page {
	struct note *rows; /* in the list's order */
	size_t count;
	bool more;
};
bool note_page(struct call *call, const char *application_id, const struct page_key *page,
               struct note_page *ret, struct err *err) must_use;

#endif
