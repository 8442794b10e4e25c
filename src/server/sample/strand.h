/* SPDX-License-Identifier: Apache-2.0
 *
 * A large sample is spun from several strands at once: each lives its share of
 * lives in a database of its own, which nobody ever sees, and hands over what
 * it wrote, moment by moment.  How many there are does not depend on the
 * machine, so that a seed gives the same sample everywhere.
 */
#ifndef SAMPLE_STRAND_H
#define SAMPLE_STRAND_H

#include "server/sample/schedule.h"

enum { STRAND_PEOPLE, STRAND_LIVES, STRANDS = STRAND_LIVES + 4 };

struct strand;

/* The databases are made at base and taken out of their folder at once.  The
 * world's numbers are worked out. */
bool strands_start(struct strand *ret[STRANDS], const struct world *world, uint32_t *numbers,
	const char *base, struct err *err) must_use;
/* The oldest moment that is not read yet, its rows in ret; false at the end,
 * and when a strand failed.  The moment before it is gone. */
bool strands_next(struct strand *const strands[STRANDS], struct strand **ret, const char **ret_rows,
	size_t *ret_len, struct err *err) must_use;
/* Moments of all strands together. */
size_t strands_moments(struct strand *const strands[STRANDS]);
struct db *strand_db(struct strand *strand); /* once nothing is left to read */
int64_t strand_refused(const struct strand *strand);
/* The event that was written last came from this strand, as its next one. */
void strand_put_seq(struct strand *strand, int64_t seq);
int64_t strand_seq(const struct strand *strand, int64_t own);
void strands_end(struct strand *strands[STRANDS]);

/* Writes what the strands hand over into the world's database. */
bool merge_strands(struct world *world, const char *base, struct err *err) must_use;

#endif
