/* SPDX-License-Identifier: Apache-2.0
 *
 * The linear mode: one verb, plain lines, an exit code.  For scripts, and for
 * people who listen to the screen: no boxes, no columns, one fact a line.
 */
#ifndef CLIENT_LINE_LINE_H
#define CLIENT_LINE_LINE_H

#include "client/api/api.h"

#define EXIT(id, number, text) LINE_##id = number,
enum line_exit {
#include "client/cmd/exits.def"
};
#undef EXIT

/* What was said before the verb, or in the settings. */
struct line_start {
	struct api_server server;
	const char *user;     /* NULL: ask */
	int password_fd;      /* -1: ask */
	int otp_fd;           /* of a second factor's code; -1: ask, where one is wanted */
	const char *password; /* known already, of the demo; else NULL */
};

/* argv[0] is the verb. Returns what to exit with. */
int line_run(const struct line_start *start, int argc, char **argv);
/* Only to this machine itself may words travel unsealed. */
bool line_url_is_safe(const char *url);
bool line_has_verb(const char *name);
/* A verb's own options may stand before it: "caseload --json queue".  Moves
 * them behind it, each with its value. */
void line_put_verb_first(int argc, char **argv);
/* Verbs and exit codes, as --help tells them. */
void line_say_verbs(FILE *out);

#endif
