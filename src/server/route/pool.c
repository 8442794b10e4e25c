/* SPDX-License-Identifier: Apache-2.0
 *
 * A queue and the threads that empty it.
 */
#include "config.h"

#include "server/route/pool.h"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

struct pool {
	pthread_mutex_t lock;
	pthread_cond_t more;
	struct pool_job *first, **last;
	size_t waiting, waiting_max;
	int niceness;
	bool stopping;
	size_t thread_count;
	pthread_t threads[];
};

static void *
pool_main(void *cls)
{
	struct pool *pool = cls;

	/* On Linux this is of the calling thread alone. */
	if (pool->niceness > 0)
		(void)setpriority(PRIO_PROCESS, (id_t)gettid(), pool->niceness);
	pthread_mutex_lock(&pool->lock);
	for (;;) {
		struct pool_job *job = pool->first;

		if (job == NULL) {
			if (pool->stopping)
				break;
			pthread_cond_wait(&pool->more, &pool->lock);
			continue;
		}
		pool->first = job->next;
		if (pool->first == NULL)
			pool->last = &pool->first;
		pool->waiting--;
		pthread_mutex_unlock(&pool->lock);
		job->run(job);
		pthread_mutex_lock(&pool->lock);
	}
	pthread_mutex_unlock(&pool->lock);
	return NULL;
}

struct pool *
pool_start(int threads, size_t queue_max, int niceness)
{
	size_t count = (size_t)threads;
	struct pool *pool = calloc(1, sizeof(*pool) + count * sizeof(pool->threads[0]));

	if (pool == NULL)
		oom_exit();
	pthread_mutex_init(&pool->lock, NULL);
	pthread_cond_init(&pool->more, NULL);
	pool->last = &pool->first;
	pool->waiting_max = queue_max;
	pool->niceness = niceness;
	for (; pool->thread_count < count; pool->thread_count++)
		if (pthread_create(&pool->threads[pool->thread_count], NULL, pool_main, pool) != 0)
			oom_exit();
	return pool;
}

bool
pool_submit(struct pool *pool, struct pool_job *job)
{
	bool taken;

	pthread_mutex_lock(&pool->lock);
	taken = !pool->stopping && pool->waiting < pool->waiting_max;
	if (taken) {
		job->next = NULL;
		*pool->last = job;
		pool->last = &job->next;
		pool->waiting++;
		pthread_cond_signal(&pool->more);
	}
	pthread_mutex_unlock(&pool->lock);
	return taken;
}

void
pool_stop(struct pool *pool)
{
	size_t i;

	pthread_mutex_lock(&pool->lock);
	pool->stopping = true;
	pthread_cond_broadcast(&pool->more);
	pthread_mutex_unlock(&pool->lock);
	for (i = 0; i < pool->thread_count; i++)
		pthread_join(pool->threads[i], NULL);
}

void
pool_free(struct pool *pool)
{
	pthread_mutex_destroy(&pool->lock);
	pthread_cond_destroy(&pool->more);
	free(pool);
}
