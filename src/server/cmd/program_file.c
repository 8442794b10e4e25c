/* SPDX-License-Identifier: Apache-2.0
 *
 * Program files, and published programs, as the commands take them.
 */
#include "server/cmd/program_file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/safe_text.h"
#include "base/str.h"
#include "base/words.h"
#include "domain/json_line.h"
#include "domain/program_lint.h"
#include "server/cmd/options.h"
#include "server/store/setting.h"

/* The whole file; its size is bounded before anything is kept. */
static bool
read_file(const char *path, struct buf *out, struct err *err)
{
	char block[8192];
	ssize_t got;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return err_set(err, ERR_LOCAL_FILE, _("%s cannot be read: %s."), path,
		               strerror(errno));
	while ((got = read(fd, block, sizeof(block))) > 0)
		buf_add(out, block, (size_t)got);
	int why = errno;
	close(fd);
	if (got < 0)
		return err_set(err, ERR_LOCAL_FILE, _("%s cannot be read: %s."), path, strerror(why));
	if (!buf_ok(out))
		return err_set(err, ERR_LOCAL_FILE, _("%s is larger than a program file may be (%d bytes)."),
		               path, PROGRAM_FILE_MAX);
	return true;
}

struct program *
program_file_load(const char *path, struct buf *text, struct arena *arena)
{
	struct program *program = NULL;
	struct err err = { 0 };

	if (!read_file(path, text, &err)) {
		(void)cmd_fail("program", &err);
		return NULL;
	}
	if (program_load(&program, arena, text->data, text->len, &err))
		return program;
	for (size_t i = 0; i < err.field_count; i++)
		safe_complain("%s:%d: %s: %s", path,
		              json_pointer_line(text->data, text->len, err.fields[i].pointer),
		              err.fields[i].pointer, err.fields[i].detail);
	if (err.field_count == 0)
		safe_complain("%s: %s", path, err.detail);
	return NULL;
}

struct program *
program_file_read(const char *path, struct buf *text, struct arena *arena)
{
	struct program *program = program_file_load(path, text, arena);
	struct program_lint_list found;

	if (!program)
		return NULL;
	program_lint(&found, arena, program, text->data, text->len);
	for (size_t i = 0; i < found.count; i++)
		safe_complain("%s:%d: %s%s", path, found.at[i].line,
		              found.at[i].is_error ? "" : _("warning: "), found.at[i].text);
	return found.errors ? NULL : program;
}

/* "snap@3" into its parts; without a version the newest. */
static bool
split_name(const char *name, char id[PROGRAM_ID_MAX + 1], int64_t *ret_version)
{
	size_t len = strcspn(name, "@");

	*ret_version = 0;
	if (len == 0 || len > PROGRAM_ID_MAX)
		return false;
	str_copy(id, len + 1, name);
	return !name[len] || (str_to_i64(name + len + 1, ret_version) && *ret_version > 0);
}

struct program *
program_published(struct db *db, const char *name, struct buf *text, struct arena *arena)
{
	char id[PROGRAM_ID_MAX + 1];
	struct program *program = NULL;
	struct program_row *rows;
	struct err err = { 0 };
	const char *body = NULL;
	int64_t version;

	if (split_name(name, id, &version)) {
		size_t count = program_row_list(db, false, arena, &rows);
		for (size_t i = 0; i < count && version == 0; i++)
			version = str_eq(rows[i].id, id) ? rows[i].version : 0;
		body = program_row_body(db, id, version, arena);
	}
	if (!body && !db_take_failure(db, &err))
		err_set(&err, ERR_USAGE, _("No program %s is published here."), name);
	if (body && program_load(&program, arena, body, strlen(body), &err))
		buf_puts(text, body);
	else
		(void)cmd_fail("program", &err);
	return program;
}
