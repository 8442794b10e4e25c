/* SPDX-License-Identifier: Apache-2.0
 *
 * What the record tells the server of the person before it: that news was
 * seen, and why the whole social security number was wanted.
 */
#include "base/secret.h"
#include "base/str.h"
#include "base/words.h"
#include "client/model/model.h"
#include "client/view/record_view.h"

enum { SEEN_AFTER_MS = 1000, SSN_SHOWN_MS = 10000, SSN_BYTES = 16 };

/* ---- seen ---- */

/* How far the log has been shown: no further than what both have loaded. */
static int64_t
seq_shown(const struct record_view *rv)
{
	int64_t seq = rv->record->event_seq;
	int64_t listed = rv->history.all ? rv->history.all->as_of_seq : 0;

	return listed > 0 && listed < seq ? listed : seq;
}

/* What changed is in sight, and somebody is there to see it.  The same is not
 * told twice, whatever the answer was. */
static bool
news_in_sight(const struct record_view *rv, const struct model *model)
{
	const struct application *app = rv->record->application;

	return rv->view.shown && !model->locked && model_may_write(model) && !rv->reading.open && app &&
	       app->unseen_changes > 0 && rv->history.new_from > 0 &&
	       seq_shown(rv) > rv->seen_told &&
	       (rv->tab == TAB_SUMMARY || rv->tab == TAB_HISTORY);
}

void
record_watch_seen(struct record_view *rv, const struct model *model, struct fx *fx)
{
	bool in_sight = news_in_sight(rv, model);

	if (in_sight == rv->seen_armed)
		return;
	rv->seen_armed = in_sight;
	view_timer(&rv->view, fx, RECORD_TIMER_SEEN, in_sight ? SEEN_AFTER_MS : -1);
}

void
record_tell_seen(struct record_view *rv, const struct model *model, struct fx *fx)
{
	int64_t seq = seq_shown(rv);
	struct buf path = BUF_INIT(200), body = BUF_INIT(200);
	struct json_out out = JSON_OUT(&body);

	rv->seen_armed = false;
	if (!news_in_sight(rv, model))
		return;
	json_begin_object(&out, NULL);
	json_put_int(&out, "seq", seq);
	json_end_object(&out);
	buf_printf(&path, "/v1/applications/%s/seen", rv->record->id);
	rv->seen_told = seq;
	view_write(&rv->view, fx, RECORD_TAG_SEEN,
	           &(struct write){ .method = "PUT", .path = path.data, .body = body.data });
	buf_done(&path);
	buf_done(&body);
}

/* ---- the social security number ---- */

void
record_hide_ssn(struct record_view *rv)
{
	secret_free(rv->ssn);
	rv->ssn = NULL;
}

void
record_ask_ssn(struct record_view *rv, const char *reason, struct fx *fx)
{
	struct buf path = BUF_INIT(200), body = BUF_INIT(4000);
	struct json_out out = JSON_OUT(&body);

	json_begin_object(&out, NULL);
	json_put_text(&out, "reason", reason);
	json_end_object(&out);
	buf_printf(&path, "/v1/customers/%s/ssn", rv->record->application->customer.id);
	rv->ssn_request = view_write(&rv->view, fx, RECORD_TAG_SSN,
	                             &(struct write){ .method = "POST",
	                                              .path = path.data,
	                                              .body = body.data,
	                                              .flags = REQUEST_SECRET });
	buf_done(&path);
	buf_done(&body);
}

void
record_take_ssn(struct record_view *rv, const struct model *model, const struct reply *reply, struct fx *fx)
{
	const char *ssn = json_text(json_get(reply->json, "ssn"));

	if (reply->request != rv->ssn_request)
		return;
	rv->ssn_request = 0;
	if (!reply->ok) {
		fx_tell_err(fx, reply->err);
		return;
	}
	/* It is of no use on a screen nobody looks at. */
	if (!ssn || !rv->view.shown || model->locked || model->covered)
		return;
	record_hide_ssn(rv);
	rv->ssn = secret_alloc(SSN_BYTES);
	str_copy(rv->ssn, SSN_BYTES, ssn);
	/* It stands on the line WHO. */
	rv->reading.open = false;
	rv->tab = TAB_SUMMARY;
	view_timer(&rv->view, fx, RECORD_TIMER_SSN, SSN_SHOWN_MS);
	fx_tell(fx, TELL_RESULT, "%s", _("Shown for ten seconds; that you looked is on the file."));
}
