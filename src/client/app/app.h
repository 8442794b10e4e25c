/* SPDX-License-Identifier: Apache-2.0
 *
 * The workstation without a terminal or a network: messages in, effects out,
 * a canvas on request.  Tests drive this.
 */
#ifndef CLIENT_APP_APP_H
#define CLIENT_APP_APP_H

#include "client/cmd/config.h"
#include "client/cmd/keymap.h"
#include "client/model/model.h"
#include "client/view/view.h"

struct app;

struct app_options {
	const char *server_name;
	const char *user;          /* NULL: ask */
	const char *password;      /* NULL: ask; borrowed for app_new() only */
	const char *otp;           /* the code of a second factor that goes with it, or NULL */
	bool demo;
	const char *demo_portal;
	bool plain_charts;         /* whatever the setting says */
	const struct config *config;
	const struct keymap *keymap;
	const char *problems;      /* of the config and keys files, shown once */
};

struct app *app_new(const struct app_options *options, struct fx *fx) must_use;
void app_free(struct app *app, struct fx *fx);

/* Takes one message; effects for the loop are left in fx. */
void app_update(struct app *app, const struct msg *msg, struct fx *fx);
/* Something changed since app_draw(). */
bool app_dirty(const struct app *app);
/* What the screen shows now; clears dirty. */
void app_draw(struct app *app, struct canvas *canvas);
/* ^L was pressed, or the terminal came back: paint all cells. */
bool app_take_redraw(struct app *app);
/* After every view had its say: when the loop closes on a signal. */
bool app_has_unsaved(const struct app *app);

/*
 * The sealed file of this run (loop/journal.h).  FX_JOURNAL_OPEN asks the loop
 * to open it; the loop then hands over each record that earlier runs left,
 * says ready, and pushes app_journal_each() into the new file.
 */
void app_journal_record(struct app *app, const char *record, size_t len);
void app_journal_ready(struct app *app, struct fx *fx);
void app_journal_each(const struct app *app, void (*record)(void *ctx, const char *text, size_t len),
                      void *ctx);
/* Nothing unfinished: the file can go. */
bool app_journal_is_empty(const struct app *app);
void app_journal_forget(struct app *app); /* from memory, not from the disk */
/* What became of an export: where it is, or why not. */
void app_exported(struct app *app, const char *path, const struct err *err);
/* The last record is in the file, or is not and is given again in a while. */
void app_journal_kept(struct app *app);
void app_journal_failed(struct app *app, const struct err *err, struct fx *fx);

/* For tests and for the loop's report. */
const struct model *app_model(const struct app *app);
/* The screen in front, by its name (model/places.def). */
const char *app_place_name(const struct app *app);

#endif
