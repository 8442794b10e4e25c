/* SPDX-License-Identifier: Apache-2.0
 *
 * Headers, body and the conversation with the mail server, all of it
 * libcurl's; what is ours is which words go in and what an answer means.
 */
#include "server/job/mail_post.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/mail_header.h"
#include "base/safe_text.h"
#include "base/secret.h"
#include "base/str.h"
#include "server/job/mail_sink.h"
#include "server/service/mail.h"

enum { MAIL_NAME_MAX = 64 }; /* of an address, before its @ (RFC 5321) */
enum { CONNECT_MS = 10000, CREDENTIALS_MAX = 1024, HEADER_MAX = 4000, BODY_MAX = 4 * MAIL_BYTES_MAX };

/* What was last said to the server. */
enum mail_stage { STAGE_HELLO, STAGE_SENDER, STAGE_RECIPIENT, STAGE_DATA };

struct mail_post {
	CURL *curl; /* borrowed */
	const struct mail_row *row;
	struct arena arena;
	enum mail_stage stage;
	bool is_farewell; /* what is said from here on is not about the message */
	char answer[MAIL_ANSWER_MAX];
	curl_mime *mime;
	struct curl_slist *headers, *recipients;
	struct mail_sink *sink;
};

/* ---- the way ---- */

static const char *
host_of(const char *url)
{
	const char *host = url ? strstr(url, "://") : NULL;

	return host ? host + 3 : "";
}

bool
mail_way_is_local(const struct mail_options *options)
{
	static const char *const names[] = { "localhost", "127.0.0.1", "[::1]" };
	const char *host = host_of(options->server);

	if (options->dir)
		return true;
	for (size_t i = 0; i < countof(names); i++) {
		size_t len = strlen(names[i]);

		if (str_starts(host, names[i]) && (host[len] == '\0' || host[len] == ':'))
			return true;
	}
	return false;
}

bool
mail_options_fit(const struct mail_options *options, struct err *err)
{
	assert(options && err);
	const char *host = host_of(options->server);

	if (options->server && options->dir)
		return err_set(err, ERR_USAGE, "--mail-server and --mail-dir exclude each other.");
	if (!mail_address_fits(options->from))
		return err_set(err, ERR_USAGE, "--mail-from is the address that e-mail comes from, like notices@agency.gov.");
	if (options->server && !str_starts(options->server, "smtp://") &&
		!str_starts(options->server, "smtps://"))
		return err_set(err, ERR_USAGE, "--mail-server is smtps://HOST:PORT or smtp://HOST:PORT.");
	/* A name before an @ would stand in argv, and a path is a greeting's. */
	if (options->server && (*host == '\0' || strpbrk(host, "/@?# \t\r\n")))
		return err_set(err, ERR_USAGE, "--mail-server has a host and perhaps a port, and nothing else.");
	return true;
}

static bool
split_credentials(struct mail_way *way, char *text, struct err *err)
{
	char *password = strchr(text, '\n');

	if (!password || password == text)
		return err_set(err, ERR_LOCAL_FILE,
		               "--mail-credentials is a file of two lines: the name, then the password.");
	*password++ = '\0';
	password[strcspn(password, "\r\n")] = '\0';
	text[strcspn(text, "\r")] = '\0';
	way->user = text;
	way->password = password;
	return true;
}

static bool
read_credentials(struct mail_way *way, const char *path, struct err *err)
{
	char *text = secret_alloc(CREDENTIALS_MAX);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat status;
	ssize_t len = fd < 0 || fstat(fd, &status) != 0 ? -1 : read(fd, text, CREDENTIALS_MAX - 1);
	int why = errno;

	if (fd >= 0)
		close(fd);
	if (len < 0)
		err_set(err, ERR_LOCAL_FILE, "%s cannot be read: %s", path, strerror(why));
	else if (status.st_mode & (S_IRWXG | S_IRWXO))
		err_set(err, ERR_LOCAL_FILE, "%s holds a password: let nobody but its owner read it (chmod 600).", path);
	else {
		text[len] = '\0';
		if (split_credentials(way, text, err))
			return true;
	}
	secret_free(text);
	return false;
}

bool
mail_way_open(struct mail_way *ret, const struct mail_options *options, struct err *err)
{
	assert(ret && options && err);
	struct mail_way *way = ret;

	*way = (struct mail_way) {
		.from = options->from,
		.domain = strchr(options->from, '@') + 1,
		.ca = options->ca,
		.dir = options->dir,
		.timeout_s = options->timeout_s,
		/* Between two programs of one machine nobody listens; who names a
		 * certificate wants it used there, too. */
		.needs_tls = !mail_way_is_local(options) || options->ca,
	};
	way->url = arena_printf(&way->arena, "%s/%s",
	                        options->dir ? "smtp://127.0.0.1:25" : options->server, way->domain);
	if (options->dir)
		return mail_sink_ready(options->dir, err);
	return !options->credentials || read_credentials(way, options->credentials, err);
}

void
mail_way_close(struct mail_way *way)
{
	secret_free(way->user);
	way->user = way->password = NULL;
	arena_done(&way->arena);
}

/* ---- what the server says ---- */

static void
keep_answer(struct mail_post *post, const char *line, size_t len)
{
	size_t i;

	while (len > 0 && (line[len - 1] == '\r' || line[len - 1] == '\n'))
		len--;
	if (len >= sizeof(post->answer))
		len = sizeof(post->answer) - 1;
	/* It is a stranger's, and kept: ASCII, as the protocol has it. */
	for (i = 0; i < len; i++)
		post->answer[i] = line[i] >= 0x20 && line[i] <= 0x7E ? line[i] : '?';
	post->answer[len] = '\0';
}

static int
listen_in(CURL *curl, curl_infotype type, char *data, size_t len, void *ctx)
{
	static const struct { const char *verb; enum mail_stage stage; } verbs[] = {
		{ "MAIL ", STAGE_SENDER }, { "RCPT ", STAGE_RECIPIENT }, { "DATA", STAGE_DATA },
	};
	struct mail_post *post = ctx;
	bool knows = false;

	(void)curl;
	if (type == CURLINFO_HEADER_OUT && len >= 4 && strncmp(data, "QUIT", 4) == 0)
		post->is_farewell = true;
	if (type == CURLINFO_HEADER_IN && !post->is_farewell)
		keep_answer(post, data, len);
	for (size_t i = 0; type == CURLINFO_HEADER_OUT && i < countof(verbs); i++) {
		size_t verb = strlen(verbs[i].verb);

		if (len < verb || strncmp(data, verbs[i].verb, verb) != 0)
			continue;
		post->stage = verbs[i].stage;
		knows = true;
	}
	if (knows)
		post->answer[0] = '\0';
	return 0;
}

static enum mail_result
result_of(struct mail_post *post, CURLcode code)
{
	char first = post->answer[0];
	bool says_busy = str_starts(post->answer, "421");

	if (code == CURLE_OK)
		return MAIL_TAKEN;
	if (first < '4' || first > '5')
		keep_answer(post, curl_easy_strerror(code), strlen(curl_easy_strerror(code)));
	if (post->stage >= STAGE_RECIPIENT && first == '5')
		return MAIL_REFUSED;
	if (post->stage >= STAGE_SENDER && !says_busy && (first == '4' || first == '5'))
		return MAIL_LATER;
	/* Cut off while it spoke of this very message: that may be the message's fault. */
	return post->stage == STAGE_DATA ? MAIL_LATER : MAIL_NO_SERVER;
}

/* ---- the message ---- */

static void
add_header(struct mail_post *post, const char *name, const char *value)
{
	struct buf line = BUF_INIT(HEADER_MAX);
	struct curl_slist *longer;

	buf_printf(&line, "%s: %s", name, value);
	assert(buf_ok(&line));
	longer = curl_slist_append(post->headers, line.data);
	if (!longer)
		oom_exit();
	post->headers = longer;
	buf_done(&line);
}

static void
add_date(struct mail_post *post, int64_t at_ms)
{
	/* Not strftime(): names of days are English here in any locale. */
	static const char days[] = "SunMonTueWedThuFriSat", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	time_t at = (time_t)(at_ms / 1000);
	struct tm tm;
	char text[64];

	gmtime_r(&at, &tm);
	(void)snprintf(text, sizeof(text), "%.3s, %d %.3s %d %02d:%02d:%02d +0000", days + 3 * tm.tm_wday,
	               tm.tm_mday, months + 3 * tm.tm_mon, tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
	add_header(post, "Date", text);
}

static void
add_headers(struct mail_post *post, const struct mail_way *way, const char *key)
{
	struct buf subject = BUF_INIT(HEADER_MAX);

	mail_header(&subject, post->row->subject ? post->row->subject : "");
	add_date(post, post->row->created_at_ms);
	add_header(post, "From", arena_printf(&post->arena, "<%s>", way->from));
	add_header(post, "To", arena_printf(&post->arena, "<%s>", post->row->address));
	add_header(post, "Subject", subject.data);
	/* The same each time it is sent, so that a second copy is known for one. */
	add_header(post, "Message-ID", arena_printf(&post->arena, "<%s@%s>", key, way->domain));
	add_header(post, "Auto-Submitted", "auto-generated");
	add_header(post, "Content-Language", post->row->language);
	buf_done(&subject);
}

static void
add_body(struct mail_post *post)
{
	struct buf text = BUF_INIT(BODY_MAX);
	curl_mimepart *part;

	mail_text(&text, post->row->body);
	post->mime = curl_mime_init(post->curl);
	part = post->mime ? curl_mime_addpart(post->mime) : NULL;
	if (!part || curl_mime_data(part, text.data, text.len) != CURLE_OK ||
		curl_mime_type(part, "text/plain; charset=utf-8") != CURLE_OK ||
		curl_mime_encoder(part, "quoted-printable") != CURLE_OK)
		oom_exit();
	buf_done(&text);
}

static void
set_way(struct mail_post *post, const struct mail_way *way)
{
	CURL *curl = post->curl;

	(void)curl_easy_setopt(curl, CURLOPT_URL, way->url);
	(void)curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	(void)curl_easy_setopt(curl, CURLOPT_PROXY, "");
	(void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	(void)curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, way->timeout_s * 1000L);
	/* Also for the answer to a QUIT, for which libcurl waits without going on. */
	(void)curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)way->timeout_s);
	(void)curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)(way->needs_tls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
	if (way->ca)
		(void)curl_easy_setopt(curl, CURLOPT_CAINFO, way->ca);
	if (way->user) {
		(void)curl_easy_setopt(curl, CURLOPT_USERNAME, way->user);
		(void)curl_easy_setopt(curl, CURLOPT_PASSWORD, way->password);
	}
	if (way->dir) {
		post->sink = mail_sink_new(way->dir, post->row->id);
		mail_sink_receive(post->sink, curl);
	}
}

/* Who reports a failure may leave out everything but where the report goes to. */
static const char *
return_address(struct mail_post *post, const struct mail_way *way, const char *key)
{
	int name_len = (int)strcspn(way->from, "@");

	if (!key || (size_t)name_len + 1 + strlen(key) > MAIL_NAME_MAX)
		return arena_printf(&post->arena, "<%s>", way->from);
	return arena_printf(&post->arena, "<%.*s+%s@%s>", name_len, way->from, key, way->domain);
}

struct mail_post *
mail_post_new(CURL *curl, const struct mail_way *way, const struct mail_row *row, const char *key, bool by_message)
{
	assert(curl && way && row && key && mail_address_fits(row->address));
	struct mail_post *post = calloc(1, sizeof(*post));

	if (!post)
		oom_exit();
	post->curl = curl;
	post->row = row;
	curl_easy_reset(curl);
	set_way(post, way);
	add_headers(post, way, key);
	add_body(post);
	post->recipients = curl_slist_append(NULL, arena_printf(&post->arena, "<%s>", post->row->address));
	if (!post->recipients)
		oom_exit();
	(void)curl_easy_setopt(post->curl, CURLOPT_MAIL_FROM, return_address(post, way, by_message ? key : NULL));
	(void)curl_easy_setopt(post->curl, CURLOPT_MAIL_RCPT, post->recipients);
	(void)curl_easy_setopt(post->curl, CURLOPT_HTTPHEADER, post->headers);
	(void)curl_easy_setopt(post->curl, CURLOPT_MIMEPOST, post->mime);
	(void)curl_easy_setopt(post->curl, CURLOPT_VERBOSE, 1L);
	(void)curl_easy_setopt(post->curl, CURLOPT_DEBUGFUNCTION, listen_in);
	(void)curl_easy_setopt(post->curl, CURLOPT_DEBUGDATA, post);
	return post;
}

enum mail_result
mail_post_send(struct mail_post *post)
{
	assert(post);
	CURLcode code;

	if (post->sink && !mail_sink_start(post->sink)) {
		keep_answer(post, "No thread for the folder.", 25);
		return MAIL_LATER;
	}
	code = curl_easy_perform(post->curl);
	return result_of(post, code);
}

const char *
mail_post_answer(const struct mail_post *post)
{
	assert(post);
	return post->answer;
}

void
mail_post_free(struct mail_post *post)
{
	if (!post)
		return;
	/* Nothing of it is looked at any more; the connection stays. */
	curl_easy_reset(post->curl);
	curl_mime_free(post->mime);
	curl_slist_free_all(post->headers);
	curl_slist_free_all(post->recipients);
	mail_sink_free(post->sink);
	arena_done(&post->arena);
	free(post);
}
