/* SPDX-License-Identifier: Apache-2.0
 *
 * The least that can be promised: appends a block, syncs it, says its number;
 * and again, until something fails.  What this loses, the file system lost.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK_BYTES = 4096 };

int
main(int argc, char **argv)
{
	static char block[BLOCK_BYTES];
	int fd = argc > 1 ? open(argv[1], O_RDWR | O_CREAT, 0600) : -1;
	off_t end = lseek(fd, 0, SEEK_END);

	for (long number = end / BLOCK_BYTES; end >= 0; number++) {
		int len = snprintf(block, sizeof(block), "%ld\n", number);
		if (pwrite(fd, block, sizeof(block), number * BLOCK_BYTES) != BLOCK_BYTES ||
		    fdatasync(fd) != 0 || write(STDOUT_FILENO, block, (size_t)len) != len)
			break;
	}
	return 1;
}
