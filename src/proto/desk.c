/* SPDX-License-Identifier: Apache-2.0
 *
 * The wire form of what is kept beside an application at the desk: appeals,
 * their papers, reminders.
 */
#include "proto/requests.h"
#include "proto/table.h"

#define NOUN struct appeal
static const struct field appeal_fields[] = {
	PLAIN(ID, "id", id, FIELD_REQUIRED, NULL),
	PLAIN(ID, "application_id", application_id, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "number", number, 0, "Of the application."),
	PLAIN(ID, "customer_id", customer_id, 0, NULL),
	PLAIN(TEXT, "customer_name", customer_name, 0, NULL),
	PLAIN(TEXT, "program_id", program_id, 0, NULL),
	PLAIN(TEXT, "county", county, 0, NULL),
	PLAIN(ID, "decision_id", decision_id, 0, "Absent: that no decision came in time."),
	WORD("state", state, FIELD_REQUIRED, words_appeal_state, NULL),
	PLAIN(DATE, "asked_on", asked_on, FIELD_REQUIRED, NULL),
	PLAIN(INSTANT, "asked_at", asked_at_ms, 0, "When it was recorded."),
	PLAIN(TEXT, "how", how, 0, "web, phone, letter or office."),
	PLAIN(TEXT, "text", text, 0, "The customer's own words."),
	PLAIN(BOOL, "late", is_late, FIELD_ALWAYS, "Asked for after its last day."),
	PLAIN(BOOL, "keep_benefits", keep_benefits, FIELD_ALWAYS, "Asked that the benefit go on."),
	PLAIN(BOOL, "benefits_go_on", benefits_go_on, FIELD_ALWAYS, "Asked for in time: it does."),
	PLAIN(DATE, "decide_by", decide_by, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "recorded_by", recorded_by, 0, NULL),
	PLAIN(INSTANT, "ended_at", ended_at_ms, 0, "Absent: open."),
	PLAIN(TEXT, "ended_by", ended_by, 0, NULL),
	PLAIN(TEXT, "note", note, 0, "What the hearing ordered."),
};
RESOURCE(resource_appeal, "Appeal", appeal_fields, "The customer asked for a fair hearing.");
#undef NOUN

#define NOUN struct appeal_request
static const struct field appeal_request_fields[] = {
	PLAIN(TEXT, "how", how, FIELD_REQUIRED, "phone, letter or office."),
	{ NAMED("text"), .kind = FIELD_TEXT, .offset = AT(text), .max = 4000,
	  .help = "The customer's own words; any clear expression counts." },
	PLAIN(DATE, "asked_on", asked_on, 0, "When it came; today where absent."),
	PLAIN(BOOL, "keep_benefits", keep_benefits, 0, "They ask that the benefit go on."),
};
RESOURCE(request_appeal, "AppealAsked", appeal_request_fields, NULL);
#undef NOUN

#define NOUN struct appeal_result_request
static const struct field appeal_result_fields[] = {
	WORD("result", result, FIELD_REQUIRED, words_appeal_state,
	     "upheld, overturned, dismissed or withdrawn."),
	{ NAMED("note"), .kind = FIELD_TEXT, .flags = FIELD_REQUIRED, .offset = AT(note), .max = 2000,
	  .help = "What was ordered; of an appeal withdrawn, how." },
};
RESOURCE(request_appeal_result, "AppealResult", appeal_result_fields, NULL);
#undef NOUN

#define NOUN struct packet_view
static const struct field packet_fields[] = {
	PLAIN(TEXT, "number", number, FIELD_REQUIRED, NULL),
	PLAIN(INSTANT, "made_at", made_at_ms, FIELD_REQUIRED, NULL),
	PLAIN(INT, "seq", seq, FIELD_REQUIRED, "The last event that is part of it."),
	{ NAMED("text"), .kind = FIELD_TEXT, .flags = FIELD_REQUIRED, .offset = AT(text), .max = PACKET_BYTES_MAX,
	  .help = "Plain text, to be printed." },
};
RESOURCE(resource_packet, "Packet", packet_fields, "The papers of an appeal, made from the log.");
#undef NOUN

#define NOUN struct reminder
static const struct field reminder_fields[] = {
	PLAIN(ID, "id", id, FIELD_REQUIRED, NULL),
	PLAIN(ID, "application_id", application_id, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "number", number, 0, "Of the application."),
	PLAIN(TEXT, "customer_name", customer_name, 0, NULL),
	PLAIN(TEXT, "program_id", program_id, 0, NULL),
	PLAIN(TEXT, "county", county, 0, NULL),
	PLAIN(ID, "worker_id", worker_id, 0, "Absent: whoever has the application."),
	PLAIN(DATE, "on", on, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "text", text, FIELD_REQUIRED, NULL),
	PLAIN(INSTANT, "made_at", made_at_ms, 0, NULL),
	PLAIN(TEXT, "made_by", made_by, 0, NULL),
	PLAIN(INSTANT, "done_at", done_at_ms, 0, "Absent: not yet."),
};
RESOURCE(resource_reminder, "Reminder", reminder_fields,
         "A worker's own date beside the legal ones; it hides none of them.");
#undef NOUN

#define NOUN struct reminder_request
static const struct field reminder_request_fields[] = {
	PLAIN(DATE, "on", on, FIELD_REQUIRED, NULL),
	{ NAMED("text"), .kind = FIELD_TEXT, .flags = FIELD_REQUIRED, .offset = AT(text), .max = 500 },
	PLAIN(BOOL, "mine", mine, 0, "Stays with me; else it moves with the application."),
};
RESOURCE(request_reminder, "RemindMe", reminder_request_fields, NULL);
#undef NOUN

#define NOUN struct agenda_item
static const struct field agenda_item_fields[] = {
	PLAIN(TEXT, "kind", kind, FIELD_REQUIRED, "interview, reminder or appeal."),
	PLAIN(ID, "id", id, 0, "Of a reminder or an appeal."),
	PLAIN(ID, "application_id", application_id, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "number", number, FIELD_REQUIRED, "Of the application."),
	PLAIN(TEXT, "customer_name", customer_name, 0, NULL),
	PLAIN(TEXT, "program_id", program_id, 0, NULL),
	PLAIN(TEXT, "program_name", program_name, 0, NULL),
	PLAIN(TEXT, "county", county, 0, NULL),
	PLAIN(DATE, "on", on, FIELD_REQUIRED, "In the county's own time zone."),
	PLAIN(INSTANT, "at", at_ms, 0, "Of an interview."),
	PLAIN(TEXT, "state", state, 0, "Of an interview, how it went; of an appeal, benefits_go_on."),
	PLAIN(INT, "offer", offer, 0, "Of an interview: the first, the second."),
	PLAIN(TEXT, "text", text, 0, NULL),
};
RESOURCE(resource_agenda_item, "AgendaItem", agenda_item_fields,
         "Something on a worker's day that the clocks of the queue do not tell.");
#undef NOUN

#define NOUN struct news
static const struct field news_fields[] = {
	PLAIN(INSTANT, "since", since_ms, 0, "Where my last session left off; absent: there was none."),
	PLAIN(INT, "documents", documents, FIELD_ALWAYS, "Received for my open applications since; at most 999."),
	PLAIN(INT, "bounces", bounces, FIELD_ALWAYS, "E-mails about them that came back or were given up since."),
};
RESOURCE(resource_news, "News", news_fields, "What came in for my open applications since I was here last.");
#undef NOUN

#define NOUN struct alike_view
static const struct field alike_fields[] = {
	PART(OBJECT, "customer", customer, FIELD_REQUIRED, resource_customer, NULL),
	PLAIN(TEXTS, "because", because, FIELD_ALWAYS, "What both have: name, born_on, phone, email."),
};
RESOURCE(resource_alike, "Alike", alike_fields, "A record that may be the same person's.");
#undef NOUN

#define NOUN struct same_request
static const struct field same_fields[] = {
	PLAIN(ID, "other_id", other_id, FIELD_REQUIRED, "The other record."),
	{ NAMED("reason"), .kind = FIELD_TEXT, .flags = FIELD_REQUIRED, .offset = AT(reason), .max = 500,
	  .help = "How you know." },
};
RESOURCE(request_same, "SamePerson", same_fields, NULL);
#undef NOUN

#define NOUN struct conflict_request
static const struct field conflict_fields[] = {
	PLAIN(ID, "customer_id", customer_id, 0, "The customer; or else customer_number."),
	{ NAMED("customer_number"), .kind = FIELD_TEXT, .offset = AT(customer_number), .max = 40, .help = "Their case number." },
	{ NAMED("reason"), .kind = FIELD_TEXT, .flags = FIELD_REQUIRED, .offset = AT(reason), .max = 500,
	  .help = "What they are to you; kept in the log, and shown to nobody at work." },
};
RESOURCE(request_conflict, "OwnConflict", conflict_fields, NULL);
#undef NOUN
