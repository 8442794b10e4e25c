/* SPDX-License-Identifier: Apache-2.0
 *
 * Quality review: a share of decisions is drawn by lot, and somebody who had
 * no part in one says whether it was right.  What comes of it is told of
 * programs and kinds of error, never of one worker.
 *
 * The lot of a decision is
 *
 *   SHA-256("caseload-review-1" 00, seed as 8 bytes most significant first,
 *           the payload_hash of its decision.issued event)
 *
 * its first 8 bytes as a number, most significant first, modulo 10,000; drawn
 * is what is under 100 times the percentage.  The payload's hash has a salt that
 * nobody knows before the decision is committed, so a lot cannot be foreseen
 * or chosen, and stands in every export of the log, so anybody can draw again.
 */
#ifndef DOMAIN_REVIEW_H
#define DOMAIN_REVIEW_H

#include "domain/decision.h"

enum { REVIEW_LOTS = 10000, REVIEW_LOTS_A_PERCENT = REVIEW_LOTS / 100, REVIEW_HASH_BYTES = 32 };

enum review_outcome { REVIEW_WAITS, REVIEW_AGREED, REVIEW_ERROR, REVIEW_OUTCOME_COUNT };

enum review_kind {
	REVIEW_NO_KIND,
#define KIND(id, wire, text) REVIEW_##id,
#include "domain/review_kinds.def"
#undef KIND
	REVIEW_KIND_COUNT
};

/* Which reviews a list is of. */
enum review_wanted {
	REVIEWS_ANY,
	REVIEWS_OPEN,    /* nobody has reviewed it */
	REVIEWS_CORRECT, /* an error was found, and the decision is still in force */
	REVIEWS_DONE
};

struct review {
	const char *decision_id, *application_id;
	const char *number, *customer_name, *program_id, *county; /* of the application */
	enum outcome decided;                /* what the decision was */
	enum decision_state decision_state;  /* superseded: corrected since */
	const struct person_ref *decided_by, *approved_by; /* approved_by: NULL, one person's */
	int64_t decided_at_ms, drawn_at_ms;
	int64_t percent, seed, lot;          /* that it was drawn by */
	enum review_outcome outcome;
	enum review_kind kind;               /* of an error */
	const char *words;
	const struct person_ref *reviewed_by; /* NULL: nobody yet */
	int64_t reviewed_at_ms;
};

int64_t review_lot(int64_t seed, const uint8_t payload_hash[REVIEW_HASH_BYTES]);
bool review_is_drawn(int64_t lot, int64_t percent);

const char *review_kind_text(enum review_kind kind); /* msgid */

#endif
