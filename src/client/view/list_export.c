/* SPDX-License-Identifier: Apache-2.0
 *
 * A file is whole or is not made: a page that does not come ends it.  A marked
 * row that has left the list since stands in the file as left out.
 */
#include "client/view/list_export.h"

#include "base/safe_text.h"
#include "base/str.h"
#include "base/words.h"
#include "client/model/application_list.h"
#include "client/model/model.h"
#include "client/model/rows.h"
#include "domain/words.h"

enum { TEXT_MAX = 32 * 1024 * 1024, CELLS_MAX = 20, NUMBER_TEXT_MAX = 24, ITEM_MAX = 16 * 1024, NAME_MAX_BYTES = 80 };

static const char *const application_names[] = {
	"number", "program", "status", "expedited", "filed_on", "due_on", "clock", "turn", "next_act", "worker", "team",
	"county", "language", "channel", "items_open", "items_received", "left_out", NULL,
};
static const char *const customer_names[] = { "case_number", "county", "language", "open_applications", NULL };

struct cells {
	const char *at[CELLS_MAX];
	char numbers[4][NUMBER_TEXT_MAX];
};

static const char *
number(char out[NUMBER_TEXT_MAX], int64_t value)
{
	snprintf(out, NUMBER_TEXT_MAX, "%lld", (long long)value);
	return out;
}

static const char *
date(char out[NUMBER_TEXT_MAX], civil_date value)
{
	out[0] = '\0';
	return value == DATE_NONE ? "" : date_to_text(value, out);
}

static void
fill_application(struct cells *cells, const struct application *app)
{
	const char *const at[] = {
		app->number,
		app->program.id,
		application_status_wire(app->status),
		app->expedited ? "yes" : "",
		date(cells->numbers[0], app->filed_on),
		date(cells->numbers[1], app->due_on),
		words_clock[app->clock],
		words_turn[app->turn],
		app->next_act,
		app->assignee ? app->assignee->name : "",
		app->team_id,
		app->county,
		app->language,
		app->channel,
		number(cells->numbers[2], app->items_open),
		number(cells->numbers[3], app->items_received),
		"",
	};

	memcpy(cells->at, at, sizeof at);
}

static void
fill_customer(struct cells *cells, const struct customer *customer)
{
	const char *const at[] = { customer->case_number, customer->county, customer->language,
		                   number(cells->numbers[0], customer->open_applications) };

	memcpy(cells->at, at, sizeof at);
}

static const char *const *
names_of(const struct list_export *le)
{
	return le->of == LIST_EXPORT_CUSTOMERS ? customer_names : application_names;
}

static void
put_csv(struct list_export *le, const char *const *cells)
{
	for (int i = 0; names_of(le)[i]; i++) {
		if (i > 0)
			buf_putc(&le->text, ',');
		csv_cell(&le->text, cells[i] ? cells[i] : "");
	}
	buf_puts(&le->text, "\r\n");
}

static void
put_json(struct list_export *le, const char *const *cells)
{
	struct buf item = BUF_INIT(ITEM_MAX);
	struct json_out out = JSON_OUT(&item);

	json_begin_object(&out, NULL);
	for (int i = 0; names_of(le)[i]; i++)
		if (!str_empty(cells[i]))
			json_put_text(&out, names_of(le)[i], cells[i]);
	json_end_object(&out);
	buf_printf(&le->text, "%s%s", le->count > 0 ? ",\n" : "", item.data);
	buf_done(&item);
}

static void
put_row(struct list_export *le, const struct cells *cells)
{
	if (le->csv)
		put_csv(le, cells->at);
	else
		put_json(le, cells->at);
	le->count++;
}

void
list_export_init(struct list_export *le, enum list_export_of of)
{
	*le = (struct list_export){ .of = of, .text = BUF_INIT(TEXT_MAX) };
}

void
list_export_ask(const struct view *view, struct fx *fx)
{
	static const char *const formats[] = { "csv", "json", NULL };

	view_ask_menu(view, fx, LIST_EXPORT_QUESTION, _("Export as"), formats);
}

void
list_export_start(struct list_export *le, const struct view *view, const struct answer *given, const char *path,
                  const struct marks *marks, struct fx *fx)
{
	struct buf whole = BUF_INIT(GATHER_PATH_MAX);

	le->csv = given->choice == 0;
	le->count = 0;
	le->only_marked = marks && marks->count > 0;
	le->marks.count = 0;
	if (le->only_marked)
		marks_copy(&le->marks, marks);
	buf_reset(&le->text);
	if (le->csv)
		put_csv(le, names_of(le));
	else
		buf_puts(&le->text, "{\"items\":[");
	buf_puts(&whole, path);
	path_add(&whole, "export", le->csv ? "csv" : "json");
	if (!buf_ok(&whole)) {
		fx_tell(fx, TELL_REFUSAL, "%s", _("The filter is too long to export by."));
	} else {
		gather_start(&le->gather, whole.data, view->owner, LIST_EXPORT_TAG, fx);
		fx_tell(fx, TELL_HINT, "%s", _("Reading every page ..."));
	}
	buf_done(&whole);
}

/* False for a row that cannot be read: the file would not be whole. */
static bool
take_row(struct list_export *le, const struct json *json)
{
	const struct list_kind *kind = le->of == LIST_EXPORT_CUSTOMERS ? &customer_rows : &application_list;
	struct arena arena = ARENA_INIT;
	struct err err = { 0 };
	struct cells cells = { 0 };
	void *row = arena_alloc(&arena, kind->row_size);
	bool ok = kind->decode(row, json, &arena, &err);

	if (ok && le->of == LIST_EXPORT_CUSTOMERS)
		fill_customer(&cells, row);
	else if (ok)
		fill_application(&cells, row);
	if (ok && le->only_marked) {
		bool wanted = marks_have(&le->marks, kind->row_id(row));

		marks_drop(&le->marks, kind->row_id(row));
		if (wanted)
			put_row(le, &cells);
	} else if (ok) {
		put_row(le, &cells);
	}
	arena_done(&arena);
	return ok;
}

static void
put_left_out(struct list_export *le)
{
	size_t last = countof(application_names) - 2;

	for (size_t i = 0; i < le->marks.count; i++) {
		struct cells cells = { .at = { le->marks.at[i].number } };

		cells.at[last] = "yes";
		put_row(le, &cells);
	}
}

static void
write_file(struct list_export *le, civil_date today, struct fx *fx)
{
	char name[NAME_MAX_BYTES], day[DATE_TEXT_MAX];

	if (le->only_marked)
		put_left_out(le);
	if (!le->csv)
		buf_puts(&le->text, "]}\n");
	snprintf(name, sizeof name, "%s-%s.%s", le->of == LIST_EXPORT_CUSTOMERS ? "customers" : "applications",
	         date_to_text(today, day), le->csv ? "csv" : "json");
	if (!buf_ok(&le->text))
		fx_tell(fx, TELL_REFUSAL, "%s", _("The list is too long for one file. f narrows; nothing is written."));
	else if (le->count == 0)
		fx_tell(fx, TELL_REFUSAL, "%s", _("The list is empty; nothing is written."));
	else
		fx_export(fx, name, le->text.data);
	buf_done(&le->text);
	le->text = (struct buf)BUF_INIT(TEXT_MAX);
}

bool
list_export_reply(struct list_export *le, const struct view *view, const struct reply *reply,
                  const struct model *model, struct fx *fx)
{
	if (!gather_has(&le->gather, reply))
		return false;
	if (!reply->ok) {
		fx_tell_err(fx, reply->err);
		return true;
	}
	for (const struct json *row = json_first(json_get(reply->json, "items")); row; row = json_next(row)) {
		if (le->count >= MARKS_MAX) {
			fx_tell(fx, TELL_REFUSAL, _("More than %d rows, which is more than one file takes. f narrows; nothing is written."),
			        MARKS_MAX);
			return true;
		}
		if (!take_row(le, row)) {
			fx_tell(fx, TELL_REFUSAL, "%s", _("A row could not be read; nothing is written."));
			return true;
		}
	}
	if (gather_on(&le->gather, reply, view->owner, LIST_EXPORT_TAG, fx) == GATHER_WHOLE)
		write_file(le, model_today(model), fx);
	return true;
}

void
list_export_done(struct list_export *le, struct fx *fx)
{
	gather_stop(&le->gather, fx);
	marks_done(&le->marks);
	buf_done(&le->text);
}
