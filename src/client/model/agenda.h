/* SPDX-License-Identifier: Apache-2.0
 *
 * What is due when: the interviews, proofs and decisions of one's own
 * applications, and reminders, appeals and interviews that are over, in order
 * of time.  All of them are needed to put them in order, so all pages are
 * loaded, up to a bound that is said.
 */
#ifndef CLIENT_MODEL_AGENDA_H
#define CLIENT_MODEL_AGENDA_H

#include "base/arena.h"
#include "base/clock.h"
#include "client/model/fx.h"
#include "client/model/msg.h"
#include "domain/application.h"
#include "proto/requests.h"

enum { AGENDA_PAGE = 200, AGENDA_APPLICATIONS_MAX = 2000 };

enum agenda_kind { AGENDA_INTERVIEW, AGENDA_OVER, AGENDA_REMINDER, AGENDA_PROOF, AGENDA_DECISION, AGENDA_APPEAL };

/* One thing on one day. */
struct agenda_entry {
	civil_date day; /* in the county's zone */
	int minute;     /* of that day there; -1: any time */
	int64_t at_ms;  /* the same moment for everybody; 0: any time */
	enum zone zone;
	enum agenda_kind kind;
	const struct application *application;
	const struct agenda_item *item; /* of a reminder, an appeal, an interview that is over */
};

/* What was loaded, whole. */
struct agenda_load {
	struct arena arena;
	struct application **applications;
	size_t count;
	struct agenda_item *items;
	size_t item_count;
	bool cut;       /* more pages than are loaded */
	bool has_items; /* they were asked for: what is still out is their answer */
};

struct agenda {
	struct agenda_load shown, coming;
	struct agenda_entry *entries; /* of shown, in its arena */
	size_t entry_count;
	uint64_t request; /* 0 none */
	bool stale;
	bool ready;
	bool cut;         /* there are more than AGENDA_APPLICATIONS_MAX */
	struct err err;   /* of the last try */
	bool failed;
};

void agenda_done(struct agenda *agenda);
void agenda_load(struct agenda *agenda, int owner, int tag, struct fx *fx);
/* True when it was the answer to this; the entries are new when it was the last page. */
bool agenda_reply(struct agenda *agenda, const struct reply *reply, int owner, struct fx *fx);

#endif
