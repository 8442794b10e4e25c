/* SPDX-License-Identifier: Apache-2.0
 *
 * The floor of a request: libmicrohttpd alone, answering every request with
 * the same 1 KB of JSON.  Knows no session, no policy and no database.
 *
 *   floor_http PORT THREADS
 */
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BODY_BYTES = 1024 };

static enum MHD_Result
answer(void *response, struct MHD_Connection *connection, const char *url, const char *method,
       const char *version, const char *upload, size_t *upload_size, void **context)
{
	static int seen;

	(void)url;
	(void)method;
	(void)version;
	(void)upload;
	(void)upload_size;
	/* First for the headers, then for the request. */
	if (!*context) {
		*context = &seen;
		return MHD_YES;
	}
	return MHD_queue_response(connection, MHD_HTTP_OK, response);
}

int
main(int argc, char **argv)
{
	static char body[BODY_BYTES + 1];

	if (argc != 3) {
		fputs("usage: floor_http PORT THREADS\n", stderr);
		return 64;
	}
	size_t len = (size_t)snprintf(body, sizeof body, "{\"status\":\"ok\",\"filler\":\"");
	memset(body + len, 'x', BODY_BYTES - len - 2);
	memcpy(body + BODY_BYTES - 2, "\"}", 2);
	struct MHD_Response *response =
		MHD_create_response_from_buffer(BODY_BYTES, body, MHD_RESPMEM_PERSISTENT);
	MHD_add_response_header(response, "Content-Type", "application/json");
	int threads = atoi(argv[2]);
	struct MHD_Daemon *daemon = MHD_start_daemon(
		MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME,
		(uint16_t)atoi(argv[1]), NULL, NULL, answer, response,
		MHD_OPTION_THREAD_POOL_SIZE, (unsigned)(threads > 1 ? threads : 0),
		MHD_OPTION_CONNECTION_LIMIT, 2000u, MHD_OPTION_END);
	if (!daemon) {
		fputs("floor_http: cannot listen\n", stderr);
		return 69;
	}
	puts("ready");
	fflush(stdout);
	pause();
	return 0;
}
