/* SPDX-License-Identifier: Apache-2.0
 *
 * Strict JSON.  Reading: one scan that refuses everything RFC 8259 refuses
 * and everything cJSON would silently change (duplicate names, U+0000, bad
 * UTF-8, trailing bytes, depth), then cJSON builds the tree.  Writing: into a
 * buf, no tree.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/buf.h"
#include "base/err.h"

enum {
	JSON_DEPTH_MAX = 32,
	JSON_BYTES_MAX = 16 * 1024 * 1024,
	JSON_VALUES_MAX = 256 * 1024 /* of a whole text: bounds the tree's memory */
};

/* 2^53 - 1: the largest integer that every reader of JSON keeps exactly. */
#define JSON_INT_MAX INT64_C(9007199254740991)

/* A parsed document or a part of one; parts are borrowed from the root. */
struct json; /* is a cJSON */

/* NULL and err on bad text; the detail names line and column (in characters).
 * MALFORMED_JSON: not JSON by RFC 8259, not UTF-8, half a surrogate pair, or
 * deeper than JSON_DEPTH_MAX. VALIDATION_FAILED: JSON, but with a name twice
 * in one object, U+0000, or a number that no double holds.
 * PAYLOAD_TOO_LARGE: past JSON_BYTES_MAX or JSON_VALUES_MAX. */
struct json *json_parse(const char *text, size_t len, struct err *err) must_use;
void json_free(struct json *root);

enum json_kind { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_TEXT, JSON_LIST, JSON_OBJECT };
enum json_kind json_kind(const struct json *value);

/* Absent members give NULL; all take NULL and answer as for absent. */
const struct json *json_get(const struct json *object, const char *name);
const struct json *json_first(const struct json *list_or_object);
const struct json *json_next(const struct json *value);
const char *json_name(const struct json *member); /* NULL in a list */
size_t json_count(const struct json *list_or_object);
const char *json_text(const struct json *value); /* NULL unless a text */
bool json_bool(const struct json *value, bool otherwise);
/* True only for a whole number within +-JSON_INT_MAX, written with digits
 * alone: not 1.0, not 1e3. Nothing is rounded. */
bool json_int(const struct json *value, int64_t *ret) must_use;
/* Writes any value back as compact JSON; numbers stay as they were written. */
void json_print(struct buf *out, const struct json *value);

/* ---- writing ---- */

struct json_out {
	struct buf *buf;
	int depth;
	uint64_t has_member; /* bit per depth: a comma is due */
};

#define JSON_OUT(buffer) { (buffer), 0, 0 }

void json_begin_object(struct json_out *out, const char *name);
void json_end_object(struct json_out *out);
/* Members follow of an object that stands in the buf already, not empty. */
void json_resume_object(struct json_out *out);
void json_begin_list(struct json_out *out, const char *name);
void json_end_list(struct json_out *out);
/* name is NULL inside a list or at the root. A NULL text writes null. */
void json_put_text(struct json_out *out, const char *name, const char *text);
void json_put_int(struct json_out *out, const char *name, int64_t value);
void json_put_bool(struct json_out *out, const char *name, bool value);
void json_put_null(struct json_out *out, const char *name);
/* Already JSON; the caller answers for it. */
void json_put_raw(struct json_out *out, const char *name, const char *json_text);

/* Members whose names are known beforehand, comma, quotes and colon laid out:
 * what writes thousands of them builds on these instead of json_put_*(). */
enum { JSON_LABEL_MAX = 32 };
struct json_label {
	char text[JSON_LABEL_MAX]; /* ,"name": */
	size_t len;
};
#define JSON_LABEL(name) { ",\"" name "\":", sizeof(",\"" name "\":") - 1 }

/* Where a value comes next that the caller writes into out->buf itself. */
void json_begin_value(struct json_out *out, const char *name);
static inline void json_add_label(struct buf *out, const struct json_label *label, bool first);
void json_add_int(struct buf *out, int64_t value);
/* "text" with quotes and escapes; C1 controls and DEL are escaped too, bad
 * bytes become U+FFFD. */
void json_quote(struct buf *out, const char *text, size_t len);
/* Of what is known to be plain ASCII: dates, words of our own. */
void json_quote_plain(struct buf *out, const char *text, size_t len);

static inline void
json_add_label(struct buf *out, const struct json_label *label, bool first)
{
	char *room = buf_room(out, JSON_LABEL_MAX);

	/* Always the whole field: a length known beforehand is two moves. */
	if (room && !first) {
		memcpy(room, label->text, JSON_LABEL_MAX);
		buf_wrote(out, label->len);
	} else {
		buf_add(out, label->text + first, label->len - first);
	}
}

#endif
