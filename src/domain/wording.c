/* SPDX-License-Identifier: Apache-2.0
 *
 * How each language writes a date, a time, money and a list.  Knows grammar
 * and no casework.
 */
#include "domain/wording.h"

#include <ctype.h>
#include <string.h>

#include "base/str.h"

static const char *const months_en[] = { "January", "February", "March", "April", "May", "June",
	"July", "August", "September", "October", "November", "December" };
static const char *const months_es[] = { "enero", "febrero", "marzo", "abril", "mayo", "junio",
	"julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre" };

enum tongue { TONGUE_OTHER, TONGUE_ENGLISH, TONGUE_SPANISH };

static enum tongue
tongue_of(const char *language)
{
	if (str_eq(language, "en"))
		return TONGUE_ENGLISH;
	return str_eq(language, "es") ? TONGUE_SPANISH : TONGUE_OTHER;
}

void
wording_date(struct buf *out, civil_date date, const char *language)
{
	char text[DATE_TEXT_MAX];
	int year, month, day;

	assert(date != DATE_NONE);
	date_split(date, &year, &month, &day);
	switch (tongue_of(language)) {
	case TONGUE_ENGLISH:
		buf_printf(out, "%s %d, %d", months_en[month - 1], day, year);
		break;
	case TONGUE_SPANISH:
		buf_printf(out, "%d de %s de %d", day, months_es[month - 1], year);
		break;
	case TONGUE_OTHER:
		buf_puts(out, date_to_text(date, text));
		break;
	}
}

void
wording_range(struct buf *out, civil_date from, civil_date to, const char *language)
{
	int year, month, day, to_year, to_month, to_day;

	date_split(from, &year, &month, &day);
	date_split(to, &to_year, &to_month, &to_day);
	switch (tongue_of(language)) {
	case TONGUE_ENGLISH:
		buf_printf(out, "%s %d", months_en[month - 1], day);
		if (year != to_year)
			buf_printf(out, ", %d", year);
		buf_puts(out, " to ");
		break;
	case TONGUE_SPANISH:
		buf_printf(out, "del %d de %s", day, months_es[month - 1]);
		if (year != to_year)
			buf_printf(out, " de %d", year);
		buf_puts(out, " al ");
		break;
	case TONGUE_OTHER:
		wording_date(out, from, language);
		buf_puts(out, " – ");
		break;
	}
	wording_date(out, to, language);
}

bool
wording_split_period(const char *period, civil_date *ret_from, civil_date *ret_to)
{
	char from[DATE_TEXT_MAX];
	const char *slash = period ? strchr(period, '/') : NULL;
	civil_date first, last;

	if (!slash || (size_t)(slash - period) >= sizeof(from))
		return false;
	memcpy(from, period, (size_t)(slash - period));
	from[slash - period] = '\0';
	if (!date_from_text(from, &first) || !date_from_text(slash + 1, &last) || last < first)
		return false;
	*ret_from = first;
	*ret_to = last;
	return true;
}

void
wording_period(struct buf *out, const char *period, const char *language)
{
	civil_date from, to;

	if (wording_split_period(period, &from, &to))
		wording_range(out, from, to, language);
	else
		buf_puts(out, period);
}

/* Groups of three by hand: the locale of the process is nobody's here. */
void
wording_money(struct buf *out, int64_t cents)
{
	uint64_t whole = cents < 0 ? 0 - (uint64_t)cents : (uint64_t)cents;
	uint64_t dollars = whole / 100;
	uint64_t group = 1;

	while (dollars / group >= 1000)
		group *= 1000;
	buf_printf(out, "%s$%llu", cents < 0 ? "-" : "", (unsigned long long)(dollars / group));
	for (group /= 1000; group > 0; group /= 1000)
		buf_printf(out, ",%03llu", (unsigned long long)(dollars / group % 1000));
	buf_printf(out, ".%02u", (unsigned)(whole % 100));
}

/* With its zone: a county line can lie between the office and the customer. */
void
wording_instant(struct buf *out, int64_t at_ms, enum zone zone, const char *language)
{
	static const char *const zones_en[] = { "UTC", "Central Time", "Eastern Time" };
	static const char *const zones_es[] = { "UTC", "hora del Centro", "hora del Este" };
	int minute = zone_minute_of_day(zone, at_ms);
	int hour = minute / 60;
	int hour12 = hour % 12 ? hour % 12 : 12;

	wording_date(out, zone_date(zone, at_ms), language);
	minute %= 60;
	switch (tongue_of(language)) {
	case TONGUE_ENGLISH:
		buf_printf(out, " at %d:%02d %s, %s", hour12, minute, hour < 12 ? "AM" : "PM",
			zones_en[zone]);
		break;
	case TONGUE_SPANISH:
		buf_printf(out, " a la%s %d:%02d %s (%s)", hour12 == 1 ? "" : "s", hour12, minute,
			hour < 12 ? "a. m." : "p. m.", zones_es[zone]);
		break;
	case TONGUE_OTHER:
		buf_printf(out, " %02d:%02d (%s)", hour, minute, zones_en[zone]);
		break;
	}
}

/* Spanish "y" gives way to "e" before the sound of i, but not before "hie". */
static bool
sounds_like_i(const char *word)
{
	int first = tolower((unsigned char)word[0]);
	int second = first ? tolower((unsigned char)word[1]) : 0;

	if (first == 'i')
		return true;
	if (str_starts(word, "í") || str_starts(word, "Í"))
		return true;
	return first == 'h' && second == 'i' && tolower((unsigned char)word[2]) != 'e';
}

const char *
wording_between(size_t index, size_t count, const char *next, const char *language)
{
	if (index == 0)
		return "";
	if (index + 1 < count)
		return "; ";
	switch (tongue_of(language)) {
	case TONGUE_ENGLISH:
		return "; and ";
	case TONGUE_SPANISH:
		return sounds_like_i(next) ? "; e " : "; y ";
	case TONGUE_OTHER:
		break;
	}
	return "; ";
}

void
wording_for_person(struct buf *out, const char *person, const char *language)
{
	static const char *const links[] = { ", ", ", for ", ", de " };

	buf_puts(out, links[tongue_of(language)]);
	buf_puts(out, person);
}

void
wording_attention(struct buf *out, const char *person, const char *language)
{
	static const char *const marks[] = { "Attn: ", "Attn: ", "A la atención de: " };

	buf_puts(out, marks[tongue_of(language)]);
	buf_puts(out, person);
}

void
wording_from(struct buf *out, civil_date date, const char *language)
{
	static const char *const links[] = { "", "from ", "desde el " };

	buf_puts(out, links[tongue_of(language)]);
	wording_date(out, date, language);
	if (tongue_of(language) == TONGUE_OTHER)
		buf_puts(out, " –");
}

void
wording_mode(struct buf *out, const char *mode, const char *language)
{
	static const struct {
		const char *mode;
		const char *in[3];
	} modes[] = {
		{ "phone", { "phone", "by phone", "por teléfono" } },
		{ "office", { "office", "at our office", "en nuestra oficina" } },
		{ "video", { "video", "by video call", "por videollamada" } },
	};

	for (size_t i = 0; i < countof(modes); i++)
		if (str_eq(modes[i].mode, mode)) {
			buf_puts(out, modes[i].in[tongue_of(language)]);
			return;
		}
	buf_puts(out, mode);
}

/* ---- braces ---- */

static bool
is_name_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

/* text stands on '{'; the name's length, 0 when this is no brace. */
static size_t
brace_length(const char *text)
{
	size_t len = 0;

	while (is_name_byte(text[1 + len]))
		len++;
	return len > 0 && len < BRACE_NAME_MAX && text[1 + len] == '}' ? len : 0;
}

/*
 * Walks a text: out may be NULL (names only), fill may be NULL (nothing is
 * filled).  False at the first brace that is malformed or cannot be filled,
 * with its name, or what stands there, in bad.
 */
static bool
walk(struct buf *out, const char *text, brace_fn *fill, brace_seen_fn *seen, void *context,
	char bad[BRACE_NAME_MAX])
{
	while (*text) {
		size_t len = strcspn(text, "{}");

		if (out)
			buf_add(out, text, len);
		text += len;
		if (!*text)
			break;
		if (text[0] == text[1]) { /* "{{" and "}}" */
			if (out)
				buf_putc(out, *text);
			text += 2;
			continue;
		}
		len = *text == '{' ? brace_length(text) : 0;
		if (len == 0) {
			str_copy(bad, BRACE_NAME_MAX, text);
			return false;
		}
		memcpy(bad, text + 1, len);
		bad[len] = '\0';
		if (seen)
			seen(context, bad);
		if (fill && !fill(context, bad, out))
			return false;
		text += len + 2;
	}
	return true;
}

bool
wording_fill(struct buf *out, const char *text, brace_fn *fill, void *context, struct err *err)
{
	char bad[BRACE_NAME_MAX];

	assert(fill);
	if (!walk(out, text, fill, NULL, context, bad))
		return err_set(err, ERR_VALIDATION_FAILED,
			"the wording needs {%s}, which is not known", bad);
	if (!buf_ok(out))
		return err_set(
			err, ERR_VALIDATION_FAILED, "the wording is too long once it is filled in");
	return true;
}

bool
wording_each_brace(const char *text, brace_seen_fn *visit, void *context)
{
	char bad[BRACE_NAME_MAX];

	return walk(NULL, text, NULL, visit, context, bad);
}
