/* SPDX-License-Identifier: Apache-2.0
 *
 * Two states of a list beside each other, entry by entry; between the files that
 * tell lists apart.
 */
#ifndef DOMAIN_ANSWER_PAIRS_H
#define DOMAIN_ANSWER_PAIRS_H

#include "domain/answers.h"

/* Entries of two states that are one another: those of one name, by their order.
 * One that stands where it stood is the same under another name, but only if none
 * came or went: else the place says nothing. */
struct pairing {
	const struct json *before[ANSWER_LIST_MAX], *after[ANSWER_LIST_MAX];
	const struct json *match[ANSWER_LIST_MAX]; /* of after: its entry before; NULL new */
	bool used[ANSWER_LIST_MAX];                /* of before */
	size_t before_count, after_count;
};
void answer_pair(struct pairing *pairs, const struct program_question *list,
	const struct json *before, const struct json *after);

/* Two people of one name: nobody can tell which of them is meant elsewhere. */
bool answer_name_is_one(const struct program_question *list, const struct json *answers,
	const char *name);

#endif
