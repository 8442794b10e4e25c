/* SPDX-License-Identifier: Apache-2.0
 *
 * The log: as many lines as events, each of them strict JSON in ASCII,
 * whatever the text says and however many threads write.
 */
#include "test_base.h"

#include <pthread.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/str.h"

enum { LOG_MAX = 16 * 1024 * 1024, THREADS = 4, LINES_EACH = 500 };

/* What act writes to stderr; the caller has the buf. */
static struct buf
logged_by(void (*act)(void))
{
	struct buf text = BUF_INIT(LOG_MAX);
	FILE *file = tmpfile();
	int saved = dup(STDERR_FILENO);
	char chunk[4096];
	size_t got;

	assert_non_null(file);
	fflush(stderr);
	dup2(fileno(file), STDERR_FILENO);
	act();
	dup2(saved, STDERR_FILENO);
	close(saved);
	rewind(file);
	while ((got = fread(chunk, 1, sizeof(chunk), file)) > 0)
		buf_add(&text, chunk, got);
	fclose(file);
	return text;
}

/* Every line is JSON and ASCII; returns how many there are. */
static int
count_lines(const struct buf *text)
{
	int lines = 0;

	for (char *at = text->data; *at; lines++) {
		char *end = strchr(at, '\n');
		struct err err = { 0 };
		int64_t when = 0;

		assert_non_null(end);
		for (char *byte = at; byte < end; byte++)
			assert_true(*byte >= 0x20 && *byte < 0x7F);
		assert_true(end - at < 4096);
		struct json *line = json_parse(at, (size_t)(end - at), &err);
		if (!line)
			fail_msg("%s", err.detail);
		assert_true(instant_from_text(json_text(json_get(line, "at")), &when));
		assert_true(str_ends(json_text(json_get(line, "at")), "Z"));
		assert_int_equal(strlen(json_text(json_get(line, "at"))), strlen("2026-11-02T14:05:00.123Z"));
		assert_true(clock_real_ms() - when < 600000);
		assert_non_null(json_text(json_get(line, "level")));
		assert_non_null(json_text(json_get(line, "event")));
		json_free(line);
		at = end + 1;
	}
	return lines;
}

static void
act_plain(void)
{
	log_line(LOG_INFO, "listening", "on port %d", 8443);
}

static void
a_line_says_when_what_and_how_bad(void **state)
{
	struct buf text = logged_by(act_plain);

	(void)state;
	assert_int_equal(count_lines(&text), 1);
	assert_true(str_starts(text.data, "{\"at\":\"2"));
	assert_true(str_ends(text.data,
		"\",\"level\":\"info\",\"event\":\"listening\",\"message\":\"on port 8443\"}\n"));
	buf_done(&text);
}

static void
act_hostile(void)
{
	static const char *const texts[] = { "a\n{\"level\":\"error\"}", "a\r\nb", "\x1B]0;title\x07",
		"\xC2\x9B[31m", "\xE2\x80\xAE", "quote \" and \\", "\xFF\xFE", "\xE2\x80\xA8", "\x7F" };

	for (size_t i = 0; i < countof(texts); i++)
		log_line(LOG_WARN, texts[i], "%s", texts[i]);
}

static void
hostile_text_stays_inside_its_line(void **state)
{
	struct buf text = logged_by(act_hostile);

	(void)state;
	assert_int_equal(count_lines(&text), 9);
	assert_non_null(strstr(text.data, "\"message\":\"\\u001b]0;title\\u0007\""));
	assert_non_null(strstr(text.data, "\"message\":\"\\u202e\""));
	assert_non_null(strstr(text.data, "\"message\":\"\\ufffd\\ufffd\""));
	assert_non_null(strstr(text.data, "\"message\":\"quote \\\" and \\\\\""));
	buf_done(&text);
}

static void
act_long(void)
{
	char longest[20000];

	memset(longest, '\x1B', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	log_line(LOG_ERROR, "too_long", "%s", longest);
	log_line(LOG_ERROR, longest, "%s", longest);
	for (int len = 1; len < 3000; len += 7) {
		memset(longest, 'x', (size_t)len);
		memcpy(longest + len, "\xF0\x9F\x98\x80", 5);
		log_line(LOG_ERROR, "long", "%s", longest);
	}
}

static void
long_messages_are_cut_and_say_so(void **state)
{
	struct buf text = logged_by(act_long);

	(void)state;
	assert_int_equal(count_lines(&text), 2 + 429);
	*strchr(text.data, '\n') = '\0';
	assert_true(str_ends(text.data, "\\u001b...\"}"));
	buf_done(&text);
}

static void
act_levels(void)
{
	log_line(LOG_DEBUG, "a", "dropped");
	log_set_level(LOG_DEBUG);
	log_line(LOG_DEBUG, "b", "kept");
	log_set_level(LOG_ERROR);
	log_line(LOG_WARN, "c", "dropped");
	log_line(LOG_ERROR, "d", "kept");
	log_set_level(LOG_INFO);
}

static void
levels_below_the_limit_are_dropped(void **state)
{
	struct buf text = logged_by(act_levels);

	(void)state;
	assert_int_equal(count_lines(&text), 2);
	assert_null(strstr(text.data, "dropped"));
	buf_done(&text);
}

static void *
thread_logs(void *context)
{
	char filler[900];

	(void)context;
	memset(filler, 'f', sizeof(filler) - 1);
	filler[sizeof(filler) - 1] = '\0';
	for (int i = 0; i < LINES_EACH; i++)
		log_line(LOG_INFO, "thread", "%d %s", i, filler);
	return NULL;
}

static void
act_threads(void)
{
	pthread_t threads[THREADS];

	for (size_t i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, thread_logs, NULL), 0);
	for (size_t i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
}

static void
lines_of_threads_do_not_mix(void **state)
{
	struct buf text = logged_by(act_threads);

	(void)state;
	assert_int_equal(count_lines(&text), THREADS * LINES_EACH);
	buf_done(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_says_when_what_and_how_bad),
		cmocka_unit_test(hostile_text_stays_inside_its_line),
		cmocka_unit_test(long_messages_are_cut_and_say_so),
		cmocka_unit_test(levels_below_the_limit_are_dropped),
		cmocka_unit_test(lines_of_threads_do_not_mix),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
