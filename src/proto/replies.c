/* SPDX-License-Identifier: Apache-2.0
 *
 * The wire form of small answers: what became of a write, who is reading,
 * a revealed number, what a search found.
 */
#include "proto/requests.h"
#include "proto/table.h"

#define NOUN struct outcome_effect
static const struct field effect_fields[] = {
	PLAIN(TEXT, "type", type, FIELD_REQUIRED, "application, decision, customer, note, or none."),
	PLAIN(TEXT, "id", id, 0, NULL),
	PLAIN(INT, "version", version, 0, "Of the thing, after the write."),
};
static const struct resource resource_outcome_effect = { "OutcomeEffect", sizeof(NOUN), effect_fields,
	                                                 countof(effect_fields), NULL };
#undef NOUN

#define NOUN struct outcome_view
static const struct field outcome_fields[] = {
	PLAIN(TEXT, "key", key, FIELD_REQUIRED, NULL),
	PLAIN(INT, "status", status, FIELD_REQUIRED, "HTTP status the write was answered with."),
	PART(OBJECT, "effect", effect, FIELD_REQUIRED | FIELD_INLINE, resource_outcome_effect, NULL),
	PLAIN(INT, "seq", seq, FIELD_ALWAYS, "The last event of the write."),
	PLAIN(INSTANT, "at", at_ms, FIELD_REQUIRED, NULL),
};
RESOURCE(resource_outcome, "Outcome", outcome_fields, "What became of a write, by its idempotency key.");
#undef NOUN

#define NOUN struct reader_view
static const struct field reader_fields[] = {
	PLAIN(ID, "worker_id", worker_id, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "name", name, FIELD_REQUIRED, NULL),
	PLAIN(BOOL, "typing", typing, FIELD_ALWAYS, NULL),
};
RESOURCE(resource_reader, "Reader", reader_fields, "Somebody who has the application open now.");
#undef NOUN

#define NOUN struct ssn_view
static const struct field ssn_fields[] = {
	PLAIN(TEXT, "ssn", ssn, FIELD_REQUIRED, "Nine digits."),
};
RESOURCE(resource_ssn, "RevealedNumber", ssn_fields, NULL);
#undef NOUN

#define NOUN struct search_hit
static const struct field search_hit_fields[] = {
	PLAIN(TEXT, "type", type, FIELD_REQUIRED, "application, customer, message or note."),
	PLAIN(ID, "id", id, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "title", title, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "excerpt", excerpt, 0, "The words around what was found."),
	PLAIN(ID, "customer_id", customer_id, 0, NULL),
	PLAIN(ID, "application_id", application_id, 0, NULL),
	PLAIN(ID, "interaction_id", interaction_id, 0, NULL),
	PLAIN(INT, "seq", seq, 0, "Of the message within its interaction."),
	PLAIN(INSTANT, "at", at_ms, 0, NULL),
};
RESOURCE(resource_search_hit, "SearchHit", search_hit_fields, NULL);
#undef NOUN
