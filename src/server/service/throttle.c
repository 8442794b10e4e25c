/* SPDX-License-Identifier: Apache-2.0
 *
 * Slows down guessing.  Counts live in memory, in a table of fixed size in
 * which the oldest give way.
 */
#include "config.h"

#include "server/service/throttle.h"

#include <pthread.h>

#include "base/clock.h"
#include "base/secret.h"
#include "base/str.h"
#include "server/limits.h"

enum { PROBES = 8 };

struct entry {
	uint64_t name; /* keyed hash of what is counted; 0: free */
	int failures;
	bool known;         /* account and address that have signed in together */
	int64_t touched_ms; /* monotonic */
	int64_t free_at_ms;
};

struct throttle {
	pthread_mutex_t lock;
	uint8_t key[SECRET_KEY_BYTES];
	struct entry entries[THROTTLE_ENTRIES];
};

struct throttle *
throttle_new(void)
{
	struct throttle *throttle = calloc(1, sizeof(*throttle));

	if (throttle == NULL)
		oom_exit();
	pthread_mutex_init(&throttle->lock, NULL);
	random_bytes(throttle->key, sizeof(throttle->key));
	return throttle;
}

void
throttle_free(struct throttle *throttle)
{
	pthread_mutex_destroy(&throttle->lock);
	free(throttle);
}

/* Keyed, so that nobody can choose names that push others out. */
static struct entry *
entry_of(struct throttle *throttle, char kind, const char *a, const char *b)
{
	char text[200];
	uint8_t tag[32];
	uint64_t name;
	int64_t now_ms = clock_mono_ms();
	struct entry *oldest = NULL;
	size_t i;

	snprintf(text, sizeof(text), "%c%.90s\n%.90s", kind, a, b);
	keyed_tag(tag, throttle->key, text, strlen(text));
	memcpy(&name, tag, sizeof(name));
	name |= 1;
	for (i = 0; i < PROBES; i++) {
		struct entry *entry = &throttle->entries[(name + i) % THROTTLE_ENTRIES];
		if (entry->name == name) {
			if (!entry->known && now_ms - entry->touched_ms > 1000LL * THROTTLE_FORGET_S)
				entry->failures = 0;
			entry->touched_ms = now_ms;
			return entry;
		}
		if (oldest == NULL || entry->touched_ms < oldest->touched_ms)
			oldest = entry;
	}
	memset(oldest, 0, sizeof(*oldest));
	oldest->name = name;
	oldest->touched_ms = now_ms;
	return oldest;
}

/* The count that an attempt on an account falls under. */
static struct entry *
account_entry(struct throttle *throttle, const char *account, const char *address)
{
	struct entry *pair = entry_of(throttle, 'p', account, address);

	return pair->known ? pair : entry_of(throttle, 'a', account, "");
}

static int
wait_of(const struct entry *entry, int64_t now_ms)
{
	return entry->free_at_ms > now_ms ? (int)((entry->free_at_ms - now_ms + 999) / 1000) : 0;
}

/* Beyond the free failures, tries come one at a time, each later than the last. */
static void
count_try(struct entry *entry, int64_t now_ms)
{
	int64_t wait_s = THROTTLE_FIRST_WAIT_S;
	int over = entry->failures - THROTTLE_FREE_FAILURES;

	entry->failures++;
	if (over < 0)
		return;
	while (over-- > 0 && wait_s < THROTTLE_MAX_WAIT_S)
		wait_s *= 2;
	if (wait_s > THROTTLE_MAX_WAIT_S)
		wait_s = THROTTLE_MAX_WAIT_S;
	entry->free_at_ms = now_ms + 1000 * wait_s;
}

int
throttle_wait_s(struct throttle *throttle, const char *account, const char *address)
{
	int64_t now_ms = clock_mono_ms();
	struct entry *by_account, *by_address;
	int wait_s, other_s;

	pthread_mutex_lock(&throttle->lock);
	by_account = account_entry(throttle, account, address);
	wait_s = wait_of(by_account, now_ms);
	by_address = entry_of(throttle, 'h', address, "");
	/* All of one machine come from "local"; its accounts are counted apart. */
	other_s = str_eq(address, "local") ? 0 : wait_of(by_address, now_ms);
	if (other_s > wait_s)
		wait_s = other_s;
	if (wait_s == 0) {
		/* Counted as failed until it has succeeded: many at once gain nothing. */
		count_try(by_account, now_ms);
		by_address->failures++;
	}
	pthread_mutex_unlock(&throttle->lock);
	return wait_s;
}

void
throttle_result(struct throttle *throttle, const char *account, const char *address, bool good)
{
	int64_t now_ms = clock_mono_ms();
	struct entry *by_address;

	pthread_mutex_lock(&throttle->lock);
	by_address = entry_of(throttle, 'h', address, "");
	if (good) {
		struct entry *pair = entry_of(throttle, 'p', account, address);
		struct entry *by_account = account_entry(throttle, account, address);
		by_account->failures = 0;
		by_account->free_at_ms = 0;
		pair->known = true;
		pair->failures = 0;
		pair->free_at_ms = 0;
		if (by_address->failures > 0)
			by_address->failures--;
	} else if (by_address->failures > 10 * THROTTLE_FREE_FAILURES) {
		/* An office shares one address: it takes many failures to slow it. */
		by_address->free_at_ms = now_ms + 1000 * THROTTLE_FIRST_WAIT_S;
	}
	pthread_mutex_unlock(&throttle->lock);
}
