/* SPDX-License-Identifier: Apache-2.0
 *
 * Arenas, growing bytes, small strings, errors, money, and the end without
 * memory.
 */
#include "test_base.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/money.h"
#include "base/paths.h"
#include "base/str.h"

/* ---- arena ---- */

static void
arena_pieces_are_zeroed_aligned_and_apart(void **state)
{
	struct arena arena = ARENA_INIT;
	uint64_t seed = 7;
	unsigned char *pieces[2000];
	size_t sizes[2000];

	(void)state;
	for (int round = 0; round < 3; round++) {
		for (size_t i = 0; i < countof(pieces); i++) {
			sizes[i] = test_random(&seed) % 700;
			pieces[i] = arena_alloc(&arena, sizes[i]);
			assert_int_equal((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
			for (size_t k = 0; k < sizes[i]; k++)
				assert_int_equal(pieces[i][k], 0);
			memset(pieces[i], (int)(i % 255) + 1, sizes[i]);
		}
		for (size_t i = 0; i < countof(pieces); i++) {
			for (size_t k = 0; k < sizes[i]; k++)
				assert_int_equal(pieces[i][k], i % 255 + 1);
		}
		arena_reset(&arena);
		assert_int_equal(arena.used, 0);
	}
	arena_done(&arena);
	assert_null(arena.first);
}

static void
arena_takes_pieces_larger_than_a_block(void **state)
{
	struct arena arena = ARENA_INIT;

	(void)state;
	char *small = arena_strdup(&arena, "before");
	char *large = arena_array(&arena, 1024 * 1024, 3);
	large[3 * 1024 * 1024 - 1] = 'x';
	char *after = arena_strdup(&arena, "after");
	assert_string_equal(small, "before");
	assert_string_equal(after, "after");
	arena_reset(&arena);
	assert_string_equal(arena_strdup(&arena, "again"), "again");
	arena_done(&arena);
	arena_done(&arena);
	assert_string_equal(arena_strdup(&arena, "used again"), "used again");
	arena_done(&arena);
}

static void
arena_copies_text(void **state)
{
	struct arena arena = ARENA_INIT;
	char longer[5000];

	(void)state;
	assert_null(arena_strdup(&arena, NULL));
	assert_null(arena_strndup(&arena, NULL, 3));
	assert_string_equal(arena_strndup(&arena, "abcdef", 3), "abc");
	assert_string_equal(arena_strndup(&arena, "ab", 30), "ab");
	assert_string_equal(arena_strndup(&arena, "", 0), "");
	assert_string_equal(arena_printf(&arena, "%s-%d", "row", 7), "row-7");
	assert_string_equal(arena_printf(&arena, "%s", ""), "");
	memset(longer, 'z', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	assert_string_equal(arena_printf(&arena, "%s", longer), longer);
	arena_done(&arena);
}

/* Runs act in a child with its stderr in text; returns the wait status. */
static int
status_of(void (*act)(void), char *text, size_t size)
{
	int fds[2], status = 0;

	assert_int_equal(pipe(fds), 0);
	fflush(NULL);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		dup2(fds[1], STDERR_FILENO);
		close(fds[0]);
		act();
		_exit(0);
	}
	close(fds[1]);
	size_t len = 0;
	ssize_t got;
	while (len < size - 1 && (got = read(fds[0], text + len, size - 1 - len)) > 0)
		len += (size_t)got;
	text[len] = '\0';
	close(fds[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static void
act_array_overflow(void)
{
	struct arena arena = ARENA_INIT;
	void *piece = arena_array(&arena, SIZE_MAX / 2, 3);

	(void)piece;
}

static void
act_out_of_memory(void)
{
	oom_restore_with("\033[?1049l", NULL, STDERR_FILENO);
	oom_exit();
}

static void
act_out_of_memory_without_terminal(void)
{
	oom_exit();
}

static void
a_list_in_an_arena_has_room_for_one_more(void **state)
{
	struct arena arena = ARENA_INIT;
	int *numbers = arena_more(&arena, NULL, 0, sizeof(*numbers));

	(void)state;
	for (int i = 0; i < 1000; i++) {
		numbers = arena_more(&arena, numbers, (size_t)i, sizeof(*numbers));
		assert_int_equal(numbers[i], 0);
		numbers[i] = i;
	}
	for (int i = 0; i < 1000; i++)
		assert_int_equal(numbers[i], i);
	assert_true(arena.used < 4 * 1000 * sizeof(*numbers));
	arena_done(&arena);
}

static void
arena_array_aborts_rather_than_wrap(void **state)
{
	char text[4096];
	int status = status_of(act_array_overflow, text, sizeof(text));

	(void)state;
	/* Under a sanitizer an abort may become an exit. */
	assert_true(WIFSIGNALED(status) ? WTERMSIG(status) == SIGABRT : WEXITSTATUS(status) != 0);
}

static void
without_memory_the_terminal_is_restored_first(void **state)
{
	char text[512];
	int status = status_of(act_out_of_memory, text, sizeof(text));

	(void)state;
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 75);
	assert_true(str_starts(text, "\033[?1049lOut of memory"));
	assert_true(str_ends(text, "\n"));

	status = status_of(act_out_of_memory_without_terminal, text, sizeof(text));
	assert_int_equal(WEXITSTATUS(status), 75);
	assert_true(str_starts(text, "Out of memory"));
}

/* ---- buf ---- */

static void
buf_is_a_string_at_every_step(void **state)
{
	struct buf buf = BUF_INIT(1000);

	(void)state;
	assert_string_equal(buf.data, "");
	buf_reset(&buf);
	buf_add(&buf, "", 0);
	assert_string_equal(buf.data, "");
	for (int i = 0; i < 1000; i++) {
		buf_putc(&buf, (char)('a' + i % 26));
		assert_int_equal(buf.len, i + 1);
		assert_int_equal(buf.data[buf.len], '\0');
	}
	assert_true(buf_ok(&buf));
	buf_consume(&buf, 998);
	assert_string_equal(buf.data, "kl");
	buf_consume(&buf, 2);
	assert_string_equal(buf.data, "");
	buf_done(&buf);
	assert_string_equal(buf.data, "");
	buf_puts(&buf, "after done");
	assert_string_equal(buf.data, "after done");
	buf_done(&buf);
}

static void
buf_past_its_maximum_keeps_a_true_prefix(void **state)
{
	struct buf buf = BUF_INIT(8);

	(void)state;
	buf_puts(&buf, "12345678");
	assert_true(buf_ok(&buf));
	buf_putc(&buf, '9');
	assert_false(buf_ok(&buf));
	assert_string_equal(buf.data, "12345678");
	buf_reset(&buf);
	assert_true(buf_ok(&buf));

	buf_puts(&buf, "123456");
	buf_puts(&buf, "789");
	buf_puts(&buf, "a"); /* would fit; would leave a hole */
	buf_printf(&buf, "%d", 5);
	assert_false(buf_ok(&buf));
	assert_string_equal(buf.data, "123456");
	assert_null(buf_grow(&buf, 1));
	buf_done(&buf);

	struct buf none = BUF_INIT(0);
	assert_non_null(buf_grow(&none, 0));
	buf_putc(&none, 'x');
	assert_false(buf_ok(&none));
	assert_string_equal(none.data, "");
	buf_done(&none);
}

static void
buf_prints_and_detaches(void **state)
{
	struct buf buf = BUF_INIT(100000);
	size_t before = 0;

	(void)state;
	for (int i = 0; i < 3000; i++) {
		buf_printf(&buf, "%d,", i);
		assert_true(buf.len > before);
		before = buf.len;
	}
	assert_true(str_starts(buf.data, "0,1,2,3,"));
	assert_true(str_ends(buf.data, ",2998,2999,"));
	buf_printf(&buf, "%s", "");
	assert_int_equal(buf.len, before);

	char *data = buf_detach(&buf);
	assert_true(str_ends(data, ",2999,"));
	assert_string_equal(buf.data, "");
	free(data);
	data = buf_detach(&buf);
	assert_string_equal(data, "");
	free(data);

	struct buf tight = BUF_INIT(3);
	buf_printf(&tight, "%s", "abc");
	assert_true(buf_ok(&tight));
	buf_printf(&tight, "%s", "d");
	assert_false(buf_ok(&tight));
	assert_string_equal(tight.data, "abc");
	buf_done(&tight);
}

/* ---- str ---- */

static void
str_null_is_empty(void **state)
{
	(void)state;
	assert_true(str_eq(NULL, ""));
	assert_true(str_eq("a", "a"));
	assert_false(str_eq(NULL, "a"));
	assert_true(str_empty(NULL) && str_empty("") && !str_empty(" "));
	assert_true(str_starts("abc", "ab") && str_starts("abc", NULL) && !str_starts(NULL, "a"));
	assert_true(str_ends("abc", "bc") && str_ends("abc", "") && !str_ends("c", "abc"));
	assert_false(str_is_id(NULL));
}

static void
str_integers_are_whole_texts(void **state)
{
	static const struct {
		const char *text;
		int64_t value;
	} good[] = {
		{ "0", 0 },
		{ "-0", 0 },
		{ "42", 42 },
		{ "-42", -42 },
		{ "9223372036854775807", INT64_MAX },
		{ "-9223372036854775808", INT64_MIN },
	};
	static const char *const bad[] = { "", "-", "+1", " 1", "1 ", "1.0", "1e3", "0x10", "--1",
		"9223372036854775808", "-9223372036854775809", "99999999999999999999", "\xD9\xA1", NULL };
	int64_t value;

	(void)state;
	for (size_t i = 0; i < countof(good); i++) {
		assert_true(str_to_i64(good[i].text, &value));
		assert_true(value == good[i].value);
	}
	for (size_t i = 0; i < countof(bad); i++) {
		value = 77;
		assert_false(str_to_i64(bad[i], &value));
		assert_int_equal(value, 77);
	}
}

static void
str_copy_cuts_whole_characters(void **state)
{
	char small[5];

	(void)state;
	assert_true(str_copy(small, sizeof(small), "abcd"));
	assert_string_equal(small, "abcd");
	assert_false(str_copy(small, sizeof(small), "abcde"));
	assert_string_equal(small, "abcd");
	assert_false(str_copy(small, sizeof(small), "abc\xC3\xA9"));
	assert_string_equal(small, "abc");
	assert_false(str_copy(small, sizeof(small), "a\xF0\x9F\x98\x80"));
	assert_string_equal(small, "a");
	assert_true(str_copy(small, sizeof(small), NULL));
	assert_string_equal(small, "");
	assert_false(str_copy(small, 1, "x"));
	assert_string_equal(small, "");
}

static void
str_lists_and_ids(void **state)
{
	(void)state;
	assert_true(str_in_list("snap,child-care", "snap"));
	assert_true(str_in_list("snap,child-care", "child-care"));
	assert_false(str_in_list("snap,child-care", "child"));
	assert_false(str_in_list("snap,child-care", "snap,child-care"));
	assert_false(str_in_list("", "") || str_in_list(NULL, "a") || str_in_list("a,,b", ""));

	assert_true(str_is_id("a") && str_is_id("app_01J-Z"));
	assert_true(str_is_id("0123456789012345678901234567890123456789"));
	assert_false(str_is_id("01234567890123456789012345678901234567890"));
	assert_false(str_is_id("") || str_is_id("a b") || str_is_id("../x") || str_is_id("\xC3\xA9"));
}

/* ---- err ---- */

static void
err_table_is_whole(void **state)
{
	(void)state;
	for (enum err_code code = ERR_NONE + 1; code < ERR_COUNT; code++) {
		assert_false(str_empty(err_wire(code)));
		assert_true(str_ends(err_title(code), "."));
		assert_true(err_http(code) == 0 || (err_http(code) >= 400 && err_http(code) < 600));
		assert_int_equal(err_from_wire(err_wire(code)), code);
	}
	assert_int_equal(err_from_wire("no_such_code"), ERR_INTERNAL);
	assert_int_equal(err_from_wire(NULL), ERR_INTERNAL);
	assert_int_equal(err_from_wire(""), ERR_INTERNAL);
	assert_int_equal(err_http(ERR_VERSION_CONFLICT), 412);
	assert_true(err_retryable(ERR_RATE_LIMITED));
	assert_false(err_retryable(ERR_VERSION_CONFLICT));
}

static void
err_details_end_in_whole_characters(void **state)
{
	struct err err = { 0 };
	char long_text[400];

	(void)state;
	assert_false(err_set(NULL, ERR_NOT_FOUND, "nobody asked"));
	assert_false(err_set(&err, ERR_NOT_FOUND, "no %s", "one"));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	assert_string_equal(err.detail, "no one");

	memset(long_text, 'x', sizeof(long_text));
	memcpy(long_text + ERR_DETAIL_MAX - 3, "\xF0\x9F\x98\x80", 4);
	long_text[sizeof(long_text) - 1] = '\0';
	assert_false(err_set(&err, ERR_NOT_FOUND, "%s", long_text));
	assert_int_equal(strlen(err.detail), ERR_DETAIL_MAX - 3);
	memset(long_text, 'x', sizeof(long_text) - 1);
	assert_false(err_set(&err, ERR_NOT_FOUND, "%s", long_text));
	assert_int_equal(strlen(err.detail), ERR_DETAIL_MAX - 1);
}

static void
err_fields_are_counted_and_bounded(void **state)
{
	struct err err = { 0 };

	(void)state;
	for (int i = 0; i < ERR_FIELDS_MAX + 5; i++)
		assert_false(err_field(&err, "/reasons/0/code", "unknown", "code %d is unknown", i));
	assert_int_equal(err.code, ERR_VALIDATION_FAILED);
	assert_int_equal(err.field_count, ERR_FIELDS_MAX);
	assert_string_equal(err.fields[3].detail, "code 3 is unknown");
	assert_string_equal(err.fields[3].pointer, "/reasons/0/code");

	struct err other = { .code = ERR_UNKNOWN_PARAMETER };
	assert_false(err_field(&other, "/x", "unknown", "there is no member x"));
	assert_int_equal(other.code, ERR_UNKNOWN_PARAMETER);
}

/* ---- money ---- */

static void
money_reads_only_decimal_amounts(void **state)
{
	static const struct {
		const char *text;
		int64_t cents;
	} good[] = {
		{ "291.00", 29100 }, { "291.5", 29150 }, { "291", 29100 }, { "0", 0 }, { "0.07", 7 },
		{ "-3.10", -310 }, { "-0.01", -1 }, { "-0.00", 0 }, { "9999999999.99", MONEY_CENTS_MAX },
		{ "-9999999999.99", -MONEY_CENTS_MAX },
	};
	static const char *const bad[] = { "", "-", ".", ".5", "5.", "1.234", "1,000", "$5", "+5", " 5",
		"5 ", "007", "00", "-01", "1e3", "0x5", "1.2.3", "1.-2", "--1", "nan", "10000000000",
		"99999999999999999999999999", "1\xD9\xA1", NULL };
	int64_t cents;

	(void)state;
	for (size_t i = 0; i < countof(good); i++) {
		assert_true(money_from_text(good[i].text, &cents));
		assert_int_equal(cents, good[i].cents);
	}
	for (size_t i = 0; i < countof(bad); i++) {
		cents = 77;
		if (money_from_text(bad[i], &cents))
			fail_msg("\"%s\" was read as money", bad[i] ? bad[i] : "NULL");
		assert_int_equal(cents, 77);
	}
}

static void
money_goes_to_text_and_back(void **state)
{
	char text[MONEY_TEXT_MAX];
	uint64_t seed = 3;

	(void)state;
	assert_string_equal(money_to_text(29100, text), "291.00");
	assert_string_equal(money_to_text(-5, text), "-0.05");
	assert_string_equal(money_to_text(0, text), "0.00");
	assert_string_equal(money_to_text(INT64_MIN, text), "-92233720368547758.08");
	assert_string_equal(money_to_text(INT64_MAX, text), "92233720368547758.07");
	for (int i = 0; i < 100000; i++) {
		int64_t cents = (int64_t)(test_random(&seed) % (2 * MONEY_CENTS_MAX)) - MONEY_CENTS_MAX;
		int64_t back = 0;

		assert_true(money_from_text(money_to_text(cents, text), &back));
		assert_true(back == cents);
	}
}

static void
money_is_said_short_where_it_has_no_cents(void **state)
{
	static const struct { const char *text, *wanted; } said[] = {
		{ "2310.00", "2310" }, { "-5.00", "-5" }, { "528.70", "528.70" }, { "0.00", "0" },
		{ "100", "100" }, { "1000.000", "1000.000" }, { "", "" }, { NULL, "" },
	};
	char text[MONEY_SHORT_MAX];

	(void)state;
	for (size_t i = 0; i < countof(said); i++)
		assert_string_equal(money_short(said[i].text, text), said[i].wanted);
}

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
		cmocka_unit_test(arena_pieces_are_zeroed_aligned_and_apart),
		cmocka_unit_test(arena_takes_pieces_larger_than_a_block),
		cmocka_unit_test(a_list_in_an_arena_has_room_for_one_more),
		cmocka_unit_test(arena_copies_text),
		cmocka_unit_test(arena_array_aborts_rather_than_wrap),
		cmocka_unit_test(without_memory_the_terminal_is_restored_first),
		cmocka_unit_test(buf_is_a_string_at_every_step),
		cmocka_unit_test(buf_past_its_maximum_keeps_a_true_prefix),
		cmocka_unit_test(buf_prints_and_detaches),
		cmocka_unit_test(str_null_is_empty),
		cmocka_unit_test(str_integers_are_whole_texts),
		cmocka_unit_test(str_copy_cuts_whole_characters),
		cmocka_unit_test(str_lists_and_ids),
		cmocka_unit_test(err_table_is_whole),
		cmocka_unit_test(err_details_end_in_whole_characters),
		cmocka_unit_test(err_fields_are_counted_and_bounded),
		cmocka_unit_test(money_reads_only_decimal_amounts),
		cmocka_unit_test(money_goes_to_text_and_back),
		cmocka_unit_test(money_is_said_short_where_it_has_no_cents),
		cmocka_unit_test(paths_stand_beside_the_program_then_above_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
