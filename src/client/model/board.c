/* SPDX-License-Identifier: Apache-2.0
 *
 * Teams first, then their workers: both are of one answer's time or the next.
 */
#include "client/model/board.h"

#include <stdlib.h>

#include "base/str.h"
#include "domain/assignment.h"
#include "proto/proto.h"

enum { ASKED_TEAMS, ASKED_WORKERS };

void
board_ask(struct board *board, int owner, int tag, struct fx *fx)
{
	for (size_t i = 0; i < countof(board->asking); i++) {
		if (board->asking[i])
			fx_cancel(fx, board->asking[i]);
		board->asking[i] = 0;
	}
	board->asking[ASKED_TEAMS] = fx_get(fx, owner, tag, "/v1/teams");
}

static bool
decode_list(const struct resource *resource, const struct json *json, struct arena *arena, void **ret,
            size_t *ret_count, struct err *err)
{
	const struct json *items = json_get(json, "items");
	size_t count = json_count(items);
	char *at = arena_array(arena, count ? count : 1, resource->size);

	*ret = at;
	*ret_count = 0;
	for (const struct json *item = json_first(items); item; item = json_next(item)) {
		if (!proto_decode(resource, item, at + resource->size * *ret_count, arena, PROTO_LENIENT, err))
			return false;
		++*ret_count;
	}
	return true;
}

static bool
take(struct board *board, int asked, const struct reply *reply)
{
	void *rows;
	size_t count;

	if (!reply->ok) {
		board->err = *reply->err;
		return false;
	}
	if (asked == ASKED_TEAMS)
		arena_done(&board->coming);
	if (!decode_list(asked == ASKED_TEAMS ? &resource_team : &resource_worker, reply->json, &board->coming,
	                 &rows, &count, &board->err))
		return false;
	if (asked == ASKED_TEAMS) {
		board->coming_teams = rows;
		board->coming_team_count = count;
		return true;
	}
	arena_done(&board->arena);
	board->arena = board->coming;
	board->coming = (struct arena)ARENA_INIT;
	board->teams = board->coming_teams;
	board->team_count = board->coming_team_count;
	board->workers = rows;
	board->worker_count = count;
	/* Nobody stands under two teams. */
	board->rows = arena_array(&board->arena, 2 * board->team_count + count + 1, sizeof(*board->rows));
	board->row_count = 0;
	board->loaded = true;
	return true;
}

bool
board_reply(struct board *board, const struct reply *reply, int owner, int tag, struct fx *fx)
{
	for (int asked = ASKED_TEAMS; asked <= ASKED_WORKERS; asked++) {
		if (!board->asking[asked] || reply->request != board->asking[asked])
			continue;
		board->asking[asked] = 0;
		board->failed = !take(board, asked, reply);
		if (!board->failed && asked == ASKED_TEAMS)
			board->asking[ASKED_WORKERS] = fx_get(fx, owner, tag, "/v1/workers");
		return true;
	}
	return false;
}

bool
board_workers(const struct json *json, struct arena *arena, struct worker **ret, size_t *ret_count, struct err *err)
{
	void *rows;

	if (!decode_list(&resource_worker, json, arena, &rows, ret_count, err))
		return false;
	*ret = rows;
	return true;
}

bool
worker_is_away(const struct worker *worker, civil_date today)
{
	return worker->on_leave_from != 0 && worker->on_leave_from != DATE_NONE &&
	       today >= worker->on_leave_from && today <= worker->on_leave_to;
}

/* ---- rows ---- */

static int64_t
share(const struct board_row *row)
{
	/* Work without hours for it is more than any. */
	if (row->capacity <= 0)
		return row->load.weighted > 0 ? INT64_MAX : 0;
	return row->load.weighted * 10000 / row->capacity;
}

static int
by_name(const struct board_row *a, const struct board_row *b)
{
	int order = strcmp(a->worker->name ? a->worker->name : "", b->worker->name ? b->worker->name : "");

	return order ? order : strcmp(a->worker->id, b->worker->id);
}

/* The larger first, then by name. */
static int
by_size(int64_t a, int64_t b, const struct board_row *row, const struct board_row *other)
{
	return a != b ? (a < b ? 1 : -1) : by_name(row, other);
}

#define COMPARE(name, expression)                                                              \
	static int compare_##name(const void *left, const void *right)                         \
	{                                                                                      \
		const struct board_row *a = left, *b = right;                                  \
		return expression;                                                             \
	}
COMPARE(load, by_size(share(a), share(b), a, b))
COMPARE(overdue, by_size(a->load.overdue, b->load.overdue, a, b))
COMPARE(due_soon, by_size(a->load.due_soon, b->load.due_soon, a, b))
COMPARE(open, by_size(a->load.open, b->load.open, a, b))
COMPARE(name, by_name(a, b))
#undef COMPARE

static void
add_load(struct board_row *team, const struct board_row *row)
{
	team->load.open += row->load.open;
	team->load.weighted += row->load.weighted;
	team->load.overdue += row->load.overdue;
	team->load.due_soon += row->load.due_soon;
	team->load.waiting += row->load.waiting;
	team->load.decided_today += row->load.decided_today;
	team->load.chats += row->load.chats;
}

/* Who is not of the team any more may have some of it, and who is may have another's: each
 * number of the team is of the list that it opens.  What it weighs is its workers' sum. */
static void
take_own(struct board_row *team)
{
	int64_t weighted = team->load.weighted;

	team->load.open = team->team->open;
	if (!team->team->load)
		return;
	team->load = *team->team->load;
	team->load.weighted = weighted;
}

static void
add_up(struct board_row *team, const struct board_row *row, civil_date today)
{
	const struct worker *worker = row->worker;
	bool away = worker_is_away(worker, today);

	add_load(team, row);
	team->capacity += row->capacity;
	team->here += !away && worker->presence == PRESENCE_HERE;
	team->on_leave += away;
}

/* What a plan made from here measures by, too. */
static int64_t
capacity_of(const struct worker *worker, civil_date today)
{
	const struct assignment_worker measured = { .capacity = worker->capacity,
		.on_leave_from = worker->on_leave_from, .on_leave_to = worker->on_leave_to };

	return assignment_capacity(&measured, today);
}

/* Everybody stands under the first of their teams that this person leads. */
static bool
belongs(const struct worker *worker, const char *team_id, const struct text_list *led)
{
	for (size_t i = 0; i < led->count; i++)
		if (text_list_has(&worker->team_ids, led->at[i]))
			return str_eq(led->at[i], team_id);
	return false;
}

void
board_arrange(struct board *board, const struct text_list *led_team_ids, enum board_sort sort,
              civil_date today)
{
	static int (*const compare[BOARD_SORTS])(const void *, const void *) = {
		compare_load, compare_overdue, compare_due_soon, compare_open, compare_name,
	};

	board->row_count = 0;
	for (size_t t = 0; t < board->team_count; t++) {
		struct board_row *team = &board->rows[board->row_count];
		size_t first = board->row_count + 1;

		if (!text_list_has(led_team_ids, board->teams[t].id))
			continue;
		*team = (struct board_row){ .team = &board->teams[t] };
		board->row_count++;
		for (size_t w = 0; w < board->worker_count; w++) {
			const struct worker *worker = &board->workers[w];
			struct board_row *row = &board->rows[board->row_count];

			if (!belongs(worker, team->team->id, led_team_ids))
				continue;
			*row = (struct board_row){ .team = team->team, .worker = worker,
				                   .capacity = capacity_of(worker, today) };
			if (worker->load)
				row->load = *worker->load;
			add_up(team, row, today);
			board->row_count++;
		}
		qsort(&board->rows[first], board->row_count - first, sizeof board->rows[0], compare[sort]);
		if (team->team->nobodys && team->team->nobodys->open > 0) {
			struct board_row *row = &board->rows[board->row_count++];

			*row = (struct board_row){ .team = team->team, .load = *team->team->nobodys,
				.nobodys_id = arena_printf(&board->arena, "%s/nobodys", team->team->id) };
			add_load(team, row);
		}
		take_own(team);
	}
}

void
board_done(struct board *board, struct fx *fx)
{
	for (size_t i = 0; i < countof(board->asking); i++)
		if (board->asking[i])
			fx_cancel(fx, board->asking[i]);
	arena_done(&board->arena);
	arena_done(&board->coming);
}
