/* SPDX-License-Identifier: Apache-2.0
 *
 * One request's course through libmicrohttpd, the only room that knows it.
 * The library's traps here, and what is done about them:
 *  - a suspended connection does not notice that its peer has gone:
 *    connection.c sweeps;
 *  - resuming one that is not suspended yet is a race, and a resume is lost
 *    where the thread's event descriptor cannot be written: see park.c;
 *  - a connection that cannot be watched any more is closed without a word
 *    that its request is over: see http_connection_changed();
 *  - it lets through requests whose length is said twice: headers.c refuses them.
 */
#include "config.h"

#include <pthread.h>

#include "base/secret.h"
#include "base/str.h"
#include "server/framing.h"
#include "server/headers.h"
#include "server/http/private.h"

enum { FREE_EXCHANGES_MAX = 16, STREAM_BLOCK_BYTES = 128 };

/* Exchanges kept warm for the next request of this thread. */
static _Thread_local struct http_exchange *free_exchanges;
static _Thread_local size_t free_count;
static pthread_key_t free_key; /* its destructor frees them as the thread ends */
static pthread_once_t free_once = PTHREAD_ONCE_INIT;

/* ---- one exchange ---- */

static const struct sockaddr *
peer_of(struct MHD_Connection *mhd)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);

	return info != NULL ? info->client_addr : NULL;
}

static bool
is_trusted(const struct http *http, const struct sockaddr *peer)
{
	size_t i;

	for (i = 0; i < http->trusted_count; i++)
		if (address_range_has(&http->trusted[i], peer))
			return true;
	return false;
}

/* Everybody comes from a proxy's address: it has to count them itself. */
static const struct sockaddr *
peer_counted(const struct http *http, const struct sockaddr *peer)
{
	return is_trusted(http, peer) ? NULL : peer;
}

static struct connection *
connection_of(struct MHD_Connection *mhd)
{
	return MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

/* Unlike any other of this thread and, by the random half, of any other. */
static void
request_id_make(char out[24])
{
	static _Thread_local uint8_t bytes[10];
	static _Thread_local uint32_t count;

	if (count == 0)
		random_bytes(bytes, sizeof(bytes));
	count++;
	memcpy(bytes + 6, &count, sizeof(count));
	hex_text(out, bytes, sizeof(bytes));
}

void *
http_request_line(void *cls, const char *uri, struct MHD_Connection *mhd)
{
	struct listener *listener = cls;
	struct http_exchange *ex = free_exchanges;
	struct connection *connection = connection_of(mhd);
	char *path, *mark;

	if (ex != NULL) {
		free_exchanges = ex->next_free;
		free_count--;
	} else {
		ex = calloc(1, sizeof(*ex));
		if (ex == NULL)
			oom_exit();
		ex->exchange.arena = (struct arena)ARENA_INIT;
		buf_init(&ex->exchange.body, BODY_MAX);
		buf_init(&ex->exchange.answer, ANSWER_MAX);
	}
	ex->exchange.server = listener->http->server;
	ex->exchange.listener = listener->kind;
	ex->exchange.is_secure = listener->speaks_tls;
	ex->exchange.wake = exchange_wake;
	ex->exchange.finished = exchange_finished;
	ex->exchange.remind = exchange_remind;
	ex->connection = connection;
	ex->http = listener->http;
	ex->mhd = mhd;
	exchange_park_init(ex);
	request_id_make(ex->exchange.request_id);
	path = arena_strdup(&ex->exchange.arena, uri);
	mark = strchr(path, '?');
	if (mark != NULL) {
		*mark = '\0';
		ex->exchange.query = mark + 1;
	}
	ex->exchange.path = path;
	connection_carries(connection, &ex->exchange);
	connection_set(connection, CONNECTION_HEADERS);
	return ex;
}

static void
free_exchanges_drop(void *unused)
{
	(void)unused;
	while (free_exchanges != NULL) {
		struct http_exchange *ex = free_exchanges;
		free_exchanges = ex->next_free;
		buf_done(&ex->exchange.body);
		buf_done(&ex->exchange.answer);
		arena_done(&ex->exchange.arena);
		free(ex);
	}
	free_count = 0;
}

static void
free_key_make(void)
{
	if (pthread_key_create(&free_key, free_exchanges_drop) != 0)
		oom_exit();
}

/* Emptied; what grew beyond the usual is given back. */
static void
buf_keep(struct buf *buf)
{
	if (buf->cap > BUFFER_KEEP_BYTES) {
		buf_done(buf);
		return;
	}
	secret_wipe(buf->data, buf->len); /* a password, a token, a case */
	buf_reset(buf);
}

void
http_exchange_free(struct http_exchange *ex)
{
	struct arena arena = ex->exchange.arena;
	struct buf body = ex->exchange.body, answer = ex->exchange.answer;

	if (free_count >= FREE_EXCHANGES_MAX || arena.used > ARENA_KEEP_BYTES) {
		buf_done(&body);
		buf_done(&answer);
		arena_done(&arena);
		free(ex);
		return;
	}
	arena_reset(&arena);
	buf_keep(&body);
	buf_keep(&answer);
	memset(ex, 0, sizeof(*ex));
	ex->exchange.arena = arena;
	ex->exchange.body = body;
	ex->exchange.answer = answer;
	ex->next_free = free_exchanges;
	free_exchanges = ex;
	(void)pthread_once(&free_once, free_key_make);
	(void)pthread_setspecific(free_key, ex); /* any value but NULL */
	free_count++;
}

static void
request_end(struct http_exchange *ex, struct connection *connection)
{
	connection_carries(connection, NULL);
	connection_set(connection, CONNECTION_IDLE);
	/* The peer has gone while its work is elsewhere: whoever has that ends it. */
	if (ex->works && exchange_orphan(ex))
		return;
	exchange_end(&ex->exchange);
	http_exchange_free(ex);
}

void
http_request_over(void *cls, struct MHD_Connection *mhd, void **context,
                   enum MHD_RequestTerminationCode why)
{
	struct http_exchange *ex = *context;

	(void)cls;
	(void)why;
	*context = NULL;
	if (ex != NULL)
		request_end(ex, connection_of(mhd));
}

void
http_connection_changed(void *cls, struct MHD_Connection *mhd, void **context,
                   enum MHD_ConnectionNotificationCode what)
{
	struct listener *listener = cls;

	if (what != MHD_CONNECTION_NOTIFY_STARTED) {
		struct exchange *left = connection_carried(*context);
		if (left != NULL)
			request_end((struct http_exchange *)left, *context);
		connection_close(*context);
		return;
	}
	*context = connection_open(listener->http->connections,
	                           MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd,
	                           listener->speaks_tls, peer_counted(listener->http, peer_of(mhd)));
}

struct header_scan {
	struct exchange *exchange;
	const char *fault;
};

static enum MHD_Result
scan_header(void *cls, enum MHD_ValueKind kind, const char *name, size_t name_len, const char *value,
            size_t value_len)
{
	struct header_scan *scan = cls;

	(void)kind;
	scan->fault = header_take(scan->exchange, name, name_len, value, value_len);
	return scan->fault == NULL ? MHD_YES : MHD_NO;
}

static void
remote_address_find(struct http_exchange *ex)
{
	const struct http *http = ex->http;
	const char *forwarded = ex->exchange.headers[HEADER_X_FORWARDED_FOR];
	const struct sockaddr *peer = peer_of(ex->mhd);
	const char *last;

	address_text(ex->exchange.remote_address, sizeof(ex->exchange.remote_address), peer);
	if (forwarded == NULL || !is_trusted(http, peer))
		return;
	/* The proxy adds the address it saw at the end; what stands before it anybody may have written. */
	last = strrchr(forwarded, ',');
	last = last != NULL ? last + 1 : forwarded;
	while (*last == ' ')
		last++;
	str_copy(ex->exchange.remote_address, sizeof(ex->exchange.remote_address), last);
}

static ssize_t
stream_read(void *cls, uint64_t position, char *out, size_t size)
{
	struct http_exchange *ex = cls;
	ptrdiff_t len;

	(void)position;
	exchange_unpark(ex);
	len = exchange_fill(&ex->exchange, out, size);
	if (len < 0)
		return MHD_CONTENT_READER_END_OF_STREAM;
	if (len == 0)
		exchange_park(ex);
	return (ssize_t)len;
}

/* The bytes stay where they are: the exchange outlives its response. */
static struct MHD_Response *
response_make(struct http_exchange *ex, bool streams)
{
	if (streams)
		return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_BLOCK_BYTES, stream_read, ex, NULL);
	return MHD_create_response_from_buffer(ex->exchange.answer.len, ex->exchange.answer.data,
	                                       MHD_RESPMEM_PERSISTENT);
}

static enum MHD_Result
answer_send(struct http_exchange *ex, bool streams)
{
	struct exchange *exchange = &ex->exchange;
	struct MHD_Response *response = response_make(ex, streams);
	enum MHD_Result result;
	size_t i;

	if (response == NULL)
		return MHD_NO;
	for (i = 0; i < exchange->answer_header_count; i++)
		(void)MHD_add_response_header(response, exchange->answer_headers[i].name,
		                              exchange->answer_headers[i].value);
	if (exchange->close_after)
		(void)MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
	if (exchange->is_known)
		connection_is_known(ex->connection);
	if (streams)
		connection_set(ex->connection, CONNECTION_STREAM);
	else
		connection_sends(ex->connection, exchange->answer.len);
	result = MHD_queue_response(ex->mhd, (unsigned)exchange->status, response);
	MHD_destroy_response(response);
	return result;
}

static const char too_large[] = "A body may have 1 MiB.";

static enum MHD_Result
refuse(struct http_exchange *ex, enum err_code code, const char *detail)
{
	ex->refused = true;
	connection_lingers(ex->connection);
	ex->exchange.close_after = true;
	exchange_refuse(&ex->exchange, code, detail);
	return answer_send(ex, false);
}

/* The headers have come. */
static enum MHD_Result
headers_arrived(struct http_exchange *ex, const char *method)
{
	struct header_scan scan = { .exchange = &ex->exchange };
	enum body_size size;
	int64_t length = 0, usual_max;
	const char *fault;

	ex->seen_headers = true;
	ex->exchange.method = method;
	(void)MHD_get_connection_values_n(ex->mhd, MHD_HEADER_KIND, scan_header, &scan);
	remote_address_find(ex);
	fault = connection_fault(ex->connection);
	if (fault != NULL)
		return refuse(ex, framing_code(fault), fault);
	fault = scan.fault != NULL ? scan.fault : headers_framing(&ex->exchange, &length);
	if (fault != NULL)
		return refuse(ex, ERR_BAD_REQUEST, fault);
	/* Only a body that says it is large, or not how large it is, can be a file's. */
	usual_max = ex->exchange.listener == LISTENER_PORTAL ? PORTAL_BODY_MAX : BODY_MAX;
	size = length > usual_max || ex->exchange.headers[HEADER_TRANSFER_ENCODING] != NULL
		? exchange_body_size(&ex->exchange) : BODY_USUAL;
	ex->exchange.body.max = size == BODY_FILE ? UPLOAD_BODY_MAX : (size_t)usual_max;
	ex->discard_max = size == BODY_USUAL ? BODY_DISCARD_MAX : UPLOAD_DISCARD_MAX;
	/* A little too much is read and thrown away, since who is still writing does
	 * not hear the answer. */
	if (length > ex->discard_max)
		return refuse(ex, ERR_PAYLOAD_TOO_LARGE, too_large);
	if (size == BODY_NO_ROOM)
		ex->exchange.body_refusal = ERR_BACKEND_UNAVAILABLE;
	if (length > (int64_t)ex->exchange.body.max || size == BODY_NO_ROOM)
		ex->discarded = 1;
	connection_set(ex->connection, size != BODY_USUAL ? CONNECTION_UPLOAD : CONNECTION_BODY);
	return MHD_YES;
}

static enum MHD_Result
body_arrived(struct http_exchange *ex, const char *bytes, size_t *size)
{
	if (ex->discarded > 0 || ex->exchange.body.len + *size > ex->exchange.body.max) {
		ex->discarded += *size;
		if (ex->discarded > (size_t)ex->discard_max)
			return MHD_NO;
	} else {
		buf_add(&ex->exchange.body, bytes, *size);
	}
	*size = 0;
	return MHD_YES;
}

enum MHD_Result
http_request_step(void *cls, struct MHD_Connection *mhd, const char *url, const char *method,
             const char *version, const char *upload, size_t *upload_size, void **context)
{
	struct http_exchange *ex = *context;
	enum exchange_next next;

	(void)cls;
	(void)mhd;
	(void)url;
	(void)version;
	if (!ex->seen_headers)
		return headers_arrived(ex, method);
	if (*upload_size > 0)
		return body_arrived(ex, upload, upload_size);
	if (ex->refused)
		return MHD_YES;
	/* Of a file the routes tell it, in the sender's language. */
	if (ex->discarded > 0 && ex->exchange.upload > 0)
		ex->exchange.body_refusal = ERR_PAYLOAD_TOO_LARGE;
	if (ex->discarded > 0 && ex->exchange.body_refusal == ERR_NONE)
		return refuse(ex, ERR_PAYLOAD_TOO_LARGE, too_large);
	exchange_unpark(ex);
	if (!ex->parked_once) {
		connection_set(ex->connection, CONNECTION_BUSY);
		next = exchange_begin(&ex->exchange);
	} else {
		next = exchange_continue(&ex->exchange);
	}
	ex->works = next == EXCHANGE_WORK;
	if (next == EXCHANGE_WORK || next == EXCHANGE_WATCH) {
		exchange_park(ex);
		return MHD_YES;
	}
	return answer_send(ex, next == EXCHANGE_STREAM);
}
