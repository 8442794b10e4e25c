/* SPDX-License-Identifier: Apache-2.0
 *
 * The wire form of what auditors read: who looked at what, a record as it was,
 * the proof of the log, its signed head.
 */
#include "proto/requests.h"
#include "proto/table.h"

#define NOUN struct access_view
static const struct field access_fields[] = {
	PLAIN(INT, "seq", seq, FIELD_REQUIRED, NULL),
	PLAIN(INSTANT, "at", at_ms, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "type", type, FIELD_REQUIRED,
	      "record.viewed, ssn.revealed, document.viewed, search.done or list.exported."),
	PART(OBJECT, "worker", worker, FIELD_REQUIRED, resource_person_ref, NULL),
	PART(OBJECT, "customer", customer, 0, resource_person_ref, NULL),
	PLAIN(ID, "application_id", application_id, 0, NULL),
	PLAIN(TEXT, "text", text, 0, "The reason, the document, what was searched for, or which list was taken out."),
};
RESOURCE(resource_access, "Access", access_fields, "One look at a record, or one search.");
#undef NOUN

#define NOUN struct replay_view
static const struct field replay_fields[] = {
	PLAIN(ID, "application_id", application_id, FIELD_REQUIRED, NULL),
	PLAIN(INT, "seq", seq, FIELD_REQUIRED, "Of the newest event that is part of it."),
	PLAIN(INSTANT, "at", at_ms, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "type", type, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "actor_name", actor_name, 0, NULL),
	PLAIN(TEXT, "summary", summary, 0, "The event as the history has it."),
	PLAIN(INT, "previous_seq", previous_seq, 0, "Of the application's event before it."),
	PLAIN(INT, "next_seq", next_seq, 0, "Of the application's next event."),
	PLAIN(TEXT, "team_name", team_name, 0, NULL),
	PART(OBJECT, "assignee", assignee, 0, resource_person_ref, "Whose it was, by the name of today."),
	PART(OBJECT, "decision_maker", decision_maker, 0, resource_person_ref, NULL),
	PLAIN(TEXTS, "changed", changed, FIELD_ALWAYS, "Members that this event changed."),
	PLAIN(JSON, "record", record, FIELD_REQUIRED, "Every member that the log tells of."),
	PLAIN(TEXTS, "not_recorded", not_recorded, FIELD_ALWAYS,
	      "Members whose last change was before events told of it."),
	PLAIN(INT, "erased", erased, FIELD_ALWAYS, "Events whose text was erased by law."),
};
RESOURCE(resource_replay, "ApplicationAsItWas", replay_fields,
         "An application as it was after an event, made from the log alone.");
#undef NOUN

#define NOUN struct audit_verification
static const struct field verification_fields[] = {
	PLAIN(TEXT, "state", state, FIELD_REQUIRED, "none, running, whole, broken or failed."),
	PLAIN(INT, "checked", checked, FIELD_ALWAYS, "Events that are proved."),
	PLAIN(INT, "total", total, FIELD_ALWAYS, "Events there were when it began."),
	PLAIN(INSTANT, "started_at", started_at_ms, 0, NULL),
	PLAIN(INSTANT, "ended_at", ended_at_ms, 0, NULL),
	PLAIN(TEXT, "started_by", started_by, 0, NULL),
	PLAIN(INT, "erased", erased, 0, "Events whose text was erased by law."),
	PLAIN(INT, "decisions", decisions, 0, "Decisions that are as the log says."),
	PLAIN(INT, "broken_seq", broken_seq, 0, "The first event that cannot be as it was."),
	PLAIN(INT, "broken_until", broken_until, 0, "Or one up to this."),
	PLAIN(ID, "broken_decision_id", broken_decision_id, 0, NULL),
	PLAIN(TEXT, "finding", finding, 0, "What is wrong, in a sentence."),
};
RESOURCE(resource_audit_verification, "AuditVerification", verification_fields,
         "The proof of the log: chain, texts and decisions. That all was stamped anew shows only"
         " in checkpoints kept elsewhere.");
#undef NOUN

#define NOUN struct checkpoint_view
static const struct field checkpoint_fields[] = {
	PLAIN(INT, "count", count, FIELD_REQUIRED, "Events it covers."),
	PLAIN(INSTANT, "at", at_ms, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "note", note, FIELD_REQUIRED, "A C2SP signed note."),
	PLAIN(TEXT, "key", key, FIELD_REQUIRED, "The public key that it is signed with."),
};
RESOURCE(resource_checkpoint, "Checkpoint", checkpoint_fields, "The signed head of the log.");
#undef NOUN
