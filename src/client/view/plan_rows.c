/* SPDX-License-Identifier: Apache-2.0
 *
 * One list: loads first, then moves, then what stays.
 */
#include "client/view/plan_rows.h"

#include "base/str.h"
#include "base/words.h"
#include "client/view/show.h"

enum {
	DUE_COLS = 9,
	NUMBER_COLS = 12,
	NAME_COLS = 15,
	TO_COLS = 15,
	LOAD_NAME_COLS = 18,
	CHANGE_COLS = 14,
	ROW_TEXT_MAX = 400
};

/* All of them, also those that are not at hand. */
static size_t
item_count(const struct plan_rows *rows)
{
	return rows->more ? (size_t)(rows->plan->item_count - rows->plan->hidden_count) : rows->plan->items.count;
}

static const struct plan_item *
item_at(const struct plan_rows *rows, size_t index)
{
	if (index < rows->plan->items.count)
		return &rows->plan->items.at[index];
	return rows->more ? pages_row(rows->more, (int64_t)index) : NULL;
}

int64_t
plan_row_wanted(const struct plan_rows *rows, int64_t row)
{
	size_t index = 0;

	return plan_row_at(rows, row, &index) == PLAN_ROW_ITEM && index >= rows->plan->items.count ? (int64_t)index : -1;
}

enum plan_row_kind
plan_row_at(const struct plan_rows *rows, int64_t row, size_t *ret_index)
{
	size_t index = (size_t)row;

	if (!rows->plan || row < 0)
		return PLAN_ROW_NONE;
	*ret_index = index;
	if (index < rows->load_count)
		return PLAN_ROW_LOAD;
	*ret_index = index -= rows->load_count;
	if (index < item_count(rows))
		return PLAN_ROW_ITEM;
	*ret_index = index -= item_count(rows);
	return index < rows->plan->skipped.count ? PLAN_ROW_SKIP : PLAN_ROW_NONE;
}

const struct plan_item *
plan_row_item(const struct plan_rows *rows, int64_t row)
{
	size_t index = 0;

	return plan_row_at(rows, row, &index) == PLAN_ROW_ITEM ? item_at(rows, index) : NULL;
}

int64_t
plan_row_first(const struct plan_rows *rows)
{
	return rows->plan && item_count(rows) > 0 ? (int64_t)rows->load_count : 0;
}

static int64_t
row_count(const void *data)
{
	const struct plan_rows *rows = data;

	return rows->plan ? (int64_t)(rows->load_count + item_count(rows) + rows->plan->skipped.count) : 0;
}

static const char *
row_id(const void *data, int64_t row)
{
	const struct plan_rows *rows = data;
	const struct plan_item *item;
	size_t index = 0;

	switch (plan_row_at(rows, row, &index)) {
	case PLAN_ROW_LOAD: return rows->loads[index]->worker_id;
	case PLAN_ROW_ITEM: return (item = item_at(rows, index)) ? item->application_id : NULL;
	case PLAN_ROW_SKIP: return rows->plan->skipped.at[index].application_id;
	case PLAN_ROW_NONE: break;
	}
	return NULL;
}

/* "load 44>51": from, to. */
static int
draw_change(struct canvas *canvas, int line, int col, const char *label, int64_t before, int64_t after, bool bad)
{
	char text[SHOW_ACT_MAX];

	if (before == after)
		snprintf(text, sizeof text, "%s %lld", label, (long long)before);
	else
		snprintf(text, sizeof text, "%s %lld>%lld", label, (long long)before, (long long)after);
	canvas_text(canvas, line, col, CHANGE_COLS, bad && after > before ? INK_WARN : INK_TEXT, text);
	return col + CHANGE_COLS;
}

static void
draw_load(const struct plan_load *load, struct canvas *canvas, int line, int col, int cols, bool is_cursor)
{
	int end = col + cols;

	canvas_text(canvas, line, col + 1, LOAD_NAME_COLS, is_cursor ? INK_CURSOR : INK_HEADING, load->name);
	col += LOAD_NAME_COLS + 2;
	col = draw_change(canvas, line, col, _("load"), (load->before.weighted + 50) / 100,
	                  (load->after.weighted + 50) / 100, false);
	canvas_textf(canvas, line, col, 8, load->after.weighted > load->capacity ? INK_WARN : INK_TEXT, _("of %lld"),
	             (long long)(load->capacity + 50) / 100);
	col = draw_change(canvas, line, col + 8, _("have"), load->before.open, load->after.open, false);
	if (col + CHANGE_COLS <= end)
		draw_change(canvas, line, col, _("over"), load->before.overdue, load->after.overdue, true);
}

void
plan_item_why(struct buf *out, const struct plan_item *item)
{
	if (item->conflict) {
		buf_printf(out, _("CHANGED: %s"), item->conflict);
		return;
	}
	if (item->outcome == PLAN_ROW_LEFT)
		buf_printf(out, "%s ", _("LEFT where it is:"));
	if (item->to_team)
		buf_printf(out, _("to %s: "), item->to_team);
	/* Sentences of their own on the wire, one here. */
	buf_printf(out, "%.*s", (int)strcspn(item->reason, "."), item->reason);
	for (size_t i = 0; i < item->bends.count; i++)
		buf_printf(out, "%s%.*s", i ? ", " : _("; bends: "), (int)strcspn(item->bends.at[i], "."), item->bends.at[i]);
}

static void
draw_item(const struct plan_rows *rows, const struct plan_item *item, struct canvas *canvas, int line, int col,
          int cols, bool is_cursor)
{
	char due[SHOW_MAX];
	int end = col + cols;
	struct buf why = BUF_INIT(ROW_TEXT_MAX);
	bool urgent = item->due_on != DATE_NONE && item->due_on <= rows->today;

	plan_item_why(&why, item);
	if (urgent)
		canvas_text(canvas, line, col, 1, INK_OVERDUE, "!");
	canvas_text(canvas, line, col + 2, DUE_COLS, urgent ? INK_OVERDUE : INK_TEXT,
	            show_due(due, item->due_on, rows->today));
	col += 2 + DUE_COLS + 1;
	canvas_text(canvas, line, col, NUMBER_COLS - 1, is_cursor ? INK_CURSOR : INK_TEXT, item->number);
	col += NUMBER_COLS;
	canvas_text(canvas, line, col, NAME_COLS, INK_TEXT, item->customer.name);
	col += NAME_COLS + 1;
	canvas_text(canvas, line, col, 2, INK_DIM, ">");
	canvas_text(canvas, line, col + 2, TO_COLS, INK_TEXT, item->to ? item->to->name : _("nobody"));
	col += 2 + TO_COLS + 1;
	canvas_text(canvas, line, col, end - col, item->conflict ? INK_WARN : INK_TEXT, why.data);
	buf_done(&why);
}

static void
row_draw(const void *data, int64_t row, struct canvas *canvas, int line, int col, int cols, bool is_cursor)
{
	const struct plan_rows *rows = data;
	const struct plan_item *item;
	size_t index = 0;

	switch (plan_row_at(rows, row, &index)) {
	case PLAN_ROW_LOAD:
		draw_load(rows->loads[index], canvas, line, col, cols, is_cursor);
		break;
	case PLAN_ROW_ITEM:
		if ((item = item_at(rows, index)))
			draw_item(rows, item, canvas, line, col, cols, is_cursor);
		break;
	case PLAN_ROW_SKIP: {
		const struct plan_skip *skip = &rows->plan->skipped.at[index];

		col = canvas_text(canvas, line, col + 2, -1, INK_DIM, _("stays")) + 1;
		col = canvas_text(canvas, line, col, -1, is_cursor ? INK_CURSOR : INK_TEXT,
		                  skip->number ? skip->number : skip->application_id);
		canvas_textf(canvas, line, col, -1, INK_TEXT, ": %s", skip->why);
		break;
	}
	case PLAN_ROW_NONE:
		break;
	}
}

const struct list_source plan_row_source = { row_count, row_id, NULL, row_draw, NULL };
