/* SPDX-License-Identifier: Apache-2.0
 *
 * Access codes: making one, and another in the place of one that was lost.
 */
#include "server/service/access_code.h"

#include "base/buf.h"
#include "base/str.h"
#include "server/service/agency.h"
#include "server/service/application_file.h"
#include "server/service/started_form.h"
#include "server/service/status.h"
#include "server/store/account.h"

void
access_code_make(char out[ACCESS_CODE_DIGITS + 1])
{
	random_digits(out, ACCESS_CODE_DIGITS);
	out[ACCESS_CODE_DIGITS] = '\0';
}

void
access_code_tag(uint8_t out[SECRET_KEY_BYTES], const struct agency *agency, const char *number,
                const char *code)
{
	assert(out && agency);
	assert(!str_empty(number) && !str_empty(code));
	struct buf both = BUF_INIT(200);

	/* The number is part of it, so that equal codes have different tags. */
	buf_printf(&both, "%s:%s", number, code);
	assert(buf_ok(&both));
	keyed_tag(out, agency_key(agency, KEY_ACCESS_CODE), both.data, both.len);
	secret_wipe(both.data, both.len);
	buf_done(&both);
}

/* ---- another one ---- */

struct renewal {
	const struct access_code_request *request;
	char *code; /* a dry run makes none */
};

static bool
identity_fits(const struct access_code_request *request, struct err *err)
{
	const char *identity = request->identity;

	if (str_empty(identity) || identity[strspn(identity, " \t\r\n")] == '\0')
		return err_field(err, "/identity", "required", "Say how it was checked who asks.");
	return file_reason_fits("/identity", identity, IDENTITY_TEXT_MAX, err);
}

static bool
renew(struct call *call, struct application_file *file, const void *given, struct err *err)
{
	const struct renewal *renewal = given;
	struct telling telling;
	struct planned_event *event;

	if (!application_permit(call, file, ACT_ACCESS_CODE, err) || !identity_fits(renewal->request, err)
		|| !telling_init(call, file, &telling, err))
		return false;
	if (call->txn) {
		access_code_make(renewal->code);
		access_code_tag(file->now.access_code_tag, call->agency, file->now.queue.number, renewal->code);
	}
	file->changed = "access_code";
	event = plan_event(file, EVENT_ACCESS_CODE_RENEWED);
	json_put_text(&event->payload, "identity", renewal->request->identity);
	return plan_says(call, event, UPDATE_ACCESS_CODE, &telling, err);
}

/* Whatever the old one opened. */
static bool
shut_old(struct call *call, const char *application_id, struct err *err)
{
	if (!account_unprove(call->txn, application_id))
		return db_take_failure(call->db, err), false;
	return status_pass_end(call, application_id, err) && started_form_forget_code(call, application_id, err);
}

bool
access_code_renew(struct call *call, const char *application_id, const struct access_code_request *request,
                  const struct application **ret, struct err *err)
{
	assert(call && request && ret && err);
	struct renewal renewal = { request, arena_alloc(call->arena, ACCESS_CODE_DIGITS + 1) };
	const struct application *view;

	if (!application_do(call, application_id, renew, &renewal, &view, err))
		return false;
	if (call->txn && !shut_old(call, application_id, err))
		return false;
	struct application *told = arena_alloc(call->arena, sizeof *told);

	*told = *view;
	told->access_code = call->txn ? renewal.code : NULL;
	*ret = told;
	return true;
}
