/* SPDX-License-Identifier: Apache-2.0
 *
 * What the applicant reads: reasons, status updates and notices, filled from
 * typed facts.  Decision, status update and notice are made from the same
 * list of named reasons and items, so that they cannot differ.
 */
#ifndef DOMAIN_RENDER_H
#define DOMAIN_RENDER_H

#include "base/buf.h"
#include "domain/customer.h"
#include "domain/facts.h"

enum { NOTICE_BYTES_MAX = 32 * 1024, NAMED_MAX = 80 };

/* One reason as it will be read, with the items it names. */
struct named_reason {
	const char *code;
	const char *text;
	const char *legal_basis;
	LIST_OF(const char *) items; /* "Pay stub, Acme Foods, for Hoa, …" */
};

struct named_list {
	LIST_OF(struct named_reason) reasons;
	LIST_OF(const char *) items; /* all items, each once, in order */
};

/* All that a letter or a status update may speak of. */
struct render_input {
	const struct program *program;
	const char *language;
	const struct application *application; /* number, filed_on, expedited */
	const struct customer *customer;       /* name, address */
	const char *office;                    /* county office or team named in the letter; may be NULL */
	const char *worker;                    /* whom to ask for; NULL: nobody has it */
	enum zone zone;
	civil_date today;
	const struct named_list *named; /* NULL: none */
	const struct decision_amount *amounts;
	size_t amount_count;
	bool for_inaction;
	bool takes_away; /* it lowers or ends what was approved before */
	civil_date due_on;      /* of a request */
	const char *message;    /* of the worker to the customer, as typed; may be NULL */
	const struct interview *interview; /* the one set, or the one missed (by its state) */
	const struct interview *next_interview; /* set after a missed one; else NULL */
};

/* "Pay stub, Acme Foods, for Nguyen Thi Hoa, October 14 to October 27, 2026" */
const char *render_item(struct arena *arena, const struct program *program,
	const struct missing_item *item, const char *language);

/* The one list that decision, status update and notice all use. */
bool render_named(struct named_list *ret, struct arena *arena, const struct program *program,
	const struct reason_facts *reasons, size_t count, const char *language,
	struct err *err) must_use;
/* The same for a plain list of items (a request for proof, an incomplete filing). */
void render_named_items(struct named_list *ret, struct arena *arena, const struct program *program,
	const struct missing_item *const *items, size_t count, const char *language);

/* The whole letter: plain UTF-8, a line a paragraph, not wrapped. */
bool render_notice(struct buf *out, enum notice_kind kind, const struct render_input *input,
	struct err *err) must_use;
/* Text, items and next steps; appeal deadline where the code is a denial or approval. */
bool render_update(struct status_update *ret, struct arena *arena, enum update_code code,
	const struct render_input *input, struct err *err) must_use;

#endif
