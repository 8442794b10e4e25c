/* SPDX-License-Identifier: Apache-2.0
 *
 * What happened: the only thing that ever goes into app_update() and into a
 * view's handle().  Everything a message points at lives until that call
 * returns.
 */
#ifndef CLIENT_MODEL_MSG_H
#define CLIENT_MODEL_MSG_H

#include "base/err.h"
#include "base/json.h"
#include "client/term/key.h"

enum msg_kind {
	MSG_NONE,
	/* to views */
	MSG_SHOWN,   /* this view has become the one on the screen */
	MSG_COMMAND, /* a command of commands.def, allowed at this moment */
	MSG_KEY,     /* only while letters are not commands (view_ops.key_use) */
	MSG_PASTE,   /* the same; one message, never commands */
	MSG_ANSWER,  /* to a question put with fx_ask_*() */
	MSG_REPLY,   /* to a request of this view */
	MSG_TIMER,   /* set by this view */
	MSG_EVENT,   /* something changed on the server (every open view gets it) */
	MSG_CHANGED, /* a list or the session in the model changed (every open view) */
	/* to the app alone */
	MSG_FEED,   /* the live feed came up, fell silent, went away */
	MSG_RESIZE,
	MSG_SIGNAL,
	MSG_SIGNING, /* a job on the signing key is done; to views, when it was sealing */
	MSG_PAINTED, /* what app_draw() drew last is on the glass */
	MSG_MATCH    /* search inside the view, as the words are typed */
};

/* The answer to one request. */
struct reply {
	uint64_t request; /* as fx_get() or fx_write() returned it */
	int tag;          /* as given to it */
	bool ok;          /* 2xx; json is set unless the body was empty */
	int http;         /* 0: no answer came */
	const struct json *json;
	const struct err *err; /* when !ok; code ERR_OFFLINE, ERR_OUTCOME_UNKNOWN, or the server's */
	const char *body;      /* the bytes json was made of */
	size_t body_len;
	int64_t event_seq; /* Event-Seq of the answer; 0 none */
	int64_t version;   /* of its ETag; 0 none */
	bool replayed;     /* Idempotency-Replayed: true */
	const char *key;   /* the write's Idempotency-Key; "" for a read */
};

/* The answer to a question: yes or no, the word typed in full, a text, a row. */
struct answer {
	int question; /* as given to fx_ask_*() */
	bool yes;     /* false: no, cancelled, or the wrong word */
	int choice;   /* of a menu */
	const char *text;
};

/* One event's envelope (domain/event.h), as far as a screen cares. */
struct event_note {
	int64_t seq;
	const char *type;         /* "application.updated" */
	const char *subject_type; /* "application" */
	const char *subject_id;
	const char *application_id; /* "" none */
	int64_t version;            /* 0 none */
	const char *actor_id;
	bool by_me; /* by this worker, from any workstation */
	bool gone;  /* out of sight from now on */
};

enum feed_state { FEED_OFF, FEED_LIVE, FEED_SILENT, FEED_DOWN, FEED_RESET, FEED_EXPIRED };

struct signing_result;

struct msg {
	enum msg_kind kind;
	int64_t mono_ms; /* when, on the clock that never goes back */
	int64_t real_ms; /* when, on the wall */
	struct key key;
	int command; /* enum cmd_id */
	const char *text; /* MSG_PASTE, MSG_MATCH */
	size_t text_len;
	struct answer answer;
	struct reply reply;
	int timer; /* tag */
	int owner; /* MSG_TIMER: who set it */
	struct event_note event;
	enum feed_state feed;
	int signal;
	int rows, cols;
	const struct signing_result *signing; /* model/signing.h */
};

#endif
