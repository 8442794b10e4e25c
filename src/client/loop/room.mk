# SPDX-License-Identifier: Apache-2.0
libclient_a_SOURCES += src/client/loop/journal.c src/client/loop/journal.h
unit_tests += tests/unit/test_client_journal
tests_unit_test_client_journal_SOURCES = tests/unit/test_client_journal.c
