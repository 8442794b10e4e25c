/* SPDX-License-Identifier: Apache-2.0
 *
 * A table of places; and, after a request's headers, the question whether its
 * body may be a file.
 */
#include "config.h"

#include "server/route/upload.h"

#include <pthread.h>

#include "base/str.h"
#include "domain/document.h"
#include "server/route/parked.h"
#include "server/service/status.h"

enum { WHO_MAX = 64 };

struct uploads {
	pthread_mutex_t lock;
	char who[UPLOADS_MAX][WHO_MAX]; /* "": free */
};

struct uploads *
uploads_new(void)
{
	struct uploads *uploads = calloc(1, sizeof(*uploads));

	if (uploads == NULL)
		oom_exit();
	pthread_mutex_init(&uploads->lock, NULL);
	return uploads;
}

void
uploads_free(struct uploads *uploads)
{
	pthread_mutex_destroy(&uploads->lock);
	free(uploads);
}

/* A place for one, of who sends it; 0: none is free, or they have too many. */
static int
upload_begin(struct uploads *uploads, const char *who)
{
	int place = 0, theirs = 0, i;

	pthread_mutex_lock(&uploads->lock);
	for (i = 0; i < UPLOADS_MAX; i++) {
		theirs += strncmp(uploads->who[i], who, WHO_MAX - 1) == 0;
		if (place == 0 && uploads->who[i][0] == '\0')
			place = i + 1;
	}
	if (theirs >= UPLOADS_OF_ONE_MAX)
		place = 0;
	if (place > 0)
		str_copy(uploads->who[place - 1], WHO_MAX, who);
	pthread_mutex_unlock(&uploads->lock);
	return place;
}

void
upload_end(struct uploads *uploads, int place)
{
	if (place == 0)
		return;
	pthread_mutex_lock(&uploads->lock);
	uploads->who[place - 1][0] = '\0';
	pthread_mutex_unlock(&uploads->lock);
}

/* ---- whose body it is ---- */

/* The worker, where the route takes a file and the session is good. */
static const char *
worker_of(struct exchange *exchange, enum method method)
{
	static const char bearer[] = "Bearer ";
	const char *header = exchange->headers[HEADER_AUTHORIZATION];
	const char *args[REQUEST_PATH_ARGS_MAX];
	struct err err = { .code = ERR_NONE };
	unsigned allowed;
	const struct route *route = route_find(method, exchange->path, &exchange->arena, args, &allowed);
	struct db *db;

	if (route == NULL || (route->flags & ROUTE_UPLOAD) == 0 || header == NULL
	    || strncasecmp(header, bearer, sizeof(bearer) - 1) != 0)
		return NULL;
	db = server_reader(exchange->server, &err);
	if (db == NULL)
		return NULL;
	struct session *session = session_of_token(exchange->server->sessions, db, header + sizeof(bearer) - 1, false,
	                                           agency_now_ms(exchange->server->agency), &err);
	if (session == NULL)
		return NULL;
	const char *who = (session->actor.roles & route->roles) != 0
		? arena_strdup(&exchange->arena, session->actor.id) : NULL;
	session_release(session);
	return who;
}

/* The application, where the page takes files and the browser may see it. */
static const char *
applicant_of(struct exchange *exchange, enum method method)
{
	const struct portal_route *route = portal_find(exchange->path, method, &exchange->arena);

	if (route == NULL || (route->flags & PORTAL_UPLOAD) == 0)
		return NULL;
	return portal_passed(exchange);
}

enum body_size
exchange_body_size(struct exchange *exchange)
{
	enum method method;
	const char *who;

	if (!method_from_word(exchange->method, &method) || method != METHOD_POST)
		return BODY_USUAL;
	who = exchange->listener == LISTENER_PORTAL ? applicant_of(exchange, method) : worker_of(exchange, method);
	if (who == NULL)
		return BODY_USUAL;
	exchange->upload = upload_begin(exchange->server->uploads, who);
	return exchange->upload > 0 ? BODY_FILE : BODY_NO_ROOM;
}
