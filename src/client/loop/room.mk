# SPDX-License-Identifier: Apache-2.0
libclient_a_SOURCES += \
	src/client/loop/child.c \
	src/client/loop/exporter.c src/client/loop/exporter.h \
	src/client/loop/journal.c \
	src/client/loop/loop.c \
	src/client/loop/signals.c \
	src/client/loop/signer.c src/client/loop/signer.h \
	src/client/loop/timers.c
unit_tests += tests/unit/test_client_journal
tests_unit_test_client_journal_SOURCES = tests/unit/test_client_journal.c
libclient_a_SOURCES += src/client/loop/keeper.c src/client/loop/keeper.h
pty_scripts += tests/pty/workstation.py tests/pty/feed.py tests/pty/keys.py
pty_scripts += tests/pty/signatures.py tests/pty/board.py
