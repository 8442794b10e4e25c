/* SPDX-License-Identifier: Apache-2.0
 *
 * One person, two records: who may be the same, and what somebody decided.
 * Nothing is made one by itself.
 */
#ifndef SERVICE_ALIKE_H
#define SERVICE_ALIKE_H

#include "proto/requests.h"
#include "server/service/service.h"

enum { ALIKE_REASON_MAX = 500, ALIKE_SHOWN_MAX = 20 };

/* Those the actor may see, the likest first; pairs decided on are left out. */
bool customer_alike(struct call *call, const char *id, struct alike_view **ret, size_t *ret_count,
                    struct err *err) must_use;
/* For somebody who is being taken in: name, birth date, telephone, e-mail and
 * kind as far as they are typed.  As lines of a search, those the actor may
 * find by one. */
bool customer_alike_typed(struct call *call, const struct customer *typed, struct alike_view **ret,
                          size_t *ret_count, struct err *err) must_use;
/* Remembered: the pair is not shown again. */
bool customer_not_same(struct call *call, const char *id, const struct same_request *request,
                       const struct customer **ret, struct err *err) must_use;
/* The other's applications and all that hangs on it become this one's; its id
 * and its number lead here from then on.  An address that one of them hides is
 * hidden from then on, and who is vulnerable as one of them is; a dry run's
 * answer says both. */
bool customer_merge(struct call *call, const char *id, const struct same_request *request,
                    const struct customer **ret, struct err *err) must_use;

#endif
