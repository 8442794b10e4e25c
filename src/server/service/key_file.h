/* SPDX-License-Identifier: Apache-2.0
 *
 * The agency's key file: 32 random bytes as hex, outside the database and
 * readable by its owner alone.  Every other key is derived from it; without it
 * sealed columns are lost.
 */
#ifndef SERVICE_KEY_FILE_H
#define SERVICE_KEY_FILE_H

#include "base/err.h"
#include "base/secret.h"

enum { KEY_FILE_PATH_MAX = 1024 };

/* Beside a database file; false for PostgreSQL, where it has to be named. */
bool key_file_default(const char *database, char path[KEY_FILE_PATH_MAX]) must_use;
/* Makes a new one; never overwrites. */
bool key_file_create(const char *path, struct err *err) must_use;
/* Refuses a file that others may read, or that is somebody else's. */
bool key_file_read(const char *path, uint8_t ret_key[SECRET_KEY_BYTES], struct err *err) must_use;

#endif
