/* SPDX-License-Identifier: Apache-2.0
 *
 * One chat, call, e-mail or visit, its messages, and the customer's history
 * that they are part of.
 */
#ifndef DOMAIN_INTERACTION_H
#define DOMAIN_INTERACTION_H

#include "base/clock.h"
#include "domain/list.h"

enum author_kind { AUTHOR_NONE, AUTHOR_WORKER, AUTHOR_CUSTOMER, AUTHOR_BOT, AUTHOR_SYSTEM };

struct author {
	enum author_kind kind;
	const char *id;
	const char *name;
};

struct handoff {
	const char *reason;
	int64_t at_ms;
};

struct interaction {
	const char *id;
	int64_t version;
	const char *customer_id;
	const char *customer_name; /* as it is now; not kept with the interaction */
	const char *application_id;
	const char *channel; /* web_chat messenger voice sms email in_person letter */
	const char *state;   /* bot waiting active wrap_up closed abandoned */
	const char *language;
	const char *topic;
	int64_t started_at_ms;
	int64_t ended_at_ms;
	struct handoff *handoff;
	const char *worker_id;
	int64_t message_count;
	const char *summary;
};

struct message {
	const char *id;
	int64_t seq; /* 1, 2, ... within the interaction */
	int64_t at_ms;
	struct author author;
	const char *kind; /* text attachment event */
	const char *text;
	bool internal;
};

enum history_kind {
	HISTORY_NONE,
#define HISTORY(id, wire, text) HISTORY_##id,
#include "domain/history_kinds.def"
#undef HISTORY
	HISTORY_COUNT
};
const char *history_kind_wire(enum history_kind kind);
const char *history_kind_text(enum history_kind kind); /* msgid */
enum history_kind history_kind_from_wire(const char *word);

struct history_entry {
	int64_t seq;
	int64_t at_ms;
	enum history_kind kind;
	const char *summary;
	struct author actor;
	const char *application_id;
	const char *interaction_id;
	const char *decision_id;
	const char *notice_id;
	bool is_public;
	const char *detail; /* the whole text where there is more than the summary */
};

struct note {
	const char *id;
	const char *application_id;
	const char *customer_id;
	struct author author;
	int64_t at_ms;
	const char *text;
};

#endif
