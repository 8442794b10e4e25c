/* SPDX-License-Identifier: Apache-2.0
 *
 * Anything the world can do wrong: bool result plus struct err *, last
 * parameter, untouched on success.  Bugs are asserts; see style in README.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/base.h"

enum err_code {
	ERR_NONE,
#define ERR(id, wire, http, retryable, text) ERR_##id,
#include "base/errors.def"
#undef ERR
	ERR_COUNT
};

enum { ERR_FIELDS_MAX = 16, ERR_POINTER_MAX = 96, ERR_DETAIL_MAX = 240 };

/* One member of a request that cannot be accepted. */
struct err_field {
	char pointer[ERR_POINTER_MAX]; /* JSON pointer, "/reasons/0/code" */
	char code[40];                 /* required, too_long, unknown, ... */
	char detail[ERR_DETAIL_MAX];   /* a sentence */
};

struct err {
	enum err_code code;
	char detail[ERR_DETAIL_MAX]; /* what exactly, and what to do; may be shown */
	struct err_field fields[ERR_FIELDS_MAX];
	size_t field_count;
	/* version_conflict carries these (api.md section 1) */
	int64_t current_version;
	char changed_by[80];
	char changed_fields[160]; /* comma-separated */
	int64_t changed_at_ms;
	int retry_after_s; /* 0: none */
};

/* What goes wrong on this thread from here on is said through in_words, which
 * takes a format to that of another language; NULL: as it is written here. */
typedef const char *err_words(const char *fmt);
void err_speak(err_words *in_words);
/* A whole sentence, a msgid, as an err would say it. */
const char *err_said(const char *sentence);

/* Both return false always, so that "return err_set(...)" reads well, and take
 * a NULL err from a caller who does not ask why. A detail that is too long is
 * cut at a whole character; a field past ERR_FIELDS_MAX is dropped. */
bool err_set(struct err *err, enum err_code code, const char *fmt, ...) printf_like(3, 4);
/* Adds a field error and sets the code to VALIDATION_FAILED if it was none. */
bool err_field(struct err *err, const char *pointer, const char *code, const char *fmt, ...)
	printf_like(4, 5);

const char *err_wire(enum err_code code);  /* "version_conflict" */
const char *err_title(enum err_code code); /* untranslated msgid */
int err_http(enum err_code code);
bool err_retryable(enum err_code code);
/* ERR_INTERNAL for a code this program does not know. */
enum err_code err_from_wire(const char *wire);

#endif
