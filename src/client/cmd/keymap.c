/* SPDX-License-Identifier: Apache-2.0
 *
 * Looking keys up, and the person's keys file.
 */
#include "client/cmd/keymap.h"

#include "base/str.h"
#include "base/words.h"
#include "client/cmd/lines.h"

enum { TOKEN_MAX = 48 };

/* Takes the next space-separated token off *text; false at the end. */
static bool
next_token(const char **text, char *out)
{
	const char *at = *text + strspn(*text, " \t");
	size_t len = strcspn(at, " \t");

	if (len == 0)
		return false;
	snprintf(out, TOKEN_MAX, "%.*s", (int)(len < TOKEN_MAX ? len : TOKEN_MAX - 1), at);
	*text = at + len;
	return true;
}

/* "list/1" is key 1 in scope list; "/" alone is a key. */
static bool
parse_binding(const char *token, const struct cmd *cmd, struct binding *ret)
{
	const char *slash = strchr(token, '/');
	enum scope scope = cmd->scope;

	if (slash && slash != token && slash[1]) {
		char name[TOKEN_MAX];
		snprintf(name, sizeof name, "%.*s", (int)(slash - token), token);
		scope = scope_from_name(name);
		if (scope == SCOPE_NONE)
			return false;
		token = slash + 1;
	}
	*ret = (struct binding){ .scope = scope, .cmd = cmd->id };
	return keys_from_text(token, &ret->keys);
}

static void
add_binding(struct keymap *map, const struct binding *binding)
{
	assert(map->count < KEYMAP_MAX);
	map->at[map->count++] = *binding;
}

void
keymap_init(struct keymap *map)
{
	char token[TOKEN_MAX];

	map->count = 0;
	for (int id = 1; id < CMD_COUNT; id++) {
		const struct cmd *cmd = cmd_of((enum cmd_id)id);
		const char *keys = cmd->keys;
		while (next_token(&keys, token)) {
			struct binding binding;
			bool ok = parse_binding(token, cmd, &binding);
			assert(ok);
			add_binding(map, &binding);
		}
	}
}

static bool
is_prefix(const struct keys *typed, const struct keys *of)
{
	if (typed->count >= of->count)
		return false;
	for (int i = 0; i < typed->count; i++) {
		if (typed->at[i].code != of->at[i].code)
			return false;
	}
	return true;
}

static bool
acts_in_text(const struct binding *binding)
{
	return (cmd_of(binding->cmd)->flags & CMD_IN_TEXT) && binding->keys.count == 1 &&
	       !key_is_text(binding->keys.at[0]);
}

struct key_match
keymap_find(const struct keymap *map, enum scope scope, const struct keys *keys, bool in_text)
{
	struct key_match match = { CMD_NONE, false };

	for (; scope != SCOPE_NONE; scope = scope_parent(scope)) {
		for (size_t i = 0; i < map->count; i++) {
			const struct binding *binding = &map->at[i];
			if (binding->scope != scope || (in_text && !acts_in_text(binding)))
				continue;
			if (keys_equal(&binding->keys, keys))
				return (struct key_match){ binding->cmd, false };
			if (is_prefix(keys, &binding->keys))
				match.prefix = true;
		}
	}
	return match;
}

const char *
keymap_keys(const struct keymap *map, enum cmd_id cmd, enum scope scope, char *out)
{
	out[0] = '\0';
	/* The scope nearest to the focus first: in a list "1" says more than "'1". */
	for (enum scope at = scope; at != SCOPE_NONE; at = scope_parent(at)) {
		for (size_t i = 0; i < map->count; i++) {
			if (map->at[i].cmd != cmd || map->at[i].scope != at)
				continue;
			struct key_match found = keymap_find(map, scope, &map->at[i].keys, false);
			if (found.cmd == cmd)
				return keys_text(&map->at[i].keys, out);
		}
	}
	return out;
}

void
keymap_all_keys(const struct keymap *map, enum cmd_id cmd, struct buf *out)
{
	char text[KEYS_TEXT_MAX];

	for (size_t i = 0; i < map->count; i++) {
		if (map->at[i].cmd != cmd)
			continue;
		if (out->len > 0)
			buf_putc(out, ' ');
		buf_puts(out, keys_text(&map->at[i].keys, text));
	}
}

static void
unbind(struct keymap *map, enum cmd_id cmd)
{
	size_t kept = 0;

	for (size_t i = 0; i < map->count; i++) {
		if (map->at[i].cmd != cmd)
			map->at[kept++] = map->at[i];
	}
	map->count = kept;
}

/* Keys that terminals, screen or tmux keep for themselves. */
static bool
is_reserved(const struct keys *keys)
{
	for (int i = 0; i < keys->count; i++) {
		uint32_t code = keys->at[i].code;
		if (code == K_CTRL('A') || code == K_CTRL('B') || code == K_CTRL('S') ||
		    code == K_CTRL('Q'))
			return true;
	}
	return false;
}

/* A plain small letter must not write; screens.md's rule holds for everyone. */
static bool
writes_too_easily(const struct cmd *cmd, const struct keys *keys)
{
	uint32_t code = keys->at[keys->count - 1].code;

	return (cmd->flags & CMD_WRITE) && !(cmd->flags & CMD_CONFIRM) &&
	       (code < 'A' || code > 'Z');
}

static const struct binding *
clash_of(const struct keymap *map, const struct binding *binding)
{
	for (size_t i = 0; i < map->count; i++) {
		const struct binding *other = &map->at[i];
		if (other->scope == binding->scope && other->cmd != binding->cmd &&
		    (keys_equal(&other->keys, &binding->keys) ||
		     is_prefix(&other->keys, &binding->keys) ||
		     is_prefix(&binding->keys, &other->keys)))
			return other;
	}
	return NULL;
}

static void
bind_token(struct keymap *map, const struct cmd *cmd, const char *token, int line,
           struct buf *problems)
{
	struct binding binding;

	if (!parse_binding(token, cmd, &binding)) {
		buf_printf(problems, _("keys:%d: \"%s\" names no key\n"), line, token);
		return;
	}
	binding.line = line;
	if (is_reserved(&binding.keys)) {
		buf_printf(problems, _("keys:%d: ^A ^B ^S ^Q belong to the terminal\n"), line);
		return;
	}
	if (writes_too_easily(cmd, &binding.keys)) {
		buf_printf(problems, _("keys:%d: %s writes, so it needs a capital letter\n"), line,
		           cmd->name);
		return;
	}
	const struct binding *clash = clash_of(map, &binding);
	if (clash) {
		buf_printf(problems, _("keys:%d: \"%s\" is already %s; unbind that first\n"), line,
		           token, cmd_of(clash->cmd)->name);
		return;
	}
	if (map->count == KEYMAP_MAX) {
		buf_printf(problems, _("keys:%d: too many keys\n"), line);
		return;
	}
	add_binding(map, &binding);
}

void
keymap_read(struct keymap *map, const char *text, size_t len, struct buf *problems)
{
	struct line_reader reader = { text, len, 0 };
	struct line_setting setting;
	bool seen[CMD_COUNT] = { false };
	char token[TOKEN_MAX];

	/* Unbinding first lets two commands swap their keys. */
	while (line_next(&reader, &setting)) {
		enum cmd_id id = setting.ok ? cmd_from_name(setting.name) : CMD_NONE;
		if (id != CMD_NONE)
			unbind(map, id);
	}
	reader = (struct line_reader){ text, len, 0 };
	while (line_next(&reader, &setting)) {
		if (!setting.ok) {
			buf_printf(problems, _("keys:%d: write: command-name = key\n"), setting.line);
			continue;
		}
		enum cmd_id id = cmd_from_name(setting.name);
		if (id == CMD_NONE) {
			buf_printf(problems, _("keys:%d: there is no command \"%s\"\n"), setting.line,
			           setting.name);
			continue;
		}
		if (seen[id])
			buf_printf(problems, _("keys:%d: %s stands here twice; keys add up\n"),
			           setting.line, setting.name);
		seen[id] = true;
		const char *keys = setting.value;
		if (str_eq(keys, "none"))
			continue;
		while (next_token(&keys, token))
			bind_token(map, cmd_of(id), token, setting.line, problems);
	}
}
