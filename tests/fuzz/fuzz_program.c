/* SPDX-License-Identifier: Apache-2.0
 *
 * A program file: refused with a reason, or read so that whatever it holds can
 * be asked of it.
 */
#include "domain/program.h"
#include "domain/program_lint.h"
#include "fuzz.h"

static void
says_everything(const struct program *program)
{
	for (size_t i = 0; i < program->reasons.count; i++) {
		const struct program_reason *reason = &program->reasons.at[i];
		fuzz_claim(program_find_reason(program, reason->code) == reason);
		fuzz_claim(program_say(program, &reason->text, "es", NULL) != NULL);
	}
	for (size_t i = 0; i < program->requirements.count; i++) {
		const struct program_requirement *requirement = &program->requirements.at[i];
		fuzz_claim(program_find_requirement(program, requirement->id) == requirement);
		fuzz_claim(program_say(program, &requirement->label, "xx", NULL) != NULL);
	}
}

FUZZ_ONE(bytes, len)
{
	struct arena arena = ARENA_INIT;
	struct err err = { .code = ERR_NONE };
	struct program *program = NULL;
	struct program_lint_list lints;

	if (program_load(&program, &arena, bytes, len, &err)) {
		fuzz_claim(!fuzz_planted());
		says_everything(program);
		program_lint(&lints, &arena, program, bytes, len);
		fuzz_claim(lints.errors <= lints.count && lints.count <= PROGRAM_LINT_MAX);
		for (size_t i = 0; i < lints.count; i++)
			fuzz_claim(lints.at[i].text && lints.at[i].pointer);
	} else {
		fuzz_claim(err.code != ERR_NONE && err.detail[0] != '\0');
	}
	arena_done(&arena);
}
