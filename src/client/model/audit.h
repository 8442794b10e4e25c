/* SPDX-License-Identifier: Apache-2.0
 *
 * What an auditor's screens know: one answer each, kept until the next has
 * come, and the rows of the list of looks.
 */
#ifndef CLIENT_MODEL_AUDIT_H
#define CLIENT_MODEL_AUDIT_H

#include "base/arena.h"
#include "client/model/fx.h"
#include "client/model/msg.h"
#include "client/model/page.h"
#include "domain/worker.h"
#include "proto/requests.h"

enum audit_kind { AUDIT_REPLAY, AUDIT_VERIFICATION, AUDIT_CHECKPOINT, AUDIT_WORKERS };

struct worker_list { struct worker *at; size_t count; };

struct audit_answer {
	enum audit_kind kind;
	uint64_t request;   /* under way; 0 none */
	struct arena arena;
	/* struct replay_view, audit_verification, checkpoint_view, worker_list;
	 * NULL before the first. */
	const void *object;
	bool failed;        /* the last try; what was there stays */
	struct err err;
};

/* Another question takes the place of one that is not answered yet. */
void audit_ask(struct audit_answer *answer, int owner, int tag, const char *path, struct fx *fx);
/* True when the reply was to this. */
bool audit_reply(struct audit_answer *answer, const struct reply *reply);
/* It may not be seen any more: nothing of it stays. */
void audit_blank(struct audit_answer *answer, struct fx *fx);
void audit_answer_done(struct audit_answer *answer, struct fx *fx);

/* A look, or a search; its number is its id. */
struct look_row {
	struct access_view look;
	char id[24];
};

extern const struct list_kind look_rows; /* struct look_row */

#endif
