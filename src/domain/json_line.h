/* SPDX-License-Identifier: Apache-2.0
 *
 * Where in a JSON text a member stands, for complaints a person can follow.
 */
#ifndef DOMAIN_JSON_LINE_H
#define DOMAIN_JSON_LINE_H

#include "base/base.h"

/*
 * The line, from 1, on which the value of a JSON pointer begins ("/reasons/3/text");
 * of its nearest parent when the member itself is not there.  text must be
 * valid JSON.
 */
int json_pointer_line(const char *text, size_t len, const char *pointer);

#endif
