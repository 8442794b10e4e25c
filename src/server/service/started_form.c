/* SPDX-License-Identifier: Apache-2.0
 *
 * Applications begun and not sent.
 */
#include "server/service/started_form.h"

#include "base/str.h"
#include "server/service/access_code.h"
#include "server/service/agency.h"
#include "server/service/pass.h"
#include "server/service/throttle.h"
#include "server/store/counter.h"

#define COUNTER_FORM "counter.form."

enum { DAY_MS = 24 * 3600 * 1000, NUMBER_MAX = 40, CODE_MAX = 40 };

/* ---- time ---- */

static int64_t
keep_ms(const struct call *call)
{
	return agency_setting_int(call->agency, "form_keep_days", STARTED_FORM_KEEP_DAYS) * DAY_MS;
}

static bool
is_over(const struct call *call, const struct started_form_row *row)
{
	int64_t kept_ms = row->application_id ? STARTED_FORM_PASS_MS : keep_ms(call);
	return row->changed_at_ms < call->now_ms - kept_ms;
}

civil_date
started_form_kept_until(const struct call *call, const struct started_form *form)
{
	return zone_date(ZONE_CENTRAL, form->row.changed_at_ms + keep_ms(call));
}

/* ---- opening ---- */

void
started_form_begin(struct call *call, const struct program *program, const char *account_id,
	struct started_form *ret)
{
	char id[ID_TEXT_MAX];

	random_id(id, "f_", call->now_ms);
	*ret = (struct started_form){
		.row = { .id = arena_strdup(call->arena, id),
			.account_id = account_id,
			.program_id = program->id,
			.changed_at_ms = call->now_ms },
		.program = program,
		.is_new = true,
	};
}

static bool
read_document(struct call *call, struct started_form *form, struct err *err)
{
	struct buf text = BUF_INIT(STARTED_FORM_BYTES_MAX);
	bool ok = unseal(&text, agency_key(call->agency, KEY_FORM), form->row.sealed,
		form->row.sealed_len);

	if (ok)
		form->document = json_parse(text.data, text.len, err);
	secret_wipe(text.data, text.len);
	buf_done(&text);
	return form->document || err_set(err, ERR_INTERNAL, "The form could not be read.");
}

bool
started_form_open(struct call *call, const char *id, struct started_form *ret, struct err *err)
{
	*ret = (struct started_form){ .document = NULL };
	if (!started_form_find(call->db, id, call->arena, &ret->row))
		return db_take_failure(call->db, err)
			? false
			: err_set(err, ERR_NOT_FOUND, "There is no such form.");
	ret->program = agency_program(call->agency, ret->row.program_id, 0);
	if (is_over(call, &ret->row) || !ret->program)
		return err_set(err, ERR_NOT_FOUND, "There is no such form.");
	return read_document(call, ret, err);
}

void
started_form_close(struct started_form *form)
{
	json_free(form->document);
	form->document = NULL;
}

const struct json *
started_form_part(const struct started_form *form, const char *name)
{
	return json_get(form->document, name);
}

bool
started_form_has_seen(const struct started_form *form, const char *page)
{
	return json_bool(json_get(started_form_part(form, "seen"), page), false);
}

/* ---- changing ---- */

static void put_merged(struct json_out *out, const char *name, const struct json *old,
	const struct json *patch);

static void
put_value(struct json_out *out, const char *name, const struct json *value)
{
	json_begin_value(out, name);
	json_print(out->buf, value);
}

/* RFC 7396: members replace, null takes away, objects are merged in turn. */
static void
put_members(struct json_out *out, const struct json *old, const struct json *patch)
{
	for (const struct json *at = json_first(old); at; at = json_next(at)) {
		const struct json *change = json_get(patch, json_name(at));
		if (!change)
			put_value(out, json_name(at), at);
		else if (json_kind(change) != JSON_NULL)
			put_merged(out, json_name(at), at, change);
	}
	for (const struct json *at = json_first(patch); at; at = json_next(at))
		if (json_kind(at) != JSON_NULL && !json_get(old, json_name(at)))
			put_merged(out, json_name(at), NULL, at);
}

static void
put_merged(struct json_out *out, const char *name, const struct json *old, const struct json *patch)
{
	if (json_kind(patch) != JSON_OBJECT) {
		put_value(out, name, patch);
		return;
	}
	json_begin_object(out, name);
	put_members(out, json_kind(old) == JSON_OBJECT ? old : NULL, patch);
	json_end_object(out);
}

static bool
give_number(struct call *call, struct started_form *form, struct err *err)
{
	int year, month, day;
	date_split(zone_date(ZONE_CENTRAL, call->now_ms), &year, &month, &day);
	int64_t number = counter_next(
		call->txn, arena_printf(call->arena, COUNTER_FORM "%02d", year % 100));
	if (!number)
		return db_take_failure(call->db, err)
			? false
			: err_set(err, ERR_INTERNAL, "No number could be given.");
	form->row.number =
		arena_printf(call->arena, "F-%02d-%06lld", year % 100, (long long)number);
	/* Whoever begins one sweeps up a few that others left. */
	return started_form_expire(call->txn, call->now_ms - keep_ms(call),
		call->now_ms - STARTED_FORM_PASS_MS);
}

static bool
keep(struct call *call, struct started_form *form, const struct buf *text, struct err *err)
{
	struct buf sealed = BUF_INIT(STARTED_FORM_BYTES_MAX + 1024);
	bool ok;

	if (form->is_new && !give_number(call, form, err))
		return false;
	seal(&sealed, agency_key(call->agency, KEY_FORM), text->data, text->len);
	form->row.sealed = sealed.data;
	form->row.sealed_len = sealed.len;
	form->row.revision++;
	form->row.changed_at_ms = call->now_ms;
	form->is_new = false;
	ok = buf_ok(&sealed) && started_form_put(call->txn, &form->row);
	form->row.sealed = NULL;
	buf_done(&sealed);
	return ok || (db_take_failure(call->db, err) ? false
			     : err_set(err, ERR_INTERNAL, "The form could not be kept."));
}

static bool
merge(const struct started_form *form, const char *patch, struct buf *ret, struct err *err)
{
	struct json_out out = JSON_OUT(ret);
	struct json *change = json_parse(patch, strlen(patch), err);

	if (!change)
		return false;
	put_merged(&out, NULL, form->document, change);
	json_free(change);
	return buf_ok(ret) || err_set(err, ERR_PAYLOAD_TOO_LARGE, "The form has grown too large.");
}

struct json *
started_form_merged(const struct started_form *form, const char *patch, struct err *err)
{
	struct buf text = BUF_INIT(STARTED_FORM_BYTES_MAX);
	struct json *document = merge(form, patch, &text, err) ? json_parse(text.data, text.len, err) : NULL;

	secret_wipe(text.data, text.len);
	buf_done(&text);
	return document;
}

bool
started_form_change(struct call *call, struct started_form *form, const char *patch, struct err *err)
{
	struct buf text = BUF_INIT(STARTED_FORM_BYTES_MAX);
	struct json *document = NULL;

	assert(call->txn);
	if (merge(form, patch, &text, err) && keep(call, form, &text, err))
		document = json_parse(text.data, text.len, err);
	if (document) {
		json_free(form->document);
		form->document = document;
	}
	secret_wipe(text.data, text.len);
	buf_done(&text);
	return document != NULL;
}

bool
started_form_forget(struct call *call, const char *id, struct err *err)
{
	return started_form_delete(call->txn, id) || (db_take_failure(call->db, err), false);
}

/* ---- number and code ---- */

const char *
started_form_code(struct call *call, const char *id)
{
	uint8_t tag[SECRET_KEY_BYTES];
	uint64_t number = 0;
	const char *text = arena_printf(call->arena, "code:%s", id);

	keyed_tag(tag, agency_key(call->agency, KEY_FORM), text, strlen(text));
	memcpy(&number, tag, sizeof(number));
	return arena_printf(call->arena, "%0*llu", ACCESS_CODE_DIGITS,
		(unsigned long long)(number % UINT64_C(10000000000)));
}

/* People write codes in groups, and numbers in small letters. */
static void
plain(char *out, size_t size, const char *text, const char *dropped)
{
	size_t len = 0;
	for (; text && *text && len + 1 < size; text++)
		if (!strchr(dropped, *text))
			out[len++] =
				*text >= 'a' && *text <= 'z' ? (char)(*text - 'a' + 'A') : *text;
	out[len] = '\0';
}

static bool
code_fits(struct call *call, const char *number, const char *code, const char **ret_id)
{
	const char *id = started_form_of_number(call->db, number, call->arena);
	/* The same work whether the number exists or not. */
	const char *right = started_form_code(call, id ? id : "");
	struct started_form_row row;

	*ret_id = id;
	return id && strlen(code) == ACCESS_CODE_DIGITS && same_bytes(code, right, ACCESS_CODE_DIGITS) &&
		started_form_find(call->db, id, call->arena, &row) && !row.application_id &&
		!is_over(call, &row);
}

bool
started_form_find_by_code(struct call *call, const char *number, const char *code, const char *address,
	const char **ret_id, struct err *err)
{
	char plain_number[NUMBER_MAX], plain_code[CODE_MAX];

	struct throttle *codes = agency_throttle(call->agency, DOOR_FORM);

	plain(plain_number, sizeof(plain_number), number, " \t");
	plain(plain_code, sizeof(plain_code), code, " \t-");
	int wait_s = throttle_wait_s(codes, plain_number, address);
	if (wait_s > 0) {
		err_set(err, ERR_RATE_LIMITED, "Wait %d seconds, then try again.", wait_s);
		err->retry_after_s = wait_s;
		return false;
	}
	bool good = code_fits(call, plain_number, plain_code, ret_id);
	throttle_result(codes, plain_number, address, good);
	if (good)
		return true;
	return db_take_failure(call->db, err)
		? false
		: err_set(err, ERR_NOT_FOUND, "No form has this number together with this code.");
}

/* ---- the pass ---- */

const char *
started_form_pass_make(struct call *call, const char *id)
{
	return pass_make(call, "started", id, STARTED_FORM_PASS_MS);
}

bool
started_form_pass_end(struct call *call, const char *id, struct err *err)
{
	return pass_end(call, "started", id, STARTED_FORM_PASS_MS, err);
}

const char *
started_form_pass_read(struct call *call, const char *pass, int64_t *ret_ends_ms)
{
	return pass_read(call, "started", pass, ret_ends_ms);
}
