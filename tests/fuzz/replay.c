/* SPDX-License-Identifier: Apache-2.0
 *
 * The driver of fuzz targets in the suite: every seed, then mutations of them
 * from a fixed start, so that the same build always tries the same bytes.
 */
#include <dirent.h>
#include <signal.h>
#include <unistd.h>

#include "fuzz.h"

enum { SEEDS_MAX = 200, SEED_BYTES_MAX = 64 * 1024, MUTATIONS = 2000, CHANGES_MAX = 6 };

struct seed {
	uint8_t *bytes;
	size_t len;
};

/* A target has it, or not. */
int LLVMFuzzerInitialize(int *argc, char ***argv) __attribute__((weak));
/* And fewer tries, where one takes long. */
extern const int fuzz_mutations __attribute__((weak));

static struct seed seeds[SEEDS_MAX];
static size_t seed_count;
static uint64_t state = 0x9E3779B97F4A7C15;
/* What a finding is told with; set before every try. */
static const uint8_t *now_bytes;
static size_t now_len;
/* Where results go; a target may take standard output for a terminal of its own. */
static int out = STDOUT_FILENO;

static size_t
below(size_t limit)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (size_t)(state % limit);
}

static void
try_bytes(const uint8_t *bytes, size_t len)
{
	/* Its own piece of memory: a read past the end is seen. */
	uint8_t *copy = malloc(len > 0 ? len : 1);

	if (!copy)
		abort();
	if (len > 0)
		memcpy(copy, bytes, len);
	now_bytes = bytes;
	now_len = len;
	LLVMFuzzerTestOneInput(copy, len);
	free(copy);
}

static void
found(int number)
{
	char line[80];
	int len = snprintf(line, sizeof line, "not ok 1 - %zu bytes, as hexadecimal:\n# ", now_len);

	(void)!write(out, line, (size_t)len);
	for (size_t i = 0; i < now_len; i++) {
		len = snprintf(line, sizeof line, "%02x", now_bytes[i]);
		(void)!write(out, line, (size_t)len);
	}
	(void)!write(out, "\n1..1\n", 6);
	signal(number, SIG_DFL);
	raise(number);
}

static void
seed_read(const char *path)
{
	FILE *file = fopen(path, "rb");
	struct seed *seed = &seeds[seed_count];

	if (!file || seed_count == SEEDS_MAX - 1)
		abort();
	seed->bytes = malloc(SEED_BYTES_MAX);
	if (!seed->bytes)
		abort();
	seed->len = fread(seed->bytes, 1, SEED_BYTES_MAX, file);
	seed_count++;
	fclose(file);
}

static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static void
seeds_read(const char *target)
{
	const char *srcdir = getenv("srcdir");
	struct dirent **entries;
	char folder[600], path[1000];

	snprintf(folder, sizeof folder, "%s/tests/fuzz/seeds/%s", srcdir ? srcdir : ".", target);
	int count = scandir(folder, &entries, NULL, by_name);
	for (int i = 0; i < count; i++) {
		snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
		if (entries[i]->d_name[0] != '.')
			seed_read(path);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

/* A seed with some bytes changed, cut out, put in or taken from another. */
static size_t
mutate(uint8_t *bytes)
{
	const struct seed *seed = &seeds[below(seed_count)];
	size_t len = seed->len;

	memcpy(bytes, seed->bytes, len);
	for (size_t changes = 1 + below(CHANGES_MAX); changes > 0; changes--) {
		const struct seed *other = &seeds[below(seed_count)];
		size_t at = below(len + 1), piece = 1 + below(16);

		switch (below(4)) {
		case 0:
			if (at < len)
				bytes[at] = (uint8_t)below(256);
			break;
		case 1:
			piece = at + piece > len ? len - at : piece;
			memmove(bytes + at, bytes + at + piece, len - at - piece);
			len -= piece;
			break;
		case 2:
			if (len == SEED_BYTES_MAX)
				break;
			memmove(bytes + at + 1, bytes + at, len - at);
			bytes[at] = (uint8_t)below(256);
			len++;
			break;
		default:
			if (piece > other->len || len + piece > SEED_BYTES_MAX)
				break;
			memmove(bytes + at + piece, bytes + at, len - at);
			memcpy(bytes + at, other->bytes + below(other->len - piece + 1), piece);
			len += piece;
		}
	}
	return len;
}

int
main(int argc, char **argv)
{
	const char *name = strrchr(argv[0], '/');
	uint8_t *bytes = malloc(SEED_BYTES_MAX);
	int mutations = &fuzz_mutations ? fuzz_mutations : MUTATIONS;

	if (!bytes)
		abort();
	name = name ? name + 1 : argv[0];
	out = dup(STDOUT_FILENO);
	if (LLVMFuzzerInitialize)
		LLVMFuzzerInitialize(&argc, &argv);
	seeds_read(name);
	if (seed_count == 0) {
		dprintf(out, "not ok 1 - no seeds in tests/fuzz/seeds/%s\n1..1\n", name);
		return 1;
	}
	signal(SIGABRT, found);
	signal(SIGSEGV, found);
	for (size_t i = 0; i < seed_count; i++)
		try_bytes(seeds[i].bytes, seeds[i].len);
	try_bytes((const uint8_t *)"", 0);
	for (int i = 0; i < mutations; i++)
		try_bytes(bytes, mutate(bytes));
	dprintf(out, "ok 1 - %zu seeds and %d mutations of them\n1..1\n", seed_count, mutations);
	for (size_t i = 0; i < seed_count; i++)
		free(seeds[i].bytes);
	free(bytes);
	return 0;
}
