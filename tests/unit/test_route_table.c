/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of routes: what a path finds, and what the rows promise.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/str.h"
#include "server/route/openapi.h"
#include "server/route/route.h"

static struct arena arena = ARENA_INIT;

static const struct route *
find(enum method method, const char *path, const char *args[REQUEST_PATH_ARGS_MAX], unsigned *allowed)
{
	return route_find(method, path, &arena, args, allowed);
}

static void
a_path_finds_its_row_and_its_ids(void **state)
{
	const char *args[REQUEST_PATH_ARGS_MAX] = { NULL };
	unsigned allowed;
	const struct route *route;

	(void)state;
	route = find(METHOD_PUT, "/v1/applications/a_1/verifications/v-2", args, &allowed);
	assert_non_null(route);
	assert_string_equal(route->name, "application_verify");
	assert_string_equal(args[0], "a_1");
	assert_string_equal(args[1], "v-2");
	route = find(METHOD_GET, "/v1/sessions/current", args, &allowed);
	assert_non_null(route);
	assert_string_equal(route->name, "session_current");
}

static void
a_known_path_says_which_methods_it_has(void **state)
{
	const char *args[REQUEST_PATH_ARGS_MAX] = { NULL };
	unsigned allowed;

	(void)state;
	assert_null(find(METHOD_DELETE, "/v1/applications", args, &allowed));
	assert_int_equal(allowed, 1U << METHOD_GET | 1U << METHOD_POST);
}

static void
what_is_no_path_is_no_path(void **state)
{
	static const char *const wrong[] = { "", "/", "/v1", "/v1/", "/v1/applications/", "/v1/applications//claim",
		                             "/v1/applications/a b", "/v1/applications/%61",
		                             "/v1/applications/a/claim/", "/v1/applications/a/claims",
		                             "//v1/me", "/v1/me/", "/V1/me", "/v1/applications/../me",
		                             "/v1/applications/0123456789012345678901234567890123456789x" };
	const char *args[REQUEST_PATH_ARGS_MAX];
	unsigned allowed;
	size_t i;

	(void)state;
	for (i = 0; i < countof(wrong); i++) {
		assert_null(find(METHOD_GET, wrong[i], args, &allowed));
		assert_int_equal(allowed, 0);
	}
}

static void
only_a_rows_own_query_parameters_are_its(void **state)
{
	const char *args[REQUEST_PATH_ARGS_MAX];
	unsigned allowed;
	const struct route *list = find(METHOD_GET, "/v1/applications", args, &allowed);
	const struct route *note = find(METHOD_POST, "/v1/applications/a/notes", args, &allowed);

	(void)state;
	assert_true(route_has_query(list, "status"));
	assert_true(route_has_query(list, "due_before"));
	assert_true(route_has_query(list, "cursor"));
	assert_false(route_has_query(list, "due"));
	assert_false(route_has_query(list, "before"));
	assert_false(route_has_query(list, ""));
	assert_false(route_has_query(list, "status team"));
	assert_false(route_has_query(list, "dry_run"));
	assert_true(route_has_query(note, "dry_run"));
	assert_false(route_has_query(note, "cursor"));
}

/* The rules of the API that a new row could forget. */
/* What needs no key for retries, each for a reason said in routes.def. */
static bool
goes_without_a_key(const char *path)
{
	static const char *const paths[] = {
		"/v1/sessions", "/v1/me/password", "/v1/me/second-factor", "/v1/me/drafts", "/v1/outcomes"
	};
	size_t i;

	for (i = 0; i < countof(paths); i++)
		if (str_starts(path, paths[i]))
			return true;
	return false;
}

static void
every_row_keeps_the_rules(void **state)
{
	size_t i, j;

	(void)state;
	for (i = 0; i < route_count; i++) {
		const struct route *route = &routes[i];
		bool writes = (route->flags & ROUTE_WRITE) != 0;
		for (j = 0; j < i; j++)
			assert_false(routes[j].method == route->method && str_eq(routes[j].path, route->path));
		assert_non_null(route->run);
		assert_true(route->summary[0] != '\0');
		if (route->method == METHOD_GET) {
			assert_false(writes);
			assert_false((route->flags & (ROUTE_KEY | ROUTE_IF_MATCH | ROUTE_DRY_RUN)) != 0);
		} else if (!goes_without_a_key(route->path)) {
			assert_true((route->flags & ROUTE_KEY) != 0);
		}
		if ((route->flags & ROUTE_PAGE) != 0)
			assert_true((route->flags & ROUTE_LIST) != 0);
		if ((route->flags & (ROUTE_EMPTY | ROUTE_RAW)) == 0)
			assert_non_null(route->response);
		/* Without a session nobody reads or changes a case. */
		if (route->roles == ROLE_NONE)
			assert_true(str_starts(route->path, "/v1/sessions") || str_eq(route->path, "/v1/openapi.json")
			            || str_starts(route->path, "/v1/document-links/") /* whose path is the key */
			            || !str_starts(route->path, "/v1/"));
		/* Nobody whose role is to look on writes; admin sees no case. */
		if (writes && str_starts(route->path, "/v1/applications") && !str_ends(route->path, "/seen"))
			assert_int_equal(route->roles & (ROLE_AUDITOR | ROLE_ADMIN), 0);
	}
}

static void
the_description_is_json_with_every_path(void **state)
{
	struct buf text = BUF_INIT(OPENAPI_MAX);
	struct err err = { .code = ERR_NONE };
	struct json *root;
	size_t i;

	(void)state;
	openapi_write(&text);
	assert_true(buf_ok(&text));
	root = json_parse(text.data, text.len, &err);
	assert_non_null(root);
	for (i = 0; i < route_count; i++)
		assert_non_null(json_get(json_get(root, "paths"), routes[i].path));
	json_free(root);
	buf_done(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_path_finds_its_row_and_its_ids),
		cmocka_unit_test(a_known_path_says_which_methods_it_has),
		cmocka_unit_test(what_is_no_path_is_no_path),
		cmocka_unit_test(only_a_rows_own_query_parameters_are_its),
		cmocka_unit_test(every_row_keeps_the_rules),
		cmocka_unit_test(the_description_is_json_with_every_path),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	arena_done(&arena);
	return failed;
}
