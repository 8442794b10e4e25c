/* SPDX-License-Identifier: Apache-2.0
 *
 * The thread that asks the helper.  A document whose check gave no answer
 * stays shut and is tried again, later each time, while the others go on.
 */
#include "config.h"

#include "server/job/document_job.h"

#include <pthread.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "base/utf8.h"
#include "server/job/rest.h"
#include "server/service/agency.h"
#include "server/service/document.h"
#include "server/store/document.h"

enum { LOOK_MS = 300, AT_ONCE = 200, RETRIES = 256, RETRY_FIRST_MS = 2000, RETRY_MOST_MS = 600000 };

/* One that gave no answer. */
struct retry {
	char id[ID_TEXT_MAX];
	int64_t at_ms, wait_ms;
};

struct document_job {
	struct write_job write; /* first */
	pthread_t thread;
	struct rest rest;
	const struct agency *agency;
	struct writer *writer;
	struct document_helper *helper;
	struct db *db;
	/* The thread's own. */
	struct arena arena;
	struct retry retries[RETRIES];
	size_t next_retry;
	const char *id; /* being written down */
	struct document_finding finding;
};

/* ---- those that gave no answer ---- */

static struct retry *
retry_of(struct document_job *job, const char *id)
{
	for (size_t i = 0; i < RETRIES; i++)
		if (str_eq(job->retries[i].id, id))
			return &job->retries[i];
	return NULL;
}

static bool
is_due(struct document_job *job, const char *id)
{
	const struct retry *retry = retry_of(job, id);

	return !retry || clock_mono_ms() >= retry->at_ms;
}

static void
try_later(struct document_job *job, const char *id)
{
	struct retry *retry = retry_of(job, id);

	if (!retry) {
		retry = &job->retries[job->next_retry++ % RETRIES];
		*retry = (struct retry){ .wait_ms = RETRY_FIRST_MS / 2 };
		str_copy(retry->id, sizeof(retry->id), id);
	}
	retry->wait_ms = retry->wait_ms < RETRY_MOST_MS / 2 ? retry->wait_ms * 2 : RETRY_MOST_MS;
	retry->at_ms = clock_mono_ms() + retry->wait_ms;
	log_line(LOG_WARN, "document", "The check of %s gave no answer; it stays shut and is tried again in %lld s.", id,
	         (long long)(retry->wait_ms / 1000));
}

/* ---- writing down ---- */

static bool
write_run(struct write_job *write, struct txn *txn, struct err *err)
{
	static const struct actor system = { .kind = ACTOR_SYSTEM };
	struct document_job *job = (struct document_job *)write;
	struct arena arena = ARENA_INIT;
	struct call call = { .agency = job->agency, .db = txn->db, .txn = txn, .arena = &arena, .actor = &system,
		             .now_ms = txn->now_ms, .language = "en", .if_match = -1 };
	bool ok = document_checked(&call, job->id, &job->finding, err);

	arena_done(&arena);
	return ok;
}

static void
write_down(struct document_job *job, const char *id)
{
	job->id = id;
	job->write.run = write_run;
	if (writer_run(job->writer, &job->write) || job->write.err.code == ERR_NONE)
		return;
	log_line(LOG_ERROR, "document", "What the check of %s found could not be kept: %s", id, job->write.err.detail);
	try_later(job, id);
}

/* ---- asking ---- */

/* Words that are none are left out: what is kept is text. */
static const char *
words_of(struct document_job *job, struct buf *out)
{
	struct buf clean = BUF_INIT(3 * (size_t)DOCUMENT_TEXT_MAX);
	const char *text = NULL;

	while (out->len > 0 && !utf8_valid(out->data, out->len)) /* cut inside a character, at most */
		out->data[--out->len] = '\0';
	for (size_t i = 0; i < out->len; i++)
		if (out->data[i] != '\0' && out->data[i] != '\r')
			buf_putc(&clean, out->data[i] == '\f' ? '\n' : out->data[i]);
	if (clean.data[strspn(clean.data, " \n\t")] != '\0')
		text = arena_strdup(&job->arena, clean.data);
	buf_done(&clean);
	return text;
}

static void
work_on(struct document_job *job, const struct document *document, const char *bytes)
{
	size_t size = (size_t)document->size;
	struct buf out = BUF_INIT(DOCUMENT_TEXT_MAX);

	job->finding = (struct document_finding){ .is_bad = false };
	if (document->state == DOCUMENT_QUARANTINE) {
		enum document_verdict verdict = document_helper_ask(job->helper, DOCUMENT_TASK_CHECK, bytes, size, &out);
		if (verdict == VERDICT_FAILED) {
			if (!rest_is_over(&job->rest))
				try_later(job, document->id);
			buf_done(&out);
			return;
		}
		job->finding.is_bad = verdict == VERDICT_BAD;
	}
	if (!job->finding.is_bad && document->text_state == DOCUMENT_TEXT_WAITING
	    && document_helper_ask(job->helper, DOCUMENT_TASK_TEXT, bytes, size, &out) == VERDICT_GOOD)
		job->finding.text = words_of(job, &out);
	buf_done(&out);
	write_down(job, document->id);
}

/* May this server do what the document waits for? */
static bool
is_ours(const struct document_job *job, const struct document *document)
{
	if (document->state == DOCUMENT_QUARANTINE && !agency_checks_documents(job->agency))
		return false;
	return document->state == DOCUMENT_QUARANTINE || agency_reads_text(job->agency);
}

static void
look_at(struct document_job *job, const char *id)
{
	struct document document;
	const char *bytes = NULL;
	struct err err = { .code = ERR_NONE };
	bool found;

	if (!db_begin(job->db, &err))
		return;
	found = document_find(job->db, id, NULL, &job->arena, &document) && is_ours(job, &document)
	        && document_bytes(job->db, &document, &job->arena, &bytes);
	(void)db_take_failure(job->db, &err);
	db_rollback(job->db);
	if (found)
		work_on(job, &document, bytes);
}

static void
look(struct document_job *job)
{
	struct arena arena = ARENA_INIT;
	struct err err = { .code = ERR_NONE };
	const char **ids = NULL;
	size_t count = 0;

	if (db_begin(job->db, &err)) {
		count = document_unchecked(job->db, AT_ONCE, &arena, &ids);
		(void)db_take_failure(job->db, &err);
		db_rollback(job->db);
	}
	for (size_t i = 0; i < count && !rest_is_over(&job->rest); i++) {
		if (!is_due(job, ids[i]))
			continue;
		look_at(job, ids[i]);
		arena_done(&job->arena); /* ten megabytes are not kept until the next */
		job->arena = (struct arena)ARENA_INIT;
	}
	arena_done(&arena);
}

static void *
run(void *ctx)
{
	struct document_job *job = ctx;

	while (rest_for(&job->rest, LOOK_MS))
		look(job);
	return NULL;
}

/* ---- starting and stopping ---- */

static void
job_free(struct document_job *job)
{
	db_close(job->db);
	arena_done(&job->arena);
	rest_done(&job->rest);
	free(job);
}

bool
document_job_start(struct document_job **ret, const char *where, const struct agency *agency,
                   struct writer *writer, struct document_helper *helper, struct err *err)
{
	struct db *db;

	*ret = NULL;
	if (!helper)
		return true;
	if (!db_open(&db, where, DB_READ, err))
		return false;
	struct document_job *job = calloc(1, sizeof(*job));
	if (!job)
		oom_exit();
	job->agency = agency;
	job->writer = writer;
	job->helper = helper;
	job->db = db;
	rest_init(&job->rest);
	if (pthread_create(&job->thread, NULL, run, job) != 0) {
		job_free(job);
		return err_set(err, ERR_BACKEND_UNAVAILABLE, "No thread for documents.");
	}
	*ret = job;
	return true;
}

void
document_job_stop(struct document_job *job)
{
	if (!job)
		return;
	rest_end(&job->rest);
	document_helper_end(job->helper); /* it may be at something slow */
	pthread_join(job->thread, NULL);
	job_free(job);
}
