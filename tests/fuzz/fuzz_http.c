/* SPDX-License-Identifier: Apache-2.0
 *
 * A whole server in this process, and any bytes on its sockets: raw ones, and
 * such as stand in the path, in a body or in a form of a request that is else
 * in order.  Nothing may end it, and nothing may be its own fault (500).
 */
#include <dirent.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/str.h"
#include "fuzz.h"
#include "server/sample/sample.h"
#include "server/serve.h"

enum { HEARD_MAX = 4 * 1024 * 1024, WAIT_MS = 300, SIGN_IN_MS = 30000, START_TRIES = 400 };

extern const int fuzz_mutations;
const int fuzz_mutations = 100;

static char folder[200], cases[220], portal[220], token[200];

static void
command(const char *words)
{
	const char *build = getenv("builddir");
	char line[1200];

	/* ASan's options are this process's own. */
	snprintf(line, sizeof line, "ASAN_OPTIONS=detect_leaks=0 '%s/caseload-server' %s >'%s/log' 2>&1",
	         build ? build : ".", words, folder);
	if (system(line) != 0) {
		fprintf(stderr, "failed: %s\n", line);
		abort();
	}
}

static void *
serve(void *unused)
{
	static char database[240], listen_cases[240], listen_portal[240];
	struct serve_options options = SERVE_OPTIONS_INIT;
	struct err err = { .code = ERR_NONE };

	(void)unused;
	snprintf(database, sizeof database, "%s/db", folder);
	snprintf(listen_cases, sizeof listen_cases, "unix:%s", cases);
	snprintf(listen_portal, sizeof listen_portal, "unix:%s", portal);
	options.db = database;
	options.listen[options.listen_count++] = listen_cases;
	options.listen_portal[options.listen_portal_count++] = listen_portal;
	if (!serve_run(&options, &err)) {
		fprintf(stderr, "%s\n", err.detail);
		abort();
	}
	return NULL;
}

/* How long an answer is waited for; hashing a password takes its time. */
static int wait_ms = SIGN_IN_MS;

static int
connect_to(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct timeval wait = { .tv_sec = wait_ms / 1000, .tv_usec = wait_ms % 1000 * 1000 };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	str_copy(address.sun_path, sizeof address.sun_path, path);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) < 0) {
		close(fd);
		return -1;
	}
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
	return fd;
}

/* The answer's beginning; its status, 0 when there was none. */
static int
ask(const char *path, const char *head, const char *body, size_t len, char *answer, size_t size)
{
	int fd = connect_to(path), status = 0;
	size_t had = 0;
	ssize_t got;

	fuzz_claim(fd >= 0);
	(void)!send(fd, head, strlen(head), MSG_NOSIGNAL);
	(void)!send(fd, body, len, MSG_NOSIGNAL);
	/* A request in order has an end; who ends the line in the middle of one gets no answer. */
	if (!head[0])
		shutdown(fd, SHUT_WR);
	while ((got = recv(fd, answer + had, size - 1 - had, 0)) > 0) {
		had += (size_t)got;
		if (had == size - 1)
			had = size / 2;
	}
	close(fd);
	answer[had] = '\0';
	if (had > 0)
		fuzz_claim(sscanf(answer, "HTTP/1.%*1[01] %d", &status) == 1);
	return status;
}

static void
sign_in(char *answer)
{
	static const char body[] = "{\"username\":\"ana\",\"password\":\"" SAMPLE_PASSWORD "\"}";
	char head[300];
	const char *at;

	snprintf(head, sizeof head,
	         "POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
	         "Connection: close\r\nContent-Length: %zu\r\n\r\n", sizeof body - 1);
	for (int tries = 0; tries < 20 && !token[0]; tries++) {
		ask(cases, head, body, sizeof body - 1, answer, HEARD_MAX);
		at = strstr(answer, "\"token\":\"");
		if (at)
			sscanf(at + 9, "%190[^\"]", token);
	}
	if (!token[0]) {
		fprintf(stderr, "no token in: %s\n", answer);
		abort();
	}
}

static void
clear_away(void)
{
	char line[300];

	snprintf(line, sizeof line, "rm -rf '%s'", folder);
	(void)!system(line);
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *tmp = getenv("TMPDIR");
	struct err err = { .code = ERR_NONE };
	struct timespec pause = { .tv_nsec = 20 * 1000000L };
	char *answer = malloc(HEARD_MAX), line[600];
	pthread_t thread;
	int fd = -1;

	(void)argc;
	(void)argv;
	snprintf(folder, sizeof folder, "%.150s/fuzz-http-XXXXXX", tmp ? tmp : "/tmp");
	if (!answer || !mkdtemp(folder))
		abort();
	atexit(clear_away);
	snprintf(cases, sizeof cases, "%s/cases", folder);
	snprintf(portal, sizeof portal, "%s/portal", folder);
	snprintf(line, sizeof line, "sample --db '%s/db' --size demo", folder);
	command(line);
	if (!serve_prepare_process(&err) || pthread_create(&thread, NULL, serve, NULL) != 0)
		abort();
	pthread_detach(thread);
	for (int tries = 0; tries < START_TRIES && (fd = connect_to(portal)) < 0; tries++)
		nanosleep(&pause, NULL);
	if (fd < 0)
		abort();
	close(fd);
	sign_in(answer);
	wait_ms = WAIT_MS;
	free(answer);
	return 0;
}

/* In a request line or a header value, what would end it stands for a letter. */
static char *
as_word(const char *bytes, size_t len)
{
	char *word = fuzz_text(bytes, len);

	for (size_t i = 0; i < len; i++) {
		if (word[i] == '\r' || word[i] == '\n' || word[i] == '\0' || word[i] == ' ')
			word[i] = '+';
	}
	return word;
}

FUZZ_ONE(bytes, len)
{
	static char *answer;
	char *word, *head;
	int status = 0;

	if (len < 1 || len > 60000)
		return;
	if (!answer && !(answer = malloc(HEARD_MAX)))
		abort();
	char kind = bytes[0];
	bytes++;
	len--;
	word = as_word(bytes, len);
	head = malloc(len + 1000);
	if (!head)
		abort();
	switch (kind) {
	case 'g': /* a path and its query, signed in */
		snprintf(head, len + 1000, "GET /v1/%s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n"
		         "Connection: close\r\n\r\n", word, token);
		status = ask(cases, head, "", 0, answer, HEARD_MAX);
		break;
	case 'b': /* a body, as a dry run of intake */
		snprintf(head, len + 1000, "POST /v1/applications?dry_run=true HTTP/1.1\r\nHost: x\r\n"
		         "Authorization: Bearer %s\r\nContent-Type: application/json\r\nConnection: close\r\n"
		         "Content-Length: %zu\r\n\r\n", token, len);
		status = ask(cases, head, bytes, len, answer, HEARD_MAX);
		break;
	case 'h': /* header lines */
		snprintf(head, len + 1000, "GET /v1/me HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%.*s\r\n\r\n",
		         (int)len, bytes);
		status = ask(cases, head, "", 0, answer, HEARD_MAX);
		break;
	case 'f': /* a form of the applicant's pages */
		snprintf(head, len + 1000, "POST /status HTTP/1.1\r\nHost: x\r\nOrigin: http://x\r\n"
		         "Content-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n"
		         "Content-Length: %zu\r\n\r\n", len);
		status = ask(portal, head, bytes, len, answer, HEARD_MAX);
		break;
	case 'p': /* a page */
		snprintf(head, len + 1000, "GET /%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", word);
		status = ask(portal, head, "", 0, answer, HEARD_MAX);
		break;
	default: /* anything at all */
		status = ask(kind & 1 ? cases : portal, "", bytes, len, answer, HEARD_MAX);
		break;
	}
	fuzz_claim(status != (fuzz_planted() ? 404 : 500));
	free(head);
	free(word);
}
