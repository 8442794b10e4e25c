/* SPDX-License-Identifier: Apache-2.0
 *
 * From answers to the list of what is needed: each requirement multiplied by
 * the people, sources and periods it applies to.  A condition that cannot be
 * told yet asks for nothing; the question that would tell it is itself on
 * the list when it is required.  Nothing hangs on a question that is not asked.
 */
#include "domain/completeness.h"

#include <string.h>

#include "base/str.h"
#include "domain/answer_list.h"
#include "domain/pay_period.h"

struct maker {
	const struct completeness_input *input;
	struct arena *arena;
	struct missing_item *items;
	size_t count;
	bool full;
};

/* What an item is about. */
struct about {
	const char *requirement;
	const char *person;
	const char *source;
	const char *period;
	enum cured_by cured_by;
	bool is_anyone; /* whatever the one person there is was called when it was recorded */
};

static bool
is_about(const struct missing_item *item, const struct about *about)
{
	return item_is_of(item, about->requirement, about->is_anyone ? item->person : about->person,
		about->source, about->period);
}

static const struct missing_item *
find_known(const struct maker *maker, const struct about *about)
{
	for (size_t i = 0; i < maker->input->known_count; i++)
		if (is_about(&maker->input->known[i], about))
			return &maker->input->known[i];
	return NULL;
}

static void
take_known(struct missing_item *item, const struct missing_item *known)
{
	item->state = known->state == ITEM_NONE ? ITEM_UNMET : known->state;
	item->requested_on = known->requested_on;
	item->due_on = known->due_on;
	item->received_at_ms = known->received_at_ms;
	item->looked_at_ms = known->looked_at_ms;
	item->how = known->how;
}

static bool
is_there(const struct maker *maker, const struct about *about)
{
	for (size_t i = 0; i < maker->count; i++)
		if (is_about(&maker->items[i], about))
			return true;
	return false;
}

static bool
is_taken(const struct maker *maker, const char *id)
{
	for (size_t i = 0; i < maker->input->known_count; i++)
		if (str_eq(maker->input->known[i].id, id))
			return true;
	for (size_t i = 0; i < maker->count; i++)
		if (str_eq(maker->items[i].id, id))
			return true;
	return false;
}

/* One that is called otherwise now keeps the id it had: who is called so next gets another. */
static const char *
fresh_id(const struct maker *maker, const struct about *about)
{
	char id[ITEM_ID_MAX];

	item_id(id, about->requirement, about->person, about->source, about->period);
	for (int other = 2; is_taken(maker, id); other++)
		item_id(id, about->requirement, about->person, about->source,
			arena_printf(maker->arena, "%s#%d", about->period ? about->period : "", other));
	return arena_strdup(maker->arena, id);
}

/* Without the " (2)" of an earlier try. */
static int
plain_length(const char *name)
{
	const char *twin = strrchr(name, '(');

	return twin && twin > name && twin[-1] == ' ' && str_ends(name, ")")
		? (int)(twin - name - 1)
		: (int)strlen(name);
}

/* NULL when the list is full. */
static struct missing_item *
add(struct maker *maker, struct about about)
{
	const struct missing_item *known;
	struct missing_item *item;

	/* The same employer twice, or two people of one name: each is its own. */
	for (int twin = 2; is_there(maker, &about); twin++) {
		const char **name = about.source ? &about.source : &about.person;

		if (!*name)
			return NULL;
		*name = arena_printf(maker->arena, "%.*s (%d)", plain_length(*name), *name, twin);
	}
	if (maker->count == COMPLETENESS_ITEMS_MAX) {
		maker->full = true;
		return NULL;
	}
	known = find_known(maker, &about);
	item = &maker->items[maker->count];
	*item = (struct missing_item){
		.id = known ? known->id : fresh_id(maker, &about),
		.requirement = about.requirement,
		.person = arena_strdup(maker->arena, about.person),
		.source = arena_strdup(maker->arena, about.source),
		.period = about.period,
		.cured_by = about.cured_by,
		.state = ITEM_UNMET,
		.requested_on = DATE_NONE,
		.due_on = DATE_NONE,
	};
	item->label = item_label(maker->arena, maker->input->program, item, maker->input->language);
	if (known)
		take_known(item, known);
	maker->count++;
	return item;
}

/* ---- questions ---- */

static const char *
text_of(const struct json *entry, const char *name)
{
	const char *text = name ? json_text(json_get(entry, name)) : NULL;

	return str_empty(text) ? NULL : text;
}

static void
add_fields(struct maker *maker, const struct program_question *question, const struct json *entry)
{
	bool persons = question->type == QUESTION_PERSONS;

	for (size_t i = 0; i < question->fields.count; i++) {
		const struct program_question *field = &question->fields.at[i];

		if (!field->required || answer_given(json_get(entry, field->id)) ||
			!answers_demand_field(maker->input->program, question, field,
				maker->input->answers, entry))
			continue;
		add(maker,
			(struct about){
				.requirement = arena_printf(
					maker->arena, "%s.%s", question->id, field->id),
				.person = persons ? text_of(entry, "name")
						  : answer_entry_person(question, entry),
				.source = persons ? NULL : text_of(entry, question->entry_name),
				.cured_by = CURED_BY_APPLICANT,
			});
	}
}

static void
add_questions(struct maker *maker)
{
	const struct program *program = maker->input->program;

	for (size_t i = 0; i < program->sections.count; i++)
		for (size_t j = 0; j < program->sections.at[i].questions.count; j++) {
			const struct program_question *question =
				&program->sections.at[i].questions.at[j];
			const struct json *answer = json_get(maker->input->answers, question->id);

			if (!answers_ask(program, question, maker->input->answers))
				continue;
			if (question->required && !answer_given(answer) &&
				answers_demand(program, question, maker->input->answers))
				add(maker,
					(struct about){ .requirement = question->id,
						.cured_by = CURED_BY_APPLICANT });
			if (question->fields.count == 0)
				continue;
			for (const struct json *at = json_first(answer); at; at = json_next(at))
				add_fields(maker, question, at);
		}
}

/* ---- requirements ---- */

static bool
applies(const struct maker *maker, const struct program_requirement *requirement,
	const struct json *person, const struct json *source)
{
	const struct program *program = maker->input->program;
	struct form_scope scope = {
		.person_of = program->persons ? program_find_question(program, program->persons) : NULL,
		.person = person,
		.source_of = requirement->each ? program_find_question(program, requirement->each) : NULL,
		.source = source,
	};

	return answers_test(program, requirement->when, maker->input->answers, &scope) == TRUTH_YES;
}

static const struct json *
find_person(const struct maker *maker, const char *name)
{
	const char *list = maker->input->program->persons;
	const struct json *persons = list && name ? json_get(maker->input->answers, list) : NULL;

	for (const struct json *at = json_first(persons); at; at = json_next(at))
		if (str_eq(text_of(at, "name"), name))
			return at;
	return NULL;
}

static void
add_periods(struct maker *maker, const struct program_requirement *requirement,
	const struct json *source, struct about about)
{
	struct pay_period periods[PAY_PERIODS_MAX];
	const char *ended = text_of(source, requirement->period.last_ended);
	civil_date last_ended = DATE_NONE;
	size_t count;

	if (requirement->period.days == 0) {
		add(maker, about);
		return;
	}
	if (!ended || !date_from_text(ended, &last_ended))
		last_ended = DATE_NONE;
	count = pay_periods(periods, requirement->period.days,
		text_of(source, requirement->period.every), last_ended, maker->input->filed_on);
	for (size_t i = 0; i < count; i++) {
		char from[DATE_TEXT_MAX], to[DATE_TEXT_MAX];

		about.period = arena_printf(maker->arena, "%s/%s",
			date_to_text(periods[i].from, from), date_to_text(periods[i].to, to));
		add(maker, about);
	}
}

static void
add_per_source(struct maker *maker, const struct program_requirement *requirement)
{
	const struct program_question *list =
		program_find_question(maker->input->program, requirement->each);
	const struct json *sources;

	/* Answers to a question that is no longer asked count for nothing. */
	if (!answers_ask(maker->input->program, list, maker->input->answers))
		return;
	sources = json_get(maker->input->answers, list->id);
	for (const struct json *at = json_first(sources); at; at = json_next(at)) {
		const char *person = answer_entry_person(list, at);
		const char *source = text_of(at, list->entry_name);

		if (!applies(maker, requirement, find_person(maker, person), at))
			continue;
		add_periods(maker, requirement, at,
			(struct about){ requirement->id, person,
				source ? source
				       : program_say(maker->input->program, &list->label,
						 maker->input->program->languages.at[0], NULL),
				NULL, requirement->cured_by, false });
	}
}

/* Before anyone is listed, the customer is the only person there is. */
static void
add_per_person(struct maker *maker, const struct program_requirement *requirement)
{
	const char *list = maker->input->program->persons;
	const struct json *persons = json_get(maker->input->answers, list);
	struct about about = { .requirement = requirement->id, .cured_by = requirement->cured_by };

	if (!json_first(persons) && applies(maker, requirement, NULL, NULL)) {
		about.person = maker->input->customer_name;
		about.is_anyone = true;
		add_periods(maker, requirement, NULL, about);
		about.is_anyone = false;
	}
	for (const struct json *at = json_first(persons); at; at = json_next(at)) {
		if (!applies(maker, requirement, at, NULL))
			continue;
		about.person = text_of(at, "name");
		add_periods(maker, requirement, NULL, about);
	}
}

/* An interview that was held or waived meets the requirement by itself. */
static void
add_interview(struct maker *maker, const struct program_requirement *requirement)
{
	const struct completeness_input *input = maker->input;
	struct missing_item *item = add(maker,
		(struct about){
			.requirement = requirement->id, .cured_by = requirement->cured_by });

	for (size_t i = 0; item && i < input->interview_count; i++) {
		enum interview_state state = input->interviews[i].state;

		if (state == INTERVIEW_HELD || state == INTERVIEW_WAIVED)
			item->state = ITEM_ACCEPTED;
		else if (state == INTERVIEW_SET && item->state == ITEM_UNMET)
			item->state = ITEM_REQUESTED;
	}
}

static void
add_requirement(struct maker *maker, const struct program_requirement *requirement)
{
	switch (requirement->per) {
	case PER_SOURCE:
		add_per_source(maker, requirement);
		return;
	case PER_PERSON:
		add_per_person(maker, requirement);
		return;
	default:
		break;
	}
	if (!applies(maker, requirement, NULL, NULL))
		return;
	if (requirement->met_by == MET_BY_INTERVIEW)
		add_interview(maker, requirement);
	else
		add_periods(maker, requirement, NULL,
			(struct about){ .requirement = requirement->id,
				.cured_by = requirement->cured_by });
}

bool
completeness_items(struct item_list *ret, struct arena *arena,
	const struct completeness_input *input, struct err *err)
{
	struct maker maker = { .input = input, .arena = arena };

	assert(input->program);
	assert(input->filed_on != DATE_NONE);
	maker.items = arena_array(arena, COMPLETENESS_ITEMS_MAX, sizeof(*maker.items));
	add_questions(&maker);
	for (size_t i = 0; i < input->program->requirements.count; i++)
		add_requirement(&maker, &input->program->requirements.at[i]);
	if (maker.full)
		return err_set(err, ERR_VALIDATION_FAILED,
			"these answers call for more than %d proofs; split the application",
			COMPLETENESS_ITEMS_MAX);
	ret->at = maker.items;
	ret->count = maker.count;
	return true;
}
