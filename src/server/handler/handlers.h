/* SPDX-License-Identifier: Apache-2.0
 *
 * Every handler's prototypes, made from the route table, and the readers that
 * answer a replayed write.
 */
#ifndef HANDLER_HANDLERS_H
#define HANDLER_HANDLERS_H

#include "server/route/request.h"

#define ROUTE(method_, path_, handler, roles_, flags_, query_, request_, response_, summary_) \
	bool handler##_run(struct request *rq, struct err *err); \
	bool handler##_prepare(struct request *rq, struct err *err); /* defined where PREPARE says so */
#include "server/route/routes.def"
#undef ROUTE

#define EFFECT(type, handler) bool handler##_run(struct request *rq, struct err *err);
#include "server/route/effects.def"
#undef EFFECT

#endif
