# SPDX-License-Identifier: Apache-2.0
libclient_a_SOURCES += \
	src/client/ui/bar.c \
	src/client/ui/chart.c src/client/ui/chart.h \
	src/client/ui/edit.c \
	src/client/ui/form.c \
	src/client/ui/form_draw.c \
	src/client/ui/list.c \
	src/client/ui/menu.c \
	src/client/ui/text.c \
	src/client/ui/wrap.c
unit_tests += tests/unit/test_client_widgets tests/unit/test_client_columns
