# SPDX-License-Identifier: Apache-2.0
libproto_a_SOURCES += src/proto/proto.h src/proto/table.h src/proto/requests.h \
	src/proto/encode.c src/proto/decode.c src/proto/schema.c \
	src/proto/application.c src/proto/acts.c src/proto/customer.c src/proto/worker.c \
	src/proto/decision.c src/proto/interaction.c src/proto/program.c src/proto/event.c \
	src/proto/plan.c src/proto/replies.c src/proto/audit.c
libproto_a_SOURCES += src/proto/desk.c
libproto_a_SOURCES += src/proto/report.c src/proto/review.c
libproto_a_SOURCES += src/proto/document.c
libproto_a_SOURCES += src/proto/worksheet.c
unit_tests += tests/unit/test_proto
tests_unit_test_proto_SOURCES = tests/unit/test_proto.c
