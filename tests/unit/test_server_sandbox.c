/* SPDX-License-Identifier: Apache-2.0
 *
 * What the server gives up ends it, and what it needs still works.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/base.h"
#include "base/log.h"
#include "server/sandbox.h"

enum { NOT_HERE = 77 };

/* How a process ends that does this, with the sandbox or without. */
static int
end_of(void (*act)(void), bool inside)
{
	int status = 0;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		if (inside && !sandbox_enter())
			_exit(NOT_HERE);
		act();
		_exit(1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_HERE) {
		printf("# skipped: no seccomp here\n");
		skip();
	}
	return status;
}

static void
start_a_program(void)
{
	execl("/bin/true", "true", (char *)NULL);
}

static void
become_somebody(void)
{
	if (setuid(getuid()) == 0)
		_exit(0);
}

static void
leave_for_elsewhere(void)
{
	(void)chroot("/nowhere");
	_exit(0);
}

static void
programs_users_and_roots_are_given_up(void **state)
{
	void (*const acts[])(void) = { start_a_program, become_somebody, leave_for_elsewhere };
	size_t i;

	(void)state;
	for (i = 0; i < countof(acts); i++) {
		int outside = end_of(acts[i], false), inside = end_of(acts[i], true);
		assert_true(WIFEXITED(outside) && WEXITSTATUS(outside) == 0);
		assert_true(WIFSIGNALED(inside) && WTERMSIG(inside) == SIGSYS);
	}
}

static void
ask_for_running_memory(void)
{
	bool refused = mmap(NULL, 4096, PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED
	               && errno == EPERM;
	bool packets = socket(AF_PACKET, SOCK_RAW, 0) >= 0 || errno != EAFNOSUPPORT;

	_exit(refused && !packets ? 0 : 1);
}

static void
work_as_a_server(void)
{
	int pair[2];
	FILE *file = tmpfile();
	bool good = file != NULL && fputs("x", file) >= 0 && fflush(file) == 0 && fsync(fileno(file)) == 0
	            && socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0 && socket(AF_INET, SOCK_STREAM, 0) >= 0
	            && mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;

	_exit(good ? 0 : 1);
}

static void
memory_is_written_or_run_and_the_rest_works(void **state)
{
	int running = end_of(ask_for_running_memory, true), working = end_of(work_as_a_server, true);

	(void)state;
	assert_true(WIFEXITED(running) && WEXITSTATUS(running) == 0);
	assert_true(WIFEXITED(working) && WEXITSTATUS(working) == 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(programs_users_and_roots_are_given_up),
		cmocka_unit_test(memory_is_written_or_run_and_the_rest_works),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
