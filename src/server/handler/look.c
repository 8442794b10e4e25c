/* SPDX-License-Identifier: Apache-2.0
 *
 * Looks at applications, and lists taken out.
 */
#include "server/handler/look.h"

#include "base/str.h"
#include "server/service/list_export.h"
#include "server/service/record_scope.h"

enum { EXPORT_WORDS_MAX = 8192 };

void
look_at_application(struct request *rq, const char *id)
{
	struct event_scope scope;

	if (reply_view_is_known(rq, "application", id))
		return;
	record_scope(&rq->call, id, NULL, &scope);
	reply_viewed(rq, "application", id, id, &scope);
}

static bool
tell_export(struct request *rq, struct err *err)
{
	const struct list_export *list = rq->reply.witnessed;

	return list_export_tell(&rq->call, list, err);
}

/* The filter as it was given, of whatever words: "assignee=me q=nguyen". */
static const char *
words_of(struct request *rq)
{
	static const char *const others[] = { "export", "format", "limit", "sort" };
	struct buf words = BUF_INIT(EXPORT_WORDS_MAX);

	for (size_t i = 0; i < rq->query_count; i++) {
		/* Of a page, where it begins; of a report, its first day. */
		bool is_filter = !str_eq(rq->query[i].name, "from") || !str_eq(rq->query[i].value, "end");

		for (size_t j = 0; j < countof(others); j++)
			is_filter = is_filter && !str_eq(rq->query[i].name, others[j]);
		if (is_filter)
			buf_printf(&words, "%s%s=%s", words.len ? " " : "", rq->query[i].name, rq->query[i].value);
	}
	const char *text = buf_ok(&words) ? arena_strndup(rq->arena, words.data, words.len) : NULL;
	buf_done(&words);
	return text;
}

bool
look_at_export(struct request *rq, const char *where, struct err *err)
{
	const char *format = request_query(rq, "export");

	/* A further page is of a list that is in the log already. */
	return !format || request_query(rq, "cursor") || look_at_export_as(rq, format, where, err);
}

bool
look_at_export_as(struct request *rq, const char *format, const char *where, struct err *err)
{
	if (!str_eq(format, "csv") && !str_eq(format, "json"))
		return err_field(err, "?export", "unknown_word", "csv or json.");
	struct list_export *list = arena_alloc(rq->arena, sizeof(*list));
	*list = (struct list_export){ where, words_of(rq) };
	if (!list->words)
		return err_field(err, "?export", "too_long", "The filter is too long.");
	rq->reply.witness = tell_export;
	rq->reply.witnessed = list;
	return true;
}
