/* SPDX-License-Identifier: Apache-2.0
 *
 * An earlier denial seen by a newer version of its program: which of its
 * reasons that version would not give.  It says where a person should look
 * again; it decides nothing, and nothing is changed by it.
 */
#ifndef DOMAIN_PROGRAM_REVIEW_H
#define DOMAIN_PROGRAM_REVIEW_H

#include "domain/application.h"
#include "domain/program.h"

enum review_kind {
	REVIEW_NOT_GIVEN, /* the reason's rule is met by the same answers */
	REVIEW_NOT_KNOWN, /* its rule now asks for what was not asked then */
	REVIEW_GONE,      /* there is no such reason any more */
	REVIEW_NOT_ASKED  /* the proof that did not come is not asked for */
};

struct review_finding {
	enum review_kind kind;
	const char *code;   /* of the reason given then */
	const char *detail; /* what is not known, or which proof; NULL: nothing to add */
};

struct review_input {
	const struct program *then;
	const struct program *now;
	const struct json *answers;
	const struct json *reasons; /* of the decision: [{"code","facts":{...}}] */
	const char *customer_name;
	civil_date filed_on;
	bool expedited;
	const struct missing_item *items;
	size_t item_count;
};

struct review {
	LIST_OF(struct review_finding) findings; /* none: it would be denied for the same reasons */
	const char *advice; /* what the new rules come to; NULL: there is no arithmetic */
};

/* Text lives in the arena.  False only when the form's arithmetic cannot be made. */
bool program_review(struct review *ret, struct arena *arena, const struct review_input *input,
	struct err *err) must_use;

#endif
