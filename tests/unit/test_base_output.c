/* SPDX-License-Identifier: Apache-2.0
 *
 * What was printed and did not arrive is no success; each time in a process
 * whose standard output may be lost.
 */
#include "test_base.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/output.h"
#include "base/str.h"

enum { ALL_SENT = 10, LOST = 11, LOST_WITHOUT_A_REASON = 12 };

/* Prints so many bytes into a file and says what output_sent() made of it. */
static int
print_into(const char *path, size_t bytes)
{
	int status = -1;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		struct err err = { .code = ERR_NONE };

		if (!freopen(path, "w", stdout))
			_exit(1);
		for (size_t i = 0; i < bytes; i++)
			putchar('x');
		if (output_sent(&err))
			_exit(ALL_SENT);
		_exit(err.code == ERR_LOCAL_FILE && !str_empty(err.detail) ? LOST : LOST_WITHOUT_A_REASON);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void
what_arrives_is_a_success(void **state)
{
	(void)state;
	assert_int_equal(print_into("/dev/null", 0), ALL_SENT);
	assert_int_equal(print_into("/dev/null", 1000 * 1000), ALL_SENT);
}

static void
a_full_disk_is_told(void **state)
{
	(void)state;
	assert_int_equal(print_into("/dev/full", 1), LOST);
	/* Lost long before the end, with nothing left to send. */
	assert_int_equal(print_into("/dev/full", 1000 * 1000), LOST);
	/* Nothing was printed, and so nothing lost. */
	assert_int_equal(print_into("/dev/full", 0), ALL_SENT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_arrives_is_a_success),
		cmocka_unit_test(a_full_disk_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
