/* SPDX-License-Identifier: Apache-2.0
 *
 * caseload-verify: proves an exported log on a machine that has no database
 * and no server.  Every line is hashed anew by the formula that the manual
 * gives, every link and every signed checkpoint compared; the first bad line is
 * named.  It shares no code with what writes the log: that is its worth.
 */
#include "config.h"

#include <errno.h>
#include <getopt.h>
#include <locale.h>
#include <unistd.h>

#include "base/checkpoint.h"
#include "base/json.h"
#include "base/output.h"
#include "base/paths.h"
#include "base/safe_text.h"
#include "base/str.h"
#include "base/words.h"

enum {
	LINE_BYTES = 1024 * 1024,
	SALT_BYTES = 16,
	HASHED_MAX = 64 * 1024,
	PROGRESS_LINES = 50000,
	EXIT_BROKEN = 1,
	EXIT_UNREADABLE = 2,
	EXIT_COMMAND_LINE = 64
};

struct proof {
	FILE *file;
	const char *name;
	struct checkpoint_check *checkpoints;
	int64_t line, seq, erased;
	uint8_t hash[SECRET_HASH_BYTES]; /* of the line before */
	bool has_hash;
	struct buf text; /* one hashed member */
	const char *fault; /* a msgid */
	int64_t fault_seq, fault_until;
	bool has_texts; /* the export was not without them */
	int64_t taken_seq, taken_line; /* the first without its text since somebody was erased; 0: none */
};

static bool
found(struct proof *proof, int64_t seq, const char *what)
{
	proof->fault = what;
	proof->fault_seq = seq;
	return false;
}

/* ---- the formula ---- */

static void
add_number(struct sha256_state *state, uint64_t number, int bytes)
{
	uint8_t out[8];

	for (int i = 0; i < bytes; i++)
		out[i] = (uint8_t)(number >> (8 * (bytes - 1 - i)));
	sha256_add(state, out, (size_t)bytes);
}

static void
add_text(struct sha256_state *state, const char *text, size_t len)
{
	add_number(state, len, 4);
	sha256_add(state, text, len);
}

struct line {
	const struct json *json;
	bool is_whole; /* every member was there, of its kind */
};

static const char *
member(struct line *line, const char *name)
{
	const char *text = json_text(json_get(line->json, name));

	line->is_whole = line->is_whole && text;
	return text ? text : "";
}

static int64_t
number(struct line *line, const char *name)
{
	int64_t value = 0;

	if (!json_int(json_get(line->json, name), &value))
		line->is_whole = false;
	return value;
}

static void
hash_member(struct line *line, const char *name, uint8_t ret[SECRET_HASH_BYTES])
{
	if (!hex_bytes(ret, SECRET_HASH_BYTES, member(line, name)))
		line->is_whole = false;
}

/* "a|b|7": numbers are written in decimal.  What is too long to be hashed whole
 * is not there; an empty text in its place would have the same hash. */
static void
join(struct proof *proof, struct line *line, const char *names)
{
	char name[32];

	buf_reset(&proof->text);
	for (bool first = true; *names; first = false) {
		size_t len = strcspn(names, " ");
		assert(len < sizeof(name));
		memcpy(name, names, len);
		name[len] = '\0';
		if (!first)
			buf_putc(&proof->text, '|');
		if (json_kind(json_get(line->json, name)) == JSON_NUMBER)
			buf_printf(&proof->text, "%lld", (long long)number(line, name));
		else
			buf_puts(&proof->text, member(line, name));
		names += len + (names[len] == ' ');
	}
	line->is_whole = line->is_whole && buf_ok(&proof->text);
}

static void
hash_line(struct proof *proof, struct line *line, uint8_t ret[SECRET_HASH_BYTES])
{
	static const char domain[] = "caseload-event-1"; /* with its final NUL */
	static const char *const parts[] = {
		"type",
		("subject_type subject_id version application_id interaction_id decision_id notice_id"
		 " changed history_kind public_code"),
		"customer_id",
		"actor_kind actor_id actor_name",
		"scope",
	};
	uint8_t payload_hash[SECRET_HASH_BYTES] = { 0 }, before[SECRET_HASH_BYTES] = { 0 };
	struct sha256_state state;

	sha256_start(&state);
	sha256_add(&state, domain, sizeof(domain));
	add_number(&state, (uint64_t)number(line, "seq"), 8);
	add_number(&state, (uint64_t)number(line, "at_ms"), 8);
	for (size_t i = 0; i < countof(parts); i++) {
		join(proof, line, parts[i]);
		add_text(&state, proof->text.data, proof->text.len);
	}
	hash_member(line, "payload_hash", payload_hash);
	hash_member(line, "prev_hash", before);
	sha256_add(&state, payload_hash, sizeof(payload_hash));
	sha256_add(&state, before, sizeof(before));
	sha256_end(&state, ret);
}

/* The text, where the export has it, is the one that was hashed. */
static bool
payload_is_good(struct proof *proof, struct line *line)
{
	const char *payload = json_text(json_get(line->json, "payload"));
	uint8_t salt[SALT_BYTES], hash[SECRET_HASH_BYTES], told[SECRET_HASH_BYTES];
	struct sha256_state state;

	hash_member(line, "payload_hash", told);
	sha256_start(&state);
	if (payload) {
		if (!hex_bytes(salt, sizeof(salt), member(line, "salt")))
			return false;
		sha256_add(&state, salt, sizeof(salt));
		sha256_add(&state, payload, strlen(payload));
	}
	sha256_end(&state, hash);
	bool same = same_bytes(hash, told, sizeof(hash));
	/* Erased by law, or left out of this export: the chain goes on. */
	proof->erased += !payload && !same;
	proof->has_texts = proof->has_texts || payload;
	if (!payload && !same && !proof->taken_seq) {
		proof->taken_seq = proof->seq + 1;
		proof->taken_line = proof->line;
	}
	return same || !payload;
}

/* ---- lines ---- */

static bool
check_line(struct proof *proof, const struct json *json)
{
	struct line line = { json, true };
	uint8_t hash[SECRET_HASH_BYTES], told[SECRET_HASH_BYTES] = { 0 };
	uint8_t before[SECRET_HASH_BYTES] = { 0 };
	int64_t seq = number(&line, "seq"), next = proof->seq + 1;

	hash_line(proof, &line, hash);
	hash_member(&line, "hash", told);
	hash_member(&line, "prev_hash", before);
	if (!line.is_whole)
		return found(proof, next, N_("It lacks a member, or one is of the wrong kind."));
	if (seq < next)
		return found(proof, seq, N_("It stands twice, or in the wrong place."));
	if (seq > next)
		return found(proof, next, N_("It is missing."));
	if (proof->has_hash && !same_bytes(before, proof->hash, sizeof(hash)))
		return found(proof, seq, N_("It does not follow from the event before it."));
	if (!same_bytes(told, hash, sizeof(hash)))
		return found(proof, seq, N_("It was changed after it was written."));
	/* Whose text went with whom the lines do not tell: two records may be one now. */
	if (str_eq(member(&line, "type"), "customer.erased"))
		proof->taken_seq = 0;
	if (!payload_is_good(proof, &line))
		return found(proof, seq, N_("Its payload was changed after it was written."));
	proof->seq = seq;
	proof->has_hash = true;
	memcpy(proof->hash, hash, sizeof(hash));
	return !proof->checkpoints || checkpoint_check_event(proof->checkpoints, seq, hash);
}

static bool
check_text(struct proof *proof, const char *text, size_t len)
{
	struct err ignored = { 0 };
	struct json *json = len && text[len - 1] == '\n' ? json_parse(text, len - 1, &ignored) : NULL;
	bool good;

	if (json && json_kind(json) == JSON_OBJECT)
		good = check_line(proof, json);
	else
		good = found(proof, proof->seq + 1, N_("Its line is cut off, or is not JSON."));
	json_free(json);
	return good;
}

/* Erasing leaves an event that tells of it; found last, since it says the least. */
static void
check_taken(struct proof *proof)
{
	if (proof->fault || !proof->has_texts || !proof->taken_seq)
		return;
	(void)found(proof, proof->taken_seq, N_("Its text was taken out, and no event says that a person was erased."));
	proof->line = proof->taken_line;
}

static bool
check_lines(struct proof *proof, char *text)
{
	bool talks = isatty(STDERR_FILENO), good = true;

	while (good && fgets(text, LINE_BYTES, proof->file)) {
		proof->line++;
		good = check_text(proof, text, strlen(text));
		if (talks && proof->line % PROGRESS_LINES == 0) {
			(void)fputc('\r', stderr);
			(void)fprintf(stderr, _("%lld events"), (long long)proof->seq);
		}
	}
	if (talks && proof->line >= PROGRESS_LINES)
		(void)fputc('\n', stderr);
	if (ferror(proof->file)) {
		safe_complain("caseload-verify: %s: %s", proof->name, strerror(errno));
		return false;
	}
	if (good && proof->checkpoints && !checkpoint_check_end(proof->checkpoints, proof->seq))
		proof->line++;
	if (!proof->fault && proof->checkpoints && checkpoint_finding(proof->checkpoints)->what) {
		const struct checkpoint_finding *finding = checkpoint_finding(proof->checkpoints);
		(void)found(proof, finding->seq, finding->what);
		proof->fault_until = finding->until;
		/* A line an event: the finding may be about one further up. */
		proof->line -= proof->seq - finding->seq + (finding->seq > proof->seq ? 1 : 0);
	}
	check_taken(proof);
	return true;
}

static int
tell(const struct proof *proof)
{
	const struct checkpoint_finding *finding =
		proof->checkpoints ? checkpoint_finding(proof->checkpoints) : NULL;

	if (proof->fault && proof->fault_until)
		printf(_("Broken at line %lld, event %lld, or one up to event %lld: %s\n"),
		       (long long)proof->line, (long long)proof->fault_seq,
		       (long long)proof->fault_until, _(proof->fault));
	else if (proof->fault)
		printf(_("Broken at line %lld, event %lld: %s\n"), (long long)proof->line,
		       (long long)proof->fault_seq, _(proof->fault));
	if (proof->fault)
		return EXIT_BROKEN;
	if (!proof->line) {
		safe_complain(_("caseload-verify: %s is empty: it proves nothing."), proof->name);
		return EXIT_UNREADABLE;
	}
	printf(_("Whole: %lld events, %lld of them without their text.\n"), (long long)proof->line,
	       (long long)proof->erased);
	if (!finding) {
		puts(_("That all was stamped anew, cut off, or set back to an old copy can only be seen "
		       "with checkpoints kept elsewhere: --checkpoints FILE."));
		return 0;
	}
	if (!finding->checked) {
		safe_complain("%s", _("caseload-verify: no checkpoint is of these events: none proves anything."));
		return EXIT_UNREADABLE;
	}
	printf(n_("%lld signed checkpoint matches, the last at event %lld of %lld.\n",
	          "%lld signed checkpoints match, the last at event %lld of %lld.\n",
	          finding->checked),
	       (long long)finding->checked, (long long)finding->last, (long long)proof->seq);
	if (finding->torn)
		printf(n_("%lld unfinished checkpoint was passed over.\n",
		          "%lld unfinished checkpoints were passed over.\n", finding->torn),
		       (long long)finding->torn);
	return 0;
}

/* ---- the command line ---- */

static const char usage[] = N_(
	"Usage: caseload-verify [--checkpoints FILE --key KEY] [--after EVENT] LOG\n"
	"\n"
	"  LOG                 what \"caseload-server audit export\" wrote; - is standard input\n"
	"  --checkpoints FILE  signed checkpoints that were kept elsewhere\n"
	"  --key KEY           the public key they are signed with\n"
	"  --after EVENT       the log begins after this event, as it was exported\n");

enum { OPTION_CHECKPOINTS = 256, OPTION_KEY, OPTION_AFTER, OPTION_HELP, OPTION_VERSION };

static const struct option options[] = {
	{ "checkpoints", required_argument, NULL, OPTION_CHECKPOINTS },
	{ "key", required_argument, NULL, OPTION_KEY },
	{ "after", required_argument, NULL, OPTION_AFTER },
	{ "help", no_argument, NULL, OPTION_HELP },
	{ "version", no_argument, NULL, OPTION_VERSION },
	{ NULL, 0, NULL, 0 }
};

struct words {
	const char *log, *checkpoints, *key;
	int64_t after;
};

/* An option that is none, or has not the value it wants; the C library's own words
 * would show it raw. */
static void
complain_of(int option, const char *word)
{
	if (option == '?')
		safe_complain(_("caseload-verify: There is no option %s."), word);
	else if (option == ':')
		safe_complain(_("caseload-verify: %s needs a value."), word);
	else
		safe_complain(_("caseload-verify: --after wants an event's number, not \"%s\"."), word);
}

/* -1: go on; otherwise how to end. */
static int
read_words(int argc, char **argv, struct words *words)
{
	int option;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":", options, NULL)) != -1) {
		if (option == OPTION_HELP) {
			fputs(_(usage), stdout);
			return 0;
		}
		if (option == OPTION_VERSION) {
			puts(PACKAGE_STRING);
			return 0;
		}
		if (option == OPTION_CHECKPOINTS)
			words->checkpoints = optarg;
		else if (option == OPTION_KEY)
			words->key = optarg;
		else if (option == OPTION_AFTER && str_to_i64(optarg, &words->after) && words->after >= 0)
			continue;
		else {
			complain_of(option, argv[optind - 1]);
			break;
		}
	}
	if (option == -1 && optind + 1 == argc && !words->checkpoints == !words->key) {
		words->log = argv[optind];
		return -1;
	}
	fputs(_(usage), stderr);
	return EXIT_COMMAND_LINE;
}

static int
run(const struct words *words)
{
	struct proof proof = { .name = words->log, .seq = words->after, .text = BUF_INIT(HASHED_MAX),
		               .has_hash = words->after == 0 };
	struct checkpoint_key key;
	struct err err = { 0 };
	int status = EXIT_UNREADABLE;

	if (words->checkpoints &&
	    (!checkpoint_key_from_text(&key, words->key, &err) ||
	     !checkpoint_check_open(&proof.checkpoints, words->checkpoints, &key, &err))) {
		safe_complain("caseload-verify: %s", err.detail);
		return EXIT_UNREADABLE;
	}
	if (proof.checkpoints)
		checkpoint_check_skip(proof.checkpoints, words->after);
	char *text = malloc(LINE_BYTES);
	if (!text)
		oom_exit();
	proof.file = str_eq(words->log, "-") ? stdin : fopen(words->log, "re");
	if (!proof.file)
		safe_complain("caseload-verify: %s: %s", words->log, strerror(errno));
	else if (check_lines(&proof, text))
		status = tell(&proof);
	if (proof.file && proof.file != stdin)
		(void)fclose(proof.file);
	checkpoint_check_close(proof.checkpoints);
	buf_done(&proof.text);
	free(text);
	return status;
}

static int
prove(int argc, char **argv)
{
	struct words words = { 0 };
	struct arena arena = ARENA_INIT;

	(void)setlocale(LC_ALL, "");
	(void)bindtextdomain(PACKAGE, path_locale(&arena));
	(void)textdomain(PACKAGE);
	arena_done(&arena);
	int status = read_words(argc, argv, &words);
	if (status >= 0)
		return status;
	if (!secret_init()) {
		safe_complain("%s", _("caseload-verify: the crypto library cannot start."));
		return EXIT_UNREADABLE;
	}
	return run(&words);
}

int
main(int argc, char **argv)
{
	int status = prove(argc, argv);
	struct err err = { .code = ERR_NONE };

	if (output_sent(&err))
		return status;
	safe_complain("caseload-verify: %s", err.detail);
	return EXIT_UNREADABLE;
}
