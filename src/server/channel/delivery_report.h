/* SPDX-License-Identifier: Apache-2.0
 *
 * What a mail server reports about a message that it could not deliver
 * (RFC 3464).  Reads one report; knows no notice.
 */
#ifndef CHANNEL_DELIVERY_REPORT_H
#define CHANNEL_DELIVERY_REPORT_H

#include "base/buf.h"

enum { REPORT_BYTES_MAX = 1 << 20, REPORT_KEY_MAX = 100, REPORT_WHY_MAX = 200 };

struct delivery_report {
	bool is_failure; /* "delayed" and the like are none */
	char key[REPORT_KEY_MAX]; /* the left half of the returned Message-ID; "": it is not in there */
	char to_key[REPORT_KEY_MAX]; /* what stands after the + of the address it came to; "": nothing */
	char why[REPORT_WHY_MAX]; /* status and diagnostic, in ASCII */
};

/* False: it is something else, an answer from a person or a machine. */
bool delivery_report_read(struct delivery_report *ret, const char *text, size_t len);
/* What stands after the + of an address, or of the first of several that has one. */
bool address_key(char ret_key[REPORT_KEY_MAX], const char *address);

#endif
