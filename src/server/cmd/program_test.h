/* SPDX-License-Identifier: Apache-2.0
 *
 * caseload-server program test and worksheet: a file's own cases, and its
 * arithmetic over inputs from elsewhere.
 */
#ifndef CMD_PROGRAM_TEST_H
#define CMD_PROGRAM_TEST_H

#include "server/cmd/options.h"

/* Each file's cases; 1 when any comes out otherwise than its file says. */
int program_test(const struct option_words *files);
/* One JSON object a line in, one a line out, over one file. */
int program_worksheet(const struct option_words *files);

#endif
