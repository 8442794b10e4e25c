/* SPDX-License-Identifier: Apache-2.0
 *
 * One event of the one log.  The table events.def says what each type is.
 */
#ifndef DOMAIN_EVENT_H
#define DOMAIN_EVENT_H

#include "base/clock.h"
#include "domain/decision.h"
#include "domain/interaction.h"

enum event_type {
	EVENT_NONE,
#define EVENT(id, wire, kind, is_public, update, members, text) EVENT_##id,
#include "domain/events.def"
#undef EVENT
	EVENT_TYPE_COUNT
};

struct event_kind {
	enum event_type type;
	const char *wire;
	enum history_kind history;
	bool is_public;
	enum update_code update; /* UPDATE_NONE: none, or (decision.issued) by its outcome */
	const char *members;     /* of the payload, space-separated */
	const char *text;        /* msgid with {members} */
};

const struct event_kind *event_kind_of(enum event_type type);
enum event_type event_type_from_wire(const char *word);

/* Who may see it go by, decided when it was written. */
struct event_scope {
	const char *customer_id;
	const char *team_id;
	const char *team_before; /* where it was another; NULL: it was not */
	const char *county;
	const char *program_id;
	const char *assignee_before;
	const char *assignee_after;
	bool sealed;
	bool sealed_since; /* as read from the log: not yet when it happened, but now */
};

struct event_subject {
	const char *type; /* application customer decision interaction notice note worker program session */
	const char *id;
};

/* The envelope: no personal data. */
struct event {
	int64_t seq;
	enum event_type type;
	int64_t at_ms;
	struct event_subject subject;
	const char *application_id; /* NULL when none; so the next three */
	const char *interaction_id;
	const char *decision_id;
	const char *notice_id;
	int64_t version;            /* of the subject after the change; 0 none */
	struct author actor;
	struct text_list changed;
	enum update_code update; /* decision.issued: approved or denied; else UPDATE_NONE: as events.def says */
	struct event_scope scope;
};

#endif
