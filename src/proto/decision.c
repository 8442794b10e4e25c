/* SPDX-License-Identifier: Apache-2.0
 *
 * The wire form of decisions, rehearsals, notices and status updates.
 */
#include "domain/decision.h"

#include "domain/application.h"
#include "domain/worksheet.h"
#include "proto/requests.h"
#include "proto/table.h"

#define NOUN struct decision_reason
static const struct field reason_fields[] = {
	PLAIN(TEXT, "code", code, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "text", text, FIELD_REQUIRED, "Filled in, in the notice's language."),
	PLAIN(TEXT, "legal_basis", legal_basis, 0, NULL),
	PLAIN(JSON, "facts", facts, 0, NULL),
};
static const struct resource resource_decision_reason = { "DecisionReason", sizeof(NOUN),
	                                                  reason_fields, countof(reason_fields),
	                                                  NULL };
#undef NOUN

#define NOUN struct decision_amount
static const struct field amount_fields[] = {
	PLAIN(DATE, "from", from, FIELD_REQUIRED, NULL),
	PLAIN(DATE, "to", to, 0, "Absent: until the certification ends."),
	PLAIN(MONEY, "amount", amount, FIELD_REQUIRED, "A month, unless from and to lie within one."),
};
RESOURCE(resource_decision_amount, "DecisionAmount", amount_fields, NULL);
#undef NOUN

/* {"deadline_on"} on the wire, a date in the struct. */
static const struct field appeal_right_fields[] = {
	{ NAMED("deadline_on"), .kind = FIELD_DATE, .help = "Last day to ask for a hearing." },
};
static const struct resource resource_appeal_right = { "AppealRight", sizeof(civil_date), appeal_right_fields,
	                                         countof(appeal_right_fields), NULL };

#define NOUN struct signature
static const struct field signature_fields[] = {
	PLAIN(ID, "key", key, FIELD_REQUIRED, "Of the worker's signing key."),
	PLAIN(TEXT, "sig", sig, FIELD_REQUIRED, "Ed25519 over the statement's bytes, base64url."),
	PLAIN(INSTANT, "at", at_ms, 0, NULL),
};
static const struct resource resource_signature = { "Signature", sizeof(NOUN), signature_fields,
	                                            countof(signature_fields), NULL };
#undef NOUN

#define NOUN struct decision
static const struct field decision_fields[] = {
	PLAIN(ID, "id", id, 0, "Absent in a rehearsal."),
	PLAIN(INT, "version", version, 0, NULL),
	PLAIN(ID, "application_id", application_id, FIELD_REQUIRED, NULL),
	PLAIN(INT, "application_version", application_version, FIELD_REQUIRED, NULL),
	WORD("outcome", outcome, FIELD_REQUIRED, words_outcome, NULL),
	WORD("state", state, 0, words_decision_state, NULL),
	PART(LIST, "reasons", reasons, FIELD_ALWAYS, resource_decision_reason, NULL),
	PART(LIST, "amounts", amounts, FIELD_ALWAYS, resource_decision_amount, NULL),
	PLAIN(TEXT, "rationale", rationale, 0, "For the file, never sent."),
	{ NAMED("worksheet"), .kind = FIELD_JSON, .flags = FIELD_DETAIL, .offset = AT(worksheet),
	  .max = WORKSHEET_BYTES_MAX, .help = "As it was when this was decided; see Worksheet." },
	PLAIN(TEXT, "advice_differs_because", advice_differs_because, 0,
	      "Why the worker decided otherwise than the worksheet advised."),
	PART(OBJECT, "decided_by", decided_by, 0, resource_person_ref, NULL),
	PART(OBJECT, "approved_by", approved_by, 0, resource_person_ref, NULL),
	PLAIN(INSTANT, "decided_at", decided_at_ms, 0, NULL),
	PLAIN(ID, "notice_id", notice_id, 0, NULL),
	PART(OBJECT, "appeal", appeal_deadline_on, FIELD_INLINE, resource_appeal_right, NULL),
	PLAIN(ID, "supersedes", supersedes, 0, NULL),
	{ NAMED("statement"), .kind = FIELD_TEXT, .flags = FIELD_DETAIL, .offset = AT(statement),
	  .max = STATEMENT_MAX, .help = "The request's body, byte for byte." },
	PART(OBJECT, "signature", signature, 0, resource_signature, "Absent: not signed."),
	{ NAMED("approval_statement"), .kind = FIELD_TEXT, .flags = FIELD_DETAIL, .offset = AT(approval_statement),
	  .max = STATEMENT_MAX, .help = "The second person's request body, byte for byte." },
	PART(OBJECT, "approval_signature", approval_signature, 0, resource_signature,
	     "The second person's."),
	PLAIN(TEXT, "return_reason", return_reason, 0, NULL),
	PLAIN(TEXT, "override_reason", override_reason, 0, "Why a supervisor lifted a STOP."),
	PLAIN(TEXTS, "second_person_because", second_person_because, 0,
	      "supersedes, override, amount, back_dated. Absent: one person was enough."),
};
RESOURCE(resource_decision, "Decision", decision_fields, "Immutable once issued.");
#undef NOUN

#define NOUN struct finding
static const struct field finding_fields[] = {
	PLAIN(TEXT, "code", code, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "text", text, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "lifted_by", lifted_by, 0, "Who can lift it; absent: nobody."),
};
static const struct resource resource_finding = { "Finding", sizeof(NOUN), finding_fields,
	                                          countof(finding_fields), NULL };
#undef NOUN

#define NOUN struct notice_attempt
static const struct field attempt_fields[] = {
	PLAIN(INSTANT, "at", at_ms, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "channel", channel, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "outcome", outcome, FIELD_REQUIRED, "sent, failed or bounced"),
	PLAIN(TEXT, "detail", detail, 0, "The mail server's words."),
};
static const struct resource resource_attempt = { "NoticeAttempt", sizeof(NOUN), attempt_fields,
	                                          countof(attempt_fields), NULL };
#undef NOUN

#define NOUN struct notice
static const struct field notice_fields[] = {
	PLAIN(ID, "id", id, 0, NULL),
	PLAIN(ID, "application_id", application_id, 0, NULL),
	PLAIN(ID, "decision_id", decision_id, 0, NULL),
	PLAIN(TEXT, "kind", kind, 0, NULL),
	PLAIN(TEXT, "channel", channel, 0, NULL),
	PLAIN(TEXT, "language", language, FIELD_REQUIRED, NULL),
	WORD("state", state, 0, words_notice_state, NULL),
	PLAIN(TEXT, "rendered_text", rendered_text, FIELD_DETAIL, "What was sent, never rendered again."),
	PLAIN(TEXT, "sha256", sha256, 0, NULL),
	PLAIN(INSTANT, "created_at", created_at_ms, 0, NULL),
	PLAIN(INSTANT, "sent_at", sent_at_ms, 0, NULL),
	PLAIN(INSTANT, "back_at", back_at_ms, 0, "When it came back or could not be sent."),
	PART(LIST, "attempts", attempts, 0, resource_attempt, "Oldest first."),
};
RESOURCE(resource_notice, "Notice", notice_fields, NULL);
#undef NOUN

#define NOUN struct status_update
static const struct field update_fields[] = {
	PLAIN(INT, "seq", seq, 0, NULL),
	PLAIN(INSTANT, "at", at_ms, 0, NULL),
	WORD("code", code, FIELD_REQUIRED, words_update_code, NULL),
	PLAIN(TEXT, "text", text, FIELD_REQUIRED, NULL),
	PLAIN(TEXTS, "items", items, 0, NULL),
	PLAIN(TEXT, "next_steps", next_steps, 0, NULL),
	PLAIN(DATE, "appeal_deadline_on", appeal_deadline_on, 0, NULL),
};
RESOURCE(resource_status_update, "StatusUpdate", update_fields, "What the applicant sees.");
#undef NOUN

#define NOUN struct rehearsal
static const struct field rehearsal_fields[] = {
	PART(OBJECT, "decision", decision, FIELD_REQUIRED, resource_decision, NULL),
	PART(OBJECT, "status_update", status_update, FIELD_REQUIRED, resource_status_update, NULL),
	PART(OBJECT, "notice", notice, FIELD_REQUIRED, resource_notice, NULL),
	PART(OBJECT, "notice_in_english", notice_in_english, 0, resource_notice, NULL),
	PART(LIST, "stops", stops, FIELD_ALWAYS, resource_finding, NULL),
	PART(LIST, "warnings", warnings, FIELD_ALWAYS, resource_finding, NULL),
};
RESOURCE(resource_rehearsal, "Rehearsal", rehearsal_fields,
         "What issuing the decision would do, in full; nothing is written.");
#undef NOUN

#define NOUN struct reason_ask
static const struct field reason_ask_fields[] = {
	PLAIN(TEXT, "code", code, FIELD_REQUIRED, NULL),
	PLAIN(JSON, "facts", facts, 0, NULL),
};
static const struct resource resource_reason_ask = { "ReasonGiven", sizeof(NOUN), reason_ask_fields,
	                                             countof(reason_ask_fields), NULL };
#undef NOUN

#define NOUN struct decision_request
static const struct field decision_request_fields[] = {
	PLAIN(ID, "application_id", application_id, FIELD_REQUIRED, NULL),
	PLAIN(INT, "application_version", application_version, FIELD_REQUIRED, NULL),
	WORD("outcome", outcome, FIELD_REQUIRED, words_outcome, NULL),
	PART(LIST, "reasons", reasons, FIELD_REQUIRED, resource_reason_ask, NULL),
	PART(LIST, "amounts", amounts, 0, resource_decision_amount, NULL),
	PLAIN(TEXT, "rationale", rationale, 0, NULL),
	PLAIN(TEXT, "advice_differs_because", advice_differs_because, 0, NULL),
	PLAIN(ID, "supersedes", supersedes, 0, NULL),
	PLAIN(TEXT, "override_reason", override_reason, 0, NULL),
};
RESOURCE(request_decision, "DecisionGiven", decision_request_fields, NULL);
#undef NOUN

#define NOUN struct approval_request
static const struct field approval_fields[] = {
	PLAIN(BOOL, "approve", approve, FIELD_REQUIRED, "false returns it to its maker."),
	PLAIN(TEXT, "reason", reason, 0, "Required when it is returned."),
	PLAIN(ID, "decision_id", decision_id, 0, "Required of a signed request; so the next two."),
	PLAIN(ID, "application_id", application_id, 0, NULL),
	PLAIN(INT, "application_version", application_version, 0, NULL),
};
RESOURCE(request_approval, "Approval", approval_fields, NULL);
#undef NOUN
