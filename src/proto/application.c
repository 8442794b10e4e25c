/* SPDX-License-Identifier: Apache-2.0
 *
 * The wire form of an application and its parts.
 */
#include "domain/application.h"

#include "proto/table.h"

#define NOUN struct person_ref
static const struct field person_ref_fields[] = {
	PLAIN(ID, "id", id, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "name", name, FIELD_REQUIRED, NULL),
};
RESOURCE(resource_person_ref, "PersonRef", person_ref_fields, "A worker, in passing.");
#undef NOUN

#define NOUN struct program_ref
static const struct field program_ref_fields[] = {
	PLAIN(ID, "id", id, FIELD_REQUIRED, NULL),
	PLAIN(INT, "version", version, FIELD_REQUIRED, "The version the application stays on."),
	PLAIN(TEXT, "name", name, FIELD_REQUIRED, NULL),
};
static const struct resource resource_program_ref = { "ProgramRef", sizeof(NOUN), program_ref_fields,
	                                              countof(program_ref_fields),
	                                              "A program, in passing." };
#undef NOUN

#define NOUN struct customer_ref
static const struct field customer_ref_fields[] = {
	PLAIN(ID, "id", id, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "name", name, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "case_number", case_number, FIELD_REQUIRED, "The household's lasting number."),
};
RESOURCE(resource_customer_ref, "CustomerRef", customer_ref_fields, "A customer, in passing.");
#undef NOUN

#define NOUN struct missing_item
static const struct field missing_item_fields[] = {
	PLAIN(ID, "id", id, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "requirement", requirement, FIELD_REQUIRED, "The program's requirement."),
	PLAIN(TEXT, "label", label, FIELD_REQUIRED, "What a person reads."),
	PLAIN(TEXT, "person", person, 0, NULL),
	PLAIN(TEXT, "source", source, 0, NULL),
	PLAIN(TEXT, "period", period, 0, "First and last day, with a slash between."),
	WORD("cured_by", cured_by, 0, words_cured_by, "Who can supply it."),
	WORD("state", state, FIELD_REQUIRED, words_item_state, NULL),
	PLAIN(DATE, "requested_on", requested_on, 0, NULL),
	PLAIN(DATE, "due_on", due_on, 0, NULL),
	PLAIN(INSTANT, "received_at", received_at_ms, 0, NULL),
	PLAIN(INSTANT, "looked_at", looked_at_ms, 0, "When somebody first looked at what came."),
	PLAIN(TEXT, "how", how, 0, "How it was verified, or why it is not enough."),
};
RESOURCE(resource_missing_item, "MissingItem", missing_item_fields,
         "One requirement of the program and how it stands.");
#undef NOUN

#define NOUN struct interview
static const struct field interview_fields[] = {
	PLAIN(INT, "number", number, FIELD_REQUIRED, NULL),
	PLAIN(INSTANT, "at", at_ms, 0, NULL),
	PLAIN(TEXT, "mode", mode, 0, "phone, office or video."),
	WORD("state", state, FIELD_REQUIRED, words_interview, NULL),
	PLAIN(TEXT, "note", note, 0, NULL),
};
RESOURCE(resource_interview, "Interview", interview_fields, "An interview set, held or missed.");
#undef NOUN

#define NOUN struct application_move
static const struct field application_move_fields[] = {
	PLAIN(TEXT, "from", from, 0, "Who had it; absent: nobody."),
	PLAIN(TEXT, "by", by, 0, "Who moved it; absent: the system."),
	PLAIN(TEXT, "reason", reason, 0, NULL),
	PLAIN(TEXT, "why", why, 0, "Why to this worker."),
	PLAIN(INSTANT, "at", at_ms, FIELD_REQUIRED, NULL),
};
static const struct resource resource_application_move = { "ApplicationMove", sizeof(NOUN),
	                                                   application_move_fields,
	                                                   countof(application_move_fields),
	                                                   "How it came to its assignee." };
#undef NOUN

#define NOUN struct application
static const struct field application_fields[] = {
	PLAIN(ID, "id", id, FIELD_REQUIRED, NULL),
	PLAIN(INT, "version", version, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "number", number, FIELD_REQUIRED, NULL),
	PART(OBJECT, "program", program, FIELD_REQUIRED | FIELD_INLINE, resource_program_ref, NULL),
	PART(OBJECT, "customer", customer, FIELD_REQUIRED | FIELD_INLINE, resource_customer_ref, NULL),
	WORD("status", status, FIELD_REQUIRED, words_status, NULL),
	PLAIN(BOOL, "expedited", expedited, FIELD_REQUIRED, NULL),
	PLAIN(DATE, "filed_on", filed_on, FIELD_REQUIRED, "In the county's own time zone."),
	PLAIN(DATE, "due_on", due_on, 0, NULL),
	WORD("clock", clock, 0, words_clock, "Computed from due_on and the county's today."),
	PART(OBJECT, "assignee", assignee, FIELD_NULLABLE, resource_person_ref, NULL),
	PART(OBJECT, "moved", moved, FIELD_DETAIL, resource_application_move,
	     "To its assignee, while something of it is unread."),
	PLAIN(ID, "team_id", team_id, 0, NULL),
	PLAIN(TEXT, "county", county, 0, NULL),
	PLAIN(TEXT, "language", language, 0, NULL),
	PLAIN(TEXT, "channel", channel, 0, NULL),
	PART(LIST, "missing", missing, FIELD_DETAIL | FIELD_ALWAYS, resource_missing_item,
	     "Every requirement with its state."),
	WORD("turn", turn, 0, words_turn, "Whose move it is."),
	PLAIN(TEXT, "next_act", next_act, 0, NULL),
	PLAIN(INT, "unseen_changes", unseen_changes, FIELD_ALWAYS, NULL),
	PLAIN(ID, "waiting_chat_id", waiting_chat_id, FIELD_NULLABLE, NULL),
	PLAIN(JSON, "answers", answers, FIELD_DETAIL, "The form's answers."),
	PART(LIST, "interviews", interviews, FIELD_DETAIL | FIELD_ALWAYS, resource_interview, NULL),
	PLAIN(INSTANT, "interview_at", interview_at_ms, 0, "The next interview set."),
	PLAIN(DATE, "proof_due_on", proof_due_on, 0, "Earliest due date of a requested item."),
	PLAIN(INT, "items_open", items_open, FIELD_ALWAYS, NULL),
	PLAIN(INT, "items_received", items_received, FIELD_ALWAYS, NULL),
	PLAIN(ID, "decision_id", decision_id, FIELD_NULLABLE, NULL),
	PLAIN(ID, "decided_by_id", decided_by_id, 0, "Maker of the decision."),
	PLAIN(TEXTS, "second_person_because", second_person_because, 0,
	      "While it waits for a second person: supersedes, override, amount, back_dated."),
	PLAIN(TEXTS, "allowed_actions", allowed_actions, FIELD_ALWAYS, "What you may do now."),
	PLAIN(DATE, "remind_on", remind_on, 0, "The assignee's next reminder."),
	PLAIN(BOOL, "appeal_open", appeal_open, 0, "An appeal is open: it stays where it is."),
	PLAIN(INSTANT, "filed_at", filed_at_ms, 0, NULL),
	PLAIN(INSTANT, "updated_at", updated_at_ms, 0, NULL),
	PLAIN(TEXT, "access_code", access_code, FIELD_DETAIL, "Only in the answer that made it, once: to intake, or to a new one."),
	PLAIN(TEXT, "why", why, FIELD_DETAIL, "Only in the answer to next: why this one."),
	PART(OBJECT, "would_send", would_send, FIELD_DETAIL, resource_notice,
	     "In a dry run: the letter as it would be sent."),
};
RESOURCE(resource_application, "Application", application_fields, "One request for one program.");
#undef NOUN
