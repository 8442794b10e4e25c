/* SPDX-License-Identifier: Apache-2.0
 *
 * Answers given or corrected after an application was filed, and what was
 * changed of them.
 */
#ifndef SERVICE_ANSWER_H
#define SERVICE_ANSWER_H

#include "domain/application.h"
#include "proto/requests.h"
#include "server/service/service.h"

/*
 * By the worker it is with, who says how they know, or by the applicant.  A
 * question that is not named stays as it is; null takes its answer away.  What
 * is missing is worked out anew; an answer that calls for the expedited clock
 * starts it on this day, and an expedited application stays one.
 */
bool application_answer(struct call *call, const char *id, const struct answers_request *request,
                        const struct application **ret, struct err *err) must_use;

/* The first thing that is wrong with a request that changes nothing. */
#define ANSWERS_UNCHANGED "unchanged"

/* What was changed since it was filed, newest first. */
bool answer_changes(struct call *call, const char *id, struct answer_change **ret, size_t *ret_count,
                    struct err *err) must_use;

#endif
