/* SPDX-License-Identifier: Apache-2.0
 *
 * Framing: good requests however they are cut, and every known way in which
 * two programs read one request differently.
 */
#include "test_base.h"

#include "base/str.h"
#include "server/framing.h"

#define GET "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
#define POST "POST /v1/sessions HTTP/1.1\r\nHost: x\r\n"

static const char *
take(const char *bytes, size_t len, size_t step)
{
	struct framing framing = FRAMING_INIT;
	size_t at, begun = 0;

	for (at = 0; at < len; at += step) {
		const char *fault = framing_take(&framing, bytes + at, len - at < step ? len - at : step, &begun);
		if (fault != NULL)
			return fault;
	}
	return framing.place == FRAMING_METHOD && framing.count == 0 ? NULL : "not at its end";
}

static void
good_requests_pass_however_they_are_cut(void **state)
{
	static const char *const good[] = {
		GET,
		GET GET GET,
		"GET / HTTP/1.0\r\n\r\n",
		"DELETE /v1/sessions/current?a=b&c=%20 HTTP/1.1\r\nhOsT: x\r\nX-Empty:\r\nX: \t a, b\t\r\n\r\n" GET,
		POST "Content-Length: 2\r\n\r\n{}" GET,
		POST "Content-Length:2 \r\n\r\n{}",
		POST "Content-Length: 0\r\n\r\n" GET,
		POST "Content-Length: 20\r\n\r\n\r\n\r\nGET / HTTP/9\n\r\n\n" GET,
		POST "Transfer-Encoding: Chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n" GET,
		POST "Transfer-Encoding: chunked\r\n\r\n0000000A\r\n0123456789\r\n1\r\n\n\r\n0\r\n\r\n" GET,
		"GET / HTTP/1.1\r\nHost: x\r\nX: \xc3\xa9\r\n\r\n",
	};
	size_t i, step;

	(void)state;
	for (i = 0; i < countof(good); i++)
		for (step = 1; step <= strlen(good[i]); step++)
			assert_ptr_equal(take(good[i], strlen(good[i]), step), NULL);
}

struct bad { const char *bytes; size_t len; };
#define BAD(text) { text, sizeof(text) - 1 }

static const struct bad bad[] = {
	/* two lengths, or one that is none */
	BAD(POST "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n"),
	BAD(POST "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n"),
	BAD(POST "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}"),
	BAD(POST "Content-Length: 2\r\ncontent-length: 2\r\n\r\n{}"),
	BAD(POST "Content-Length: +2\r\n\r\n{}"),
	BAD(POST "Content-Length: -2\r\n\r\n{}"),
	BAD(POST "Content-Length: 2, 2\r\n\r\n{}"),
	BAD(POST "Content-Length: 2 2\r\n\r\n{}"),
	BAD(POST "Content-Length: 0x2\r\n\r\n{}"),
	BAD(POST "Content-Length: 2.0\r\n\r\n{}"),
	BAD(POST "Content-Length: \r\n\r\n"),
	BAD(POST "Content-Length: two\r\n\r\n{}"),
	BAD(POST "Content-Length: 99999999999999999999\r\n\r\n"),
	/* codings */
	BAD(POST "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
	BAD(POST "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"),
	BAD(POST "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
	BAD(POST "Transfer-Encoding: chunkedx\r\n\r\n0\r\n\r\n"),
	BAD(POST "Transfer-Encoding: identity\r\n\r\n"),
	BAD(POST "Transfer-Encoding: \x0b" "chunked\r\n\r\n0\r\n\r\n"),
	BAD(POST "Transfer-Encoding:\r\n\r\n"),
	BAD(POST "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
	BAD("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
	/* names and lines */
	BAD(POST "Content-Length : 2\r\n\r\n{}"),
	BAD(POST "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
	BAD(POST " Content-Length: 2\r\n\r\n{}"),
	BAD(POST "X: a\r\n Content-Length: 2\r\n\r\n"),
	BAD(POST "X: a\r\n\tfolded\r\n\r\n"),
	BAD(POST "X: a\nContent-Length: 2\r\n\r\n{}"),
	BAD(POST "X: a\rContent-Length: 2\r\n\r\n{}"),
	BAD("GET / HTTP/1.1\nHost: x\n\n"),
	BAD("GET / HTTP/1.1\r\nHost: x\r\n\n"),
	BAD(POST "X: a\0b\r\n\r\n"),
	BAD(POST "X\0: a\r\n\r\n"),
	BAD(POST "no colon\r\n\r\n"),
	BAD(POST ": no name\r\n\r\n"),
	BAD(POST "X: a\x7f\r\n\r\n"),
	BAD(POST "N\xc3\xa4me: a\r\n\r\n"),
	/* hosts */
	BAD("GET / HTTP/1.1\r\n\r\n"),
	BAD("GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n"),
	/* request lines */
	BAD("\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"),
	BAD("GET  / HTTP/1.1\r\nHost: x\r\n\r\n"),
	BAD("GET / HTTP/1.1 \r\nHost: x\r\n\r\n"),
	BAD("GET /\r\n\r\n"),
	BAD("GET / HTTP/1.2\r\nHost: x\r\n\r\n"),
	BAD("GET / HTTP/2.0\r\nHost: x\r\n\r\n"),
	BAD("GET / http/1.1\r\nHost: x\r\n\r\n"),
	BAD("GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n"),
	BAD("CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n"),
	BAD("GET /a\tb HTTP/1.1\r\nHost: x\r\n\r\n"),
	BAD("GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n"),
	BAD("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
	BAD("\x16\x03\x01\x02\x00\x01\x00"),
	/* chunks */
	BAD(POST "Transfer-Encoding: chunked\r\n\r\n2;a=b\r\n{}\r\n0\r\n\r\n"),
	BAD(POST "Transfer-Encoding: chunked\r\n\r\n 2\r\n{}\r\n0\r\n\r\n"),
	BAD(POST "Transfer-Encoding: chunked\r\n\r\n2 \r\n{}\r\n0\r\n\r\n"),
	BAD(POST "Transfer-Encoding: chunked\r\n\r\n0x2\r\n{}\r\n0\r\n\r\n"),
	BAD(POST "Transfer-Encoding: chunked\r\n\r\n-1\r\n{}\r\n0\r\n\r\n"),
	BAD(POST "Transfer-Encoding: chunked\r\n\r\n2\n{}\r\n0\r\n\r\n"),
	BAD(POST "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\n0\r\n\r\n"),
	BAD(POST "Transfer-Encoding: chunked\r\n\r\n2\r\n{}x0\r\n\r\n"),
	BAD(POST "Transfer-Encoding: chunked\r\n\r\n100000002\r\n{}\r\n0\r\n\r\n"),
	BAD(POST "Transfer-Encoding: chunked\r\n\r\n\r\n{}\r\n0\r\n\r\n"),
	BAD(POST "Transfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 5\r\n\r\n"),
};

static void
what_can_be_read_in_two_ways_is_a_fault(void **state)
{
	size_t i, step;

	(void)state;
	for (i = 0; i < countof(bad); i++)
		for (step = 1; step <= bad[i].len; step++) {
			const char *fault = take(bad[i].bytes, bad[i].len, step);
			if (fault == NULL || str_eq(fault, "not at its end"))
				fail_msg("taken for good, %zu bytes at a time: %s", step, bad[i].bytes);
		}
}

/* part as often as said between begin and end. */
static const char *
take_many(const char *begin, const char *part, int times, const char *end)
{
	static char bytes[16384];
	size_t len = (size_t)snprintf(bytes, sizeof(bytes), "%s", begin);

	while (times-- > 0)
		len += (size_t)snprintf(bytes + len, sizeof(bytes) - len, "%s", part);
	len += (size_t)snprintf(bytes + len, sizeof(bytes) - len, "%s", end);
	return take(bytes, len, len);
}

static void
parameters_headers_and_paths_have_an_end(void **state)
{
	(void)state;
	assert_null(take_many("GET /?", "a&", FRAMING_PARAMETERS_MAX, " HTTP/1.1\r\nHost: x\r\n\r\n"));
	assert_non_null(take_many("GET /?", "a&", FRAMING_PARAMETERS_MAX + 1, " HTTP/1.1\r\nHost: x\r\n\r\n"));
	assert_null(take_many("GET / HTTP/1.1\r\nHost: x\r\n", "a:\r\n", FRAMING_HEADERS_MAX - 1, "\r\n"));
	assert_non_null(take_many("GET / HTTP/1.1\r\nHost: x\r\n", "a:\r\n", FRAMING_HEADERS_MAX, "\r\n"));
	assert_null(take_many("GET /", "a", FRAMING_TARGET_MAX - 1, " HTTP/1.1\r\nHost: x\r\n\r\n"));
	assert_non_null(take_many("GET /", "a", FRAMING_TARGET_MAX, " HTTP/1.1\r\nHost: x\r\n\r\n"));
}

/* What it takes is counted from its first byte to its last, however it is made up. */
static void
a_head_takes_so_much_and_no_more(void **state)
{
	static const struct { const char *begin, *part; int each; } heads[] = {
		{ "GET / HTTP/1.1\r\nHost: x\r\nX: ", "a", 1 },
		{ "GET / HTTP/1.1\r\nHost: x\r\nCookie: ", "a", 2 },
		{ "GET / HTTP/1.1\r\nHost: x\r\nCookie: ", "a=b; ", 10 + FRAMING_RECORD_BYTES },
	};
	size_t i;

	(void)state;
	for (i = 0; i < countof(heads); i++) {
		int most = FRAMING_HEAD_MAX / heads[i].each;
		assert_ptr_equal(take_many(heads[i].begin, heads[i].part, most + 1, "\r\n\r\n"), framing_too_large);
		most -= 2 * FRAMING_RECORD_BYTES / heads[i].each + 80;
		assert_null(take_many(heads[i].begin, heads[i].part, most > 0 ? most : 40, "\r\n\r\n"));
		/* The next one is weighed anew, and a body not at all. */
		assert_null(take_many(GET POST "Content-Length: 9000\r\n\r\n", "a", 9000, GET));
	}
	assert_ptr_equal(take_many("GET /?", "a&", FRAMING_PARAMETERS_MAX, " HTTP/1.1\r\nHost: x\r\nA:\r\nA:\r\nA:\r\n"
		"A:\r\nA:\r\nA:\r\nA:\r\nA:\r\nA:\r\nA:\r\nA:\r\nA:\r\nA:\r\nA:\r\nA:\r\n\r\n"), framing_too_large);
}

static void
the_last_request_is_found_where_it_begins(void **state)
{
	static const char bytes[] = GET POST "Content-Length: 2\r\n\r\n{}" "GET / HTTP/1.1\nHost: x";
	struct framing framing = FRAMING_INIT;
	size_t begun = 7;

	(void)state;
	assert_non_null(framing_take(&framing, bytes, sizeof(bytes) - 1, &begun));
	assert_int_equal(begun, strstr(bytes, "GET / ") - bytes);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_requests_pass_however_they_are_cut),
		cmocka_unit_test(what_can_be_read_in_two_ways_is_a_fault),
		cmocka_unit_test(parameters_headers_and_paths_have_an_end),
		cmocka_unit_test(a_head_takes_so_much_and_no_more),
		cmocka_unit_test(the_last_request_is_found_where_it_begins),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
