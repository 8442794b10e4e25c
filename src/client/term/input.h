/* SPDX-License-Identifier: Apache-2.0
 *
 * Bytes of the terminal to keys.  Known to term.c alone.
 */
#ifndef CLIENT_TERM_INPUT_H
#define CLIENT_TERM_INPUT_H

#include "base/base.h"

/* Teach curses the sequences its database may lack. */
void input_start(void);

#endif
