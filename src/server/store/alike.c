/* SPDX-License-Identifier: Apache-2.0
 *
 * Records that may be one person's.
 */
#include "server/store/alike.h"

#include "base/str.h"

enum { PHONE_TAIL = 4 };

static const char *
phone_tail(const char *phone, char out[PHONE_TAIL + 1])
{
	int count = 0;

	for (size_t i = phone ? strlen(phone) : 0; i-- > 0 && count < PHONE_TAIL;)
		if (phone[i] >= '0' && phone[i] <= '9')
			out[PHONE_TAIL - ++count] = phone[i];
	out[PHONE_TAIL] = '\0';
	return count == PHONE_TAIL ? out : "";
}

static size_t
read_ids(struct stmt *stmt, struct arena *arena, size_t max, const char ***ret)
{
	const char **ids = arena_array(arena, max, sizeof *ids);
	size_t count = 0;

	while (count < max && stmt_row(stmt))
		ids[count++] = column_copy(stmt, 0, arena);
	stmt_reset(stmt);
	*ret = ids;
	return count;
}

size_t
alike_candidates(struct db *db, const char *id, civil_date born_on, const char *phone,
                 struct arena *arena, const char ***ret)
{
	assert(db && id && arena && ret);
	char tail[PHONE_TAIL + 1];
	struct stmt *stmt = db_query(db,
		"SELECT id FROM customer WHERE born_on = $1 AND id <> $2 AND merged_into = ''"
		" UNION SELECT id FROM customer WHERE phone_last4 = $3 AND phone_last4 <> ''"
		" AND id <> $2 AND merged_into = '' ORDER BY 1");

	/* Two without a birth date have none in common. */
	bind_int(stmt, 1, born_on == DATE_NONE ? INT64_MIN : born_on);
	bind_text(stmt, 2, id);
	bind_text(stmt, 3, phone_tail(phone, tail));
	return read_ids(stmt, arena, ALIKE_CANDIDATES_MAX, ret);
}

static void
bind_pair(struct stmt *stmt, const char *id, const char *other_id)
{
	bool in_order = strcmp(id, other_id) < 0;

	bind_text(stmt, 1, in_order ? id : other_id);
	bind_text(stmt, 2, in_order ? other_id : id);
}

enum pair_verdict
alike_verdict(struct db *db, const char *id, const char *other_id)
{
	struct stmt *stmt = db_query(db,
		"SELECT verdict FROM customer_pair WHERE one_id = $1 AND other_id = $2");
	enum pair_verdict verdict = PAIR_OPEN;

	bind_pair(stmt, id, other_id);
	if (stmt_row(stmt))
		verdict = (enum pair_verdict)column_int(stmt, 0);
	stmt_reset(stmt);
	return verdict;
}

/* What somebody said of two, and when. */
struct said {
	const char *third_id, *by_id, *by_name;
	int64_t at_ms;
};

static bool
put_verdict(struct txn *txn, const char *id, enum pair_verdict verdict, const struct said *said)
{
	struct stmt *stmt = db_query(txn->db,
		"INSERT INTO customer_pair (one_id, other_id, verdict, by_id, by_name, at)"
		" VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (one_id, other_id) DO UPDATE SET"
		" verdict = excluded.verdict, by_id = excluded.by_id, by_name = excluded.by_name,"
		" at = excluded.at");

	bind_pair(stmt, id, said->third_id);
	bind_int(stmt, 3, verdict);
	bind_text(stmt, 4, said->by_id);
	bind_text(stmt, 5, said->by_name);
	bind_int(stmt, 6, said->at_ms);
	return stmt_run(stmt);
}

bool
alike_put_verdict(struct txn *txn, const char *id, const char *other_id, enum pair_verdict verdict,
                  const char *by_id, const char *by_name)
{
	assert(txn && verdict != PAIR_OPEN && !str_eq(id, other_id));
	return put_verdict(txn, id, verdict, &(struct said){ other_id, by_id, by_name, txn->now_ms });
}

bool
alike_move_verdicts(struct txn *txn, const char *id, const char *other_id, struct arena *arena)
{
	assert(txn && arena && !str_eq(id, other_id));
	struct said *said = arena_more(arena, NULL, 0, sizeof *said);
	size_t count = 0;
	struct stmt *stmt = db_query(txn->db,
		"SELECT CASE WHEN one_id = $1 THEN other_id ELSE one_id END, by_id, by_name, at"
		" FROM customer_pair WHERE (one_id = $1 OR other_id = $1) AND verdict = $2");

	bind_text(stmt, 1, other_id);
	bind_int(stmt, 2, PAIR_NOT_SAME);
	while (stmt_row(stmt)) {
		said = arena_more(arena, said, count, sizeof *said);
		said[count++] = (struct said){ column_copy(stmt, 0, arena), column_copy(stmt, 1, arena),
			                       column_copy(stmt, 2, arena), column_int(stmt, 3) };
	}
	stmt_reset(stmt);
	for (size_t i = 0; i < count; i++)
		if (!str_eq(said[i].third_id, id) && alike_verdict(txn->db, id, said[i].third_id) == PAIR_OPEN
		    && !put_verdict(txn, id, PAIR_NOT_SAME, &said[i]))
			return false;
	return !db_failed(txn->db);
}

size_t
alike_applications(struct db *db, const char *customer_id, const char *after, struct arena *arena,
                   const char ***ret)
{
	struct stmt *stmt = db_query(db,
		"SELECT id FROM application WHERE customer_id = $1 AND id > $2 ORDER BY id");

	bind_text(stmt, 1, customer_id);
	bind_text(stmt, 2, after);
	return read_ids(stmt, arena, ALIKE_CANDIDATES_MAX, ret);
}

struct text_list
alike_conflicts(struct db *db, const char *id, const char *other_id, struct arena *arena)
{
	assert(db && id && other_id && arena);
	struct text_list ids = { arena_more(arena, NULL, 0, sizeof(char *)), 0 };
	struct stmt *stmt = db_query(db,
		"SELECT o.worker_id FROM worker_conflict o WHERE o.customer_id = $2 AND NOT EXISTS"
		" (SELECT 1 FROM worker_conflict k WHERE k.customer_id = $1 AND k.worker_id = o.worker_id)"
		" ORDER BY o.worker_id");

	bind_text(stmt, 1, id);
	bind_text(stmt, 2, other_id);
	while (stmt_row(stmt)) {
		ids.at = arena_more(arena, ids.at, ids.count, sizeof(char *));
		ids.at[ids.count++] = column_copy(stmt, 0, arena);
	}
	stmt_reset(stmt);
	return ids;
}

bool
alike_move(struct txn *txn, const char *id, const char *other_id)
{
	assert(txn && !str_eq(id, other_id));
	static const char *const moves[] = {
		"UPDATE note SET customer_id = $1 WHERE customer_id = $2",
		"UPDATE notice SET customer_id = $1 WHERE customer_id = $2",
		"UPDATE interaction SET customer_id = $1 WHERE customer_id = $2",
		"UPDATE document SET customer_id = $1 WHERE customer_id = $2",
		"UPDATE mail SET customer_id = $1 WHERE customer_id = $2",
		"UPDATE account SET customer_id = $1 WHERE customer_id = $2",
		"UPDATE appeal SET customer_id = $1 WHERE customer_id = $2",
		"UPDATE reminder SET customer_id = $1 WHERE customer_id = $2",
		"UPDATE review SET customer_id = $1 WHERE customer_id = $2",
		"UPDATE feedback SET customer_id = $1 WHERE customer_id = $2",
		/* Who may not see the one may not see them as one. */
		"INSERT INTO worker_conflict (worker_id, customer_id, reason, declared_at)"
		" SELECT worker_id, $1, reason, declared_at FROM worker_conflict WHERE customer_id = $2"
		" ON CONFLICT (worker_id, customer_id) DO NOTHING",
		"UPDATE customer SET merged_into = $1 WHERE id = $2 OR merged_into = $2",
	};

	for (size_t i = 0; i < countof(moves); i++) {
		struct stmt *stmt = db_query(txn->db, moves[i]);

		bind_text(stmt, 1, id);
		bind_text(stmt, 2, other_id);
		if (!stmt_run(stmt))
			return false;
	}
	return true;
}
