/* SPDX-License-Identifier: Apache-2.0
 *
 * How a queue looks: its list, what an empty one says, the preview beside it,
 * and the two lines above and below.  Knows nothing of keys and requests.
 */
#include "base/words.h"
#include "client/ui/bar.h"
#include "client/view/drill.h"
#include "client/view/queue_filter.h"
#include "client/view/queue_view.h"
#include "client/view/show.h"

enum { TOLD_MAX = 2 * QUEUE_FILTER_MAX };

void
queue_layout(struct view *view)
{
	struct queue_view *v = (struct queue_view *)view;
	struct rect list;

	split_wide(view->area, view->preview_cols, &list, &v->preview);
	list_widget_place(&v->list, list);
	list_sync(&v->list, &queue_row_source, v);
}

/* What a person of this role does first. */
static const char *
nothing_mine(const struct model *model)
{
	if (model->roles & ROLE_CASEWORKER)
		return _("Nothing is assigned to you. B takes what needs you most, 3 shows what is free.");
	if (model->roles & ROLE_SUPERVISOR)
		return _("Nothing is yours. 2 shows your teams, :approvals what waits for you.");
	if (model->roles & ROLE_INTAKE)
		return _("Nothing is assigned to you. :intake takes an application in.");
	if (model->roles & ROLE_AUDITOR)
		return _("Nothing is assigned to you. 2 shows every application, ^T finds anyone.");
	return _("Nothing is assigned to you.");
}

/* By what was typed: what the server says of it is in English. */
static const char *
filter_refused(const struct queue_view *v, char *told, size_t size)
{
	const struct err *err = &v->pages->err;
	const char *name = err->field_count > 0 && err->fields[0].pointer[0] == '?' ? err->fields[0].pointer + 1 : "";
	char value[QUEUE_FILTER_MAX];

	if (!queue_filter_value(v->filter, name, value, sizeof value))
		return _("A word of the filter is none that this list knows. f changes it.");
	snprintf(told, size, _("There is no %s \"%s\". f changes it."), name, value);
	return told;
}

static void
draw_empty(const struct queue_view *v, const struct model *model, struct canvas *canvas)
{
	char told[TOLD_MAX];
	const char *words = _("Loading...");

	if (model->roles == ROLE_ADMIN)
		words = _("Your role sees no applications; caseload-server manages workers.");
	else if (v->pages->state == PAGES_FAILED && v->filter[0] && v->pages->err.code == ERR_VALIDATION_FAILED)
		words = filter_refused(v, told, sizeof told);
	else if (v->pages->state == PAGES_FAILED)
		words = _("This list cannot be loaded now. R tries again.");
	else if (v->pages->state == PAGES_READY && v->filter[0])
		words = _("Nothing matches the filter. f changes it.");
	else if (v->pages->state == PAGES_READY && v->view.place.kind == PLACE_MINE)
		words = nothing_mine(model);
	else if (v->pages->state == PAGES_READY && v->view.place.kind == PLACE_APPROVALS)
		words = _("No decision waits for a second person.");
	else if (v->pages->state == PAGES_READY && v->view.place.kind == PLACE_REVIEWS)
		words = _("No decision waits for a review by you.");
	else if (v->pages->state == PAGES_READY && v->view.place.kind == PLACE_CORRECTIONS)
		words = _("No error that a review found is still to be put right.");
	else if (v->pages->state == PAGES_READY)
		words = _("Nothing here.");
	canvas_text(canvas, v->list.area.row + 1, v->list.area.col + 2, -1, INK_DIM, words);
}

void
queue_draw(const struct view *view, const struct model *model, struct canvas *canvas)
{
	const struct queue_view *v = (const struct queue_view *)view;

	list_draw(&v->list, &queue_row_source, v, canvas);
	if (pages_count(v->pages) == 0)
		draw_empty(v, model, canvas);
	if (v->preview.cols > 0)
		queue_preview_draw(queue_here(v), v->today, canvas, v->preview);
}

void
queue_title(const struct view *view, const struct model *model, struct buf *out)
{
	const struct queue_view *v = (const struct queue_view *)view;

	buf_puts(out, view->place.kind == PLACE_DRILL ? drill_title(&view->place) : _(place_title(view->place.kind)));
	if (v->pages->state == PAGES_READY)
		buf_printf(out, " %lld%s", (long long)pages_count(v->pages),
		           v->pages->total_exact ? "" : "+");
	if (view->place.kind == PLACE_MINE && !v->filter[0])
		turns_print(&v->turns, model_now_ms(model), out);
}

void
queue_place(const struct view *view, const struct model *model, struct buf *out)
{
	const struct queue_view *v = (const struct queue_view *)view;
	int64_t count = pages_count(v->pages);

	if (v->marked.marks.count > 0)
		buf_printf(out, n_("%d marked ", "%d marked ", v->marked.marks.count), (int)v->marked.marks.count);
	if (v->list.frozen)
		buf_printf(out, "%s ", _("FROZEN"));
	const struct application *app = queue_here(v);
	const struct row_reader *reader = app ? queue_reader_of(&v->readers, app->id) : NULL;
	if (reader) {
		queue_reader_print(reader, out);
		buf_puts(out, "  ");
	}
	if (model->asking > 0 && v->list.pending >= 0)
		buf_printf(out, "%s ", _("loading"));
	buf_printf(out, _("%lld of %lld%s"), (long long)(count ? v->list.cursor + 1 : 0),
	           (long long)count, v->pages->total_exact || count == 0 ? "" : "+");
	if (v->filter[0])
		buf_printf(out, _(", filter: %s"), v->filter);
	if (v->sort > 0)
		buf_printf(out, _(", by %s"), _(queue_sort_word(v)));
}
