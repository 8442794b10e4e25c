/* SPDX-License-Identifier: Apache-2.0
 *
 * The contract of a screen.  A screen is one file here, say view/note.c, and
 * perhaps a file in model/ for what it knows of the server.
 *
 * How to add one
 *
 *  1. The place is in model/places.def.  Add a line to views.def:
 *     VIEW(NOTE, note_view_new), and the file to room.mk.
 *  2. struct note_view { struct view view; struct form form; ... } with the
 *     struct view first.  note_view_new(place, model, fx) allocates it with
 *     view_alloc(sizeof ..., &note_ops, place) and asks for what it needs:
 *     view_get(&v->view, fx, TAG_RECORD, "/v1/applications/...").  It must
 *     not wait for anything: it is drawn at once, with what is known.
 *  3. handle() gets one message and changes the view and the model or lists
 *     effects; false means "not mine" and the app does what all screens have
 *     in common (q, ?, :, rooms, ^T ...).  Keys come as MSG_COMMAND, already
 *     allowed by cmd_why_not() and your why_not().  While key_use() says
 *     KEYS_TEXT or KEYS_LETTERS, keys come as MSG_KEY first; those not taken
 *     become commands (in text only those with CMD_IN_TEXT).  A paste comes
 *     as MSG_PASTE and is never commands.
 *  4. draw() gets everything const and a canvas: no effects, no clock, no
 *     malloc to keep.  It draws within v->area, and puts the hardware cursor
 *     on the row or field in focus with canvas_cursor() (widgets do).
 *  5. A view holds looking state only (scroll, focus, folds, text being
 *     typed).  What is true comes from the server and is kept by id: MSG_EVENT
 *     about your subject means "ask again"; keep what is shown meanwhile.
 *  6. Questions: view_ask_yes(...), answered by MSG_ANSWER.  Never your own
 *     dialog: the app sees to it that keys typed before the question was
 *     painted, and pastes, do not answer it, and that No is the default.
 *  7. Writes: view_write(); the reply comes as MSG_REPLY with ok or err.
 *     A write that fails keeps what was typed.  Say what was done and how to
 *     undo it: fx_tell(fx, TELL_RESULT, _("...")).
 *  8. Lists: a struct list_kind (how a row is read), model_list(), and
 *     ui/list.h with a struct list_source.  queue.c is the pattern.
 *  9. hints lists your commands by use; the bottom line shows the first six
 *     that are allowed.
 * 10. Test: tests/unit/test_client_view_*.c feeds app_update() and prints the
 *     canvas against tests/golden/NAME.screen; tests/unit/client_fake.h has
 *     the fake server.  sign_in.c is a form, queue.c a list.
 */
#ifndef CLIENT_VIEW_VIEW_H
#define CLIENT_VIEW_VIEW_H

#include "base/words.h"
#include "client/cmd/cmd.h"
#include "client/model/fx.h"
#include "client/model/model.h"
#include "client/model/msg.h"
#include "client/term/canvas.h"

struct view;

/* What a command is called on one screen: ^R saves a note. */
struct hint_word {
	enum cmd_id cmd;
	const char *word; /* not translated yet */
};

struct view_ops {
	enum scope scope;       /* which keys it has */
	const enum cmd_id *hints; /* CMD_NONE-ended */
	const struct hint_word *hint_words; /* CMD_NONE-ended; NULL: each its own word */
	/* Of Left, Right and F, which most screens lack, those it has; CMD_NONE-ended. */
	const enum cmd_id *rare;

	bool (*handle)(struct view *view, struct model *model, const struct msg *msg, struct fx *fx);
	/* view->area was just set; NULL when there is nothing to place. */
	void (*layout)(struct view *view);
	void (*draw)(const struct view *view, const struct model *model, struct canvas *canvas);
	/* Frees what the view owns, not the view itself. NULL: nothing. */
	void (*close)(struct view *view, struct model *model, struct fx *fx);

	/* The rest may be NULL. */
	/* Top line, left; default is the place's title. */
	void (*title)(const struct view *view, const struct model *model, struct buf *out);
	/* Bottom line, right: "14 of 212, filter: mine". */
	void (*place)(const struct view *view, const struct model *model, struct buf *out);
	/* What letters mean now; NULL: commands. */
	enum key_use (*key_use)(const struct view *view);
	/* What commands would act on; zeroed before. */
	void (*subject)(const struct view *view, const struct model *model, struct subject *ret);
	/* A translated reason, or NULL: allowed here. CMD_NONE-like answers for
	 * commands it does not have are not needed. */
	const char *(*why_not)(const struct view *view, const struct model *model, enum cmd_id cmd);
	/* Something typed here is not sent yet (q asks nothing: drafts are kept). */
	bool (*is_unsaved)(const struct view *view);
};

struct view {
	const struct view_ops *ops;
	int owner;          /* for requests, timers, questions */
	struct place place;
	struct rect area;
	int preview_cols;   /* setting: split from this width on */
	bool shown;         /* it is the one on the screen */
};

struct form;

typedef struct view *view_maker(const struct place *place, struct model *model, struct fx *fx);

/* Zeroed, with ops, owner and place set. */
void *view_alloc(size_t size, const struct view_ops *ops, const struct place *place) must_use;
/* NULL when this program has no such screen. */
struct view *view_open(const struct place *place, struct model *model, struct fx *fx);
void view_close(struct view *view, struct model *model, struct fx *fx);

/* Why nothing is opened in a list of so many rows, or NULL. */
const char *view_empty_why_not(int64_t rows, enum cmd_id cmd);

/* ---- effects in this view's name ---- */
uint64_t view_get(const struct view *view, struct fx *fx, int tag, const char *fmt, ...)
	printf_like(4, 5);
uint64_t view_write(const struct view *view, struct fx *fx, int tag, const struct write *write);
/* A body with a secret in it: kept nowhere, wiped here once it is on its way. */
uint64_t view_write_secret(const struct view *view, struct fx *fx, int tag, const char *method,
	const char *path, struct buf *body);
/* What every form of fields takes: letters, a paste, the keys between fields. */
bool view_form_takes(struct form *form, const struct msg *msg);
void view_timer(const struct view *view, struct fx *fx, int tag, int64_t delay_ms);
void view_back(const struct view *view, struct fx *fx);

#define view_ask_yes(view, fx, question, ...) fx_ask_yes((fx), (view)->owner, (question), __VA_ARGS__)
#define view_ask_word(view, fx, question, word, ...) \
	fx_ask_word((fx), (view)->owner, (question), (word), __VA_ARGS__)
#define view_ask_text(view, fx, question, start, label) \
	fx_ask_text((fx), (view)->owner, (question), (start), (label))
#define view_ask_menu(view, fx, question, label, lines) \
	fx_ask_menu((fx), (view)->owner, (question), (label), (lines))

/* ---- the screens ---- */
#define VIEW(place, maker) view_maker maker;
#include "client/view/views.def"
#undef VIEW

#endif
