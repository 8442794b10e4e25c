/* SPDX-License-Identifier: Apache-2.0
 *
 * One thread per job.  A task belongs to its thread until done is set, and to
 * the loop from then on.
 */
#include "client/loop/signer.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>

#include "base/secret.h"
#include "base/str.h"

enum { PASSWORD_MAX = 1025 };

struct task {
	pthread_t thread;
	bool has_thread;
	CURLM *multi;
	_Atomic bool done;
	bool ok;
	enum signing_job job;
	char password[PASSWORD_MAX];
	char worker_id[ID_TEXT_MAX];
	uint8_t secret[SIGN_SECRET_BYTES];
	uint8_t public_key[SIGN_PUBLIC_BYTES];
	char sealed[SIGN_SEALED_TEXT];
	char proof[SIGN_SIGNATURE_TEXT];
	struct task *next;
};

static void
seal_key(struct task *task)
{
	task->ok = sign_key_seal(task->sealed, task->secret, task->password);
	if (task->ok)
		sign_proof(task->proof, task->secret, task->worker_id, task->sealed);
}

static void *
task_run(void *data)
{
	struct task *task = data;

	switch (task->job) {
	case SIGNING_MAKE:
		sign_key_make(task->secret, task->public_key);
		seal_key(task);
		break;
	case SIGNING_SEAL:
		seal_key(task);
		break;
	case SIGNING_OPEN:
		task->ok = sign_key_open(task->secret, task->sealed, task->public_key, task->password);
		break;
	case SIGNING_STOP:
		break;
	}
	secret_wipe(task->password, sizeof task->password);
	atomic_store(&task->done, true);
	curl_multi_wakeup(task->multi); /* it is joined before it is freed */
	return NULL;
}

static void
task_free(struct task *task)
{
	if (task->has_thread)
		pthread_join(task->thread, NULL);
	secret_free(task);
}

/* Those given up that have ended meanwhile. */
static void
reap(struct signer *signer, bool wait)
{
	struct task **at = &signer->given_up;

	while (*at) {
		struct task *task = *at;

		if (!wait && !atomic_load(&task->done)) {
			at = &task->next;
			continue;
		}
		*at = task->next;
		task_free(task);
	}
}

static void
give_up(struct signer *signer)
{
	struct task *task = signer->current;

	if (task) {
		task->next = signer->given_up;
		signer->given_up = task;
	}
	signer->current = NULL;
	reap(signer, false);
}

void
signer_password(struct signer *signer, const char *password)
{
	secret_free(signer->password);
	signer->password = NULL;
	if (str_empty(password) || strlen(password) >= PASSWORD_MAX)
		return;
	signer->password = secret_alloc(PASSWORD_MAX);
	str_copy(signer->password, PASSWORD_MAX, password);
}

/* Signals are for the loop's thread.  Without a thread, or with nothing to work
 * with, the job has failed, and that is its result. */
static void
thread_start(struct task *task)
{
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	task->has_thread = pthread_create(&task->thread, NULL, task_run, task) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void
signer_start(struct signer *signer, enum signing_job job, const struct model *model)
{
	struct task *task;

	give_up(signer);
	if (job == SIGNING_STOP) {
		signer_password(signer, "");
		return;
	}
	task = secret_alloc(sizeof *task);
	task->multi = signer->multi;
	task->job = job;
	str_copy(task->worker_id, sizeof task->worker_id, model->me.id);
	str_copy(task->sealed, sizeof task->sealed, model->signing.sealed);
	memcpy(task->public_key, model->signing.public_key, sizeof task->public_key);
	if (model->signing.secret)
		memcpy(task->secret, model->signing.secret, sizeof task->secret);
	if (signer->password && (job != SIGNING_SEAL || model->signing.secret)) {
		str_copy(task->password, sizeof task->password, signer->password);
		thread_start(task);
	}
	signer->current = task;
	if (!task->has_thread) {
		atomic_store(&task->done, true);
		curl_multi_wakeup(signer->multi);
	}
}

bool
signer_is_busy(const struct signer *signer)
{
	return signer->current != NULL;
}

bool
signer_take(struct signer *signer, struct signing_result *ret)
{
	struct task *task = signer->current;

	assert(!signer->taken);
	if (!task || !atomic_load(&task->done))
		return false;
	signer->current = NULL;
	signer->taken = task;
	*ret = (struct signing_result){ .job = task->job, .ok = task->ok, .secret = task->secret,
		                        .public_key = task->public_key, .sealed = task->sealed,
		                        .proof = task->proof };
	return true;
}

void
signer_done_with(struct signer *signer)
{
	assert(signer->taken);
	task_free(signer->taken);
	signer->taken = NULL;
}

void
signer_end(struct signer *signer)
{
	signer_start(signer, SIGNING_STOP, NULL);
	reap(signer, true);
}
