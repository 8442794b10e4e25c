/* SPDX-License-Identifier: Apache-2.0
 *
 * Interactions and messages over HTTP.
 */
#include "server/service/interaction.h"

#include "base/str.h"
#include "server/handler/handlers.h"
#include "server/route/page.h"
#include "server/service/record_scope.h"

static void
note_look(struct request *rq, const struct interaction *interaction)
{
	struct event_scope scope;

	if (reply_view_is_known(rq, "interaction", interaction->id))
		return;
	record_scope(&rq->call, interaction->application_id, interaction->customer_id, &scope);
	reply_viewed(rq, "interaction", interaction->id, interaction->application_id, &scope);
}

/* A word nobody knows would read as "there are none". */
static bool
is_word_of(const char *text, const char *words, const char *pointer, struct err *err)
{
	return str_empty(text) || str_in_list(words, text) ||
		err_field(err, pointer, "unknown", "One of: %s.", words);
}

bool
interaction_list_run(struct request *rq, struct err *err)
{
	static const char *const sorts[] = { "started", NULL };
	const struct interaction_query query = {
		.state = request_query(rq, "state"),
		.worker_id = request_query(rq, "worker"),
		.customer_id = request_query(rq, "customer"),
		.application_id = request_query(rq, "application"),
		.channel = request_query(rq, "channel"),
		.team_id = request_query(rq, "team"),
	};
	struct page_edge first = { .set = false }, last = { .set = false }, stop;
	struct interaction *rows;
	struct page_key page;
	size_t count;
	bool more;

	if (!is_word_of(query.state, "bot,waiting,active,wrap_up,closed,abandoned", "?state", err) ||
		!is_word_of(query.channel, "web_chat,messenger,voice,sms,email,in_person,letter",
			"?channel", err) ||
		!page_from_request(rq, sorts, &page, err) ||
		!interaction_page(&rq->call, &query, &page, &rows, &count, &more, &stop, err))
		return false;
	if (count > 0) {
		first = (struct page_edge){
			.set = true, .number = rows[0].started_at_ms, .id = rows[0].id
		};
		last = (struct page_edge){
			.set = true,
			.number = rows[count - 1].started_at_ms,
			.id = rows[count - 1].id,
		};
	}
	if (stop.set)
		*(page.backwards || page.from_end ? &first : &last) = stop;
	page_reply(rq, &page, &resource_interaction, rows, count, &first, &last, more);
	return true;
}

bool
interaction_get_run(struct request *rq, struct err *err)
{
	const struct interaction *interaction;

	if (!interaction_get(&rq->call, rq->path_args[0], &interaction, err))
		return false;
	note_look(rq, interaction);
	reply_object(rq, 200, &resource_interaction, interaction, interaction->version);
	return true;
}

bool
message_list_run(struct request *rq, struct err *err)
{
	static const char *const sorts[] = { "seq", NULL };
	const struct interaction *interaction;
	struct page_edge first = { .set = false }, last = { .set = false }, stop;
	struct message *rows;
	struct page_key page;
	size_t count;
	bool more;

	if (!page_from_request(rq, sorts, &page, err) ||
		!interaction_get(&rq->call, rq->path_args[0], &interaction, err) ||
		!message_page(&rq->call, rq->path_args[0], request_query(rq, "q"), &page, &rows,
			&count, &more, &stop, err))
		return false;
	if (count > 0) {
		first = (struct page_edge){ .set = true, .number = rows[0].seq, .id = "m" };
		last = (struct page_edge){ .set = true, .number = rows[count - 1].seq, .id = "m" };
	}
	if (stop.set)
		*(page.backwards || page.from_end ? &first : &last) = stop;
	note_look(rq, interaction);
	page_reply(rq, &page, &resource_message, rows, count, &first, &last, more);
	rq->reply.whole_rows = true;
	return true;
}
