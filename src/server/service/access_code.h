/* SPDX-License-Identifier: Apache-2.0
 *
 * The ten digits with which an applicant reads the status of one application.
 * Only a keyed hash over the number and the code is kept.
 */
#ifndef SERVICE_ACCESS_CODE_H
#define SERVICE_ACCESS_CODE_H

#include "base/base.h"
#include "base/secret.h"

struct agency;

enum { ACCESS_CODE_DIGITS = 10 };

/* out: ten digits and NUL. */
void access_code_make(char out[ACCESS_CODE_DIGITS + 1]);
void access_code_tag(uint8_t out[SECRET_KEY_BYTES], const struct agency *agency, const char *number,
                     const char *code);

#endif
