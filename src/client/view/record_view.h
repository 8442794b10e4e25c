/* SPDX-License-Identifier: Apache-2.0
 *
 * The record screen, for its own files alone: record.c has the tabs,
 * record_command.c the keys, record_header.c the title, record_summary.c tab 1,
 * record_answers.c tabs 2 and 4, record_lists.c tabs 3, 6 and 7, record_told.c
 * what the server is told of the reader; tab 5 is a timeline.
 */
#ifndef CLIENT_VIEW_RECORD_VIEW_H
#define CLIENT_VIEW_RECORD_VIEW_H

#include "client/model/record.h"
#include "client/ui/list.h"
#include "client/ui/text.h"
#include "client/view/acts.h"
#include "client/view/conflict.h"
#include "client/view/reading.h"
#include "client/view/timeline.h"
#include "client/view/view.h"

enum record_tab {
	TAB_SUMMARY,
	TAB_ANSWERS,
	TAB_PROOFS,
	TAB_WORKSHEET,
	TAB_HISTORY,
	TAB_CHATS,
	TAB_PAPERS,
	TAB_COUNT
};

enum { RECORD_TAG_SEEN = 1, RECORD_TAG_SSN, RECORD_TAG_LETTER };
enum { RECORD_TIMER_SEEN = 1, RECORD_TIMER_SSN };
enum { PAPERS_MAX = 400, NEW_SHOWN_MAX = 3 };

/* A letter, a decision or a note, in one list by time. */
struct paper {
	char id[PLACE_ID_MAX + 2]; /* "d" and the decision's id, ... */
	int64_t at_ms;
	const struct decision *decision; /* one of the three, in the record */
	const struct notice *notice;
	const struct note *note;
};

/* Which answer stands in which paragraph of tab 2. */
enum { ANSWER_SPOTS_MAX = 1000 };
struct answer_spots {
	struct { int paragraph; const char *question; } at[ANSWER_SPOTS_MAX];
	int count;
};

struct record_view {
	struct view view;
	struct record *record;
	enum record_tab tab;
	struct rect body; /* of tabs 1, 2 and 4 */
	struct rect side; /* beside them where it is wide: the newest history */
	civil_date today;
	enum zone zone;

	struct text_widget text;           /* tabs 1, 2 and 4 */
	struct answer_spots spots;
	int first_step;                    /* its paragraph, of tab 4; -1: none */
	char search[120];
	struct list_widget lists[TAB_COUNT]; /* tabs 3, 6 and 7 */
	struct pages *chats;
	struct paper papers[PAPERS_MAX];
	size_t paper_count;
	struct timeline history;
	struct reading reading;

	struct acts acts;
	struct conflict conflict;
	bool seen_armed;  /* a timer runs: shown for a second */
	int64_t seen_told; /* the server knows of it up to here */
	uint64_t ssn_request;
	char *ssn;        /* secret memory, shown for ten seconds; NULL */
};

/* record.c */
bool record_tab_is_text(enum record_tab tab);
bool record_tab_is_list(enum record_tab tab); /* tabs 3, 6 and 7 */
void record_go_to_tab(struct record_view *rv, enum record_tab tab, struct model *model, struct fx *fx);

/* record_command.c: both are false for what is none of the record's */
bool record_command(struct record_view *rv, struct model *model, const struct msg *msg, struct fx *fx);
bool record_answered(struct record_view *rv, struct model *model, const struct msg *msg, struct fx *fx);

/* record_summary.c */
void record_fill_summary(struct record_view *rv, const struct model *model);

/* record_header.c */
void record_title(const struct view *view, const struct model *model, struct buf *out);
/* "R. Hall is reading"; "" when nobody else is. */
void record_readers_text(const struct record_view *rv, struct buf *out);
/* False: there is no room for them at the top. */
bool record_title_has_readers(const struct record_view *rv, const struct model *model);
void record_side_draw(const struct record_view *rv, struct canvas *canvas);

/* record_told.c */
/* A second after news came into sight the server is told. */
void record_watch_seen(struct record_view *rv, const struct model *model, struct fx *fx);
void record_tell_seen(struct record_view *rv, const struct model *model, struct fx *fx);
void record_ask_ssn(struct record_view *rv, const char *reason, struct fx *fx);
void record_take_ssn(struct record_view *rv, const struct model *model, const struct reply *reply,
                     struct fx *fx);
void record_hide_ssn(struct record_view *rv);

/* record_answers.c */
void record_fill_answers(struct record_view *rv);
void record_fill_worksheet(struct record_view *rv);
/* The question under the cursor of tab 2, or an entry of a list and its number,
 * "jobs/0", the one after the last on the list itself; NULL: none. */
const char *record_answer_here(const struct record_view *rv);
/* The form with these answers; returns how many lines were put. */
int answers_put(struct text_widget *text, const struct program *program, const struct json *answers,
                int cols, civil_date today);

/* record_worksheet.c: tab 4 of a program with arithmetic; false: it has none */
bool record_fill_steps(struct record_view *rv);
/* The evidence of the step under the cursor. */
void record_open_step(struct record_view *rv);

/* record_lists.c: tabs 3, 6, 7 */
void record_lists_open(struct record_view *rv, struct model *model, struct fx *fx);
void record_lists_sync(struct record_view *rv);
void record_list_move(struct record_view *rv, enum list_move move, struct fx *fx);
void record_list_open_row(struct record_view *rv, struct fx *fx);
bool record_list_search(struct record_view *rv, int by);
void record_list_draw(const struct record_view *rv, struct canvas *canvas);
void record_list_place_text(const struct record_view *rv, struct buf *out);
/* The letter under the cursor, else one that came back; NULL: neither. */
const struct notice *record_letter_here(const struct record_view *rv);
/* The proof under the cursor of tab 3; NULL: none. */
const struct missing_item *record_proof_here(const struct record_view *rv);

#endif
