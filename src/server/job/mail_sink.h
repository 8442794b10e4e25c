/* SPDX-License-Identifier: Apache-2.0
 *
 * For trying it: the other end of one SMTP conversation, which puts the
 * message into a file.  What is written is what a mail server would have got.
 */
#ifndef JOB_MAIL_SINK_H
#define JOB_MAIL_SINK_H

#include <curl/curl.h>

#include "base/err.h"

struct mail_sink;

/* Can files be made there? */
bool mail_sink_ready(const char *dir, struct err *err) must_use;
/* One message, to become DIR/ID.eml. */
struct mail_sink *mail_sink_new(const char *dir, const char *id);
/* Once libcurl has hung up. NULL is fine. */
void mail_sink_free(struct mail_sink *sink);
/* Has this transfer talk to it instead of to the network. */
void mail_sink_receive(struct mail_sink *sink, CURL *curl);
/* Its thread, which ends with the conversation. */
bool mail_sink_start(struct mail_sink *sink) must_use;

#endif
