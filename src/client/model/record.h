/* SPDX-License-Identifier: Apache-2.0
 *
 * What is known of one application and its customer, shared by every screen
 * that shows it.  Loaded in parts, each when first wanted; an event about the
 * application or the customer loads the parts at hand again, and what is shown
 * stays until the new has come.
 */
#ifndef CLIENT_MODEL_RECORD_H
#define CLIENT_MODEL_RECORD_H

#include "base/arena.h"
#include "client/model/fx.h"
#include "client/model/msg.h"
#include "domain/application.h"
#include "domain/customer.h"
#include "domain/decision.h"
#include "domain/interaction.h"
#include "domain/program_rules.h"
#include "domain/worksheet.h"
#include "proto/requests.h"

struct model;

enum record_part {
	RECORD_APPLICATION,
	RECORD_CUSTOMER,  /* asked for once the application names it */
	RECORD_PROGRAM,   /* the definition of the version the application is on */
	RECORD_REASONS,   /* reason codes of the program */
	RECORD_DECISIONS, /* newest first */
	RECORD_NOTICES,   /* newest first, with their texts */
	RECORD_NOTES,
	RECORD_CHATS,     /* interactions of the customer, newest first */
	RECORD_WORKSHEET, /* where the program carries arithmetic */
	RECORD_CHANGES,   /* of the answers, newest first */
	RECORD_READERS,   /* who else has it open now */
	RECORD_ALIKE,     /* other records that may be the customer's */
	RECORD_PARTS
};

enum record_state { RECORD_UNASKED, RECORD_LOADING, RECORD_READY, RECORD_FAILED };

struct record_load {
	enum record_state state; /* READY also while it loads again */
	bool stale;              /* something changed since; another load is due */
	uint64_t request;        /* under way; 0 none */
	struct arena arena;
	struct err err;          /* of the last try, when it failed */
};

struct decision_list { struct decision *at; size_t count; };
struct notice_list { struct notice *at; size_t count; };
struct note_list { struct note *at; size_t count; };
struct interaction_list { struct interaction *at; size_t count; };
struct reader_list { struct reader_view *at; size_t count; };
struct answer_change_list { struct answer_change *at; size_t count; };
struct alike_list { struct alike_view *at; size_t count; };
struct reason_list { struct reason_code_view *at; size_t count; };

/* A decision on its way from the form to the rehearsal and out: the bytes that
 * were rehearsed are the bytes that are sent. */
struct deciding {
	struct buf body;
	int64_t version; /* of the application, for If-Match */
	bool issued;     /* accepted by the server: the form can go */
	struct err lost; /* it lost a race: the form has to know */
};

struct record {
	char id[PLACE_ID_MAX]; /* of the application */
	int users;
	int slot;
	struct record_load load[RECORD_PARTS];

	/* Each is there once its part is READY; NULL or empty before. */
	const struct application *application;
	const struct customer *customer;
	struct json *program; /* the program file */
	const struct program *form; /* the same, read; NULL when it cannot be */
	const struct worksheet *worksheet; /* of the month of filing */
	struct reason_list reasons;
	struct reader_list readers;
	struct alike_list alike;
	int reading, typing; /* screens of ours that show it, or have a form about it */
	bool unannounced;    /* who writes nothing does not say what they read, either */
	struct decision_list decisions;
	struct notice_list notices;
	struct note_list notes;
	struct answer_change_list changes;
	struct interaction_list chats;
	struct deciding deciding;
	int64_t event_seq; /* the log as of the application's last load: what "seen" says */
};

enum { RECORDS_MAX = 40 };

/* Shared by id; give it back with model_record_done(). The application is
 * asked for at once. */
struct record *model_record(struct model *model, const char *id, struct fx *fx);
void model_record_done(struct model *model, struct record *record);
/* NULL when nobody holds it. */
struct record *model_record_find(const struct model *model, const char *id);

/* Makes sure the part is or will be there. */
void record_want(struct record *record, enum record_part part, struct fx *fx);
/* Load again what is there (R, or after a write of one's own). */
void record_refresh(struct record *record, struct fx *fx);
void record_refresh_part(struct record *record, enum record_part part, struct fx *fx);
bool record_is_loading(const struct record *record);
bool record_may(const struct record *record, const char *action); /* allowed_actions */
const struct missing_item *record_item(const struct record *record, const char *item_id);
const struct reason_code_view *record_reason(const struct record *record, const char *code);

/*
 * A screen about it has opened or closed: the server tells others that this
 * worker reads it, or types in it.  Said again while it lasts.
 */
enum record_presence { RECORD_READING, RECORD_TYPING };
void record_enter(struct record *record, enum record_presence presence, struct fx *fx);
void record_leave(struct record *record, enum record_presence presence, struct fx *fx);

/* From the model only. True when the tag, or the event, was a record's. */
bool records_reply(struct model *model, const struct reply *reply, struct fx *fx);
void records_event(struct model *model, const struct event_note *event, struct fx *fx);
bool records_timer(struct model *model, int tag, struct fx *fx);
void records_refresh(struct model *model, struct fx *fx);
void records_forget(struct model *model);

#endif
