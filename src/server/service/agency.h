/* SPDX-License-Identifier: Apache-2.0
 *
 * What is the same for every call to one server: published programs, the
 * clock, settings and keys.  Loaded at start, programs reloaded when one is
 * published.  Read by many threads; programs are reference-held per call.
 */
#ifndef SERVICE_AGENCY_H
#define SERVICE_AGENCY_H

#include "base/clock.h"
#include "base/err.h"
#include "base/secret.h"

struct db;
struct program;

struct agency;

/* key_file NULL: the one beside the database.  where is db_open()'s. */
bool agency_load(struct agency **ret, struct db *db, const char *where, const char *key_file,
	struct err *err) must_use;
void agency_free(struct agency *agency);
/* Picks up programs published since.  Pointers given out before stay good as
 * long as the agency. */
bool agency_reload_programs(struct agency *agency, struct db *db, struct err *err) must_use;

/* Picks up settings changed since, but for the sample's clock, which runs. */
bool agency_reload_settings(struct agency *agency, struct db *db, struct err *err) must_use;

/* Now: real time, or the sample's clock which runs from its as-of date. */
int64_t agency_now_ms(const struct agency *agency);

/* NULL when there is none; version 0 asks for the newest in force today, before
 * the first day of the first for that one.  Counted and listed is what is in
 * force, the newest version of each: tomorrow there may be more, never fewer. */
const struct program *agency_program(const struct agency *agency, const char *id, int64_t version);
size_t agency_program_count(const struct agency *agency);
const struct program *agency_program_at(const struct agency *agency, size_t index);

/* Subkeys of the agency's key file, by purpose. */
enum agency_key { KEY_CURSOR, KEY_ACCESS_CODE, KEY_CSRF, KEY_SSN_MATCH, KEY_SSN_SEAL, KEY_CHECKPOINT, KEY_JOURNAL, KEY_SECOND_FACTOR, KEY_DOCUMENT_LINK, KEY_MAIL, KEY_FORM, KEY_THROTTLE, KEY_COUNT };
const uint8_t *agency_key(const struct agency *agency, enum agency_key key);

/* What slows down guessing, by what is guessed at. */
struct throttle;
struct writer;
enum agency_door { DOOR_WORKER, DOOR_ACCOUNT, DOOR_STATUS, DOOR_FORM, DOOR_COUNT };
struct throttle *agency_throttle(const struct agency *agency, enum agency_door door);
/* Of a server: kept in the store from now on.  Before any thread. */
void agency_share_throttles(struct agency *agency, struct writer *writer);

const char *agency_setting(const struct agency *agency, const char *name, const char *otherwise);
int64_t agency_setting_int(const struct agency *agency, const char *name, int64_t otherwise);
bool agency_is_sample(const struct agency *agency);

/* Whether this server has documents checked before anybody opens them, and
 * their text layers taken out.  Said once, before any thread. */
void agency_set_document_work(struct agency *agency, bool checks, bool reads_text);
bool agency_checks_documents(const struct agency *agency);
bool agency_reads_text(const struct agency *agency);

/* For init: a database's own mark of the key file it belongs to. */
bool agency_adopt_key(struct db *db, const char *key_file, struct err *err) must_use;

#endif
