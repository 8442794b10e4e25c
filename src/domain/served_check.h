/* SPDX-License-Identifier: Apache-2.0
 *
 * Whether what a denial rests on reached the customer: the letters that asked
 * for proof, and those that offered an interview.
 */
#ifndef DOMAIN_SERVED_CHECK_H
#define DOMAIN_SERVED_CHECK_H

#include "domain/finding.h"

/* An item that was asked for and is past due; of: what its findings name. */
void check_served(struct check *check, struct particulars of, const struct missing_item *item);
/* missed: how many were; those that were offered to nobody do not count. */
void check_talks_served(struct check *check, const char *code, int missed);

#endif
