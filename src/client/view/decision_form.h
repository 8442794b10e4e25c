/* SPDX-License-Identifier: Apache-2.0
 *
 * The fields of the decision form, built from the outcome and the codes
 * typed (decision_form.c), and the request they make (decision_request.c).
 * Knows no keys and no screen.
 */
#ifndef CLIENT_VIEW_DECISION_FORM_H
#define CLIENT_VIEW_DECISION_FORM_H

#include "client/view/form_view.h"
#include "domain/facts.h"

enum {
	CANDIDATE_ROWS = 5,
	CODE_WORD_MAX = 64, /* of what is typed among the codes */
	AMOUNTS_SHOWN = 2, /* the first month and those after it */
	FIELD_OUTCOME = 1,
	FIELD_CODES,
	FIELD_RATIONALE,
	FIELD_DIFFERS,
	FIELD_AMOUNT_FIRST = 20,  /* from, to, amount of each */
	FIELD_FACT_FIRST = 100    /* FACTS_MAX for each reason */
};

struct reason_typed {
	char code[16];
};

/* The worksheet's full month, of a month that is not the one of filing. */
struct month_figure {
	char month[DATE_TEXT_MAX]; /* "2026-10"; "" none asked for */
	char amount[24];           /* "" not known, or not come yet */
	int64_t step;
	uint64_t request;
};

struct decision_view {
	struct form_view form;
	struct reason_typed reasons[REASONS_MAX];
	size_t reason_count;
	bool approving;          /* amounts are asked for */
	bool differs;            /* the worksheet has a say in this outcome */
	bool known;              /* the reason codes had come when this was built */
	char returned_id[PLACE_ID_MAX]; /* the decision whose return is shown; "" none */
	uint64_t facts_request;
	struct buf aside;        /* values as a draft has them, also of fields not shown now */
	struct month_figure months[AMOUNTS_SHOWN]; /* by the amount that begins in it */
	struct arena labels;     /* of the fields as they stand */
	struct arena facts;      /* the last dry run's facts, as text */
	const char *record_facts[REASONS_MAX]; /* JSON by reason */
};

/* Codes or outcome changed since the fields were built: builds them again. */
bool decision_form_sync(struct decision_view *dv, const struct model *model);
void decision_form_rebuild(struct decision_view *dv, const struct model *model);
/* For form_view.put_values. */
bool decision_form_values(struct form_view *fv, struct buf *out);
/* From the draft, also what it has of fields that are still to be shown. */
void decision_form_restore(struct decision_view *dv, const struct model *model);
/* Byte at which the code being typed begins. */
size_t decision_form_last_code(const char *codes);
/* The nth reason of this outcome that fits the code being typed; NULL none. */
const struct reason_code_view *decision_form_candidate(const struct decision_view *dv, int nth);
/* Takes what a dry run filled in; true when labels change by it. */
bool decision_form_take_facts(struct decision_view *dv, const struct json *decision);
/* decision_months.c.  After a message: is each amount the worksheet's, of the
 * month it begins in, and if not, is it said why?  Not said of the one that is being typed, which had and
 * has the focus; before: the field that had it. */
void decision_months_compare(struct decision_view *dv, int before);
/* Asks for the figures of months that are not at hand, a tag to each amount. */
void decision_months_ask(struct decision_view *dv, int first_tag, struct fx *fx);
void decision_months_take(struct decision_view *dv, int at, const struct reply *reply);

/* The first word among the codes that is no reason of the program; false none. */
bool decision_form_unknown(const struct decision_view *dv, char ret_word[CODE_WORD_MAX]);
/* At least one reason, known codes and nothing else among them, amounts that are amounts. */
bool decision_form_check(struct decision_view *dv);
/* The body of the request; false when it is longer than can be sent. */
bool decision_form_body(const struct decision_view *dv, struct buf *out) must_use;

/* "D07  We set talks with you for ... and ..." */
const char *decision_reason_words(struct arena *arena, const struct reason_code_view *reason);

#endif
