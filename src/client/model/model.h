/* SPDX-License-Identifier: Apache-2.0
 *
 * What is known: who is signed in, how the line to the server is, the lists.
 * Plain data, keyed by id; no screen, no network.  Files beside this one hold
 * what single screens know (record.h, draft.h, ...).
 */
#ifndef CLIENT_MODEL_MODEL_H
#define CLIENT_MODEL_MODEL_H

#include "base/arena.h"
#include "base/clock.h"
#include "client/model/draft.h"
#include "client/model/fx.h"
#include "client/model/marks.h"
#include "client/model/msg.h"
#include "client/model/page.h"
#include "client/model/place.h"
#include "client/model/race.h"
#include "client/model/record.h"
#include "client/model/saved_filters.h"
#include "client/model/signing.h"
#include "domain/worker.h"

enum line_state { LINE_OFF, LINE_LIVE, LINE_STALE, LINE_OFFLINE };

enum { LISTS_MAX = 256, OPEN_MAX = 32, TITLE_MAX = 160 };
static_assert(LISTS_MAX >= 8 * OPEN_MAX, "every open view may hold eight lists");

/* What ^T can go back to; newest first. */
struct open_thing {
	struct place place;
	char title[TITLE_MAX];
	char number[24]; /* A-26-000412, "" none */
	bool unsaved; /* something typed and not sent */
};

/* What the commands of the moment would act on. */
struct subject {
	const char *type;   /* "application", "customer", "" for none */
	const char *id;
	const char *number; /* what y copies: A-26-000412 */
	int64_t version;
	const struct text_list *allowed_actions; /* NULL: not known here */
	enum application_status status; /* meaningful with allowed_actions */
	int marked;         /* rows marked; 0: the one under the cursor */
};
/* An application; NULL: one that is not loaded yet, and nothing can act on. */
void subject_of(const struct application *application, struct subject *ret);

struct model {
	/* the session */
	bool signed_in;
	bool locked;
	bool second_factor_due; /* the server lets us do nothing before */
	bool covered; /* the window is too small for anything of a record */
	struct arena session_arena;
	struct worker me; /* valid while signed_in */
	unsigned roles;   /* set of ROLE_* */
	int64_t session_ends_ms;
	uint8_t *journal_key;  /* SECRET_KEY_BYTES of secret memory; NULL signed out */
	struct signing signing;
	int64_t idle_timeout_s;
	bool demo;             /* a private sample of our own */
	char sample_as_of[DATE_TEXT_MAX]; /* sample data's date, said in the title; "" real */
	const char *demo_portal; /* address of the applicant's pages; NULL none */
	bool ascii_charts;     /* setting: bars of signs that every terminal has */
	const char *server_name; /* URL or socket, for the sign-in screen */
	const char *user;        /* --user, or NULL */
	char *password_once;     /* secret memory: sign in with it at once, then NULL */
	char *otp_once;        /* the same for a second factor's code */

	/* the line to the server */
	enum line_state line;
	int64_t heard_ms;      /* mono: last byte from the server */
	int sending, asking;   /* writes and reads that take longer than a moment */
	int64_t event_seq;     /* last event applied */
	int64_t clock_ahead_ms; /* server's clock minus ours */
	int64_t mono_ms;       /* of the message being handled */
	int64_t real_ms;

	struct pages lists[LISTS_MAX];
	bool list_used[LISTS_MAX];
	bool changed; /* a list or the session changed in this turn */

	struct open_thing open[OPEN_MAX];
	size_t open_count;

	struct record *records[RECORDS_MAX]; /* NULL: a free place */
	char record_shown[PLACE_ID_MAX];     /* the last on the screen: a queue returns to it */
	struct saved_filters saved; /* the person's own filters */
	struct marks bulk_marks; /* what a screen of one act on many begins with, and the versions it left */
	struct race race; /* lost, and not settled yet */
	struct drafts drafts; /* typed and not sent, sent and not answered */
};

void model_init(struct model *model);
void model_done(struct model *model);

/* Takes in the body of the answer to POST /v1/sessions. */
bool model_sign_in(struct model *model, const struct json *json, struct err *err) must_use;
void model_sign_out(struct model *model);

/* An auditor writes nothing: no act, no presence, no mark of what was read. */
bool model_may_write(const struct model *model);

/* What was typed at that place and not sent; NULL: nothing. */
const struct draft *model_draft(const struct model *model, const struct place *place);

/* The agency's instant and date, by the server's clock. */
int64_t model_now_ms(const struct model *model);
civil_date model_today(const struct model *model);

/*
 * A list by its path ("/v1/applications?assignee=me&sort=due"), shared by all
 * who ask for the same one.  Give it back with model_list_done().
 */
struct pages *model_list(struct model *model, const struct list_kind *kind, const char *path,
                         struct fx *fx);
void model_list_done(struct model *model, struct pages *list);

/* Replies and timers with OWNER_MODEL, and every event, come here first. */
void model_reply(struct model *model, const struct reply *reply, struct fx *fx);
void model_event(struct model *model, const struct event_note *event, struct fx *fx);
void model_timer(struct model *model, int tag, struct fx *fx);
/* Loads the lists of one kind of subject again, after what no event tells. */
void model_refresh_lists(struct model *model, const char *subject_type, struct fx *fx);
/* The feed lost its place: everything shown is loaded again. */
void model_refresh_all(struct model *model, struct fx *fx);

/* The language of the workstation's own words, "en": what the server's texts
 * are asked for in, too. */
const char *model_language(void);

#endif
