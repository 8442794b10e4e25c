/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading JSON: json_scan() judges the text, cJSON builds the tree, and this
 * file is the only one that knows so.  A number that is not a plain integer
 * keeps its own text in the tree (in valuestring, which cJSON leaves NULL for
 * numbers and frees with the rest), so that nothing is rounded unseen.
 */
#include "base/json.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/json_scan.h"

static const cJSON *
node_of(const struct json *value)
{
	return (const cJSON *)(const void *)value;
}

static const struct json *
json_of(const cJSON *node)
{
	return (const struct json *)(const void *)node;
}

/* ---- parsing ---- */

static void *
tree_alloc(size_t size)
{
	void *bytes = malloc(size);
	if (!bytes)
		oom_exit();
	return bytes;
}

/* With none left cJSON would say what it says of a text it cannot read. */
static void
tree_set_up(void)
{
	cJSON_InitHooks(&(cJSON_Hooks){ .malloc_fn = tree_alloc, .free_fn = free });
}

/* Goes through the numbers of a tree in the order of the text. */
struct number_walk {
	const char *text;
	const struct json_odd_number *odd;
	size_t odd_count;
	size_t ordinal;
	struct err *err;
};

static bool
number_keep_text(struct number_walk *walk, cJSON *node)
{
	if (walk->odd_count == 0 || walk->odd->ordinal != walk->ordinal++)
		return true;

	const struct json_odd_number *odd = walk->odd++;
	walk->odd_count--;
	if (!isfinite(node->valuedouble))
		return json_fault(walk->err, ERR_VALIDATION_FAILED, walk->text, odd->offset,
			"a number is too large");
	node->valuestring = cJSON_malloc(odd->len + 1);
	memcpy(node->valuestring, walk->text + odd->offset, odd->len);
	node->valuestring[odd->len] = '\0';
	return true;
}

static bool
numbers_keep_text(struct number_walk *walk, cJSON *node)
{
	if (cJSON_IsNumber(node))
		return number_keep_text(walk, node);
	for (cJSON *child = node->child; child && walk->odd_count > 0; child = child->next) {
		if (!numbers_keep_text(walk, child))
			return false;
	}
	return true;
}

struct json *
json_parse(const char *text, size_t len, struct err *err)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct buf odd_numbers = BUF_INIT(JSON_VALUES_MAX * sizeof(struct json_odd_number));
	cJSON *root = NULL;

	(void)pthread_once(&once, tree_set_up);

	if (!json_scan(text, len, &odd_numbers, err))
		goto out;
	root = cJSON_ParseWithLength(text, len);
	if (!root) {
		/* The grammar was right: only a number too long for cJSON can be
		 * the reason. */
		err_set(err, ERR_VALIDATION_FAILED,
			"The JSON cannot be read; shorten its numbers.");
		goto out;
	}

	struct number_walk walk = {
		.text = text,
		.odd = (const struct json_odd_number *)(void *)odd_numbers.data,
		.odd_count = odd_numbers.len / sizeof(struct json_odd_number),
		.err = err,
	};
	if (!numbers_keep_text(&walk, root)) {
		cJSON_Delete(root);
		root = NULL;
	}
out:
	buf_done(&odd_numbers);
	return (struct json *)(void *)root;
}

void
json_free(struct json *root)
{
	cJSON_Delete((cJSON *)(void *)root);
}

/* ---- reading ---- */

enum json_kind
json_kind(const struct json *value)
{
	const cJSON *node = node_of(value);

	if (cJSON_IsObject(node))
		return JSON_OBJECT;
	if (cJSON_IsArray(node))
		return JSON_LIST;
	if (cJSON_IsString(node))
		return JSON_TEXT;
	if (cJSON_IsNumber(node))
		return JSON_NUMBER;
	return cJSON_IsBool(node) ? JSON_BOOL : JSON_NULL;
}

const struct json *
json_get(const struct json *object, const char *name)
{
	if (json_kind(object) != JSON_OBJECT)
		return NULL;
	return json_of(cJSON_GetObjectItemCaseSensitive(node_of(object), name));
}

const struct json *
json_first(const struct json *list_or_object)
{
	return list_or_object ? json_of(node_of(list_or_object)->child) : NULL;
}

const struct json *
json_next(const struct json *value)
{
	return value ? json_of(node_of(value)->next) : NULL;
}

const char *
json_name(const struct json *member)
{
	return member ? node_of(member)->string : NULL;
}

size_t
json_count(const struct json *list_or_object)
{
	size_t count = 0;

	for (const struct json *at = json_first(list_or_object); at; at = json_next(at))
		count++;
	return count;
}

const char *
json_text(const struct json *value)
{
	return cJSON_GetStringValue(node_of(value));
}

bool
json_bool(const struct json *value, bool otherwise)
{
	return cJSON_IsBool(node_of(value)) ? cJSON_IsTrue(node_of(value)) : otherwise;
}

bool
json_int(const struct json *value, int64_t *ret)
{
	const cJSON *node = node_of(value);

	if (!cJSON_IsNumber(node) || node->valuestring)
		return false;
	*ret = (int64_t)node->valuedouble;
	return true;
}

static void
print_value(struct json_out *out, const char *name, const struct json *value)
{
	int64_t integer;

	switch (json_kind(value)) {
	case JSON_NULL:
		json_put_null(out, name);
		break;
	case JSON_BOOL:
		json_put_bool(out, name, json_bool(value, false));
		break;
	case JSON_TEXT:
		json_put_text(out, name, json_text(value));
		break;
	case JSON_NUMBER:
		if (json_int(value, &integer))
			json_put_int(out, name, integer);
		else
			json_put_raw(out, name, node_of(value)->valuestring);
		break;
	case JSON_LIST:
		json_begin_list(out, name);
		for (const struct json *at = json_first(value); at; at = json_next(at))
			print_value(out, json_name(at), at);
		json_end_list(out);
		break;
	case JSON_OBJECT:
		json_begin_object(out, name);
		for (const struct json *at = json_first(value); at; at = json_next(at))
			print_value(out, json_name(at), at);
		json_end_object(out);
		break;
	}
}

void
json_print(struct buf *out, const struct json *value)
{
	struct json_out writer = JSON_OUT(out);

	/* The value alone, also where it is a member of something. */
	print_value(&writer, NULL, value);
}
