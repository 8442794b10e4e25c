/* SPDX-License-Identifier: Apache-2.0
 *
 * The person's settings and keys: whatever stands in the files, every setting
 * keeps a value that is allowed, and each complaint names its line.
 */
#include "base/str.h"
#include "client/cmd/config.h"
#include "client/cmd/keymap.h"
#include "fuzz.h"

static void
lines_named(const struct buf *problems, const char *file)
{
	const char *at = problems->len > 0 ? problems->data : "";

	while (*at) {
		const char *end = strchr(at, '\n');
		fuzz_claim(end != NULL);
		fuzz_claim(str_starts(at, file));
		fuzz_claim(at[strlen(file)] == ':');
		at = end + 1;
	}
}

static void
settings(const char *bytes, size_t len)
{
	struct config config;
	struct buf problems = BUF_INIT(1024 * 1024);

	config_init(&config);
	config_read(&config, bytes, len, &problems);
	lines_named(&problems, "config");
#define SETTING(id, name, kind, low, high, value, help) \
	if (strcmp(#kind, "NUMBER") == 0) \
		fuzz_claim(config_number(&config, SETTING_##id) >= low && config_number(&config, SETTING_##id) <= high);
#include "client/cmd/settings.def"
#undef SETTING
	buf_done(&problems);
}

static void
keys(const char *bytes, size_t len)
{
	static struct keymap map;
	struct buf problems = BUF_INIT(1024 * 1024);
	char text[KEYS_TEXT_MAX];

	keymap_init(&map);
	keymap_read(&map, bytes, len, &problems);
	lines_named(&problems, fuzz_planted() ? "nothing" : "keys");
	fuzz_claim(map.count <= KEYMAP_MAX);
	for (size_t i = 0; i < map.count; i++) {
		const struct binding *binding = &map.at[i];
		struct keys again;
		fuzz_claim(binding->keys.count >= 1 && binding->keys.count <= KEYS_MAX);
		/* What is shown for a key can be typed into the file again. */
		fuzz_claim(keys_from_text(keys_text(&binding->keys, text), &again));
		fuzz_claim(keys_equal(&again, &binding->keys));
	}
	buf_done(&problems);
}

FUZZ_ONE(bytes, len)
{
	settings(bytes, len);
	keys(bytes, len);
}
