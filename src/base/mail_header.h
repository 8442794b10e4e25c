/* SPDX-License-Identifier: Apache-2.0
 *
 * What stands in the headers of an e-mail: words of any language within
 * ASCII, and addresses that can be nothing else.  Knows no message.
 */
#ifndef BASE_MAIL_HEADER_H
#define BASE_MAIL_HEADER_H

#include "base/buf.h"

enum { MAIL_ADDRESS_MAX = 254 };

/* A header's text: cleaned by mail_line(), in encoded words (RFC 2047) where
 * it is not plain ASCII.  Long ones are folded; no line is of the text's making. */
void mail_header(struct buf *out, const char *text);
/* local@domain of ASCII atoms with dots (RFC 5321, nothing quoted), which is
 * all that may be put into a command or a header. */
bool mail_address_fits(const char *text);

#endif
