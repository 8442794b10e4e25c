/* SPDX-License-Identifier: Apache-2.0
 *
 * A scan of valid JSON that only counts lines and follows one pointer.  Names
 * with escapes are compared as they are written: program files have none.
 */
#include "domain/json_line.h"

#include <string.h>

struct scan {
	const char *at;
	const char *end;
	int line;
};

static void
skip_space(struct scan *scan)
{
	for (; scan->at < scan->end; scan->at++) {
		if (*scan->at == '\n')
			scan->line++;
		else if (*scan->at != ' ' && *scan->at != '\t' && *scan->at != '\r')
			return;
	}
}

/* Stands on a quote; leaves at just behind the closing one. */
static void
skip_text(struct scan *scan)
{
	for (scan->at++; scan->at < scan->end && *scan->at != '"'; scan->at++)
		if (*scan->at == '\\')
			scan->at++;
	if (scan->at < scan->end)
		scan->at++;
}

static void
skip_value(struct scan *scan)
{
	int depth = 0;

	do {
		skip_space(scan);
		if (scan->at >= scan->end)
			return;
		switch (*scan->at) {
		case '{':
		case '[':
			depth++;
			scan->at++;
			break;
		case '}':
		case ']':
			depth--;
			scan->at++;
			break;
		case '"':
			skip_text(scan);
			break;
		case ',':
		case ':':
			scan->at++;
			break;
		default:
			while (scan->at < scan->end && !strchr(" \t\r\n,:]}", *scan->at))
				scan->at++;
			break;
		}
		if (depth > 0)
			skip_space(scan);
	} while (depth > 0);
}

static bool
token_is(const char *name, size_t name_len, const char *token, size_t token_len)
{
	return name_len == token_len && memcmp(name, token, token_len) == 0;
}

/* From just behind '{' or '[' to the value of token; false when there is none. */
static bool
enter(struct scan *scan, bool is_object, const char *token, size_t token_len)
{
	char digits[24];

	for (size_t index = 0;; index++) {
		const char *name;
		size_t name_len;

		skip_space(scan);
		if (scan->at >= scan->end || *scan->at == '}' || *scan->at == ']')
			return false;
		if (is_object) {
			name = scan->at + 1;
			skip_text(scan);
			name_len = (size_t)(scan->at - name) - 1;
			skip_space(scan);
			scan->at++; /* the colon */
		} else {
			name_len = (size_t)snprintf(digits, sizeof(digits), "%zu", index);
			name = digits;
		}
		skip_space(scan);
		if (token_is(name, name_len, token, token_len))
			return true;
		skip_value(scan);
		skip_space(scan);
		if (scan->at < scan->end && *scan->at == ',')
			scan->at++;
	}
}

int
json_pointer_line(const char *text, size_t len, const char *pointer)
{
	struct scan scan = { text, text + len, 1 };

	skip_space(&scan);
	while (*pointer == '/') {
		struct scan before = scan;
		size_t token_len = strcspn(++pointer, "/");
		bool is_object;

		if (scan.at >= scan.end || (*scan.at != '{' && *scan.at != '['))
			break;
		is_object = *scan.at++ == '{';
		if (!enter(&scan, is_object, pointer, token_len)) {
			scan = before;
			break;
		}
		pointer += token_len;
	}
	return scan.line;
}
