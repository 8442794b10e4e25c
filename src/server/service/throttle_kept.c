/* SPDX-License-Identifier: Apache-2.0
 *
 * Tries as jobs of the writer.  It runs one at a time, over all servers, so
 * that two guesses at once are two in every count.
 */
#include "config.h"

#include "server/service/throttle_kept.h"

#include "base/clock.h"
#include "server/limits.h"

struct keep_job {
	struct write_job write; /* first */
	enum throttle_act act;
	struct throttle_names names;
	struct throttle_kept kept;
};

int
throttle_pause_s(int64_t failures)
{
	int wait_s = THROTTLE_FIRST_WAIT_S;
	int64_t over = failures - THROTTLE_FREE_FAILURES - 1;

	if (over < 0)
		return 0;
	while (over-- > 0 && wait_s < THROTTLE_MAX_WAIT_S)
		wait_s *= 2;
	return wait_s < THROTTLE_MAX_WAIT_S ? wait_s : THROTTLE_MAX_WAIT_S;
}

/* A wait longer than any that is given comes of a clock that was put back. */
static int64_t
wait_left_ms(int64_t free_at_ms, int64_t now_ms)
{
	int64_t left_ms = free_at_ms - now_ms;

	return left_ms > 0 && left_ms <= 1000LL * THROTTLE_MAX_WAIT_S ? left_ms : 0;
}

static void
count(struct throttle_row *row, int64_t now_ms)
{
	row->failures++;
	row->touched_ms = now_ms;
	row->free_at_ms = now_ms + 1000LL * throttle_pause_s(row->failures);
}

static bool
run_try(struct keep_job *job, struct txn *txn, struct throttle_row *counted, int64_t now_ms)
{
	struct throttle_row *address = &job->kept.address;
	int64_t wait_ms = wait_left_ms(counted->free_at_ms, now_ms), there_ms = 0;

	/* An office shares one address: it takes many failures to slow it. */
	if (!job->names.is_local && address->failures > THROTTLE_ADDRESS_FAILURES)
		there_ms = wait_left_ms(address->touched_ms + 1000LL * THROTTLE_FIRST_WAIT_S, now_ms);
	job->kept.wait_ms = wait_ms > there_ms ? wait_ms : there_ms;
	if (job->kept.wait_ms > 0)
		return true;
	count(counted, now_ms);
	address->failures++;
	address->touched_ms = now_ms;
	return throttle_row_put(txn, counted) && throttle_row_put(txn, address);
}

static bool
run_good(struct keep_job *job, struct txn *txn, struct throttle_row *counted, int64_t now_ms)
{
	counted->failures = counted->free_at_ms = 0;
	counted->touched_ms = now_ms;
	job->kept.pair.known = true;
	job->kept.pair.failures = job->kept.pair.free_at_ms = 0;
	job->kept.pair.touched_ms = now_ms;
	return throttle_row_put(txn, counted) && throttle_row_put(txn, &job->kept.pair);
}

static bool
keep_run(struct write_job *write, struct txn *txn, struct err *err)
{
	struct keep_job *job = (struct keep_job *)write;
	struct throttle_kept *kept = &job->kept;
	int64_t now_ms = clock_real_ms();
	bool ok = true;

	throttle_row_find(txn->db, job->names.pair, now_ms, &kept->pair);
	throttle_row_find(txn->db, job->names.account, now_ms, &kept->account);
	throttle_row_find(txn->db, job->names.address, now_ms, &kept->address);
	struct throttle_row *counted = kept->pair.known ? &kept->pair : &kept->account;
	if (job->act == THROTTLE_TRY)
		ok = run_try(job, txn, counted, now_ms);
	if (job->act == THROTTLE_GOOD)
		ok = run_good(job, txn, counted, now_ms);
	if (ok && (job->act == THROTTLE_GOOD || job->act == THROTTLE_HALFWAY) && kept->address.failures > 0) {
		kept->address.failures--;
		ok = throttle_row_put(txn, &kept->address);
	}
	return !db_take_failure(txn->db, err) && ok;
}

/* Nobody waits for it. */
static void
keep_done(struct write_job *write, bool ok)
{
	(void)ok;
	free(write);
}

bool
throttle_keep(struct writer *writer, enum throttle_act act, const struct throttle_names *names,
              struct throttle_kept *ret)
{
	struct keep_job job = { .write = { .run = keep_run, .done = keep_done }, .act = act, .names = *names };

	assert(writer && names);
	if (act == THROTTLE_LOAD || act == THROTTLE_TRY) {
		bool ok = writer_run(writer, &job.write);
		*ret = job.kept;
		return ok;
	}
	struct keep_job *later = malloc(sizeof(*later));
	if (!later)
		oom_exit();
	*later = job;
	if (writer_submit(writer, &later->write))
		return true;
	free(later);
	return false;
}
