/* SPDX-License-Identifier: Apache-2.0
 *
 * The published programs, as workers read them.
 */
#ifndef SERVICE_PROGRAM_H
#define SERVICE_PROGRAM_H

#include "proto/requests.h"
#include "server/service/service.h"

/* The newest version of each, without their definitions. */
size_t program_views(struct call *call, struct program_view **ret);
/* One with its definition; version 0: the newest. */
bool program_view_get(struct call *call, const char *id, int64_t version, struct program_view *ret,
                      struct err *err) must_use;
/* The reasons a decision may give, in call->language; id NULL: of every program. */
bool reason_code_views(struct call *call, const char *id, struct reason_code_view **ret, size_t *ret_count,
                       struct err *err) must_use;
/* A number that changes whenever what is published does. */
int64_t program_views_version(const struct call *call);

#endif
