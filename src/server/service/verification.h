/* SPDX-License-Identifier: Apache-2.0
 *
 * Saying what a proof is worth.
 */
#ifndef SERVICE_VERIFICATION_H
#define SERVICE_VERIFICATION_H

#include "domain/application.h"
#include "proto/requests.h"
#include "server/service/service.h"

/*
 * state is one of
 *   received      it is here and this worker has looked at it
 *   accepted      it proves the fact; how says what it was
 *   insufficient  it does not; how says why
 * What came and nobody looked at cannot be accepted.
 */
bool verification_put(struct call *call, const char *id, const char *item_id,
                      const struct verification_request *request, const struct application **ret,
                      struct err *err) must_use;

#endif
