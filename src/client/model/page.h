/* SPDX-License-Identifier: Apache-2.0
 *
 * Lists of any length, held by page: at most five pages of a list in memory,
 * in one unbroken window, each in its own arena and swapped whole.  Knows
 * keyset cursors and events, not what a row means.
 *
 * Rows are asked for by their place in the whole list.  A place outside the
 * window answers NULL; pages_want() fetches it and the rows shown meanwhile
 * stay as they are.
 */
#ifndef CLIENT_MODEL_PAGE_H
#define CLIENT_MODEL_PAGE_H

#include "base/arena.h"
#include "base/json.h"
#include "client/model/fx.h"
#include "client/model/msg.h"

enum { PAGES_MAX = 5, PAGE_ROWS = 50, LIST_PATH_MAX = 600, PAGES_ABOUT_MAX = 8,
       PAGES_AGAIN_MS = 2000 /* after a refresh that failed for the moment */ };

/* How the rows of one kind of list are read; one static const per kind. */
struct list_kind {
	const char *subject_type; /* events about it make the list stale; "" any */
	size_t row_size;
	/* row is zeroed; texts go to the arena. */
	bool (*decode)(void *row, const struct json *json, struct arena *arena, struct err *err);
	const char *(*row_id)(const void *row);
	/* A second subject whose events touch the row; may be NULL. */
	const char *(*row_other_id)(const void *row);
};

struct page {
	char *cursor;      /* asked with; "" the start, "end" from the end */
	char *next, *prev; /* NULL: nothing further that way */
	size_t count;
	char *rows;        /* count * row_size */
	struct arena arena;
};

enum pages_state { PAGES_LOADING, PAGES_READY, PAGES_FAILED };

struct pages {
	const struct list_kind *kind;
	char path[LIST_PATH_MAX]; /* filter and sort, without cursor and limit */
	int id;                   /* tag of its requests */
	int users;                /* views holding it */
	enum pages_state state;
	struct page pages[PAGES_MAX];
	size_t page_count;
	int64_t first;      /* place of the window's first row in the whole list */
	int64_t total;      /* exact, or at least this many */
	bool total_exact;
	int64_t as_of_seq;
	int64_t as_of_ms;
	bool stale;         /* an event touched it; a refetch is due */
	bool held;          /* frozen: stays as it is until released */
	uint64_t request;   /* the one under way; 0 none */
	char *asked_cursor;
	int asked_where;    /* page number to replace, or one of page.c's ends */
	int64_t wanted;     /* place somebody waits for; -1 none */
	int64_t visible;    /* the place on the screen, refetched first */
	struct err err;     /* PAGES_FAILED */
	char about[PAGES_ABOUT_MAX][PLACE_ID_MAX];
	int about_count;    /* 0: any subject of the kind makes it stale */
};

void pages_init(struct pages *pages, const struct list_kind *kind, int id, const char *path);
void pages_done(struct pages *pages);

int64_t pages_count(const struct pages *pages);
/* The count is not merely a least one. */
bool pages_is_exact(const struct pages *pages);
/* NULL: not at hand. Valid until the next message. */
const void *pages_row(const struct pages *pages, int64_t place);
/* Where that id is in the window; -1 if it is not there. */
int64_t pages_find(const struct pages *pages, const char *id);
const char *pages_id(const struct pages *pages, int64_t place); /* NULL: not at hand */

/* Makes sure the rows around place are or will be at hand. */
void pages_want(struct pages *pages, int64_t place, struct fx *fx);
void pages_want_end(struct pages *pages, struct fx *fx);
/* Throw all away and load again from the start (a new filter, R). */
void pages_reload(struct pages *pages, struct fx *fx);
/* Load what is visible again, keeping what is shown until it comes. */
void pages_refresh(struct pages *pages, struct fx *fx);
bool pages_is_loading(const struct pages *pages);
/* For lists without a total of their own whose length is known otherwise. */
void pages_total(struct pages *pages, int64_t total);
/* From now on only events about the ids named so make it stale. */
void pages_about(struct pages *pages, const char *id);

/* From the model only. */
bool pages_reply(struct pages *pages, const struct reply *reply, struct fx *fx);
/* True when the event makes this list stale that was not before. */
bool pages_event(struct pages *pages, const struct event_note *event);

#endif
