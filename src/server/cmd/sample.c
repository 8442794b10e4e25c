/* SPDX-License-Identifier: Apache-2.0
 *
 * caseload-server sample: a database full of people who do not exist.
 */
#include <stdio.h>

#include "base/str.h"
#include "base/words.h"
#include "server/cmd/cmd.h"
#include "server/cmd/options.h"
#include "server/sample/sample.h"

#define USAGE \
	"Usage: caseload-server sample --db FILE|postgresql://... [--key-file FILE]\n" \
	"           [--size demo|office|state] [--customers N] [--applications N] [--chats N]\n" \
	"           [--workers N] [--seed S] [--as-of DATE] [--transcripts FILE] [--receipts FILE]\n" \
	"           [--quiet]"

static const struct {
	const char *name;
	int64_t customers, applications, chats, workers;
} sizes[] = {
	{ "demo", SAMPLE_DEMO_CUSTOMERS, SAMPLE_DEMO_APPLICATIONS, SAMPLE_DEMO_CHATS,
		SAMPLE_DEMO_WORKERS },
	{ "office", 100000, 25000, 20000, 200 },
	{ "state", 2000000, 500000, 1000000, 4000 },
};

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

struct texts {
	const char *size, *customers, *applications, *chats, *workers, *seed, *as_of;
};

/* Names the option that has no good value, or gives NULL. */
static const char *
read_values(struct sample_options *options, const struct texts *texts)
{
	const struct {
		const char *name, *text;
		int64_t *value;
	} numbers[] = {
		{ "--customers", texts->customers, &options->customers },
		{ "--applications", texts->applications, &options->applications },
		{ "--chats", texts->chats, &options->chats },
		{ "--workers", texts->workers, &options->workers },
		{ "--seed", texts->seed, &options->seed },
	};
	if (texts->size && !set_size(options, texts->size))
		return "--size";
	for (size_t i = 0; i < countof(numbers); i++)
		if (numbers[i].text && !str_to_i64(numbers[i].text, numbers[i].value))
			return numbers[i].name;
	return !texts->as_of || date_from_text(texts->as_of, &options->as_of) ? NULL : "--as-of";
}

int
cmd_sample(int argc, char **argv)
{
	struct sample_options sample;
	struct texts texts = { 0 };
	struct err err = { 0 };
	bool quiet = false;
	int status;

	sample_defaults(&sample);
	const struct option options[] = {
		{ "db", &sample.database, NULL, true },
		{ "key-file", &sample.key_file, NULL, false },
		{ "size", &texts.size, NULL, false },
		{ "customers", &texts.customers, NULL, false },
		{ "applications", &texts.applications, NULL, false },
		{ "chats", &texts.chats, NULL, false },
		{ "workers", &texts.workers, NULL, false },
		{ "seed", &texts.seed, NULL, false },
		{ "as-of", &texts.as_of, NULL, false },
		{ "transcripts", &sample.transcripts, NULL, false },
		{ "receipts", &sample.receipts, NULL, false },
		{ "quiet", NULL, &quiet, false },
		{ 0 },
	};
	if (!options_read(USAGE, options, argc, argv, NULL, &status))
		return status;
	const char *wrong = read_values(&sample, &texts);
	if (wrong)
		return cmd_usage(USAGE, _("%s has a value that cannot be used."), wrong);
	sample.progress = !quiet;
	if (sample_fill(&sample, &err))
		return 0;
	return err.code == ERR_USAGE ? cmd_usage(USAGE, "%s", err.detail)
				     : cmd_fail("sample", &err);
}
