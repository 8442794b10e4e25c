/* SPDX-License-Identifier: Apache-2.0
 *
 * Applicants' accounts.
 */
#include "server/service/account.h"

#include <pthread.h>

#include "base/mail_header.h"
#include "base/secret.h"
#include "base/str.h"
#include "server/service/account_proof.h"
#include "server/service/agency.h"
#include "server/service/pass.h"
#include "server/service/status.h"
#include "server/service/throttle.h"
#include "server/store/application.h"
#include "server/store/customer.h"

enum { PHONE_DIGITS_MIN = 10, PHONE_DIGITS_MAX = 15 };

static pthread_once_t hash_once = PTHREAD_ONCE_INIT;
/* A hash that no password has, so that unknown logins take as long as known ones. */
static char nobodys_hash[PASSWORD_HASH_MAX];

static void
make_once(void)
{
	uint8_t bytes[16];
	char password[2 * sizeof(bytes) + 1];

	random_bytes(bytes, sizeof(bytes));
	hex_text(password, bytes, sizeof(bytes));
	if (!password_hash(nobodys_hash, password))
		nobodys_hash[0] = '\0';
}

/* ---- logins ---- */

/* E-mail in small letters, or the digits of a telephone number; NULL: neither. */
const char *
account_login_plain(struct arena *arena, const char *login)
{
	char *plain, *to;
	size_t len = login ? strlen(login) : 0;

	if (len == 0 || len > ACCOUNT_LOGIN_MAX)
		return NULL;
	plain = to = arena_strdup(arena, login);
	if (strchr(login, '@')) {
		for (const char *c = login; *c; c++) {
			if ((unsigned char)*c < ' ')
				return NULL;
			if (*c != ' ')
				*to++ = (char)(*c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c);
		}
		*to = '\0';
		return plain[0] != '@' && to[-1] != '@' ? plain : NULL;
	}
	for (const char *c = login; *c; c++)
		if (*c >= '0' && *c <= '9')
			*to++ = *c;
		else if (!strchr(" ()-.+/", *c))
			return NULL;
	*to = '\0';
	len = strlen(plain);
	/* The country's own 1 before ten digits. */
	if (len == PHONE_DIGITS_MIN + 1 && plain[0] == '1')
		plain++;
	return len >= PHONE_DIGITS_MIN && len <= PHONE_DIGITS_MAX ? plain : NULL;
}

void
account_login_tag(struct call *call, const char *plain, uint8_t tag[SECRET_KEY_BYTES])
{
	const char *text = arena_printf(call->arena, "login:%s", plain);
	keyed_tag(tag, agency_key(call->agency, KEY_FORM), text, strlen(text));
}

void
account_seal(struct call *call, const char *plain, const void **ret_sealed, size_t *ret_len)
{
	struct buf sealed = BUF_INIT(ACCOUNT_LOGIN_MAX + 256);

	seal(&sealed, agency_key(call->agency, KEY_FORM), plain, strlen(plain));
	*ret_len = sealed.len;
	*ret_sealed = memcpy(arena_alloc(call->arena, sealed.len), sealed.data, sealed.len);
	buf_done(&sealed);
}

const char *
account_unseal(struct call *call, const void *sealed, size_t len)
{
	struct buf text = BUF_INIT(ACCOUNT_LOGIN_MAX + 1);
	const char *login = "";

	if (unseal(&text, agency_key(call->agency, KEY_FORM), sealed, len))
		login = arena_strdup(call->arena, text.data);
	buf_done(&text);
	return login;
}

static const char *
login_of(struct call *call, const struct account_row *row)
{
	return account_unseal(call, row->login_sealed, row->login_sealed_len);
}

/* ---- the slow halves ---- */

bool
account_may_try(struct call *call, const char *what, const char *address, struct err *err)
{
	int wait_s;

	pthread_once(&hash_once, make_once);
	wait_s = throttle_wait_s(agency_throttle(call->agency, DOOR_ACCOUNT), what, address);
	if (wait_s == 0)
		return true;
	err_set(err, ERR_RATE_LIMITED, "Wait %d seconds, then try again.", wait_s);
	err->retry_after_s = wait_s;
	return false;
}

void
account_tried(struct call *call, const char *what, const char *address, bool good)
{
	throttle_result(agency_throttle(call->agency, DOOR_ACCOUNT), what, address, good);
}

static bool
password_is(const char *hash, const char *password, bool *ret_right, struct err *err)
{
	return password_compare(hash, password && strlen(password) <= ACCOUNT_PASSWORD_MAX ? password : "", ret_right, err);
}

bool
account_check(struct call *call, const char *login, const char *password, const char *address,
	struct account_try *ret, struct err *err)
{
	const char *plain = account_login_plain(call->arena, login);
	uint8_t tag[SECRET_KEY_BYTES];
	bool known;

	*ret = (struct account_try){ .accepted = false };
	/* What is no login is looked up like any other, and not found. */
	if (!plain)
		plain = "";
	if (!account_may_try(call, plain, address, err))
		return false;
	account_login_tag(call, plain, tag);
	known = account_find_login(call->db, tag, call->arena, &ret->account.row);
	if (!known && db_take_failure(call->db, err))
		return false;
	if (!password_is(known ? ret->account.row.password_hash : nobodys_hash, password, &ret->accepted, err))
		return false;
	ret->accepted &= known;
	if (ret->accepted) {
		ret->account.login = login_of(call, &ret->account.row);
		ret->accepted = !account_is_unproven(call, &ret->account);
	}
	account_tried(call, plain, address, ret->accepted);
	return true;
}

bool
account_check_owner(struct call *call, const struct account *account, const char *password,
	const char *address, bool *ret_accepted, struct err *err)
{
	const char *plain = account_login_plain(call->arena, account->login);

	if (!plain)
		plain = "";
	if (!account_may_try(call, plain, address, err))
		return false;
	if (!password_is(account->row.password_hash, password, ret_accepted, err))
		return false;
	account_tried(call, plain, address, *ret_accepted);
	return true;
}

const char *
account_password_hash(struct call *call, const char *password, struct err *err)
{
	char hash[PASSWORD_HASH_MAX];
	size_t len = password ? strlen(password) : 0;

	if (len < ACCOUNT_PASSWORD_MIN || len > ACCOUNT_PASSWORD_MAX)
		err_field(err, "/password", "length", "A password has %d to %d characters.",
			ACCOUNT_PASSWORD_MIN, ACCOUNT_PASSWORD_MAX);
	else if (!password_hash(hash, password))
		err_set(err, ERR_BACKEND_UNAVAILABLE, "There is not enough memory to hash the password.");
	else
		return arena_strdup(call->arena, hash);
	return NULL;
}

/* What is written to has to be an address that can be. */
static bool
login_fits(struct call *call, const char *plain)
{
	return plain && (!account_mail_works(call) || !strchr(plain, '@') || mail_address_fits(plain));
}

bool
account_prepare(struct call *call, const char *login, const char *password, const char *address,
	const char *language, struct account_try *ret, struct err *err)
{
	const char *plain = account_login_plain(call->arena, login);
	char id[ID_TEXT_MAX];
	size_t len = password ? strlen(password) : 0;

	*ret = (struct account_try){ .accepted = false };
	if (!login_fits(call, plain)) {
		err_field(err, "/login", "invalid", "An e-mail address or a telephone number is needed.");
		if (len < ACCOUNT_PASSWORD_MIN)
			(void)account_password_hash(call, password, err);
		return false;
	}
	if (len >= ACCOUNT_PASSWORD_MIN) {
		const char *what = arena_printf(call->arena, "new:%s", plain);
		if (!account_may_try(call, what, address, err))
			return false;
		/* Made by the dozen they are slowed down as wrong passwords are. */
		account_tried(call, what, address, false);
	}
	const char *hash = account_password_hash(call, password, err);
	if (!hash)
		return false;
	random_id(id, "u_", call->now_ms);
	ret->account.row = (struct account_row){
		.id = arena_strdup(call->arena, id),
		.password_hash = hash,
		.language = language,
		.version = 1,
		.changed_at_ms = call->now_ms,
	};
	account_login_tag(call, plain, ret->account.row.login_tag);
	ret->account.login = plain;
	ret->accepted = true;
	return true;
}

/* ---- the account itself ---- */

bool
account_keep(struct call *call, struct account *account, struct err *err)
{
	struct account_row *row = &account->row;

	account_seal(call, account->login, &row->login_sealed, &row->login_sealed_len);
	row->changed_at_ms = call->now_ms;
	return account_put(call->txn, row) ||
		(db_take_failure(call->db, err) ? false
						: err_set(err, ERR_INTERNAL, "The account could not be kept."));
}

bool
account_make(struct call *call, const struct account_try *prepared, struct err *err)
{
	struct account account = prepared->account;
	struct account_row there;

	assert(call->txn && prepared->accepted);
	bool is_there = account_find_login(call->db, account.row.login_tag, call->arena, &there);
	if (!is_there && (db_take_failure(call->db, err) || !account_keep(call, &account, err)))
		return false;
	/* Whoever it is hears the same here, and the rest by e-mail. */
	return !strchr(account.login, '@') || account_ask_link(call, account.login, account.row.language, err);
}

bool
account_open(struct call *call, const char *id, struct account *ret)
{
	if (!account_find(call->db, id, call->arena, &ret->row))
		return false;
	ret->login = login_of(call, &ret->row);
	return true;
}

const char *
account_pass_make(struct call *call, const struct account *account)
{
	const char *purpose =
		arena_printf(call->arena, "account%lld", (long long)account->row.version);
	const char *pass = pass_make(call, purpose, account->row.id, ACCOUNT_PASS_MS);
	/* The version goes along, to be looked up before the pass can be checked. */
	return arena_printf(call->arena, "%lld_%s", (long long)account->row.version, pass);
}

bool
account_pass_read(struct call *call, const char *pass, struct account *ret)
{
	const char *mark = pass ? strchr(pass, '_') : NULL;
	int64_t version, ends_ms;

	if (!mark || mark - pass > 19 ||
		!str_to_i64(arena_strndup(call->arena, pass, (size_t)(mark - pass)), &version))
		return false;
	const char *purpose = arena_printf(call->arena, "account%lld", (long long)version);
	const char *id = pass_read(call, purpose, mark + 1, &ends_ms);
	return id && account_open(call, id, ret) && ret->row.version == version &&
		!account_is_unproven(call, ret);
}

bool
account_sign_out(struct call *call, struct account *account, struct err *err)
{
	account->row.version++;
	return account_keep(call, account, err);
}

bool
account_speak(struct call *call, struct account *account, const char *language, struct err *err)
{
	account->row.language = language;
	return account_keep(call, account, err);
}

/* ---- what belongs to it ---- */

size_t
account_applications(struct call *call, const struct account *account, const struct account_proved **ret)
{
	struct account_proved *rows;
	size_t count = account_proved(call->db, account->row.id, call->arena, &rows);

	*ret = rows;
	return count;
}

const char *
account_application_id(struct call *call, const struct account *account, const char *number)
{
	const char *id = application_id_of_number(call->db, number, call->arena);

	return id && account_has_proved(call->db, account->row.id, id) ? id : NULL;
}

size_t
account_forms(struct call *call, const struct account *account, struct started_form_row **ret)
{
	return started_forms_of(call->db, account->row.id, call->arena, ret);
}

static bool
prove(struct call *call, const struct account *account, const char *application_id, struct err *err)
{
	return account_prove(call->txn, account->row.id, application_id) ||
		(db_take_failure(call->db, err) ? false
						: err_set(err, ERR_INTERNAL, "The application could not be added."));
}

bool
account_add(struct call *call, const struct account *account, const char *number, const char *code,
	struct err *err)
{
	const char *id;

	assert(call && call->txn && account);
	return status_find_again(call, number, code, &id, err) && prove(call, account, id, err);
}

bool
account_filed(struct call *call, struct account *account, const struct application *application,
	struct err *err)
{
	assert(call && call->txn && account && application);
	if (!account->row.customer_id) {
		account->row.customer_id = application->customer.id;
		if (!account_keep(call, account, err))
			return false;
	}
	return prove(call, account, application->id, err);
}

bool
account_speaks_for(struct call *call, const struct account *account, const char *customer_id,
	const char *application_id)
{
	assert(call && !str_empty(customer_id) && !str_empty(application_id));
	if (account && str_eq(account->row.customer_id, customer_id))
		return true;
	return account_unproved(call->db, account ? account->row.id : "", customer_id, application_id) == 0 &&
		!db_failed(call->db);
}
