/* SPDX-License-Identifier: Apache-2.0
 *
 * What should happen next.  Views and the app only list effects; the app
 * carries out those about screens, the loop the rest, after the update.
 *
 * owner says who gets the reply, timer or answer: a view passes &view->owner
 * fields through the view_*() helpers of view.h and need not think of it.
 */
#ifndef CLIENT_MODEL_FX_H
#define CLIENT_MODEL_FX_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/sign.h"
#include "client/model/place.h"

enum { OWNER_APP = 1, OWNER_MODEL = 2, OWNER_OUTBOX = 3, OWNER_SHELF = 4, OWNER_SAVED = 5, OWNER_VIEW_FIRST = 16 };

enum fx_kind {
	/* carried out by the app */
	FX_OPEN,  /* go to place; raises it when it is open already */
	FX_BACK,  /* close the owner's view */
	FX_TELL,  /* one sentence on the status line */
	FX_ASK,   /* a question on the status line */
	FX_RUN,   /* carry out a command as if its key had been pressed */
	FX_SIGNED_IN,  /* model_sign_in() took the answer in; number: follow events after it */
	FX_SIGNED_OUT,
	FX_DRAFT,      /* text typed at place, to be kept */
	FX_DRAFT_DONE, /* the draft of place was sent, or thrown away by its writer */
	FX_DRAFT_TAKE, /* text: the id of one from another terminal, to go on with here */
	FX_DRAFT_THROW, /* text: the id of one from another terminal */
	FX_DRAFTS_AGAIN, /* ask the server what other terminals left */
	/* carried out by the loop */
	FX_REQUEST,
	FX_CANCEL, /* stop a request; its reply never comes */
	FX_TIMER,
	FX_TOKEN, /* request.body: from now on, after request number; "" forgets it */
	FX_PASSWORD, /* request.body: what the signing key is sealed under; see FX_SIGNING */
	FX_SIGNING,  /* tag: a job of model/signing.h, with that password */
	FX_FEED,  /* follow events after number, < 0 stop */
	FX_QUIT,
	FX_SUSPEND,
	FX_REDRAW,
	FX_BELL,
	FX_CLIPBOARD,
	FX_EXPORT, /* text into a new file named word, in the person's folder of exports */
	FX_JOURNAL_OPEN, /* someone signed in: open the sealed file of this run */
	FX_JOURNAL /* text: a record for it; carried out before the requests of the same turn */
};

/* Ranks of the status line, highest last (screens.md, manners). */
enum tell { TELL_HINT, TELL_ALERT, TELL_RESULT, TELL_REFUSAL };

enum ask_kind {
	ASK_YES,  /* "... y/N": y alone is yes, every other key is no */
	ASK_WORD, /* the word has to be typed in full, then Enter */
	ASK_TEXT, /* one line */
	ASK_MENU  /* choose one of up to MENU_MAX lines */
};

enum { MENU_MAX = 24, ASK_TEXT_MAX = 400 };

enum { REQUEST_SECRET = 1 << 0, /* body and answer are wiped after use */
       REQUEST_NO_KEY = 1 << 1, /* sessions and dry runs: no Idempotency-Key */
       REQUEST_SIGN = 1 << 2    /* a decision: the body is signed as it is sent */ };

struct request {
	uint64_t id;
	int owner;
	int tag;
	unsigned flags;
	char method[8];
	char *path;   /* "/v1/..." with its query */
	char *body;   /* JSON or NULL; freed (wiped) by whoever takes the request */
	int64_t if_match; /* version; 0 none */
	char key[48]; /* Idempotency-Key without quotes; "" for reads */
	char signature[SIGN_HEADER_TEXT]; /* Decision-Signature; "" none */
};

struct fx_item {
	enum fx_kind kind;
	bool carried; /* the app has had its part of it */
	bool beneath; /* FX_OPEN, FX_ASK of a screen nobody looks at: what is in front stays there */
	int owner;
	struct place place;
	enum tell tell;
	enum ask_kind ask;
	int tag; /* question, timer, command */
	int64_t number;
	const char *text;
	const char *word;   /* ASK_WORD; starting text of ASK_TEXT */
	const char **menu;  /* ASK_MENU, NULL-ended */
	struct request request;
};

struct fx {
	struct fx_item *items;
	size_t count;
	size_t cap;
	struct arena arena; /* texts of the items */
	uint64_t last_request;
	int64_t now_ms; /* wall clock of the message being handled */
};

void fx_init(struct fx *fx);
void fx_done(struct fx *fx);
/* Forget the items (and wipe bodies nobody took). */
void fx_clear(struct fx *fx);

/* ---- requests; each returns the number its reply will carry ---- */

uint64_t fx_get(struct fx *fx, int owner, int tag, const char *path);
struct write {
	const char *method; /* "POST", "PUT", "PATCH", "DELETE" */
	const char *path;
	const char *body;   /* copied; NULL: none */
	int64_t if_match;   /* the version the person saw; 0 where none is needed */
	const char *key;    /* NULL: mint one; a retry passes the first one */
	unsigned flags;
};
uint64_t fx_write(struct fx *fx, int owner, int tag, const struct write *write);
void fx_cancel(struct fx *fx, uint64_t request);
/* Appends ?name=value or &name=value, escaped. Empty values are left out. */
void path_add(struct buf *path, const char *name, const char *value);

/* A timer of the same owner and tag replaces the earlier; < 0 stops it. */
void fx_timer(struct fx *fx, int owner, int tag, int64_t delay_ms);

/* ---- screens ---- */

void fx_open(struct fx *fx, enum place_kind kind, const char *id, const char *arg);
void fx_back(struct fx *fx, int owner);
/* The sentence is already translated. */
void fx_tell(struct fx *fx, enum tell tell, const char *fmt, ...) printf_like(3, 4);
/* Of what may be pressed on that screen alone: gone with it. */
void fx_tell_here(struct fx *fx, int owner, enum tell tell, const char *fmt, ...) printf_like(4, 5);
/* As a refusal: the error's translated sentence with its detail; where it has
 * none, what is wrong with the first of the fields. */
struct err;
void fx_tell_err(struct fx *fx, const struct err *err);
/* "status,assignee" as a person calls them: "status, worker"; a word that is
 * not known here stays as it came. */
void fx_put_members(struct buf *out, const char *members);
void fx_run(struct fx *fx, int command);

/* ---- questions: the answer comes as MSG_ANSWER ---- */

/* Ends in a question mark; " y/N" is added. */
void fx_ask_yes(struct fx *fx, int owner, int question, const char *fmt, ...) printf_like(4, 5);
/* "I issue: type deny" */
void fx_ask_word(struct fx *fx, int owner, int question, const char *word, const char *fmt, ...)
	printf_like(5, 6);
void fx_ask_text(struct fx *fx, int owner, int question, const char *start, const char *label);
/* lines: NULL-ended, copied; a line's first letter chooses it when unambiguous. */
void fx_ask_menu(struct fx *fx, int owner, int question, const char *label, const char *const *lines);

/* ---- drafts (model/draft.h): sealed on the disk within a second ---- */

/* json_text is the screen's own JSON object; version that of the subject when
 * the typing began.  Call it whenever something typed changed. */
void fx_draft(struct fx *fx, const struct place *place, const char *title, const char *json_text,
              int64_t version);
void fx_draft_done(struct fx *fx, const struct place *place);

/* ---- the rest ---- */

void fx_quit(struct fx *fx, int status);
/* name: "insights.csv"; what became of it is told. */
void fx_export(struct fx *fx, const char *name, const char *text);
void fx_simple(struct fx *fx, enum fx_kind kind);
void fx_text(struct fx *fx, enum fx_kind kind, const char *text, int64_t number);
/* The session's token; wiped wherever it was. */
void fx_token(struct fx *fx, const char *token);
/* The password just typed, for the signing job that follows; "" forgets it. */
void fx_password(struct fx *fx, const char *password);
void fx_signing(struct fx *fx, int job);

#endif
