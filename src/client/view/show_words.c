/* SPDX-License-Identifier: Apache-2.0
 *
 * Words for the states and kinds of the nouns, as a worker reads them.
 */
#include "base/str.h"
#include "base/words.h"
#include "client/model/model.h"
#include "client/view/show.h"
#include "domain/names.h"
#include "domain/words.h"

const char *
show_item_state(enum item_state state)
{
	const char *name = name_of(NAMES_ITEM, word_of(words_item_state, (int)state));

	return name ? _(name) : "";
}

const char *
show_interview_state(enum interview_state state)
{
	const char *name = name_of(NAMES_INTERVIEW, word_of(words_interview, (int)state));

	return name ? _(name) : "";
}

const char *
show_outcome(enum outcome outcome)
{
	const char *name = name_of(NAMES_OUTCOME, word_of(words_outcome, (int)outcome));

	return name ? _(name) : "";
}

const char *
show_decision_state(enum decision_state state)
{
	const char *name = name_of(NAMES_DECISION, word_of(words_decision_state, (int)state));

	return name ? _(name) : "";
}

const char *
show_notice_state(const struct notice *notice)
{
	switch (notice->state) {
	case NOTICE_QUEUED:
		return str_eq(notice->channel, "email") ? _("on its way by e-mail") : _("on the letter list");
	case NOTICE_SENT: return _("sent");
	case NOTICE_DELIVERED: return _("delivered");
	case NOTICE_BOUNCED: return _("came back");
	case NOTICE_FAILED: return _("no e-mail could carry it: on the letter list");
	case NOTICE_NONE: break;
	}
	return "";
}

/* A word this workstation does not know yet is shown as it came. */
static const char *
show_name(enum name_set set, const char *wire)
{
	const char *name = name_of(set, wire);

	return name ? _(name) : wire ? wire : "";
}

const char *
show_notice_kind(const char *kind)
{
	return show_name(NAMES_NOTICE, kind);
}

const char *
show_channel(const char *channel)
{
	return show_name(NAMES_CHANNEL, channel);
}

const char *
show_means(const char *means)
{
	return show_name(NAMES_MEANS, means);
}

const char *
show_relation(const char *relation)
{
	return show_name(NAMES_RELATION, relation);
}

const char *
show_language_name(const char *code)
{
	return show_name(NAMES_LANGUAGE, code);
}

const char *
show_letter_language(char out[SHOW_ACT_MAX], const struct program *program,
                     const struct customer *customer, const char *filed_in)
{
	const char *reads = customer && !str_empty(customer->language) ? customer->language : filed_in;
	const char *written;

	if (!program) {
		snprintf(out, SHOW_ACT_MAX, _("%s, if the program has it"), show_language_name(reads));
		return out;
	}
	written = program_letter_language(program, reads, filed_in);
	if (str_empty(reads) || program_language(program, reads) >= 0)
		str_copy(out, SHOW_ACT_MAX, show_language_name(written));
	else
		/* TRANSLATORS: the language of the letter, the language it should have been in */
		snprintf(out, SHOW_ACT_MAX, _("%s (no %s wording)"), show_language_name(written),
		         show_language_name(reads));
	return out;
}

const char *
show_author(char out[SHOW_ACT_MAX], const struct author *author)
{
	const char *kind = "";

	switch (author->kind) {
	case AUTHOR_CUSTOMER: kind = _("customer"); break;
	case AUTHOR_BOT: kind = _("bot"); break;
	case AUTHOR_SYSTEM: kind = _("system"); break;
	case AUTHOR_WORKER: kind = _("worker"); break;
	case AUTHOR_NONE: break;
	}
	/* A worker by name; the others by what they are. */
	if (author->kind == AUTHOR_WORKER && !str_empty(author->name))
		kind = author->name;
	str_copy(out, SHOW_ACT_MAX, kind);
	return out;
}

const char *
show_language(void)
{
	return model_language();
}

const char *
show_shared(const char *word)
{
	static const struct { const char *wire, *text; } words[] = {
		{ "name", N_("name") }, { "born_on", N_("birth date") },
		{ "phone", N_("telephone") }, { "email", N_("e-mail") },
	};

	for (size_t i = 0; i < countof(words); i++)
		if (str_eq(words[i].wire, word))
			return _(words[i].text);
	return word;
}
