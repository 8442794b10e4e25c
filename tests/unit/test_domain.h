/* SPDX-License-Identifier: Apache-2.0
 *
 * What the tests of domain/ share: the shipped programs, answers from text,
 * and dates that are easy to read.
 */
#ifndef TEST_DOMAIN_H
#define TEST_DOMAIN_H

#include "test_base.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "domain/program.h"

enum { TEST_FILE_MAX = 4 << 20 };

/* The text of a file, NULL where there is none. */
static inline char *
test_read_file(struct arena *arena, const char *path, size_t *ret_len)
{
	FILE *file = fopen(path, "rb");
	char *text;

	if (!file)
		return NULL;
	text = arena_alloc(arena, TEST_FILE_MAX + 1);
	*ret_len = fread(text, 1, TEST_FILE_MAX, file);
	fclose(file);
	return text;
}

static inline char *
test_program_text(struct arena *arena, const char *id, size_t *ret_len)
{
	const char *srcdir = getenv("srcdir");
	const char *path = arena_printf(arena, "%s/src/programs/%s.json", srcdir ? srcdir : "..", id);
	char *text = test_read_file(arena, path, ret_len);

	if (!text)
		fail_msg("there is no %s", path);
	return text;
}

static inline const struct program *
test_program(struct arena *arena, const char *id)
{
	struct err err = { 0 };
	struct program *program;
	size_t len = 0;
	char *text = test_program_text(arena, id, &len);

	if (!program_load(&program, arena, text, len, &err))
		fail_msg("%s: %s", id, err.detail);
	return program;
}

/* The caller frees it; quotes may be written as '. */
static inline struct json *
test_json(struct arena *arena, const char *text)
{
	char *copy = arena_strdup(arena, text);
	struct err err = { 0 };
	struct json *json;

	for (char *at = copy; *at; at++)
		if (*at == '\'')
			*at = '"';
	json = json_parse(copy, strlen(copy), &err);
	if (!json)
		fail_msg("%s: %s", copy, err.detail);
	return json;
}

static inline civil_date
test_date(const char *text)
{
	civil_date date;

	if (!date_from_text(text, &date))
		fail_msg("no date: %s", text);
	return date;
}

#define assert_date(date, expected)                                          \
	do {                                                                 \
		char text_[DATE_TEXT_MAX];                                   \
		assert_string_equal(date_to_text((date), text_), (expected)); \
	} while (0)

#endif
