/* SPDX-License-Identifier: Apache-2.0
 *
 * The life of an application, looked up in its tables.  Knows no actor: who
 * somebody is to an application is policy.c's answer.
 */
#include "domain/application.h"

#include "base/str.h"

static const struct transition transitions[] = {
	{ ACT_NONE, "", 0, APPLICATION_NO_STATUS, 0, "" },
#define ACT(id, wire, from, to, by, text) { ACT_##id, wire, from, (enum application_status)(to), by, text },
#include "domain/transitions.def"
#undef ACT
};
static_assert(countof(transitions) == ACT_COUNT, "a row for every act");

static const struct {
	const char *wire;
	const char *text;
	bool is_open;
} statuses[] = {
	{ "", "", false },
#define STATUS(id, wire, open, text) { wire, text, open },
#include "domain/statuses.def"
#undef STATUS
};
static_assert(countof(statuses) == APPLICATION_STATUS_COUNT, "a row for every status");

const struct transition *
transition_of(enum application_act act)
{
	assert(act > ACT_NONE && act < ACT_COUNT);
	assert(transitions[act].act == act);
	return &transitions[act];
}

const char *
application_status_wire(enum application_status status)
{
	assert((unsigned)status < APPLICATION_STATUS_COUNT);
	return statuses[status].wire;
}

const char *
application_status_text(enum application_status status)
{
	assert((unsigned)status < APPLICATION_STATUS_COUNT);
	return statuses[status].text;
}

enum application_status
application_status_from_wire(const char *word)
{
	for (int i = 1; i < APPLICATION_STATUS_COUNT; i++)
		if (str_eq(statuses[i].wire, word))
			return (enum application_status)i;
	return APPLICATION_NO_STATUS;
}

bool
application_status_is_open(enum application_status status)
{
	assert((unsigned)status < APPLICATION_STATUS_COUNT);
	return statuses[status].is_open;
}

bool
application_act_allowed(enum application_act act, enum application_status status, unsigned by)
{
	assert((unsigned)status < APPLICATION_STATUS_COUNT);
	const struct transition *row = transition_of(act);
	return (row->from & 1u << status) && (row->by & by);
}
