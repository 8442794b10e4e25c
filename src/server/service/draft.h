/* SPDX-License-Identifier: Apache-2.0
 *
 * A worker's own drafts: kept sealed, so that what was typed at one terminal
 * opens at any other.  Nobody else's business: no policy, no event.
 */
#ifndef SERVICE_DRAFT_H
#define SERVICE_DRAFT_H

#include "proto/requests.h"
#include "server/service/service.h"

size_t draft_list(struct call *call, struct draft_view **ret);
/* A revision does a retry key's work: an older one that comes late, and the
 * same one again, change nothing. */
bool draft_keep(struct call *call, const char *id, const struct draft_request *request,
                struct err *err) must_use;
/* Only as the caller last saw it: VERSION_CONFLICT when it has been typed on
 * at another terminal.  What is not there is thrown away already. */
bool draft_throw_away(struct call *call, const char *id, struct err *err) must_use;

#endif
