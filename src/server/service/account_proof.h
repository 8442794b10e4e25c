/* SPDX-License-Identifier: Apache-2.0
 *
 * Proving by e-mail that an account's address is its maker's, setting a lost
 * password anew, and moving to another address.
 *
 * A link is signed and kept by nobody but the mailbox it went to: what it is
 * good for is bound to what it changes, so that it works once.  Confirming
 * asks for the password besides, since an address that was mistyped is
 * somebody else's.  Who sets a password by e-mail alone has shown a mailbox
 * and nothing else: of an account that was never confirmed they get the name,
 * and nothing of what is in it.
 */
#ifndef SERVICE_ACCOUNT_PROOF_H
#define SERVICE_ACCOUNT_PROOF_H

#include "server/service/account.h"

enum {
	ACCOUNT_CONFIRM_MS = 3 * 24 * 60 * 60 * 1000,
	ACCOUNT_RESET_MS = 30 * 60 * 1000,
	ACCOUNT_ASKS_AN_HOUR = 3 /* e-mails about one address, and moves of one account */
};

/* Does the agency write to accounts?  It needs to know its own address for that. */
bool account_mail_works(const struct call *call);
/* An e-mail address that can be written to? */
bool account_mail_fits(struct arena *arena, const char *login);
/* It bears an e-mail address that nobody has confirmed; opens nothing. */
bool account_is_unproven(const struct call *call, const struct account *account);

/*
 * In the writer: somebody made, or lost, the account of this login.  Its
 * mailbox gets what it takes to confirm it or to set a new password, a few
 * times an hour; where there is no account nothing, and nobody is told.
 * language is for who has none.
 */
bool account_ask_link(struct call *call, const char *login, const char *language, struct err *err)
	must_use;
/* The slow half's check of the same: RATE_LIMITED. */
bool account_may_ask(struct call *call, const char *login, const char *address, struct err *err) must_use;
/* In the writer: to move to another address.  Both mailboxes are told; a few
 * times an hour, then RATE_LIMITED. */
bool account_ask_move(struct call *call, struct account *account, const char *login, struct err *err)
	must_use;

enum account_link { LINK_NONE, LINK_CONFIRM, LINK_MOVE, LINK_RESET };

/* LINK_NONE: forged, too old, used, or of another kind than asked for. */
enum account_link account_link_read(struct call *call, const char *link, struct account *ret);
/* In the writer, the first two by who has shown the password, too.  NOT_FOUND:
 * it has been used meanwhile. */
bool account_link_confirm(struct call *call, const char *link, struct account *ret, struct err *err)
	must_use;
bool account_link_reset(struct call *call, const char *link, const char *password_hash, struct err *err)
	must_use;

/* ---- account_mail.c: what stands in the e-mails ---- */

enum account_mail {
	ACCOUNT_MAIL_CONFIRM, /* two links: confirm, or set a password */
	ACCOUNT_MAIL_RESET,
	ACCOUNT_MAIL_MOVE,    /* to the new address */
	ACCOUNT_MAIL_MOVING,  /* to the old */
	ACCOUNT_MAIL_MOVED,   /* to the old */
	ACCOUNT_MAIL_PASSWORD /* it was changed */
};
struct account_links { const char *confirm, *reset; };
/* Into the queue; nothing where none is written. */
bool account_mail_add(struct call *call, const struct account *account, enum account_mail kind,
	const char *to, const struct account_links *links, struct err *err) must_use;

#endif
