/* SPDX-License-Identifier: Apache-2.0
 *
 * Who is asked what: nothing that hangs on a question which itself is not
 * asked, in every shipped program; and that nothing of the kind is demanded.
 */
#include "test_domain_case.h"

#include "domain/answers.h"

enum { HOMES = 250, BYTES_MAX = 64 * 1024 };

static struct arena arena = ARENA_INIT;
static const char *const shipped[] = { "child-care", "emergency-cash", "essential-worker-child-care",
	"families-first", "provider-grant", "snap", "tornado-relief" };

/* ---- by hand ---- */

static void
assert_asked_of(const struct program *program, const char *answers_text, const char *list_id,
	size_t index, const char *field_id, enum truth expected)
{
	struct json *answers = test_json(&arena, answers_text);
	const struct program_question *list = program_find_question(program, list_id);
	const struct json *entry = json_first(json_get(answers, list_id));

	while (index-- > 0)
		entry = json_next(entry);
	assert_int_equal(answers_asked_field(program, list, question_find_field(list, field_id), answers,
				 entry),
		expected);
	json_free(answers);
}

#define MOTHER_AND_BABY(of_baby)                                                                   \
	"{'household':[{'name':'Maria Lopez','relation':'self','born_on':'1994-05-02',"             \
	"'activity':'work','activity_hours':35},{'name':'Baby','relation':'child',"                 \
	"'born_on':'2024-02-01'" of_baby "}]}"

static void
a_mother_is_not_asked_what_is_asked_of_her_baby(void **state)
{
	const struct program *program = test_program(&arena, "child-care");
	static const char *const of_children[] = { "needs_care", "special_need", "head_start", "status" };
	static const char *const of_adults[] = { "activity", "activity_hours", "school_full_time" };
	struct item_list items;

	(void)state;
	for (size_t i = 0; i < countof(of_children); i++)
		assert_asked_of(program, MOTHER_AND_BABY(""), "household", 0, of_children[i], TRUTH_NO);
	for (size_t i = 0; i < countof(of_adults); i++)
		assert_asked_of(program, MOTHER_AND_BABY(""), "household", 1, of_adults[i], TRUTH_NO);
	/* Whether the baby needs care is asked and not told: what hangs on that is open ... */
	assert_asked_of(program, MOTHER_AND_BABY(""), "household", 1, "needs_care", TRUTH_YES);
	assert_asked_of(program, MOTHER_AND_BABY(""), "household", 1, "status", TRUTH_UNKNOWN);
	assert_asked_of(program, MOTHER_AND_BABY(",'needs_care':true"), "household", 1, "status", TRUTH_YES);
	/* ... and only the first is asked for by letter. */
	items = test_items(&arena, program, MOTHER_AND_BABY(""), NULL, NULL, 0);
	assert_string_equal(test_item(&items, "household.needs_care", 0)->person, "Baby");
	assert_null(test_item(&items, "household.needs_care", 1));
	assert_null(test_item(&items, "household.status", 0));
	assert_null(test_item(&items, "household.special_need", 0));
	assert_null(test_item(&items, "household.activity_hours", 0));
	items = test_items(&arena, program, MOTHER_AND_BABY(",'needs_care':true"), NULL, NULL, 0);
	assert_string_equal(test_item(&items, "household.status", 0)->person, "Baby");
	assert_null(test_item(&items, "household.status", 1));
}

static void
a_baby_is_not_asked_for_an_employer(void **state)
{
	const struct program *program = test_program(&arena, "essential-worker-child-care");
	struct item_list items = test_items(&arena, program,
		"{'household':[{'name':'Ana','relation':'self','born_on':'1990-01-01','work_kind':'health'},"
		"{'name':'Baby','relation':'child','born_on':'2024-02-01','needs_care':true}]}",
		NULL, NULL, 0);

	(void)state;
	assert_string_equal(test_item(&items, "household.employer", 0)->person, "Ana");
	assert_null(test_item(&items, "household.employer", 1));
	assert_null(test_item(&items, "household.works_on_site", 1));
	assert_string_equal(test_item(&items, "household.special_need", 0)->person, "Baby");
	assert_null(test_item(&items, "household.special_need", 1));
}

static void
an_open_place_is_not_asked_when_it_opens_again(void **state)
{
	const struct program *grant = test_program(&arena, "provider-grant");
	const struct program *relief = test_program(&arena, "tornado-relief");
	struct item_list items;

	(void)state;
	items = test_items(&arena, grant, "{'open_now':true}", NULL, NULL, 0);
	assert_null(test_item(&items, "closed_why", 0));
	assert_null(test_item(&items, "reopens_on", 0));
	items = test_items(&arena, grant, "{'open_now':false,'closed_why':'for_health'}", NULL, NULL, 0);
	assert_non_null(test_item(&items, "reopens_on", 0));
	/* Asked whether it is open: the rest when that is told. */
	items = test_items(&arena, grant, "{}", NULL, NULL, 0);
	assert_non_null(test_item(&items, "open_now", 0));
	assert_null(test_item(&items, "closed_why", 0));
	assert_null(test_item(&items, "reopens_on", 0));
	items = test_items(&arena, relief, "{'lived_in':'elsewhere'}", NULL, NULL, 0);
	assert_null(test_item(&items, "home_damage", 0));
	assert_null(test_item(&items, "staying_at", 0));
}

static void
what_stands_where_nothing_is_asked_counts_for_nothing(void **state)
{
	const struct program *grant = test_program(&arena, "provider-grant");
	const struct program *care = test_program(&arena, "child-care");
	struct item_list items;

	(void)state;
	items = test_items(&arena, grant, "{'open_now':true,'closed_why':'for_health'}", NULL, NULL, 0);
	assert_null(test_item(&items, "reopens_on", 0));
	/* Put down as a child first, with a need; then as who applies. */
	items = test_items(&arena, care,
		"{'household':[{'name':'Ana','relation':'self','needs_care':true,'special_need':true,"
		"'status':'immigrant'}]}",
		NULL, NULL, 0);
	assert_null(test_item(&items, "child_birth", 0));
	assert_null(test_item(&items, "special_need_proof", 0));
	assert_null(test_item(&items, "immigration", 0));
}

/* ---- conditions no shipped program has ---- */

/* A program with these before its other questions; each ends in a comma. */
static const struct program *
with_questions(const char *questions)
{
	static const char head[] = "\"questions\": [";
	struct program *program;
	struct err err = { 0 };
	size_t len = 0;
	char *text = test_program_text(&arena, "provider-grant", &len), *more, *made, *at;

	more = arena_strdup(&arena, questions);
	for (char *quote = more; (quote = strchr(quote, '\'')); quote++)
		*quote = '"';
	at = strstr(strstr(text, "\"sections\""), head) + strlen(head);
	made = arena_printf(&arena, "%.*s%s%s", (int)(at - text), text, more, at);
	if (!program_load(&program, &arena, made, strlen(made), &err))
		fail_msg("%s", err.detail);
	return program;
}

static enum truth
asked(const struct program *program, const char *id, const char *answers_text)
{
	struct json *answers = test_json(&arena, answers_text);
	enum truth truth = answers_asked(program, program_find_question(program, id), answers);

	json_free(answers);
	return truth;
}

#define YESNO(id, when) "{'id':'" id "','type':'yesno','label':{'en':'" id "','es':'" id "'},'when':" when "}"

static void
rings_lists_and_what_may_be_left_empty(void **state)
{
	const struct program *program = with_questions(
		YESNO("egg", "{'==':[{'var':'hen'},true]}") "," YESNO("hen", "{'==':[{'var':'egg'},true]}") ","
		"{'id':'rooms','type':'list','entry_name':'name','label':{'en':'Rooms','es':'Cuartos'},'fields':["
		"{'id':'name','type':'text','label':{'en':'Name','es':'Nombre'},'required':true},"
		"{'id':'closed','type':'yesno','label':{'en':'Closed','es':'Cerrado'}},"
		"{'id':'wet','type':'yesno','label':{'en':'Wet','es':'Mojado'},"
		"'when':{'==':[{'var':'source.closed'},true]}}]},"
		YESNO("dry_out", "{'some':[{'var':'rooms'},{'==':[{'var':'wet'},true]}]}") ","
		YESNO("first_wet", "{'==':[{'var':'rooms.0.wet'},true]}") ","
		YESNO("not_said", "{'!':[{'var':'reopens_on'}]}") ",");

	(void)state;
	/* Each waits for the other, for ever. */
	assert_int_equal(asked(program, "egg", "{}"), TRUTH_UNKNOWN);
	assert_int_equal(asked(program, "hen", "{'egg':true}"), TRUTH_YES);
	/* In an entry, too, what is not asked is nothing: an old answer as well. */
	assert_int_equal(asked(program, "dry_out", "{'rooms':[{'name':'a','closed':true}]}"), TRUTH_UNKNOWN);
	assert_int_equal(asked(program, "dry_out", "{'rooms':[{'name':'a','closed':false}]}"), TRUTH_NO);
	assert_int_equal(asked(program, "dry_out",
				 "{'rooms':[{'name':'a','closed':false,'wet':true}]}"), TRUTH_NO);
	assert_int_equal(asked(program, "dry_out",
				 "{'rooms':[{'name':'a','closed':true,'wet':true}]}"), TRUTH_YES);
	assert_int_equal(asked(program, "first_wet", "{'rooms':[{'name':'a','closed':true,'wet':true}]}"), TRUTH_YES);
	assert_int_equal(asked(program, "first_wet", "{'rooms':[{'name':'a','closed':false,'wet':true}]}"), TRUTH_NO);
	/* No answer, since nobody is asked, is what this one hangs on. */
	assert_int_equal(asked(program, "not_said", "{'open_now':true}"), TRUTH_YES);
	assert_int_equal(asked(program, "not_said", "{'open_now':false,'closed_why':'for_money'}"), TRUTH_UNKNOWN);
}

static void
what_hangs_on_an_answer_that_nobody_must_give(void **state)
{
	const struct program *program = with_questions(
		"{'id':'spare','type':'yesno','label':{'en':'Spare','es':'De sobra'}},"
		"{'id':'kept','type':'text','required':true,'label':{'en':'Kept','es':'Guardado'},"
		"'when':{'==':[{'var':'spare'},true]}},");
	struct item_list items;

	(void)state;
	/* Nobody will ask whether, so this is asked. */
	items = test_items(&arena, program, "{}", NULL, NULL, 0);
	assert_non_null(test_item(&items, "kept", 0));
	items = test_items(&arena, program, "{'spare':false}", NULL, NULL, 0);
	assert_null(test_item(&items, "kept", 0));
}

/* ---- by chance, in all that is shipped ---- */

static uint32_t seed;

static uint32_t
roll(uint32_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % below;
}

static void put_answer(struct json_out *out, const struct program_question *question, int person);

/* An adult first, then children; of every list up to two entries.  What is not
 * asked is filled in as often as the rest, like what was changed later. */
static void
put_entries(struct json_out *out, const struct program_question *question)
{
	int count = question->type == QUESTION_PERSONS ? 2 : (int)roll(3);

	json_begin_list(out, question->id);
	for (int i = 0; i < count; i++) {
		json_begin_object(out, NULL);
		for (size_t f = 0; f < question->fields.count; f++)
			put_answer(out, &question->fields.at[f], i);
		json_end_object(out);
	}
	json_end_list(out);
}

static const char *
option(const struct program_question *question, int person)
{
	if (str_eq(question->id, "relation"))
		return person == 0 ? "self" : "child";
	return question->options.at[roll((uint32_t)question->options.count)].value;
}

static void
put_answer(struct json_out *out, const struct program_question *question, int person)
{
	bool names = str_eq(question->id, "name");

	if (!names && roll(4) == 0)
		return;
	switch (question->type) {
	case QUESTION_TEXT:
		json_put_text(out, question->id, names && person ? "Baby" : "Maria");
		break;
	case QUESTION_PERSON:
		json_put_text(out, question->id, roll(2) ? "Baby" : "Maria");
		break;
	case QUESTION_DATE:
		json_put_text(out, question->id, person ? "2024-02-01" : "1994-05-02");
		break;
	case QUESTION_MONEY:
		json_put_raw(out, question->id, "{\"amount\":\"12.00\",\"currency\":\"USD\"}");
		break;
	case QUESTION_NUMBER:
		json_put_int(out, question->id, question->min);
		break;
	case QUESTION_YESNO:
		json_put_bool(out, question->id, roll(2));
		break;
	case QUESTION_CHOICE:
		json_put_text(out, question->id, option(question, person));
		break;
	case QUESTION_PERSONS:
	case QUESTION_LIST:
		put_entries(out, question);
		break;
	default:
		break;
	}
}

static struct json *
some_home(const struct program *program)
{
	struct buf text = BUF_INIT(BYTES_MAX);
	struct json_out out = JSON_OUT(&text);
	struct err err = { 0 };
	struct json *answers;

	json_begin_object(&out, NULL);
	for (size_t i = 0; i < program->sections.count; i++)
		for (size_t k = 0; k < program->sections.at[i].questions.count; k++)
			put_answer(&out, &program->sections.at[i].questions.at[k], 0);
	json_end_object(&out);
	answers = json_parse(text.data, text.len, &err);
	assert_non_null(answers);
	buf_done(&text);
	return answers;
}

/* One condition in one home: how many of the questions it names are asked. */
struct bases {
	const struct program *program;
	const struct program_question *list;
	const struct json *answers;
	const struct json *entry;
	const struct json *person;
	int named, left_out;
	bool open; /* asked, must be answered, and is not */
};

static void
count_base(void *context, const char *path)
{
	struct bases *bases = context;
	const struct program_question *list = NULL, *base;
	const struct json *entry = NULL;
	enum truth truth;

	if (str_starts(path, "person.")) {
		list = bases->list && bases->entry && !bases->person
			? bases->list
			: program_find_question(bases->program, bases->program->persons);
		entry = bases->person ? bases->person : bases->entry;
	} else if (str_starts(path, "source.")) {
		list = bases->list;
		entry = bases->entry;
	}
	base = list ? question_find_field(list, path + strlen("person."))
		    : program_find_question(bases->program, path);
	assert_non_null(base);
	truth = list ? answers_asked_field(bases->program, list, base, bases->answers, entry)
		     : answers_asked(bases->program, base, bases->answers);
	bases->named++;
	bases->left_out += truth == TRUTH_NO;
	bases->open |= base->required && truth != TRUTH_NO &&
		!answer_given(json_get(list ? entry : bases->answers, base->id));
}

static const struct missing_item *
find_item(const struct item_list *items, const char *requirement, const char *person)
{
	for (size_t i = 0; i < items->count; i++)
		if (str_eq(items->at[i].requirement, requirement) &&
			(!person || str_eq(items->at[i].person, person)))
			return &items->at[i];
	return NULL;
}

/* list: it is a field of that entry. */
static void
look_at_question(struct bases bases, const struct program_question *question, enum truth truth,
	const struct item_list *items)
{
	const struct missing_item *item = NULL;
	const char *id = bases.list ? arena_printf(&arena, "%s.%s", bases.list->id, question->id)
				    : question->id;

	/* Of jobs and the like there may be two of one person: by hand above. */
	if (!bases.list || bases.list->type == QUESTION_PERSONS)
		item = find_item(items, id,
			bases.list ? json_text(json_get(bases.entry, "name")) : NULL);
	rule_each_path(question->when, count_base, &bases);
	if (bases.named > 0 && bases.left_out == bases.named && truth != TRUTH_NO)
		fail_msg("%s: %s is asked, though what it depends on is not", bases.program->id, id);
	if (item && (truth == TRUTH_NO || bases.open))
		fail_msg("%s: %s is demanded, though nobody can tell whether it is asked",
			bases.program->id, id);
	if (!item && (!bases.list || bases.list->type == QUESTION_PERSONS) && truth == TRUTH_YES &&
		question->required &&
		!answer_given(json_get(bases.list ? bases.entry : bases.answers, question->id)))
		fail_msg("%s: %s is asked and open, and not demanded", bases.program->id, id);
}

static void
look_at_requirement(struct bases bases, const struct program_requirement *requirement,
	const struct item_list *items)
{
	const struct json *persons = bases.program->persons
		? json_get(bases.answers, bases.program->persons)
		: NULL;

	for (const struct json *at = json_first(persons); at; at = json_next(at)) {
		if (requirement->per != PER_PERSON)
			break;
		bases.person = at;
		bases.named = bases.left_out = 0;
		rule_each_path(requirement->when, count_base, &bases);
		if (bases.named > 0 && bases.left_out == bases.named &&
			find_item(items, requirement->id, json_text(json_get(at, "name"))))
			fail_msg("%s: %s is demanded of somebody not asked about it",
				bases.program->id, requirement->id);
	}
	if (requirement->per != PER_HOUSEHOLD)
		return;
	rule_each_path(requirement->when, count_base, &bases);
	if (bases.named > 0 && bases.left_out == bases.named && find_item(items, requirement->id, NULL))
		fail_msg("%s: %s is demanded, and nobody was asked about it", bases.program->id,
			requirement->id);
}

static void
look_at_home(const struct program *program, const struct json *answers, const struct item_list *items)
{
	struct bases bases = { .program = program, .answers = answers };

	for (size_t i = 0; i < program->sections.count; i++)
		for (size_t k = 0; k < program->sections.at[i].questions.count; k++) {
			const struct program_question *question =
				&program->sections.at[i].questions.at[k];

			bases.list = NULL;
			look_at_question(bases, question, answers_asked(program, question, answers), items);
			bases.list = question;
			if (question->fields.count == 0 || !answers_ask(program, question, answers))
				continue;
			for (const struct json *at = json_first(json_get(answers, question->id)); at;
				at = json_next(at))
				for (size_t f = 0; f < question->fields.count; f++) {
					bases.entry = at;
					look_at_question(bases, &question->fields.at[f],
						answers_asked_field(program, question,
							&question->fields.at[f], answers, at),
						items);
				}
		}
	for (size_t i = 0; i < program->requirements.count; i++) {
		bases = (struct bases){ .program = program, .answers = answers };
		look_at_requirement(bases, &program->requirements.at[i], items);
	}
}

static void
no_shipped_program_asks_past_a_question_that_is_not_asked(void **state)
{
	(void)state;
	for (size_t p = 0; p < countof(shipped); p++) {
		const struct program *program = test_program(&arena, shipped[p]);

		seed = (uint32_t)p + 1;
		for (int home = 0; home < HOMES; home++) {
			struct json *answers = some_home(program);
			struct completeness_input input = { .program = program,
				.answers = answers,
				.customer_name = "Maria",
				.filed_on = test_date("2025-11-12"),
				.language = "en" };
			struct item_list items;
			struct err err = { 0 };

			if (!completeness_items(&items, &arena, &input, &err))
				fail_msg("%s", err.detail);
			look_at_home(program, answers, &items);
			json_free(answers);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mother_is_not_asked_what_is_asked_of_her_baby),
		cmocka_unit_test(a_baby_is_not_asked_for_an_employer),
		cmocka_unit_test(an_open_place_is_not_asked_when_it_opens_again),
		cmocka_unit_test(what_stands_where_nothing_is_asked_counts_for_nothing),
		cmocka_unit_test(rings_lists_and_what_may_be_left_empty),
		cmocka_unit_test(what_hangs_on_an_answer_that_nobody_must_give),
		cmocka_unit_test(no_shipped_program_asks_past_a_question_that_is_not_asked),
	};
	int failed = cmocka_run_group_tests_name("asked", tests, NULL, NULL);

	arena_done(&arena);
	return failed;
}
