/* SPDX-License-Identifier: Apache-2.0
 *
 * A password from a file descriptor or, unseen, from the terminal; never from
 * the command line or the environment.
 */
#ifndef CLIENT_LINE_PASSWORD_H
#define CLIENT_LINE_PASSWORD_H

#include "base/err.h"

/* fd -1: asks at the terminal.  *ret is secret memory. */
bool password_read(char **ret, int fd, const char *user, struct err *err) must_use;
/* The same for the code of a second factor. */
bool otp_read(char **ret, int fd, const char *user, struct err *err) must_use;

#endif
