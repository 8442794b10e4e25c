# SPDX-License-Identifier: Apache-2.0
libserver_a_SOURCES += \
	src/server/sample/answers.c \
	src/server/sample/chats.c src/server/sample/chats.h \
	src/server/sample/decide.c \
	src/server/sample/dialogue.c src/server/sample/dialogue.h \
	src/server/sample/documents.c \
	src/server/sample/dice.c src/server/sample/dice.h \
	src/server/sample/fill.c \
	src/server/sample/life.c src/server/sample/life.h \
	src/server/sample/names.c src/server/sample/names.h \
	src/server/sample/papers.c \
	src/server/sample/people.c \
	src/server/sample/places.c src/server/sample/places.def \
	src/server/sample/plan.c src/server/sample/plan.h \
	src/server/sample/sample.h \
	src/server/sample/cast.c \
	src/server/sample/merge.c \
	src/server/sample/reviews.c \
	src/server/sample/schedule.c src/server/sample/schedule.h \
	src/server/sample/strand.c src/server/sample/strand.h \
	src/server/sample/transcript.c src/server/sample/transcript.h \
	src/server/sample/world.h
libtests_a_SOURCES += tests/unit/sample_fixture.c tests/unit/sample_fixture.h
unit_tests += tests/unit/test_sample tests/unit/test_sample_large
