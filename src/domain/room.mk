# SPDX-License-Identifier: Apache-2.0

libdomain_a_SOURCES += \
	src/domain/customer.h \
	src/domain/event.c src/domain/event.h src/domain/events.def \
	src/domain/history_kinds.def \
	src/domain/interaction.c src/domain/interaction.h

libdomain_a_SOURCES += \
	src/domain/application.c src/domain/application.h \
	src/domain/decision.c src/domain/decision.h \
	src/domain/statuses.def src/domain/transitions.def src/domain/updates.def \
	src/domain/turn.c src/domain/turn.h

libdomain_a_SOURCES += \
	src/domain/list.h src/domain/words.c src/domain/words.h \
	src/domain/roles.def src/domain/worker.h src/domain/policy.h
