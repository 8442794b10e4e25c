/* SPDX-License-Identifier: Apache-2.0
 *
 * A program file from its text.  This file reads what stands at the top of it
 * and calls its neighbours for the form, the requirements and the wording.
 */
#include <limits.h>

#include "base/str.h"
#include "domain/program_reader.h"

enum { DAYS_MAX = 366, APPEAL_DECIDED_DAYS = 90 };

static const char top_members[] =
	"$schema,format,id,version,effective_on,languages,name,benefit,purpose,customers,contact,open,clocks,"
	"second_person,retention_years,amounts,disability,parameters,worksheet,eligibility,cases,filing,"
	"sections,requirements,reasons,updates,paragraphs,notices,faq,note_templates,transitions";

/*
 * First of all, since every wording is checked against them.  A file without
 * any is read on as English, to report its other faults too.
 */
static void
read_languages(struct reader *reader, struct place root)
{
	struct text_list *languages = &reader->program->languages;
	const char *pointer = place_member(reader, root, "languages").pointer;

	read_words(reader, root, "languages", languages);
	if (languages->count == 0) {
		reader_complain(reader, pointer, "required", "name at least one language");
		languages->at[languages->count++] = "en";
	}
	if (languages->count > PROGRAM_LANGUAGES_MAX) {
		reader_complain(
			reader, pointer, "too_many", "at most %d languages", PROGRAM_LANGUAGES_MAX);
		languages->count = PROGRAM_LANGUAGES_MAX;
	}
	for (size_t i = 0; i < languages->count; i++)
		if ((size_t)program_language(reader->program, languages->at[i]) != i)
			reader_complain(reader, pointer, "twice", "a language is there twice: %s",
				languages->at[i]);
}

static void
read_heading(struct reader *reader, struct place root)
{
	struct program *program = reader->program;
	const char *effective_on;

	if (read_required_int(reader, root, "format", 1, INT_MAX) != PROGRAM_FORMAT)
		reader_complain(reader, "/format", "unknown_format",
			"this program reads format %d only", PROGRAM_FORMAT);
	program->id = read_program_id(reader, root, "id");
	program->version = read_required_int(reader, root, "version", 1, INT_MAX);
	effective_on = read_text(reader, root, "effective_on", true);
	if (effective_on && !date_from_text(effective_on, &program->effective_on))
		reader_complain(reader, "/effective_on", "bad_date", "a date YYYY-MM-DD is needed");
	read_wording(reader, root, "name", true, &program->name);
	read_wording(reader, root, "benefit", true, &program->benefit);
	read_wording(reader, root, "purpose", true, &program->purpose);
	program->retention_years = (int)read_required_int(reader, root, "retention_years", 1, 99);
	program->has_amounts = read_bool(reader, root, "amounts");
	if (json_get(root.json, "disability"))
		program->disability = read_id(reader, root, "disability");
}

static civil_date
read_day(struct reader *reader, struct place in, const char *name)
{
	const char *text = read_text(reader, in, name, false);
	civil_date day = DATE_NONE;

	if (text && !date_from_text(text, &day))
		reader_complain(reader, place_member(reader, in, name).pointer, "bad_date",
			"a date YYYY-MM-DD is needed");
	return day;
}

/* Without the member: for good. */
static void
read_open(struct reader *reader, struct place in)
{
	struct program *program = reader->program;

	program->open_from = program->open_to = DATE_NONE;
	if (!in.json || !read_object(reader, in, "from,to"))
		return;
	program->open_from = read_day(reader, in, "from");
	program->open_to = read_day(reader, in, "to");
	if (program->open_from != DATE_NONE && program->open_to != DATE_NONE &&
		program->open_to < program->open_from)
		reader_complain(reader, in.pointer, "too_early", "it ends before it begins");
}

/* Without the member: people, as with most programs. */
static void
read_customers(struct reader *reader, struct place root)
{
	struct program *program = reader->program;
	struct place in = place_member(reader, root, "customers");
	struct text_list kinds = { 0 };

	program->for_persons = !in.json;
	if (!in.json)
		return;
	read_words(reader, root, "customers", &kinds);
	for (size_t i = 0; i < kinds.count; i++) {
		if (str_eq(kinds.at[i], "person"))
			program->for_persons = true;
		else if (str_eq(kinds.at[i], "organization"))
			program->for_organizations = true;
		else
			reader_complain(reader, in.pointer, "unknown",
				"\"%s\" is not one of person, organization", kinds.at[i]);
	}
	if (!program->for_persons && !program->for_organizations)
		reader_complain(reader, in.pointer, "required", "nobody may apply");
}

static void
read_contact(struct reader *reader, struct place in)
{
	struct program_contact *contact = &reader->program->contact;

	if (!read_object(
		    reader, in, "agency,office_phone,tty,appeals_phone,legal_aid_phone,website"))
		return;
	read_wording(reader, in, "agency", true, &contact->agency);
	contact->office_phone = read_text(reader, in, "office_phone", true);
	contact->tty = read_text(reader, in, "tty", true);
	contact->appeals_phone = read_text(reader, in, "appeals_phone", true);
	contact->legal_aid_phone = read_text(reader, in, "legal_aid_phone", true);
	contact->website = read_text(reader, in, "website", true);
}

/* JsonLogic here has no plus, and a sum of money deserves exact cents anyway. */
static void
read_expedited_test(struct reader *reader, struct place in, struct expedited_test *ret)
{
	ret->id = read_id(reader, in, "id");
	read_wording(reader, in, "label", true, &ret->label);
	ret->when = read_rule(reader, in, "when");
	read_words(reader, in, "sum_of", &ret->sum_of);
	read_words(reader, in, "below_sum_of", &ret->below_sum_of);
	if (!json_get(in.json, "when") == !(ret->sum_of.count && ret->below_sum_of.count))
		reader_complain(reader, in.pointer, "required",
			"a test has either \"when\", or \"sum_of\" and \"below_sum_of\"");
}

static void
read_expedited_tests(struct reader *reader, struct place in)
{
	struct program_clocks *clocks = &reader->program->clocks;
	struct place list = place_member(reader, in, "expedited_tests");
	size_t count = read_list(reader, list, clocks->expedited_days > 0);
	size_t index = 0;

	clocks->expedited_tests.at =
		arena_array(reader->arena, count + 1, sizeof(*clocks->expedited_tests.at));
	for (const struct json *at = count ? json_first(list.json) : NULL; at; at = json_next(at)) {
		struct place place = place_entry(reader, list, index++, at);

		if (read_object(reader, place, "id,label,when,sum_of,below_sum_of"))
			read_expedited_test(reader, place,
				&clocks->expedited_tests.at[clocks->expedited_tests.count++]);
	}
}

static void
read_clocks(struct reader *reader, struct place in)
{
	struct program_clocks *clocks = &reader->program->clocks;

	if (!read_object(reader, in,
		    "decision_days,expedited_days,due_soon_days,due_soon_expedited_days,inaction_days,"
		    "appeal_days,appeal_decided_days,reopen_days,proof_days,interviews_offered,expedited_tests"))
		return;
	clocks->decision_days = (int)read_required_int(reader, in, "decision_days", 1, DAYS_MAX);
	clocks->expedited_days = (int)read_int(reader, in, "expedited_days", 1, DAYS_MAX, 0);
	clocks->due_soon_days = (int)read_required_int(reader, in, "due_soon_days", 0, DAYS_MAX);
	clocks->due_soon_expedited_days =
		(int)read_int(reader, in, "due_soon_expedited_days", 0, DAYS_MAX, 0);
	clocks->inaction_days = (int)read_required_int(reader, in, "inaction_days", 1, DAYS_MAX);
	clocks->appeal_days = (int)read_required_int(reader, in, "appeal_days", 1, DAYS_MAX);
	clocks->appeal_decided_days =
		(int)read_int(reader, in, "appeal_decided_days", 1, DAYS_MAX, APPEAL_DECIDED_DAYS);
	clocks->reopen_days = (int)read_required_int(reader, in, "reopen_days", 0, DAYS_MAX);
	clocks->proof_days = (int)read_required_int(reader, in, "proof_days", 1, DAYS_MAX);
	clocks->interviews_offered = (int)read_int(reader, in, "interviews_offered", 0, 9, 0);
	read_expedited_tests(reader, in);
	if (clocks->expedited_days > clocks->decision_days)
		reader_complain(reader, in.pointer, "bad_number",
			"the expedited clock is longer than the plain one");
}

static void
check_sum(struct reader *reader, const struct text_list *names, const char *pointer)
{
	for (size_t i = 0; i < names->count; i++) {
		const struct program_question *question =
			program_find_question(reader->program, names->at[i]);

		if (!question || question->type != QUESTION_MONEY)
			reader_complain(reader, pointer, "dangling", "\"%s\" is no money question",
				names->at[i]);
	}
}

static void
check_expedited(struct reader *reader)
{
	const struct program_clocks *clocks = &reader->program->clocks;

	for (size_t i = 0; i < clocks->expedited_tests.count; i++) {
		const struct expedited_test *test = &clocks->expedited_tests.at[i];
		const char *pointer = arena_printf(reader->arena, "/clocks/expedited_tests/%zu", i);

		check_condition(reader, test->when, pointer);
		check_sum(reader, &test->sum_of, pointer);
		check_sum(reader, &test->below_sum_of, pointer);
	}
}

/* Read before the questions that it names. */
static void
check_disability(struct reader *reader)
{
	const struct program *program = reader->program;
	const struct program_question *persons =
		program->persons ? program_find_question(program, program->persons) : NULL;
	const struct program_question *field =
		persons && program->disability ? question_find_field(persons, program->disability) : NULL;

	if (program->disability && (!field || field->type != QUESTION_YESNO))
		reader_complain(reader, "/disability", "dangling",
			"\"%s\" is no yes-or-no field of the persons question", program->disability);
}

/* Absent limits are never reached. */
static void
read_second_person(struct reader *reader, struct place in)
{
	struct program_second_person *second = &reader->program->second_person;

	second->amount_over = INT64_MAX;
	second->back_dated_days_over = INT_MAX;
	if (!in.json || !read_object(reader, in, "amount_over,back_dated_days_over"))
		return;
	second->amount_over = read_money(reader, in, "amount_over", INT64_MAX);
	second->back_dated_days_over =
		(int)read_int(reader, in, "back_dated_days_over", 0, DAYS_MAX * 10, INT_MAX);
}

/* The order matters: languages before wordings, questions before what names them. */
static void
read_program(struct reader *reader, struct place root)
{
	struct place filing = place_member(reader, root, "filing");

	if (!read_object(reader, root, top_members))
		return;
	read_languages(reader, root);
	read_heading(reader, root);
	read_customers(reader, root);
	read_contact(reader, place_member(reader, root, "contact"));
	read_open(reader, place_member(reader, root, "open"));
	read_clocks(reader, place_member(reader, root, "clocks"));
	read_second_person(reader, place_member(reader, root, "second_person"));
	if (read_object(reader, filing, "customer,answers")) {
		read_words(reader, filing, "customer", &reader->program->filing_customer);
		read_words(reader, filing, "answers", &reader->program->filing_answers);
	}
	read_sections(reader, place_member(reader, root, "sections"));
	read_requirements(reader, place_member(reader, root, "requirements"));
	check_form(reader);
	check_expedited(reader);
	check_disability(reader);
	read_reasons(reader, place_member(reader, root, "reasons"));
	read_updates(reader, place_member(reader, root, "updates"));
	read_letters(reader, root);
	read_faq(reader, place_member(reader, root, "faq"));
	read_note_templates(reader, place_member(reader, root, "note_templates"));
	read_transitions(reader, place_member(reader, root, "transitions"));
	read_rules(reader, root);
}

bool
program_load(
	struct program **ret, struct arena *arena, const char *text, size_t len, struct err *err)
{
	struct reader reader = { .arena = arena, .text = text, .len = len, .err = err };
	struct json *json;

	if (len > PROGRAM_FILE_MAX)
		return err_set(err, ERR_PAYLOAD_TOO_LARGE, "a program file has at most %d bytes",
			PROGRAM_FILE_MAX);
	json = json_parse(text, len, err);
	if (!json)
		return false;
	reader.program = arena_alloc(arena, sizeof(*reader.program));
	read_program(&reader, (struct place){ json, "" });
	json_free(json);
	if (reader.failed)
		return false;
	*ret = reader.program;
	return true;
}
