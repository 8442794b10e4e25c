# SPDX-License-Identifier: Apache-2.0
libclient_a_SOURCES += \
	src/client/term/canvas.c \
	src/client/term/canvas.h \
	src/client/term/inks.def \
	src/client/term/key.c \
	src/client/term/key.h \
	src/client/term/term.h
