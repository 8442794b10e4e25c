/* SPDX-License-Identifier: Apache-2.0
 *
 * Dates, times and words.
 */
#include "client/view/show.h"

#include "base/buf.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/words.h"
#include "domain/names.h"
#include "domain/second_person.h"
#include "domain/turn.h"
#include "domain/wording.h"

static const char *const months[] = {
	N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"),
	N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec"),
};

int
show_blanks(const char *text, int cols)
{
	int width = utf8_width(text, strlen(text));

	return width < cols ? cols - width : 0;
}

const char *
show_date(char out[SHOW_MAX], civil_date date, civil_date today)
{
	int year, month, day, this_year, this_month, this_day;

	out[0] = '\0';
	if (date == DATE_NONE)
		return out;
	date_split(date, &year, &month, &day);
	date_split(today, &this_year, &this_month, &this_day);
	/* A neighbouring December or January needs no year. */
	bool near = date - today < 180 && today - date < 180;
	if (year == this_year || near)
		snprintf(out, SHOW_MAX, "%d %s", day, _(months[month - 1]));
	else
		snprintf(out, SHOW_MAX, "%d %s %d", day, _(months[month - 1]), year);
	return out;
}

const char *
show_birth(char out[SHOW_MAX], civil_date date)
{
	int year, month, day;

	out[0] = '\0';
	if (date == DATE_NONE)
		return out;
	date_split(date, &year, &month, &day);
	snprintf(out, SHOW_MAX, "%d %s %d", day, _(months[month - 1]), year);
	return out;
}

const char *
show_period(char out[SHOW_MAX], const char *period, civil_date today)
{
	int year, month, day, to_year, to_month, to_day;
	char first[SHOW_MAX], last[SHOW_MAX];
	civil_date from, to;

	str_copy(out, SHOW_MAX, period ? period : "");
	if (!wording_split_period(period, &from, &to))
		return out;
	date_split(from, &year, &month, &day);
	date_split(to, &to_year, &to_month, &to_day);
	if (year == to_year && month == to_month)
		snprintf(first, sizeof first, "%d", day);
	else
		show_date(first, from, today);
	snprintf(out, SHOW_MAX, "%.18s-%.18s", first, show_date(last, to, today));
	return out;
}

const char *
show_item(char out[SHOW_ITEM_MAX], const struct missing_item *item, civil_date today)
{
	char period[SHOW_MAX];
	int len = snprintf(out, SHOW_ITEM_MAX, "%s", item->label);

	if (!str_empty(item->period) && len < SHOW_ITEM_MAX)
		len += snprintf(out + len, (size_t)(SHOW_ITEM_MAX - len), ", %s",
		                show_period(period, item->period, today));
	if (!str_empty(item->person) && len < SHOW_ITEM_MAX)
		snprintf(out + len, (size_t)(SHOW_ITEM_MAX - len), ", %s", item->person);
	return out;
}

const char *
show_due(char out[SHOW_MAX], civil_date due, civil_date today)
{
	if (due == DATE_NONE)
		out[0] = '\0';
	else if (due < today)
		snprintf(out, SHOW_MAX, _("%dd over"), (int)(today - due));
	else if (due == today)
		str_copy(out, SHOW_MAX, _("today"));
	else
		show_date(out, due, today);
	return out;
}

const char *
show_zone(enum zone zone)
{
	return zone == ZONE_EASTERN ? "ET" : "CT";
}

static const char *
bare_time(char out[SHOW_MAX], int64_t at_ms, enum zone zone, civil_date today)
{
	char date[SHOW_MAX];
	int minute = zone_minute_of_day(zone, at_ms);
	civil_date day = zone_date(zone, at_ms);

	if (at_ms == 0)
		out[0] = '\0';
	else if (day == today)
		snprintf(out, SHOW_MAX, "%02d:%02d", minute / 60, minute % 60);
	else
		snprintf(out, SHOW_MAX, "%.24s %02d:%02d", show_date(date, day, today), minute / 60 % 24,
		         minute % 60);
	return out;
}

const char *
show_appointment(char out[SHOW_MAX], int64_t at_ms, enum zone zone, civil_date today)
{
	char time[SHOW_MAX];

	bare_time(time, at_ms, zone, today);
	snprintf(out, SHOW_MAX, "%.30s%s%s", time, time[0] ? " " : "", time[0] ? show_zone(zone) : "");
	return out;
}

const char *
show_time(char out[SHOW_MAX], int64_t at_ms, enum zone zone, civil_date today)
{
	return zone == ZONE_CENTRAL ? bare_time(out, at_ms, zone, today) : show_appointment(out, at_ms, zone, today);
}

/* A long name is known by its initials, small words left out. */
static void
add_initials(struct buf *out, const char *name)
{
	for (int letters = 0; *name && letters < 4;) {
		if (*name < 'a' || *name > 'z') {
			buf_add(out, name, utf8_grapheme(name, strlen(name)));
			letters++;
		}
		name += strcspn(name, " ");
		name += strspn(name, " ");
	}
}

const char *
show_program_name(char out[SHOW_MAX], const char *name)
{
	struct buf text = BUF_INIT(SHOW_MAX);

	if (utf8_width(name, strlen(name)) <= 4)
		buf_puts(&text, name);
	else
		add_initials(&text, name);
	str_copy(out, SHOW_MAX, text.data);
	buf_done(&text);
	return out;
}

const char *
show_program(char out[SHOW_MAX], const struct application *app)
{
	size_t len = strlen(show_program_name(out, app->program.name ? app->program.name : ""));

	if (app->expedited)
		str_copy(out + len, SHOW_MAX - len, "*");
	return out;
}

void
show_with_dots(struct buf *out, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "{");

		buf_add(out, text, len);
		text += len;
		if (*text == '{') {
			buf_puts(out, "...");
			text += strcspn(text, "}");
			text += *text == '}';
		}
	}
}

const char *
show_short_time(char out[SHOW_MAX], int64_t at_ms, enum zone zone, civil_date today)
{
	enum { SHORT_COLS = 12 };

	bare_time(out, at_ms, zone, today);
	if (strlen(out) > SHORT_COLS)
		show_date(out, zone_date(zone, at_ms), today);
	return out;
}

const char *
show_turn(enum turn turn)
{
	switch (turn) {
	case TURN_ME: return _("me");
	case TURN_CUSTOMER: return _("cust");
	case TURN_SECOND: return _("2nd");
	case TURN_AGENCY: return _("agcy");
	case TURN_NONE: break;
	}
	return "";
}

static const char *
waiting_for_proof(char out[SHOW_ACT_MAX], const struct application *app, civil_date today)
{
	char date[SHOW_MAX];
	struct buf text = BUF_INIT(SHOW_ACT_MAX);

	buf_printf(&text, n_("%d item", "%d items", app->items_open), (int)app->items_open);
	if (app->proof_due_on != DATE_NONE)
		buf_printf(&text, _(", due %s"), show_date(date, app->proof_due_on, today));
	if (app->items_received > 0)
		buf_printf(&text, _(" (%d in)"), (int)app->items_received);
	str_copy(out, SHOW_ACT_MAX, text.data);
	buf_done(&text);
	return out;
}

/* Why a second person has to sign, as far as there is room. */
static void
second_person(char out[SHOW_ACT_MAX], const struct text_list *because)
{
	struct buf text = BUF_INIT(SHOW_ACT_MAX);

	for (size_t i = 0; i < because->count; i++) {
		enum second_ground ground = second_ground_from_wire(because->at[i]);

		/* A newer server may know more of them. */
		buf_printf(&text, "%s%s", i > 0 ? ", " : "",
		           ground == SECOND_NONE ? because->at[i] : _(second_ground_row_text(ground)));
	}
	snprintf(out, SHOW_ACT_MAX, _("sign: %s"), text.data);
	buf_done(&text);
}

/* A reminder that is due, and an appeal, stand beside the move. */
static void
add_marks(char out[SHOW_ACT_MAX], const struct application *app, civil_date today)
{
	struct buf text = BUF_INIT(SHOW_ACT_MAX);

	buf_puts(&text, out);
	if (app->remind_on != DATE_NONE && app->remind_on <= today)
		buf_printf(&text, "%s%s", text.len ? ", " : "", _("reminder"));
	if (app->appeal_open)
		buf_printf(&text, "%s%s", text.len ? ", " : "", _("appeal open"));
	str_copy(out, SHOW_ACT_MAX, text.data);
	buf_done(&text);
}

static void
show_move(char out[SHOW_ACT_MAX], const struct application *app, enum zone zone, civil_date today)
{
	char time[SHOW_MAX];

	out[0] = '\0';
	if (str_eq(app->next_act, NEXT_WAIT_FOR_PROOF)) {
		waiting_for_proof(out, app, today);
		return;
	}
	if (str_eq(app->next_act, NEXT_INTERVIEW) || str_eq(app->next_act, NEXT_WAIT_FOR_INTERVIEW)) {
		snprintf(out, SHOW_ACT_MAX, _("interview %s"),
		         show_appointment(time, app->interview_at_ms, zone, today));
		return;
	}
	if (str_eq(app->next_act, NEXT_SECOND) && app->second_person_because.count > 0) {
		second_person(out, &app->second_person_because);
		return;
	}
	if (str_eq(app->next_act, NEXT_NONE))
		return;
	const char *name = name_of(NAMES_NEXT, app->next_act);
	str_copy(out, SHOW_ACT_MAX, name ? _(name) : app->next_act);
}

const char *
show_next_act(char out[SHOW_ACT_MAX], const struct application *app, enum zone zone,
              civil_date today)
{
	show_move(out, app, zone, today);
	add_marks(out, app, today);
	return out;
}
