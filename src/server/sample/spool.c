/* SPDX-License-Identifier: Apache-2.0
 *
 * A record is a fixed head and its texts one after another, each with its
 * NUL; an index of times and offsets is sorted at the end.
 */
#include "server/sample/spool.h"

#include <errno.h>
#include <sys/mman.h>

#include "server/store/event_log.h"

enum { SPOOL_TEXTS = 16, SPOOL_CHANGED_MAX = 8 };

struct head {
	int64_t at_ms;
	int64_t version;
	int32_t type;
	int32_t update;
	uint8_t actor_kind;
	uint8_t sealed;
	uint8_t has_payload;
	uint8_t changed_count;
};

struct place {
	int64_t at_ms;
	uint64_t offset;
};

struct spool {
	FILE *file;
	uint64_t size;
	struct place *places;
	size_t count;
	size_t capacity;
	bool failed;
};

bool
spool_open(struct spool **ret, struct err *err)
{
	FILE *file = tmpfile();
	if (!file)
		return err_set(err, ERR_LOCAL_FILE, "No temporary file can be made: %s.", strerror(errno));
	*ret = calloc(1, sizeof(**ret));
	if (!*ret)
		oom_exit();
	(*ret)->file = file;
	return true;
}

void
spool_close(struct spool *spool)
{
	if (!spool)
		return;
	fclose(spool->file);
	free(spool->places);
	free(spool);
}

size_t
spool_count(const struct spool *spool)
{
	return spool->count;
}

static void
put(struct spool *spool, const void *bytes, size_t len)
{
	if (fwrite(bytes, 1, len, spool->file) != len)
		spool->failed = true;
	spool->size += len;
}

static void
put_text(struct spool *spool, const char *text)
{
	put(spool, text ? text : "", (text ? strlen(text) : 0) + 1);
}

void
spool_add(struct spool *spool, const struct event *event, const char *payload)
{
	assert(event->changed.count <= SPOOL_CHANGED_MAX);
	if (spool->count == spool->capacity) {
		spool->capacity = spool->capacity ? spool->capacity * 2 : 4096;
		spool->places = realloc(spool->places, spool->capacity * sizeof(*spool->places));
		if (!spool->places)
			oom_exit();
	}
	/* Heads stay aligned, so that they can be read where they lie. */
	static const char padding[sizeof(int64_t)];
	if (spool->size % sizeof(int64_t) != 0)
		put(spool, padding, sizeof(int64_t) - spool->size % sizeof(int64_t));
	spool->places[spool->count++] = (struct place){ event->at_ms, spool->size };

	struct head head = {
		.at_ms = event->at_ms,
		.version = event->version,
		.type = (int32_t)event->type,
		.update = (int32_t)event->update,
		.actor_kind = (uint8_t)event->actor.kind,
		.sealed = event->scope.sealed,
		.has_payload = payload != NULL,
		.changed_count = (uint8_t)event->changed.count,
	};
	put(spool, &head, sizeof(head));
	const char *const texts[] = {
		event->subject_type, event->subject_id, event->application_id, event->interaction_id,
		event->decision_id, event->notice_id, event->actor.id, event->actor.name,
		event->scope.customer_id, event->scope.team_id, event->scope.county, event->scope.program_id,
		event->scope.assignee_before, event->scope.assignee_after, payload,
	};
	static_assert(countof(texts) < SPOOL_TEXTS, "room for all texts");
	for (size_t i = 0; i < countof(texts); i++)
		put_text(spool, texts[i]);
	for (size_t i = 0; i < event->changed.count; i++)
		put_text(spool, event->changed.at[i]);
}

static int
compare(const void *a, const void *b)
{
	const struct place *left = a, *right = b;
	if (left->at_ms != right->at_ms)
		return left->at_ms < right->at_ms ? -1 : 1;
	return left->offset < right->offset ? -1 : left->offset > right->offset;
}

static const char *
take(const char **at)
{
	const char *text = *at;
	*at += strlen(text) + 1;
	return *text ? text : NULL;
}

static const char *
read_event(const char *record, struct event *ret, const char *changed[SPOOL_CHANGED_MAX])
{
	const struct head *head = (const void *)record;
	const char *at = record + sizeof(*head);
	*ret = (struct event){
		.type = (enum event_type)head->type,
		.update = (enum update_code)head->update,
		.at_ms = head->at_ms,
		.version = head->version,
		.actor.kind = (enum author_kind)head->actor_kind,
		.scope.sealed = head->sealed != 0,
	};
	ret->subject_type = take(&at);
	ret->subject_id = take(&at);
	ret->application_id = take(&at);
	ret->interaction_id = take(&at);
	ret->decision_id = take(&at);
	ret->notice_id = take(&at);
	ret->actor.id = take(&at);
	ret->actor.name = take(&at);
	ret->scope.customer_id = take(&at);
	ret->scope.team_id = take(&at);
	ret->scope.county = take(&at);
	ret->scope.program_id = take(&at);
	ret->scope.assignee_before = take(&at);
	ret->scope.assignee_after = take(&at);
	const char *payload = take(&at);
	for (size_t i = 0; i < head->changed_count; i++)
		changed[i] = take(&at);
	ret->changed.at = changed;
	ret->changed.count = head->changed_count;
	return head->has_payload ? payload : NULL;
}

bool
spool_append(struct spool *spool, struct txn *txn, spool_fn *appended, void *context, struct err *err)
{
	if (spool->count == 0)
		return true;
	if (fflush(spool->file) != 0 || spool->failed)
		return err_set(err, ERR_LOCAL_FILE, "The temporary file cannot be written: %s.", strerror(errno));
	char *records = mmap(NULL, spool->size, PROT_READ, MAP_PRIVATE, fileno(spool->file), 0);
	if (records == MAP_FAILED)
		return err_set(err, ERR_LOCAL_FILE, "The temporary file cannot be read: %s.", strerror(errno));
	qsort(spool->places, spool->count, sizeof(*spool->places), compare);

	bool ok = true;
	for (size_t i = 0; ok && i < spool->count; i++) {
		struct event event;
		const char *changed[SPOOL_CHANGED_MAX];
		const char *payload = read_event(records + spool->places[i].offset, &event, changed);
		txn->now_ms = event.at_ms;
		ok = event_append(txn, &event, payload) && appended(context, txn, &event, i + 1);
	}
	munmap(records, spool->size);
	if (!ok && !db_take_failure(txn->db, err))
		err_set(err, ERR_INTERNAL, "An event could not be appended.");
	return ok;
}
