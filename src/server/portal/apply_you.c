/* SPDX-License-Identifier: Apache-2.0
 *
 * The first page of an application: who applies, and how to reach them.
 */
#include "base/str.h"
#include "domain/county.h"
#include "server/portal/apply_you.h"
#include "server/service/mail.h"

/* Languages spoken in the state, each in its own name. */
static const struct {
	const char *tag, *name;
} languages[] = {
	{ "en", "English" },
	{ "es", "Español" },
	{ "ar", "العربية" },
	{ "ku", "Kurdî" },
	{ "vi", "Tiếng Việt" },
	{ "zh", "中文" },
	{ "so", "Soomaali" },
	{ "am", "አማርኛ" },
	{ "ne", "नेपाली" },
	{ "my", "မြန်မာဘာသာ" },
	{ "ru", "Русский" },
	{ "sw", "Kiswahili" },
	{ "ko", "한국어" },
	{ "de", "Deutsch" },
	{ "fr", "Français" },
	{ "ja", "日本語" },
};

const struct you_text you_texts[YOU_TEXTS] = {
	{ "name", N_("Full name"), NULL, NULL, "name", NULL, 120, false, false },
	{ "line1", N_("Street and house number"),
		N_("Without a home, give any place where we can write to you: a shelter, a friend, \"general delivery\"."),
		NULL, "address-line1", NULL, 120, true, false },
	{ "line2", N_("Apartment or unit"), NULL, NULL, "address-line2", NULL, 120, true, false },
	{ "city", N_("City"), NULL, NULL, "address-level2", NULL, 80, true, false },
	{ "state", N_("State"), NULL, NULL, "address-level1", NULL, 30, true, true },
	{ "zip", N_("ZIP code"), NULL, NULL, "postal-code", "numeric", 10, true, true },
	{ "phone", N_("Telephone"), NULL, "tel", "tel", "tel", 40, false, false },
	{ "email", N_("E-mail"), N_("With it you hear from us the same day."), "email", "email", "email",
		200, false, false },
};

const char *
you_control(const struct you *you, const char *name)
{
	return arena_printf(you->applying->rq->arena, "you-%s", name);
}

bool
you_needs(const struct program *program, const char *name)
{
	/* Who decides, and in whose day, follows from the county. */
	if (str_eq(name, "county"))
		return true;
	for (size_t i = 0; i < program->filing_customer.count; i++) {
		const char *needed = program->filing_customer.at[i];
		if (str_eq(needed, name) || (str_eq(needed, "address") && str_eq(name, "line1")))
			return true;
	}
	return false;
}

const char *
you_value(const struct you *you, const char *name, bool is_address)
{
	const char *posted = portal_form(you->applying->rq, you_control(you, name));

	if (you->is_post || posted)
		return posted;
	const struct json *saved = started_form_part(&you->applying->form, "you");
	return json_text(json_get(is_address ? json_get(saved, "address") : saved, name));
}

bool
you_is_business(const struct you *you)
{
	const struct program *program = you->applying->program;
	return program->for_organizations &&
		(!program->for_persons || str_eq(you_value(you, "kind", false), "organization"));
}

/* ---- showing ---- */

static void
put_kind(struct you *you)
{
	const char *kind = you_value(you, "kind", false);
	const struct form_option options[] = {
		{ "person", say(you->page, N_("For myself or my home")), !str_eq(kind, "organization") },
		{ "organization", say(you->page, N_("For a business")), str_eq(kind, "organization") },
	};
	if (you->applying->program->for_organizations && you->applying->program->for_persons)
		form_choice(you->page,
			&(struct control){ .id = you_control(you, "kind"),
				.label = say(you->page, N_("For whom do you apply?")) },
			options, countof(options));
}

/* Nobody hears the same day from an agency that writes no e-mail. */
static const char *
hint_of(const struct you *you, const struct you_text *field)
{
	if (!field->hint || (str_eq(field->name, "email") && !mail_is_on(&you->applying->rq->call)))
		return NULL;
	return say(you->page, field->hint);
}

static void
put_text(struct you *you, const struct you_text *field)
{
	const char *id = you_control(you, field->name);
	const char *value = you_value(you, field->name, field->is_address);

	form_text(you->page,
		&(struct control){
			.id = id,
			.label = say(you->page,
				field == &you_texts[0] && you_is_business(you) ? N_("Name of the business") : field->label),
			.hint = hint_of(you, field),
			.value = !value && str_eq(field->name, "state") ? "TN" : value,
			.fault = fault_of(you->faults, id),
			.type = field->type,
			.autocomplete = field->autocomplete,
			.inputmode = field->inputmode,
			.max = field->max,
			.required = you_needs(you->applying->program, field->name),
			.is_short = field->is_short,
		});
}

static void
put_birthday(struct you *you)
{
	const char *id = you_control(you, "born_on");

	form_date(you->page,
		&(struct control){
			.id = id,
			.label = say(you->page, N_("Date of birth")),
			.value = you_value(you, "born_on", false),
			.fault = fault_of(you->faults, id),
			.autocomplete = "bday",
			.required = you_needs(you->applying->program, "born_on"),
		});
}

static void
put_county(struct you *you)
{
	struct form_option *options =
		arena_array(you->applying->rq->arena, COUNTY_COUNT, sizeof(*options));
	const char *chosen = you_value(you, "county", false);
	const char *id = you_control(you, "county");

	for (size_t i = 0; i < COUNTY_COUNT; i++) {
		const char *name = county_at(i)->name;
		options[i] = (struct form_option){ name, name, str_eq(name, chosen) };
	}
	form_choice(you->page,
		&(struct control){
			.id = id,
			.label = say(you->page,
				you_is_business(you) ? N_("County of the business") : N_("County where you live")),
			.fault = fault_of(you->faults, id),
			.required = true,
		},
		options, COUNTY_COUNT);
}

static const char *
language_name(const char *tag)
{
	for (size_t i = 0; i < countof(languages); i++)
		if (str_eq(languages[i].tag, tag))
			return languages[i].name;
	return tag;
}

/* We write in the program's languages, and speak any. */
static void
put_languages(struct you *you)
{
	const struct program *program = you->applying->program;
	struct form_option written[PROGRAM_LANGUAGES_MAX], spoken[countof(languages)];
	const char *write = you_value(you, "language", false);
	const char *speak = you_value(you, "spoken_language", false);

	if (!write)
		write = you->applying->language;
	for (size_t i = 0; i < program->languages.count; i++) {
		const char *tag = program->languages.at[i];
		written[i] = (struct form_option){ tag, language_name(tag), str_eq(tag, write) };
	}
	for (size_t i = 0; i < countof(languages); i++)
		spoken[i] = (struct form_option){ languages[i].tag, languages[i].name,
			str_eq(languages[i].tag, speak ? speak : write) };
	form_choice(you->page,
		&(struct control){
			.id = you_control(you, "language"),
			.label = say(you->page, N_("We write to you in")),
			.fault = fault_of(you->faults, you_control(you, "language")),
		},
		written, program->languages.count);
	form_choice(you->page,
		&(struct control){
			.id = you_control(you, "spoken_language"),
			.label = say(you->page, N_("The language you like to speak")),
			.hint = say(you->page, N_("We call an interpreter, free of charge.")),
			.fault = fault_of(you->faults, you_control(you, "spoken_language")),
		},
		spoken, countof(languages));
}

/* What the law wants of an application differs by program. */
static const char *
what_is_enough(const struct program *program)
{
	bool no_more = program->filing_answers.count <= 1;

	for (size_t i = 0; i < program->filing_customer.count; i++)
		no_more &= str_eq(program->filing_customer.at[i], "name") ||
			str_eq(program->filing_customer.at[i], "address");
	return no_more ? N_("You can send an application with your name, your address and your signature alone. "
			    "The day we get it counts.")
		       : N_("You can send an application with what is marked as required and your signature alone. "
			    "The day we get it counts.");
}

static void
show_you(struct applying *applying, struct faults *faults, bool is_post)
{
	struct page page;
	struct you you = { applying, &page, faults, is_post };

	apply_begin(&page, applying, "you", N_("About you"), faults);
	page_line(&page, "p", what_is_enough(applying->program));
	apply_earlier(&page, applying, N_("Change what is no longer so, then go on."));
	apply_form_begin(&page, applying, applying->rq->path);
	/* One more after one that was sent, and not the old page once more. */
	if (applying->was_sent)
		form_hidden(&page, "new", "1");
	put_kind(&you);
	put_text(&you, &you_texts[0]);
	if (applying->program->for_persons)
		put_birthday(&you);
	put_county(&you);
	for (size_t i = 1; i < YOU_TEXTS; i++)
		put_text(&you, &you_texts[i]);
	put_languages(&you);
	if (applying->program->for_organizations)
		contacts_show(&page, applying, faults, is_post);
	apply_buttons(&page, say(&page, N_("Save and go on")));
	page_end(&page, is_post && faults->count > 0 ? 422 : 200);
}

/* Not begun yet: what a returning customer told before stands there already. */
static void
recall(struct applying *applying)
{
	struct call *call = &applying->rq->call;
	struct err ignored = { .code = ERR_NONE };
	struct account account;
	const char *earlier = NULL;

	if (applying->has_form || !applying->account_id)
		return;
	if (account_open(call, applying->account_id, &account))
		earlier = account_earlier(call, &account, applying->program);
	started_form_close(&applying->form);
	if (earlier)
		applying->form.document = json_parse(earlier, strlen(earlier), &ignored);
}

bool
you_page(struct portal_request *rq, struct err *err)
{
	struct applying applying;
	struct faults faults = { .count = 0 };
	bool ok = applying_open(&applying, rq, err);

	if (ok && applying.was_sent && !portal_query(rq, "new")) {
		applying_go(&applying, "/receipt");
	} else if (ok && !program_is_open(applying.program, zone_date(ZONE_CENTRAL, rq->call.now_ms))) {
		applying_go(&applying, ""); /* where it is said until when */
	} else if (ok) {
		recall(&applying);
		typed_recall(&applying);
		typed_faults_you(&applying, &faults);
		show_you(&applying, &faults, false);
	}
	applying_close(&applying);
	return ok;
}

/* ---- reading ---- */

/* The first page once more, as it is pressed twice: the form was begun by the first press. */
static bool
is_same_again(struct applying *applying)
{
	struct faults faults = { .count = 0 }, ignored = { .count = 0 };
	struct you looking = { applying, NULL, &faults, true }, you = { applying, NULL, &ignored, true };
	struct buf text = BUF_INIT(APPLY_PATCH_MAX);
	struct err why = { .code = ERR_NONE };

	you_look(&looking);
	you_read(&you, &faults, &text);
	struct json *merged = started_form_merged(&applying->form, text.data, &why);
	bool same = merged && answer_is_same(merged, applying->form.document);
	json_free(merged);
	buf_done(&text);
	return same;
}

/* A page that began a form, or one of the form that is open. */
static bool
is_meant(struct applying *applying)
{
	const char *named = portal_form(applying->rq, "form");

	if (!applying->has_form)
		return str_empty(named);
	return str_eq(named, applying->form.row.number) || (str_empty(named) && is_same_again(applying));
}

bool
you_check(struct portal_request *rq, struct err *err)
{
	struct applying applying;
	struct faults faults = { .count = 0 };
	struct you you = { &applying, NULL, &faults, true };
	bool stale = false, ok = applying_open(&applying, rq, err);

	if (ok && applying.was_sent && !portal_form(rq, "new"))
		applying_go(&applying, "/receipt");
	else if (ok && !is_meant(&applying))
		applying_refuse(&applying);
	else if (ok && apply_is_stale(&applying, &faults))
		stale = true;
	else if (ok && form_is_ours(rq, rq->path) && str_eq(portal_form(rq, "do"), "next"))
		you_look(&you);
	if (faults.count > 0)
		show_you(&applying, &faults, true);
	if (stale)
		rq->reply.status = 403;
	applying_close(&applying);
	return ok;
}

bool
you_save(struct portal_request *rq, struct err *err)
{
	struct applying applying;
	struct faults faults = { .count = 0 }, ignored = { .count = 0 };
	struct you looking = { &applying, NULL, &faults, true }, you = { &applying, NULL, &ignored, true };
	struct buf text = BUF_INIT(APPLY_PATCH_MAX);
	bool ok = applying_open(&applying, rq, err);

	if (ok) {
		you_look(&looking);
		you_read(&you, &faults, &text);
	}
	ok = ok && applying_keep(&applying, text.data, err);
	if (ok)
		applying_go(&applying,
			str_eq(portal_form(rq, "do"), "later") ? "/saved"
				: str_eq(portal_form(rq, "do"), "review") ? "/review" : page_after(&applying, "you"));
	buf_done(&text);
	applying_close(&applying);
	return ok;
}
