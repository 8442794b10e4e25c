/* SPDX-License-Identifier: Apache-2.0
 *
 * Where one HTTP/1 request ends and the next begins, read byte by byte and
 * without mercy: whatever two programs could read differently is a fault.
 * Nothing is kept but where in a request the next byte stands.  Knows neither
 * sockets nor what a request means.
 */
#ifndef SERVER_FRAMING_H
#define SERVER_FRAMING_H

#include "base/err.h"

enum framing_place {
	FRAMING_METHOD, /* first: a request begins */
	FRAMING_TARGET,
	FRAMING_VERSION,
	FRAMING_LINE, /* a header begins, or the head ends */
	FRAMING_NAME,
	FRAMING_VALUE,
	FRAMING_VALUE_LF,
	FRAMING_HEAD_LF,
	FRAMING_BODY,
	FRAMING_CHUNK_SIZE,
	FRAMING_CHUNK_SIZE_LF,
	FRAMING_CHUNK,
	FRAMING_CHUNK_CR,
	FRAMING_CHUNK_LF,
	FRAMING_END_CR, /* after the last chunk: no trailers */
	FRAMING_END_LF
};

/* The HTTP library waits for ever, or closes without a word, where there are more
 * than its memory for a request holds: there each byte has its place, each header,
 * parameter and cookie a record, and cookies are in it twice. */
enum { FRAMING_NAME_BYTES = 20, FRAMING_TARGET_MAX = 3072, FRAMING_PARAMETERS_MAX = 48, FRAMING_HEADERS_MAX = 48 };
enum { FRAMING_HEAD_MAX = 4 * 1024, FRAMING_RECORD_BYTES = 64 };

/* The fault of a head that is in order, and takes more memory than that. */
extern const char framing_too_large[];

struct framing {
	enum framing_place place;
	uint32_t count;     /* bytes so far of the method, target, version, name or number at hand */
	uint32_t name_len;  /* of the header at hand */
	uint32_t weight;    /* of the head: what it takes of FRAMING_HEAD_MAX */
	uint64_t left;      /* of the body or chunk */
	char name[FRAMING_NAME_BYTES]; /* its beginning, in small letters */
	uint8_t header;     /* which of those that are looked at */
	uint8_t seen;       /* those that came already, a bit each */
	uint8_t items;      /* parameters of the target, then headers */
	bool is_old;        /* HTTP/1.0 */
	bool value_over;    /* a blank after the value */
};

#define FRAMING_INIT { .place = FRAMING_METHOD }

/*
 * Reads on. NULL when all len bytes are in order; otherwise a sentence saying
 * what is not, and nothing after it can be told apart any more.
 * *ret_begun gets the offset at which the last request in these bytes begins;
 * it is left alone where it began earlier.
 */
const char *framing_take(struct framing *framing, const char *bytes, size_t len, size_t *ret_begun) must_use;

/* Has a head begun that has not ended? */
bool framing_in_head(const struct framing *framing);
/* What such a sentence is among the errors: one of a head too long, or of any other. */
enum err_code framing_code(const char *fault);

#endif
