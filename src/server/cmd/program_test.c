/* SPDX-License-Identifier: Apache-2.0
 *
 * Running a program file's arithmetic from the command line.
 */
#include "server/cmd/program_test.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/safe_text.h"
#include "base/str.h"
#include "base/words.h"
#include "domain/answers.h"
#include "domain/program_trial.h"
#include "domain/worksheet.h"
#include "server/cmd/cmd.h"
#include "server/cmd/program_file.h"

/* ---- test ---- */

static void
tell_case(const char *path, const struct trial *trial)
{
	for (size_t i = 0; i < trial->differences.count; i++)
		safe_complain(_("%s:%d: %s: %s is %s, not %s"), path, trial->of->line,
		              trial->of->name, trial->differences.at[i].of,
		              trial->differences.at[i].came, trial->differences.at[i].expected);
}

static bool
test_file(const char *path)
{
	struct arena arena = ARENA_INIT;
	struct buf text = BUF_INIT(PROGRAM_FILE_MAX);
	struct program *program = program_file_read(path, &text, &arena);
	struct trial_list trials = { 0 };
	struct err err = { 0 };
	bool ok = program && program_trial(&trials, &arena, program, &err);

	if (program && !ok)
		(void)cmd_fail("program", &err);
	for (size_t i = 0; ok && i < trials.count; i++)
		tell_case(path, &trials.at[i]);
	if (ok && !program->rules)
		safe_say(_("%s: the file carries no arithmetic, so there is nothing to test.\n"), path);
	else if (ok)
		safe_say(_("%s: %zu cases, %zu come out otherwise.\n"), path, trials.count, trials.failed);
	ok = ok && trials.failed == 0;
	buf_done(&text);
	arena_done(&arena);
	return ok;
}

int
program_test(const struct option_words *files)
{
	int status = 0;

	for (int i = 1; i < files->count; i++)
		if (!test_file(files->at[i]))
			status = 1;
	return status;
}

/* ---- worksheet ---- */

static bool
read_unrounded(struct arena *arena, const struct json *list, struct text_list *ret)
{
	ret->at = arena_array(arena, json_count(list) + 1, sizeof(*ret->at));
	for (const struct json *at = json_first(list); at; at = json_next(at)) {
		if (!json_text(at))
			return false;
		ret->at[ret->count++] = json_text(at);
	}
	return true;
}

static bool
read_input(struct worksheet_input *ret, struct text_list *unrounded, struct arena *arena,
           const struct json *json, struct err *err)
{
	const char *filed_on = json_text(json_get(json, "filed_on"));
	const char *month = json_text(json_get(json, "month"));

	ret->month = DATE_NONE;
	ret->answers = json_get(json, "answers");
	ret->given = json_get(json, "given");
	ret->expedited = json_bool(json_get(json, "expedited"), false);
	if (!filed_on || !date_from_text(filed_on, &ret->filed_on) ||
	    (month && !date_from_text(arena_printf(arena, "%s-01", month), &ret->month)) ||
	    json_kind(ret->answers) != JSON_OBJECT ||
	    !read_unrounded(arena, json_get(json, "unrounded"), unrounded))
		return err_set(err, ERR_USAGE, "%s",
		               _("A line has \"filed_on\" (YYYY-MM-DD) and \"answers\", and perhaps "
		                 "\"month\" (YYYY-MM), \"expedited\", \"given\" and \"unrounded\"."));
	ret->unrounded = unrounded;
	return answers_check(ret->program, ret->answers, NULL, DATE_NONE, err);
}

static void
put_sheet(struct json_out *out, const struct worksheet *sheet)
{
	json_begin_object(out, NULL);
	json_put_text(out, "advice", sheet->advice);
	json_begin_list(out, "reasons");
	for (size_t i = 0; i < sheet->reasons.count; i++)
		json_put_text(out, NULL, sheet->reasons.at[i]);
	json_end_list(out);
	json_begin_object(out, "steps");
	for (size_t i = 0; i < sheet->steps.count; i++)
		json_put_text(out, sheet->steps.at[i].id, sheet->steps.at[i].value);
	json_end_object(out);
	json_begin_object(out, "unrounded");
	for (size_t i = 0; i < sheet->steps.count; i++)
		if (sheet->steps.at[i].unrounded)
			json_put_text(out, sheet->steps.at[i].id, sheet->steps.at[i].unrounded);
	json_end_object(out);
	json_begin_object(out, "tests");
	for (size_t i = 0; i < sheet->tests.count; i++)
		json_put_text(out, sheet->tests.at[i].id, sheet->tests.at[i].verdict);
	json_end_object(out);
	json_begin_list(out, "unknown");
	for (size_t i = 0; i < sheet->unknown.count; i++)
		json_put_text(out, NULL, sheet->unknown.at[i].path);
	json_end_list(out);
	json_end_object(out);
}

static bool
work_out(const struct program *program, const char *line, size_t len, struct err *err)
{
	struct arena arena = ARENA_INIT;
	struct buf text = BUF_INIT(WORKSHEET_BYTES_MAX);
	struct json_out out = JSON_OUT(&text);
	struct worksheet_input input = { .program = program, .language = program->languages.at[0] };
	struct text_list unrounded = { 0 };
	struct worksheet *sheet = NULL;
	struct json *json = json_parse(line, len, err);
	bool ok = json && read_input(&input, &unrounded, &arena, json, err) &&
	          worksheet_make(&sheet, &arena, &input, err);

	if (ok) {
		put_sheet(&out, sheet);
		safe_put_exact(text.data, text.len);
		putchar('\n');
	}
	json_free(json);
	buf_done(&text);
	arena_done(&arena);
	return ok;
}

int
program_worksheet(const struct option_words *files)
{
	struct arena arena = ARENA_INIT;
	struct buf text = BUF_INIT(PROGRAM_FILE_MAX);
	struct program *program = program_file_read(files->at[1], &text, &arena);
	struct err err = { 0 };
	char *line = NULL;
	size_t room = 0;
	ssize_t len;
	int status = program ? 0 : 1;

	while (status == 0 && (len = getline(&line, &room, stdin)) > 0)
		if (!work_out(program, line, (size_t)len, &err)) {
			for (size_t i = 0; i < err.field_count; i++)
				safe_complain("%s: %s", err.fields[i].pointer, err.fields[i].detail);
			status = cmd_fail("program", &err);
		}
	free(line);
	buf_done(&text);
	arena_done(&arena);
	return status;
}
