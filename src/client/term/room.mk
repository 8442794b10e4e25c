# SPDX-License-Identifier: Apache-2.0
libclient_a_SOURCES += \
	src/client/term/canvas.c \
	src/client/term/input.c \
	src/client/term/key.c \
	src/client/term/term.c \
	src/client/term/theme.c
