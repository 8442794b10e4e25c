# SPDX-License-Identifier: Apache-2.0
libclient_a_SOURCES += \
	src/client/cmd/cmd.c \
	src/client/cmd/config.c \
	src/client/cmd/keymap.c \
	src/client/cmd/lines.c \
	src/client/cmd/palette.c
unit_tests += tests/unit/test_client_keymap
