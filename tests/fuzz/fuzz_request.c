/* SPDX-License-Identifier: Apache-2.0
 *
 * Request bodies against every table of members: refused with the member
 * named, or decoded into what encodes to the same again.
 */
#include "base/utf8.h"
#include "fuzz.h"
#include "proto/proto.h"

#define ROUTE(method, path, handler, roles, flags, query, request, response, summary) (request),
static const struct resource *const requests[] = {
#include "server/route/routes.def"
};
#undef ROUTE

static void
one(const struct resource *resource, const struct json *json)
{
	struct arena arena = ARENA_INIT;
	struct err err = { .code = ERR_NONE };
	struct buf first = BUF_INIT(JSON_BYTES_MAX), second = BUF_INIT(JSON_BYTES_MAX);
	struct json_out out = JSON_OUT(&first), again = JSON_OUT(&second);
	void *object = arena_alloc(&arena, resource->size), *reread = arena_alloc(&arena, resource->size);

	if (proto_decode(resource, json, object, &arena, PROTO_STRICT, &err)) {
		fuzz_claim(!fuzz_planted());
		proto_encode(&out, NULL, resource, object);
		struct json *written = json_parse(first.data, first.len, &err);
		fuzz_claim(written != NULL);
		fuzz_claim(proto_decode(resource, written, reread, &arena, PROTO_LENIENT, &err));
		proto_encode(&again, NULL, resource, reread);
		fuzz_claim(first.len == second.len && memcmp(first.data, second.data, first.len) == 0);
		json_free(written);
	} else {
		fuzz_claim(err.code != ERR_NONE);
	}
	buf_done(&first);
	buf_done(&second);
	arena_done(&arena);
}

FUZZ_ONE(bytes, len)
{
	struct err err = { .code = ERR_NONE };
	struct json *json = json_parse(bytes, len, &err);

	for (size_t i = 0; json && i < countof(requests); i++) {
		if (requests[i])
			one(requests[i], json);
	}
	json_free(json);
}
