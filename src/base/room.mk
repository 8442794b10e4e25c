# SPDX-License-Identifier: Apache-2.0
libbase_a_SOURCES += \
	src/base/arena.h \
	src/base/banned.h \
	src/base/base.h \
	src/base/buf.h \
	src/base/clock.h \
	src/base/err.h \
	src/base/errors.def \
	src/base/json.h \
	src/base/log.h \
	src/base/paths.h \
	src/base/safe_text.h \
	src/base/secret.h \
	src/base/str.h \
	src/base/utf8.h \
	src/base/words.h
