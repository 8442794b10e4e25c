/* SPDX-License-Identifier: Apache-2.0
 *
 * What the insights screen knows: each report as the server last told it,
 * swapped whole, of one period and one filter.
 */
#ifndef CLIENT_MODEL_INSIGHTS_H
#define CLIENT_MODEL_INSIGHTS_H

#include "base/arena.h"
#include "client/model/fx.h"
#include "client/model/msg.h"
#include "domain/report.h"

enum { INSIGHTS_WORD_MAX = 64, INSIGHTS_REFRESH_MS = 2000 };

struct insights {
	civil_date from, to;
	char program[INSIGHTS_WORD_MAX], team[INSIGHTS_WORD_MAX], county[INSIGHTS_WORD_MAX]; /* "" all */
	struct {
		uint64_t asking;
		struct arena arena;
		const struct report *report; /* NULL: not yet */
		char *json;                  /* as it came, for an export */
	} known[REPORT_COUNT];
	const char *export_as; /* csv or json: they are asked for to be exported, which the server writes down; NULL */
	bool failed;
	struct err err;
};

/* The first report is asked for; each answer asks for the next. */
void insights_ask(struct insights *insights, int owner, int tag, struct fx *fx);
bool insights_reply(struct insights *insights, const struct reply *reply, int owner, int tag, struct fx *fx);
bool insights_are_asking(const struct insights *insights);
/* Another period or filter: nothing of the one before stays. */
void insights_forget(struct insights *insights, struct fx *fx);
/* NULL where there is none, or it is not known yet. */
const struct figure *insights_find(const struct insights *insights, enum report_kind kind, const char *group,
                                   const char *key, const char *name);
void insights_done(struct insights *insights, struct fx *fx);

#endif
