/* SPDX-License-Identifier: Apache-2.0
 *
 * The workstation without a terminal and with a server made of words: a test
 * presses keys, looks at what was asked, answers, and compares the screen.
 *
 * The clock starts on Friday 21 November 2025, 15:00 in Nashville, and moves
 * only by fake_wait().  GOLDEN_WRITE=1 writes the golden files instead.
 */
#ifndef CLIENT_FAKE_H
#define CLIENT_FAKE_H

#include "client/app/app.h"
#include "client/loop/keeper.h"

enum { FAKE_REQUESTS_MAX = 256, FAKE_TIMERS_MAX = 64 };

/* 89 bytes that look like a sealed key and open for nobody. */
#define FAKE_SEALED                                                  \
	"AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" \
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

struct fake_timer {
	int owner, tag;
	int64_t due_ms;
};

struct fake {
	struct app *app;
	struct fx fx;
	struct canvas canvas;
	struct config config;
	struct keymap keymap;
	int64_t mono_ms, real_ms;
	struct request requests[FAKE_REQUESTS_MAX]; /* not answered yet */
	int request_count;
	struct fake_timer timers[FAKE_TIMERS_MAX];
	int timer_count;
	char token[64];     /* last one handed to the line */
	int64_t feed_after; /* -1: not following */
	char clipboard[64];
	char exported_name[64], exported[4096]; /* the last one */
	bool quit;
	int quit_status;
	int suspended;
	int journal_records;
	struct keeper *keeper; /* NULL: records are counted, and kept nowhere */
	char password[64]; /* held for the signing key; "" none */
	enum signing_job signing_job; /* the last one asked for */
	bool signing_by_hand; /* a job is done by fake_signing() alone; otherwise a key opens at once */
	uint8_t secret[SIGN_SECRET_BYTES], public_key[SIGN_PUBLIC_BYTES];
};

void fake_start(struct fake *fake, int rows, int cols);
/* Another workstation, with the config that fake->config has now. */
void fake_restart(struct fake *fake, int rows, int cols);
void fake_stop(struct fake *fake);

/* Names as in the keys file, with spaces between: "j j Enter ^T". Each is
 * painted before the next unless fake_keys_at_once() is used. */
void fake_keys(struct fake *fake, const char *names);
void fake_keys_at_once(struct fake *fake, const char *names);
void fake_type(struct fake *fake, const char *text);
void fake_paste(struct fake *fake, const char *text);
void fake_resize(struct fake *fake, int rows, int cols);
/* Lets time pass and fires what falls due. */
void fake_wait(struct fake *fake, int64_t ms);
void fake_paint(struct fake *fake);

/* The oldest unanswered request that begins so ("GET /v1/applications");
 * fails the test when there is none. */
struct request *fake_request(struct fake *fake, const char *begins);
bool fake_was_asked(const struct fake *fake, const char *begins);
/* Answers it; body is JSON, "" for none. */
void fake_reply(struct fake *fake, const char *begins, int http, const char *body);
/* No answer came. */
void fake_fail(struct fake *fake, const char *begins, enum err_code code);
void fake_event(struct fake *fake, int64_t seq, const char *type, const char *subject_type,
                const char *subject_id);
void fake_feed(struct fake *fake, enum feed_state feed);

/* What came of a job on the signing key. */
void fake_signing(struct fake *fake, enum signing_job job, bool ok);

/* From the sign-in screen to an empty queue, as Ana Ruiz, a caseworker. */
void fake_sign_in(struct fake *fake);
/* The password at the locked screen, and a new session. */
void fake_sign_in_again(struct fake *fake);
/* What the server answers to the first. */
const char *fake_session(void);
/* Rows from..from+count-1 of a list of total, as the server sends them. */
const char *fake_applications(struct fake *fake, int from, int count, int total);

/* The screen against tests/golden/NAME.screen. */
void fake_screen(struct fake *fake, const char *name);
/* One line of the screen. */
const char *fake_line(struct fake *fake, int row);
bool fake_shows(struct fake *fake, const char *text);

#endif
