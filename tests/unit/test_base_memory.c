/* SPDX-License-Identifier: Apache-2.0
 *
 * Arenas, growing bytes, and the end without memory.
 */
#include "test_base.h"

#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
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

int
main(void)
{
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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
