/* SPDX-License-Identifier: Apache-2.0
 *
 * What is typed and what is sent, as records for the sealed file: a draft
 * within a second, a write before it is on the line.  Knows nothing of answers;
 * outbox.c says when one has come.
 */
#include "base/str.h"
#include "base/words.h"
#include "client/app/state.h"

enum { FLUSH_MS = 500, KEEP_AGAIN_MS = 5000 };

/* ---- what is typed ---- */

static void
journal(struct fx *fx, const struct buf *record)
{
	if (buf_ok(record))
		fx_text(fx, FX_JOURNAL, record->data, 0);
}

void
keeping_flush(struct app *app, struct fx *fx)
{
	struct drafts *drafts = &app->model.drafts;
	struct buf record = BUF_INIT(4 * DRAFT_TEXT_MAX);

	for (size_t i = 0; i < drafts->draft_count; i++) {
		if (!drafts->drafts[i].unsaved)
			continue;
		buf_reset(&record);
		draft_record(&record, &drafts->drafts[i]);
		journal(fx, &record);
		drafts->drafts[i].unsaved = false;
	}
	buf_done(&record);
	app->flush_due = false;
}

void
keeping_draft(struct app *app, const struct fx_item *item, struct fx *fx)
{
	if (!drafts_put(&app->model.drafts, &item->place, item->word, item->text, item->number,
	                app->model.real_ms)) {
		tell(app, TELL_REFUSAL,
		     _("There are too many unfinished drafts to keep another; finish one (:unfinished)."));
		return;
	}
	shelf_changed(app, fx);
	if (app->flush_due)
		return;
	app->flush_due = true;
	fx_timer(fx, OWNER_OUTBOX, OUTBOX_TIMER_FLUSH, FLUSH_MS);
}

void
keeping_draft_done(struct app *app, const struct place *place, struct fx *fx)
{
	const struct draft *draft = drafts_find(&app->model.drafts, place);
	struct buf record = BUF_INIT(4096);
	char id[ID_TEXT_MAX];
	int64_t shelved;

	if (!draft)
		return;
	str_copy(id, sizeof id, draft->id);
	shelved = draft->shelved;
	drafts_drop(&app->model.drafts, place);
	app->model.changed = true; /* lists of what is unfinished */
	draft_dropped_record(&record, place);
	journal(fx, &record);
	buf_done(&record);
	/* Now that it is none: its last change would be sent there first. */
	shelf_gone(app, id, shelved, fx);
}

void
keeping_answered(struct app *app, const char *key, struct fx *fx)
{
	struct buf record = BUF_INIT(4096);

	if (drafts_answered(&app->model.drafts, key)) {
		app->model.changed = true;
		sent_answered_record(&record, key);
		journal(fx, &record);
	}
	buf_done(&record);
}

void
keeping_sent(struct fx *fx, const struct sent *sent)
{
	struct buf record = BUF_INIT(4 * DRAFT_TEXT_MAX);

	sent_record(&record, sent);
	journal(fx, &record);
	buf_done(&record);
}

/* ---- the file ---- */

void
app_journal_record(struct app *app, const char *record, size_t len)
{
	(void)drafts_apply(&app->model.drafts, record, len);
}

bool
app_journal_is_empty(const struct app *app)
{
	return drafts_own(&app->model.drafts) == 0 && app->model.drafts.sent_count == 0;
}

void
app_journal_each(const struct app *app, void (*record)(void *ctx, const char *text, size_t len),
                 void *ctx)
{
	drafts_each(&app->model.drafts, record, ctx);
}

void
app_journal_forget(struct app *app)
{
	drafts_done(&app->model.drafts);
	memset(app->retries, 0, sizeof(app->retries));
	memset(&app->shelf, 0, sizeof(app->shelf));
}

void
app_journal_kept(struct app *app)
{
	if (!app->model.drafts.unkept)
		return;
	app->model.drafts.unkept = false;
	if (app->told[TELL_REFUSAL].at_ms == app->unkept_told_ms)
		app->told[TELL_REFUSAL].at_ms = 0;
	tell(app, TELL_RESULT, _("What is typed is kept again."));
	app->dirty = true;
}

void
app_journal_failed(struct app *app, const struct err *err, struct fx *fx)
{
	struct drafts *drafts = &app->model.drafts;
	char text[ASK_TEXT_MAX];

	for (size_t i = 0; i < drafts->draft_count; i++)
		if (!drafts->drafts[i].elsewhere)
			drafts->drafts[i].unsaved = true;
	if (!app->flush_due)
		fx_timer(fx, OWNER_OUTBOX, OUTBOX_TIMER_FLUSH, KEEP_AGAIN_MS);
	app->flush_due = true;
	if (drafts->unkept)
		return;
	drafts->unkept = true;
	snprintf(text, sizeof(text), _("What is typed is NOT being kept: %s"), err->detail);
	tell(app, TELL_REFUSAL, text);
	app->unkept_told_ms = app->told[TELL_REFUSAL].at_ms;
	app->dirty = true;
}
