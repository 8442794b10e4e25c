/* SPDX-License-Identifier: Apache-2.0
 *
 * Files of sealed records.  A live file is never shared: its lock says so, and
 * ends with the process however that ends.
 */
#include "client/loop/journal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"
#include "base/stream.h"

enum { EARLIER_MAX = 64, NAME_BYTES_MAX = 120, PATH_BYTES_MAX = 4096 };

#define JOURNAL_SUFFIX ".sealed"

struct journal {
	int fd;
	struct stream stream;
	size_t bytes;
	char path[PATH_BYTES_MAX];
};

struct journal_earlier {
	size_t count;
	struct {
		int fd;
		char path[PATH_BYTES_MAX];
	} files[EARLIER_MAX];
};

static bool
refuse(struct err *err, const char *path, const char *what)
{
	return err_set(err, ERR_LOCAL_FILE, "%s: %s (%s)", path, what, strerror(errno));
}

/* Every folder on the way, private where it is new. */
static bool
make_folders(const char *folder, struct err *err)
{
	char path[PATH_BYTES_MAX];
	struct stat info;

	if (!str_copy(path, sizeof(path), folder))
		return err_set(err, ERR_LOCAL_FILE, "the name of the state folder is too long");
	for (char *at = path + 1; *at; at++) {
		if (*at != '/')
			continue;
		*at = '\0';
		if (mkdir(path, 0700) != 0 && errno != EEXIST)
			return refuse(err, path, "cannot make the folder");
		*at = '/';
	}
	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		return refuse(err, path, "cannot make the folder");
	if (lstat(path, &info) != 0 || !S_ISDIR(info.st_mode) || info.st_uid != geteuid())
		return err_set(err, ERR_LOCAL_FILE, "%s: must be a folder of your own", path);
	/* What lies in it may be somebody else's by now: not ours to mend in silence. */
	if ((info.st_mode & 022) != 0)
		return err_set(err, ERR_LOCAL_FILE,
		               "%s: others can write to it; look at what is in it, then run chmod 700 on it", path);
	if ((info.st_mode & 077) != 0 && chmod(path, 0700) != 0)
		return refuse(err, path, "others can read it; run chmod 700 on it");
	return true;
}

static bool
write_all(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t done = write(fd, bytes, len);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		bytes += done;
		len -= (size_t)done;
	}
	return true;
}

bool
journal_open(struct journal **ret, const char *folder, const char *worker_id,
             const uint8_t key[SECRET_KEY_BYTES], struct err *err)
{
	struct buf header = BUF_INIT(STREAM_HEADER_BYTES);
	char run[ID_TEXT_MAX];
	struct journal *journal;
	bool ok;

	assert(str_is_id(worker_id));
	if (!make_folders(folder, err))
		return false;
	journal = calloc(1, sizeof(*journal));
	if (!journal)
		oom_exit();
	random_id(run, "", clock_real_ms());
	snprintf(journal->path, sizeof(journal->path), "%s/%s-%s" JOURNAL_SUFFIX, folder, worker_id, run);
	journal->fd = open(journal->path, O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
	                   0600);
	if (journal->fd < 0) {
		(void)refuse(err, journal->path, "cannot make the file drafts are kept in");
		free(journal);
		return false;
	}
	stream_write_start(&journal->stream, key, &header);
	ok = flock(journal->fd, LOCK_EX | LOCK_NB) == 0 && write_all(journal->fd, header.data, header.len);
	buf_done(&header);
	if (!ok) {
		(void)refuse(err, journal->path, "cannot write the file drafts are kept in");
		journal_close(journal, true);
		return false;
	}
	journal->bytes = STREAM_HEADER_BYTES;
	*ret = journal;
	return true;
}

bool
journal_push(struct journal *journal, const char *record, size_t len, struct err *err)
{
	struct buf sealed = BUF_INIT(JOURNAL_RECORD_MAX + STREAM_OVERHEAD_BYTES + STREAM_LENGTH_BYTES);
	struct stream before = journal->stream;
	bool ok;

	if (len > JOURNAL_RECORD_MAX)
		return err_set(err, ERR_LOCAL_FILE, "the draft is too long to be kept");
	stream_push(&journal->stream, &sealed, record, len);
	ok = write_all(journal->fd, sealed.data, sealed.len);
	if (ok) {
		journal->bytes += sealed.len;
	} else {
		/* Cut off the torn half, so that the next record can be read. */
		(void)refuse(err, journal->path, "cannot keep the draft; make room on the disk");
		if (ftruncate(journal->fd, (off_t)journal->bytes) == 0)
			journal->stream = before;
	}
	stream_done(&before);
	buf_done(&sealed);
	return ok;
}

bool
journal_is_full(const struct journal *journal)
{
	return journal->bytes > JOURNAL_BYTES_MAX;
}

void
journal_close(struct journal *journal, bool empty)
{
	if (!journal)
		return;
	if (empty)
		unlink(journal->path);
	close(journal->fd);
	stream_done(&journal->stream);
	free(journal);
}

/* ---- earlier runs ---- */

/* The whole file; false when it cannot be one of ours. */
static bool
read_file(int fd, struct buf *out)
{
	char piece[65536];
	ssize_t got;

	while ((got = read(fd, piece, sizeof(piece))) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return false;
		buf_add(out, piece, (size_t)got);
	}
	return buf_ok(out) && out->len >= STREAM_HEADER_BYTES;
}

/* True when the file was made with this key (or holds nothing yet). */
static bool
read_records(const struct buf *file, const uint8_t key[SECRET_KEY_BYTES],
             void (*record)(void *ctx, const char *text, size_t len), void *ctx)
{
	const uint8_t *at = (const uint8_t *)file->data + STREAM_HEADER_BYTES;
	size_t left = file->len - STREAM_HEADER_BYTES;
	struct buf plain = BUF_INIT(JOURNAL_RECORD_MAX);
	struct stream stream;
	size_t used;
	bool any = false;

	if (!stream_read_start(&stream, key, (const uint8_t *)file->data))
		return false;
	while (stream_pull(&stream, &plain, at, left, &used)) {
		any = true;
		record(ctx, plain.data, plain.len);
		secret_wipe(plain.data, plain.len);
		buf_reset(&plain);
		at += used;
		left -= used;
	}
	stream_done(&stream);
	buf_done(&plain);
	return any || left == 0;
}

static bool
take_file(struct journal_earlier *earlier, const char *path, const uint8_t key[SECRET_KEY_BYTES],
          void (*record)(void *ctx, const char *text, size_t len), void *ctx)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	struct buf file = BUF_INIT(2 * JOURNAL_BYTES_MAX);
	struct stat info;
	bool taken = false;

	if (fd < 0)
		return false;
	if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && info.st_uid == geteuid() &&
	    flock(fd, LOCK_EX | LOCK_NB) == 0 && read_file(fd, &file))
		taken = read_records(&file, key, record, ctx);
	buf_done(&file);
	if (!taken) {
		close(fd);
		return false;
	}
	earlier->files[earlier->count].fd = fd;
	str_copy(earlier->files[earlier->count].path, PATH_BYTES_MAX, path);
	earlier->count++;
	return true;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* Names of this worker's files, oldest first: the run's id is in time order. */
static size_t
list_files(const char *folder, const char *worker_id, char names[EARLIER_MAX][NAME_BYTES_MAX])
{
	DIR *dir = opendir(folder);
	char prefix[ID_TEXT_MAX + 1];
	const struct dirent *entry;
	size_t count = 0;

	if (!dir)
		return 0;
	snprintf(prefix, sizeof(prefix), "%s-", worker_id);
	while (count < EARLIER_MAX && (entry = readdir(dir)))
		if (str_starts(entry->d_name, prefix) && str_ends(entry->d_name, JOURNAL_SUFFIX) &&
		    str_copy(names[count], NAME_BYTES_MAX, entry->d_name))
			count++;
	closedir(dir);
	qsort(names, count, NAME_BYTES_MAX, by_name);
	return count;
}

struct journal_earlier *
journal_earlier(const char *folder, const char *worker_id, const uint8_t key[SECRET_KEY_BYTES],
                void (*record)(void *ctx, const char *text, size_t len), void *ctx)
{
	struct journal_earlier *earlier = calloc(1, sizeof(*earlier));
	char names[EARLIER_MAX][NAME_BYTES_MAX];
	char path[PATH_BYTES_MAX];
	size_t count;

	if (!earlier)
		oom_exit();
	count = list_files(folder, worker_id, names);
	for (size_t i = 0; i < count; i++) {
		int len = snprintf(path, sizeof(path), "%s/%s", folder, names[i]);

		if (len > 0 && (size_t)len < sizeof(path))
			(void)take_file(earlier, path, key, record, ctx);
	}
	return earlier;
}

void
journal_earlier_done(struct journal_earlier *earlier, bool adopted)
{
	if (!earlier)
		return;
	for (size_t i = 0; i < earlier->count; i++) {
		if (adopted)
			unlink(earlier->files[i].path);
		close(earlier->files[i].fd);
	}
	free(earlier);
}
