/* SPDX-License-Identifier: Apache-2.0
 *
 * What the app holds, for the files of this room alone.
 */
#ifndef CLIENT_APP_STATE_H
#define CLIENT_APP_STATE_H

#include "client/app/app.h"
#include "client/ui/edit.h"
#include "client/ui/menu.h"

enum {
	SCREEN_ROWS_MIN = 15,
	SCREEN_COLS_MIN = 60,
	TOLD_MS = 6000,          /* a result or an alert stays */
	REFUSAL_READ_MS = 1000,  /* a key sooner than this does not clear a refusal */
	PROGRESS_MS = 150,       /* a request is not worth a word before */
	PREFIX_MS = 300,         /* then what may follow is listed */
	ALERT_FOLD_MS = 10000,
	ALERT_FOLD_COUNT = 3,
	LOCK_WARN_MS = 60000,
	ACTIVE_EVERY_MS = 60000, /* telling the server that a person reads */
	LOG_MAX = 200,
	RETRIES_MAX = 32,
	AHEAD_MAX = 400,
	PATH_KEPT_MAX = 200
};

/* A question on the status line. */
struct asking {
	bool active;
	bool painted; /* keys before that never answer */
	enum ask_kind kind;
	int owner;
	int question;
	char text[ASK_TEXT_MAX];
	char word[ASK_TEXT_MAX]; /* ASK_WORD */
	struct edit edit;        /* ASK_WORD, ASK_TEXT */
	struct menu menu;
	char *lines[MENU_MAX + 1];
};

struct told {
	enum tell tell;
	char text[ASK_TEXT_MAX];
	int64_t at_ms;      /* mono */
	int64_t painted_ms; /* 0 not yet */
	int owner;          /* the screen that it goes with; 0: it stays its time */
};

struct log_line_kept {
	int64_t real_ms;
	enum tell tell;
	char text[ASK_TEXT_MAX];
};

struct pending {
	uint64_t request;
	int owner;
	int tag;
	bool write;
	bool asks; /* changes nothing: it may be stopped */
	int64_t since_ms;
	char key[48];
	char about[48]; /* a question about an earlier write: its key */
	char path[PATH_KEPT_MAX]; /* of a screen's question; "" a write, or too long */
};

/* A write without an answer, sent again or asked about. */
struct retry {
	bool used;
	int owner, tag;   /* who sent it first */
	uint64_t first;   /* the number it knows it by */
	uint64_t request; /* the try under way; 0 waiting */
	int tries;
	bool stopped; /* the session has ended: goes on after the lock */
	char key[48];
	char path[PATH_KEPT_MAX]; /* of a question of a screen, asked again; "" a write */
};

/* Keys for what is still to come. */
struct ahead {
	int owner; /* of the screen it comes to */
	int count;
	struct key keys[AHEAD_MAX];
	bool goes_along; /* the screen that kept them led to another: they are for that */
};

/* Drafts on their way to the server, one request at a time. */
enum { SHELF_GONE_MAX = 32 };
struct shelf {
	bool due;          /* the timer runs */
	bool waits;        /* a request is under way */
	bool full_told;
	char id[ID_TEXT_MAX]; /* of the draft it is about */
	int64_t revision;
	struct { char id[ID_TEXT_MAX]; int64_t revision; } gone[SHELF_GONE_MAX]; /* to be thrown away there */
	int gone_count;
	int64_t asked_ms;  /* when the list was asked for; -1: since something moved */
	uint64_t listing;  /* that request; 0 none */
	bool listing_late; /* what it tells of was thrown away meanwhile */
	bool moved_due;    /* its timer runs */
};

struct lock {
	bool on;
	bool expired; /* the session has ended; the same password opens a new one */
	struct edit password;
	struct edit code; /* of a second factor, where the server asks for it */
	bool wants_code;
	uint64_t request; /* sign-in under way */
	char problem[ASK_TEXT_MAX];
};

struct app {
	struct model model;
	uint64_t session_request; /* the first of the present session: what is older was asked with another */
	struct keymap keymap;
	struct config config;

	struct view *open[OPEN_MAX]; /* the last is on the screen */
	int open_count;

	struct asking asking;
	struct lock lock;
	struct keys typed; /* a prefix waiting for its key */
	int64_t typed_ms;
	struct ahead ahead;
	bool refused; /* the last command, on the screen it was given to */

	struct told told[TELL_REFUSAL + 1]; /* by rank; at_ms 0: none */
	struct log_line_kept log[LOG_MAX];
	int log_count, log_next;
	int64_t alert_ms[ALERT_FOLD_COUNT]; /* when the last ones came */
	int alerts_folded;

	struct pending *pending; /* requests under way; as many as there are */
	int pending_count, pending_cap;

	struct retry retries[RETRIES_MAX];
	bool flush_due; /* a draft waits for its record */
	int64_t unkept_told_ms; /* when it was said that nothing is kept */
	struct shelf shelf;

	int rows, cols;
	bool dirty;
	bool redraw;
	bool quitting;
	int64_t last_key_ms;
	int64_t lock_warned_ms; /* the last_key_ms that a lock was announced for */
	int64_t active_sent_ms;
	int64_t wake_ms; /* when the app's timer is set for; 0 not */
};

/* update.c */
struct view *app_top(const struct app *app);
/* The top one that is no overlay: what help and palette are about. */
struct view *app_focus(const struct app *app);
struct view *app_view_by_owner(const struct app *app, int owner);
void app_run_command(struct app *app, enum cmd_id cmd, struct fx *fx);
const char *app_why_not(const struct app *app, const struct view *view, enum cmd_id cmd);
void app_subject(const struct app *app, const struct view *view, struct subject *ret);
enum scope app_scope(const struct view *view);
/* Sends a message to one view; true when it was its own. */
bool app_send(struct app *app, struct view *view, struct msg *msg, struct fx *fx);
void app_send_all(struct app *app, struct msg *msg, struct fx *fx);
struct msg app_msg(const struct app *app, enum msg_kind kind);
/* What an answer says of the session. */
enum session_word {
	SESSION_HOLDS,
	SESSION_ENDED,    /* the present one, or there is none */
	SESSION_WAS_OTHER /* it was asked with one before: nothing was done, and nothing has ended */
};
enum session_word app_session_word(const struct app *app, const struct reply *reply);

void app_take_key(struct app *app, struct key key, struct fx *fx);

/* ahead.c: keys typed before the fields, the record or the rows they are for have come */
/* A letter is text there, or will be: nothing it types is a command by itself. */
bool ahead_in_text(const struct app *app, const struct view *view);
/* False: the key is not for what is to come, and acts at once. */
bool ahead_keep(struct app *app, const struct view *view, struct key key) must_use;
/* Types what waited, where what it waited for is there now. */
void ahead_type(struct app *app, struct fx *fx);

/* command.c: what every screen has in common */
void app_common_command(struct app *app, enum cmd_id cmd, struct fx *fx);

/* stack.c */
void app_open_place(struct app *app, const struct place *place, struct fx *fx);
/* Opened, and ^T goes there; what is in front stays in front. */
void app_open_beneath(struct app *app, const struct place *place, struct fx *fx);
void app_close_view(struct app *app, struct view *view, struct fx *fx);
void app_close_place(struct app *app, const struct place *place, struct fx *fx); /* where it is open */
void app_close_all(struct app *app, struct fx *fx);
void app_layout(struct app *app);
void app_list_open(struct app *app);

/* effects.c */
void app_carry_out(struct app *app, struct fx *fx);
void app_wake_later(struct app *app, struct fx *fx);
void pending_drop(struct app *app, uint64_t request);
void pending_count_waits(struct app *app);
/* ^C: stop the reads under way; their owners hear that they failed. */
int app_stop_requests(struct app *app, struct fx *fx);

/* keeping.c: records for the sealed file */
void keeping_draft(struct app *app, const struct fx_item *item, struct fx *fx);
void keeping_draft_done(struct app *app, const struct place *place, struct fx *fx);
void keeping_flush(struct app *app, struct fx *fx);
void keeping_sent(struct fx *fx, const struct sent *sent);
/* The write of this key is not waited for any more. */
void keeping_answered(struct app *app, const char *key, struct fx *fx);

/* outbox.c */
void outbox_sending(struct app *app, const struct request *request, struct fx *fx);
/* True when the outbox keeps the answer to itself for the time being. */
bool outbox_reply(struct app *app, const struct pending *pending, const struct reply *reply,
                  struct fx *fx) must_use;
/* A screen does not wait for this question any more. */
void outbox_forget(struct app *app, uint64_t request, struct fx *fx);
void outbox_outcome(struct app *app, const struct pending *pending, const struct reply *reply,
                    struct fx *fx);
void outbox_timer(struct app *app, int timer, struct fx *fx);
/* Signed in again: what the end of the session stopped goes on. */
void outbox_go_on(struct app *app, struct fx *fx);
/* Asks what became of each write that nobody follows any more. */
void outbox_ask_left(struct app *app, struct fx *fx);

/* shelf.c */
void shelf_changed(struct app *app, struct fx *fx);
/* A draft that is no more; shelved: the revision that the server has. */
void shelf_gone(struct app *app, const char *id, int64_t shelved, struct fx *fx);
void shelf_flush(struct app *app, struct fx *fx);
void shelf_ask(struct app *app, struct fx *fx);
void shelf_moved(struct app *app, struct fx *fx);
void shelf_take(struct app *app, const char *id, struct fx *fx);
void shelf_throw_away(struct app *app, const char *id, struct fx *fx);
void shelf_reply(struct app *app, const struct reply *reply, struct fx *fx);
void shelf_timer(struct app *app, int timer, struct fx *fx);

/* ask.c */
void ask_start(struct app *app, const struct fx_item *item);
void ask_stop(struct app *app);
/* Of a screen that is not in front: the answer is No, and that it waits is said. */
void ask_put_off(struct app *app, const struct fx_item *item, struct fx *fx);
void ask_key(struct app *app, struct key key, struct fx *fx);
void ask_paste(struct app *app, const char *text, size_t len);

/* status.c */
void tell(struct app *app, enum tell tell, const char *text);
/* After what was just said in that rank. */
void tell_more(struct app *app, enum tell tell, const char *text);
void tell_key_pressed(struct app *app);
void tell_expire(struct app *app);
void tell_forget(struct app *app);
void tell_painted(struct app *app);
void status_draw(const struct app *app, struct canvas *canvas);
void top_draw(const struct app *app, struct canvas *canvas);

/* alerts.c */
void alert_event(struct app *app, const struct event_note *event, struct fx *fx);

/* lock.c */
void lock_start(struct app *app, bool expired, struct fx *fx);
void lock_key(struct app *app, struct key key, struct fx *fx);
void lock_reply(struct app *app, const struct reply *reply, struct fx *fx);
void lock_check_idle(struct app *app, struct fx *fx);
/* True when nobody was here for so long that it is locked now. */
bool lock_if_idle(struct app *app, struct fx *fx) must_use;
void lock_draw(const struct app *app, struct canvas *canvas);

/* effects.c */
/* Who has to set up a second factor is led there, and there alone. */
void app_second_factor_due(struct app *app, struct fx *fx);

/* signing.c */
void app_signing_begin(struct app *app, struct fx *fx); /* signed in, or unlocked */
void app_signing_end(struct app *app, struct fx *fx);   /* locked, or signed out */
void app_signing_result(struct app *app, struct msg *msg, struct fx *fx);
bool app_signing_reply(struct app *app, const struct reply *reply, struct fx *fx);
void app_signing_timer(struct app *app, struct fx *fx);

/* overlays: views that know the app */
struct view *finder_view_new(struct app *app, const struct place *place);
struct view *messages_view_new(struct app *app, const struct place *place);
struct view *switch_view_new(struct app *app, const struct place *place);
bool app_is_overlay(enum place_kind kind);

enum { APP_TIMER_WAKE = 1, APP_TIMER_KEY = 2 };
enum { OUTBOX_TIMER_FLUSH = 1 }; /* the others are the outbox's own */
enum { APP_QUESTION_QUIT = 1, APP_QUESTION_SIGN_OUT = 2 };
enum {
	APP_REPLY_ACTIVE = 1, APP_REPLY_UNLOCK = 2, APP_REPLY_SIGN_OUT = 3,
	APP_REPLY_KEY_PUT = 4, APP_REPLY_KEY_GET = 5
};

#endif
