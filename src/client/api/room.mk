# SPDX-License-Identifier: Apache-2.0
libclient_a_SOURCES += \
	src/client/api/feed.c \
	src/client/api/problem.c \
	src/client/api/memory.c src/client/api/request.c
