/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of the intake screen share: intake.c has its messages,
 * intake_form.c its pages and their fields, intake_customer.c who applies.
 */
#ifndef CLIENT_VIEW_INTAKE_FORM_H
#define CLIENT_VIEW_INTAKE_FORM_H

#include "client/model/filing.h"
#include "client/view/form_view.h"

enum { PROGRAMS_MAX = 20 };
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
void intake_take_found(struct intake_view *iv, const struct reply *reply);
/* The first one found is the customer; false where none is looked for. */
bool intake_take_first(struct intake_view *iv);
void intake_draw_found(const struct intake_view *iv, struct canvas *canvas);

#endif
