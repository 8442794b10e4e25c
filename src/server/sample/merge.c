/* SPDX-License-Identifier: Apache-2.0
 *
 * What the strands hand over, written in the order of time; then what their
 * lives came to: applications, queues, totals.
 */
#include <inttypes.h>

#include "base/buf.h"
#include "base/str.h"
#include "server/sample/life.h"
#include "server/sample/strand.h"
#include "server/store/event_log.h"
#include "server/store/relay.h"
#include "server/store/sample_merge.h"
#include "server/store/search.h"

enum { COMMIT_EVERY = 500000, PROGRESS_EVERY_MS = 5000 };

/* ---- in the order of time ---- */

struct merge {
	struct world *world;
	struct relay_texts texts;
};

static bool
write_row(struct merge *merge, struct strand *strand, const struct relay_row *row)
{
	struct world *world = merge->world;
	struct db *db = world->txn.db;
	if (relay_row_is_of(row, "event")) {
		if (!relay_write_event(&world->txn, row))
			return false;
		strand_put_seq(strand, event_log_seq(world->txn.log));
		return true;
	}
	if (relay_row_is_of(row, "event_payload"))
		return relay_write_payload(&world->txn, row);
	if (db_kind(db) == DB_SQLITE)
		return relay_write_text(db, row, &merge->texts);
	/* The strands' own index is SQLite's. */
	if (relay_row_is_index(row))
		return true;
	if (!relay_write(db, row))
		return false;
	const struct relay_value *at = row->values; /* at[0] is $1 */
	if (relay_row_is_of(row, "message"))
		return search_index_message(db, at[0].bytes, at[1].number, at[7].bytes);
	if (relay_row_is_of(row, "customer"))
		return search_index_customer(db, at[0].bytes, at[4].bytes, NULL);
	if (relay_row_is_of(row, "note"))
		return search_index_note(db, at[0].bytes, at[7].bytes);
	return true;
}

static bool
write_rows(struct merge *merge, struct strand *strand, const char *rows, size_t len)
{
	struct relay_row row;
	bool ok = true;
	for (size_t at = 0; ok && at < len;) {
		at += relay_read(rows + at, &row);
		ok = write_row(merge, strand, &row);
	}
	return ok;
}

static bool
write_moments(struct world *world, struct strand *const strands[STRANDS], struct err *err)
{
	struct merge merge = { .world = world };
	size_t done = 0, count = strands_moments(strands), len;
	struct strand *strand;
	const char *rows;
	int64_t started_ms = clock_mono_ms(), said_ms = started_ms;
	while (strands_next(strands, &strand, &rows, &len, err)) {
		if (!write_rows(&merge, strand, rows, len))
			return db_take_failure(world->txn.db, err), false;
		if (++done % COMMIT_EVERY == 0 &&
			!(txn_commit(&world->txn, err) &&
				txn_begin(&world->txn, world->txn.db, world->now_ms, err)))
			return false;
		int64_t now_ms = clock_mono_ms();
		if (now_ms - said_ms >= PROGRESS_EVERY_MS) {
			say_progress(world->options, done, count, now_ms - started_ms);
			said_ms = now_ms;
		}
	}
	return err->code == ERR_NONE;
}

/* ---- what it came to ---- */

static int64_t
seq_of(void *ctx, int64_t own)
{
	const struct strand *strand = ctx;
	return strand_seq(strand, own);
}

static bool
write_outcome(struct world *world, struct strand *const strands[STRANDS])
{
	struct db *from[STRANDS - STRAND_LIVES];
	for (size_t i = 0; i < countof(from); i++)
		from[i] = strand_db(strands[STRAND_LIVES + i]);
	bool ok = sample_merge_tables(&world->txn, from, countof(from));
	for (size_t i = 0; ok && i < countof(from); i++) {
		struct strand *strand = strands[STRAND_LIVES + i];
		ok = sample_merge_sums(&world->txn, from[i]) &&
			sample_merge_seen(&world->txn, from[i], seq_of, strand);
		world->refused += strand_refused(strand);
	}
	return ok;
}

bool
merge_strands(struct world *world, const char *base, struct err *err)
{
	struct strand *strands[STRANDS] = { NULL };
	uint32_t *numbers = calloc((size_t)world->options->applications, sizeof(*numbers));
	if (!numbers)
		oom_exit();
	world->numbers = numbers;
	if (world->options->progress)
		fprintf(stderr, "planning %" PRId64 " applications and %" PRId64 " chats\n",
			world->options->applications, world->options->chats);
	bool ok = strands_start(strands, world, numbers, base, err) && write_moments(world, strands, err);
	if (ok && !write_outcome(world, strands)) {
		ok = false;
		for (size_t i = STRAND_LIVES; i < STRANDS && err->code == ERR_NONE; i++)
			(void)db_take_failure(strand_db(strands[i]), err);
		if (err->code == ERR_NONE)
			(void)db_take_failure(world->txn.db, err);
	}
	strands_end(strands);
	world->numbers = NULL;
	free(numbers);
	return ok;
}
