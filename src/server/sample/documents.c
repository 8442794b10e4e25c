/* SPDX-License-Identifier: Apache-2.0
 *
 * The papers on ana's desk as files: what came in before the sample's morning,
 * drawn here.  A PDF has its words as a text layer; every third is a picture
 * as a telephone takes it, which has none.  What was looked at in the life of
 * its application has been looked at here.
 */
#include "base/secret.h"
#include "base/str.h"
#include "server/sample/life.h"
#include "server/store/document.h"
#include "server/store/missing_item.h"
#include "server/store/queue.h"

enum {
	FILES_MAX = 60,  /* in all: about a hundred kilobytes */
	UNSEEN_MAX = 20, /* of them, that wait to be looked at */
	FILE_BYTES_MAX = 16 * 1024,
	PICTURE_WIDTH = 160, PICTURE_HEIGHT = 200, /* pixels; a multiple of 8 wide */
	OBJECTS = 5
};

struct paper {
	const char *label, *who, *number, *day;
};

static uint32_t
crc_of(const uint8_t *bytes, size_t len)
{
	uint32_t crc = 0xFFFFFFFFu;

	for (size_t i = 0; i < len; i++) {
		crc ^= bytes[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc & 1 ? (crc >> 1) ^ 0xEDB88320u : crc >> 1;
	}
	return ~crc;
}

static void
put_u32(struct buf *out, uint32_t value)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		buf_putc(out, (char)(value >> shift & 0xFF));
}

static void
put_chunk(struct buf *out, const char type[5], const struct buf *data)
{
	size_t start = out->len + 4;

	put_u32(out, (uint32_t)data->len);
	buf_add(out, type, 4);
	buf_add(out, data->data, data->len);
	put_u32(out, crc_of((const uint8_t *)out->data + start, out->len - start));
}

/* Grey lines on white, as print looks from afar; the number decides how long they are. */
static void
draw(struct buf *rows, uint32_t seed)
{
	for (int y = 0; y < PICTURE_HEIGHT; y++) {
		int line = y / 10, inked = y >= 20 && y % 10 < 3;
		int end = 8 + (int)((seed >> line % 24 & 7) + 4);

		buf_putc(rows, '\0'); /* no filter */
		for (int x = 0; x < PICTURE_WIDTH / 8; x++)
			buf_putc(rows, inked && x >= 2 && x < end && x % 5 != 4 ? '\0' : '\xFF');
	}
}

/* Stored, not compressed: a few kilobytes, and nothing to link with. */
static void
put_stored(struct buf *out, const struct buf *rows)
{
	uint32_t a = 1, b = 0;
	uint16_t len = (uint16_t)rows->len;

	assert(rows->len <= UINT16_MAX);
	buf_add(out, "\x78\x01\x01", 3);
	buf_putc(out, (char)(len & 0xFF));
	buf_putc(out, (char)(len >> 8));
	buf_putc(out, (char)(~len & 0xFF));
	buf_putc(out, (char)(~len >> 8 & 0xFF));
	buf_add(out, rows->data, rows->len);
	for (size_t i = 0; i < rows->len; i++) {
		a = (a + (uint8_t)rows->data[i]) % 65521;
		b = (b + a) % 65521;
	}
	put_u32(out, b << 16 | a);
}

static void
make_picture(struct buf *out, uint32_t seed)
{
	struct buf header = BUF_INIT(100), rows = BUF_INIT(FILE_BYTES_MAX), data = BUF_INIT(FILE_BYTES_MAX),
		   nothing = BUF_INIT(16);

	put_u32(&header, PICTURE_WIDTH);
	put_u32(&header, PICTURE_HEIGHT);
	buf_add(&header, "\x01\x00\x00\x00\x00", 5); /* one bit of grey a pixel */
	draw(&rows, seed);
	put_stored(&data, &rows);
	buf_add(out, "\x89PNG\r\n\x1a\n", 8);
	put_chunk(out, "IHDR", &header);
	put_chunk(out, "IDAT", &data);
	put_chunk(out, "IEND", &nothing);
	buf_done(&header);
	buf_done(&rows);
	buf_done(&data);
	buf_done(&nothing);
}

static void
put_words(struct buf *out, const struct paper *paper)
{
	buf_printf(out, "%s\n\nFor: %s\nApplication: %s\nReceived: %s\n\nThis is a paper of the sample agency.\n",
		paper->label, paper->who, paper->number, paper->day);
}

/* In a PDF's own string: its signs escaped, anything beyond ASCII as a mark. */
static void
put_pdf_text(struct buf *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (strchr("()\\", text[i]))
			buf_putc(out, '\\');
		buf_putc(out, text[i] >= ' ' && text[i] <= '~' ? text[i] : '?');
	}
}

static void
make_pdf(struct buf *out, const char *words)
{
	struct buf page = BUF_INIT(FILE_BYTES_MAX);
	size_t offsets[OBJECTS];
	size_t object = 0;

	buf_puts(&page, "BT /F1 12 Tf 72 720 Td 16 TL\n");
	for (const char *line = words; *line;) {
		size_t len = strcspn(line, "\n");
		buf_puts(&page, "(");
		put_pdf_text(&page, line, len);
		buf_puts(&page, ") Tj T*\n");
		line += len + (line[len] == '\n');
	}
	buf_puts(&page, "ET\n");
	const char *const objects[OBJECTS - 1] = {
		"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 5 0 R/Resources<</Font<</F1 4 0 R>>>>>>",
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
	};
	buf_puts(out, "%PDF-1.4\n");
	for (; object < OBJECTS - 1; object++) {
		offsets[object] = out->len;
		buf_printf(out, "%zu 0 obj\n%s\nendobj\n", object + 1, objects[object]);
	}
	offsets[object] = out->len;
	buf_printf(out, "%zu 0 obj\n<</Length %zu>>\nstream\n%sendstream\nendobj\n", object + 1, page.len, page.data);
	size_t table = out->len;
	buf_printf(out, "xref\n0 %d\n0000000000 65535 f \n", OBJECTS + 1);
	for (size_t i = 0; i < OBJECTS; i++)
		buf_printf(out, "%010zu 00000 n \n", offsets[i]);
	buf_printf(out, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n", OBJECTS + 1, table);
	buf_done(&page);
}

/* ---- on the file ---- */

static const char *
label_of(struct world *world, const struct missing_item_row *of)
{
	struct err ignored = { .code = ERR_NONE };
	struct json *labels = json_parse(of->labels, strlen(of->labels), &ignored);
	const char *english = json_text(json_get(labels, "en"));
	const char *label = arena_strdup(world->arena, english ? english : of->item.requirement);

	json_free(labels);
	return label;
}

/* When it was in the life of its application. */
static bool
put_look(struct world *world, const char *id, const struct staff_member *by, int64_t at_ms)
{
	int64_t now_ms = world->txn.now_ms;

	world->txn.now_ms = at_ms;
	bool ok = document_put_look(&world->txn, id, by->id, by->name, true);
	world->txn.now_ms = now_ms;
	return ok;
}

static bool
keep(struct world *world, const struct queue_row *row, const struct missing_item_row *of, size_t number,
	const struct staff_member *ana)
{
	const struct missing_item *item = &of->item;
	char date[DATE_TEXT_MAX], hash[2 * SECRET_HASH_BYTES + 1], id[2 * SECRET_HASH_BYTES + 1];
	uint8_t digest[SECRET_HASH_BYTES];
	struct arena *arena = world->arena;
	/* An item's id is its own within its application. */
	const char *which = arena_printf(arena, "%s|%s", row->application_id, item->id);
	const char *name = item->requirement;
	struct paper paper = { label_of(world, of), row->customer_name, row->number,
		date_to_text(zone_date(ZONE_CENTRAL, item->received_at_ms), date) };
	struct buf words = BUF_INIT(FILE_BYTES_MAX), bytes = BUF_INIT(FILE_BYTES_MAX);
	bool is_picture = number % 3 == 2;

	sha256(digest, which, strlen(which));
	hex_text(id, digest, sizeof(digest));
	put_words(&words, &paper);
	if (is_picture)
		make_picture(&bytes, (uint32_t)digest[0] << 16 | (uint32_t)digest[1] << 8 | digest[2]);
	else
		make_pdf(&bytes, words.data);
	sha256(digest, bytes.data, bytes.len);
	hex_text(hash, digest, sizeof(digest));
	enum document_type type = is_picture ? DOCUMENT_PNG : DOCUMENT_PDF;
	struct document document = {
		.id = arena_printf(arena, "dc_%.24s", id),
		.application_id = row->application_id,
		.customer_id = row->customer_id,
		.item_id = item->id,
		.name = arena_printf(arena, "%s.%s", name, document_ending(type)),
		.media_type = document_media(type),
		.size = (int64_t)bytes.len,
		.sha256 = hash,
		.state = DOCUMENT_AVAILABLE,
		.text_state = is_picture ? DOCUMENT_TEXT_ABSENT : DOCUMENT_TEXT_READY,
		.from = { AUTHOR_CUSTOMER, row->customer_id, row->customer_name },
		.at_ms = item->received_at_ms,
	};
	bool ok = buf_ok(&bytes) && document_add(&world->txn, &document, bytes.data) &&
		(is_picture || document_put_checked(&world->txn, document.id, DOCUMENT_AVAILABLE,
				       DOCUMENT_TEXT_READY, words.data)) &&
		(!item->looked_at_ms || put_look(world, document.id, ana, item->looked_at_ms));
	buf_done(&words);
	buf_done(&bytes);
	return ok;
}

/* Of one application, those that somebody has looked at or those that nobody has. */
static bool
make_of(struct world *world, const char *application_id, bool looked_at, size_t most, size_t *made)
{
	const struct staff_member *ana = cast_find(world, "ana");
	struct missing_item_row *items;
	struct queue_row row;
	bool ok = true;

	if (!queue_find(world->txn.db, application_id, world->arena, &row) || !str_eq(row.assignee_id, ana->id))
		return !db_failed(world->txn.db);
	size_t count = missing_item_list(world->txn.db, row.application_id, world->arena, &items);
	for (size_t i = 0; ok && i < count && *made < most; i++) {
		const struct missing_item *item = &items[i].item;

		if (item->received_at_ms != 0 && (item->looked_at_ms != 0) == looked_at)
			ok = keep(world, &row, &items[i], (*made)++, ana);
	}
	return ok;
}

bool
documents_make(struct world *world, struct err *err)
{
	size_t made = 0;
	bool ok = true;

	for (int64_t i = 0; ok && i < 2 * world->options->applications; i++) {
		bool looked_at = i >= world->options->applications;
		const char *id = world->application_ids[i % world->options->applications];

		if (*id)
			ok = make_of(world, id, looked_at, looked_at ? FILES_MAX : UNSEEN_MAX, &made);
	}
	return ok || (db_take_failure(world->txn.db, err)
				     ? false
				     : err_set(err, ERR_INTERNAL, "A document of the sample could not be made."));
}
