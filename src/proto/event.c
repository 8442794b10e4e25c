/* SPDX-License-Identifier: Apache-2.0
 *
 * The wire form of an event: the envelope, without personal data.
 */
#include "domain/event.h"

#include "proto/table.h"

#define NOUN struct event_subject
static const struct field subject_fields[] = {
	PLAIN(TEXT, "type", type, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "id", id, FIELD_REQUIRED, NULL),
};
static const struct resource resource_event_subject = { "EventSubject", sizeof(NOUN), subject_fields,
	                                                countof(subject_fields), NULL };
#undef NOUN

#define NOUN struct event
static const struct field event_fields[] = {
	PLAIN(INT, "seq", seq, FIELD_REQUIRED, NULL),
	WORD("type", type, FIELD_REQUIRED, words_event_type, NULL),
	PLAIN(INSTANT, "at", at_ms, FIELD_REQUIRED, NULL),
	PART(OBJECT, "subject", subject, FIELD_REQUIRED | FIELD_INLINE, resource_event_subject, NULL),
	PLAIN(ID, "application_id", application_id, 0, NULL),
	PLAIN(ID, "customer_id", scope.customer_id, 0, NULL),
	PLAIN(ID, "interaction_id", interaction_id, 0, NULL),
	PLAIN(INT, "version", version, 0, "Of the subject, after the change."),
	PLAIN(ID, "actor_id", actor.id, 0, NULL),
	PLAIN(TEXTS, "changed", changed, 0, NULL),
};
RESOURCE(resource_event, "Event", event_fields, "That something happened; read the subject again.");
#undef NOUN
