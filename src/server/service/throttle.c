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
	/* Of an account: who was sent away and may come next, in order. */
	struct { uint64_t who; int64_t asked_ms; } line[THROTTLE_LINE];
	int line_count;
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

/* What would be lost with this entry. */
static int
worth_of(const struct entry *entry, int64_t now_ms)
{
	bool is_old = now_ms - entry->touched_ms > 1000LL * THROTTLE_FORGET_S;

	if (entry->known)
		return THROTTLE_FREE_FAILURES;
	return is_old ? 0 : entry->failures;
}

/* Keyed, so that nobody can choose names that push others out.  Where all
 * places are taken the least makes way, and of equals the oldest: names made
 * up to fill the table push out one another.  NULL: not there, and not made. */
static struct entry *
entry_of(struct throttle *throttle, char kind, const char *a, const char *b, bool make)
{
	char text[200];
	uint8_t tag[32];
	uint64_t name;
	int64_t now_ms = clock_mono_ms();
	struct entry *least = NULL;
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
		int order = least != NULL ? worth_of(entry, now_ms) - worth_of(least, now_ms) : -1;
		if (order < 0 || (order == 0 && entry->touched_ms < least->touched_ms))
			least = entry;
	}
	if (!make)
		return NULL;
	memset(least, 0, sizeof(*least));
	least->name = name;
	least->touched_ms = now_ms;
	return least;
}

/* The count that an attempt on an account falls under. */
static struct entry *
account_entry(struct throttle *throttle, const char *account, const char *address)
{
	struct entry *pair = entry_of(throttle, 'p', account, address, false);

	return pair != NULL && pair->known ? pair : entry_of(throttle, 'a', account, "", true);
}

static int
wait_of(const struct entry *entry, int64_t now_ms)
{
	return entry->free_at_ms > now_ms ? (int)((entry->free_at_ms - now_ms + 999) / 1000) : 0;
}

static void
line_drop(struct entry *entry, int place)
{
	entry->line_count--;
	memmove(&entry->line[place], &entry->line[place + 1],
	        (size_t)(entry->line_count - place) * sizeof(entry->line[0]));
}

/* Where this address stands in the line; behind everybody when it is not in it. */
static int
line_place(struct entry *entry, uint64_t who, int64_t now_ms)
{
	int place, found = -1;

	for (place = 0; place < entry->line_count; place++) {
		if (entry->line[place].who == who) {
			entry->line[place].asked_ms = now_ms;
			found = place;
		} else if (now_ms - entry->line[place].asked_ms > 1000LL * THROTTLE_LINE_FORGET_S) {
			line_drop(entry, place--);
		}
	}
	return found >= 0 ? found : entry->line_count;
}

/*
 * An account that is being guessed at takes one try per wait, and the guesser
 * asks without pause: the first to ask again would always be the guesser. So
 * whoever is sent away has a place in a line, and each place its turn.
 */
static int
line_wait(struct throttle *throttle, struct entry *entry, const char *address, int64_t now_ms)
{
	uint8_t tag[32];
	uint64_t who;
	int place;
	int64_t turn_ms;

	if (entry->free_at_ms == 0)
		return 0;
	keyed_tag(tag, throttle->key, address, strlen(address));
	memcpy(&who, tag, sizeof(who));
	place = line_place(entry, who, now_ms);
	turn_ms = entry->free_at_ms + 1000LL * THROTTLE_TURN_S * place;
	if (turn_ms <= now_ms) {
		if (place < entry->line_count)
			line_drop(entry, place);
		return 0;
	}
	if (place == entry->line_count && place < THROTTLE_LINE) {
		entry->line[place].who = who;
		entry->line[place].asked_ms = now_ms;
		entry->line_count++;
	}
	return (int)((turn_ms - now_ms + 999) / 1000);
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
	struct entry *by_account;
	int wait_s;

	pthread_mutex_lock(&throttle->lock);
	/* All of one machine come from "local"; its accounts are counted apart.
	 * Who has to wait by address writes nothing more into the table. */
	wait_s = wait_of(entry_of(throttle, 'h', address, "", true), now_ms);
	if (wait_s == 0 || str_eq(address, "local")) {
		by_account = account_entry(throttle, account, address);
		wait_s = line_wait(throttle, by_account, address, now_ms);
		if (wait_s == 0) {
			/* Counted as failed until it has succeeded: many at once gain nothing. */
			count_try(by_account, now_ms);
			entry_of(throttle, 'h', address, "", true)->failures++;
		}
	}
	pthread_mutex_unlock(&throttle->lock);
	return wait_s;
}

void
throttle_result(struct throttle *throttle, const char *account, const char *address, bool good)
{
	int64_t now_ms = clock_mono_ms();
	struct entry *entry;

	pthread_mutex_lock(&throttle->lock);
	if (good) {
		entry = account_entry(throttle, account, address);
		entry->failures = 0;
		entry->free_at_ms = 0;
		entry->line_count = 0;
		entry = entry_of(throttle, 'p', account, address, true);
		entry->known = true;
		entry->failures = 0;
		entry->free_at_ms = 0;
		entry = entry_of(throttle, 'h', address, "", true);
		if (entry->failures > 0)
			entry->failures--;
	} else {
		/* An office shares one address: it takes many failures to slow it. */
		entry = entry_of(throttle, 'h', address, "", true);
		if (entry->failures > 10 * THROTTLE_FREE_FAILURES)
			entry->free_at_ms = now_ms + 1000 * THROTTLE_FIRST_WAIT_S;
	}
	pthread_mutex_unlock(&throttle->lock);
}

void
throttle_halfway(struct throttle *throttle, const char *address)
{
	struct entry *entry;

	pthread_mutex_lock(&throttle->lock);
	entry = entry_of(throttle, 'h', address, "", true);
	if (entry->failures > 0)
		entry->failures--;
	pthread_mutex_unlock(&throttle->lock);
}
