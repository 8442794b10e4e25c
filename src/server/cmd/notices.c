/* SPDX-License-Identifier: Apache-2.0
 *
 * caseload-server mail, and letters: what waits as e-mail, what came back, and
 * what has to go by post.
 */
#include <errno.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/safe_text.h"
#include "base/str.h"
#include "base/words.h"
#include "server/channel/delivery_report.h"
#include "server/cmd/cmd.h"
#include "server/cmd/open.h"
#include "server/cmd/options.h"
#include "server/service/agency.h"
#include "server/service/mail.h"
#include "server/service/mail_outcome.h"
#include "server/store/notice.h"
#include "server/store/setting.h"

#define MAIL_USAGE                                                                       \
	"Usage: caseload-server mail list --db DB             what waits, and what was given up\n" \
	"       caseload-server mail bounce --db DB [--key-file FILE] [--to ADDRESS]\n"   \
	"                               take a report of failure from standard input"
#define LETTERS_USAGE                                                                    \
	"Usage: caseload-server letters list --db DB          what has to be printed\n"   \
	"       caseload-server letters print --db DB [ID...] their texts, a page feed between them\n" \
	"       caseload-server letters sent --db DB [--key-file FILE] ID...\n"           \
	"                               they are in the post"

enum {
	EXIT_TRY_LATER = 75, /* what mail servers know as "keep it, and call again" */
	SHOWN_MAX = 1000, LETTERS_MAX = 5000, LETTER_COLUMNS = 78, HOUR_MS = 3600 * 1000,
	GIVE_UP_H = 24
};

struct words {
	const char *where, *key_file;
	const char *to; /* whom a report came to; NULL: as its headers say */
	struct option_words at;
};

/* Beside a running server; what it reads is thrown away. */
static bool
change(struct db *db, const struct words *to, cmd_change_fn *run, void *ctx, struct err *err)
{
	struct arena arena = ARENA_INIT;
	bool ok = cmd_commit(db, to->where, to->key_file, &arena, run, ctx, err);

	arena_done(&arena);
	return ok;
}

/* ---- mail ---- */

static bool
list_mail(struct db *db, struct err *err)
{
	static const struct { enum mail_state state; const char *text; } kinds[] = {
		{ MAIL_WAITS, N_("waits") }, { MAIL_GIVEN_UP, N_("given up") }, { MAIL_BOUNCED, N_("came back") },
	};
	struct arena arena = ARENA_INIT;

	for (size_t i = 0; i < countof(kinds); i++) {
		struct mail_row *rows;
		size_t count = mail_list(db, kinds[i].state, SHOWN_MAX, &arena, &rows);

		for (size_t k = 0; k < count; k++) {
			char at[INSTANT_TEXT_MAX];

			safe_put(rows[k].id);
			printf("\t%s\t%s\t%lld\t", _(kinds[i].text),
			       instant_to_text(rows[k].created_at_ms, at), (long long)rows[k].tries);
			safe_put(rows[k].answer);
			putchar('\n');
		}
	}
	arena_done(&arena);
	return !db_take_failure(db, err);
}

static bool
read_all(struct buf *out, struct err *err)
{
	char bytes[16 * 1024];
	ssize_t got;

	/* What is longer has its report at the beginning. */
	while ((got = read(STDIN_FILENO, bytes, sizeof(bytes))) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_set(err, ERR_LOCAL_FILE, _("Standard input cannot be read: %s"), strerror(errno));
		if (out->len < REPORT_BYTES_MAX)
			buf_add(out, bytes, (size_t)got);
	}
	return true;
}

struct bounce {
	const struct words *to;
	struct delivery_report report;
	bool is_ours, is_news;
};

static bool
bounce(struct call *call, void *ctx, struct err *err)
{
	struct bounce *bounce = ctx;
	char id[ID_TEXT_MAX], to_key[REPORT_KEY_MAX];

	if (bounce->to->to && address_key(to_key, bounce->to->to))
		bounce->is_ours = mail_key_read(id, call->agency, to_key);
	/* The address first: what is returned of the message is the other side's to choose. */
	bounce->is_ours = bounce->is_ours || mail_key_read(id, call->agency, bounce->report.to_key) ||
		mail_key_read(id, call->agency, bounce->report.key);
	if (!bounce->is_ours)
		return true;
	return mail_bounced(call, id, bounce->report.why, &bounce->is_news, err);
}

/* Whatever is not ours is nobody's fault: a mail server told of a failure would
 * only send it round. */
static int
take_bounce(const struct words *to)
{
	struct bounce bounced = { .to = to };
	struct buf text = BUF_INIT(REPORT_BYTES_MAX + 16 * 1024);
	struct err err = { 0 };
	struct db *db;

	if (!read_all(&text, &err)) {
		buf_done(&text);
		(void)cmd_fail("mail", &err);
		return EXIT_TRY_LATER;
	}
	bool is_report = delivery_report_read(&bounced.report, text.data, text.len);
	buf_done(&text);
	if (!is_report || !bounced.report.is_failure) {
		puts(is_report ? _("It is no failure.") : _("It is no report of a mail server."));
		return 0;
	}
	bool ok = cmd_open(&db, to->where, DB_WRITE, &err);
	if (ok) {
		ok = change(db, to, bounce, &bounced, &err);
		db_close(db);
	}
	if (!ok) {
		(void)cmd_fail("mail", &err);
		return EXIT_TRY_LATER;
	}
	puts(!bounced.is_ours   ? _("It is about no message of this agency.")
	     : bounced.is_news ? _("It came back: where it was about an application, that says so.")
	                        : _("That it came back is known."));
	return 0;
}

static bool
read_words(const char *usage, int argc, char **argv, struct words *to, int *ret_status)
{
	const struct option options[] = { { "db", &to->where, NULL, true },
		                          { "key-file", &to->key_file, NULL, false },
		                          /* Only where a report is taken. */
		                          { str_eq(usage, MAIL_USAGE) ? "to" : NULL, &to->to, NULL, false },
		                          { 0 } };

	return options_read(usage, options, argc, argv, &to->at, ret_status);
}

int
cmd_mail(int argc, char **argv)
{
	struct words to = { 0 };
	struct err err = { 0 };
	struct db *db;
	int status;

	if (!read_words(MAIL_USAGE, argc, argv, &to, &status))
		return status;
	if (to.at.count == 1 && str_eq(to.at.at[0], "bounce"))
		return take_bounce(&to);
	if (to.at.count != 1 || !str_eq(to.at.at[0], "list"))
		return cmd_usage(MAIL_USAGE, "%s", _("Say list or bounce."));
	bool ok = cmd_open(&db, to.where, DB_READ, &err);
	if (ok) {
		ok = list_mail(db, &err);
		db_close(db);
	}
	return ok ? 0 : cmd_fail("mail", &err);
}

/* ---- letters ---- */

/* Lines that fit a page; a word that does not is left long. */
static void
print_wrapped(const char *text)
{
	while (*text) {
		size_t line = strcspn(text, "\n");

		while (line > LETTER_COLUMNS) {
			size_t cut = LETTER_COLUMNS;

			while (cut > 0 && text[cut] != ' ')
				cut--;
			if (cut == 0)
				cut = strcspn(text, " \n");
			if (cut >= line)
				break;
			printf("%.*s\n", (int)cut, text);
			cut += text[cut] == ' ';
			text += cut;
			line -= cut;
		}
		printf("%.*s\n", (int)line, text);
		text += line + (text[line] == '\n');
	}
}

static void
print_letter(const struct letter *letter)
{
	struct buf out = BUF_INIT(8 * NOTICE_BYTES_MAX); /* all of it TABs */

	if (letter->is_hidden)
		puts(_("[The address is hidden: hand this over as was agreed, and write no address on it.]\n"));
	safe_text(&out, letter->notice.rendered_text, strlen(letter->notice.rendered_text), SAFE_MANY_LINES);
	print_wrapped(out.data);
	putchar('\n');
	safe_say("%s %s\n", letter->number, letter->notice.id);
	putchar('\f');
	buf_done(&out);
}

static void
list_letter(const struct letter *letter)
{
	char at[INSTANT_TEXT_MAX];

	const char *const columns[] = { letter->notice.id, letter->number, letter->notice.kind,
		                        letter->notice.language };

	for (size_t i = 0; i < countof(columns); i++) {
		safe_put(columns[i]);
		putchar('\t');
	}
	printf("%s\t%s\n", instant_to_text(letter->notice.created_at_ms, at),
	       letter->notice.state == NOTICE_FAILED          ? _("no e-mail could carry it")
	       : str_eq(letter->notice.channel, "email") ? _("nobody has sent it by e-mail")
	       : letter->notice.back_at_ms                ? _("its e-mail came back")
	                                                  : "");
}

static bool
is_chosen(const struct words *to, const char *id)
{
	for (int i = 1; i < to->at.count; i++)
		if (str_eq(to->at.at[i], id))
			return true;
	return to->at.count <= 1;
}

static bool
show_letters(struct db *db, const struct words *to, bool prints, struct err *err)
{
	struct arena arena = ARENA_INIT;
	const char *hours = setting_read(db, "mail_give_up_h", &arena);
	const char *as_of = setting_read(db, SETTING_SAMPLE_AS_OF, &arena);
	int64_t give_up_h;
	struct letter *letters;

	if (!str_to_i64(hours, &give_up_h))
		give_up_h = GIVE_UP_H;
	/* A sample's clock is not ours: of its e-mail nothing is too old. */
	size_t count = letter_list(db, as_of ? 0 : clock_real_ms() - give_up_h * HOUR_MS, LETTERS_MAX,
	                           &arena, &letters);
	for (size_t i = 0; i < count; i++) {
		if (!is_chosen(to, letters[i].notice.id))
			continue;
		if (prints)
			print_letter(&letters[i]);
		else
			list_letter(&letters[i]);
	}
	arena_done(&arena);
	return !db_take_failure(db, err);
}

static bool
post(struct call *call, void *ctx, struct err *err)
{
	const struct words *to = ctx;

	for (int i = 1; i < to->at.count; i++)
		if (!letter_posted(call, to->at.at[i], err))
			return false;
	return true;
}

int
cmd_letters(int argc, char **argv)
{
	struct words to = { 0 };
	struct err err = { 0 };
	struct db *db;
	int status;

	if (!read_words(LETTERS_USAGE, argc, argv, &to, &status))
		return status;
	const char *word = to.at.count ? to.at.at[0] : "";
	bool sends = str_eq(word, "sent"), prints = str_eq(word, "print");
	if (!sends && !prints && !(str_eq(word, "list") && to.at.count == 1))
		return cmd_usage(LETTERS_USAGE, "%s", _("Say list, print or sent."));
	if (sends && to.at.count < 2)
		return cmd_usage(LETTERS_USAGE, "%s", _("Name the letters that are in the post."));
	bool ok = cmd_open(&db, to.where, sends ? DB_WRITE : DB_READ, &err);
	if (ok) {
		ok = sends ? change(db, &to, post, &to, &err) : show_letters(db, &to, prints, &err);
		db_close(db);
	}
	return ok ? 0 : cmd_fail("letters", &err);
}
