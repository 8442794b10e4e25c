/* SPDX-License-Identifier: Apache-2.0
 *
 * A benefit program as its file describes it: form, requirements, clocks,
 * reason codes, wording.  Read once, never changed; the file's format is
 * caseload-program(5).  Knows no application and no customer.
 */
#ifndef DOMAIN_PROGRAM_H
#define DOMAIN_PROGRAM_H

#include "domain/application.h"
#include "domain/decision.h"
#include "domain/rule.h"

enum {
	PROGRAM_FORMAT = 1,
	PROGRAM_FILE_MAX = 1 << 20,
	PROGRAM_LANGUAGES_MAX = 8,
	PROGRAM_LIST_MAX = 200,      /* entries of any one list in the file */
	PROGRAM_ID_MAX = 40,
	PROGRAM_CODE_MAX = 23,       /* ids of questions, requirements, reasons */
	PROGRAM_FIELDS_DEPTH_MAX = 2, /* a list question has fields; fields have none */
	PROGRAM_ANSWER_MAX = 8192,   /* bytes of an answer or a note, its braces filled */
};

#define QUESTION_TYPE(id, word) QUESTION_##id,
enum question_type { QUESTION_NONE,
#include "domain/program_words.def"
	QUESTION_TYPE_COUNT };
#define FACT_TYPE(id, word) FACT_##id,
enum fact_type { FACT_NONE,
#include "domain/program_words.def"
	FACT_TYPE_COUNT };
#define FACT_SOURCE(id, word, fact_type) FACT_FROM_##id,
enum fact_source { FACT_FROM_WORKER,
#include "domain/program_words.def"
	FACT_SOURCE_COUNT };
#define REQUIREMENT_PER(id, word) PER_##id,
enum requirement_per { PER_NONE,
#include "domain/program_words.def"
	REQUIREMENT_PER_COUNT };
#define REQUIREMENT_MET_BY(id, word) MET_BY_##id,
enum requirement_met_by { MET_BY_NONE,
#include "domain/program_words.def"
	REQUIREMENT_MET_BY_COUNT };
#define NOTICE_KIND(id, word) NOTICE_KIND_##id,
enum notice_kind { NOTICE_KIND_NONE,
#include "domain/program_words.def"
	NOTICE_KIND_COUNT };
#define PARAGRAPH_ONLY(id, word) ONLY_##id,
enum paragraph_only { ONLY_NONE,
#include "domain/program_words.def"
	PARAGRAPH_ONLY_COUNT };
#define LETTER_BRACE(id, word, kinds) LETTER_##id,
enum letter_brace { LETTER_NO_BRACE,
#include "domain/program_words.def"
	LETTER_BRACE_COUNT };
#define UPDATE_BRACE(id, word, codes) UPDATE_BRACE_##id,
enum update_brace { UPDATE_NO_BRACE,
#include "domain/program_words.def"
	UPDATE_BRACE_COUNT };
#define FAQ_BRACE(id, word) FAQ_BRACE_##id,
enum faq_brace { FAQ_NO_BRACE,
#include "domain/program_words.def"
	FAQ_BRACE_COUNT };
#define NOTE_BRACE(id, word) NOTE_BRACE_##id,
enum note_brace { NOTE_NO_BRACE,
#include "domain/program_words.def"
	NOTE_BRACE_COUNT };
enum reason_kind { REASON_NONE, REASON_APPROVE, REASON_DENY, REASON_PEND, REASON_REDUCE, REASON_WITHDRAW };

/* One wording in each of the program's languages; NULL where it is missing. */
struct program_text {
	const char *in[PROGRAM_LANGUAGES_MAX]; /* parallel to program.languages */
};

struct program_option {
	const char *value;
	struct program_text label;
};

struct program_question {
	const char *id;
	enum question_type type;
	struct program_text label;
	struct program_text help;
	bool required;  /* asked for before a decision, where "when" holds */
	bool sensitive; /* shown only by an act that is recorded */
	const struct rule *when; /* NULL: always asked */
	LIST_OF(struct program_option) options;   /* choice, multi */
	LIST_OF(struct program_question) fields;  /* persons, list */
	const char *entry_name; /* list: the field that names an entry, "employer" */
	int64_t min; /* number, money in cents, entries of a list */
	int64_t max; /* the same; characters of a text */
};

struct program_section {
	const char *id;
	struct program_text title;
	struct program_text help;
	const struct rule *when;
	LIST_OF(struct program_question) questions;
};

/* The days for which proof is asked, back from the filing date. */
struct requirement_period {
	int days;               /* 0: no period */
	const char *every;      /* the source's field that says how often it pays; NULL: one period */
	const char *last_ended; /* the source's field with the end of the newest period */
};

struct program_requirement {
	const char *id;
	struct program_text label; /* without person, source and period */
	struct program_text help;  /* what will do, and where to get it */
	enum requirement_per per;
	const char *each; /* PER_SOURCE: the list question */
	enum requirement_met_by met_by;
	enum cured_by cured_by;
	const struct rule *when;
	struct requirement_period period;
	struct text_list proves; /* the questions, or fields of its person or source, it bears out */
	bool wait_if_expedited; /* asked for, but does not hold up an expedited decision */
	LIST_OF(struct program_text) accepts;
};

struct program_fact {
	const char *name;
	enum fact_type type;
	enum fact_source source; /* FACT_FROM_WORKER: typed by the worker */
	struct program_text label;
};

struct program_reason {
	const char *code;
	enum reason_kind kind;
	bool for_inaction;
	bool for_interview;  /* names missed interviews, not missing items */
	struct program_text text;
	const char *legal_basis;
	LIST_OF(struct program_fact) facts;
};

struct program_update {
	struct program_text text;
	struct program_text next_steps;
};

struct program_paragraph {
	const char *id; /* heading, hearing, ...; program_lint.c knows which a letter must have */
	enum paragraph_only only;
	struct program_text text;
};

struct program_notice {
	struct program_text title;
	bool is_given;
	LIST_OF(const struct program_paragraph *) paragraphs;
};

/* One way to qualify for the expedited clock: a rule, or two sums compared. */
struct expedited_test {
	const char *id;
	struct program_text label;
	const struct rule *when;
	struct text_list sum_of;       /* money questions; below ... */
	struct text_list below_sum_of; /* ... the sum of these */
};

struct program_clocks {
	int decision_days;
	int expedited_days;     /* 0: the program has no expedited clock */
	int due_soon_days;
	int due_soon_expedited_days;
	int inaction_days;      /* no denial for inaction before this day */
	int appeal_days;
	int appeal_decided_days; /* to decide an appeal */
	int reopen_days;        /* after the notice of denial, or the withdrawal */
	int proof_days;         /* the least a customer is given */
	int interviews_offered; /* before a denial for no interview; 0: no interview */
	LIST_OF(struct expedited_test) expedited_tests;
};

struct program_contact {
	struct program_text agency; /* whose letter it is */
	const char *office_phone;
	const char *tty;
	const char *appeals_phone;
	const char *legal_aid_phone;
	const char *website;
};

struct program_second_person {
	int64_t amount_over;      /* cents a month; INT64_MAX: no limit */
	int back_dated_days_over; /* first benefit this long before the decision; INT_MAX: no limit */
};

/* A question people ask, in the ways they ask it, and the answer. */
struct program_faq {
	const char *id;
	/* Parallel to program.languages; in the first there is at least one. */
	struct text_list questions[PROGRAM_LANGUAGES_MAX];
	struct program_text answer; /* its braces: enum faq_brace */
};

/* A note that is written often: the worker changes and completes it. */
struct program_note_template {
	const char *id;
	struct program_text label; /* how it is called in the list */
	struct program_text text;  /* its braces: enum note_brace */
};

struct program {
	const char *id;
	int64_t version;
	civil_date effective_on;
	struct text_list languages; /* the first is the fallback */
	struct program_text name;
	struct program_text benefit; /* what is given, "food help" */
	struct program_text purpose; /* two lines for the applicant */
	bool for_persons;            /* who may apply: people, ... */
	bool for_organizations;      /* ... and organizations, by a named contact */
	const char *persons;         /* id of the persons question; NULL: none */
	const char *disability;      /* its yes-or-no field that says who has a disability; NULL: not asked */
	struct program_clocks clocks;
	struct program_contact contact;
	struct program_second_person second_person;
	/* Days of filing for which the applicant's pages take applications;
	 * DATE_NONE: no first, or no last. */
	civil_date open_from, open_to;
	int retention_years;
	bool has_amounts; /* an approval states an amount a month */
	LIST_OF(struct program_section) sections;
	/* The legal minimum of a filing: questions, and fields of the customer
	 * (name, address, born_on, phone, email, contact). */
	struct text_list filing_answers;
	struct text_list filing_customer;
	LIST_OF(struct program_requirement) requirements;
	LIST_OF(struct program_reason) reasons;
	struct program_update updates[UPDATE_COUNT]; /* by enum update_code */
	struct program_update interview_missed;      /* for UPDATE_INTERVIEW with no next one set */
	LIST_OF(struct program_paragraph) paragraphs;
	struct program_notice notices[NOTICE_KIND_COUNT]; /* by enum notice_kind */
	LIST_OF(struct program_faq) faq;
	LIST_OF(struct program_note_template) note_templates;
	/* Where each act is done in this program: sets of S_*, never more than
	 * transitions.def allows. */
	unsigned act_from[ACT_COUNT];
	const struct program_rules *rules; /* program_rules.h; NULL: the file carries no arithmetic */
};

/*
 * Read a program file.  Everything that could go wrong later is refused now:
 * unknown members, operators and languages, dangling names, braces without a
 * fact.  Each fault is a field of err by its JSON pointer (json_pointer_line()
 * gives its line); the detail names the first with its line.  The program and
 * all its parts live in the arena; text is not kept.
 */
bool program_load(struct program **ret, struct arena *arena, const char *text, size_t len,
	struct err *err) must_use;

bool program_is_open(const struct program *program, civil_date today);

const struct program_question *program_find_question(const struct program *program, const char *id);
/* The condition of the section it stands in; NULL: none. */
const struct rule *program_section_when(const struct program *program, const struct program_question *question);
const struct program_question *question_find_field(const struct program_question *question, const char *id);
const struct program_requirement *program_find_requirement(const struct program *program, const char *id);
const struct program_reason *program_find_reason(const struct program *program, const char *code);
const struct program_fact *reason_find_fact(const struct program_reason *reason, const char *name);

/* Index in program.languages, -1 when the program does not speak it. */
int program_language(const struct program *program, const char *language);
/* The language the program will answer in: the one asked for, or its first. */
const char *program_language_for(const struct program *program, const char *language);
/* Of a letter: what the customer reads by now or, where nobody wrote that down,
 * what the application was filed in; "" and NULL are nothing. */
const char *program_letter_language(
	const struct program *program, const char *customer_reads, const char *filed_in);
/* In that language or, when it is missing, in the program's first; never NULL,
 * "" when the file has none.  ret_fell_back may be NULL. */
const char *program_say(const struct program *program, const struct program_text *text,
	const char *language, bool *ret_fell_back);

/* May the act be done in this status, in this program?  By whom: policy.h. */
bool program_allows_act(const struct program *program, enum application_act act,
	enum application_status status);

/*
 * The answer in that language, or in the program's first, its braces filled;
 * in the arena.  ret_fell_back may be NULL.
 */
const char *program_faq_answer(struct arena *arena, const struct program *program,
	const struct program_faq *faq, const char *language, bool *ret_fell_back);
/* The ways to ask it in that language or, where there are none, in the first. */
const struct text_list *program_faq_questions(
	const struct program *program, const struct program_faq *faq, const char *language);

/* What is known where a note is written; NULL and DATE_NONE leave a blank to type in. */
struct note_facts {
	civil_date today;
	const struct application *application;
	const char *worker;
};
/* The template with what is known filled in, in the arena. */
const char *program_note_text(struct arena *arena, const struct program *program,
	const struct program_note_template *of, const struct note_facts *facts,
	const char *language);

const char *fact_type_word(enum fact_type type);
const char *notice_kind_word(enum notice_kind kind);
enum notice_kind notice_kind_from_word(const char *word);
/* May a letter, or a status update, of this kind use the brace?  0 when not. */
enum letter_brace letter_brace_find(enum notice_kind kind, const char *word);
enum update_brace update_brace_find(enum update_code code, const char *word);
enum faq_brace faq_brace_find(const char *word);
enum note_brace note_brace_find(const char *word);
const char *reason_kind_word(enum reason_kind kind);

#endif
