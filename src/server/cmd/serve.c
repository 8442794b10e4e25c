/* SPDX-License-Identifier: Apache-2.0
 *
 * "serve": the options of a server.
 */
#include "config.h"

#include <getopt.h>

#include "base/log.h"
#include "base/safe_text.h"
#include "base/str.h"
#include "base/words.h"
#include "server/cmd/cmd.h"
#include "server/serve.h"

static const char usage[] = N_(
	"Usage: caseload-server serve --db DB --listen ADDRESS [options]\n"
	"\n"
	"  --db DB                 a file, or postgresql://...\n"
	"  --key-file FILE         the agency's key file (default: beside the database)\n"
	"  --listen ADDRESS        HOST:PORT, [::1]:PORT or unix:PATH; may be repeated\n"
	"  --listen-portal ADDRESS the applicant's pages; may be repeated\n"
	"  --tls-cert FILE, --tls-key FILE  speak TLS on every HOST:PORT; write http://HOST:PORT\n"
	"                          for one that stays plain. SIGHUP reads both files again\n"
	"  --threads N             HTTP threads of each case listener (default 2)\n"
	"  --rate-limit N          requests a second of one session, and half of it for the address\n"
	"                          of somebody not signed in (default 200; 0: no limit)\n"
	"  --trusted-proxy RANGE   believe X-Forwarded-For from 10.0.0.0/8 and the like\n"
	"  --portal-address-file FILE  gets the address of the first portal listener\n"
	"  --checkpoint-file FILE  append signed checkpoints of the log there\n"
	"  --checkpoint-url URL    POST them there\n"
	"  --checkpoint-every S    seconds between them, at most (default 60)\n"
	"  --mail-server URL       send e-mail there: smtps://HOST:PORT, or smtp://HOST:PORT with STARTTLS\n"
	"  --mail-from ADDRESS     where it comes from, like notices@agency.gov\n"
	"  --mail-credentials FILE name and password, a line each\n"
	"  --mail-ca FILE          certificates to trust (default: the system's)\n"
	"  --mail-timeout S        seconds for one message (default 60)\n"
	"  --mail-dir DIR          instead of sending, write each message into a file there\n"
	"  --document-check COMMAND  gets each document on standard input before anybody opens it: ends with\n"
	"                          0 where it is harmless, with 1 where it is not\n"
	"  --document-text COMMAND gets a PDF on standard input and prints its words, as \"pdftotext - -\"\n"
	"  --document-limit S      seconds for each of the two (default 60)\n"
	"  --no-sandbox            keep the system calls a server does not need, to look for a fault\n"
	"  --die-with-fd N         end when this inherited pipe closes\n"
	"  --verbose               log more\n");

enum { OPTION_DB = 256, OPTION_KEY_FILE, OPTION_LISTEN, OPTION_PORTAL, OPTION_THREADS, OPTION_PROXY,
       OPTION_PORTAL_FILE, OPTION_TLS_CERT, OPTION_TLS_KEY, OPTION_RATE, OPTION_NO_SANDBOX, OPTION_DIE_WITH, OPTION_VERBOSE, OPTION_HELP,
       OPTION_CHECKPOINT_FILE, OPTION_CHECKPOINT_URL, OPTION_CHECKPOINT_EVERY,
       OPTION_MAIL_SERVER, OPTION_MAIL_FROM, OPTION_MAIL_CREDENTIALS, OPTION_MAIL_CA, OPTION_MAIL_TIMEOUT,
       OPTION_MAIL_DIR, OPTION_DOCUMENT_CHECK, OPTION_DOCUMENT_TEXT, OPTION_DOCUMENT_LIMIT };

static const struct option options[] = {
	{ "db", required_argument, NULL, OPTION_DB },
	{ "key-file", required_argument, NULL, OPTION_KEY_FILE },
	{ "listen", required_argument, NULL, OPTION_LISTEN },
	{ "listen-portal", required_argument, NULL, OPTION_PORTAL },
	{ "threads", required_argument, NULL, OPTION_THREADS },
	{ "trusted-proxy", required_argument, NULL, OPTION_PROXY },
	{ "portal-address-file", required_argument, NULL, OPTION_PORTAL_FILE },
	{ "tls-cert", required_argument, NULL, OPTION_TLS_CERT },
	{ "tls-key", required_argument, NULL, OPTION_TLS_KEY },
	{ "rate-limit", required_argument, NULL, OPTION_RATE },
	{ "document-check", required_argument, NULL, OPTION_DOCUMENT_CHECK },
	{ "document-text", required_argument, NULL, OPTION_DOCUMENT_TEXT },
	{ "document-limit", required_argument, NULL, OPTION_DOCUMENT_LIMIT },
	{ "no-sandbox", no_argument, NULL, OPTION_NO_SANDBOX },
	{ "die-with-fd", required_argument, NULL, OPTION_DIE_WITH },
	{ "checkpoint-file", required_argument, NULL, OPTION_CHECKPOINT_FILE },
	{ "checkpoint-url", required_argument, NULL, OPTION_CHECKPOINT_URL },
	{ "checkpoint-every", required_argument, NULL, OPTION_CHECKPOINT_EVERY },
	{ "mail-server", required_argument, NULL, OPTION_MAIL_SERVER },
	{ "mail-from", required_argument, NULL, OPTION_MAIL_FROM },
	{ "mail-credentials", required_argument, NULL, OPTION_MAIL_CREDENTIALS },
	{ "mail-ca", required_argument, NULL, OPTION_MAIL_CA },
	{ "mail-timeout", required_argument, NULL, OPTION_MAIL_TIMEOUT },
	{ "mail-dir", required_argument, NULL, OPTION_MAIL_DIR },
	{ "verbose", no_argument, NULL, OPTION_VERBOSE },
	{ "help", no_argument, NULL, OPTION_HELP },
	{ NULL, 0, NULL, 0 }
};

static bool
take_number(const char *text, int least, int most, int *ret, const char *name)
{
	int64_t number;

	if (str_to_i64(text, &number) && number >= least && number <= most) {
		*ret = (int)number;
		return true;
	}
	safe_complain(_("caseload-server: %s goes from %d to %d, not \"%s\"."), name, least, most, text);
	return false;
}

static bool
add_address(const char **list, size_t *count, const char *address)
{
	if (*count == LISTENERS_MAX) {
		fprintf(stderr, _("caseload-server: at most %d addresses of a kind.\n"), LISTENERS_MAX);
		return false;
	}
	list[(*count)++] = address;
	return true;
}

/* False for an option that is not about e-mail. */
static bool
take_mail_option(int option, struct mail_options *to)
{
	switch (option) {
	case OPTION_MAIL_SERVER:
		to->server = optarg;
		return true;
	case OPTION_MAIL_FROM:
		to->from = optarg;
		return true;
	case OPTION_MAIL_CREDENTIALS:
		to->credentials = optarg;
		return true;
	case OPTION_MAIL_CA:
		to->ca = optarg;
		return true;
	case OPTION_MAIL_TIMEOUT:
		return take_number(optarg, 1, 600, &to->timeout_s, "--mail-timeout");
	case OPTION_MAIL_DIR:
		to->dir = optarg;
		return true;
	default:
		return false;
	}
}

static bool
take_option(int option, struct serve_options *to)
{
	switch (option) {
	case OPTION_DB:
		to->db = optarg;
		return true;
	case OPTION_KEY_FILE:
		to->key_file = optarg;
		return true;
	case OPTION_LISTEN:
		return add_address(to->listen, &to->listen_count, optarg);
	case OPTION_PORTAL:
		return add_address(to->listen_portal, &to->listen_portal_count, optarg);
	case OPTION_PROXY:
		return add_address(to->trusted_proxies, &to->trusted_proxy_count, optarg);
	case OPTION_THREADS:
		return take_number(optarg, 1, HTTP_THREADS_MAX, &to->threads, "--threads");
	case OPTION_PORTAL_FILE:
		to->portal_address_file = optarg;
		return true;
	case OPTION_TLS_CERT:
		to->tls_cert = optarg;
		return true;
	case OPTION_TLS_KEY:
		to->tls_key = optarg;
		return true;
	case OPTION_RATE:
		return take_number(optarg, 0, RATE_MAX, &to->rate, "--rate-limit");
	case OPTION_NO_SANDBOX:
		to->no_sandbox = true;
		return true;
	case OPTION_DIE_WITH:
		return take_number(optarg, 0, 1 << 20, &to->die_with_fd, "--die-with-fd");
	case OPTION_CHECKPOINT_FILE:
		to->checkpoints.file = optarg;
		return true;
	case OPTION_CHECKPOINT_URL:
		to->checkpoints.url = optarg;
		return true;
	case OPTION_CHECKPOINT_EVERY:
		return take_number(optarg, 1, 3600, &to->checkpoints.every_s, "--checkpoint-every");
	case OPTION_DOCUMENT_CHECK:
		to->documents.check = optarg;
		return true;
	case OPTION_DOCUMENT_TEXT:
		to->documents.text = optarg;
		return true;
	case OPTION_DOCUMENT_LIMIT:
		return take_number(optarg, 1, 600, &to->documents.limit_s, "--document-limit");
	case OPTION_VERBOSE:
		log_set_level(LOG_DEBUG);
		return true;
	default:
		return take_mail_option(option, &to->mail);
	}
}

int
cmd_serve(int argc, char **argv)
{
	struct serve_options to = SERVE_OPTIONS_INIT;
	struct err err = { .code = ERR_NONE };
	int option;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":", options, NULL)) != -1) {
		if (option == '?' || option == ':') {
			safe_complain(option == '?' ? _("caseload-server: There is no option %s.")
			                            : _("caseload-server: %s needs a value."),
			              argv[optind - 1]);
		}
		if (option == OPTION_HELP) {
			fputs(_(usage), stdout);
			return 0;
		}
		if (!take_option(option, &to)) {
			fputs(_("Try: caseload-server serve --help\n"), stderr);
			return 64;
		}
	}
	if (to.db == NULL || to.listen_count + to.listen_portal_count == 0 || optind != argc) {
		fputs(_(usage), stderr);
		return 64;
	}
	if ((to.tls_cert == NULL) != (to.tls_key == NULL)) {
		safe_complain("%s", _("caseload-server: --tls-cert and --tls-key go together."));
		return 64;
	}
	if ((to.mail.server != NULL || to.mail.dir != NULL || to.mail.from != NULL) && !mail_options_fit(&to.mail, &err)) {
		safe_complain("caseload-server: %s", err.detail);
		return 64;
	}
	to.say_ready = true;
	if (!serve_prepare_process(&err) || !serve_run(&to, &err)) {
		safe_complain("caseload-server: %s", err.detail[0] != '\0' ? err.detail : err_title(err.code));
		return err.code == ERR_USAGE ? 64 : 1;
	}
	return 0;
}
