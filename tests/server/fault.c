/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs a program and makes one of its system calls go wrong: the process is
 * killed as it enters the call, or stands still there, or the call fails.
 *
 *   fault SAY CALL ACTION CALLS PROGRAM [ARGUMENT ...]
 *
 * SAY is a descriptor to report on.  Counting begins at SIGUSR1, or with the
 * program where CALL begins with "^", and is over all threads: CALL 5 is the
 * fifth from then on, "5+" that and all after it, 0 none: then every call is
 * reported.  ACTION is "kill", "stop" or the number of an
 * error.  CALLS names the calls that count, with commas; "all", or "-" and the
 * names of those that do not.  Reports: "pid N", "armed", "call NAME", "fired
 * NAME FILE" (where the call has a descriptor, and may be asked).  It ends as
 * the program did.
 *
 * It knows nothing of what it runs.  By registers alone: a process that is not
 * dumpable shows its tracer no memory.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef __x86_64__
int
main(void)
{
	return 77; /* the calls' registers of other machines are not known here */
}
#else

enum { TASKS_MAX = 64, CALL_LIMIT = 512, SAY_BYTES = 64, FAILED = 70 };

enum action { ACTION_KILL, ACTION_STOP, ACTION_ERROR };

static const struct {
	const char *name;
	int number;
} names[] = {
#define CALL(name) { #name, SYS_##name },
	CALL(read) CALL(write) CALL(open) CALL(close) CALL(stat) CALL(fstat) CALL(lstat) CALL(poll)
	CALL(lseek) CALL(mmap) CALL(mprotect) CALL(munmap) CALL(brk) CALL(rt_sigaction)
	CALL(rt_sigprocmask) CALL(ioctl) CALL(pread64) CALL(pwrite64) CALL(readv) CALL(writev)
	CALL(access) CALL(sched_yield) CALL(mremap) CALL(madvise) CALL(dup) CALL(nanosleep)
	CALL(getpid) CALL(socket) CALL(connect) CALL(accept) CALL(sendto) CALL(recvfrom)
	CALL(sendmsg) CALL(recvmsg) CALL(shutdown) CALL(bind) CALL(listen) CALL(getsockname)
	CALL(getpeername) CALL(setsockopt) CALL(getsockopt) CALL(clone) CALL(exit) CALL(fcntl)
	CALL(fsync) CALL(fdatasync) CALL(truncate) CALL(ftruncate) CALL(getdents64) CALL(rename)
	CALL(unlink) CALL(chmod) CALL(fchmod) CALL(fchown) CALL(geteuid) CALL(getuid) CALL(gettid)
	CALL(futex) CALL(epoll_wait) CALL(epoll_ctl) CALL(clock_gettime) CALL(clock_nanosleep)
	CALL(exit_group) CALL(openat) CALL(newfstatat) CALL(unlinkat) CALL(fallocate) CALL(accept4)
	CALL(eventfd2) CALL(epoll_create1) CALL(pipe2) CALL(prlimit64) CALL(getrandom) CALL(statx)
	CALL(clone3) CALL(statfs) CALL(fstatfs) CALL(rseq) CALL(set_robust_list) CALL(signalfd4)
	CALL(mlock) CALL(munlock) CALL(prctl) CALL(rt_sigreturn) CALL(restart_syscall)
	CALL(sigaltstack) CALL(sched_getaffinity) CALL(setpriority) CALL(arch_prctl)
	CALL(set_tid_address) CALL(umask) CALL(seccomp) CALL(execve) CALL(readlink)
#undef CALL
};

static struct task {
	pid_t id;
	bool inside; /* a call: the next stop is its end */
	bool fails;  /* the call it is in */
} tasks[TASKS_MAX];

static int say_fd;
static atomic_bool armed;
static bool from_the_start; /* of the program: the first call is its own, not the one that starts it */
static bool counts[CALL_LIMIT];
static unsigned long wanted, counted;
static bool all_after;
static bool frozen; /* no thread goes on past its next call, or the one it is in */
static enum action action;
static int error_number;

static void
say(const char *what, const char *which)
{
	char line[SAY_BYTES * 6];
	int len = snprintf(line, sizeof(line), "%s%s\n", what, which);
	if (write(say_fd, line, (size_t)len) != len)
		_exit(FAILED);
}

static void
arm(int number)
{
	static const char word[] = "armed\n";
	(void)number;
	armed = true;
	if (write(say_fd, word, sizeof(word) - 1) < 0)
		_exit(FAILED);
}

static const char *
name_of(unsigned long number)
{
	static char other[24];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if ((unsigned long)names[i].number == number)
			return names[i].name;
	(void)snprintf(other, sizeof(other), "call-%lu", number);
	return other;
}

static void
take_calls(char *list)
{
	bool others = strcmp(list, "all") == 0 || list[0] == '-';

	memset(counts, others, sizeof(counts));
	for (char *name = strtok(list + (list[0] == '-'), ","); name; name = strtok(NULL, ","))
		for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
			if (strcmp(names[i].name, name) == 0)
				counts[names[i].number] = !others;
}

static struct task *
task_of(pid_t id)
{
	struct task *unused = NULL;

	for (size_t i = 0; i < TASKS_MAX; i++) {
		if (tasks[i].id == id)
			return &tasks[i];
		if (tasks[i].id == 0 && !unused)
			unused = &tasks[i];
	}
	if (!unused)
		_exit(FAILED);
	*unused = (struct task){ .id = id };
	return unused;
}

static struct user_regs_struct
registers(pid_t id)
{
	struct user_regs_struct found;
	if (ptrace(PTRACE_GETREGS, id, NULL, &found) != 0)
		found.orig_rax = (unsigned long)-1; /* killed meanwhile */
	return found;
}

/* With the file that its first argument is, if it is one. */
static void
say_fired(pid_t process, const struct user_regs_struct *now)
{
	char link[64], path[SAY_BYTES * 4], line[SAY_BYTES * 5];

	(void)snprintf(link, sizeof(link), "/proc/%d/fd/%d", (int)process, (int)now->rdi);
	ssize_t len = readlink(link, path, sizeof(path) - 1);
	path[len > 0 ? len : 0] = '\0';
	(void)snprintf(line, sizeof(line), "%s%s%s", name_of(now->orig_rax), len > 0 ? " " : "", path);
	say("fired ", line);
}

/* Errors no kernel gives, so that nobody has to bear them: forgetting a
 * descriptor, and giving back a lock (or a lock one may not look at). */
static bool
cannot_fail(pid_t id, const struct user_regs_struct *now)
{
	if (action != ACTION_ERROR)
		return false;
	if (now->orig_rax == SYS_epoll_ctl)
		return now->rsi == EPOLL_CTL_DEL;
	if (now->orig_rax != SYS_fcntl || now->rsi != F_SETLK)
		return false;
	errno = 0;
	long start = ptrace(PTRACE_PEEKDATA, id, now->rdx, NULL); /* l_type comes first */
	return errno != 0 || (short)start == F_UNLCK;
}

/* Entering a call.  False: it is to stay there. */
static bool
enter(struct task *task, pid_t process)
{
	struct user_regs_struct now = registers(task->id);

	task->fails = false;
	if (!armed || now.orig_rax >= CALL_LIMIT || !counts[now.orig_rax] ||
	    cannot_fail(task->id, &now))
		return true;
	counted++;
	if (wanted == 0) {
		say("call ", name_of(now.orig_rax));
		return true;
	}
	if (counted < wanted || (counted > wanted && !all_after))
		return true;
	if (counted == wanted)
		say_fired(process, &now);
	switch (action) {
	case ACTION_KILL:
		(void)kill(process, SIGKILL);
		return false;
	case ACTION_STOP:
		frozen = true;
		return false;
	case ACTION_ERROR:
		task->fails = true;
		now.orig_rax = (unsigned long)-1; /* no such call: it does nothing */
		(void)ptrace(PTRACE_SETREGS, task->id, NULL, &now);
		return true;
	}
	return true;
}

static void
leave(struct task *task)
{
	if (!task->fails)
		return;
	struct user_regs_struct now = registers(task->id);
	now.rax = (unsigned long)-(long)error_number;
	(void)ptrace(PTRACE_SETREGS, task->id, NULL, &now);
	task->fails = false;
}

/* One stop of one thread. */
static void
take_stop(pid_t id, int status, pid_t process)
{
	bool known = false;
	for (size_t i = 0; i < TASKS_MAX; i++)
		known = known || tasks[i].id == id;
	struct task *task = task_of(id);
	int number = WSTOPSIG(status), passed = 0;

	if (number == (SIGTRAP | 0x80)) {
		task->inside = !task->inside;
		if (frozen)
			return;
		if (!task->inside)
			leave(task);
		else if (!enter(task, process))
			return;
	} else if (status >> 16 == PTRACE_EVENT_EXEC) {
		armed = armed || from_the_start;
	} else if (status >> 16 == 0 && !(number == SIGSTOP && !known)) {
		passed = number;
	}
	(void)ptrace(PTRACE_SYSCALL, id, NULL, passed);
}

static int
follow(pid_t process)
{
	int status;

	for (;;) {
		pid_t id = waitpid(-1, &status, __WALL);
		if (id < 0 && errno == EINTR)
			continue;
		if (id < 0)
			return FAILED;
		if (WIFSTOPPED(status)) {
			take_stop(id, status, process);
			continue;
		}
		if (id == process)
			return status;
		task_of(id)->id = 0;
	}
}

static void
end_as(int status)
{
	if (WIFEXITED(status))
		exit(WEXITSTATUS(status));
	if (WIFSIGNALED(status)) {
		(void)signal(WTERMSIG(status), SIG_DFL);
		(void)raise(WTERMSIG(status));
	}
	exit(FAILED);
}

static void
begin(char **argv)
{
	if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
		_exit(FAILED);
	(void)raise(SIGSTOP);
	close(say_fd);
	execv(argv[0], argv);
	_exit(127);
}

int
main(int argc, char **argv)
{
	char *rest, text[24];
	int status;

	if (argc < 6)
		return 64;
	say_fd = atoi(argv[1]);
	from_the_start = argv[2][0] == '^';
	wanted = strtoul(argv[2] + from_the_start, &rest, 10);
	all_after = *rest == '+';
	error_number = atoi(argv[3]);
	action = strcmp(argv[3], "kill") == 0   ? ACTION_KILL
	         : strcmp(argv[3], "stop") == 0 ? ACTION_STOP
	                                        : ACTION_ERROR;
	take_calls(argv[4]);
	(void)signal(SIGUSR1, arm);

	pid_t process = fork();
	if (process < 0)
		return FAILED;
	if (process == 0)
		begin(argv + 5);
	if (waitpid(process, &status, 0) != process || !WIFSTOPPED(status) ||
	    ptrace(PTRACE_SETOPTIONS, process, NULL,
	           PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC |
	                   PTRACE_O_EXITKILL) != 0)
		return FAILED;
	task_of(process)->id = process;
	(void)snprintf(text, sizeof(text), "%d", (int)process);
	say("pid ", text);
	(void)ptrace(PTRACE_SYSCALL, process, NULL, 0);
	end_as(follow(process));
}
#endif
