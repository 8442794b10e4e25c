# SPDX-License-Identifier: Apache-2.0
libserver_a_SOURCES += src/server/route/routes.def src/server/route/effects.def \
	src/server/route/headers.def src/server/route/route.c src/server/route/route.h \
	src/server/route/request.c src/server/route/request.h src/server/route/page.h \
	src/server/route/portal_request.h src/server/route/exchange.h src/server/route/server.h \
	src/server/route/problem.c src/server/route/problem.h src/server/route/reader.c \
	src/server/route/pool.c src/server/route/pool.h \
	src/server/route/rate.c src/server/route/rate.h \
	src/server/route/multipart.c src/server/route/multipart.h src/server/route/upload.c src/server/route/upload.h \
	src/server/route/in_flight.c src/server/route/in_flight.h
libserver_a_SOURCES += src/server/route/parked.h
libserver_a_SOURCES += src/server/route/accept.c src/server/route/dispatch.c
libserver_a_SOURCES += src/server/route/keys.c
libserver_a_SOURCES += src/server/route/answer.c
libserver_a_SOURCES += src/server/route/page.c
libserver_a_SOURCES += src/server/route/sight.c
libserver_a_SOURCES += src/server/route/sight.h
libserver_a_SOURCES += src/server/route/events.c
libserver_a_SOURCES += src/server/route/readers.c
libserver_a_SOURCES += src/server/route/readers.h
libserver_a_SOURCES += src/server/route/stream.c
libserver_a_SOURCES += src/server/route/proof.c src/server/route/proof.h
libserver_a_SOURCES += src/server/route/views.c
libserver_a_SOURCES += src/server/route/portal.c
libserver_a_SOURCES += src/server/route/own.c src/server/route/openapi.c src/server/route/openapi.h src/server/route/touch.c
unit_tests += tests/unit/test_route_table
tests_unit_test_route_table_SOURCES = tests/unit/test_route_table.c
unit_tests += tests/unit/test_route_sight
tests_unit_test_route_sight_SOURCES = tests/unit/test_route_sight.c
