# SPDX-License-Identifier: Apache-2.0
libserver_a_SOURCES += src/server/route/routes.def src/server/route/effects.def \
	src/server/route/headers.def src/server/route/route.c src/server/route/route.h \
	src/server/route/request.c src/server/route/request.h src/server/route/page.h \
	src/server/route/portal_request.h src/server/route/exchange.h src/server/route/server.h \
	src/server/route/problem.c src/server/route/problem.h src/server/route/reader.c \
	src/server/route/pool.c src/server/route/pool.h \
	src/server/route/in_flight.c src/server/route/in_flight.h
