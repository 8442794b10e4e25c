/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of errors and the two ways to fill a struct err.
 */
#include "base/err.h"

#include <stdarg.h>

#include "base/str.h"

struct err_row {
	const char *wire;
	const char *title;
	int http;
	bool retryable;
};

static const struct err_row rows[] = {
	[ERR_NONE] = { "", "", 200, false },
#define ERR(id, wire, http, retryable, text) [ERR_##id] = { wire, text, http, retryable },
#include "base/errors.def"
#undef ERR
};

static_assert(countof(rows) == ERR_COUNT, "errors.def has a row for each code");

static const struct err_row *
row_of(enum err_code code)
{
	assert(code < ERR_COUNT);
	return &rows[code];
}

static _Thread_local err_words *speech;

void
err_speak(err_words *in_words)
{
	speech = in_words;
}

const char *
err_said(const char *sentence)
{
	return speech && !str_empty(sentence) ? speech(sentence) : sentence;
}

/* vsnprintf() cuts between bytes; a detail must not end in half a character. */
static void
detail_print(char *detail, size_t size, const char *fmt, va_list args)
{
	char whole[2 * ERR_DETAIL_MAX];

	vsnprintf(whole, sizeof(whole), err_said(fmt), args);
	str_copy(detail, size, whole);
}

bool
err_set(struct err *err, enum err_code code, const char *fmt, ...)
{
	assert(code > ERR_NONE && code < ERR_COUNT);
	if (!err)
		return false;

	va_list args;
	va_start(args, fmt);
	detail_print(err->detail, sizeof(err->detail), fmt, args);
	va_end(args);
	err->code = code;
	return false;
}

bool
err_field(struct err *err, const char *pointer, const char *code, const char *fmt, ...)
{
	if (!err)
		return false;
	if (err->code == ERR_NONE)
		err->code = ERR_VALIDATION_FAILED;
	if (err->field_count == ERR_FIELDS_MAX)
		return false;

	struct err_field *field = &err->fields[err->field_count++];
	str_copy(field->pointer, sizeof(field->pointer), pointer);
	str_copy(field->code, sizeof(field->code), code);

	va_list args;
	va_start(args, fmt);
	detail_print(field->detail, sizeof(field->detail), fmt, args);
	va_end(args);
	return false;
}

const char *
err_wire(enum err_code code)
{
	return row_of(code)->wire;
}

const char *
err_title(enum err_code code)
{
	return row_of(code)->title;
}

int
err_http(enum err_code code)
{
	return row_of(code)->http;
}

bool
err_retryable(enum err_code code)
{
	return row_of(code)->retryable;
}

enum err_code
err_from_wire(const char *wire)
{
	if (str_empty(wire))
		return ERR_INTERNAL;
	for (enum err_code code = ERR_NONE + 1; code < ERR_COUNT; code++) {
		if (str_eq(rows[code].wire, wire))
			return code;
	}
	return ERR_INTERNAL;
}
