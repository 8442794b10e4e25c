/* SPDX-License-Identifier: Apache-2.0
 *
 * What kind of file bytes are, and how large a picture its header promises.
 * Every reader here is bounded by the length and by a count of steps.
 */
#include "domain/document.h"

#include <string.h>

#include "base/str.h"
#include "base/words.h"

static const struct {
	const char *media, *ending, *text;
} types[DOCUMENT_TYPE_COUNT] = {
	{ "", "", "" },
#define DOCUMENT_TYPE(id, media, ending, text) { media, ending, text },
#include "domain/document_types.def"
#undef DOCUMENT_TYPE
};

const char *
document_media(enum document_type type)
{
	assert(type < DOCUMENT_TYPE_COUNT);
	return types[type].media;
}

const char *
document_ending(enum document_type type)
{
	assert(type < DOCUMENT_TYPE_COUNT);
	return types[type].ending;
}

const char *
document_type_text(enum document_type type)
{
	assert(type < DOCUMENT_TYPE_COUNT);
	return types[type].text;
}

enum document_type
document_type_from_media(const char *media)
{
	for (int i = 1; i < DOCUMENT_TYPE_COUNT; i++)
		if (str_eq(types[i].media, media))
			return (enum document_type)i;
	return DOCUMENT_TYPE_NONE;
}

/* ---- kinds ---- */

static bool
has(const unsigned char *bytes, size_t len, size_t at, const char *mark, size_t mark_len)
{
	return at <= len && mark_len <= len - at && memcmp(bytes + at, mark, mark_len) == 0;
}

#define HAS(at, mark) has(bytes, len, at, mark, sizeof(mark) - 1)

static bool
is_heic(const unsigned char *bytes, size_t len)
{
	static const char brands[][5] = { "heic", "heix", "heim", "heis", "hevc", "mif1", "msf1" };

	if (!HAS(4, "ftyp"))
		return false;
	for (size_t i = 0; i < countof(brands); i++)
		if (has(bytes, len, 8, brands[i], 4))
			return true;
	return false;
}

enum document_type
document_type_of(const void *given, size_t len)
{
	const unsigned char *bytes = given;

	/* At the very beginning: a file that is a picture to one reader and a
	 * PDF to another is not taken for the second. */
	if (HAS(0, "%PDF-"))
		return DOCUMENT_PDF;
	if (HAS(0, "\xff\xd8\xff"))
		return DOCUMENT_JPEG;
	if (HAS(0, "\x89PNG\r\n\x1a\n"))
		return DOCUMENT_PNG;
	if (HAS(0, "GIF87a") || HAS(0, "GIF89a"))
		return DOCUMENT_GIF;
	if (HAS(0, "RIFF") && HAS(8, "WEBP"))
		return DOCUMENT_WEBP;
	if (has(bytes, len, 0, "II\x2a\0", 4) || has(bytes, len, 0, "MM\0\x2a", 4))
		return DOCUMENT_TIFF;
	return is_heic(bytes, len) ? DOCUMENT_HEIC : DOCUMENT_TYPE_NONE;
}

/* ---- sides ---- */

static uint32_t
big(const unsigned char *at, int count)
{
	uint32_t value = 0;

	for (int i = 0; i < count; i++)
		value = value << 8 | at[i];
	return value;
}

static uint32_t
little(const unsigned char *at, int count)
{
	uint32_t value = 0;

	for (int i = count; i-- > 0;)
		value = value << 8 | at[i];
	return value;
}

/* The first frame header among the segments. */
static struct document_sides
jpeg_sides(const unsigned char *bytes, size_t len)
{
	enum { SEGMENTS_MAX = 1000 };
	size_t at = 2;

	for (int i = 0; i < SEGMENTS_MAX && at + 9 < len && bytes[at] == 0xff; i++) {
		unsigned char kind = bytes[at + 1];

		if (kind == 0xff) { /* a fill byte */
			at++;
			continue;
		}
		if (kind >= 0xc0 && kind <= 0xcf && kind != 0xc4 && kind != 0xc8 && kind != 0xcc)
			return (struct document_sides){ big(bytes + at + 7, 2), big(bytes + at + 5, 2) };
		if (kind == 0xda || kind == 0xd9)
			break;
		at += 2 + big(bytes + at + 2, 2);
	}
	return (struct document_sides){ 0, 0 };
}

static struct document_sides
webp_sides(const unsigned char *bytes, size_t len)
{
	if (len < 30)
		return (struct document_sides){ 0, 0 };
	if (HAS(12, "VP8X"))
		return (struct document_sides){ little(bytes + 24, 3) + 1, little(bytes + 27, 3) + 1 };
	if (HAS(12, "VP8L")) {
		uint32_t bits = little(bytes + 21, 4);
		return (struct document_sides){ (bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1 };
	}
	if (HAS(12, "VP8 "))
		return (struct document_sides){ little(bytes + 26, 2) & 0x3fff, little(bytes + 28, 2) & 0x3fff };
	return (struct document_sides){ 0, 0 };
}

/* Width and height among the entries of the first directory. */
static struct document_sides
tiff_sides(const unsigned char *bytes, size_t len)
{
	enum { WIDTH = 256, HEIGHT = 257, SHORT = 3, ENTRY_BYTES = 12 };
	uint32_t (*number)(const unsigned char *, int) = len > 0 && bytes[0] == 'I' ? little : big;
	struct document_sides sides = { 0, 0 };

	if (len < 8)
		return sides;
	size_t at = number(bytes + 4, 4);
	if (at > len || len - at < 2)
		return sides;
	size_t count = number(bytes + at, 2);
	at += 2;
	for (size_t i = 0; i < count && len - at >= ENTRY_BYTES; i++, at += ENTRY_BYTES) {
		uint32_t tag = number(bytes + at, 2);
		uint32_t value = number(bytes + at + 8, number(bytes + at + 2, 2) == SHORT ? 2 : 4);

		if (tag == WIDTH)
			sides.width = value;
		else if (tag == HEIGHT)
			sides.height = value;
	}
	return sides;
}

struct document_sides
document_sides_of(enum document_type type, const void *given, size_t len)
{
	const unsigned char *bytes = given;

	switch (type) {
	case DOCUMENT_PNG:
		if (len >= 24 && HAS(12, "IHDR"))
			return (struct document_sides){ big(bytes + 16, 4), big(bytes + 20, 4) };
		break;
	case DOCUMENT_GIF:
		if (len >= 10)
			return (struct document_sides){ little(bytes + 6, 2), little(bytes + 8, 2) };
		break;
	case DOCUMENT_JPEG:
		return jpeg_sides(bytes, len);
	case DOCUMENT_WEBP:
		return webp_sides(bytes, len);
	case DOCUMENT_TIFF:
		return tiff_sides(bytes, len);
	default:
		break;
	}
	return (struct document_sides){ 0, 0 };
}

/* ---- whether it is taken ---- */

/* Pictures that say how large they are before anything else; a TIFF or a HEIC
 * says it anywhere in the file. */
static bool
says_sides(enum document_type type)
{
	return type == DOCUMENT_PNG || type == DOCUMENT_GIF || type == DOCUMENT_JPEG || type == DOCUMENT_WEBP;
}

static const char *
why_not(enum document_type type, size_t len, struct document_sides sides)
{
	if (len == 0)
		return N_("The file is empty.");
	if (len > DOCUMENT_BYTES_MAX)
		return N_("The file is larger than 10 MB. A photo of each page is smaller.");
	if (type == DOCUMENT_TYPE_NONE)
		return N_("This is not a PDF or a picture. Send a PDF, or take a photo of the page.");
	if (says_sides(type) && (sides.width == 0 || sides.height == 0))
		return N_("The picture is damaged. Please take it again.");
	if (sides.width > DOCUMENT_SIDE_MAX || sides.height > DOCUMENT_SIDE_MAX
	    || (uint64_t)sides.width * sides.height > (uint64_t)DOCUMENT_MEGAPIXELS_MAX * 1000000)
		return N_("The picture has too many pixels to be opened safely. Please send a smaller one.");
	return NULL;
}

bool
document_is_taken(const void *bytes, size_t len, enum document_type *ret_type, const char **ret_why)
{
	*ret_type = document_type_of(bytes, len);
	*ret_why = why_not(*ret_type, len, document_sides_of(*ret_type, bytes, len));
	return *ret_why == NULL;
}
