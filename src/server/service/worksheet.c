/* SPDX-License-Identifier: Apache-2.0
 *
 * Worksheets.  Worked out anew each time: what is kept is a decision's copy.
 */
#include "server/service/worksheet.h"

#include "base/str.h"
#include "proto/proto.h"

/* ---- before the writer's turn ---- */

struct worksheet_ahead {
	const struct worksheet_ahead *next;
	struct worksheet_input input; /* answers aside, which end with their file */
	const char *answers;
	const struct worksheet *sheet;
};

static bool
is_same_item(const struct missing_item *a, const struct missing_item *b)
{
	return a->state == b->state && str_eq(a->id, b->id) && str_eq(a->requirement, b->requirement)
		&& str_eq(a->person, b->person) && str_eq(a->source, b->source)
		&& str_eq(a->period, b->period) && str_eq(a->how, b->how);
}

static bool
is_same_input(const struct worksheet_input *a, const struct worksheet_input *b)
{
	if (a->program != b->program || a->filed_on != b->filed_on || a->month != b->month
		|| a->expedited != b->expedited || !str_eq(a->language, b->language)
		|| a->item_count != b->item_count)
		return false;
	for (size_t i = 0; i < a->item_count; i++)
		if (!is_same_item(&a->items[i], &b->items[i]))
			return false;
	return true;
}

static const struct worksheet *
made_ahead(const struct call *call, const struct application_file *file,
           const struct worksheet_input *input)
{
	for (const struct worksheet_ahead *ahead = call->ahead; ahead; ahead = ahead->next)
		if (str_eq(ahead->answers, file->now.answers) && is_same_input(&ahead->input, input))
			return ahead->sheet;
	return NULL;
}

/* ---- one worksheet ---- */

static struct worksheet_input
input_of(const struct call *call, const struct application_file *file, civil_date month)
{
	return (struct worksheet_input){
		.program = file->program,
		.filed_on = file->now.queue.filed_on,
		.month = month,
		.expedited = file->now.queue.expedited,
		.language = call->language,
		.items = file->items,
		.item_count = file->item_count,
	};
}

bool
worksheet_of(struct call *call, struct application_file *file, civil_date month,
             struct worksheet **ret, struct err *err)
{
	assert(call && file && ret);
	struct worksheet_input input = input_of(call, file, month);
	const struct worksheet *made;

	*ret = NULL;
	if (!file->program->rules)
		return true;
	made = made_ahead(call, file, &input);
	if (made) {
		*ret = arena_alloc(call->arena, sizeof **ret);
		**ret = *made;
		return true;
	}
	if (!file_answers(file, err))
		return false;
	input.answers = file->answers;
	return worksheet_make(ret, call->arena, &input, err);
}

void
worksheet_make_ahead(struct call *call, const char *application_id, const civil_date *months,
                     size_t count)
{
	assert(call && !call->txn && (months || count == 0));
	struct application_file file;
	struct err err = { .code = ERR_NONE };
	bool opened = application_open(call, application_id, &file, &err);

	for (size_t i = 0; opened && i < count; i++) {
		struct worksheet_ahead *ahead = arena_alloc(call->arena, sizeof *ahead);
		struct worksheet *sheet;

		if (!worksheet_of(call, &file, months[i], &sheet, &err) || !sheet)
			break;
		*ahead = (struct worksheet_ahead){ call->ahead, input_of(call, &file, months[i]),
		                                   file.now.answers, sheet };
		call->ahead = ahead;
	}
	application_close(&file);
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
