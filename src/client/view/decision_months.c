/* SPDX-License-Identifier: Apache-2.0
 *
 * What the worksheet says of an amount, of the month that it begins in: figures
 * change with the years, and the server holds each amount against its own.
 */
#include "base/money.h"
#include "base/str.h"
#include "base/words.h"
#include "client/model/record.h"
#include "client/view/decision_form.h"

/* "2025-11" of the day an amount begins; false: none is typed. */
static bool
month_of(const struct decision_view *dv, int at, char out[DATE_TEXT_MAX])
{
	civil_date from;

	if (!form_find_const(&dv->form.form, FIELD_AMOUNT_FIRST + 3 * at) ||
	    !form_date(&dv->form.form, FIELD_AMOUNT_FIRST + 3 * at, &from))
		return false;
	date_to_text(from, out);
	out[strlen("2025-11")] = '\0';
	return true;
}

/* The worksheet at hand is of the month of filing. */
void
decision_months_ask(struct decision_view *dv, int first_tag, struct fx *fx)
{
	const struct worksheet *sheet = dv->form.record->worksheet;
	char month[DATE_TEXT_MAX];

	for (int i = 0; sheet && i < AMOUNTS_SHOWN; i++) {
		struct month_figure *figure = &dv->months[i];

		/* A day half typed is some other day. */
		if (form_focused(&dv->form.form) == FIELD_AMOUNT_FIRST + 3 * i || !month_of(dv, i, month) ||
		    str_eq(month, sheet->month) || str_eq(month, figure->month))
			continue;
		*figure = (struct month_figure){ .amount = "" };
		str_copy(figure->month, sizeof figure->month, month);
		figure->request = view_get(&dv->form.view, fx, first_tag + i,
		                           "/v1/applications/%s/worksheet?month=%s",
		                           dv->form.view.place.id, month);
	}
}

void
decision_months_take(struct decision_view *dv, int at, const struct reply *reply)
{
	struct month_figure *figure = &dv->months[at];
	const char *amount = json_text(json_get(reply->json, "amount"));

	if (reply->request != figure->request)
		return;
	figure->request = 0;
	if (!reply->ok) {
		figure->month[0] = '\0'; /* asked for again at the next key */
		return;
	}
	str_copy(figure->amount, sizeof figure->amount, amount ? amount : "");
	if (!json_int(json_get(reply->json, "amount_step"), &figure->step))
		figure->step = 0;
}

/* NULL where the worksheet has no figure, or it has not come yet. */
static const char *
advised_amount(const struct decision_view *dv, int at, int64_t *ret_step)
{
	const struct worksheet *sheet = dv->form.record->worksheet;
	const struct month_figure *figure = &dv->months[at];
	char month[DATE_TEXT_MAX];

	if (!sheet || !month_of(dv, at, month))
		return NULL;
	if (!str_eq(month, sheet->month)) {
		*ret_step = figure->step;
		return str_eq(month, figure->month) && figure->amount[0] ? figure->amount : NULL;
	}
	*ret_step = sheet->first_amount_step ? sheet->first_amount_step : sheet->amount_step;
	return sheet->first_amount_step ? sheet->first_amount : sheet->amount;
}

/* True where it is another amount, which has to be explained. */
static bool
compare(struct decision_view *dv, int tag)
{
	int64_t step = 0, typed, cents;
	const char *advised = advised_amount(dv, (tag - FIELD_AMOUNT_FIRST) / 3, &step);
	struct buf words = BUF_INIT(FORM_ERROR_MAX);
	char amount[MONEY_SHORT_MAX];
	bool differs = false;

	if (advised && form_money(&dv->form.form, tag, &typed) && money_from_text(advised, &cents)) {
		differs = typed != cents;
		if (!differs)
			buf_printf(&words, _("= step %lld"), (long long)step);
		else
			buf_printf(&words, _("not step %lld (%s): say why"), (long long)step,
			           money_short(advised, amount));
	}
	form_note(&dv->form.form, tag, words.data);
	buf_done(&words);
	return differs;
}

void
decision_months_compare(struct decision_view *dv, int before)
{
	struct form_field *why;
	bool differs = false;

	for (int i = 0; i < AMOUNTS_SHOWN; i++) {
		int tag = FIELD_AMOUNT_FIRST + 3 * i + 2;

		/* While it is typed nothing is said of it. */
		if (tag == before && tag == form_focused(&dv->form.form))
			form_note(&dv->form.form, tag, "");
		else
			differs = compare(dv, tag) || differs;
	}
	why = form_find(&dv->form.form, FIELD_DIFFERS);
	if (why)
		why->wanted = differs && str_empty(form_text(&dv->form.form, FIELD_DIFFERS));
}
