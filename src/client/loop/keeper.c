/* SPDX-License-Identifier: Apache-2.0
 *
 * The sealed file of the present run.
 */
#include "client/loop/keeper.h"

#include <stdlib.h>

#include "base/str.h"
#include "base/words.h"

enum { FOLDER_BYTES_MAX = 4096 };

/* $XDG_STATE_HOME/caseload/journal, or under ~/.local/state. */
static bool
journal_folder(char *out, size_t size)
{
	const char *state = getenv("XDG_STATE_HOME");
	const char *home = getenv("HOME");
	int len;

	if (state && state[0] == '/')
		len = snprintf(out, size, "%s/caseload/journal", state);
	else if (home && home[0] == '/')
		len = snprintf(out, size, "%s/.local/state/caseload/journal", home);
	else
		return false;
	return len > 0 && (size_t)len < size;
}

static void
failed(struct keeper *keeper, struct app *app, const struct err *err)
{
	if (!keeper->failed)
		app_journal_failed(app, err);
	keeper->failed = true;
}

struct pushing {
	struct keeper *keeper;
	struct app *app;
	bool ok;
};

static void
push_one(void *ctx, const char *record, size_t len)
{
	struct pushing *pushing = ctx;
	struct err err = { 0 };

	if (pushing->ok && !journal_push(pushing->keeper->journal, record, len, &err)) {
		pushing->ok = false;
		failed(pushing->keeper, pushing->app, &err);
	}
}

/* Everything unfinished into the present file. */
static bool
push_all(struct keeper *keeper, struct app *app)
{
	struct pushing pushing = { keeper, app, true };

	app_journal_each(app, push_one, &pushing);
	return pushing.ok;
}

static void
bring_back(void *ctx, const char *record, size_t len)
{
	app_journal_record(ctx, record, len);
}

void
keeper_open(struct keeper *keeper, struct app *app, struct fx *fx)
{
	const struct model *model = app_model(app);
	char folder[FOLDER_BYTES_MAX];
	struct journal_earlier *earlier;
	struct err err = { 0 };

	keeper_close(keeper, app);
	if (!model->signed_in || !model->journal_key) {
		/* What one person typed is not shown to the next. */
		app_journal_forget(app);
		return;
	}
	keeper->failed = false;
	str_copy(keeper->worker_id, sizeof(keeper->worker_id), model->me.id);
	if (!journal_folder(folder, sizeof(folder))) {
		(void)err_set(&err, ERR_LOCAL_FILE, "%s", _("neither XDG_STATE_HOME nor HOME says where"));
		failed(keeper, app, &err);
		app_journal_ready(app, fx);
		return;
	}
	earlier = journal_earlier(folder, model->me.id, model->journal_key, bring_back, app);
	if (!journal_open(&keeper->journal, folder, model->me.id, model->journal_key, &err)) {
		keeper->journal = NULL;
		failed(keeper, app, &err);
	}
	/* The old files go only when their contents stand in the new one. */
	journal_earlier_done(earlier, keeper->journal && push_all(keeper, app));
	app_journal_ready(app, fx);
}

/* The file has grown: a fresh one with what is unfinished, then the old goes. */
static void
start_afresh(struct keeper *keeper, struct app *app)
{
	const struct model *model = app_model(app);
	struct journal *old = keeper->journal;
	char folder[FOLDER_BYTES_MAX];
	struct err err = { 0 };

	if (!model->journal_key || !journal_folder(folder, sizeof(folder)) ||
	    !journal_open(&keeper->journal, folder, keeper->worker_id, model->journal_key, &err)) {
		keeper->journal = old;
		return;
	}
	journal_close(old, push_all(keeper, app));
}

void
keeper_push(struct keeper *keeper, struct app *app, const char *record)
{
	struct err err = { 0 };

	if (!keeper->journal)
		return;
	if (!journal_push(keeper->journal, record, strlen(record), &err)) {
		failed(keeper, app, &err);
		return;
	}
	keeper->failed = false;
	if (journal_is_full(keeper->journal))
		start_afresh(keeper, app);
}

void
keeper_close(struct keeper *keeper, const struct app *app)
{
	journal_close(keeper->journal, app_journal_is_empty(app));
	keeper->journal = NULL;
}
