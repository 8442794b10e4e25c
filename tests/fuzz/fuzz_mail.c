/* SPDX-License-Identifier: Apache-2.0
 *
 * What is written as an e-mail: an address, a subject and a body, with U+0000
 * between them, which no text kept here has.  The message goes the whole way,
 * through libcurl's conversation and its dots, and what arrives is read back:
 * headers that are ours alone, and within them and below them what was meant.
 */
#include <unistd.h>

#include "base/mail_header.h"
#include "base/safe_text.h"
#include "base/secret.h"
#include "base/utf8.h"
#include "fuzz.h"
#include "server/job/mail_post.h"
#include "server/service/mail.h"
#include "server/store/mail.h"

enum {
	CLEAN_MAX = 1 << 20, ARRIVED_MAX = 1 << 20,
	SUBJECT_MAX = 500,    /* as the service writes them */
	LINE_MOST = 998,      /* RFC 5322 2.1.1 */
	WORD_MOST = 75,       /* RFC 2047 2 */
	CODED_LINE_MOST = 76, /* RFC 2045 6.7 */
	HEADERS = 9,          /* of every message, no more and no fewer */
	BOUNDARY_MAX = 70     /* RFC 2046 5.1.1 */
};

static const char word_start[] = "=?UTF-8?B?";

static char folder[200], file[220];
static struct mail_way way;
static CURL *curl;

/* Each message is forced to the disk where it counts; here none outlives its reading. */
int
fsync(int fd)
{
	(void)fd;
	return 0;
}

static void
tidy(void)
{
	(void)unlink(file);
	(void)rmdir(folder);
	curl_easy_cleanup(curl);
	mail_way_close(&way);
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *tmp = getenv("TMPDIR");
	struct mail_options options = { .from = "notices@agency.example", .dir = folder, .timeout_s = 30 };
	struct err err = { .code = ERR_NONE };

	(void)argc;
	(void)argv;
	snprintf(folder, sizeof folder, "%.150s/fuzz-mail-XXXXXX", tmp ? tmp : "/tmp");
	if (!secret_init() || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || !mkdtemp(folder) ||
		!mail_way_open(&way, &options, &err))
		abort();
	snprintf(file, sizeof file, "%s/m.eml", folder);
	curl = curl_easy_init();
	if (!curl)
		abort();
	atexit(tidy);
	return 0;
}

/* ---- a header's text ---- */

static bool
is_printable(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] < 0x20 || text[i] > 0x7E)
			return false;
	return true;
}

/* What a reader shows for a header: encoded words with the folds between them, or plain text. */
static void
read_header(struct buf *out, const char *text)
{
	if (strncmp(text, word_start, strlen(word_start)) != 0) {
		fuzz_claim(!strstr(text, "=?"));
		buf_puts(out, text);
		return;
	}
	while (*text) {
		const char *start = text + strlen(word_start), *end = strstr(start, "?=");
		uint8_t bytes[WORD_MOST];
		size_t len;

		fuzz_claim(strncmp(text, word_start, strlen(word_start)) == 0 && end);
		fuzz_claim(end + 2 - text <= WORD_MOST);
		fuzz_claim(base64_bytes(bytes, sizeof bytes, &len, start, (size_t)(end - start)));
		/* Each is decoded by itself. */
		fuzz_claim(len > 0 && utf8_valid((const char *)bytes, len));
		buf_add(out, bytes, len);
		text = end + 2;
		if (*text) {
			fuzz_claim(strncmp(text, "\r\n ", 3) == 0);
			text += 3;
		}
	}
}

static void
stays_a_header(const char *header)
{
	for (const char *line = header; line;) {
		const char *end = strstr(line, "\r\n");
		size_t len = end ? (size_t)(end - line) : strlen(line);

		fuzz_claim(is_printable(line, len));
		fuzz_claim(len + strlen("Subject: ") <= LINE_MOST);
		fuzz_claim(!end || end[2] == ' ');
		/* A line of blanks alone would end the headers for some readers. */
		fuzz_claim(line == header || len > 1);
		line = end ? end + 2 : NULL;
	}
}

static void
header(const char *text)
{
	struct buf clean = BUF_INIT(CLEAN_MAX), out = BUF_INIT(CLEAN_MAX), shown = BUF_INIT(CLEAN_MAX);

	mail_line(&clean, text);
	if (fuzz_planted())
		buf_puts(&out, text); /* as it came */
	else
		mail_header(&out, text);
	stays_a_header(out.data);
	read_header(&shown, out.data);
	/* Nobody writes so long a one: then it is its beginning. */
	fuzz_claim(shown.len == clean.len || (shown.len < clean.len && shown.len > 3000));
	fuzz_claim(memcmp(shown.data, clean.data, shown.len) == 0);
	buf_done(&clean);
	buf_done(&out);
	buf_done(&shown);
}

/* ---- a body's text, an address ---- */

static void
body(const char *text)
{
	struct buf out = BUF_INIT(CLEAN_MAX);

	mail_text(&out, text);
	fuzz_claim(buf_ok(&out) && utf8_valid(out.data, out.len));
	for (size_t i = 0; i < out.len; i++) {
		unsigned char byte = (unsigned char)out.data[i];

		fuzz_claim(byte != '\n' || (i > 0 && out.data[i - 1] == '\r'));
		fuzz_claim(byte != '\r' || out.data[i + 1] == '\n');
		fuzz_claim(byte >= 0x20 || strchr("\r\n\t", byte));
	}
	buf_done(&out);
}

static void
address(const char *text)
{
	const char *at = strchr(text, '@');

	if (!mail_address_fits(text))
		return;
	fuzz_claim(at && !strchr(at + 1, '@') && strlen(text) <= MAIL_ADDRESS_MAX);
	fuzz_claim(is_printable(text, strlen(text)) && !strpbrk(text, " <>()[]\\,;:\""));
	fuzz_claim(*text != '-' && *text != '.' && at[1] && at[1] != '-' && !strstr(text, ".."));
}

/* ---- the message, as it arrives ---- */

static void
read_file(struct buf *out)
{
	FILE *in = fopen(file, "rb");
	char *room = buf_grow(out, ARRIVED_MAX - 1);

	fuzz_claim(in && room);
	out->len = fread(room, 1, ARRIVED_MAX - 1, in);
	out->data[out->len] = '\0';
	fclose(in);
}

/* The text of the first header of a name, its folds as they are; NULL: none. */
static char *
header_of(char *headers, const char *name)
{
	size_t len = strlen(name);

	for (char *line = headers; line; line = strstr(line, "\r\n"), line = line ? line + 2 : NULL)
		if (strncmp(line, name, len) == 0 && strncmp(line + len, ": ", 2) == 0) {
			char *end = line + len + 2;

			while ((end = strstr(end, "\r\n")) && end[2] == ' ')
				end += 2;
			return strndup(line + len + 2, end ? (size_t)(end - line) - len - 2 : strlen(line + len + 2));
		}
	return NULL;
}

/* The one part of the message, cut free of what is around it. */
static char *
part_of(const char *headers, char *rest)
{
	static const char type[] = "Content-Type: multipart/mixed; boundary=";
	static const char part[] = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n";
	char mark[BOUNDARY_MAX + 3];
	const char *at = strstr(headers, type);

	fuzz_claim(at);
	at += strlen(type);
	fuzz_claim(strcspn(at, "\r") <= BOUNDARY_MAX);
	snprintf(mark, sizeof mark, "--%.*s", (int)strcspn(at, "\r"), at);
	fuzz_claim(strncmp(rest, mark, strlen(mark)) == 0 && strncmp(rest + strlen(mark), "\r\n", 2) == 0);
	rest += strlen(mark) + 2;
	fuzz_claim(strncmp(rest, part, strlen(part)) == 0);
	rest += strlen(part);
	/* The next is the last, at a line's beginning. */
	char *end = strstr(rest, mark);
	fuzz_claim(end && end - rest >= 2 && end[-2] == '\r' && end[-1] == '\n');
	fuzz_claim(strcmp(end + strlen(mark), "--\r\n") == 0);
	end[-2] = '\0';
	return rest;
}

/* Quoted-printable, read by its own rules (RFC 2045 6.7). */
static void
decode(struct buf *out, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\r");

		fuzz_claim(len <= CODED_LINE_MOST);
		fuzz_claim(text[len] == '\0' || text[len + 1] == '\n');
		/* Blanks at an end are what some mail servers take away. */
		fuzz_claim(len == 0 || (text[len - 1] != ' ' && text[len - 1] != '\t'));
		for (size_t i = 0; i < len;) {
			uint8_t byte;
			char hex[3] = { text[i + 1 < len ? i + 1 : i], text[i + 2 < len ? i + 2 : i], '\0' };

			fuzz_claim(text[i] == '\t' || is_printable(text + i, 1));
			if (text[i] != '=') {
				buf_putc(out, text[i++]);
			} else if (i + 1 == len) {
				i++;
			} else {
				fuzz_claim(hex_bytes(&byte, 1, hex));
				buf_putc(out, (char)byte);
				i += 3;
			}
		}
		if (text[len] && (len == 0 || text[len - 1] != '='))
			buf_puts(out, "\r\n");
		text += text[len] ? len + 2 : len;
	}
}

static void
has_our_headers(char *headers, const char *to, const char *subject)
{
	struct buf clean = BUF_INIT(CLEAN_MAX), shown = BUF_INIT(CLEAN_MAX);
	char *found_to = header_of(headers, "To"), *found_subject = header_of(headers, "Subject");
	int count = 1;

	fuzz_claim(is_printable(headers, strcspn(headers, "\r")));
	for (const char *line = headers; (line = strstr(line, "\r\n")); line += 2) {
		fuzz_claim(strcspn(line + 2, "\r\n") <= LINE_MOST && line[2] != '\r' && line[2] != '\n');
		count += line[2] != ' ' && line[2] != '\t';
	}
	fuzz_claim(count == HEADERS);
	fuzz_claim(found_to && found_to[0] == '<' && strncmp(found_to + 1, to, strlen(to)) == 0);
	fuzz_claim(strcmp(found_to + 1 + strlen(to), ">") == 0);
	mail_line(&clean, subject);
	/* libcurl takes blanks off a header's beginning. */
	read_header(&shown, found_subject ? found_subject : "");
	const char *meant = clean.data + strspn(clean.data, " ");
	fuzz_claim(strcmp(shown.data + strspn(shown.data, " "), meant) == 0);
	free(found_to);
	free(found_subject);
	buf_done(&clean);
	buf_done(&shown);
}

static void
arrives(const char *to, const char *subject, const char *text)
{
	struct mail_row row = { .id = "m", .language = "es", .subject = subject, .body = text, .address = to,
		                .created_at_ms = 1750000000000 };
	struct buf arrived = BUF_INIT(ARRIVED_MAX), meant = BUF_INIT(CLEAN_MAX), read = BUF_INIT(CLEAN_MAX);
	struct mail_post *post = mail_post_new(curl, &way, &row, "m.0123456789abcdef", true);

	fuzz_claim(mail_post_send(post) == MAIL_TAKEN);
	mail_post_free(post);
	read_file(&arrived);
	fuzz_claim(strlen(arrived.data) == arrived.len);
	char *end = strstr(arrived.data, "\r\n\r\n");
	fuzz_claim(end);
	*end = '\0';
	has_our_headers(arrived.data, to, subject);
	decode(&read, part_of(arrived.data, end + 4));
	mail_text(&meant, text);
	fuzz_claim(read.len == meant.len && memcmp(read.data, meant.data, meant.len) == 0);
	buf_done(&arrived);
	buf_done(&meant);
	buf_done(&read);
}

/* The part up to the next U+0000 or the end. */
static char *
take_text(const char **bytes, size_t *len)
{
	const char *end = *len > 0 ? memchr(*bytes, '\0', *len) : NULL;
	size_t used = end ? (size_t)(end - *bytes) : *len;
	char *text = fuzz_text(*bytes, used);

	used += end != NULL;
	*bytes += used;
	*len -= used;
	return text;
}

FUZZ_ONE(bytes, len)
{
	char *to = take_text(&bytes, &len), *subject = take_text(&bytes, &len), *text = take_text(&bytes, &len);

	address(to);
	header(subject);
	body(text);
	if (strlen(subject) < SUBJECT_MAX)
		arrives(mail_address_fits(to) ? to : "a.b@c.example", subject, text);
	free(to);
	free(subject);
	free(text);
}
