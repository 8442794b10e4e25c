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
/* Links of given, but for those that before shows the actor already, are to records the actor may find, and
 * not to its own; otherwise each is a fault below at, the same for what is hidden as for what is not there. */
bool kin_fits(struct call *call, const struct customer *before, const struct customer *given, const char *at,
              struct err *err) must_use;
/* Without the links to records that a conflict or a seal shuts the actor out of. */
void kin_show(struct call *call, struct customer *customer);
/* These take the place of the customer's household.  Links that kin_show() leaves out stay with whom they
 * were; an applicant names nobody's record, so theirs are linked as if newly filed.  False: it is the same. */
bool kin_change(struct call *call, struct customer *customer, const struct household_member *members,
                size_t count) must_use;

/* Everybody the answers tell of but the one who applies. */
void kin_of_answers(struct call *call, const struct program *program, const struct json *answers,
                    struct customer *ret);
/* Links whoever is without doubt: the only record of that name and birth date, with the same address or
 * telephone.  What anything speaks against is left to a worker. */
void kin_link(struct call *call, struct customer *customer);

#endif
