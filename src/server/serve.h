/* SPDX-License-Identifier: Apache-2.0
 *
 * One server from start-up to the end of its drain.
 */
#ifndef SERVER_SERVE_H
#define SERVER_SERVE_H

#include "base/err.h"
#include "server/job/audit_checkpoint.h"
#include "server/job/document_helper.h"
#include "server/job/mail.h"
#include "server/limits.h"

struct serve_options {
	const char *db;
	const char *key_file;                    /* NULL: beside the database */
	const char *listen[LISTENERS_MAX];       /* the case API */
	size_t listen_count;
	const char *listen_portal[LISTENERS_MAX]; /* the applicant's pages */
	size_t listen_portal_count;
	const char *trusted_proxies[LISTENERS_MAX];
	size_t trusted_proxy_count;
	const char *tls_cert, *tls_key; /* PEM files; NULL: plain */
	int threads;
	int rate;                              /* requests a second of one session; 0: any number */
	int die_with_fd;                 /* ends when this pipe closes; -1: none */
	const char *portal_address_file; /* gets the first portal's address; NULL: none */
	struct checkpoint_places checkpoints;
	struct document_commands documents;
	struct mail_options mail;
	bool no_sandbox;
	bool say_ready;                  /* "ready" on standard output when serving */
};

#define SERVE_OPTIONS_INIT \
	{ .threads = HTTP_THREADS_DEFAULT, .rate = RATE_DEFAULT, .die_with_fd = -1, .checkpoints.every_s = CHECKPOINT_EVERY_S, \
	  .documents.limit_s = DOCUMENT_COMMAND_LIMIT_S, \
	  .mail.timeout_s = MAIL_TIMEOUT_S }

/* Before any thread: signals, locale, no core dumps. */
bool serve_prepare_process(struct err *err) must_use;
/* Serves until SIGTERM, SIGINT or the end of die_with_fd, then drains. */
bool serve_run(const struct serve_options *options, struct err *err) must_use;

#endif
