/* SPDX-License-Identifier: Apache-2.0
 *
 * Sends the e-mail that waits.
 */
#ifndef JOB_MAIL_H
#define JOB_MAIL_H

#include "base/err.h"

struct agency;
struct writer;
struct mail_job;

enum { MAIL_TIMEOUT_S = 60 };

/* Where it goes; server and dir NULL: nowhere, and there is no job. */
struct mail_options {
	const char *server;      /* smtps://HOST[:PORT] or smtp://HOST[:PORT] */
	const char *from;        /* notices@agency.gov */
	const char *credentials; /* a file: name, then password; NULL: none */
	const char *ca;          /* a file of certificates to trust; NULL: the system's */
	const char *dir;         /* instead of a server: each message becomes a file there */
	int timeout_s;           /* of one message, from connecting to the end */
};

/* Are they ones that can be meant?  A sentence where not. */
bool mail_options_fit(const struct mail_options *options, struct err *err) must_use;
/* Applicants are written to from now on, by all servers: before the agency is loaded. */
bool mail_turn_on(const char *where, struct err *err) must_use;

bool mail_job_start(struct mail_job **ret, const char *where, const struct agency *agency,
                    struct writer *writer, const struct mail_options *options,
                    struct err *err) must_use;
/* There may be something to send; any thread. */
void mail_job_kick(struct mail_job *job); /* NULL is fine */
/* What is being sent has a few seconds; while the writer still runs. */
void mail_job_stop(struct mail_job *job); /* NULL is fine */
void mail_job_free(struct mail_job *job); /* once nobody kicks it any more */

#endif
