/* SPDX-License-Identifier: Apache-2.0
 *
 * One question at a time: a report may be a long count.
 */
#include "client/model/insights.h"

#include <stdlib.h>

#include "base/str.h"
#include "domain/words.h"
#include "proto/proto.h"

enum { PATH_MAX_BYTES = 600 };

static void
ask_one(struct insights *insights, enum report_kind kind, int owner, int tag, struct fx *fx)
{
	struct buf path = BUF_INIT(PATH_MAX_BYTES);
	char date[DATE_TEXT_MAX];

	buf_printf(&path, "/v1/reports/%s", words_report[kind]);
	path_add(&path, "from", date_to_text(insights->from, date));
	path_add(&path, "to", date_to_text(insights->to, date));
	path_add(&path, "program", insights->program);
	path_add(&path, "team", insights->team);
	path_add(&path, "county", insights->county);
	path_add(&path, "export", insights->export_as);
	insights->known[kind].asking = fx_get(fx, owner, tag, path.data);
	buf_done(&path);
}

void
insights_ask(struct insights *insights, int owner, int tag, struct fx *fx)
{
	for (int kind = 1; kind < REPORT_COUNT; kind++) {
		if (insights->known[kind].asking)
			fx_cancel(fx, insights->known[kind].asking);
		insights->known[kind].asking = 0;
	}
	ask_one(insights, (enum report_kind)1, owner, tag, fx);
}

bool
insights_are_asking(const struct insights *insights)
{
	for (int kind = 1; kind < REPORT_COUNT; kind++)
		if (insights->known[kind].asking)
			return true;
	return false;
}

static void
drop(struct insights *insights, int kind)
{
	arena_done(&insights->known[kind].arena);
	free(insights->known[kind].json);
	insights->known[kind].report = NULL;
	insights->known[kind].json = NULL;
}

static bool
take(struct insights *insights, int kind, const struct reply *reply)
{
	struct arena arena = ARENA_INIT;
	struct report *report = arena_alloc(&arena, sizeof *report);

	if (!reply->ok) {
		insights->err = *reply->err;
		return false;
	}
	if (!proto_decode(&resource_report, reply->json, report, &arena, PROTO_LENIENT, &insights->err)) {
		arena_done(&arena);
		return false;
	}
	drop(insights, kind);
	insights->known[kind].arena = arena;
	insights->known[kind].report = report;
	insights->known[kind].json = strndup(reply->body ? reply->body : "", reply->body_len);
	if (!insights->known[kind].json)
		oom_exit();
	return true;
}

bool
insights_reply(struct insights *insights, const struct reply *reply, int owner, int tag, struct fx *fx)
{
	for (int kind = 1; kind < REPORT_COUNT; kind++) {
		if (!insights->known[kind].asking || insights->known[kind].asking != reply->request)
			continue;
		insights->known[kind].asking = 0;
		insights->failed = !take(insights, kind, reply);
		if (!insights->failed && kind + 1 < REPORT_COUNT)
			ask_one(insights, (enum report_kind)(kind + 1), owner, tag, fx);
		return true;
	}
	return false;
}

void
insights_forget(struct insights *insights, struct fx *fx)
{
	for (int kind = 1; kind < REPORT_COUNT; kind++) {
		if (insights->known[kind].asking)
			fx_cancel(fx, insights->known[kind].asking);
		insights->known[kind].asking = 0;
		drop(insights, kind);
	}
}

const struct figure *
insights_find(const struct insights *insights, enum report_kind kind, const char *group, const char *key,
              const char *name)
{
	const struct report *report = insights->known[kind].report;

	for (size_t i = 0; report && i < report->figures.count; i++) {
		const struct figure *figure = &report->figures.at[i];

		if (str_eq(figure->group, group) && str_eq(figure->key, key) && str_eq(figure->name, name))
			return figure;
	}
	return NULL;
}

void
insights_done(struct insights *insights, struct fx *fx)
{
	insights_forget(insights, fx);
}
