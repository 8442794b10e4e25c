/* SPDX-License-Identifier: Apache-2.0
 *
 * A sample agency in a new database: people, staff, applications at every
 * stage, chats, letters and decisions, all made from one seed.
 */
#ifndef SAMPLE_SAMPLE_H
#define SAMPLE_SAMPLE_H

#include "base/clock.h"
#include "base/err.h"

enum {
	SAMPLE_CUSTOMERS_MIN = 400,
	SAMPLE_CUSTOMERS_MAX = 100 * 1000 * 1000,
	SAMPLE_CHATS_MIN = 2,   /* those who wait for ana */
	SAMPLE_WORKERS_MIN = 6, /* the six that are always there */
	SAMPLE_WORKERS_MAX = 100 * 1000,
	SAMPLE_FIRST_CASE = 100001,

	SAMPLE_LARGE_FROM = 20000,
	SAMPLE_DEMO_CUSTOMERS = 2000,
	SAMPLE_DEMO_APPLICATIONS = 600,
	SAMPLE_DEMO_CHATS = 240,
	SAMPLE_DEMO_WORKERS = 16
};

#define SAMPLE_AS_OF    "2025-11-21"
#define SAMPLE_PASSWORD "sample-password"

struct sample_options {
	const char *database; /* file name or postgresql://...; must be new and empty */
	const char *key_file; /* NULL: beside the database */
	const char *programs; /* folder of program files; NULL: those shipped */
	int64_t customers;
	int64_t applications;
	int64_t chats;
	int64_t workers;
	int64_t large_from; /* customers: from here several strands are spun at once */
	int64_t seed;
	civil_date as_of;
	const char *transcripts; /* JSON lines; NULL: the built-in dialogues */
	const char *receipts;    /* file to write; NULL: none */
	bool progress;           /* lines on stderr */
};

void sample_defaults(struct sample_options *options);
bool sample_fill(const struct sample_options *options, struct err *err) must_use;

#endif
