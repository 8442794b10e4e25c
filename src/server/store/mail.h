/* SPDX-License-Identifier: Apache-2.0
 *
 * E-mail that waits to be sent, as it will be sent.  A row is made in the
 * commit of what it tells of; a server takes it on a lease, so that of several
 * one alone sends it, and what a server that died had taken is tried again
 * when the lease ends.
 */
#ifndef STORE_MAIL_H
#define STORE_MAIL_H

#include "server/store/db.h"
#include "server/store/writer.h"

enum mail_state { MAIL_NONE, MAIL_WAITS, MAIL_SENT, MAIL_GIVEN_UP, MAIL_BOUNCED };

struct mail_row {
	const char *id;
	const char *application_id;
	const char *customer_id;
	const char *notice_id; /* NULL: a status update alone */
	const char *language;
	const char *subject;
	const char *body;      /* as it is sent */
	const void *sealed;    /* or that, sealed with the agency's key */
	size_t sealed_len;
	int64_t ends_at_ms;    /* from then on it is of no use and is not sent; 0: always of use */
	enum mail_state state;
	int64_t due_at_ms;
	int64_t tries;
	const char *account_id; /* NULL: about an application */
	const char *recipient;  /* NULL until it went out, but where it goes there whatever the record says */
	const char *answer;
	int64_t created_at_ms;
	int64_t done_at_ms;
	/* Of the customer as they are now, or recipient; filled by mail_take(). */
	const char *address; /* NULL: none */
	bool is_hidden;      /* nothing may tell where they are */
};

bool mail_add(struct txn *txn, const struct mail_row *row) must_use;
bool mail_find(struct db *db, const char *id, struct arena *arena, struct mail_row *ret) must_use;

/* Takes what is due, the longest waiting first: nobody else will until then. */
bool mail_take(struct txn *txn, const char *lease, int64_t until_ms, size_t max,
               struct arena *arena, struct mail_row **ret, size_t *ret_count) must_use;
/* Gives one back, to be tried again; nothing where the lease is another's. */
bool mail_put_off(struct txn *txn, const struct mail_row *row, const char *lease, int64_t due_at_ms,
                  bool was_tried, const char *answer) must_use;
/* Nobody tries it again.  Also where the lease was lost meanwhile: what has
 * been sent need not be sent once more.  *ret_ended is false where somebody
 * else had ended it before. */
bool mail_end(struct txn *txn, const struct mail_row *row, enum mail_state state,
              const char *recipient, const char *answer, bool *ret_ended) must_use;

/* Of one about an account nothing is kept once it has ended: it may open a door. */
bool mail_forget(struct txn *txn, const char *id) must_use;

/* What waits of a notice is not sent any more: it went by post. */
bool mail_withdraw(struct txn *txn, const char *notice_id) must_use;

/* Did e-mail to this address of theirs come back? */
bool mail_has_bounced(struct db *db, const char *customer_id, const char *address);
/* Was anything sent to this address of theirs? */
bool mail_has_gone(struct db *db, const char *customer_id, const char *address);
/* How many told a mailbox, since then, that this customer's goes elsewhere. */
int64_t mail_moved_count(struct db *db, const char *customer_id, int64_t since_ms);

/* When the next is due; 0: none waits. */
int64_t mail_next_due(struct db *db);

struct mail_count {
	int64_t waiting;
	int64_t tried;      /* of them, not for the first time */
	int64_t oldest_ms;  /* when it was made; 0: none */
};
void mail_count(struct db *db, struct mail_count *ret);
/* What waits or was given up, newest last. */
size_t mail_list(struct db *db, enum mail_state state, size_t max, struct arena *arena,
                 struct mail_row **ret);

#endif
