/* SPDX-License-Identifier: Apache-2.0
 *
 * Reports of mail servers as they come, and what is none.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "server/channel/delivery_report.h"

#define HEAD                                                                               \
	"From: MAILER-DAEMON@mx.example\r\nSubject: Undelivered Mail Returned to Sender\r\n" \
	"MIME-Version: 1.0\r\nContent-Type: multipart/report;\r\n\treport-type=delivery-status;" \
	" boundary=\"A.1/mx\"\r\n\r\nThis is a MIME-encapsulated message.\r\n\r\n"
#define WORDS "--A.1/mx\r\nContent-Type: text/plain\r\n\r\nIt could not be delivered.\r\n\r\n"
#define STATUS(action)                                                                     \
	"--A.1/mx\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n" \
	"Final-Recipient: rfc822; a@b.example\r\nAction: " action                          \
	"\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 no\r\n such user\x1b\r\n\r\n"
#define RETURNED                                                                           \
	"--A.1/mx\r\nContent-Type: text/rfc822-headers\r\n\r\nSubject: news\r\n"            \
	"Message-ID:\r\n <n_1.aabb@agency.example>\r\n\r\n--A.1/mx--\r\n"

static bool
read_text(struct delivery_report *ret, const char *text)
{
	return delivery_report_read(ret, text, strlen(text));
}

static void
a_failure_names_the_message_and_says_why(void **state)
{
	static const char whole[] = HEAD WORDS STATUS("failed") RETURNED;
	struct delivery_report report;
	char bare[sizeof(whole)];
	size_t len = 0;
	(void)state;

	assert_true(read_text(&report, whole));
	assert_true(report.is_failure);
	assert_string_equal(report.key, "n_1.aabb");
	assert_string_equal(report.why, "5.1.1: smtp; 550 no such user?");
	/* A pipe may hand it over with bare line ends, and a line in front. */
	for (const char *c = whole; *c; c++)
		if (*c != '\r')
			bare[len++] = *c;
	assert_true(delivery_report_read(&report, bare, len));
	assert_true(report.is_failure);
	assert_string_equal(report.key, "n_1.aabb");
	assert_true(read_text(&report, "From MAILER-DAEMON Mon\r\n" HEAD STATUS("Failed") RETURNED));
	assert_true(report.is_failure);
}

static void
the_address_it_came_to_names_the_message(void **state)
{
	static const struct { const char *headers, *key; } cases[] = {
		{ "To: notices+u_1.ab@agency.example\r\n", "u_1.ab" },
		{ "To: \"A + b\" <notices+u_1.ab@agency.example>\r\n", "u_1.ab" },
		{ "To: x+y@z\r\nDelivered-To: notices+u_1.ab@agency.example\r\n", "u_1.ab" },
		{ "X-Original-To: a+u_2@b\r\nTo: notices+u_1.ab@agency.example\r\n", "u_2" },
		{ "To: notices@agency.example\r\n", "" },
		{ "To: notices+@agency.example, a+b c@d\r\n", "" },
		{ "To:\r\n notices+u_1.ab@agency.example\r\n", "u_1.ab" },
	};
	struct delivery_report report;
	char whole[2000], longest[400];
	(void)state;

	for (size_t i = 0; i < countof(cases); i++) {
		(void)snprintf(whole, sizeof(whole), "%s%s", cases[i].headers, HEAD STATUS("failed") "--A.1/mx--\r\n");
		assert_true(read_text(&report, whole));
		assert_string_equal(report.to_key, cases[i].key);
		assert_string_equal(report.key, "");
	}
	memset(longest, 'k', sizeof(longest));
	(void)snprintf(longest + 300, 3, "@x");
	longest[0] = '+';
	assert_false(address_key(report.to_key, longest));
	assert_string_equal(report.to_key, "");
}

static void
a_delay_is_no_failure(void **state)
{
	struct delivery_report report;
	(void)state;

	assert_true(read_text(&report, HEAD STATUS("delayed") RETURNED));
	assert_false(report.is_failure);
	assert_true(read_text(&report, HEAD STATUS("delivered") RETURNED));
	assert_false(report.is_failure);
}

static void
an_answer_is_no_report(void **state)
{
	struct delivery_report report;
	(void)state;

	assert_false(read_text(&report, ""));
	assert_false(read_text(&report, "Subject: Re: news\r\nIn-Reply-To: <n_1.aabb@agency.example>\r\n\r\nThanks\r\n"));
	assert_false(read_text(&report, "Content-Type: multipart/report\r\n\r\n" STATUS("failed") RETURNED));
	assert_false(read_text(&report, HEAD WORDS RETURNED));
}

/* Cut off anywhere, it is read without reaching past its end. */
static void
any_beginning_of_it_can_be_read(void **state)
{
	static const char whole[] = HEAD WORDS STATUS("failed") RETURNED;
	struct delivery_report report;
	(void)state;

	for (size_t len = 0; len < sizeof(whole); len++) {
		char *copy = malloc(len + 1);
		assert_non_null(copy);
		memcpy(copy, whole, len);
		(void)delivery_report_read(&report, copy, len);
		free(copy);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_failure_names_the_message_and_says_why),
		cmocka_unit_test(the_address_it_came_to_names_the_message),
		cmocka_unit_test(a_delay_is_no_failure),
		cmocka_unit_test(an_answer_is_no_report),
		cmocka_unit_test(any_beginning_of_it_can_be_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
