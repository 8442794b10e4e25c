/* SPDX-License-Identifier: Apache-2.0
 *
 * The published programs, as workers read them.
 */
#include "config.h"

#include "server/service/program.h"

#include "base/str.h"
#include "domain/program.h"
#include "server/service/agency.h"
#include "server/store/setting.h"

static void
view_fill(struct call *call, const struct program *program, struct program_view *ret)
{
	ret->id = program->id;
	ret->version = program->version;
	ret->name = program_say(program, &program->name, call->language, NULL);
}

size_t
program_views(struct call *call, struct program_view **ret)
{
	size_t count = agency_program_count(call->agency), i;
	struct program_view *rows = arena_array(call->arena, count + 1, sizeof(*rows));

	for (i = 0; i < count; i++)
		view_fill(call, agency_program_at(call->agency, i), &rows[i]);
	*ret = rows;
	return count;
}

bool
program_view_get(struct call *call, const char *id, int64_t version, struct program_view *ret, struct err *err)
{
	const struct program *program = agency_program(call->agency, id, version);

	if (program == NULL)
		return err_set(err, ERR_NOT_FOUND, "%s", "");
	view_fill(call, program, ret);
	ret->definition = program_row_body(call->db, program->id, program->version, call->arena);
	return ret->definition != NULL || err_set(err, ERR_NOT_FOUND, "%s", "");
}

static void
reason_fill(struct call *call, const struct program *program, const struct program_reason *reason,
            struct reason_code_view *ret)
{
	struct reason_fact_view *facts = arena_array(call->arena, reason->facts.count + 1, sizeof(*facts));
	size_t i;

	ret->code = reason->code;
	ret->kind = reason_kind_word(reason->kind);
	ret->for_inaction = reason->for_inaction;
	ret->text = program_say(program, &reason->text, call->language, NULL);
	ret->legal_basis = reason->legal_basis;
	for (i = 0; i < reason->facts.count; i++) {
		const struct program_fact *fact = &reason->facts.at[i];
		facts[i].name = fact->name;
		facts[i].type = fact_type_word(fact->type);
		facts[i].label = program_say(program, &fact->label, call->language, NULL);
	}
	ret->facts.at = facts;
	ret->facts.count = reason->facts.count;
}

bool
reason_code_views(struct call *call, const char *id, struct reason_code_view **ret, size_t *ret_count,
                  struct err *err)
{
	size_t programs = agency_program_count(call->agency), total = 0, count = 0, i, j;
	struct reason_code_view *rows;

	if (id != NULL && agency_program(call->agency, id, 0) == NULL)
		return err_field(err, "?program", "unknown", "There is no such program.");
	for (i = 0; i < programs; i++)
		total += agency_program_at(call->agency, i)->reasons.count;
	rows = arena_array(call->arena, total + 1, sizeof(*rows));
	for (i = 0; i < programs; i++) {
		const struct program *program = agency_program_at(call->agency, i);
		if (id != NULL && !str_eq(program->id, id))
			continue;
		for (j = 0; j < program->reasons.count; j++)
			reason_fill(call, program, &program->reasons.at[j], &rows[count++]);
	}
	*ret = rows;
	*ret_count = count;
	return true;
}

int64_t
program_views_version(const struct call *call)
{
	uint64_t hash = 14695981039346656037U;
	size_t count = agency_program_count(call->agency), i;
	const char *at;

	for (i = 0; i < count; i++) {
		const struct program *program = agency_program_at(call->agency, i);
		for (at = program->id; *at != '\0'; at++)
			hash = (hash ^ (unsigned char)*at) * 1099511628211U;
		hash = (hash ^ (uint64_t)program->version) * 1099511628211U;
	}
	for (at = call->language; *at != '\0'; at++)
		hash = (hash ^ (unsigned char)*at) * 1099511628211U;
	return (int64_t)(hash >> 12) + 1;
}
