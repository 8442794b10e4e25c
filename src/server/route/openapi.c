/* SPDX-License-Identifier: Apache-2.0
 *
 * The OpenAPI 3.1 description, made from the tables of routes and resources.
 */
#include "config.h"

#include "server/route/openapi.h"

#include "base/json.h"
#include "base/str.h"
#include "domain/document.h"
#include "server/route/route.h"

enum { RESOURCES_MAX = 128, TAGS_MAX = 24, TEXT_MAX = 200 };

struct names {
	const struct resource *resources[RESOURCES_MAX];
	size_t count;
};

/* ---- schemas ---- */

static void
collect(struct names *all, const struct resource *resource)
{
	size_t i;

	if (resource == NULL || all->count == RESOURCES_MAX)
		return;
	for (i = 0; i < all->count; i++)
		if (all->resources[i] == resource)
			return;
	all->resources[all->count++] = resource;
	for (i = 0; i < resource->field_count; i++)
		collect(all, resource->fields[i].of);
}

static void
put_type(struct json_out *out, const char *name, const char *type, const char *what)
{
	json_begin_object(out, name);
	json_put_text(out, "type", type);
	if (what != NULL)
		json_put_text(out, "description", what);
	json_end_object(out);
}

static void
put_ref(struct json_out *out, const char *name, const char *kind, const char *target)
{
	char path[TEXT_MAX];

	snprintf(path, sizeof(path), "#/components/%s/%s", kind, target);
	json_begin_object(out, name);
	json_put_text(out, "$ref", path);
	json_end_object(out);
}

static void
put_problem_schema(struct json_out *out)
{
	json_put_raw(out, "Problem",
	             "{\"type\":\"object\",\"description\":\"Why a request was refused (RFC 9457).\","
	             "\"required\":[\"type\",\"code\",\"title\",\"status\",\"request_id\",\"retryable\"],"
	             "\"properties\":{\"type\":{\"type\":\"string\",\"format\":\"uri\"},"
	             "\"code\":{\"type\":\"string\",\"description\":\"For programs.\"},"
	             "\"title\":{\"type\":\"string\",\"description\":\"For people.\"},"
	             "\"status\":{\"type\":\"integer\"},\"detail\":{\"type\":\"string\"},"
	             "\"request_id\":{\"type\":\"string\"},"
	             "\"retryable\":{\"type\":\"boolean\",\"description\":\"The same request may succeed later.\"},"
	             "\"errors\":{\"type\":\"array\",\"items\":{\"type\":\"object\","
	             "\"required\":[\"pointer\",\"code\",\"detail\"],\"properties\":{"
	             "\"pointer\":{\"type\":\"string\"},\"code\":{\"type\":\"string\"},"
	             "\"detail\":{\"type\":\"string\"}}}},"
	             "\"current_version\":{\"type\":\"integer\"},"
	             "\"changed_fields\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}},"
	             "\"changed_by\":{\"type\":\"string\"},"
	             "\"changed_at\":{\"type\":[\"string\",\"null\"],\"format\":\"date-time\"}}}");
	json_put_raw(out, "AsOf",
	             "{\"type\":\"object\",\"required\":[\"seq\",\"at\"],\"properties\":{"
	             "\"seq\":{\"type\":\"integer\"},\"at\":{\"type\":\"string\",\"format\":\"date-time\"}}}");
	json_put_raw(out, "Total",
	             "{\"type\":\"object\",\"required\":[\"count\",\"relation\"],\"properties\":{"
	             "\"count\":{\"type\":\"integer\"},\"relation\":{\"type\":\"string\",\"enum\":[\"eq\",\"gte\"]}}}");
}

static void
put_components(struct json_out *out)
{
	struct names all = { .count = 0 };
	size_t i;

	for (i = 0; i < route_count; i++) {
		collect(&all, routes[i].request);
		collect(&all, routes[i].response);
		if ((routes[i].flags & ROUTE_DRY_RUN) != 0)
			collect(&all, &resource_rehearsal);
	}
	json_begin_object(out, "components");
	json_put_raw(out, "securitySchemes",
	             "{\"session\":{\"type\":\"http\",\"scheme\":\"bearer\","
	             "\"description\":\"The token of POST /v1/sessions.\"}}");
	json_put_raw(out, "responses",
	             "{\"Problem\":{\"description\":\"Refused; the body says why.\","
	             "\"headers\":{\"X-Request-Id\":{\"schema\":{\"type\":\"string\"}}},"
	             "\"content\":{\"application/problem+json\":{\"schema\":"
	             "{\"$ref\":\"#/components/schemas/Problem\"},\"example\":"
	             "{\"type\":\"urn:caseload:problem:not_found\",\"code\":\"not_found\","
	             "\"title\":\"There is nothing here by that name.\",\"status\":404,"
	             "\"request_id\":\"6f1c0a9be2d34755a81f\",\"retryable\":false}}}}}");
	json_begin_object(out, "schemas");
	put_problem_schema(out);
	for (i = 0; i < all.count; i++)
		proto_schema(out, all.resources[i]->name, all.resources[i]);
	json_end_object(out);
	json_end_object(out);
}

/* ---- parameters ---- */

static void
put_parameter(struct json_out *out, const char *place, const char *name, const char *type, bool required,
              const char *what)
{
	json_begin_object(out, NULL);
	json_put_text(out, "name", name);
	json_put_text(out, "in", place);
	json_put_bool(out, "required", required);
	if (what != NULL)
		json_put_text(out, "description", what);
	put_type(out, "schema", type, NULL);
	json_end_object(out);
}

/* Calls put for each "{name}" of a path. */
static void
put_path_parameters(struct json_out *out, const char *path)
{
	char name[TEXT_MAX];

	while ((path = strchr(path, '{')) != NULL) {
		size_t len = strcspn(++path, "}");
		snprintf(name, sizeof(name), "%.*s", (int)len, path);
		put_parameter(out, "path", name, "string", true, NULL);
	}
}

static void
put_query_parameters(struct json_out *out, const struct route *route)
{
	char name[TEXT_MAX];
	const char *at = route->query;

	while (*at != '\0') {
		size_t len = strcspn(at, " ");
		snprintf(name, sizeof(name), "%.*s", (int)len, at);
		put_parameter(out, "query", name, str_eq(name, "after") || str_eq(name, "wait") ? "integer" : "string",
		              str_eq(name, "after") && (route->flags & ROUTE_EVENTS) != 0, NULL);
		at += len;
		at += strspn(at, " ");
	}
	if ((route->flags & ROUTE_PAGE) != 0) {
		put_parameter(out, "query", "limit", "integer", false, "Rows of a page, 1 to 200.");
		put_parameter(out, "query", "cursor", "string", false, "next_cursor or prev_cursor of a page of this list.");
		put_parameter(out, "query", "from", "string", false, "start or end.");
		put_parameter(out, "query", "sort", "string", false, "A word of this list; - before it reverses.");
	}
	if ((route->flags & ROUTE_DRY_RUN) != 0)
		put_parameter(out, "query", "dry_run", "boolean", false, "Check everything, show what would be, write nothing.");
}

static void
put_parameters(struct json_out *out, const struct route *route)
{
	json_begin_list(out, "parameters");
	put_path_parameters(out, route->path);
	put_query_parameters(out, route);
	if ((route->flags & ROUTE_IF_MATCH) != 0)
		put_parameter(out, "header", "If-Match", "string", true, "The version this change is based on, as \"7\".");
	if ((route->flags & ROUTE_KEY) != 0)
		put_parameter(out, "header", "Idempotency-Key", "string", (route->flags & ROUTE_DRY_RUN) == 0,
		              "A quoted id, minted once per act; not needed for a dry run.");
	if ((route->flags & ROUTE_CACHEABLE) != 0)
		put_parameter(out, "header", "If-None-Match", "string", false, NULL);
	if ((route->flags & ROUTE_STREAM) != 0)
		put_parameter(out, "header", "Last-Event-ID", "integer", false, "Where the last stream had got to.");
	json_end_list(out);
}

/* ---- answers ---- */

static void
put_list_schema(struct json_out *out, const struct route *route)
{
	json_begin_object(out, "schema");
	json_put_text(out, "type", "object");
	json_begin_list(out, "required");
	json_put_text(out, NULL, "items");
	json_put_text(out, NULL, (route->flags & ROUTE_EVENTS) != 0 ? "next_after" : "as_of");
	json_end_list(out);
	json_begin_object(out, "properties");
	json_begin_object(out, "items");
	json_put_text(out, "type", "array");
	put_ref(out, "items", "schemas", route->response->name);
	json_end_object(out);
	if ((route->flags & ROUTE_EVENTS) != 0) {
		put_type(out, "next_after", "integer", "Ask after this next.");
	} else {
		json_put_raw(out, "next_cursor", "{\"type\":[\"string\",\"null\"]}");
		json_put_raw(out, "prev_cursor", "{\"type\":[\"string\",\"null\"]}");
		put_ref(out, "as_of", "schemas", "AsOf");
		put_ref(out, "total", "schemas", "Total");
		put_type(out, "totals", "object", "Exact totals.");
	}
	json_end_object(out);
	json_end_object(out);
}

static void
put_schema(struct json_out *out, const struct route *route, bool may_be_rehearsal)
{
	if ((route->flags & (ROUTE_LIST | ROUTE_EVENTS)) != 0) {
		put_list_schema(out, route);
	} else if (may_be_rehearsal) {
		json_begin_object(out, "schema");
		json_begin_list(out, "anyOf");
		put_ref(out, NULL, "schemas", route->response->name);
		put_ref(out, NULL, "schemas", resource_rehearsal.name);
		json_end_list(out);
		json_end_object(out);
	} else {
		put_ref(out, "schema", "schemas", route->response->name);
	}
}

/* Bytes of any kind that is taken. */
static void
put_file_types(struct json_out *out)
{
	int type;

	json_begin_object(out, "content");
	for (type = DOCUMENT_TYPE_NONE + 1; type < DOCUMENT_TYPE_COUNT; type++)
		json_put_raw(out, document_media((enum document_type)type), "{}");
	json_end_object(out);
}

static void
put_answer(struct json_out *out, const struct route *route, const char *status, const char *what,
           bool may_be_rehearsal)
{
	const char *type = (route->flags & ROUTE_STREAM) != 0 ? "text/event-stream" : "application/json";

	json_begin_object(out, status);
	json_put_text(out, "description", what);
	json_put_raw(out, "headers",
	             route_tells_seq(route)
	                     ? "{\"X-Request-Id\":{\"schema\":{\"type\":\"string\"}},"
	                       "\"Event-Seq\":{\"description\":\"The last event this answer saw.\","
	                       "\"schema\":{\"type\":\"integer\"}}}"
	                     : "{\"X-Request-Id\":{\"schema\":{\"type\":\"string\"}}}");
	if ((route->flags & (ROUTE_DOCUMENT | ROUTE_RAW)) == (ROUTE_DOCUMENT | ROUTE_RAW)) {
		put_file_types(out);
	} else if (!str_eq(status, "204")) {
		json_begin_object(out, "content");
		if (str_eq(route->path, "/metrics"))
			type = "text/plain";
		json_begin_object(out, type);
		if (route->response == NULL || (route->flags & ROUTE_STREAM) != 0)
			put_type(out, "schema", str_eq(type, "application/json") ? "object" : "string", NULL);
		else
			put_schema(out, route, may_be_rehearsal);
		json_end_object(out);
		if ((route->flags & ROUTE_TABLE) != 0) {
			json_begin_object(out, "text/csv");
			put_type(out, "schema", "string", NULL);
			json_end_object(out);
		}
		json_end_object(out);
	}
	json_end_object(out);
}

static void
put_problem(struct json_out *out, const char *status)
{
	put_ref(out, status, "responses", "Problem");
}

static void
put_answers(struct json_out *out, const struct route *route)
{
	bool dry = (route->flags & ROUTE_DRY_RUN) != 0;

	json_begin_object(out, "responses");
	if ((route->flags & ROUTE_EMPTY) != 0)
		put_answer(out, route, "204", "Done.", false);
	else if ((route->flags & ROUTE_CREATED) != 0)
		put_answer(out, route, "201", "Made.", false);
	if ((route->flags & ROUTE_EMPTY) == 0 && ((route->flags & ROUTE_CREATED) == 0 || dry))
		put_answer(out, route, "200", dry ? "Done; or, as a dry run, what would be." : "As asked.", dry);
	if ((route->flags & ROUTE_CACHEABLE) != 0) {
		json_begin_object(out, "304");
		json_put_text(out, "description", "Not changed since the version in If-None-Match.");
		json_end_object(out);
	}
	put_problem(out, "400");
	put_problem(out, "401");
	if (route->roles != ROLE_NONE)
		put_problem(out, "403");
	put_problem(out, "404");
	if ((route->flags & (ROUTE_KEY | ROUTE_DOCUMENT)) != 0)
		put_problem(out, "409");
	if ((route->flags & ROUTE_UPLOAD) != 0) {
		put_problem(out, "413");
		put_problem(out, "415");
	}
	put_problem(out, "414");
	if ((route->flags & ROUTE_IF_MATCH) != 0) {
		put_problem(out, "412");
		put_problem(out, "428");
	}
	put_problem(out, "422");
	put_problem(out, "429");
	put_problem(out, "431");
	put_problem(out, "500");
	put_problem(out, "503");
	json_end_object(out);
}

/* "/v1/applications/{id}" is of "applications". */
static void
tag_of(const struct route *route, char tag[TEXT_MAX])
{
	const char *at = str_starts(route->path, "/v1/") ? route->path + 4 : "server";

	if (str_eq(route->path, "/v1/openapi.json"))
		at = "server";
	snprintf(tag, TEXT_MAX, "%.*s", (int)strcspn(at, "/"), at);
}

static void
put_operation(struct json_out *out, const struct route *route)
{
	char word[16], tag[TEXT_MAX];
	size_t i;

	snprintf(word, sizeof(word), "%s", method_word(route->method));
	for (i = 0; word[i] != '\0'; i++)
		word[i] = (char)(word[i] | 0x20);
	tag_of(route, tag);
	json_begin_object(out, word);
	json_put_text(out, "operationId", route->name);
	json_put_text(out, "summary", route->summary);
	json_begin_list(out, "tags");
	json_put_text(out, NULL, tag);
	json_end_list(out);
	if (route->roles == ROLE_NONE)
		json_put_raw(out, "security", "[]");
	put_parameters(out, route);
	if ((route->flags & ROUTE_UPLOAD) != 0)
		json_put_raw(out, "requestBody", "{\"required\":true,\"description\":\"The file's bytes as they are.\","
		                                 "\"content\":{\"application/octet-stream\":{}}}");
	if (route->request != NULL) {
		json_begin_object(out, "requestBody");
		json_put_bool(out, "required", true);
		json_begin_object(out, "content");
		json_begin_object(out, "application/json");
		put_ref(out, "schema", "schemas", route->request->name);
		json_end_object(out);
		json_end_object(out);
		json_end_object(out);
	}
	put_answers(out, route);
	json_end_object(out);
}

static void
put_tags(struct json_out *out)
{
	char seen[TAGS_MAX][TEXT_MAX], tag[TEXT_MAX], what[2 * TEXT_MAX];
	size_t count = 0, i, j;

	json_begin_list(out, "tags");
	for (i = 0; i < route_count && count < TAGS_MAX; i++) {
		tag_of(&routes[i], tag);
		for (j = 0; j < count; j++)
			if (str_eq(seen[j], tag))
				break;
		if (j < count)
			continue;
		str_copy(seen[count++], TEXT_MAX, tag);
		snprintf(what, sizeof(what), "Routes of %s.", str_eq(tag, "server") ? "the server itself" : tag);
		json_begin_object(out, NULL);
		json_put_text(out, "name", tag);
		json_put_text(out, "description", what);
		json_end_object(out);
	}
	json_end_list(out);
}

/* One object per path, with its methods, in the order of the table. */
static void
put_paths(struct json_out *out)
{
	size_t i, j;

	json_begin_object(out, "paths");
	for (i = 0; i < route_count; i++) {
		for (j = 0; j < i; j++)
			if (str_eq(routes[j].path, routes[i].path))
				break;
		if (j < i)
			continue;
		json_begin_object(out, routes[i].path);
		for (j = i; j < route_count; j++)
			if (str_eq(routes[j].path, routes[i].path))
				put_operation(out, &routes[j]);
		json_end_object(out);
	}
	json_end_object(out);
}

void
openapi_write(struct buf *buf)
{
	struct json_out out = JSON_OUT(buf);

	json_begin_object(&out, NULL);
	json_put_text(&out, "openapi", "3.1.0");
	json_begin_object(&out, "info");
	json_put_text(&out, "title", "The case API");
	json_put_text(&out, "version", "1");
	json_put_text(&out, "summary", "Benefit applications, their customers, and what happened to them.");
	json_put_raw(&out, "license", "{\"name\":\"Apache-2.0\",\"identifier\":\"Apache-2.0\"}");
	json_put_raw(&out, "contact", "{\"name\":\"Whoever runs this server\"}");
	json_end_object(&out);
	json_put_raw(&out, "servers", "[{\"url\":\"/\"}]");
	json_put_raw(&out, "security", "[{\"session\":[]}]");
	put_tags(&out);
	put_paths(&out);
	put_components(&out);
	json_end_object(&out);
}
