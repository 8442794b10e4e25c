/* SPDX-License-Identifier: Apache-2.0
 *
 * What a plan is asked to become: which moves are meant, to whom, and how each
 * of them is sent.
 */
#include "base/str.h"
#include "client/view/plan_view.h"

enum { BODY_MAX = 256 * 1024 };

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

struct text_list
plan_targets(const struct plan_view *pv, struct arena *arena)
{
	const struct plan_item *here = plan_row_item(&pv->rows, pv->list.cursor);
	struct text_list moves = { arena_array(arena, pv->list.mark_count + 1, sizeof(char *)), 0 };

	for (size_t i = 0; i < pv->list.mark_count; i++)
		moves.at[moves.count++] = arena_strdup(arena, pv->list.marks[i]);
	if (moves.count == 0 && here)
		moves.at[moves.count++] = arena_strdup(arena, here->application_id);
	return moves;
}

bool
plan_has_target(const struct plan_view *pv)
{
	return pv->list.mark_count > 0 || plan_row_item(&pv->rows, pv->list.cursor);
}

void
plan_send_change(struct plan_view *pv, struct fx *fx, const struct text_list *moves, const char *to)
{
	struct buf body = BUF_INIT(BODY_MAX);
	struct json_out out = JSON_OUT(&body);

	json_begin_object(&out, NULL);
	json_begin_list(&out, to ? "choose" : "drop");
	for (size_t i = 0; i < moves->count; i++)
		put_target(&out, moves->at[i], to);
	json_end_list(&out);
	json_end_object(&out);
	/* Where the cursor was stands the next one. */
	if (!to)
		pv->list.id[0] = '\0';
	pv->handing = false;
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
