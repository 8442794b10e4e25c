/* SPDX-License-Identifier: Apache-2.0
 *
 * What may stand in an e-mail's headers and body, whatever was typed.
 */
#include "test_base.h"

#include "base/mail_header.h"
#include "base/safe_text.h"
#include "base/secret.h"
#include "base/str.h"
#include "base/utf8.h"

enum { OUT_MAX = 1 << 20 };

static void
assert_header(const char *text, const char *expected)
{
	struct buf out = BUF_INIT(OUT_MAX);

	mail_header(&out, text);
	assert_string_equal(out.data, expected);
	buf_done(&out);
}

static void
plain_words_stay_and_others_are_encoded(void **state)
{
	(void)state;
	assert_header("News about A-26-000001", "News about A-26-000001");
	assert_header("Año", "=?UTF-8?B?QcOxbw==?=");
	/* What a reader would decode is encoded once more. */
	assert_header("=?UTF-8?B?WA==?=", "=?UTF-8?B?PT9VVEYtOD9CP1dBPT0/PQ==?=");
	assert_header("a\r\nBcc: b", "a<0D><0A>Bcc: b");
}

/* Of any text: lines of at most 78 columns, each after the first folded, all
 * of it ASCII, and no word cut within a character. */
static void
no_line_is_of_the_texts_making(void **state)
{
	char text[3001] = "";
	(void)state;

	for (uint32_t seed = 1; seed <= 300; seed++) {
		struct buf typed = BUF_INIT(OUT_MAX), out = BUF_INIT(OUT_MAX);
		uint32_t dice = seed * 2654435761u;

		for (uint32_t i = 0; i < seed * 3; i++) {
			dice = dice * 1664525u + 1013904223u;
			utf8_encode(&typed, dice >> 16 & 1 ? dice >> 24 : dice >> 15);
		}
		assert_true(str_copy(text, sizeof(text), typed.data) || typed.len >= sizeof(text));
		mail_header(&out, text);
		for (const char *line = out.data; line;) {
			const char *end = strstr(line, "\r\n");
			size_t len = end ? (size_t)(end - line) : strlen(line);

			assert_true(len <= 78);
			for (size_t i = 0; i < len; i++)
				assert_true(line[i] >= 0x20 && line[i] <= 0x7E);
			assert_true(!end || end[2] == ' ');
			line = end ? end + 2 : NULL;
		}
		buf_done(&typed);
		buf_done(&out);
	}
}

static void
a_body_has_one_kind_of_line_end_and_no_controls(void **state)
{
	struct buf out = BUF_INIT(OUT_MAX);
	(void)state;

	mail_text(&out, "a\nb\r\nc\rd\t\x1b[31m\x7f\xe2\x80\xae" "e\xff.\r\n.\r\n");
	assert_string_equal(out.data, "a\r\nb\r\nc\r\nd\t<1B>[31m<7F><RLO>e\xef\xbf\xbd.\r\n.\r\n");
	buf_done(&out);
}

static void
an_address_can_be_nothing_else(void **state)
{
	static const char *const good[] = { "a@b", "a.b+c@home.example", "o'neil_1@x-y.example" };
	static const char *const bad[] = { "", "@", "a@", "@b", "a", "a@b@c", "a b@c", "a@b c", "a@b\r\nRCPT TO:<x@y>",
		"<a@b>", "a@b>", "\"a\"@b", "a,b@c", "a@b,c", "a;b@c", "a@[127.0.0.1]", ".a@b", "a.@b", "a..b@c", "-a@b",
		"a@-b", "a@b..c", "a@.b", "a@b.", "ñ@b", "a@ñ", "a(b)@c", "a\\@b", "a:b@c" };
	char longest[MAIL_ADDRESS_MAX + 2];
	(void)state;

	for (size_t i = 0; i < countof(good); i++)
		assert_true(mail_address_fits(good[i]));
	for (size_t i = 0; i < countof(bad); i++)
		if (mail_address_fits(bad[i]))
			fail_msg("\"%s\" is taken for an address", bad[i]);
	assert_false(mail_address_fits(NULL));
	memset(longest, 'b', sizeof(longest));
	longest[1] = '@';
	longest[sizeof(longest) - 1] = '\0';
	assert_false(mail_address_fits(longest));
	longest[sizeof(longest) - 2] = '\0';
	assert_true(mail_address_fits(longest));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_words_stay_and_others_are_encoded),
		cmocka_unit_test(no_line_is_of_the_texts_making),
		cmocka_unit_test(a_body_has_one_kind_of_line_end_and_no_controls),
		cmocka_unit_test(an_address_can_be_nothing_else),
	};

	return secret_init() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
