/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading transcripts.  Texts are kept byte for byte.
 */
#include "server/sample/transcript.h"

#include <errno.h>

#include "base/json.h"
#include "base/str.h"

enum { LINE_MAX_BYTES = 4 << 20, FIRST_CAPACITY = 256 };

static bool
read_line(
	struct transcript *ret, const char *line, size_t len, struct arena *arena, struct err *err)
{
	struct json *json = json_parse(line, len, err);
	if (!json)
		return false;
	const struct json *turns = json_get(json, "turns");
	const char *topic = json_text(json_get(json, "topic"));
	*ret = (struct transcript){
		.topic = arena_strdup(arena, topic ? topic : "chat"),
		.turns = arena_array(arena, json_count(turns) + 1, sizeof(*ret->turns)),
	};
	size_t count = json_count(turns);
	bool ok = json_kind(turns) == JSON_LIST && count > 0 && count <= TURNS_MAX;
	for (const struct json *turn = json_first(turns); ok && turn; turn = json_next(turn)) {
		const char *role = json_text(json_get(turn, "role")),
			   *text = json_text(json_get(turn, "text"));
		ok = text && (str_eq(role, "customer") || str_eq(role, "agent"));
		if (ok)
			ret->turns[ret->count++] = (struct turn_line){
				.who = str_eq(role, "customer") ? AUTHOR_CUSTOMER : AUTHOR_WORKER,
				.text = arena_strdup(arena, text),
			};
	}
	json_free(json);
	return ok ||
		err_set(err, ERR_LOCAL_FILE,
			"It needs 1 to %d turns, each with role customer or agent and a text.",
			TURNS_MAX);
}

static bool
read_lines(FILE *file, struct arena *arena, struct transcript **ret, size_t *ret_count,
	struct err *err)
{
	char *line = NULL;
	size_t room = 0, capacity = 0, number = 0;
	ssize_t len;
	bool ok = true;
	while (ok && (len = getline(&line, &room, file)) > 0) {
		struct err why = { 0 };
		number++;
		if (*ret_count == capacity) {
			capacity = capacity ? capacity * 2 : FIRST_CAPACITY;
			struct transcript *more = arena_array(arena, capacity, sizeof(*more));
			if (*ret_count)
				memcpy(more, *ret, *ret_count * sizeof(*more));
			*ret = more;
		}
		ok = len <= LINE_MAX_BYTES
			? read_line(&(*ret)[*ret_count], line, (size_t)len, arena, &why)
			: err_set(&why, ERR_LOCAL_FILE, "It is longer than %d bytes.",
				  LINE_MAX_BYTES);
		if (ok)
			++*ret_count;
		else
			err_set(err, ERR_LOCAL_FILE, "Line %zu: %s", number, why.detail);
	}
	free(line);
	return ok;
}

bool
transcripts_read(const char *file_name, struct arena *arena, struct transcript **ret,
	size_t *ret_count, struct err *err)
{
	FILE *file = fopen(file_name, "re");
	*ret = NULL;
	*ret_count = 0;
	if (!file)
		return err_set(err, ERR_LOCAL_FILE, "%s: %s.", file_name, strerror(errno));
	bool ok = read_lines(file, arena, ret, ret_count, err);
	fclose(file);
	if (ok && *ret_count == 0)
		return err_set(err, ERR_LOCAL_FILE, "%s holds no conversation.", file_name);
	return ok;
}
