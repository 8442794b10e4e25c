/* SPDX-License-Identifier: Apache-2.0
 *
 * Options of one command: "--name VALUE" or "--name=VALUE", flags, and words
 * that stand alone.  A mistake is told in a sentence with the command's usage.
 */
#ifndef CMD_OPTIONS_H
#define CMD_OPTIONS_H

#include "base/arena.h"
#include "base/err.h"
#include "domain/list.h"

enum { EXIT_USAGE = 64, OPTION_WORDS_MAX = 32 };

struct option {
	const char *name;   /* without the hyphens; NULL ends the list */
	const char **text;  /* where its value goes, or NULL for a flag */
	bool *flag;
	bool required;
};

struct option_words {
	const char *at[OPTION_WORDS_MAX];
	int count;
};

/* words NULL: none may stand alone.  False after telling what is wrong, or
 * after printing usage for --help; then *ret_exit says how to end. */
bool options_read(const char *usage, const struct option *options, int argc, char **argv,
                  struct option_words *words, int *ret_exit) must_use;

/* Says the error on stderr as "caseload-server WORD: sentence"; returns 1. */
int cmd_fail(const char *word, const struct err *err);
/* The same for a sentence of the command line; returns EXIT_USAGE. */
int cmd_usage(const char *usage, const char *fmt, ...) printf_like(2, 3);

/* "a,b" as a list in the arena; empty parts are left out. */
struct text_list option_list(struct arena *arena, const char *text);
/* One line from a file descriptor, or asked for twice at the terminal without
 * showing it.  In guarded memory: secret_free(). */
bool option_password(const char *fd_text, char **ret, struct err *err) must_use;

#endif
