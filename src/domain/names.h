/* SPDX-License-Identifier: Apache-2.0
 *
 * What wire words are called in sentences: msgids, which the workstation puts
 * into its own language and the server into that of a request.
 */
#ifndef DOMAIN_NAMES_H
#define DOMAIN_NAMES_H

#include "base/base.h"

enum name_set {
	NAMES_NOTICE,
	NAMES_CHANNEL,
	NAMES_MEANS,
	NAMES_LANGUAGE,
	NAMES_OUTCOME,
	NAMES_DECISION,
	NAMES_APPEAL,
	NAMES_ITEM,
	NAMES_PROOF,
	NAMES_TURN,
	NAMES_NEXT,
	NAMES_WHO,
	NAMES_HIT,
	NAMES_RELATION,
	NAMES_ROUNDING,
	NAMES_INTERVIEW,
	NAMES_LETTER,
	NAMES_MEMBER
};

/* The msgid; NULL for a word this program does not know. */
const char *name_of(enum name_set set, const char *wire);

#endif
