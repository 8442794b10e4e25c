/* SPDX-License-Identifier: Apache-2.0
 *
 * What is looked for in a queue: a name or a number, the next row that changed.
 */
#include "base/str.h"
#include "base/utf8.h"
#include "base/words.h"
#include "client/view/queue_view.h"

enum { FOLDED_MAX = 4096 };

static bool
has_words(const char *text, const char *folded)
{
	struct buf own = BUF_INIT(FOLDED_MAX);

	if (text)
		utf8_fold(&own, text, strlen(text));
	bool has = strstr(own.data, folded) != NULL;
	buf_done(&own);
	return has;
}

/* Along the list from the cursor. False where a row in the way is not at
 * hand, or the list goes on past what is counted: only the server can say. */
static bool
search_at_hand(struct queue_view *v, int by, const char *folded, struct fx *fx)
{
	int64_t count = pages_count(v->pages);
	bool all_at_hand = v->pages->total_exact;

	for (int64_t i = 1; i <= count; i++) {
		int64_t row = (v->list.cursor + by * i + count) % count;
		const struct application *app = queue_row_at(v, row);
		if (!app)
			all_at_hand = false;
		else if (has_words(app->customer.name, folded) || has_words(app->number, folded)) {
			if (row == v->list.cursor)
				fx_tell(fx, TELL_HINT, "%s", _("No other row of this list has that."));
			pages_want(v->pages, list_go(&v->list, &queue_row_source, v, row), fx);
			return true;
		}
	}
	if (all_at_hand)
		fx_tell(fx, TELL_REFUSAL, _("No row of this list has that."));
	return all_at_hand;
}

/* Among the rows at hand first; what is not there the server looks for. */
void
queue_search(struct queue_view *v, struct model *model, int by, struct fx *fx)
{
	struct buf folded = BUF_INIT(FOLDED_MAX);

	utf8_fold(&folded, v->search, strlen(v->search));
	if (folded.len == 0)
		fx_tell(fx, TELL_HINT, "%s", _("Nothing was searched for yet: / does."));
	else if (!search_at_hand(v, by, folded.data, fx)) {
		str_copy(v->filter, sizeof v->filter, v->search);
		queue_open_list(v, model, fx);
		fx_tell(fx, TELL_RESULT, _("Not at hand, so the server was asked; f shows all again."));
	}
	buf_done(&folded);
}

void
queue_next_change(struct queue_view *v, struct fx *fx)
{
	int64_t count = pages_count(v->pages);

	for (int64_t i = 1; i <= count; i++) {
		int64_t row = (v->list.cursor + i) % count;
		const struct application *app = queue_row_at(v, row);
		if (app && app->unseen_changes > 0) {
			pages_want(v->pages, list_go(&v->list, &queue_row_source, v, row), fx);
			return;
		}
	}
	fx_tell(fx, TELL_RESULT, "%s", _("Nothing changed since you last looked."));
}
