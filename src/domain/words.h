/* SPDX-License-Identifier: Apache-2.0
 *
 * How small enums are spelled on the wire: arrays by enum value, [0] empty,
 * NULL-ended.  Stored data keeps the numbers, so values are never renumbered.
 */
#ifndef DOMAIN_WORDS_H
#define DOMAIN_WORDS_H

#include "base/base.h"

extern const char *const words_status[];         /* enum application_status */
extern const char *const words_report[];
extern const char *const words_clock[];          /* enum clock_state */
extern const char *const words_turn[];           /* enum turn */
extern const char *const words_item_state[];     /* enum item_state */
extern const char *const words_cured_by[];       /* enum cured_by */
extern const char *const words_interview[];      /* enum interview_state */
extern const char *const words_customer_kind[];  /* enum customer_kind */
extern const char *const words_presence[];       /* enum presence */
extern const char *const words_review_outcome[]; /* enum review_outcome */
extern const char *const words_review_kind[];    /* enum review_kind */
extern const char *const words_review_wanted[];  /* enum review_wanted */
extern const char *const words_appeal_state[];   /* enum appeal_state */
extern const char *const words_outcome[];        /* enum outcome */
extern const char *const words_decision_state[]; /* enum decision_state */
extern const char *const words_notice_state[];   /* enum notice_state */
extern const char *const words_update_code[];    /* enum update_code */
extern const char *const words_document_state[]; /* enum document_state */
extern const char *const words_document_text[];  /* enum document_text */
extern const char *const words_author[];         /* enum author_kind */
extern const char *const words_history_kind[];   /* enum history_kind */
extern const char *const words_event_type[];     /* enum event_type */
extern const char *const words_strategy[];       /* enum strategy */
extern const char *const words_plan_state[];     /* enum plan_state */
extern const char *const words_plan_kind[];      /* enum plan_kind */
extern const char *const words_plan_outcome[];   /* enum plan_outcome */

/* "" for a value outside the array. */
const char *word_of(const char *const *words, int value);
/* 0 for a word that is not there. */
int word_find(const char *const *words, const char *word);

#endif
