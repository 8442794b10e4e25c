/* SPDX-License-Identifier: Apache-2.0
 *
 * The wire form of each noun, in both directions, from one table per
 * resource.  The same tables give the OpenAPI schemas.
 *
 * A resource names the members of a struct: their JSON name, kind and place.
 * What is absent in the struct (NULL, 0, DATE_NONE) is left out, or written as
 * null where the member is FIELD_NULLABLE.
 */
#ifndef PROTO_PROTO_H
#define PROTO_PROTO_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"

enum field_kind {
	FIELD_TEXT,    /* const char * */
	FIELD_ID,      /* const char *, [0-9A-Za-z_-]{1,40} */
	FIELD_INT,     /* int64_t */
	FIELD_BOOL,    /* bool */
	FIELD_DATE,    /* civil_date, "YYYY-MM-DD" */
	FIELD_INSTANT, /* int64_t ms, RFC 3339 */
	FIELD_MONEY,   /* int64_t cents, {"amount","currency"} */
	FIELD_WORD,    /* an enum as int, spelled by words[] */
	FIELD_OBJECT,  /* pointer to struct, or in place with FIELD_INLINE */
	FIELD_LIST,    /* LIST_OF(struct) */
	FIELD_TEXTS,   /* struct text_list */
	FIELD_JSON     /* const char *, an object kept as JSON text */
};

enum {
	FIELD_REQUIRED = 1 << 0, /* must be there when read; always written */
	FIELD_NULLABLE = 1 << 1, /* absent is written as null */
	FIELD_ALWAYS = 1 << 2,   /* written even when 0, false or empty */
	FIELD_INLINE = 1 << 3,   /* FIELD_OBJECT kept in place, not by pointer */
	FIELD_DETAIL = 1 << 4    /* not in list rows (proto_encode_summary) */
};

struct resource;

struct field {
	const char *name;
	struct json_label label; /* the name as it is written */
	enum field_kind kind;
	unsigned flags;
	size_t offset;
	const struct resource *of;  /* FIELD_OBJECT, FIELD_LIST */
	const char *const *words;   /* FIELD_WORD: by enum value, [0] unused, NULL-ended */
	size_t max;                 /* text bytes or list items accepted; 0: the usual limit */
	const char *help;           /* a clause for OpenAPI and manual */
};

struct resource {
	const char *name; /* "Application" */
	size_t size;
	const struct field *fields;
	size_t field_count;
	const char *help;
};

enum { PROTO_TEXT_MAX = 65536, PROTO_LIST_MAX = 1000 };

void proto_encode(struct json_out *out, const char *name, const struct resource *resource,
                  const void *object);
/* The same without FIELD_DETAIL members: a row of a list. */
void proto_encode_summary(struct json_out *out, const char *name, const struct resource *resource,
                          const void *object);

enum proto_reading {
	PROTO_STRICT, /* a server reading requests: unknown members are refused (400) */
	PROTO_LENIENT /* a client reading answers: unknown members are ignored */
};
/* object is zeroed and filled; texts are copied into the arena.  Every
 * member that cannot be accepted is named by its pointer. */
bool proto_decode(const struct resource *resource, const struct json *value, void *object,
                  struct arena *arena, enum proto_reading reading, struct err *err) must_use;

/* JSON Schema of a resource's members, as OpenAPI 3.1 wants it. */
void proto_schema(struct json_out *out, const char *name, const struct resource *resource);

/* The nouns (one file each). */
extern const struct resource resource_application;
extern const struct resource resource_missing_item;
extern const struct resource resource_interview;
extern const struct resource resource_customer;
extern const struct resource resource_worker;
extern const struct resource resource_team;
extern const struct resource resource_decision;
extern const struct resource resource_rehearsal;
extern const struct resource resource_notice;
extern const struct resource resource_status_update;
extern const struct resource resource_interaction;
extern const struct resource resource_message;
extern const struct resource resource_history_entry;
extern const struct resource resource_note;
extern const struct resource resource_answer_change;
extern const struct resource resource_appeal;
extern const struct resource resource_review;
extern const struct resource resource_reminder;
extern const struct resource resource_alike; /* struct alike_view */
extern const struct resource resource_agenda_item; /* struct agenda_item */
extern const struct resource resource_news; /* struct news */
extern const struct resource resource_packet; /* struct packet_view */
extern const struct resource resource_document;
extern const struct resource resource_document_text; /* struct document_text_view */
extern const struct resource resource_document_link; /* struct document_link_view */
extern const struct resource resource_worksheet;
extern const struct resource resource_event;
extern const struct resource resource_program; /* struct program_view */
extern const struct resource resource_reason_code; /* struct reason_code_view */
extern const struct resource resource_session; /* struct session_view */
extern const struct resource resource_draft; /* struct draft_view */
extern const struct resource resource_saved_filter;
extern const struct resource resource_signing_key; /* struct signing_key_view */
extern const struct resource resource_second_factor; /* struct second_factor_view */
extern const struct resource resource_problem;
extern const struct resource resource_outcome; /* struct outcome_view */
extern const struct resource resource_reader; /* struct reader_view */
extern const struct resource resource_ssn; /* struct ssn_view */
extern const struct resource resource_search_hit; /* struct search_hit */
extern const struct resource resource_report; /* struct report */
extern const struct resource resource_access; /* struct access_view */
extern const struct resource resource_replay; /* struct replay_view */
extern const struct resource resource_audit_verification; /* struct audit_verification */
extern const struct resource resource_plan; /* struct move_plan */
extern const struct resource resource_plan_item;
extern const struct resource resource_plan_skip;
extern const struct resource resource_leave; /* struct leave_view */
extern const struct resource resource_bulk; /* struct bulk_view */
extern const struct resource resource_checkpoint; /* struct checkpoint_view */

/* Requests (requests.h has the structs). */
extern const struct resource request_session;
extern const struct resource request_draft;
extern const struct resource request_saved_filter; /* struct saved_filter, without id */
extern const struct resource request_signing_key;
extern const struct resource request_password;
extern const struct resource request_second_factor;
extern const struct resource request_second_factor_confirmation;
extern const struct resource request_intake;
extern const struct resource request_release;
extern const struct resource request_withdraw;
extern const struct resource request_reopen;
extern const struct resource request_access_code;
extern const struct resource request_interview;
extern const struct resource request_answers;
extern const struct resource request_appeal;
extern const struct resource request_appeal_result;
extern const struct resource request_review;
extern const struct resource request_reminder;
extern const struct resource request_assignment;
extern const struct resource request_missing;
extern const struct resource request_verification;
extern const struct resource request_note;
extern const struct resource request_seen;
extern const struct resource request_presence;
extern const struct resource request_decision;
extern const struct resource request_approval;
extern const struct resource request_customer; /* PATCH: struct customer_change */
extern const struct resource request_reveal_ssn;
extern const struct resource request_same;
extern const struct resource request_conflict;
extern const struct resource request_plan;
extern const struct resource request_plan_change;
extern const struct resource request_plan_revert;
extern const struct resource request_leave;
extern const struct resource request_own_presence;
extern const struct resource request_bulk;

#endif
