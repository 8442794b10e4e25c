/* SPDX-License-Identifier: Apache-2.0
 *
 * The scan that json_parse() does before cJSON sees a text.  For json.c only.
 */
#ifndef BASE_JSON_SCAN_H
#define BASE_JSON_SCAN_H

#include "base/buf.h"
#include "base/err.h"

/* A number that is not a plain integer of at most 2^53 - 1. */
struct json_odd_number {
	size_t ordinal; /* how many numbers stand before it */
	size_t offset;  /* of its text */
	size_t len;
};

/* False and err when the text is not to be accepted; on true odd_numbers has
 * one struct json_odd_number for each, in the order of the text. */
bool json_scan(const char *text, size_t len, struct buf *odd_numbers, struct err *err) must_use;

/* err for a fault at an offset: "line 3, column 14: ...". Returns false. */
bool json_fault(struct err *err, enum err_code code, const char *text, size_t offset,
	const char *what);

#endif
