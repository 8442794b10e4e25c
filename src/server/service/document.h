/* SPDX-License-Identifier: Apache-2.0
 *
 * Documents on an application's file: taking one in, listing them, looking at
 * one.  Whoever looks leaves a trace; a worker's first look at all is what lets
 * a proof be accepted.
 */
#ifndef SERVICE_DOCUMENT_H
#define SERVICE_DOCUMENT_H

#include "domain/document.h"
#include "proto/requests.h"
#include "server/service/service.h"

struct application_file;

enum { DOCUMENTS_AT_ONCE = 5, DOCUMENT_LINK_S = 60 };

/* One file as it came. */
struct document_upload {
	const char *name; /* NULL or "": none was given */
	const void *bytes;
	size_t len;
	/* Of the bytes, by document_measure(). */
	enum document_type type;
	const char *why; /* a msgid: why it is not taken; NULL: it is */
	char sha256[2 * 32 + 1];
};

/* What it is, and its hash: off the writer, 40 ms for the largest. */
void document_measure(struct document_upload *upload);

struct documents {
	struct document *at;
	size_t count;
};

/*
 * Puts files on the application's file, all or none, with what follows from
 * it: the requirement is received, the status moves where it was the last,
 * the worker's queue shows it and the applicant is told.  item_id NULL: for no
 * requirement in particular.  A file that is there already for the same
 * requirement is answered as it is and not put in twice.
 */
bool document_file(struct call *call, const char *application_id, const char *item_id,
                   const struct document_upload *uploads, size_t count, struct documents *ret,
                   struct err *err) must_use;

/* Oldest first. */
bool documents_of(struct call *call, const char *application_id, struct documents *ret,
                  struct err *err) must_use;
bool document_read(struct call *call, const char *id, struct document *ret, struct err *err) must_use;
/* The file itself, or its text layer; refused while it is in quarantine. */
bool document_content(struct call *call, const char *id, struct document *ret, const char **ret_bytes,
                      struct err *err) must_use;
bool document_words(struct call *call, const char *id, struct document *ret, const char **ret_text,
                    struct err *err) must_use;

/* On the writer: the actor has it in front of them. */
bool document_looked_at(struct call *call, const char *id, struct err *err) must_use;

/* ---- one-use links ---- */

/* On the writer; a dry run makes none. */
bool document_link_make(struct call *call, const char *id, struct document_link_view *ret,
                        struct err *err) must_use;
bool document_link_read(struct call *call, const char *link_id, struct document_link_view *ret,
                        struct err *err) must_use;
/* Whose link it is and for which document, if it is still good; NOT_FOUND. */
bool document_link_open(struct call *call, const char *link_id, const char *key,
                        const char **ret_document_id, struct actor *ret_actor, struct err *err) must_use;
/* On the writer: used up; NOT_FOUND for the second. */
bool document_link_spend(struct call *call, const char *link_id, struct err *err) must_use;

/* ---- what a check found ---- */

struct document_finding {
	bool is_bad;
	bool is_checked;   /* false: only its text was looked for */
	const char *text;  /* NULL: none */
};
/* On the writer, by the system. */
bool document_checked(struct call *call, const char *id, const struct document_finding *finding,
                      struct err *err) must_use;

/* A message of what in particular nobody has looked at: the names of the
 * documents for a requirement; NULL: nothing. */
const char *documents_unseen(struct call *call, const struct application_file *file, const char *item_id);

#endif
