/* SPDX-License-Identifier: Apache-2.0
 *
 * Messages of an interaction: appended, never changed.
 */
#include "server/store/interaction.h"

#include <inttypes.h>

bool
message_insert(struct db *db, const char *interaction_id, const struct message *message)
{
	struct stmt *stmt = db_query(db,
		"INSERT INTO message (interaction_id, seq, at, author_kind, author_id, author_name, kind, text, "
		"internal) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
	bind_text(stmt, 1, interaction_id);
	bind_int(stmt, 2, message->seq);
	bind_int(stmt, 3, message->at_ms);
	bind_int(stmt, 4, message->author.kind);
	bind_text(stmt, 5, message->author.id);
	bind_text(stmt, 6, message->author.name);
	bind_text(stmt, 7, message->kind);
	bind_text(stmt, 8, message->text);
	bind_int(stmt, 9, message->internal);
	return stmt_run(stmt);
}

#define MESSAGES(compare, order) \
	"SELECT seq, at, author_kind, author_id, author_name, kind, text, internal " \
	"FROM message WHERE interaction_id = $1 AND seq " compare " $2 ORDER BY seq " order \
	" LIMIT $3"

size_t
message_list(struct db *db, const char *interaction_id, const struct page_key *page,
	struct arena *arena, struct message **ret)
{
	bool down = page->descending != (page->backwards || page->from_end);
	struct stmt *stmt = db_query(db, down ? MESSAGES("<", "DESC") : MESSAGES(">", "ASC"));
	bind_text(stmt, 1, interaction_id);
	bind_int(stmt, 2, page->edge.set ? page->edge.number : down ? INT64_MAX : 0);
	bind_int(stmt, 3, page->limit + 1);

	struct message *rows = arena_array(arena, (size_t)page->limit + 1, sizeof(*rows));
	size_t count = 0;
	while (stmt_row(stmt)) {
		rows[count] = (struct message){
			.seq = column_int(stmt, 0),
			.at_ms = column_int(stmt, 1),
			.author = {
				.kind = (enum author_kind)column_int(stmt, 2),
				.id = column_copy(stmt, 3, arena),
				.name = column_copy(stmt, 4, arena),
			},
			.kind = column_copy(stmt, 5, arena),
			.text = column_copy(stmt, 6, arena),
			.internal = column_int(stmt, 7) != 0,
		};
		/* Within its interaction a message is known by its number. */
		rows[count].id =
			arena_printf(arena, "%s-%" PRId64, interaction_id, rows[count].seq);
		count++;
	}
	*ret = rows;
	return count;
}
