/* SPDX-License-Identifier: Apache-2.0
 *
 * Customers and their households.  Of every five numbers the second may be
 * the spouse of the first; every two-hundredth is a small business.
 */
#include <inttypes.h>

#include "base/secret.h"
#include "base/str.h"
#include "domain/county.h"
#include "domain/event.h"
#include "server/sample/world.h"
#include "server/service/agency.h"
#include "server/store/customer.h"
#include "server/store/event_log.h"
#include "server/store/sample_rows.h"
#include "server/store/search.h"

enum {
	PEOPLE_BLOCK = 5,
	COUPLE_PERCENT = 45,
	BUSINESS_EVERY = 200,
	SEALED_EVERY = 400,
	CREATED_DAYS_MIN = 320,
	CREATED_DAYS_MAX = 700,
	SSN_DIGITS = 9,
	NAME_TRIES = 20,
	PARENT_AGE = 17,
	CHILD_AGE_MAX = 17
};

bool
person_is_business(int64_t number)
{
	return number % BUSINESS_EVERY == BUSINESS_EVERY - 1;
}

bool
person_is_sealed(int64_t number)
{
	return number % SEALED_EVERY == SEALED_EVERY / 2;
}

static bool
is_couple(const struct world *world, int64_t block)
{
	struct dice dice =
		dice_for((uint64_t)world->options->seed, STREAM_HOUSEHOLD, (uint64_t)block * 2 + 1);
	return dice_percent(&dice, COUPLE_PERCENT) &&
		block * PEOPLE_BLOCK + 1 < world->options->customers;
}

int64_t
person_created_ms(const struct world *world, int64_t number)
{
	struct dice dice =
		dice_for((uint64_t)world->options->seed, STREAM_CREATED, (uint64_t)number);
	int64_t days = dice_between(&dice, CREATED_DAYS_MIN, CREATED_DAYS_MAX);
	return world->now_ms - days * DAY_MS + dice_between(&dice, 0, 8 * HOUR_MS / 1000) * 1000;
}

const char *
person_id(const struct world *world, int64_t number, struct arena *arena)
{
	char id[SAMPLE_ID_MAX];
	struct dice dice =
		dice_for((uint64_t)world->options->seed, STREAM_CUSTOMER, (uint64_t)number);
	return arena_strdup(arena, dice_id(&dice, id, "c_", person_created_ms(world, number)));
}

static civil_date
born(const struct world *world, struct dice *dice, int from_age, int to_age)
{
	return (civil_date)(world->options->as_of -
		dice_between(dice, from_age * 365 + 1, to_age * 365));
}

/* Two in one household are told apart by their names; where the stock has too
 * few, the household is smaller. */
static bool
has_name(const struct household *household, const char *name)
{
	for (size_t i = 0; i < household->count; i++)
		if (str_eq(household->people[i].name, name))
			return true;
	return false;
}

static void
add_relative(struct household *household, struct dice *dice, struct arena *arena,
	const char *relation, enum sex sex, civil_date born_on, const char *family,
	int64_t customer)
{
	if (household->count == HOUSEHOLD_MAX)
		return;
	char name[SAMPLE_NAME_MAX];
	int tries = 0;
	do {
		if (tries++ == NAME_TRIES)
			return;
		name_whole(name, household->stock, name_given(household->stock, dice, sex), family);
	} while (has_name(household, name));
	household->people[household->count++] = (struct relative){
		.name = arena_strdup(arena, name),
		.relation = relation,
		.born_on = born_on,
		.sex = sex,
		.customer = customer,
	};
}

static void
swap_first(struct household *household)
{
	struct relative first = household->people[0];
	household->people[0] = household->people[1];
	household->people[1] = first;
	household->people[0].relation = "self";
	household->people[1].relation = "spouse";
}

/* The household as this customer sees it: themselves first. */
void
household_of(const struct world *world, int64_t number, struct arena *arena, struct household *ret)
{
	int64_t block = number / PEOPLE_BLOCK, place_in_block = number % PEOPLE_BLOCK;
	bool couple = place_in_block <= 1 && is_couple(world, block);
	int64_t head = couple ? block * PEOPLE_BLOCK : number;
	struct dice dice =
		dice_for((uint64_t)world->options->seed, STREAM_HOUSEHOLD, (uint64_t)head * 2);

	*ret = (struct household){ 0 };
	/* The three whom the manual's screens show come first; the rest by chance. */
	ret->stock = name_stock_roll(&dice);
	if (head < ANA_APPLICATIONS && head % 6 == 2)
		ret->stock = name_stock_of("es");
	if (head == 3 || head == 4)
		ret->stock = name_stock_of("en");
	if (head == 0)
		ret->stock = name_stock_of("vi");
	ret->spread = head < 2 * ANA_APPLICATIONS ? place_in_team(0, &dice)
						  : (unsigned)dice_roll(&dice, SPREAD_MAX);
	ret->place = place_at(ret->spread);
	ret->line1 =
		arena_printf(arena, "%d %s", (int)dice_between(&dice, 1, 2899), name_street(&dice));
	ret->line2 = dice_percent(&dice, 22)
		? arena_printf(arena, "Apt %c%d", (char)('A' + dice_roll(&dice, 6)),
			  (int)dice_between(&dice, 1, 20))
		: NULL;

	const char *family = name_family(ret->stock, &dice);
	enum sex sex = dice_percent(&dice, 64) ? SEX_WOMAN : SEX_MAN;
	bool is_old = !couple && dice_percent(&dice, 16);
	civil_date born_on = is_old ? born(world, &dice, 62, 97) : born(world, &dice, 19, 61);
	add_relative(ret, &dice, arena, "self", sex, born_on, family, head);
	if (head == 0)
		ret->people[0].name = "Nguyen Thi Hoa";
	if (head == 3)
		ret->people[0].name = "Maeve O'Neill-Castaneda";
	if (head == 4)
		ret->people[0].name = "Chidi Okafor";
	if (couple)
		add_relative(ret, &dice, arena, "spouse", sex == SEX_WOMAN ? SEX_MAN : SEX_WOMAN,
			(civil_date)(born_on + dice_between(&dice, -2000, 2000)), family, head + 1);
	static const unsigned child_weights[] = { 40, 22, 20, 11, 5, 2 };
	size_t children = is_old ? 0 : dice_weighed(&dice, child_weights, countof(child_weights));
	int age = (int)(world->options->as_of - born_on) / 365;
	int oldest_child = age - PARENT_AGE < CHILD_AGE_MAX ? age - PARENT_AGE : CHILD_AGE_MAX;
	for (size_t i = 0; i < children; i++)
		add_relative(ret, &dice, arena, "child",
			dice_percent(&dice, 49) ? SEX_WOMAN : SEX_MAN,
			born(world, &dice, 0, oldest_child), family, -1);
	if (!is_old && dice_percent(&dice, 8))
		add_relative(ret, &dice, arena, "parent", SEX_WOMAN,
			born(world, &dice, age + PARENT_AGE + 1, age + 2 * PARENT_AGE),
			name_family(ret->stock, &dice), -1);
	if (couple && number != head)
		swap_first(ret);
}

static void
fill_household(const struct world *world, const struct household *household, struct customer *ret,
	struct arena *arena)
{
	ret->household.at = arena_array(arena, HOUSEHOLD_MAX, sizeof(*ret->household.at));
	for (size_t i = 1; i < household->count; i++) {
		const struct relative *person = &household->people[i];
		ret->household.at[ret->household.count++] = (struct household_member){
			.customer_id = person->customer >= 0
				? person_id(world, person->customer, arena)
				: NULL,
			.name = person->name,
			.relation = person->relation,
			.born_on = person->born_on,
		};
	}
}

static void
fill_pins(const struct world *world, struct customer *ret, struct dice *dice, struct arena *arena)
{
	static const char *const pins[] = {
		"Daughter interprets on the telephone.",
		"Call after 15:00 only.",
		"Letters in large print.",
		"Works nights; do not call before noon.",
		"Hard of hearing: use relay 711.",
	};
	ret->pinned_notes.at = arena_array(arena, 1, sizeof(*ret->pinned_notes.at));
	ret->pinned_notes.count = 1;
	ret->pinned_notes.at[0] = (struct pinned_note){
		.text = dice_pick(dice, pins),
		.priority = 1,
		.until = dice_percent(dice, 40) ? world->options->as_of + 40 : DATE_NONE,
	};
}

static void
make_business(int64_t number, struct arena *arena, struct dice *dice, struct customer *ret)
{
	char name[SAMPLE_NAME_MAX], owner[SAMPLE_NAME_MAX];
	const struct name_stock *stock = name_stock_roll(dice);
	const struct place *place = place_at((unsigned)dice_roll(dice, SPREAD_MAX));
	ret->kind = CUSTOMER_ORGANIZATION;
	ret->name = arena_printf(arena, "%s %s", name_business(name, dice), place->city);
	ret->born_on = DATE_NONE;
	ret->language = ret->spoken_language = "en";
	ret->county = place->county;
	ret->phone =
		arena_printf(arena, "(%s) 555-%04d", place->area_code, (int)dice_roll(dice, 10000));
	ret->address = arena_alloc(arena, sizeof(*ret->address));
	*ret->address = (struct address){
		.line1 = arena_printf(
			arena, "%d %s", (int)dice_between(dice, 1, 2899), name_street(dice)),
		.city = place->city,
		.state = "TN",
		.zip = place->zip,
	};
	ret->contacts.at = arena_array(arena, 1, sizeof(*ret->contacts.at));
	ret->contacts.count = 1;
	name_whole(owner, stock, name_given(stock, dice, SEX_WOMAN), name_family(stock, dice));
	ret->contacts.at[0] = (struct contact){
		.name = arena_strdup(arena, owner),
		.role = "owner",
		.phone = ret->phone,
		.email = arena_printf(arena, "office%" PRId64 "@example.com", number),
	};
}

void
person_make(const struct world *world, int64_t number, struct arena *arena, struct customer *ret)
{
	struct dice dice =
		dice_for((uint64_t)world->options->seed, STREAM_CUSTOMER, (uint64_t)number);
	*ret = (struct customer){
		.id = person_id(world, number, arena),
		.version = 1,
		.kind = CUSTOMER_PERSON,
		.case_number = arena_printf(arena, "C-%" PRId64, SAMPLE_FIRST_CASE + number),
	};
	if (person_is_business(number)) {
		make_business(number, arena, &dice, ret);
		return;
	}
	struct household household;
	household_of(world, number, arena, &household);
	ret->name = household.people[0].name;
	ret->born_on = household.people[0].born_on;
	ret->language = household.stock->language;
	ret->spoken_language = household.stock->language;
	ret->county = household.place->county;
	ret->phone = arena_printf(
		arena, "(%s) 555-%04d", household.place->area_code, (int)dice_roll(&dice, 10000));
	if (number == 0)
		ret->phone = "(615) 555-0142";
	if (dice_percent(&dice, 55))
		ret->email = arena_printf(arena, "person%" PRId64 "@example.org", number);
	ret->address = arena_alloc(arena, sizeof(*ret->address));
	*ret->address = (struct address){
		.line1 = household.line1,
		.line2 = household.line2,
		.city = household.place->city,
		.state = "TN",
		.zip = household.place->zip,
	};
	fill_household(world, &household, ret, arena);
	if (dice_percent(&dice, 6))
		fill_pins(world, ret, &dice, arena);
	ret->address_hidden = dice_percent(&dice, 1);
	ret->vulnerable = dice_percent(&dice, 4);
	/* 9xx-xx-xxxx is never given out. */
	ret->ssn_last4 = arena_printf(arena, "%04d", (int)dice_roll(&dice, 10000));
}

static void
fill_ssn(const struct world *world, struct customer_record *record, struct dice *dice,
	struct arena *arena)
{
	if (record->customer.kind != CUSTOMER_PERSON)
		return;
	char ssn[SSN_DIGITS + 1];
	snprintf(ssn, sizeof(ssn), "9%04d%s", (int)dice_roll(dice, 10000),
		record->customer.ssn_last4);
	struct buf sealed = BUF_INIT(256);
	seal(&sealed, agency_key(world->agency, KEY_SSN_SEAL), ssn, SSN_DIGITS);
	uint8_t *copy = arena_alloc(arena, sealed.len);
	memcpy(copy, sealed.data, sealed.len);
	record->ssn_sealed = copy;
	record->ssn_sealed_len = sealed.len;
	uint8_t *tag = arena_alloc(arena, 32);
	keyed_tag(tag, agency_key(world->agency, KEY_SSN_MATCH), ssn, SSN_DIGITS);
	record->ssn_tag = tag;
	buf_done(&sealed);
}

static bool
insert_row(struct world *world, int64_t number, struct arena *arena, struct customer_record *ret)
{
	*ret = (struct customer_record){ .changed_by = "sample" };
	person_make(world, number, arena, &ret->customer);
	struct dice dice = dice_for(
		(uint64_t)world->options->seed, STREAM_SALT, UINT32_MAX + (uint64_t)number);
	fill_ssn(world, ret, &dice, arena);
	ret->changed_at_ms = world->txn.now_ms;
	ret->sealed = person_is_sealed(number);
	return (!ret->sealed ||
		       sample_seal_insert(world->txn.db, ret->customer.id,
			       cast_find(world, "sam")->id)) &&
		customer_insert(world->txn.db, ret);
}

bool
person_insert_row(struct world *world, int64_t number, struct arena *arena)
{
	struct customer_record record;
	return insert_row(world, number, arena, &record);
}

bool
person_insert(struct world *world, int64_t number, struct arena *arena)
{
	struct customer_record record;
	if (!insert_row(world, number, arena, &record))
		return false;
	struct event event = {
		.type = EVENT_CUSTOMER_CREATED,
		.subject = { "customer", record.customer.id },
		.version = 1,
		.actor = { .kind = AUTHOR_SYSTEM },
		.scope = { .customer_id = record.customer.id,
			.county = record.customer.county,
			.sealed = record.sealed },
	};
	return search_index_customer(
		       world->txn.db, record.customer.id, record.customer.name, NULL) &&
		event_append(&world->txn, &event, NULL);
}
