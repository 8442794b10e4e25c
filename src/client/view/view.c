/* SPDX-License-Identifier: Apache-2.0
 *
 * Making views by the table views.def, and effects in a view's name.
 */
#include "client/view/view.h"

#include "base/secret.h"
#include "client/ui/form.h"

#include <stdlib.h>

static view_maker *const makers[PLACE_COUNT] = {
#define VIEW(place, maker) [PLACE_##place] = maker,
#include "client/view/views.def"
#undef VIEW
};

void *
view_alloc(size_t size, const struct view_ops *ops, const struct place *place)
{
	static int last_owner = OWNER_VIEW_FIRST;
	struct view *view = calloc(1, size);

	assert(size >= sizeof *view);
	if (!view)
		oom_exit();
	view->ops = ops;
	view->owner = ++last_owner;
	view->place = *place;
	return view;
}

struct view *
view_open(const struct place *place, struct model *model, struct fx *fx)
{
	assert(place->kind > PLACE_NONE && place->kind < PLACE_COUNT);
	view_maker *maker = makers[place->kind];

	return maker ? maker(place, model, fx) : NULL;
}

const char *
view_empty_why_not(int64_t rows, enum cmd_id cmd)
{
	return cmd == CMD_OPEN && rows == 0 ? _("There is nothing here to open.") : NULL;
}

void
view_close(struct view *view, struct model *model, struct fx *fx)
{
	if (view->ops->close)
		view->ops->close(view, model, fx);
	free(view);
}

uint64_t
view_get(const struct view *view, struct fx *fx, int tag, const char *fmt, ...)
{
	struct buf path = BUF_INIT(4000);
	va_list args;

	va_start(args, fmt);
	buf_vprintf(&path, fmt, args);
	va_end(args);
	uint64_t id = fx_get(fx, view->owner, tag, path.data);
	buf_done(&path);
	return id;
}

uint64_t
view_write(const struct view *view, struct fx *fx, int tag, const struct write *write)
{
	return fx_write(fx, view->owner, tag, write);
}

uint64_t
view_write_secret(const struct view *view, struct fx *fx, int tag, const char *method, const char *path,
                  struct buf *body)
{
	uint64_t request = view_write(view, fx, tag, &(struct write){
		.method = method, .path = path, .body = body->data, .flags = REQUEST_SECRET | REQUEST_NO_KEY,
	});

	secret_wipe(body->data, body->len);
	buf_done(body);
	return request;
}

bool
view_form_takes(struct form *form, const struct msg *msg)
{
	if (msg->kind == MSG_KEY)
		return form_key(form, msg->key);
	if (msg->kind == MSG_PASTE) {
		form_paste(form, msg->text, msg->text_len);
		return true;
	}
	if (msg->kind != MSG_COMMAND)
		return false;
	switch (msg->command) {
	case CMD_NEXT_PANE:
		form_move(form, 1);
		return true;
	case CMD_PREV_PANE:
		form_move(form, -1);
		return true;
	case CMD_MOVE_DOWN:
		form_vertical(form, 1);
		return true;
	case CMD_MOVE_UP:
		form_vertical(form, -1);
		return true;
	default:
		return false;
	}
}

void
view_timer(const struct view *view, struct fx *fx, int tag, int64_t delay_ms)
{
	fx_timer(fx, view->owner, tag, delay_ms);
}

void
view_back(const struct view *view, struct fx *fx)
{
	fx_back(fx, view->owner);
}
