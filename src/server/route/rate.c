/* SPDX-License-Identifier: Apache-2.0
 *
 * A mark runs ahead of the clock, one step for each request; who has run too
 * far ahead waits for the clock.  One number holds it all (the leaky bucket as
 * a meter), so that no lock is needed.
 */
#include "config.h"

#include "server/route/rate.h"

#include <arpa/inet.h>
#include <time.h>

#include "base/secret.h"
#include "base/str.h"
#include "server/limits.h"

static const int64_t second_ns = 1000000000;

enum { HOUR_S = 3600 };

struct rates {
	int per_second;
	uint8_t key[SECRET_KEY_BYTES];
	/* Addresses that fall on one place share its rate; the key keeps anybody
	 * from choosing whose. */
	_Atomic int64_t marks[RATE_ADDRESSES];
	_Atomic int64_t leavings[RATE_LEAVINGS][RATE_ADDRESSES];
};

struct rates *
rates_new(int per_second)
{
	struct rates *rates = calloc(1, sizeof(*rates));

	if (rates == NULL)
		oom_exit();
	rates->per_second = per_second;
	random_bytes(rates->key, sizeof(rates->key));
	return rates;
}

void
rates_free(struct rates *rates)
{
	free(rates);
}

/* Seconds to wait; 0: it is counted. */
static int
count(_Atomic int64_t *mark, int64_t step_ns, int64_t most_ns)
{
	struct timespec clock;
	int64_t seen = atomic_load_explicit(mark, memory_order_relaxed);
	int64_t now_ns, next_ns;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &clock);
	now_ns = clock.tv_sec * second_ns + clock.tv_nsec;
	do {
		next_ns = (seen > now_ns ? seen : now_ns) + step_ns;
		if (next_ns - now_ns > most_ns)
			return (int)((next_ns - now_ns - most_ns + second_ns - 1) / second_ns);
	} while (!atomic_compare_exchange_weak_explicit(mark, &seen, next_ns, memory_order_relaxed,
	                                                memory_order_relaxed));
	return 0;
}

static bool
count_request(_Atomic int64_t *mark, int per_second, int burst_s, struct err *err)
{
	int wait_s = count(mark, second_ns / per_second, burst_s * second_ns);

	if (wait_s == 0)
		return true;
	err_set(err, ERR_RATE_LIMITED, "That is more than %d requests a second.", per_second);
	err->retry_after_s = wait_s;
	return false;
}

bool
rate_session(const struct rates *rates, _Atomic int64_t *mark, struct err *err)
{
	return rates->per_second == 0 || count_request(mark, rates->per_second, RATE_BURST_S, err);
}

/* Whoever has one address of IPv6 has its whole /64. */
static size_t
address_bytes(const char *address, uint8_t out[16])
{
	if (inet_pton(AF_INET6, address, out) == 1)
		return 8;
	if (inet_pton(AF_INET, address, out) == 1)
		return 4;
	return 0;
}

static uint32_t
place_of(const struct rates *rates, const char *address)
{
	uint8_t bytes[16], tag[32];
	size_t len = address_bytes(address, bytes);
	uint32_t place;

	keyed_tag(tag, rates->key, len > 0 ? (const char *)bytes : address, len > 0 ? len : strlen(address));
	memcpy(&place, tag, sizeof(place));
	return place % RATE_ADDRESSES;
}

bool
rate_stranger(struct rates *rates, const char *address, struct err *err)
{
	int per_second = (rates->per_second + RATE_STRANGER_SHARE - 1) / RATE_STRANGER_SHARE;

	return per_second == 0 || str_eq(address, "local") ||
	       count_request(&rates->marks[place_of(rates, address)], per_second, RATE_STRANGER_BURST_S, err);
}

bool
rate_leaving(struct rates *rates, enum rate_leaving what, const char *address, struct err *err)
{
	assert(what < RATE_LEAVINGS);
	static const int of_rate[] = { [RATE_FORM] = RATE_FORMS_AN_HOUR, [RATE_APPLICATION] = RATE_APPLICATIONS_AN_HOUR };
	int per_hour = rates->per_second * of_rate[what], wait_s;

	if (per_hour == 0 || str_eq(address, "local"))
		return true;
	wait_s = count(&rates->leavings[what][place_of(rates, address)], HOUR_S * second_ns / per_hour,
	               RATE_LEAVING_BURST_S * second_ns);
	if (wait_s == 0)
		return true;
	err_set(err, ERR_RATE_LIMITED, "That is more than %d an hour from one address.", per_hour);
	err->retry_after_s = wait_s;
	return false;
}
