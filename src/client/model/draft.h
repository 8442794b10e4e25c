/* SPDX-License-Identifier: Apache-2.0
 *
 * What was typed and not sent, and what was sent and not answered.  Plain
 * data with a JSON form for each change, which the loop seals on the disk.
 * Reading those records again, in order, gives the same state.
 *
 * A draft belongs to a place: one note on one application, one decision.  It
 * has an id and counts its changes, and so is the same draft on the server,
 * where it is kept sealed for every terminal.  One that another terminal is
 * typing, or was, stands beside this one's own and never in their way until it
 * is taken over.
 */
#ifndef CLIENT_MODEL_DRAFT_H
#define CLIENT_MODEL_DRAFT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/secret.h"
#include "client/model/place.h"

enum {
	DRAFTS_MAX = 200,
	SENT_MAX = 200,
	DRAFT_TEXT_MAX = 128 * 1024,
	/* A write of this sign-in younger than this is sent again by itself. */
	SENT_AGAIN_MS = 5 * 60 * 1000
};

struct draft {
	char id[ID_TEXT_MAX];
	int64_t revision;    /* of the text, from 1 */
	int64_t shelved;     /* the revision that the server has; 0 none known */
	bool elsewhere;      /* from another terminal: not this one's to change */
	struct place place;  /* where to go on with it */
	char *title;         /* "note, A-26-000412 Nguyen Thi Hoa" */
	char *text;          /* the screen's own JSON object */
	int64_t version;     /* of the subject, when the typing began; 0 none */
	int64_t begun_ms;
	int64_t changed_ms;  /* wall clock of the last change */
	bool earlier;        /* from an earlier run: offered at sign-in */
	bool unsaved;        /* changed since its last record */
};

struct sent {
	char key[48];   /* Idempotency-Key */
	char method[8];
	char *path;
	char *body;     /* the bytes that were sent */
	char *title;
	struct place place; /* its draft's, where there is one */
	int64_t if_match;
	int64_t at_ms;
	bool person;    /* a decision: never sent without a person present */
	bool earlier;
};

struct drafts {
	struct draft drafts[DRAFTS_MAX];
	size_t draft_count;
	struct sent sent[SENT_MAX];
	size_t sent_count;
	bool unkept; /* this terminal's disk takes none of it */
};

void drafts_init(struct drafts *drafts);
void drafts_done(struct drafts *drafts); /* wipes */

/* Keeps the text for the place; false (and nothing kept) when full or too
 * long.  A text equal to what is kept changes nothing. */
bool drafts_put(struct drafts *drafts, const struct place *place, const char *title,
                const char *text, int64_t version, int64_t now_ms) must_use;
/* This terminal's own. */
const struct draft *drafts_find(const struct drafts *drafts, const struct place *place);
/* Thrown away by its writer, or sent and answered. */
bool drafts_drop(struct drafts *drafts, const struct place *place);

size_t drafts_own(const struct drafts *drafts);

/* ---- what the server keeps ---- */

const struct draft *drafts_by_id(const struct drafts *drafts, const char *id);
/* The server has this revision of an own draft. */
void drafts_shelved(struct drafts *drafts, const char *id, int64_t revision);
/* What the server has, unsealed: a record.  An own draft that it knows newer
 * takes the newer text; any other becomes one from elsewhere.  False for a
 * record this program does not understand, or no room. */
bool drafts_from_server(struct drafts *drafts, const char *record, size_t len, int64_t revision);
/* From elsewhere to this terminal's own, under a new id; false when there is
 * an own draft of the same place. */
bool drafts_take_over(struct drafts *drafts, const char *id, int64_t now_ms) must_use;
bool drafts_drop_id(struct drafts *drafts, const char *id);
/* Those from elsewhere go: the server is asked again. */
void drafts_drop_elsewhere(struct drafts *drafts);

bool drafts_send(struct drafts *drafts, const struct sent *sent) must_use; /* copies */
const struct sent *drafts_sent(const struct drafts *drafts, const char *key);
/* What this run sent from that place and nobody has answered; NULL: nothing. */
const struct sent *drafts_sent_from(const struct drafts *drafts, const struct place *place);
/* The server's answer came, whichever it was. */
bool drafts_answered(struct drafts *drafts, const char *key);

/* Things of earlier runs that wait for the person. */
size_t drafts_unfinished(const struct drafts *drafts);

/* ---- records: each a JSON object ---- */

void draft_record(struct buf *out, const struct draft *draft);
void draft_dropped_record(struct buf *out, const struct place *place);
void sent_record(struct buf *out, const struct sent *sent);
void sent_answered_record(struct buf *out, const char *key);
/* Applies one record read back; marks what it brings as earlier.  False for
 * one this program does not understand (it is skipped). */
bool drafts_apply(struct drafts *drafts, const char *record, size_t len);
/* Everything of this terminal still unfinished as records, for a fresh file. */
void drafts_each(const struct drafts *drafts,
                 void (*record)(void *ctx, const char *text, size_t len), void *ctx);

#endif
