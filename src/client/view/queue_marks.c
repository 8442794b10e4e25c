/* SPDX-License-Identifier: Apache-2.0
 *
 * Marking every row that matches, page by page: how many there are, and how
 * many more the filter hides, is said when the last has come.
 */
#include "client/view/queue_marks.h"

#include "base/str.h"
#include "base/words.h"
#include "client/view/bulk.h"

enum { TAG_GATHER = QUEUE_MARKS_TAG_FIRST, TAG_WHOLE };
enum { SOURCE_MAX = 1024 * 1024 };

void
queue_marks_all(struct queue_marks *qm, const struct view *view, const char *path, const char *whole_path,
                struct fx *fx)
{
	queue_marks_clear(qm, fx);
	str_copy(qm->whole_path, sizeof qm->whole_path, whole_path);
	gather_start(&qm->gather, path, view->owner, TAG_GATHER, fx);
	fx_tell(fx, TELL_HINT, "%s", _("Marking every page ..."));
}

static void
tell_marked(const struct queue_marks *qm, int64_t hidden, struct fx *fx)
{
	unsigned long count = qm->marks.count;

	if (hidden > 0)
		fx_tell(fx, TELL_RESULT, _("%lu marked, on every page; %lld more are hidden by the filter. U unmarks."), count,
		        (long long)hidden);
	else
		fx_tell(fx, TELL_RESULT, _("%lu marked, on every page; no filter hides any. U unmarks."), count);
}

static void
gathered(struct queue_marks *qm, const struct view *view, enum gather_result result, const struct reply *reply,
         struct fx *fx)
{
	switch (result) {
	case GATHER_WHOLE:
		if (qm->whole_path[0])
			qm->counting = view_get(view, fx, TAG_WHOLE, "%s%climit=1", qm->whole_path,
			                        strchr(qm->whole_path, '?') ? '&' : '?');
		else
			tell_marked(qm, 0, fx);
		break;
	case GATHER_FAILED:
		qm->marks.count = 0;
		fx_tell_err(fx, reply->err);
		break;
	case GATHER_FULL:
		qm->marks.count = 0;
		fx_tell(fx, TELL_REFUSAL, _("More than %d match, which is more than can be marked. f narrows; nothing is marked."),
		        MARKS_MAX);
		break;
	case GATHER_GOES_ON:
	case GATHER_NOT_MINE:
		break;
	}
}

bool
queue_marks_reply(struct queue_marks *qm, const struct view *view, const struct reply *reply, struct fx *fx)
{
	int64_t total;
	enum gather_result result;

	if (plan_start_reply(&qm->start, view, reply, fx))
		return true;
	if (reply->tag == TAG_WHOLE && reply->request != qm->counting)
		return true;
	if (reply->tag == TAG_WHOLE) {
		qm->counting = 0;
		/* A count that does not come is not guessed. */
		if (reply->ok && json_int(json_get(json_get(reply->json, "total"), "count"), &total))
			tell_marked(qm, total - (int64_t)qm->marks.count, fx);
		else
			fx_tell(fx, TELL_RESULT, _("%lu marked, on every page; how many the filter hides is not known."),
			        (unsigned long)qm->marks.count);
		return true;
	}
	if (reply->tag != TAG_GATHER)
		return false;
	result = gather_reply(&qm->gather, &qm->marks, reply, view->owner, TAG_GATHER, fx);
	gathered(qm, view, result, reply, fx);
	return true;
}

static void
assign(struct queue_marks *qm, const struct view *view, struct fx *fx)
{
	struct buf source = BUF_INIT(SOURCE_MAX);
	struct json_out out = JSON_OUT(&source);
	char what[ASK_TEXT_MAX];

	json_begin_object(&out, NULL);
	json_begin_list(&out, "marks");
	for (size_t i = 0; i < qm->marks.count; i++)
		json_put_text(&out, NULL, qm->marks.at[i].id);
	json_end_list(&out);
	json_end_object(&out);
	snprintf(what, sizeof what, _("Plan moves of %d marked, by"), (int)qm->marks.count);
	plan_start_source(&qm->start, view, source.data, what, fx);
	buf_done(&source);
}

bool
queue_marks_command(struct queue_marks *qm, const struct view *view, enum cmd_id cmd, struct model *model,
                    struct fx *fx)
{
	if (qm->marks.count < 2)
		return false;
	if (cmd == CMD_ASSIGN) {
		assign(qm, view, fx);
		return true;
	}
	return bulk_open(cmd, &qm->marks, model, fx);
}

bool
queue_marks_answer(struct queue_marks *qm, const struct view *view, const struct answer *given, struct fx *fx)
{
	return plan_start_answer(&qm->start, view, given, fx);
}

void
queue_marks_clear(struct queue_marks *qm, struct fx *fx)
{
	gather_stop(&qm->gather, fx);
	fx_cancel(fx, qm->counting);
	qm->counting = 0;
	qm->marks.count = 0;
}

void
queue_marks_done(struct queue_marks *qm, struct fx *fx)
{
	gather_stop(&qm->gather, fx);
	plan_start_done(&qm->start);
	marks_done(&qm->marks);
}
