/* SPDX-License-Identifier: Apache-2.0
 *
 * The person's settings, from settings.def and the config file.
 */
#ifndef CLIENT_CMD_CONFIG_H
#define CLIENT_CMD_CONFIG_H

#include "base/arena.h"
#include "base/buf.h"

enum setting {
#define SETTING(id, name, kind, min, max, value, help) SETTING_##id,
#include "client/cmd/settings.def"
#undef SETTING
	SETTING_COUNT
};

enum { CONFIG_VALUE_MAX = 256, CONFIG_FILE_MAX = 64 * 1024 };

struct config {
	char value[SETTING_COUNT][CONFIG_VALUE_MAX];
};

void config_init(struct config *config); /* the defaults */
/* Lines "name = value", # comments; problems as in keymap_read(). */
void config_read(struct config *config, const char *text, size_t len, struct buf *problems);
const char *config_word(const struct config *config, enum setting setting);
int config_number(const struct config *config, enum setting setting);
bool config_yes(const struct config *config, enum setting setting);

/* $XDG_CONFIG_HOME/caseload/name, or under ~/.config. */
const char *config_path(struct arena *arena, const char *name);

#endif
