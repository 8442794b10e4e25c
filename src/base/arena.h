/* SPDX-License-Identifier: Apache-2.0
 *
 * Memory freed all at once: a frame, a request, a page of a list.
 * Nothing here returns NULL; out of memory ends in oom_exit().
 * An arena is used by one thread at a time.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/base.h"

struct arena_block;

struct arena {
	struct arena_block *first; /* newest block */
	size_t used;               /* bytes handed out since the last reset */
};

#define ARENA_INIT { NULL, 0 }

/* Zeroed, aligned for any type. */
void *arena_alloc(struct arena *arena, size_t size) must_use;
/* Zeroed array; aborts on overflow of count * size. */
void *arena_array(struct arena *arena, size_t count, size_t size) must_use;
/* An array of count that has room for one more: the same, or a copy with twice
 * the room.  For lists that are short nearly always; NULL begins one. */
void *arena_more(struct arena *arena, void *array, size_t count, size_t size) must_use;
/* NULL in gives NULL out; arena_strndup stops at a NUL. */
char *arena_strdup(struct arena *arena, const char *text);
char *arena_strndup(struct arena *arena, const char *text, size_t len);
char *arena_printf(struct arena *arena, const char *fmt, ...) printf_like(2, 3);

/* Forget everything, keep one block for the next use. */
void arena_reset(struct arena *arena);
/* Free everything; the arena may be used again. */
void arena_done(struct arena *arena);

#endif
