/* SPDX-License-Identifier: Apache-2.0
 *
 * Where the program finds what was installed with it.
 */
#include "test_base.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/paths.h"
#include "base/str.h"

/* ---- paths ---- */

/* A copy of this test, run as TELL_PATHS, says where it would look. */
#define TELL_PATHS "--tell-paths"

static int
tell_paths(void)
{
	struct arena arena = ARENA_INIT;

	printf("%s|%s|%s\n", path_data(&arena), path_locale(&arena), path_sibling(&arena, "other"));
	arena_done(&arena);
	return 0;
}

static void
copy_self(const char *to)
{
	char chunk[65536];
	size_t got;
	FILE *in = fopen("/proc/self/exe", "rb"), *out = fopen(to, "wb");

	assert_non_null(in);
	assert_non_null(out);
	while ((got = fread(chunk, 1, sizeof(chunk), in)) > 0)
		assert_int_equal(fwrite(chunk, 1, got, out), got);
	fclose(in);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(chmod(to, 0700), 0);
}

static void
assert_paths(struct arena *arena, const char *program, const char *data, const char *locale)
{
	char told[4096] = "";
	FILE *pipe = popen(arena_printf(arena, "'%s' %s", program, TELL_PATHS), "r");

	assert_non_null(pipe);
	assert_non_null(fgets(told, sizeof(told), pipe));
	assert_int_equal(pclose(pipe), 0);
	size_t folder_len = (size_t)(strrchr(program, '/') - program);
	assert_string_equal(told,
		arena_printf(arena, "%s|%s|%.*s/other\n", data, locale, (int)folder_len, program));
}

static const char *
make_folder(struct arena *arena, const char *parent, const char *name)
{
	const char *folder = arena_printf(arena, "%s/%s", parent, name);

	assert_int_equal(mkdir(folder, 0700), 0);
	return folder;
}

static void
paths_stand_beside_the_program_then_above_it(void **state)
{
	struct arena arena = ARENA_INIT;
	const char *tmp = getenv("TMPDIR");
	char *top = arena_printf(&arena, "%s/caseload-paths.XXXXXX", tmp ? tmp : "/tmp");

	(void)state;
	assert_non_null(mkdtemp(top));
	const char *bin = make_folder(&arena, top, "bin of a user");
	const char *program = arena_printf(&arena, "%s/caseload", bin);
	copy_self(program);

	assert_paths(&arena, program, PKGDATADIR, LOCALEDIR);

	const char *share = make_folder(&arena, top, "share");
	const char *data = make_folder(&arena, share, "caseload");
	assert_paths(&arena, program, arena_printf(&arena, "%s/../share/caseload", bin), LOCALEDIR);

	const char *near = make_folder(&arena, bin, "share");
	const char *near_data = make_folder(&arena, near, "caseload");
	const char *near_locale = make_folder(&arena, near, "locale");
	assert_paths(&arena, program, near_data, near_locale);

	const char *folders[] = { near_locale, near_data, near, data, share };
	assert_int_equal(unlink(program), 0);
	for (size_t i = 0; i < countof(folders); i++)
		assert_int_equal(rmdir(folders[i]), 0);
	assert_int_equal(rmdir(bin), 0);
	assert_int_equal(rmdir(top), 0);
	arena_done(&arena);
}

int
main(int argc, char **argv)
{
	if (argc == 2 && str_eq(argv[1], TELL_PATHS))
		return tell_paths();

	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_stand_beside_the_program_then_above_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
