/* SPDX-License-Identifier: Apache-2.0
 *
 * A form with files in it (multipart/form-data), as browsers send it and in no
 * other way: whatever two programs could read differently is refused.  Bytes
 * are pointed at, not copied.  Knows neither pages nor documents.
 */
#ifndef ROUTE_MULTIPART_H
#define ROUTE_MULTIPART_H

#include "base/arena.h"
#include "base/err.h"

enum {
	MULTIPART_BOUNDARY_MAX = 70,
	MULTIPART_PARTS_MAX = 64,
	MULTIPART_HEADERS_MAX = 4,         /* a part */
	MULTIPART_LINE_MAX = 2048,         /* a header */
	MULTIPART_FIELD_MAX = 64 * 1024    /* of a part that is no file */
};

struct multipart_part {
	const char *name;
	const char *filename; /* NULL: no file; "" where the browser sent no name */
	const char *bytes;    /* a field's are also NUL-terminated UTF-8 */
	size_t len;
};

/* type is the request's Content-Type.  Texts live in the arena. */
bool multipart_split(const char *type, const char *body, size_t len, struct arena *arena,
                     struct multipart_part parts[MULTIPART_PARTS_MAX], size_t *ret_count,
                     struct err *err) must_use;

#endif
