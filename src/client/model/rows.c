/* SPDX-License-Identifier: Apache-2.0
 *
 * One struct list_kind for each.
 */
#include "client/model/rows.h"

#include <inttypes.h>
#include <stdio.h>

#include "proto/proto.h"

static bool
history_decode(void *row, const struct json *json, struct arena *arena, struct err *err)
{
	struct history_row *history = row;

	if (!proto_decode(&resource_history_entry, json, &history->entry, arena, PROTO_LENIENT, err))
		return false;
	snprintf(history->id, sizeof(history->id), "%" PRId64, history->entry.seq);
	return true;
}

static const char *
history_id(const void *row)
{
	return ((const struct history_row *)row)->id;
}

const struct list_kind history_rows = {
	/* Whatever happens to one of its ids (pages_about) is history. */
	.subject_type = "",
	.row_size = sizeof(struct history_row),
	.decode = history_decode,
	.row_id = history_id,
};

static bool
interaction_decode(void *row, const struct json *json, struct arena *arena, struct err *err)
{
	return proto_decode(&resource_interaction, json, row, arena, PROTO_LENIENT, err);
}

static const char *
interaction_id(const void *row)
{
	return ((const struct interaction *)row)->id;
}

const struct list_kind interaction_rows = {
	.subject_type = "interaction",
	.row_size = sizeof(struct interaction),
	.decode = interaction_decode,
	.row_id = interaction_id,
};

static bool
message_decode(void *row, const struct json *json, struct arena *arena, struct err *err)
{
	return proto_decode(&resource_message, json, row, arena, PROTO_LENIENT, err);
}

static const char *
message_id(const void *row)
{
	return ((const struct message *)row)->id;
}

const struct list_kind message_rows = {
	.subject_type = "",
	.row_size = sizeof(struct message),
	.decode = message_decode,
	.row_id = message_id,
};

static bool
customer_decode(void *row, const struct json *json, struct arena *arena, struct err *err)
{
	return proto_decode(&resource_customer, json, row, arena, PROTO_LENIENT, err);
}

static const char *
customer_id(const void *row)
{
	return ((const struct customer *)row)->id;
}

const struct list_kind customer_rows = {
	.subject_type = "customer",
	.row_size = sizeof(struct customer),
	.decode = customer_decode,
	.row_id = customer_id,
};
