/* SPDX-License-Identifier: Apache-2.0
 *
 * Whatever shows what is in an application is a look at it, which the log
 * keeps.  Reading is the handlers'; who may is the services'.
 */
#ifndef HANDLER_LOOK_H
#define HANDLER_LOOK_H

#include "server/route/request.h"

/* After the answer is made; id outlives the request's run. */
void look_at_application(struct request *rq, const char *id);

/* With export= a list is taken out into a file: that it is, and which one, is
 * in the log before the first page goes out. */
bool look_at_export(struct request *rq, const char *where, struct err *err) must_use;

/* The same of an answer that is an export by itself. */
bool look_at_export_as(struct request *rq, const char *format, const char *where, struct err *err) must_use;

#endif
