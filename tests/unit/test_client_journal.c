/* SPDX-License-Identifier: Apache-2.0
 *
 * What was typed survives the end of a run: records come back in order, a
 * torn tail loses only itself, nothing readable is on the disk, a living
 * run's file is left alone, and another key opens nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/str.h"
#include "client/loop/journal.h"
#include "client/model/draft.h"

static char folder[64];
static const uint8_t key[SECRET_KEY_BYTES] = { 1, 2, 3 };
static const uint8_t other_key[SECRET_KEY_BYTES] = { 9 };

static int
make_folder(void **state)
{
	(void)state;
	assert_true(secret_init());
	snprintf(folder, sizeof(folder), "/tmp/journal-test-XXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

static int
remove_folder(void **state)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;

	(void)state;
	while (dir && (entry = readdir(dir)))
		unlinkat(dirfd(dir), entry->d_name, 0);
	closedir(dir);
	return rmdir(folder);
}

static void
the_only_file(char *path, size_t size)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	int count = 0;

	while ((entry = readdir(dir)))
		if (str_ends(entry->d_name, ".sealed")) {
			snprintf(path, size, "%s/%s", folder, entry->d_name);
			count++;
		}
	closedir(dir);
	assert_int_equal(count, 1);
}

static void
collect(void *ctx, const char *text, size_t len)
{
	buf_add(ctx, text, len);
	buf_puts(ctx, "|");
}

static void
records_come_back_in_order(void **state)
{
	struct buf got = BUF_INIT(10000);
	struct journal_earlier *earlier;
	struct journal *journal;
	struct err err = { 0 };
	struct stat info;
	char path[512];

	(void)state;
	assert_true(journal_open(&journal, folder, "w_ana", key, &err));
	assert_true(journal_push(journal, "one", 3, &err));
	assert_true(journal_push(journal, "two", 3, &err));
	the_only_file(path, sizeof(path));
	assert_int_equal(stat(path, &info), 0);
	assert_int_equal(info.st_mode & 0777, 0600);
	journal_close(journal, false);

	earlier = journal_earlier(folder, "w_ana", key, collect, &got);
	assert_string_equal(got.data, "one|two|");
	journal_earlier_done(earlier, true);
	assert_int_not_equal(access(path, F_OK), 0);
	buf_done(&got);
}

static void
a_torn_tail_loses_only_itself(void **state)
{
	struct buf got = BUF_INIT(10000);
	struct journal *journal;
	struct err err = { 0 };
	struct stat info;
	char path[512];

	(void)state;
	assert_true(journal_open(&journal, folder, "w_ana", key, &err));
	assert_true(journal_push(journal, "whole", 5, &err));
	assert_true(journal_push(journal, "torn", 4, &err));
	journal_close(journal, false);
	the_only_file(path, sizeof(path));
	assert_int_equal(stat(path, &info), 0);
	assert_int_equal(truncate(path, info.st_size - 1), 0);
	journal_earlier_done(journal_earlier(folder, "w_ana", key, collect, &got), true);
	assert_string_equal(got.data, "whole|");
	buf_done(&got);
}

static void
nothing_readable_is_on_the_disk(void **state)
{
	struct journal *journal;
	struct err err = { 0 };
	char path[512], bytes[4096];
	ssize_t len;
	int fd;

	(void)state;
	assert_true(journal_open(&journal, folder, "w_ana", key, &err));
	assert_true(journal_push(journal, "Nguyen Thi Hoa", 14, &err));
	the_only_file(path, sizeof(path));
	fd = open(path, O_RDONLY);
	len = read(fd, bytes, sizeof(bytes));
	close(fd);
	assert_true(len > 14);
	assert_null(memmem(bytes, (size_t)len, "Nguyen", 6));
	journal_close(journal, true);
}

static void
another_key_opens_nothing_and_destroys_nothing(void **state)
{
	struct buf got = BUF_INIT(10000);
	struct journal *journal;
	struct err err = { 0 };
	char path[512];

	(void)state;
	assert_true(journal_open(&journal, folder, "w_ana", key, &err));
	assert_true(journal_push(journal, "mine", 4, &err));
	journal_close(journal, false);
	the_only_file(path, sizeof(path));
	journal_earlier_done(journal_earlier(folder, "w_ana", other_key, collect, &got), true);
	assert_string_equal(got.data, "");
	assert_int_equal(access(path, F_OK), 0);
	journal_earlier_done(journal_earlier(folder, "w_ben", key, collect, &got), true);
	assert_int_equal(access(path, F_OK), 0);
	unlink(path);
	buf_done(&got);
}

static void
a_living_runs_file_is_left_alone(void **state)
{
	struct buf got = BUF_INIT(10000);
	struct journal *journal;
	struct err err = { 0 };
	int ready[2], end[2], status;
	char byte;
	pid_t child;

	(void)state;
	assert_int_equal(pipe(ready) | pipe(end), 0);
	child = fork();
	if (child == 0) {
		bool ok = journal_open(&journal, folder, "w_ana", key, &err) &&
		          journal_push(journal, "live", 4, &err);
		(void)!write(ready[1], ok ? "y" : "n", 1);
		(void)!read(end[0], &byte, 1);
		_exit(0); /* as a kill would: nothing is closed in order */
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	assert_int_equal(byte, 'y');
	journal_earlier_done(journal_earlier(folder, "w_ana", key, collect, &got), true);
	assert_string_equal(got.data, "");
	assert_int_equal(write(end[1], "x", 1), 1);
	waitpid(child, &status, 0);
	journal_earlier_done(journal_earlier(folder, "w_ana", key, collect, &got), true);
	assert_string_equal(got.data, "live|");
	buf_done(&got);
}

/* ---- drafts ---- */

static void
replay(void *ctx, const char *text, size_t len)
{
	assert_true(drafts_apply(ctx, text, len));
}

static void
records_of_drafts_rebuild_them(void **state)
{
	static struct drafts drafts, again;
	struct place note = place_make(PLACE_NOTE, "a1", "");
	struct place other = place_make(PLACE_NOTE, "a2", "");
	struct sent sent = { .key = "k1", .method = "POST", .path = (char *)(uintptr_t) "/v1/x",
		             .body = (char *)(uintptr_t) "{\"text\":\"h\\u00e9\"}",
		             .title = (char *)(uintptr_t) "note", .if_match = 7, .at_ms = 1000,
		             .place = note };
	const struct draft *draft;

	(void)state;
	drafts_init(&drafts);
	drafts_init(&again);
	assert_true(drafts_put(&drafts, &note, "note, Hoa", "{\"text\":\"a\"}", 7, 1000));
	assert_true(drafts_put(&drafts, &note, "note, Hoa", "{\"text\":\"ab\"}", 9, 2000));
	assert_true(drafts_put(&drafts, &other, "note, Chidi", "{}", 1, 3000));
	assert_true(drafts_send(&drafts, &sent));
	drafts_each(&drafts, replay, &again);

	draft = drafts_find(&again, &note);
	assert_non_null(draft);
	assert_string_equal(draft->text, "{\"text\":\"ab\"}");
	assert_int_equal(draft->version, 7); /* what the typing began on */
	assert_true(draft->earlier);
	assert_int_equal(again.draft_count, 2);
	assert_string_equal(drafts_sent(&again, "k1")->body, "{\"text\":\"h\\u00e9\"}");
	assert_int_equal(drafts_unfinished(&again), 3);

	assert_true(drafts_answered(&again, "k1"));
	assert_true(drafts_drop(&again, &note));
	assert_null(drafts_find(&again, &note));
	assert_non_null(drafts_find(&again, &other));
	drafts_done(&drafts);
	drafts_done(&again);
}

static void
what_is_sent_and_answered_does_not_come_back(void **state)
{
	static struct drafts drafts;
	struct place note = place_make(PLACE_NOTE, "a1", "");
	struct buf out = BUF_INIT(10000);

	(void)state;
	drafts_init(&drafts);
	assert_true(drafts_put(&drafts, &note, "note", "{\"text\":\"a\"}", 0, 1000));
	draft_record(&out, &drafts.drafts[0]);
	assert_true(drafts_apply(&drafts, out.data, out.len));
	buf_reset(&out);
	draft_dropped_record(&out, &note);
	assert_true(drafts_apply(&drafts, out.data, out.len));
	assert_int_equal(drafts.draft_count, 0);
	assert_false(drafts_apply(&drafts, "{\"record\":\"later kind\"}", 23));
	assert_false(drafts_apply(&drafts, "not json", 8));
	buf_done(&out);
	drafts_done(&drafts);
}

static void
a_folder_that_others_can_write_is_refused(void **state)
{
	struct journal *journal = NULL;
	struct err err = { 0 };
	struct stat info;

	(void)state;
	assert_int_equal(chmod(folder, 0770), 0);
	assert_false(journal_open(&journal, folder, "w_ana", key, &err));
	assert_int_equal(err.code, ERR_LOCAL_FILE);
	assert_non_null(strstr(err.detail, "others can write"));
	/* One that they can only read is made private. */
	assert_int_equal(chmod(folder, 0755), 0);
	assert_true(journal_open(&journal, folder, "w_ana", key, &err));
	assert_int_equal(stat(folder, &info), 0);
	assert_int_equal(info.st_mode & 0777, 0700);
	journal_close(journal, true);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(records_come_back_in_order, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(a_torn_tail_loses_only_itself, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(nothing_readable_is_on_the_disk, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(another_key_opens_nothing_and_destroys_nothing, make_folder,
		                                remove_folder),
		cmocka_unit_test_setup_teardown(a_living_runs_file_is_left_alone, make_folder, remove_folder),
		cmocka_unit_test(records_of_drafts_rebuild_them),
		cmocka_unit_test(what_is_sent_and_answered_does_not_come_back),
		cmocka_unit_test_setup_teardown(a_folder_that_others_can_write_is_refused, make_folder, remove_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
