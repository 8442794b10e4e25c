/* SPDX-License-Identifier: Apache-2.0
 *
 * Whether what was printed arrived: a full disk, or a reader that has gone, is
 * told at the end and not taken for a success.
 */
#ifndef BASE_OUTPUT_H
#define BASE_OUTPUT_H

#include "base/err.h"

/* Sends what standard output still holds.  False, with ERR_LOCAL_FILE: of all
 * that was printed since the program began, not everything has gone out. */
bool output_sent(struct err *err) must_use;

#endif
