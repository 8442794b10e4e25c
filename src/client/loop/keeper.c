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

struct pushing {
	struct journal *journal;
	struct err *err;
	bool ok;
};

static void
push_one(void *ctx, const char *record, size_t len)
{
	struct pushing *pushing = ctx;

	if (pushing->ok)
		pushing->ok = journal_push(pushing->journal, record, len, pushing->err);
}

/* Everything unfinished into the present file. */
static bool
push_all(struct journal *journal, const struct app *app, struct err *err)
{
	struct pushing pushing = { journal, err, true };

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
	bool kept;

	keeper_close(keeper, app);
	if (!model->signed_in || !model->journal_key) {
		/* What one person typed is not shown to the next. */
		app_journal_forget(app);
		return;
	}
	str_copy(keeper->worker_id, sizeof(keeper->worker_id), model->me.id);
	if (!journal_folder(folder, sizeof(folder))) {
		(void)err_set(&err, ERR_LOCAL_FILE, "%s", _("neither XDG_STATE_HOME nor HOME says where"));
		app_journal_failed(app, &err, fx);
		app_journal_ready(app, fx);
		return;
	}
	earlier = journal_earlier(folder, model->me.id, model->journal_key, bring_back, app);
	if (!journal_open(&keeper->journal, folder, model->me.id, model->journal_key, &err))
		keeper->journal = NULL;
	kept = keeper->journal && push_all(keeper->journal, app, &err);
	/* The old files go only when their contents stand in the new one. */
	journal_earlier_done(earlier, kept);
	if (kept)
		app_journal_kept(app);
	else
		app_journal_failed(app, &err, fx);
	app_journal_ready(app, fx);
}

/* The file has grown, or could not be made before: a fresh one with what is
 * unfinished, then the old goes.  False: what there was stays. */
static bool
start_afresh(struct keeper *keeper, const struct app *app, struct err *err)
{
	const struct model *model = app_model(app);
	struct journal *fresh = NULL;
	char folder[FOLDER_BYTES_MAX];

	if (!model->journal_key || !journal_folder(folder, sizeof(folder)))
		return err_set(err, ERR_LOCAL_FILE, "%s", _("neither XDG_STATE_HOME nor HOME says where"));
	if (!journal_open(&fresh, folder, keeper->worker_id, model->journal_key, err))
		return false;
	if (!push_all(fresh, app, err)) {
		journal_close(fresh, true);
		return false;
	}
	if (keeper->journal)
		journal_close(keeper->journal, true);
	keeper->journal = fresh;
	return true;
}

void
keeper_push(struct keeper *keeper, struct app *app, const char *record, struct fx *fx)
{
	struct err err = { 0 }, unused = { 0 };
	bool kept;

	/* The last words before a sign-out are for the file that is still open. */
	if (!app_model(app)->signed_in && (!keeper->journal || app_model(app)->drafts.unkept))
		return;
	/* After one that was not kept, all there is: it may not have been the only one. */
	if (!keeper->journal || app_model(app)->drafts.unkept)
		kept = start_afresh(keeper, app, &err);
	else
		kept = journal_push(keeper->journal, record, strlen(record), &err);
	if (!kept) {
		app_journal_failed(app, &err, fx);
		return;
	}
	app_journal_kept(app);
	/* Where there is no room for a second file, the first one goes on growing. */
	if (journal_is_full(keeper->journal) && app_model(app)->signed_in)
		(void)start_afresh(keeper, app, &unused);
}

void
keeper_close(struct keeper *keeper, const struct app *app)
{
	journal_close(keeper->journal, app_journal_is_empty(app));
	keeper->journal = NULL;
}
