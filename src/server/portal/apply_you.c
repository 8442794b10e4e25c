/* SPDX-License-Identifier: Apache-2.0
 *
 * The first page of an application: who applies, and how to reach them.
 */
#include "base/str.h"
#include "domain/county.h"
#include "server/portal/apply.h"
#include "server/service/customer.h"
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

/* A text of this page: member of "you", or of its address. */
struct text_field {
	const char *name;
	const char *label; /* msgids, so the hint */
	const char *hint;
	const char *type, *autocomplete, *inputmode;
	size_t max;
	bool is_address;
	bool is_short;
};

static const struct text_field texts[] = {
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

struct you {
	struct applying *applying;
	struct page *page;
	struct faults *faults;
	bool is_post;
};

static const char *
control_of(const struct you *you, const char *name)
{
	return arena_printf(you->applying->rq->arena, "you-%s", name);
}

static bool
is_required(const struct program *program, const char *name)
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

static const char *
value_of(const struct you *you, const char *name, bool is_address)
{
	if (you->is_post)
		return portal_form(you->applying->rq, control_of(you, name));
	const struct json *saved = started_form_part(&you->applying->form, "you");
	return json_text(json_get(is_address ? json_get(saved, "address") : saved, name));
}

/* A business applies, not a person. */
static bool
is_business(const struct you *you)
{
	const struct program *program = you->applying->program;
	return program->for_organizations &&
		(!program->for_persons || str_eq(value_of(you, "kind", false), "organization"));
}

/* ---- showing ---- */

static void
put_kind(struct you *you)
{
	const char *kind = value_of(you, "kind", false);
	const struct form_option options[] = {
		{ "person", say(you->page, N_("For myself or my home")), !str_eq(kind, "organization") },
		{ "organization", say(you->page, N_("For a business")), str_eq(kind, "organization") },
	};
	if (you->applying->program->for_organizations && you->applying->program->for_persons)
		form_choice(you->page,
			&(struct control){ .id = control_of(you, "kind"),
				.label = say(you->page, N_("For whom do you apply?")) },
			options, countof(options));
}

/* Nobody hears the same day from an agency that writes no e-mail. */
static const char *
hint_of(const struct you *you, const struct text_field *field)
{
	if (!field->hint || (str_eq(field->name, "email") && !mail_is_on(&you->applying->rq->call)))
		return NULL;
	return say(you->page, field->hint);
}

static void
put_text(struct you *you, const struct text_field *field)
{
	const char *id = control_of(you, field->name);
	const char *value = value_of(you, field->name, field->is_address);

	form_text(you->page,
		&(struct control){
			.id = id,
			.label = say(you->page,
				field == &texts[0] && is_business(you) ? N_("Name of the business") : field->label),
			.hint = hint_of(you, field),
			.value = !value && str_eq(field->name, "state") ? "TN" : value,
			.fault = fault_of(you->faults, id),
			.type = field->type,
			.autocomplete = field->autocomplete,
			.inputmode = field->inputmode,
			.max = field->max,
			.required = is_required(you->applying->program, field->name),
			.is_short = field->is_short,
		});
}

static void
put_birthday(struct you *you)
{
	const char *id = control_of(you, "born_on");

	form_date(you->page,
		&(struct control){
			.id = id,
			.label = say(you->page, N_("Date of birth")),
			.value = value_of(you, "born_on", false),
			.fault = fault_of(you->faults, id),
			.autocomplete = "bday",
			.required = is_required(you->applying->program, "born_on"),
		});
}

static void
put_county(struct you *you)
{
	struct form_option *options =
		arena_array(you->applying->rq->arena, COUNTY_COUNT, sizeof(*options));
	const char *chosen = value_of(you, "county", false);
	const char *id = control_of(you, "county");

	for (size_t i = 0; i < COUNTY_COUNT; i++) {
		const char *name = county_at(i)->name;
		options[i] = (struct form_option){ name, name, str_eq(name, chosen) };
	}
	form_choice(you->page,
		&(struct control){
			.id = id,
			.label = say(you->page,
				is_business(you) ? N_("County of the business") : N_("County where you live")),
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
	const char *write = value_of(you, "language", false);
	const char *speak = value_of(you, "spoken_language", false);

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
			.id = control_of(you, "language"),
			.label = say(you->page, N_("We write to you in")),
			.fault = fault_of(you->faults, control_of(you, "language")),
		},
		written, program->languages.count);
	form_choice(you->page,
		&(struct control){
			.id = control_of(you, "spoken_language"),
			.label = say(you->page, N_("The language you like to speak")),
			.hint = say(you->page, N_("We call an interpreter, free of charge.")),
			.fault = fault_of(you->faults, control_of(you, "spoken_language")),
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
	form_begin(&page, applying->rq->path);
	/* One more after one that was sent, and not the old page once more. */
	if (applying->was_sent)
		form_hidden(&page, "new", "1");
	put_kind(&you);
	put_text(&you, &texts[0]);
	if (applying->program->for_persons)
		put_birthday(&you);
	put_county(&you);
	for (size_t i = 1; i < countof(texts); i++)
		put_text(&you, &texts[i]);
	put_languages(&you);
	if (applying->program->for_organizations)
		contacts_show(&page, applying, faults, is_post);
	apply_buttons(&page, applying, say(&page, N_("Save and go on")));
	page_end(&page, faults && faults->count > 0 ? 422 : 200);
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
	bool ok = applying_open(&applying, rq, err);

	if (ok && applying.was_sent && !portal_query(rq, "new")) {
		applying_go(&applying, "/receipt");
	} else if (ok && !program_is_open(applying.program, zone_date(ZONE_CENTRAL, rq->call.now_ms))) {
		applying_go(&applying, ""); /* where it is said until when */
	} else if (ok) {
		recall(&applying);
		show_you(&applying, NULL, false);
	}
	applying_close(&applying);
	return ok;
}

/* ---- reading ---- */

static void
put_given(struct json_out *out, const char *name, const char *value)
{
	if (!value || value[strspn(value, " \t\r\n")] == '\0')
		json_put_null(out, name);
	else
		json_put_text(out, name, value);
}

static void
wrong(struct you *you, const char *name, const char *label, const char *sentence)
{
	const char *language = you->applying->language;
	fault_add(you->faults, control_of(you, name), say_in(language, label), say_in(language, sentence));
}

static void
read_texts(struct you *you, bool is_address, struct json_out *out)
{
	for (size_t i = 0; i < countof(texts); i++)
		if (texts[i].is_address == is_address)
			put_given(out, texts[i].name,
				portal_form(you->applying->rq, control_of(you, texts[i].name)));
}

static void
read_birthday(struct you *you, struct json_out *out)
{
	char text[DATE_TEXT_MAX];
	civil_date date;

	switch (form_date_read(you->applying->rq, control_of(you, "born_on"), &date)) {
	case FORM_EMPTY:
		json_put_null(out, "born_on");
		break;
	case FORM_GOOD:
		json_put_text(out, "born_on", date_to_text(date, text));
		break;
	case FORM_BAD:
		wrong(you, "born_on", N_("Date of birth"),
			N_("Please give month, day and year in numbers, for example 3, 4 and 1961."));
		break;
	}
}

/* The patch of the form: what was typed on this page. */
static void
read_you(struct you *you, struct buf *text)
{
	const struct portal_request *rq = you->applying->rq;
	struct json_out out = JSON_OUT(text);

	json_begin_object(&out, NULL);
	json_begin_object(&out, "you");
	json_put_text(&out, "kind", is_business(you) ? "organization" : "person");
	read_texts(you, false, &out);
	read_birthday(you, &out);
	if (you->applying->program->for_organizations)
		contacts_read(you->applying, &out);
	put_given(&out, "county", portal_form(rq, control_of(you, "county")));
	put_given(&out, "language", portal_form(rq, control_of(you, "language")));
	put_given(&out, "spoken_language", portal_form(rq, control_of(you, "spoken_language")));
	json_begin_object(&out, "address");
	read_texts(you, true, &out);
	json_end_object(&out);
	json_end_object(&out);
	if (str_eq(portal_form(rq, "do"), "next")) {
		json_begin_object(&out, "seen");
		json_put_bool(&out, "you", true);
		json_end_object(&out);
	}
	json_end_object(&out);
}

static const char *
label_of(const char *name)
{
	for (size_t i = 0; i < countof(texts); i++)
		if (str_eq(texts[i].name, name))
			return texts[i].label;
	return str_eq(name, "county") ? N_("County where you live")
		: str_eq(name, "born_on") ? N_("Date of birth")
					  : N_("Language");
}

static const char *
sentence_of(const struct err_field *field)
{
	if (str_eq(field->code, "too_long"))
		return N_("This is too long. Please say it in fewer words.");
	if (str_ends(field->pointer, "/email"))
		return N_("An e-mail address has an @ in it, for example ana@example.com.");
	if (str_ends(field->pointer, "/born_on"))
		return N_("A date of birth cannot be in the future.");
	return N_("This cannot be right. Please look at it again.");
}

/* By the rules of the record that it becomes. */
static void
check_record(struct you *you, struct json *patch)
{
	struct portal_request *rq = you->applying->rq;
	struct started_form form = { .document = patch, .program = you->applying->program };
	struct err faults = { .code = ERR_NONE };
	const char *name;

	for (size_t i = 0; i < countof(texts); i++)
		if (is_required(you->applying->program, texts[i].name) &&
			str_empty(json_text(json_get(texts[i].is_address
							? json_get(json_get(patch, "you"), "address")
							: json_get(patch, "you"),
				texts[i].name))))
			wrong(you, texts[i].name, texts[i].label, N_("Please fill this in."));
	if (str_empty(json_text(json_get(json_get(patch, "you"), "county"))))
		wrong(you, "county", label_of("county"), N_("Please choose one of these."));
	struct customer *customer = started_form_customer(&rq->call, &form);
	if (customer_fits(customer, "", zone_date(ZONE_CENTRAL, rq->call.now_ms), &faults))
		return;
	for (size_t i = 0; i < faults.field_count; i++) {
		name = strrchr(faults.fields[i].pointer, '/');
		name = name ? name + 1 : "name";
		if (str_starts(faults.fields[i].pointer, "/contacts"))
			continue; /* said at the contact itself */
		wrong(you, name, label_of(name), sentence_of(&faults.fields[i]));
	}
}

static void
check_you(struct you *you)
{
	struct buf text = BUF_INIT(APPLY_PATCH_MAX);
	struct err ignored = { .code = ERR_NONE };

	read_you(you, &text);
	struct json *patch = json_parse(text.data, text.len, &ignored);
	if (patch && is_business(you))
		contacts_check(you->applying, you->faults);
	if (patch)
		check_record(you, patch);
	else
		fault_add(you->faults, NULL, NULL,
			say_in(you->applying->language,
				N_("This is too long. Please say it in fewer words.")));
	json_free(patch);
	buf_done(&text);
}

bool
you_check(struct portal_request *rq, struct err *err)
{
	struct applying applying;
	struct faults faults = { .count = 0 };
	struct you you = { &applying, NULL, &faults, true };
	bool ok = applying_open(&applying, rq, err);

	if (ok && applying.was_sent && !portal_form(rq, "new"))
		applying_go(&applying, "/receipt");
	else if (ok && form_is_ours(rq, rq->path) && str_eq(portal_form(rq, "do"), "next"))
		check_you(&you);
	if (faults.count > 0)
		show_you(&applying, &faults, true);
	applying_close(&applying);
	return ok;
}

bool
you_save(struct portal_request *rq, struct err *err)
{
	struct applying applying;
	struct faults ignored = { .count = 0 };
	struct you you = { &applying, NULL, &ignored, true };
	struct buf text = BUF_INIT(APPLY_PATCH_MAX);
	bool ok = applying_open(&applying, rq, err);

	if (ok)
		read_you(&you, &text);
	ok = ok && applying_keep(&applying, text.data, err);
	if (ok)
		applying_go(&applying,
			str_eq(portal_form(rq, "do"), "later") ? "/saved" : page_after(&applying, "you"));
	buf_done(&text);
	applying_close(&applying);
	return ok;
}
