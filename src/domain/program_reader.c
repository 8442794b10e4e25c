/* SPDX-License-Identifier: Apache-2.0
 *
 * Members of a program file, each checked as it is read.  Knows JSON and the
 * shapes of members; what they mean is its callers' business.
 */
#include "domain/program_reader.h"

#include <stdarg.h>
#include <string.h>

#include "base/str.h"
#include "domain/answers.h"
#include "domain/json_line.h"

/*
 * The first complaint is also the error's own sentence, for callers that show
 * but one.
 */
void
reader_complain(struct reader *reader, const char *pointer, const char *code, const char *fmt, ...)
{
	char sentence[ERR_DETAIL_MAX];
	va_list args;

	va_start(args, fmt);
	vsnprintf(sentence, sizeof(sentence), fmt, args);
	va_end(args);
	if (!reader->failed)
		err_set(reader->err, ERR_VALIDATION_FAILED, "line %d: %s: %s",
			json_pointer_line(reader->text, reader->len, pointer),
			*pointer ? pointer : "/", sentence);
	err_field(reader->err, pointer, code, "%s", sentence);
	reader->failed = true;
}

struct place
place_member(struct reader *reader, struct place in, const char *name)
{
	return (struct place){ json_get(in.json, name),
		arena_printf(reader->arena, "%s/%s", in.pointer, name) };
}

struct place
place_entry(struct reader *reader, struct place list, size_t index, const struct json *entry)
{
	return (struct place){ entry, arena_printf(reader->arena, "%s/%zu", list.pointer, index) };
}

enum { NAMES_SHOWN_MAX = 120 };

/*
 * Unknown members are refused: a misspelt "requierd" must not turn into a
 * question that nobody has to answer.
 */
bool
read_object(struct reader *reader, struct place in, const char *names)
{
	if (!in.json || json_kind(in.json) != JSON_OBJECT) {
		reader_complain(reader, in.pointer, "wrong_type", "an object {...} is needed here");
		return false;
	}
	for (const struct json *at = json_first(in.json); at; at = json_next(at))
		if (!str_in_list(names, json_name(at)))
			reader_complain(reader,
				arena_printf(reader->arena, "%s/%s", in.pointer, json_name(at)),
				"unknown", "there is no member \"%s\" here%s%s", json_name(at),
				strlen(names) <= NAMES_SHOWN_MAX ? "; known are " : "",
				strlen(names) <= NAMES_SHOWN_MAX ? names : "");
	return true;
}

size_t
read_list(struct reader *reader, struct place in, bool required)
{
	size_t count;

	if (!in.json) {
		if (required)
			reader_complain(reader, in.pointer, "required", "this list is missing");
		return 0;
	}
	if (json_kind(in.json) != JSON_LIST) {
		reader_complain(reader, in.pointer, "wrong_type", "a list [...] is needed here");
		return 0;
	}
	count = json_count(in.json);
	if (required && count == 0)
		reader_complain(reader, in.pointer, "empty", "this list has no entry");
	if (count > PROGRAM_LIST_MAX) {
		reader_complain(
			reader, in.pointer, "too_many", "more than %d entries", PROGRAM_LIST_MAX);
		return 0;
	}
	return count;
}

const char *
read_text(struct reader *reader, struct place in, const char *name, bool required)
{
	struct place at = place_member(reader, in, name);
	const char *text = json_text(at.json);

	if (!at.json) {
		if (required)
			reader_complain(reader, at.pointer, "required", "\"%s\" is missing", name);
		return NULL;
	}
	if (!text || !*text) {
		reader_complain(
			reader, at.pointer, "wrong_type", "\"%s\" is a text, not empty", name);
		return NULL;
	}
	return arena_strdup(reader->arena, text);
}

#define ID_LETTERS "abcdefghijklmnopqrstuvwxyz0123456789_-"
#define ID_SHAPE "a-z, 0-9, _ and -"

static const char *
read_name(struct reader *reader, struct place in, const char *name, size_t max,
	const char *letters, const char *shape)
{
	const char *text = read_text(reader, in, name, true);

	if (!text)
		return "";
	if (strlen(text) > max || text[strspn(text, letters)])
		reader_complain(reader, place_member(reader, in, name).pointer, "bad_name",
			"\"%s\" is at most %zu of %s", name, max, shape);
	return text;
}

const char *
read_id(struct reader *reader, struct place in, const char *name)
{
	return read_name(reader, in, name, PROGRAM_CODE_MAX, ID_LETTERS, ID_SHAPE);
}

const char *
read_program_id(struct reader *reader, struct place in, const char *name)
{
	return read_name(reader, in, name, PROGRAM_ID_MAX, ID_LETTERS, ID_SHAPE);
}

const char *
read_code(struct reader *reader, struct place in, const char *name)
{
	return read_name(reader, in, name, PROGRAM_CODE_MAX,
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", "A-Z and 0-9");
}

/* The first language must be there: it is what all the others fall back to. */
void
read_wording_at(struct reader *reader, struct place at, struct program_text *ret)
{
	if (json_kind(at.json) != JSON_OBJECT || json_count(at.json) == 0) {
		reader_complain(reader, at.pointer, "wrong_type",
			"a wording by language is needed: {\"en\": \"...\"}");
		return;
	}
	for (const struct json *in = json_first(at.json); in; in = json_next(in)) {
		int language = program_language(reader->program, json_name(in));
		const char *pointer =
			arena_printf(reader->arena, "%s/%s", at.pointer, json_name(in));

		if (language < 0)
			reader_complain(reader, pointer, "unknown",
				"\"%s\" is not among the program's languages", json_name(in));
		else if (!json_text(in) || !*json_text(in))
			reader_complain(
				reader, pointer, "wrong_type", "a text, not empty, is needed");
		else
			ret->in[language] = arena_strdup(reader->arena, json_text(in));
	}
	if (!ret->in[0])
		reader_complain(reader, at.pointer, "required", "the wording in \"%s\" is missing",
			reader->program->languages.at[0]);
}

void
read_wording(struct reader *reader, struct place in, const char *name, bool required,
	struct program_text *ret)
{
	struct place at = place_member(reader, in, name);

	if (at.json)
		read_wording_at(reader, at, ret);
	else if (required)
		reader_complain(reader, at.pointer, "required", "\"%s\" is missing", name);
}

int64_t
read_int(struct reader *reader, struct place in, const char *name, int64_t min, int64_t max,
	int64_t otherwise)
{
	struct place at = place_member(reader, in, name);
	int64_t value;

	if (!at.json)
		return otherwise;
	if (!json_int(at.json, &value) || value < min || value > max) {
		reader_complain(reader, at.pointer, "bad_number",
			"\"%s\" is a whole number from %lld to %lld", name, (long long)min,
			(long long)max);
		return otherwise;
	}
	return value;
}

int64_t
read_required_int(
	struct reader *reader, struct place in, const char *name, int64_t min, int64_t max)
{
	if (!json_get(in.json, name))
		reader_complain(reader, place_member(reader, in, name).pointer, "required",
			"\"%s\" is missing", name);
	return read_int(reader, in, name, min, max, min);
}

civil_date
read_date(struct reader *reader, struct place in, const char *name, bool required)
{
	const char *text = read_text(reader, in, name, required);
	civil_date date;

	if (!text)
		return DATE_NONE;
	if (!date_from_text(text, &date)) {
		reader_complain(reader, place_member(reader, in, name).pointer, "bad_date",
			"a date YYYY-MM-DD is needed");
		return DATE_NONE;
	}
	return date;
}

const char *
read_kept(struct reader *reader, struct place in, const char *name)
{
	struct place at = place_member(reader, in, name);
	struct buf text = BUF_INIT(ANSWERS_BYTES_MAX);
	const char *kept = NULL;

	if (!at.json)
		return NULL;
	json_print(&text, at.json);
	if (buf_ok(&text))
		kept = arena_strdup(reader->arena, text.data);
	else
		reader_complain(reader, at.pointer, "too_long", "more than %d bytes",
			ANSWERS_BYTES_MAX);
	buf_done(&text);
	return kept;
}

struct fraction
read_fraction(struct reader *reader, struct place at)
{
	struct fraction value = FRACTION_NONE;

	if (!fraction_from_json(at.json, &value))
		reader_complain(reader, at.pointer, "bad_number",
			"a number of at most 18 digits is needed");
	return value;
}

int64_t
read_money(struct reader *reader, struct place in, const char *name, int64_t otherwise)
{
	struct place at = place_member(reader, in, name);
	int64_t cents;

	if (!at.json)
		return otherwise;
	if (!answer_money(at.json, &cents)) {
		reader_complain(reader, at.pointer, "bad_money",
			"\"%s\" is an amount: {\"amount\": \"100.00\", \"currency\": \"USD\"}",
			name);
		return otherwise;
	}
	return cents;
}

bool
read_bool(struct reader *reader, struct place in, const char *name)
{
	struct place at = place_member(reader, in, name);

	if (at.json && json_kind(at.json) != JSON_BOOL)
		reader_complain(reader, at.pointer, "wrong_type", "\"%s\" is true or false", name);
	return json_bool(at.json, false);
}

/* A closed vocabulary is short enough to show whole. */
static void
complain_of_word(
	struct reader *reader, const char *pointer, const char *name, struct word_table table)
{
	char known[ERR_DETAIL_MAX] = "";
	size_t used = 0;

	for (size_t i = 1; i < table.count && used < sizeof(known); i++)
		used += (size_t)snprintf(known + used, sizeof(known) - used, "%s%s",
			i > 1 ? ", " : "", table.words[i]);
	reader_complain(reader, pointer, "unknown", "\"%s\" is one of %s", name, known);
}

int
read_word(struct reader *reader, struct place in, const char *name, struct word_table table,
	int otherwise)
{
	struct place at = place_member(reader, in, name);

	if (!at.json && otherwise > 0)
		return otherwise;
	for (size_t i = 1; i < table.count; i++)
		if (json_text(at.json) && str_eq(table.words[i], json_text(at.json)))
			return (int)i;
	complain_of_word(reader, at.pointer, name, table);
	return otherwise > 0 ? otherwise : 1;
}

const struct rule *
read_rule(struct reader *reader, struct place in, const char *name)
{
	struct place at = place_member(reader, in, name);
	struct err err = { 0 };
	struct rule *rule;

	if (!at.json)
		return NULL;
	if (rule_compile(&rule, reader->arena, at.json, "condition", &err))
		return rule;
	reader_complain(reader, at.pointer, "bad_condition", "%s", err.detail);
	return NULL;
}

void
read_words(struct reader *reader, struct place in, const char *name, struct text_list *ret)
{
	struct place list = place_member(reader, in, name);
	size_t count = read_list(reader, list, false);

	ret->at = arena_array(reader->arena, count + 1, sizeof(*ret->at));
	for (const struct json *at = count ? json_first(list.json) : NULL; at; at = json_next(at)) {
		if (json_text(at) && *json_text(at))
			ret->at[ret->count++] = arena_strdup(reader->arena, json_text(at));
		else
			reader_complain(
				reader, list.pointer, "wrong_type", "a list of texts is needed");
	}
}
