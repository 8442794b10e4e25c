/* SPDX-License-Identifier: Apache-2.0
 *
 * The OpenAPI 3.1 description, made from the tables of routes and resources.
 */
#ifndef ROUTE_OPENAPI_H
#define ROUTE_OPENAPI_H

#include "base/buf.h"

enum { OPENAPI_MAX = 4 * 1024 * 1024 };

void openapi_write(struct buf *out);

#endif
