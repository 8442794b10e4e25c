# SPDX-License-Identifier: Apache-2.0
libclient_a_SOURCES += \
	src/client/app/ahead.c \
	src/client/app/alerts.c \
	src/client/app/app.c \
	src/client/app/ask.c \
	src/client/app/command.c \
	src/client/app/effects.c \
	src/client/app/finder.c \
	src/client/app/keeping.c \
	src/client/app/lock.c \
	src/client/app/messages.c \
	src/client/app/outbox.c \
	src/client/app/shelf.c \
	src/client/app/signing.c \
	src/client/app/stack.c \
	src/client/app/status.c \
	src/client/app/switch.c \
	src/client/app/update.c
libtests_a_SOURCES += tests/unit/client_fake.c tests/unit/client_fake.h \
	tests/unit/client_fake_agency.c tests/unit/client_fake_screen.c \
	tests/unit/client_begin.c tests/unit/client_begin.h \
	tests/unit/record_fixture.c tests/unit/record_fixture.h \
	tests/unit/writing_fixture.c tests/unit/writing_fixture.h \
	tests/unit/board_fixture.c tests/unit/board_fixture.h
screen_tests += tests/unit/test_client_queue tests/unit/test_client_manners tests/unit/test_client_random \
	tests/unit/test_client_outbox tests/unit/test_client_signing tests/unit/test_client_shelf \
	tests/unit/test_client_late tests/unit/test_client_feed
