/* SPDX-License-Identifier: Apache-2.0
 *
 * Every size, count and time of the server.
 */
#ifndef SERVER_LIMITS_H
#define SERVER_LIMITS_H

enum {
	/* Connections */
	CONNECTIONS_MAX = 20000,           /* a listener; the open-file limit may lower it */
	CONNECTION_MEMORY_BYTES = 5 * 1024, /* FRAMING_HEAD_MAX, and an answer's headers */
	/* Connections on which nobody has shown a session yet. Past these the oldest
	 * makes way for the newest, so that a flood cannot keep anybody out. */
	STRANGERS_MAX = 4096,
	STRANGERS_ADDRESS_MAX = 256,
	STRANGER_BUCKETS = 1024,
	LISTENERS_MAX = 16,
	HTTP_THREADS_DEFAULT = 2,
	HTTP_THREADS_MAX = 64,

	/* Requests */
	URI_MAX = 4096,
	BODY_MAX = 1024 * 1024,
	PORTAL_BODY_MAX = 256 * 1024,    /* of whom nobody knows: a whole form, each byte written as three */
	BODY_DISCARD_MAX = 4 * BODY_MAX, /* read past a body too large, so that 413 can be heard */
	/* Documents, from who has shown who they are: a telephone sends slowly. */
	UPLOAD_BODY_MAX = 24 * 1024 * 1024, /* a form with several files */
	UPLOAD_DISCARD_MAX = 4 * UPLOAD_BODY_MAX,
	UPLOADS_MAX = 24,        /* under way at once, each with its memory */
	UPLOADS_OF_ONE_MAX = 3,
	UPLOAD_WAIT_S = 600,
	UPLOAD_RATE_BYTES = 4096,
	UPLOAD_RETRY_S = 5,
	HEADER_WAIT_S = 10,
	BODY_WAIT_S = 30,
	BODY_GRACE_S = 10,      /* from then on a body has to come at this rate: */
	BODY_RATE_BYTES = 1024, /* a second */
	ANSWER_WAIT_S = 30,     /* to read an answer, and a second more for each of these: */
	ANSWER_RATE_BYTES = 512,
	IDLE_WAIT_S = 75,       /* between requests */
	SWEEP_EVERY_MS = 1000,
	DRAIN_MAX_MS = 30000,
	/* Closed after a refusal, while the peer is still writing: read past, so that it can be heard */
	LINGERING_MAX = 64,
	LINGER_WAIT_S = 5,
	LINGER_BYTES_MAX = BODY_DISCARD_MAX,
	LINGER_SWEEP_BYTES = 256 * 1024,

	/* Answers */
	ANSWER_MAX = 16 * 1024 * 1024,
	ANSWER_HEADERS_MAX = 18,
	BUFFER_KEEP_BYTES = 64 * 1024,
	ARENA_KEEP_BYTES = 64 * 1024, /* an exchange that grew past this is not kept for reuse */

	/* Work that leaves the HTTP threads */
	POOL_THREADS = 4,
	POOL_QUEUE_MAX = 4096, /* then: try again later */
	OUTSIDER_THREADS = 4,  /* the applicants' pages wait in a line of their own, not in the workers' */
	OUTSIDER_QUEUE_MAX = 1024,
	HASH_THREADS = 4,      /* the most password hashes at once */
	HASH_QUEUE_MAX = 64,
	HASH_NICENESS = 10,    /* who is signed in goes first */
	POOL_RETRY_S = 2,

	/* Requests a second, of one session and of one stranger's address; --rate-limit sets the first */
	RATE_DEFAULT = 200,
	RATE_MAX = 100000,
	RATE_BURST_S = 10,     /* that many seconds' worth at once */
	RATE_STRANGER_SHARE = 2, /* a stranger's address has this part of it, */
	RATE_STRANGER_BURST_S = 3,
	RATE_ADDRESSES = 16384,
	/* What one stranger's address may leave behind it in an hour, for each request
	 * a second that a session has: a library, or a hall full of people after a
	 * storm, is one address, and so is who floods the office. */
	RATE_FORMS_AN_HOUR = 10,
	RATE_APPLICATIONS_AN_HOUR = 2,
	RATE_LEAVING_BURST_S = 900, /* as much at once as in this time */

	/* Sessions; the first two are settings */
	SESSION_IDLE_S = 30 * 60,
	SESSION_ABSOLUTE_S = 12 * 60 * 60,
	SESSION_TOUCH_S = 60, /* how often idle renewal is written down */
	SESSIONS_MAX = 65536, /* in memory */

	/* Sign-in throttle */
	THROTTLE_FREE_FAILURES = 5,
	THROTTLE_ADDRESS_FAILURES = 10 * THROTTLE_FREE_FAILURES, /* from one address, whatever they are at */
	THROTTLE_FIRST_WAIT_S = 1,
	THROTTLE_MAX_WAIT_S = 60,
	THROTTLE_FORGET_S = 3600,
	THROTTLE_ENTRIES = 4096,
	THROTTLE_LINE = 16,   /* addresses that wait for one account's next try */
	THROTTLE_TURN_S = 20, /* how long each of them has for it */
	THROTTLE_LINE_FORGET_S = 600,

	/* Feed */
	EVENT_RING_SLOTS = 16384,
	EVENT_SLOT_BYTES = 256,
	EVENT_CATCH_UP_MAX = 10000, /* further behind: start anew */
	EVENT_PAGE_MAX = 200,
	EVENT_WAIT_MAX_S = 25,
	FEED_POLL_MS = 500,         /* other servers' and other programs' events */
	STREAM_HEARTBEAT_MS = 15000,
	STREAM_BACKLOG_BYTES = 256 * 1024,
	PAGE_STREAMS_MAX = 8,       /* of one application; the oldest makes way */

	/* Presence and views */
	PRESENCE_KEEP_MS = 30000,
	PRESENCE_MAX = 8192,
	VIEW_ONCE_MS = 15 * 60 * 1000,

	/* Idempotency keys */
	KEY_TEXT_MAX = 64,
	IN_FLIGHT_RETRY_S = 1,
	UNAVAILABLE_RETRY_S = 5 /* the data cannot be written: a full disk, a lock held */
};

#endif
