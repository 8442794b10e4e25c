/* SPDX-License-Identifier: Apache-2.0
 *
 * The C library's heap, with free() and realloc() that wipe, and with malloc()
 * and calloc() that end the program for who cannot do without.  Knows nothing
 * of who allocates.
 *
 * Passwords and tokens pass through buffers that are not ours: of the HTTP
 * libraries, of TLS, of the JSON reader.  With this linked in, no free() of
 * the whole process leaves copies behind.  Not so where the heap is another's:
 * without glibc, and under a sanitizer.
 */
#include "config.h"

#include "base/base.h"

#include <errno.h>
#include <malloc.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define HEAP_OF_ITS_OWN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define HEAP_OF_ITS_OWN 1
#endif
#endif

static _Thread_local bool must_have;

void
heap_must_have(bool on)
{
	must_have = on;
}

#if defined(HAVE___LIBC_FREE) && !defined(HEAP_OF_ITS_OWN)

void __libc_free(void *piece);
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);

static void *
had(void *piece)
{
	if (piece == NULL && must_have)
		oom_exit();
	return piece;
}

void *
malloc(size_t size)
{
	return had(__libc_malloc(size));
}

void *
calloc(size_t count, size_t size)
{
	return had(__libc_calloc(count, size));
}

void
free(void *piece)
{
	if (piece == NULL)
		return;
	explicit_bzero(piece, malloc_usable_size(piece));
	__libc_free(piece);
}

/* The library's own would move the bytes and leave them where they were. */
void *
realloc(void *piece, size_t size)
{
	size_t room = piece != NULL ? malloc_usable_size(piece) : 0;
	void *moved;

	if (piece == NULL)
		return malloc(size);
	if (size == 0) {
		free(piece);
		return NULL;
	}
	if (size <= room && size >= room / 2)
		return piece;
	moved = malloc(size);
	if (moved == NULL)
		return NULL;
	memcpy(moved, piece, size < room ? size : room);
	free(piece);
	return moved;
}

#endif
