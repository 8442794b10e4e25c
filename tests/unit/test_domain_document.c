/* SPDX-License-Identifier: Apache-2.0
 *
 * A file is what its first bytes are, and a picture as large as its header says.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "domain/document.h"

#define OF(text) document_type_of(text, sizeof(text) - 1)

static void
a_file_is_what_it_begins_with(void **state)
{
	(void)state;
	assert_int_equal(OF("%PDF-1.7\n"), DOCUMENT_PDF);
	assert_int_equal(OF("\xff\xd8\xff\xe1"), DOCUMENT_JPEG);
	assert_int_equal(OF("\x89PNG\r\n\x1a\n"), DOCUMENT_PNG);
	assert_int_equal(OF("GIF87a"), DOCUMENT_GIF);
	assert_int_equal(OF("RIFF....WEBP"), DOCUMENT_WEBP);
	assert_int_equal(OF("II*\0"), DOCUMENT_TIFF);
	assert_int_equal(OF("MM\0*"), DOCUMENT_TIFF);
	assert_int_equal(OF("\0\0\0\x18" "ftypheic"), DOCUMENT_HEIC);
	/* What is something else to another reader is nothing here. */
	assert_int_equal(OF("<html>%PDF-1.7"), DOCUMENT_TYPE_NONE);
	assert_int_equal(OF("\n%PDF-1.7"), DOCUMENT_TYPE_NONE);
	assert_int_equal(OF("RIFF....WAVE"), DOCUMENT_TYPE_NONE);
	assert_int_equal(OF("\0\0\0\x18" "ftypisom"), DOCUMENT_TYPE_NONE);
	assert_int_equal(OF("MZ"), DOCUMENT_TYPE_NONE);
	assert_int_equal(OF(""), DOCUMENT_TYPE_NONE);
}

static void
every_beginning_cut_short_is_nothing_or_damaged(void **state)
{
	static const char *const whole[] = { "%PDF-", "\xff\xd8\xff", "\x89PNG\r\n\x1a\n", "GIF89a", "RIFF....WEBP" };
	enum document_type type;
	const char *why;

	(void)state;
	for (size_t i = 0; i < countof(whole); i++)
		for (size_t len = 0; len < strlen(whole[i]); len++) {
			assert_int_equal(document_type_of(whole[i], len), DOCUMENT_TYPE_NONE);
			assert_false(document_is_taken(whole[i], len, &type, &why));
			assert_non_null(why);
		}
}

static void
media_types_go_both_ways(void **state)
{
	(void)state;
	for (int type = 1; type < DOCUMENT_TYPE_COUNT; type++) {
		const char *media = document_media((enum document_type)type);
		assert_int_equal(document_type_from_media(media), type);
		assert_false(str_empty(document_ending((enum document_type)type)));
	}
	assert_int_equal(document_type_from_media("text/html"), DOCUMENT_TYPE_NONE);
	assert_int_equal(document_type_from_media(""), DOCUMENT_TYPE_NONE);
}

static void
expect_sides(enum document_type type, const char *bytes, size_t len, uint32_t width, uint32_t height)
{
	struct document_sides sides = document_sides_of(type, bytes, len);

	assert_int_equal(sides.width, width);
	assert_int_equal(sides.height, height);
	/* Cut anywhere, it reads no byte too many (the sanitizer sees) and claims no other sides. */
	for (size_t cut = 0; cut < len; cut++) {
		char *piece = malloc(cut > 0 ? cut : 1);
		assert_non_null(piece);
		memcpy(piece, bytes, cut);
		(void)document_sides_of(type, piece, cut);
		free(piece);
	}
}

static void
a_picture_is_as_large_as_its_header_says(void **state)
{
	static const char png[] = "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x01\x40\0\0\0\xf0";
	static const char gif[] = "GIF89a\x40\x01\xf0\0";
	static const char jpeg[] = "\xff\xd8\xff\xe0\0\x04xx\xff\xff\xc2\0\x0b\x08\0\xf0\x01\x40\x01\x01";
	static const char webp[] = "RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x3f\x01\0\xef\0\0";
	static const char tiff[] = "MM\0*\0\0\0\x08\0\x02\x01\0\0\x03\0\0\0\x01\x01\x40\0\0\x01\x01\0\x04\0\0\0\x01\0\0\0\xf0";

	(void)state;
	expect_sides(DOCUMENT_PNG, png, sizeof(png) - 1, 320, 240);
	expect_sides(DOCUMENT_GIF, gif, sizeof(gif) - 1, 320, 240);
	expect_sides(DOCUMENT_JPEG, jpeg, sizeof(jpeg) - 1, 320, 240);
	expect_sides(DOCUMENT_WEBP, webp, sizeof(webp) - 1, 320, 240);
	expect_sides(DOCUMENT_TIFF, tiff, sizeof(tiff) - 1, 320, 240);
}

static void
a_picture_that_would_fill_a_memory_is_not_taken(void **state)
{
	char png[] = "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x01\x40\0\0\0\xf0";
	enum document_type type;
	const char *why;

	(void)state;
	assert_true(document_is_taken(png, sizeof(png) - 1, &type, &why));
	assert_null(why);
	png[17] = '\x01'; /* 65,856 wide */
	assert_false(document_is_taken(png, sizeof(png) - 1, &type, &why));
	memcpy(png + 16, "\0\0\x75\x30\0\0\x75\x30", 8); /* 30,000 each way: each may be, both may not */
	assert_false(document_is_taken(png, sizeof(png) - 1, &type, &why));
	memcpy(png + 16, "\0\0\0\0\0\0\0\0", 8);
	assert_false(document_is_taken(png, sizeof(png) - 1, &type, &why));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_what_it_begins_with),
		cmocka_unit_test(every_beginning_cut_short_is_nothing_or_damaged),
		cmocka_unit_test(media_types_go_both_ways),
		cmocka_unit_test(a_picture_is_as_large_as_its_header_says),
		cmocka_unit_test(a_picture_that_would_fill_a_memory_is_not_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
