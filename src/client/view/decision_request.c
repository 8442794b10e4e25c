/* SPDX-License-Identifier: Apache-2.0
 *
 * The request that a decision form makes, and whether it may be made yet.
 */
#include "base/money.h"
#include "base/str.h"
#include "base/words.h"
#include "client/model/record.h"
#include "client/view/decision_form.h"

bool
decision_form_check(struct decision_view *dv)
{
	enum record_state reasons = dv->form.record->load[RECORD_REASONS].state;
	char why[FORM_ERROR_MAX] = "", word[CODE_WORD_MAX];

	form_clear_errors(&dv->form.form);
	if (reasons == RECORD_LOADING)
		str_copy(why, sizeof why, _("The reasons are still being loaded; try again."));
	else if (decision_form_unknown(dv, word))
		snprintf(why, sizeof why, _("No reason of this program is called \"%s\"."), word);
	else if (dv->reason_count == 0)
		str_copy(why, sizeof why, _("Give at least one reason, by its code."));
	if (!why[0])
		return form_check(&dv->form.form);
	form_error(&dv->form.form, FIELD_CODES, why);
	form_focus(&dv->form.form, FIELD_CODES);
	return false;
}

static void
put_fact(struct json_out *out, const struct decision_view *dv, int tag,
         const struct reason_fact_view *fact)
{
	const char *text = form_text(&dv->form.form, tag);
	char iso[DATE_TEXT_MAX];
	civil_date date;
	int64_t number;

	if (str_empty(text))
		return;
	if (str_eq(fact->type, "date") && form_date(&dv->form.form, tag, &date)) {
		json_put_text(out, fact->name, date_to_text(date, iso));
	} else if (str_eq(fact->type, "money") && form_money(&dv->form.form, tag, &number)) {
		char amount[MONEY_TEXT_MAX];

		json_begin_object(out, fact->name);
		json_put_text(out, "amount", money_to_text(number, amount));
		json_put_text(out, "currency", "USD");
		json_end_object(out);
	} else if (str_eq(fact->type, "number") && str_to_i64(text, &number)) {
		json_put_int(out, fact->name, number);
	} else {
		json_put_text(out, fact->name, text);
	}
}

static void
put_reasons(struct json_out *out, const struct decision_view *dv)
{
	json_begin_list(out, "reasons");
	for (size_t i = 0; i < dv->reason_count; i++) {
		const struct reason_code_view *reason = record_reason(dv->form.record, dv->reasons[i].code);

		json_begin_object(out, NULL);
		json_put_text(out, "code", dv->reasons[i].code);
		json_begin_object(out, "facts");
		for (size_t f = 0; reason && f < reason->facts.count && f < FACTS_MAX; f++)
			if (!str_eq(reason->facts.at[f].type, "items"))
				put_fact(out, dv, FIELD_FACT_FIRST + (int)(i * FACTS_MAX + f),
				         &reason->facts.at[f]);
		json_end_object(out);
		json_end_object(out);
	}
	json_end_list(out);
}

static void
put_amounts(struct json_out *out, const struct decision_view *dv)
{
	json_begin_list(out, "amounts");
	for (int i = 0; dv->approving && i < AMOUNTS_SHOWN; i++) {
		int tag = FIELD_AMOUNT_FIRST + 3 * i;
		char text[MONEY_TEXT_MAX];
		civil_date from, to;
		int64_t cents;

		if (!form_date(&dv->form.form, tag, &from) || !form_money(&dv->form.form, tag + 2, &cents))
			continue;
		json_begin_object(out, NULL);
		json_put_text(out, "from", date_to_text(from, text));
		if (form_date(&dv->form.form, tag + 1, &to))
			json_put_text(out, "to", date_to_text(to, text));
		json_begin_object(out, "amount");
		json_put_text(out, "amount", money_to_text(cents, text));
		json_put_text(out, "currency", "USD");
		json_end_object(out);
		json_end_object(out);
	}
	json_end_list(out);
}

bool
decision_form_body(const struct decision_view *dv, struct buf *out)
{
	struct json_out json = JSON_OUT(out);
	const char *outcome = form_text(&dv->form.form, FIELD_OUTCOME);
	const char *rationale = form_text(&dv->form.form, FIELD_RATIONALE);
	const struct application *app = dv->form.record->application;

	if (str_empty(outcome))
		return false;
	json_begin_object(&json, NULL);
	json_put_text(&json, "application_id", dv->form.view.place.id);
	json_put_int(&json, "application_version", dv->form.version);
	json_put_text(&json, "outcome", outcome);
	put_reasons(&json, dv);
	if (dv->approving)
		put_amounts(&json, dv);
	if (dv->differs && !str_empty(form_text(&dv->form.form, FIELD_DIFFERS)))
		json_put_text(&json, "advice_differs_because", form_text(&dv->form.form, FIELD_DIFFERS));
	if (!str_empty(rationale))
		json_put_text(&json, "rationale", rationale);
	if (app && str_eq(dv->form.view.place.arg, "supersede") && app->decision_id)
		json_put_text(&json, "supersedes", app->decision_id);
	json_end_object(&json);
	return buf_ok(out);
}
