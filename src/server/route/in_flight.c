/* SPDX-License-Identifier: Apache-2.0
 *
 * The idempotency keys whose writes are being carried out at this moment.
 */
#include "config.h"

#include "server/route/in_flight.h"

#include <pthread.h>

enum { IN_FLIGHT_BUCKETS = 256 };

struct in_flight {
	pthread_mutex_t lock;
	struct in_flight_key *buckets[IN_FLIGHT_BUCKETS];
};

struct in_flight *
in_flight_new(void)
{
	struct in_flight *all = calloc(1, sizeof(*all));

	if (all == NULL)
		oom_exit();
	pthread_mutex_init(&all->lock, NULL);
	return all;
}

void
in_flight_free(struct in_flight *all)
{
	pthread_mutex_destroy(&all->lock);
	free(all);
}

static struct in_flight_key **
bucket_of(struct in_flight *all, const struct in_flight_key *key)
{
	uint32_t hash = 2166136261U;
	const char *at;

	for (at = key->key; *at != '\0'; at++)
		hash = (hash ^ (unsigned char)*at) * 16777619U;
	return &all->buckets[hash % IN_FLIGHT_BUCKETS];
}

bool
in_flight_add(struct in_flight *all, struct in_flight_key *key)
{
	struct in_flight_key **bucket = bucket_of(all, key);
	struct in_flight_key *other;

	pthread_mutex_lock(&all->lock);
	for (other = *bucket; other != NULL; other = other->next)
		if (strcmp(other->key, key->key) == 0 && strcmp(other->actor_id, key->actor_id) == 0)
			break;
	if (other == NULL) {
		key->next = *bucket;
		*bucket = key;
	}
	pthread_mutex_unlock(&all->lock);
	return other == NULL;
}

void
in_flight_remove(struct in_flight *all, struct in_flight_key *key)
{
	struct in_flight_key **at = bucket_of(all, key);

	pthread_mutex_lock(&all->lock);
	while (*at != NULL && *at != key)
		at = &(*at)->next;
	if (*at != NULL)
		*at = key->next;
	pthread_mutex_unlock(&all->lock);
}
