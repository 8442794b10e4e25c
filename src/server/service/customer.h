/* SPDX-License-Identifier: Apache-2.0
 *
 * Customers: finding, opening, changing, and revealing a number that is
 * otherwise shown by its last four digits.
 */
#ifndef SERVICE_CUSTOMER_H
#define SERVICE_CUSTOMER_H

#include "server/service/service.h"
#include "server/store/customer.h"
#include "server/store/page_key.h"

struct customer_change;

enum { REVEAL_REASON_MIN = 4, REVEAL_REASON_MAX = 500 };

/* The record itself, where the actor may open it; NOT_FOUND otherwise. */
bool customer_open(
	struct call *call, const char *id, struct customer_record *ret, struct err *err) must_use;
/* As the wire has it: with applications in passing, a hidden address only for
 * those who work the case. */
const struct customer *customer_show(struct call *call, const struct customer_record *record);
/* Both. */
bool customer_get(
	struct call *call, const char *id, const struct customer **ret, struct err *err) must_use;

/* Lines for a number, name parts in any order, telephone or birth date: the
 * actor's own first, then their counties'.  more tells that there were others. */
struct customer_line {
	struct customer *customer;
	int64_t place; /* where a page may begin: with the id, an edge */
};
struct customer_found {
	struct customer_line *lines;
	size_t count;
	bool more; /* in the direction of the page */
	int64_t total;
	bool total_at_least;
};
bool customer_search(struct call *call, const char *query, const struct page_key *page,
	struct customer_found *ret, struct err *err) must_use;

/* Whether a record may hold what is given; what is absent is not looked at.
 * Each fault is named by its pointer, which begins with at. */
bool customer_fits(const struct customer *given, const char *at, civil_date today,
	struct err *err) must_use;
bool customer_language_fits(const char *text);

/* On the version the actor saw; only what is given changes. */
bool customer_change(struct call *call, const char *id, const struct customer_change *change,
	const struct customer **ret, struct err *err) must_use;

/* As the applicant: telephone, e-mail and written language of whose application
 * it is.  On no version: they need not know of one. */
bool customer_change_contact(struct call *call, const char *application_id, const char *phone,
	const char *email, const char *language, struct err *err) must_use;
bool customer_contact(struct call *call, const char *application_id,
	const struct customer **ret, struct err *err) must_use;

/* The nine digits; the event is in the log before the answer leaves. */
bool customer_reveal_ssn(struct call *call, const char *id, const char *reason, const char **ret,
	struct err *err) must_use;
/* A replayed reveal: the same digits, and, on the writer before the answer
 * leaves, another event. */
bool customer_ssn_shown_again(struct call *call, const char *id, const char *reason, struct err *err) must_use;
bool
customer_ssn_again(struct call *call, const char *id, const char **ret, struct err *err) must_use;

#endif
