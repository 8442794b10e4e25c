/* SPDX-License-Identifier: Apache-2.0
 *
 * The case server's command line.
 */
#include "config.h"

#include "base/base.h"

int
main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "--version") == 0) {
		puts(PACKAGE_STRING);
		return 0;
	}
	if (argc == 2 && strcmp(argv[1], "--help") == 0) {
		puts("Usage: caseload-server [--help] [--version]");
		return 0;
	}
	fputs("Usage: caseload-server [--help] [--version]\n", stderr);
	return 64;
}
