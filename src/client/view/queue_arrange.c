/* SPDX-License-Identifier: Apache-2.0
 *
 * How a person has a queue: its filter, its order, its last column, and the
 * filters kept by name.  A room is found as it was left.
 */
#include "base/str.h"
#include "base/words.h"
#include "client/view/queue_filter.h"
#include "client/view/queue_view.h"

enum { QUESTION_FILTER = QUEUE_QUESTION_ARRANGE_FIRST, QUESTION_SORT, QUESTION_COLUMN, QUESTION_SAVED,
       QUESTION_NAME, QUESTION_DROP };
enum { NAMED_MOST = MENU_MAX - 2 }; /* between the first line and the last */

/* As the server calls them. */
static const char *const sorts[] = { N_("due"), N_("filed"), N_("customer"), N_("updated") };
static const char *const columns[QUEUE_COLUMNS] = { "next_act", "worker", "county", "filed", "status" };

const char *
queue_sort_word(const struct queue_view *v)
{
	return sorts[v->sort];
}

/* ---- as it was left ---- */

static int
word_at(const char *const *words, int count, const char *word)
{
	for (int i = 0; i < count; i++)
		if (str_eq(words[i], word))
			return i;
	return 0;
}

static void
take_arrangement(struct queue_view *v, const struct saved_filter *filter)
{
	v->sort = word_at(sorts, (int)countof(sorts), filter->sort);
	v->column = (enum queue_column)word_at(columns, QUEUE_COLUMNS, filter->column);
}

void
queue_arrange(struct queue_view *v, struct model *model, struct fx *fx)
{
	const struct saved_filter *left = saved_filters_room(&model->saved, place_name(v->view.place.kind));
	int sort = v->sort;

	if (v->arranged || !model->saved.loaded)
		return;
	v->arranged = true;
	if (left)
		take_arrangement(v, left);
	if (v->sort != sort && v->pages)
		queue_open_list(v, model, fx);
}

/* name NULL: how the room is left. */
static void
keep(struct queue_view *v, const char *name, struct fx *fx)
{
	struct saved_filter filter = { .name = name, .room = place_name(v->view.place.kind), .sort = sorts[v->sort],
		                       .words = name ? v->filter : "", .column = columns[v->column] };

	v->arranged = true;
	saved_filters_keep(&filter, fx);
}

/* ---- what is asked ---- */

static void
ask_words(const struct queue_view *v, struct fx *fx)
{
	view_ask_text(&v->view, fx, QUESTION_FILTER, v->filter, _("Only (name, clock:overdue, county:\"Van Buren\"; empty: all):"));
}

/* Those of this room by name; the first line goes on with a filter of words, the
 * last takes what there is of it away. */
static void
ask_saved(const struct queue_view *v, const struct model *model, int question, struct fx *fx)
{
	const char *lines[MENU_MAX + 1] = { NULL };
	const char *room = place_name(v->view.place.kind);
	int count = 0, named = 0;

	if (question == QUESTION_SAVED)
		lines[count++] = _("(words)");
	while (count < MENU_MAX - 1 && saved_filters_named(&model->saved, room, named))
		lines[count++] = saved_filters_named(&model->saved, room, named++)->name;
	if (question == QUESTION_SAVED)
		lines[count] = _("(all)");
	if (named > 0)
		view_ask_menu(&v->view, fx, question, question == QUESTION_SAVED ? _("Filter") : _("Drop which filter"), lines);
	else if (question == QUESTION_SAVED)
		ask_words(v, fx);
	else
		fx_tell(fx, TELL_REFUSAL, "%s", _("No filter is kept for this list; :save-filter keeps one."));
}

static void
ask_sort(const struct queue_view *v, struct fx *fx)
{
	const char *lines[countof(sorts) + 1] = { NULL };

	for (size_t i = 0; i < countof(sorts); i++)
		lines[i] = _(sorts[i]);
	view_ask_menu(&v->view, fx, QUESTION_SORT, _("Order"), lines);
}

static void
ask_column(const struct queue_view *v, struct fx *fx)
{
	const char *lines[QUEUE_COLUMNS + 1] = { NULL };

	for (int i = 0; i < QUEUE_COLUMNS; i++)
		lines[i] = queue_column_name((enum queue_column)i);
	view_ask_menu(&v->view, fx, QUESTION_COLUMN, _("Last column"), lines);
}

bool
queue_arrange_command(struct queue_view *v, const struct model *model, enum cmd_id cmd, struct fx *fx)
{
	switch (cmd) {
	case CMD_FILTER: ask_saved(v, model, QUESTION_SAVED, fx); return true;
	case CMD_DROP_FILTER: ask_saved(v, model, QUESTION_DROP, fx); return true;
	case CMD_SORT: ask_sort(v, fx); return true;
	case CMD_COLUMNS: ask_column(v, fx); return true;
	case CMD_SAVE_FILTER:
		view_ask_text(&v->view, fx, QUESTION_NAME, "", _("Keep this filter as:"));
		return true;
	default:
		return false;
	}
}

/* ---- what was answered ---- */

static void
take_saved(struct queue_view *v, struct model *model, int choice, struct fx *fx)
{
	const struct saved_filter *chosen = choice > NAMED_MOST ? NULL
		: saved_filters_named(&model->saved, place_name(v->view.place.kind), choice - 1);

	if (choice == 0) {
		ask_words(v, fx);
		return;
	}
	str_copy(v->filter, sizeof v->filter, chosen && chosen->words ? chosen->words : "");
	if (chosen) {
		take_arrangement(v, chosen);
		v->arranged = true;
	}
	queue_open_list(v, model, fx);
}

/* A filter that means nothing leaves the list as it is. */
static void
take_words(struct queue_view *v, struct model *model, const char *typed, struct fx *fx)
{
	struct buf why = BUF_INIT(1000);

	if (queue_filter_is_known(typed, &why)) {
		str_copy(v->filter, sizeof v->filter, typed);
		queue_open_list(v, model, fx);
	} else {
		fx_tell(fx, TELL_REFUSAL, "%s", why.data);
	}
	buf_done(&why);
}

static void
drop_saved(const struct queue_view *v, const struct model *model, int choice, struct fx *fx)
{
	const struct saved_filter *chosen =
		saved_filters_named(&model->saved, place_name(v->view.place.kind), choice);

	if (!chosen)
		return;
	fx_tell(fx, TELL_RESULT, _("Dropped \"%s\"."), chosen->name);
	saved_filters_drop(chosen->id, fx);
}

static void
take_name(struct queue_view *v, const char *name, struct fx *fx)
{
	if (str_empty(name))
		return;
	keep(v, name, fx);
	fx_tell(fx, TELL_RESULT, _("Kept as \"%s\": f offers it, here and at any terminal."), name);
}

bool
queue_arrange_answer(struct queue_view *v, struct model *model, const struct answer *given, struct fx *fx)
{
	switch (given->question) {
	case QUESTION_FILTER:
		take_words(v, model, given->text, fx);
		return true;
	case QUESTION_COLUMN:
		v->column = (enum queue_column)given->choice;
		keep(v, NULL, fx);
		return true;
	case QUESTION_SORT:
		v->sort = given->choice;
		queue_open_list(v, model, fx);
		keep(v, NULL, fx);
		return true;
	case QUESTION_SAVED: take_saved(v, model, given->choice, fx); return true;
	case QUESTION_NAME: take_name(v, given->text, fx); return true;
	case QUESTION_DROP: drop_saved(v, model, given->choice, fx); return true;
	default:
		return false;
	}
}
