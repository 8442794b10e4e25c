/* SPDX-License-Identifier: Apache-2.0
 *
 * Appending a note, and posting it.
 */
#include "server/job/checkpoint_place.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"

enum { CONNECT_MS = 3000, NOTE_MAX = 1024 };

/* What a crash left unfinished is closed off by empty lines, so that no reader
 * takes its beginning and the next note for one. */
static bool
ends_whole(int fd, int64_t size)
{
	char end[2];

	return size == 0 || (size >= 2 && pread(fd, end, 2, size - 2) == 2 && end[0] == '\n' &&
	                     end[1] == '\n');
}

bool
checkpoint_append(const char *path, const char *note, struct err *err)
{
	struct buf text = BUF_INIT(NOTE_MAX);
	struct stat status;
	int fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0644);
	bool ok = fd >= 0 && fstat(fd, &status) == 0;

	if (ok && !S_ISREG(status.st_mode)) {
		ok = false;
		errno = EINVAL;
	}
	if (ok) {
		if (!ends_whole(fd, status.st_size))
			buf_puts(&text, "\n\n");
		buf_puts(&text, note);
		ssize_t written = text.len ? write(fd, text.data, text.len) : 0;
		if (written >= 0 && (size_t)written < text.len)
			errno = ENOSPC;
		ok = buf_ok(&text) && written == (ssize_t)text.len && fsync(fd) == 0;
	}
	int why = errno;
	if (fd >= 0)
		close(fd);
	buf_done(&text);
	return ok || err_set(err, ERR_LOCAL_FILE, "The checkpoint file %s cannot be written: %s.", path,
	                     strerror(why));
}

static int
may_go_on(void *ctx, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	_Atomic bool *give_up = ctx;

	(void)a;
	(void)b;
	(void)c;
	(void)d;
	return give_up && *give_up;
}

static size_t
ignore(char *bytes, size_t size, size_t count, void *ctx)
{
	(void)bytes;
	(void)ctx;
	return size * count;
}

bool
checkpoint_post(const char *url, const char *note, int wait_ms, _Atomic bool *give_up,
                struct err *err)
{
	struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: text/plain; charset=utf-8");
	CURL *curl = curl_easy_init();
	long status = 0;

	if (!curl || !headers)
		oom_exit();
	(void)curl_easy_setopt(curl, CURLOPT_URL, url);
	(void)curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	(void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	(void)curl_easy_setopt(curl, CURLOPT_POSTFIELDS, note);
	(void)curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	(void)curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)wait_ms);
	(void)curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
	(void)curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, may_go_on);
	(void)curl_easy_setopt(curl, CURLOPT_XFERINFODATA, give_up);
	(void)curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, ignore);
	CURLcode code = curl_easy_perform(curl);
	if (code == CURLE_OK)
		(void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_cleanup(curl);
	curl_slist_free_all(headers);
	if (code != CURLE_OK)
		return err_set(err, ERR_BACKEND_UNAVAILABLE, "%s", curl_easy_strerror(code));
	return (status >= 200 && status < 300) ||
	       err_set(err, ERR_BACKEND_UNAVAILABLE, "It was answered with status %ld.", status);
}
