/* SPDX-License-Identifier: Apache-2.0
 *
 * Calls that this program does not make, turned into build errors.  Each has
 * a bounded or re-entrant sibling; see str.h, buf.h and clock.h.
 */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#pragma GCC poison strcpy strcat strtok gmtime localtime atoi atol vsprintf
#undef sprintf
#pragma GCC poison sprintf

#endif
