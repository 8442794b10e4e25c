/* SPDX-License-Identifier: Apache-2.0
 *
 * Forgetting a person, as the law asks: not while a case is open or its
 * program still has to keep it, unless a court says so.  That it was done, and
 * on what ground, stays.
 */
#ifndef SERVICE_ERASE_H
#define SERVICE_ERASE_H

#include "domain/event.h"
#include "server/service/service.h"
#include "server/store/erase.h"

/* call->txn is set; what was counted would have been done also where the
 * transaction is then rolled back.  The ground "court" ("court order 4711") lifts both refusals. */
bool customer_erase(struct call *call, const char *customer_id, const char *ground,
                    const struct author *author, struct erase_count *ret, struct err *err) must_use;

#endif
