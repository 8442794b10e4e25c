/* SPDX-License-Identifier: Apache-2.0
 *
 * Chats from transcripts or dialogues.  The rows are written when a chat
 * opens, as they stand in the end; its events come at their own times.
 */
#include "server/sample/chats.h"

#include "base/json.h"
#include "base/str.h"
#include "domain/event.h"
#include "domain/turn.h"
#include "server/sample/dialogue.h"
#include "server/sample/transcript.h"
#include "server/store/event_log.h"
#include "server/store/interaction.h"
#include "server/store/queue.h"
#include "server/store/search.h"

enum {
	TURN_SECONDS_MIN = 12,
	TURN_SECONDS_MAX = 75,
	TEXT_ROOM = 8192,
	HAS_APPLICATION_PERCENT = 85,
	PAYLOAD_ROOM = 4096
};

/* What a chat is, worked out from its number. */
struct chat {
	char id[SAMPLE_ID_MAX];
	int64_t customer;    /* number of the person */
	int64_t application; /* -1: none */
	bool is_waiting;
	const char *language;
	const char *topic;
	const char *handoff;
	struct turn_line turns[TURNS_MAX];
	int64_t at_ms[TURNS_MAX];
	size_t count;
	size_t handoff_turn;               /* the turn by which it was handed over; count: never */
	const struct staff_member *worker; /* NULL: the virtual agent alone */
	struct dice dice;
};

static void
find_waiting(struct chats *chats, const struct world *world)
{
	for (int64_t i = 0; i < ANA_APPLICATIONS && i < world->options->applications; i++) {
		struct plan plan;
		plan_make(world, i, &plan);
		if (plan.has_waiting_chat && chats->waiting_count < countof(chats->waiting))
			chats->waiting[chats->waiting_count++] = i;
	}
}

bool
chats_load(struct chats *chats, const struct world *world, struct err *err)
{
	*chats = (struct chats){ 0 };
	find_waiting(chats, world);
	const char *name = world->options->transcripts;
	return !name ||
		transcripts_read(
			name, world->arena, &chats->transcripts, &chats->transcript_count, err);
}

/* ---- one chat ---- */

static void
add_turn(struct chat *chat, struct turn_line turn)
{
	if (chat->count < TURNS_MAX)
		chat->turns[chat->count++] = turn;
}

static void
turns_of_dialogue(struct chat *chat, const struct dialogue *dialogue)
{
	chat->topic = dialogue->topic;
	chat->language = dialogue->language;
	chat->handoff = dialogue->handoff;
	for (const char *const *line = dialogue->turns; *line; line++) {
		char who = (*line)[0];
		add_turn(chat,
			(struct turn_line){
				.who = who == 'C'    ? AUTHOR_CUSTOMER
					: who == 'B' ? AUTHOR_BOT
					: who == 'E' ? AUTHOR_SYSTEM
						     : AUTHOR_WORKER,
				.internal = who == 'I',
				.is_event = who == 'E',
				.text = *line + 2,
			});
		if (who == 'E')
			chat->handoff_turn = chat->count - 1;
	}
}

/* In most, people talk from the start; in some the virtual agent greets, and
 * hands over at the first answer. */
static void
turns_of_transcript(struct chat *chat, const struct transcript *transcript)
{
	bool by_bot = dice_percent(&chat->dice, 45);
	chat->topic = transcript->topic;
	chat->language = "en";
	for (size_t i = 0; i < transcript->count; i++) {
		struct turn_line turn = transcript->turns[i];
		if (by_bot && turn.who == AUTHOR_WORKER)
			turn.who = AUTHOR_BOT;
		add_turn(chat, turn);
	}
}

static void
choose_subject(const struct world *world, struct chat *chat, int64_t number, int64_t *ret_from_ms)
{
	*ret_from_ms = world->now_ms - 200 * DAY_MS;
	chat->application = -1;
	if (world->options->applications > 0 &&
		(world->options->transcripts ||
			dice_percent(&chat->dice, HAS_APPLICATION_PERCENT))) {
		struct plan plan;
		chat->application = number % world->options->applications;
		plan_make(world, chat->application, &plan);
		chat->customer = plan.customer;
		chat->worker = plan.worker;
		*ret_from_ms = plan.steps[0].at_ms + HOUR_MS;
	} else {
		do
			chat->customer =
				dice_between(&chat->dice, 0, world->options->customers - 1);
		while (person_is_sealed(chat->customer));
	}
}

static void
time_turns(const struct world *world, struct chat *chat, int64_t from_ms)
{
	int64_t length = 0, pause[TURNS_MAX];
	for (size_t i = 0; i < chat->count; i++)
		length += pause[i] =
			dice_between(&chat->dice, TURN_SECONDS_MIN, TURN_SECONDS_MAX) * 1000;
	int64_t latest = world->now_ms - length - 10 * MINUTE_MS;
	int64_t at_ms = from_ms >= latest ? latest : dice_between(&chat->dice, from_ms, latest);
	if (chat->is_waiting) /* the last word was said a moment ago */
		at_ms = world->now_ms - length - dice_between(&chat->dice, 30, 240) * 1000;
	for (size_t i = 0; i < chat->count; i++)
		chat->at_ms[i] = at_ms += pause[i];
}

static void
chat_make(const struct world *world, const struct chats *chats, int64_t number, struct chat *ret)
{
	*ret = (struct chat){ .dice = dice_for((uint64_t)world->options->seed, STREAM_CHAT,
				      (uint64_t)number) };
	int64_t from_ms = 0;
	ret->is_waiting = (size_t)number < chats->waiting_count;
	ret->handoff_turn = SIZE_MAX;
	if (ret->is_waiting) {
		struct plan plan;
		ret->application = chats->waiting[number];
		plan_make(world, ret->application, &plan);
		ret->customer = plan.customer;
		ret->worker = plan.worker;
	} else {
		choose_subject(world, ret, number, &from_ms);
	}
	struct arena arena = ARENA_INIT;
	struct household household;
	household_of(world, ret->customer, &arena, &household);
	const char *language = person_is_business(ret->customer) ? "en" : household.stock->language;
	if (!ret->worker)
		ret->worker = cast_roll(world, place_team(household.spread), &ret->dice);
	if (chats->transcript_count > 0 && !ret->is_waiting)
		turns_of_transcript(ret,
			&chats->transcripts[((size_t)number - chats->waiting_count) %
				chats->transcript_count]);
	else
		turns_of_dialogue(ret,
			ret->is_waiting ? dialogue_handed_over(&ret->dice, language)
					: dialogue_roll(&ret->dice, language));
	if (ret->is_waiting) /* nobody has come yet */
		ret->count = ret->handoff_turn + 1;
	time_turns(world, ret, from_ms);
	dice_id(&ret->dice, ret->id, "i_", ret->at_ms[0]);
	arena_done(&arena);
}

static bool
worker_speaks(const struct chat *chat)
{
	for (size_t i = 0; i < chat->count; i++)
		if (chat->turns[i].who == AUTHOR_WORKER)
			return true;
	return false;
}

void
chat_times(const struct world *world, const struct chats *chats, int64_t number,
	int64_t ret_at_ms[CHAT_MOMENTS])
{
	struct chat chat;
	chat_make(world, chats, number, &chat);
	ret_at_ms[CHAT_OPENED] = chat.at_ms[0];
	ret_at_ms[CHAT_HANDED_OVER] =
		chat.handoff_turn < chat.count ? chat.at_ms[chat.handoff_turn] : 0;
	ret_at_ms[CHAT_CLOSED] = chat.is_waiting ? 0 : chat.at_ms[chat.count - 1] + MINUTE_MS;
}

/* ---- rows and events ---- */

static const char *
fill(const struct chat *chat, const char *text, const char *number, struct arena *arena)
{
	char out[TEXT_ROOM];
	size_t len = 0;
	for (const char *at = text; *at && len + 1 < sizeof(out);) {
		const char *with = str_starts(at, "{number}") ? number
			: str_starts(at, "{worker}")          ? chat->worker->name
							      : NULL;
		if (with) {
			len += (size_t)snprintf(out + len, sizeof(out) - len, "%s", with);
			at = strchr(at, '}') + 1;
		} else {
			out[len++] = *at++;
		}
	}
	return arena_strndup(arena, out, len < sizeof(out) ? len : sizeof(out) - 1);
}

static bool
write_turns(struct world *world, const struct chat *chat, const struct customer *customer,
	const char *number, struct arena *arena)
{
	for (size_t i = 0; i < chat->count; i++) {
		const struct turn_line *turn = &chat->turns[i];
		/* Transcripts are kept byte for byte; only the built-in ones have braces. */
		const char *text = world->options->transcripts
			? turn->text
			: fill(chat, turn->text, number, arena);
		struct message message = {
			.seq = (int64_t)i + 1,
			.at_ms = chat->at_ms[i],
			.author = { .kind = turn->who },
			.kind = turn->is_event ? "event" : "text",
			.text = text,
			.internal = turn->internal,
		};
		if (turn->who == AUTHOR_WORKER)
			message.author = (struct author){ AUTHOR_WORKER, chat->worker->id,
				chat->worker->name };
		else if (turn->who == AUTHOR_CUSTOMER)
			message.author =
				(struct author){ AUTHOR_CUSTOMER, customer->id, customer->name };
		if (!message_insert(world->txn.db, chat->id, &message) ||
			!search_index_message(world->txn.db, chat->id, message.seq, text))
			return false;
	}
	return true;
}

static bool
write_rows(struct world *world, const struct chat *chat, const struct customer *customer,
	const struct queue_row *row, struct arena *arena)
{
	bool handed = chat->handoff_turn < chat->count;
	struct handoff handoff = { chat->handoff, handed ? chat->at_ms[chat->handoff_turn] : 0 };
	struct interaction interaction = {
		.id = chat->id,
		.version = 1 + handed + !chat->is_waiting,
		.customer_id = customer->id,
		.application_id = row ? row->application_id : NULL,
		.channel = "web_chat",
		.state = chat->is_waiting ? "waiting" : "closed",
		.language = chat->language,
		.topic = chat->topic,
		.started_at_ms = chat->at_ms[0],
		.ended_at_ms = chat->is_waiting ? 0 : chat->at_ms[chat->count - 1] + MINUTE_MS,
		.handoff = handed ? &handoff : NULL,
		.worker_id = chat->is_waiting || worker_speaks(chat) ? chat->worker->id : NULL,
		.message_count = (int64_t)chat->count,
		.summary = !chat->is_waiting && worker_speaks(chat)
			? "Question answered; nothing left open."
			: NULL,
	};
	return interaction_insert(world->txn.db, &interaction) &&
		write_turns(
			world, chat, customer, row ? row->number : customer->case_number, arena);
}

static bool
tell(struct world *world, const struct chat *chat, const struct customer *customer,
	const struct queue_row *row, enum chat_moment moment)
{
	static const enum event_type types[] = {
		[CHAT_OPENED] = EVENT_INTERACTION_OPENED,
		[CHAT_HANDED_OVER] = EVENT_INTERACTION_WAITING,
		[CHAT_CLOSED] = EVENT_INTERACTION_CLOSED,
	};
	struct buf payload = BUF_INIT(PAYLOAD_ROOM);
	struct json_out out = JSON_OUT(&payload);
	json_begin_object(&out, NULL);
	json_put_int(&out, "v", 1);
	if (moment == CHAT_OPENED) {
		json_put_text(&out, "channel", "chat");
		json_put_text(&out, "topic", chat->topic);
		json_put_int(&out, "turns", (int64_t)chat->count);
	} else {
		json_put_text(&out, "reason", moment == CHAT_CLOSED ? "answered" : chat->handoff);
	}
	json_end_object(&out);

	struct event event = {
		.type = types[moment],
		.subject = { "interaction", chat->id },
		.application_id = row ? row->application_id : NULL,
		.interaction_id = chat->id,
		.version = (int64_t)moment + 1,
		.actor = moment == CHAT_OPENED ? (struct author){ AUTHOR_CUSTOMER, customer->id, NULL }
			: (struct author){ .kind = AUTHOR_BOT },
		.scope = {
			.customer_id = customer->id,
			.team_id = row ? row->team_id : NULL,
			.county = row ? row->county : customer->county,
			.program_id = row ? row->program_id : NULL,
			.assignee_before = row ? row->assignee_id : NULL,
			.assignee_after = row ? row->assignee_id : NULL,
		},
	};
	bool ok = event_append(&world->txn, &event, payload.data);
	buf_done(&payload);
	return ok;
}

/* The assignee's queue says that a customer waits. */
static bool
ring(struct world *world, const struct chat *chat, const struct queue_row *row)
{
	struct queue_row rung = *row;
	if (!application_status_is_open(row->status))
		return true;
	rung.waiting_chat_id = chat->id;
	rung.turn = TURN_ME;
	rung.next_act = NEXT_ANSWER_CHAT;
	return queue_put(&world->txn, row, &rung);
}

bool
chat_step(struct world *world, const struct chats *chats, int64_t number, enum chat_moment moment,
	struct arena *arena)
{
	struct chat *chat = arena_alloc(arena, sizeof(*chat));
	struct customer customer;
	struct queue_row found, *row = NULL;
	chat_make(world, chats, number, chat);
	person_make(world, chat->customer, arena, &customer);
	if (chat->application >= 0 && *world->application_ids[chat->application] &&
		queue_find(world->txn.db, world->application_ids[chat->application], arena, &found))
		row = &found;
	if (moment == CHAT_OPENED && !write_rows(world, chat, &customer, row, arena))
		return false;
	if (!tell(world, chat, &customer, row, moment))
		return false;
	return moment != CHAT_HANDED_OVER || !chat->is_waiting || !row || ring(world, chat, row);
}
