/* SPDX-License-Identifier: Apache-2.0
 *
 * Who may see a status page: number and code, then for a quarter of an hour a
 * pass that the browser keeps.
 */
#include <inttypes.h>
#include <pthread.h>

#include "base/str.h"
#include "server/service/access_code.h"
#include "server/service/agency.h"
#include "server/service/status.h"
#include "server/service/throttle.h"
#include "server/store/application.h"

enum { TAG_TEXT = 2 * SECRET_KEY_BYTES + 1, SIGNED_MAX = 200 };

/* Codes have a throttle of their own, apart from the workers' passwords. */
static struct throttle *codes;
static pthread_once_t codes_once = PTHREAD_ONCE_INIT;

static void
make_codes(void)
{
	codes = throttle_new();
}

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

bool
status_find(struct call *call, const char *number, const char *code, const char *address,
	const char **ret_application_id, const char **ret_number, struct err *err)
{
	char plain_number[STATUS_NUMBER_MAX], plain_code[STATUS_CODE_MAX];
	const char *id;

	pthread_once(&codes_once, make_codes);
	plain(plain_number, sizeof(plain_number), number ? number : "", " \t");
	plain(plain_code, sizeof(plain_code), code ? code : "", " \t-");
	int wait_s = throttle_wait_s(codes, plain_number, address);
	if (wait_s > 0) {
		err_set(err, ERR_RATE_LIMITED, "Wait %d seconds, then try again.", wait_s);
		err->retry_after_s = wait_s;
		return false;
	}
	bool good = code_fits(call, plain_number, plain_code, &id);
	throttle_result(codes, plain_number, address, good);
	if (!good)
		return db_take_failure(call->db, err)
			? false
			: err_set(err, ERR_NOT_FOUND,
				  "No application has this number together with this code.");
	*ret_application_id = id;
	*ret_number = arena_strdup(call->arena, plain_number);
	return true;
}

/* ---- the pass ---- */

static void
sign(struct call *call, const char *purpose, const char *text, char out[TAG_TEXT])
{
	char whole[SIGNED_MAX];
	uint8_t tag[SECRET_KEY_BYTES];
	int len = snprintf(whole, sizeof(whole), "%s:%s", purpose, text);
	assert(len > 0 && (size_t)len < sizeof(whole));
	keyed_tag(tag, agency_key(call->agency, KEY_CSRF), whole, (size_t)len);
	hex_text(out, tag, sizeof(tag));
}

const char *
status_pass_make(struct call *call, const char *application_id)
{
	char tag[TAG_TEXT];
	const char *text = arena_printf(
		call->arena, "%" PRId64 ".%s", call->now_ms + STATUS_PASS_MS, application_id);
	sign(call, "pass", text, tag);
	return arena_printf(call->arena, "%s.%s", text, tag);
}

const char *
status_pass_read(struct call *call, const char *pass, int64_t *ret_ends_ms)
{
	char tag[TAG_TEXT];
	const char *mark = pass ? strrchr(pass, '.') : NULL;
	if (!mark || mark - pass > 100 || strlen(mark + 1) != TAG_TEXT - 1)
		return NULL;
	char *text = arena_strndup(call->arena, pass, (size_t)(mark - pass));
	sign(call, "pass", text, tag);
	char *dot = strchr(text, '.');
	if (!same_bytes(tag, mark + 1, TAG_TEXT - 1) || !dot)
		return NULL;
	*dot = '\0';
	return str_to_i64(text, ret_ends_ms) && call->now_ms < *ret_ends_ms && str_is_id(dot + 1)
		? dot + 1
		: NULL;
}

const char *
status_form_token(struct call *call, const char *cookie)
{
	char tag[TAG_TEXT];
	sign(call, "form", cookie, tag);
	return arena_strdup(call->arena, tag);
}

bool
status_form_token_good(struct call *call, const char *cookie, const char *token)
{
	char tag[TAG_TEXT];
	if (str_empty(cookie) || !str_is_id(cookie) || !token || strlen(token) != TAG_TEXT - 1)
		return false;
	sign(call, "form", cookie, tag);
	return same_bytes(tag, token, TAG_TEXT - 1);
}
