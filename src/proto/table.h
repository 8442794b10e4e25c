/* SPDX-License-Identifier: Apache-2.0
 *
 * How a resource's table is written down.  A file defines NOUN as the struct
 * it describes and lists its members, one line each.
 */
#ifndef PROTO_TABLE_H
#define PROTO_TABLE_H

#include "domain/words.h"
#include "proto/proto.h"

#define AT(member) offsetof(NOUN, member)

#define NAMED(name_) .name = name_, .label = JSON_LABEL(name_)

#define PLAIN(kind_, name_, member, flags_, help_) \
	{ NAMED(name_), .kind = FIELD_##kind_, .flags = (flags_), .offset = AT(member), .help = help_ }
#define WORD(name_, member, flags_, words_, help_)                                     \
	{ NAMED(name_), .kind = FIELD_WORD, .flags = (flags_), .offset = AT(member), \
	  .words = words_, .help = help_ }
#define PART(kind_, name_, member, flags_, of_, help_)                                     \
	{ NAMED(name_), .kind = FIELD_##kind_, .flags = (flags_), .offset = AT(member), \
	  .of = &(of_), .help = help_ }

#define RESOURCE(symbol, name_, fields_, help_) \
	const struct resource symbol = { name_, sizeof(NOUN), fields_, countof(fields_), help_ }

/* Parts that several resources share. */
extern const struct resource resource_person_ref;
extern const struct resource resource_customer_ref;
extern const struct resource resource_author;
extern const struct resource resource_address;
extern const struct resource resource_pinned_note;
extern const struct resource resource_decision_amount;
extern const struct resource resource_load;

#endif
