/* SPDX-License-Identifier: Apache-2.0
 *
 * The strict JSON reader: what it accepts is small, flat, UTF-8, and says the
 * same after a round through the writer.
 */
#include <cjson/cJSON.h>

#include "base/json.h"
#include "base/utf8.h"
#include "fuzz.h"

static int
depth_of(const struct json *value)
{
	int deepest = 0;

	for (const struct json *at = json_first(value); at; at = json_next(at)) {
		int depth = depth_of(at);
		if (depth > deepest)
			deepest = depth;
	}
	enum json_kind kind = json_kind(value);
	return deepest + (kind == JSON_LIST || kind == JSON_OBJECT);
}

static void
no_name_twice(const struct json *value)
{
	for (const struct json *at = json_first(value); at; at = json_next(at)) {
		if (json_name(at))
			fuzz_claim(json_get(value, json_name(at)) == at);
		no_name_twice(at);
	}
}

/* What the library alone would let through. */
static struct json *
parse(const char *text, size_t len, struct err *err)
{
	if (fuzz_planted())
		return (struct json *)cJSON_ParseWithLength(text, len);
	return json_parse(text, len, err);
}

FUZZ_ONE(bytes, len)
{
	struct err err = { .code = ERR_NONE };
	struct buf once = BUF_INIT(JSON_BYTES_MAX), twice = BUF_INIT(JSON_BYTES_MAX);
	struct json *first = parse(bytes, len, &err);

	if (first) {
		fuzz_claim(utf8_valid(bytes, len) && !memchr(bytes, '\0', len));
		fuzz_claim(depth_of(first) <= JSON_DEPTH_MAX);
		no_name_twice(first);
		json_print(&once, first);
		struct json *second = json_parse(once.data, once.len, &err);
		fuzz_claim(second != NULL);
		json_print(&twice, second);
		fuzz_claim(once.len == twice.len && memcmp(once.data, twice.data, once.len) == 0);
		json_free(second);
	} else if (!fuzz_planted()) {
		fuzz_claim(err.code != ERR_NONE);
	}
	json_free(first);
	buf_done(&once);
	buf_done(&twice);
}
