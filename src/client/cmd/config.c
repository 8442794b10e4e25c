/* SPDX-License-Identifier: Apache-2.0
 *
 * Settings of the person at the workstation.
 */
#include "client/cmd/config.h"

#include "base/str.h"
#include "base/words.h"
#include "client/cmd/lines.h"

enum setting_kind { SETTING_KIND_NUMBER, SETTING_KIND_YES_NO, SETTING_KIND_WORD };

static const struct {
	const char *name;
	enum setting_kind kind;
	int64_t min, max;
	const char *value;
} settings[] = {
#define SETTING(id, name, kind, min, max, value, help) \
	{ name, SETTING_KIND_##kind, min, max, value },
#include "client/cmd/settings.def"
#undef SETTING
};
static_assert(countof(settings) == SETTING_COUNT, "one row a setting");

void
config_init(struct config *config)
{
	for (size_t i = 0; i < SETTING_COUNT; i++)
		str_copy(config->value[i], CONFIG_VALUE_MAX, settings[i].value);
}

static void
set_value(struct config *config, size_t at, const struct line_setting *line, struct buf *problems)
{
	int64_t number;

	switch (settings[at].kind) {
	case SETTING_KIND_NUMBER:
		if (!str_to_i64(line->value, &number) || number < settings[at].min ||
		    number > settings[at].max) {
			buf_printf(problems, _("config:%d: %s is a number from %d to %d\n"), line->line,
			           line->name, (int)settings[at].min, (int)settings[at].max);
			return;
		}
		break;
	case SETTING_KIND_YES_NO:
		if (!str_eq(line->value, "yes") && !str_eq(line->value, "no")) {
			buf_printf(problems, _("config:%d: %s is yes or no\n"), line->line, line->name);
			return;
		}
		break;
	case SETTING_KIND_WORD:
		break;
	}
	str_copy(config->value[at], CONFIG_VALUE_MAX, line->value);
}

void
config_read(struct config *config, const char *text, size_t len, struct buf *problems)
{
	struct line_reader reader = { text, len, 0 };
	struct line_setting line;

	while (line_next(&reader, &line)) {
		size_t at = 0;
		if (!line.ok) {
			buf_printf(problems, _("config:%d: write: name = value\n"), line.line);
			continue;
		}
		while (at < SETTING_COUNT && !str_eq(settings[at].name, line.name))
			at++;
		if (at == SETTING_COUNT)
			buf_printf(problems, _("config:%d: there is no setting \"%s\"\n"), line.line,
			           line.name);
		else
			set_value(config, at, &line, problems);
	}
}

const char *
config_word(const struct config *config, enum setting setting)
{
	assert(setting < SETTING_COUNT);
	return config->value[setting];
}

int
config_number(const struct config *config, enum setting setting)
{
	int64_t number = 0;

	assert(settings[setting].kind == SETTING_KIND_NUMBER);
	bool ok = str_to_i64(config->value[setting], &number);
	assert(ok);
	return (int)number;
}

bool
config_yes(const struct config *config, enum setting setting)
{
	assert(settings[setting].kind == SETTING_KIND_YES_NO);
	return str_eq(config->value[setting], "yes");
}

const char *
config_path(struct arena *arena, const char *name)
{
	const char *folder = getenv("XDG_CONFIG_HOME");
	const char *home = getenv("HOME");

	/* The specification: a relative path there is invalid. */
	if (folder && folder[0] == '/')
		return arena_printf(arena, "%s/caseload/%s", folder, name);
	return arena_printf(arena, "%s/.config/caseload/%s", home ? home : "", name);
}
