/* SPDX-License-Identifier: Apache-2.0
 *
 * Wire words, made from the tables where a table exists.
 */
#include "domain/words.h"

#include "base/str.h"
#include "domain/list.h"

const char *const words_status[] = {
	"",
#define STATUS(id, wire, open, text) wire,
#include "domain/statuses.def"
#undef STATUS
	NULL
};

const char *const words_update_code[] = {
	"",
#define UPDATE(id, wire, text) wire,
#include "domain/updates.def"
#undef UPDATE
	NULL
};

const char *const words_history_kind[] = {
	"",
#define HISTORY(id, wire, text) wire,
#include "domain/history_kinds.def"
#undef HISTORY
	NULL
};

const char *const words_event_type[] = {
	"",
#define EVENT(id, wire, kind, is_public, update, members, text) wire,
#include "domain/events.def"
#undef EVENT
	NULL
};

const char *const words_report[] = {
	"",
#define REPORT(id, wire, text) wire,
#include "domain/reports.def"
#undef REPORT
	NULL
};

const char *const words_clock[] = { "", "overdue", "due_soon", "on_time", NULL };
const char *const words_turn[] = { "", "me", "customer", "second", "agency", NULL };
const char *const words_item_state[] = { "",         "unmet",        "requested", "received",
	                                 "accepted", "insufficient", NULL };
const char *const words_cured_by[] = { "", "applicant", "worker", "agency", NULL };
const char *const words_interview[] = { "", "set", "held", "missed", "moved", "waived", NULL };
const char *const words_customer_kind[] = { "", "person", "organization", NULL };
const char *const words_presence[] = { "", "here", "away", "offline", NULL };
const char *const words_outcome[] = { "", "approved", "denied", NULL };
const char *const words_appeal_state[] = { "",          "open",      "upheld", "overturned",
	                                   "dismissed", "withdrawn", NULL };
const char *const words_decision_state[] = { "", "awaiting_second_approval", "issued", "superseded",
	                                     "returned", NULL };
const char *const words_review_outcome[] = { "", "agreed", "error", NULL };
const char *const words_review_kind[] = {
	"",
#define KIND(id, wire, text) wire,
#include "domain/review_kinds.def"
#undef KIND
	NULL
};
const char *const words_review_wanted[] = { "", "open", "correct", "done", NULL };
const char *const words_notice_state[] = { "",        "queued", "sent", "delivered",
	                                   "bounced", "failed", NULL };
const char *const words_strategy[] = { "", "round_robin", "least_loaded", "balance", NULL };
const char *const words_plan_state[] = { "", "draft", "committed", "reverted", "expired", NULL };
const char *const words_plan_kind[] = { "", "marks", "filter", "absence", "even_out", NULL };
const char *const words_plan_outcome[] = { "", "moved", "reverted", "left", NULL };
const char *const words_document_state[] = { "", "quarantine", "available", "refused", NULL };
const char *const words_document_text[] = { "", "waiting", "ready", "absent", NULL };
const char *const words_author[] = { "", "worker", "customer", "bot", "system", NULL };

const char *
word_of(const char *const *words, int value)
{
	assert(words);
	for (int i = 0; words[i]; i++)
		if (i == value)
			return words[i];
	return "";
}

int
word_find(const char *const *words, const char *word)
{
	assert(words);
	if (str_empty(word))
		return 0;
	for (int i = 1; words[i]; i++)
		if (str_eq(words[i], word))
			return i;
	return 0;
}

bool
text_list_has(const struct text_list *list, const char *text)
{
	assert(list);
	for (size_t i = 0; i < list->count; i++)
		if (str_eq(list->at[i], text))
			return true;
	return false;
}

bool
text_list_share(const struct text_list *a, const struct text_list *b)
{
	assert(a && b);
	for (size_t i = 0; i < a->count; i++)
		if (text_list_has(b, a->at[i]))
			return true;
	return false;
}
