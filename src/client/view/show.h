/* SPDX-License-Identifier: Apache-2.0
 *
 * Dates, times and words as every screen shows them.  Each writes into out
 * and returns it.
 */
#ifndef CLIENT_VIEW_SHOW_H
#define CLIENT_VIEW_SHOW_H

#include "base/clock.h"
#include "domain/application.h"
#include "domain/customer.h"
#include "domain/decision.h"
#include "domain/interaction.h"
#include "domain/program.h"

struct buf;

enum { SHOW_MAX = 40, SHOW_ACT_MAX = 120, SHOW_ITEM_MAX = 600 };

/* "12 Dec", with the year when it is not this one; "" for none. */
const char *show_date(char out[SHOW_MAX], civil_date date, civil_date today);
/* A birth date has its year always, a newborn's too. */
const char *show_birth(char out[SHOW_MAX], civil_date date);
/* "14-27 Oct", "28 Oct-10 Nov"; what is no period stays as it is. */
const char *show_period(char out[SHOW_MAX], const char *period, civil_date today);
/* "Pay stub, Acme Foods, 14-27 Oct, Hoa": told from its like, also where a column ends early. */
const char *show_item(char out[SHOW_ITEM_MAX], const struct missing_item *item, civil_date today);
/* "2d over", "today", "12 Dec". */
const char *show_due(char out[SHOW_MAX], civil_date due, civil_date today);
/* "15:30" in a zone; with the date when it is not today: "16 Nov 15:30".  Another zone than
 * the agency's own is named: "15:30 ET". */
const char *show_time(char out[SHOW_MAX], int64_t at_ms, enum zone zone, civil_date today);
/* What somebody has to keep: its zone is named always. */
const char *show_appointment(char out[SHOW_MAX], int64_t at_ms, enum zone zone, civil_date today);
/* "ET", "CT". */
const char *show_zone(enum zone zone);
/* "SNAP*", "FF": at most four letters, a star when expedited. */
/* "SNAP", "CCPA". */
const char *show_program_name(char out[SHOW_MAX], const char *name);
/* A reason as it will read, with dots where a fact goes. */
void show_with_dots(struct buf *out, const char *text);
const char *show_program(char out[SHOW_MAX], const struct application *app);
/* The same within twelve columns, its zone unnamed: the day alone when it needs the year. */
const char *show_short_time(char out[SHOW_MAX], int64_t at_ms, enum zone zone, civil_date today);
/* "me", "cust", "2nd", "agcy": whose move it is, four columns. */
const char *show_turn(enum turn turn);
/* What the move is: "look at document, then decide", "interview 15:30". */
const char *show_next_act(char out[SHOW_ACT_MAX], const struct application *app, enum zone zone,
                          civil_date today);

/* Words of the nouns, translated. */
const char *show_item_state(enum item_state state);
const char *show_interview_state(enum interview_state state);
const char *show_outcome(enum outcome outcome);
const char *show_decision_state(enum decision_state state);
const char *show_notice_kind(const char *kind);
const char *show_notice_state(const struct notice *notice);
const char *show_channel(const char *channel);
const char *show_means(const char *means); /* of filing, of an interview */
const char *show_relation(const char *relation);
/* What two records have in common, by its wire word: "birth date". */
const char *show_shared(const char *word);
/* "Ana Ruiz", "customer", "bot", "system". */
const char *show_author(char out[SHOW_ACT_MAX], const struct author *author);
/* Blanks that bring a text to so many columns. */
int show_blanks(const char *text, int cols);
/* "English"; a code this workstation does not know stays as it is. */
const char *show_language_name(const char *code);
/*
 * What a letter will be in, as the server has it: "Spanish", or "English (no
 * Chinese wording)" where the program does not speak what the customer reads.
 * program: NULL where it cannot be read; customer: NULL where that has not come.
 */
const char *show_letter_language(char out[SHOW_ACT_MAX], const struct program *program,
                                 const struct customer *customer, const char *filed_in);
/* The language of this workstation's own words, "en". */
const char *show_language(void);

#endif
