/* SPDX-License-Identifier: Apache-2.0
 *
 * A form with files: the first line is the request's Content-Type, the rest its
 * body.  What is taken out lies inside what came, and no file holds the mark
 * that should have ended it.
 */
#include "base/utf8.h"
#include "domain/document.h"
#include "fuzz.h"
#include "server/route/multipart.h"

/* A part that goes on to the end of the form, as a careless reader has it. */
static void
forget_the_mark(struct multipart_part *part, const char *body, size_t len)
{
	if (part->filename)
		part->len = (size_t)(body + len - part->bytes);
}

static void
is_sound(const struct multipart_part *part, const char *type, const char *body, size_t len)
{
	const char *boundary = strcasestr(type, "boundary=");
	char mark[MULTIPART_BOUNDARY_MAX + 5];

	fuzz_claim(part->name && *part->name && utf8_valid(part->name, strlen(part->name)));
	fuzz_claim(!strpbrk(part->name, "\r\n"));
	fuzz_claim(part->len <= len);
	if (!part->filename) {
		fuzz_claim(strlen(part->bytes) == part->len && part->len <= MULTIPART_FIELD_MAX);
		fuzz_claim(utf8_valid(part->bytes, part->len));
		return;
	}
	fuzz_claim(utf8_valid(part->filename, strlen(part->filename)) && !strpbrk(part->filename, "\r\n\""));
	fuzz_claim(part->bytes >= body && part->bytes + part->len <= body + len);
	fuzz_claim(boundary);
	boundary += 9;
	boundary += *boundary == '"';
	snprintf(mark, sizeof(mark), "\r\n--%.*s", (int)strcspn(boundary, "\""), boundary);
	fuzz_claim(!memmem(part->bytes, part->len, mark, strlen(mark)));
}

static void
is_judged(const struct multipart_part *part)
{
	enum document_type type;
	const char *why;
	bool taken = document_is_taken(part->bytes, part->len, &type, &why);

	fuzz_claim(taken == (why == NULL));
	fuzz_claim(!taken || type != DOCUMENT_TYPE_NONE);
}

FUZZ_ONE(bytes, len)
{
	struct multipart_part parts[MULTIPART_PARTS_MAX];
	const char *end = len > 0 ? memchr(bytes, '\n', len) : NULL;
	struct arena arena = ARENA_INIT;
	struct err err = { .code = ERR_NONE };
	size_t count = 0;

	if (!end)
		return;
	char *type = fuzz_text(bytes, (size_t)(end - bytes));
	char *body = fuzz_text(end + 1, len - (size_t)(end + 1 - bytes));
	size_t body_len = len - (size_t)(end + 1 - bytes);
	if (multipart_split(type, body, body_len, &arena, parts, &count, &err)) {
		fuzz_claim(count <= MULTIPART_PARTS_MAX);
		for (size_t i = 0; i < count; i++) {
			if (fuzz_planted())
				forget_the_mark(&parts[i], body, body_len);
			is_sound(&parts[i], type, body, body_len);
			is_judged(&parts[i]);
		}
	} else {
		fuzz_claim(err.code != ERR_NONE);
	}
	arena_done(&arena);
	free(type);
	free(body);
}
