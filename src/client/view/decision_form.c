/* SPDX-License-Identifier: Apache-2.0
 *
 * Fields and request of the decision form.
 */
#include "client/view/decision_form.h"

#include "base/money.h"
#include "base/str.h"
#include "base/utf8.h"
#include "client/model/record.h"
#include "client/view/show.h"

enum { RETURN_COLS = 280 }; /* of why it came back: about four rows */

static const char *
outcome_kind(const struct decision_view *dv)
{
	const char *outcome = form_text(&dv->form.form, FIELD_OUTCOME);

	return str_eq(outcome, "approved") ? "approve" : str_eq(outcome, "denied") ? "deny" : "";
}

/* ---- codes ---- */

size_t
decision_form_last_code(const char *codes)
{
	size_t at = strlen(codes);

	while (at > 0 && codes[at - 1] != ' ')
		at--;
	return at;
}

static bool
is_listed(const struct decision_view *dv, const char *code)
{
	for (size_t i = 0; i < dv->reason_count; i++)
		if (str_eq(dv->reasons[i].code, code))
			return true;
	return false;
}

/* By code ("d07"), or by words of its text ("interview"). */
static bool
fits(const struct reason_code_view *reason, const char *typed)
{
	struct buf needle = BUF_INIT(200);
	struct buf text = BUF_INIT(4000);
	bool fit;

	utf8_fold(&needle, typed, strlen(typed));
	utf8_fold(&text, reason->code, strlen(reason->code));
	fit = str_starts(text.data, needle.data);
	buf_putc(&text, ' ');
	utf8_fold(&text, reason->text, strlen(reason->text));
	fit = fit || (needle.len >= 3 && strstr(text.data, needle.data));
	buf_done(&needle);
	buf_done(&text);
	return fit;
}

const struct reason_code_view *
decision_form_candidate(const struct decision_view *dv, int nth)
{
	const struct record *record = dv->form.record;
	const char *codes = form_text(&dv->form.form, FIELD_CODES);
	const char *typed = codes + decision_form_last_code(codes);
	const char *kind = outcome_kind(dv);

	for (size_t i = 0; i < record->reasons.count; i++) {
		const struct reason_code_view *reason = &record->reasons.at[i];

		if (kind[0] ? !str_eq(reason->kind, kind) :
		              !str_eq(reason->kind, "approve") && !str_eq(reason->kind, "deny"))
			continue;
		/* The one being typed may be complete already. */
		if ((is_listed(dv, reason->code) && typed[0] == '\0') || !fits(reason, typed))
			continue;
		if (nth-- == 0)
			return reason;
	}
	return NULL;
}

/* The next word of the codes field, upper-cased; NULL past the last. */
static const char *
next_word(const char *at, char ret_word[CODE_WORD_MAX])
{
	at += strspn(at, " ,");
	size_t len = strcspn(at, " ,");

	if (len == 0)
		return NULL;
	snprintf(ret_word, CODE_WORD_MAX, "%.*s", (int)len, at);
	for (char *c = ret_word; *c; c++)
		*c = (char)(*c >= 'a' && *c <= 'z' ? *c - 'a' + 'A' : *c);
	return at + len;
}

/* Those that are reasons of the program. */
static size_t
read_codes(const struct decision_view *dv, struct reason_typed out[REASONS_MAX])
{
	const char *at = form_text(&dv->form.form, FIELD_CODES);
	char word[CODE_WORD_MAX];
	size_t count = 0;

	while (count < REASONS_MAX && (at = next_word(at, word))) {
		if (!record_reason(dv->form.record, word))
			continue;
		str_copy(out[count].code, sizeof(out[count].code), word);
		count++;
	}
	return count;
}

bool
decision_form_unknown(const struct decision_view *dv, char ret_word[CODE_WORD_MAX])
{
	const char *at = form_text(&dv->form.form, FIELD_CODES);

	while ((at = next_word(at, ret_word)))
		if (!record_reason(dv->form.record, ret_word))
			return true;
	return false;
}

/* ---- fields ---- */

static const char *
fact_pointer(struct decision_view *dv, const char *code, const char *name)
{
	return arena_printf(&dv->labels, "/facts/%s/%s", code, name);
}

/* "2025-11-16 *": what the record holds, read out of the dry run's facts;
 * NULL when it does not say. */
static const char *
fact_of_the_record(struct decision_view *dv, size_t reason, const struct reason_fact_view *fact)
{
	const char *facts = reason < REASONS_MAX ? dv->record_facts[reason] : NULL;
	struct err err = { 0 };
	struct json *json = facts ? json_parse(facts, strlen(facts), &err) : NULL;
	const struct json *value = json_get(json, fact->name);
	struct buf text = BUF_INIT(2000);
	const char *held = NULL;
	char name[SHOW_ITEM_MAX];

	if (json_text(value))
		buf_puts(&text, json_text(value));
	else if (json_text(json_get(value, "amount")))
		buf_puts(&text, json_text(json_get(value, "amount")));
	else if (json_kind(value) == JSON_LIST)
		for (const struct json *item = json_first(value); item; item = json_next(item)) {
			const struct missing_item *known = record_item(dv->form.record, json_text(item));

			buf_printf(&text, "%s%s", text.len ? ", " : "", known ? show_item(name, known, dv->form.form.today) : json_text(item));
		}
	else if (value)
		json_print(&text, value);
	if (text.len > 0)
		held = arena_printf(&dv->labels, "%s *", text.data);
	buf_done(&text);
	json_free(json);
	return held;
}

static enum form_kind
fact_field_kind(const char *type)
{
	if (str_eq(type, "date"))
		return FORM_DATE;
	if (str_eq(type, "money"))
		return FORM_MONEY;
	if (str_eq(type, "number"))
		return FORM_NUMBER;
	return FORM_TEXT;
}

/* A reason as it will read, with dots where a fact goes. */
const char *
decision_reason_words(struct arena *arena, const struct reason_code_view *reason)
{
	struct buf words = BUF_INIT(8000);

	show_with_dots(&words, reason->text);
	const char *copy = arena_printf(arena, "%s  %s", reason->code, words.data);
	buf_done(&words);
	return copy;
}

/* What is typed under the months says this, too. */
static bool
is_of_amounts(const struct decision_view *dv, const char *code, const char *name)
{
	const struct program *program = dv->form.record->form;
	const struct program_reason *reason = program ? program_find_reason(program, code) : NULL;
	const struct program_fact *fact = reason ? reason_find_fact(reason, name) : NULL;

	return fact && dv->approving &&
	       (fact->source == FACT_FROM_AMOUNT || fact->source == FACT_FROM_BENEFIT_FROM ||
	        fact->source == FACT_FROM_BENEFIT_TO);
}

static void
add_facts(struct decision_view *dv, size_t at)
{
	const struct reason_code_view *reason = record_reason(dv->form.record, dv->reasons[at].code);
	int tag = FIELD_FACT_FIRST + (int)at * FACTS_MAX;

	form_add(&dv->form.form, FORM_LABEL, 0,
	         decision_reason_words(&dv->labels, reason));
	for (size_t i = 0; i < reason->facts.count && i < FACTS_MAX; i++) {
		const struct reason_fact_view *fact = &reason->facts.at[i];
		const char *held = fact_of_the_record(dv, at, fact);
		struct form_field *field;

		/* Items are never typed: the record knows which were asked for. */
		if (str_eq(fact->type, "items")) {
			form_add(&dv->form.form, FORM_LABEL, 0,
			         arena_printf(&dv->labels, "  %s: %s", fact->label, held ? held : "?"));
			continue;
		}
		field = form_add(&dv->form.form, fact_field_kind(fact->type), tag + (int)i,
		                 arena_printf(&dv->labels, "  %s", fact->label));
		field->pointer = fact_pointer(dv, reason->code, fact->name);
		field->ghost = held;
		field->hint = held ? _("Leave it empty to use what the record holds (*).")
		                   : _("The record does not hold this; the letter needs it.");
		if (is_of_amounts(dv, reason->code, fact->name)) {
			field->ghost = held ? held : _("from the months below");
			field->hint = _("Leave it empty: what you type under the months below fills it.");
		}
	}
}

/* No key copies an amount: typing it is the certification. */
static void
add_amounts(struct decision_view *dv)
{
	static const char *const pointers[AMOUNTS_SHOWN][3] = {
		{ "/amounts/0/from", "/amounts/0/to", "/amounts/0/amount" },
		{ "/amounts/1/from", "/amounts/1/to", "/amounts/1/amount" },
	};

	for (int i = 0; i < AMOUNTS_SHOWN; i++) {
		struct form_field *field =
			form_add(&dv->form.form, FORM_DATE, FIELD_AMOUNT_FIRST + 3 * i,
		                 i ? _("Later months from") : _("First month from"));

		field->pointer = pointers[i][0];
		field = form_add(&dv->form.form, FORM_DATE, FIELD_AMOUNT_FIRST + 3 * i + 1, _("  to"));
		field->pointer = pointers[i][1];
		field = form_add(&dv->form.form, FORM_MONEY, FIELD_AMOUNT_FIRST + 3 * i + 2, _("  amount"));
		field->pointer = pointers[i][2];
	}
}

/* The newest decision, where a second person gave it back; NULL otherwise. */
static const struct decision *
returned(const struct decision_view *dv)
{
	const struct record *record = dv->form.record;
	const struct decision *newest = record->decisions.count > 0 ? &record->decisions.at[0] : NULL;

	return newest && newest->state == DECISION_RETURNED && newest->approved_by &&
	                       !str_empty(newest->return_reason)
	               ? newest : NULL;
}

/* What has to be mended stands above what is typed; the history has a long one whole. */
static void
add_return(struct decision_view *dv)
{
	const struct decision *decision = returned(dv);
	const char *why = decision ? decision->return_reason : "";
	size_t len = utf8_fit(why, strlen(why), RETURN_COLS);

	str_copy(dv->returned_id, sizeof dv->returned_id, decision ? decision->id : "");
	if (decision)
		form_add(&dv->form.form, FORM_LABEL, 0,
		         arena_printf(&dv->labels, _("Returned by %s: %s"), decision->approved_by->name,
		                      arena_printf(&dv->labels, "%.*s%s", (int)len, why, why[len] ? " ..." : "")))
			->whole = true;
}

static void
build(struct decision_view *dv)
{
	struct form *form = &dv->form.form;
	struct form_field *field;

	add_return(dv);
	field = form_add(form, FORM_CHOICE, FIELD_OUTCOME, _("Outcome"));
	field->pointer = "/outcome";
	form_add_choice(field, "approved", _("approve"));
	form_add_choice(field, "denied", _("deny"));
	field = form_add(form, FORM_TEXT, FIELD_CODES, _("Reasons"));
	field->pointer = "/reasons";
	field->hint = _("By code or by a word of its text; Enter takes it.");
	for (size_t i = 0; i < dv->reason_count; i++)
		add_facts(dv, i);
	if (dv->approving)
		add_amounts(dv);
	field = form_add(form, FORM_LINES, FIELD_RATIONALE, _("Because (file only)"));
	field->pointer = "/rationale";
	field->lines = 3;
	if (!dv->differs)
		return;
	field = form_add(form, FORM_TEXT, FIELD_DIFFERS, _("Differs because"));
	field->pointer = "/advice_differs_because";
	field->hint = _("Only where you decide otherwise than the worksheet: why.");
}

/* The worksheet has a say in approvals, and in denials for what it works out. */
static bool
sheet_has_a_say(const struct decision_view *dv)
{
	const struct program *program = dv->form.record->form;
	const struct program_rules *rules = program ? program->rules : NULL;

	for (size_t i = 0; rules && i < dv->reason_count; i++)
		for (size_t j = 0; j < rules->tests.count; j++)
			if (rules->tests.at[j].fails.reason &&
			    str_eq(rules->tests.at[j].fails.reason->code, dv->reasons[i].code))
				return true;
	return rules && dv->approving;
}

/* ---- what was typed ---- */

static void
put_members(struct json_out *out, const struct json *from, const struct json *but_not)
{
	for (const struct json *at = json_first(from); at; at = json_next(at))
		if (json_text(at) && !json_get(but_not, json_name(at)))
			json_put_text(out, json_name(at), json_text(at));
}

/* The fields, and after them what was typed into those that are not shown now:
 * one letter of the outcome takes the amounts away, and must not empty them. */
bool
decision_form_values(struct form_view *fv, struct buf *out)
{
	const struct decision_view *dv = (const struct decision_view *)fv;
	struct buf values = BUF_INIT(DRAFT_TEXT_MAX);
	struct json_out json = JSON_OUT(out);
	struct err err = { 0 };
	struct json *now = form_view_values(fv, &values) ? json_parse(values.data, values.len, &err) : NULL;
	struct json *aside = dv->aside.len > 0 ? json_parse(dv->aside.data, dv->aside.len, &err) : NULL;

	json_begin_object(&json, NULL);
	put_members(&json, now, NULL);
	put_members(&json, aside, now);
	json_end_object(&json);
	bool ok = now && buf_ok(out);
	json_free(now);
	json_free(aside);
	buf_done(&values);
	return ok;
}

static void
put_aside(struct decision_view *dv, const char *values)
{
	buf_reset(&dv->aside);
	buf_puts(&dv->aside, values);
}

void
decision_form_restore(struct decision_view *dv, const struct model *model)
{
	form_view_restore(&dv->form, model);
	if (dv->form.restored)
		put_aside(dv, model_draft(model, &dv->form.view.place)->text);
	decision_form_rebuild(dv, model);
}

void
decision_form_rebuild(struct decision_view *dv, const struct model *model)
{
	struct buf values = BUF_INIT(DRAFT_TEXT_MAX);
	struct err err = { 0 };
	bool kept = decision_form_values(&dv->form, &values);
	int focus = form_focused(&dv->form.form);
	bool changed = dv->form.form.changed;
	struct json *json;

	dv->reason_count = read_codes(dv, dv->reasons);
	dv->approving = str_eq(outcome_kind(dv), "approve");
	dv->differs = sheet_has_a_say(dv);
	dv->known = dv->form.record->load[RECORD_REASONS].state == RECORD_READY;
	form_done(&dv->form.form);
	arena_reset(&dv->labels);
	form_init(&dv->form.form, model_today(model));
	build(dv);
	json = kept ? json_parse(values.data, values.len, &err) : NULL;
	if (json) {
		form_view_fill(&dv->form, json);
		put_aside(dv, values.data);
	}
	json_free(json);
	buf_done(&values);
	if (focus)
		form_focus(&dv->form.form, focus);
	dv->form.form.changed = changed;
	if (dv->form.view.area.cols > 0)
		dv->form.view.ops->layout(&dv->form.view);
}

bool
decision_form_sync(struct decision_view *dv, const struct model *model)
{
	bool ready = dv->form.record->load[RECORD_REASONS].state == RECORD_READY;
	struct reason_typed now[REASONS_MAX];
	size_t count = read_codes(dv, now);
	bool same = count == dv->reason_count && ready == dv->known &&
	            dv->approving == str_eq(outcome_kind(dv), "approve");

	/* The program may have come since, or the decisions. */
	same = same && str_eq(dv->returned_id, returned(dv) ? returned(dv)->id : "");
	same = same && dv->differs == sheet_has_a_say(dv);

	for (size_t i = 0; same && i < count; i++)
		same = str_eq(now[i].code, dv->reasons[i].code);
	if (same)
		return false;
	memset(dv->record_facts, 0, sizeof(dv->record_facts));
	decision_form_rebuild(dv, model);
	return true;
}

bool
decision_form_take_facts(struct decision_view *dv, const struct json *decision)
{
	const struct json *reason = json_first(json_get(decision, "reasons"));
	struct buf text = BUF_INIT(64 * 1024);
	bool any = false;

	arena_reset(&dv->facts);
	memset(dv->record_facts, 0, sizeof(dv->record_facts));
	for (size_t i = 0; reason && i < dv->reason_count; i++, reason = json_next(reason)) {
		const struct json *facts = json_get(reason, "facts");

		if (!facts || !str_eq(json_text(json_get(reason, "code")), dv->reasons[i].code))
			continue;
		buf_reset(&text);
		json_print(&text, facts);
		dv->record_facts[i] = arena_strdup(&dv->facts, text.data);
		any = true;
	}
	buf_done(&text);
	return any;
}
