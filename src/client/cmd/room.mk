# SPDX-License-Identifier: Apache-2.0
libclient_a_SOURCES += \
	src/client/cmd/cmd.c \
	src/client/cmd/cmd.h \
	src/client/cmd/commands.def \
	src/client/cmd/config.c \
	src/client/cmd/config.h \
	src/client/cmd/keymap.c \
	src/client/cmd/keymap.h \
	src/client/cmd/lines.c \
	src/client/cmd/lines.h \
	src/client/cmd/palette.c \
	src/client/cmd/palette.h \
	src/client/cmd/scopes.def \
	src/client/cmd/settings.def
