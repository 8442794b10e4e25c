/* SPDX-License-Identifier: Apache-2.0
 *
 * A worker's own drafts: kept sealed, so that what was typed at one terminal
 * opens at any other.  Nobody else's business: no policy, no event; but what is about an
 * application goes along with it.
 */
#ifndef SERVICE_DRAFT_H
#define SERVICE_DRAFT_H

#include "proto/requests.h"
#include "server/service/service.h"
#include "server/service/application_file.h"

size_t draft_list(struct call *call, struct draft_view **ret);
/* A revision does a retry key's work: an older one that comes late, and the
 * same one again, change nothing. */
bool draft_keep(struct call *call, const char *id, const struct draft_request *request,
                struct err *err) must_use;
/* Only as the caller last saw it: VERSION_CONFLICT when it has been typed on
 * at another terminal.  What is not there is thrown away already. */
bool draft_throw_away(struct call *call, const char *id, struct err *err) must_use;

/* In every commit: what the worker who had the application has begun about it goes to who has it
 * now, sealed for them instead.  What cannot be opened, or finds no room, stays. */
bool give_drafts(struct call *call, const struct application_file *file, struct err *err) must_use;

/* A worker's journal key, in the arena; NULL with err: it does not open with the agency's. */
const uint8_t *journal_key_open(struct call *call, const char *worker_id, const void *sealed, size_t len,
                                struct err *err);

#endif
