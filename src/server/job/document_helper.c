/* SPDX-License-Identifier: Apache-2.0
 *
 * The helper process and the pipe to it.  One question at a time: a task, a
 * length and the bytes there; a verdict, a length and a text back.  One that
 * dies is followed by another, and asked again.
 */
#include "config.h"

#include "server/job/document_helper.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "domain/document.h"
#include "server/job/helper_keeper.h"

enum {
	WORDS_MAX = 16,
	WAIT_STEP_MS = 10,
	HELPER_WAIT_MS = 10000, /* for one to be started again */
	ASK_TRIES = 2,
	TEXT_MEMORY_BYTES = 1024 * 1024 * 1024, /* a reader of PDF needs no more */
	COMMAND_FILE_BYTES = 64 * 1024 * 1024   /* of a temporary file */
};

struct question { uint32_t task, len; };
struct reply_head { uint32_t verdict, len; };

struct document_helper {
	struct helper_keeper keeper;
	int fd; /* to the one that runs; -1: none does */
	_Atomic bool ending;
	bool told_gone;
	pthread_mutex_t lock;
};

/* ---- bytes through the pipe ---- */

static bool
send_all(int fd, const void *bytes, size_t len)
{
	const char *at = bytes;

	while (len > 0) {
		ssize_t sent = send(fd, at, len, MSG_NOSIGNAL);
		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			return false;
		at += sent;
		len -= (size_t)sent;
	}
	return true;
}

static bool
receive_all(int fd, void *bytes, size_t len)
{
	char *at = bytes;

	while (len > 0) {
		ssize_t got = recv(fd, at, len, 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		at += got;
		len -= (size_t)got;
	}
	return true;
}

/* ---- in the helper: one command ---- */

static void
limit(int resource, rlim_t most)
{
	struct rlimit to = { most, most };

	(void)setrlimit((__rlimit_resource_t)resource, &to);
}

/* The command's own process, just before it is the command. */
static _Noreturn void
become(char **words, int in, int out, enum document_task task, int limit_s)
{
	static char path[] = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
	static char language[] = "LANG=C.UTF-8";
	static char *const environment[] = { path, language, NULL };

	(void)setpgid(0, 0);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	limit(RLIMIT_CPU, (rlim_t)limit_s);
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_FSIZE, COMMAND_FILE_BYTES);
	if (task == DOCUMENT_TASK_TEXT) {
		limit(RLIMIT_AS, TEXT_MEMORY_BYTES);
		/* Words are taken out without a network, where the kernel lets one do without. */
		(void)unshare(CLONE_NEWUSER | CLONE_NEWNET);
	}
	/* What it complains of may be the document's own words: not for the log. */
	if (dup2(STDIN_FILENO, STDERR_FILENO) < 0 || dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0
	    || close_range(3, ~0U, 0) != 0)
		_exit(126);
	(void)execvpe(words[0], words, environment);
	_exit(127);
}

/* Everything it prints, until it ends, is too slow, or has printed too much. */
static void
read_output(int fd, int64_t until_ms, struct buf *out)
{
	char piece[4096];

	for (;;) {
		int64_t left_ms = until_ms - clock_mono_ms();
		struct pollfd wait = { .fd = fd, .events = POLLIN };

		if (left_ms <= 0 || poll(&wait, 1, (int)left_ms) <= 0)
			return;
		ssize_t got = read(fd, piece, sizeof(piece));
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return;
		size_t room = out->max - out->len;
		buf_add(out, piece, (size_t)got < room ? (size_t)got : room);
		if (out->len == out->max)
			return;
	}
}

/* Its end, by itself or by force; its whole family goes with it. */
static int
wait_for(pid_t child, int64_t until_ms)
{
	int status = -1;
	pid_t ended;

	while ((ended = waitpid(child, &status, WNOHANG)) == 0 && clock_mono_ms() < until_ms)
		(void)poll(NULL, 0, WAIT_STEP_MS);
	(void)kill(-child, SIGKILL);
	if (ended == 0) {
		while (waitpid(child, &status, 0) < 0 && errno == EINTR)
			continue;
		return -1;
	}
	return ended == child && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static enum document_verdict
run_command(char **words, enum document_task task, int limit_s, int in, struct buf *out)
{
	int64_t until_ms = clock_mono_ms() + limit_s * 1000LL;
	int pipes[2];
	pid_t child;
	int status;

	if (pipe2(pipes, O_CLOEXEC) != 0)
		return VERDICT_FAILED;
	child = fork();
	if (child == 0)
		become(words, in, pipes[1], task, limit_s);
	close(pipes[1]);
	if (child > 0) {
		(void)setpgid(child, child); /* whoever of the two is first */
		read_output(pipes[0], until_ms, out);
	}
	close(pipes[0]);
	status = child > 0 ? wait_for(child, until_ms) : -1;
	/* Who prints more than is kept dies of it, and what came is as good. */
	if (task == DOCUMENT_TASK_TEXT)
		return status == 0 || out->len == out->max ? VERDICT_GOOD : VERDICT_FAILED;
	return status == 0 ? VERDICT_GOOD : status == 1 ? VERDICT_BAD : VERDICT_FAILED;
}

/* ---- in the helper: its life ---- */

/* In place; false when there are too many. */
static bool
split(char *text, char *words[WORDS_MAX + 1])
{
	size_t count = 0;
	char *rest = text, *word;

	while ((word = strsep(&rest, " ")) != NULL) {
		if (*word == '\0')
			continue;
		if (count == WORDS_MAX)
			return false;
		words[count++] = word;
	}
	words[count] = NULL;
	return count > 0;
}

/* The file, where a command can read it and go back in it. */
static int
take_file(int fd, size_t len)
{
	int file = memfd_create("document", MFD_CLOEXEC);
	char piece[64 * 1024];
	bool whole = file >= 0;

	while (len > 0) {
		size_t part = len < sizeof(piece) ? len : sizeof(piece);
		if (!receive_all(fd, piece, part))
			_exit(0);
		whole = whole && write(file, piece, part) == (ssize_t)part;
		len -= part;
	}
	if (whole && lseek(file, 0, SEEK_SET) == 0)
		return file;
	if (file >= 0)
		close(file);
	return -1;
}

/* Signals, and what stands where input and output do, are as the keeper left them. */
static void
prepare_helper(int fd)
{
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (dup2(fd, 3) < 0 || close_range(4, ~0U, 0) != 0)
		_exit(1);
}

static void
helper_main(int given, const void *ctx)
{
	enum { PIPE = 3 };
	const struct document_commands *commands = ctx;
	char *check = strdup(commands->check ? commands->check : "");
	char *text = strdup(commands->text ? commands->text : "");
	char *check_words[WORDS_MAX + 1], *text_words[WORDS_MAX + 1];
	bool has_check, has_text;
	struct question question;

	prepare_helper(given);
	if (check == NULL || text == NULL)
		_exit(1);
	has_check = split(check, check_words);
	has_text = split(text, text_words);
	while (receive_all(PIPE, &question, sizeof(question))) {
		bool is_text = question.task == DOCUMENT_TASK_TEXT;
		struct buf out = BUF_INIT(is_text ? (size_t)DOCUMENT_TEXT_MAX : 0);
		struct reply_head head = { VERDICT_FAILED, 0 };
		int file;

		if (question.len > DOCUMENT_BYTES_MAX)
			_exit(1);
		file = take_file(PIPE, question.len);
		if (file >= 0 && (is_text ? has_text : has_check))
			head.verdict = run_command(is_text ? text_words : check_words, (enum document_task)question.task,
			                           commands->limit_s, file, &out);
		if (file >= 0)
			close(file);
		head.len = (uint32_t)out.len;
		if (!send_all(PIPE, &head, sizeof(head)) || !send_all(PIPE, out.data, out.len))
			break;
		buf_done(&out);
	}
	_exit(0);
}

/* ---- in the server ---- */

/* What cannot work is told at the start, and not by documents that stay shut. */
static bool
is_startable(const char *command, struct err *err)
{
	char word[512];
	size_t len = command ? strcspn(command, " ") : 0;

	if (!command)
		return true;
	if (len == 0 || len >= sizeof(word))
		return err_set(err, ERR_USAGE, "A command for documents begins with a program's name.");
	memcpy(word, command, len);
	word[len] = '\0';
	if (strchr(word, '/') && access(word, X_OK) != 0)
		return err_set(err, ERR_USAGE, "%.120s cannot be started: %s", word, strerror(errno));
	return true;
}

bool
document_helper_start(struct document_helper **ret, const struct document_commands *commands, struct err *err)
{
	struct helper_keeper keeper;

	*ret = NULL;
	if (!commands->check && !commands->text)
		return true;
	if (!is_startable(commands->check, err) || !is_startable(commands->text, err)
	    || !helper_keeper_start(&keeper, helper_main, commands, err))
		return false;
	struct document_helper *helper = calloc(1, sizeof(*helper));
	if (helper == NULL)
		oom_exit();
	helper->keeper = keeper;
	helper->fd = -1; /* taken with the first question */
	pthread_mutex_init(&helper->lock, NULL);
	*ret = helper;
	return true;
}

/* Of whoever is to be there now.  Nobody: said once, as long as it is so. */
static bool
find_helper(struct document_helper *helper)
{
	bool gone = false;

	if (helper->fd < 0)
		helper->fd = helper_keeper_take(&helper->keeper, HELPER_WAIT_MS, &gone);
	if (helper->fd >= 0 || atomic_load(&helper->ending))
		return helper->fd >= 0;
	if (!gone)
		log_line(LOG_ERROR, "document", "The helper that looks into documents does not start; it is tried again.");
	else if (!helper->told_gone)
		log_line(LOG_ERROR, "document", "Nothing starts the helper for documents any more: those that come"
		         " stay shut until this server is started again.");
	helper->told_gone = gone;
	return false;
}

static void
lose_helper(struct document_helper *helper)
{
	close(helper->fd);
	helper->fd = -1;
	if (!atomic_load(&helper->ending))
		log_line(LOG_ERROR, "document", "The helper that looks into documents died; another is started, and"
		         " what waits goes on.");
}

static bool
ask_once(int fd, const struct question *question, const void *bytes, struct reply_head *head, struct buf *out)
{
	char *room;

	if (!send_all(fd, question, sizeof(*question)) || !send_all(fd, bytes, question->len)
	    || !receive_all(fd, head, sizeof(*head)) || head->len > DOCUMENT_TEXT_MAX)
		return false;
	if (head->len == 0)
		return true;
	room = buf_grow(out, head->len);
	return room != NULL && receive_all(fd, room, head->len);
}

enum document_verdict
document_helper_ask(struct document_helper *helper, enum document_task task, const void *bytes, size_t len,
                    struct buf *out)
{
	struct question question = { (uint32_t)task, (uint32_t)len };
	struct reply_head head = { VERDICT_FAILED, 0 };
	bool ok = false;

	assert(len > 0 && len <= DOCUMENT_BYTES_MAX);
	pthread_mutex_lock(&helper->lock);
	for (int i = 0; i < ASK_TRIES && !ok && find_helper(helper); i++) {
		buf_reset(out);
		ok = ask_once(helper->fd, &question, bytes, &head, out);
		if (!ok)
			lose_helper(helper);
	}
	pthread_mutex_unlock(&helper->lock);
	return ok ? (enum document_verdict)head.verdict : VERDICT_FAILED;
}

void
document_helper_end(struct document_helper *helper)
{
	/* Whatever it runs has nobody left to tell, and dies with it. */
	atomic_store(&helper->ending, true);
	helper_keeper_end(&helper->keeper);
}

void
document_helper_free(struct document_helper *helper)
{
	if (helper == NULL)
		return;
	atomic_store(&helper->ending, true);
	helper_keeper_done(&helper->keeper);
	if (helper->fd >= 0)
		close(helper->fd);
	pthread_mutex_destroy(&helper->lock);
	free(helper);
}
