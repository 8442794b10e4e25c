/* SPDX-License-Identifier: Apache-2.0
 *
 * Before a decision counts: what stops it, what deserves a second look, and
 * whether a second person has to sign.  Decides nothing itself.
 */
#ifndef DOMAIN_DECISION_CHECK_H
#define DOMAIN_DECISION_CHECK_H

#include "domain/facts.h"
#include "domain/second_person.h"

enum finding_id {
	FINDING_NONE,
#define FINDING(id, wire, stops, lifted_by, text) FINDING_##id,
#include "domain/findings.def"
#undef FINDING
	FINDING_COUNT
};

/* What came from the customer and nobody has looked at. */
struct unseen {
	const char *item_id;  /* the requirement it belongs to; NULL: not filed under one */
	const char *what;     /* "document of 13:58" */
	bool is_document;     /* else a message */
};

/* A letter that asked for proof. */
struct request_letter {
	civil_date on;
	bool is_unserved; /* it came back, or could not be sent */
	bool is_unsent;   /* still on the letter list, or to be e-mailed */
	const char *text; /* as it was sent; NULL: not known */
	const char *language;
};

/* A letter that offered an interview, or told of a missed one and may offer the next. */
struct talk_letter {
	int64_t made_at_ms;
	int64_t reached_at_ms; /* before it is known to be: when it was made */
	bool is_unserved;
};

struct decision_input {
	const struct program *program;
	enum outcome outcome;
	const struct reason_facts *reasons;
	size_t reason_count;
	const struct decision_amount *amounts;
	size_t amount_count;
	const char *rationale;
	const char *advice_differs_because; /* the worker says why */
	const struct worksheet *sheet;      /* NULL: the program carries no arithmetic */
	const struct worksheet *const *amount_sheets; /* parallel to amounts: of the month each begins */
	bool is_superseding;
	civil_date less_from; /* what was approved before is less, or ends, from this day; DATE_NONE: it is not */
	bool is_override; /* a supervisor lifts the STOPs */
	const char *customer_language; /* of the letter */
	const char *reader_language;   /* of names and dates in findings; NULL: the record's */
	const struct fact_record *record;
	const struct unseen *unseen;
	size_t unseen_count;
	const struct request_letter *letters; /* in any order; none: not checked */
	size_t letter_count;
	const struct talk_letter *talk_letters; /* the same */
	size_t talk_letter_count;
	bool notice_can_be_addressed;
	/* Turns a msgid into the reader's language; NULL: English as it stands. */
	const char *(*say)(void *context, const char *msgid);
	void *say_context;
};

struct decision_findings {
	LIST_OF(struct finding) stops;
	LIST_OF(struct finding) warnings;
	bool needs_second_person;
	unsigned second_grounds; /* 1 << enum second_ground */
};

/* Never fails: what is wrong with a decision is a finding. */
void decision_check(struct decision_findings *ret, struct arena *arena,
	const struct decision_input *input);
/* Every STOP can be lifted by a supervisor (and an override reason is due). */
bool decision_stops_can_be_lifted(const struct decision_findings *findings);

#endif
