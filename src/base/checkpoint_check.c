/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading a file of checkpoints beside the log they are of, one at a time.
 */
#include <errno.h>
#include <sys/stat.h>

#include "base/checkpoint_note.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/words.h"

enum { LINE_MAX_BYTES = 256 };

struct checkpoint_check {
	FILE *file;
	int64_t left;  /* bytes that were there at the beginning */
	int64_t line;
	char text[LINE_MAX_BYTES]; /* the line looked at, without its newline */
	bool has_line;
	bool is_whole; /* that line has its newline, and fits */
	struct checkpoint_key key;
	struct buf body;
	struct checkpoint next, last;
	bool has_next;
	struct checkpoint_finding finding;
};

enum note { NOTE_GOOD, NOTE_TORN, NOTE_BAD, NOTE_NONE };

static void
next_line(struct checkpoint_check *check)
{
	size_t len = 0;
	int c = EOF;

	check->line++;
	while (check->left > 0 && (c = getc(check->file)) != EOF) {
		check->left--;
		if (c == '\n')
			break;
		/* No line of a note is this long: the rest only has to go by. */
		if (len < LINE_MAX_BYTES)
			check->text[len++] = (char)(c ? c : ' ');
	}
	check->has_line = len > 0 || c == '\n';
	check->is_whole = c == '\n' && len < LINE_MAX_BYTES;
	check->text[len < LINE_MAX_BYTES ? len : LINE_MAX_BYTES - 1] = '\0';
}

static bool
found(struct checkpoint_check *check, int64_t seq, int64_t until, const char *what)
{
	check->finding.seq = seq;
	check->finding.until = until > seq ? until : 0;
	check->finding.what = what;
	return false;
}

/* The four signed lines into body and next; false when they are not that. */
static bool
read_body(struct checkpoint_check *check)
{
	struct buf again = BUF_INIT(CHECKPOINT_NOTE_MAX);
	struct checkpoint *next = &check->next;
	char lines[4][LINE_MAX_BYTES];
	size_t count = 0, len = 0;
	bool ok = true;

	for (; check->has_line && *check->text; next_line(check)) {
		ok = ok && check->is_whole && count < countof(lines);
		if (ok)
			memcpy(lines[count++], check->text, sizeof(check->text));
	}
	*next = (struct checkpoint){ 0 };
	ok = ok && check->has_line && count == countof(lines) && str_to_i64(lines[1], &next->count) &&
	     base64_bytes(next->head, sizeof(next->head), &len, lines[2], strlen(lines[2])) &&
	     len == sizeof(next->head) && str_starts(lines[3], "time ") &&
	     instant_from_text(lines[3] + 5, &next->at_ms);
	buf_reset(&check->body);
	for (size_t i = 0; i < count; i++)
		buf_printf(&check->body, "%s\n", lines[i]);
	/* One way only to write a checkpoint: no second form of a number. */
	if (ok)
		checkpoint_body(&again, lines[0], next);
	ok = ok && str_eq(again.data, check->body.data);
	buf_done(&again);
	return ok;
}

/* One signature line: ours and good, ours and bad, unfinished, somebody else's. */
static enum note
read_signature(const struct checkpoint_check *check)
{
	uint8_t bytes[CHECKPOINT_SIGNATURE_BYTES];
	const struct checkpoint_key *key = &check->key;
	const char *name = check->text + strlen(CHECKPOINT_DASH);
	size_t name_len = strcspn(name, " "), len = 0;

	if (!check->is_whole || !name[name_len] ||
	    !base64_bytes(bytes, sizeof(bytes), &len, name + name_len + 1, strlen(name + name_len + 1)) ||
	    len < sizeof(key->id))
		return NOTE_TORN;
	if (name_len != strlen(key->origin) || memcmp(name, key->origin, name_len) != 0 ||
	    memcmp(bytes, key->id, sizeof(key->id)) != 0)
		return NOTE_NONE;
	if (len != sizeof(bytes))
		return NOTE_TORN;
	return sign_holds(bytes + sizeof(key->id), key->public_key, check->body.data,
	                         check->body.len)
	               ? NOTE_GOOD
	               : NOTE_BAD;
}

static enum note
read_note(struct checkpoint_check *check)
{
	enum note note = NOTE_NONE;

	while (check->has_line && !*check->text)
		next_line(check);
	if (!check->has_line)
		return NOTE_NONE;
	check->finding.line = check->line;
	bool is_body = read_body(check);
	if (check->has_line)
		next_line(check);
	if (!check->has_line || !str_starts(check->text, CHECKPOINT_DASH)) {
		/* Cut off in the dash itself: what is left of it is no note of its own. */
		if (check->has_line && str_starts(CHECKPOINT_DASH, check->text))
			next_line(check);
		return NOTE_TORN;
	}
	for (; check->has_line && str_starts(check->text, CHECKPOINT_DASH); next_line(check)) {
		enum note by = read_signature(check);
		if (note == NOTE_NONE || by == NOTE_GOOD || by == NOTE_BAD)
			note = by;
	}
	if (note == NOTE_NONE || (!is_body && note == NOTE_GOOD))
		return NOTE_BAD;
	return note;
}

/* The next whole one, in order of count and time; false at a fault. */
static bool
take_next(struct checkpoint_check *check)
{
	enum note note;

	check->has_next = false;
	while ((note = read_note(check)) == NOTE_TORN)
		check->finding.torn++;
	if (note == NOTE_NONE)
		return true;
	if (note == NOTE_BAD)
		return found(check, check->last.count + 1, 0,
		             N_("The checkpoint after the event before it is not signed with this key."));
	if (check->next.count < check->last.count)
		return found(check, check->next.count + 1, check->last.count,
		             N_("It was there when a checkpoint was signed, and was gone at the next: the "
		                "log was set back."));
	if (check->next.at_ms < check->last.at_ms)
		return found(check, check->next.count, 0,
		             N_("Its checkpoint is older than the one before."));
	check->has_next = true;
	return true;
}

bool
checkpoint_check_open(struct checkpoint_check **ret, const char *path,
                      const struct checkpoint_key *key, struct err *err)
{
	FILE *file = fopen(path, "re");
	struct stat status;

	if (!file || fstat(fileno(file), &status) != 0 || !S_ISREG(status.st_mode)) {
		err_set(err, ERR_LOCAL_FILE, _("The checkpoints %s cannot be read: %s."), path,
		        file ? _("it is not a plain file") : strerror(errno));
		if (file)
			(void)fclose(file);
		return false;
	}
	struct checkpoint_check *check = calloc(1, sizeof(*check));
	if (!check)
		oom_exit();
	check->file = file;
	check->left = status.st_size;
	check->key = *key;
	buf_init(&check->body, CHECKPOINT_NOTE_MAX * 4);
	next_line(check);
	(void)take_next(check);
	*ret = check;
	return true;
}

void
checkpoint_check_close(struct checkpoint_check *check)
{
	if (!check)
		return;
	(void)fclose(check->file);
	buf_done(&check->body);
	free(check);
}

void
checkpoint_check_skip(struct checkpoint_check *check, int64_t after)
{
	while (check->has_next && check->next.count <= after) {
		check->last = check->next;
		if (!take_next(check))
			return;
	}
}

bool
checkpoint_check_event(struct checkpoint_check *check, int64_t seq,
                       const uint8_t hash[SECRET_HASH_BYTES])
{
	if (check->finding.what)
		return check->finding.seq > seq; /* the log may break before that */
	while (check->has_next && check->next.count <= seq) {
		if (check->next.count != seq || !same_bytes(check->next.head, hash, SECRET_HASH_BYTES))
			return found(check, check->last.count + 1, check->next.count,
			             N_("It was changed, and all after it stamped anew: a checkpoint "
			                "signed earlier tells of another log."));
		check->last = check->next;
		check->finding.checked++;
		check->finding.last = check->last.count;
		if (!take_next(check))
			return check->finding.seq > seq;
	}
	return true;
}

bool
checkpoint_check_end(struct checkpoint_check *check, int64_t last_seq)
{
	if (check->finding.what)
		return false;
	if (check->has_next)
		return found(check, last_seq + 1, check->next.count,
		             N_("It was there when a checkpoint was signed: it and all after it were cut "
		                "off, or the log was set back to an old copy."));
	return true;
}

const struct checkpoint_finding *
checkpoint_finding(const struct checkpoint_check *check)
{
	return &check->finding;
}
