/* SPDX-License-Identifier: Apache-2.0
 *
 * The wire form of the acts on an application.
 */
#include "proto/requests.h"
#include "proto/table.h"

#define NOUN struct intake_request
static const struct field intake_fields[] = {
	PLAIN(ID, "program", program, FIELD_REQUIRED, NULL),
	PLAIN(ID, "customer_id", customer_id, 0, "A known customer; or send customer."),
	PART(OBJECT, "customer", customer, 0, resource_customer, "A new one."),
	PLAIN(JSON, "answers", answers, 0, "By the program's form."),
	PLAIN(TEXT, "channel", channel, 0, "office, phone, mail, fax, web."),
	PLAIN(TEXT, "language", language, 0, NULL),
	PLAIN(DATE, "filed_on", filed_on, 0, "When it was received; today where absent."),
};
RESOURCE(request_intake, "Intake", intake_fields, NULL);
#undef NOUN

#define NOUN struct release_request
static const struct field release_fields[] = {
	PLAIN(TEXT, "reason", reason, 0, NULL),
};
RESOURCE(request_release, "Release", release_fields, NULL);
#undef NOUN

#define NOUN struct withdraw_request
static const struct field withdraw_fields[] = {
	PLAIN(TEXT, "reason", reason, FIELD_REQUIRED, "How the customer asked for it."),
};
RESOURCE(request_withdraw, "Withdraw", withdraw_fields, NULL);
#undef NOUN

#define NOUN struct reopen_request
static const struct field reopen_fields[] = {
	PLAIN(TEXT, "reason", reason, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "ground", ground, FIELD_REQUIRED, "window, hearing or agency_error."),
};
RESOURCE(request_reopen, "Reopen", reopen_fields, NULL);
#undef NOUN

#define NOUN struct access_code_request
static const struct field access_code_fields[] = {
	{ NAMED("identity"), .kind = FIELD_TEXT, .flags = FIELD_REQUIRED, .offset = AT(identity),
	  .max = IDENTITY_TEXT_MAX, .help = "How it was checked who asks: an identity card, questions of the file." },
};
RESOURCE(request_access_code, "AccessCodeAsked", access_code_fields, NULL);
#undef NOUN

#define NOUN struct interview_request
static const struct field interview_fields[] = {
	WORD("state", state, FIELD_REQUIRED, words_interview, NULL),
	PLAIN(INSTANT, "at", at_ms, 0, "set, moved: when; missed: the second offer."),
	PLAIN(TEXT, "mode", mode, 0, "phone, office or video."),
	PLAIN(TEXT, "note", note, 0, NULL),
};
RESOURCE(request_interview, "InterviewGiven", interview_fields, NULL);
#undef NOUN

#define NOUN struct assignment_request
static const struct field assignment_fields[] = {
	PLAIN(ID, "worker_id", worker_id, 0, "Absent or empty: nobody."),
	PLAIN(TEXT, "reason", reason, 0, NULL),
};
RESOURCE(request_assignment, "Assignment", assignment_fields, NULL);
#undef NOUN

#define NOUN struct missing_ask
static const struct field missing_ask_fields[] = {
	PLAIN(TEXT, "requirement", requirement, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "person", person, 0, NULL),
	PLAIN(TEXT, "source", source, 0, NULL),
	PLAIN(TEXT, "period", period, 0, NULL),
	PLAIN(TEXT, "reason", reason, 0, "Required where something is on file already."),
};
static const struct resource resource_missing_ask = { "MissingAsk", sizeof(NOUN), missing_ask_fields,
	                                              countof(missing_ask_fields), NULL };
#undef NOUN

#define NOUN struct missing_request
static const struct field missing_fields[] = {
	PART(LIST, "items", items, FIELD_REQUIRED, resource_missing_ask, NULL),
	PLAIN(DATE, "due_on", due_on, 0, "At least ten days on; the least where absent."),
	{ NAMED("message"), .kind = FIELD_TEXT, .offset = AT(message), .max = 2000 },
	PLAIN(BOOL, "remind", remind, 0, "Remind me the day after."),
};
RESOURCE(request_missing, "AskMissing", missing_fields, NULL);
#undef NOUN

#define NOUN struct verification_request
static const struct field verification_fields[] = {
	WORD("state", state, FIELD_REQUIRED, words_item_state, NULL),
	PLAIN(TEXT, "how", how, 0, "How it was verified, or why it is not enough."),
};
RESOURCE(request_verification, "VerificationGiven", verification_fields, NULL);
#undef NOUN

#define NOUN struct answers_request
static const struct field answers_fields[] = {
	PLAIN(JSON, "answers", answers, FIELD_REQUIRED, "By question: the new answer; null takes it away. Others stay."),
	{ NAMED("how"), .kind = FIELD_TEXT, .flags = FIELD_REQUIRED, .offset = AT(how), .max = 2000,
	  .help = "How it is known: said on the telephone, a letter." },
};
RESOURCE(request_answers, "AnswersGiven", answers_fields, NULL);
#undef NOUN

#define NOUN struct answer_change
static const struct field answer_change_fields[] = {
	PLAIN(INT, "seq", seq, FIELD_REQUIRED, "Its event."),
	PLAIN(INSTANT, "at", at_ms, FIELD_REQUIRED, NULL),
	PART(OBJECT, "by", by, FIELD_REQUIRED | FIELD_INLINE, resource_author, NULL),
	PLAIN(TEXTS, "questions", questions, FIELD_ALWAYS, "Which were changed; none where it was erased."),
	PLAIN(JSON, "before", before, 0, "By question, where there was an answer."),
	PLAIN(JSON, "after", after, 0, "By question, where there is one."),
	PLAIN(TEXT, "how", how, 0, "How the worker knew; absent of the applicant's own."),
};
RESOURCE(resource_answer_change, "AnswerChange", answer_change_fields,
         "Answers given or corrected after the filing.");
#undef NOUN

#define NOUN struct seen_request
static const struct field seen_fields[] = {
	PLAIN(INT, "seq", seq, FIELD_REQUIRED, "Everything up to this event was read."),
	PLAIN(BOOL, "unread", unread, 0, "Mark it unread again."),
};
RESOURCE(request_seen, "Seen", seen_fields, NULL);
#undef NOUN

#define NOUN struct presence_request
static const struct field presence_fields[] = {
	PLAIN(BOOL, "typing", typing, 0, NULL),
};
RESOURCE(request_presence, "Presence", presence_fields, NULL);
#undef NOUN
