/* SPDX-License-Identifier: Apache-2.0
 *
 * The wire form of plans, leave, and one act on many applications.
 */
#include "domain/plan.h"

#include "proto/requests.h"
#include "proto/table.h"

#define NOUN struct plan_item
static const struct field plan_item_fields[] = {
	PLAIN(ID, "application_id", application_id, FIELD_REQUIRED, NULL),
	PLAIN(INT, "application_version", application_version, FIELD_REQUIRED, "As it was when it was proposed."),
	PLAIN(TEXT, "number", number, FIELD_REQUIRED, NULL),
	PART(OBJECT, "customer", customer, FIELD_REQUIRED | FIELD_INLINE, resource_customer_ref, NULL),
	PLAIN(ID, "program_id", program_id, 0, NULL),
	PLAIN(DATE, "due_on", due_on, 0, NULL),
	PLAIN(BOOL, "expedited", expedited, FIELD_ALWAYS, NULL),
	PART(OBJECT, "from", from, FIELD_NULLABLE, resource_person_ref, "null: nobody's."),
	PART(OBJECT, "to", to, FIELD_NULLABLE, resource_person_ref, NULL),
	PLAIN(TEXT, "to_team", to_team, 0, "Name of the team it goes to, where that is another."),
	PLAIN(TEXT, "reason", reason, FIELD_REQUIRED, "Why this worker."),
	PLAIN(TEXTS, "bends", bends, FIELD_ALWAYS, "Soft rules it bends."),
	PLAIN(TEXT, "conflict", conflict, 0, "What has changed since, so that it cannot be moved."),
	WORD("outcome", outcome, 0, words_plan_outcome, "moved, reverted, or left where it had gone since."),
};
RESOURCE(resource_plan_item, "PlanItem", plan_item_fields, "One application to be moved.");
#undef NOUN

#define NOUN struct plan_skip
static const struct field plan_skip_fields[] = {
	PLAIN(ID, "application_id", application_id, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "number", number, 0, NULL),
	PLAIN(TEXT, "why", why, FIELD_REQUIRED, NULL),
};
RESOURCE(resource_plan_skip, "PlanSkip", plan_skip_fields, "One that was asked for and is not moved.");
#undef NOUN

#define NOUN struct plan_load
static const struct field plan_load_fields[] = {
	PLAIN(ID, "worker_id", worker_id, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "name", name, FIELD_REQUIRED, NULL),
	PLAIN(INT, "capacity", capacity, FIELD_ALWAYS, "Hundredths of hours a week, leave taken off."),
	PART(OBJECT, "before", before, FIELD_REQUIRED | FIELD_INLINE, resource_load, NULL),
	PART(OBJECT, "after", after, FIELD_REQUIRED | FIELD_INLINE, resource_load, NULL),
};
static const struct resource resource_plan_load = { "PlanLoad", sizeof(NOUN), plan_load_fields,
	                                            countof(plan_load_fields),
	                                            "A worker's load before and after." };
#undef NOUN

#define NOUN struct plan_progress
static const struct field plan_progress_fields[] = {
	PLAIN(INT, "done", done, FIELD_ALWAYS, NULL),
	PLAIN(INT, "total", total, FIELD_ALWAYS, NULL),
};
static const struct resource resource_plan_progress = { "PlanProgress", sizeof(NOUN), plan_progress_fields,
	                                                countof(plan_progress_fields), NULL };
#undef NOUN

#define NOUN struct move_plan
static const struct field plan_fields[] = {
	PLAIN(ID, "id", id, FIELD_REQUIRED, NULL),
	PLAIN(INT, "version", version, FIELD_REQUIRED, NULL),
	WORD("state", state, FIELD_REQUIRED, words_plan_state, NULL),
	WORD("strategy", strategy, FIELD_REQUIRED, words_strategy, NULL),
	WORD("kind", kind, 0, words_plan_kind, "Where its applications came from."),
	PART(OBJECT, "absent", absent, 0, resource_person_ref, "Whose absence it is for."),
	PLAIN(DATE, "absent_from", absent_from, 0, NULL),
	PLAIN(DATE, "absent_to", absent_to, 0, NULL),
	PLAIN(ID, "team_id", team_id, 0, "The team it evens out."),
	PLAIN(TEXT, "reason", reason, FIELD_ALWAYS, NULL),
	PART(OBJECT, "made_by", made_by, 0, resource_person_ref, NULL),
	PART(OBJECT, "handed_to", handed_to, FIELD_NULLABLE, resource_person_ref, "Who may carry it out, too."),
	PART(OBJECT, "committed_by", committed_by, 0, resource_person_ref, NULL),
	PART(OBJECT, "reverted_by", reverted_by, 0, resource_person_ref, NULL),
	PLAIN(INSTANT, "created_at", created_at_ms, 0, NULL),
	PLAIN(INSTANT, "expires_at", expires_at_ms, 0, NULL),
	PLAIN(INSTANT, "committed_at", committed_at_ms, 0, NULL),
	PLAIN(INSTANT, "reverted_at", reverted_at_ms, 0, NULL),
	PLAIN(TEXT, "revert_reason", revert_reason, 0, NULL),
	PLAIN(INT, "item_count", item_count, FIELD_ALWAYS, "Of all; items holds the first thousand."),
	PLAIN(INT, "skip_count", skip_count, FIELD_ALWAYS, "Of all; skipped holds the first thousand."),
	PLAIN(INT, "conflict_count", conflict_count, FIELD_ALWAYS, "Rows that have changed since."),
	PLAIN(INT, "hidden_count", hidden_count, FIELD_ALWAYS, "Rows the reader may not see."),
	PART(LIST, "items", items, FIELD_DETAIL | FIELD_ALWAYS, resource_plan_item, NULL),
	PART(LIST, "skipped", skipped, FIELD_DETAIL | FIELD_ALWAYS, resource_plan_skip, NULL),
	PART(LIST, "loads", loads, FIELD_DETAIL | FIELD_ALWAYS, resource_plan_load, "By name."),
	PLAIN(JSON, "load_before", load_before, FIELD_DETAIL, "The same by worker id."),
	PLAIN(JSON, "load_after", load_after, FIELD_DETAIL, NULL),
	PART(OBJECT, "progress", progress, 0, resource_plan_progress, "While it is carried out."),
	PLAIN(TEXTS, "allowed_actions", allowed_actions, FIELD_ALWAYS, "edit, hand_over, commit, revert, delete."),
};
RESOURCE(resource_plan, "Plan", plan_fields, "Applications moved as one, or not at all.");
#undef NOUN

/* ---- what is asked for ---- */

#define NOUN struct filter_words
static const struct field filter_fields[] = {
	PLAIN(TEXT, "assignee", assignee, 0, "me, none, or an id."),
	PLAIN(ID, "team", team, 0, "An id; or led: those you lead."),
	PLAIN(TEXT, "status", status, 0, NULL),
	PLAIN(TEXT, "turn", turn, 0, NULL),
	PLAIN(ID, "program", program, 0, NULL),
	PLAIN(TEXT, "county", county, 0, NULL),
	PLAIN(TEXT, "language", language, 0, NULL),
	PLAIN(TEXT, "clock", clock, 0, NULL),
	PLAIN(ID, "customer", customer, 0, NULL),
	PLAIN(TEXT, "expedited", expedited, 0, "true or false."),
	PLAIN(DATE, "due_before", due_before, 0, NULL),
	PLAIN(DATE, "filed_after", filed_after, 0, NULL),
	PLAIN(DATE, "filed_before", filed_before, 0, NULL),
	PLAIN(TEXT, "decided_by", decided_by, 0, "me, or an id."),
	PLAIN(DATE, "decided_after", decided_after, 0, NULL),
	PLAIN(TEXT, "q", text, 0, NULL),
};
static const struct resource resource_filter = { "ApplicationFilter", sizeof(NOUN), filter_fields,
	                                         countof(filter_fields), "As GET /v1/applications has it." };
#undef NOUN

#define NOUN struct plan_absence
static const struct field plan_absence_fields[] = {
	PLAIN(ID, "worker_id", worker_id, FIELD_REQUIRED, NULL),
	PLAIN(DATE, "from", from, 0, "Absent: as the leave on record says."),
	PLAIN(DATE, "to", to, 0, "The last day away."),
};
static const struct resource resource_plan_absence = { "PlanAbsence", sizeof(NOUN), plan_absence_fields,
	                                               countof(plan_absence_fields), NULL };
#undef NOUN

#define NOUN struct plan_even_out
static const struct field plan_even_out_fields[] = {
	PLAIN(ID, "team_id", team_id, FIELD_REQUIRED, NULL),
};
static const struct resource resource_plan_even_out = { "PlanEvenOut", sizeof(NOUN), plan_even_out_fields,
	                                                countof(plan_even_out_fields), NULL };
#undef NOUN

#define NOUN struct plan_source
static const struct field plan_source_fields[] = {
	{ NAMED("marks"), .kind = FIELD_TEXTS, .offset = AT(marks), .max = PLAN_MARKS_MAX,
	  .help = "Ids of applications; of more, send a filter." },
	PART(OBJECT, "filter", filter, 0, resource_filter, "All that match."),
	PART(OBJECT, "absence", absence, 0, resource_plan_absence, "What is due before the worker is back."),
	PART(OBJECT, "even_out", even_out, 0, resource_plan_even_out, "All of a team's; with teams, all of theirs, among all of them."),
};
static const struct resource resource_plan_source = { "PlanSource", sizeof(NOUN), plan_source_fields,
	                                              countof(plan_source_fields), "Exactly one of these." };
#undef NOUN

#define NOUN struct plan_request
static const struct field plan_request_fields[] = {
	PART(OBJECT, "from", from, FIELD_REQUIRED, resource_plan_source, NULL),
	{ NAMED("to"), .kind = FIELD_TEXTS, .offset = AT(to), .max = PLAN_TARGETS_MAX,
	  .help = "Workers who may be given something; absent: all who may." },
	{ NAMED("teams"), .kind = FIELD_TEXTS, .offset = AT(teams), .max = PLAN_TARGETS_MAX,
	  .help = "Teams you lead, whose workers may be given something; absent: each application's own." },
	WORD("strategy", strategy, 0, words_strategy, "balance where absent."),
	{ NAMED("reason"), .kind = FIELD_TEXT, .offset = AT(reason), .max = 2000, .help = "The workers read it." },
};
RESOURCE(request_plan, "PlanAsked", plan_request_fields, NULL);
#undef NOUN

#define NOUN struct plan_choice
static const struct field plan_choice_fields[] = {
	PLAIN(ID, "application_id", application_id, FIELD_REQUIRED, NULL),
	PLAIN(ID, "to", to, FIELD_REQUIRED, "Another worker."),
};
static const struct resource resource_plan_choice = { "PlanChoice", sizeof(NOUN), plan_choice_fields,
	                                              countof(plan_choice_fields), NULL };
#undef NOUN

#define NOUN struct plan_change
static const struct field plan_change_fields[] = {
	{ NAMED("drop"), .kind = FIELD_TEXTS, .offset = AT(drop), .max = PLAN_INLINE_MAX,
	  .help = "Ids of applications that stay where they are." },
	PART(LIST, "choose", choose, 0, resource_plan_choice, NULL),
	PLAIN(BOOL, "drop_conflicts", drop_conflicts, 0, "Every row that has changed since."),
	PLAIN(ID, "hand_to", hand_to, 0, "A second person, who may change it and carry it out."),
	{ NAMED("reason"), .kind = FIELD_TEXT, .offset = AT(reason), .max = 2000 },
};
RESOURCE(request_plan_change, "PlanChange", plan_change_fields, NULL);
#undef NOUN

#define NOUN struct plan_revert
static const struct field plan_revert_fields[] = {
	PLAIN(BOOL, "leave_changed", leave_changed, 0,
	      "Leave what has gone elsewhere since, instead of refusing the whole."),
	{ NAMED("reason"), .kind = FIELD_TEXT, .offset = AT(reason), .max = 2000 },
};
RESOURCE(request_plan_revert, "PlanRevert", plan_revert_fields, NULL);
#undef NOUN

/* ---- leave and presence ---- */

#define NOUN struct leave_request
static const struct field leave_request_fields[] = {
	PLAIN(DATE, "from", from, 0, "Absent: none."),
	PLAIN(DATE, "to", to, 0, "The last day away; absent: not known."),
	{ NAMED("reason"), .kind = FIELD_TEXT, .offset = AT(reason), .max = 2000 },
};
RESOURCE(request_leave, "LeaveGiven", leave_request_fields, NULL);
#undef NOUN

#define NOUN struct leave_risk
static const struct field leave_risk_fields[] = {
	PLAIN(ID, "application_id", application_id, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "number", number, FIELD_REQUIRED, NULL),
	PART(OBJECT, "customer", customer, FIELD_REQUIRED | FIELD_INLINE, resource_customer_ref, NULL),
	PLAIN(ID, "program_id", program_id, 0, NULL),
	PLAIN(DATE, "due_on", due_on, 0, NULL),
	WORD("clock", clock, 0, words_clock, NULL),
	PLAIN(BOOL, "expedited", expedited, FIELD_ALWAYS, NULL),
};
static const struct resource resource_leave_risk = { "LeaveRisk", sizeof(NOUN), leave_risk_fields,
	                                             countof(leave_risk_fields), NULL };
#undef NOUN

#define NOUN struct leave_view
static const struct field leave_fields[] = {
	PART(OBJECT, "worker", worker, FIELD_REQUIRED | FIELD_INLINE, resource_person_ref, NULL),
	PLAIN(DATE, "from", from, 0, NULL),
	PLAIN(DATE, "to", to, 0, NULL),
	PLAIN(INT, "open", open, FIELD_ALWAYS, "Open applications of the worker."),
	PLAIN(INT, "risky_count", risky_count, FIELD_ALWAYS, "Of them, due before the worker is back."),
	PART(LIST, "risky", risky, FIELD_ALWAYS, resource_leave_risk, "The first of them, by due date."),
};
RESOURCE(resource_leave, "Leave", leave_fields, "An absence and what it puts at risk.");
#undef NOUN

#define NOUN struct own_presence
static const struct field own_presence_fields[] = {
	WORD("presence", presence, FIELD_REQUIRED, words_presence, "here or away."),
};
RESOURCE(request_own_presence, "OwnPresence", own_presence_fields, NULL);
#undef NOUN

/* ---- one act on many ---- */

#define NOUN struct bulk_mark
static const struct field bulk_mark_fields[] = {
	PLAIN(ID, "application_id", application_id, FIELD_REQUIRED, NULL),
	PLAIN(INT, "version", version, FIELD_REQUIRED, "That was seen: a row that changed since is not touched."),
};
static const struct resource resource_bulk_mark = { "BulkMark", sizeof(NOUN), bulk_mark_fields,
	                                            countof(bulk_mark_fields), NULL };
#undef NOUN

#define NOUN struct bulk_missing
static const struct field bulk_missing_fields[] = {
	PLAIN(TEXTS, "requirements", requirements, 0, "Absent: whatever was never asked for."),
	PLAIN(DATE, "due_on", due_on, 0, "At least ten days on; the least where absent."),
	{ NAMED("message"), .kind = FIELD_TEXT, .offset = AT(message), .max = 2000 },
	PLAIN(BOOL, "remind", remind, 0, "Remind whoever has it the day after."),
};
static const struct resource resource_bulk_missing = { "BulkMissing", sizeof(NOUN), bulk_missing_fields,
	                                               countof(bulk_missing_fields), NULL };
#undef NOUN

#define NOUN struct bulk_request
static const struct field bulk_request_fields[] = {
	{ NAMED("marks"), .kind = FIELD_LIST, .flags = FIELD_REQUIRED, .offset = AT(marks),
	  .of = &resource_bulk_mark, .max = BULK_MARKS_MAX },
	PART(OBJECT, "note", note, 0, request_note, "One note, on each."),
	PART(OBJECT, "missing", missing, 0, resource_bulk_missing, "One request, to each customer."),
	PART(OBJECT, "reminder", reminder, 0, request_reminder, "One reminder, of each."),
};
RESOURCE(request_bulk, "Bulk", bulk_request_fields, "Exactly one of note, missing and reminder.");
#undef NOUN

#define NOUN struct bulk_row
static const struct field bulk_row_fields[] = {
	PLAIN(ID, "application_id", application_id, FIELD_REQUIRED, NULL),
	PLAIN(TEXT, "number", number, 0, NULL),
	PART(OBJECT, "customer", customer, FIELD_INLINE, resource_customer_ref, NULL),
	PLAIN(BOOL, "done", done, FIELD_ALWAYS, "Or, of a dry run, would be."),
	PLAIN(TEXT, "code", code, 0, "Why not, as an error's code."),
	PLAIN(TEXT, "why", why, 0, "Why not, in words."),
	PLAIN(INT, "version", version, 0, "Of the application afterwards."),
	PART(OBJECT, "would_send", would_send, 0, resource_notice, "Dry runs: the letter, of the first that would be done."),
};
static const struct resource resource_bulk_row = { "BulkRow", sizeof(NOUN), bulk_row_fields,
	                                           countof(bulk_row_fields), NULL };
#undef NOUN

#define NOUN struct bulk_view
static const struct field bulk_fields[] = {
	PLAIN(INT, "done", done, FIELD_ALWAYS, NULL),
	PLAIN(INT, "skipped", skipped, FIELD_ALWAYS, NULL),
	PART(LIST, "rows", rows, FIELD_ALWAYS, resource_bulk_row, "Each that was marked, with what became of it."),
};
RESOURCE(resource_bulk, "BulkOutcome", bulk_fields, NULL);
#undef NOUN
