/* SPDX-License-Identifier: Apache-2.0
 *
 * Words for the states and kinds of the nouns, as a worker reads them.
 */
#include "base/str.h"
#include "base/words.h"
#include "client/model/model.h"
#include "client/view/show.h"

const char *
show_item_state(enum item_state state)
{
	switch (state) {
	case ITEM_UNMET: return _("not asked");
	case ITEM_REQUESTED: return _("asked");
	case ITEM_RECEIVED: return _("came, look at it");
	case ITEM_ACCEPTED: return _("ok");
	case ITEM_INSUFFICIENT: return _("not enough");
	case ITEM_NONE: break;
	}
	return "";
}

const char *
show_interview_state(enum interview_state state)
{
	switch (state) {
	case INTERVIEW_SET: return _("set");
	case INTERVIEW_HELD: return _("held");
	case INTERVIEW_MISSED: return _("missed");
	case INTERVIEW_MOVED: return _("moved");
	case INTERVIEW_WAIVED: return _("waived");
	case INTERVIEW_NONE: break;
	}
	return "";
}

const char *
show_outcome(enum outcome outcome)
{
	switch (outcome) {
	case OUTCOME_APPROVED: return _("Approved");
	case OUTCOME_DENIED: return _("Denied");
	case OUTCOME_NONE: break;
	}
	return "";
}

const char *
show_decision_state(enum decision_state state)
{
	switch (state) {
	case DECISION_AWAITING_SECOND_APPROVAL: return _("waits for a second person");
	case DECISION_ISSUED: return _("issued");
	case DECISION_SUPERSEDED: return _("superseded by a later one");
	case DECISION_RETURNED: return _("returned to its maker");
	case DECISION_NONE: break;
	}
	return "";
}

const char *
show_notice_state(enum notice_state state)
{
	switch (state) {
	case NOTICE_QUEUED: return _("on the letter list");
	case NOTICE_SENT: return _("sent");
	case NOTICE_DELIVERED: return _("delivered");
	case NOTICE_BOUNCED: return _("came back");
	case NOTICE_FAILED: return _("failed");
	case NOTICE_NONE: break;
	}
	return "";
}

struct named {
	const char *wire;
	const char *text;
};

/* A word this workstation does not know yet is shown as it came. */
static const char *
name_of(const struct named *names, size_t count, const char *wire)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(names[i].wire, wire))
			return _(names[i].text);
	return wire ? wire : "";
}

const char *
show_notice_kind(const char *kind)
{
	static const struct named names[] = {
		{ "approval", N_("approval") },
		{ "denial", N_("denial") },
		{ "missing", N_("what is missing") },
		{ "interview", N_("interview") },
		{ "missed_interview", N_("missed interview") },
		{ "withdrawal", N_("withdrawal") },
	};

	return name_of(names, countof(names), kind);
}

const char *
show_channel(const char *channel)
{
	static const struct named names[] = {
		{ "web_chat", N_("chat") },  { "messenger", N_("messenger") },
		{ "voice", N_("call") },     { "sms", N_("text message") },
		{ "email", N_("e-mail") },   { "in_person", N_("visit") },
		{ "letter", N_("letter") },
	};

	return name_of(names, countof(names), channel);
}

/* How an application came, and how one talks: few words, one list. */
const char *
show_means(const char *means)
{
	static const struct named names[] = {
		{ "web", N_("web") },   { "mail", N_("mail") },   { "phone", N_("telephone") },
		{ "fax", N_("fax") },   { "office", N_("office") }, { "video", N_("video") },
		{ "in_person", N_("visit") },
	};

	return name_of(names, countof(names), means);
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
show_language_name(const char *code)
{
	static const struct named names[] = {
		{ "en", N_("English") },    { "es", N_("Spanish") },   { "ar", N_("Arabic") },
		{ "vi", N_("Vietnamese") }, { "zh", N_("Chinese") },   { "ko", N_("Korean") },
		{ "ja", N_("Japanese") },   { "ne", N_("Nepali") },    { "hi", N_("Hindi") },
		{ "so", N_("Somali") },     { "sw", N_("Swahili") },   { "ku", N_("Kurdish") },
		{ "ru", N_("Russian") },    { "am", N_("Amharic") },   { "lo", N_("Lao") },
		{ "pl", N_("Polish") },     { "tr", N_("Turkish") },   { "he", N_("Hebrew") },
		{ "fr", N_("French") },     { "pt", N_("Portuguese") }, { "my", N_("Burmese") },
		{ "fa", N_("Persian") },    { "uk", N_("Ukrainian") }, { "tl", N_("Tagalog") },
	};

	return name_of(names, countof(names), code);
}

const char *
show_language(void)
{
	return model_language();
}
