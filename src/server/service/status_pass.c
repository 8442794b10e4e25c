/* SPDX-License-Identifier: Apache-2.0
 *
 * Who may see a status page: number and code, then for a quarter of an hour a
 * pass that the browser keeps.
 */
#include "base/str.h"
#include "server/service/access_code.h"
#include "server/service/agency.h"
#include "server/service/pass.h"
#include "server/service/status.h"
#include "server/service/throttle.h"
#include "server/store/application.h"

/* People write codes in groups, with blanks or hyphens, and numbers in small
 * letters. */
static void
plain(char *out, size_t size, const char *text, const char *dropped)
{
	size_t len = 0;
	for (; *text && len + 1 < size; text++)
		if (!strchr(dropped, *text))
			out[len++] =
				*text >= 'a' && *text <= 'z' ? (char)(*text - 'a' + 'A') : *text;
	out[len] = '\0';
}

static bool
code_fits(struct call *call, const char *number, const char *code, const char **ret_id)
{
	static const uint8_t nobody[SECRET_KEY_BYTES];
	const uint8_t *expected = nobody;
	struct application_row row;
	uint8_t tag[SECRET_KEY_BYTES];
	const char *id = application_id_of_number(call->db, number, call->arena);

	if (id && application_row_find(call->db, id, call->arena, &row))
		expected = row.access_code_tag;
	*ret_id = NULL;
	if (str_empty(number) || str_empty(code))
		return false;
	/* The same work whether the number exists or not. */
	access_code_tag(tag, call->agency, number, code);
	*ret_id = id;
	return same_bytes(tag, expected, sizeof(tag)) && id != NULL;
}

/* As they are kept: what people typed, made plain. */
struct shown {
	char number[STATUS_NUMBER_MAX], code[STATUS_CODE_MAX];
};

static void
shown_read(struct shown *ret, const char *number, const char *code)
{
	plain(ret->number, sizeof(ret->number), number ? number : "", " \t");
	plain(ret->code, sizeof(ret->code), code ? code : "", " \t-");
}

static bool
not_together(struct call *call, struct err *err)
{
	return db_take_failure(call->db, err)
		? false
		: err_set(err, ERR_NOT_FOUND, "No application has this number together with this code.");
}

bool
status_find(struct call *call, const char *number, const char *code, const char *address,
	const char **ret_application_id, const char **ret_number, struct err *err)
{
	struct shown shown;
	const char *id;

	struct throttle *codes = agency_throttle(call->agency, DOOR_STATUS);

	shown_read(&shown, number, code);
	int wait_s = throttle_wait_s(codes, shown.number, address);
	if (wait_s > 0) {
		err_set(err, ERR_RATE_LIMITED, "Wait %d seconds, then try again.", wait_s);
		err->retry_after_s = wait_s;
		return false;
	}
	bool good = code_fits(call, shown.number, shown.code, &id);
	throttle_result(codes, shown.number, address, good);
	if (!good)
		return not_together(call, err);
	*ret_application_id = id;
	*ret_number = arena_strdup(call->arena, shown.number);
	return true;
}

bool
status_find_again(struct call *call, const char *number, const char *code, const char **ret_application_id,
	struct err *err)
{
	struct shown shown;

	assert(call->txn);
	shown_read(&shown, number, code);
	return code_fits(call, shown.number, shown.code, ret_application_id) || not_together(call, err);
}

/* ---- the pass ---- */

const char *
status_pass_make(struct call *call, const char *application_id)
{
	return pass_make(call, "pass", application_id, STATUS_PASS_MS);
}

const char *
status_pass_read(struct call *call, const char *pass, int64_t *ret_ends_ms)
{
	return pass_read(call, "pass", pass, ret_ends_ms);
}

bool
status_pass_end(struct call *call, const char *application_id, struct err *err)
{
	return pass_end(call, "pass", application_id, STATUS_PASS_MS, err);
}

const char *
status_form_token(struct call *call, const char *cookie)
{
	char tag[PASS_TAG_TEXT];
	pass_sign(call, "form", cookie, tag);
	return arena_strdup(call->arena, tag);
}

bool
status_form_token_good(struct call *call, const char *cookie, const char *token)
{
	char tag[PASS_TAG_TEXT];
	if (str_empty(cookie) || !str_is_id(cookie) || !token || strlen(token) != PASS_TAG_TEXT - 1)
		return false;
	pass_sign(call, "form", cookie, tag);
	return same_bytes(tag, token, PASS_TAG_TEXT - 1);
}
