/* SPDX-License-Identifier: Apache-2.0
 *
 * What the board knows: teams that this person leads, their workers, and how
 * much each has.  Kept until the next answer has come, then swapped whole.
 */
#ifndef CLIENT_MODEL_BOARD_H
#define CLIENT_MODEL_BOARD_H

#include "base/arena.h"
#include "client/model/fx.h"
#include "client/model/msg.h"
#include "domain/worker.h"

enum { BOARD_REFRESH_MS = 2000 };

struct board_row {
	const struct team *team;
	const struct worker *worker; /* NULL: the team's own row */
	const char *nobodys_id;      /* of its last row, what nobody has yet; NULL: another row */
	struct load load;            /* of the team: its own, and its workers' sum of what it weighs */
	int64_t capacity;            /* hundredths of hours a week, leave of the next four weeks taken off */
	int here, on_leave;          /* of the team's workers */
};

enum board_sort { BOARD_BY_LOAD, BOARD_BY_OVERDUE, BOARD_BY_DUE_SOON, BOARD_BY_OPEN, BOARD_BY_NAME, BOARD_SORTS };

struct board {
	uint64_t asking[2]; /* teams, workers; 0 none */
	struct arena arena, coming;
	struct team *teams;
	struct worker *workers;
	size_t team_count, worker_count;
	struct team *coming_teams;
	size_t coming_team_count;
	bool loaded, failed;
	struct err err;
	struct board_row *rows; /* room for every team and its rows */
	size_t row_count;
};

/* Asks for both; another question takes the place of one under way. */
void board_ask(struct board *board, int owner, int tag, struct fx *fx);
/* True when the reply was to one of these questions. */
bool board_reply(struct board *board, const struct reply *reply, int owner, int tag, struct fx *fx);
/* The workers of an answer by themselves. */
bool board_workers(const struct json *json, struct arena *arena, struct worker **ret, size_t *ret_count,
                   struct err *err) must_use;
/* Rows of the teams led, each team's workers in that order. */
void board_arrange(struct board *board, const struct text_list *led_team_ids, enum board_sort sort,
                   civil_date today);
bool worker_is_away(const struct worker *worker, civil_date today);
void board_done(struct board *board, struct fx *fx);

#endif
