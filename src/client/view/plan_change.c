/* SPDX-License-Identifier: Apache-2.0
 *
 * What a plan is asked to become: which moves are meant, to whom, and how each
 * of them is sent.
 */
#include "base/str.h"
#include "base/utf8.h"
#include "base/words.h"
#include "client/view/plan_view.h"

enum { BODY_MAX = 256 * 1024, FOLDED_MAX = 2048, NAMED_MAX = 3 };

void
plan_send(const struct plan_view *pv, struct fx *fx, int tag, const char *method, const char *verb, const char *body)
{
	struct buf path = BUF_INIT(200);

	buf_printf(&path, "/v1/reassignments/%s%s", pv->view.place.id, verb);
	view_write(&pv->view, fx, tag,
	           &(struct write){ .method = method, .path = path.data, .body = body,
	                            .if_match = plan_of(pv)->version });
	buf_done(&path);
}

static void
put_target(struct json_out *out, const char *application_id, const char *to)
{
	if (to) {
		json_begin_object(out, NULL);
		json_put_text(out, "application_id", application_id);
		json_put_text(out, "to", to);
		json_end_object(out);
	} else {
		json_put_text(out, NULL, application_id);
	}
}

/* The marked moves, at hand or not, or the one under the cursor. */
static size_t
each_target(const struct plan_view *pv, struct json_out *out, const char *to)
{
	const struct plan_item *here = plan_row_item(&pv->rows, pv->list.cursor);

	for (size_t i = 0; out && i < pv->list.mark_count; i++)
		put_target(out, pv->list.marks[i], to);
	if (pv->list.mark_count > 0)
		return pv->list.mark_count;
	if (out && here)
		put_target(out, here->application_id, to);
	return here ? 1 : 0;
}

bool
plan_has_target(const struct plan_view *pv)
{
	return each_target(pv, NULL, NULL) > 0;
}

void
plan_send_change(struct plan_view *pv, struct fx *fx, const char *to)
{
	struct buf body = BUF_INIT(BODY_MAX);
	struct json_out out = JSON_OUT(&body);

	json_begin_object(&out, NULL);
	json_begin_list(&out, to ? "choose" : "drop");
	each_target(pv, &out, to);
	json_end_list(&out);
	json_end_object(&out);
	/* Where the cursor was stands the next one. */
	if (!to)
		pv->list.id[0] = '\0';
	plan_send(pv, fx, PLAN_TAG_CHANGE, "PATCH", "", body.data);
	list_unmark(&pv->list);
	buf_done(&body);
}

void
plan_send_words(const struct plan_view *pv, struct fx *fx, int tag, const char *method, const char *verb,
           const char *name, const char *text, const char *flag)
{
	struct buf body = BUF_INIT(BODY_MAX);
	struct json_out out = JSON_OUT(&body);

	json_begin_object(&out, NULL);
	if (!str_empty(text))
		json_put_text(&out, name, text);
	if (flag)
		json_put_bool(&out, flag, true);
	json_end_object(&out);
	plan_send(pv, fx, tag, method, verb, body.data);
	buf_done(&body);
}

/* ---- people ---- */

/* Every part that was typed is in the name. */
static bool
is_named(const struct worker *worker, const char *typed)
{
	struct buf name = BUF_INIT(FOLDED_MAX), wanted = BUF_INIT(FOLDED_MAX);
	bool all;

	utf8_fold(&name, worker->name, strlen(worker->name));
	utf8_fold(&wanted, typed, strlen(typed));
	all = wanted.len > 0;
	for (const char *at = wanted.data; all && *at; at += strspn(at, " ")) {
		size_t len = strcspn(at, " ");

		all = memmem(name.data, name.len, at, len) != NULL;
		at += len;
	}
	buf_done(&name);
	buf_done(&wanted);
	return all;
}

const struct worker *
plan_find_worker(const struct plan_view *pv, const char *typed, bool supervisors, struct fx *fx)
{
	const struct worker *found = NULL;
	struct buf names = BUF_INIT(ASK_TEXT_MAX);
	size_t count = 0;

	if (!pv->people.loaded) {
		fx_tell(fx, TELL_REFUSAL, _("Who works here is still being loaded; try again."));
		return NULL;
	}
	for (size_t i = 0; i < pv->people.worker_count; i++) {
		const struct worker *worker = &pv->people.workers[i];

		if (!is_named(worker, typed) || (supervisors && !text_list_has(&worker->roles, "supervisor")))
			continue;
		found = worker;
		if (count++ < NAMED_MAX)
			buf_printf(&names, "%s%s", names.len ? ", " : "", worker->name);
	}
	if (count == 0)
		fx_tell(fx, TELL_REFUSAL, supervisors ? _("Nobody here has \"%s\" in the name.") :
		        _("No \"%s\" in your teams; who leads theirs and yours can move it there."), typed);
	else if (count > 1)
		fx_tell(fx, TELL_REFUSAL, _("More than one has that in the name: %s."), names.data);
	buf_done(&names);
	return count == 1 ? found : NULL;
}
