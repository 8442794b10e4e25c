/* SPDX-License-Identifier: Apache-2.0
 *
 * A list of blocks, newest first; allocation moves a mark in the newest.
 * Under AddressSanitizer what is not handed out is poisoned, so that a
 * pointer kept past arena_reset() is caught as if it had been freed.  What is
 * given back is wiped, for it may have been somebody's password.
 */
#include "base/arena.h"

#include <stdarg.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_POISONS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISONS 1
#endif
#endif

#ifdef ARENA_POISONS
#include <sanitizer/asan_interface.h>
#define poison(bytes, len)   ASAN_POISON_MEMORY_REGION(bytes, len)
#define unpoison(bytes, len) ASAN_UNPOISON_MEMORY_REGION(bytes, len)
#else
#define poison(bytes, len)   ((void)(bytes), (void)(len))
#define unpoison(bytes, len) ((void)(bytes), (void)(len))
#endif

enum {
	ARENA_ALIGN = _Alignof(max_align_t),
	ARENA_LIST_MIN = 8, /* a power of two, as all that follow */
	ARENA_BLOCK_MIN = 4096,
	ARENA_BLOCK_MAX = 256 * 1024 /* larger pieces get a block of their own */
};

struct arena_block {
	struct arena_block *next; /* older */
	size_t size;              /* of bytes[] */
	size_t used;
	_Alignas(max_align_t) unsigned char bytes[];
};

static size_t
size_aligned(size_t size)
{
	if (size > SIZE_MAX - sizeof(struct arena_block) - ARENA_ALIGN)
		oom_exit();
	return (size + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
}

static struct arena_block *
block_add(struct arena *arena, size_t need)
{
	struct arena_block *newest = arena->first;
	size_t size = newest ? newest->size * 2 : ARENA_BLOCK_MIN;

	if (size > ARENA_BLOCK_MAX)
		size = ARENA_BLOCK_MAX;
	if (size < need)
		size = need;

	struct arena_block *block = malloc(sizeof(*block) + size);
	if (!block)
		oom_exit();
	block->size = size;
	block->used = 0;
	poison(block->bytes, size);
	block->next = newest;
	arena->first = block;
	return block;
}

void *
arena_alloc(struct arena *arena, size_t size)
{
	assert(arena);
	/* One byte at least, so that no two pieces share an address. */
	size_t need = size_aligned(size ? size : 1);
	struct arena_block *block = arena->first;

	if (!block || block->size - block->used < need)
		block = block_add(arena, need);

	void *piece = block->bytes + block->used;
	block->used += need;
	arena->used += need;
	unpoison(piece, size);
	memset(piece, 0, size);
	return piece;
}

void *
arena_array(struct arena *arena, size_t count, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(count, size, &total))
		abort();
	return arena_alloc(arena, total);
}

void *
arena_more(struct arena *arena, void *array, size_t count, size_t size)
{
	bool is_full = count >= ARENA_LIST_MIN && !(count & (count - 1));

	if (!array) {
		assert(count == 0);
		return arena_array(arena, ARENA_LIST_MIN, size);
	}
	if (!is_full)
		return array;
	return memcpy(arena_array(arena, 2 * count, size), array, count * size);
}

char *
arena_strdup(struct arena *arena, const char *text)
{
	return text ? arena_strndup(arena, text, strlen(text)) : NULL;
}

char *
arena_strndup(struct arena *arena, const char *text, size_t len)
{
	if (!text)
		return NULL;
	len = strnlen(text, len);
	char *copy = arena_alloc(arena, len + 1);
	memcpy(copy, text, len);
	return copy;
}

char *
arena_printf(struct arena *arena, const char *fmt, ...)
{
	char small[256]; /* most texts need no second turn */
	va_list args, again;

	assert(fmt);
	va_start(args, fmt);
	va_copy(again, args);
	int len = vsnprintf(small, sizeof(small), fmt, args);
	va_end(args);
	assert(len >= 0);

	char *text = arena_alloc(arena, (size_t)len + 1);
	if ((size_t)len < sizeof(small))
		memcpy(text, small, (size_t)len);
	else
		vsnprintf(text, (size_t)len + 1, fmt, again);
	va_end(again);
	return text;
}

static void
blocks_free(struct arena_block *block)
{
	while (block) {
		struct arena_block *next = block->next;
		unpoison(block->bytes, block->size);
		free(block);
		block = next;
	}
}

void
arena_reset(struct arena *arena)
{
	struct arena_block *kept = arena->first;

	arena->used = 0;
	if (!kept)
		return;
	blocks_free(kept->next);
	kept->next = NULL;
	/* One giant piece must not stay for the life of the arena. */
	if (kept->size > ARENA_BLOCK_MAX) {
		blocks_free(kept);
		arena->first = NULL;
		return;
	}
	unpoison(kept->bytes, kept->used);
	explicit_bzero(kept->bytes, kept->used);
	kept->used = 0;
	poison(kept->bytes, kept->size);
}

void
arena_done(struct arena *arena)
{
	blocks_free(arena->first);
	arena->first = NULL;
	arena->used = 0;
}
