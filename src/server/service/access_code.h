/* SPDX-License-Identifier: Apache-2.0
 *
 * The ten digits with which an applicant reads the status of one application.
 * Only a keyed hash over the number and the code is kept.
 */
#ifndef SERVICE_ACCESS_CODE_H
#define SERVICE_ACCESS_CODE_H

#include "base/secret.h"
#include "domain/application.h"
#include "proto/requests.h"
#include "server/service/service.h"

enum { ACCESS_CODE_DIGITS = 10 };

/* out: ten digits and NUL. */
void access_code_make(char out[ACCESS_CODE_DIGITS + 1]);
void access_code_tag(uint8_t out[SECRET_KEY_BYTES], const struct agency *agency, const char *number,
                     const char *code);

/*
 * Another code, for who lost theirs and was known by a worker: the answer has
 * it, this once.  From then on the old one, the passes it opened, the receipt it
 * stands on and the accounts that were given it open nothing: who had it may be
 * whom it is to be kept from.  The account of whose record it is stays theirs.
 * The status page and an e-mail tell the customer, so that who did not ask hears
 * of it.
 */
bool access_code_renew(struct call *call, const char *application_id, const struct access_code_request *request,
                       const struct application **ret, struct err *err) must_use;

#endif
