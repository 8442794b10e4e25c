/* SPDX-License-Identifier: Apache-2.0
 *
 * One thread for each strand, and what it hands over, in blocks of moments.
 */
#include "server/sample/strand.h"

#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/str.h"
#include "server/sample/life.h"
#include "server/store/migration.h"
#include "server/store/relay.h"
#include "server/store/sample_rows.h"

enum {
	BLOCK_BYTES = 1 << 20,
	BLOCK_MAX = 64 << 20,
	AHEAD_MAX = 192 << 20, /* bytes a strand may be ahead of who reads */
	PATH_ROOM = 4096
};

struct block {
	struct block *next;
	char *bytes;
	size_t len;
};

struct moment_head {
	int64_t at_ms;
	size_t len; /* of the rows that follow */
};

struct strand {
	size_t place; /* in the list of strands */
	struct share share;
	char path[PATH_ROOM];
	struct arena arena;
	struct world world;
	struct chats chats;
	struct schedule schedule;
	uint8_t *years; /* of all strands */
	pthread_t thread;
	bool is_running;
	struct err err;

	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct block *first, *last;
	size_t ahead; /* bytes */
	bool has_ended;
	bool is_to_stop;

	/* Of the one who reads. */
	struct block *block;
	size_t at;
	uint32_t *seqs; /* of its events, in their order */
	size_t seq_count, seq_cap;
};

static const struct relay_table of_people[] = {
	{ "customer", false }, { "customer_seal", false }, { "customer_search", false },
	{ "customer_words", false }, { "event", false }
};
static const struct relay_table of_lives[] = {
	{ "event", true }, { "event_payload", false }, { "notice", false }, { "note", false },
	{ "interaction", false }, { "message", false }, { "text_search", true },
	{ "message_words", false }, { "note_words", false }
};

/* ---- before ---- */

static void
repeat_from(const struct strand *strand, const char *what)
{
	uint8_t seed[SECRET_KEY_BYTES];
	char text[80];
	snprintf(text, sizeof(text), "caseload sample %" PRId64 " %s %zu",
		strand->world.options->seed, what, strand->place);
	sha256(seed, text, strlen(text));
	random_repeat_from(seed);
}

static bool
make_database(struct strand *strand, struct err *err)
{
	struct world *world = &strand->world;
	struct db *db = NULL;
	int fd = open(strand->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_set(err, ERR_LOCAL_FILE, "%s cannot be made.", strand->path);
	close(fd);
	bool ok = db_open(&db, strand->path, DB_WRITE, err) &&
		schema_create(db, world->now_ms, err) && sample_scratch_begin(db, err);
	(void)unlink(strand->path);
	world->txn.db = db;
	return ok && txn_begin(&world->txn, db, world->now_ms, err);
}

/* The customers whose lives are in this share, as they are before. */
static bool
insert_people(struct strand *strand)
{
	struct world *world = &strand->world;
	struct arena arena = ARENA_INIT;
	uint8_t *known = calloc((size_t)world->options->customers / 8 + 1, 1);
	bool ok = true;
	if (!known)
		oom_exit();
	for (int64_t i = 0; ok && i < world->options->applications; i++) {
		int64_t customer = plan_customer(world, i);
		uint8_t bit = (uint8_t)(1U << (customer % 8));
		if (!share_has_application(&strand->share, world, i) ||
			(known[customer / 8] & bit))
			continue;
		known[customer / 8] |= bit;
		ok = person_insert_row(world, customer, &arena);
		arena_reset(&arena);
	}
	free(known);
	arena_done(&arena);
	return ok;
}

static void *
prepare(void *ctx)
{
	struct strand *strand = ctx;
	struct world *world = &strand->world;
	struct err *err = &strand->err;
	repeat_from(strand, "ground");
	world->application_ids =
		calloc((size_t)world->options->applications, sizeof(*world->application_ids));
	if (!world->application_ids)
		oom_exit();
	if (make_database(strand, err)) {
		if (!cast_make(world) || (strand->share.lives && !insert_people(strand)))
			(void)db_take_failure(world->txn.db, err);
		else if (chats_load(&strand->chats, world, err))
			schedule_make(world, &strand->chats, &strand->share, strand->years,
				&strand->schedule);
	}
	random_repeat_end();
	return NULL;
}

/* ---- while it runs ---- */

static bool
hand_over(struct strand *strand, struct buf *out)
{
	struct block *block = malloc(sizeof(*block));
	if (!block)
		oom_exit();
	assert(buf_ok(out));
	*block = (struct block){ .len = out->len };
	block->bytes = buf_detach(out);
	pthread_mutex_lock(&strand->lock);
	while (strand->ahead > AHEAD_MAX && !strand->is_to_stop)
		pthread_cond_wait(&strand->changed, &strand->lock);
	if (strand->last)
		strand->last->next = block;
	else
		strand->first = block;
	strand->last = block;
	strand->ahead += block->len;
	bool goes_on = !strand->is_to_stop;
	pthread_cond_broadcast(&strand->changed);
	pthread_mutex_unlock(&strand->lock);
	return goes_on;
}

/* Room for the head of a moment whose rows are about to be written. */
static size_t
head_begin(struct buf *out)
{
	static const struct moment_head none;
	size_t start = out->len;
	buf_add(out, &none, sizeof(none));
	return start;
}

static void
head_end(struct buf *out, size_t start, int64_t at_ms)
{
	struct moment_head head = { .at_ms = at_ms, .len = out->len - start - sizeof(head) };
	memcpy(out->data + start, &head, sizeof(head));
}

/* Each strand's supervisors review what was drawn in its own share, at the same hour. */
static bool
review_week(struct strand *strand, size_t i, struct buf *out, struct arena *arena)
{
	struct world *world = &strand->world;
	int64_t at_ms;
	if (!strand->share.lives || !reviews_are_due(&strand->schedule, i, &at_ms))
		return true;
	size_t start = head_begin(out);
	world->txn.now_ms = at_ms;
	bool ok = reviews_happen(world, arena, &strand->err);
	head_end(out, start, at_ms);
	return ok;
}

static bool
run_schedule(struct strand *strand, struct buf *out)
{
	struct arena arena = ARENA_INIT;
	const struct schedule *schedule = &strand->schedule;
	bool ok = true;
	for (size_t i = 0; ok && i < schedule->count; i++) {
		ok = review_week(strand, i, out, &arena);
		size_t start = head_begin(out);
		ok = ok && moment_happen(&strand->world, &strand->chats, &schedule->at[i], &arena,
			&strand->err);
		arena_reset(&arena);
		head_end(out, start, schedule->at[i].at_ms);
		if (ok && out->len >= BLOCK_BYTES)
			ok = hand_over(strand, out);
	}
	arena_done(&arena);
	return ok;
}

static void *
run(void *ctx)
{
	struct strand *strand = ctx;
	struct world *world = &strand->world;
	struct buf out = BUF_INIT(BLOCK_MAX);
	repeat_from(strand, "life");
	relay_start(world->txn.db, &out, strand->share.people ? of_people : of_lives,
		strand->share.people ? countof(of_people) : countof(of_lives));
	if (run_schedule(strand, &out))
		(void)hand_over(strand, &out);
	buf_done(&out);
	random_repeat_end();
	pthread_mutex_lock(&strand->lock);
	strand->has_ended = true;
	pthread_cond_broadcast(&strand->changed);
	pthread_mutex_unlock(&strand->lock);
	return NULL;
}

static bool
start_thread(struct strand *strand, void *(*work)(void *), struct err *err)
{
	strand->is_running = pthread_create(&strand->thread, NULL, work, strand) == 0;
	return strand->is_running || err_set(err, ERR_INTERNAL, "No thread could be started.");
}

static void
join(struct strand *strand)
{
	if (strand->is_running)
		pthread_join(strand->thread, NULL);
	strand->is_running = false;
}

static struct strand *
strand_new(const struct world *world, size_t place, const char *base, uint8_t *years)
{
	struct strand *strand = calloc(1, sizeof(*strand));
	if (!strand)
		oom_exit();
	pthread_mutex_init(&strand->lock, NULL);
	pthread_cond_init(&strand->changed, NULL);
	strand->place = place;
	strand->years = years;
	strand->share = place == STRAND_PEOPLE
		? (struct share){ .people = true, .of = 1 }
		: (struct share){ .lives = true, .number = place - STRAND_LIVES,
			  .of = STRANDS - STRAND_LIVES };
	snprintf(strand->path, sizeof(strand->path), "%s.strand-%zu", base, place);
	strand->arena = (struct arena)ARENA_INIT;
	strand->world = (struct world){
		.options = world->options,
		.agency = world->agency,
		.arena = &strand->arena,
		.now_ms = world->now_ms,
		.staff_count = world->staff_count,
		.team_count = world->team_count,
		.receipts = world->receipts, /* ana's customers are all in one share */
		.numbers = world->numbers,
	};
	return strand;
}

/* Applications are numbered as they are filed, whatever strand they are of. */
static void
give_numbers(struct strand *const strands[STRANDS], const uint8_t *years, uint32_t *numbers)
{
	size_t at[STRANDS] = { 0 };
	uint32_t used[100] = { 0 };
	for (;;) {
		const struct moment *first = NULL;
		size_t of = 0;
		for (size_t i = STRAND_LIVES; i < STRANDS; i++) {
			const struct schedule *schedule = &strands[i]->schedule;
			while (at[i] < schedule->count && (schedule->at[at[i]].kind != MOMENT_STEP ||
								  schedule->at[at[i]].part != 0))
				at[i]++;
			if (at[i] < schedule->count &&
				(!first || schedule->at[at[i]].at_ms < first->at_ms)) {
				first = &schedule->at[at[i]];
				of = i;
			}
		}
		if (!first)
			return;
		numbers[first->number] = ++used[years[first->number]];
		at[of]++;
	}
}

bool
strands_start(struct strand *ret[STRANDS], const struct world *world, uint32_t *numbers,
	const char *base, struct err *err)
{
	uint8_t *years = calloc((size_t)world->options->applications, 1);
	bool ok = true;
	if (!years)
		oom_exit();
	for (size_t i = 0; i < STRANDS; i++)
		ret[i] = strand_new(world, i, base, years);
	for (size_t i = 0; ok && i < STRANDS; i++)
		ok = start_thread(ret[i], prepare, err);
	for (size_t i = 0; i < STRANDS; i++) {
		join(ret[i]);
		if (ok && ret[i]->err.code != ERR_NONE) {
			*err = ret[i]->err;
			ok = false;
		}
	}
	if (ok)
		give_numbers(ret, years, numbers);
	free(years);
	for (size_t i = 0; ok && i < STRANDS; i++)
		ok = start_thread(ret[i], run, err);
	return ok;
}

/* ---- reading ---- */

static void
free_block(struct block *block)
{
	if (!block)
		return;
	free(block->bytes);
	free(block);
}

/* The next moment of one strand; NULL when it has ended. */
static const struct moment_head *
peek(struct strand *strand)
{
	if (strand->block && strand->at < strand->block->len)
		return (const void *)(strand->block->bytes + strand->at);
	pthread_mutex_lock(&strand->lock);
	while (!strand->first && !strand->has_ended)
		pthread_cond_wait(&strand->changed, &strand->lock);
	free_block(strand->block);
	strand->block = strand->first;
	strand->at = 0;
	if (strand->block) {
		strand->first = strand->block->next;
		if (!strand->first)
			strand->last = NULL;
		strand->ahead -= strand->block->len;
		pthread_cond_broadcast(&strand->changed);
	}
	pthread_mutex_unlock(&strand->lock);
	return strand->block && strand->block->len ? (const void *)strand->block->bytes : NULL;
}

bool
strands_next(struct strand *const strands[STRANDS], struct strand **ret, const char **ret_rows,
	size_t *ret_len, struct err *err)
{
	struct moment_head first = { 0 };
	*ret = NULL;
	for (size_t i = 0; i < STRANDS; i++) {
		const struct moment_head *at = peek(strands[i]);
		struct moment_head head;
		if (!at) {
			if (strands[i]->err.code != ERR_NONE) {
				*err = strands[i]->err;
				return false;
			}
			continue;
		}
		memcpy(&head, at, sizeof(head));
		if (!*ret || head.at_ms < first.at_ms) {
			*ret = strands[i];
			first = head;
		}
	}
	if (!*ret)
		return false;
	*ret_rows = (*ret)->block->bytes + (*ret)->at + sizeof(first);
	*ret_len = first.len;
	(*ret)->at += sizeof(first) + first.len;
	return true;
}

size_t
strands_moments(struct strand *const strands[STRANDS])
{
	size_t count = 0;
	for (size_t i = 0; i < STRANDS; i++)
		count += strands[i]->schedule.count;
	return count;
}

struct db *
strand_db(struct strand *strand)
{
	join(strand);
	relay_stop(strand->world.txn.db);
	return strand->world.txn.db;
}

int64_t
strand_refused(const struct strand *strand)
{
	return strand->world.refused;
}

void
strand_put_seq(struct strand *strand, int64_t seq)
{
	if (strand->seq_count == strand->seq_cap) {
		strand->seq_cap = strand->seq_cap ? strand->seq_cap * 2 : 1 << 16;
		strand->seqs = realloc(strand->seqs, strand->seq_cap * sizeof(*strand->seqs));
		if (!strand->seqs)
			oom_exit();
	}
	strand->seqs[strand->seq_count++] = (uint32_t)seq;
}

int64_t
strand_seq(const struct strand *strand, int64_t own)
{
	if (own < 1 || strand->seq_count == 0)
		return 0;
	return strand->seqs[(size_t)own <= strand->seq_count ? (size_t)own - 1
							     : strand->seq_count - 1];
}

/* ---- after ---- */

static void
free_strand(struct strand *strand)
{
	pthread_mutex_lock(&strand->lock);
	strand->is_to_stop = true;
	pthread_cond_broadcast(&strand->changed);
	pthread_mutex_unlock(&strand->lock);
	join(strand);
	free_block(strand->block);
	while (strand->first) {
		struct block *block = strand->first;
		strand->first = block->next;
		free_block(block);
	}
	if (strand->world.txn.log)
		txn_rollback(&strand->world.txn);
	db_close(strand->world.txn.db);
	pthread_mutex_destroy(&strand->lock);
	pthread_cond_destroy(&strand->changed);
	free(strand->world.application_ids);
	free(strand->schedule.at);
	free(strand->seqs);
	arena_done(&strand->arena);
	free(strand);
}

void
strands_end(struct strand *strands[STRANDS])
{
	for (size_t i = 0; i < STRANDS; i++)
		if (strands[i])
			free_strand(strands[i]);
}
