/* SPDX-License-Identifier: Apache-2.0
 *
 * What came back: a report of a mail server, which anybody may have written.
 * The bytes once are the whole of it, and once the words for people inside a
 * report that is else in order, where nothing of them counts.
 */
#include <ctype.h>

#include "base/buf.h"
#include "fuzz.h"
#include "server/channel/delivery_report.h"

enum { WHOLE_MAX = 1 << 20 };

#define MARK "q7Zk-9vLw_2=xT"

static void
is_plain(const char *text, size_t size)
{
	size_t len = strnlen(text, size);

	fuzz_claim(len < size);
	for (size_t i = 0; i < len; i++)
		fuzz_claim(text[i] >= 0x20 && text[i] <= 0x7E);
}

/* The text with its lines joined, as folded headers are, in ASCII. */
static char *
joined(const char *bytes, size_t len, size_t *ret_len)
{
	char *out = fuzz_text(bytes, len);
	size_t used = 0;

	for (size_t i = 0; i < len; i++) {
		bool ends = bytes[i] == '\n' || (bytes[i] == '\r' && (i + 1 == len || bytes[i + 1] == '\n'));

		if (!ends)
			out[used++] = bytes[i] == '\t' ? ' ' : bytes[i] >= 0x20 && bytes[i] <= 0x7E ? bytes[i] : '?';
	}
	*ret_len = used;
	return out;
}

static bool
has(const char *text, size_t len, const char *before, const char *key)
{
	char whole[REPORT_KEY_MAX + 2];
	int wanted = snprintf(whole, sizeof whole, "%s%s@", before, key);

	return memmem(text, len, whole, (size_t)wanted) != NULL;
}

static bool
has_word(const char *text, size_t len, const char *word)
{
	size_t word_len = strlen(word);

	for (size_t i = 0; i + word_len <= len; i++)
		if (strncasecmp(text + i, word, word_len) == 0)
			return true;
	return false;
}

/* Nothing is told that is not in there. */
static void
is_sound(const struct delivery_report *report, bool is_report, const char *bytes, size_t len)
{
	size_t flat_len;
	char *flat = joined(bytes, len, &flat_len);

	is_plain(report->key, sizeof report->key);
	is_plain(report->to_key, sizeof report->to_key);
	is_plain(report->why, sizeof report->why);
	fuzz_claim(!strchr(report->key, '@') && !strpbrk(report->to_key, "@+<> "));
	fuzz_claim(!*report->key || has(flat, flat_len, "<", report->key));
	fuzz_claim(!*report->to_key || has(flat, flat_len, "+", report->to_key));
	if (is_report)
		fuzz_claim(has_word(flat, flat_len, "multipart/report") && has_word(flat, flat_len, "delivery-status"));
	if (report->is_failure)
		fuzz_claim(is_report && has_word(flat, flat_len, "action:") && has_word(flat, flat_len, "failed"));
	fuzz_claim(report->is_failure || !*report->why);
	free(flat);
}

static bool
is_same(const struct delivery_report *a, const struct delivery_report *b)
{
	return a->is_failure == b->is_failure && strcmp(a->key, b->key) == 0 &&
		strcmp(a->to_key, b->to_key) == 0 && strcmp(a->why, b->why) == 0;
}

/* With either end of a line the same: a pipe may change them. */
static void
with_bare_ends(const struct delivery_report *report, const char *bytes, size_t len)
{
	char *bare = fuzz_text(bytes, len);
	struct delivery_report again;
	size_t used = 0;

	for (size_t i = 0; i < len; i++) {
		if (bytes[i] != '\r') {
			bare[used++] = bytes[i];
		} else if (i + 1 == len || bytes[i + 1] != '\n') {
			free(bare);
			return;
		}
	}
	(void)delivery_report_read(&again, bare, used);
	fuzz_claim(is_same(report, &again));
	free(bare);
}

/* A careless reader takes the words for people for the report. */
static const char *
type_of_words(void)
{
	return fuzz_planted() ? "message/rfc822" : "text/plain; charset=utf-8";
}

static void
around(const char *bytes, size_t len)
{
	struct buf whole = BUF_INIT(WHOLE_MAX);
	struct delivery_report report;

	if (memmem(bytes, len, MARK, strlen(MARK)))
		return;
	buf_printf(&whole, "Received: from mx.example\r\nTo: <notices+u_1.ab@agency.example>\r\n"
	           "Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary=\"" MARK "\"\r\n\r\n"
	           "--" MARK "\r\nContent-Type: %s\r\n\r\n", type_of_words());
	buf_add(&whole, bytes, len);
	buf_puts(&whole, "\r\n--" MARK "\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
	         "Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 no\r\n\r\n"
	         "--" MARK "\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <n_1.cd@agency.example>\r\n\r\n");
	/* What was returned is ours, and what is below it need not be. */
	buf_add(&whole, bytes, len);
	buf_puts(&whole, "\r\n--" MARK "--\r\n");
	fuzz_claim(buf_ok(&whole));
	fuzz_claim(delivery_report_read(&report, whole.data, whole.len));
	fuzz_claim(report.is_failure && strcmp(report.why, "5.1.1: smtp; 550 no") == 0);
	fuzz_claim(strcmp(report.key, "n_1.cd") == 0 && strcmp(report.to_key, "u_1.ab") == 0);
	buf_done(&whole);
}

static void
an_address(const char *bytes, size_t len)
{
	char *text = fuzz_text(bytes, len), key[REPORT_KEY_MAX];

	if (address_key(key, text)) {
		is_plain(key, sizeof key);
		fuzz_claim(*key && !strpbrk(key, "@+<> ") && has(text, strlen(text), "+", key));
	} else {
		fuzz_claim(!*key);
	}
	free(text);
}

FUZZ_ONE(bytes, len)
{
	struct delivery_report report;

	bool is_report = delivery_report_read(&report, bytes, len);
	is_sound(&report, is_report, bytes, len);
	with_bare_ends(&report, bytes, len);
	around(bytes, len);
	an_address(bytes, len);
}
