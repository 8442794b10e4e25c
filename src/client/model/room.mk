# SPDX-License-Identifier: Apache-2.0
libclient_a_SOURCES += \
	src/client/model/fx.c \
	src/client/model/fx.h \
	src/client/model/model.c \
	src/client/model/model.h \
	src/client/model/msg.h \
	src/client/model/page.c \
	src/client/model/page.h \
	src/client/model/place.c \
	src/client/model/place.h \
	src/client/model/places.def
libclient_a_SOURCES += src/client/model/record.c src/client/model/record.h
libclient_a_SOURCES += src/client/model/draft.c src/client/model/draft.h
