/* SPDX-License-Identifier: Apache-2.0
 *
 * caseload-server sample.
 */
#include <getopt.h>
#include <stdio.h>

#include "base/str.h"
#include "server/cmd/cmd.h"
#include "server/sample/sample.h"

enum { EXIT_USAGE = 64 };

static const struct {
	const char *name;
	int64_t customers, applications, chats, workers;
} sizes[] = {
	{ "demo", SAMPLE_DEMO_CUSTOMERS, SAMPLE_DEMO_APPLICATIONS, SAMPLE_DEMO_CHATS, SAMPLE_DEMO_WORKERS },
	{ "office", 100000, 25000, 20000, 200 },
	{ "state", 2000000, 500000, 1000000, 4000 },
};

static int
usage(void)
{
	fputs("Usage: caseload-server sample --db DB [--key-file FILE] [--size demo|office|state]\n"
	      "           [--customers N] [--applications N] [--chats N] [--workers N] [--seed S]\n"
	      "           [--as-of DATE] [--transcripts FILE] [--receipts FILE] [--quiet]\n",
		stderr);
	return EXIT_USAGE;
}

static bool
set_size(struct sample_options *options, const char *name)
{
	for (size_t i = 0; i < countof(sizes); i++) {
		if (!str_eq(sizes[i].name, name))
			continue;
		options->customers = sizes[i].customers;
		options->applications = sizes[i].applications;
		options->chats = sizes[i].chats;
		options->workers = sizes[i].workers;
		return true;
	}
	return false;
}

static bool
take_option(struct sample_options *options, int letter)
{
	switch (letter) {
	case 'd':
		options->database = optarg;
		return true;
	case 'k':
		options->key_file = optarg;
		return true;
	case 'z':
		return set_size(options, optarg);
	case 'c':
		return str_to_i64(optarg, &options->customers);
	case 'a':
		return str_to_i64(optarg, &options->applications);
	case 'h':
		return str_to_i64(optarg, &options->chats);
	case 'w':
		return str_to_i64(optarg, &options->workers);
	case 's':
		return str_to_i64(optarg, &options->seed);
	case 'o':
		return date_from_text(optarg, &options->as_of);
	case 't':
		options->transcripts = optarg;
		return true;
	case 'r':
		options->receipts = optarg;
		return true;
	case 'q':
		options->progress = false;
		return true;
	default:
		return false;
	}
}

int
cmd_sample(int argc, char **argv)
{
	static const struct option known[] = {
		{ "db", required_argument, NULL, 'd' },       { "key-file", required_argument, NULL, 'k' },
		{ "size", required_argument, NULL, 'z' },     { "customers", required_argument, NULL, 'c' },
		{ "applications", required_argument, NULL, 'a' }, { "chats", required_argument, NULL, 'h' },
		{ "workers", required_argument, NULL, 'w' },  { "seed", required_argument, NULL, 's' },
		{ "as-of", required_argument, NULL, 'o' },    { "transcripts", required_argument, NULL, 't' },
		{ "receipts", required_argument, NULL, 'r' }, { "quiet", no_argument, NULL, 'q' },
		{ NULL, 0, NULL, 0 },
	};
	struct sample_options options;
	struct err err = { 0 };
	int letter;

	sample_defaults(&options);
	options.progress = true;
	optind = 1;
	while ((letter = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (letter == '?')
			return usage();
		if (!take_option(&options, letter)) {
			fprintf(stderr, "caseload-server sample: \"%s\" is not a value for that option.\n", optarg);
			return EXIT_USAGE;
		}
	}
	if (!options.database || optind != argc)
		return usage();
	if (sample_fill(&options, &err))
		return 0;
	fprintf(stderr, "caseload-server sample: %s\n", err.detail);
	return err.code == ERR_USAGE ? EXIT_USAGE : 1;
}
