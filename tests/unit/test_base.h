/* SPDX-License-Identifier: Apache-2.0
 *
 * What the tests of base/ share: cmocka with the headers it wants, a skip
 * that says why, and numbers that are random but the same in every run.
 */
#ifndef TEST_BASE_H
#define TEST_BASE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

/* The runner takes the reason from this line. */
#define skip_because(reason)                    \
	do {                                    \
		printf("# skipped: %s\n", (reason)); \
		fflush(stdout);                 \
		skip();                         \
	} while (0)

static inline uint64_t
test_random(uint64_t *seed)
{
	/* xorshift64*: good enough to wander with. */
	*seed ^= *seed >> 12;
	*seed ^= *seed << 25;
	*seed ^= *seed >> 27;
	return *seed * UINT64_C(2685821657736338717);
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define TEST_IS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define TEST_IS_SANITIZED 1
#endif
#endif
#ifndef TEST_IS_SANITIZED
#define TEST_IS_SANITIZED 0
#endif

#endif
