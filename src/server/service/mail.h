/* SPDX-License-Identifier: Apache-2.0
 *
 * What goes to the applicant by e-mail.
 *
 * Each commit that tells the applicant something makes one e-mail: the letter
 * as it stands, else the status update, whole, with every missing item.  The
 * law wants a notice to be read, and a link that needs a receipt is not read;
 * what shows before it is opened, the subject, says no more than that there is
 * news.  It is written in the commit itself and sent later by a job.
 */
#ifndef SERVICE_MAIL_H
#define SERVICE_MAIL_H

#include "server/service/application_file.h"
#include "server/store/mail.h"

enum {
	MAIL_BYTES_MAX = 64 * 1024,
	MAIL_TAG_BYTES = 10,
	MAIL_KEY_MAX = ID_TEXT_MAX + 1 + 2 * MAIL_TAG_BYTES + 1
};

/* Does the agency write to applicants by e-mail at all? */
bool mail_is_on(const struct call *call);
/* May this customer be written to by e-mail?  Not where the agency does not,
 * where nothing may show where they are, or where it came back before. */
bool mail_reaches(struct call *call, const struct customer *customer);

/* The e-mail of what the file planned, where there is anything to tell. */
bool mail_plan(struct call *call, struct application_file *file, struct err *err) must_use;

/* To where the customer was written to until now: somebody gave another
 * address.  before is the record as it was; nothing where it was not written to. */
bool mail_moved(struct call *call, const struct customer *before, const char *application_id,
                struct err *err) must_use;

/* Subject and body; in mail_text.c. */
struct mail_words {
	const char *language;
	const char *wanted; /* the customer's own language */
	const char *number; /* of the application */
	const char *program_name;
	const char *phone;      /* of the office; may be NULL */
	const char *portal_url; /* "": none */
	const char *feedback;   /* token of the question how it went; NULL: none */
	const struct status_update *const *updates;
	size_t update_count;
	const char *letter; /* NULL: none */
};
const char *mail_subject(struct arena *arena, const struct mail_words *words);
const char *mail_body(struct arena *arena, const struct mail_words *words);
/* To the address that is no longer written to. */
const char *mail_moved_body(struct arena *arena, const struct mail_words *words);

/* Seals a body that nobody is to read in the table; in the arena. */
void mail_seal(const struct agency *agency, const char *body, struct arena *arena, struct mail_row *ret);
/* What is sent; NULL: sealed with another agency's key. */
const char *mail_unsealed(const struct agency *agency, const struct mail_row *row, struct arena *arena);

/* The left half of its Message-ID: the id, and a tag that nobody else can
 * make, so that a forged report of failure is not believed. */
void mail_key(char out[MAIL_KEY_MAX], const struct agency *agency, const char *id);
/* The id in such a text; false where it is not one of this agency's. */
bool mail_key_read(char ret_id[ID_TEXT_MAX], const struct agency *agency, const char *key) must_use;

#endif
