# SPDX-License-Identifier: Apache-2.0
libclient_a_SOURCES += \
	src/client/model/application_list.c \
	src/client/model/draft.c src/client/model/draft_record.c \
	src/client/model/fx.c \
	src/client/model/model.c \
	src/client/model/page.c \
	src/client/model/place.c
libclient_a_SOURCES += src/client/model/record.c src/client/model/record.h src/client/model/record_presence.c src/client/model/record_slot.h
libclient_a_SOURCES += \
	src/client/model/agenda.c \
	src/client/model/audit.c src/client/model/audit.h \
	src/client/model/board.c src/client/model/board.h \
	src/client/model/documents.c src/client/model/documents.h \
	src/client/model/insights.c src/client/model/insights.h \
	src/client/model/marks.c src/client/model/marks.h \
	src/client/model/saved_filters.c src/client/model/saved_filters.h \
	src/client/model/plan.c src/client/model/plan.h \
	src/client/model/rows.c \
	src/client/model/signing.c src/client/model/signing.h \
	src/client/model/thing.c
libclient_a_SOURCES += src/client/model/rehearsal.c src/client/model/rehearsal.h
libclient_a_SOURCES += src/client/model/race.c src/client/model/race.h \
	src/client/model/filing.c src/client/model/filing.h
