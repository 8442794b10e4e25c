/* SPDX-License-Identifier: Apache-2.0
 *
 * What every file may use: fixed-width types, attributes, countof.
 */
#ifndef BASE_BASE_H
#define BASE_BASE_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdnoreturn.h>

#include "base/banned.h"

#define must_use __attribute__((warn_unused_result))
#define printf_like(fmt, first) __attribute__((format(printf, fmt, first)))
#define countof(array) (sizeof(array) / sizeof((array)[0]))

/* Mark a string for translation without translating it here. */
#define N_(text) text

/*
 * Memory ran out on a small allocation: restore the terminal from static
 * bytes, say so on stderr, _exit(75).  The database is not closed.
 */
noreturn void oom_exit(void);

/* From here on, in this thread, whoever gets no memory is such an end: for a library that
 * does not look at what it was given.  Not where the heap is a sanitizer's. */
void heap_must_have(bool on);

/* Bytes written to the terminal, and the modes it gets back, before such an
 * end; both stay the caller's, NULL for none. */
struct termios;
void oom_restore_with(const char *static_bytes, const struct termios *modes, int fd);

#endif
