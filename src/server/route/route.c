/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of routes and finding one in it.
 */
#include "config.h"

#include "server/route/route.h"

#include "base/str.h"
#include "proto/requests.h"
#include "server/handler/handlers.h"

/* The words of the table's flags column. */
enum {
	WRITE = ROUTE_WRITE,
	KEY = ROUTE_KEY,
	IF_MATCH = ROUTE_IF_MATCH,
	DRY_RUN = ROUTE_DRY_RUN,
	CACHEABLE = ROUTE_CACHEABLE,
	LIST = ROUTE_LIST,
	PAGE = ROUTE_PAGE,
	CREATED = ROUTE_CREATED,
	EMPTY = ROUTE_EMPTY,
	PREPARE = ROUTE_PREPARE,
	POOL = ROUTE_POOL,
	POOL_WIDE = ROUTE_POOL_WIDE,
	STREAM = ROUTE_STREAM,
	EVENTS = ROUTE_EVENTS,
	RAW = ROUTE_RAW,
	TABLE = ROUTE_TABLE,
	ENROL = ROUTE_ENROL,
	UPLOAD = ROUTE_UPLOAD,
	DOCUMENT = ROUTE_DOCUMENT
};

const struct route routes[] = {
#define ROUTE(method_, path_, handler, roles_, flags_, query_, request_, response_, summary_)      \
	{ .method = METHOD_##method_, .path = path_, .name = #handler, .roles = (roles_),           \
	  .flags = (flags_), .query = query_, .request = request_, .response = response_,           \
	  .summary = summary_, .run = handler##_run,                                                 \
	  .prepare = ((flags_) & ROUTE_PREPARE) != 0 ? handler##_prepare : NULL },
#include "server/route/routes.def"
#undef ROUTE
};
const size_t route_count = countof(routes);

static const char *const method_words[] = { "GET", "POST", "PUT", "PATCH", "DELETE" };

const char *
method_word(enum method method)
{
	return method_words[method];
}

bool
method_from_word(const char *word, enum method *ret)
{
	size_t i;

	/* The body of a HEAD's answer is left out by the sockets' side. */
	if (strcmp(word, "HEAD") == 0)
		word = "GET";
	for (i = 0; i < countof(method_words); i++) {
		if (strcmp(word, method_words[i]) == 0) {
			*ret = (enum method)i;
			return true;
		}
	}
	return false;
}

struct span { const char *at; size_t len; };

/* Segment by segment; a brace takes one segment whatever it is. */
static bool
path_matches(const char *pattern, const char *path, struct span args[REQUEST_PATH_ARGS_MAX])
{
	size_t count = 0;

	while (*pattern != '\0') {
		if (*pattern == '{') {
			args[count].at = path;
			args[count].len = strcspn(path, "/");
			path += args[count].len;
			if (args[count++].len == 0)
				return false;
			pattern = strchr(pattern, '}') + 1;
			continue;
		}
		if (*pattern++ != *path++)
			return false;
	}
	return *path == '\0';
}

bool
path_take(const char *pattern, const char *path, struct arena *arena,
          const char *path_args[REQUEST_PATH_ARGS_MAX])
{
	struct span args[REQUEST_PATH_ARGS_MAX] = { { NULL, 0 } };
	size_t i;

	if (!path_matches(pattern, path, args))
		return false;
	for (i = 0; i < REQUEST_PATH_ARGS_MAX && args[i].at != NULL; i++) {
		path_args[i] = arena_strndup(arena, args[i].at, args[i].len);
		if (!str_is_id(path_args[i]))
			return false;
	}
	return true;
}

const struct route *
route_find(enum method method, const char *path, struct arena *arena,
           const char *path_args[REQUEST_PATH_ARGS_MAX], unsigned *ret_allowed)
{
	const struct route *found = NULL;
	size_t i;

	*ret_allowed = 0;
	for (i = 0; i < route_count; i++) {
		struct span args[REQUEST_PATH_ARGS_MAX];
		if (!path_matches(routes[i].path, path, args))
			continue;
		*ret_allowed |= 1U << routes[i].method;
		if (found != NULL)
			continue;
		/* The first pattern that fits a path is the path's: "current" before "{id}". */
		if (!path_take(routes[i].path, path, arena, path_args)) {
			*ret_allowed = 0;
			return NULL;
		}
		if (routes[i].method == method)
			found = &routes[i];
	}
	return found;
}

bool
route_tells_seq(const struct route *route)
{
	return route->roles != ROLE_NONE || (route->flags & ROUTE_WRITE) != 0;
}

bool
route_has_query(const struct route *route, const char *name)
{
	size_t len = strlen(name);
	const char *at = route->query;

	if ((route->flags & ROUTE_PAGE) != 0
	    && (str_eq(name, "limit") || str_eq(name, "cursor") || str_eq(name, "from") || str_eq(name, "sort")))
		return true;
	if ((route->flags & ROUTE_DRY_RUN) != 0 && str_eq(name, "dry_run"))
		return true;
	while (len > 0 && (at = strstr(at, name)) != NULL) {
		if ((at == route->query || at[-1] == ' ') && (at[len] == ' ' || at[len] == '\0'))
			return true;
		at += len;
	}
	return false;
}
