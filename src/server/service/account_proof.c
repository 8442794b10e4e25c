/* SPDX-License-Identifier: Apache-2.0
 *
 * Links into accounts: asked for, read, used.
 */
#include "server/service/account_proof.h"

#include "base/mail_header.h"
#include "base/secret.h"
#include "base/str.h"
#include "server/service/agency.h"
#include "server/service/mail.h"
#include "server/service/pass.h"

enum { HOUR_MS = 60 * 60 * 1000, MARK_BYTES = 16, PURPOSE_MAX = 120 };

bool
account_mail_works(const struct call *call)
{
	return mail_is_on(call) &&
		!str_empty(agency_setting(call->agency, "portal_url", ""));
}

bool
account_mail_fits(struct arena *arena, const char *login)
{
	const char *plain = account_login_plain(arena, login);

	return plain && mail_address_fits(plain);
}

bool
account_is_unproven(const struct call *call, const struct account *account)
{
	return account->row.confirmed_at_ms == 0 && account_mail_works(call) &&
		mail_address_fits(account->login);
}

/* ---- links ---- */

/* What a link is bound to: using it changes this, and so ends it. */
static void
purpose_of(struct call *call, enum account_link kind, const struct account_row *row,
	char out[PURPOSE_MAX])
{
	char mark[2 * SECRET_KEY_BYTES + 1], hash[PASS_TAG_TEXT];

	hex_text(mark, kind == LINK_MOVE ? row->move_tag : row->login_tag, SECRET_KEY_BYTES);
	if (kind == LINK_RESET) {
		pass_sign(call, "account-password", row->password_hash, hash);
		(void)snprintf(out, PURPOSE_MAX, "account-reset:%.*s:%.*s", 2 * MARK_BYTES, mark,
			2 * MARK_BYTES, hash);
	} else if (kind == LINK_MOVE) {
		(void)snprintf(out, PURPOSE_MAX, "account-move:%.*s:%lld", 2 * MARK_BYTES, mark,
			(long long)row->move_asked_at_ms);
	} else {
		(void)snprintf(out, PURPOSE_MAX, "account-confirm:%.*s", 2 * MARK_BYTES, mark);
	}
}

static const char *
link_make(struct call *call, enum account_link kind, const struct account *account)
{
	char purpose[PURPOSE_MAX];

	purpose_of(call, kind, &account->row, purpose);
	return pass_make(call, purpose, account->row.id,
		kind == LINK_RESET ? ACCOUNT_RESET_MS : ACCOUNT_CONFIRM_MS);
}

static bool
may_be(enum account_link kind, const struct account_row *row)
{
	switch (kind) {
	case LINK_CONFIRM:
		return row->confirmed_at_ms == 0;
	case LINK_MOVE:
		return row->move_sealed_len > 0;
	default:
		return true;
	}
}

enum account_link
account_link_read(struct call *call, const char *link, struct account *ret)
{
	static const enum account_link kinds[] = { LINK_CONFIRM, LINK_MOVE, LINK_RESET };
	const char *begin = link ? strchr(link, '.') : NULL;
	const char *end = begin ? strchr(begin + 1, '.') : NULL;
	char purpose[PURPOSE_MAX];
	int64_t ends_ms;

	if (!end)
		return LINK_NONE;
	/* The account is looked up before the link can be checked. */
	const char *id = arena_strndup(call->arena, begin + 1, (size_t)(end - begin - 1));
	if (!str_is_id(id) || !account_mail_works(call) || !account_open(call, id, ret))
		return LINK_NONE;
	for (size_t i = 0; i < countof(kinds); i++) {
		purpose_of(call, kinds[i], &ret->row, purpose);
		if (may_be(kinds[i], &ret->row) && pass_read(call, purpose, link, &ends_ms))
			return kinds[i];
	}
	return LINK_NONE;
}

static bool
is_used(struct call *call, struct err *err)
{
	return db_take_failure(call->db, err) ? false : err_set(err, ERR_NOT_FOUND, "%s", "");
}

/* ---- asking ---- */

bool
account_may_ask(struct call *call, const char *login, const char *address, struct err *err)
{
	const char *plain = account_login_plain(call->arena, login);
	const char *what = arena_printf(call->arena, "link:%s", plain ? plain : "");

	if (!account_may_try(call, what, address, err))
		return false;
	account_tried(call, what, address, false);
	return true;
}

/* Counted whether there is such an account or not: both take as long. */
static bool
may_write_to(struct call *call, const uint8_t tag[SECRET_KEY_BYTES], bool *ret_may, struct err *err)
{
	int64_t count;

	if (!account_ask_add(call->txn, tag, call->now_ms - HOUR_MS, &count))
		return db_take_failure(call->db, err), false;
	*ret_may = count <= ACCOUNT_ASKS_AN_HOUR;
	call->adds_mail = true; /* as if, where there is none */
	return true;
}

/* What it takes to confirm it or to set a new password, to its own mailbox. */
static bool
mail_links(struct call *call, struct account *account, const char *language, struct err *err)
{
	bool is_unproven = account_is_unproven(call, account);
	struct account_links links = {
		.confirm = is_unproven ? link_make(call, LINK_CONFIRM, account) : NULL,
		.reset = link_make(call, LINK_RESET, account),
	};

	if (!account->row.language)
		account->row.language = language;
	return account_mail_add(call, account, is_unproven ? ACCOUNT_MAIL_CONFIRM : ACCOUNT_MAIL_RESET,
		account->login, &links, err);
}

bool
account_ask_link(struct call *call, const char *login, const char *language, struct err *err)
{
	assert(call && call->txn);
	const char *plain = account_login_plain(call->arena, login);
	struct account account = { .login = plain };
	uint8_t tag[SECRET_KEY_BYTES];
	bool may;

	if (!account_mail_works(call))
		return true;
	account_login_tag(call, plain ? plain : "", tag);
	if (!may_write_to(call, tag, &may, err))
		return false;
	if (!may || !plain || !account_find_login(call->db, tag, call->arena, &account.row))
		return !db_take_failure(call->db, err);
	return mail_links(call, &account, language, err);
}

/* A new address each time is no way to have many written to, and the old one each time. */
static bool
may_move(struct call *call, const struct account_row *row, struct err *err)
{
	const char *text = arena_printf(call->arena, "moves:%s", row->id);
	uint8_t tag[SECRET_KEY_BYTES];
	bool may;

	keyed_tag(tag, agency_key(call->agency, KEY_FORM), text, strlen(text));
	return may_write_to(call, tag, &may, err) &&
		(may || err_set(err, ERR_RATE_LIMITED, "At most %d moves an hour.", ACCOUNT_ASKS_AN_HOUR));
}

bool
account_ask_move(struct call *call, struct account *account, const char *login, struct err *err)
{
	assert(call && call->txn && account);
	const char *plain = account_login_plain(call->arena, login);
	struct account_row *row = &account->row;
	struct account there = { .login = plain };
	uint8_t tag[SECRET_KEY_BYTES];
	bool may;

	if (!account_mail_fits(call->arena, login))
		return err_field(err, "/login", "invalid", "An e-mail address is needed.");
	account_login_tag(call, plain, tag);
	if (!may_move(call, row, err) || !may_write_to(call, tag, &may, err))
		return false;
	if (!may || same_bytes(tag, row->login_tag, sizeof(tag)))
		return true;
	bool is_taken = account_find_login(call->db, tag, call->arena, &there.row);
	if (!is_taken && db_failed(call->db))
		return db_take_failure(call->db, err), false;
	memcpy(row->move_tag, tag, sizeof(tag));
	account_seal(call, plain, &row->move_sealed, &row->move_sealed_len);
	row->move_asked_at_ms = call->now_ms;
	struct account_links links = { .confirm = link_make(call, LINK_MOVE, account) };
	/* Of somebody's account that mailbox alone hears that it has one.  All else
	 * is as ever: the old one is told, and a move before this one has ended. */
	return account_keep(call, account, err) &&
		(is_taken ? mail_links(call, &there, row->language, err)
			  : account_mail_add(call, account, ACCOUNT_MAIL_MOVE, plain, &links, err)) &&
		account_mail_add(call, account, ACCOUNT_MAIL_MOVING, account->login, NULL, err);
}

/* ---- using ---- */

/* Whatever was signed in or asked for before is over. */
static void
begin_anew(struct call *call, struct account_row *row)
{
	row->version++;
	row->confirmed_at_ms = call->now_ms;
	row->move_sealed_len = 0;
	row->move_asked_at_ms = 0;
}

static bool
move(struct call *call, struct account *account, struct err *err)
{
	struct account_row *row = &account->row, there;
	const char *before = account->login;

	/* Somebody was faster. */
	if (account_find_login(call->db, row->move_tag, call->arena, &there) || db_failed(call->db))
		return is_used(call, err);
	account->login = account_unseal(call, row->move_sealed, row->move_sealed_len);
	memcpy(row->login_tag, row->move_tag, sizeof(row->login_tag));
	begin_anew(call, row);
	return account_keep(call, account, err) &&
		account_mail_add(call, account, ACCOUNT_MAIL_MOVED, before, NULL, err);
}

bool
account_link_confirm(struct call *call, const char *link, struct account *ret, struct err *err)
{
	assert(call && call->txn);
	enum account_link kind = account_link_read(call, link, ret);

	if (kind == LINK_MOVE)
		return move(call, ret, err);
	if (kind != LINK_CONFIRM)
		return is_used(call, err);
	ret->row.confirmed_at_ms = call->now_ms;
	return account_keep(call, ret, err);
}

bool
account_link_reset(struct call *call, const char *link, const char *password_hash, struct err *err)
{
	assert(call && call->txn && !str_empty(password_hash));
	struct account account;

	if (account_link_read(call, link, &account) != LINK_RESET)
		return is_used(call, err);
	/* It was made by who knows whom: the mailbox gets the name alone. */
	if (account_is_unproven(call, &account)) {
		account.row.customer_id = NULL;
		if (!account_let_go(call->txn, account.row.id))
			return db_take_failure(call->db, err), false;
	}
	account.row.password_hash = password_hash;
	begin_anew(call, &account.row);
	return account_keep(call, &account, err) &&
		account_mail_add(call, &account, ACCOUNT_MAIL_PASSWORD, account.login, NULL, err);
}
