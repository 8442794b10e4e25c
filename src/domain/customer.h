/* SPDX-License-Identifier: Apache-2.0
 *
 * The single record of a person or a small business.
 */
#ifndef DOMAIN_CUSTOMER_H
#define DOMAIN_CUSTOMER_H

#include "base/clock.h"
#include "domain/list.h"

/* Bytes of what is looked for, in any search. */
enum { SEARCH_QUERY_MAX = 200 };

/* Fewer digits are not taken for one telephone. */
enum { PHONE_ALIKE_DIGITS = 7 };

enum customer_kind { CUSTOMER_NO_KIND, CUSTOMER_PERSON, CUSTOMER_ORGANIZATION };

struct address {
	const char *line1;
	const char *line2;
	const char *city;
	const char *state;
	const char *zip;
};

struct household_member {
	const char *customer_id; /* NULL: no record of their own */
	const char *name;
	const char *relation;
	civil_date born_on;
};

struct contact {
	const char *name;
	const char *role;
	const char *phone;
	const char *email;
};

struct pinned_note {
	const char *text;
	int64_t priority; /* 1 first */
	civil_date until; /* DATE_NONE: stays */
};

/* One application of a customer, in passing. */
struct application_ref {
	const char *id;
	const char *number;
	const char *program_id;
	const char *program_name; /* in the reader's language, or NULL */
	const char *status; /* wire word */
	civil_date due_on;
};

struct customer {
	const char *id;
	int64_t version;
	enum customer_kind kind;
	const char *case_number; /* C-104882 */
	const char *name;
	const char *preferred_name;
	civil_date born_on;
	const char *language;        /* written */
	const char *spoken_language;
	const char *phone;
	const char *email;
	struct address *address; /* NULL: none known, or hidden from this reader */
	const char *county;
	const char *ssn_last4;
	LIST_OF(struct household_member) household;
	LIST_OF(struct contact) contacts;
	LIST_OF(struct pinned_note) pinned_notes;
	bool address_hidden;
	bool vulnerable;
	int64_t open_applications;
	LIST_OF(struct application_ref) applications;
	struct text_list changed_fields; /* only in a 412 */
};

#endif
