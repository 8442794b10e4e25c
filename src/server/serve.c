/* SPDX-License-Identifier: Apache-2.0
 *
 * One server from start-up to the end of its drain: opens the data, starts the
 * threads from the writer outward, listens; and takes it all down in the
 * opposite order, so that nobody waits for what has already ended.
 */
#include "config.h"

#include "server/serve.h"

#include <errno.h>
#include <fcntl.h>
#include <libintl.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/paths.h"
#include "base/str.h"
#include "server/feed.h"
#include "server/http/http.h"
#include "server/job/day_end.h"
#include "server/listen.h"
#include "server/house.h"
#include "server/sandbox.h"
#include "server/supervisor.h"
#include "server/tls.h"
#include "server/job/document_job.h"
#include "server/route/in_flight.h"
#include "server/route/openapi.h"
#include "server/route/parked.h"
#include "server/route/pool.h"
#include "server/route/proof.h"
#include "server/route/rate.h"
#include "server/route/readers.h"
#include "server/route/server.h"
#include "server/route/upload.h"
#include "server/store/migration.h"

enum { DRAIN_POLL_MS = 20, KEEP_HOUSE_MS = 60000 };

/* Where a standard stream is closed, the next file that is opened would take
 * its place, and words for people would go into it. */
static void
fill_standard_streams(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

bool
serve_prepare_process(struct err *err)
{
	struct arena arena = ARENA_INIT;
	sigset_t waited;

	fill_standard_streams();
	/* Taken by signalfd alone; blocked before any thread exists. */
	sigemptyset(&waited);
	sigaddset(&waited, SIGTERM);
	sigaddset(&waited, SIGINT);
	sigaddset(&waited, SIGHUP);
	(void)pthread_sigmask(SIG_BLOCK, &waited, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
	/* Every language through its own domain, since threads share one locale. */
	(void)setlocale(LC_ALL, "C.UTF-8");
	(void)setenv("LANGUAGE", "portal", 1);
	(void)bindtextdomain("caseload", path_locale(&arena));
	(void)textdomain("caseload");
	arena_done(&arena);
	return secret_init() || err_set(err, ERR_INTERNAL, "The crypto library cannot start.");
}

/* ---- starting ---- */

static bool
data_ready(const char *where, struct err *err)
{
	struct db *db;
	bool ready;

	if (!db_open(&db, where, DB_WRITE, err))
		return false;
	ready = schema_upgrade(db, clock_real_ms(), err);
	db_close(db);
	return ready;
}

static bool
mail_ready(const struct serve_options *options, struct err *err)
{
	if (options->mail.server == NULL && options->mail.dir == NULL)
		return true;
	return mail_turn_on(options->db, err);
}

static bool
agency_open(struct server *server, const struct serve_options *options, struct err *err)
{
	struct db *db;
	bool opened;

	if (!db_open(&db, server->where, DB_READ, err))
		return false;
	opened = agency_load(&server->agency, db, server->where, options->key_file, err);
	db_close(db);
	if (opened)
		agency_set_document_work(server->agency, options->documents.check != NULL, options->documents.text != NULL);
	return opened;
}

/* Sample passwords are known to everybody. */
static bool
is_local_enough(const struct server *server, const struct serve_options *options, struct err *err)
{
	size_t i;

	for (i = 0; agency_is_sample(server->agency) && i < options->listen_count; i++)
		if (!address_is_local(options->listen[i]))
			return err_set(err, ERR_USAGE,
			               "This is a sample agency with well-known passwords: its case API listens on a"
			               " loopback address or a unix: socket only, not on %.80s.",
			               options->listen[i]);
	return true;
}

static int64_t
now_of(const void *agency)
{
	return agency_now_ms(agency);
}

static void
wake_mail(struct server *server)
{
	mail_job_kick(server->mail);
}

/* Before anybody is woken for it. */
static void
on_event(void *ctx, const struct event *event)
{
	struct server *server = ctx;
	struct err err = { .code = ERR_NONE };
	struct db *db;

	/* Whatever the applicant is told may be on its way by e-mail. */
	if (event_kind_of(event->type)->is_public)
		mail_job_kick(server->mail);
	if (event->type != EVENT_SETTING_CHANGED)
		sessions_event(server->sessions, event);
	if (event->type != EVENT_PROGRAM_PUBLISHED && event->type != EVENT_SETTING_CHANGED)
		return;
	db = server_reader(server, &err);
	if (event->type == EVENT_PROGRAM_PUBLISHED) {
		if (db == NULL || !agency_reload_programs(server->agency, db, &err))
			log_line(LOG_ERROR, "programs", "The programs cannot be read again: %s", err.detail);
		return;
	}
	if (db == NULL || !agency_reload_settings(server->agency, db, &err))
		log_line(LOG_ERROR, "settings", "The settings cannot be read again: %s", err.detail);
	sessions_event(server->sessions, event);
}

static void
wake_feed(void *server)
{
	feed_kick(((struct server *)server)->feed);
}

static bool
threads_start(struct server *server, const struct serve_options *options, struct err *err)
{
	struct write_clock clock = { now_of, server->agency };

	server->wake_mail = wake_mail;
	server->sessions = sessions_new(server->agency);
	server->throttle = agency_throttle(server->agency, DOOR_WORKER);
	server->readers = readers_new();
	server->views = views_new();
	server->proof = proof_new();
	server->in_flight = in_flight_new();
	server->uploads = uploads_new();
	server->rates = rates_new(options->rate);
	buf_init(&server->openapi, OPENAPI_MAX);
	openapi_write(&server->openapi);
	if (!writer_start(&server->writer, server->where, clock, err)
	    || !feed_start(&server->feed, server->where, on_event, server, err)
	    || !checkpoint_job_start(&server->checkpoints, server->where, server->agency, server->writer,
	                             &options->checkpoints, err)
	    || !day_end_start(&server->day_end, server->agency, server->writer, wake_feed, server, err))
		return false;
	agency_share_throttles(server->agency, server->writer);
	if (!document_job_start(&server->documents, server->where, server->agency, server->writer, server->helper, err))
		return false;
	struct mail_job *mail;
	if (!mail_job_start(&mail, server->where, server->agency, server->writer, &options->mail, err))
		return false;
	server->mail = mail; /* the feed runs already */
	server->pool = pool_start(POOL_THREADS, POOL_QUEUE_MAX, 0);
	server->outsiders = pool_start(OUTSIDER_THREADS, OUTSIDER_QUEUE_MAX, 0);
	server->hashers = pool_start(HASH_THREADS, HASH_QUEUE_MAX, HASH_NICENESS);
	return true;
}

static bool
address_tell(const char *file, bool speaks_tls, const char *address, struct err *err)
{
	char line[ADDRESS_TEXT_MAX + 16];
	int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	size_t len;
	bool told;

	if (fd < 0)
		return err_set(err, ERR_LOCAL_FILE, "Cannot write %.120s: %s", file, strerror(errno));
	len = (size_t)snprintf(line, sizeof(line), "http%s://%s\n", speaks_tls ? "s" : "", address);
	told = write(fd, line, len) == (ssize_t)len;
	close(fd);
	return told || err_set(err, ERR_LOCAL_FILE, "Cannot write %.120s.", file);
}

static bool
speaks_tls(const struct serve_options *options, const char *where)
{
	if (address_scheme(where) == SCHEME_UNSAID)
		return options->tls_cert != NULL && !address_is_unix(where);
	return address_scheme(where) == SCHEME_HTTPS;
}

static bool
listen_on(struct http *http, const struct serve_options *options, const char *where, enum listener_kind kind,
          char shown[ADDRESS_TEXT_MAX], struct err *err)
{
	static const char *const what[] = { [LISTENER_CASES] = "The case API is", [LISTENER_PORTAL] = "The applicant's pages are" };
	bool tls = speaks_tls(options, where);

	if (tls && (options->tls_cert == NULL || address_is_unix(where)))
		return err_set(err, ERR_USAGE,
		               "%.80s needs --tls-cert and --tls-key; a unix: socket speaks plain HTTP.", where);
	if (!http_listen(http, where, kind, kind == LISTENER_CASES ? options->threads : 1, tls, shown,
	                 ADDRESS_TEXT_MAX, err))
		return false;
	log_line(LOG_INFO, "listening", "%s on %s%s", what[kind],
	         address_is_unix(where) ? "" : tls ? "https://" : "http://", shown);
	if (!tls && !address_is_local(where))
		log_line(LOG_WARN, "listening", "http://%s can be reached from other machines and is not encrypted: use"
		         " --tls-cert and --tls-key, or a proxy that speaks TLS in front of a loopback address.", shown);
	return true;
}

static bool
listen_all(struct http *http, const struct serve_options *options, struct err *err)
{
	char shown[ADDRESS_TEXT_MAX];
	size_t i;

	for (i = 0; i < options->trusted_proxy_count; i++)
		if (!http_trust_proxy(http, options->trusted_proxies[i], err))
			return false;
	for (i = 0; i < options->listen_count; i++) {
		if (!listen_on(http, options, options->listen[i], LISTENER_CASES, shown, err))
			return false;
	}
	for (i = 0; i < options->listen_portal_count; i++) {
		if (!listen_on(http, options, options->listen_portal[i], LISTENER_PORTAL, shown, err))
			return false;
		if (i == 0 && options->portal_address_file != NULL
		    && !address_tell(options->portal_address_file, speaks_tls(options, options->listen_portal[i]), shown,
		                     err))
			return false;
	}
	return true;
}

/* Whoever started it may wait for the word, and would for ever. */
static bool
say_ready(struct err *err)
{
	static const char word[] = "ready\n";
	ssize_t written;

	do
		written = write(STDOUT_FILENO, word, sizeof(word) - 1);
	while (written < 0 && errno == EINTR);
	/* Closed: nobody waits there. */
	if (written > 0 || errno == EPIPE)
		return true;
	return err_set(err, ERR_LOCAL_FILE, "Nobody can be told that the server is ready: %s", strerror(errno));
}

/* ---- serving ---- */

/* Open connections keep the pair they began with. */
static void
reload(const struct serve_options *options)
{
	struct err err = { .code = ERR_NONE };

	if (options->tls_cert == NULL)
		return;
	if (tls_load(options->tls_cert, options->tls_key, &err))
		log_line(LOG_INFO, "tls", "Certificate and key were read again.");
	else
		log_line(LOG_ERROR, "tls", "The certificate and key in use stay: %s", err.detail);
}

/* Where the signals that end a server arrive; below 0 with err set. */
static int
signals_open(struct err *err)
{
	sigset_t waited;
	int fd;

	sigemptyset(&waited);
	sigaddset(&waited, SIGTERM);
	sigaddset(&waited, SIGINT);
	sigaddset(&waited, SIGHUP);
	fd = signalfd(-1, &waited, SFD_CLOEXEC);
	if (fd < 0)
		err_set(err, ERR_INTERNAL, "Signals cannot be waited for: %s", strerror(errno));
	return fd;
}

/* Sleeps until it is time to end. */
static void
wait_for_end(struct server *server, const struct serve_options *options, int signals)
{
	const struct timespec pause = { .tv_sec = 0, .tv_nsec = DRAIN_POLL_MS * 1000000L };
	struct pollfd wait[2] = {
		{ .fd = signals, .events = POLLIN },
		{ .fd = options->die_with_fd, .events = 0 },
	};
	struct signalfd_siginfo info;

	for (;;) {
		int woken = poll(wait, 2, KEEP_HOUSE_MS);
		if (woken < 0) { /* short of memory for a moment: no reason to end */
			nanosleep(&pause, NULL);
			continue;
		}
		if (woken == 0)
			house_keep(server->writer);
		if ((wait[1].revents & (POLLHUP | POLLERR | POLLNVAL)) != 0) {
			log_line(LOG_INFO, "ending", "Whoever started this server has ended.");
			break;
		}
		if ((wait[0].revents & POLLIN) == 0 || read(signals, &info, sizeof(info)) != (ssize_t)sizeof(info))
			continue;
		if (info.ssi_signo != SIGHUP) {
			log_line(LOG_INFO, "ending", "Signal %u: finishing what is under way.", info.ssi_signo);
			break;
		}
		reload(options);
	}
}

/* No new connections; answers under way are finished. */
static void
drain(struct server *server, struct http *http)
{
	struct timespec pause = { .tv_sec = 0, .tv_nsec = DRAIN_POLL_MS * 1000000L };
	int64_t until_ms = clock_mono_ms() + DRAIN_MAX_MS;

	atomic_store(&server->draining, true);
	http_quiesce(http);
	http_wake_all(http);
	while (http_busy(http) > 0 && clock_mono_ms() < until_ms)
		nanosleep(&pause, NULL);
}

static void
server_end(struct server *server)
{
	if (server->hashers != NULL)
		pool_stop(server->hashers);
	if (server->outsiders != NULL)
		pool_stop(server->outsiders);
	if (server->pool != NULL)
		pool_stop(server->pool);
	mail_job_stop(server->mail);
	day_end_stop(server->day_end);
	document_job_stop(server->documents);
	checkpoint_job_stop(server->checkpoints);
	writer_stop(server->writer);
}

static void
server_free(struct server *server)
{
	if (server->feed != NULL)
		feed_stop(server->feed);
	if (server->hashers != NULL)
		pool_free(server->hashers);
	if (server->outsiders != NULL)
		pool_free(server->outsiders);
	if (server->pool != NULL)
		pool_free(server->pool);
	writer_free(server->writer);
	mail_job_free(server->mail);
	if (server->sessions != NULL) {
		sessions_free(server->sessions);
		readers_free(server->readers);
		views_free(server->views);
		proof_free(server->proof);
		in_flight_free(server->in_flight);
		uploads_free(server->uploads);
		rates_free(server->rates);
		buf_done(&server->openapi);
	}
	if (server->agency != NULL)
		agency_free(server->agency);
}

bool
serve_run(const struct serve_options *options, struct err *err)
{
	struct server server = { .where = options->db, .started_ms = clock_mono_ms() };
	struct http *http = NULL;
	int signals = -1;
	bool serving;

	/* What may start programs is made first, and a process of its own. */
	if (!document_helper_start(&server.helper, &options->documents, err))
		return false;
	/* A sandbox that cannot be is told in the log; threads take over what this one has. */
	if (!options->no_sandbox)
		(void)sandbox_enter();
	serving = (options->tls_cert == NULL || tls_load(options->tls_cert, options->tls_key, err))
	               && data_ready(options->db, err) && mail_ready(options, err) && agency_open(&server, options, err)
	               && is_local_enough(&server, options, err) && threads_start(&server, options, err);

	if (serving) {
		http = http_new(&server);
		signals = signals_open(err);
		serving = signals >= 0 && listen_all(http, options, err);
	}
	if (serving) {
		if (!secret_may_lock())
			log_line(LOG_WARN, "memory", "Keys cannot be kept out of the swap: raise the limit of"
			         " locked memory (LimitMEMLOCK=, ulimit -l).");
		log_line(LOG_INFO, "ready", "Serving with %d threads.", options->threads);
		serving = !options->say_ready || say_ready(err);
	}
	if (serving) {
		supervisor_tell("READY=1");
		wait_for_end(&server, options, signals);
		supervisor_tell("STOPPING=1");
		drain(&server, http);
	}
	/* The writer answers what is queued; only then may the connections go, and
	 * only after them what a late request of theirs is refused by. */
	server_end(&server);
	if (http != NULL)
		http_stop(http);
	server_free(&server);
	document_helper_free(server.helper);
	tls_unload();
	if (signals >= 0)
		close(signals);
	if (serving)
		log_line(LOG_INFO, "ended", "Everything acknowledged is in the database.");
	return serving;
}
