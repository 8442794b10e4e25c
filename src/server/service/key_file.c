/* SPDX-License-Identifier: Apache-2.0
 *
 * Making and reading the agency's key file.
 */
#include "server/service/key_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/paths.h"
#include "base/str.h"

#define HEAD "caseload-key-1 "

enum { HEAD_LEN = sizeof(HEAD) - 1, HEX_LEN = 2 * SECRET_KEY_BYTES, TEXT_LEN = HEAD_LEN + HEX_LEN + 1 };

bool
key_file_default(const char *database, char path[KEY_FILE_PATH_MAX])
{
	if (strstr(database, "://"))
		return false;
	int len = snprintf(path, KEY_FILE_PATH_MAX, "%s.key", database);
	return len > 0 && len < KEY_FILE_PATH_MAX;
}

static bool
write_all(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t written = write(fd, bytes, len);
		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return false;
		bytes += written;
		len -= (size_t)written;
	}
	return fsync(fd) == 0;
}

bool
key_file_create(const char *path, struct err *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_set(err, ERR_LOCAL_FILE, "The key file %s cannot be made: %s.", path,
		               strerror(errno));

	char *text = secret_alloc(TEXT_LEN + 1);
	uint8_t *key = secret_alloc(SECRET_KEY_BYTES);
	random_bytes(key, SECRET_KEY_BYTES);
	memcpy(text, HEAD, HEAD_LEN);
	hex_text(text + HEAD_LEN, key, SECRET_KEY_BYTES);
	text[TEXT_LEN - 1] = '\n';
	bool ok = write_all(fd, text, TEXT_LEN);
	int why = errno;
	secret_free(key);
	secret_free(text);
	if (close(fd) != 0)
		ok = false;
	if (ok && !path_sync_folder(path)) {
		ok = false;
		why = errno;
	}
	if (!ok) {
		unlink(path);
		return err_set(err, ERR_LOCAL_FILE, "The key file %s cannot be written: %s.", path,
		               strerror(why));
	}
	return true;
}

static bool
check_owner(int fd, const char *path, struct err *err)
{
	struct stat status;

	if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
		return err_set(err, ERR_LOCAL_FILE, "The key file %s is not a plain file.", path);
	if (status.st_uid != geteuid() && status.st_uid != 0)
		return err_set(err, ERR_LOCAL_FILE,
		               "The key file %s belongs to another user: run as its owner, or chown it.",
		               path);
	if (status.st_mode & 077)
		return err_set(err, ERR_LOCAL_FILE,
		               "Others may read the key file %s: make it yours alone with chmod 600.",
		               path);
	return true;
}

bool
key_file_read(const char *path, uint8_t ret_key[SECRET_KEY_BYTES], struct err *err)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return err_set(err, ERR_LOCAL_FILE,
		               errno == ELOOP ? "The key file %s is a symbolic link: name the file itself (%s)."
		                              : "The key file %s cannot be read: %s.",
		               path, strerror(errno));
	if (!check_owner(fd, path, err)) {
		close(fd);
		return false;
	}
	char *text = secret_alloc(TEXT_LEN + 2);
	ssize_t len = read(fd, text, TEXT_LEN + 1);
	close(fd);
	bool ok = len == TEXT_LEN && text[TEXT_LEN - 1] == '\n' && str_starts(text, HEAD);
	if (ok) {
		text[TEXT_LEN - 1] = '\0';
		ok = hex_bytes(ret_key, SECRET_KEY_BYTES, text + HEAD_LEN);
	}
	secret_free(text);
	return ok || err_set(err, ERR_LOCAL_FILE,
	                     "%s is not a caseload key file: restore it from its backup.", path);
}
