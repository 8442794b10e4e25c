/* SPDX-License-Identifier: Apache-2.0
 *
 * The case server's command line.
 */
#include "config.h"

#include <locale.h>

#include "base/output.h"
#include "base/paths.h"
#include "base/safe_text.h"
#include "base/secret.h"
#include "base/str.h"
#include "base/words.h"
#include "server/cmd/cmd.h"

enum { EXIT_COMMAND_LINE = 64 };

static const struct {
	const char *word;
	int (*run)(int argc, char **argv);
	const char *text;
} words[] = {
	{ "init", cmd_init, N_("make an empty agency: tables and key file") },
	{ "serve", cmd_serve, N_("serve the case API and the applicant's pages") },
	{ "sample", cmd_sample, N_("make an agency full of people who do not exist") },
	{ "worker", cmd_worker, N_("add, list and change the people who work here") },
	{ "setting", cmd_setting, N_("list and change what holds for all of an agency's servers") },
	{ "program", cmd_program, N_("check, publish and list program files") },
	{ "customer", cmd_customer, N_("seal a record, or forget a person as the law asks") },
	{ "mail", cmd_mail, N_("what waits to be sent, and what came back") },
	{ "letters", cmd_letters, N_("print and post what no e-mail carries") },
	{ "audit", cmd_audit, N_("prove that nothing in the log was altered") },
	{ "export", cmd_export, N_("write the log as JSON lines") },
	{ "demo", cmd_demo, N_("a private sample agency for one workstation") },
	{ "backup", cmd_backup, N_("copy the database, also while it is used") },
};

static void
usage(FILE *out)
{
	(void)fputs(_("Usage: caseload-server WORD [OPTIONS], or WORD --help\n"), out);
	for (size_t i = 0; i < countof(words); i++)
		(void)fprintf(out, "  %-8s %s\n", words[i].word, _(words[i].text));
}

static int
run(int argc, char **argv)
{
	struct arena arena = ARENA_INIT;

	secret_guard_process();
	(void)setlocale(LC_ALL, "C.UTF-8");
	(void)bindtextdomain(PACKAGE, path_locale(&arena));
	arena_done(&arena);
	(void)textdomain(PACKAGE);
	if (argc >= 2 && str_eq(argv[1], "--version")) {
		puts(PACKAGE_STRING);
		return 0;
	}
	if (argc >= 2 && str_eq(argv[1], "--help")) {
		usage(stdout);
		return 0;
	}
	if (!secret_init()) {
		(void)fputs(_("caseload-server: the machine gives no random numbers.\n"), stderr);
		return 1;
	}
	for (size_t i = 0; argc >= 2 && i < countof(words); i++) {
		if (str_eq(argv[1], words[i].word))
			return words[i].run(argc - 1, argv + 1);
	}
	usage(stderr);
	return EXIT_COMMAND_LINE;
}

int
main(int argc, char **argv)
{
	int status = run(argc, argv);
	struct err err = { .code = ERR_NONE };

	if (output_sent(&err))
		return status;
	safe_complain("caseload-server: %s", err.detail);
	return status != 0 ? status : 1;
}
