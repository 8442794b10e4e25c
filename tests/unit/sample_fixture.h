/* SPDX-License-Identifier: Apache-2.0
 *
 * Sample agencies in a folder of their own, counted and compared.
 */
#ifndef TESTS_SAMPLE_FIXTURE_H
#define TESTS_SAMPLE_FIXTURE_H

#include "base/secret.h"
#include "server/sample/sample.h"
#include "server/store/db.h"

extern char test_folder[];

/* Set-up and teardown of a group. */
int test_make_folder(void **state);
int test_remove_folder(void **state);

/* A few people and applications in NAME.db of the folder; the path is in the arena. */
struct sample_options test_small_sample(const char *name, struct arena *arena);
/* Fails the test where it cannot be filled. */
void test_fill(const struct sample_options *options);
/* Over every row of every table, in the order of their keys. */
void test_hash_database(const char *name, uint8_t out[SECRET_HASH_BYTES]);
int64_t test_count(struct db *db, const char *sql);
/* How many decisions of the log are drawn for review by its lots, with the seed 1. */
int64_t test_draw_again(struct db *db, int64_t percent, struct arena *arena);

#endif
