/* SPDX-License-Identifier: Apache-2.0
 *
 * How a plan looks: what it comes to, its rows, and the one under the cursor in
 * whole sentences.  Knows nothing of keys and requests.
 */
#include "base/str.h"
#include "base/words.h"
#include "client/ui/text.h"
#include "client/view/plan_view.h"

enum { NAMES_TOLD = 12 };

static bool
is_above(const struct plan_load *load)
{
	return load->after.weighted > load->capacity;
}

/* Of those whom it concerns, also where it changes nothing for them. */
static size_t
count_above(const struct plan_view *pv)
{
	const struct move_plan *plan = plan_of(pv);
	size_t count = 0;

	for (size_t i = 0; plan && i < plan->loads.count; i++)
		count += is_above(&plan->loads.at[i]);
	return count;
}

void
plan_layout(struct view *view)
{
	struct plan_view *pv = (struct plan_view *)view;
	struct rect area = view->area;
	int above = count_above(pv) > 0 ? 2 : 1;

	area.row += above;
	area.rows = area.rows > above + PLAN_WHY_ROWS ? area.rows - above - PLAN_WHY_ROWS : 0;
	list_widget_place(&pv->list, area);
	list_sync(&pv->list, &plan_row_source, &pv->rows);
}

/* The row under the cursor in whole sentences: the list has no room for them. */
static void
draw_why(const struct plan_view *pv, struct canvas *canvas)
{
	struct rect area = pv->view.area;
	const struct plan_item *item = plan_row_item(&pv->rows, pv->list.cursor);
	struct buf why = BUF_INIT(ASK_TEXT_MAX * 2);
	struct text_widget text;
	size_t index = 0;

	if (item) {
		buf_printf(&why, "%s: %s > %s. ", item->number, item->from ? item->from->name : _("nobody"),
		           item->to ? item->to->name : _("nobody"));
		plan_item_why(&why, item);
	} else if (plan_row_at(&pv->rows, pv->list.cursor, &index) == PLAN_ROW_SKIP) {
		buf_puts(&why, plan_of(pv)->skipped.at[index].why);
	}
	canvas_rule(canvas, area.row + area.rows - PLAN_WHY_ROWS, area.col, area.cols, INK_DIM);
	text_init(&text);
	text_add(&text, INK_TEXT, why.data);
	text_place(&text, (struct rect){ area.row + area.rows - PLAN_WHY_ROWS + 1, area.col + 1, PLAN_WHY_ROWS - 1,
	                                 area.cols - 2 });
	text_draw(&text, canvas);
	text_done(&text);
	buf_done(&why);
}

static const char *
state_text(const struct plan_view *pv)
{
	switch (plan_of(pv)->state) {
	case PLAN_COMMITTED: return _("PLAN APPLIED"); /* who applied for something is another word elsewhere */
	case PLAN_REVERTED: return _("TAKEN BACK");
	case PLAN_EXPIRED: return _("EXPIRED: nothing was moved; make it again");
	case PLAN_DRAFT:
	case PLAN_NONE: break;
	}
	return plan_minutes_left(pv) > 0 ? _("nothing moved yet") : _("EXPIRED: nothing was moved; make it again");
}

static void
draw_head(const struct plan_view *pv, struct canvas *canvas)
{
	const struct move_plan *plan = plan_of(pv);
	struct rect area = pv->view.area;
	struct buf head = BUF_INIT(ASK_TEXT_MAX * 2);

	buf_printf(&head, n_("%lld move", "%lld moves", (unsigned long)plan->item_count), (long long)plan->item_count);
	buf_printf(&head, n_(", %lld stays", ", %lld stay", (unsigned long)plan->skip_count), (long long)plan->skip_count);
	if (plan->conflict_count > 0)
		buf_printf(&head, _(", %lld CHANGED since"), (long long)plan->conflict_count);
	if (plan->hidden_count > 0)
		buf_printf(&head, _(", %lld not for you to see"), (long long)plan->hidden_count);
	buf_puts(&head, ". ");
	if (plan_is_under_way(pv))
		plan_progress_put(pv, &head);
	else
		buf_puts(&head, state_text(pv));
	if (plan->state == PLAN_DRAFT && plan_minutes_left(pv) > 0 && !plan_is_under_way(pv))
		buf_printf(&head, _(", kept %lld min"), (long long)plan_minutes_left(pv));
	canvas_text(canvas, area.row, area.col + 1, area.cols - 2,
	            plan->conflict_count > 0 ? INK_WARN : INK_LABEL, head.data);
	buf_done(&head);
}

/* Who has more than fits afterwards: an even share of too much is too much. */
static void
draw_above(const struct plan_view *pv, struct canvas *canvas)
{
	const struct move_plan *plan = plan_of(pv);
	struct rect area = pv->view.area;
	size_t count = count_above(pv), told = 0;
	struct buf who = BUF_INIT(ASK_TEXT_MAX * 4);

	if (count == 0)
		return;
	buf_printf(&who, _("Above capacity after it (%zu): "), count);
	for (size_t i = 0; i < plan->loads.count && told < NAMES_TOLD; i++) {
		const struct plan_load *load = &plan->loads.at[i];

		if (!is_above(load))
			continue;
		buf_printf(&who, told++ ? ", %s " : "%s ", load->name);
		buf_printf(&who, _("%lld of %lld"), (long long)(load->after.weighted + 50) / 100,
		           (long long)(load->capacity + 50) / 100);
	}
	canvas_text(canvas, area.row + 1, area.col + 1, area.cols - 2, INK_WARN, who.data);
	buf_done(&who);
}

void
plan_draw(const struct view *view, const struct model *model, struct canvas *canvas)
{
	const struct plan_view *pv = (const struct plan_view *)view;

	(void)model;
	if (!plan_of(pv)) {
		canvas_text(canvas, view->area.row + 1, view->area.col + 2, -1, INK_DIM,
		            pv->known.failed ? _("The plan cannot be loaded now. R tries again.") : _("Loading..."));
		return;
	}
	draw_head(pv, canvas);
	draw_above(pv, canvas);
	draw_why(pv, canvas);
	list_draw(&pv->list, &plan_row_source, &pv->rows, canvas);
	if (plan_of(pv)->item_count == 0 && plan_of(pv)->skip_count == 0)
		canvas_text(canvas, view->area.row + 2, view->area.col + 2, -1, INK_DIM,
		            _("Nothing has to move: no application fits, or all is well as it is."));
}

void
plan_title(const struct view *view, const struct model *model, struct buf *out)
{
	const struct plan_view *pv = (const struct plan_view *)view;

	(void)model;
	buf_puts(out, _(place_title(PLACE_PLAN)));
	if (plan_of(pv) && !str_empty(plan_of(pv)->reason))
		buf_printf(out, ": %s", plan_of(pv)->reason);
}

void
plan_place(const struct view *view, const struct model *model, struct buf *out)
{
	const struct plan_view *pv = (const struct plan_view *)view;
	int64_t count = plan_row_source.count(&pv->rows);

	(void)model;
	if (pv->list.mark_count > 0)
		buf_printf(out, n_("%d marked ", "%d marked ", pv->list.mark_count), (int)pv->list.mark_count);
	buf_printf(out, _("%lld of %lld%s"), (long long)(count ? pv->list.cursor + 1 : 0), (long long)count, "");
}
