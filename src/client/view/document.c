/* SPDX-License-Identifier: Apache-2.0
 *
 * What was sent in, one document at a time: who sent it when and for what, its
 * words where it has any, else a link that opens it once in a browser.  To ask
 * for words or a link is to look, and the server writes it down.
 */
#include "base/str.h"
#include "client/model/documents.h"
#include "client/model/record.h"
#include "client/ui/text.h"
#include "client/view/moves.h"
#include "client/view/show.h"
#include "client/view/view.h"
#include "domain/county.h"

enum { TAG_LIST = 1, TAG_TEXT, TAG_LINK, TIMER_LINK = 1 };
enum { HEAD_ROWS = 5, LINK_MS = 60000, HERE_MAX = 48 };

struct document_view {
	struct view view;
	struct record *record;
	struct document_rows rows;
	struct err failed;
	uint64_t listing, reading, linking;
	char here[HERE_MAX];   /* id of the one shown; "" before the first */
	char read_id[HERE_MAX]; /* whose words, or whose lack of them, are shown */
	bool has_words;
	struct arena arena; /* of words and link */
	const char *path;   /* of the link; NULL: none */
	struct text_widget text;
};

static const struct document *
shown(const struct document_view *dv)
{
	return document_rows_find(&dv->rows, dv->here);
}

/* ---- words ---- */

static void
document_layout(struct view *view)
{
	struct document_view *dv = (struct document_view *)view;
	struct rect area = view->area;
	int head = area.rows > HEAD_ROWS ? HEAD_ROWS : area.rows;

	text_place(&dv->text, (struct rect){ area.row + head, area.col + 1, area.rows - head,
	                                     area.cols > 2 ? area.cols - 2 : 0 });
}

static void
put_words(struct document_view *dv, enum ink ink, const char *words)
{
	text_clear(&dv->text);
	text_add(&dv->text, ink, words);
	document_layout(&dv->view);
}

/* ---- loading ---- */

static void
ask_list(struct document_view *dv, struct fx *fx)
{
	if (dv->listing == 0)
		dv->listing = view_get(&dv->view, fx, TAG_LIST, "/v1/applications/%s/documents", dv->view.place.id);
}

/* What stands where words would: why there are none, and what to do. */
static void
say_instead(struct document_view *dv, const struct document *document)
{
	const char *words;

	if (document->state == DOCUMENT_QUARANTINE)
		words = _("In quarantine until it has been checked: nobody can open it yet.");
	else if (document->state == DOCUMENT_REFUSED)
		words = _("The check found it harmful. It was not kept, and who sent it was told.");
	else if (document->text_state == DOCUMENT_TEXT_WAITING)
		words = _("Its words are being taken out. Enter makes a link that opens it in a browser.");
	else
		words = _("It has no words to show here. Enter makes a link that opens it once, in a browser.");
	put_words(dv, INK_DIM, words);
}

/* Another one, or the same in another state. */
static void
show_it(struct document_view *dv, struct fx *fx)
{
	const struct document *document = shown(dv);

	if (!document || str_eq(dv->read_id, document->id))
		return;
	str_copy(dv->read_id, sizeof(dv->read_id), document->id);
	/* What was asked of the one before is not shown beneath this one's name. */
	fx_cancel(fx, dv->reading);
	dv->reading = dv->linking = 0;
	dv->has_words = false;
	dv->path = NULL;
	text_clear(&dv->text);
	if (document->state == DOCUMENT_AVAILABLE && document->text_state == DOCUMENT_TEXT_READY)
		dv->reading = view_get(&dv->view, fx, TAG_TEXT, "/v1/documents/%s/text", document->id);
	else
		say_instead(dv, document);
}

static void
take_list(struct document_view *dv, const struct reply *reply, struct fx *fx)
{
	const struct document *before = shown(dv), *first;
	enum document_state state = before ? before->state : DOCUMENT_STATE_NONE;
	enum document_text text_state = before ? before->text_state : DOCUMENT_TEXT_UNKNOWN;

	if (reply->request != dv->listing)
		return;
	dv->listing = 0;
	if (!reply->ok) {
		dv->failed = *reply->err;
		return;
	}
	if (!document_rows_take(&dv->rows, reply->json, &dv->failed))
		return;
	first = document_rows_first(&dv->rows, dv->view.place.arg);
	if (!shown(dv) && first)
		str_copy(dv->here, sizeof(dv->here), first->id);
	/* The check has answered meanwhile: now it may have words. */
	if (shown(dv) && (shown(dv)->state != state || shown(dv)->text_state != text_state) && !dv->has_words)
		dv->read_id[0] = '\0';
	show_it(dv, fx);
}

static void
take_text(struct document_view *dv, const struct reply *reply, struct fx *fx)
{
	const char *words;

	if (reply->request != dv->reading)
		return;
	dv->reading = 0;
	if (!reply->ok) {
		fx_tell_err(fx, reply->err);
		dv->read_id[0] = '\0'; /* R asks again */
		put_words(dv, INK_DIM, _("It cannot be loaded now. R tries again."));
		return;
	}
	arena_reset(&dv->arena);
	dv->path = NULL;
	words = document_words_take(reply->json, &dv->arena);
	dv->has_words = words != NULL;
	if (words)
		put_words(dv, INK_TEXT, words);
	else if (shown(dv))
		say_instead(dv, shown(dv));
	ask_list(dv, fx); /* who has looked */
}

/* ---- links ---- */

static void
ask_link(struct document_view *dv, struct fx *fx)
{
	const struct document *document = shown(dv);
	struct buf path = BUF_INIT(200);

	if (!document || dv->linking != 0)
		return;
	if (document->state != DOCUMENT_AVAILABLE) {
		fx_tell(fx, TELL_REFUSAL, "%s", document->state == DOCUMENT_QUARANTINE
		        ? _("It is in quarantine until it has been checked; try again in a minute.")
		        : _("The check found it harmful. It was not kept, and who sent it was told."));
		return;
	}
	buf_printf(&path, "/v1/documents/%s/link", document->id);
	dv->linking = view_write(&dv->view, fx, TAG_LINK, &(struct write){ .method = "POST", .path = path.data });
	buf_done(&path);
}

static void
take_link(struct document_view *dv, const struct model *model, const struct reply *reply, struct fx *fx)
{
	bool is_address = model->server_name && strstr(model->server_name, "://") && !str_starts(model->server_name, "unix");
	struct buf address = BUF_INIT(1000);

	if (reply->request != dv->linking)
		return;
	dv->linking = 0;
	if (!reply->ok) {
		fx_tell_err(fx, reply->err);
		return;
	}
	arena_reset(&dv->arena);
	dv->path = document_path_take(reply->json, &dv->arena);
	if (!dv->path)
		return;
	if (is_address) {
		size_t len = strlen(model->server_name);
		while (len > 0 && model->server_name[len - 1] == '/')
			len--;
		buf_add(&address, model->server_name, len);
	}
	buf_puts(&address, dv->path);
	dv->has_words = false;
	text_clear(&dv->text);
	text_add(&dv->text, INK_TEXT, is_address
	         ? _("Open this in a browser within a minute. It works once, and that you looked is on the file.")
	         : _("This workstation speaks with its server over a socket, where no browser gets to. Behind an address of the case API this path works once, for a minute:"));
	text_add(&dv->text, INK_TEXT, "");
	text_add(&dv->text, INK_HEADING, address.data);
	document_layout(&dv->view);
	view_timer(&dv->view, fx, TIMER_LINK, LINK_MS);
	buf_done(&address);
}

static void
forget_link(struct document_view *dv)
{
	if (!dv->path)
		return;
	arena_reset(&dv->arena);
	dv->path = NULL;
	put_words(dv, INK_DIM, _("The link has ended. Enter makes another."));
}

/* ---- messages ---- */

static void
step(struct document_view *dv, int by, struct fx *fx)
{
	const struct document *document = shown(dv);
	ptrdiff_t next = document ? document - dv->rows.at + by : -1;

	if (next < 0 || next >= (ptrdiff_t)dv->rows.count) {
		fx_tell(fx, TELL_HINT, "%s", by > 0 ? _("That was the last document.") : _("That was the first document."));
		return;
	}
	str_copy(dv->here, sizeof(dv->here), dv->rows.at[next].id);
	show_it(dv, fx);
}

static void
judge(struct document_view *dv, struct fx *fx)
{
	const struct document *document = shown(dv);

	if (!document || !document->item_id)
		fx_tell(fx, TELL_REFUSAL, "%s", _("It was sent for no requirement: E on tab 3 accepts a proof."));
	else
		fx_open(fx, PLACE_PROOF, dv->view.place.id, document->item_id);
}

static bool
command(struct document_view *dv, int command, struct fx *fx)
{
	const struct document *next;
	enum list_move by;

	if (list_move_of((enum cmd_id)command, &by)) {
		text_move(&dv->text, by);
		return true;
	}
	switch (command) {
	case CMD_OPEN:
		ask_link(dv, fx);
		return true;
	case CMD_NEXT_PANE:
	case CMD_RIGHT:
		step(dv, 1, fx);
		return true;
	case CMD_PREV_PANE:
	case CMD_LEFT:
		step(dv, -1, fx);
		return true;
	case CMD_VIEW_DOCUMENT:
		next = document_rows_first(&dv->rows, NULL);
		if (next && !next->looked_at_ms) {
			str_copy(dv->here, sizeof(dv->here), next->id);
			show_it(dv, fx);
		} else {
			fx_tell(fx, TELL_RESULT, "%s", _("Everything that can be opened has been looked at."));
		}
		return true;
	case CMD_EDIT:
		judge(dv, fx);
		return true;
	case CMD_REFRESH:
		ask_list(dv, fx);
		return true;
	default:
		return false;
	}
}

static bool
document_handle(struct view *view, struct model *model, const struct msg *msg, struct fx *fx)
{
	struct document_view *dv = (struct document_view *)view;

	switch (msg->kind) {
	case MSG_COMMAND:
		return command(dv, msg->command, fx);
	case MSG_REPLY:
		if (msg->reply.tag == TAG_LIST)
			take_list(dv, &msg->reply, fx);
		else if (msg->reply.tag == TAG_TEXT)
			take_text(dv, &msg->reply, fx);
		else
			take_link(dv, model, &msg->reply, fx);
		return true;
	case MSG_TIMER:
		forget_link(dv);
		return true;
	case MSG_EVENT:
		if (str_eq(msg->event.subject_id, view->place.id) || str_eq(msg->event.application_id, view->place.id))
			ask_list(dv, fx);
		return true;
	default:
		return false;
	}
}

/* ---- showing ---- */

static void
draw_line(const struct document_view *dv, struct canvas *canvas, int row, const char *label, const char *text)
{
	const struct rect *area = &dv->view.area;

	canvas_text(canvas, area->row + row, area->col + 1, 8, INK_LABEL, label);
	canvas_text(canvas, area->row + row, area->col + 10, area->cols - 11, INK_TEXT, text);
}

static const char *
sender(const struct document *document)
{
	if (document->from.kind == AUTHOR_CUSTOMER)
		return _("the applicant");
	return document->from.name ? document->from.name : "";
}

static void
draw_head(const struct document_view *dv, const struct document *document, const struct model *model,
          struct canvas *canvas)
{
	const struct application *app = dv->record->application;
	enum zone zone = county_zone(app ? app->county : NULL);
	enum document_type type = document_type_from_media(document->media_type);
	civil_date today = model_today(model);
	struct buf line = BUF_INIT(1000);
	char time[SHOW_MAX];

	draw_line(dv, canvas, 0, _("Name"), document->name);
	draw_line(dv, canvas, 1, _("For"), document->label ? document->label : _("nothing in particular"));
	buf_printf(&line, _("%s, %lld kB, sent %s by %s"), _(document_type_text(type)), (long long)(document->size + 1023) / 1024,
	           show_time(time, document->at_ms, zone, today), sender(document));
	draw_line(dv, canvas, 2, _("File"), line.data);
	buf_reset(&line);
	if (document->looked_at_ms)
		buf_printf(&line, _("first by %s, %s"), document->looked_by ? document->looked_by : "?",
		           show_time(time, document->looked_at_ms, zone, today));
	else
		buf_puts(&line, _("nobody has looked at it"));
	if (document->looked_at_ms && !document->looked_by_me)
		buf_puts(&line, _("; not by you"));
	draw_line(dv, canvas, 3, _("Looked"), line.data);
	buf_done(&line);
}

static void
document_draw(const struct view *view, const struct model *model, struct canvas *canvas)
{
	const struct document_view *dv = (const struct document_view *)view;
	const struct document *document = shown(dv);
	const char *words;

	if (document) {
		draw_head(dv, document, model, canvas);
		if (dv->reading)
			canvas_text(canvas, view->area.row + HEAD_ROWS, view->area.col + 1, -1, INK_DIM, _("loading ..."));
		else
			text_draw(&dv->text, canvas);
		return;
	}
	if (dv->failed.code != ERR_NONE)
		words = _(err_title(dv->failed.code));
	else if (!dv->rows.loaded)
		words = _("loading ...");
	else
		words = str_empty(view->place.arg) ? _("No document was sent for this application.")
		                                   : _("No document was sent for this. What came on paper, E records.");
	canvas_text(canvas, view->area.row, view->area.col + 1, -1, INK_DIM, words);
}

static void
document_place(const struct view *view, const struct model *model, struct buf *out)
{
	const struct document_view *dv = (const struct document_view *)view;
	const struct document *document = shown(dv);

	(void)model;
	if (document)
		buf_printf(out, _("document %d of %d"), (int)(document - dv->rows.at) + 1, (int)dv->rows.count);
}

static void
document_title(const struct view *view, const struct model *model, struct buf *out)
{
	const struct document_view *dv = (const struct document_view *)view;
	const struct application *app = dv->record->application;

	(void)model;
	buf_puts(out, _("Document"));
	if (app)
		buf_printf(out, " - %s %s", app->number, app->customer.name);
}

static void
document_subject(const struct view *view, const struct model *model, struct subject *ret)
{
	const struct document_view *dv = (const struct document_view *)view;

	(void)model;
	subject_of(dv->record->application, ret);
}

static const char *
document_why_not(const struct view *view, const struct model *model, enum cmd_id cmd)
{
	const struct document_view *dv = (const struct document_view *)view;

	(void)model;
	if (cmd == CMD_DECLARE_CONFLICT || cmd == CMD_LINK_CUSTOMER)
		return _("Not while a document is read: q goes back to the record.");
	if (cmd == CMD_EDIT && !record_may(dv->record, "verify"))
		return _("Only the worker it is with can accept a proof, while it is open.");
	return NULL;
}

static void
document_close(struct view *view, struct model *model, struct fx *fx)
{
	struct document_view *dv = (struct document_view *)view;

	(void)fx;
	text_done(&dv->text);
	document_rows_done(&dv->rows);
	arena_done(&dv->arena);
	model_record_done(model, dv->record);
}

static const enum cmd_id hints[] = { CMD_OPEN,      CMD_EDIT,       CMD_VIEW_DOCUMENT,
	                             CMD_NEXT_PANE, CMD_ASK_MISSING, CMD_NONE };

static const struct hint_word words[] = {
	{ CMD_OPEN, N_("link") },
	{ CMD_EDIT, N_("accept or not") },
	{ CMD_VIEW_DOCUMENT, N_("next unseen") },
	{ CMD_NEXT_PANE, N_("next") },
	{ CMD_NONE, NULL },
};

static const enum cmd_id rare[] = { CMD_LEFT, CMD_RIGHT, CMD_NONE };

static const struct view_ops document_ops = {
	.scope = SCOPE_RECORD,
	.rare = rare,
	.hints = hints,
	.hint_words = words,
	.handle = document_handle,
	.layout = document_layout,
	.draw = document_draw,
	.close = document_close,
	.title = document_title,
	.place = document_place,
	.subject = document_subject,
	.why_not = document_why_not,
};

struct view *
document_view_new(const struct place *place, struct model *model, struct fx *fx)
{
	struct document_view *dv = view_alloc(sizeof(*dv), &document_ops, place);

	dv->record = model_record(model, place->id, fx);
	text_init(&dv->text);
	ask_list(dv, fx);
	return &dv->view;
}
