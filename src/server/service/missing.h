/* SPDX-License-Identifier: Apache-2.0
 *
 * Asking the customer for what is missing.
 */
#ifndef SERVICE_MISSING_H
#define SERVICE_MISSING_H

#include "domain/application.h"
#include "proto/requests.h"
#include "server/service/application_file.h"
#include "server/service/service.h"

enum { MISSING_ASK_MAX = 40, MISSING_MESSAGE_MAX = 2000, MISSING_DUE_DAYS_MAX = 60 };

/* Items, letter, status update and the day to look again, in one commit. */
bool missing_ask(struct call *call, const char *id, const struct missing_request *request,
                 const struct application **ret, struct err *err) must_use;

#endif
