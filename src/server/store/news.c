/* SPDX-License-Identifier: Apache-2.0
 *
 * Counting in the log, from each application of the queue: as much as happened
 * to them, however long the log is.
 */
#include "server/store/news.h"

#include "base/str.h"
#include "domain/event.h"
#include "server/store/sql_filter.h"

int64_t
news_count(struct db *db, const char *worker_id, const struct policy_scope *scope, int64_t after_seq,
           enum news_kind kind, struct arena *arena)
{
	static const enum event_type types[][2] = {
		[NEWS_DOCUMENT] = { EVENT_DOCUMENT_RECEIVED, EVENT_DOCUMENT_RECEIVED },
		/* Given up comes to the same: the letter has to go by mail. */
		[NEWS_BOUNCE] = { EVENT_NOTICE_BOUNCED, EVENT_NOTICE_FAILED },
	};
	assert(db && !str_empty(worker_id) && scope && (size_t)kind < countof(types));
	const char *words[] = { event_kind_of(types[kind][0])->wire, event_kind_of(types[kind][1])->wire };
	struct text_list wanted = { words, countof(words) };
	struct sql_filter sql;
	int64_t count = 0;

	sql_begin(&sql, arena, "SELECT count(*) FROM (SELECT 1 FROM queue"
		" JOIN event ON event.application_id = queue.application_id");
	sql_where_text(&sql, "queue.assignee_id =", worker_id);
	sql_where_int(&sql, "queue.is_open =", 1);
	sql_scope(&sql, scope, "queue.");
	sql_where_int(&sql, "event.seq >", after_seq);
	sql_where_in(&sql, "event.type", &wanted);
	sql_where_text(&sql, "event.actor_id <>", worker_id);
	sql_add(&sql, " LIMIT ");
	sql_put_int(&sql, NEWS_MAX);
	sql_add(&sql, ") AS came");
	struct stmt *stmt = sql_query(&sql, db);
	if (stmt_row(stmt))
		count = column_int(stmt, 0);
	stmt_reset(stmt);
	return count;
}
