/* SPDX-License-Identifier: Apache-2.0
 *
 * An applicant's account: e-mail or telephone and a password, for finding
 * one's own forms and applications again.  Making one and signing in never
 * tell whether somebody else has an account.
 *
 * Where the agency writes e-mail an account that bears an e-mail address opens
 * once that address is confirmed (account_proof.h): until then whoever has the
 * mailbox could come to have the account, and who made it would learn from
 * signing in that nobody had that name.
 */
#ifndef SERVICE_ACCOUNT_H
#define SERVICE_ACCOUNT_H

#include "domain/customer.h"
#include "server/service/service.h"
#include "server/service/started_form.h"
#include "server/store/account.h"

enum {
	ACCOUNT_PASS_MS = 60 * 60 * 1000, /* of a browser in which nothing happens */
	ACCOUNT_LOGIN_MAX = 200,
	ACCOUNT_PASSWORD_MIN = 8,
	ACCOUNT_PASSWORD_MAX = 200
};

struct account {
	struct account_row row;
	const char *login; /* as it was typed */
};

/* What the slow half found out, for the commit. */
struct account_try {
	bool accepted;          /* sign-in: it is theirs; making: nobody has that login */
	struct account account;
};

/*
 * Off the HTTP threads: about 80 ms, whoever it is.  False with RATE_LIMITED,
 * or VALIDATION_FAILED at /login or /password.
 */
bool account_check(struct call *call, const char *login, const char *password, const char *address,
	struct account_try *ret, struct err *err) must_use;
/* Is it the password of this account, proven or not? */
bool account_check_owner(struct call *call, const struct account *account, const char *password,
	const char *address, bool *ret_accepted, struct err *err) must_use;
bool account_prepare(struct call *call, const char *login, const char *password, const char *address,
	const char *language, struct account_try *ret, struct err *err) must_use;
/* In the writer.  Where somebody has that login already nothing is made, and nothing told. */
bool account_make(struct call *call, const struct account_try *prepared, struct err *err) must_use;

/* False: there is none (or db_failed). */
bool account_open(struct call *call, const char *id, struct account *ret);
/* The browser's pass; ends with the version of the account, too. */
const char *account_pass_make(struct call *call, const struct account *account);
/* False: nobody is signed in (or db_failed). */
bool account_pass_read(struct call *call, const char *pass, struct account *ret);
/* Every pass for it ends. */
bool account_sign_out(struct call *call, struct account *account, struct err *err) must_use;
bool account_speak(struct call *call, struct account *account, const char *language, struct err *err)
	must_use;
/* Writes it down as it is now, its login sealed. */
bool account_keep(struct call *call, struct account *account, struct err *err) must_use;
/* The login as it is compared, and its keyed hash; NULL: none that could be one. */
const char *account_login_plain(struct arena *arena, const char *login);
void account_login_tag(struct call *call, const char *plain, uint8_t tag[SECRET_KEY_BYTES]);
/* A login that was sealed by account_seal(). */
const char *account_unseal(struct call *call, const void *sealed, size_t len);
void account_seal(struct call *call, const char *plain, const void **ret_sealed, size_t *ret_len);
/* False with RATE_LIMITED: this is tried too often, or from there.  Counted as a
 * failure until account_tried() says otherwise. */
bool account_may_try(struct call *call, const char *what, const char *address, struct err *err) must_use;
void account_tried(struct call *call, const char *what, const char *address, bool good);
/* The hash of a new password, slow; VALIDATION_FAILED at /password. */
const char *account_password_hash(struct call *call, const char *password, struct err *err);

/*
 * What an account may see is what it has proved: the applications that were
 * filed from it, and those whose code it gave.  One letter with its number and
 * code leads to that application, and not into the rest of the record.
 */
size_t account_applications(struct call *call, const struct account *account,
	const struct account_proved **ret);
/* One of them by number; NULL: not theirs. */
const char *account_application_id(struct call *call, const struct account *account, const char *number);
size_t account_forms(struct call *call, const struct account *account, struct started_form_row **ret);
/* In the writer: it shows number and code, which status_find() let through.  NOT_FOUND
 * where they are not together any more. */
bool account_add(struct call *call, const struct account *account, const char *number,
	const char *code, struct err *err) must_use;
/* In the writer: this was filed from it.  The record which its first one made is its own. */
bool account_filed(struct call *call, struct account *account, const struct application *application,
	struct err *err) must_use;
/*
 * May what holds for a whole record be seen and changed by who has shown this
 * application's code, and may be signed in (account NULL: nobody is)?  Yes
 * where nothing else is on it, or all else is proved, or it is their own.
 */
bool account_speaks_for(struct call *call, const struct account *account, const char *customer_id,
	const char *application_id);

/* ---- account_earlier.c ---- */

/* What the customer told last, as a patch of a form of this program; NULL: nothing. */
const char *account_earlier(struct call *call, const struct account *account,
	const struct program *program);

#endif
