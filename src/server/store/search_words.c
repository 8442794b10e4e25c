/* SPDX-License-Identifier: Apache-2.0
 *
 * Cutting text into words and words into a match expression.
 */
#include "server/store/search_words.h"

#include "base/utf8.h"
#include "server/store/limits.h"

/* What separates words beyond ASCII: spaces and punctuation of the blocks that
 * fold() leaves as they are. */
static bool
is_separator(uint32_t point)
{
	if (point < 0x80)
		return !((point >= '0' && point <= '9') || (point >= 'a' && point <= 'z') ||
		         (point >= 'A' && point <= 'Z'));
	return (point < 0xC0 && point != 0xAA && point != 0xB5 && point != 0xBA) ||
	       (point >= 0x2000 && point <= 0x206F) || (point >= 0x3000 && point <= 0x303F) ||
	       (point >= 0xFE10 && point <= 0xFE6F) || point == 0x60C || point == 0x61B ||
	       point == 0x61F || point == 0x6D4 || point == UTF8_REPLACEMENT;
}

void
search_words(struct buf *out, const char *text)
{
	struct buf folded = BUF_INIT(4 * strlen(text) + 64);
	bool in_word = false;
	size_t start = out->len;

	utf8_fold(&folded, text, strlen(text));
	for (size_t at = 0; at < folded.len;) {
		uint32_t point;
		size_t used = utf8_decode(folded.data + at, folded.len - at, &point);
		bool separates = is_separator(point);
		/* O'Brien and OBrien are one name. */
		if (point == '\'' || point == 0x2019) {
			at += used;
			continue;
		}
		if (!separates) {
			if (!in_word && out->len > start)
				buf_putc(out, ' ');
			buf_add(out, folded.data + at, used);
		}
		in_word = !separates;
		at += used;
	}
	buf_done(&folded);
}

bool
search_match(struct buf *out, enum db_kind kind, const char *words, enum match match,
             unsigned whole)
{
	int count = 0;

	/* A sign between two blanks leaves no word. */
	for (words += strspn(words, " "); *words && count < SEARCH_WORDS_MAX;) {
		size_t len = strcspn(words, " ");
		bool is_last = words[len] == '\0';
		bool begins = match == MATCH_BEGINNINGS ||
		              (match == MATCH_SHORT_BEGINNINGS && len <= SEARCH_PREFIX_MAX) ||
		              (match == MATCH_LAST_BEGINS && is_last);
		begins = begins && !(whole >> count & 1);
		if (count++)
			buf_puts(out, kind == DB_SQLITE ? " AND " : " & ");
		/* Words hold no quote: search_words() cut them. */
		buf_putc(out, kind == DB_SQLITE ? '"' : '\'');
		buf_add(out, words, len);
		buf_putc(out, kind == DB_SQLITE ? '"' : '\'');
		if (begins)
			buf_puts(out, kind == DB_SQLITE ? "*" : ":*");
		words += len;
		words += strspn(words, " ");
	}
	return count > 0 && buf_ok(out);
}
