/* SPDX-License-Identifier: Apache-2.0
 *
 * Applying, page by page, out of the program's own file.  The pages are: who
 * you are (you), one for each section of the form (part), one for each entry
 * of a list (entry), and review.  What is typed is kept on the server from the
 * first page on; nothing has to be complete, and going back changes nothing.
 */
#ifndef PORTAL_APPLY_H
#define PORTAL_APPLY_H

#include "domain/answer_list.h"
#include "server/portal/form.h"
#include "server/service/account.h"
#include "server/service/started_form.h"

#define APPLY_COOKIE "caseload_apply_" /* and the program's id: pages of two programs, answered in any order, keep both */
#define ACCOUNT_COOKIE "caseload_account"

enum {
	APPLY_SUMMARY_BYTES = 160, /* of one answer where many stand on a page */
	APPLY_PATCH_MAX = 72 * 1024,
	/* That one browser has open, each of another program: with all cookies of these
	 * pages and what browsers say of themselves they fit FRAMING_HEAD_MAX. */
	APPLY_FORMS_MAX = 3,
	APPLY_PASSES_MAX = APPLY_FORMS_MAX + 1 /* looked at: two may be begun at once */
};

/* One request to these pages. */
struct applying {
	struct portal_request *rq;
	const struct program *program; /* of the path */
	const char *language;
	const char *account_id;   /* who is signed in; NULL: nobody */
	struct started_form form; /* this browser's, where has_form */
	bool has_form;            /* of this program, and not sent */
	bool was_sent;            /* of this program, and only its receipt is left */
};

/* ---- apply.c ---- */

/* NOT_FOUND where there is no such program; always closed. */
bool applying_open(struct applying *ret, struct portal_request *rq, struct err *err) must_use;
void applying_close(struct applying *applying);
/* The same, but where nothing is begun, or it is sent already, answers with
 * the way to go and gives false without err. */
bool applying_begun(struct applying *ret, struct portal_request *rq, bool *ret_ok, struct err *err);
/* A path below this program's, in the page's language. */
const char *applying_path(const struct applying *applying, const char *below);
/* 303 there. */
void applying_go(struct applying *applying, const char *below);
/* Keeps a patch of the form and the browser's pass for it; begins one where there is none. */
bool applying_keep(struct applying *applying, const char *patch, struct err *err) must_use;
const struct json *applying_answers(const struct applying *applying);
const struct json *applying_answer(const struct applying *applying, const char *question);
/* What the program says, in the page's language. */
const char *applying_say(const struct applying *applying, const struct program_text *text);

/* Are there questions to show on this section's page? */
bool part_is_shown(const struct applying *applying, const struct program_section *section);
bool question_is_shown(const struct applying *applying, const struct program_section *section,
	const struct program_question *question);
/* A field of one entry, by what stands in the entry now; was_sent: it was sent before. */
bool field_is_asked(const struct applying *applying, const struct program_question *list,
	const struct program_question *field, const struct json *entry, bool was_sent);
/* Part of the legal minimum of a filing: asked where it is sent, at the end. */
bool question_is_for_review(const struct program *program, const struct program_question *question);
const struct program_section *part_of_question(
	const struct program *program, const char *question_id);
/* The page after this one, "you" and "review" included; below the program's path. */
const char *page_after(const struct applying *applying, const char *id);
/* The first that was not sent yet. */
const char *page_to_go_on(const struct applying *applying);

/* The frame: where one is among the pages, and the faults. */
void apply_begin(struct page *page, struct applying *applying, const char *id, const char *title,
	const struct faults *faults);
/* Where the answers of a returning customer are from, and what to do with them. */
void apply_earlier(struct page *page, const struct applying *applying, const char *msgid);
/* What of an answer fits where many stand on a page; it says so where that is not all. */
void apply_summary(struct page *page, const char *text);
/* Buttons to go on and to finish later, and the ways out. */
void apply_buttons(struct page *page, const char *main_text);
/* The way to forget everything in this browser. */
void apply_leave(struct page *page);

/* ---- question.c: one question of a program's form ---- */

/* Where questions stand: on a section's page, or in one entry of a list. */
struct asking {
	struct applying *applying;
	struct page *page;
	const struct json *saved; /* the object that holds the answers */
	struct faults *faults;
	bool is_post; /* what was posted stands in the form again */
};

/* The control's id. */
const char *question_control(const struct applying *applying, const struct program_question *question);
void question_show(struct asking *asking, const struct program_question *question);
/* Adds the member, null where nothing was answered; what cannot be an answer
 * is a fault and left out. */
void question_read(struct asking *asking, const struct program_question *question,
	struct json_out *out);
/* The msgid for a code of answers_check(). */
const char *question_sentence(const char *code);
/* Faults of the program's own check, as sentences at their controls. */
void question_faults(struct asking *asking, const struct err *err, const char *entry_of);

/* ---- apply_typed.c: what was typed and is no answer ---- */

/* Into the open member "typed" of a patch: what was posted in a control that faults
 * name; and what was kept of it before goes, where it is right now. */
void typed_put(const struct applying *applying, const struct faults *faults, const char *control,
	struct json_out *out);
bool typed_has(const struct applying *applying, const char *control);
bool typed_in_section(const struct applying *applying, const struct program_section *section);
bool typed_in_you(const struct applying *applying);
/* The first page with something kept like that; below the program's path, NULL: none. */
const char *typed_page(const struct applying *applying);
/* To be shown, it stands in the form of the request as if it had been posted. */
void typed_recall(const struct applying *applying);
/* What is wrong with it; after typed_recall(). */
void typed_faults(struct applying *applying, const struct program_section *section, struct faults *faults);
void typed_faults_you(struct applying *applying, struct faults *faults);
/* A list of all of it with ways to change it; nothing where there is none. */
void typed_show(struct page *page, struct applying *applying);
/* What is wrong with the posted answer to one question. */
void question_look(struct asking *asking, const struct program_question *question);

/* ---- apply_which.c: a page can stand open in a second window, or be sent twice ---- */

/* form_begin() of a page of this form: its post names it. */
void apply_form_begin(struct page *page, const struct applying *applying, const char *action);
/* applying_begun() for a post: it must be of the form that is open in this browser;
 * else answers in words, with the ways to go on, and gives false without err. */
bool applying_posted(struct applying *ret, struct portal_request *rq, bool *ret_ok, struct err *err);
/* Sent with a token that is too old: shown again with what was typed, it says so; its status is 403. */
bool apply_is_stale(const struct applying *applying, struct faults *faults);
/* The answer to a post of another form, or of none that is open any more. */
void applying_refuse(struct applying *applying);
/* What the browser has for forms; how many. */
struct apply_pass {
	const struct program *program;
	const char *form_id; /* NULL: it opens nothing any more */
	int64_t ends_ms;
};
size_t apply_passes(struct portal_request *rq, struct apply_pass ret[APPLY_PASSES_MAX]);
/* The id of the form of this program that is open in the browser, or NULL. */
const char *apply_pass(struct portal_request *rq, const struct program *program);
/* It is this one from now on for an hour; those of other programs end when they would have. */
void apply_pass_keep(struct portal_request *rq, const struct program *program, const char *id);
void apply_pass_clear(struct portal_request *rq, const struct program *program);
/* What tells the entries of a list apart, wherever they stand; how many they are. */
size_t entry_marks(const struct applying *applying, const char *list, const char *ret[ANSWER_LIST_MAX]);
/* Into a form that has buttons for the entries of a list. */
void entry_marks_put(struct page *page, const struct applying *applying, const char *list);
/* Where the entry stands now; -1: it is gone, or changed. */
int64_t entry_marked(const struct applying *applying, const char *list, const char *mark);
/* The same of the entry that stood at index on the page that was posted. */
int64_t entry_posted(const struct applying *applying, const char *list, int64_t index);

/* ---- apply_entry.c ---- */

void entries_show(struct asking *asking, const struct program_question *question);
/* One entry as a line; nothing of it that is sensitive. */
void entry_show(struct page *page, const struct applying *applying,
	const struct program_question *question, const struct json *entry);
/* One answer, shortened, as text. */
void answer_show(struct page *page, const struct applying *applying,
	const struct program_question *question, const struct json *answer);

/* ---- apply_contact.c: on the first page of a business ---- */

void contacts_show(struct page *page, const struct applying *applying, const struct faults *faults,
	bool is_post);
/* Without those that faults name a part of; these are for contacts_put_typed(). */
void contacts_read(const struct applying *applying, const struct faults *faults, struct json_out *out);
void contacts_put_typed(const struct applying *applying, const struct faults *faults, struct json_out *out);
/* needed: a business has to name one. */
void contacts_check(const struct applying *applying, bool needed, struct faults *faults);

/* ---- apply_you_read.c ---- */

/* What the filing finds wrong with who applies, with a way to its field. */
void you_fault(const struct applying *applying, struct faults *faults, const struct err_field *field);

/* ---- apply_send.c ---- */

/* What was answered of a section, as a list. */
void apply_answers(struct page *page, const struct applying *applying,
	const struct program_section *section);

/* ---- apply_kept.c ---- */

/* Gives this browser the pass for a form, and goes on with it. */
bool apply_open_form(struct portal_request *rq, const char *id, struct err *err) must_use;

/* ---- sign_in.c ---- */

struct status_view;
/* Member "missing": what the applicant still has to send, and what was got. */
void status_put_missing(struct json_out *out, const struct status_view *view);

/* ---- account.c ---- */

/* Who is signed in on this browser, kept so for another hour; false: nobody. */
bool account_of(struct portal_request *rq, struct account *ret);
/* 303 there, in that language. */
void account_go(struct portal_request *rq, const char *path, const char *language);
/* An e-mail address or telephone, and a password that autofill knows by its use. */
void account_put_login(struct page *page, const struct faults *faults, const char *label, const char *value);
void account_put_password(struct page *page, const struct faults *faults, const char *hint, const char *use);
/* What account_prepare() and the like refused, at its control; the page's status. */
int account_refusal(struct faults *faults, const struct err *why, const char *language);
/* Is it for whoever filled in the form to mend?  Else it is handed up. */
bool account_is_to_mend(const struct err *why);

#endif
