/* SPDX-License-Identifier: Apache-2.0
 *
 * Dates, money and lists as people of a language write them, and the filling
 * of {braces}.  English and Spanish; any other language gets forms that
 * cannot be misread (2026-11-02).  Pure: no locale.
 */
#ifndef DOMAIN_WORDING_H
#define DOMAIN_WORDING_H

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"

enum { BRACE_NAME_MAX = 40 };

/* "November 27, 2025", "27 de noviembre de 2025". */
void wording_date(struct buf *out, civil_date date, const char *language);
/* "2026-10-14/2026-10-27" as "October 14 to October 27, 2026". */
void wording_period(struct buf *out, const char *period, const char *language);
/* "2026-10-14/2026-10-27" to its two days; false when it is not a period. */
bool wording_split_period(const char *period, civil_date *ret_from, civil_date *ret_to) must_use;
/* "$1,234.00" */
void wording_money(struct buf *out, int64_t cents);
/* "November 21, 2025 at 3:30 PM", in the zone given. */
void wording_instant(struct buf *out, int64_t at_ms, enum zone zone, const char *language);
/* "October 14 to October 27, 2026"; both years where they differ. */
void wording_range(struct buf *out, civil_date from, civil_date to, const char *language);
/* "from December 1, 2026" */
void wording_from(struct buf *out, civil_date date, const char *language);
/* ", for Nguyen Thi Hoa" */
void wording_for_person(struct buf *out, const char *person, const char *language);
/* "Attn: Ada Hill" */
void wording_attention(struct buf *out, const char *person, const char *language);
/* How an interview is held: phone, office, video; another word as it is. */
void wording_mode(struct buf *out, const char *mode, const char *language);
/* What stands before entry index of a list: "", "; " or "; and ".  Entries have commas of their own. */
const char *wording_between(size_t index, size_t count, const char *next, const char *language);

/* Writes the value of a brace, or returns false when there is none. */
typedef bool brace_fn(void *context, const char *name, struct buf *out);
/*
 * Copies text with each {name} filled; "{{" and "}}" stand for a brace.  A
 * brace that cannot be filled is an error and names it: it is never printed.
 */
bool wording_fill(struct buf *out, const char *text, brace_fn *fill, void *context,
	struct err *err) must_use;
/* Every brace of a text, in order; false when one is not closed or not a name. */
typedef void brace_seen_fn(void *context, const char *name);
bool wording_each_brace(const char *text, brace_seen_fn *visit, void *context);

#endif
