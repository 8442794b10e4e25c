/* SPDX-License-Identifier: Apache-2.0
 *
 * One call of caseload-server worker, for its own files alone: worker.c and
 * worker_conflict.c do what is asked, worker_args.c checks what was typed.
 */
#ifndef SERVER_CMD_WORKER_WORK_H
#define SERVER_CMD_WORKER_WORK_H

#include "base/secret.h"
#include "server/cmd/options.h"
#include "server/store/staff.h"

struct worker_args {
	const char *db, *key_file, *username, *name, *roles, *teams, *leads, *programs, *counties,
		*languages, *capacity, *password_fd, *from, *to, *customer, *reason;
	bool end; /* a conflict */
	struct option_words words;
};

struct work {
	struct worker_args args;
	struct arena arena;
	struct db *db;
	struct staff staff;
	const char *changed[12];
	size_t changed_count;
	/* For the write: what was worked out before it, off the writer's lock. */
	char password_hash[PASSWORD_HASH_MAX];
	struct buf journal_key; /* sealed */
	const char *retired_key; /* what a password reset retired */
	int64_t drafts;          /* and what it leaves alone */
};

/* Puts what was given into the worker, and notes what of them changed. */
bool worker_take_args(struct work *work, struct err *err) must_use;
/* worker_conflict.c */
bool worker_word_conflict(struct work *work, struct err *err) must_use;
bool worker_word_conflicts(struct work *work, struct err *err) must_use;
bool worker_check_username(const char *username, struct err *err) must_use;

#endif
