/* SPDX-License-Identifier: Apache-2.0
 *
 * What request.c and feed.c share.
 */
#ifndef CLIENT_API_PRIVATE_H
#define CLIENT_API_PRIVATE_H

#include "client/api/api.h"

enum { EVENTS_QUEUED_MAX = 512, TOKEN_BYTES_MAX = 128 };

/* One request on its way. */
struct call {
	struct call *next;
	CURL *easy;
	struct curl_slist *headers;
	struct token_header *token; /* goes before them */
	struct request request;
	struct buf body;
	struct err err;
	struct json *json;
	int64_t event_seq;
	int64_t version;
	int retry_after_s;
	bool replayed;
	bool is_json;
	bool finished;
	CURLcode result;
	long verify; /* what was found wrong with the certificate, as OpenSSL counts */
	long http;
};

enum feed_way { FEED_BY_STREAM, FEED_BY_POLL };

struct feed {
	bool on;
	enum feed_way way;
	CURL *easy; /* NULL between connections */
	struct curl_slist *headers;
	struct token_header *token;
	int64_t seq;       /* last event handed on */
	int64_t heard_ms;  /* last byte */
	int64_t retry_ms;  /* when to connect again; 0 not due */
	int64_t backoff_ms;
	int failures;      /* of the stream, one after another */
	bool silent_told;
	bool begun;        /* bytes came on this connection */
	struct buf line;   /* of the stream, or a poll's whole answer */
	struct buf data;   /* of the event being read */
	char event[32];    /* its event: name */
	/* waiting for api_take_event() */
	struct msg queue[EVENTS_QUEUED_MAX];
	struct json *queue_json[EVENTS_QUEUED_MAX];
	size_t queue_head, queue_count;
	struct json *taken; /* behind the message last taken */
};

struct api {
	CURLM *multi;
	char *url;
	char *socket;
	char *ca_file;
	char *token; /* secret memory, TOKEN_BYTES_MAX; NULL none */
	bool active;
	struct call *calls;
	struct call *taken;
	int64_t now_ms;
	struct feed feed;
};

/* libcurl, with memory that leaves nothing behind; once. */
bool api_memory_start(void) must_use;

/* A handle for path with what every request has in common. */
CURL *api_easy(struct api *api, const char *path) must_use;
/* Appends "name: value"; the copy is wiped with headers_free(). */
void header_add(struct curl_slist **headers, const char *name, const char *value);
void headers_free(struct curl_slist *headers);

/*
 * The token's header line is never in the common heap: it lies in secret
 * memory, one copy for each request that is under way.  headers_send() gives
 * curl both; they have to outlive the transfer.
 */
struct token_header {
	struct curl_slist node;
	char line[TOKEN_BYTES_MAX + 32];
};
struct token_header *token_header_new(const struct api *api, struct curl_slist *rest); /* NULL: no token */
void headers_send(CURL *easy, struct token_header *token, struct curl_slist *headers);

void feed_init(struct feed *feed);
void feed_done(struct api *api);
/* The transfer of the feed ended. */
void feed_ended(struct api *api, CURLcode result);
void feed_tick(struct api *api);

#endif
