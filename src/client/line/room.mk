# SPDX-License-Identifier: Apache-2.0
libclient_a_SOURCES += \
	src/client/line/call.c \
	src/client/line/decide.c \
	src/client/line/line.c \
	src/client/line/line.h \
	src/client/line/signing.c \
	src/client/line/password.c \
	src/client/line/password.h \
	src/client/line/private.h \
	src/client/line/read_verbs.c \
	src/client/line/say.c \
	src/client/line/worksheet.c \
	src/client/line/write_verbs.c
api_scripts += tests/api/line_commands.py
