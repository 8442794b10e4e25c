/* SPDX-License-Identifier: Apache-2.0
 *
 * Second factors: who has to, is this code good, and setting one up.
 */
#include "config.h"

#include "server/service/second_factor.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/str.h"
#include "server/service/agency.h"
#include "server/service/otp.h"
#include "server/store/event_log.h"
#include "server/store/second_factor.h"
#include "server/store/worker.h"

enum {
	RECOVERY_CODES = 10,
	RECOVERY_LETTERS = 10, /* 50 bits, shown as two groups of five */
	RECOVERY_TEXT_MAX = RECOVERY_LETTERS + 2
};

struct second_factor_start {
	const void *sealed;
	size_t sealed_len;
	char secret_text[OTP_SECRET_TEXT];
	const char *password_hash; /* with which the password was compared */
	struct second_factor_proof proof;
};

/* ---- who has to ---- */

static enum second_factor_policy
policy_of_word(const char *word, enum second_factor_policy otherwise)
{
	if (str_eq(word, "required"))
		return SECOND_FACTOR_REQUIRED;
	if (str_eq(word, "optional"))
		return SECOND_FACTOR_OPTIONAL;
	return str_eq(word, "off") ? SECOND_FACTOR_OFF : otherwise;
}

static enum second_factor_policy
second_factor_policy(const struct agency *agency, unsigned roles)
{
	static const struct { unsigned role; const char *setting; } of_role[] = {
#define ROLE(id, bit, wire, text) { ROLE_##id, "second_factor_" wire },
#include "domain/roles.def"
#undef ROLE
	};
	enum second_factor_policy agencys =
		policy_of_word(agency_setting(agency, "second_factor", "optional"), SECOND_FACTOR_OPTIONAL);
	enum second_factor_policy strictest = roles == 0 ? agencys : SECOND_FACTOR_OFF, policy;
	size_t i;

	for (i = 0; i < countof(of_role); i++) {
		if ((roles & of_role[i].role) == 0)
			continue;
		policy = policy_of_word(agency_setting(agency, of_role[i].setting, ""), agencys);
		if (policy > strictest)
			strictest = policy;
	}
	return strictest;
}

bool
second_factor_is_due(const struct agency *agency, struct db *db, const char *worker_id, unsigned roles,
                     struct arena *arena)
{
	struct second_factor_row row = { .confirmed_at_ms = 0 };

	return second_factor_policy(agency, roles) == SECOND_FACTOR_REQUIRED
	       && !(second_factor_find(db, worker_id, arena, &row) && row.confirmed_at_ms > 0);
}

/* ---- is this code good ---- */

static bool
secret_open(struct call *call, const struct second_factor_row *row, struct buf *secret, struct err *err)
{
	return (unseal(secret, agency_key(call->agency, KEY_SECOND_FACTOR), row->sealed, row->sealed_len)
	        && secret->len == OTP_SECRET_BYTES)
	       || err_set(err, ERR_INTERNAL, "A second factor does not open with this agency's key file.");
}

/* As it may be typed: any case, with or without its hyphen. */
static void
recovery_tag(const struct agency *agency, const char *worker_id, const char *typed, uint8_t tag[RECOVERY_TAG_BYTES])
{
	char text[200];
	size_t len = (size_t)snprintf(text, sizeof(text), "recovery\n%.60s\n", worker_id);

	for (; *typed != '\0' && len + 1 < sizeof(text); typed++) {
		if (*typed >= 'A' && *typed <= 'Z')
			text[len++] = (char)(*typed - 'A' + 'a');
		else if (*typed != '-' && *typed != ' ')
			text[len++] = *typed;
	}
	keyed_tag(tag, agency_key(agency, KEY_SECOND_FACTOR), text, len);
	secret_wipe(text, sizeof(text));
}

/* The real clock, also where a sample's days are others: so has the phone. */
static int64_t
now_s(void)
{
	return clock_real_ms() / 1000;
}

bool
second_factor_check(struct call *call, const char *worker_id, unsigned roles, const char *otp,
                    struct second_factor_proof *ret, struct err *err)
{
	struct second_factor_row row = { .confirmed_at_ms = 0 };
	struct buf secret = BUF_INIT(256);
	bool found, opened;

	memset(ret, 0, sizeof(*ret));
	if (second_factor_policy(call->agency, roles) == SECOND_FACTOR_OFF)
		return true;
	found = second_factor_find(call->db, worker_id, call->arena, &row);
	if (!found && db_take_failure(call->db, err))
		return false;
	if (!found || row.confirmed_at_ms == 0)
		return true;
	ret->is_needed = true;
	ret->sealed = row.sealed;
	ret->sealed_len = row.sealed_len;
	if (str_empty(otp)) {
		ret->refusal = ERR_OTP_REQUIRED;
		return true;
	}
	/* Whether a recovery code is good turns out when it is used up. */
	ret->by_recovery = strlen(otp) != OTP_DIGITS;
	if (ret->by_recovery) {
		recovery_tag(call->agency, worker_id, otp, ret->tag);
		return true;
	}
	opened = secret_open(call, &row, &secret, err);
	if (opened && (!otp_matches((const uint8_t *)secret.data, secret.len, otp, now_s(), &ret->step)
	               || ret->step <= row.used_step))
		ret->refusal = ERR_OTP_INVALID;
	secret_wipe(secret.data, secret.len);
	buf_done(&secret);
	return opened;
}

static bool
append(struct call *call, enum event_type type, const char *worker_id, const char *how)
{
	struct event event = { .type = type, .subject = { "worker", worker_id },
		               .actor = { .kind = AUTHOR_SYSTEM, .id = "system", .name = "system" } };
	struct buf payload = BUF_INIT(200);
	struct json_out out = JSON_OUT(&payload);
	bool done;

	if (call->actor != NULL && call->actor->id != NULL)
		event.actor = (struct author){ .kind = AUTHOR_WORKER, .id = call->actor->id, .name = call->actor->name };
	json_begin_object(&out, NULL);
	json_put_int(&out, "v", 1);
	if (how != NULL)
		json_put_text(&out, "how", how);
	json_end_object(&out);
	done = event_append(call->txn, &event, payload.data);
	buf_done(&payload);
	return done;
}

bool
second_factor_spend(struct call *call, const char *worker_id, const struct second_factor_proof *proof)
{
	if (!proof->is_needed)
		return true;
	if (!proof->by_recovery)
		return second_factor_use_step(call->txn, worker_id, proof->step);
	return second_factor_use_recovery(call->txn, worker_id, proof->tag)
	       && append(call, EVENT_RECOVERY_CODE_USED, worker_id, NULL);
}

/* ---- the worker's own ---- */

bool
second_factor_describe(struct call *call, struct second_factor_view *ret, struct err *err)
{
	struct second_factor_row row = { .confirmed_at_ms = 0 };
	bool found = second_factor_find(call->db, call->actor->id, call->arena, &row);

	if (!found && db_take_failure(call->db, err))
		return false;
	ret->policy = second_factor_policy(call->agency, call->actor->roles);
	ret->is_on = found && row.confirmed_at_ms > 0;
	ret->confirmed_at_ms = row.confirmed_at_ms;
	ret->recovery_left = row.recovery_left;
	return true;
}

static void
make_secret(struct call *call, struct second_factor_start *start)
{
	struct buf sealed = BUF_INIT(256);
	uint8_t secret[OTP_SECRET_BYTES];
	void *copy;

	random_bytes(secret, sizeof(secret));
	otp_secret_text(start->secret_text, secret);
	seal(&sealed, agency_key(call->agency, KEY_SECOND_FACTOR), secret, sizeof(secret));
	secret_wipe(secret, sizeof(secret));
	copy = arena_alloc(call->arena, sealed.len);
	memcpy(copy, sealed.data, sealed.len);
	start->sealed = copy;
	start->sealed_len = sealed.len;
	buf_done(&sealed);
}

static bool
not_your_password(struct err *err)
{
	err_set(err, ERR_VALIDATION_FAILED, "That is not your password.");
	return err_field(err, "/password", "wrong", "That is not your password.");
}

/* Who has one proves it before it gives way to another. */
static bool
not_its_code(struct err *err, bool none_was_sent)
{
	err_set(err, ERR_VALIDATION_FAILED, "A second factor is set up: give its present code, too.");
	return err_field(err, "/otp", none_was_sent ? "required" : "wrong",
	                 "The present code of the second factor that gives way.");
}

bool
second_factor_prepare(struct call *call, const char *password_hash, const struct second_factor_proof *proof,
                      struct second_factor_start **ret, struct err *err)
{
	if (password_hash == NULL)
		return not_your_password(err);
	if (proof->refusal != ERR_NONE || proof->by_recovery)
		return not_its_code(err, proof->refusal == ERR_OTP_REQUIRED);
	*ret = arena_alloc(call->arena, sizeof(**ret));
	(*ret)->password_hash = password_hash;
	(*ret)->proof = *proof;
	make_secret(call, *ret);
	return true;
}

/* Comparing takes its time: since then there may be another password, a second
 * factor where there was none, or another one, or its code may be used up. */
static bool
look_again(struct call *call, const struct second_factor_start *start, const struct worker *worker, struct err *err)
{
	const struct second_factor_proof *proof = &start->proof;
	struct worker_secret secret = { .id = NULL };
	struct second_factor_row row = { .confirmed_at_ms = 0 };
	bool known = worker_secret_find(call->db, worker->username, call->arena, &secret);
	bool found = second_factor_find(call->db, worker->id, call->arena, &row);

	if ((!known || !found) && db_take_failure(call->db, err))
		return false;
	if (!known || !str_eq(secret.password_hash, start->password_hash))
		return not_your_password(err);
	if (!found || row.confirmed_at_ms == 0)
		return true;
	if (proof->is_needed && proof->sealed_len == row.sealed_len
	    && memcmp(proof->sealed, row.sealed, row.sealed_len) == 0 && second_factor_spend(call, worker->id, proof))
		return true;
	return db_take_failure(call->db, err) ? false : not_its_code(err, !proof->is_needed);
}

bool
second_factor_begin(struct call *call, const struct second_factor_start *start, struct second_factor_view *ret,
                    struct err *err)
{
	struct worker *worker = arena_alloc(call->arena, sizeof(*worker));
	char *uri = arena_alloc(call->arena, OTP_URI_MAX);

	if (second_factor_policy(call->agency, call->actor->roles) == SECOND_FACTOR_OFF)
		return err_set(err, ERR_UNSUPPORTED_BY_BACKEND, "This agency uses no second factors.");
	call->sessions_of = call->actor->id;
	if (!worker_find(call->db, call->actor->id, call->arena, worker))
		return db_take_failure(call->db, err) ? false : err_set(err, ERR_UNAUTHENTICATED, "Sign in again.");
	if (!look_again(call, start, worker, err))
		return false;
	if (!second_factor_put(call->txn, worker->id, start->sealed, start->sealed_len)
	    || !append(call, EVENT_SECOND_FACTOR_CHANGED, worker->id, "begun")
	    || !second_factor_describe(call, ret, err)) {
		db_take_failure(call->db, err);
		return false;
	}
	otp_uri(uri, worker->username, start->secret_text);
	ret->secret = start->secret_text;
	ret->uri = uri;
	return true;
}

/* Ten fresh ones: what is shown, and what is kept. */
static void
recovery_make(struct call *call, struct text_list *ret_codes, uint8_t (*tags)[RECOVERY_TAG_BYTES])
{
	static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";
	uint8_t bytes[RECOVERY_LETTERS];
	size_t i, j;

	ret_codes->at = arena_array(call->arena, RECOVERY_CODES, sizeof(*ret_codes->at));
	ret_codes->count = RECOVERY_CODES;
	for (i = 0; i < RECOVERY_CODES; i++) {
		char *code = arena_alloc(call->arena, RECOVERY_TEXT_MAX);
		random_bytes(bytes, sizeof(bytes));
		for (j = 0; j < RECOVERY_LETTERS; j++)
			code[j + (j >= RECOVERY_LETTERS / 2)] = alphabet[bytes[j] & 31];
		code[RECOVERY_LETTERS / 2] = '-';
		recovery_tag(call->agency, call->actor->id, code, tags[i]);
		ret_codes->at[i] = code;
	}
	secret_wipe(bytes, sizeof(bytes));
}

bool
second_factor_finish(struct call *call, const char *otp, struct second_factor_view *ret, struct err *err)
{
	struct second_factor_row row = { .confirmed_at_ms = 0 };
	struct buf secret = BUF_INIT(256);
	uint8_t tags[RECOVERY_CODES][RECOVERY_TAG_BYTES];
	int64_t step = 0;
	bool good;

	if (!second_factor_find(call->db, call->actor->id, call->arena, &row) || row.confirmed_at_ms > 0) {
		return db_take_failure(call->db, err) ? false
		                                      : err_set(err, ERR_VALIDATION_FAILED, "Nothing waits to be confirmed; begin first.");
	}
	if (!secret_open(call, &row, &secret, err))
		return false;
	good = otp_matches((const uint8_t *)secret.data, secret.len, otp, now_s(), &step);
	secret_wipe(secret.data, secret.len);
	buf_done(&secret);
	if (!good) {
		err_set(err, ERR_VALIDATION_FAILED, "That is not the present code; see that the clocks agree.");
		return err_field(err, "/otp", "wrong", "Not the present code.");
	}
	recovery_make(call, &ret->recovery_codes, tags);
	call->sessions_of = call->actor->id;
	if (!second_factor_confirm(call->txn, call->actor->id, step, (const uint8_t (*)[RECOVERY_TAG_BYTES])tags,
	                           RECOVERY_CODES)
	    || !append(call, EVENT_SECOND_FACTOR_CHANGED, call->actor->id, "confirmed")
	    || !second_factor_describe(call, ret, err)) {
		db_take_failure(call->db, err);
		return false;
	}
	return true;
}
