/* SPDX-License-Identifier: Apache-2.0
 *
 * The wire form of quality reviews.
 */
#include "proto/requests.h"
#include "proto/table.h"

#define NOUN struct review
static const struct field review_fields[] = {
	PLAIN(ID, "decision_id", decision_id, FIELD_REQUIRED, NULL),
	PLAIN(ID, "application_id", application_id, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "number", number, 0, "Of the application."),
	PLAIN(TEXT, "customer_name", customer_name, 0, NULL),
	PLAIN(TEXT, "program_id", program_id, 0, NULL),
	PLAIN(TEXT, "county", county, 0, NULL),
	WORD("decided", decided, 0, words_outcome, "What was decided."),
	WORD("decision_state", decision_state, 0, words_decision_state, "superseded: put right since."),
	PART(OBJECT, "decided_by", decided_by, 0, resource_person_ref, NULL),
	PART(OBJECT, "approved_by", approved_by, 0, resource_person_ref, "The second person, where there was one."),
	PLAIN(INSTANT, "decided_at", decided_at_ms, 0, NULL),
	PLAIN(INSTANT, "drawn_at", drawn_at_ms, 0, NULL),
	PLAIN(INT, "percent", percent, FIELD_ALWAYS, "The share it was drawn by; so the next two."),
	PLAIN(INT, "seed", seed, FIELD_ALWAYS, NULL),
	PLAIN(INT, "lot", lot, FIELD_ALWAYS, "Of 10,000; drawn is what is under 100 times the percentage."),
	WORD("outcome", outcome, 0, words_review_outcome, "Absent: nobody has reviewed it."),
	WORD("kind", kind, 0, words_review_kind, "Of an error."),
	PLAIN(TEXT, "words", words, 0, "What the review says."),
	PART(OBJECT, "reviewed_by", reviewed_by, 0, resource_person_ref, NULL),
	PLAIN(INSTANT, "reviewed_at", reviewed_at_ms, 0, NULL),
};
RESOURCE(resource_review, "Review", review_fields,
         "A decision that was drawn by lot, and what somebody without a part in it says of it.");
#undef NOUN

#define NOUN struct review_request
static const struct field review_request_fields[] = {
	WORD("outcome", outcome, FIELD_REQUIRED, words_review_outcome, "agreed or error."),
	WORD("kind", kind, 0, words_review_kind, "Of an error."),
	{ NAMED("words"), .kind = FIELD_TEXT, .offset = AT(words), .max = 2000,
	  .help = "Of an error: what is wrong, and what would be right." },
};
RESOURCE(request_review, "ReviewDone", review_request_fields, NULL);
#undef NOUN
