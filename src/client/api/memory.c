/* SPDX-License-Identifier: Apache-2.0
 *
 * Where libcurl keeps what it sends and receives: its large buffers, which
 * hold a token or an answer for as long as a stream is open, lie in guarded
 * memory; the rest in the common heap, which wipes what is freed.
 */
#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/secret.h"
#include "client/api/private.h"

enum {
	GUARDED_FROM_BYTES = 16 * 1024, /* its buffers begin there */
	GUARDED_MAX = 256
};

/* Names are looked up on threads of their own. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct guarded {
	void *piece;
	size_t size;
} guarded[GUARDED_MAX];
static int guarded_count;

/* The size of a guarded piece, which is taken from the list; 0: not one. */
static size_t
guarded_forget(const void *piece)
{
	size_t size = 0;

	pthread_mutex_lock(&lock);
	for (int i = 0; i < guarded_count && size == 0; i++) {
		if (guarded[i].piece != piece)
			continue;
		size = guarded[i].size;
		guarded[i] = guarded[--guarded_count];
	}
	pthread_mutex_unlock(&lock);
	return size;
}

static void *
take(size_t size)
{
	void *piece = NULL;

	if (size < GUARDED_FROM_BYTES)
		return malloc(size);
	pthread_mutex_lock(&lock);
	if (guarded_count < GUARDED_MAX) {
		piece = secret_alloc(size);
		guarded[guarded_count++] = (struct guarded){ piece, size };
	}
	pthread_mutex_unlock(&lock);
	return piece ? piece : malloc(size);
}

static void
give(void *piece)
{
	if (piece && guarded_forget(piece) > 0)
		secret_free(piece);
	else
		free(piece);
}

static void *
retake(void *piece, size_t size)
{
	size_t had = piece ? guarded_forget(piece) : 0;
	void *other;

	if (had == 0 && size < GUARDED_FROM_BYTES)
		return realloc(piece, size);
	other = take(size);
	if (other && piece) {
		size_t room = had > 0 ? had : malloc_usable_size(piece);
		memcpy(other, piece, room < size ? room : size);
	}
	if (had > 0)
		secret_free(piece);
	else if (other)
		free(piece);
	return other;
}

static void *
take_zeroed(size_t count, size_t size)
{
	size_t total;
	void *piece;

	if (__builtin_mul_overflow(count, size, &total))
		return NULL;
	piece = take(total);
	if (piece)
		memset(piece, 0, total);
	return piece;
}

static char *
take_copy(const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = take(size);

	if (copy)
		memcpy(copy, text, size);
	return copy;
}

bool
api_memory_start(void)
{
	return curl_global_init_mem(CURL_GLOBAL_DEFAULT, take, give, retake, take_copy, take_zeroed) == CURLE_OK;
}
