/* SPDX-License-Identifier: Apache-2.0
 *
 * Who belongs to a customer's household, and which of them have records of
 * their own.
 */
#ifndef SERVICE_KIN_H
#define SERVICE_KIN_H

#include "base/json.h"
#include "domain/program.h"
#include "server/service/service.h"
#include "server/store/customer.h"

/* A record that a search would show the actor. */
bool kin_may_find(struct call *call, const struct customer_record *record) must_use;
/* Links of given, but for those that before has already, are to records the actor may find, and not to its
 * own; otherwise each is a fault below at, the same for what is hidden as for what is not there. */
bool kin_fits(struct call *call, const struct customer *before, const struct customer *given, const char *at,
              struct err *err) must_use;
bool kin_same(const struct customer *one, const struct customer *other);

/* Everybody the answers tell of but the one who applies. */
void kin_of_answers(struct call *call, const struct program *program, const struct json *answers,
                    struct customer *ret);
/* Links whoever is without doubt: the only record of that name and birth date, with the same address or
 * telephone.  What anything speaks against is left to a worker. */
void kin_link(struct call *call, struct customer *customer);

#endif
