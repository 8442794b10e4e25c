/* SPDX-License-Identifier: Apache-2.0
 *
 * Memory that runs out when it is told to.  Loaded with LD_PRELOAD, or linked
 * into a program with -Wl,--wrap=malloc and so on (FAIL_WRAPPED), so that a
 * sanitizer may keep the real one.
 *
 * FAILMALLOC names a file of three numbers that this maps: how many allocations
 * are still to succeed before one fails, 0 for all; how many there were; how
 * many failed.  FAILMALLOC_FOR names the program that is meant: what it starts
 * is left alone.  A negative first number counts towards the one from which on
 * all fail.  FAILMALLOC_PATHS names a file that gets the number of each
 * allocation that came by a way through the program not seen before.
 *
 * PLANT=careless plants a fault: who gets no memory uses it all the same.
 * PLANT=raw, another: the modes of a terminal are not given back.
 */
#define _GNU_SOURCE

#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <stdio.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

struct plan {
	_Atomic long left;
	_Atomic long counted;
	_Atomic long failed;
};

#ifdef FAIL_WRAPPED
#define REAL(name) __real_##name
#define OURS(name) __wrap_##name
void *REAL(malloc)(size_t size);
void *REAL(calloc)(size_t count, size_t size);
void *REAL(realloc)(void *old, size_t size);
#else
#define REAL(name) real_##name
#define OURS(name) name

/* The C library's.  A program may have malloc() of its own, which asks what is below it by
 * the other name: that is ours then. */
#define REAL_OF(result, name, parameters, arguments)                                   \
	static result real_##name parameters                                           \
	{                                                                              \
		static result (*real) parameters;                                      \
		if (!real)                                                             \
			real = (result(*) parameters)dlsym(RTLD_NEXT, #name);          \
		return real arguments;                                                 \
	}
REAL_OF(void *, malloc, (size_t size), (size))
REAL_OF(void *, calloc, (size_t count, size_t size), (count, size))
REAL_OF(void *, realloc, (void *old, size_t size), (old, size))
#endif

enum { PATH_FRAMES = 14, PATHS_MAX = 1 << 16 };

static int paths_fd = -1;
static _Thread_local bool looking; /* at the stack, which may allocate */
static struct plan *plan; /* NULL before the file is mapped, and without one */

__attribute__((constructor)) static void
map_plan(void)
{
	const char *path = getenv("FAILMALLOC"), *only = getenv("FAILMALLOC_FOR");

	if (!path || (only && strcmp(only, program_invocation_short_name) != 0))
		return;
	int fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return;
	void *found = (void *)syscall(SYS_mmap, NULL, sizeof(*plan), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0L);
	(void)close(fd);
	if (found != MAP_FAILED)
		plan = found;
	if (getenv("FAILMALLOC_PATHS"))
		paths_fd = open(getenv("FAILMALLOC_PATHS"), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
}

static void
note_path(long number)
{
	static _Atomic uint64_t seen[PATHS_MAX];
	void *frames[PATH_FRAMES];
	uint64_t hash = 14695981039346656037U;
	char line[24];

	int count = backtrace(frames, PATH_FRAMES);
	for (int i = 2; i < count; i++)
		hash = (hash ^ (uint64_t)(uintptr_t)frames[i]) * 1099511628211U;
	for (uint64_t at = hash;; at++) {
		uint64_t none = 0;
		if (seen[at % PATHS_MAX] == hash)
			return;
		if (atomic_compare_exchange_strong(&seen[at % PATHS_MAX], &none, hash))
			break;
	}
	int len = snprintf(line, sizeof(line), "%ld\n", number);
	(void)!write(paths_fd, line, (size_t)len);
}

static bool
planted(const char *name)
{
	const char *plant = getenv("PLANT");
	return plant && strcmp(plant, name) == 0;
}

static bool
fails(void)
{
	if (!plan || looking)
		return false;
	long number = ++plan->counted;
	if (paths_fd >= 0) {
		looking = true;
		note_path(number);
		looking = false;
	}
	long left = plan->left;
	if (left == 0 || (left > 0 && --plan->left != 0) || (left < 0 && left != -1 && ++plan->left != -1))
		return false;
	plan->failed++;
	if (planted("careless"))
		(void)raise(SIGSEGV);
	errno = ENOMEM;
	return true;
}

static void *
one(size_t size)
{
	return fails() ? NULL : REAL(malloc)(size);
}

static void *
several(size_t count, size_t size)
{
	return fails() ? NULL : REAL(calloc)(count, size);
}

void *
OURS(malloc)(size_t size)
{
	return one(size);
}

void *
OURS(calloc)(size_t count, size_t size)
{
	return several(count, size);
}

void *
OURS(realloc)(void *old, size_t size)
{
	return fails() ? NULL : REAL(realloc)(old, size);
}

#ifdef FAIL_WRAPPED
char *
__wrap_strdup(const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = one(size);
	return copy ? memcpy(copy, text, size) : NULL;
}
#else
void *
__libc_malloc(size_t size)
{
	return one(size);
}

void *
__libc_calloc(size_t count, size_t size)
{
	return several(count, size);
}

/* What keeps secrets asks the system itself. */
void *
mmap(void *at, size_t size, int protection, int flags, int fd, off_t offset)
{
	if (fd < 0 && fails())
		return MAP_FAILED;
	return (void *)syscall(SYS_mmap, at, size, protection, flags, fd, offset);
}

int
tcsetattr(int fd, int when, const struct termios *modes)
{
	int (*set)(int, int, const struct termios *) =
		(int (*)(int, int, const struct termios *))dlsym(RTLD_NEXT, "tcsetattr");

	if (plan && planted("raw") && (modes->c_lflag & ECHO))
		return 0;
	return set(fd, when, modes);
}
#endif
