/* SPDX-License-Identifier: Apache-2.0
 *
 * One message on its way to the mail server.  Knows neither the database nor
 * what becomes of it.
 */
#ifndef JOB_MAIL_POST_H
#define JOB_MAIL_POST_H

#include <curl/curl.h>

#include "base/arena.h"
#include "server/job/mail.h"
#include "server/service/mail_outcome.h"

/* The way out, worked out once. */
struct mail_way {
	const char *url;    /* with the name we greet with */
	const char *from;
	const char *domain; /* of from */
	const char *ca;
	const char *dir;    /* NULL: by SMTP */
	char *user, *password; /* guarded; NULL: none */
	bool needs_tls;
	int timeout_s;
	struct arena arena;
};

bool mail_way_open(struct mail_way *ret, const struct mail_options *options, struct err *err)
	must_use;
void mail_way_close(struct mail_way *way);
/* Nobody but this machine is at the other end. */
bool mail_way_is_local(const struct mail_options *options);

enum mail_result {
	MAIL_TAKEN,    /* the server answers for it now */
	MAIL_REFUSED,  /* for good: this address, or this message */
	MAIL_LATER,    /* this one did not go */
	MAIL_NO_SERVER /* nothing goes at the moment */
};

struct mail_post;

/* Made ready on a handle, whose connection is used again; key is the left half
 * of the Message-ID and, by_message, part of the address it comes back to. */
struct mail_post *mail_post_new(CURL *curl, const struct mail_way *way, const struct mail_row *row,
                                const char *key, bool by_message);
void mail_post_free(struct mail_post *post); /* NULL is fine */
/* Waits until it is over. */
enum mail_result mail_post_send(struct mail_post *post);
/* The mail server's last word, or what went wrong. */
const char *mail_post_answer(const struct mail_post *post);

#endif
