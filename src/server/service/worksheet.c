/* SPDX-License-Identifier: Apache-2.0
 *
 * Worksheets.  Worked out anew each time: what is kept is a decision's copy.
 */
#include "server/service/worksheet.h"

#include "base/str.h"
#include "proto/proto.h"

bool
worksheet_of(struct call *call, struct application_file *file, civil_date month,
             struct worksheet **ret, struct err *err)
{
	assert(call && file && ret);
	struct worksheet_input input = {
		.program = file->program,
		.filed_on = file->now.queue.filed_on,
		.month = month,
		.expedited = file->now.queue.expedited,
		.language = call->language,
		.items = file->items,
		.item_count = file->item_count,
	};

	*ret = NULL;
	if (!file->program->rules)
		return true;
	if (!file_answers(file, err))
		return false;
	input.answers = file->answers;
	return worksheet_make(ret, call->arena, &input, err);
}

static bool
read_month(struct call *call, const char *month, civil_date *ret, struct err *err)
{
	*ret = DATE_NONE;
	if (str_empty(month) || date_from_text(arena_printf(call->arena, "%s-01", month), ret))
		return true;
	return err_field(err, "/month", "bad_month", "A month is YYYY-MM.");
}

bool
worksheet_read(struct call *call, const char *application_id, const char *month,
               const struct worksheet **ret, struct err *err)
{
	assert(call && ret && err);
	struct application_file file;
	struct worksheet *sheet = NULL;
	civil_date on;
	bool ok = read_month(call, month, &on, err) &&
	          application_open(call, application_id, &file, err);

	if (!ok)
		return false;
	ok = worksheet_of(call, &file, on, &sheet, err);
	if (ok && !sheet)
		ok = err_set(err, ERR_NOT_FOUND, "This program's file carries no arithmetic.");
	application_close(&file);
	*ret = sheet;
	return ok;
}

const char *
worksheet_kept(struct call *call, const struct worksheet *sheet)
{
	struct buf text = BUF_INIT(WORKSHEET_BYTES_MAX);
	struct json_out out = JSON_OUT(&text);
	const char *kept;

	if (!sheet)
		return "";
	proto_encode(&out, NULL, &resource_worksheet, sheet);
	kept = buf_ok(&text) ? arena_strdup(call->arena, text.data) : "";
	buf_done(&text);
	return kept;
}

const struct worksheet *
worksheet_of_decision(struct call *call, const struct decision *decision)
{
	assert(call && decision);
	struct worksheet *sheet = arena_alloc(call->arena, sizeof *sheet);
	struct err err = { .code = ERR_NONE };
	struct json *json = str_empty(decision->worksheet)
		? NULL : json_parse(decision->worksheet, strlen(decision->worksheet), &err);
	bool read = json
		&& proto_decode(&resource_worksheet, json, sheet, call->arena, PROTO_LENIENT, &err);

	json_free(json);
	return read ? sheet : NULL;
}
