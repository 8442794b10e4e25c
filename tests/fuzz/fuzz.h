/* SPDX-License-Identifier: Apache-2.0
 *
 * A fuzz target is one file: FUZZ_ONE(bytes, len) does with any bytes what the
 * program would, and claims what must hold of the result.  tests/fuzz/run
 * builds it with libFuzzer; the suite builds it with replay.c, which feeds it
 * its seeds and their mutations.
 */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

#define FUZZ_ONE(bytes, len)                                                    \
	static void fuzz_one(const char *(bytes), size_t(len));                 \
	int LLVMFuzzerTestOneInput(const uint8_t *input, size_t input_len)      \
	{                                                                       \
		fuzz_one((const char *)input, input_len);                       \
		return 0;                                                       \
	}                                                                       \
	static void fuzz_one(const char *(bytes), size_t(len))

/* Both drivers take an abort for a finding and keep the bytes. */
#define fuzz_claim(holds)                                                               \
	do {                                                                            \
		if (!(holds)) {                                                         \
			fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #holds); \
			abort();                                                        \
		}                                                                       \
	} while (0)

/* A defence left out on purpose: the drivers must then find something. */
static inline bool
fuzz_planted(void)
{
	static int planted = -1;

	if (planted < 0)
		planted = getenv("FUZZ_PLANTED") != NULL;
	return planted;
}

/* The bytes with an end, for what takes C strings; the caller frees it. */
static inline char *
fuzz_text(const char *bytes, size_t len)
{
	char *text = malloc(len + 1);

	if (!text)
		abort();
	if (len > 0)
		memcpy(text, bytes, len);
	text[len] = '\0';
	return text;
}

#endif
