/* SPDX-License-Identifier: Apache-2.0
 *
 * The parts of a multipart/report: the one that tells, and the one that was
 * returned.  It comes from anywhere, so every line is bounded and nothing of
 * it is believed but a key that only this agency can have made.
 */
#include "server/channel/delivery_report.h"

#include <strings.h>

#include "base/str.h"

enum { BOUNDARY_MAX = 80, LINE_MAX_BYTES = 1000 };

/* A stretch of the text. */
struct span { const char *at; size_t len; };

/* The next line without its end; false at the end of the text. */
static bool
take_line(struct span *from, struct span *ret)
{
	const char *end = from->len ? memchr(from->at, '\n', from->len) : NULL;
	size_t len = end ? (size_t)(end - from->at) : from->len;

	if (from->len == 0)
		return false;
	*ret = (struct span) { from->at, len > 0 && from->at[len - 1] == '\r' ? len - 1 : len };
	len += end != NULL;
	from->at += len;
	from->len -= len;
	return true;
}

/* A header's value with its folded lines, cut where it is too long; from is
 * after the headers then.  The first of a name counts. */
static bool
take_header(struct span headers, const char *name, char out[LINE_MAX_BYTES])
{
	size_t name_len = strlen(name), used = 0;
	bool is_it = false;
	struct span line;

	out[0] = '\0';
	while (take_line(&headers, &line) && line.len > 0) {
		bool goes_on = line.at[0] == ' ' || line.at[0] == '\t';

		if (!goes_on && is_it)
			break;
		if (!goes_on) {
			is_it = line.len > name_len && line.at[name_len] == ':' &&
				strncasecmp(line.at, name, name_len) == 0;
			if (is_it)
				line = (struct span) { line.at + name_len + 1, line.len - name_len - 1 };
		}
		for (size_t i = 0; is_it && i < line.len && used + 1 < LINE_MAX_BYTES; i++)
			out[used++] = line.at[i] >= 0x20 && line.at[i] <= 0x7E ? line.at[i]
				: line.at[i] == '\t' ? ' ' : '?';
	}
	out[used] = '\0';
	return used > 0;
}

/* What is after the empty line. */
static struct span
body_of(struct span part)
{
	struct span line;

	while (take_line(&part, &line))
		if (line.len == 0)
			return part;
	return (struct span) { part.at, 0 };
}

static bool
is_type(const char *value, const char *type)
{
	value += strspn(value, " ");
	return strncasecmp(value, type, strlen(type)) == 0;
}

static bool
boundary_of(const char *content_type, char out[BOUNDARY_MAX])
{
	const char *at = strcasestr(content_type, "boundary=");
	size_t len;

	if (!at)
		return false;
	at += strlen("boundary=");
	if (*at == '"')
		len = strcspn(++at, "\"");
	else
		len = strcspn(at, "; ");
	if (len == 0 || len >= BOUNDARY_MAX)
		return false;
	memcpy(out, at, len);
	out[len] = '\0';
	return true;
}

/* The next part between two boundaries. */
static bool
take_part(struct span *from, const char *boundary, struct span *ret)
{
	size_t boundary_len = strlen(boundary);
	const char *begin = NULL;
	struct span line;

	for (struct span at = *from; take_line(&at, &line);) {
		bool is_boundary = line.len >= boundary_len + 2 && memcmp(line.at, "--", 2) == 0 &&
			memcmp(line.at + 2, boundary, boundary_len) == 0;

		if (!is_boundary)
			continue;
		if (begin) {
			*ret = (struct span) { begin, (size_t)(line.at - begin) };
			*from = (struct span) { line.at, from->len - (size_t)(line.at - from->at) };
			return true;
		}
		begin = at.at;
	}
	return false;
}

/* ---- the two parts ---- */

static void
read_status(struct delivery_report *ret, struct span fields)
{
	char action[LINE_MAX_BYTES], status[LINE_MAX_BYTES], diagnostic[LINE_MAX_BYTES];

	/* One of the groups is about the message, each further one about a recipient. */
	while (fields.len > 0 && !ret->is_failure) {
		(void)take_header(fields, "Action", action);
		(void)take_header(fields, "Status", status);
		(void)take_header(fields, "Diagnostic-Code", diagnostic);
		ret->is_failure = is_type(action, "failed");
		if (ret->is_failure)
			(void)snprintf(ret->why, sizeof(ret->why), "%s%s%s", status + strspn(status, " "),
				*diagnostic ? ": " : "", diagnostic + strspn(diagnostic, " "));
		fields = body_of(fields);
	}
}

static void
read_returned(struct delivery_report *ret, struct span headers)
{
	char id[LINE_MAX_BYTES];
	const char *begin, *end;

	if (*ret->key || !take_header(headers, "Message-ID", id))
		return;
	begin = strchr(id, '<');
	end = begin ? strchr(begin, '@') : NULL;
	if (end && (size_t)(end - begin - 1) < sizeof(ret->key))
		(void)snprintf(ret->key, sizeof(ret->key), "%.*s", (int)(end - begin - 1), begin + 1);
}

bool
address_key(char ret_key[REPORT_KEY_MAX], const char *address)
{
	static const char in_keys[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

	ret_key[0] = '\0';
	for (const char *at = strchr(address, '+'); at; at = strchr(at + 1, '+')) {
		size_t len = strspn(at + 1, in_keys);

		if (len == 0 || len >= REPORT_KEY_MAX || at[1 + len] != '@')
			continue;
		memcpy(ret_key, at + 1, len);
		ret_key[len] = '\0';
		return true;
	}
	return false;
}

/* As the mail server that hands it over says, before what the sender wrote. */
static void
read_to(struct delivery_report *ret, struct span headers)
{
	static const char *const names[] = { "X-Original-To", "Envelope-To", "Delivered-To", "To" };
	char value[LINE_MAX_BYTES];

	for (size_t i = 0; i < countof(names) && ret->to_key[0] == '\0'; i++)
		if (take_header(headers, names[i], value))
			(void)address_key(ret->to_key, value);
}

bool
delivery_report_read(struct delivery_report *ret, const char *text, size_t len)
{
	assert(ret && text);
	struct span whole = { text, len }, part;
	char type[LINE_MAX_BYTES], boundary[BOUNDARY_MAX];
	bool has_status = false;

	*ret = (struct delivery_report) { 0 };
	/* Some begin with the line that a mailbox file puts before each message. */
	if (len > 5 && memcmp(text, "From ", 5) == 0)
		(void)take_line(&whole, &part);
	if (!take_header(whole, "Content-Type", type) || !is_type(type, "multipart/report") ||
		!boundary_of(type, boundary))
		return false;
	read_to(ret, whole);
	whole = body_of(whole);
	while (take_part(&whole, boundary, &part)) {
		(void)take_header(part, "Content-Type", type);
		if (is_type(type, "message/delivery-status") || is_type(type, "message/global-delivery-status")) {
			has_status = true;
			read_status(ret, body_of(part));
		} else if (is_type(type, "message/") || is_type(type, "text/rfc822-headers")) {
			read_returned(ret, body_of(part));
		}
	}
	return has_status;
}
