/* SPDX-License-Identifier: Apache-2.0
 *
 * What is given back is wiped: by this program and by every library in it.
 */
#ifndef BASE_HEAP_H
#define BASE_HEAP_H

#include "base/base.h"

/*
 * Passwords and tokens pass through buffers that are not ours: of the HTTP
 * libraries, of TLS, of the JSON reader.  With this linked in, free() and
 * realloc() of the whole process leave no copies behind.  True where that is
 * so: glibc, and no sanitizer (they bring a heap of their own).
 */
bool heap_wipes(void);

#endif
