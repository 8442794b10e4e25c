/* SPDX-License-Identifier: Apache-2.0
 *
 * The mail threads.  One at a time waits for what is due, takes it on a lease,
 * and lets the next one wait while it sends: libcurl waits for the end of a
 * message without going on with others, so that several connections are
 * several threads.
 *
 * A message that the mail server took is marked as sent after that, so that a
 * crash in between sends it once more, with the same Message-ID, when the lease
 * has ended; never not at all.
 */
#include "server/job/mail.h"

#include <pthread.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mail_header.h"
#include "base/secret.h"
#include "base/str.h"
#include "base/timed_wait.h"
#include "server/job/mail_post.h"
#include "server/service/agency.h"
#include "server/service/mail.h"
#include "server/store/event_log.h"
#include "server/store/setting.h"

enum {
	SENDERS = 4,
	LOOK_MS = 5000,         /* at least so often */
	STOP_MS = 5000,         /* for what is under way when the server ends */
	LEASE_MORE_S = 15,      /* than a message, and a farewell that hangs, may take */
	RETRY_FIRST_S = 30, RETRY_MOST_S = 1800,
	DOWN_FIRST_MS = 1000, DOWN_MOST_MS = 60000,
	GIVE_UP_H = 24, HOUR_MS = 3600 * 1000
};

/* One thread, with one connection. */
struct sender {
	struct write_job write; /* first */
	struct mail_job *job;
	pthread_t thread;
	bool is_running;
	CURL *curl;
	struct arena arena; /* of what it took */
	/* What the writer is asked. */
	struct mail_row *taken;
	size_t taken_count;
	enum mail_result result;
	const char *answer;
	int64_t down_ms;
};

struct mail_job {
	const struct agency *agency;
	struct writer *writer;
	struct mail_way way;
	char lease[ID_TEXT_MAX];
	struct sender senders[SENDERS];
	pthread_mutex_t turn; /* who holds it waits for the next message; the next two are theirs */
	struct db *db;
	pthread_mutex_t lock; /* what follows */
	pthread_cond_t changed;
	bool kicked;
	int64_t down_until_ms, down_wait_ms; /* nothing goes; monotonic */
	_Atomic bool stopping;
	_Atomic int64_t stop_until_ms; /* monotonic: what is under way is cut off */
};

/* ---- through the writer ---- */

static bool
write_down(struct sender *sender, bool (*run)(struct write_job *, struct txn *, struct err *))
{
	sender->write.run = run;
	if (writer_run(sender->job->writer, &sender->write))
		return true;
	if (sender->write.err.code != ERR_NONE)
		log_line(LOG_ERROR, "mail", "What became of an e-mail could not be kept: %s",
		         sender->write.err.detail);
	return false;
}

static bool
take_run(struct write_job *write, struct txn *txn, struct err *err)
{
	struct sender *sender = (struct sender *)write;
	int64_t until_ms = txn->now_ms
		+ (2 * sender->job->way.timeout_s + LEASE_MORE_S) * 1000LL;

	if (mail_take(txn, sender->job->lease, until_ms, 1, &sender->arena, &sender->taken,
	              &sender->taken_count))
		return true;
	(void)db_take_failure(txn->db, err);
	return false;
}

/* Doubling, and a quarter more or less, so that many do not come back at once. */
static int64_t
wait_ms_of(const struct mail_job *job, int64_t tries)
{
	int64_t wait_s = agency_setting_int(job->agency, "mail_retry_s", RETRY_FIRST_S);
	uint16_t chance;

	while (tries-- > 0 && wait_s < RETRY_MOST_S)
		wait_s *= 2;
	if (wait_s > RETRY_MOST_S)
		wait_s = RETRY_MOST_S;
	random_bytes(&chance, sizeof(chance));
	return wait_s * 750 + wait_s * 500 * chance / UINT16_MAX;
}

/* Nothing in it opens anything any more. */
static bool
has_ended(const struct mail_row *row, int64_t now_ms)
{
	return row->ends_at_ms > 0 && now_ms >= row->ends_at_ms;
}

/* Never beyond the end of what it is about, when its text goes. */
static int64_t
next_try_ms(const struct mail_row *row, int64_t at_ms)
{
	return row->ends_at_ms > 0 && at_ms > row->ends_at_ms ? row->ends_at_ms : at_ms;
}

static bool
is_too_old(const struct mail_job *job, const struct mail_row *row, int64_t now_ms)
{
	return has_ended(row, now_ms) ||
		now_ms - row->created_at_ms >=
		agency_setting_int(job->agency, "mail_give_up_h", GIVE_UP_H) * HOUR_MS;
}

static bool
result_run(struct write_job *write, struct txn *txn, struct err *err)
{
	static const struct actor system = { .kind = ACTOR_SYSTEM, .id = "system", .name = "system" };
	struct sender *sender = (struct sender *)write;
	struct mail_job *job = sender->job;
	const struct mail_row *row = sender->taken;
	struct arena arena = ARENA_INIT;
	struct call call = {
		.agency = job->agency, .db = txn->db, .txn = txn, .arena = &arena, .actor = &system,
		.now_ms = txn->now_ms, .language = "en", .if_match = -1,
	};
	bool ok;

	if (sender->result == MAIL_TAKEN)
		ok = mail_sent(&call, row, sender->answer, err);
	else if (sender->result == MAIL_REFUSED || is_too_old(job, row, txn->now_ms))
		ok = mail_given_up(&call, row, sender->answer, err);
	else
		ok = mail_put_off(txn, row, job->lease,
		                  next_try_ms(row, txn->now_ms + (sender->result == MAIL_NO_SERVER
		                                                          ? sender->down_ms
		                                                          : wait_ms_of(job, row->tries))),
		                  sender->result == MAIL_LATER, sender->answer);
	if (!ok)
		(void)db_take_failure(txn->db, err);
	arena_done(&arena);
	return ok;
}

/* ---- sending ---- */

static int64_t
server_is_down(struct mail_job *job, const char *why)
{
	int64_t now_ms = clock_mono_ms(), wait_ms;

	pthread_mutex_lock(&job->lock);
	/* Several that fail together are one failure. */
	if (job->down_until_ms <= now_ms) {
		job->down_wait_ms = job->down_wait_ms ? job->down_wait_ms * 2 : DOWN_FIRST_MS;
		if (job->down_wait_ms > DOWN_MOST_MS)
			job->down_wait_ms = DOWN_MOST_MS;
		job->down_until_ms = now_ms + job->down_wait_ms;
		log_line(LOG_WARN, "mail", "The mail server takes nothing: %s", why);
	}
	wait_ms = job->down_until_ms - now_ms;
	pthread_mutex_unlock(&job->lock);
	return wait_ms;
}

static int
may_go_on(void *ctx, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	const struct mail_job *job = ctx;

	(void)a;
	(void)b;
	(void)c;
	(void)d;
	return job->stopping && clock_mono_ms() > job->stop_until_ms;
}

static enum mail_result
send_one(struct sender *sender, struct mail_post **ret)
{
	struct mail_job *job = sender->job;
	struct mail_row *row = sender->taken;
	char key[MAIL_KEY_MAX];

	if (has_ended(row, agency_now_ms(job->agency))) {
		sender->answer = "What it is about has ended.";
		return MAIL_REFUSED;
	}
	row->body = mail_unsealed(job->agency, row, &sender->arena);
	if (!row->body) {
		sender->answer = "It is sealed with another key than this server has.";
		return MAIL_REFUSED;
	}
	if (!row->address || row->is_hidden || !mail_address_fits(row->address)) {
		sender->answer = "There is no e-mail address that may be used.";
		return MAIL_REFUSED;
	}
	mail_key(key, job->agency, row->id);
	bool by_message = str_eq(agency_setting(job->agency, "mail_return_by_message", "off"), "on");
	struct mail_post *post = mail_post_new(sender->curl, &job->way, row, key, by_message);
	(void)curl_easy_setopt(sender->curl, CURLOPT_NOPROGRESS, 0L);
	(void)curl_easy_setopt(sender->curl, CURLOPT_XFERINFOFUNCTION, may_go_on);
	(void)curl_easy_setopt(sender->curl, CURLOPT_XFERINFODATA, job);
	enum mail_result result = mail_post_send(post);
	sender->answer = mail_post_answer(post);
	*ret = post;
	return result;
}

static void
deal_with_one(struct sender *sender)
{
	struct mail_job *job = sender->job;
	struct mail_post *post = NULL;

	sender->result = send_one(sender, &post);
	if (sender->result == MAIL_NO_SERVER) {
		sender->down_ms = server_is_down(job, sender->answer);
	} else {
		pthread_mutex_lock(&job->lock);
		job->down_wait_ms = job->down_until_ms = 0;
		pthread_mutex_unlock(&job->lock);
	}
	/* Cut off by the end of the server: whether it arrived is not known, so
	 * its lease goes on.  So it does where the result cannot be kept. */
	if (sender->result == MAIL_TAKEN || !job->stopping || clock_mono_ms() < job->stop_until_ms)
		(void)write_down(sender, result_run);
	/* Whoever waits did not know that this comes again, perhaps soon. */
	if (sender->result == MAIL_LATER || sender->result == MAIL_NO_SERVER)
		mail_job_kick(job);
	mail_post_free(post);
}

/* ---- waiting ---- */

/* Milliseconds until something is due, 0: now. */
static int64_t
pause_ms(struct mail_job *job)
{
	int64_t now_ms = clock_mono_ms(), due_ms, wait_ms = LOOK_MS;
	struct err err = { 0 };

	pthread_mutex_lock(&job->lock);
	int64_t down_ms = job->down_until_ms - now_ms;
	job->kicked = false;
	pthread_mutex_unlock(&job->lock);
	if (down_ms > 0)
		return down_ms;
	due_ms = mail_next_due(job->db);
	if (db_take_failure(job->db, &err)) {
		log_line(LOG_ERROR, "mail", "What waits cannot be read: %s", err.detail);
		return LOOK_MS;
	}
	if (due_ms > 0)
		wait_ms = due_ms - agency_now_ms(job->agency);
	return wait_ms < 0 ? 0 : wait_ms > LOOK_MS ? LOOK_MS : wait_ms;
}

static void
wait_a_while(struct mail_job *job, int64_t wait_ms)
{
	int64_t until_ms = clock_mono_ms() + wait_ms;

	pthread_mutex_lock(&job->lock);
	while (!job->stopping && !job->kicked && timed_wait(&job->changed, &job->lock, until_ms))
		continue;
	pthread_mutex_unlock(&job->lock);
}

/* The next message, on a lease; false when the server ends.  By whose turn it is. */
static bool
take_next(struct sender *sender)
{
	struct mail_job *job = sender->job;

	while (!job->stopping) {
		int64_t wait_ms = pause_ms(job);

		if (wait_ms == 0) {
			arena_reset(&sender->arena);
			sender->taken_count = 0;
			if (write_down(sender, take_run) && sender->taken_count > 0)
				return true;
			/* The database's trouble, or another server was faster. */
			wait_ms = DOWN_FIRST_MS;
		}
		wait_a_while(job, wait_ms);
	}
	return false;
}

static void *
run(void *ctx)
{
	struct sender *sender = ctx;

	for (;;) {
		pthread_mutex_lock(&sender->job->turn);
		bool has_one = take_next(sender);
		pthread_mutex_unlock(&sender->job->turn);
		if (!has_one)
			return NULL;
		deal_with_one(sender);
	}
}

/* ---- starting and stopping ---- */

static bool
turn_on(struct txn *txn)
{
	struct event event = { .type = EVENT_SETTING_CHANGED,
		               .subject = { "setting", "mail" },
		               .actor = { .kind = AUTHOR_SYSTEM, .id = "system", .name = "system" } };

	return setting_put(txn->db, "mail", "on") && event_append(txn, &event, "{\"v\":1,\"value\":\"on\"}");
}

bool
mail_turn_on(const char *where, struct err *err)
{
	struct arena arena = ARENA_INIT;
	struct db *db;
	struct txn txn;

	if (!db_open(&db, where, DB_WRITE, err))
		return false;
	bool ok = txn_begin(&txn, db, clock_real_ms(), err);
	if (ok && str_eq(setting_read(db, "mail", &arena), "on")) {
		txn_rollback(&txn);
	} else if (ok) {
		ok = turn_on(&txn);
		if (ok)
			ok = txn_commit(&txn, err);
		else {
			(void)db_take_failure(db, err);
			txn_rollback(&txn);
		}
	}
	db_close(db);
	arena_done(&arena);
	return ok;
}

void
mail_job_free(struct mail_job *job)
{
	if (!job)
		return;
	for (size_t i = 0; i < SENDERS; i++) {
		curl_easy_cleanup(job->senders[i].curl);
		arena_done(&job->senders[i].arena);
	}
	db_close(job->db);
	mail_way_close(&job->way);
	pthread_cond_destroy(&job->changed);
	pthread_mutex_destroy(&job->lock);
	pthread_mutex_destroy(&job->turn);
	free(job);
}

static struct mail_job *
job_new(const struct agency *agency, struct writer *writer)
{
	struct mail_job *job = calloc(1, sizeof(*job));
	if (!job)
		oom_exit();
	job->agency = agency;
	job->writer = writer;
	pthread_mutex_init(&job->turn, NULL);
	pthread_mutex_init(&job->lock, NULL);
	timed_wait_init(&job->changed);
	random_id(job->lease, "l_", clock_real_ms());
	for (size_t i = 0; i < SENDERS; i++) {
		job->senders[i].job = job;
		job->senders[i].curl = curl_easy_init();
		if (!job->senders[i].curl)
			oom_exit();
	}
	return job;
}

bool
mail_job_start(struct mail_job **ret, const char *where, const struct agency *agency,
               struct writer *writer, const struct mail_options *options, struct err *err)
{
	*ret = NULL;
	if (!options->server && !options->dir)
		return true;
	if (agency_is_sample(agency) && !mail_way_is_local(options))
		return err_set(err, ERR_USAGE, "This is a sample agency of people who do not exist:"
		               " its e-mail goes to --mail-dir or to this machine only.");
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return err_set(err, ERR_INTERNAL, "libcurl cannot start.");
	struct mail_job *job = job_new(agency, writer);
	bool ok = mail_way_open(&job->way, options, err) && db_open(&job->db, where, DB_READ, err);
	for (size_t i = 0; ok && i < SENDERS; i++) {
		struct sender *sender = &job->senders[i];

		ok = sender->is_running = pthread_create(&sender->thread, NULL, run, sender) == 0;
		if (!ok)
			err_set(err, ERR_BACKEND_UNAVAILABLE, "No thread for e-mail.");
	}
	if (!ok) {
		mail_job_stop(job);
		mail_job_free(job);
		return false;
	}
	*ret = job;
	return true;
}

void
mail_job_kick(struct mail_job *job)
{
	if (!job)
		return;
	pthread_mutex_lock(&job->lock);
	job->kicked = true;
	pthread_cond_broadcast(&job->changed);
	pthread_mutex_unlock(&job->lock);
}

void
mail_job_stop(struct mail_job *job)
{
	if (!job)
		return;
	job->stop_until_ms = clock_mono_ms() + STOP_MS;
	pthread_mutex_lock(&job->lock);
	job->stopping = true;
	pthread_cond_broadcast(&job->changed);
	pthread_mutex_unlock(&job->lock);
	for (size_t i = 0; i < SENDERS; i++)
		if (job->senders[i].is_running)
			pthread_join(job->senders[i].thread, NULL);
}
