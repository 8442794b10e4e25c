# SPDX-License-Identifier: Apache-2.0
libbase_a_SOURCES += \
	src/base/arena.c src/base/arena.h \
	src/base/banned.h \
	src/base/base.h \
	src/base/buf.c src/base/buf.h \
	src/base/checkpoint.c src/base/checkpoint.h src/base/checkpoint_check.c src/base/checkpoint_note.h \
	src/base/clock.c src/base/clock.h \
	src/base/err.c src/base/err.h src/base/errors.def \
	src/base/fraction.c src/base/fraction.h \
	src/base/heap.c \
	src/base/json.c src/base/json.h \
	src/base/json_out.c \
	src/base/json_scan.c src/base/json_scan.h \
	src/base/log.c src/base/log.h \
	src/base/mail_header.c src/base/mail_header.h \
	src/base/money.c src/base/money.h \
	src/base/oom.c \
	src/base/output.c src/base/output.h \
	src/base/paths.c src/base/paths.h \
	src/base/safe_text.c src/base/safe_say.c src/base/safe_text.h \
	src/base/secret.c src/base/secret.h \
	src/base/sign.c src/base/sign.h \
	src/base/str.c src/base/str.h \
	src/base/stream.c src/base/stream.h \
	src/base/timed_wait.c src/base/timed_wait.h \
	src/base/utf8.c src/base/utf8.h \
	src/base/words.h

unit_tests += \
	tests/unit/test_base_clock \
	tests/unit/test_base_fraction \
	tests/unit/test_base_json \
	tests/unit/test_base_json_out \
	tests/unit/test_base_log \
	tests/unit/test_base_mail_header \
	tests/unit/test_base_markup \
	tests/unit/test_base_memory \
	tests/unit/test_base_output \
	tests/unit/test_base_paths \
	tests/unit/test_base_safe_text \
	tests/unit/test_base_secret \
	tests/unit/test_base_sign \
	tests/unit/test_base_str \
	tests/unit/test_base_timed_wait \
	tests/unit/test_base_utf8
EXTRA_DIST += tests/unit/test_base.h tests/unit/test_base_json.h
