/* SPDX-License-Identifier: Apache-2.0
 *
 * What the fake's screen shows, and its comparison with the golden files.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "client_fake.h"

#include <stdlib.h>

#include "base/str.h"
#include "base/utf8.h"

const char *
fake_line(struct fake *fake, int row)
{
	static struct buf line = BUF_INIT(8192);

	buf_reset(&line);
	for (int col = 0; col < fake->canvas.cols; col++) {
		const struct cell *cell = canvas_cell(&fake->canvas, row, col);
		for (int i = 0; i < CELL_POINTS_MAX && cell->points[i]; i++)
			utf8_encode(&line, cell->points[i]);
	}
	while (line.len > 0 && line.data[line.len - 1] == ' ')
		line.data[--line.len] = '\0';
	return line.data;
}

bool
fake_shows(struct fake *fake, const char *text)
{
	for (int row = 0; row < fake->canvas.rows; row++) {
		if (strstr(fake_line(fake, row), text))
			return true;
	}
	return false;
}

static char *
read_golden(const char *path)
{
	FILE *file = fopen(path, "r");
	struct buf text = BUF_INIT(256 * 1024);
	char chunk[4096];
	size_t got;

	while (file && (got = fread(chunk, 1, sizeof chunk, file)) > 0)
		buf_add(&text, chunk, got);
	if (file)
		fclose(file);
	return buf_detach(&text);
}

void
fake_screen(struct fake *fake, const char *name)
{
	const char *source = getenv("srcdir");
	struct buf shown = BUF_INIT(256 * 1024);
	char path[512];

	fake_paint(fake);
	canvas_print(&shown, &fake->canvas);
	snprintf(path, sizeof path, "%s/tests/golden/%s.screen", source ? source : ".", name);
	if (getenv("GOLDEN_WRITE")) {
		FILE *file = fopen(path, "w");
		assert_non_null(file);
		fputs(shown.data, file);
		fclose(file);
	}
	char *golden = read_golden(path);
	if (!str_eq(golden, shown.data)) {
		print_message("# %s is not as in %s:\n%s", name, path, shown.data);
		free(golden);
		fail_msg("screen %s differs (GOLDEN_WRITE=1 makes it new)", name);
	}
	free(golden);
	buf_done(&shown);
}
