/* SPDX-License-Identifier: Apache-2.0
 *
 * The wire form of interactions, messages, history and notes.
 */
#include "domain/interaction.h"

#include "proto/requests.h"
#include "proto/table.h"

#define NOUN struct author
static const struct field author_fields[] = {
	WORD("kind", kind, FIELD_REQUIRED, words_author, NULL),
	PLAIN(TEXT, "id", id, 0, NULL),
	PLAIN(TEXT, "name", name, 0, NULL),
};
RESOURCE(resource_author, "Author", author_fields, NULL);
#undef NOUN

#define NOUN struct handoff
static const struct field handoff_fields[] = {
	PLAIN(TEXT, "reason", reason, FIELD_REQUIRED, NULL),
	PLAIN(INSTANT, "at", at_ms, 0, NULL),
};
static const struct resource resource_handoff = { "Handoff", sizeof(NOUN), handoff_fields,
	                                          countof(handoff_fields), NULL };
#undef NOUN

#define NOUN struct interaction
static const struct field interaction_fields[] = {
	PLAIN(ID, "id", id, FIELD_REQUIRED, NULL),
	PLAIN(INT, "version", version, FIELD_REQUIRED, NULL),
	PLAIN(ID, "customer_id", customer_id, 0, NULL),
	PLAIN(TEXT, "customer_name", customer_name, 0, "As it is now."),
	PLAIN(ID, "application_id", application_id, 0, NULL),
	PLAIN(TEXT, "channel", channel, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "state", state, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "language", language, 0, NULL),
	PLAIN(TEXT, "topic", topic, 0, NULL),
	PLAIN(INSTANT, "started_at", started_at_ms, 0, NULL),
	PLAIN(INSTANT, "ended_at", ended_at_ms, 0, NULL),
	PART(OBJECT, "handoff", handoff, 0, resource_handoff, NULL),
	PLAIN(ID, "worker_id", worker_id, 0, NULL),
	PLAIN(INT, "message_count", message_count, FIELD_ALWAYS, NULL),
	PLAIN(TEXT, "summary", summary, 0, NULL),
};
RESOURCE(resource_interaction, "Interaction", interaction_fields, "One chat, call, e-mail or visit.");
#undef NOUN

#define NOUN struct message
static const struct field message_fields[] = {
	PLAIN(ID, "id", id, FIELD_REQUIRED, NULL),
	PLAIN(INT, "seq", seq, FIELD_REQUIRED, NULL),
	PLAIN(INSTANT, "at", at_ms, FIELD_REQUIRED, NULL),
	PART(OBJECT, "author", author, FIELD_REQUIRED | FIELD_INLINE, resource_author, NULL),
	PLAIN(TEXT, "kind", kind, FIELD_REQUIRED, "text, attachment or event."),
	PLAIN(TEXT, "text", text, FIELD_REQUIRED, NULL),
	PLAIN(BOOL, "internal", internal, FIELD_REQUIRED, "Never shown to the customer."),
};
RESOURCE(resource_message, "Message", message_fields, NULL);
#undef NOUN

#define NOUN struct history_entry
static const struct field history_fields[] = {
	PLAIN(INT, "seq", seq, FIELD_REQUIRED, NULL),
	PLAIN(INSTANT, "at", at_ms, FIELD_REQUIRED, NULL),
	WORD("kind", kind, FIELD_REQUIRED, words_history_kind, NULL),
	PLAIN(TEXT, "summary", summary, FIELD_REQUIRED, NULL),
	PART(OBJECT, "actor", actor, FIELD_REQUIRED | FIELD_INLINE, resource_author, NULL),
	PLAIN(ID, "application_id", application_id, 0, NULL),
	PLAIN(ID, "interaction_id", interaction_id, 0, NULL),
	PLAIN(ID, "decision_id", decision_id, 0, NULL),
	PLAIN(ID, "notice_id", notice_id, 0, NULL),
	PLAIN(BOOL, "public", is_public, FIELD_REQUIRED, "The customer sees it too."),
	PLAIN(TEXT, "detail", detail, 0, NULL),
};
RESOURCE(resource_history_entry, "HistoryEntry", history_fields, NULL);
#undef NOUN

#define NOUN struct note
static const struct field note_fields[] = {
	PLAIN(ID, "id", id, FIELD_REQUIRED, NULL),
	PLAIN(ID, "application_id", application_id, 0, NULL),
	PLAIN(ID, "customer_id", customer_id, 0, NULL),
	PART(OBJECT, "author", author, FIELD_REQUIRED | FIELD_INLINE, resource_author, NULL),
	PLAIN(INSTANT, "at", at_ms, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "text", text, FIELD_REQUIRED, NULL),
};
RESOURCE(resource_note, "Note", note_fields, NULL);
#undef NOUN

#define NOUN struct note_request
static const struct field note_request_fields[] = {
	{ NAMED("text"), .kind = FIELD_TEXT, .flags = FIELD_REQUIRED, .offset = AT(text), .max = 20000 },
	PLAIN(TEXT, "kind", kind, 0, "note (the default) or call."),
	PLAIN(TEXT, "direction", direction, 0, "Of a call: in or out."),
	PLAIN(TEXT, "number", number, 0, "Of a call."),
};
RESOURCE(request_note, "NoteGiven", note_request_fields, NULL);
#undef NOUN
