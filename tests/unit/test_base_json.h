/* SPDX-License-Identifier: Apache-2.0
 *
 * What the tests of reading and of writing JSON share.
 */
#ifndef TEST_BASE_JSON_H
#define TEST_BASE_JSON_H

#include "test_base.h"

#include "base/json.h"

enum { JSON_TEST_MAX = 64 * 1024 * 1024 };

static inline struct json *
read_json(const char *text, struct err *err)
{
	*err = (struct err){ 0 };
	return json_parse(text, strlen(text), err);
}

/* Printing what was read gives the same compact text. */
static inline void
assert_reads_back(const char *text)
{
	struct buf out = BUF_INIT(JSON_TEST_MAX);
	struct err err;
	struct json *root = read_json(text, &err);

	if (!root)
		fail_msg("refused: %s (%s)", text, err.detail);
	json_print(&out, root);
	assert_string_equal(out.data, text);
	json_free(root);
	buf_done(&out);
}

#endif
