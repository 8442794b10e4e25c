/* SPDX-License-Identifier: Apache-2.0
 *
 * Interviews: set, moved, held, missed, waived.
 */
#ifndef SERVICE_INTERVIEW_H
#define SERVICE_INTERVIEW_H

#include "domain/application.h"
#include "proto/requests.h"
#include "server/service/service.h"

/*
 * set     a new one at a time to come; letter
 * moved   the one set, to another time; letter
 * held, waived   the requirement is met
 * missed  the one set; letter, and with a time a second offer in the same letter
 */
bool interview_record(struct call *call, const char *id, const struct interview_request *request,
                      const struct application **ret, struct err *err) must_use;

#endif
