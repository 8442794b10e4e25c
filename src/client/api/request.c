/* SPDX-License-Identifier: Apache-2.0
 *
 * Requests and their replies.  Every size that comes from outside is bounded;
 * bodies are wiped when they are no longer needed, because any of them may
 * hold what a person typed.
 */
#include <stdlib.h>

#include "base/json.h"
#include "base/secret.h"
#include "base/str.h"
#include "base/words.h"
#include "client/api/private.h"
#include "client/api/problem.h"
#include "client/model/model.h"

struct api *
api_new(const struct api_server *server, struct err *err)
{
	const curl_version_info_data *version = curl_version_info(CURLVERSION_NOW);

	if (!(version->features & CURL_VERSION_ASYNCHDNS)) {
		err_set(err, ERR_USAGE, "%s",
		        _("this libcurl stops everything while it looks a name up; another is needed"));
		return NULL;
	}
	if (!api_memory_start()) {
		err_set(err, ERR_INTERNAL, "curl_global_init");
		return NULL;
	}
	struct api *api = calloc(1, sizeof *api);
	if (!api)
		oom_exit();
	api->multi = curl_multi_init();
	if (!api->multi)
		oom_exit();
	api->url = str_dup(server->url ? server->url : "http://localhost");
	api->socket = str_dup(server->socket);
	api->ca_file = str_dup(server->ca_file);
	/* "https://host/" and "https://host" are the same server. */
	size_t len = strlen(api->url);
	if (len > 0 && api->url[len - 1] == '/')
		api->url[len - 1] = '\0';
	feed_init(&api->feed);
	return api;
}

CURLM *
api_multi(struct api *api)
{
	return api->multi;
}

void
header_add(struct curl_slist **headers, const char *name, const char *value)
{
	struct buf line = BUF_INIT(1024);

	buf_printf(&line, "%s: %s", name, value);
	*headers = curl_slist_append(*headers, line.data);
	if (!*headers)
		oom_exit();
	secret_wipe(line.data, line.len);
	buf_done(&line);
}

void
headers_free(struct curl_slist *headers)
{
	for (struct curl_slist *at = headers; at; at = at->next)
		secret_wipe(at->data, strlen(at->data));
	curl_slist_free_all(headers);
}

struct token_header *
token_header_new(const struct api *api, struct curl_slist *rest)
{
	struct token_header *token;

	if (!api->token)
		return NULL;
	token = secret_alloc(sizeof *token);
	snprintf(token->line, sizeof token->line, "Authorization: Bearer %s", api->token);
	token->node = (struct curl_slist){ .data = token->line, .next = rest };
	return token;
}

void
headers_send(CURL *easy, struct token_header *token, struct curl_slist *headers)
{
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, token ? &token->node : headers);
}

CURL *
api_easy(struct api *api, const char *path)
{
	struct buf url = BUF_INIT(16 * 1024);
	CURL *easy = curl_easy_init();

	if (!easy)
		oom_exit();
	buf_printf(&url, "%s%s", api->url, path);
	curl_easy_setopt(easy, CURLOPT_URL, url.data);
	buf_done(&url);
	if (api->socket)
		curl_easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH, api->socket);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	/* Who the server is, is settled before a byte of the token leaves. */
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (api->ca_file) {
		curl_easy_setopt(easy, CURLOPT_CAINFO, api->ca_file);
		curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
	}
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)API_CONNECT_MS);
	curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 1L);
	/* Proxies of the environment are for the web, not for a local socket. */
	if (api->socket)
		curl_easy_setopt(easy, CURLOPT_PROXY, "");
	return easy;
}

static size_t
take_body(char *bytes, size_t size, size_t count, void *data)
{
	struct call *call = data;
	size_t len = size * count;

	buf_add(&call->body, bytes, len);
	return buf_ok(&call->body) ? len : 0;
}

/* The header's value when line is that header; not NUL-ended past end. */
static bool
header_value(const char *line, size_t len, const char *name, char *out, size_t size)
{
	size_t name_len = strlen(name);

	if (len <= name_len || strncasecmp(line, name, name_len) != 0 || line[name_len] != ':')
		return false;
	line += name_len + 1;
	len -= name_len + 1;
	while (len > 0 && (*line == ' ' || *line == '\t')) {
		line++;
		len--;
	}
	while (len > 0 && (line[len - 1] == '\r' || line[len - 1] == '\n' || line[len - 1] == ' '))
		len--;
	snprintf(out, size, "%.*s", (int)(len < size ? len : size - 1), line);
	return true;
}

static size_t
take_header(char *line, size_t size, size_t count, void *data)
{
	struct call *call = data;
	size_t len = size * count;
	char value[128];
	int64_t number;

	if (header_value(line, len, "Event-Seq", value, sizeof value)) {
		if (str_to_i64(value, &number))
			call->event_seq = number;
	} else if (header_value(line, len, "ETag", value, sizeof value)) {
		size_t end = strlen(value);
		if (end > 2 && value[0] == '"' && value[end - 1] == '"') {
			value[end - 1] = '\0';
			if (str_to_i64(value + 1, &number))
				call->version = number;
		}
	} else if (header_value(line, len, "Idempotency-Replayed", value, sizeof value)) {
		call->replayed = str_eq(value, "true");
	} else if (header_value(line, len, "Retry-After", value, sizeof value)) {
		if (str_to_i64(value, &number) && number > 0 && number < 3600)
			call->retry_after_s = (int)number;
	} else if (header_value(line, len, "Content-Type", value, sizeof value)) {
		call->is_json = str_starts(value, "application/json") ||
		                str_starts(value, "application/problem+json");
	}
	return len;
}

static void
set_headers(struct api *api, struct call *call)
{
	const struct request *request = &call->request;
	char value[64];

	header_add(&call->headers, "Accept", "application/json");
	header_add(&call->headers, "Accept-Language", model_language());
	/* No waiting for "100 Continue": bodies are small. */
	header_add(&call->headers, "Expect", "");
	if (request->body)
		header_add(&call->headers, "Content-Type", "application/json");
	if (request->if_match) {
		snprintf(value, sizeof value, "\"%lld\"", (long long)request->if_match);
		header_add(&call->headers, "If-Match", value);
	}
	if (request->key[0]) {
		snprintf(value, sizeof value, "\"%s\"", request->key);
		header_add(&call->headers, "Idempotency-Key", value);
	}
	if (request->signature[0])
		header_add(&call->headers, "Decision-Signature", request->signature);
	if (api->active)
		header_add(&call->headers, "Caseload-Active", "1");
	api->active = false;
	call->token = token_header_new(api, call->headers);
	headers_send(call->easy, call->token, call->headers);
}

void
api_submit(struct api *api, struct request *request)
{
	struct call *call = calloc(1, sizeof *call);

	if (!call)
		oom_exit();
	call->request = *request;
	request->path = NULL;
	request->body = NULL;
	buf_init(&call->body, API_REPLY_MAX);
	call->easy = api_easy(api, call->request.path);
	curl_easy_setopt(call->easy, CURLOPT_TIMEOUT_MS, (long)API_REQUEST_MS);
	curl_easy_setopt(call->easy, CURLOPT_PRIVATE, call);
	curl_easy_setopt(call->easy, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(call->easy, CURLOPT_WRITEDATA, call);
	curl_easy_setopt(call->easy, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(call->easy, CURLOPT_HEADERDATA, call);
	/* TLS keeps what it read last until it reads again: not this. */
	if (call->request.flags & REQUEST_SECRET)
		curl_easy_setopt(call->easy, CURLOPT_FORBID_REUSE, 1L);
	if (!str_eq(call->request.method, "GET")) {
		const char *body = call->request.body ? call->request.body : "";
		curl_easy_setopt(call->easy, CURLOPT_POSTFIELDS, body);
		curl_easy_setopt(call->easy, CURLOPT_POSTFIELDSIZE, (long)strlen(body));
		curl_easy_setopt(call->easy, CURLOPT_CUSTOMREQUEST, call->request.method);
	}
	set_headers(api, call);
	call->next = api->calls;
	api->calls = call;
	curl_multi_add_handle(api->multi, call->easy);
}

static void
call_free(struct api *api, struct call *call)
{
	curl_multi_remove_handle(api->multi, call->easy);
	curl_easy_cleanup(call->easy);
	headers_free(call->headers);
	secret_free(call->token);
	secret_wipe(call->body.data, call->body.len);
	buf_done(&call->body);
	json_free(call->json);
	if (call->request.body)
		secret_wipe(call->request.body, strlen(call->request.body));
	free(call->request.body);
	free(call->request.path);
	free(call);
}

static void
call_unlink(struct api *api, struct call *call)
{
	struct call **at = &api->calls;

	while (*at && *at != call)
		at = &(*at)->next;
	if (*at)
		*at = call->next;
}

void
api_cancel(struct api *api, uint64_t request)
{
	for (struct call *call = api->calls; call; call = call->next) {
		if (call->request.id == request) {
			call_unlink(api, call);
			call_free(api, call);
			return;
		}
	}
}

void
api_token(struct api *api, const char *token)
{
	secret_free(api->token);
	api->token = NULL;
	if (str_empty(token) || strlen(token) >= TOKEN_BYTES_MAX)
		return;
	api->token = secret_alloc(TOKEN_BYTES_MAX);
	str_copy(api->token, TOKEN_BYTES_MAX, token);
}

void
api_active(struct api *api)
{
	api->active = true;
}

int
api_open_requests(const struct api *api)
{
	int count = 0;

	for (const struct call *call = api->calls; call; call = call->next)
		count++;
	return count;
}

void
api_perform(struct api *api, int64_t now_ms)
{
	int running, left;
	CURLMsg *done;

	api->now_ms = now_ms;
	curl_multi_perform(api->multi, &running);
	while ((done = curl_multi_info_read(api->multi, &left))) {
		struct call *call = NULL;
		if (done->msg != CURLMSG_DONE)
			continue;
		CURLcode result = done->data.result;
		if (done->easy_handle == api->feed.easy) {
			feed_ended(api, result);
			continue;
		}
		curl_easy_getinfo(done->easy_handle, CURLINFO_PRIVATE, &call);
		call->finished = true;
		call->result = result;
		curl_easy_getinfo(call->easy, CURLINFO_SSL_VERIFYRESULT, &call->verify);
		curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &call->http);
	}
	feed_tick(api);
}

/* Why no encrypted line to a server that is who it says came about; NULL: it did. */
static const char *
tls_fault(const struct call *call)
{
	/* OpenSSL's X509_V_ERR numbers, which are part of its interface. */
	enum { NOT_YET_VALID = 9, EXPIRED = 10, SELF_SIGNED = 18, SELF_SIGNED_IN_CHAIN = 19, NO_ISSUER = 20,
	       NO_ISSUER_FIRST = 21 };

	switch (call->result) {
	case CURLE_SSL_CACERT_BADFILE:
		return _("The file of trusted authorities (ca-file) cannot be read.");
	case CURLE_SSL_CONNECT_ERROR:
		return _("What answers there does not speak TLS as it has to.");
	case CURLE_PEER_FAILED_VERIFICATION:
		break;
	default:
		return NULL;
	}
	switch (call->verify) {
	case NOT_YET_VALID:
		return _("The server's certificate is not valid yet: is this machine's clock right?");
	case EXPIRED:
		return _("The server's certificate has expired. Nothing was sent; tell who runs the server.");
	case SELF_SIGNED:
	case SELF_SIGNED_IN_CHAIN:
	case NO_ISSUER:
	case NO_ISSUER_FIRST:
		return _("Nobody this machine trusts vouches for the server's certificate. Nothing was sent.");
	case 0: /* the chain was good: curl itself compares the name */
	case 1:
		return _("The server's certificate is for another host. Nothing was sent; is the URL right?");
	default:
		return _("The server's certificate was refused. Nothing was sent.");
	}
}

/* No whole answer came.  A write that may have arrived is unknown, not failed. */
static void
line_error(struct call *call)
{
	bool write = call->request.key[0] != '\0';
	bool never_sent = call->result == CURLE_COULDNT_CONNECT ||
	                  call->result == CURLE_COULDNT_RESOLVE_HOST ||
	                  tls_fault(call);
	const char *why = curl_easy_strerror(call->result);

	call->err = (struct err){ 0 };
	if (call->result == CURLE_WRITE_ERROR)
		err_set(&call->err, ERR_INTERNAL, "%s", _("The answer is larger than any this program expects."));
	else if (tls_fault(call))
		err_set(&call->err, ERR_OFFLINE, "%s", tls_fault(call));
	else
		err_set(&call->err, write && !never_sent ? ERR_OUTCOME_UNKNOWN : ERR_OFFLINE, "(%s)", why);
}

static bool
call_read(struct call *call)
{
	if (call->result != CURLE_OK) {
		line_error(call);
		return false;
	}
	bool ok = call->http >= 200 && call->http < 300;
	if (call->is_json && call->body.len > 0)
		call->json = json_parse(call->body.data, call->body.len, &call->err);
	if (!ok) {
		problem_read(call->json, (int)call->http, call->retry_after_s, &call->err);
		return false;
	}
	/* A proxy's page with a cheerful status is no answer. */
	if (call->body.len > 0 && !call->is_json)
		return err_set(&call->err, ERR_BACKEND_UNAVAILABLE, "%s",
		               _("Something else than the case server answered."));
	return call->body.len == 0 || call->json;
}

bool
api_take_reply(struct api *api, struct reply *ret)
{
	assert(!api->taken);
	for (struct call *call = api->calls; call; call = call->next) {
		if (!call->finished)
			continue;
		call_unlink(api, call);
		api->taken = call;
		bool ok = call_read(call);
		*ret = (struct reply){
			.request = call->request.id,
			.tag = call->request.tag,
			.ok = ok,
			.http = call->result == CURLE_OK ? (int)call->http : 0,
			.json = call->json,
			.err = &call->err,
			.body = call->body.data,
			.body_len = call->body.len,
			.event_seq = call->event_seq,
			.version = call->version,
			.replayed = call->replayed,
			.key = call->request.key,
		};
		return true;
	}
	return false;
}

void
api_reply_done(struct api *api)
{
	assert(api->taken);
	call_free(api, api->taken);
	api->taken = NULL;
}

void
api_free(struct api *api)
{
	if (!api)
		return;
	while (api->calls) {
		struct call *call = api->calls;
		api->calls = call->next;
		call_free(api, call);
	}
	feed_done(api);
	curl_multi_cleanup(api->multi);
	curl_global_cleanup();
	secret_free(api->token);
	free(api->url);
	free(api->socket);
	free(api->ca_file);
	free(api);
}
