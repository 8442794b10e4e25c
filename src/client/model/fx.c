/* SPDX-License-Identifier: Apache-2.0
 *
 * The list of effects.  Texts live in its arena until fx_clear(); the body of
 * a request is on the heap, so that whoever takes it can wipe it.
 */
#include "client/model/fx.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/secret.h"
#include "base/str.h"
#include "base/words.h"
#include "domain/names.h"

void
fx_init(struct fx *fx)
{
	*fx = (struct fx){ .arena = ARENA_INIT };
}

void
fx_clear(struct fx *fx)
{
	for (size_t i = 0; i < fx->count; i++) {
		struct request *request = &fx->items[i].request;
		if (request->body)
			secret_wipe(request->body, strlen(request->body));
		free(request->body);
		free(request->path);
	}
	fx->count = 0;
	arena_reset(&fx->arena);
}

void
fx_done(struct fx *fx)
{
	fx_clear(fx);
	free(fx->items);
	arena_done(&fx->arena);
	*fx = (struct fx){ .arena = ARENA_INIT };
}

static struct fx_item *
fx_add(struct fx *fx, enum fx_kind kind, int owner)
{
	if (fx->count == fx->cap) {
		fx->cap = fx->cap ? fx->cap * 2 : 16;
		fx->items = realloc(fx->items, fx->cap * sizeof *fx->items);
		if (!fx->items)
			oom_exit();
	}
	struct fx_item *item = &fx->items[fx->count++];
	*item = (struct fx_item){ .kind = kind, .owner = owner };
	return item;
}

static struct request *
request_add(struct fx *fx, int owner, int tag, const char *method, const char *path)
{
	struct fx_item *item = fx_add(fx, FX_REQUEST, owner);
	struct request *request = &item->request;

	request->id = ++fx->last_request;
	request->owner = owner;
	request->tag = tag;
	str_copy(request->method, sizeof request->method, method);
	request->path = str_dup(path);
	return request;
}

uint64_t
fx_get(struct fx *fx, int owner, int tag, const char *path)
{
	return request_add(fx, owner, tag, "GET", path)->id;
}

uint64_t
fx_write(struct fx *fx, int owner, int tag, const struct write *write)
{
	struct request *request = request_add(fx, owner, tag, write->method, write->path);

	request->body = str_dup(write->body);
	request->flags = write->flags;
	request->if_match = write->if_match;
	if (write->flags & REQUEST_NO_KEY)
		return request->id;
	if (write->key)
		str_copy(request->key, sizeof request->key, write->key);
	else
		random_id(request->key, "k_", fx->now_ms);
	return request->id;
}

void
fx_cancel(struct fx *fx, uint64_t request)
{
	if (request)
		fx_add(fx, FX_CANCEL, 0)->number = (int64_t)request;
}

void
path_add(struct buf *path, const char *name, const char *value)
{
	if (str_empty(value))
		return;
	buf_putc(path, strchr(path->data, '?') ? '&' : '?');
	buf_puts(path, name);
	buf_putc(path, '=');
	for (const unsigned char *byte = (const unsigned char *)value; *byte; byte++) {
		if ((*byte < 0x80 && isalnum(*byte)) || strchr("-_.~", *byte))
			buf_putc(path, (char)*byte);
		else
			buf_printf(path, "%%%02X", *byte);
	}
}

void
fx_timer(struct fx *fx, int owner, int tag, int64_t delay_ms)
{
	struct fx_item *item = fx_add(fx, FX_TIMER, owner);

	item->tag = tag;
	item->number = delay_ms;
}

void
fx_open(struct fx *fx, enum place_kind kind, const char *id, const char *arg)
{
	fx_add(fx, FX_OPEN, 0)->place = place_make(kind, id, arg);
}

void
fx_back(struct fx *fx, int owner)
{
	fx_add(fx, FX_BACK, owner);
}

static const char *
format(struct fx *fx, const char *fmt, va_list args)
{
	struct buf text = BUF_INIT(ASK_TEXT_MAX);

	buf_vprintf(&text, fmt, args);
	const char *copy = arena_strdup(&fx->arena, text.data);
	buf_done(&text);
	return copy;
}

void
fx_tell(struct fx *fx, enum tell tell, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	const char *text = format(fx, fmt, args);
	va_end(args);
	struct fx_item *item = fx_add(fx, FX_TELL, 0);
	item->tell = tell;
	item->text = text;
}

void
fx_tell_here(struct fx *fx, int owner, enum tell tell, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	const char *text = format(fx, fmt, args);
	va_end(args);
	struct fx_item *item = fx_add(fx, FX_TELL, owner);
	item->tell = tell;
	item->text = text;
}

void
fx_put_members(struct buf *out, const char *members)
{
	char member[80];

	while (*members) {
		size_t len = strcspn(members, ",");
		snprintf(member, sizeof member, "%.*s", (int)len, members);
		const char *name = name_of(NAMES_MEMBER, member);
		buf_puts(out, name ? gettext(name) : member);
		members += len;
		if (*members == ',') {
			buf_puts(out, ", ");
			members++;
		}
	}
}

static void
tell_race(struct fx *fx, const struct err *err)
{
	struct buf members = BUF_INIT(ASK_TEXT_MAX);

	fx_put_members(&members, err->changed_fields);
	fx_tell(fx, TELL_REFUSAL, _("%s changed this while you were working on it (%s)."),
	        err->changed_by, members.data);
	buf_done(&members);
}

void
fx_tell_err(struct fx *fx, const struct err *err)
{
	const char *title = gettext(err_title(err->code));

	if (err->code == ERR_VERSION_CONFLICT && !str_empty(err->changed_by))
		tell_race(fx, err);
	else if (!str_empty(err->detail) && !str_eq(err->detail, err_title(err->code)))
		fx_tell(fx, TELL_REFUSAL, "%s %s", title, err->detail);
	else if (err->field_count > 0 && !str_empty(err->fields[0].detail))
		fx_tell(fx, TELL_REFUSAL, "%s", err->fields[0].detail);
	else
		fx_tell(fx, TELL_REFUSAL, "%s", title);
}

void
fx_run(struct fx *fx, int command)
{
	fx_add(fx, FX_RUN, 0)->tag = command;
}

static struct fx_item *
ask_add(struct fx *fx, enum ask_kind ask, int owner, int question, const char *text)
{
	struct fx_item *item = fx_add(fx, FX_ASK, owner);

	item->ask = ask;
	item->tag = question;
	item->text = text;
	return item;
}

void
fx_ask_yes(struct fx *fx, int owner, int question, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	const char *text = format(fx, fmt, args);
	va_end(args);
	ask_add(fx, ASK_YES, owner, question, text);
}

void
fx_ask_word(struct fx *fx, int owner, int question, const char *word, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	const char *text = format(fx, fmt, args);
	va_end(args);
	ask_add(fx, ASK_WORD, owner, question, text)->word = arena_strdup(&fx->arena, word);
}

void
fx_ask_text(struct fx *fx, int owner, int question, const char *start, const char *label)
{
	ask_add(fx, ASK_TEXT, owner, question, arena_strdup(&fx->arena, label))->word =
		arena_strdup(&fx->arena, start);
}

void
fx_ask_menu(struct fx *fx, int owner, int question, const char *label, const char *const *lines)
{
	const char **menu = arena_array(&fx->arena, MENU_MAX + 1, sizeof *menu);

	for (int i = 0; i < MENU_MAX && lines[i]; i++)
		menu[i] = arena_strdup(&fx->arena, lines[i]);
	ask_add(fx, ASK_MENU, owner, question, arena_strdup(&fx->arena, label))->menu = menu;
}

void
fx_quit(struct fx *fx, int status)
{
	fx_add(fx, FX_QUIT, 0)->number = status;
}

void
fx_export(struct fx *fx, const char *name, const char *text)
{
	struct fx_item *item = fx_add(fx, FX_EXPORT, 0);

	item->word = arena_strdup(&fx->arena, name);
	item->text = arena_strdup(&fx->arena, text);
}

void
fx_simple(struct fx *fx, enum fx_kind kind)
{
	fx_add(fx, kind, 0);
}

void
fx_text(struct fx *fx, enum fx_kind kind, const char *text, int64_t number)
{
	struct fx_item *item = fx_add(fx, kind, 0);

	item->text = arena_strdup(&fx->arena, text);
	item->number = number;
}

void
fx_token(struct fx *fx, const char *token)
{
	struct fx_item *item = fx_add(fx, FX_TOKEN, 0);

	item->request.body = str_dup(token);
	item->number = (int64_t)fx->last_request;
}

void
fx_password(struct fx *fx, const char *password)
{
	fx_add(fx, FX_PASSWORD, 0)->request.body = str_dup(password);
}

void
fx_signing(struct fx *fx, int job)
{
	fx_add(fx, FX_SIGNING, 0)->tag = job;
}

void
fx_draft(struct fx *fx, const struct place *place, const char *title, const char *json_text,
         int64_t version)
{
	struct fx_item *item = fx_add(fx, FX_DRAFT, 0);

	item->place = *place;
	item->word = arena_strdup(&fx->arena, title);
	item->text = arena_strdup(&fx->arena, json_text);
	item->number = version;
}

void
fx_draft_done(struct fx *fx, const struct place *place)
{
	fx_add(fx, FX_DRAFT_DONE, 0)->place = *place;
}
