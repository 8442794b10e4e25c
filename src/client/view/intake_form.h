/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of the intake screen share: intake.c has its messages,
 * intake_form.c its pages and their fields, intake_customer.c who applies.
 */
#ifndef CLIENT_VIEW_INTAKE_FORM_H
#define CLIENT_VIEW_INTAKE_FORM_H

#include "client/model/filing.h"
#include "client/view/form_view.h"

enum { PROGRAMS_MAX = 20, ALIKE_PATH_MAX = 1200 };
enum { INTAKE_TIMER_SEARCH = 1, INTAKE_TIMER_ALIKE };
enum { INTAKE_TAG_SEARCH = 1 };
enum { INTAKE_FOUND_ROWS = 5 };

struct program_choice { char id[PLACE_ID_MAX]; char name[80]; };

struct intake_view {
	struct form_view form;
	struct filing filing;
	struct program_choice programs[PROGRAMS_MAX];
	int program_count;
	struct arena labels;  /* of the page at hand */
	int page;             /* 0 who and what; then the sections of the program */
	uint64_t programs_request, program_request, search_request, rehearsal_request;
	char program_id[PLACE_ID_MAX]; /* whose definition was asked for */
	char searched[400];   /* the words "found" is for, or the customer taken */
	struct json *found;   /* customers; NULL none */
	uint64_t alike_request;
	struct json *alike;   /* customers who may be the new one; NULL none */
	char alike_path[ALIKE_PATH_MAX]; /* that they were or will be asked for with; "" nothing yet */
	char alike_judged[ALIKE_PATH_MAX]; /* when it was said that they are not the one */
	struct buf body;      /* what was checked is what is sent */
	/* once it is in */
	char number[24], access_code[24], id[PLACE_ID_MAX];
};

/* ---- intake_form.c ---- */

/* Pages there are now. */
int intake_pages(const struct intake_view *iv);
/* Takes the values of the page's fields into the filing. */
void intake_keep(struct intake_view *iv);
/* The fields of the page, from the filing; the focus stays where it can. */
void intake_build(struct intake_view *iv);
/* Goes on or back over pages with nothing asked; false at either end. */
bool intake_turn(struct intake_view *iv, int by);
/* To the page with the pointer of a refused value. */
void intake_go_to(struct intake_view *iv, const char *pointer);
const char *intake_page_title(const struct intake_view *iv);

/* ---- intake_customer.c ---- */

/* Is the field of the customer's name the one that is typed into? */
bool intake_is_finding(const struct intake_view *iv);
void intake_search(struct intake_view *iv, struct fx *fx);
void intake_forget_found(struct intake_view *iv, struct fx *fx);
void intake_take_found(struct intake_view *iv, const struct reply *reply);
/* The first one found is the customer; false where none is looked for. */
bool intake_take_first(struct intake_view *iv);
void intake_draw_found(const struct intake_view *iv, struct canvas *canvas);

/* ---- intake_alike.c ---- */

/* After a key; when its time has come; when it is answered. */
void intake_alike_follow(struct intake_view *iv, struct fx *fx);
void intake_alike_ask(struct intake_view *iv, int tag, struct fx *fx);
void intake_alike_take(struct intake_view *iv, const struct reply *reply);
/* Before a second record is made; false: nobody is alike, or it was answered. */
bool intake_alike_question(struct intake_view *iv, int question, struct fx *fx);
/* False: it was left open. */
bool intake_alike_answer(struct intake_view *iv, const struct answer *answer, struct fx *fx);
/* The likest beside what is typed, in the rows from this one on. */
void intake_alike_draw(const struct intake_view *iv, struct canvas *canvas, int row);

#endif
