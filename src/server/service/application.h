/* SPDX-License-Identifier: Apache-2.0
 *
 * Moving an application along: claim, release, assign, withdraw, reopen.
 */
#ifndef SERVICE_APPLICATION_H
#define SERVICE_APPLICATION_H

#include "domain/application.h"
#include "proto/requests.h"
#include "server/service/application_file.h"
#include "server/service/service.h"

bool application_claim(struct call *call, const char *id, const struct application **ret,
                       struct err *err) must_use;
bool application_release(struct call *call, const char *id, const struct release_request *request,
                         const struct application **ret, struct err *err) must_use;
/* An empty worker: nobody. */
bool application_assign(struct call *call, const char *id, const struct assignment_request *request,
                        const struct application **ret, struct err *err) must_use;
bool application_withdraw(struct call *call, const char *id, const struct withdraw_request *request,
                          const struct application **ret, struct err *err) must_use;
/* Within another act: the hearing ordered it. */
bool application_reopen_by_order(struct call *call, struct application_file *file,
                                 const char *reason, struct err *err) must_use;
bool application_reopen(struct call *call, const char *id, const struct reopen_request *request,
                        const struct application **ret, struct err *err) must_use;

#endif
