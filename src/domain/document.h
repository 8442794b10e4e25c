/* SPDX-License-Identifier: Apache-2.0
 *
 * A document that somebody sent: what is known of it, and what kind of file
 * its bytes are.  A file is judged by its first bytes; its name and what the
 * sender calls it say nothing.  Nothing here opens, unpacks or draws one.
 */
#ifndef DOMAIN_DOCUMENT_H
#define DOMAIN_DOCUMENT_H

#include "domain/event.h"

enum document_type {
	DOCUMENT_TYPE_NONE,
#define DOCUMENT_TYPE(id, media, ending, text) DOCUMENT_##id,
#include "domain/document_types.def"
#undef DOCUMENT_TYPE
	DOCUMENT_TYPE_COUNT
};

/* Stored by number. */
enum document_state {
	DOCUMENT_STATE_NONE,
	DOCUMENT_QUARANTINE, /* the check has not answered: nobody opens it */
	DOCUMENT_AVAILABLE,
	DOCUMENT_REFUSED     /* the check said no; its bytes are gone */
};

enum document_text {
	DOCUMENT_TEXT_UNKNOWN,
	DOCUMENT_TEXT_WAITING, /* has not been looked for yet */
	DOCUMENT_TEXT_READY,
	DOCUMENT_TEXT_ABSENT   /* a picture, or a file whose words could not be taken out */
};

enum {
	DOCUMENT_BYTES_MAX = 10 * 1024 * 1024,
	DOCUMENTS_MAX = 100,           /* an application */
	DOCUMENT_NAME_MAX = 200,       /* bytes */
	DOCUMENT_TEXT_MAX = 64 * 1024, /* bytes of the text layer that are kept */
	DOCUMENT_SIDE_MAX = 30000,     /* pixels of a picture, */
	DOCUMENT_MEGAPIXELS_MAX = 200  /* and all of them */
};

struct document {
	const char *id;
	const char *application_id;
	const char *customer_id;
	const char *item_id; /* the requirement it was sent for; NULL: none in particular */
	const char *label;   /* that requirement's name; NULL with it */
	const char *name;    /* as it was sent */
	const char *media_type;
	int64_t size;
	const char *sha256; /* hex */
	enum document_state state;
	enum document_text text_state;
	struct author from;
	int64_t at_ms;
	int64_t looked_at_ms;  /* a worker first looked; 0: nobody has */
	const char *looked_by; /* the worker's name */
	bool looked_by_me;     /* whoever asks has looked */
};

/* What a file is; DOCUMENT_TYPE_NONE: nothing that is taken. */
enum document_type document_type_of(const void *bytes, size_t len);
const char *document_media(enum document_type type);
const char *document_ending(enum document_type type);
/* A msgid: "PDF". */
const char *document_type_text(enum document_type type);
/* NONE for a media type that is not in the table. */
enum document_type document_type_from_media(const char *media);

/*
 * Is it of a kind that is taken, whole enough to begin, and no picture that
 * would fill a memory?  False with a sentence in *ret_why, a msgid.
 */
bool document_is_taken(const void *bytes, size_t len, enum document_type *ret_type,
                       const char **ret_why) must_use;

/* A picture's sides as its header says, 0 where this file says none. */
struct document_sides { uint32_t width, height; };
struct document_sides document_sides_of(enum document_type type, const void *bytes, size_t len);

#endif
