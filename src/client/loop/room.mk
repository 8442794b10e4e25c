# SPDX-License-Identifier: Apache-2.0
libclient_a_SOURCES += src/client/loop/journal.c src/client/loop/journal.h
