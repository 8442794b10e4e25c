/* SPDX-License-Identifier: Apache-2.0
 *
 * The key file is the owner's alone and the database's own; the clock of a
 * sample runs from its day; a program published later is found without a restart.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/str.h"
#include "domain/program.h"
#include "server/service/agency.h"
#include "server/service/key_file.h"
#include "server/store/setting.h"
#include "store_fixture.h"

struct place {
	struct test_store store;
	char folder[300];
	char key[400];
};

static void
open_place(struct place *place)
{
	struct err err = { 0 };
	const char *tmp = getenv("TMPDIR");

	test_store_open(&place->store);
	(void)snprintf(place->folder, sizeof(place->folder), "%s/agency-XXXXXX", tmp ? tmp : "/tmp");
	assert_non_null(mkdtemp(place->folder));
	(void)snprintf(place->key, sizeof(place->key), "%s/key", place->folder);
	assert_true(key_file_create(place->key, &err));
	assert_true(agency_adopt_key(place->store.db, place->key, &err));
}

static void
close_place(struct place *place)
{
	(void)unlink(place->key);
	(void)rmdir(place->folder);
	test_store_close(&place->store);
}

static struct agency *
load(struct place *place)
{
	struct err err = { 0 };
	struct agency *agency = NULL;
	if (!agency_load(&agency, place->store.db, place->store.where, place->key, &err))
		fail_msg("%s", err.detail);
	return agency;
}

static const char *
refusal(struct place *place, const char *key)
{
	static struct err err;
	struct agency *agency;
	memset(&err, 0, sizeof(err));
	assert_false(agency_load(&agency, place->store.db, place->store.where, key, &err));
	return err.detail;
}

static void
keys_differ_by_purpose_and_come_back_the_same(void **state)
{
	struct place place;
	(void)state;

	open_place(&place);
	struct agency *one = load(&place), *two = load(&place);
	for (int i = 0; i < KEY_COUNT; i++) {
		assert_memory_equal(agency_key(one, (enum agency_key)i),
		                    agency_key(two, (enum agency_key)i), SECRET_KEY_BYTES);
		for (int j = 0; j < i; j++)
			assert_memory_not_equal(agency_key(one, (enum agency_key)i),
			                        agency_key(one, (enum agency_key)j),
			                        SECRET_KEY_BYTES);
	}
	agency_free(one);
	agency_free(two);
	close_place(&place);
}

static void
a_key_file_that_is_not_safe_or_not_ours_is_refused(void **state)
{
	struct place place;
	struct err err = { 0 };
	struct stat status;
	char other[420];
	(void)state;

	open_place(&place);
	assert_int_equal(stat(place.key, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	assert_int_equal(chmod(place.key, 0640), 0);
	assert_non_null(strstr(refusal(&place, place.key), "chmod 600"));
	assert_int_equal(chmod(place.key, 0600), 0);
	assert_false(key_file_create(place.key, &err)); /* never over another */

	(void)snprintf(other, sizeof(other), "%s.other", place.key);
	assert_non_null(strstr(refusal(&place, other), "cannot be read"));
	assert_true(key_file_create(other, &err));
	assert_non_null(strstr(refusal(&place, other), "another database"));
	assert_int_equal(truncate(other, 20), 0);
	assert_non_null(strstr(refusal(&place, other), "not a caseload key file"));
	(void)unlink(other);
	assert_int_equal(symlink(place.key, other), 0);
	assert_non_null(strstr(refusal(&place, other), "symbolic link"));
	(void)unlink(other);
	assert_non_null(strstr(refusal(&place, place.folder), "plain file"));
	close_place(&place);
}

static void
a_samples_clock_runs_from_its_day(void **state)
{
	struct place place;
	(void)state;

	open_place(&place);
	struct agency *real = load(&place);
	assert_false(agency_is_sample(real));
	assert_in_range(agency_now_ms(real) - clock_real_ms() + 60000, 0, 61000);
	agency_free(real);

	assert_true(setting_put(place.store.db, SETTING_SAMPLE_AS_OF, "2025-11-21"));
	struct agency *sample = load(&place);
	int64_t first_ms = agency_now_ms(sample);
	char text[INSTANT_TEXT_MAX];
	assert_true(agency_is_sample(sample));
	assert_string_equal(instant_to_text(first_ms, text), "2025-11-21T15:00:00Z");
	usleep(20000);
	assert_true(agency_now_ms(sample) > first_ms);
	agency_free(sample);

	assert_true(setting_put(place.store.db, SETTING_SAMPLE_AS_OF, "yesterday"));
	assert_non_null(strstr(refusal(&place, place.key), "not a date"));
	close_place(&place);
}

/* A shipped program, given another version and first day. */
static void
publish_from(struct place *place, int64_t version, const char *first_day)
{
	char path[600], *body = calloc(1, PROGRAM_FILE_MAX);
	const char *srcdir = getenv("srcdir");
	(void)snprintf(path, sizeof(path), "%s/src/programs/snap.json", srcdir ? srcdir : "..");
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	assert_non_null(body);
	assert_true(fread(body, 1, PROGRAM_FILE_MAX - 1, file) > 1000);
	fclose(file);
	char *at = strstr(body, "\"version\": 1");
	assert_non_null(at);
	at[strlen("\"version\": ")] = (char)('0' + version);
	at = strstr(body, "\"effective_on\": \"");
	assert_non_null(at);
	memcpy(at + strlen("\"effective_on\": \""), first_day, strlen("2025-10-01"));
	struct program_row row = { "snap", version, body, 1 };
	assert_true(program_row_insert(place->store.db, &row));
	free(body);
}

static void
publish(struct place *place, int64_t version)
{
	publish_from(place, version, "2025-10-01");
}

/* Published ahead, a version waits for its first day, and comes by itself. */
static void
a_version_waits_for_its_first_day(void **state)
{
	struct place place;
	(void)state;

	open_place(&place);
	assert_true(setting_put(place.store.db, SETTING_SAMPLE_AS_OF, "2026-09-30"));
	publish_from(&place, 1, "2025-10-01");
	publish_from(&place, 2, "2026-10-01");
	struct agency *agency = load(&place);
	assert_int_equal(agency_program(agency, "snap", 0)->version, 1);
	assert_int_equal(agency_program_at(agency, 0)->version, 1);
	assert_int_equal(agency_program(agency, "snap", 2)->version, 2);
	agency_free(agency);

	assert_true(setting_put(place.store.db, SETTING_SAMPLE_AS_OF, "2026-10-01"));
	agency = load(&place);
	assert_int_equal(agency_program(agency, "snap", 0)->version, 2);
	assert_int_equal(agency_program_count(agency), 1);
	agency_free(agency);

	/* Before all of them: known by name, and not offered. */
	assert_true(setting_put(place.store.db, SETTING_SAMPLE_AS_OF, "2025-09-30"));
	agency = load(&place);
	assert_int_equal(agency_program_count(agency), 0);
	assert_int_equal(agency_program(agency, "snap", 0)->version, 1);
	agency_free(agency);
	close_place(&place);
}

static void
a_program_published_later_is_found_and_the_old_one_stays(void **state)
{
	struct place place;
	struct err err = { 0 };
	(void)state;

	open_place(&place);
	publish(&place, 1);
	struct agency *agency = load(&place);
	const struct program *first = agency_program(agency, "snap", 0);
	assert_int_equal(first->version, 1);
	publish(&place, 2);
	assert_null(agency_program(agency, "snap", 2));
	assert_true(agency_reload_programs(agency, place.store.db, &err));
	assert_int_equal(agency_program(agency, "snap", 0)->version, 2);
	assert_ptr_equal(agency_program(agency, "snap", 1), first);
	assert_int_equal(agency_program_count(agency), 1);
	assert_int_equal(agency_program_at(agency, 0)->version, 2);
	assert_null(agency_program(agency, "rent", 0));
	agency_free(agency);
	close_place(&place);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_differ_by_purpose_and_come_back_the_same),
		cmocka_unit_test(a_key_file_that_is_not_safe_or_not_ours_is_refused),
		cmocka_unit_test(a_samples_clock_runs_from_its_day),
		cmocka_unit_test(a_version_waits_for_its_first_day),
		cmocka_unit_test(a_program_published_later_is_found_and_the_old_one_stays),
	};
	return cmocka_run_group_tests_name("service agency", tests, NULL, NULL);
}
