# SPDX-License-Identifier: Apache-2.0
libclient_a_SOURCES += \
	src/client/view/view.c \
	src/client/view/view.h \
	src/client/view/views.def
libclient_a_SOURCES += src/client/view/form_view.c src/client/view/form_view.h src/client/view/interview.c src/client/view/note.c
