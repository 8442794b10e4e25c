/* SPDX-License-Identifier: Apache-2.0
 *
 * Applications that were marked, each as it was seen then, wherever the list
 * has been scrolled to since; and marking every row of a list, page by page.
 */
#ifndef CLIENT_MODEL_MARKS_H
#define CLIENT_MODEL_MARKS_H

#include "client/model/fx.h"
#include "client/model/msg.h"

enum { MARKS_MAX = 20000, MARK_NUMBER_MAX = 24, GATHER_PATH_MAX = 700 };

struct marked {
	char id[PLACE_ID_MAX];
	char number[MARK_NUMBER_MAX];
	int64_t version;
};

struct marks {
	struct marked *at; /* in the order they were marked */
	size_t count, cap;
};

void marks_set(struct marks *marks, const char *id, const char *number, int64_t version);
void marks_drop(struct marks *marks, const char *id);
bool marks_have(const struct marks *marks, const char *id);
/* Those that a list names, in the order of the marks, from one of its rows up to another. */
void marks_drop_listed(struct marks *marks, const char *(*id_at)(const void *list, int64_t row), const void *list,
                       int64_t row, int64_t end);
void marks_copy(struct marks *to, const struct marks *from);
/* What one's own act has done: rows of an answer, in the order of the marks, each with its new version. */
void marks_renew(struct marks *marks, const struct json *rows);
/* The same for one application as an act has left it. */
void marks_renew_one(struct marks *marks, const struct json *application);
/* The later versions of a copy that was renewed, as far as both are in one order. */
void marks_catch_up(struct marks *marks, const struct marks *copy);
void marks_done(struct marks *marks);

/* Every row of a list, a page at a time. */
struct gather {
	uint64_t asking; /* 0: nothing is under way */
	char path[GATHER_PATH_MAX];
	int64_t total;   /* of the list, as its first page said */
	bool failed;
};

enum gather_result { GATHER_NOT_MINE, GATHER_GOES_ON, GATHER_WHOLE, GATHER_FAILED, GATHER_FULL };

void gather_start(struct gather *gather, const char *path, int owner, int tag, struct fx *fx);
enum gather_result gather_reply(struct gather *gather, struct marks *marks, const struct reply *reply, int owner,
                                int tag, struct fx *fx);
/* The same for who takes the rows themselves: is this its next page?  Then on to the one after it. */
bool gather_has(struct gather *gather, const struct reply *reply);
enum gather_result gather_on(struct gather *gather, const struct reply *reply, int owner, int tag, struct fx *fx);
void gather_stop(struct gather *gather, struct fx *fx);

#endif
