/* SPDX-License-Identifier: Apache-2.0
 *
 * Applications as rows.
 */
#include "client/model/application_list.h"

#include "proto/proto.h"

static bool
decode(void *row, const struct json *json, struct arena *arena, struct err *err)
{
	return proto_decode(&resource_application, json, row, arena, PROTO_LENIENT, err);
}

static const char *
row_id(const void *row)
{
	return ((const struct application *)row)->id;
}

static const char *
row_customer_id(const void *row)
{
	return ((const struct application *)row)->customer.id;
}

const struct list_kind application_list = {
	.subject_type = "application",
	.row_size = sizeof(struct application),
	.decode = decode,
	.row_id = row_id,
	.row_other_id = row_customer_id,
};
