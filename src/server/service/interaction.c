/* SPDX-License-Identifier: Apache-2.0
 *
 * Who may read an interaction, and pages of what they may.
 */
#include "server/service/interaction.h"

#include "base/str.h"
#include "base/utf8.h"
#include "server/service/customer.h"
#include "server/store/interaction.h"
#include "server/store/queue.h"

enum { SCAN_MAX = 2000, FOLDED_MAX = 256 * 1024 };

bool
interaction_is_open_to(struct call *call, const struct interaction *interaction)
{
	struct queue_row row;
	struct policy_subject subject;
	if (interaction->application_id &&
		queue_find(call->db, interaction->application_id, call->arena, &row)) {
		queue_row_subject(&row, &subject);
		return policy_allows(call->actor, POLICY_READ, &subject, call->now_ms);
	}
	if (interaction->customer_id) {
		struct customer_record record;
		struct err err = { 0 };
		return customer_open(call, interaction->customer_id, &record, &err);
	}
	subject = (struct policy_subject){ .customer_id = NULL };
	return policy_allows(call->actor, POLICY_SEARCH_CUSTOMER, &subject, call->now_ms);
}

static bool
fits(const struct interaction_query *query, const struct interaction *interaction)
{
	return (str_empty(query->application_id) ||
		       str_eq(query->application_id, interaction->application_id)) &&
		(str_empty(query->channel) || str_eq(query->channel, interaction->channel));
}

static void
turn_round(void *rows, size_t count, size_t size)
{
	char *low = rows, *high = low + (count ? count - 1 : 0) * size;
	for (; low < high; low += size, high -= size)
		for (size_t i = 0; i < size; i++) {
			char byte = low[i];
			low[i] = high[i];
			high[i] = byte;
		}
}

/* Who it was with, for those who may read it. */
static void
name_customer(struct call *call, struct interaction *interaction)
{
	struct customer_record record;

	if (interaction->customer_id &&
		customer_read_line(call->db, interaction->customer_id, call->arena, &record))
		interaction->customer_name = record.customer.name;
}

bool
interaction_page(struct call *call, const struct interaction_query *query,
	const struct page_key *page, struct interaction **ret, size_t *ret_count, bool *ret_more,
	struct page_edge *ret_stop, struct err *err)
{
	struct interaction_filter filter = {
		.state = query->state,
		.worker_id = str_eq(query->worker_id, "me") ? call->actor->id : query->worker_id,
		.customer_id = query->customer_id,
		.team_id = query->team_id,
	};
	struct page_key at = *page;
	size_t wanted = (size_t)page->limit + 1, count = 0;
	struct interaction *kept = arena_array(call->arena, wanted, sizeof(*kept));
	bool at_end = false;

	for (size_t scanned = 0; !at_end && count < wanted && scanned < SCAN_MAX;) {
		struct interaction *rows;
		size_t found = interaction_list(call->db, &filter, &at, call->arena, &rows);
		for (size_t i = 0; i < found && count < wanted; i++) {
			at.edge = (struct page_edge){ .set = true, .id = rows[i].id };
			if (fits(query, &rows[i]) && interaction_is_open_to(call, &rows[i]))
				kept[count++] = rows[i];
		}
		at_end = found < wanted;
		scanned += found;
	}
	*ret_more = count == wanted || !at_end;
	*ret_stop = count < wanted && !at_end ? at.edge : (struct page_edge){ .set = false };
	*ret_count = count == wanted ? count - 1 : count;
	for (size_t i = 0; i < *ret_count; i++)
		name_customer(call, &kept[i]);
	if (page->backwards || page->from_end)
		turn_round(kept, *ret_count, sizeof(*kept));
	*ret = kept;
	return !db_take_failure(call->db, err);
}

int64_t
interaction_count(struct call *call, const char *worker_id, const char *team_id)
{
	struct interaction *rows;
	size_t count = interactions_under_way(call->db, worker_id, team_id, call->arena, &rows);
	int64_t open = 0;

	for (size_t i = 0; i < count; i++)
		open += interaction_is_open_to(call, &rows[i]);
	return open;
}

bool
interaction_get(struct call *call, const char *id, const struct interaction **ret, struct err *err)
{
	struct interaction *interaction = arena_alloc(call->arena, sizeof(*interaction));
	if (!interaction_read(call->db, id, call->arena, interaction)) {
		if (db_take_failure(call->db, err))
			return false;
		return err_set(err, ERR_NOT_FOUND, "There is no such interaction.");
	}
	if (!interaction_is_open_to(call, interaction))
		return err_set(err, ERR_NOT_FOUND, "There is no such interaction.");
	name_customer(call, interaction);
	*ret = interaction;
	return true;
}

static bool
has_text(const struct message *message, const char *folded)
{
	if (!folded)
		return true;
	struct buf text = BUF_INIT(FOLDED_MAX);
	if (message->text)
		utf8_fold(&text, message->text, strlen(message->text));
	bool has = strstr(text.data, folded) != NULL;
	buf_done(&text);
	return has;
}

bool
message_page(struct call *call, const char *interaction_id, const char *text,
	const struct page_key *page, struct message **ret, size_t *ret_count, bool *ret_more,
	struct page_edge *ret_stop, struct err *err)
{
	const struct interaction *interaction;
	if (!interaction_get(call, interaction_id, &interaction, err))
		return false;
	struct buf folded = BUF_INIT(SEARCH_QUERY_MAX * 4);
	if (!str_empty(text))
		utf8_fold(&folded, text, strlen(text));

	struct page_key at = *page;
	size_t wanted = (size_t)page->limit + 1, count = 0;
	struct message *kept = arena_array(call->arena, wanted, sizeof(*kept));
	bool at_end = false;

	for (size_t scanned = 0; !at_end && count < wanted && scanned < SCAN_MAX;) {
		struct message *rows;
		size_t found = message_list(call->db, interaction_id, &at, call->arena, &rows);
		for (size_t i = 0; i < found && count < wanted; i++) {
			at.edge = (struct page_edge){ .set = true, .number = rows[i].seq, .id = "m" };
			if (has_text(&rows[i], folded.len ? folded.data : NULL))
				kept[count++] = rows[i];
		}
		at_end = found < wanted;
		scanned += found;
	}
	buf_done(&folded);
	*ret_more = count == wanted || !at_end;
	*ret_stop = count < wanted && !at_end ? at.edge : (struct page_edge){ .set = false };
	*ret_count = count == wanted ? count - 1 : count;
	if (page->backwards || page->from_end)
		turn_round(kept, *ret_count, sizeof(*kept));
	*ret = kept;
	return !db_take_failure(call->db, err);
}
