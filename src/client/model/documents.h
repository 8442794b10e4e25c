/* SPDX-License-Identifier: Apache-2.0
 *
 * What was sent in for one application, as a screen loads it for itself.
 */
#ifndef CLIENT_MODEL_DOCUMENTS_H
#define CLIENT_MODEL_DOCUMENTS_H

#include "base/arena.h"
#include "base/err.h"
#include "domain/document.h"

struct json;

struct document_rows {
	struct arena arena;
	struct document *at; /* oldest first */
	size_t count;
	bool loaded;
};

/* Zeroed memory is an empty list.  False with err: what came is no list of
 * documents, and what was there stays. */
bool document_rows_take(struct document_rows *rows, const struct json *json, struct err *err) must_use;
void document_rows_done(struct document_rows *rows);
/* NULL when there is none of that id. */
const struct document *document_rows_find(const struct document_rows *rows, const char *id);
/* The first of a requirement (NULL: of any) that nobody has looked at, else the newest; NULL: none. */
const struct document *document_rows_first(const struct document_rows *rows, const char *item_id);

/* A document's words out of the server's answer, and a link's path; in the
 * arena, NULL: there is none. */
const char *document_words_take(const struct json *json, struct arena *arena);
const char *document_path_take(const struct json *json, struct arena *arena);

#endif
