# SPDX-License-Identifier: Apache-2.0
caseload_server_SOURCES += src/server/main.c
libserver_a_SOURCES += src/server/limits.h src/server/listen.c src/server/listen.h \
	src/server/feed.c src/server/feed.h
libserver_a_SOURCES += src/server/http/http.c src/server/http/http.h \
	src/server/http/exchange.c src/server/http/park.c src/server/http/private.h src/server/connection.c src/server/connection.h \
	src/server/headers.c src/server/headers.h src/server/tls.c src/server/tls.h \
	src/server/sandbox.c src/server/sandbox.h src/server/supervisor.c src/server/supervisor.h \
	src/server/framing.c src/server/framing.h src/server/wire.c src/server/wire.h src/server/linger.c src/server/linger.h
libserver_a_SOURCES += src/server/serve.c src/server/serve.h src/server/house.c src/server/house.h

# The unit knows where the program was installed.
systemdsystemunit_DATA = src/server/caseload-server.service
src/server/caseload-server.service: $(top_srcdir)/src/server/caseload-server.service.in Makefile
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(SED) 's|[@]bindir[@]|$(bindir)|' $(top_srcdir)/src/server/caseload-server.service.in > $@
EXTRA_DIST += src/server/caseload-server.service.in
CLEANFILES += src/server/caseload-server.service

unit_tests += tests/unit/test_server_sandbox
tests_unit_test_server_sandbox_SOURCES = tests/unit/test_server_sandbox.c
unit_tests += tests/unit/test_server_listen tests/unit/test_server_framing
tests_unit_test_server_framing_SOURCES = tests/unit/test_server_framing.c
tests_unit_test_server_listen_SOURCES = tests/unit/test_server_listen.c
