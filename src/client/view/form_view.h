/* SPDX-License-Identifier: Apache-2.0
 *
 * What all screens with a form have in common: the fields, the record they are
 * about, the draft that is kept while one types, one write on its way, and
 * what its answer does.  A screen puts a struct form_view first and adds its
 * own fields and its own body.
 *
 * Keys: Tab and arrows move, Enter goes on to the next field, ^R sends (after
 * the screen's own question or preview).  q and Esc leave; the draft stays.
 */
#ifndef CLIENT_VIEW_FORM_VIEW_H
#define CLIENT_VIEW_FORM_VIEW_H

#include "client/ui/form.h"
#include "client/view/view.h"

enum { SEEN_FACTS_MAX = 60 };

/* The application as its writer had it in sight when the typing began. */
struct seen_fact { const char *label, *text; };
struct seen_facts {
	struct arena arena;
	struct seen_fact facts[SEEN_FACTS_MAX];
	int count;
};

struct form_view {
	struct view view;
	struct form form;
	struct record *record;   /* NULL: about no application */
	char title[TITLE_MAX];   /* of the draft: "Note, A-26-000412 Nguyen Thi Hoa" */
	const char *what;        /* translated: "Note" */
	int64_t version;         /* of the record when the typing began; 0 none yet */
	uint64_t sending;        /* the write under way; 0 none */
	bool sent_before;        /* one from when this was open last has no answer yet */
	struct seen_facts seen;
	struct err lost;         /* a race lost; the newest version is on its way */
	/* What the draft holds, where it is more than the fields; NULL: the fields. */
	bool (*put_values)(struct form_view *fv, struct buf *out);
	bool restored;           /* fields came from a draft */
	bool built;              /* fields are there */
};

enum { FORM_VIEW_SEND = 900 /* tag of the write */ };

/* Takes the record of view.place.id ("" for none). */
void form_view_open(struct form_view *fv, struct model *model, struct fx *fx, const char *what);
void form_view_close(struct view *view, struct model *model, struct fx *fx);
/* After the fields were added: fills them from the draft of this place. */
void form_view_restore(struct form_view *fv, const struct model *model);

/*
 * What every form does with a message; true when it was that.  Changed text
 * becomes a draft.  The answer to the write comes back as FORM_SENT (then the
 * draft is gone and the view closes itself unless the screen says otherwise)
 * or FORM_REFUSED (errors stand beside their fields, the text is kept).
 */
enum form_use { FORM_NOT_MINE, FORM_USED, FORM_SENT, FORM_REFUSED };
enum form_use form_view_handle(struct form_view *fv, struct model *model, const struct msg *msg,
                               struct fx *fx);

/* The same for a screen that is left once it is sent: tell says what came of
 * it.  False: the message was none of the form's. */
typedef void form_tell_fn(const struct form_view *fv, const struct model *model, struct fx *fx);
bool form_view_finish(struct form_view *fv, struct model *model, const struct msg *msg, struct fx *fx,
                      form_tell_fn *tell);

/* The fields by their pointers as a JSON object, and back: to build the fields
 * again without losing what was typed. */
bool form_view_values(const struct form_view *fv, struct buf *out) must_use;
void form_view_fill(struct form_view *fv, const struct json *values);

/* Sends once; again while one is under way does nothing. */
void form_view_send(struct form_view *fv, struct fx *fx, const struct write *write);
/* A write of the screen's own was refused: the same words and marks. */
void form_view_refused(struct form_view *fv, const struct err *err, struct fx *fx);
/* Of form_race.c: keeps what is in sight now; the way to the merge screen and back. */
void form_view_look(struct form_view *fv, const struct model *model);
void form_view_follow_race(struct form_view *fv, struct model *model, const struct msg *msg,
                           struct fx *fx);
/* What a question needs that names the language of a letter; true while that is
 * on its way. */
void form_view_want_letter(struct form_view *fv, struct fx *fx);
bool form_view_waits_for_letter(const struct form_view *fv);
/* Throws the draft away and leaves. */
void form_view_discard(struct form_view *fv, struct fx *fx);

/* "A-26-000412 Nguyen Thi Hoa"; "" while it is not known. */
void form_view_subject_text(const struct form_view *fv, struct buf *out);

/* view_ops members that forms share. */
void form_view_layout(struct view *view);
void form_view_draw(const struct view *view, const struct model *model, struct canvas *canvas);
void form_view_title(const struct view *view, const struct model *model, struct buf *out);
void form_view_place(const struct view *view, const struct model *model, struct buf *out);
void form_view_subject(const struct view *view, const struct model *model, struct subject *ret);
bool form_view_is_unsaved(const struct view *view);
enum key_use form_view_key_use(const struct view *view);

/* Hints of a form that goes on to a question or to another step. */
extern const enum cmd_id form_step_hints[];
extern const struct hint_word form_step_words[];

extern const enum cmd_id form_view_rare[];
/* Those that no form has its own of, for its struct view_ops. */
#define FORM_VIEW_SHARED                                                             \
	.scope = SCOPE_FORM, .title = form_view_title, .place = form_view_place,         \
	.subject = form_view_subject, .is_unsaved = form_view_is_unsaved,                \
	.key_use = form_view_key_use, .rare = form_view_rare

#endif
