/* SPDX-License-Identifier: Apache-2.0
 *
 * The workstation's command line.
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
		puts("Usage: caseload [--help] [--version]");
		return 0;
	}
	fputs("Usage: caseload [--help] [--version]\n", stderr);
	return 64;
}
