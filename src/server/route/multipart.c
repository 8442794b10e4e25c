/* SPDX-License-Identifier: Apache-2.0
 *
 * Splitting at the boundary, and the two headers of a part that count.
 */
#include "config.h"

#include "server/route/multipart.h"

#include <string.h>

#include "base/str.h"
#include "base/utf8.h"

/* What is left to read. */
struct reading {
	const char *at, *end;
	char mark[MULTIPART_BOUNDARY_MAX + 5]; /* CR LF "--" boundary */
	size_t mark_len;
	struct arena *arena;
};

static bool
refuse(struct err *err, const char *why)
{
	return err_set(err, ERR_BAD_REQUEST, "The form cannot be read: %s", why);
}

/* ---- the boundary ---- */

/* The value of "boundary", quoted or not; nothing may follow it. */
static bool
take_boundary(const char *type, struct reading *reading, struct err *err)
{
	static const char media[] = "multipart/form-data";
	static const char allowed[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'()+_,-./:=?";
	size_t len;
	bool quoted;

	if (type == NULL || strncasecmp(type, media, sizeof(media) - 1) != 0)
		return err_set(err, ERR_UNSUPPORTED_MEDIA_TYPE, "A form with files has to come as multipart/form-data.");
	type += sizeof(media) - 1;
	while (*type == ' ')
		type++;
	if (*type++ != ';')
		return refuse(err, "it names no boundary.");
	while (*type == ' ')
		type++;
	if (strncasecmp(type, "boundary=", 9) != 0)
		return refuse(err, "it names no boundary.");
	type += 9;
	quoted = *type == '"';
	type += quoted;
	len = strspn(type, allowed);
	if (len == 0 || len > MULTIPART_BOUNDARY_MAX || !str_eq(type + len, quoted ? "\"" : ""))
		return refuse(err, "its boundary is not one.");
	reading->mark_len = (size_t)snprintf(reading->mark, sizeof(reading->mark), "\r\n--%.*s", (int)len, type);
	return true;
}

static bool
takes(struct reading *reading, const char *text, size_t len)
{
	if ((size_t)(reading->end - reading->at) < len || memcmp(reading->at, text, len) != 0)
		return false;
	reading->at += len;
	return true;
}

/* ---- headers of a part ---- */

/* name="value" of a Content-Disposition; *at moves past it. */
static bool
take_parameter(const char **at, const char *name, const char **ret, struct arena *arena)
{
	size_t name_len = strlen(name), len;

	if (strncmp(*at, "; ", 2) != 0 || strncmp(*at + 2, name, name_len) != 0
	    || strncmp(*at + 2 + name_len, "=\"", 2) != 0)
		return false;
	const char *value = *at + 2 + name_len + 2;
	len = strcspn(value, "\"");
	if (value[len] != '"')
		return false;
	*ret = arena_strndup(arena, value, len);
	*at = value + len + 1;
	return true;
}

static bool
take_disposition(const char *line, struct multipart_part *part, struct arena *arena)
{
	static const char kind[] = "form-data";

	if (part->name != NULL || strncasecmp(line, kind, sizeof(kind) - 1) != 0)
		return false;
	line += sizeof(kind) - 1;
	if (!take_parameter(&line, "name", &part->name, arena) || part->name[0] == '\0')
		return false;
	if (*line != '\0' && !take_parameter(&line, "filename", &part->filename, arena))
		return false;
	return *line == '\0';
}

static bool
line_is_clean(const char *line, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if ((unsigned char)line[i] < ' ' || line[i] == 0x7f)
			return false;
	return utf8_valid(line, len);
}

static bool
take_headers(struct reading *reading, struct multipart_part *part, struct err *err)
{
	static const char disposition[] = "content-disposition: ";
	int count;

	for (count = 0; count <= MULTIPART_HEADERS_MAX; count++) {
		const char *end = memmem(reading->at, (size_t)(reading->end - reading->at), "\r\n", 2);
		size_t len = end != NULL ? (size_t)(end - reading->at) : 0;

		if (end == NULL || len > MULTIPART_LINE_MAX || !line_is_clean(reading->at, len))
			return refuse(err, "a part's header is not one.");
		const char *line = arena_strndup(reading->arena, reading->at, len);
		reading->at = end + 2;
		if (len == 0)
			return part->name != NULL || refuse(err, "a part has no name.");
		/* What the sender says of its type is not asked for. */
		if (strncasecmp(line, disposition, sizeof(disposition) - 1) == 0
		    && !take_disposition(line + sizeof(disposition) - 1, part, reading->arena))
			return refuse(err, "a part's name cannot be read.");
	}
	return refuse(err, "a part has too many headers.");
}

/* ---- parts ---- */

static bool
take_content(struct reading *reading, struct multipart_part *part, struct err *err)
{
	const char *end = memmem(reading->at, (size_t)(reading->end - reading->at), reading->mark, reading->mark_len);

	if (end == NULL)
		return refuse(err, "it ends before its last part does.");
	part->bytes = reading->at;
	part->len = (size_t)(end - reading->at);
	reading->at = end;
	if (part->filename != NULL)
		return true;
	if (part->len > MULTIPART_FIELD_MAX || memchr(part->bytes, '\0', part->len) != NULL
	    || !utf8_valid(part->bytes, part->len))
		return refuse(err, "a field is too long, or no text.");
	part->bytes = arena_strndup(reading->arena, part->bytes, part->len);
	return true;
}

bool
multipart_split(const char *type, const char *body, size_t len, struct arena *arena,
                struct multipart_part parts[MULTIPART_PARTS_MAX], size_t *ret_count, struct err *err)
{
	struct reading reading = { .at = body, .end = body + len, .arena = arena };
	size_t count = 0;

	if (!take_boundary(type, &reading, err))
		return false;
	/* The first boundary has no line break before it. */
	if (!takes(&reading, reading.mark + 2, reading.mark_len - 2))
		return refuse(err, "it does not begin with its boundary.");
	while (takes(&reading, "\r\n", 2)) {
		if (count == MULTIPART_PARTS_MAX)
			return refuse(err, "it has too many parts.");
		parts[count] = (struct multipart_part){ NULL, NULL, NULL, 0 };
		if (!take_headers(&reading, &parts[count], err) || !take_content(&reading, &parts[count], err))
			return false;
		count++;
		if (!takes(&reading, reading.mark, reading.mark_len))
			return refuse(err, "it ends before its last part does.");
	}
	if (!takes(&reading, "--", 2))
		return refuse(err, "its boundary is followed by something else.");
	(void)takes(&reading, "\r\n", 2);
	if (reading.at != reading.end)
		return refuse(err, "something follows its end.");
	*ret_count = count;
	return true;
}
