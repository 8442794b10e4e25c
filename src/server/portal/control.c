/* SPDX-License-Identifier: Apache-2.0
 *
 * The controls of a form: each with its label, its hint and what is wrong
 * with it, tied together for those who hear the page.
 */
#include "base/str.h"
#include "server/portal/form.h"

/* ---- what surrounds a control ---- */

static void
put_id(struct page *page, const struct control *control, const char *end)
{
	page_text(page, control->id);
	page_put(page, end);
}

static void
put_required(struct page *page, const struct control *control)
{
	if (!control->required)
		return;
	page_put(page, " <span class=\"must\">(");
	page_say(page, N_("required"));
	page_put(page, ")</span>");
}

static void
put_below_label(struct page *page, const struct control *control)
{
	if (!str_empty(control->hint)) {
		page_put(page, "<p class=\"hint\" id=\"");
		put_id(page, control, "-hint\">");
		page_text(page, control->hint);
		page_put(page, "</p>\n");
	}
	if (control->fault) {
		page_put(page, "<p class=\"wrong\" id=\"");
		put_id(page, control, "-wrong\">");
		page_text(page, control->fault);
		page_put(page, "</p>\n");
	}
}

static void
put_described(struct page *page, const struct control *control)
{
	if (!str_empty(control->hint) || control->fault) {
		page_put(page, " aria-describedby=\"");
		if (!str_empty(control->hint))
			put_id(page, control, control->fault ? "-hint " : "-hint");
		if (control->fault)
			put_id(page, control, "-wrong");
		page_put(page, "\"");
	}
}

static void
put_invalid(struct page *page, const struct control *control)
{
	if (control->fault)
		page_put(page, " aria-invalid=\"true\"");
}

static void
begin_single(struct page *page, const struct control *control)
{
	buf_printf(&page->out, "<div class=\"field%s\"><label for=\"", control->fault ? " bad" : "");
	put_id(page, control, "\">");
	page_text(page, control->label);
	put_required(page, control);
	page_put(page, "</label>\n");
	put_below_label(page, control);
}

static void
begin_group(struct page *page, const struct control *control)
{
	buf_printf(&page->out, "<fieldset class=\"field%s\"", control->fault ? " bad" : "");
	put_described(page, control);
	page_put(page, "><legend>");
	page_text(page, control->label);
	put_required(page, control);
	page_put(page, "</legend>\n");
	put_below_label(page, control);
}

static void
put_attributes(struct page *page, const struct control *control)
{
	page_put(page, " id=\"");
	put_id(page, control, "\" name=\"");
	put_id(page, control, "\" autocomplete=\"");
	page_put(page, control->autocomplete ? control->autocomplete : "off");
	page_put(page, "\"");
	if (control->inputmode)
		buf_printf(&page->out, " inputmode=\"%s\"", control->inputmode);
	if (control->max > 0)
		buf_printf(&page->out, " maxlength=\"%zu\"", control->max);
	if (control->required)
		page_put(page, " required");
	put_described(page, control);
	put_invalid(page, control);
}

/* ---- texts ---- */

void
form_text(struct page *page, const struct control *control)
{
	begin_single(page, control);
	if (control->prefix) {
		page_put(page, "<span class=\"unit\"><span aria-hidden=\"true\">");
		page_text(page, control->prefix);
		page_put(page, "</span>");
	}
	buf_printf(&page->out, "<input type=\"%s\"%s", control->type ? control->type : "text",
		control->is_short ? " class=\"short\"" : "");
	put_attributes(page, control);
	page_put(page, " value=\"");
	page_text(page, control->value);
	page_put(page, control->prefix ? "\"></span></div>\n" : "\"></div>\n");
}

void
form_area(struct page *page, const struct control *control)
{
	begin_single(page, control);
	page_put(page, "<textarea rows=\"5\"");
	put_attributes(page, control);
	/* The first line break after the tag is not part of the text. */
	page_put(page, ">\n");
	page_text(page, control->value);
	page_put(page, "</textarea></div>\n");
}

/* ---- dates ---- */

enum { YEAR_FULL = 1000 };
enum date_part { PART_MONTH, PART_DAY, PART_YEAR, PART_COUNT };

static const struct {
	const char *suffix, *label;
	const char *digits;
} parts[PART_COUNT] = {
	[PART_MONTH] = { "-month", N_("Month"), "2" },
	[PART_DAY] = { "-day", N_("Day"), "2" },
	[PART_YEAR] = { "-year", N_("Year"), "4" },
};

static const char *
posted_part(const struct portal_request *rq, const char *id, enum date_part part)
{
	return portal_form(rq, arena_printf(rq->arena, "%s%s", id, parts[part].suffix));
}

static const char *
part_of(struct page *page, const struct control *control, enum date_part part)
{
	const char *posted = posted_part(page->rq, control->id, part);
	int numbers[PART_COUNT];
	civil_date date;

	if (posted)
		return posted;
	if (str_empty(control->value) || !date_from_text(control->value, &date))
		return "";
	date_split(date, &numbers[PART_YEAR], &numbers[PART_MONTH], &numbers[PART_DAY]);
	return arena_printf(page->rq->arena, "%d", numbers[part]);
}

void
form_date(struct page *page, const struct control *control)
{
	begin_group(page, control);
	page_put(page, "<div class=\"date\">\n");
	for (enum date_part part = 0; part < PART_COUNT; part++) {
		const char *suffix = part == 0 ? "" : parts[part].suffix;
		page_put(page, "<div><label for=\"");
		put_id(page, control, suffix);
		page_put(page, "\">");
		page_say(page, parts[part].label);
		/* The list of faults leads to the control that has the field's own id. */
		page_put(page, "</label><input type=\"text\" inputmode=\"numeric\" id=\"");
		put_id(page, control, suffix);
		page_put(page, "\" name=\"");
		put_id(page, control, parts[part].suffix);
		buf_printf(&page->out, "\" autocomplete=\"%s%s\" maxlength=\"%s\"",
			control->autocomplete ? control->autocomplete : "off",
			control->autocomplete ? parts[part].suffix : "", parts[part].digits);
		put_invalid(page, control);
		page_put(page, " value=\"");
		page_text(page, part_of(page, control, part));
		page_put(page, "\"></div>\n");
	}
	page_put(page, "</div></fieldset>\n");
}

/* Digits with blanks around them; false when it is anything else. */
static bool
read_part(const char *text, int64_t *ret)
{
	char digits[8];
	size_t len;
	text += strspn(text, " ");
	len = strspn(text, "0123456789");
	if (len == 0 || len >= sizeof(digits) || text[len + strspn(text + len, " ")] != '\0')
		return false;
	memcpy(digits, text, len);
	digits[len] = '\0';
	return str_to_i64(digits, ret);
}

enum form_read
form_date_read(const struct portal_request *rq, const char *id, civil_date *ret)
{
	int64_t numbers[PART_COUNT];
	size_t empty = 0;
	bool good = true;

	for (enum date_part part = 0; part < PART_COUNT; part++) {
		const char *text = posted_part(rq, id, part);
		if (!text || text[strspn(text, " ")] == '\0')
			empty++;
		else if (!read_part(text, &numbers[part]))
			good = false;
	}
	*ret = DATE_NONE;
	if (empty == PART_COUNT)
		return FORM_EMPTY;
	if (empty > 0 || !good)
		return FORM_BAD;
	if (numbers[PART_YEAR] < YEAR_FULL)
		return FORM_SHORT_YEAR;
	char text[32];
	snprintf(text, sizeof(text), "%04d-%02d-%02d", (int)numbers[PART_YEAR],
		(int)numbers[PART_MONTH], (int)numbers[PART_DAY]);
	return date_from_text(text, ret) ? FORM_GOOD : FORM_BAD;
}

const char *
form_date_words(enum form_read read)
{
	return read == FORM_SHORT_YEAR
		? date_fault_words(DATE_SHORT_YEAR)
		: N_("Please give month, day and year in numbers, for example 3, 4 and 1961.");
}

/* ---- money ---- */

const char *
form_money_words(enum money_typed typed)
{
	return typed == MONEY_COMMA ? N_("Please write cents after a point: 50.00 for fifty dollars. A comma stands only between thousands: 1,250.")
				    : N_("Please give an amount of dollars, for example 291.50.");
}

/* ---- choices ---- */

static void
put_select(struct page *page, const struct control *control, const struct form_option *options, size_t count)
{
	begin_single(page, control);
	page_put(page, "<select");
	put_attributes(page, control);
	page_put(page, ">\n<option value=\"\">");
	page_say(page, N_("Choose one"));
	page_put(page, "</option>\n");
	for (size_t i = 0; i < count; i++) {
		page_put(page, "<option value=\"");
		page_text(page, options[i].value);
		page_put(page, options[i].chosen ? "\" selected>" : "\">");
		page_text(page, options[i].label);
		page_put(page, "</option>\n");
	}
	page_put(page, "</select></div>\n");
}

/* The first has the field's own id: there the list of faults leads to. */
static void
put_boxes(struct page *page, const struct control *control, const struct form_option *options, size_t count,
	const char *type)
{
	begin_group(page, control);
	for (size_t i = 0; i < count; i++) {
		const char *id = i == 0 ? control->id
					: arena_printf(page->rq->arena, "%s-%zu", control->id, i + 1);
		buf_printf(&page->out, "<div class=\"pick\"><input type=\"%s\" id=\"", type);
		page_text(page, id);
		page_put(page, "\" name=\"");
		put_id(page, control, "\" value=\"");
		page_text(page, options[i].value);
		page_put(page, options[i].chosen ? "\" checked" : "\"");
		page_put(page, "><label for=\"");
		page_text(page, id);
		page_put(page, "\">");
		page_text(page, options[i].label);
		page_put(page, "</label></div>\n");
	}
	page_put(page, "</fieldset>\n");
}

void
form_choice(struct page *page, const struct control *control, const struct form_option *options, size_t count)
{
	if (count >= FORM_SELECT_FROM)
		put_select(page, control, options, count);
	else
		put_boxes(page, control, options, count, "radio");
}

void
form_checks(struct page *page, const struct control *control, const struct form_option *options, size_t count)
{
	put_boxes(page, control, options, count, "checkbox");
}

void
form_yesno(struct page *page, const struct control *control)
{
	const struct form_option options[] = {
		{ "yes", say(page, N_("Yes")), str_eq(control->value, "yes") },
		{ "no", say(page, N_("No")), str_eq(control->value, "no") },
	};
	put_boxes(page, control, options, countof(options), "radio");
}
