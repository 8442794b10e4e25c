/* SPDX-License-Identifier: Apache-2.0
 *
 * A few answers held against a program's own rules, before anybody applies.
 * Says what may be; keeps nothing, and decides nothing.
 */
#ifndef SERVICE_PRESCREEN_H
#define SERVICE_PRESCREEN_H

#include "domain/program.h"
#include "server/service/service.h"

enum { PRESCREEN_PEOPLE_MAX = 20 };

/* What is not known is negative, or UNKNOWN. */
struct prescreen {
	int64_t people;   /* in the home, with whom is asking */
	int64_t children; /* of them, under 18 */
	enum truth elderly;  /* somebody is 60 or over, or has a disability */
	int64_t earned;   /* cents a month, before taxes */
	int64_t other;    /* cents a month */
	int64_t savings;  /* cents at hand and in the bank */
	enum truth disaster; /* home, work or income was hit by one */
};

enum prescreen_says { PRESCREEN_CANNOT_TELL, PRESCREEN_MAY, PRESCREEN_PROBABLY_NOT };

/* ret_why: of PROBABLY_NOT, the program's own name of the rule that is not met. */
enum prescreen_says prescreen_judge(struct call *call, const struct program *program,
	const struct prescreen *given, const char *language, const char **ret_why);

#endif
