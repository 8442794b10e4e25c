/* SPDX-License-Identifier: Apache-2.0
 *
 * Conversations from a file of JSON lines: {"topic","turns":[{"role","text"}]}.
 */
#ifndef SAMPLE_TRANSCRIPT_H
#define SAMPLE_TRANSCRIPT_H

#include "base/arena.h"
#include "base/err.h"
#include "domain/interaction.h"

enum { TURNS_MAX = 200 };

struct turn_line {
	enum author_kind who;
	bool internal;
	bool is_event;
	const char *text;
};

struct transcript {
	const char *topic;
	struct turn_line *turns;
	size_t count;
};

/* Every line, in its order; a bad one is named by its number. */
bool transcripts_read(const char *file_name, struct arena *arena, struct transcript **ret,
	size_t *ret_count, struct err *err) must_use;

#endif
