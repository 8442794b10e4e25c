/* SPDX-License-Identifier: Apache-2.0
 *
 * Slows down guessing.  What is asked often lives in memory, in a table of
 * fixed size in which the oldest give way; a throttle that is kept counts in
 * the store, too, and there is the last word.
 */
#include "config.h"

#include "server/service/throttle.h"

#include <pthread.h>

#include "base/clock.h"
#include "base/secret.h"
#include "base/str.h"
#include "server/limits.h"
#include "server/service/throttle_kept.h"

/* So many that a flood from thousands of addresses leaves a place for who is known. */
enum { PROBES = 16 };

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
	struct writer *writer; /* NULL: in memory alone */
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
throttle_share(struct throttle *throttle, const uint8_t key[SECRET_KEY_BYTES], const char *purpose,
               struct writer *writer)
{
	pthread_mutex_lock(&throttle->lock);
	keyed_tag(throttle->key, key, purpose, strlen(purpose));
	throttle->writer = writer;
	pthread_mutex_unlock(&throttle->lock);
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

/* Keyed, so that nobody can choose names that push others out. */
static uint64_t
name_of(const struct throttle *throttle, char kind, const char *a, const char *b)
{
	char text[200];
	uint8_t tag[32];
	uint64_t name;

	snprintf(text, sizeof(text), "%c%.90s\n%.90s", kind, a, b);
	keyed_tag(tag, throttle->key, text, strlen(text));
	memcpy(&name, tag, sizeof(name));
	return name | 1;
}

/* Where all
 * places are taken the least makes way, and of equals the oldest: names made
 * up to fill the table push out one another.  NULL: not there, and not made. */
static struct entry *
entry_of(struct throttle *throttle, char kind, const char *a, const char *b, bool make)
{
	uint64_t name = name_of(throttle, kind, a, b);
	int64_t now_ms = clock_mono_ms();
	struct entry *least = NULL;
	size_t i;

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
	int pause_s = throttle_pause_s(++entry->failures);

	if (pause_s > 0)
		entry->free_at_ms = now_ms + 1000LL * pause_s;
}

/* ---- what is kept ---- */

static struct throttle_names
names_of(const struct throttle *throttle, const char *account, const char *address)
{
	return (struct throttle_names){
		.pair = name_of(throttle, 'p', account, address),
		.account = name_of(throttle, 'a', account, ""),
		.address = name_of(throttle, 'h', address, ""),
		.is_local = str_eq(address, "local"),
	};
}

/* Real time there is monotonic time here. */
static void
take_row(struct entry *entry, const struct throttle_row *row, int64_t now_ms)
{
	int64_t left_ms = row->free_at_ms - clock_real_ms();

	entry->failures = (int)row->failures;
	entry->free_at_ms = row->free_at_ms > 0 && left_ms <= 1000LL * THROTTLE_MAX_WAIT_S ? now_ms + left_ms : 0;
}

static void
take_kept(struct throttle *throttle, const struct throttle_kept *kept, const char *account, const char *address)
{
	int64_t now_ms = clock_mono_ms();

	pthread_mutex_lock(&throttle->lock);
	struct entry *pair = entry_of(throttle, 'p', account, address, true);
	pair->known = kept->pair.known;
	take_row(pair, &kept->pair, now_ms);
	take_row(entry_of(throttle, 'a', account, "", true), &kept->account, now_ms);
	entry_of(throttle, 'h', address, "", true)->failures = (int)kept->address.failures;
	pthread_mutex_unlock(&throttle->lock);
}

static void
keep(struct throttle *throttle, enum throttle_act act, const char *account, const char *address)
{
	struct throttle_names names = names_of(throttle, account, address);

	if (throttle->writer && !throttle_keep(throttle->writer, act, &names, NULL))
		return; /* the server is stopping */
}

/* A name not met since the start may have been met before it, or elsewhere. */
static void
load(struct throttle *throttle, const char *account, const char *address)
{
	struct throttle_names names = names_of(throttle, account, address);
	struct throttle_kept kept;

	pthread_mutex_lock(&throttle->lock);
	bool met = entry_of(throttle, 'p', account, address, false) != NULL;
	pthread_mutex_unlock(&throttle->lock);
	if (!met && throttle_keep(throttle->writer, THROTTLE_LOAD, &names, &kept))
		take_kept(throttle, &kept, account, address);
}

/* ---- asking ---- */

/* counted: this try is the store's to count. */
static int
wait_in_memory(struct throttle *throttle, const char *account, const char *address, bool counted)
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
		if (wait_s == 0 && !counted) {
			/* Counted as failed until it has succeeded: many at once gain nothing. */
			count_try(by_account, now_ms);
			entry_of(throttle, 'h', address, "", true)->failures++;
		}
	}
	pthread_mutex_unlock(&throttle->lock);
	return wait_s;
}

int
throttle_wait_s(struct throttle *throttle, const char *account, const char *address)
{
	struct throttle_names names = names_of(throttle, account, address);
	struct throttle_kept kept;
	int wait_s;

	if (!throttle->writer)
		return wait_in_memory(throttle, account, address, false);
	load(throttle, account, address);
	wait_s = wait_in_memory(throttle, account, address, true);
	if (wait_s > 0)
		return wait_s;
	/* Committed before it is looked at: neither a restart nor another server
	 * gives it back.  Where nothing can be written memory does what it can. */
	if (!throttle_keep(throttle->writer, THROTTLE_TRY, &names, &kept))
		return wait_in_memory(throttle, account, address, false);
	take_kept(throttle, &kept, account, address);
	if (kept.wait_ms == 0)
		return 0;
	wait_s = wait_in_memory(throttle, account, address, true);
	return wait_s > 0 ? wait_s : (int)((kept.wait_ms + 999) / 1000);
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
		if (entry->failures > THROTTLE_ADDRESS_FAILURES)
			entry->free_at_ms = now_ms + 1000 * THROTTLE_FIRST_WAIT_S;
	}
	pthread_mutex_unlock(&throttle->lock);
	if (good)
		keep(throttle, THROTTLE_GOOD, account, address);
}

void
throttle_halfway(struct throttle *throttle, const char *account, const char *address)
{
	struct entry *entry;

	pthread_mutex_lock(&throttle->lock);
	entry = entry_of(throttle, 'h', address, "", true);
	if (entry->failures > 0)
		entry->failures--;
	pthread_mutex_unlock(&throttle->lock);
	keep(throttle, THROTTLE_HALFWAY, account, address);
}
