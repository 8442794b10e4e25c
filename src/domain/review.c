/* SPDX-License-Identifier: Apache-2.0
 *
 * The lot, and the table of errors.
 */
#include "domain/review.h"

#include "base/secret.h"
#include "base/words.h"

static_assert((int)REVIEW_HASH_BYTES == (int)SECRET_HASH_BYTES, "the log's own hash");

static const char *const texts[] = {
	"",
#define KIND(id, wire, text) text,
#include "domain/review_kinds.def"
#undef KIND
};
static_assert(countof(texts) == REVIEW_KIND_COUNT, "one row a kind");

int64_t
review_lot(int64_t seed, const uint8_t payload_hash[REVIEW_HASH_BYTES])
{
	assert(payload_hash);
	static const char domain[] = "caseload-review-1"; /* with its final NUL */
	uint8_t bytes[8], hash[SECRET_HASH_BYTES];
	struct sha256_state state;
	uint64_t number = 0;

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)((uint64_t)seed >> (8 * (sizeof(bytes) - 1 - i)));
	sha256_start(&state);
	sha256_add(&state, domain, sizeof(domain));
	sha256_add(&state, bytes, sizeof(bytes));
	sha256_add(&state, payload_hash, REVIEW_HASH_BYTES);
	sha256_end(&state, hash);
	for (size_t i = 0; i < sizeof(bytes); i++)
		number = number << 8 | hash[i];
	return (int64_t)(number % REVIEW_LOTS);
}

bool
review_is_drawn(int64_t lot, int64_t percent)
{
	assert(lot >= 0 && lot < REVIEW_LOTS);
	return lot < percent * REVIEW_LOTS_A_PERCENT;
}

const char *
review_kind_text(enum review_kind kind)
{
	assert(kind >= REVIEW_NO_KIND && kind < REVIEW_KIND_COUNT);
	return texts[kind];
}
